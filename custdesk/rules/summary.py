"""The monthly complaint summary: its month, contents, cut-off, approval and publication (R-057, R-058, R-011).

Rows are values of REC-03; `values` are those of REC-05, whose `month` is the first day of the month.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec import Struct

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules import complaint_figures as figures
from custdesk.rules.periods import Period, by_day_after_month, end_of_day, is_late, month_of
from custdesk.rules.privacy import leaks
from custdesk.rules.routing import NOT_VALID, lead_is_forced
from custdesk.rules.shares import Share
from custdesk.rules.values import Values, day, earlier, filled, moment, rows, text
from custdesk.settings import Settings

RECEIVED, NOT_VALID_PART = "received", "not_valid"
OLDER_OPEN, OLDER_HANDLED, ADDED_LATE = "older_open", "older_handled", "added_late"
PARTS: Final = (
    RECEIVED,
    OLDER_OPEN,
    OLDER_HANDLED,
    ADDED_LATE,
    NOT_VALID_PART,
)  # in the order they are listed
CARRIED: Final = (OLDER_OPEN, OLDER_HANDLED, ADDED_LATE)
STEPS: Final = ("prepared_at", "approved_at", "published_at", "archived_at")
ONE_LINE: Final = 60  # letters of a case's content and handling in the table of cases


def due(period: Period, settings: Settings) -> datetime.datetime:
    """Return until when the summary of a month is approved, published and archived: the 5th of the next (R-057)."""
    return by_day_after_month(period, settings.number("complaint_summary_day"), settings)


def copy_due(values: Values, period: Period, settings: Settings) -> datetime.datetime:
    """Return until when QC has its copy: the day of publication, before that the summary's own day (R-058)."""
    published = moment(values, "published_at")
    return end_of_day(published.date()) if published else due(period, settings)


def copy_wanted(settings: Settings) -> bool:
    """Tell whether QC gets a copy at all (R-058)."""
    return settings["copy_summary_to_qc"] is True


def done_at(values: Values, settings: Settings) -> datetime.datetime | None:
    """Return when the last of the steps was done; None while one is missing (R-057)."""
    if missing_step(values, settings) is not None:
        return None
    found = [at for name in STEPS if (at := moment(values, name)) is not None]
    return max(found)


def missing_step(values: Values, settings: Settings) -> Text | None:
    """Say which step comes next: compiled, approved, published, copied to QC, archived (R-057, R-058).

    What is archived had its copy, or was owed none by the settings of then: a switch makes no old summary late.
    """
    wanted = [
        ("prepared_at", N_("Still to be submitted")),
        ("approved_at", N_("Still to be approved")),
        ("published_at", N_("Still to be published")),
        ("copied_to_qc_at", N_("Still to be copied to QC")),
        ("archived_at", N_("Still to be archived")),
    ]
    for name, way in wanted:
        if not filled(values, name) and (name != "copied_to_qc_at" or _copy_missing(values, settings)):
            return way
    return None


def _copy_missing(values: Values, settings: Settings) -> bool:
    return copy_wanted(settings) and not was_owed_no_copy(values)


def was_owed_no_copy(values: Values) -> bool:
    """Tell whether a summary was archived without a copy, because QC got none by the settings of then (R-058)."""
    return filled(values, "archived_at") and not filled(values, "copied_to_qc_at")


def part_of(row: Values, period: Period, previous: datetime.datetime | None = None) -> str:
    """Return the part of the summary a complaint is listed in, "" for none (R-057, 9.4 no. 9).

    Received in the month; older and not handled by its end; older and handled in it. `previous` is the cut-off of
    the summary of the month before: what was received then and typed later is listed here, as no other month would.
    """
    on = day(row, "received_at")
    if on is None or on > period.last or text(row, "state") == "voided":
        return ""
    if on in period:
        return NOT_VALID_PART if text(row, "validity") == NOT_VALID else RECEIVED
    if figures.is_open_at(row, period.end):
        return OLDER_OPEN
    handled, created = day(row, "handled_at"), moment(row, "created_at")
    if handled is not None and handled in period:
        return OLDER_HANDLED
    if previous is None or created is None or created <= previous:
        return ""
    return ADDED_LATE if on in month_of(period.first - datetime.timedelta(days=1)) else ""


