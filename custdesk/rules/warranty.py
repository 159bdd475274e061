"""Construction defects under warranty: R-076 to R-080, table 3.3.2, decision 9.4 no. 18.

What the contractor does is recorded by the desk: who, when, where the paper is (M-1).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.periods import add_months, is_late, within_days
from custdesk.rules.values import Rows, Values, day, earlier, filled, moment, rows
from custdesk.settings import Settings

# -- the course of a record (R-076 to R-079) ---------------------------------------------------------------

#: the states before the quality inspection has passed: box 8 stays empty until then (R-078)
BEFORE_INSPECTION: Final = ("notified", "confirmed", "reviewed", "approved", "issued", "repaired")
#: the days of the course in the order of the procedure, each with what it says (R-077, R-078, R-079)
COURSE: Final[tuple[tuple[str, Text], ...]] = (
    ("notified_at", N_("the notice")),
    ("confirmed_at", N_("the confirmation")),
    ("section_head_reviewed_at", N_("the section head's review")),
    ("unit_leader_approved_at", N_("the unit leader's approval")),
    ("issued_on", N_("the issue")),
    ("repaired_on", N_("the repair")),
    ("inspected_on", N_("the inspection")),
    ("owner_signed_on", N_("the owner's signature")),
    ("returned_on", N_("the return of the sheet")),
)  # fmt: skip
#: what each step must find filled in, besides its own date (R-076 to R-079)
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {
    "confirm": ("confirmed_at", "confirm_way", "agreed_content"),
    "review": ("problem_analysis", "main_cause", "measures", "section_head_reviewed_at"),
    "approve": ("unit_leader_approved_at",),
    "issue": ("repair_content", "assigned_repair_unit", "issuer", "issued_on", "issued_copy_kept"),
    "repair": ("repair_record", "repair_lead", "repaired_on"),
    "pass": ("quality_opinion", "inspector", "inspected_on"),
    "fail": ("quality_opinion", "inspector", "inspected_on"),
    "accept": ("owner_evaluation", "owner_signed_by", "owner_signed_on"),
    "refuse": ("owner_evaluation",),
    "return": ("returned_on", "returned_as"),
}


def confirm_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when a defect is confirmed with the owner: 24:00 of day 2 after the notice (R-076, R-002)."""
    notified = moment(values, "notified_at")
    if notified is None:
        return None
    return within_days(notified, settings.number("defect_confirm_days"), settings)


def confirmed_late(values: Values, due: datetime.datetime | None, now: datetime.datetime) -> bool:
    """Tell whether the confirmation is or was late; vain attempts are recorded and change nothing (R-076)."""
    return due is not None and is_late(moment(values, "confirmed_at") or now, due)


def order_problems(values: Values) -> list[Problem]:
    """Refuse days that run backwards along the course (R-077, R-078)."""
    found = []
    last: tuple[str, Text] | None = None
    for name, said in COURSE:
        if day(values, name) is None:
            continue
        if last is not None and earlier(values.get(name), values.get(last[0])):
            text = N_("The dates run backwards: {later} lies before {earlier}").having(
                later=said, earlier=last[1]
            )
            found.append(Problem(text, name, "R-078"))
        last = (name, said)
    rounds = rows(values, "rounds")
    before = day(rounds[-1], "inspected_on") if rounds else None
    if earlier(day(values, "repaired_on"), before):
        text = N_("The dates run backwards: {later} lies before {earlier}")
        backwards = text.having(later=N_("the repair"), earlier=N_("the inspection of the round before"))
        found.append(Problem(backwards, "repaired_on", "R-078"))
    return found


def missing_for(step: str, values: Values) -> list[Problem]:
    """Find what a step of the course lacks: none can be skipped, the issued copy is kept (R-076 to R-079)."""
    text = N_("Needed for this step")
    found = [Problem(text, name, _RULE[step]) for name in NEEDS[step] if not filled(values, name)]
    if step == "issue" and values.get("issued_copy_kept") is False:
        found.append(Problem(N_("Keep a copy of the sheet before it is issued"), "issued_copy_kept", "R-077"))
    return found + order_problems(values)


_RULE: Final[Mapping[str, str]] = {
    "confirm": "R-076", "review": "R-077", "approve": "R-077", "issue": "R-077", "repair": "R-077",
    "pass": "R-078", "fail": "R-078", "accept": "R-078", "refuse": "R-078", "return": "R-079",
}  # fmt: skip


