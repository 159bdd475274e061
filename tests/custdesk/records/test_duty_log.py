"""REC-01 beside its table: what its steps, its date and its account rules decide."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.store.checking import check_store
from custdesk.store.store import Refused
from tests.desks import Office, at, said

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


@pytest.mark.rule("R-015")
def test_what_an_entry_was_closed_with_is_not_emptied(office: Office):
    entry = office.entry(answer_given="凭行驶证办理")
    office.step(entry, "answer", office.lin)
    with pytest.raises(Refused) as trouble:
        office.change(entry, office.lin, answer_given=None)
    assert said(trouble.value.problems) == {"answer_given"}


def forwarded(office: Office, **values: object) -> int:
    return office.entry(
        office.xu, kind="company_forward", caller_name="公司热线", content="住户投诉空调滴水", **values
    )


def registered(office: Office) -> list[dict[str, object]]:
    return [office.values(one) for (one,) in office.sql('SELECT "id" FROM communication ORDER BY "id"')]


@pytest.mark.rule("R-021")
def test_a_form_made_of_what_the_company_forwarded_is_entered_in_the_register_too(office: Office):
    entry = forwarded(office)
    assert office.refused(entry, "answer", office.xu, answer_given="已记下") == {"linked_record"}
    desk = Desk(office.store, office.xu)
    seen = office.see(entry, office.xu)
    create = next(one for one in seen.record.form.creates if one.form == "complaint")
    complaint = desk.save(desk.make(create, seen)).record_id
    (line,) = registered(office)
    assert (line["origin"], line["state"], line["complaint"], line["source"]) == (
        "company_forward", "became_complaint", complaint, entry,
    )  # fmt: skip
    office.step(entry, "close", office.xu, result="已立单")
    office.change(entry, office.xu, result="已立投诉单")
    assert len(registered(office)) == 1
    assert check_store(office.store.path).findings == []


@pytest.mark.rule("R-021")
def test_what_the_company_forwards_of_a_known_case_is_registered_and_linked(office: Office):
    known, entry = office.complaint(), forwarded(office)
    office.change(entry, office.xu, linked_record=known)
    (line,) = registered(office)
    assert (line["state"], line["complaint"]) == ("became_complaint", known)
    assert office.one("SELECT count(*) FROM complaint") == 1
    office.store.undo(office.xu)
    assert [one["state"] for one in registered(office)] == ["voided"]
    assert office.values(entry)["linked_record"] is None


@pytest.mark.rule("R-021")
def test_what_was_entered_in_the_register_is_enough(office: Office):
    desk, entry = Desk(office.store, office.lin), forwarded(office, unknown_caller_reason="公司未说")
    seen = office.see(entry, office.lin)
    create = next(one for one in seen.record.form.creates if one.form == "communication")
    desk.save(desk.make(create, seen))
    office.step(entry, "close", office.lin, result="登记表中处理")
    assert len(registered(office)) == 1
