"""The life cycle of REC-01 through the store: answer, follow up, close, void; the take-over locks and passes on."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.store.store import Refused
from tests.desks import Office, at, said

pytestmark = pytest.mark.rule("REC-01")


def complaint_from(office: Office, entry: int) -> int:
    create = BY_KEY["duty_log"].form.creates[0]
    draft = office.new("complaint", office.lin, **create.values(office.see(entry, office.lin).values, entry))
    draft.link_back = (entry, create.link, create.step)
    return office.store.save(draft, office.lin).record_id


def test_an_entry_starts_with_time_shift_and_person(office: Office):
    values = office.values(office.entry())
    assert (values["occurred_at"], values["shift"], values["recorded_by"], values["state"]) == (
        office.clock.now, office.shift, office.lin.id, "open",
    )  # fmt: skip


@pytest.mark.rule("R-015")
def test_an_entry_needs_caller_or_unit_or_a_reason_and_no_future(office: Office):
    for wrong, field in (
        ({"caller_name": None}, "caller_name"), ({"content": None}, "content"),
        ({"occurred_at": at("04-16 18:51")}, "occurred_at"), ({"kind": "gossip"}, "kind"),
    ):  # fmt: skip
        with pytest.raises(Refused) as trouble:
            office.entry(**wrong)
        assert field in said(trouble.value.problems)
    office.entry(caller_name=None, unknown_caller_reason="未留姓名")
    office.entry(caller_name=None, unit="对面小区")


def test_answered_needs_the_answer(office: Office):
    entry = office.entry()
    assert office.refused(entry, "answer", office.lin) == {"answer_given"}
    office.step(entry, "answer", office.lin, answer_given="带行驶证到前台办理")
    assert office.values(entry)["state"] == "answered"


@pytest.mark.rule("R-016")
def test_an_opinion_goes_upward_before_it_is_answered(office: Office):
    entry = office.entry(kind="opinion", answer_given="已记下")
    assert office.refused(entry, "answer", office.lin) == {"reported_to", "reported_at"}
    assert office.refused(
        entry, "answer", office.lin, reported_to=office.lin.id, reported_at=office.clock.now
    ) == {"reported_to"}
    office.step(entry, "answer", office.lin, reported_to=office.zhou.id, reported_at=office.clock.now)


@pytest.mark.rule("R-017")
def test_out_of_scope_is_answered_at_once_and_nothing_follows(office: Office):
    with pytest.raises(Refused) as trouble:
        office.entry(out_of_scope=True)
    assert said(trouble.value.problems) == {"answer_given"}
    entry = office.entry(out_of_scope=True, answer_given="不修汽车")
    assert office.refused(entry, "follow_up", office.lin) == {"out_of_scope"}
    office.step(entry, "answer", office.lin)


@pytest.mark.rule("R-010")
def test_followed_up_needs_person_and_time_limit(office: Office):
    entry = office.entry()
    assert office.refused(entry, "follow_up", office.lin) == {"due_at"}
    assert office.values(entry)["responsible"] == office.lin.id, "the receiver, until another is set (R-018)"
    assert office.refused(
        entry, "follow_up", office.lin, responsible=office.su.id, due_at=at("04-16 10:00")
    ) == {"due_at"}
    office.step(entry, "follow_up", office.lin, responsible=office.su.id, due_at=at("04-18 00:00"))
    assert office.refused(entry, "close", office.su) == {"result"}
    office.step(entry, "close", office.su, result="已回电")
    assert office.values(entry)["state"] == "closed"


@pytest.mark.rule("R-030")
def test_a_complaint_entry_follows_its_form_and_closes_with_it(office: Office):
    entry = office.entry(kind="complaint", answer_given="已道歉")
    assert office.refused(entry, "answer", office.lin) == {"linked_record"}
    complaint = complaint_from(office, entry)
    assert office.values(entry)["state"] == "followed_up"
    assert office.values(complaint)["source"] == entry
    assert office.refused(entry, "close", office.lin) == {"result"}
    office.change(complaint, office.lin, validity="not_valid", explanation="解释清楚了")
    office.step(complaint, "explain", office.lin)
    office.step(entry, "close", office.lin)


def test_only_the_manager_voids_with_a_reason(office: Office):
    entry = office.entry()
    assert office.refused(entry, "void", office.zhou, "重复") == {""}
    assert office.refused(entry, "void", office.chen) == {"reason"}
    office.step(entry, "void", office.chen, "重复")
    assert office.values(entry)["void_reason"] == "重复"


def take_over(office: Office, relief) -> None:
    office.store.apply(office.shift, "take_over", relief, values={"relief": relief.id})


@pytest.mark.rule("R-018")
def test_the_relief_takes_over_in_person_and_what_is_open_passes_to_him(office: Office):
    shift = office.shift
    own, others, done = (
        office.entry(),
        office.entry(responsible=office.su.id),
        office.entry(answer_given="已答"),
    )
    office.step(done, "answer", office.lin)
    with pytest.raises(Refused) as trouble:
        office.store.apply(shift, "take_over", office.lin, values={"relief": office.xu.id})
    assert said(trouble.value.problems) == {"relief"}
    office.clock.set("04-16 22:00")
    take_over(office, office.xu)
    assert [office.values(one)["responsible"] for one in (own, others, done)] == [
        office.xu.id,
        office.su.id,
        office.lin.id,
    ]
    assert {office.values(one)["locked_at"] for one in (own, others, done)} == {at("04-16 22:00")}
    old, new = office.values(shift), office.values(office.shift)
    assert (old["state"], old["ends_at"], old["relief"]) == ("handed_over", at("04-16 22:00"), office.xu.id)
    assert (new["person"], new["starts_at"], new["name"]) == (
        office.xu.id,
        at("04-16 22:00"),
        "04-16 22:00 许志明",
    )
    assert office.values(office.entry(office.xu))["shift"] == office.shift


@pytest.mark.rule("R-013")
def test_one_person_has_the_desk(office: Office):
    with pytest.raises(Refused) as trouble:
        office.save("duty_shift", office.su)
    assert said(trouble.value.problems) == {"person"}


def locked(office: Office, **values) -> int:
    entry = office.entry(**values)
    take_over(office, office.xu)
    return entry


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("content", "改写"),
        ("caller_name", "别人"),
        ("kind", "other"),
        ("occurred_at", at("04-16 12:00")),
        ("locked_at", None),
    ],
)
def test_what_was_taken_in_is_locked(office: Office, field: str, value: object):
    entry = locked(office)
    with pytest.raises(Refused) as trouble:
        office.change(entry, office.chen, **{field: value})
    assert (said(trouble.value.problems), trouble.value.problems[0].rule) == ({field}, "R-009")


def test_what_has_to_follow_stays_open_after_the_lock(office: Office):
    entry = locked(office, kind="opinion")
    office.step(
        entry, "follow_up", office.xu, reported_to=office.chen.id, reported_at=office.clock.now,
        responsible=office.su.id, due_at=at("04-18 00:00"),
    )  # fmt: skip
    office.step(entry, "close", office.su, result="已答复业主")
    assert office.values(entry)["state"] == "closed"


def test_later_remarks_are_dated_addenda_that_nobody_rewrites(office: Office):
    entry = locked(office)
    remark = {"at": office.clock.now, "by": office.lin.id, "text": "业主回电致谢"}
    office.change(entry, office.lin, addenda=(remark,))
    office.change(entry, office.xu, addenda=(remark, {**remark, "by": office.xu.id, "text": "已转告"}))
    with pytest.raises(Refused):
        office.change(entry, office.xu, addenda=())
    assert len(office.values(entry)["addenda"]) == 2
    assert office.values(entry)["edition"] == 1


def test_a_locked_entry_keeps_its_edition_with_the_names_of_then(office: Office):
    ma = office.resident("马先生")
    entry = locked(office, customer=ma)
    office.change(ma, office.zhou, name="马建国")
    kept = office.read(office.lin).edition_of(entry, 1)
    assert kept is not None
    assert kept.names[ma] == "马先生"


@pytest.mark.rule("R-010")
def test_whoever_leaves_hands_open_matters_over_first(office: Office):
    entry = office.entry()
    office.step(entry, "follow_up", office.lin, responsible=office.su.id, due_at=at("04-18 00:00"))
    with pytest.raises(Refused) as trouble:
        office.store.apply(office.su.id, "leave", office.chen)
    assert trouble.value.problems[0].rule == "R-010"
    office.change(entry, office.lin, responsible=office.lin.id)
    office.store.apply(office.su.id, "leave", office.chen)
    assert office.values(office.su.id)["state"] == "left"


@pytest.mark.rule("R-018")
def test_a_sole_assistant_begins_the_next_days_shift_herself(office):
    """single_assistant: nobody relieves her, and yet yesterday's entries are locked in the morning (REC-01)."""
    entry = office.entry()
    desk = Desk(office.store, office.lin)
    with pytest.raises(KnownError):
        desk.take_over()
    office.clock.set("2027-04-17 08:00")
    desk.take_over()
    assert office.values(entry)["locked_at"] is not None
    assert office.values(office.shift)["starts_at"] == office.clock.now
    assert office.values(office.shift)["person"] == office.lin.id
