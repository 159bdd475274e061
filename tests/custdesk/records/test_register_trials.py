"""REC-02 in the store when things go another way: emptied afterwards, linked elsewhere, at night."""

from __future__ import annotations

import pytest

from custdesk.store.store import Refused
from tests.custdesk.records.test_communication import FORM, answered, make_complaint, opinion
from tests.desks import Office, said


@pytest.mark.rule("R-020")
def test_what_a_step_asked_for_is_not_emptied_afterwards(office: Office):
    entry = opinion(office)
    answered(office, entry)
    for name in ("handling", "handled_by", "handled_at", "reply", "replied_at"):
        with pytest.raises(Refused) as trouble:
            office.change(entry, office.lin, **{name: None})
        assert name in said(trouble.value.problems)
    office.change(entry, office.lin, reply="已再次电话告知")


@pytest.mark.rule("R-021")
def test_another_form_may_be_linked_but_no_voided_one(office: Office):
    entry = opinion(office)
    make_complaint(office, entry)
    voided, other = office.complaint(), office.complaint()
    office.step(voided, "void", office.chen, "误填")
    with pytest.raises(Refused) as trouble:
        office.change(entry, office.lin, complaint=voided)
    assert said(trouble.value.problems) == {"complaint"}
    office.change(entry, office.lin, complaint=other)


@pytest.mark.rule("R-021")
def test_on_night_duty_the_form_of_what_was_forwarded_is_made_too(office: Office):
    office.clock.set("11-21 03:20")
    entry = office.save(
        "communication",
        office.xu,
        origin="company_forward",
        way="phone",
        customer="公司热线",
        opinion="空调滴水",
    )
    create = FORM.creates[0]
    draft = office.new("complaint", office.xu, **create.values(office.see(entry, office.xu).values, entry))
    draft.link_back = (entry, create.link, create.step)
    complaint = office.store.save(draft, office.xu).record_id
    values = office.values(entry)
    assert (values["state"], values["complaint"]) == ("became_complaint", complaint)
    assert office.refused(opinion(office), "become_complaint", office.zhao, complaint=complaint) == {""}
