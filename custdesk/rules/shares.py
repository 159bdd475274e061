"""Shares and counts: what a figure of chapter 6 is made of, and how it is shown (6.1, R-004).

A figure is never a bare percentage: it keeps the records it counts, so that a screen can open them.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from custdesk.rules.periods import one_decimal, reaches


class Share(Struct, frozen=True):
    """Part of a whole, both as the ids they are made of; `apart` are those shown beside it (pending, not reached)."""

    members: tuple[int, ...] = ()
    rest: tuple[int, ...] = ()
    apart: tuple[int, ...] = ()

    @property
    def part(self) -> int:
        """Return the numerator."""
        return len(self.members)

    @property
    def whole(self) -> int:
        """Return the denominator."""
        return len(self.members) + len(self.rest)

    @property
    def percent(self) -> str:
        """Return one decimal, halves up, without sign; "–" of nothing (6.1)."""
        return one_decimal(self.part, self.whole)

    @property
    def shown(self) -> str:
        """Return one decimal and the raw counts, 90.9 % (10/11); "–" of nothing (R-004)."""
        return shown(self.part, self.whole)

    def reaches(self, percent: int) -> bool | None:
        """Tell whether the share is at least so many percent, on raw counts; None of nothing (R-004, 6.1)."""
        return reaches(self.part, self.whole, percent)


def shown(part: int, whole: int) -> str:
    """Return a share as text: one decimal with the raw counts, "–" alone for nothing (R-004, 6.1)."""
    return f"{one_decimal(part, whole)} % ({part}/{whole})" if whole else one_decimal(part, whole)


def share(members: Iterable[int], whole: Iterable[int], apart: Iterable[int] = ()) -> Share:
    """Make a share of ids: what is in `whole` but not in `members` is the rest; each id counts once (6.1)."""
    kept = dict.fromkeys(whole)
    chosen = dict.fromkeys(members)
    return Share(
        tuple(one for one in kept if one in chosen),
        tuple(one for one in kept if one not in chosen),
        tuple(dict.fromkeys(apart)),
    )
