"""R-057 and R-058: month, contents, steps, figures and what is posted; 9.4 no. 9 and 12, R-011, R-064."""

from __future__ import annotations

import datetime
from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import summary
from custdesk.rules.periods import month_of
from custdesk.rules.shares import Share
from custdesk.settings import Settings
from tests.custdesk.rules.test_complaint_figures import closed, complaint, handled

DEFAULT, NO_COPY = Settings(), Settings({"copy_summary_to_qc": False})
FEBRUARY, DECEMBER = month_of(date(2028, 2, 1)), month_of(date(2027, 12, 1))
NOW = at(2028, 3, 3, 9, 30)


def said(problems) -> set[str]:
    return {problem.field for problem in problems}


# -- due -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-057")
@pytest.mark.parametrize(
    ("month", "settings", "due"),
    [
        (FEBRUARY, DEFAULT, at(2028, 3, 6)),
        (DECEMBER, DEFAULT, at(2028, 1, 6)),  # December's is due on 5 January
        (FEBRUARY, Settings({"complaint_summary_day": 8}), at(2028, 3, 9)),
        (FEBRUARY, Settings({"deadline_day_included": False}), at(2028, 3, 5)),
        (FEBRUARY, Settings({"holiday_shift": "previous"}), at(2028, 3, 4)),
    ],
)
def test_a_summary_is_due_on_the_5th_of_the_next_month(month, settings, due):
    assert summary.due(month, settings) == due


@pytest.mark.rule("R-058")
def test_the_copy_is_due_with_the_publication():
    assert summary.copy_due({}, FEBRUARY, DEFAULT) == at(2028, 3, 6)
    assert summary.copy_due({"published_at": at(2028, 3, 3, 14)}, FEBRUARY, DEFAULT) == at(2028, 3, 4)
    assert summary.copy_wanted(DEFAULT) is True
    assert summary.copy_wanted(NO_COPY) is False


# -- contents --------------------------------------------------------------------------------------------


@pytest.mark.rule("R-057")
def test_the_event_date_decides_the_month():
    """Received on the 31st at 23:50 but typed on the 1st belongs to the month; 29 February counts in February."""
    january = month_of(date(2028, 1, 1))
    assert (
        summary.part_of(complaint(at(2028, 1, 31, 23, 50), created_at=at(2028, 2, 1, 0, 20)), january)
        == "received"
    )
    assert summary.part_of(complaint(at(2028, 2, 29, 23, 50)), FEBRUARY) == "received"
    assert summary.part_of(complaint(at(2028, 3, 1, 0, 0)), FEBRUARY) == ""
    assert summary.part_of(complaint(validity="not_valid", state="explained"), FEBRUARY) == "not_valid"
    assert summary.part_of(complaint(state="voided"), FEBRUARY) == ""


@pytest.mark.rule("R-057")
def test_older_ones_come_in_while_open_at_the_months_end_or_when_handled_in_it():
    """9.4 no. 9."""
    received = at(2028, 1, 20, 9)
    assert summary.part_of(complaint(received), FEBRUARY) == "older_open"
    assert summary.part_of(handled(at(2028, 3, 1, 0, 0), received_at=received), FEBRUARY) == "older_open"
    assert (
        summary.part_of(handled(at(2028, 2, 29, 23, 59), received_at=received), FEBRUARY) == "older_handled"
    )
    assert summary.part_of(handled(at(2028, 1, 31, 23, 59), received_at=received), FEBRUARY) == ""
    assert summary.part_of(complaint(received, validity="not_valid", state="explained"), FEBRUARY) == ""


@pytest.mark.rule("R-057")
def test_what_was_typed_after_the_last_summary_is_listed_in_this_one():
    cut_off = at(2028, 2, 4, 9)
    late = handled(at(2028, 1, 30, 9), received_at=at(2028, 1, 29, 9), created_at=at(2028, 2, 4, 10))
    assert summary.part_of(late, FEBRUARY, cut_off) == "added_late"
    assert summary.part_of({**late, "created_at": at(2028, 2, 4, 8)}, FEBRUARY, cut_off) == ""
    assert summary.part_of(late, FEBRUARY, None) == ""
    assert summary.part_of({**late, "received_at": at(2027, 12, 30, 9)}, FEBRUARY, cut_off) == ""


