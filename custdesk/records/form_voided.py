"""What a voided complaint form gives back: the opinion, callback or feedback it was made of is owed its form again."""

from __future__ import annotations

from custdesk.record import VOIDED
from custdesk.workflow import Apply, Effect, Facts, Save, Values


def given_back(values: Values, before: Values, facts: Facts) -> list[Effect]:
    """Return what the voiding of a complaint brings to what it was made of (R-020, R-021, R-030, R-090).

    An opinion is to be handled and answered again; a callback and an event's feedback say again that a form is wanted.
    """
    if values["state"] != VOIDED or before.get("state") == VOIDED:
        return []
    form = values["id"]
    found: list[Effect] = [
        Apply(one.id, "form_voided")
        for one in facts.referring(form, "communication")
        if one.values.get("complaint") == form and one.state == "became_complaint"
    ]
    found += [
        Save("service_callback", {"complaint": None}, one.id)
        for one in facts.referring(form, "service_callback")
        if one.values.get("complaint") == form
    ]
    for one in facts.referring(form, "community_event"):
        lines = one.values.get("feedback") or ()
        if one.state != "closed":
            feedback = tuple(
                {**row, "complaint": None} if row.get("complaint") == form else row for row in lines
            )
            found.append(Save("community_event", {"feedback": feedback}, one.id))
    return found
