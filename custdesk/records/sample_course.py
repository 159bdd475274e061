"""How the weekly sample (R-068) hears values and facts: frame, draw, calls, the week's duty.

`custdesk.records.service_callback` names `sample_effects` in its `then`; nothing here imports a record.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.language import N_, Words
from custdesk.obligation import Duty, Judged
from custdesk.office.rights import may
from custdesk.problem import Problem
from custdesk.record import VOIDED
from custdesk.rules import people, sampling
from custdesk.rules.callbacks import OPEN
from custdesk.rules.periods import Period, week_of
from custdesk.rules.values import Rows, day, moment, rows, text
from custdesk.settings import Settings
from custdesk.workflow import Apply, Effect, Facts, Save, Seen, Values

ORDER, CALLBACK, SAMPLE = "repair_order", "service_callback", "callback_sample"
KIND = "weekly_sample"


# -- the draw --------------------------------------------------------------------------------------------


def week(values: Values) -> Period | None:
    """Return the sample's week."""
    first = day(values, "week")
    return None if first is None else week_of(first)


def orders_of(period: Period, facts: Facts) -> list[Seen]:
    """Return the orders a week's sample is drawn from, in the order of their numbers (R-068)."""
    name = sampling.frame_field(facts.settings)
    found = facts.dated(ORDER, name, period.first, period.end)
    chosen = [
        one for one in found if sampling.in_frame({**one.values, "state": one.state}, period, facts.settings)
    ]
    return sorted(chosen, key=lambda one: one.number)


