"""S-01 of domain.md: a leak, a defect after the repair, the 24-hour callback, a complaint, the week's sample, March."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.figures.live import repair_figures
from custdesk.language import Words
from custdesk.paper.render import page_text
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle
from custdesk.rules import callbacks, signatures
from custdesk.rules.handover import handover_due
from custdesk.rules.periods import month_of
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.checking import check_store
from custdesk.store.store import SYSTEM
from tests.desk_field import of_form
from tests.desk_repairs import answers, of_order, rework_of
from tests.desk_summary import things
from tests.desks import Office, at, on

HANS = Words("zh_Hans")
QINGMING = {"date": "2027-04-05", "name": "清明节", "kind": "holiday"}


@pytest.fixture
def desk(office: Office) -> Office:
    """翠湖花园 on Monday 2027-03-08 at 20:15 with Xu on duty, and the year's earlier records before these."""
    log = {"shift": office.shift, "recorded_by": office.lin.id, "channel": "phone", "caller_name": "住户"}
    entries = [
        NewRow(BY_KEY["duty_log"], {**log, "occurred_at": at("01-04 09:00") + datetime.timedelta(hours=3 * number),
                                    "kind": "inquiry", "content": "问事", "answer_given": "已答复"}, state="answered")
        for number in range(411)
    ]  # fmt: skip
    earlier = [
        ordered(f"02-{1 + number % 28:02} 09:00", f"02-{1 + number % 28:02} 15:00") for number in range(186)
    ]
    complaints = [
        NewRow(BY_KEY["complaint"], {
            "received_at": at("01-05 09:00") + datetime.timedelta(days=2 * number), "received_by": "前台",
            "channel": "phone", "complainant": "住户", "content": f"今年第{number + 1}件",
        }, state="verified")
        for number in range(30)
    ]  # fmt: skip
    office.store.bulk(Batch("import", [*entries, *earlier, *complaints]), SYSTEM)
    office.store.set_setting("holiday_table", [QINGMING], SYSTEM)
    office.clock.set("2027-03-08 20:00")
    office.store.apply(office.shift, "take_over", office.xu, values={"relief": office.xu.id})
    office.clock.set("2027-03-08 20:15")
    return office


def ordered(requested: str, finished: str, kind: str = "public_repair") -> NewRow:
    """Return an order of somebody else's, closed."""
    return NewRow(BY_KEY["repair_order"], {
        "requested_at": at(requested), "requested_by": "住户", "unit": "2栋", "phone": "88120000", "service_kind": kind,
        "content": "换灯管", "demand_confirmed": True, "worker": "吴建平", "dispatched_at": at(requested),
        "finished_at": at(finished), "work_done": "已换",
    }, state="closed")  # fmt: skip


def others(office: Office, day: str, count: int) -> None:
    """Let other orders be taken down and finished on a day."""
    rows = [
        ordered(f"{day} {8 + number // 4:02}:{number % 4 * 10:02}", f"{day} 16:00") for number in range(count)
    ]
    office.store.bulk(Batch("import", rows), SYSTEM)


def states(office: Office, *ids: int) -> list[str]:
    return [str(office.values(one)["state"]) for one in ids]


def made(office: Office, record_id: int, form: str, user) -> int:
    """Press the button that makes a form of a record, and save it as it opens."""
    person = Desk(office.store, user)
    seen = office.see(record_id, user)
    create = next(one for one in seen.record.form.creates if one.form == form)
    assert person.may_make(create, seen)
    return person.save(person.make(create, seen)).record_id