class Contents(Struct, frozen=True):
    """The complaints of a summary: listed by part, and apart those handled but not closed at the month's end."""

    listed: tuple[tuple[str, Values], ...]
    unclosed: tuple[Values, ...]


def contents(candidates: Iterable[Values], period: Period, previous: datetime.datetime | None) -> Contents:
    """Choose the complaints of a month's summary, each once, by part and then by receipt (R-057, 9.4 no. 9)."""
    known = {row["id"]: row for row in candidates}
    ordered = sorted(known.values(), key=lambda row: (str(row.get("received_at") or ""), str(row["id"])))
    listed = [(part, row) for row in ordered if (part := part_of(row, period, previous))]
    listed.sort(key=lambda pair: PARTS.index(pair[0]))
    unclosed = [
        row
        for row in ordered
        if (on := day(row, "received_at")) is not None
        and on <= period.last
        and text(row, "validity") != NOT_VALID
        and figures.is_unclosed_at(row, period.end)
    ]
    return Contents(tuple(listed), tuple(unclosed))


def is_neutral(row: Values) -> bool:
    """Tell whether only the number of a case is shown, to everybody: route D, or hidden from somebody (R-064, 1.6)."""
    return lead_is_forced(row) or filled(row, "visibility") or filled(row, "accused_staff")


def timeliness(row: Values, cut_off: datetime.datetime) -> str:
    """Return a case's own on-time mark: on_time, late, pending, or "" where none is judged (F-05, 9.4 no. 12)."""
    if text(row, "validity") == NOT_VALID:
        return ""
    if figures.is_pending(row, cut_off):
        return "pending"
    judged = figures.in_time(row)
    if judged is None and text(row, "state") in figures.ENDED:
        return ""
    return "on_time" if judged else "late"


def one_line(words: object, limit: int = ONE_LINE) -> str | None:
    """Return a text in one line, cut with … where it is longer (6.3)."""
    flat = " ".join(str(words or "").split())
    return (flat if len(flat) <= limit else f"{flat[: limit - 1]}…") or None


class Figure(Struct, frozen=True):
    """One line of the figures: a count (`whole` None) or a share, and the number that stands apart."""

    code: str
    share: Share
    whole: int | None = None


def figures_of(
    candidates: Sequence[Values], period: Period, cut_off: datetime.datetime, settings: Settings
) -> tuple[Figure, ...]:
    """Compute F-01 to F-06 and F-27 of a month at a cut-off (REC-05, 6.3)."""
    came, ended = figures.received(candidates, period), figures.within(candidates, "closed_at", period)
    counts = (
        ("F-01.received", came),
        ("F-01.valid", figures.valid(came)),
        ("F-01.not_valid", figures.not_valid(came)),
    )
    shares = (
        ("F-02", figures.resolved_of(came)),
        ("F-03", figures.handed_over_of(ended, cut_off, settings)),
        ("F-04", figures.satisfied_of(ended)),
        ("F-05", figures.timely_of(came, cut_off)),
        ("F-06", figures.signed_of(ended)),
        ("F-27", figures.valid_share_of(came)),
    )
    return (
        *(Figure(code, Share(figures.ids(some))) for code, some in counts),
        *(Figure(code, share, share.whole) for code, share in shares),
    )


def statement(received: int, carried: int) -> Text:
    """Return the sentence that opens the summary; a month without complaints says so (R-057)."""
    if not received and not carried:
        return N_("No complaint was received in this month, and none is carried over")
    if not received:
        return N_("No complaint was received in this month; {carried} older ones are carried over").having(
            carried=carried
        )
    return N_("{received} complaints received in this month, {carried} older ones carried over").having(
        received=received, carried=carried
    )


