"""What the page of figures shows of a month or quarter: groups of figures, the period before, the kept summary (6.2).

Numbers are those of this moment and count every record (R-064); records are read through the reading door.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.figures import live
from custdesk.figures.calendar import DeskLike
from custdesk.figures.definitions import DEFINITIONS
from custdesk.language import N_, Text
from custdesk.record import Filter
from custdesk.records.community_event import year_rows
from custdesk.records.summary_course import FROZEN
from custdesk.rules import events, sampling
from custdesk.rules.obligations import period_of
from custdesk.rules.periods import ONE_DAY, Period, quarter_of, week_of
from custdesk.rules.shares import Share
from custdesk.rules.values import Rows, Values, day, rows, text
from custdesk.snapshot import Snapshot
from custdesk.store.hits import Hit
from custdesk.store.reader import ListQuery

COUNTS: Final = ("F-01.received", "F-01.valid", "F-01.not_valid")
SUMMARY: Final = "complaint_summary"
_COMPLAINTS: Final = (*COUNTS, "F-02", "F-03", "F-04", "F-05", "F-06", "F-07", "F-27")
_REPAIRS: Final = ("F-08", "F-09", "F-10", "F-25", "F-26")
#: figures of a month only: a quarter has no such number
_MONTHLY: Final = ("F-26",)


class Entry(Struct, frozen=True):
    """One figure of a period: a share, a count of records, or a sum of what they say (`total`).

    `key` stays the same from period to period; `full` is what a bar shows as its whole length, 0 for no bar.
    """

    key: str
    label: Text
    form: str
    share: Share
    rate: bool = True
    total: int | None = None
    apart: Text | None = None
    full: int = 0
    then: Entry | None = None  # the same figure of the period before

    @property
    def code(self) -> str:
        """Return its number in the domain (6.2)."""
        return self.key.split("@")[0].split(".")[0]

    @property
    def definition(self) -> Text:
        """Say how it is counted."""
        return DEFINITIONS[self.key.split("@")[0]]

    @property
    def number(self) -> int:
        """Return what is counted: the numerator, the records, the sum."""
        return self.share.part if self.total is None else self.total

    @property
    def main(self) -> str:
        """Return what is read first: 90.9%, "–" of nothing, or the number (6.1)."""
        if not self.rate:
            return str(self.number)
        return f"{self.share.percent}%" if self.share.whole else self.share.percent

    @property
    def raw(self) -> str:
        """Return the raw counts of a rate, 10/11; nothing of nothing (R-004, 6.1)."""
        return f"{self.share.part}/{self.share.whole}" if self.rate and self.share.whole else ""

    @property
    def part_shown(self) -> float | None:
        """Return the length of its bar, 0 to 1; None where there is none to draw."""
        if self.rate:
            return self.share.part / self.share.whole if self.share.whole else None
        return min(self.number / self.full, 1.0) if self.full else None

    def opens(self, desk: DeskLike, part: str) -> tuple[list[Hit], int]:
        """Return the visible records of "members", "rest" or "apart", and how many more are counted unseen (R-064)."""
        ids: Sequence[int] = getattr(self.share, part)
        seen = desk.read().records_as_hits(list(ids)) if ids else []
        return seen, len(ids) - len(seen)


class Group(Struct, frozen=True):
    """Figures of one subject and period; `calm` is said where there is none."""

    title: Text
    period: Period
    entries: tuple[Entry, ...]
    calm: Text | None = None


class Kept(Struct, frozen=True):
    """The monthly summary (REC-05) of a month: its figures by code once they are frozen."""

    record: Snapshot
    frozen: bool
    figures: Mapping[str, str]


def groups(desk: DeskLike, period: Period) -> tuple[Group, ...]:
    """Return every figure of a month or quarter as it stands now, each with that of the period before."""
    before = period_of(period.kind, period.first - ONE_DAY)
    now, then = _counted(desk, period), _counted(desk, before)
    quarter = quarter_of(period.first)
    return (
        Group(N_("Complaints"), period, _named(_COMPLAINTS, now, then)),
        Group(N_("Repairs and callbacks"), period, _named(_repair_codes(period), now, then)),
        Group(N_("Weekly samples"), period, samples(desk, period), N_("No weekly sample in this period")),
        Group(N_("Community events"), quarter, quarter_events(desk, quarter)),
    )


def _repair_codes(period: Period) -> tuple[str, ...]:
    return tuple(code for code in _REPAIRS if period.kind == "month" or code not in _MONTHLY)


def _counted(desk: DeskLike, period: Period) -> Mapping[str, Entry]:
    found = {
        one.code: Entry(one.code, one.label, one.form, one.share, one.rate, apart=one.apart)
        for one in live.month(desk, period)
    }
    came = found["F-01.received"].number
    return {key: replace(one, full=came) if key in COUNTS else one for key, one in found.items()}


def _named(keys: Sequence[str], now: Mapping[str, Entry], then: Mapping[str, Entry]) -> tuple[Entry, ...]:
    received = "F-01.received"
    found = []
    for key in keys:
        full = max(now[received].number, then[received].number) if key == received else now[key].full
        found.append(replace(now[key], full=full, then=replace(then[key], full=full or then[key].full)))
    return tuple(found)


# -- weekly samples --------------------------------------------------------------------------------------


def samples(desk: DeskLike, period: Period) -> tuple[Entry, ...]:
    """Return F-17 and F-18 of the weeks that end in a period, each with the week's before where it had a sample."""
    facts, since = desk.facts(), week_of(period.first).first - 7 * ONE_DAY  # one week more, to compare with
    found = facts.dated("callback_sample", "week", since, period.last + ONE_DAY)
    weeks = {one.period.first: one for one in (_sample(seen.values) for seen in found) if one is not None}
    shown = {first: one for first, one in sorted(weeks.items()) if one.period.last in period}
    return tuple(
        replace(one.entry, then=before.entry if (before := weeks.get(first - 7 * ONE_DAY)) else None)
        for first, one in shown.items()
    )


