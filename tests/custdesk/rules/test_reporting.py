"""R-012, R-025 and R-027."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import reporting
from custdesk.settings import Settings

SINCE = at(2027, 7, 2, 9)
MAJOR = {"nature": "major"}
SHEET = {"kind": "company_information", "approved_on": date(2027, 7, 2)}


def fields(problems):
    return [problem.field for problem in problems]


@pytest.mark.rule("R-025")
def test_printing_without_the_hotlines_is_warned_of():
    found = reporting.hotline_problems(Settings())
    assert fields(found) == ["company_complaint_hotline", "office_complaint_hotline"]
    assert not any(problem.grave for problem in found)
    one = Settings({"company_complaint_hotline": "8812-1111"})
    assert fields(reporting.hotline_problems(one)) == ["office_complaint_hotline"]
    assert reporting.hotline_problems(one.having("office_complaint_hotline", "8812-2222")) == []


@pytest.mark.rule("R-025")
def test_the_caller_is_told_the_hotline():
    found = reporting.hotline_told_problems({})
    assert [(problem.field, problem.grave) for problem in found] == [("hotline_told", False)]
    assert reporting.hotline_told_problems({"hotline_told": True}) == []
    assert reporting.hotline_told_problems({"anonymous": True}) == []


@pytest.mark.rule("R-027")
def test_the_company_hears_of_a_major_complaint_the_same_day():
    assert reporting.company_told_due(SINCE) == at(2027, 7, 3)
    assert reporting.company_told_due(None) is None
    (today,) = reporting.company_told_problems(MAJOR, (), SINCE, at(2027, 7, 2, 23, 59))
    (overdue,) = reporting.company_told_problems(MAJOR, (), SINCE, at(2027, 7, 3))
    assert today.text != overdue.text
    assert (today.field, today.grave) == ("papers", False)
    assert reporting.company_told_problems(MAJOR, (SHEET,), SINCE, at(2027, 8, 1)) == []
    (late,) = reporting.company_told_problems(
        MAJOR, (SHEET | {"approved_on": date(2027, 7, 3)},), SINCE, at(2027, 8, 1)
    )
    assert dict(late.text.values) == {"day": date(2027, 7, 3)}
    assert (
        reporting.company_told_problems(MAJOR, ({"kind": "company_information"},), SINCE, at(2027, 8, 1))
        == []
    )
    assert reporting.company_told_problems({"nature": "general"}, (), SINCE, at(2027, 8, 1)) == []


@pytest.mark.rule("R-027")
def test_a_complaint_is_major_since_its_receipt_or_since_it_was_found_so():
    received, now = at(2027, 7, 2, 9), at(2027, 7, 5, 16)
    general, major = {"nature": "general", "received_at": received}, {**MAJOR, "received_at": received}
    assert reporting.major_since(general, {}, now) is None
    assert reporting.major_since(major, {}, now) == received
    assert reporting.major_since(major, {}, received) == received
    assert reporting.major_since(major, general, now) == now
    since = {**major, "major_since": now}
    assert reporting.major_since(major, since, at(2027, 7, 9)) == now
    assert reporting.major_since(major, major, now) == received, "one kept before there was such a day"
    assert reporting.major_since(general, since, at(2027, 7, 9)) is None
    assert reporting.major_since(major, general, at(2027, 7, 10)) == at(2027, 7, 10), (
        "it counts from the last time"
    )
    assert reporting.major_since(since, general, at(2027, 7, 10)) == now, "taken back, its own day comes back"


@pytest.mark.rule("R-027")
def test_what_became_major_is_news_once():
    general, major = {"nature": "general", "state": "handling"}, {**MAJOR, "state": "handling"}
    assert reporting.became_major(major, {})
    assert reporting.became_major(major, general)
    assert not reporting.became_major(major, major)
    assert not reporting.became_major(general, {})
    assert not reporting.became_major(major | {"validity": "not_valid"}, {})
    assert reporting.became_major(major, major | {"state": "explained", "validity": "not_valid"})
    for state in ("old_register", "voided", "explained"):
        assert not reporting.became_major(major | {"state": state}, {})


@pytest.mark.rule("R-027")
def test_an_information_names_whom_and_when_and_is_not_older_than_its_matter():
    sent = {"to": "信息管理员", "sent_at": SINCE, "arisen_at": SINCE}
    assert reporting.sending_problems(sent) == []
    assert fields(reporting.sending_problems({})) == ["to", "sent_at"]
    assert reporting.sent_early_problems(sent) == []
    assert fields(reporting.sent_early_problems(sent | {"sent_at": at(2027, 7, 2, 8, 59)})) == ["sent_at"]


@pytest.mark.rule("R-012")
@pytest.mark.parametrize(
    ("project", "single", "brief"),
    [
        ("residential", False, False),
        ("residential", True, False),
        ("office_building", True, True),
        ("other_non_residential", True, True),
        ("office_building", False, False),
    ],
)
def test_the_type_of_project_switches_report_and_brief(project, single, brief):
    settings = Settings({"project_type": project, "single_large_owner": single})
    assert reporting.brief_applies(settings) is brief
    assert reporting.quarterly_report_applies(settings) is not brief
    assert reporting.why_report(settings).msgid.startswith("Monthly brief" if brief else "Quarterly report")
