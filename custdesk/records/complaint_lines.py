"""The answers and the lines of REC-03: what a complaint's boxes may say, and the tables inside it."""

from __future__ import annotations

from custdesk.fields import Choice, Day, Link, Moment, Options, ShortText
from custdesk.language import N_
from custdesk.office.scales import RATES
from custdesk.office.telling import NewDate, VainTry
from custdesk.record import Line

CHANNELS = Options(
    visit=N_("Visit", "channel"), oral=N_("Told face to face"), phone=N_("Phone", "channel"), letter=N_("Letter", "channel"),
    online=N_("Online forum"), company_forward=N_("Passed on by the company"), survey=N_("Survey", "channel"),
    callback=N_("Callback", "channel"),
)  # fmt: skip
VALIDITY = Options(valid=N_("Valid"), not_valid=N_("Not valid"))
NATURE = Options(general=N_("General", "nature"), major=N_("Major"))
CATEGORY = Options(
    attitude_or_quality=N_("A Attitude or quality of service"),
    civil_decoration_equipment=N_("B Building, decoration, equipment"),
    charges=N_("C Charges"),
    compensation_or_director=N_("D Compensation or against the director"),
    other=N_("Other (handled by the office itself)"),
)
DEPARTMENTS = Options(
    office_itself=N_("The office itself"), QC=N_("Quality department"), engineering=N_("Engineering department"),
    finance=N_("Finance department"), supervising_leader=N_("Supervising leader"),
)  # fmt: skip
#: who may help (R-038): the departments, and the office's own teams
HELPERS = Options(
    **DEPARTMENTS, repair_team=N_("Repair team"), guard_team=N_("Guard team"), finance_room=N_("Finance room"),
)  # fmt: skip
SATISFIED = Options(**RATES, not_reached=N_("Not reached"))
PAPERS = Options(
    corrective_report=N_("Corrective action report"), preventive_report=N_("Preventive action report"),
    reply_letter=N_("Reply letter"), compensation_agreement=N_("Compensation agreement"),
    repair_order=N_("Repair order"), information_note=N_("Internal contact note"),
    company_information=N_("Information to the company"),
)  # fmt: skip
STAGES = Options(agreed=N_("Agreed"), paid=N_("Paid"), filed=N_("Filed", "stage"), withdrawn=N_("Withdrawn"))
QC_RESULT = Options(**{"pass": N_("Passed"), "fail": N_("Not passed")})


class Extension(NewDate):
    """A new deadline the customer was told of before the old one passed (R-045)."""

    class Meta:
        """Lines of a complaint."""

        table_name = "complaint_extension"


class Progress(Line, append_only=True):
    """News told to the complainant unasked (R-048)."""

    at = Moment(N_("Told at", "progress"), required=True, future=False)
    by = Link(N_("Told by", "progress"), "staff", free=True, required=True)
    way = Choice(N_("Way", "progress"), CHANNELS)
    text = ShortText(N_("News"), required=True)

    class Meta:
        """Lines of a complaint."""

        table_name = "complaint_progress"


class Escalation(Line):
    """A report upward and the leader's directive (R-041)."""

    reported_to = ShortText(N_("Reported to"), required=True)
    reported_at = Moment(N_("Reported at"), required=True, future=False)
    directive = ShortText(N_("Directive"))
    directive_by = ShortText(N_("Directive by"))
    directive_at = Day(N_("Directive on"), future=False)

    class Meta:
        """Lines of a complaint."""

        table_name = "complaint_escalation"


class Attempt(VainTry):
    """A vain try to reach the customer (R-050)."""

    class Meta:
        """Lines of a complaint."""

        table_name = "complaint_attempt"


class Paper(Line):
    """A paper that belongs to the case and comes from elsewhere."""

    kind = Choice(N_("Kind of paper"), PAPERS, required=True)
    reference = ShortText(N_("Reference"))
    approved_by = ShortText(N_("Approved by"))
    approved_on = Day(N_("Approved on"), future=False)
    kept_at = ShortText(N_("Kept at"))
    stage = Choice(N_("Stage of the agreement"), STAGES)

    class Meta:
        """Lines of a complaint."""

        table_name = "complaint_paper"
