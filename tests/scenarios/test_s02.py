"""S-02 of domain.md: a rude guard, a customer who cannot be reached; begun in the guard's book (REC-02)."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.record import Filter
from custdesk.rules import communication, signatures
from custdesk.rules import complaint_figures as figures
from custdesk.rules.handover import handover_due
from custdesk.rules.news import pass_on_delay
from custdesk.rules.periods import month_of
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM, Refused
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")


@pytest.fixture
def desk(office: Office) -> Office:
    """翠湖花园 on Friday 2027-04-16 at 18:50, with the year's forty-three complaints before this one."""
    earlier = [
        NewRow(
            BY_KEY["complaint"],
            {
                "received_at": at("01-05 09:00") + datetime.timedelta(days=2 * number), "received_by": "前台",
                "channel": "phone", "complainant": "住户", "content": f"今年第{number + 1}件",
            },
            state="verified",
        )
        for number in range(43)
    ]  # fmt: skip
    office.store.bulk(Batch("import", earlier), SYSTEM)
    return office


@pytest.mark.scenario("S-02")
def test_a_rude_guard_and_a_customer_who_cannot_be_reached(desk: Office):
    lin, su = desk.lin, desk.su
    ma, home = desk.resident("马先生"), desk.unit("5-603")

    # At 18:30 the gate guard writes Mr Ma's anger about a colleague into the guard's book, and passes it to the
    # desk at 18:50. Lin types the line in as it stands in the book.
    entry = desk.save(
        "communication", lin, book="guard", noted_at=at("04-16 18:30"), noted_by="门岗护卫员", unit=home, customer=ma,
        phone="13800050603", opinion="门岗保安对马先生态度生硬",
    )  # fmt: skip
    noted = desk.values(entry)
    assert (noted["number"], noted["state"], noted["book"]) == ("GT-2027-0001", "noted", "guard")
    assert (noted["noted_at"], noted["entered_at"]) == (at("04-16 18:30"), at("04-16 18:50"))
    assert desk.see(entry).values["from_paper"] is True

    # One key makes the complaint; nothing is typed twice.
    create = BY_KEY["communication"].form.creates[0]
    draft = desk.new("complaint", lin, **create.values(desk.see(entry, lin).values, entry))
    draft.link_back = (entry, create.link, create.step)
    assert (draft.values["complainant"], draft.values["unit"], draft.values["received_at"]) == (
        ma,
        home,
        at("04-16 18:30"),
    )
    assert (draft.values["received_by"], draft.values["passed_to_office_at"], draft.values["channel"]) == (
        "门岗护卫员", at("04-16 18:50"), "oral",
    )  # fmt: skip
    for name, value in {
        "nature": "general", "category": "attitude_or_quality", "handler_kind": "QC", "lead_department": "QC",
        "handler": "质管部", "told_at": at("04-16 18:50"), "told_by": lin.id, "hotline_told": True,
    }.items():  # fmt: skip
        draft.put(name, value)
    saved = desk.store.save(draft, lin)
    complaint = saved.record_id

    # Check: number, received at 18:30, passed on after 20 minutes (within the limit), due Monday 2027-04-19 24:00.
    values = desk.values(complaint)
    assert values["number"] == "TS-2027-0044"
    assert values["received_at"] == at("04-16 18:30")
    assert pass_on_delay(values) == 20
    assert [problem.rule for problem in saved.warnings if problem.rule == "R-029"] == []
    seen = desk.see(complaint, lin)
    assert seen.show("due_at", HANS) == "2027年4月19日 24:00"
    assert seen.show("told_handling_time", HANS) == seen.show("due_at", HANS)
    assert at("04-19 00:00").weekday() == 0
    # Check: both know of each other; the phone went over in full and is masked for the reader.
    assert (values["source"], desk.values(entry)["complaint"], desk.values(entry)["state"]) == (
        entry,
        complaint,
        "became_complaint",
    )
    assert values["phone"] == "13800050603"
    assert seen.show("phone", HANS) == "138****0603"

    # Route A: the lead is QC as proposed, so no reason is asked for.
    desk.step(complaint, "accept", lin)
    desk.step(complaint, "handle", lin)
    assert desk.values(complaint)["state"] == "handling"

    # REC-47 goes to QC on 04-17; QC interviews; handled on 04-18.
    desk.clock.set("04-17 09:00")
    note = {
        "kind": "information_note",
        "reference": "联2027-031",
        "approved_by": "周敏",
        "approved_on": on("04-17"),
    }
    desk.change(
        complaint, su, papers=(note,), progress=({"at": desk.clock.now, "by": su.id, "text": "已转质管部"},)
    )
    desk.clock.set("04-18 11:00")
    desk.step(
        complaint,
        "finish",
        su,
        handling="质管部约谈当班保安并调看录像，情况属实",
        handled_at=at("04-18 10:30"),
    )
    assert desk.see(complaint).values["on_time"] is True

    # Three phone attempts on 18 and 19 April fail; two are not enough.
    def attempt(when: str) -> None:
        desk.clock.set(when)
        tried = {"at": desk.clock.now, "by": su.id, "reason": "无人接听"}
        desk.change(complaint, su, contact_attempts=(*desk.values(complaint)["contact_attempts"], tried))

    attempt("04-18 15:00")
    attempt("04-18 19:30")
    needed = {
        "cause_analysis": "新到岗保安未受礼仪培训", "preventive_action": "上岗前礼仪培训并考核",
        "rectification": "护卫班重新培训", "customer_satisfied": "not_reached", "no_signature_reason": "unreachable",
    }  # fmt: skip
    assert desk.refused(complaint, "close", su, **needed) == {"customer_contacted_at"}
    attempt("04-19 10:00")

    # Check: closing names what is missing, one field after the other.
    for missing in ("cause_analysis", "preventive_action", "rectification"):
        assert desk.refused(complaint, "close", su, **{**needed, missing: None}) == {missing}
    assert desk.refused(complaint, "close", su, **{**needed, "papers": ()}) == {"papers"}

    # Check: there is no way to enter a customer's signature without signer and date, or for somebody of the office.
    for wrong, field in (
        ({"signed_by_customer_name": "马先生"}, "signed_at"), ({"signed_at": on("04-19")}, "signed_by_customer_name"),
        ({"signed_by_customer_name": "林晓燕", "signed_at": on("04-19"), "signer_relation": "前台"}, "signed_by_customer_name"),
    ):  # fmt: skip
        with pytest.raises(Refused) as trouble:
            desk.change(complaint, su, **wrong)
        assert said(trouble.value.problems) == {field}

    # Closed on 04-19. Check: allowed; the three attempts stand in for `customer_contacted_at`.
    desk.clock.set("04-19 16:00")
    desk.step(complaint, "close", su, **needed)
    values = desk.values(complaint)
    assert (values["state"], values["closed_at"]) == ("closed", on("04-19"))
    assert values["customer_contacted_at"] is None
    assert len(values["contact_attempts"]) == 3

    # Check: hand-over due 2027-04-22, and the desk is reminded of it.
    due = handover_due(values, desk.store.settings)
    assert due.at is not None
    assert HANS.due(due.at) == "2027年4月22日 24:00"
    assert [(hit.number, hit.due_at) for hit in desk.read(lin).owed()] == [
        ("TS-2027-0044", at("04-23 00:00"))
    ]
    filters = {one.name: one for one in BY_KEY["complaint"].form.filters}
    assert desk.read(lin).ids(ListQuery("complaint", filter=filters["to_hand_over"])) == [complaint]

    # Check: it counts as unsigned, with its reason: F-06 has it, F-04 leaves it out and shows it apart.
    assert not signatures.is_signed(values)
    assert desk.see(complaint).values["no_signature_reason"] == "unreachable"
    april = month_of(on("04-01"))
    rows = [one.values for one in desk.store.facts(lin).dated("complaint", "received_at")]
    assert (figures.signed(rows, april).part, figures.signed(rows, april).rest) == (0, (complaint,))
    assert (figures.satisfied(rows, april).whole, figures.satisfied(rows, april).apart) == (0, (complaint,))

    # The guard's book reads the handling from the complaint, and the April review judges it no more.
    seen = desk.see(entry, lin)
    assert seen.show("complaint_handling", HANS) == "质管部约谈当班保安并调看录像，情况属实"
    assert communication.not_yet_judged([desk.values(entry)], april) == []

    # The records go to QC in time, and QC passes them.
    desk.clock.set("04-21 10:00")
    desk.step(complaint, "hand_over", su, handed_over_at=on("04-21"), handed_to="孙丽")
    assert desk.read(lin).owed() == []
    desk.step(complaint, "verify", su, qc_result="pass")
    assert (desk.values(entry)["state"], desk.values(complaint)["state"]) == ("became_complaint", "verified")

    # It is found again by room, name and words, and its course can be read.
    assert [hit.number for hit in desk.read(lin).of_unit(home)] == ["TS-2027-0044", "GT-2027-0001"]
    assert complaint in [hit.id for hit in desk.read(lin).find("马先生 生硬")]
    assert [line.what for line in reversed(desk.read(lin).history(complaint)) if line.what.startswith("step:")] == [
        "step:accept", "step:handle", "step:finish", "step:close", "step:hand_over", "step:verify",
    ]  # fmt: skip


@pytest.mark.scenario("S-02")
@pytest.mark.parametrize(("now", "late"), [("04-19 23:59", False), ("04-20 00:00", True)])
def test_it_is_overdue_from_the_first_instant_of_tuesday(desk: Office, now: str, late: bool):
    complaint = desk.complaint(received_at=at("04-16 18:30"))
    desk.clock.set(now)
    overdue = Filter("overdue", BY_KEY["complaint"].form.title, overdue=True)
    assert (desk.read(desk.lin).ids(ListQuery("complaint", filter=overdue)) == [complaint]) is late
