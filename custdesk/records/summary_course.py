"""How the rules of the monthly summary (R-057, R-058) hear the facts: what is counted, when, and by whom."""

from __future__ import annotations

import datetime
import weakref
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.obligation import Duty, Judged
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.records.summary_lines import CATEGORIES, COMPANY, COUNTED, FIGURES, HEADINGS, UNDECIDED
from custdesk.rules import complaint_figures as figures
from custdesk.rules import people, summary
from custdesk.rules.periods import ONE_DAY, Period, month_of
from custdesk.rules.routing import NOT_VALID
from custdesk.rules.values import day, moment, text
from custdesk.settings import Settings
from custdesk.workflow import Facts, Seen, Values

LIVE: Final = ("registered", "accepted", "handling", "awaiting_directive", "handled")
#: the columns of a complaint that a summary reads
COLUMNS: Final = (
    *figures.COLUMNS, "visibility", "nature", "channel", "accused_staff", "number", "created_at", "complainant", "unit", "content", "handling", "explanation",
    "rectification",
)  # fmt: skip
FROZEN: Final = ("approved", "published", "archived")
INSIDE: Final = ("F-03",)  # shown in the internal version only (6.2)
NO_COPY: Final = N_("QC gets no copy, by the office's settings")
STEPPED: Final = ("prepared_at", "approved_by", "approved_at")


def last_month(values: Values, facts: Facts) -> datetime.date:  # noqa: ARG001
    """Return the month before this one: what a new summary is about."""
    return month_of(month_of(facts.now.date()).first - ONE_DAY).first


def period(values: Values) -> Period | None:
    """Return the month of a summary."""
    month = day(values, "month")
    return month_of(month) if month else None


def summaries(month: Period, facts: Facts) -> Sequence[Seen]:
    """Return the summary of a month, if there is one."""
    return facts.dated("complaint_summary", "month", month.first, month.first + ONE_DAY)


# -- counting --------------------------------------------------------------------------------------------


class Counted(Struct, frozen=True):
    """Everything that is counted of a month, as the fields of the summary."""

    values: Mapping[str, Any]
    figures: tuple[summary.Figure, ...]


def candidates(month: Period, facts: Facts, previous: datetime.datetime | None) -> list[Values]:
    """Return every complaint that may matter to a month: received, handled, closed since it began, or open (R-057)."""
    days = ("received_at", "handled_at", "handled_before", "closed_at")
    found = list(facts.columns("complaint", COLUMNS, days=days, since=month.first, states=LIVE))
    if previous is not None:
        before = month_of(month.first - ONE_DAY)
        found += facts.columns(
            "complaint", COLUMNS, days=("received_at",), since=before.first, until=month.first
        )
    return list({one["id"]: one for one in found}.values())


def count(month: Period, facts: Facts) -> Counted:
    """Count a month's complaints as they stand now (R-057); what is hidden is a number only (R-064)."""
    before = month_of(month.first - ONE_DAY)
    frozen = [seen for seen in summaries(before, facts) if seen.state in FROZEN]
    previous = moment(frozen[0].values, "cut_off") if frozen else None
    rows = candidates(month, facts, previous)
    found = summary.contents(rows, month, previous)
    computed = summary.figures_of(rows, month, facts.now, facts.settings)
    came = figures.received(rows, month)
    carried = sum(part in summary.CARRIED for part, _row in found.listed)
    values = {
        "figures": tuple(_figure(one) for one in computed if one.code not in INSIDE),
        "inside": tuple(_figure(one) for one in computed if one.code in INSIDE),
        "by_category": _by_category(came, facts.now),
        "counts": _counts(came),
        "cases": _cases(found.listed, month, facts),
        "unclosed": tuple(_unclosed(row, month) for row in found.unclosed),
        "statement": summary.statement(len(came), carried),
        "cut_off": facts.now,
    }
    return Counted(values, computed)


def _figure(one: summary.Figure) -> dict[str, Any]:
    line: dict[str, Any] = {"figure": one.code, "part": one.share.part}
    if one.whole is not None:
        line |= {"percent": one.share.percent, "whole": one.whole}
    if one.share.apart:
        line |= {"apart": len(one.share.apart), "apart_what": one.code}
    return line


def _by_category(came: Sequence[Values], cut_off: datetime.datetime) -> tuple[dict[str, Any], ...]:
    """Count what came by category and by how it went; categories of which nothing came are left out (F-01)."""
    lines = {
        code: dict.fromkeys(("received", "on_time", "late", "pending", "not_valid"), 0) for code in CATEGORIES
    }
    for row in came:
        line = lines[text(row, "category") or UNDECIDED]
        line["received"] += 1
        mark = "not_valid" if text(row, "validity") == NOT_VALID else summary.timeliness(row, cut_off)
        if mark:
            line[mark] += 1
    return tuple({"category": code, **line} for code, line in lines.items() if line["received"])


