"""What a stamp on a scanned page turns out to be, and what may be filed of the page: M-6, R-007, R-008, R-009.

Nothing is ever filed to a wrong record: whatever is in doubt waits for a person, with the reason in words.
"""

from __future__ import annotations

import enum
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

from msgspec import Struct


class Verdict(enum.Enum):
    """What a stamp on a scanned page turns out to be; each has its sentence in custdesk.scan.SENTENCES."""

    OURS = "ours"  # printed here as it says: filed
    CHANGED = "changed"  # the same, but the record says something else by now: filed, and told
    BLANK = "blank"  # a pre-numbered sheet nobody has typed in yet
    NO_CODE = "no_code"
    EMPTY = "empty"  # nothing stands on it: set aside by itself
    NOT_OURS = "not_ours"  # a code of something else
    FOREIGN = "foreign"  # another office's store
    FORGED = "forged"  # our store's name, a wrong seal
    UNKNOWN = "unknown"  # a genuine seal on a sheet this store knows nothing of: restored since
    OTHER_VALUES = "other_values"  # genuine, but no print of that sheet says so
    OUTDATED = "outdated"  # a newer edition is in force
    VOIDED = "voided"
    TWICE = "twice"  # this very page is home already
    HIDDEN = "hidden"  # this person may not see the record
    MIXED = "mixed"  # two records on one page, one of which not everybody may see
    BESIDE = "beside"  # good by itself, but another code on the page is in doubt
    REFUSED = "refused"  # the record did not take it; the page's note says why
    TAKEN_BACK = "taken_back"  # was filed, and the filing was taken back


FILED: Final = frozenset({Verdict.OURS, Verdict.CHANGED})
#: what a code on the page may be of, nobody knows: the other records of the page do not get it by themselves
DOUBTFUL: Final = frozenset({
    Verdict.FOREIGN, Verdict.FORGED, Verdict.UNKNOWN, Verdict.OTHER_VALUES, Verdict.BLANK,
})  # fmt: skip
WAITING, USED, VOID = "waiting", "used", "voided"  # what became of a number set aside for an empty sheet


class Trace(Struct, frozen=True):
    """What is known of a stamp.

    `own`: it bears this store's name; `genuine`: this store sealed it. `visible`: this person may see everything it
    is of. `printed`: the print log has that number, sheet and edition; `same_values`: a print of it says the same.
    `in_force`: the record's edition, 0 of a list. `home`: this very page is filed. `said_now`: the record would print
    the same today. `blank`: printed empty; `reserved`: what became of its number.
    """

    own: bool = True
    genuine: bool = True
    visible: bool = True
    printed: bool = False
    same_values: bool = False
    edition: int = 0
    in_force: int = 0
    voided: bool = False
    home: bool = False
    said_now: bool = True
    blank: bool = False
    reserved: str = ""


def judge(trace: Trace) -> Verdict:
    """Judge one stamp: the signed sheet goes to its record only where print, edition and values agree (M-6).

    A record voided in between (R-008) or corrected in between (R-009) waits for a person. Whoever may not see a
    record learns nothing about it but that.
    """
    found = _of_seal(trace) + (_of_blank(trace) if trace.blank else _of_print(trace))
    return next((verdict for holds, verdict in found if holds), Verdict.OURS)


def _of_seal(trace: Trace) -> tuple[tuple[bool, Verdict], ...]:
    return (
        (not trace.own, Verdict.FOREIGN),
        (not trace.genuine, Verdict.FORGED),
        (not trace.visible, Verdict.HIDDEN),
    )


def _of_print(trace: Trace) -> tuple[tuple[bool, Verdict], ...]:
    return (
        (not trace.printed, Verdict.UNKNOWN),
        (not trace.same_values, Verdict.OTHER_VALUES),
        (trace.home, Verdict.TWICE),
        (trace.voided, Verdict.VOIDED),
        (0 < trace.in_force < trace.edition, Verdict.UNKNOWN),  # the store came back older than the paper
        (trace.edition < trace.in_force, Verdict.OUTDATED),
        (not trace.said_now, Verdict.CHANGED),
    )


def _of_blank(trace: Trace) -> tuple[tuple[bool, Verdict], ...]:
    """A sheet filled in by hand is the record's first edition for ever: no later one makes it outdated."""
    return (
        (not trace.reserved, Verdict.UNKNOWN),
        (not trace.same_values, Verdict.OTHER_VALUES),
        (trace.home, Verdict.TWICE),
        (trace.voided or trace.reserved == VOID, Verdict.VOIDED),
        (trace.reserved == WAITING, Verdict.BLANK),
    )


class Part(Struct, frozen=True):
    """One code of a page: its verdict, what it is of (None: not known), whether somebody may not see that."""

    verdict: Verdict
    of: Hashable = None
    confidential: bool = False


def together(parts: Sequence[Part]) -> tuple[Verdict, ...]:
    """Say what becomes of the codes of one page: a page is never cropped (R-007), so each record gets all of it.

    Hence a confidential record shares its page with no other, and beside a code in doubt nothing is filed.
    """
    several = len({part.of for part in parts if part.of is not None}) > 1
    hidden = any(part.verdict is Verdict.HIDDEN for part in parts)
    mixed = hidden or (several and any(part.confidential for part in parts))
    doubt = any(part.verdict in DOUBTFUL for part in parts)
    held = Verdict.MIXED if mixed else Verdict.BESIDE if doubt else None
    return tuple(held if held and part.verdict in FILED else part.verdict for part in parts)


def may_share(visibility: str, others: Iterable[str]) -> bool:
    """Tell whether a page may hang on a record: whoever sees the record may see all else that is on the page (R-007).

    `visibility` is the header's, ",staff:12,role:office_manager," or empty; `others` those of the page's other records.
    """
    hidden = _from_whom(visibility)
    return all(_from_whom(other) <= hidden for other in others)


def _from_whom(visibility: str) -> frozenset[str]:
    return frozenset(filter(None, visibility.split(",")))


def missing_pages(pages: int, home: Iterable[int]) -> tuple[int, ...]:
    """Return the page numbers of a sheet that are not home yet, from 1: an incomplete original is told (M-6)."""
    there = frozenset(home)
    return tuple(page for page in range(1, pages + 1) if page not in there)
