"""Undo: an opposite line by the same person, until somebody else changed it or it was printed or frozen."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.problem import Problem
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.store import SYSTEM, Refused
from tests.desks import Office


def sentence(office: Office, user) -> str:
    """Why an undo is refused."""
    with pytest.raises(Refused) as trouble:
        office.store.undo(user)
    problems: list[Problem] = trouble.value.problems
    return "\n".join(Words("en")(problem.text) for problem in problems)


def test_an_undone_creation_is_voided_and_keeps_its_number(office: Office):
    entry = office.entry()
    changes = office.store.undo(office.lin)
    values = office.values(entry)
    assert (values["state"], values["number"], values["revision"]) == ("voided", "ZB-2027-0001", 2)
    assert changes.records == ((entry, "duty_log"),)
    assert [line.what for line in office.read(office.lin).history(entry)] == ["undo", "create"]


def test_an_undone_change_brings_every_value_back(office: Office):
    record = office.complaint(papers=({"kind": "repair_order", "reference": "WX-1"},), is_joint=False)
    before = office.values(record)
    office.change(record, office.lin, content="另写", phone="8812-0000", is_joint=True, papers=(), note="改")
    office.store.undo(office.lin)
    after = office.values(record)
    assert {n: v for n, v in after.items() if n != "revision"} == {
        n: v for n, v in before.items() if n != "revision"
    }
    assert after["revision"] == 3


def test_an_undone_change_is_found_by_its_old_words_again(office: Office):
    record = office.complaint()
    office.change(record, office.lin, content="电梯异响")
    office.store.undo(office.lin)
    reader = office.read(office.lin)
    assert [hit.id for hit in reader.find("态度生硬")] == [record]
    assert reader.find("电梯异响") == []


def test_an_undone_step_goes_back_to_the_state_before(office: Office):
    record = office.complaint("handling")
    office.step(record, "finish", office.lin, handling="已约谈", handled_at=office.clock.now)
    office.store.undo(office.lin)
    values = office.values(record)
    assert (values["state"], values["handling"], values["handled_at"]) == ("handling", None, None)


def test_an_undone_reopening_is_closed_again(office: Office):
    record = office.complaint("closed")
    before = office.values(record)
    office.step(record, "reopen", office.zhou, "又发生")
    office.store.undo(office.zhou)
    after = office.values(record)
    assert {n for n in after if after[n] != before[n]} == {"revision"}


def test_an_added_line_is_taken_back(office: Office):
    record = office.complaint()
    office.change(record, office.lin, progress=({"at": office.clock.now, "by": "林", "text": "记错单"},))
    office.store.undo(office.lin)
    assert office.values(record)["progress"] == ()


def test_a_complaint_made_from_an_entry_goes_with_its_links_as_one_act(office: Office):
    entry = office.entry(kind="complaint")
    create = BY_KEY["duty_log"].form.creates[0]
    draft = office.new("complaint", office.lin, **create.values(office.see(entry, office.lin).values, entry))
    draft.link_back = (entry, create.link, create.step)
    complaint = office.store.save(draft, office.lin).record_id
    changes = office.store.undo(office.lin)
    assert {record for record, _form in changes.records} == {entry, complaint}
    assert (office.values(entry)["state"], office.values(entry)["linked_record"]) == ("open", None)
    assert office.values(complaint)["state"] == "voided"


def test_there_is_one_undo_and_nothing_to_undo_for_whoever_did_nothing(office: Office):
    office.entry()
    office.store.undo(office.lin)
    assert "was an undo" in sentence(office, office.lin)
    assert sentence(office, office.chen) == "There is nothing to take back"


def test_each_takes_back_only_his_own(office: Office):
    mine, theirs = office.entry(), office.entry(office.su)
    office.store.undo(office.lin)
    assert [office.values(one)["state"] for one in (mine, theirs)] == ["voided", "open"]


def test_looking_and_printing_elsewhere_do_not_count_as_the_last_act(office: Office):
    entry = office.entry()
    office.store.reveal(office.resident("马先生"), "phone", office.lin)
    office.store.note_export("customer", 5, office.lin)
    office.store.undo(office.lin)
    assert office.values(entry)["state"] == "voided"


def test_refused_when_another_changed_it(office: Office):
    record = office.complaint()
    office.change(record, office.su, note="已知悉")
    assert "TS-2027-0001 was changed since" in sentence(office, office.lin)


def test_refused_when_printed(office: Office):
    record = office.complaint("accepted")
    office.store.log_print(office.see(record), "P-03", {"content": "…"}, 2, "zh_Hans", office.su)
    assert "was printed since" in sentence(office, office.lin)


def test_not_refused_for_a_print_before(office: Office):
    record = office.complaint("accepted")
    office.store.log_print(office.see(record), "P-03", {"content": "…"}, 2, "zh_Hans", office.lin)
    office.change(record, office.lin, note="补一句")
    office.store.undo(office.lin)
    assert office.values(record)["note"] is None


def test_refused_when_frozen(office: Office):
    office.complaint("closed")
    assert "frozen" in sentence(office, office.lin)


def test_refused_when_in_use(office: Office):
    office.save("unit", office.lin, building="9", room="101")
    office.entry(office.su, unit=office.unit("9-101"))
    assert "In use by ZB-2027-0001" in sentence(office, office.lin)


def test_a_take_over_cannot_be_taken_back(office: Office):
    office.entry()
    office.store.apply(office.shift, "take_over", office.xu, values={"relief": office.xu.id})
    assert "frozen" in sentence(office, office.xu)


def imported(office: Office) -> dict[str, int]:
    batch = [NewRow(BY_KEY["unit"], {"building": "9", "room": f"10{n}"}, key=f"10{n}") for n in range(1, 5)]
    batch.append(NewRow(BY_KEY["customer"], {"name": "新住户", "unit": Ref("101")}))
    office.store.bulk(Batch("import", batch), office.chen)
    return {f"10{n}": office.unit(f"9-10{n}") for n in range(1, 5)}


def test_an_import_is_taken_back_as_a_whole(office: Office):
    imported(office)
    office.store.undo(office.chen)
    assert (
        office.sql("SELECT id FROM unit t JOIN header USING (id) WHERE building = '9' AND state = 'active'")
        == []
    )
    assert office.values(office.resident("新住户"))["state"] == "voided"
    imported(office)


def test_taking_back_an_import_is_refused_row_by_row(office: Office):
    units = imported(office)
    office.entry(unit=units["101"])
    office.change(units["103"], office.zhou, area_zone="东区")
    assert sentence(office, office.chen).splitlines() == [
        "9-101 is in use by ZB-2027-0001", "9-103 was changed since; it cannot be taken back",
    ]  # fmt: skip
    assert office.values(units["102"])["state"] == "active"


def test_taking_back_an_import_is_refused_once_a_record_was_printed(office: Office):
    old = NewRow(BY_KEY["complaint"], {
        "received_at": office.clock.now, "received_by": "前台", "content": "旧投诉", "complainant": "甲", "channel": "phone",
    }, state="closed")  # fmt: skip
    record = office.store.bulk(Batch("import", [old]), office.chen).record_id
    office.store.log_print(office.see(record), "P-03", {"content": "…"}, 2, "zh_Hans", office.su)
    assert "was printed since" in sentence(office, office.chen)


def test_the_system_takes_nothing_of_a_person_back(office: Office):
    office.entry()
    with pytest.raises(Refused):
        office.store.undo(office.su)
    assert office.store.undo(SYSTEM).records != ()
