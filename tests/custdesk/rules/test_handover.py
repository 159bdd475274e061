"""R-054, R-055 and R-061: what follows the handling, and by when."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import handover
from custdesk.settings import Settings

DEFAULT = Settings()
ROUTED_ONLY = Settings({"handover_scope": "company_routed"})
FROM_HANDLED = Settings({"handover_clock": "handled"})


def complaint(**values: object) -> dict[str, object]:
    return {"validity": "valid", "nature": "general", "handler_kind": "office_itself", **values}


@pytest.mark.rule("R-055")
@pytest.mark.parametrize(
    ("closed", "due"),
    [
        (date(2027, 12, 30), at(2028, 1, 3)),
        (at(2027, 4, 19, 16), at(2027, 4, 23)),
        (date(2027, 3, 12), at(2027, 3, 16)),
        (date(2028, 1, 5), at(2028, 1, 9)),
    ],
)
def test_records_go_to_qc_within_three_days(closed, due):
    assert handover.handover_due(complaint(closed_at=closed), DEFAULT).at == due


@pytest.mark.rule("R-055")
def test_a_weekend_hand_over_is_reminded_before():
    assert handover.handover_due(complaint(closed_at=date(2027, 7, 21)), DEFAULT).remind == date(2027, 7, 23)
    assert handover.handover_due(complaint(), DEFAULT).at is None


@pytest.mark.rule("R-055")
def test_scope_and_clock_are_settings():
    office = complaint(closed_at=date(2027, 4, 19), handled_at=at(2027, 4, 17, 9))
    assert handover.handover_due(office, ROUTED_ONLY).at is None
    assert not handover.handover_needed(office, ROUTED_ONLY)
    routed = office | {"handler_kind": "QC"}
    assert handover.handover_due(routed, ROUTED_ONLY).at == at(2027, 4, 23)
    assert handover.handover_needed(routed, ROUTED_ONLY)
    assert handover.handover_due(office, FROM_HANDLED).at == at(2027, 4, 21)
    assert handover.handover_due(complaint(handled_at=at(2027, 4, 17)), FROM_HANDLED).at == at(2027, 4, 21)


@pytest.mark.rule("R-055")
def test_after_a_reopening_it_is_handed_over_again():
    values = complaint(closed_at=date(2027, 4, 19))
    assert handover.handover_needed(values, DEFAULT)
    assert not handover.handover_needed(values | {"handed_over_at": date(2027, 4, 19)}, DEFAULT)
    assert handover.handover_needed(values | {"handed_over_at": date(2027, 4, 18)}, DEFAULT)
    assert not handover.handover_needed(complaint(), DEFAULT)


@pytest.mark.rule("R-055")
def test_handled_but_not_closed_is_listed_after_three_days():
    values = complaint(handled_at=at(2027, 4, 16, 9))
    assert not handover.lingers_handled(values, DEFAULT, at(2027, 4, 19, 23, 59))
    assert handover.lingers_handled(values, DEFAULT, at(2027, 4, 20))
    assert not handover.lingers_handled(values | {"closed_at": date(2027, 4, 25)}, DEFAULT, at(2027, 5, 1))
    assert not handover.lingers_handled(complaint(), DEFAULT, at(2027, 5, 1))


@pytest.mark.rule("R-054")
def test_a_major_complaint_is_announced_a_week_after_its_report():
    values = complaint(nature="major")
    papers = (
        {"kind": "preventive_report", "approved_on": date(2027, 7, 25)},
        {"kind": "corrective_report", "approved_on": date(2027, 7, 21)},
    )
    found = handover.announcement_due(values, papers, DEFAULT)
    assert (found.at, found.remind) == (at(2027, 7, 29), date(2027, 7, 28))
    assert handover.announcement_due(values, papers[:1], DEFAULT).at is None
    assert handover.announcement_due(complaint(), papers, DEFAULT).at is None
    assert handover.announcement_due(values, papers, Settings({"announce_major": False})).at is None


@pytest.mark.rule("R-054")
def test_the_announcement_is_owed_until_it_is_made():
    values = complaint(nature="major", announce_due=at(2027, 7, 29))
    for state in ("handled", "closed", "handed_over", "verified"):
        assert handover.announcement_owed(state, values) == at(2027, 7, 29)
    assert handover.announcement_owed("voided", values) is None
    assert handover.announcement_owed("closed", values | {"company_announced_at": date(2027, 7, 25)}) is None
    assert handover.announcement_owed("closed", complaint()) is None


@pytest.mark.rule("R-061")
def test_a_stuck_complaint_suggests_a_review_and_never_forces_it():
    due = at(2027, 4, 20)
    assert handover.review_suggested(complaint(), due, at(2027, 4, 22, 9), DEFAULT) == []
    found = handover.review_suggested(complaint(), due, at(2027, 4, 23), DEFAULT)
    assert [(problem.rule, problem.grave) for problem in found] == [("R-061", False)]
    assert (
        handover.review_suggested(complaint(handled_at=at(2027, 4, 25)), due, at(2027, 5, 1), DEFAULT) == []
    )
    assert handover.review_suggested(complaint(), None, at(2027, 5, 1), DEFAULT) == []
    assert handover.review_suggested(complaint(), None, at(2027, 4, 18), DEFAULT, unclear=True)
    major = handover.review_suggested(complaint(nature="major"), due, at(2027, 5, 1), DEFAULT)
    assert "general manager" in major[0].text.msgid
