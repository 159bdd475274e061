"""The head of the trail on paper: so short that a person types it again, and a store tells whether it still holds it.

A complete rewrite of the trail leaves a chain without a fault; only a head kept elsewhere finds it (architecture 3.4).
"""

from __future__ import annotations

import enum
import re
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.store import trail
from custdesk.store.database import FILE_TROUBLE, connect, identify
from custdesk.store.migrations import NEWEST
from custdesk.store.trail import Executes, TrailLine
from custdesk.store.trail_chain import ChainWalk

LETTERS: Final = 20  # printed, eighty bits: nobody finds another line that begins alike
LEAST: Final = 16  # typed
WHOLE: Final = 64
_GROUP: Final = 4
_MARKS: Final = "PZSC"  # signs, blanks and dashes of any kind stand between the groups
_LOOK_ALIKE: Final = str.maketrans("ol", "01")  # no such letters among the sixteen
Tell = Callable[[int, int], bool]


class Anchor(Struct, frozen=True):
    """One line of a trail as paper names it: its number and the first letters of its digest."""

    seq: int
    letters: str

    @property
    def plain(self) -> str:
        """Write it as it is typed: 1234 3f9a 77c2 0b1d e4a8 9c31."""
        groups = (self.letters[at : at + _GROUP] for at in range(0, len(self.letters), _GROUP))
        return " ".join((str(self.seq), *groups))

    @property
    def text(self) -> Text:
        """Write it as it is printed: 留痕 1234 · 3f9a 77c2 0b1d e4a8 9c31."""
        seq, _blank, groups = self.plain.partition(" ")
        return N_("Trail {seq} · {letters}").having(seq=seq, letters=groups)


def anchor_of(database: Executes) -> Anchor:
    """Return the head of the trail as it is printed."""
    seq, digest, _at = trail.head(database)
    return Anchor(seq, digest[:LETTERS])


def read_anchor(typed: str) -> Anchor:
    """Read what somebody typed from paper: blanks, dashes, case and full width do not matter. Raises KnownError.

    The word before the number may be left out; between the number and the letters something must stand.
    """
    plain = unicodedata.normalize("NFKC", typed).lower()
    found = re.search(r"[0-9]+", plain)
    way = N_("Type it as it stands on the paper: 1234 3f9a 77c2 0b1d e4a8")
    if found is None:
        raise KnownError(N_("This is no head of a trail"), way)
    rest = plain[found.end() :].translate(_LOOK_ALIKE)
    if rest and unicodedata.category(rest[0])[0] not in _MARKS:
        raise KnownError(N_("Leave a blank between the number of the line and the letters"), way)
    letters = "".join(sign for sign in rest if unicodedata.category(sign)[0] not in _MARKS)
    wrong = sorted(set(letters) - set("0123456789abcdef"))
    if wrong:
        said = N_("“{signs}” does not occur in it: only 0 to 9 and a to f").having(signs=" ".join(wrong))
        raise KnownError(said, way)
    if not LEAST <= len(letters) <= WHOLE:
        said = N_("{count} letters are too few or too many: at least {least} are wanted").having(
            count=len(letters), least=LEAST
        )
        raise KnownError(said, way)
    return Anchor(int(found[0]), letters)


class Standing(enum.Enum):
    """What a trail says of a head."""

    HELD = "held"
    OLDER = "older"  # it ends before
    REWRITTEN = "rewritten"  # another line stands there
    BROKEN = "broken"  # the line stands there, but the chain does not lead to it
    EARLIER = "earlier"  # it begins after: a month's folder has no such line


class Answer(Struct, frozen=True):
    """What a trail says of one head; `last` is its last line, `broken` the first that does not hold."""

    anchor: Anchor
    standing: Standing
    last: int = 0
    broken: int = 0

    @property
    def exit_code(self) -> int:
        """What the command line returns."""
        return 0 if self.standing is Standing.HELD else 1

    @property
    def text(self) -> Text:
        """Say it in one sentence."""
        return SENTENCES[self.standing].having(seq=self.anchor.seq, last=self.last, broken=self.broken)


SENTENCES: Final = {
    Standing.HELD: N_("It is there: up to line {seq} the trail is the one that was printed"),
    Standing.OLDER: N_("The trail ends at line {last}, before line {seq}: this is an older state"),
    Standing.REWRITTEN: N_(
        "Another line {seq} stands there: the trail was rewritten or restored since, or the paper was typed wrongly"
    ),
    Standing.BROKEN: N_("Line {seq} stands there, but the trail before it is broken at line {broken}"),
    Standing.EARLIER: N_("Line {seq} lies before what this folder holds; ask the store"),
}


def ask_lines(lines: Iterable[TrailLine], anchor: Anchor, tell: Tell | None = None) -> Answer:
    """Follow a trail from its first line up to the one a head names. Raises KnownError when `tell` returns False."""
    walk = ChainWalk()
    for line in lines:
        if line.seq > anchor.seq:
            break
        walk.follow(line)
        if tell is not None and line.seq % 1000 == 0 and not tell(line.seq, anchor.seq):
            raise KnownError(N_("Stopped; the check only reads"))
    else:
        if walk.seq < anchor.seq:
            return Answer(anchor, Standing.OLDER, walk.seq, walk.broken)
    if walk.seq != anchor.seq or not walk.digest.startswith(anchor.letters):
        return Answer(anchor, Standing.REWRITTEN, walk.seq, walk.broken)
    return Answer(anchor, Standing.BROKEN if walk.broken else Standing.HELD, walk.seq, walk.broken)


def ask_store(path: Path, anchor: Anchor, key: str | None = None, tell: Tell | None = None) -> Answer:
    """Tell whether a store's trail still holds a head, beside an open desk. Raises KnownError for a damaged file."""
    if not path.exists():
        raise KnownError(
            N_("There is no store at {file}").having(file=str(path)), N_("Name the office's own file")
        )
    database = connect(path, key, read_only=True)
    try:
        identify(database, path, NEWEST)
        database.execute_sql("BEGIN DEFERRED")  # the desk goes on meanwhile
        return ask_lines(trail.lines(database), anchor, tell)
    except FILE_TROUBLE as trouble:
        raise KnownError(
            N_("The trail of {file} cannot be read to the end").having(file=path.name), N_("Check the store")
        ) from trouble
    finally:
        database.close()
