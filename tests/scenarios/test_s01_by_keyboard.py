"""S-01 again, through the whole program: four people sit down one after the other, and no hand leaves the keyboard.

Time passes between the acts by the office's clock; each act leaves what the next one needs.
"""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.figures.live import repair_figures
from custdesk.rules import callbacks
from custdesk.rules.periods import month_of
from custdesk.store.checking import check_store
from tests.desk_field import of_form
from tests.desk_repairs import of_order, rework_of
from tests.desks import Office, at, on
from tests.scenarios.hands import DOWN, ENTER, PASSWORD, Hands, K, secret, whole_program  # noqa: F401 - fixtures
from tests.scenarios.test_s01 import desk as estate  # noqa: F401 - its fixture: the year's records before these
from tests.scenarios.test_s01 import others
from tests.ui.conftest import _deliver_deletes  # noqa: F401 - an autouse fixture
from ui.matter_list import Matter
from ui.phoning import Phoning

WANG, WU = "王秀兰", "吴建平"
SAID = "水渍又出现，活儿干得马虎"
#: keys of each act, of which the committed Chinese words are none
MOST = {
    "taken in and dispatched": 20, "found, finished, P-07 printed, signed": 24, "the call that finds the defect": 10,
    "the complaint of that call": 20, "the rework": 18, "the visit": 23, "the complaint closed": 36,
    "handed over": 4, "the week's sample": 8, "the summary": 6, "approved": 14, "published": 14,
}  # fmt: skip


@pytest.fixture
def acts(whole_program, estate: Office):  # noqa: F811
    return Acts(whole_program, estate)


