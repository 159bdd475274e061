"""How each figure is counted, in one sentence for the person who points at it (domain 6.2)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from custdesk.language import N_, Text

DEFINITIONS: Final[Mapping[str, Text]] = {
    "F-01.received": N_("All complaints received in the period, by the day of receipt"),
    "F-01.valid": N_("Complaints received in the period and judged valid"),
    "F-01.not_valid": N_(
        "Complaints received in the period and judged not valid, with the explanation given"
    ),
    "F-02": N_(
        "Valid complaints received in the period and closed by now ÷ valid complaints received in the period"
    ),
    "F-03": N_(
        "Files handed over in time ÷ complaints closed in the period whose hand-over is done or already due;"
        " what is not due yet stands apart"
    ),
    "F-04": N_(
        "Complainants at least basically satisfied ÷ complaints closed in the period with an answer;"
        " who was not reached stands apart"
    ),
    "F-05": N_(
        "Valid complaints handled by their due date ÷ valid complaints received in the period that are handled or due;"
        " what is open and not due stands apart as pending. A date extended too late counts as late"
    ),
    "F-06": N_("Complaints closed with the customer's signature ÷ complaints closed in the period"),
    "F-07": N_(
        "Handled in the period, the customer at least basically satisfied or signed, not reopened by now ÷"
        " complaints handled in the period"
    ),
    "F-08": N_(
        "Orders finished by their due date ÷ orders finished in the period, and those due in it and unfinished;"
        " cancelled orders are left out"
    ),
    "F-09": N_(
        "Orders finished in the period without rework and without a defect found ÷ orders finished in the period;"
        " rework orders themselves are left out"
    ),
    "F-10": N_(
        "Home repairs and housekeeping finished in the period and called back since ÷ such orders finished in it;"
        " not reached is not called back"
    ),
    "F-18": N_(
        "Customers reached ÷ sample size of the week. The sample is the set share of the week's orders, rounded up (F-17);"
        " a reserve stands for whoever is not reached"
    ),
    "F-22": N_("Community events held in the quarter, with their record"),
    "F-25": N_(
        "Orders that had to be reworked ÷ orders finished in the period; rework orders themselves are left out"
    ),
    "F-26": N_("Orders finished in the month with a signed monthly callback ÷ orders finished in the month"),
    "F-27": N_("Valid complaints ÷ all complaints received in the period"),
    "F-30.people": N_("Participants of the events held and recorded in the quarter, added up"),
    "F-30.feedback": N_("Feedback of participants in the events held and recorded in the quarter, counted"),
}
