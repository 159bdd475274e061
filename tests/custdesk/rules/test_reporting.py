"""R-012, R-025, R-026 and R-027."""

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


@pytest.mark.rule("R-026")
def test_online_opinions_get_a_reply():
    assert fields(reporting.online_problems({"channel": "online", "caller_name": "网友123"})) == [
        "answer_given"
    ]
    assert reporting.online_problems({"channel": "online", "answer_given": "已回帖"}) == []
    assert reporting.online_problems({"channel": "phone"}) == []


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
