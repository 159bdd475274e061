"""The four communication registers (REC-02): R-019 to R-023 and R-026.

`missing_to_...` name what a step of REC-02 still lacks; an empty list is leave. `rows` are entries with their
`state`; a month is a `Period`. The monthly review itself is REC-19.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.periods import (
    ONE_DAY,
    Period,
    add_days,
    by_day_after_month,
    end_of_day,
    is_late,
    month_of,
)
from custdesk.rules.routing import VALID
from custdesk.rules.values import Rows, Values, earlier, filled, moment, text, yes
from custdesk.settings import Settings

BOOKS: Final[Mapping[str, Text]] = {
    "office": N_("Office", "book"),
    "finance": N_("Finance room"),
    "repair": N_("Repair team"),
    "guard": N_("Guard team"),
}
OFFICE: Final = "office"
FORWARDED: Final = "company_forward"
ONLINE: Final = "online"
BECAME: Final = "became_complaint"
UNANSWERED: Final = ("noted", "handled")
OPEN: Final = (*UNANSWERED, "replied")
DONE: Final = ("handled", "replied", "reviewed")  # handled, and not yet seen by QC
_JUDGED: Final = ("reviewed", "qc_verified")
_ONLINE_ONLY: Final = ("site", "nickname", "link")
_JUDGED_HERE: Final = (
    "handling",
    "handled_at",
    "reply",
    "replied_at",
    "in_scope",
    "verified_fact",
    "informed_at",
)


def copied_from_paper(values: Values) -> bool:
    """Tell whether an entry was typed in later than it was written down at its post (R-019)."""
    return earlier(values.get("noted_at"), values.get("entered_at"))


def last_entries(rows: Rows) -> dict[str, datetime.datetime | None]:
    """Return when something was last noted in each of the four books, by the time on paper (R-019)."""
    found: dict[str, datetime.datetime | None] = dict.fromkeys(BOOKS)
    for row in rows:
        book, noted = text(row, "book"), moment(row, "noted_at")
        last = found.get(book)
        if book in found and noted is not None and (last is None or noted > last):
            found[book] = noted
    return found


def silent_books(rows: Rows, now: datetime.datetime, settings: Settings) -> list[str]:
    """Return the books without an entry for `book_silent_days` full days after the last one's, or at all (R-019)."""
    days = settings.number("book_silent_days")
    return [
        book
        for book, last in last_entries(rows).items()
        if last is None or is_late(now, end_of_day(add_days(last.date(), days, settings)))
    ]


def book_notices(rows: Rows, now: datetime.datetime, settings: Settings) -> list[Problem]:
    """Say of each book when it last spoke, and remind the desk to collect the other three today (R-019)."""
    silent, found = silent_books(rows, now, settings), []
    for book, last in last_entries(rows).items():
        say = N_("{book}: no entry for a long time; look into the book")
        if last is not None:
            say = N_("{book}: last entry {last}")
            if book in silent:
                say = N_("{book}: last entry {last}, silent since; look into the book")
        found.append(Problem(say.having(book=BOOKS[book], last=last), "book", "R-019", grave=False))
    typed_in = {text(row, "book") for row in rows if _on(row, "entered_at", now)}
    if to_fetch := [book for book in BOOKS if book != OFFICE and book not in typed_in]:
        say = N_(
            "Collect the registers before the day ends; nothing was typed in today from {count} of three posts"
        )
        found.append(Problem(say.having(count=len(to_fetch)), "book", "R-019", grave=False))
    return found


def _on(row: Values, name: str, now: datetime.datetime) -> bool:
    when = moment(row, name)
    return when is not None and when.date() == now.date()


def customer_problems(values: Values) -> list[Problem]:
    """Ask who said it: a name, a unit, online a nickname; or the tick "unknown", never both (R-020, R-026)."""
    named = any(filled(values, name) for name in ("customer", "unit"))
    named = named or (text(values, "way") == ONLINE and filled(values, "nickname"))
    if named and yes(values, "customer_unknown"):
        return [Problem(N_("Somebody is named: take the tick “unknown” away"), "customer_unknown", "R-020")]
    if named or yes(values, "customer_unknown"):
        return []
    way = N_("Enter the customer's name or unit, or tick that the customer is unknown")
    if text(values, "way") == ONLINE:
        way = N_("Enter the name or nickname, or tick that the customer is unknown")
    return [Problem(way, "nickname" if text(values, "way") == ONLINE else "customer", "R-020")]