def frame(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:  # noqa: ARG001
    """Return the lines of the frame."""
    period = week(values)
    return () if period is None else tuple({"order": one.id} for one in orders_of(period, facts))


def seed(values: Values, before: Values, facts: Facts) -> int | None:  # noqa: ARG001
    """Take the seed of a draw, out of the moment and the orders' salts; computed once for each draw (R-068)."""
    period = week(values)
    if period is None:
        return None
    salts = [str(one.values.get("salt")) for one in orders_of(period, facts)]
    return sampling.seed_from(facts.now, [*salts, str(values.get("draw_no"))])


def frame_size(values: Values, before: Values, facts: Facts) -> int:  # noqa: ARG001
    """Count the orders of the frame."""
    return len(values.get("frame") or ())


def sample_size(values: Values, before: Values, facts: Facts) -> int:  # noqa: ARG001
    """Return how many are drawn (F-17)."""
    percent = facts.settings.number("weekly_sample_percent")
    return sampling.sample_size(len(values.get("frame") or ()), percent)


def drawn(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:  # noqa: ARG001
    """Return the lines of the sample, in the order of the draw."""
    return _ordered(values, facts)[: values.get("sample_size") or 0]


def reserves(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:  # noqa: ARG001
    """Return the lines of the reserves, in the order of the draw."""
    return _ordered(values, facts)[values.get("sample_size") or 0 :]


def _ordered(values: Values, facts: Facts) -> tuple[dict[str, Any], ...]:
    number = values.get("seed")
    if not isinstance(number, int):
        return ()
    linked = (facts.linked(int(str(row["order"]))) for row in rows(values, "frame"))
    ids = {one.number: one.id for one in linked if one is not None}
    told = enumerate(sampling.drawing_order(ids, number), 1)
    return tuple({"place": place, "order": ids[one]} for place, one in told)


def draws(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:
    """Return every draw of the week, the one now made after the earlier ones: they stay visible (REC-23)."""
    made = {
        "draw": values.get("draw_no"), "at": values.get("drawn_at"), "by": facts.user.id or facts.user.name,
        "seed": values.get("seed"), "of": _numbers(values, "frame", facts),
        "numbers": _numbers(values, "drawn", facts), "reason": values.get("redraw_reason") if before else None,
    }  # fmt: skip
    kept = {name: value for name, value in made.items() if value not in (None, "")}
    return (*(before.get("draws") or ()), kept)


def _numbers(values: Values, name: str, facts: Facts) -> str:
    linked = (facts.linked(order) for order in _ids(values, name))
    return "、".join(one.number for one in linked if one is not None)


# -- the calls -------------------------------------------------------------------------------------------


def results(values: Values, before: Values, facts: Facts) -> tuple[dict[str, Any], ...]:  # noqa: ARG001
    """Return the orders to call with what became of each call; a reserve for each one not reached (R-068)."""
    first = _ids(values, "drawn")
    known = {order: _call(order, facts) for order in (*first, *_ids(values, "reserves"))}
    deaf = {order for order, row in known.items() if row["outcome"] == sampling.UNREACHABLE}
    calls = sampling.to_call(first, _ids(values, "reserves"), deaf)
    return tuple({"reserve": place >= len(first), **known[order]} for place, order in enumerate(calls))


def _ids(values: Values, name: str) -> tuple[int, ...]:
    return tuple(int(str(row["order"])) for row in rows(values, name))


_COPIED = ("requested_by", "unit", "phone", "content")
_ANSWERS = ("quality_rating", "attitude_rating", "overall_rating", "opinion")


def _call(order: int, facts: Facts) -> dict[str, Any]:
    seen = facts.linked(order)
    found: dict[str, Any] = {"order": order}
    if seen is not None:
        found |= {name: seen.values.get(name) for name in _COPIED}
    mine = [
        one for one in facts.referring(order, CALLBACK)
        if one.values.get("subject") == order and one.values.get("kind") == KIND
    ]  # fmt: skip
    state = mine[-1].state if mine else ""
    found["outcome"] = sampling.outcome(state, order=seen.state if seen is not None else "")
    if mine:
        found |= {"callback": mine[-1].id, **{name: mine[-1].values.get(name) for name in _ANSWERS}}
    for name in ("content", "opinion"):
        found[name] = " ".join(str(found.get(name) or "").split("\n"))
    return {name: value for name, value in found.items() if value not in (None, "")}


def calls_wanted(values: Values, facts: Facts) -> list[Effect]:
    """Make the callbacks the sample still lacks, due by the following Sunday, and take them over (R-068)."""
    period = week(values)
    assert period is not None
    limit = sampling.calls_due(period)
    lacking = [
        int(str(row["order"])) for row in rows(values, "results")
        if row.get("callback") is None and row.get("outcome") == sampling.OPEN
    ]  # fmt: skip
    linked = (facts.linked(order) for order in lacking)
    calls: list[Effect] = [
        Save(CALLBACK, {"subject": one.id, "kind": KIND, "method": "phone", "due_at": limit})
        for one in linked if one is not None and one.state not in sampling.GONE
    ]  # fmt: skip
    return [*calls, Apply(int(values["id"]), "take_results")] if lacking else []


def taken(values: Values, facts: Facts) -> Mapping[str, Any]:  # noqa: ARG001
    """Count that the results were taken over once more: the lines of the results follow from it."""
    return {"taken": (values.get("taken") or 0) + 1}


def sample_effects(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what a save of a callback brings to the sample it belongs to: its result, perhaps a reserve (R-068)."""
    told = ("state", *_ANSWERS)
    if values.get("kind") != KIND or not before or all(values.get(one) == before.get(one) for one in told):
        return []
    subject = values.get("subject")
    samples = facts.referring(subject, SAMPLE) if isinstance(subject, int) else ()
    return [
        Apply(one.id, "take_results") for one in samples if one.state == "calling" and _calls(one, subject)
    ]


def _calls(sample: Seen, order: object) -> bool:
    return any(row.get("order") == order for row in rows(sample.values, "results"))


def after_save(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what the voiding of a sample brings: its calls still to be made are dropped (R-068)."""
    if values["state"] != VOIDED or before.get("state") == VOIDED:
        return []
    ids = [one for row in rows(values, "results") if isinstance(one := row.get("callback"), int)]
    why = Words(facts.settings.text("screen_language"))(N_("Its weekly sample was voided"))
    linked = (facts.linked(one) for one in ids)
    return [Apply(one.id, "drop", reason=why) for one in linked if one is not None and one.state in OPEN]


def outcomes(lines: Rows) -> list[str]:
    """Return what became of each call."""
    return [text(row, "outcome") for row in lines]


# -- saves, steps, the duty ------------------------------------------------------------------------------


def check(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Find what a save must hear: who draws, a week that has ended, with orders; drawn for good (1.5, R-068)."""
    period = week(values)
    if period is None:
        return []
    if before:
        if values.get("week") == before.get("week"):
            return []
        return [Problem(N_("A sample stays with its week"), "week", "R-068")]
    found = may("keep_follow_up")(values, facts) if facts.user.id is not None else []
    found += sampling.week_problems(period.first, facts.now)
    return found or sampling.frame_problems(len(orders_of(period, facts)))


def may_redraw(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Ask for the reason of a second draw (REC-23)."""
    return sampling.redraw_problems(
        text(values, "redraw_reason"), [text(row, "reason") for row in rows(values, "draws")]
    )


def may_complete(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Find what completing lacks (R-068)."""
    return sampling.missing_to_complete(outcomes(rows(values, "results")))


def owes(state: str, values: Values, settings: Settings) -> datetime.datetime | None:  # noqa: ARG001
    """Return until when the calls are done (R-068)."""
    period = week(values)
    return sampling.calls_due(period) if period is not None and state in ("drawn", "calling") else None


def _judge(period: Period, facts: Facts) -> Judged:
    """The week's sample is done when it is completed; without orders there is no duty (R-068)."""
    samples = facts.dated(SAMPLE, "week", period.first, period.end)
    ids = tuple(one.id for one in samples)
    if samples and samples[0].state == "completed":
        return Judged(done_at=_called_at(samples[0].values, facts), records=ids)
    if samples:
        return Judged(missing=N_("the remaining calls"), records=ids)
    if facts.now >= period.end and not _any_order(period, facts):
        return Judged(applies=False, why_not=N_("No repair order of this week is to be sampled"))
    return Judged(missing=N_("the draw"))


def _any_order(period: Period, facts: Facts) -> bool:
    """Tell whether a week has an order to draw from; asked at every start, so no record is read whole."""
    name = sampling.frame_field(facts.settings)
    found = facts.columns(
        ORDER, (name, "service_kind", "state"), days=(name,), since=period.first, until=period.end
    )
    return any(sampling.in_frame(one, period, facts.settings) for one in found)


def _called_at(values: Values, facts: Facts) -> datetime.datetime | None:
    """Return when the last call of a sample was made, whenever it was typed (section 5)."""
    linked = [
        facts.linked(one) for row in rows(values, "results") if isinstance(one := row.get("callback"), int)
    ]
    made = [
        at for one in linked if one is not None
        for at in (moment(one.values, "done_at"), *(moment(row, "at") for row in rows(one.values, "attempts")))
        if at is not None
    ]  # fmt: skip
    return max(made, default=moment(values, "completed_at"))


def _due(period: Period, settings: Settings) -> datetime.datetime:  # noqa: ARG001
    return sampling.calls_due(period)


def _start(period: Period) -> Mapping[str, Any]:
    return {"week": period.first}


DUTIES: Sequence[Duty] = (
    Duty(
        "callback_sample", N_("Weekly sample of callbacks"), "R-068", "week", _due, _judge,
        who=(people.CSA, people.CLERK, people.SUPERVISOR), start=_start,
    ),
)  # fmt: skip