@pytest.mark.rule("R-057")
def test_contents_list_each_case_once_in_the_order_of_parts_and_receipts():
    older, second, first = (
        complaint(at(2028, 1, 3, 9)),
        complaint(at(2028, 2, 9, 9)),
        complaint(at(2028, 2, 2, 9)),
    )
    wrong = complaint(at(2028, 2, 1, 9), validity="not_valid")
    unclosed, done = handled(at(2028, 1, 5, 9), received_at=at(2028, 1, 4, 9)), closed(date(2028, 2, 20))
    found = summary.contents([second, older, wrong, first, first, unclosed, done], FEBRUARY, None)
    assert [(part, row["id"]) for part, row in found.listed] == [
        ("received", first["id"]), ("received", second["id"]), ("received", done["id"]), ("older_open", older["id"]),
        ("not_valid", wrong["id"]),
    ]  # fmt: skip
    assert [row["id"] for row in found.unclosed] == [unclosed["id"]]  # apart, in no part


@pytest.mark.rule("R-064")
def test_only_the_number_of_what_the_company_handles():
    assert summary.is_neutral(complaint()) is False
    assert summary.is_neutral(complaint(against_director=True)) is True
    assert summary.is_neutral(complaint(involves_compensation=True)) is True
    assert summary.is_neutral(complaint(category="compensation_or_director")) is True
    assert summary.is_neutral(complaint(visibility=",staff:7,")) is True
    assert summary.is_neutral(complaint(accused_staff=7)) is True


@pytest.mark.rule("F-05")
@pytest.mark.rule("R-057")
def test_a_carried_case_keeps_its_own_mark():
    """9.4 no. 12."""
    assert summary.timeliness(complaint(at(2028, 2, 29, 23, 50)), NOW) == "pending"
    assert summary.timeliness(complaint(), NOW) == "late"
    assert summary.timeliness(handled(at(2028, 2, 12, 9)), NOW) == "on_time"
    assert summary.timeliness(handled(at(2028, 2, 20, 9)), NOW) == "late"
    assert summary.timeliness(complaint(validity="not_valid"), NOW) == ""
    assert summary.timeliness(complaint(state="old_register"), NOW) == ""


def test_one_line_of_a_text():
    assert summary.one_line("卫生间\n顶板 漏水") == "卫生间 顶板 漏水"
    assert summary.one_line("漏" * 80) == "漏" * 59 + "…"
    assert summary.one_line("漏" * 60) == "漏" * 60
    assert summary.one_line(None) is None


# -- figures ---------------------------------------------------------------------------------------------


@pytest.mark.rule("F-27")
@pytest.mark.rule("R-057")
def test_the_figures_of_a_month_and_those_of_a_nil_month():
    rows = [handled(at(2028, 2, 12, 9)), complaint(at(2028, 2, 29, 23, 50)), complaint(validity="not_valid")]
    found = {one.code: one for one in summary.figures_of(rows, FEBRUARY, NOW, DEFAULT)}
    assert list(found) == [
        "F-01.received",
        "F-01.valid",
        "F-01.not_valid",
        "F-02",
        "F-03",
        "F-04",
        "F-05",
        "F-06",
        "F-27",
    ]
    assert [found[f"F-01.{one}"].share.part for one in ("received", "valid", "not_valid")] == [3, 2, 1]
    assert (found["F-05"].share.shown, len(found["F-05"].share.apart)) == ("100.0 % (1/1)", 1)
    nil = summary.figures_of([], FEBRUARY, NOW, DEFAULT)
    assert {one.share.percent for one in nil if one.whole is not None} == {"–"}
    assert {one.share.part for one in nil} == {0}