class _Week(Struct, frozen=True):
    period: Period
    entry: Entry


def _sample(values: Values) -> _Week | None:
    first = day(values, "week")
    if first is None:
        return None
    week, size = week_of(first), values.get("sample_size")
    drawn = sampled(rows(values, "results") or rows(values, "drawn"), size if isinstance(size, int) else 0)
    label = N_("{period}: reached of the sample").having(period=week.name)
    orders = N_("{size} of {orders} orders drawn").having(
        size=drawn.whole, orders=values.get("frame_size") or 0
    )
    apart = orders
    if drawn.apart:
        apart = N_("{orders}; {count} replaced by reserves").having(orders=orders, count=len(drawn.apart))
    return _Week(week, Entry(f"F-18@{first}", label, "repair_order", drawn, apart=apart))


def sampled(calls: Rows, size: int) -> Share:
    """Return F-18 as the orders called: reached, and not reached up to the sample's size; the others were replaced.

    A reserve stands for an unreached one (9.4 no. 15): whoever is still to be called is never the one replaced.
    """
    by_outcome: dict[str, list[int]] = {}
    for row in calls:
        outcome = text(row, "outcome") or sampling.OPEN
        by_outcome.setdefault(outcome, []).append(int(str(row["order"])))
    reached = by_outcome.get(sampling.REACHED, [])[:size]
    others = [*by_outcome.get(sampling.OPEN, []), *by_outcome.get(sampling.UNREACHABLE, [])]
    left = size - len(reached)
    return Share(tuple(reached), tuple(others[:left]), tuple(others[left:]))


# -- community events ------------------------------------------------------------------------------------


def quarter_events(desk: DeskLike, quarter: Period) -> tuple[Entry, ...]:
    """Return F-22 and F-30 of a quarter, each with that of the quarter before."""
    now = _events(desk, quarter)
    then = {one.key: one for one in _events(desk, quarter_of(quarter.first - ONE_DAY))}
    return tuple(replace(one, then=then[one.key]) for one in now)


def _events(desk: DeskLike, quarter: Period) -> tuple[Entry, ...]:
    facts = desk.facts()
    found = year_rows(facts, quarter.first, quarter.last + ONE_DAY)
    members = tuple(int(str(row["id"])) for row in events.counted(found, quarter))
    missing = tuple(int(str(row["id"])) for row in events.evidence_missing(found, quarter))
    people, feedback = events.participation(found, quarter)
    wanted = N_("at least {count} wanted").having(count=desk.settings.number("events_per_quarter"))
    apart = wanted
    if missing:
        apart = N_("{wanted}; {count} held, not yet recorded").having(wanted=wanted, count=len(missing))
    form = "community_event"
    return (
        Entry(
            "F-22", N_("Events in the quarter"), form, Share(members, (), missing), rate=False, apart=apart
        ),
        Entry("F-30.people", N_("Participants", "figure"), form, Share(members), rate=False, total=people),
        Entry(
            "F-30.feedback", N_("Feedback of participants"), form, Share(members), rate=False, total=feedback
        ),
    )


# -- the kept summary ------------------------------------------------------------------------------------


def kept_summary(desk: DeskLike, period: Period) -> Kept | None:
    """Return the monthly summary of a month as this person may see it; None without one (REC-05)."""
    if period.kind != "month" or SUMMARY not in desk.store.forms:
        return None
    states = tuple(name for name in desk.store.forms[SUMMARY].form.flow.states if name != "voided")
    wanted = Filter("month", N_("Month"), states, equal=(("month", period.first.isoformat()),))
    reader = desk.read()
    found = reader.ids(ListQuery(SUMMARY, wanted), 1)
    record = reader.record(found[0]) if found else None
    if record is None:
        return None
    frozen = record.state in FROZEN
    lines = [*rows(record.values, "figures"), *rows(record.values, "inside")] if frozen else []
    return Kept(record, frozen, {str(line["figure"]): _kept_text(line) for line in lines})


def _kept_text(line: Values) -> str:
    part, whole = line.get("part"), line.get("whole")
    if whole is None:
        return str(part or 0)
    return f"{line.get('percent')}% ({part or 0}/{whole})" if whole else "–"