@pytest.mark.scenario("S-01")
@pytest.mark.rule("R-065 R-069 R-070 R-071 R-052 R-055 R-068 R-057")
def test_a_leak_a_defect_after_the_repair_and_the_24_hour_callback(desk: Office):
    lin, su, xu, chen, clock = desk.lin, desk.su, desk.xu, desk.chen, desk.clock
    wang, home = desk.resident("王秀兰"), desk.unit("3-1202")

    # 1. Mrs Wang phones; Xu logs it and makes the order of it; dispatched 20:25 to Wu.
    entry = desk.entry(xu, channel="phone", kind="repair_request", customer=wang, caller_name=None, unit=home,
                       phone="13812345678", content="卫生间顶板漏水")  # fmt: skip
    assert desk.values(entry)["number"] == "ZB-2027-0412"
    first = made(desk, entry, "repair_order", xu)
    values = desk.values(first)
    assert (values["number"], values["service_kind"], values["chargeable"]) == (
        "WX-2027-0187",
        "home_repair",
        False,
    )
    assert (values["source"], desk.values(entry)["linked_record"], values["phone"]) == (
        entry,
        first,
        "13812345678",
    )
    clock.set("03-08 20:25")
    desk.step(first, "dispatch", xu, worker="吴建平", demand_confirmed=True, major_defect=True)
    desk.step(first, "start", xu)
    clock.set("03-09 11:35")
    desk.step(first, "finish", lin, work_done="更换下水管接头", finished_at=at("03-09 11:30"))
    # Check: routine callback due 2027-03-12 24:00; REC-08 opened.
    (routine,) = of_order(desk, first)
    assert (routine["kind"], desk.see(routine["id"]).show("due_at", HANS)) == (
        "routine",
        "2027年3月12日 24:00",
    )
    (follow_up,) = of_form(desk, "major_defect")
    assert (desk.values(follow_up)["repair_order"], desk.values(follow_up)["number"]) == (
        first,
        "WX-2027-0187-Z",
    )
    # P-07 is printed with order and room for the callback; she signs the paper, a colleague records it.
    text = printed(desk, routine["id"], 0)
    for wanted in (
        "维修服务及回访记录表",
        "WX-2027-0187",
        "王秀兰",
        "吴建平",
        "更换下水管接头",
        "顾客签字（维修）",
    ):
        assert wanted in text
    clock.set("03-09 11:40")
    desk.step(first, "sign_off", lin, signed_by_customer_name="王秀兰", signed_at=on("03-09"))
    assert signatures.is_signed(desk.values(first))
    assert states(desk, first) == ["signed_off"], "the callback is still due"
    clock.set("03-10 18:00")
    others(desk, "03-10", 7)  # WX-2027-0188 to 0194

    # 2. Su Ting phones on Thursday 10:05; the stain is back.
    clock.set("03-11 10:05")
    desk.step(routine["id"], "done", su, **answers(
        desk, defect_found=True, complaint_made=True, opinion="水渍又出现，活儿干得马虎",
        quality_rating="dissatisfied", attitude_rating="not_quite_satisfied", overall_rating="dissatisfied",
    ))  # fmt: skip
    # Check: in one step parent, child (not charged), dispatch wanted by 11:05, special callback due 03-12 10:05.
    child = rework_of(desk, first)
    assert states(desk, first) == ["rework_pending"]
    assert (child["number"], child["rework_of"], child["chargeable"]) == ("WX-2027-0195", first, False)
    assert desk.see(child["id"]).values["dispatch_wanted"] == at("03-11 11:05")
    (special,) = of_order(desk, child["id"])
    assert (special["kind"], special["due_at"]) == ("special_24h", at("03-12 10:05"))
    assert {hit.number: hit.due_at for hit in desk.read(lin).owed()}["WX-2027-0195"] == at("03-11 11:05")
    chain = desk.read(su).chain(special["id"])
    assert chain is not None
    assert chain.ids()[0] == first
    assert {routine["id"], child["id"], special["id"]} <= set(chain.ids())

    # 3. She also complains of poor work: made of the callback, category A, kept in the office with a reason.
    person = Desk(desk.store, su)
    create = BY_KEY["service_callback"].form.creates[0]
    draft = person.make(create, desk.see(routine["id"], su))
    for name, value in {
        "nature": "general", "category": "attitude_or_quality", "handler_kind": "office_itself",
        "kept_in_office_reason": "返修与解释由管理处直接完成", "handler": desk.zhou.id, "hotline_told": True,
        "told_at": clock.now, "told_by": su.id,
    }.items():  # fmt: skip
        draft.put(name, value)
    complaint = person.save(draft).record_id
    values = desk.values(complaint)
    assert (values["number"], values["channel"], values["source"]) == (
        "TS-2027-0031",
        "callback",
        routine["id"],
    )
    assert (desk.values(routine["id"])["complaint"], values["complainant"]) == (complaint, wang)
    # Check: due 2027-03-14 24:00, a Sunday: not moved, the reminder on Friday.
    assert values["due_at"] == at("03-15 00:00")
    assert on("03-14").weekday() == 6
    reminded = [one for one in things(desk, desk.zhou, "2027-03-12") if one.record_id == complaint]
    assert [one.state for one in reminded] == ["reminder"]
    for step in ("accept", "handle"):
        desk.step(complaint, step, su)

    # 4. Rework finished 17:20; special callback by visit on 03-12 09:30: dry, she signs.
    desk.step(child["id"], "dispatch", lin, worker="吴建平", demand_confirmed=True)
    desk.step(child["id"], "start", lin)
    clock.set("03-11 17:25")
    desk.step(child["id"], "finish", lin, work_done="接头重新密封", finished_at=at("03-11 17:20"))
    assert len(of_order(desk, child["id"])) == 1, "the open special callback will do"
    clock.set("03-12 09:30")
    desk.step(special["id"], "done", su, **answers(desk, method="visit", opinion="已干"))
    desk.step(special["id"], "sign", su, signed_by_customer_name="王秀兰", signed_at=on("03-12"))
    assert states(desk, child["id"], first) == ["finished", "rework_pending"]
    desk.step(child["id"], "sign_off", su, signed_by_customer_name="王秀兰", signed_at=on("03-12"))
    # Check: on time; child and parent closed; follow-up dates restart from 2027-03-11.
    assert callbacks.on_time(desk.values(special["id"])) is True
    assert states(desk, child["id"], first, special["id"]) == ["closed", "closed", "signed"]
    planned = [row["planned_on"] for row in desk.values(follow_up)["checks"]]
    assert planned == [on("04-10"), on("05-10"), on("06-09")]
    assert of_form(desk, "major_defect") == [follow_up]
    desk.step(entry, "close", xu)
    assert states(desk, entry) == ["closed"]

    # 5. The complaint: contacted and thanked, signed. Check: without cause or prevention closing names the field.
    clock.set("03-12 10:00")
    desk.step(complaint, "finish", su, handling="当日返修，上门说明原因并致歉", handled_at=at("03-11 17:20"))
    known = {
        "customer_contacted_at": clock.now, "contacted_by": su.id, "customer_opinion": "认可", "thanked": True,
        "customer_satisfied": "basically_satisfied", "signed_by_customer_name": "王秀兰", "signed_at": on("03-12"),
        "rectification": "湿区维修后一律试水",
    }  # fmt: skip
    assert desk.refused(complaint, "close", su, **known) == {"cause_analysis", "preventive_action"}
    cause = {"cause_analysis": "接头未密封"}
    assert desk.refused(complaint, "close", su, **known, **cause) == {"preventive_action"}
    prevention = {"preventive_action": "湿区维修检查表"}
    assert desk.refused(complaint, "close", su, **known, **prevention) == {"cause_analysis"}
    desk.step(complaint, "close", su, **known, **cause, **prevention)
    assert desk.values(complaint)["closed_at"] == on("03-12")
    # Check: hand-over due 2027-03-15; done that day to Sun Li.
    due = handover_due(desk.values(complaint), desk.store.settings)
    assert due.at == at("03-16 00:00")
    clock.set("03-15 09:00")
    desk.step(complaint, "hand_over", su, handed_over_at=on("03-15"), handed_to="孙丽")
    assert states(desk, complaint) == ["handed_over"]

    # 6. Week 2027-W10 had 23 finished repair orders, both of these included: sample 5, drawn once, on Monday.
    others(desk, "03-12", 14)
    sample = desk.save("callback_sample", su)
    values = desk.values(sample)
    framed = {row["order"] for row in values["frame"]}
    assert (values["week"], len(framed), values["sample_size"]) == (on("03-08"), 23, 5)
    assert {first, child["id"]} <= framed
    assert len(values["drawn"]) == 5
    assert (values["drawn_at"].date(), on("03-15").weekday(), values["draw_no"]) == (on("03-15"), 0, 1)
    desk.step(sample, "start_calling", su)
    assert [row["order"] for row in desk.values(sample)["drawn"]] == [row["order"] for row in values["drawn"]]
    assert desk.refused(sample, "redraw", chen, redraw_reason="再抽一次") == {""}

    # 7. March: due Monday 2027-04-05, a holiday; reminded on Friday 04-02; approved and published that day.
    clock.set("04-02 09:00")
    wanted = [one for one in things(desk, chen, "2027-04-02") if one.duty == "complaint_summary"]
    assert [one.state for one in wanted] == ["reminder"]
    assert wanted[0].due_at == at("04-06 00:00")
    summary = desk.save("complaint_summary", su)
    desk.step(summary, "submit", su)
    desk.step(summary, "approve", chen)
    desk.step(summary, "publish", su, published_where="小区宣传栏")
    values = desk.values(summary)
    assert (values["approved_at"].date(), values["published_at"].date()) == (on("04-02"), on("04-02"))
    assert complaint in {row.get("complaint") for row in values["cases"]}
    # Check: the public print shows neither name nor flat; the internal one does.
    inside, public = printed(desk, summary, 0), printed(desk, summary, 1)
    for name in ("王秀兰", "3-1202"):
        assert name in inside
        assert name not in public
    assert "TS-2027-0031" in public
    # Check: F-09 for March counts 0187 as not effective; F-25 counts it as rework.
    march = {one.code: one.share for one in repair_figures(Desk(desk.store, chen), month_of(on("03-01")))}
    assert first in march["F-09"].rest
    assert (march["F-09"].part, march["F-09"].whole) == (21, 22)
    assert (march["F-25"].part, march["F-25"].whole, march["F-25"].members) == (1, 22, (first,))
    assert check_store(desk.store.path).findings == [], "what came in one step left a sound store"


