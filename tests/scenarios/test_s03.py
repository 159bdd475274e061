"""S-03 of domain.md: a letter about a water bill over New Year (routes C and E)."""

from __future__ import annotations

import pytest

from custdesk.language import Words
from custdesk.rules.handover import handover_due
from custdesk.store.store import Refused
from tests.desk_summary import duty, figure
from tests.desks import Office, at, on, said

HANS = Words("zh_Hans")


@pytest.mark.scenario("S-03")
@pytest.mark.rule("R-035 R-037 R-039 R-042 R-045 R-055 R-057 R-059")
def test_a_letter_about_a_water_bill_over_new_year(office: Office):
    lin, su, zhou, chen = office.lin, office.su, office.zhou, office.chen
    tang, home = office.resident("唐女士"), office.unit("1-1-704")

    # Wed 2027-12-29: the letter comes. Due 2028-01-01.
    office.clock.set("2027-12-29 10:00")
    record = office.save(
        "complaint", lin, complainant=tang, unit=home, channel="letter", is_letter=True, content="11月水费比平时多一倍，请核查",
        validity="valid", nature="general", category="charges", handler=su.id, handler_kind="finance",
        lead_department="finance", hotline_told=True, told_at=office.clock.now, told_by=lin.id,
    )  # fmt: skip
    assert office.values(record)["number"] == "TS-2027-0001"
    assert office.see(record).show("due_at", HANS) == "2028年1月1日 24:00"
    assert office.see(record).values["proposed_lead"] == "finance"
    office.step(record, "accept", lin)
    office.step(record, "handle", su)

    # 12-30: REC-47 to finance; office measure: the steward reads the meter again.
    office.clock.set("2027-12-30 09:00")
    note = office.save(
        "contact_note", su, about=record, subject="1-1-704水费复核", content="请核对11月抄表数与账单"
    )
    assert office.values(note)["to"] == "财务部"
    office.step(note, "send", su, sent_at=office.clock.now)
    office.change(record, su, rectification="管理员12月30日复抄水表")

    # 12-31: told before expiry, agreed; the extension needs no consent.
    office.clock.set("2027-12-31 15:00")
    office.change(record, su, extensions=({
        "new_due": at("01-06 00:00", 2028), "reason": "财务核对跨年度账目", "told_at": office.clock.now, "told_by": su.id,
        "customer_agreed": True,
    },))  # fmt: skip
    assert office.see(record).show("due_at", HANS) == "2028年1月5日 24:00"

    # 01-03: the reply is drafted; "sent" and any oral answer are blocked until Zheng's consent of 01-04.
    office.clock.set("2028-01-03 11:00")
    letter = office.save(
        "reply_letter", su, complaint=record, body="经核实系抄表误读，已更正账单并退回差额。"
    )
    oral = {"sent_at": office.clock.now, "sent_how": "oral"}
    assert office.refused(letter, "send", su, **oral) == {""}, "a draft is not sent"
    office.step(letter, "ask", su)
    assert office.refused(letter, "send", su, **oral) == {""}
    told = {"handling": "抄表误读，账单已更正", "handled_at": office.clock.now}
    assert office.refused(record, "finish", su, **told) == {"letter_consent_by", "letter_consent_at"}
    office.clock.set("2028-01-04 10:00")
    office.step(letter, "consent", su, consent_by="郑宏", consent_at=office.clock.now)
    assert office.refused(letter, "send", su, sent_at=at("01-03 11:00", 2028), sent_how="oral") == {"sent_at"}
    office.clock.set("2028-01-04 15:00")
    office.step(letter, "send", su, sent_at=office.clock.now, sent_how="hand")
    office.step(record, "finish", su, handling="抄表误读，账单已更正", handled_at=office.clock.now)
    assert office.see(record).values["on_time"] is True, "F-05 counts it as on time"
    with pytest.raises(Refused) as trouble:
        office.change(letter, su, body="另一种说法")
    assert said(trouble.value.problems) == {"body"}

    # 01-05: signed and closed; correction of a bill is no compensation, so no agreement is asked for.
    office.clock.set("2028-01-05 10:00")
    office.step(
        record, "close", su, cause_analysis="抄表误读", preventive_action="异常读数复核后出账", customer_contacted_at=office.clock.now,
        contacted_by=su.id, customer_opinion="满意", thanked=True, customer_satisfied="very_satisfied",
        signed_by_customer_name="唐女士", signed_at=on("01-05", 2028),
    )  # fmt: skip
    values = office.values(record)
    assert (values["state"], values["number"]) == ("closed", "TS-2027-0001"), "it keeps the 2027 series"
    due = handover_due(values, office.store.settings)
    assert due.at is not None
    assert HANS.due(due.at) == "2028年1月8日 24:00"
    assert due.at.weekday() == 6, "Saturday, 24:00"
    assert office.one('SELECT "due_at" FROM "header" WHERE "id" = ?', record) == "2028-01-09T00:00"

    # December's summary is approved on 01-05: open at the month's end, and on time by that cut-off (9.4 no. 12).
    assert duty(office, chen, "2028-01-05").period_first == on("12-01")
    december = office.save("complaint_summary", su, month=on("12-01"))
    office.step(december, "submit", su, measures_text="异常读数复核后出账")
    office.step(december, "approve", chen)
    (case,) = office.values(december)["cases"]
    assert (case["number"], case["part"], case["timeliness"]) == ("TS-2027-0001", "received", "on_time")
    assert case["open_at_end"] is True, "listed as open at the month's end"
    assert figure(office, december, "F-05")[:2] == (1, 1)

    # The original to the archivist, a copy here, then to QC.
    over = {"handed_over_at": on("01-07", 2028), "handed_to": "孙丽"}
    office.clock.set("2028-01-07 10:00")
    assert office.refused(record, "hand_over", su, **over) == {"original_letter_at", "copy_in_office"}
    office.change(letter, su, original_to_archivist_on=on("01-06", 2028))
    office.step(record, "hand_over", su, copy_in_office=True, **over)
    assert office.read(zhou).owed() == [hit for hit in office.read(zhou).owed() if hit.id != record]

    # January's summary lists it as handled in January.
    office.clock.set("2028-02-03 09:00")
    january = office.save("complaint_summary", su, month=on("01-01", 2028))
    office.step(january, "submit", su, measures_text="无新增")
    office.step(january, "approve", chen)
    (case,) = office.values(january)["cases"]
    assert (case["number"], case["part"], case["handled_on"]) == (
        "TS-2027-0001",
        "older_handled",
        on("01-04", 2028),
    )