class Acts:
    """What they do, act by act; `took` keeps how many keys each was."""

    def __init__(self, hands: Hands, office: Office) -> None:
        self.hands, self.office, self.clock = hands, office, office.clock
        self.took: dict[str, int] = {}
        self.order = self.child = self.complaint = self.sample = self.summary = 0

    def done(self, act: str) -> None:
        """An act is over: count its keys."""
        self.took[act] = self.hands.keys.pressed
        self.hands.keys.pressed = 0

    def sits(self, name: str, *, first: bool = False) -> None:
        """Somebody sits down; finding her name and typing her password is no part of an act."""
        (self.hands.sit_down if first else self.hands.change_to)(name, PASSWORD)
        self.hands.keys.pressed = 0

    def sign(self, key: K, state: str) -> None:
        """Type the signer as read from the paper, today, and take the step."""
        hands = self.hands
        hands.stands_in("signed_by_customer_name")
        hands.commit(WANG)
        hands.press(ENTER, ENTER)
        hands.stands_in("signed_at")
        hands.type("=")
        hands.takes(key, state)

    def dispatch(self, box: str) -> None:
        """Worker, demand confirmed; the keyboard stands in the named box before it is dispatched."""
        hands = self.hands
        hands.stands_in("worker", "repair_order")
        hands.commit(WU)
        hands.press(ENTER)
        hands.ctrl(K.Key_PageDown)
        hands.stands_in("demand_confirmed")
        hands.type("y")
        if box != "demand_confirmed":
            hands.press(ENTER, ENTER)
            hands.stands_in(box)
            hands.type("y")

    def finish(self, when: str, what: str) -> None:
        """When it was finished and what was done."""
        hands = self.hands
        hands.stands_in("finished_at", "repair_order")
        hands.type(when)
        hands.press(ENTER)
        hands.stands_in("work_done")
        hands.commit(what)
        hands.takes(K.Key_1, "finished")
        hands.stands_in("signed_by_customer_name")

    # -- the acts ------------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """F2: 3-1202, a repair request, its words; Ctrl+Enter makes the order; dispatched, begun."""
        hands = self.hands
        hands.press(K.Key_F2)
        hands.active(hands.window.intake)
        hands.type("3-1202")
        hands.press(ENTER)
        hands.type("6")
        hands.commit("卫生间顶板漏水")
        hands.ctrl(ENTER)
        self.dispatch("major_defect")
        hands.save()
        self.order = hands.record
        self.clock.set("03-08 20:25")
        hands.takes(K.Key_1, "dispatched")
        hands.takes(K.Key_1, "working")
        hands.stands_in("finished_at")
        self.done("taken in and dispatched")

    def finished_and_signed(self) -> None:
        """The next day: found by its number, finished; P-07 of its callback; signed on that paper."""
        hands = self.hands
        hands.find("wx187", "finished_at", "repair_order")
        self.finish("11:30", "更换下水管接头")
        hands.alt(K.Key_Right)
        hands.shows("service_callback")
        hands.print_at_once()
        self.clock.set("03-09 11:40")
        hands.alt(K.Key_Left)
        hands.shows("repair_order")
        self.sign(K.Key_2, "signed_off")
        self.done("found, finished, P-07 printed, signed")

    def call_back(self) -> None:
        """F4: the one call that is due; the stain is back and she complains."""
        hands = self.hands
        hands.press(K.Key_F4)
        page = hands.window.findChild(Phoning)
        hands.active(page)
        hands.type("545dco")
        hands.commit(SAID)
        hands.press(ENTER, ENTER)
        hands.until(lambda: page.made == 1)
        self.child = rework_of(self.office, self.order)["id"]
        self.done("the call that finds the defect")

    def complain(self) -> None:
        """Alt+1 on the page of calls: the complaint's form with everything carried over; accepted, in hand."""
        hands = self.hands
        hands.alt(K.Key_1)
        hands.stands_in("nature", "complaint")
        hands.type("1")
        hands.press(ENTER)
        hands.type("1")
        hands.save()
        self.complaint = hands.record
        hands.takes(K.Key_1, "accepted")
        hands.stands_in("handler_kind")
        hands.type("1")
        hands.press(ENTER, ENTER)
        hands.stands_in("handler")
        hands.commit("周敏")
        hands.ctrl(K.Key_PageDown, K.Key_PageDown)
        hands.stands_in("papers")
        hands.ctrl(DOWN)
        hands.stands_in("told_at")
        hands.type("=")
        hands.press(ENTER)
        hands.commit("苏婷")
        hands.press(ENTER)
        hands.type("y")
        hands.refused(K.Key_1, "kept_in_office_reason")
        hands.commit("返修与解释由管理处直接完成")
        hands.takes(K.Key_1, "handling")
        self.done("the complaint of that call")

    def rework(self) -> None:
        """Ctrl+1, Home: the rework is the first line of the workbench, and red; dispatched and finished."""
        hands = self.hands
        hands.ctrl(K.Key_1)
        hands.press(K.Key_Home)
        lines = [row for row in hands.window.workbench.list.matters.rows if isinstance(row, Matter)]
        assert (lines[0].key, lines[0].tint, lines[0].number) == (self.child, "overdue", "WX-2027-0195")
        assert "03-11 周四 11:05" in lines[0].right
        assert "03-12 周五 10:05" in lines[1].right  # the special callback, next in the list
        hands.press(ENTER)
        self.dispatch("demand_confirmed")
        chain = {chip.hit.number for chip in hands.form.chain.chips}
        assert chain == {"WX-2027-0187", "HF-2027-0001", "WX-2027-0195", "HF-2027-0002", "WX-2027-0187-Z"}
        hands.takes(K.Key_1, "dispatched")
        hands.takes(K.Key_1, "working")
        self.clock.set("03-11 17:25")
        self.finish("17:20", "接头重新密封")
        self.done("the rework")

    def visit(self) -> None:
        """The special callback at her door: dry; she signs both parts of the sheet, and both orders close."""
        hands = self.hands
        hands.press(K.Key_F4)
        hands.active(hands.window.findChild(Phoning))
        hands.type("1110o")
        hands.commit("已干")
        hands.press(ENTER, K.Key_F3)  # the whole form: it was no phone call
        hands.stands_in("subject", "service_callback")
        hands.ctrl(DOWN)
        hands.press(ENTER)
        hands.stands_in("method")
        hands.type("2")
        hands.takes(K.Key_1, "done")
        self.sign(K.Key_1, "signed")
        hands.alt(K.Key_Left)
        hands.shows("repair_order")
        self.sign(K.Key_2, "closed")
        self.done("the visit")

    def close(self) -> None:
        """The complaint, found by its number: handled, thanked, signed; closing says what it lacks."""
        hands = self.hands
        hands.find("ts31", "handling", "complaint")
        hands.commit("当日返修，上门说明原因并致歉")
        hands.ctrl(ENTER)
        hands.stands_in("handled_at")
        hands.type("3-11 17:20")
        hands.takes(K.Key_2, "handled")
        hands.refused(K.Key_2, "cause_analysis")
        hands.commit("接头未密封")
        hands.refused(K.Key_2, "preventive_action")
        for words in ("湿区维修检查表", "湿区维修后一律试水"):
            hands.commit(words)
            hands.ctrl(ENTER)
        hands.stands_in("customer_contacted_at")
        hands.type("=")
        hands.press(ENTER)
        hands.commit("苏婷")
        hands.press(ENTER)
        hands.type("3")
        hands.press(ENTER)
        hands.stands_in("customer_opinion")
        hands.commit("认可")
        hands.refused(K.Key_2, "thanked")
        hands.type("y")
        hands.refused(K.Key_2, "signed_by_customer_name")
        self.sign(K.Key_2, "closed")
        hands.stands_in("handed_over_at")
        self.done("the complaint closed")

    def hand_over(self) -> None:
        """Three days later, where the keyboard was left: to Sun Li of QC."""
        hands = self.hands
        hands.type("=")
        hands.press(ENTER)
        hands.commit("孙丽")
        hands.takes(K.Key_1, "handed_over")
        self.done("handed over")

    def draw(self) -> None:
        """Ctrl and the tab's place, along the shelf: last week's sample is drawn by saving it."""
        hands = self.hands
        hands.ctrl(hands.tab_of("repairs"))
        for form in ("service_callback", "major_defect", "callback_sample"):
            hands.alt(K.Key_PageDown)
            hands.shows(form)
        hands.ctrl(K.Key_N)
        hands.save()
        self.sample = hands.record
        hands.takes(K.Key_1, "calling")
        self.done("the week's sample")

    def compile(self) -> None:
        """F7: today reminds of March's summary; Enter, Enter begins it, a key submits it."""
        hands = self.hands
        hands.press(K.Key_F7, ENTER, ENTER)
        hands.shows("complaint_summary")
        hands.save()
        self.summary = hands.record
        hands.takes(K.Key_2, "submitted")
        self.done("the summary")

    def approve(self) -> None:
        """The manager finds it on the workbench."""
        self.hands.walk_to(self.summary)
        self.hands.shows("complaint_summary")
        self.hands.takes(K.Key_2, "approved")
        self.done("approved")

    def publish(self) -> None:
        """Su finds it there too; the keyboard stands where it says where it hangs."""
        hands = self.hands
        hands.walk_to(self.summary)
        hands.stands_in("published_where", "complaint_summary")
        hands.commit("小区宣传栏")
        hands.takes(K.Key_2, "published")
        self.done("published")


