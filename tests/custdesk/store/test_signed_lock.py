"""What a signed sheet holds fast while its record goes on (R-009), and that every flow still reaches its end."""

from __future__ import annotations

from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.office.signing import boxes_of
from custdesk.paper.render import page_text
from custdesk.press import Press
from custdesk.record import filled
from custdesk.rules.signed_paper import SignatureRead
from custdesk.store.answers import Refused
from tests import desks
from tests.desk_field import checked, engineered, finished, notice
from tests.desk_repairs import WANG, bring, callback, called, of_order, order, report
from tests.desk_signed import (
    kept,
    newest,
    print_sheet,
    read_boxes,
    row,
    signature,
)
from tests.desks import Office, on

MA = "马先生"


def refused(act: Any, *args: Any, **named: Any) -> list[Any]:
    with pytest.raises(Refused) as trouble:
        act(*args, **named)
    return trouble.value.problems


def handled(office: Office, **values: Any) -> int:
    """A complaint that is handled, with its cause still to be written."""
    return office.complaint("handled", **values)


# -- frozen by signature -----------------------------------------------------------------------------------
# (of every form: tests/custdesk/test_signed_desk.py)


@pytest.mark.rule("R-009")
def test_a_signed_sheet_holds_what_it_was_printed_with(office: Office):
    record = handled(office)
    one = print_sheet(office, record)
    office.change(
        record, office.lin, handling="已约谈当班保安并道歉"
    )  # printed, not signed: nothing is held yet
    office.store.undo(office.lin)
    read_boxes(office, one, signature("signatures.1", MA))
    (lock,) = office.read(office.zhou).locks(record)
    assert (lock.print, lock.sheet, lock.edition, lock.name, lock.day) == (
        one, "P-03", 1, MA, office.clock.now.date(),
    )  # fmt: skip
    assert {"content", "handling", "handled_at", "complainant", "anonymous"} <= lock.fields
    assert not {"number", "due_at", "cause_analysis", "note", "paper_location", "signed_at"} & lock.fields
    (problem,) = refused(office.change, record, office.lin, handling="没有此事")
    assert (problem.field, problem.rule) == ("handling", "R-009")
    office.change(record, office.lin, cause_analysis="新员工不熟悉规范", note="已归档")
    office.change(record, office.lin, cause_analysis="新员工不熟悉规范，未培训")  # by hand, and once more


@pytest.mark.rule("R-009")
def test_who_signed_first_is_named_where_the_customer_did_not(office: Office):
    record = handled(office)
    read_boxes(office, print_sheet(office, record), signature("signatures.3", "陈国栋"))
    (problem,) = refused(office.change, record, office.lin, content="门岗保安推搡")
    assert ("name", "陈国栋") in problem.text.values
    assert ("day", office.clock.now.date()) in problem.text.values


@pytest.mark.rule("R-009")
def test_lines_that_only_grow_go_on(office: Office):
    record = office.complaint(
        "handling", progress=({"at": office.clock.now, "by": office.lin.id, "text": "已派人查看"},)
    )
    read_boxes(office, print_sheet(office, record), signature("signatures.2", "林晓燕"))
    rows = office.values(record)["progress"]
    office.change(
        record, office.lin, progress=(*rows, {"at": office.clock.now, "by": office.lin.id, "text": "已约谈"})
    )
    assert len(office.values(record)["progress"]) == 2


@pytest.mark.rule("R-009")
def test_only_supervisor_and_manager_correct_and_the_edition_rises(office: Office):
    record = handled(office)
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    assert refused(office.correct, record, office.lin, "改错字", handling="已约谈当班保安甲")
    office.correct(record, office.zhou, "改错字", handling="已约谈当班保安甲")
    assert office.values(record)["edition"] == 2
    assert office.read(office.zhou).history(record)[0].reason == "改错字"
    office.correct(record, office.zhou, "补充原因", cause_analysis="新员工不熟悉规范")
    assert office.values(record)["edition"] == 2, "what fills a box printed empty is no new edition"
    assert refused(office.change, record, office.lin, handling="已约谈当班保安乙")
    office.store.undo(office.zhou)
    assert office.values(record)["cause_analysis"] is None
    assert office.values(record)["edition"] == 2


