"""The figures of a month as they stand now, with the records behind each: F-01 to F-10 and F-25 to F-27 (domain 6.2).

The numbers count every record, hidden ones too (R-064: as a number); `opens` shows only what the person may see.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from custdesk.figures.calendar import DeskLike
from custdesk.language import N_, Text
from custdesk.records.summary_lines import APART, FIGURES
from custdesk.rules import complaint_figures as complaints
from custdesk.rules import repair_figures as repairs
from custdesk.rules import summary
from custdesk.rules.periods import ONE_DAY, Period
from custdesk.rules.shares import Share
from custdesk.rules.values import Values
from custdesk.store.hits import Hit

LABELS: Final[Mapping[str, Text]] = {
    **FIGURES,
    "F-07": N_("Complaint effectiveness"),
    "F-08": N_("Repair timely rate"),
    "F-09": N_("Repair effectiveness"),
    "F-10": N_("Callback rate"),
    "F-25": N_("Rework rate"),
    "F-26": N_("Signed monthly callbacks"),
}
APARTS: Final[Mapping[str, Text]] = {**APART, "F-08": N_("not due yet", "figure")}


class Live(Struct, frozen=True):
    """One figure of a month: a count (`rate` False) or a share, and whose records it counts."""

    code: str
    form: str
    share: Share
    rate: bool = True

    @property
    def label(self) -> Text:
        """Return its name."""
        return LABELS[self.code]

    @property
    def shown(self) -> str:
        """Return 90.9 % (10/11), "–" of nothing, or the plain count (6.1)."""
        return self.share.shown if self.rate else str(self.share.part)

    @property
    def apart(self) -> Text | None:
        """Say what stands apart, None where nothing does."""
        if not self.share.apart or self.code not in APARTS:
            return None
        return N_("{count} {what}").having(count=len(self.share.apart), what=APARTS[self.code])

    def opens(self, desk: DeskLike, part: str = "members") -> list[Hit]:
        """Return the visible records of "members", "rest" or "apart"."""
        ids: Sequence[int] = getattr(self.share, part)
        return desk.read().records_as_hits(list(ids)) if ids else []


def month(desk: DeskLike, period: Period) -> tuple[Live, ...]:
    """Return every figure of a period as it stands now: complaints, then repairs and callbacks."""
    return complaint_figures(desk, period) + repair_figures(desk, period)


def complaint_figures(desk: DeskLike, period: Period) -> tuple[Live, ...]:
    """Return F-01 to F-07 and F-27 of a period; the cut-off is now (6.1)."""
    rows = complaint_rows(desk, period)
    found = [
        Live(one.code, "complaint", one.share, one.whole is not None)
        for one in summary.figures_of(rows, period, desk.now(), desk.settings)
    ]
    found.append(Live("F-07", "complaint", complaints.effective(rows, period)))
    return tuple(sorted(found, key=lambda one: list(LABELS).index(one.code)))


def repair_figures(desk: DeskLike, period: Period) -> tuple[Live, ...]:
    """Return F-08, F-09, F-10, F-25 and F-26 of a period; the cut-off is now (6.1)."""
    orders, callbacks = repair_rows(desk, period)
    return (
        Live("F-08", "repair_order", repairs.timely(orders, period, desk.now())),
        Live("F-09", "repair_order", repairs.effective(orders, callbacks, period)),
        Live("F-10", "repair_order", repairs.called_back(orders, callbacks, period, desk.now())),
        Live("F-25", "repair_order", repairs.rework_rate(orders, period)),
        Live("F-26", "repair_order", repairs.signed_back(orders, callbacks, period, desk.settings)),
    )


def complaint_rows(desk: DeskLike, period: Period) -> list[Values]:
    """Return the complaints a period's figures ask: received, handled, reopened or closed in it."""
    days = ("received_at", "handled_at", "handled_before", "closed_at")
    found = desk.facts().columns(
        "complaint", complaints.COLUMNS, days=days, since=period.first, until=period.last + ONE_DAY
    )
    return list(found)


def repair_rows(desk: DeskLike, period: Period) -> tuple[list[Values], list[Values]]:
    """Return the orders finished or due in a period with their rework children, and their callbacks.

    A due day is kept as the next 00:00, so that one day more is asked for; the formulas choose.
    """
    facts, days = desk.facts(), ("finished_at", "due_at")
    own = facts.columns(
        "repair_order", repairs.ORDER, days=days, since=period.first, until=period.last + 2 * ONE_DAY
    )
    ids = complaints.ids(own)
    children = facts.columns("repair_order", repairs.ORDER, linking=ids)
    known = {one["id"]: one for one in (*own, *children)}
    calls = list(facts.columns("service_callback", repairs.CALLBACK, linking=ids))
    covering = [by for one in calls if isinstance(by := one.get("covered_by"), int)]
    if covering:
        calls += facts.columns("service_callback", repairs.CALLBACK, ids=covering)
    return list(known.values()), list({one["id"]: one for one in calls}.values())
