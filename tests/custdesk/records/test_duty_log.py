"""REC-01 beside its table: what its steps, its date and its account rules decide."""

from __future__ import annotations

import pytest

from tests.desks import Office, at

DUE = 'SELECT "due_at" FROM "header" WHERE "id" = ?'


@pytest.mark.rule("REC-01")
def test_an_entry_with_something_to_follow_is_not_answered_away(office: Office):
    entry = office.entry(answer_given="已记下", responsible=office.su.id, due_at=at("04-18 00:00"))
    assert office.refused(entry, "answer", office.lin) == {"due_at"}
    linked = office.entry(answer_given="已记下", kind="other", linked_record=office.complaint())
    assert office.refused(linked, "answer", office.lin) == {"linked_record"}


@pytest.mark.rule("R-016")
def test_an_opinion_that_is_followed_up_still_goes_upward_in_time(office: Office):
    entry = office.entry(kind="opinion")
    office.step(entry, "follow_up", office.lin, responsible=office.su.id, due_at=at("04-26 00:00"))
    assert office.one(DUE, entry) == "2027-04-17T18:50"
    office.change(entry, office.lin, reported_to=office.zhou.id, reported_at=office.clock.now)
    assert office.one(DUE, entry) == "2027-04-26T00:00"


@pytest.mark.rule("R-018")
def test_whoever_took_a_matter_in_answers_for_it_until_somebody_else_is_named(office: Office):
    entry = office.entry(user=office.su)
    number = office.values(entry)["number"]
    assert office.refused(office.su.id, "leave", office.chen) == {""}
    office.change(entry, office.lin, responsible=office.lin.id)
    office.step(office.su.id, "leave", office.chen)
    assert number.startswith("ZB")


@pytest.mark.rule("R-018")
def test_the_receiver_of_a_complaint_without_handler_answers_for_it(office: Office):
    record = office.complaint(received_by=office.su.id, handler=None)
    assert office.refused(office.su.id, "leave", office.chen) == {""}
    office.change(record, office.lin, handler=office.lin.id)
    office.step(office.su.id, "leave", office.chen)


@pytest.mark.rule("R-030")
@pytest.mark.parametrize("kind", ["complaint", "company_forward"])
def test_a_voided_form_is_no_form(office: Office, kind: str):
    complaint = office.complaint()
    entry = office.entry(kind=kind, linked_record=complaint)
    office.step(entry, "follow_up", office.lin)
    office.step(complaint, "void", office.chen, "重复")
    assert office.refused(entry, "close", office.lin, result="已处理") == {"linked_record"}


@pytest.mark.rule("REC-01")
def test_a_voided_record_is_no_result(office: Office):
    complaint = office.complaint()
    entry = office.entry(kind="other", linked_record=complaint)
    office.step(entry, "follow_up", office.lin)
    office.step(complaint, "void", office.chen, "重复")
    assert office.refused(entry, "close", office.lin) == {"result"}
