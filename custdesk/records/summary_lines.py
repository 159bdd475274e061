"""The answers and the lines of REC-05: the figures, counts and cases a monthly summary is made of."""

from __future__ import annotations

from typing import Final

from custdesk.fields import Choice, Day, Link, Number, Options, ShortText, YesNo
from custdesk.language import N_
from custdesk.record import Line
from custdesk.records.complaint import Complaint
from custdesk.records.complaint_lines import CATEGORY, CHANNELS, NATURE, SATISFIED
from custdesk.rules.routing import hidden_name

FIGURES: Final = Options(
    **{
        "F-01.received": N_("Complaints received"),
        "F-01.valid": N_("of these valid"),
        "F-01.not_valid": N_("of these not valid"),
        "F-02": N_("Problem resolution rate"),
        "F-03": N_("Records handed over in time"),
        "F-04": N_("Complainants satisfied"),
        "F-05": N_("Complaint timely rate"),
        "F-06": N_("Signed by the customer"),
        "F-27": N_("Share of valid complaints"),
    }
)
#: what the number beside a figure counts
APART: Final = {
    "F-03": N_("not due yet", "figure"), "F-04": N_("not reached", "figure"), "F-05": N_("pending", "figure"),
}  # fmt: skip
UNDECIDED: Final = "undecided"
CATEGORIES: Final = Options(**CATEGORY, **{UNDECIDED: N_("Not judged yet")})
#: the same in a narrow column; the whole words stand in the counts above
CATEGORIES_SHORT: Final = Options(
    attitude_or_quality=N_("A Attitude", "short"),
    civil_decoration_equipment=N_("B Building", "short"),
    charges=N_("C Charges"),
    compensation_or_director=N_("D Director", "short"),
    other=N_("Other", "short"),
    undecided=N_("Not judged yet"),
)
HEADINGS: Final = Options(
    nature=N_("By nature"), channel=N_("By way of complaint"), state=N_("By state at the cut-off")
)
STATES: Final = Complaint.form.flow.states
#: one answer for each nature, channel and state, so that one table holds all counts
COUNTED: Final = Options(
    **{
        f"{heading}.{code}": label
        for heading, options in (("nature", NATURE), ("channel", CHANNELS), ("state", STATES))
        for code, label in (*options.items(), (UNDECIDED, N_("Not judged yet")))
    }
)
PARTS: Final = Options(
    received=N_("Received in the month"),
    older_open=N_("Older, open at the month's end"),
    older_handled=N_("Older, handled in the month"),
    added_late=N_("Older, entered after the last summary"),
    not_valid=N_("Not valid"),
)
COMPANY: Final = "company"
REMARKS: Final = Options(**{COMPANY: hidden_name()})
TIMELY: Final = Options(on_time=N_("In time"), late=N_("Late"), pending=N_("Pending"))


class SummaryFigure(Line):
    """A figure with its raw counts and what stands apart (R-004, 6.1)."""

    figure = Choice(N_("Figure"), FIGURES)
    part = Number(N_("Number", "figure"))
    whole = Number(N_("Out of"))
    percent = ShortText(N_("Percent"))
    apart = Number(N_("Apart"))
    apart_what = Choice(N_("What stands apart"), Options(**APART))

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_figure"


class SummaryInside(SummaryFigure):
    """A figure that the internal print alone shows (F-03)."""

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_inside"


class SummaryCategory(Line):
    """What was received of one category, and how it went (F-01, F-05)."""

    category = Choice(N_("Category"), CATEGORIES)
    received = Number(N_("Received", "count"))
    on_time = Number(N_("In time"))
    late = Number(N_("Late"))
    pending = Number(N_("Pending"))
    not_valid = Number(N_("Not valid"))

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_category"


class SummaryCount(Line):
    """What was received, counted by nature, channel or state (F-01)."""

    heading = Choice(N_("Counted"), HEADINGS)
    what = Choice(N_("Kind", "count"), COUNTED)
    count = Number(N_("Number", "count"))

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_count"


class SummaryCase(Line):
    """A complaint as it stood at the cut-off; only its number where the company handles it (R-064)."""

    part = Choice(N_("Part"), PARTS)
    complaint = Link(N_("Complaint form"), "complaint")
    number = ShortText(N_("Number"))
    received_on = Day(N_("Received on"))
    complainant = ShortText(N_("Complainant"))
    unit_name = ShortText(N_("Unit", "name"))
    building = ShortText(N_("Building"))
    category = Choice(N_("Category"), CATEGORIES_SHORT)
    nature = Choice(N_("Nature"), NATURE)
    content = ShortText(N_("Complaint", "content"))
    handling = ShortText(N_("Handling"))
    handled_on = Day(N_("Handled on"))
    customer_satisfied = Choice(N_("Customer satisfied?"), SATISFIED)
    open_at_end = YesNo(N_("Open at the month's end"))
    timeliness = Choice(N_("On time?"), TIMELY)
    case_state = Choice(N_("State at the cut-off"), STATES)
    remark = Choice(N_("Remark", "summary"), REMARKS)

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_case"


class SummaryUnclosed(Line):
    """A complaint handled but not closed at the month's end, listed apart (9.4 no. 9)."""

    complaint = Link(N_("Complaint form"), "complaint")
    number = ShortText(N_("Number"))
    handled_on = Day(N_("Handled on"))
    days_unclosed = Number(N_("Days not closed"))

    class Meta:
        """Lines of a summary."""

        table_name = "complaint_summary_unclosed"