def acceptance_problems(state: str, values: Values, before: Values) -> list[Problem]:
    """Keep box 8 empty until the quality inspection has passed (R-078)."""
    if state not in BEFORE_INSPECTION:
        return []
    names = ("owner_evaluation", "owner_signed_by", "owner_signed_on")
    text = N_("The owner evaluates after the quality inspection has passed")
    return [
        Problem(text, name, "R-078")
        for name in names
        if filled(values, name) and values.get(name) != before.get(name)
    ]


def back_to_repair(values: Values, why: str) -> dict[str, object]:
    """Return what a failed inspection or a refusal leaves: the round is kept, its boxes are free again (R-078).

    `why` is "failed" or "refused". The repair record goes on in its box; the days and opinions are those of the next try.
    """
    kept = (
        "repaired_on",
        "repair_record",
        "inspected_on",
        "inspector",
        "quality_opinion",
        "owner_evaluation",
    )
    row = {name: values[name] for name in kept if filled(values, name)}
    earlier_rounds = values.get("rounds")
    rounds = earlier_rounds if isinstance(earlier_rounds, (tuple, list)) else ()
    freed = ("repaired_on", "inspected_on", "inspector", "quality_opinion", "inspection_pass",
             "owner_evaluation", "owner_signed_by", "owner_signed_on")  # fmt: skip
    return {"rounds": (*rounds, {"why": why, **row}), **dict.fromkeys(freed)}


def not_returned(state: str) -> bool:
    """Tell whether the accepted sheet is still to come back to the engineering section (R-079)."""
    return state == "accepted"


def attempts_before_confirmation(attempts: Rows, values: Values) -> list[Problem]:
    """Refuse a vain attempt dated before the notice (R-076)."""
    found = []
    for place, row in enumerate(attempts):
        if earlier(row.get("at"), values.get("notified_at")):
            text = N_("The attempt is dated before the notice")
            found.append(Problem(text, f"attempts.{place}.at", "R-076"))
    return found


# -- how long a part is covered (R-080) --------------------------------------------------------------------

STRUCTURE, WATERPROOFING = "structure", "waterproofing"
SEASONS, FITTINGS = "heating_cooling", "fittings"
PARTS: Final[tuple[str, ...]] = (STRUCTURE, WATERPROOFING, SEASONS, FITTINGS)


class Cover(Struct, frozen=True):
    """How long a part is covered: the last covered day, if it is known, and what it is counted from."""

    ends_on: datetime.date | None
    why: Text


def fixed_years(part: str, settings: Settings) -> int:
    """Return the years a part is covered by the settings; 0 where they are no years: seasons, design life (R-080)."""
    if part not in (STRUCTURE, WATERPROOFING, FITTINGS):
        return 0
    return settings.number(f"warranty_years.{part}")


def cover(
    part: str,
    handover: datetime.date | None,
    settings: Settings,
    *,
    contract_years: int | None = None,
    by_hand: datetime.date | None = None,
) -> Cover:
    """Return how long a part is covered from handover; the last covered day is the same date (R-080).

    The contract's years override every row. Seasons (two heating and two cooling periods) and a design life are no
    years: their last day is entered by hand. 2024-02-29 and two years end on 2026-02-28.
    """
    if handover is None:
        return Cover(None, N_("Enter the day of handover"))
    if contract_years:
        return _years(handover, contract_years, N_("{years} years by the contract"))
    years = fixed_years(part, settings)
    if years:
        return _years(handover, years, N_("{years} years"))
    if by_hand is not None:
        return Cover(by_hand, N_("Last day entered by hand"))
    if part == SEASONS:
        count = settings.number("warranty_years.heating_cooling")
        text = N_("{count} heating and {count} cooling periods: enter their last day").having(count=count)
        return Cover(None, text)
    return Cover(None, N_("Design life by the design documents: enter its last day"))


def _years(handover: datetime.date, years: int, why: Text) -> Cover:
    return Cover(add_months(handover, 12 * years), why.having(years=years))


def is_covered(
    on: datetime.date | None, handover: datetime.date | None, ends_on: datetime.date | None
) -> bool | None:
    """Tell whether a day lies in the warranty, its last day included; None where the end is not known (R-080)."""
    if on is None or handover is None or ends_on is None:
        return None
    return handover <= on <= ends_on


def warranty_problems(values: Values) -> list[Problem]:
    """Refuse contract years below one, and a last day before the handover (R-080)."""
    found = []
    years = values.get("contract_years")
    if isinstance(years, int) and not 1 <= years <= 100:
        found.append(Problem(N_("Enter the contract's years, from 1 to 100"), "contract_years", "R-080"))
    if earlier(values.get("covered_until_set"), values.get("handover_on")):
        text = N_("The last covered day lies before the handover")
        found.append(Problem(text, "covered_until_set", "R-080"))
    return found
