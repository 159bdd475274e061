"""Every field kind keeps a value through its plain form, through JSON and through typing."""

from __future__ import annotations

import datetime
import inspect
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk import fields
from custdesk.errors import Unreadable
from custdesk.fields import Kind, Options, Showing
from custdesk.language import LANGUAGES, N_, Text, Words
from custdesk.records.complaint import DEPARTMENTS, SATISFIED
from custdesk.rules.periods import quarter_of

NOW = datetime.datetime(2027, 4, 16, 18, 50)
LABEL = N_("Content")
OPTIONS = Options(
    yes=N_("Satisfied"), no=N_("Not quite satisfied"), other=N_("Other (handled by the office itself)")
)
MINUTES = st.datetimes(datetime.datetime(1950, 1, 1), datetime.datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)
DAYS = st.dates(datetime.date(1950, 1, 1), datetime.date(2099, 12, 31))
WORDS_TYPED = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), min_size=1, max_size=12)
LINES = st.lists(WORDS_TYPED, min_size=1, max_size=3).map("\n".join)
SENTENCES = st.one_of(st.integers(0, 99), WORDS_TYPED, MINUTES, DAYS, st.just(N_("Yes")))
PHONES = st.from_regex(r"1[3-9][0-9]{9}|[0-9]{3,4}-[0-9]{7,8}|8812-0000-12", fullmatch=True)


def some_of(options: Options) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(list(options)), min_size=1).map(
        lambda chosen: tuple(code for code in options if code in chosen)
    )


#: each kind with values it may hold; whether typing brings a value back
KINDS: dict[type[Kind], tuple[Kind, st.SearchStrategy[Any], bool]] = {
    fields.ShortText: (fields.ShortText(LABEL), WORDS_TYPED, True),
    fields.Note: (fields.Note(LABEL), LINES, True),
    fields.Phone: (fields.Phone(LABEL), PHONES, True),
    fields.Moment: (fields.Moment(LABEL), MINUTES, True),
    fields.Due: (
        fields.Due(LABEL),
        MINUTES | DAYS.map(lambda d: datetime.datetime.combine(d, datetime.time())),
        True,
    ),
    fields.Day: (fields.Day(LABEL), DAYS, True),
    fields.Span: (fields.Span(LABEL, "quarter"), DAYS.map(lambda day: quarter_of(day).first), True),
    fields.Number: (fields.Number(LABEL), st.integers(-(10**14), 10**14), True),
    fields.Money: (fields.Money(LABEL), st.integers(-(10**13), 10**13), True),
    fields.YesNo: (fields.YesNo(LABEL), st.booleans(), True),
    fields.Choice: (fields.Choice(LABEL, OPTIONS), st.sampled_from(list(OPTIONS)), True),
    fields.Choices: (fields.Choices(LABEL, OPTIONS), some_of(OPTIONS), True),
    fields.Link: (fields.Link(LABEL, "unit", free=True), WORDS_TYPED | st.integers(1, 10**6), True),
    fields.Said: (
        fields.Said(LABEL),
        st.dictionaries(st.sampled_from(["due", "who"]), SENTENCES).map(
            lambda values: Text("{days} days from receipt", None, tuple(values.items()))
        ),
        False,  # computed, never typed
    ),
}
EACH = pytest.mark.parametrize("kind", list(KINDS), ids=lambda kind: kind.__name__)


def test_no_kind_is_forgotten():
    storage = {Kind, fields.Line_}
    declared = {
        thing for _name, thing in inspect.getmembers(fields, inspect.isclass) if issubclass(thing, Kind)
    } - storage  # fmt: skip
    assert declared == set(KINDS)


@EACH
@given(data=st.data())
def test_plain_and_json_bring_the_value_back(kind: type[Kind], data: st.DataObject):
    thing, values, _typed = KINDS[kind]
    value = data.draw(values)
    plain = thing.plain(value)
    assert thing.value(plain) == value
    assert thing.value(json.loads(json.dumps(plain, ensure_ascii=False))) == value
    assert thing.python_value(thing.db_value(value)) == value
    assert thing.db_value(None) is thing.python_value(None) is None