def printed(office: Office, record_id: int, place: int) -> str:
    """Return the text of a sheet of a record, without white space."""
    seen = office.see(record_id, office.chen)
    sheet = seen.record.form.sheets[place]
    style = PaperStyle(words=HANS, public=sheet.public)
    return "".join("".join(page_text(draw_sheets([seen], sheet, style))).split())


@pytest.mark.scenario("S-01")
@pytest.mark.rule("R-070")
@pytest.mark.parametrize(("called", "on_time"), [("03-12 10:05", True), ("03-12 10:06", False)])
def test_the_24_hours_run_from_her_report_through_that_minute(desk: Office, called: str, on_time: bool):
    from tests.desk_repairs import bring, order, report

    first = order(desk, "signed_off", desk.lin, major_defect=True)
    desk.clock.set("03-11 10:05")
    child = report(desk, first)
    (special,) = of_order(desk, child["id"])
    assert special["due_at"] == at("03-12 10:05")
    bring(desk, child["id"], "finished")
    desk.clock.set(called)
    assert (
        special["id"] in [hit.id for hit in desk.read(desk.su).owed() if hit.due_at < desk.clock.now]
    ) is not on_time
    desk.step(special["id"], "done", desk.su, **answers(desk))
    assert callbacks.on_time(desk.values(special["id"])) is on_time