def _counts(came: Sequence[Values]) -> tuple[dict[str, Any], ...]:
    """Count what came by nature, channel and state, in the order of the forms (F-01)."""
    known = {heading: figures.counted(came, heading) for heading in HEADINGS}
    found = []
    for code in COUNTED:
        heading, _dot, what = code.partition(".")
        some = known[heading].get("" if what == UNDECIDED else what, ())
        if some:
            found.append({"heading": heading, "what": code, "count": len(some)})
    return tuple(found)


def _cases(listed: Sequence[tuple[str, Values]], month: Period, facts: Facts) -> tuple[dict[str, Any], ...]:
    """Describe the cases; of what the company handles only the number (R-064)."""
    open_ones = [row for _part, row in listed if not summary.is_neutral(row)]
    homes = _known("unit", ("key", "building"), "unit", open_ones, facts)
    people_ = _known("customer", ("name",), "complainant", open_ones, facts)
    lines = []
    for part, row in listed:
        line = {"part": part, "complaint": row["id"], "number": row.get("number")}
        if summary.is_neutral(row):
            lines.append({**line, "remark": COMPANY})
            continue
        home, person = homes.get(row.get("unit"), {}), people_.get(row.get("complainant"), {})
        lines.append({
            **line,
            "received_on": day(row, "received_at"),
            "complainant": person.get("name") or _typed(row.get("complainant")),
            "unit_name": home.get("key") or _typed(row.get("unit")),
            "building": home.get("building"),
            "category": row.get("category") or UNDECIDED,
            "nature": row.get("nature"),
            "content": summary.one_line(row.get("content")),
            "handling": summary.one_line(row.get("handling") or row.get("explanation")),
            "handled_on": day(row, "handled_at"),
            "customer_satisfied": row.get("customer_satisfied"),
            "open_at_end": figures.is_open_at(row, month.end) or None,
            "timeliness": summary.timeliness(row, facts.now) or None,
            "case_state": row.get("state"),
        })  # fmt: skip
    return tuple(lines)


def _known(
    form: str, names: Sequence[str], link: str, rows: Iterable[Values], facts: Facts
) -> Mapping[Any, Values]:
    """Return what the linked records of a register say, by id."""
    ids = sorted({one for row in rows if isinstance(one := row.get(link), int)})
    return {one["id"]: one for one in facts.columns(form, names, ids=ids)} if ids else {}


def _typed(said: object) -> str | None:
    return said if isinstance(said, str) else None


def name_of(person: object, facts: Facts) -> str | None:
    """Return the name of a linked or typed person."""
    if isinstance(person, int):
        known = facts.linked(person)
        return str(known.values.get("name") or "") or None if known else None
    return str(person) if person else None


def _unclosed(row: Values, month: Period) -> dict[str, Any]:
    handled = day(row, "handled_at")
    days = (month.last - handled).days if handled else None
    return {
        "complaint": row["id"],
        "number": row.get("number"),
        "handled_on": handled,
        "days_unclosed": days,
    }


class _Last:
    """The last count, so that the fields of one save are counted once."""

    facts: weakref.ref[Any] | None = None
    month: datetime.date | None = None
    found: Counted | None = None


def counted(values: Values, facts: Facts) -> Mapping[str, Any]:
    """Return what is counted for a summary's month; nothing without a month."""
    month = period(values)
    if month is None:
        return {}
    known = _Last.facts() if _Last.facts is not None else None
    if known is not facts or _Last.month != month.first or _Last.found is None:
        _Last.facts, _Last.month, _Last.found = weakref.ref(facts), month.first, count(month, facts)
    return _Last.found.values


def field(name: str) -> Any:
    """Return the function that computes one counted field of a draft."""

    def by(values: Values, before: Values, facts: Facts) -> Any:  # noqa: ARG001
        return counted(values, facts).get(name)

    return by


def recount(values: Values, facts: Facts) -> dict[str, Any]:
    """Count anew: what a step sets (R-057)."""
    month = period(values)
    return {} if month is None else dict(count(month, facts).values)


def first_measures(values: Values, before: Values, facts: Facts) -> str | None:  # noqa: ARG001
    """Return the measures of the month's cases, to begin the text with (R-057)."""
    month = period(values)
    if month is None:
        return None
    found = summary.contents(candidates(month, facts, None), month, None)
    return summary.measures(found.listed, lambda row: str(row.get("number") or ""))


# -- steps -----------------------------------------------------------------------------------------------