def holds(office: Office, record: int, **wanted: object) -> None:
    """See what the store holds of a record."""
    values = office.values(record)
    assert {name: values[name] for name in wanted} == wanted


@pytest.mark.scenario("S-01")
def test_the_whole_story_by_keyboard(acts: Acts, estate: Office):  # noqa: F811
    clock = estate.clock
    acts.sits("许志明", first=True)
    acts.take_in()
    clock.set("03-09 11:35")
    acts.sits("林晓燕")
    acts.finished_and_signed()
    see_the_repair(acts, estate)
    clock.set("03-10 18:00")
    others(estate, "03-10", 7)

    clock.set("03-11 10:05")
    acts.sits("苏婷")
    acts.call_back()
    acts.complain()
    see_what_the_call_brought(acts, estate)
    acts.rework()
    clock.set("03-12 09:30")
    acts.visit()
    clock.set("03-12 10:00")
    acts.close()
    clock.set("03-15 09:00")
    acts.hand_over()
    see_the_end(acts, estate)

    others(estate, "03-12", 14)
    acts.draw()
    clock.set("04-02 09:00")
    acts.compile()
    acts.sits("陈国栋")
    acts.approve()
    acts.sits("苏婷")
    acts.publish()
    see_the_figures(acts, estate)
    assert acts.took.keys() == MOST.keys()
    assert {act: keys for act, keys in acts.took.items() if keys > MOST[act]} == {}, acts.took
    assert check_store(estate.store.path).findings == []


def see_the_repair(acts: Acts, office: Office) -> None:
    first = acts.order
    (routine,) = of_order(office, first)
    printed = office.sql('SELECT "record", "sheet" FROM "print"')
    assert printed == [(routine["id"], "P-07")]
    assert (acts.hands.folder / "paper.pdf").read_bytes().startswith(b"%PDF")
    entry = office.values(first)["source"]
    holds(office, entry, number="ZB-2027-0412", occurred_at=at("03-08 20:15"), linked_record=first)
    holds(office, first, number="WX-2027-0187", major_defect=True, dispatched_at=at("03-08 20:25"),
          finished_at=at("03-09 11:30"), signed_at=on("03-09"), state="signed_off")  # fmt: skip


def see_what_the_call_brought(acts: Acts, office: Office) -> None:
    (routine,), (special,) = of_order(office, acts.order), of_order(office, acts.child)
    holds(office, acts.order, state="rework_pending")
    holds(office, acts.child, number="WX-2027-0195", rework_of=acts.order, chargeable=False)
    holds(office, special["id"], kind="special_24h", due_at=at("03-12 10:05"))
    holds(office, acts.complaint, number="TS-2027-0031", source=routine["id"], content=SAID, channel="callback",
          due_at=at("03-15 00:00"))  # fmt: skip


def see_the_end(acts: Acts, office: Office) -> None:
    (special,) = of_order(office, acts.child)
    assert callbacks.on_time(special) is True
    holds(office, special["id"], state="signed", method="visit")
    for order in (acts.order, acts.child):
        holds(office, order, state="closed")
    (follow_up,) = of_form(office, "major_defect")
    planned = [row["planned_on"] for row in office.values(follow_up)["checks"]]
    assert planned == [on("04-10"), on("05-10"), on("06-09")]
    holds(office, acts.complaint, closed_at=on("03-12"), handed_over_at=on("03-15"), handed_to="孙丽")


def see_the_figures(acts: Acts, office: Office) -> None:
    sample, summary = office.values(acts.sample), office.values(acts.summary)
    assert (sample["week"], len(sample["frame"]), len(sample["drawn"])) == (on("03-08"), 23, 5)
    holds(office, acts.summary, month=on("03-01"), approved_by=office.chen.id, state="published",
          published_at=at("04-02 09:00"), published_where="小区宣传栏")  # fmt: skip
    assert acts.complaint in {row.get("complaint") for row in summary["cases"]}
    found = repair_figures(Desk(office.store, office.chen), month_of(on("03-01")))
    march = {one.code: one.share for one in found}
    assert acts.order in march["F-09"].rest
    assert march["F-25"].members == (acts.order,)
