"""What a complaint was accepted, routed and handled with holds in its later states, whoever saves it."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.reader import ListQuery
from custdesk.store.store import Refused
from tests.desks import Office, at, on, said


def refused_save(office: Office, record_id: int, user=None, **values) -> set[str]:
    """Save a change that must be refused; return the fields the refusal names."""
    with pytest.raises(Refused) as trouble:
        office.change(record_id, user or office.lin, **values)
    return said(trouble.value.problems)


def on_route_d(office: Office, upto: str = "handling", **values) -> int:
    """Return a complaint that the leader handles."""
    return office.complaint(upto, **{
        "involves_compensation": True, "handler_kind": "supervising_leader", "handler": "郑宏",
        "due_set_to": at("04-30 00:00"), "due_set_by": "郑宏", "due_set_on": on("04-16"), **values,
    })  # fmt: skip


@pytest.mark.rule("R-036")
def test_compensation_demanded_later_sends_the_case_to_the_leader_at_once(office: Office):
    record = office.complaint("handling")
    assert refused_save(office, record, involves_compensation=True) == {"handler_kind"}
    office.change(record, office.lin, involves_compensation=True, handler_kind="supervising_leader")
    assert office.values(record)["due_at"] == at("04-20 00:00"), "the clock goes on"


@pytest.mark.rule("R-036")
@pytest.mark.parametrize("state", ["handling", "handled"])
def test_the_leaders_case_is_not_taken_back(office: Office, state: str):
    record = on_route_d(office, state)
    assert "handler_kind" in refused_save(
        office, record, handler_kind="office_itself", lead_changed_reason="管理处能办"
    )


@pytest.mark.rule("R-036")
def test_category_d_says_which_of_the_two_it_is(office: Office):
    record = office.complaint(category="compensation_or_director")
    assert office.refused(record, "accept", office.lin) == {"against_director"}
    office.step(record, "accept", office.lin, against_director=True)


@pytest.mark.rule("R-036")
def test_the_office_sets_no_date_on_route_d(office: Office):
    given = {"handler_kind": "supervising_leader", "handler": "郑宏", "due_set_to": at("04-30 00:00"),
             "due_set_on": on("04-16")}  # fmt: skip
    record = office.complaint("accepted", involves_compensation=True, **given)
    assert office.refused(record, "handle", office.lin, due_set_by="陈国栋") == {"due_set_by"}
    office.step(record, "handle", office.lin, due_set_by="郑宏")
    assert refused_save(office, record, due_set_by="陈国栋") == {"due_set_by"}


@pytest.mark.rule("R-031")
@pytest.mark.parametrize("state", ["accepted", "handling", "handled"])
def test_an_accepted_complaint_does_not_turn_not_valid_by_a_save(office: Office, state: str):
    record = office.complaint(state)
    assert refused_save(office, record, validity="not_valid", explanation="不属管理处") == {"validity"}
    assert refused_save(office, record, nature=None, category=None) >= {"nature", "category"}


@pytest.mark.rule("REC-03")
def test_what_a_step_needed_is_not_emptied_after_it(office: Office):
    record = office.complaint("handling")
    assert refused_save(office, record, handler=None, handler_kind=None) >= {"handler", "handler_kind"}
    record = office.complaint("handled")
    assert refused_save(office, record, handling=None, handled_at=None) == {"handling", "handled_at"}


@pytest.mark.rule("R-037")
def test_a_letter_recognised_late_needs_consent_before_closing(office: Office):
    record = office.complaint("handled")
    found = office.refused(record, "close", office.lin, is_letter=True)
    assert {"letter_consent_by", "letter_consent_at"} <= found


@pytest.mark.rule("R-063")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("announce_due", at("04-18 00:00")),
        ("reopened_at", at("04-18 09:00")),
        ("closed_at", on("04-16")),
        ("reopen_count", 2),
    ],
)
def test_what_a_step_sets_is_not_typed(office: Office, name: str, value: object):
    assert refused_save(office, office.complaint("handling"), **{name: value}) == {name}
    with pytest.raises(Refused):
        office.complaint(**{name: value})


@pytest.mark.rule("R-053")
def test_major_after_closing_reopens_it(office: Office):
    record = office.complaint("closed")
    office.clock.set("04-20 09:00")
    office.correct(record, office.chen, "实为重大", nature="major")
    values = office.values(record)
    assert (values["state"], values["reopen_count"], values["closed_at"]) == ("handling", 1, None)
    assert values["due_at"] is None, "9.4 no. 10: the date is to be set"
    assert values["major_since"] == at("04-20 09:00")
    assert [line.what for line in office.read(office.zhou).history(record)][:2] == ["step:reopen", "correct"]


@pytest.mark.rule("R-053")
def test_made_general_again_it_needs_no_reports_and_keeps_them(office: Office):
    record = office.complaint(
        "handled", nature="major", due_set_to=at("04-30 00:00"), due_set_by="陈国栋", due_set_on=on("04-16")
    )
    report = office.save("corrective_report", office.lin, origin=record, problem="渗水")
    assert "papers" in office.refused(record, "close", office.chen)
    office.change(record, office.zhou, nature="general", told_handling_time=None)
    assert "papers" not in office.refused(record, "close", office.lin)
    assert office.values(report)["state"] == "draft"


@pytest.mark.rule("R-043")
def test_handled_late_stays_late_when_it_turns_major(office: Office):
    record = office.complaint("handling")
    office.clock.set("04-22 10:00")
    office.step(record, "finish", office.lin, handling="已约谈", handled_at=office.clock.now)
    office.change(record, office.zhou, nature="major")
    office.change(
        record, office.zhou, due_set_to=at("04-30 00:00"), due_set_by="陈国栋", due_set_on=on("04-22")
    )
    assert office.see(record).values["on_time"] is False


@pytest.mark.rule("R-064")
def test_nobody_is_made_handler_of_a_complaint_against_himself(office: Office):
    record = office.complaint("handling", accused_staff=office.su.id)
    assert refused_save(office, record, handler=office.su.id) == {"handler"}
    against = on_route_d(office, "accepted", against_director=True, handler=office.chen.id)
    assert "handler" in office.refused(against, "handle", office.zhou)


@pytest.mark.rule("R-064")
def test_the_accused_writes_nothing_in_his_open_case_even_after_the_decision(office: Office):
    record = on_route_d(office, against_director=True)
    office.change(record, office.zhou, leader_decision="由公司处理")
    assert refused_save(office, record, office.chen, investigation="没有此事") == {""}
    assert refused_save(office, record, office.chen, against_director=False) == {""}


@pytest.mark.rule("R-064")
def test_a_name_that_is_neither_manager_nor_deputy_would_lift_the_veil(office: Office):
    record = office.complaint(against_director=True)
    assert refused_save(office, record, office.zhou, accused_staff=office.su.id) == {"accused_staff"}
    office.change(record, office.zhou, accused_staff=office.guo.id)


@pytest.mark.rule("R-064")
def test_the_director_approves_no_report_about_himself(office: Office):
    papers = tuple(
        {"kind": kind, "approved_by": "陈国栋", "approved_on": on("04-16")}
        for kind in ("corrective_report", "preventive_report")
    )
    record = on_route_d(
        office, "handled", involves_compensation=False, against_director=True, nature="major", papers=papers
    )
    assert "papers" in office.refused(record, "close", office.zhou, leader_decision="道歉")


@pytest.mark.rule("R-029")
def test_heard_by_somebody_else_the_desk_says_when_it_was_told(office: Office):
    record = office.complaint(received_by="门岗老张", received_at=at("04-16 18:30"))
    assert office.refused(record, "accept", office.lin) == {"passed_to_office_at"}
    office.step(record, "accept", office.lin, passed_to_office_at=at("04-16 18:50"))
    by_steward = office.complaint(received_by=office.zhao.id)
    assert office.refused(by_steward, "accept", office.lin) == {"passed_to_office_at"}


@pytest.mark.rule("R-049")
def test_only_the_supervisor_confirms_that_there_is_no_photo(office: Office):
    record = office.complaint(
        "handling", is_building_or_design_dispute=True, investigation="看过外墙", handling="已查",
        handled_at=at("04-16 18:50"), no_photo_reason="业主不让进",
    )  # fmt: skip
    assert office.refused(record, "finish", office.lin, no_photo_confirmed_by=office.lin.id) == {
        "no_photo_confirmed_by"
    }
    office.step(record, "finish", office.lin, no_photo_confirmed_by=office.zhou.id)


@pytest.mark.rule("REC-03")
def test_a_steward_neither_routes_nor_extends_an_accepted_complaint(office: Office):
    record = office.complaint("accepted")
    extension = {
        "new_due": at("04-24 00:00"), "reason": "等配件", "told_at": office.clock.now, "told_by": office.zhao.id,
        "customer_agreed": True,
    }  # fmt: skip
    assert refused_save(office, record, office.zhao, extensions=(extension,)) == {"extensions"}
    assert refused_save(office, record, office.zhao, category="charges") == {"category"}
    office.change(
        record, office.zhao, progress=({"at": office.clock.now, "by": office.zhao.id, "text": "已告知"},)
    )


@pytest.mark.rule("R-064")
def test_a_role_given_up_later_blocks_no_save(office: Office):
    record = office.complaint(against_director=True, accused_staff=office.guo.id)
    office.change(office.guo.id, office.chen, role="area_steward")
    office.change(record, office.zhou, investigation="已约谈")


@pytest.mark.rule("R-055")
def test_what_need_not_go_to_qc_is_not_listed_to_hand_over(office: Office):
    wanted = next(one for one in BY_KEY["complaint"].form.filters if one.name == "to_hand_over")
    owed = office.complaint("closed")
    assert office.read(office.lin).ids(ListQuery("complaint", wanted)) == [owed]
    office.store.set_setting("handover_scope", "company_routed", office.chen, "公司的要求")
    office.complaint("closed")
    assert office.read(office.lin).ids(ListQuery("complaint", wanted)) == [owed]


@pytest.mark.rule("R-032")
def test_reopened_from_the_old_register_it_is_judged_before_it_is_done(office: Office):
    row = NewRow(
        BY_KEY["complaint"],
        {
            "received_at": at("02-01 09:00"),
            "received_by": "前任",
            "channel": "phone",
            "content": "旧案",
            "complainant": "马先生",
        },
        state="old_register",
    )
    record = office.store.bulk(Batch("import", [row]), office.chen).record_id
    office.step(record, "reopen", office.zhou, "又发生")
    assert office.values(record)["state"] == "handling"
    office.change(record, office.lin, investigation="在查")
    assert {"validity", "nature", "category", "handler_kind", "handler"} <= office.refused(
        record, "finish", office.lin, handling="已查", handled_at=office.clock.now
    )
    office.step(
        record, "finish", office.lin, handling="已查", handled_at=office.clock.now, validity="valid", nature="general",
        category="other", handler=office.lin.id, handler_kind="office_itself",
    )  # fmt: skip