@pytest.mark.rule("R-009")
def test_a_correction_is_taken_back_until_it_is_printed(office: Office):
    record = handled(office)
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    office.correct(record, office.zhou, "改错字", handling="已约谈当班保安甲")
    office.store.undo(office.zhou)
    assert (office.values(record)["edition"], office.values(record)["handling"]) == (1, "已约谈当班保安")
    office.correct(record, office.zhou, "改错字", handling="已约谈当班保安甲")
    print_sheet(office, record, user=office.lin)
    assert refused(office.store.undo, office.zhou)


@pytest.mark.rule("R-009")
def test_the_new_edition_says_what_it_takes_the_place_of_and_holds_when_signed(office: Office):
    record = handled(office)
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    office.correct(record, office.zhou, "改错字", handling="已约谈当班保安甲", handled_at=office.clock.now)
    job = Press(office.store, office.zhou).sheet_job([record])
    text = "".join("".join(page_text(job.draw())).split())
    assert "第2版" in text
    assert "第1版" in text.replace("第2版", "", 1)
    job.log(1)
    second = newest(office)
    assert (row(office, second).edition, row(office, second).copy) == (2, 1)
    read_boxes(office, second, signature("signatures.1", MA))
    (lock,) = office.read(office.zhou).locks(record)
    assert (lock.print, lock.edition) == (second, 2)


@pytest.mark.rule("R-063")
@pytest.mark.parametrize("minutes", [0, 5])
def test_a_case_that_begins_anew_lets_go_of_the_sheet_signed_before(office: Office, minutes: int):
    record = handled(office)
    first = print_sheet(office, record)
    read_boxes(office, first, signature("signatures.1", MA), signature("signatures.2", "林晓燕"))
    office.clock.pass_minutes(minutes)
    office.step(record, "again", office.lin, reason="顾客仍不满意")
    assert office.read(office.zhou).locks(record) == ()
    office.change(record, office.lin, handling="再次约谈并道歉")
    office.step(record, "finish", office.lin, handled_at=office.clock.now)
    office.clock.pass_minutes(minutes)
    second = print_sheet(office, record)
    read_boxes(office, second, signature("signatures.1", MA))
    assert [lock.print for lock in office.read(office.zhou).locks(record)] == [second]
    assert refused(office.change, record, office.lin, handling="三次约谈")
    assert len(kept(office)) == 3, "what was read from the first sheet stays known"


def test_what_follows_from_another_record_is_not_held_up(office: Office):
    """The date of a callback follows its order's finish; the comparison tells (see store/writing.py, `following`)."""
    job = order(office, "finished")
    call = callback(office, job, "routine")
    read_boxes(office, print_sheet(office, call, "P-07"), signature("materials.1", "吴建平"))
    due = office.values(call)["due_at"]
    office.clock.pass_minutes(24 * 60)
    office.change(job, office.lin, finished_at=office.clock.now)
    assert office.values(call)["due_at"] != due


# -- flows reach their ends after signing ------------------------------------------------------------------


def sign_all(office: Office, record: int, sheet: str, *names: str) -> None:
    """Print a sheet and read its boxes as signed by these people."""
    one = print_sheet(office, record, sheet)
    form = office.see(record).record
    boxes = boxes_of(form, next(each for each in form.form.sheets if each.number == sheet))
    read_boxes(
        office, one, *(signature(box.box, name) for box, name in zip(boxes, names, strict=False) if name)
    )


def test_a_complaint_signed_at_each_state_reaches_its_end(office: Office):
    for start in ("accepted", "handling", "handled", "closed"):
        record = office.complaint(start)
        sign_all(office, record, "P-03", "" if start != "closed" else MA, "林晓燕", "陈国栋")
        bring_complaint(office, record)
        assert office.values(record)["state"] == "verified"
        assert office.values(record)["edition"] == 1


def bring_complaint(office: Office, record: int) -> None:
    for step, needed in desks._COURSE:
        values = office.values(record)
        if values["state"] in BY_KEY["complaint"].form.flow.step(step).sources:
            given = {
                name: value
                for name, value in needed(office, office.lin).items()
                if not filled(values.get(name))
            }
            office.step(record, step, office.lin, **given)


def test_an_order_signed_by_its_worker_reaches_its_end(office: Office):
    job = order(office, "dispatched")
    sign_all(office, job, "P-06", "吴建平")
    bring(office, job, "signed_off")
    (routine,) = of_order(office, job)
    called(office, routine["id"])
    assert office.values(job)["state"] == "closed"


