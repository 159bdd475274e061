"""R-029, R-046, R-047 and R-048: what is passed on and told, and by when."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import news
from custdesk.settings import Settings

DEFAULT = Settings()
TIMED = Settings({"first_reply_hours": 2, "solution_hours": 24})
NOW = at(2027, 4, 17, 9)


def complaint(**values: object) -> dict[str, object]:
    return {"received_at": at(2027, 4, 16, 18, 30), "validity": "valid", "nature": "general", **values}


def told(*moments):
    return tuple({"at": moment, "by": 1, "way": "phone", "text": "进展"} for moment in moments)


def fields(problems, *, grave=None):
    return [problem.field for problem in problems if grave is None or problem.grave is grave]


@pytest.mark.rule("R-029")
@pytest.mark.scenario("S-02")
def test_passing_on_is_counted_from_the_first_hearing():
    s02 = complaint(passed_to_office_at=at(2027, 4, 16, 18, 50))
    assert news.pass_on_delay(s02) == 20
    assert news.pass_on_problems(s02, DEFAULT) == []
    midnight = complaint(received_at=at(2027, 4, 16, 23, 50), passed_to_office_at=at(2027, 4, 17, 0, 10))
    assert news.pass_on_delay(midnight) == 20
    assert news.pass_on_delay(complaint()) is None


@pytest.mark.rule("R-029")
def test_an_hour_is_not_late_a_minute_more_is():
    assert news.pass_on_problems(complaint(passed_to_office_at=at(2027, 4, 16, 19, 30)), DEFAULT) == []
    late = news.pass_on_problems(complaint(passed_to_office_at=at(2027, 4, 16, 19, 31)), DEFAULT)
    assert fields(late, grave=False) == ["passed_to_office_at"]
    before = news.pass_on_problems(complaint(passed_to_office_at=at(2027, 4, 16, 18, 29)), DEFAULT)
    assert fields(before, grave=True) == ["passed_to_office_at"]


@pytest.mark.rule("R-046")
def test_the_hour_timers_are_off_by_default():
    assert news.first_reply_due(complaint(), DEFAULT) is None
    assert news.solution_due(complaint(), DEFAULT) is None
    assert news.timer_problems(complaint(), DEFAULT, at(2027, 6, 1)) == []


@pytest.mark.rule("R-046")
def test_the_hour_timers_run_through_the_night():
    assert news.first_reply_due(complaint(), TIMED) == at(2027, 4, 16, 20, 30)
    assert news.solution_due(complaint(), TIMED) == at(2027, 4, 17, 18, 30)
    assert news.timer_problems(complaint(), TIMED, at(2027, 4, 16, 20, 30)) == []
    assert len(news.timer_problems(complaint(), TIMED, at(2027, 4, 16, 20, 31))) == 1
    assert len(news.timer_problems(complaint(), TIMED, at(2027, 4, 17, 18, 31))) == 2
    replied = complaint(progress=told(at(2027, 4, 16, 19)))
    assert len(news.timer_problems(replied, TIMED, at(2027, 4, 17, 18, 31))) == 1
    twice = complaint(progress=told(at(2027, 4, 16, 19), at(2027, 4, 17, 18)))
    assert news.timer_problems(twice, TIMED, at(2027, 6, 1)) == []
    solved = replied | {"handled_at": at(2027, 4, 17, 12)}
    assert news.timer_problems(solved, TIMED, at(2027, 6, 1)) == []
    only_news = Settings({"solution_hours": 24})
    assert news.timer_problems(replied, only_news, at(2027, 6, 1)) == []


@pytest.mark.rule("R-047")
def test_the_handling_time_is_told_by_severity():
    assert news.told_limit(complaint(), DEFAULT) == at(2027, 4, 17, 18, 30)
    assert news.told_limit(complaint(nature="major"), DEFAULT) == at(2027, 4, 16, 22, 30)
    good = complaint(told_handling_time=at(2027, 4, 20), told_at=at(2027, 4, 16, 19), told_by=2)
    assert news.told_time_problems(good, at(2027, 4, 20), DEFAULT, NOW) == []


@pytest.mark.rule("R-047")
def test_the_told_time_may_not_be_later_than_the_due_one():
    values = complaint(told_handling_time=at(2027, 4, 21), told_at=at(2027, 4, 16, 19), told_by=2)
    assert fields(news.told_time_problems(values, at(2027, 4, 20), DEFAULT, NOW), grave=True) == [
        "told_handling_time"
    ]
    day = values | {"told_handling_time": date(2027, 4, 19)}
    assert news.told_time_problems(day, at(2027, 4, 20), DEFAULT, NOW) == []


@pytest.mark.rule("R-047")
def test_what_was_not_told_is_named():
    due = at(2027, 4, 20)
    assert fields(news.told_time_problems(complaint(), due, DEFAULT, NOW), grave=False) == [
        "told_handling_time",
        "told_at",
        "told_by",
    ]
    assert len(news.told_time_problems(complaint(), due, DEFAULT, at(2027, 4, 17, 18, 31))) == 4
    assert news.told_time_problems(complaint(nature="major"), None, DEFAULT, at(2027, 5, 1)) == []
    assert news.told_time_problems(complaint(anonymous=True), due, DEFAULT, at(2027, 5, 1)) == []


@pytest.mark.rule("R-048")
def test_news_is_due_every_two_days():
    assert news.progress_due(complaint(), DEFAULT) == at(2027, 4, 19)
    spoken = complaint(progress=told(at(2027, 4, 17, 9), at(2027, 4, 18, 9)))
    assert news.progress_due(spoken, DEFAULT) == at(2027, 4, 21)
    assert news.last_news(spoken) == at(2027, 4, 18, 9)
    assert news.news_age(spoken, at(2027, 4, 20, 8)) == 2
    assert news.last_news({}) is None
    assert news.news_age({}, NOW) is None


@pytest.mark.rule("R-048")
def test_reopening_starts_the_news_anew():
    spoken = complaint(progress=told(at(2027, 4, 18, 9)), reopened_at=at(2027, 5, 3, 9))
    assert news.progress_due(spoken, DEFAULT) == at(2027, 5, 6)


@pytest.mark.rule("R-048")
@pytest.mark.parametrize(
    ("values", "settings"),
    [
        (complaint(anonymous=True), DEFAULT),
        (complaint(handled_at=at(2027, 4, 17)), DEFAULT),
        (complaint(validity="not_valid"), DEFAULT),
        (complaint(), Settings({"progress_days": 0})),
    ],
)
def test_no_news_is_due_to_nobody_or_after_the_end(values, settings):
    assert news.progress_due(values, settings) is None