@pytest.mark.rule("R-057")
def test_a_nil_month_says_so():
    assert summary.statement(0, 0).msgid.startswith("No complaint was received in this month, and none")
    assert dict(summary.statement(0, 2).values) == {"carried": 2}
    assert dict(summary.statement(14, 1).values) == {"received": 14, "carried": 1}


@pytest.mark.rule("R-057")
def test_the_measures_begin_with_those_of_the_cases():
    first, second = complaint(rectification="复查同户型", n="TS-1"), complaint(rectification=None, n="TS-2")
    secret = complaint(rectification="由领导处理", against_director=True, n="TS-3")
    listed = [("received", one) for one in (first, second, secret)]
    assert summary.measures(listed, lambda row: str(row["n"])) == "TS-1 复查同户型"
    assert summary.measures(listed[1:], lambda row: "") is None


@pytest.mark.rule("R-057")
def test_figures_that_changed_since_are_named():
    figures = (
        summary.Figure("F-05", Share((1, 2), (3,), (4,)), 3),
        summary.Figure("F-01.received", Share((1, 2))),
    )
    stored = [{"figure": "F-05", "part": 2, "whole": 3, "apart": 1}, {"figure": "F-01.received", "part": 2}]
    assert summary.differences(stored, figures) == []
    stored[0]["apart"] = 0
    stored[1]["part"] = 3
    assert summary.differences(stored, figures) == ["F-05", "F-01.received"]


# -- steps -----------------------------------------------------------------------------------------------

ALL_DATES = {
    "month": date(2028, 2, 1), "prepared_at": at(2028, 3, 2), "approved_at": at(2028, 3, 3, 9),
    "published_at": at(2028, 3, 3, 14), "copied_to_qc_at": at(2028, 3, 3, 15), "archived_at": at(2028, 3, 4, 9),
}  # fmt: skip


@pytest.mark.rule("R-057 R-058")
def test_approved_and_published_and_archived_with_the_copy():
    """9.2 no. 3: all of them, and the last of them is when it was done."""
    assert summary.done_at(ALL_DATES, DEFAULT) == at(2028, 3, 4, 9)
    assert summary.missing_step(ALL_DATES, DEFAULT) is None
    for name in ("prepared_at", "approved_at", "published_at", "copied_to_qc_at", "archived_at"):
        partly = {**ALL_DATES, "archived_at": None, name: None}
        assert summary.done_at(partly, DEFAULT) is None, name
        assert summary.missing_step(partly, DEFAULT) is not None, name
    assert summary.missing_step({**ALL_DATES, "copied_to_qc_at": None}, NO_COPY) is None
    assert summary.done_at({**ALL_DATES, "copied_to_qc_at": None}, NO_COPY) == at(2028, 3, 4, 9)


@pytest.mark.rule("R-057")
def test_overdue_if_any_step_is_missing_on_the_6th():
    partly = {**ALL_DATES, "archived_at": None}
    assert summary.is_overdue(partly, DEFAULT, at(2028, 3, 5, 23, 59)) is False
    assert summary.is_overdue(partly, DEFAULT, at(2028, 3, 6)) is True
    assert summary.is_overdue(ALL_DATES, DEFAULT, at(2028, 3, 6)) is False


@pytest.mark.rule("R-057")
def test_a_month_is_submitted_when_it_is_over_with_its_measures():
    cases = ({"number": "TS-2028-0001"},)
    full = {"month": date(2028, 2, 1), "cases": cases, "measures_text": "重新培训"}
    assert summary.submit_problems(full, NOW) == []
    assert said(summary.submit_problems(full, at(2028, 2, 29, 23, 59))) == {"month"}
    assert summary.submit_problems(full, at(2028, 3, 1, 0, 0)) == []
    assert said(summary.submit_problems({**full, "measures_text": None}, NOW)) == {"measures_text"}
    assert (
        summary.submit_problems({"month": date(2028, 2, 1), "cases": ()}, NOW) == []
    )  # a nil month needs none