def test_a_callback_signed_by_all_reaches_its_end(office: Office):
    job = order(office, "finished")
    call = called(office, callback(office, job))
    sign_all(office, call, "P-07", WANG, "吴建平", WANG, "苏婷")
    assert office.values(job)["signed_by_customer_name"] == WANG
    office.step(call, "sign", office.su)
    assert office.values(call)["state"] == "signed"
    office.step(job, "sign_off", office.lin)
    assert office.values(job)["state"] == "closed"


def test_a_defect_found_after_signing_still_makes_its_rework(office: Office):
    job = order(office, "signed_off")
    sign_all(office, job, "P-06", "吴建平")
    assert report(office, job)["rework_of"] == job
    assert office.values(job)["state"] == "rework_pending"


def test_a_communication_signed_when_handled_reaches_its_end(office: Office):
    entry = office.save(
        "communication", office.lin, customer=MA, unit=office.unit("5-603"), opinion="楼道灯不亮", validity="not_valid",
    )  # fmt: skip
    sign_all(office, entry, "P-02a", "林晓燕")
    office.step(
        entry,
        "handle",
        office.lin,
        handling="已更换灯泡",
        handled_by=office.lin.id,
        handled_at=office.clock.now,
    )
    sign_all(office, entry, "P-02a", "林晓燕")
    office.step(entry, "reply", office.lin, reply="已修好", replied_at=office.clock.now)
    office.step(
        entry, "review", office.zhou, in_scope="yes", verified_fact="confirmed", informed_at=office.clock.now
    )
    office.step(entry, "verify", office.zhou, qc_result="pass", qc_verified_at=office.clock.now.date())
    assert office.values(entry)["state"] == "qc_verified"


@pytest.mark.parametrize("signed_after", ["issue", "repair", "pass"])
def test_an_engineering_record_signed_on_the_way_reaches_its_end(office: Office, signed_after: str):
    record = notice(office)
    for step in ("confirm", "review", "approve", "issue", "repair", "pass", "accept", "return", "file"):
        engineered(office, record, step)
        if step == signed_after:
            sign_all(office, record, "P-08", "钱工", "吴建平", "孙工")
    assert office.values(record)["state"] == "filed"


@pytest.mark.rule("R-078")
def test_an_engineering_record_that_fails_goes_round_again(office: Office):
    record = engineered(office, notice(office), "confirm", "review", "approve", "issue", "repair")
    sign_all(office, record, "P-08", "钱工", "吴建平")
    engineered(office, record, "fail")
    office.change(record, office.lin, repair_record="第二次打胶")
    engineered(office, record, "repair", "pass")
    assert office.values(record)["state"] == "inspected"


@pytest.mark.rule("R-009")
def test_a_correction_goes_along_with_a_step(office: Office):
    record = handled(office)
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    draft = office.edit(record, office.zhou)
    draft.correction = "改错字"
    draft.put("handling", "已约谈当班保安甲")
    office.store.apply(record, "again", office.zhou, draft=draft, reason="顾客仍不满意")
    values = office.values(record)
    assert (values["state"], values["edition"], values["handling"]) == ("handling", 2, "已约谈当班保安甲")
    assert [line.what for line in office.read(office.zhou).history(record)[:2]] == ["step:again", "correct"]


def test_a_large_defect_signed_check_by_check_goes_on(office: Office):
    """R-071: P-10 is signed by the customer at each visit; the next ones are written below."""
    made = finished(office, "04-16 11:30")
    planned = ({"planned_on": on("04-16")}, {"planned_on": on("06-15")})
    record = office.save(
        "major_defect", office.lin, repair_order=made, checks=planned, defect_place="bathroom"
    )
    one = print_sheet(office, record, "P-10")
    office.store.record_signatures(one, [SignatureRead("checks.1", WANG)], office.lin)
    checked(office, record, 0, "sound")
    rows = office.values(record)["checks"]
    office.change(record, office.lin, checks=(*rows, {"planned_on": on("08-15")}))
    changed = ({**rows[0], "planned_on": on("04-15")}, *office.values(record)["checks"][1:])
    assert refused(office.change, record, office.lin, checks=changed)[0].rule == "R-009"
