"""Lines that several forms keep about telling the customer: a vain try to reach him, a new date told in time."""

from __future__ import annotations

from custdesk.fields import Due, Link, Moment, ShortText, YesNo
from custdesk.language import N_
from custdesk.record import Line


class VainTry(Line, append_only=True):
    """A vain try to reach the customer (R-050, REC-07)."""

    at = Moment(N_("Tried at"), required=True, future=False)
    by = Link(N_("Tried by"), "staff", free=True, required=True)
    reason = ShortText(N_("Why in vain"), required=True)

    class Meta:
        """No table of its own: each form names one."""

        table_name = "vain_try"


class NewDate(Line, append_only=True):
    """A new date the customer was told of before the old one passed (R-045, R-073)."""

    new_due = Due(N_("New due date"), required=True)
    reason = ShortText(N_("Reason of the extension"), required=True)
    told_at = Moment(N_("Customer told at"), required=True, future=False)
    told_by = Link(N_("Told by", "extension"), "staff", free=True, required=True)
    customer_agreed = YesNo(N_("Customer agreed"), required=True)

    class Meta:
        """No table of its own: each form names one."""

        table_name = "new_date"