def measures(listed: Iterable[tuple[str, Values]], number: Callable[[Values], str]) -> str | None:
    """Return the rectification measures of the cases, one a line with its number: the first draft of the text (R-057).

    Neutral cases are left out (R-064).
    """
    found = [
        f"{number(row)} {one_line(row['rectification'], 200)}"
        for _part, row in listed
        if filled(row, "rectification") and not is_neutral(row)
    ]
    return "\n".join(found) or None


def submit_problems(values: Values, now: datetime.datetime) -> list[Problem]:
    """Find what a summary lacks to be submitted: the month is over, the measures are written (R-057)."""
    found = []
    month = day(values, "month")
    if month is None or now < month_of(month).end:
        found.append(Problem(N_("The month is not over yet"), "month", "R-057"))
    if rows(values, "cases") and not filled(values, "measures_text"):
        found.append(Problem(N_("Write down the rectification measures"), "measures_text", "R-057"))
    return found


def approve_problems(values: Values, person: object, now: datetime.datetime) -> list[Problem]:
    """Refuse an approval by whoever compiled it, or before the month is over (1.5, R-057)."""
    found = [one for one in submit_problems(values, now) if one.field == "month"]
    if person is not None and values.get("prepared_by") == person:
        found.append(Problem(N_("Whoever compiled it does not approve it"), "prepared_by", "1.5"))
    return found


def publish_problems(values: Values, now: datetime.datetime) -> list[Problem]:
    """Find what publishing lacks: where, and a moment after the approval and not ahead (R-057)."""
    found = []
    if not filled(values, "published_where"):
        found.append(Problem(N_("Enter where it was published"), "published_where", "R-057"))
    published = moment(values, "published_at") or now
    if earlier(published, values.get("approved_at")):
        found.append(Problem(N_("It was approved later than that"), "published_at", "R-057"))
    if published > now:
        found.append(Problem(N_("This moment has not come yet"), "published_at", "R-057"))
    return found


def archive_problems(values: Values, settings: Settings, now: datetime.datetime) -> list[Problem]:
    """Ask for the copy to QC before archiving, and for moments in their order (R-057, R-058)."""
    found = []
    copied, archived = moment(values, "copied_to_qc_at"), moment(values, "archived_at") or now
    if copied is None and copy_wanted(settings):
        way = N_("Send QC its copy and enter when")
        found.append(Problem(way, "copied_to_qc_at", "R-058"))
    for name, at in (("copied_to_qc_at", copied), ("archived_at", archived)):
        if at is not None and earlier(at, values.get("published_at")):
            found.append(Problem(N_("It was published later than that"), name, "R-057"))
        if at is not None and at > now:
            found.append(Problem(N_("This moment has not come yet"), name, "R-057"))
    if copy_wanted(settings) and earlier(archived, copied):
        way = N_("It is archived after QC has its copy; correct one of the times")
        found.append(Problem(way, "archived_at", "R-058"))
    return found


def public_problems(values: Values, cases: Iterable[Values], names: Iterable[str]) -> list[Problem]:
    """Refuse names, phones and homes of the complainants in what is posted (R-011)."""
    written = f"{text(values, 'measures_text')}"
    found = [one for row in cases for one in leaks(written, row, ())]
    found += leaks(written, {}, names)
    if not found:
        return []
    return [Problem(found[0].text, "measures_text", "R-011")]


def differences(stored: Sequence[Mapping[str, object]], now: Sequence[Figure]) -> list[str]:
    """Return the codes whose numbers would differ if the summary were counted again (R-057)."""
    kept = {
        str(row.get("figure")): (row.get("part"), row.get("whole"), row.get("apart") or 0) for row in stored
    }
    return [
        one.code for one in now if kept.get(one.code) != (one.share.part, one.whole, len(one.share.apart))
    ]


def is_overdue(values: Values, settings: Settings, now: datetime.datetime) -> bool:
    """Tell whether any of the steps is missing after the 5th (R-057)."""
    month = day(values, "month")
    if month is None or missing_step(values, settings) is None:
        return False
    return is_late(now, due(month_of(month), settings))
