"""Is it a valid complaint, and how grave: R-031, R-032."""

from __future__ import annotations

import enum

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.people import may
from custdesk.rules.routing import MAJOR, NOT_VALID, ROUTE_D, VALID
from custdesk.rules.values import Rows, Values, earlier, filled, text, yes

MAJOR_HOUSEHOLDS = 3
MAJOR_REPEAT = 3


class Hint(enum.Enum):
    """Why a complaint may be major (R-032); the desk chooses freely."""

    DANGER = "danger"
    HOUSEHOLDS = "households"
    DEFECT = "defect"
    COMPENSATION = "compensation"
    PUBLICITY = "publicity"
    REPEAT = "repeat"


HINTS: dict[Hint, Text] = {
    Hint.DANGER: N_("Somebody is injured or in danger"),
    Hint.HOUSEHOLDS: N_("Three households or more are concerned"),
    Hint.DEFECT: N_("A structural or waterproofing defect"),
    Hint.COMPENSATION: N_("Compensation is demanded"),
    Hint.PUBLICITY: N_("Press or authorities are involved"),
    Hint.REPEAT: N_("The third complaint about the same matter"),
}
_DANGER = (
    "受伤",
    "受傷",
    "伤人",
    "傷人",
    "危险",
    "危險",
    "触电",
    "觸電",
    "火灾",
    "火災",
    "起火",
    "坠落",
    "墜落",
    "injur",
)
_DEFECT = (
    "结构",
    "結構",
    "承重墙",
    "承重牆",
    "外墙",
    "外牆",
    "防水",
    "渗水",
    "滲水",
    "渗漏",
    "滲漏",
    "structur",
    "waterproof",
)
_PUBLICITY = (
    "媒体",
    "媒體",
    "记者",
    "記者",
    "报社",
    "報社",
    "电视台",
    "電視台",
    "12345",
    "住建",
    "派出所",
    "法院",
    "起诉",
    "起訴",
)


def is_not_valid(values: Values) -> bool:
    """Tell whether it was judged not our responsibility (R-031)."""
    return text(values, "validity") == NOT_VALID


def is_counted(values: Values) -> bool:
    """Tell whether a complaint enters timeliness and the other rates: only valid ones (R-031)."""
    return text(values, "validity") == VALID


def missing_to_explain(values: Values) -> list[Problem]:
    """Find what is missing to end a not-valid complaint as explained (R-031)."""
    found = []
    if not is_not_valid(values):
        found.append(Problem(N_("Mark the complaint as not valid, or accept it"), "validity", "R-031"))
    if not filled(values, "explanation"):
        way = N_("Write down what was explained and how the customer was helped")
        found.append(Problem(way, "explanation", "R-031"))
    return found


def missing_to_accept(values: Values) -> list[Problem]:
    """Find what is missing to accept a complaint: valid, nature and category (R-030, R-032)."""
    found = []
    if text(values, "validity") != VALID:
        found.append(Problem(N_("Mark the complaint as valid before accepting it"), "validity", "R-030"))
    if not filled(values, "nature"):
        found.append(Problem(N_("Choose general or major"), "nature", "R-032"))
    if not filled(values, "category"):
        found.append(Problem(N_("Choose the category of the complaint"), "category", "R-032"))
    if text(values, "category") == ROUTE_D and not (
        yes(values, "involves_compensation") or yes(values, "against_director")
    ):
        way = N_("Say which: compensation demanded, or against director or deputy")
        found.append(Problem(way, "against_director", "R-036"))
    return found


def major_hints(
    values: Values,
    *,
    households: int = 1,
    earlier_same: int = 0,
    unsafe: bool = False,
    publicity: bool = False,
) -> tuple[Hint, ...]:
    """Return the hints that speak for "major" (R-032); it stays the desk's free choice.

    `households` concerned by the same matter, `earlier_same` complaints before this one about it; what the
    desk does not tick (`unsafe`, `publicity`) is guessed from words of the content.
    """
    content = text(values, "content").casefold()
    found = {
        Hint.DANGER: unsafe or any(word in content for word in _DANGER),
        Hint.HOUSEHOLDS: households >= MAJOR_HOUSEHOLDS,
        Hint.DEFECT: any(word in content for word in _DEFECT),
        Hint.COMPENSATION: yes(values, "involves_compensation"),
        Hint.PUBLICITY: publicity or any(word in content for word in _PUBLICITY),
        Hint.REPEAT: earlier_same + 1 >= MAJOR_REPEAT,
    }
    return tuple(hint for hint, holds in found.items() if holds)


def same_matter(values: Values, others: Rows) -> tuple[int, int]:
    """Return how many households complain about the same matter, and how often this one did before (R-032).

    `others` are the complaints that refer to the same leading one; a reopening is a complaint before this one too.
    """
    homes = {home for row in (values, *others) if (home := row.get("unit")) not in (None, "")}
    unnamed = sum(row.get("unit") in (None, "") for row in (values, *others))
    mine, received = values.get("unit"), values.get("received_at")
    repeats = [
        row
        for row in others
        if mine and row.get("unit") == mine and earlier(row.get("received_at"), received)
    ]
    count = values.get("reopen_count")
    return len(homes) + unnamed, len(repeats) + (count if isinstance(count, int) else 0)


def leading_problems(values: Values) -> list[Problem]:
    """Refuse a complaint that leads itself: it refers to another one about the same matter (R-030)."""
    if values.get("id") is None or values.get("leading_complaint") != values["id"]:
        return []
    way = N_("A complaint does not lead itself; choose the other one, or leave it empty")
    return [Problem(way, "leading_complaint", "R-030")]


def marking_problems(
    before: Values, after: Values, role: str, *, has_supervisor: bool = True
) -> list[Problem]:
    """Say that a role which only proposes "major" needs it confirmed; a warning, never a block (1.5, R-032)."""
    if text(after, "nature") != MAJOR or text(before, "nature") == MAJOR:
        return []
    if may(role, "mark_major", has_supervisor=has_supervisor):
        return []
    way = N_("Major is your proposal: ask the supervisor or the manager to confirm it")
    return [Problem(way, "nature", "R-032", grave=False)]