def check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save must hear: who compiles, a month that has begun, nothing typed that a step sets (1.5, M-5)."""
    found = []
    if not before and facts.user.id is not None:
        found += may("compile_summary")(values, facts)
    month = period(values)
    if before and values.get("month") != before.get("month"):
        way = N_("A summary stays with its month; make another one, and have this one voided")
        found.append(Problem(way, "month", "R-057"))
    if month is not None and month.first > facts.now.date():
        found.append(Problem(N_("This month has not begun yet"), "month", "R-057"))
    if not before or before.get("state") == values.get("state"):
        way = N_("A step sets this; it is not typed")
        found += [
            Problem(way, name, "M-5") for name in STEPPED if (values.get(name) or None) != before.get(name)
        ]
    return found


def may_submit(values: Values, facts: Facts) -> list[Problem]:
    """Find what submitting lacks (R-057, R-011)."""
    return summary.submit_problems(values, facts.now) + public_problems(values, facts)


def may_approve(values: Values, facts: Facts) -> list[Problem]:
    """Find what stands against an approval (1.5, R-057, R-011)."""
    return summary.approve_problems(values, facts.user.id, facts.now) + public_problems(values, facts)


def public_problems(values: Values, facts: Facts) -> list[Problem]:
    """Find personal data in the text that will be posted (R-011)."""
    seen = [facts.linked(one["complaint"]) for one in values.get("cases") or () if one.get("complaint")]
    cases: list[Values] = [one.values for one in seen if one is not None]
    names = [name_of(row.get("complainant"), facts) for row in cases]
    homes = [str(one["unit_name"]) for one in values.get("cases") or () if one.get("unit_name")]
    return summary.public_problems(values, cases, [*filter(None, names), *homes])


def approving(values: Values, facts: Facts) -> dict[str, Any]:
    """Return what the approval sets: the figures of this moment, which is the cut-off (R-057, 9.4 no. 9)."""
    return {**recount(values, facts), "approved_by": facts.user.id, "approved_at": facts.now}


def taking_back(values: Values, facts: Facts) -> dict[str, Any]:  # noqa: ARG001
    """Return what a returned draft and a withdrawn approval lose; the next approval is a new cut-off (9.4 no. 9)."""
    return {"prepared_at": None, "approved_by": None, "approved_at": None}


def notices(values: Values, facts: Facts) -> list[Problem]:
    """Remind of figures that have changed since they were counted, of names in the text, of a late month (R-057)."""
    state, found = str(values.get("state") or "draft"), []
    month = period(values)
    if state in ("draft", "submitted") and values.get("id") and month is not None:
        kept = (*(values.get("figures") or ()), *(values.get("inside") or ()))
        for code in summary.differences(kept, count(month, facts).figures):
            said = N_("“{figure}” has changed since it was counted").having(figure=FIGURES[code])
            found.append(Problem(said, "figures", "R-057", grave=False))
        found += [
            Problem(one.text, one.field, one.rule, grave=False) for one in public_problems(values, facts)
        ]
    missing = summary.missing_step(values, facts.settings)
    if missing is not None and summary.is_overdue(values, facts.settings, facts.now):
        found.append(Problem(N_("Overdue: {missing}").having(missing=missing), "month", "R-057", grave=False))
    return found


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when the summary must be archived, while it is not (R-057)."""
    month = period(values)
    return None if month is None or state in ("archived", "voided") else summary.due(month, settings)


# -- duties ----------------------------------------------------------------------------------------------


def _one(found: Iterable[Seen]) -> Seen | None:
    return next(iter(found), None)


def judge(month: Period, facts: Facts) -> Judged:
    """Say whether a month's summary was approved, published, copied and archived, and when (R-057)."""
    seen = _one(summaries(month, facts))
    if seen is None:
        return Judged(missing=N_("Still to be compiled"))
    return Judged(
        done_at=summary.done_at(seen.values, facts.settings),
        missing=summary.missing_step(seen.values, facts.settings),
        records=(seen.id,),
    )


def judge_copy(month: Period, facts: Facts) -> Judged:
    """Say whether QC got its copy of a month's summary, due with the publication (R-058)."""
    seen = _one(summaries(month, facts))
    if seen is None:
        return Judged(missing=N_("Still to be compiled"))
    if summary.was_owed_no_copy(seen.values):
        return Judged(applies=False, why_not=NO_COPY, records=(seen.id,))
    return Judged(
        done_at=moment(seen.values, "copied_to_qc_at"),
        missing=N_("Still to be copied to QC"),
        records=(seen.id,),
        due_at=summary.copy_due(seen.values, month, facts.settings),
    )


def _copied(month: Period, settings: Settings) -> Text | None:  # noqa: ARG001
    return None if summary.copy_wanted(settings) else NO_COPY


def _begun(month: Period) -> Mapping[str, Any]:
    return {"month": month.first}


WHO: Final = (people.CSA, people.SUPERVISOR, people.MANAGER)
DUTIES: Final = (
    Duty("complaint_summary", N_("Complaint summary"), "R-057", "month", summary.due, judge, WHO, _begun),
    Duty(
        "complaint_summary_copy", N_("Copy of the summary to QC"), "R-058", "month", summary.due, judge_copy,
        (people.CSA,), _begun, _copied, moves=True,
    ),
)  # fmt: skip