@pytest.mark.rule("R-057")
def test_whoever_compiled_it_does_not_approve_it():
    values = {"month": date(2028, 2, 1), "prepared_by": 3}
    assert said(summary.approve_problems(values, 3, NOW)) == {"prepared_by"}
    assert summary.approve_problems(values, 4, NOW) == []
    assert summary.approve_problems({**values, "prepared_by": None}, None, NOW) == []
    assert said(summary.approve_problems(values, 4, at(2028, 2, 28))) == {"month"}


@pytest.mark.rule("R-057")
def test_it_is_published_after_its_approval_somewhere_and_not_ahead():
    approved = {"approved_at": at(2028, 3, 3, 9), "published_where": "宣传栏"}
    assert summary.publish_problems(approved, NOW) == []
    assert said(summary.publish_problems({**approved, "published_where": " "}, NOW)) == {"published_where"}
    assert said(summary.publish_problems({**approved, "published_at": at(2028, 3, 3, 8, 59)}, NOW)) == {
        "published_at"
    }
    assert summary.publish_problems({**approved, "published_at": at(2028, 3, 3, 9)}, NOW) == []
    assert said(summary.publish_problems({**approved, "published_at": at(2028, 3, 3, 9, 31)}, NOW)) == {
        "published_at"
    }


@pytest.mark.rule("R-057 R-058")
def test_it_is_archived_with_the_copy_to_qc():
    published = {"published_at": at(2028, 3, 3, 9)}
    assert said(summary.archive_problems(published, DEFAULT, NOW)) == {"copied_to_qc_at"}
    assert summary.archive_problems(published, NO_COPY, NOW) == []
    copied = {**published, "copied_to_qc_at": at(2028, 3, 3, 9, 10)}
    assert summary.archive_problems(copied, DEFAULT, NOW) == []
    early = {**copied, "copied_to_qc_at": at(2028, 3, 3, 8), "archived_at": at(2028, 3, 2, 9)}
    assert said(summary.archive_problems(early, DEFAULT, NOW)) == {"copied_to_qc_at", "archived_at"}
    ahead = {**copied, "archived_at": NOW + datetime.timedelta(minutes=1)}
    assert said(summary.archive_problems(ahead, DEFAULT, NOW)) == {"archived_at"}


@pytest.mark.rule("R-011")
def test_what_is_posted_names_nobody():
    cases = [{"complainant": "马先生", "phone": "13800050603", "unit": "5-0603"}]
    assert summary.public_problems({"measures_text": "重新培训保安"}, cases, ["王秀兰"]) == []
    for text in ("已向马先生道歉", "已回电13800050603", "5-0603已复查", "王秀兰 已签字"):
        assert said(summary.public_problems({"measures_text": text}, cases, ["王秀兰"])) == {
            "measures_text"
        }, text


@pytest.mark.rule("R-058")
def test_the_copy_lies_in_the_archive_so_it_comes_first():
    late_copy = {
        "published_at": at(2028, 3, 3, 9),
        "copied_to_qc_at": at(2028, 3, 3, 9, 20),
        "archived_at": at(2028, 3, 3, 9, 10),
    }
    assert said(summary.archive_problems(late_copy, DEFAULT, NOW)) == {"archived_at"}
    assert summary.archive_problems(late_copy, NO_COPY, NOW) == []
    same = {**late_copy, "archived_at": at(2028, 3, 3, 9, 20)}
    assert summary.archive_problems(same, DEFAULT, NOW) == []


@pytest.mark.rule("R-058")
def test_what_was_archived_without_a_copy_was_owed_none_then():
    """The setting switched on later makes no archived summary late; one not yet archived owes its copy."""
    old = {**ALL_DATES, "copied_to_qc_at": None}
    assert summary.was_owed_no_copy(old)
    assert summary.missing_step(old, DEFAULT) is None
    assert summary.done_at(old, DEFAULT) == at(2028, 3, 4, 9)
    for other in (ALL_DATES, {**old, "archived_at": None}):
        assert not summary.was_owed_no_copy(other)
    assert summary.missing_step({**old, "archived_at": None}, DEFAULT) is not None