@EACH
@given(data=st.data(), language=st.sampled_from(LANGUAGES))
def test_what_is_shown_for_editing_is_read_as_the_same_value(
    kind: type[Kind], data: st.DataObject, language: str
):
    thing, values, typed = KINDS[kind]
    if not typed:
        return
    value = data.draw(values.filter(lambda one: not isinstance(one, int) or kind is not fields.Link))
    words = Words(language)
    assert thing.read(thing.edit(value, Showing(words)), NOW, words) == value


@EACH
@given(language=st.sampled_from(LANGUAGES))
def test_nothing_typed_is_no_value_and_no_value_shows_as_nothing(kind: type[Kind], language: str):
    thing, _values, typed = KINDS[kind]
    words = Words(language)
    assert thing.show(None, Showing(words)) == thing.edit(None, Showing(words)) == ""
    if typed:
        assert thing.read("  ", NOW, words) is None


@EACH
@given(text=st.text(st.characters(exclude_categories=["Cs"]), max_size=10))
def test_whatever_is_typed_is_read_or_said_to_be_unreadable(kind: type[Kind], text: str):
    thing, _values, typed = KINDS[kind]
    if not typed:
        return
    try:
        value = thing.read(text, NOW, Words("zh_Hans"))
    except Unreadable:
        return
    assert value is None or thing.value(thing.plain(value)) == value


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("options", [DEPARTMENTS, SATISFIED])
def test_every_answer_is_read_by_code_label_and_place(options: Options, language: str):
    kind, words = fields.Choice(LABEL, options), Words(language)
    for place, (code, label) in enumerate(options.items(), 1):
        assert {kind.read(said, NOW, words) for said in (code, words(label), str(place))} == {code}


def test_several_answers_may_be_parted_in_any_way():
    kind, words = fields.Choices(LABEL, DEPARTMENTS), Words("en")
    for said in ("QC finance", "finance、QC", "2,4", "Finance department; Quality department"):
        assert kind.read(said, NOW, words) == ("QC", "finance"), said


@pytest.mark.parametrize(
    ("kind", "value", "right"),
    [
        (fields.Choice(LABEL, OPTIONS), "maybe", False), (fields.Choices(LABEL, OPTIONS), ("yes", "maybe"), False),
        (fields.Choices(LABEL, OPTIONS), (), True), (fields.Choices(LABEL, OPTIONS), ("yes",), True),
        (fields.Link(LABEL, "unit"), "3-1202", False), (fields.Link(LABEL, "unit", free=True), "隔壁", True),
        (fields.Moment(LABEL, future=False), NOW, True),
        (fields.Moment(LABEL, future=False), NOW + datetime.timedelta(minutes=1), False),
        (fields.Day(LABEL, future=False), NOW.date(), True),
        (fields.Day(LABEL, future=False), NOW.date() + datetime.timedelta(days=1), False),
        (fields.ShortText(LABEL, required=True), None, False),
        (fields.YesNo(LABEL, required=True), False, True),
    ],
)  # fmt: skip
def test_a_kind_checks_a_value_by_itself(kind: Kind, value: object, right: bool):
    kind.name = "field"
    assert {problem.field for problem in kind.check(value, NOW)} == (set() if right else {"field"})


def test_a_required_yes_no_starts_as_no():
    assert fields.YesNo(LABEL, required=True).preset is False
    assert fields.YesNo(LABEL).preset is None


@pytest.mark.parametrize(
    ("fen", "shown"),
    [(0, "0.00"), (5, "0.05"), (-5, "-0.05"), (17320000, "173,200.00"), (-120050, "-1,200.50")],
)
def test_trap_money_is_whole_fen(fen: int, shown: str):
    assert fields.Money(LABEL).show(fen, Showing(Words("zh_Hans"))) == shown


def test_a_due_day_is_shown_and_read_as_its_24_00():
    due = fields.Due(LABEL)
    assert due.read("4-19", NOW, Words("zh_Hans")) == datetime.datetime(2027, 4, 20)
    assert due.show(datetime.datetime(2027, 4, 20), Showing(Words("zh_Hans"))) == "2027年4月19日 24:00"
