"""Ten thousand changed folders: whatever byte, line, file or digest is changed, `check --folder` says so.

`make test` runs a sample, `make trials` all of it: EACH changes a seed. Whoever rewrites everything from a line on,
digests and index and manifest too, leaves a folder without a fault: the head on a sheet signed before, or the store, tells.
"""

from __future__ import annotations

import copy
import json
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from custdesk.month_folder.checking import check_folder
from custdesk.month_folder.manifest import MANIFEST, files_in, manifest_of
from custdesk.month_folder.trail_file import TRAIL
from custdesk.store.anchors import Anchor, Standing
from custdesk.store.trail import Touched, TrailLine, digest_of, line_digest
from custdesk.store.vault import sha256_of

EACH = 36  # changes a seed: 300 seeds are more than ten thousand
Lines = list[dict[str, Any]]


@dataclass
class Away:
    """A folder taken away that is changed and put right again."""

    path: Path
    kept: dict[str, bytes]
    rng: random.Random

    def put_right(self) -> None:
        for path in sorted(self.path.rglob("*"), reverse=True):
            inside = path.relative_to(self.path).as_posix()
            if path.is_file() and self.kept.get(inside) != path.read_bytes():
                path.unlink()
            elif path.is_dir() and not any(path.iterdir()):
                path.rmdir()
        for inside, content in self.kept.items():
            if not (self.path / inside).exists():
                (self.path / inside).parent.mkdir(parents=True, exist_ok=True)
                (self.path / inside).write_bytes(content)

    def some_file(self) -> str:
        return self.rng.choice([inside for inside in self.kept if inside != MANIFEST])

    def write(self, inside: str, content: bytes) -> None:
        assert content != self.kept[inside]
        (self.path / inside).write_bytes(content)

    def lines(self) -> Lines:
        return [json.loads(line) for line in self.kept[TRAIL].decode().splitlines()]

    def write_trail(self, lines: Lines) -> None:
        """Write another trail, and a manifest that fits it."""
        said = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in lines)
        self.write(TRAIL, said.encode())
        self.seal()

    def write_index(self, change: Callable[[dict[str, Any]], None]) -> None:
        index = json.loads(self.kept["index.json"])
        change(index)
        self.write("index.json", json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n")
        self.seal()

    def seal(self) -> None:
        digests = {inside: sha256_of(path) for inside, path in files_in(self.path) if path is not None}
        (self.path / MANIFEST).write_bytes(manifest_of(digests))


@pytest.fixture(params=["internal", "public"])
def away(request: pytest.FixtureRequest, folders: Mapping[str, Path], tmp_path: Path) -> Away:
    path = Path(shutil.copytree(folders[request.param], tmp_path / "away"))
    kept = {one.relative_to(path).as_posix(): one.read_bytes() for one in path.rglob("*") if one.is_file()}
    return Away(path, kept, random.Random())


# -- bytes ---------------------------------------------------------------------------------------------------


def spoiled(content: bytes, rng: random.Random) -> bytes:
    """Return bytes with one bit turned, one byte more, one less, another one, two changed about, or the end cut off."""
    at = rng.randrange(len(content))
    ways = [
        content[:at] + bytes([content[at] ^ (1 << rng.randrange(8))]) + content[at + 1 :],
        content[:at] + bytes([rng.randrange(256)]) + content[at:],
        content[:at] + content[at + 1 :],
        content[:at] + bytes([(content[at] + rng.randrange(1, 256)) % 256]) + content[at + 1 :],
        content[:at],
    ]
    return rng.choice(ways)


def a_byte_of_the_manifest(away: Away) -> None:
    away.write(MANIFEST, spoiled(away.kept[MANIFEST], away.rng))


def lines_of_the_manifest(away: Away) -> None:
    lines = away.kept[MANIFEST].splitlines(keepends=True)
    first, second = away.rng.sample(range(len(lines)), 2)
    way = away.rng.randrange(4)
    if way == 0:
        lines[first], lines[second] = lines[second], lines[first]
    elif way == 1:
        lines.insert(first, lines[second])
    elif way == 2:
        del lines[first]
    else:  # two files change their digests about
        one, other = lines[first], lines[second]
        lines[first], lines[second] = other[:64] + one[64:], one[:64] + other[64:]
    away.write(MANIFEST, b"".join(lines))


def a_byte_of_a_file(away: Away) -> None:
    name = away.some_file()
    away.write(name, spoiled(away.kept[name], away.rng))


def a_file(away: Away) -> None:
    name, way = away.some_file(), away.rng.randrange(5)
    path = away.path / name
    if way == 0:
        path.rename(path.with_name(f"{path.stem}{away.rng.choice('x -_1')}{path.suffix}"))
    elif way == 1:
        path.unlink()
    elif way == 2:
        path.with_name(f"{path.name}.bak").write_bytes(away.kept[name])
    elif way == 3:
        path.write_bytes(b"")
    else:
        others = [one for one in away.kept if away.kept[one] != away.kept[name] and one != MANIFEST]
        other = away.rng.choice(others)
        path.write_bytes(away.kept[other])
        (away.path / other).write_bytes(away.kept[name])


# -- the trail, the manifest made anew -----------------------------------------------------------------------


def other(value: Any, rng: random.Random) -> Any:
    """Return another value of the same kind."""
    if value is None or isinstance(value, int):
        return rng.choice([one for one in (0, 1, 2, 7, 99, -1, 10**9) if one != value])
    if isinstance(value, str) and value:
        at = rng.randrange(len(value))
        sign = rng.choice([one for one in "0123456789abcdef" if one != value[at]])
        return value[:at] + sign + value[at + 1 :]
    return "x"


def changed(one: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """Return a line with one of its parts changed, a digest of it or its content."""
    line = copy.deepcopy(one)
    name = rng.choice([name for name in line if name != "sealed"])
    if name == "touched":
        if line["touched"]:
            part = rng.choice(line["touched"])
            place = rng.randrange(3)
            part[place] = other(part[place], rng)
        else:
            line["touched"] = [[1, 1, "0" * 64]]
    elif name == "payload":
        line["payload"] = {**line["payload"], "more": 1} if rng.random() < 0.5 else {"form": "nothing"}
    else:
        line[name] = other(line[name], rng)
    return line


def a_line_of_the_trail(away: Away) -> None:
    lines = away.lines()
    at = away.rng.randrange(len(lines))
    lines[at] = changed(lines[at], away.rng)
    away.write_trail(lines)


def lines_of_the_trail(away: Away) -> None:
    lines = away.lines()
    first, second = sorted(away.rng.sample(range(len(lines)), 2))
    way = away.rng.randrange(5)
    if way == 0:
        lines[first], lines[second] = lines[second], lines[first]
    elif way == 1:
        del lines[first]
    elif way == 2:
        lines.insert(second, lines[first])
    elif way == 3:
        del lines[second:]
    else:
        del lines[:second]
    away.write_trail(lines)


def a_line_with_its_own_digest_made_anew(away: Away) -> None:
    lines = away.lines()
    at = away.rng.choice([place for place, one in enumerate(lines) if "at" in one])
    lines[at] = {**lines[at], away.rng.choice(["at", "what", "draft"]): "2027-04-01T00:00:00"}
    lines[at]["digest"] = line_digest(_line(lines[at]))
    away.write_trail(lines)


def a_content_with_its_own_digest_made_anew(away: Away) -> None:
    lines = away.lines()
    at = away.rng.choice([place for place, one in enumerate(lines) if "at" in one])
    payload = {"form": "duty_log", "new": {"content": "nothing happened"}}
    lines[at] |= {"salt": "00" * 16, "payload": payload, "payload_digest": digest_of("00" * 16, payload)}
    away.write_trail(lines)


def a_line_sealed_or_its_content_dropped(away: Away) -> None:
    lines = away.lines()
    shown = [place for place, one in enumerate(lines) if "payload" in one]
    if shown and away.rng.random() < 0.5:
        at = away.rng.choice(shown)
        lines[at] = {name: value for name, value in lines[at].items() if name not in ("salt", "payload")}
    else:
        at = away.rng.choice([place for place, one in enumerate(lines) if "at" in one])
        lines[at] = {**{name: lines[at][name] for name in ("seq", "previous", "digest")}, "sealed": True}
    away.write_trail(lines)


def a_count_of_the_index(away: Away) -> None:
    def change(index: dict[str, Any]) -> None:
        part = away.rng.choice([index["counts"], index["trail"]["head"], index["trail"]["before"]])
        name = away.rng.choice(sorted(part))
        part[name] = other(part[name], away.rng)

    away.write_index(change)


CHANGES = (
    a_byte_of_the_manifest, lines_of_the_manifest, a_byte_of_a_file, a_file, a_line_of_the_trail, lines_of_the_trail,
    a_line_with_its_own_digest_made_anew, a_content_with_its_own_digest_made_anew, a_line_sealed_or_its_content_dropped,
    a_count_of_the_index,
)  # fmt: skip


def test_every_change_is_found(away: Away, trial_seed: int):
    away.rng = random.Random(trial_seed)
    assert check_folder(away.path).faults == []
    for place in range(EACH // 2):  # of each of the two versions
        change = CHANGES[(trial_seed + place) % len(CHANGES)]
        change(away)
        assert check_folder(away.path).faults != [], (trial_seed, place, change.__name__)
        away.put_right()
    assert check_folder(away.path).faults == []


# -- everything rewritten ------------------------------------------------------------------------------------


def _line(said: dict[str, Any]) -> TrailLine:
    names = ("seq", "at", "user", "what", "cause", "draft", "previous", "payload_digest")
    return TrailLine(*(said[name] for name in names), "", tuple(Touched(*one) for one in said["touched"]))


def rewrite(away: Away, at: int) -> None:
    """Change a line and make every digest after it anew, those of index and manifest too: nothing is wrong any more."""
    lines = away.lines()
    lines[at] = {**lines[at], "at": "2027-04-01T00:00:00"}
    before = lines[at]["previous"]
    for one in lines[at:]:
        one["previous"] = before
        one["digest"] = (
            line_digest(_line(one)) if "at" in one else digest_of("", {"sealed": one["seq"], "after": before})
        )
        before = one["digest"]
    index = json.loads(away.kept["index.json"])
    index["trail"]["head"]["digest"] = before
    away.write("index.json", json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n")
    away.write_trail(lines)


def test_a_trail_rewritten_from_a_line_on_is_found_by_a_head_on_paper_and_by_the_store(
    away: Away, folders: Mapping[str, Path], trial_seed: int
):
    away.rng = rng = random.Random(trial_seed)
    lines = away.lines()
    for _time in range(2):
        at = rng.choice([place for place, one in enumerate(lines) if "at" in one])
        rewrite(away, at)
        assert check_folder(away.path).faults == []  # by itself it is without a fault
        printed = lines[rng.randrange(at, len(lines))]
        anchor = Anchor(printed["seq"], printed["digest"][:16])
        answer = check_folder(away.path, anchor=anchor).anchored
        assert answer is not None
        assert answer.standing is Standing.REWRITTEN
        assert check_folder(away.path, store=folders["store"]).faults != []
        away.put_right()
    honest = check_folder(
        away.path, store=folders["store"], anchor=Anchor(lines[-1]["seq"], lines[-1]["digest"][:16])
    )
    assert honest.exit_code == 0