def online_only_problems(values: Values) -> list[Problem]:
    """Refuse site, nickname and link of what was not found online (R-026)."""
    if text(values, "way") == ONLINE:
        return []
    way = N_("This belongs to an online opinion; choose the way “online”")
    return [Problem(way, name, "R-026") for name in _ONLINE_ONLY if filled(values, name)]


def time_problems(values: Values) -> list[Problem]:
    """Refuse handling, reply and information that lie before the opinion itself (R-020)."""
    way = N_("It cannot lie before the opinion was noted")
    return [
        Problem(way, name, "R-020")
        for name in ("handled_at", "replied_at", "informed_at")
        if filled(values, name) and earlier(values.get(name), values.get("noted_at"))
    ]


def forward_problems(values: Values) -> list[Problem]:
    """Ask whether what the company forwarded is a valid complaint; a valid one becomes REC-03 (R-021)."""
    if text(values, "origin") != FORWARDED:
        return []
    if not filled(values, "validity"):
        way = N_("Judge whether the forwarded complaint is valid")
        return [Problem(way, "validity", "R-021")]
    if text(values, "validity") == VALID:
        way = N_("A valid complaint needs its form: make one, or link the one recorded already")
        return [Problem(way, "complaint", "R-021")]
    return []


def missing_to_handle(values: Values) -> list[Problem]:
    """Find what `noted → handled` lacks: the handling, and the judgement of what was forwarded (R-020, R-021)."""
    found = forward_problems(values)
    if not filled(values, "handling"):
        found.append(Problem(N_("Write down how the opinion was handled"), "handling", "R-020"))
    return found


def asked_so_far(values: Values) -> list[Problem]:
    """Find what an entry lacks of all that the steps up to its state asked for (R-020 to R-023)."""
    state, found = text(values, "state"), []
    if state in ("handled", "replied", *_JUDGED):
        wanted = (
            ("handled_by", N_("Enter who handled the opinion")),
            ("handled_at", N_("Enter when it was handled")),
        )
        found = missing_to_handle(values) + _ask(values, wanted)
    if state in ("replied", *_JUDGED):
        when = (("replied_at", N_("Enter when the customer was answered")),)
        found = (
            missing_to_reply(values) + found + ([] if yes(values, "customer_unknown") else _ask(values, when))
        )
    if state in _JUDGED:
        found += missing_to_review(values)
    return found + (missing_to_verify(values) if state == "qc_verified" else [])


def _ask(values: Values, wanted: tuple[tuple[str, Text], ...]) -> list[Problem]:
    return [Problem(way, name, "R-020") for name, way in wanted if not filled(values, name)]


def reply_by_itself(values: Values) -> Text | None:
    """Return what stands as the reply where nobody can be answered: the customer is unknown (R-020)."""
    if yes(values, "customer_unknown") and not filled(values, "reply"):
        return N_("Not possible: customer unknown")
    return None


def missing_to_reply(values: Values) -> list[Problem]:
    """Find what `handled → replied` lacks: handling and reply, online ones too; none to the unknown (R-020, R-026)."""
    found = missing_to_handle(values)
    if filled(values, "reply") or reply_by_itself(values) is not None:
        return found
    if text(values, "way") == ONLINE:
        return [*found, Problem(N_("Reply to the online opinion and write down the reply"), "reply", "R-026")]
    return [*found, Problem(N_("Write down what the customer was answered"), "reply", "R-020")]


def missing_to_review(values: Values) -> list[Problem]:
    """Find what `replied → reviewed` lacks: in scope and able? true? and the giver told if in scope (R-022)."""
    found = missing_to_reply(values)
    if not filled(values, "in_scope"):
        found.append(Problem(N_("Judge whether it is in our scope and power"), "in_scope", "R-022"))
    if not filled(values, "verified_fact"):
        found.append(Problem(N_("Say whether the facts were confirmed"), "verified_fact", "R-022"))
    told = filled(values, "informed_at") or yes(values, "customer_unknown")
    if text(values, "in_scope") == "yes" and not told:
        way = N_("In scope: tell the giver the result and enter when")
        found.append(Problem(way, "informed_at", "R-022"))
    return found


def missing_to_become_complaint(complaint_state: str) -> list[Problem]:
    """Find what `noted → became_complaint` lacks: its REC-03, a new one or that of the same matter (R-021).

    `complaint_state` is the state of the linked complaint, "" without one; a voided form is none.
    """
    if complaint_state not in ("", "voided"):
        return []
    way = N_("Make a complaint form, or link the one in which the same matter is recorded already")
    return [Problem(way, "complaint", "R-021")]


