"""The trail as a file: one line of JSON a line of the trail, from the month's first to the head; checked on its own.

A line that is of a record its reader may not see keeps its place and its digest only ("sealed"), so that the chain
still joins. Where the content is shown, `payload` and `salt` give `payload_digest` (architecture 3.4).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.language import N_, Text
from custdesk.store import trail
from custdesk.store.past_month import PastLine
from custdesk.store.trail import Touched, TrailLine
from custdesk.store.trail_chain import ChainWalk

TRAIL: Final = "trail.jsonl"
_PLAIN: Final = ("seq", "at", "user", "what", "cause", "draft", "previous", "payload_digest", "digest")
_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "seq": (int,), "at": (str,), "user": (int, type(None)), "what": (str,), "cause": (int,), "draft": (str,),
    "previous": (str,), "payload_digest": (str,), "digest": (str,),
}  # fmt: skip
_SEALED: Final = ("seq", "previous", "digest", "sealed")


def written(one: PastLine) -> bytes:
    """Return one line of the file."""
    line = one.line
    if one.sealed:
        return _line({"seq": line.seq, "previous": line.previous, "digest": line.digest, "sealed": True})
    said: dict[str, Any] = {name: getattr(line, name) for name in _PLAIN}
    said["touched"] = [[touched.record_id, touched.revision, touched.digest] for touched in line.touched]
    if one.payload is not None:
        said |= {"salt": one.salt, "payload": json.loads(trail.canonical(one.payload))}  # its keys in order
    return _line(said)


def _line(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class TrailCount(Struct):
    """What a file of the trail holds: its lines, those with their content, those sealed; and where it ends."""

    lines: int = 0
    contents: int = 0
    sealed: int = 0
    seq: int = 0
    digest: str = ""

    def add(self, one: PastLine) -> None:
        """Count a line."""
        self.lines += 1
        self.contents += one.payload is not None
        self.sealed += one.sealed
        self.seq, self.digest = one.line.seq, one.line.digest


def check_trail(
    lines: Iterable[bytes], before: tuple[int, str], find: Callable[[Text], None]
) -> tuple[TrailCount, ChainWalk]:
    """Follow the lines of a file from the line before them; `find` takes what is wrong."""
    walk, count = ChainWalk(*before), TrailCount()
    count.seq, count.digest = before
    for number, raw in enumerate(lines, 1):
        one = _read(raw)
        if one is None:
            find(
                N_("Line {number} of the trail's file is not written as custdesk writes it").having(
                    number=number
                )
            )
            walk.broken = walk.broken or walk.seq + 1
            continue
        count.add(one)
        line = one.line
        trouble = walk.pass_sealed(line.seq, line.previous, line.digest) if one.sealed else walk.follow(line)
        if trouble is not None:
            find(trouble)
        if one.payload is not None and trail.digest_of(one.salt, one.payload) != line.payload_digest:
            find(N_("The content of trail line {seq} was changed").having(seq=line.seq))
    return count, walk


def lines_of(path: Path) -> Iterator[bytes]:
    """Return the lines of a file as they stand, their ends too. Raises OSError."""
    with path.open("rb") as file:
        yield from file


def _read(raw: bytes) -> PastLine | None:
    """Return a line that is written to the byte as `written` would write it; None for any other."""
    try:
        said = json.loads(raw)
        one = _of(said) if isinstance(said, dict) else None
        return one if one is not None and written(one) == raw else None
    except (ValueError, TypeError, LookupError, RecursionError, OverflowError):
        return None


def _of(said: dict[str, Any]) -> PastLine | None:
    if tuple(said) == _SEALED:
        line = TrailLine(said["seq"], "", None, "", 0, "", said["previous"], "", said["digest"])
        return PastLine(line, sealed=True) if _sound(said, ("seq", "previous", "digest")) else None
    if not _sound(said, _PLAIN):
        return None
    touched = tuple(Touched(*one) for one in said["touched"])
    line = replace(TrailLine(*(said[name] for name in _PLAIN)), touched=touched)
    payload = said.get("payload")
    if payload is None:
        return PastLine(line)
    return PastLine(line, salt=said["salt"], payload=payload) if isinstance(payload, dict) else None


def _sound(said: dict[str, Any], names: Iterable[str]) -> bool:
    """Tell whether the parts are of their kinds; a truth value is no number."""
    return all(type(said[name]) in _KINDS[name] for name in names)
