"""S-06 of domain.md: the monthly summary of a leap February."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.rules.privacy import leaks
from tests.desk_summary import close, duty, figure, take, things
from tests.desks import Office, at, on

HANS = Words("zh_Hans")


@pytest.fixture
def february(office: Office) -> Office:
    """Fourteen complaints of February 2028, and an older one that is still open; the clock at 1 March 00:20."""
    take(office, "2028-01-20 10:00", "handling")
    for number in range(9):
        day = 2 + 2 * number
        take(
            office,
            f"2028-02-{day:02d} 09:00",
            "closed",
            f"2028-02-{day + 1:02d} 10:00",
            content=f"二月第{number + 1}件",
        )
    take(office, "2028-02-21 09:00", "closed", "2028-02-27 10:00", content="迟了三天")  # late
    take(office, "2028-02-25 09:00", "handled", "2028-02-28 17:00", content="处理完未结案")
    for number in range(2):
        office.clock.set(f"2028-02-2{number + 2} 15:00")
        wrong = office.complaint("registered", office.su, validity="not_valid", explanation="不属管理处职责")
        office.step(wrong, "explain", office.su)
    # One call was heard on 29 February at 23:50 and typed on 1 March at 00:20.
    office.clock.set("2028-03-01 00:20")
    office.complaint("handling", office.su, received_at=at("02-29 23:50", 2028), content="闰日深夜来电")
    return office


@pytest.mark.scenario("S-06")
@pytest.mark.rule("R-057 R-058 R-003 R-009 R-011 R-027")
def test_the_summary_of_a_leap_february(february: Office):
    office, su, chen = february, february.su, february.chen

    # The duty of February: due on Sunday 2028-03-05, reminded on Friday the 3rd, nothing compiled yet.
    wanted = duty(office, chen, "2028-03-05")
    assert (wanted.due_at, wanted.state, wanted.rule) == (at("03-06 00:00", 2028), "upcoming", "R-057")
    assert (wanted.period_first, wanted.record_id, wanted.form) == (
        on("02-01", 2028),
        None,
        "complaint_summary",
    )
    reminders = [one for one in things(office, chen, "2028-03-03") if one.state == "reminder"]
    assert {one.duty for one in reminders} >= {"complaint_summary", "complaint_summary_copy"}

    # Su begins it from the calendar: it is about February, and counts what is there.
    office.clock.set("2028-03-02 09:00")
    desk = Desk(office.store, su)
    draft = desk.begin_duty(wanted)
    assert draft.values["month"] == on("02-01", 2028)
    summary = desk.save(draft).record_id
    assert office.values(summary)["number"] == "HZ-2028-0001"
    assert figure(office, summary, "F-01.received")[0] == 14
    assert "当班保安重新培训" in office.values(summary)["measures_text"]

    # Chen returns the first draft; Su submits it again.
    office.step(summary, "submit", su)
    office.step(summary, "give_back", chen, reason="整改措施写得太笼统")
    assert office.values(summary)["state"] == "draft"
    assert office.values(summary)["prepared_at"] is None
    office.clock.set("2028-03-03 09:30")
    assert duty(office, chen, "2028-03-05").state == "due"
    office.step(summary, "submit", su, measures_text="全体保安重新培训；每周抽查两次。")
    assert office.refused(summary, "approve", su)  # the desk compiles, the manager approves
    office.step(summary, "approve", chen)

    # On the cut-off of 03-03: ten handled in time, one late, one open and not due.
    values = office.values(summary)
    assert (values["cut_off"], values["approved_at"], values["approved_by"]) == (
        at("03-03 09:30", 2028), at("03-03 09:30", 2028), chen.id,
    )  # fmt: skip
    assert figure(office, summary, "F-05") == (10, 11, "90.9", 1)
    assert figure(office, summary, "F-27") == (12, 14, "85.7", None)
    assert [figure(office, summary, f"F-01.{one}")[0] for one in ("received", "valid", "not_valid")] == [
        14,
        12,
        2,
    ]
    parts = [line["part"] for line in values["cases"]]
    assert {part: parts.count(part) for part in set(parts)} == {
        "received": 12,
        "older_open": 1,
        "not_valid": 2,
    }
    assert next(one for one in values["cases"] if one["content"] == "闰日深夜来电")["received_on"] == on(
        "02-29", 2028
    )
    assert [line["number"] for line in values["unclosed"]] == ["TS-2028-0012"]

    # Published and copied to QC on the same day; archived only with the copy. The company hears of it the same day.
    assert office.refused(summary, "publish", su) == {"published_where"}
    office.step(summary, "publish", su, published_where="小区宣传栏")
    assert office.values(summary)["published_at"] == at("03-03 09:30", 2028)
    (told,) = office.read(su).in_states("company_information", "to_send")
    assert (told.happened_at, told.due_at) == (at("03-03 09:30", 2028), at("03-04 00:00", 2028))
    assert office.refused(summary, "archive", su) == {"copied_to_qc_at"}
    assert duty(office, chen, "2028-03-03", "complaint_summary_copy").due_at == at("03-04 00:00", 2028)

    # If nothing is archived by 2028-03-06 00:00 the duty is overdue; one minute before it is not.
    office.clock.set("2028-03-05 23:59")
    assert duty(office, chen, "2028-03-05").state == "due"
    office.clock.set("2028-03-06 00:00")
    assert duty(office, chen, "2028-03-05").state == "overdue"
    office.clock.set("2028-03-03 16:00")
    office.step(
        summary, "archive", su, copied_to_qc_at=at("03-03 15:00", 2028), archived_at=at("03-03 16:00", 2028)
    )
    assert duty(office, chen, "2028-03-05").state == "done_on_time"
    assert duty(office, chen, "2028-03-03", "complaint_summary_copy").state == "done_on_time"

    # A complaint closed on 03-04 does not change the frozen figures; nor does the calendar's look at it.
    before = office.values(summary)
    office.clock.set("2028-03-04 10:00")
    unclosed = before["unclosed"][0]["complaint"]
    close(office, unclosed)
    office.change(summary, chen, note="另附宣传栏照片")
    after = office.values(summary)
    for name in ("figures", "by_category", "counts", "cases", "unclosed", "cut_off", "statement"):
        assert after[name] == before[name], name

    # What was pending is listed in March as carried over, with its own mark, and enters no later F-05.
    late_call = next(one["complaint"] for one in before["cases"] if one["content"] == "闰日深夜来电")
    office.clock.set("2028-03-03 20:00")
    office.step(late_call, "finish", su, handling="当夜上门", handled_at=office.clock.now)
    office.clock.set("2028-04-03 09:00")
    march = office.save("complaint_summary", su)
    assert office.values(march)["month"] == on("03-01", 2028)
    carried = {one["complaint"]: one for one in office.values(march)["cases"]}
    assert (carried[late_call]["part"], carried[late_call]["timeliness"]) == ("older_handled", "on_time")
    assert figure(office, march, "F-05") == (0, 0, "–", None)
    assert figure(office, march, "F-06") == (1, 1, "100.0", None)  # what was closed in March


@pytest.mark.scenario("S-06")
@pytest.mark.rule("R-057")
def test_a_month_without_any_complaint_yields_a_nil_summary(office: Office):
    office.clock.set("2028-03-02 09:00")
    summary = office.save("complaint_summary", office.su)
    values = office.values(summary)
    assert values["statement"].msgid == "No complaint was received in this month, and none is carried over"
    assert {line["percent"] for line in values["figures"] if "whole" in line} == {"–"}
    assert [line["part"] for line in (*values["figures"], *values["inside"])] == [0] * 9
    office.step(summary, "submit", office.su)
    office.step(summary, "approve", office.chen)
    assert office.values(summary)["state"] == "approved"


@pytest.mark.scenario("S-06")
@pytest.mark.rule("R-011")
def test_the_public_print_names_nobody(february: Office):
    office = february
    home = office.unit("5-603")
    office.clock.set("2028-02-29 08:00")
    office.complaint(
        "handling",
        office.su,
        complainant=office.resident("马先生"),
        unit=home,
        phone="13800050603",
        content="电梯异响",
    )
    office.clock.set("2028-03-03 09:30")
    summary = office.save("complaint_summary", office.su)
    inside, public = (printed(office, summary, place) for place in (0, 1))
    assert "马先生" in inside
    assert "5-603" in inside
    for name in ("马先生", "5-603", "13800050603", "0603"):
        assert name not in public
    for row in office.values(summary)["cases"]:
        assert leaks(public, office.values(row["complaint"])) == []
    assert "TS-2028-0014" in public


def printed(office: Office, summary: int, place: int) -> str:
    """Return the text of one of the two prints, without white space."""
    from custdesk.binders import BY_KEY
    from custdesk.paper.render import page_text
    from custdesk.paper.sheet_paper import draw_sheets
    from custdesk.paper.style import PaperStyle

    sheet = BY_KEY["complaint_summary"].form.sheets[place]
    style = PaperStyle(words=HANS, public=sheet.public)
    return "".join("".join(page_text(draw_sheets([office.see(summary, office.chen)], sheet, style))).split())