def became_problems(state: str, before: Values, values: Values, complaint_state: str = "") -> list[Problem]:
    """Refuse own handling, reply or judgement where the complaint has them, and losing its link (R-021, R-022).

    `complaint_state` is that of the linked form: another one may be linked, a voided one is none.
    """
    if state != BECAME or not before:
        return []
    way = N_("This became a complaint: handling and reply stand there")
    changed = [name for name in _JUDGED_HERE if (before.get(name) or None) != (values.get(name) or None)]
    found = [Problem(way, name, "R-021") for name in changed if filled(values, name)]
    if not filled(values, "complaint"):
        found.append(Problem(N_("The link to the complaint stays"), "complaint", "R-021"))
    elif values.get("complaint") != before.get("complaint"):
        found += missing_to_become_complaint(complaint_state)
    return found


def month_of_opinion(values: Values) -> Period | None:
    """Return the month whose review judges an entry: that of the time on paper, the 31st 23:59 included (R-022)."""
    noted = moment(values, "noted_at")
    return month_of(noted.date()) if noted else None


def month_before(now: datetime.datetime) -> Period:
    """Return the month that has ended: the one the review of these days judges (R-022)."""
    return month_of(month_of(now.date()).first - ONE_DAY)


def is_judged(values: Values) -> bool:
    """Tell whether an entry needs no judgement any more: judged, voided, or a complaint now (R-021, R-022)."""
    if text(values, "state") in (BECAME, "voided"):
        return True
    return filled(values, "in_scope") and filled(values, "verified_fact")


def not_yet_judged(rows: Rows, month: Period) -> list[Values]:
    """Return the entries of a month that its review still has to judge; none may be left (R-022)."""
    return [row for row in rows if month_of_opinion(row) == month and not is_judged(row)]


def review_due(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return until when an entry is to be judged: `opinion_review_day` of the month after its own (R-022)."""
    month = month_of_opinion(values)
    if month is None or text(values, "state") not in OPEN:
        return None
    return by_day_after_month(month, settings.number("opinion_review_day"), settings)


def unanswered(rows: Iterable[Values]) -> list[Values]:
    """Return the entries that nobody has answered yet; those that became complaints are answered there (R-020)."""
    return [row for row in rows if text(row, "state") in UNANSWERED and not filled(row, "reply")]


def unanswered_online(rows: Iterable[Values]) -> list[Values]:
    """Return the online opinions without a reply (R-026)."""
    return [row for row in unanswered(rows) if text(row, "way") == ONLINE]


def never_verified(rows: Iterable[Values]) -> int:
    """Count the handled entries whose result QC has never looked at; there is no date for it (R-023)."""
    return sum(text(row, "state") in DONE and not filled(row, "qc_result") for row in rows)


def missing_to_verify(values: Values) -> list[Problem]:
    """Find what `reviewed → qc_verified` lacks: QC's result "passed" and its day (R-023)."""
    found = []
    if text(values, "qc_result") != "pass":
        found.append(
            Problem(N_("Enter QC's result; if it did not pass, choose that step"), "qc_result", "R-023")
        )
    if not filled(values, "qc_verified_at"):
        found.append(Problem(N_("Enter when QC verified it"), "qc_verified_at", "R-023"))
    return found


def early_result_problems(state: str, values: Values) -> list[Problem]:
    """Refuse a result of QC before the entry was judged; what failed keeps it until handled anew (R-023)."""
    if state not in OPEN or not filled(values, "qc_result"):
        return []
    if state == "noted" and text(values, "qc_result") == "fail" and filled(values, "times_failed"):
        return []
    return [Problem(N_("QC's result comes after the monthly judgement"), "qc_result", "R-023")]


def reopening(values: Values, now: datetime.datetime) -> dict[str, object]:
    """Return what QC's "not passed" changes: noted again, to be handled, answered and judged anew (R-023).

    The words of the first round stay to be amended; the trail keeps its times.
    """
    count = values.get("times_failed")
    cleared = ("handled_at", "replied_at", "in_scope", "verified_fact", "informed_at")
    return {
        **dict.fromkeys(cleared),
        "qc_result": "fail",
        "qc_verified_at": values.get("qc_verified_at") or now.date(),
        "times_failed": (count if isinstance(count, int) else 0) + 1,
    }
