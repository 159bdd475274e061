"""What the calendar finds: duties, what visible records owe, reminders, waivers, the day the office began (R-003, R-010)."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.draft import blank
from custdesk.figures import obligations
from custdesk.figures.calendar import due_things
from custdesk.language import N_, Text, Words
from custdesk.obligation import EVERY, Duty, Judged
from custdesk.records.community_event import quarter_strip
from custdesk.rules.periods import Period, by_day_after_month, end_of_day
from custdesk.settings import Settings
from custdesk.store.store import SYSTEM
from custdesk.workflow import User
from tests.desk_summary import duty, take, things
from tests.desks import Office, at, on

HANS = Words("zh_Hans")


def words(text: object) -> str:
    return HANS(text) if isinstance(text, Text) else str(text)


# -- what is declared ------------------------------------------------------------------------------------


def test_every_duty_of_the_binders_is_whole():
    found = obligations.duties_of(ALL)
    keys = [duty.key for _form, duty in found]
    assert {"complaint_summary", "complaint_summary_copy"} <= set(keys)
    assert len(keys) == len(set(keys)), "a duty is waived by its key"
    settings = Settings()
    for form, duty_ in found:
        assert duty_.every in EVERY, (form, duty_.key)
        assert duty_.rule.startswith("R-"), duty_.key
        assert HANS(duty_.label) != duty_.label.msgid, duty_.key
        period = obligations.rules.period_of(duty_.every, datetime.date(2028, 2, 1))
        due_at = duty_.due(period, settings)
        assert due_at is None or isinstance(due_at, datetime.datetime), duty_.key
        if duty_.start is not None:
            record = next(one for one in ALL if one.form.key == form)
            assert set(duty_.start(period)) <= {field.name for field in record._meta.sorted_fields}, duty_.key


@pytest.mark.parametrize("month", range(1, 13))
def test_every_duty_can_be_judged_in_an_empty_office(office: Office, month: int):
    office.clock.set(f"2028-{month:02d}-28 12:00")
    found = things(office, office.chen, f"2028-{month:02d}-01", f"2028-{month:02d}-28")
    assert [one.day for one in found] == sorted(one.day for one in found)
    for one in found:
        assert words(one.label)
        assert one.day <= (one.due_at or at("12-31 00:00", 2099)).date()


# -- one duty, by hand -----------------------------------------------------------------------------------


def made(done: object = None, **judged: object) -> tuple[str, Duty]:
    """A duty due on the 5th, judged the same in every month."""

    def due(period: Period, settings: Settings) -> datetime.datetime:
        return by_day_after_month(period, 5, settings)

    return "complaint", Duty(
        "made", N_("Complaint summary"), "R-057", "month", due, lambda period, facts: Judged(done, **judged)
    )


def judge(office: Office, duty_: tuple[str, Duty], **how: object) -> list[obligations.Obligation]:
    facts = office.store.facts(office.chen)
    return obligations.instances([duty_], on("03-01", 2028), on("03-31", 2028), facts, **how)


def test_instances_are_those_whose_due_day_lies_in_the_days_asked(office: Office):
    office.clock.set("2028-03-06 00:00")
    (found,) = judge(office, made())
    assert (found.period.first, found.due_at, found.remind_on) == (
        on("02-01", 2028),
        at("03-06 00:00", 2028),
        on("03-03", 2028),
    )
    assert (found.state, found.form) == ("overdue", "complaint")


def test_what_was_due_before_the_office_began_is_no_duty(office: Office):
    assert judge(office, made(), since=on("03-06", 2028)) == []
    assert judge(office, made(), since=on("03-01", 2028)) == [], "of February it knows nothing"
    assert len(judge(office, made(), since=on("02-29", 2028))) == 1


def test_nothing_to_do_is_known_only_when_the_period_is_over(office: Office):
    office.clock.set("2028-02-29 23:59")
    nothing = made(applies=False, why_not=N_("No order was finished in this month"))
    assert judge(office, nothing)[0].state == "upcoming"
    office.clock.set("2028-03-01 00:00")
    assert judge(office, nothing)[0].state == "not_applicable"


@pytest.mark.rule("R-012")
def test_a_switch_of_the_settings_counts_from_the_next_period_on(office: Office):
    """9.4 no. 5: by the settings in force when the period began."""
    form, plain = made()
    switched = (
        form,
        Duty(plain.key, plain.label, plain.rule, plain.every, plain.due, plain.judge, applies=_residential),
    )
    office.clock.set("2028-02-10 09:00")
    office.store.set_setting("project_type", "office_building", office.chen, "公司的要求")
    office.clock.set("2028-03-04 09:00")
    facts, then = office.store.facts(office.chen), _then(office)
    window = (on("03-01", 2028), on("04-30", 2028))
    found = obligations.instances([switched], *window, facts, then=then)
    assert [(one.period.first.month, one.state) for one in found] == [(2, "due"), (3, "not_applicable")]
    assert HANS(found[1].why_not or N_("")) == "按管理处设置，不抄送质管部"


def _residential(period: Period, settings: Settings) -> Text | None:
    wanted = settings.text("project_type") == "residential"
    return None if wanted else N_("QC gets no copy, by the office's settings")


def _then(office: Office):
    from custdesk.store.settings_then import SettingsThen

    return SettingsThen(office.store.database, office.store.settings).on


def test_the_evidence_may_move_the_due_moment(office: Office):
    (found,) = judge(office, made(at("03-03 15:00", 2028), due_at=end_of_day(on("03-03", 2028))))
    assert (found.due_at, found.state) == (at("03-04 00:00", 2028), "done_on_time")


@pytest.mark.rule("F-23")
def test_f23_of_a_list_of_obligations(office: Office):
    office.clock.set("2028-03-06 00:00")
    found = [*judge(office, made(at("03-05 10:00", 2028))), *judge(office, made())]
    assert obligations.on_time(found).shown == "50.0 % (1/2)"


# -- the calendar ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-003")
def test_a_duty_is_shown_on_its_due_day_and_on_the_day_of_its_reminder(office: Office):
    office.clock.set("2028-03-01 09:00")
    found = [
        one
        for one in things(office, office.su, "2028-03-01", "2028-03-31")
        if one.duty == "complaint_summary"
    ]
    assert [(one.day, one.state, one.due_at) for one in found] == [
        (on("03-03", 2028), "reminder", at("03-06 00:00", 2028)), (on("03-05", 2028), "upcoming", at("03-06 00:00", 2028)),
    ]  # fmt: skip
    assert words(found[0].detail) == "2028年2月：尚未编制"
    (reminder,) = [one for one in things(office, office.su, "2028-03-03") if one.duty == "complaint_summary"]
    assert reminder.state == "reminder"


@pytest.mark.rule("R-010 R-003")
def test_a_record_is_shown_with_its_due_date_and_reminded_before_a_weekend(office: Office):
    """S-01: a complaint due on Sunday 2027-03-14 is reminded on Friday."""
    record = take(office, "2027-03-11 10:05", "accepted", content="卫生间顶板漏水")
    found = [one for one in things(office, office.su, "2027-03-08", "2027-03-14") if one.record_id == record]
    assert [(one.day, one.state) for one in found] == [(on("03-12"), "reminder"), (on("03-14"), "upcoming")]
    assert (found[1].label, found[1].due_at) == ("TS-2027-0001", at("03-15 00:00"))
    assert "卫生间顶板漏水" in words(found[1].detail)
    office.clock.set("2027-03-12 08:00")
    assert [one.state for one in things(office, office.su, "2027-03-14") if one.record_id == record] == [
        "due"
    ]
    office.clock.set("2027-03-15 00:00")
    assert [one.state for one in things(office, office.su, "2027-03-14") if one.record_id == record] == [
        "overdue"
    ]
    assert [one for one in things(office, office.su, "2027-03-15") if one.record_id == record] == []


@pytest.mark.rule("R-064")
def test_nobody_finds_what_is_hidden_from_him(office: Office):
    office.clock.set("2027-03-10 09:00")
    hidden = office.complaint(
        "accepted", office.su, against_director=True, nature="major", category="compensation_or_director",
        handler_kind="supervising_leader", content="对经理的投诉内容", due_set_to=at("03-20 00:00"), due_set_by="郑宏",
        due_set_on=on("03-10"), lead_department="supervising_leader",
    )  # fmt: skip
    assert hidden in [one.record_id for one in things(office, office.su, "2027-03-10", "2027-03-31")]
    assert hidden not in [one.record_id for one in things(office, office.chen, "2027-03-10", "2027-03-31")]


def test_the_evidence_of_a_duty_is_shown_once_and_opened(office: Office):
    office.clock.set("2027-04-02 09:00")
    summary = office.save("complaint_summary", office.su)
    found = [one for one in things(office, office.su, "2027-04-05") if one.record_id == summary]
    assert {one.duty for one in found} == {"complaint_summary", "complaint_summary_copy"}
    assert duty(office, office.su, "2027-04-05").record_id == summary
    office.step(summary, "submit", office.su)
    assert words(duty(office, office.su, "2027-04-05").detail) == "2027年3月：尚未批准"


@pytest.mark.rule("R-058")
def test_a_duty_the_settings_switch_off_says_why(office: Office):
    office.clock.set("2027-02-20 09:00")
    office.store.set_setting("copy_summary_to_qc", False, office.chen, "公司的要求")
    office.clock.set("2027-04-01 09:00")
    copy = duty(office, office.chen, "2027-04-05", "complaint_summary_copy")
    assert (copy.state, words(copy.detail)) == ("not_applicable", "2027年3月：按管理处设置，不抄送质管部")
    reminders = [one.duty for one in things(office, office.chen, "2027-04-02") if one.state == "reminder"]
    assert "complaint_summary_copy" not in reminders


def test_duties_begin_with_the_office(office: Office):
    """The store began on 2027-01-04: January is its first month; of December, due on the 5th, it owes nothing."""
    assert [one.day for one in things(office, office.chen, "2026-12-01", "2027-01-08") if one.duty] == []
    assert duty(office, office.chen, "2027-02-05").period_first == on("01-01")


def test_a_new_office_does_not_begin_red(store, clock):
    """Founded in the middle of a year, on its first day and a month later: nothing it never could have done."""
    clock.set("2027-08-18 09:00")
    chen = User(_chen(store), "陈国栋", "office_manager")
    for now in ("2027-08-18 09:00", "2027-08-31 23:00"):
        clock.set(now)
        found = Desk(store, chen).due_things(on("01-01"), on("12-31"))
        assert [one.duty for one in found if one.state in ("overdue", "done_late")] == []
        first = min(one.period_first for one in found if one.duty == "complaint_summary")
        assert first == on("08-01")
    states = [one.state for one in quarter_strip(store.facts(chen), 2027)]
    assert states == ["not_owed", "not_owed", "due_soon", "upcoming"]
    clock.set("2027-09-06 00:00")
    late = Desk(store, chen).due_things(on("09-01"), on("09-05"))
    assert {one.duty for one in late if one.state == "overdue"} == {
        "complaint_summary",
        "complaint_summary_copy",
    }


def _chen(store) -> int:
    draft = blank(BY_KEY["staff"], store.facts(SYSTEM), name="陈国栋", role="office_manager")
    return store.save(draft, SYSTEM).record_id


def test_the_window_is_what_was_asked(office: Office):
    office.clock.set("2027-04-10 09:00")
    desk = Desk(office.store, office.chen)
    for first, last in ((on("03-29"), on("05-02")), (on("04-05"), on("04-05"))):
        found = due_things(desk, first, last)
        assert found
        assert all(first <= one.day <= last for one in found)
