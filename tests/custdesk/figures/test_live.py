"""Live figures of a month and the records they open: F-01 to F-10 and F-25 to F-27; the same as the summary's."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.figures import live
from custdesk.language import Words
from custdesk.rules.periods import month_of
from tests.desk_repairs import answers, order
from tests.desk_summary import figure, take
from tests.desks import Office, on

HANS = Words("zh_Hans")
MARCH = month_of(on("03-01"))


@pytest.fixture
def march(office: Office) -> Office:
    """Three valid complaints of March, one late, one open; one not valid; a hidden one; the clock on 2 April."""
    take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00")
    take(office, "2027-03-15 09:00", "handled", "2027-03-25 10:00")
    take(office, "2027-03-31 23:50", "handling")
    office.clock.set("2027-03-20 09:00")
    wrong = office.complaint("registered", office.su, validity="not_valid", explanation="不属管理处职责")
    office.step(wrong, "explain", office.su)
    office.complaint(
        "accepted", office.su, against_director=True, nature="major", category="compensation_or_director",
        handler_kind="supervising_leader", lead_department="supervising_leader",
    )  # fmt: skip
    office.clock.set("2027-04-02 09:00")
    return office


def figures(office: Office, user=None) -> dict[str, live.Live]:
    return {one.code: one for one in live.month(Desk(office.store, user or office.chen), MARCH)}


@pytest.mark.rule("F-27")
def test_live_figures_are_those_the_summary_keeps(march: Office):
    found = figures(march)
    summary = march.save("complaint_summary", march.su)
    for line in (*march.values(summary)["figures"], *march.values(summary)["inside"]):
        one = found[line["figure"]]
        assert (one.share.part, len(one.share.apart)) == (line["part"], line.get("apart", 0)), line["figure"]
        assert not one.rate or (one.share.whole, one.share.percent) == (line["whole"], line["percent"])
    assert found["F-05"].shown == "50.0 % (1/2)"
    assert HANS(found["F-05"].apart) == "2 未到期待处理"
    assert figure(march, summary, "F-05") == (1, 2, "50.0", 2)


def test_a_figure_opens_the_records_it_counts_but_no_hidden_one(march: Office):
    received = figures(march)["F-01.received"]
    assert received.share.part == 5  # counted as a number
    assert len(received.opens(Desk(march.store, march.su))) == 5
    assert len(received.opens(Desk(march.store, march.chen))) == 4
    late = figures(march)["F-05"].opens(Desk(march.store, march.su), "rest")
    assert [hit.number for hit in late] == ["TS-2027-0002"]
    assert figures(march)["F-27"].opens(Desk(march.store, march.su), "apart") == []


def test_every_figure_has_a_name_and_a_nil_month_dashes(office: Office):
    desk = Desk(office.store, office.su)
    found = live.month(desk, MARCH)
    assert [one.code for one in found if one.form == "complaint"] == [
        "F-01.received", "F-01.valid", "F-01.not_valid", "F-02", "F-03", "F-04", "F-05", "F-06", "F-27", "F-07",
    ]  # fmt: skip
    for one in found:
        assert HANS(one.label) != one.label.msgid
        assert one.shown == ("–" if one.rate else "0")
    assert {one.code for one in found if one.form == "repair_order"} == {
        "F-08",
        "F-09",
        "F-10",
        "F-25",
        "F-26",
    }


@pytest.mark.rule("R-063")
def test_f07_remembers_a_handling_that_was_reopened(march: Office):
    done = figures(march)["F-07"]
    first = march.sql("SELECT id FROM complaint ORDER BY id LIMIT 1")[0][0]
    assert done.share.members == (first,)
    march.step(first, "reopen", march.zhou, reason="又犯")
    again = figures(march)["F-07"]
    assert (again.share.part, again.share.whole) == (0, 2)
    assert march.values(first)["handled_before"] is not None


@pytest.mark.rule("F-08")
@pytest.mark.rule("F-09")
@pytest.mark.rule("F-10")
@pytest.mark.rule("F-25")
@pytest.mark.rule("F-26")
def test_live_repair_figures_of_the_march_of_s01(office: Office):
    """An order called back with a defect, its rework, an order without callback, one that is late and undone."""
    office.clock.set("2027-03-08 20:15")
    parent = order(office, "finished")
    late = order(office, "working")
    office.clock.set("2027-03-11 10:05")
    reached = next(
        row[0]
        for row in office.sql('SELECT id FROM service_callback WHERE "subject" = ? ORDER BY id', parent)
    )
    office.step(reached, "done", office.su, **answers(office, defect_found=True))
    assert office.values(parent)["state"] == "rework_pending"
    office.clock.set("2027-03-20 09:00")
    quiet = order(office, "finished", service_kind="housekeeping")
    office.clock.set("2027-04-02 09:00")
    found = figures(office)
    assert found["F-08"].share.members == (parent, quiet)
    assert late in found["F-08"].share.rest
    assert (found["F-09"].share.members, found["F-09"].share.rest) == ((quiet,), (parent,))
    assert (found["F-25"].share.members, found["F-25"].share.rest) == ((parent,), (quiet,))
    assert (found["F-10"].share.members, found["F-10"].share.rest) == ((parent,), (quiet,))
    assert found["F-26"].shown == "0.0 % (0/2)"
