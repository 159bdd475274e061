"""Hotlines, news to the company and duties by type of project: R-012, R-025, R-027."""

from __future__ import annotations

import datetime
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.periods import end_of_day, is_late
from custdesk.rules.routing import MAJOR, NOT_VALID
from custdesk.rules.values import Rows, Values, day, earlier, filled, moment, text, yes
from custdesk.settings import Settings

COMPLAINT_HOTLINES: Final = ("company_complaint_hotline", "office_complaint_hotline")


def hotline_problems(settings: Settings) -> list[Problem]:
    """Warn before a form is printed without the complaint hotlines (R-025)."""
    wanted = {
        "company_complaint_hotline": N_(
            "Set the company complaint hotline, so that it is printed on the form"
        ),
        "office_complaint_hotline": N_("Set the office complaint hotline, so that it is printed on the form"),
    }
    missing = [name for name in COMPLAINT_HOTLINES if not settings.text(name).strip()]
    return [Problem(wanted[name], name, "R-025", grave=False) for name in missing]


def hotline_told_problems(values: Values) -> list[Problem]:
    """Remind the desk to tell the caller the company's complaint hotline, where QC answers (R-025)."""
    if yes(values, "hotline_told") or yes(values, "anonymous"):
        return []
    way = N_("Tell the caller the company's complaint hotline, answered by QC, then tick it")
    return [Problem(way, "hotline_told", "R-025", grave=False)]


def became_major(values: Values, before: Values) -> bool:
    """Tell whether this save makes a complaint a major one of ours: the company must hear of it (R-027).

    Not what was judged not valid, nor what came in closed from an older register, nor what is voided.
    """
    return _counts_as_major(values) and not (before and _counts_as_major(before))


def _counts_as_major(values: Values) -> bool:
    if (
        text(values, "state") in ("explained", "old_register", "voided")
        or text(values, "validity") == NOT_VALID
    ):
        return False
    return text(values, "nature") == MAJOR


def major_since(values: Values, before: Values, now: datetime.datetime) -> datetime.datetime | None:
    """Return when a complaint became major: at its receipt when it came as one, else when that was found (R-027).

    Made general again and major once more, it counts from the last time.
    """
    if text(values, "nature") != MAJOR:
        return None
    if before and text(before, "nature") == MAJOR:
        return moment(before, "major_since") or moment(values, "received_at")
    if not before:
        return moment(values, "received_at")
    return moment(values, "major_since") or now  # what is taken back comes with its own day


def company_told_due(major_since: datetime.datetime | None) -> datetime.datetime | None:
    """Return when the company must know of a major complaint: the day it became one, 24:00 (R-027)."""
    return end_of_day(major_since.date()) if major_since else None


def company_told_problems(
    values: Values, papers: Rows, major_since: datetime.datetime | None, now: datetime.datetime
) -> list[Problem]:
    """Name a major complaint the company has not been told of, or was told of late (R-027).

    The proof is a paper of kind company_information (REC-48); its `approved_on` is the day it was sent.
    """
    due = company_told_due(major_since)
    if text(values, "nature") != MAJOR or due is None:
        return []
    sent = [paper for paper in papers if text(paper, "kind") == "company_information"]
    days = [on for paper in sent if (on := day(paper, "approved_on"))]
    if sent and (not days or not is_late(datetime.datetime.combine(min(days), datetime.time()), due)):
        return []
    if sent:
        way = N_("The company was told of the major complaint only on {day}").having(day=min(days))
    elif is_late(now, due):
        way = N_("Overdue: tell the company of the major complaint, and note when it was told")
    else:
        way = N_("Tell the company of the major complaint today, and note when it was told")
    return [Problem(way, "papers", "R-027", grave=False)]


def sending_problems(information: Values) -> list[Problem]:
    """Find what an information to the company lacks to be sent: to whom, and when (R-027, REC-48)."""
    return [
        Problem(way, name, "R-027")
        for name, way in (
            ("to", N_("Enter who in the company is told")),
            ("sent_at", N_("Enter when the company was told")),
        )
        if not filled(information, name)
    ]


def sent_early_problems(information: Values) -> list[Problem]:
    """Refuse an information sent before its matter arose (R-027)."""
    if not earlier(information.get("sent_at"), information.get("arisen_at")):
        return []
    return [
        Problem(N_("It cannot be sent before the matter arose; correct one of the times"), "sent_at", "R-027")
    ]


def quarterly_report_applies(settings: Settings) -> bool:
    """Tell whether the quarterly management report is owed: all but one large non-residential owner (R-012)."""
    return not brief_applies(settings)


def brief_applies(settings: Settings) -> bool:
    """Tell whether the monthly brief is owed: non-residential with one large owner (R-012)."""
    return settings.text("project_type") != "residential" and settings["single_large_owner"] is True


def why_report(settings: Settings) -> Text:
    """Say why the calendar lists the quarterly report or the monthly brief (R-012)."""
    if brief_applies(settings):
        return N_("Monthly brief: non-residential with one large owner")
    if settings.text("project_type") == "residential":
        return N_("Quarterly report: residential project")
    return N_("Quarterly report: non-residential with many owners")
