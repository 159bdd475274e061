"""Every registered form, with its titles, tabs and states, is a word of the search box, from the declarations alone."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import ALL, SHELVES
from custdesk.language import LANGUAGES, Words
from custdesk.office.finding import Sort, ask
from custdesk.office.folding import plain
from custdesk.record import VOIDED, AnyRecord
from custdesk.store.finding_words import labelled, vocabulary

EACH = pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
TODAY = datetime.date(2027, 4, 16)


@pytest.mark.parametrize("language", LANGUAGES)
@EACH
def test_a_form_is_asked_for_by_title_and_tab(record: AnyRecord, language: str):
    words = Words(language)
    for said in (words(record.form.tab), words(record.form.title), Words("zh_Hans")(record.form.title)):
        found = ask(said, vocabulary(language), TODAY)
        assert record.form.key in (found.forms or ()), said
        assert found.words == ()


@EACH
def test_each_state_of_a_form_is_asked_for_by_its_label(record: AnyRecord):
    meanings = vocabulary("zh_Hans").meanings
    for state, label in record.form.flow.states.items():
        meaning = meanings[plain(Words("zh_Hans")(label))]
        assert (record.form.key, state) in meaning.states, label


def test_open_closed_and_void_part_all_states():
    meanings = vocabulary("zh_Hans").meanings
    open_, closed, void = (meanings[said].states for said in ("未结", "已结", "作废"))
    every = {
        (one.form.key, state)
        for one in ALL
        for state in one.form.flow.states
        if not one.form.register or state == VOIDED
    }
    assert open_ | closed | void == every
    assert open_.isdisjoint(closed)
    assert void.isdisjoint(open_ | closed)
    for record in ALL:
        for state in record.form.flow.states:
            if not record.form.register and state != VOIDED:
                assert ((record.form.key, state) in open_) == record.form.is_open(state)


@pytest.mark.parametrize(
    ("said", "forms"),
    [
        ("投诉", {"complaint"}), ("值班", {"duty_log"}), ("投诉处理单", {"complaint"}), ("REC-03", {"complaint"}), ("复函", {"reply_letter"}),
        ("住户房屋", {"customer", "unit"}), ("維修派工", {"repair_order"}),
    ],
)  # fmt: skip
def test_short_names_numbers_and_shelves(said: str, forms: set[str]):
    assert ask(said, vocabulary("zh_Hans"), TODAY).forms == forms


def test_a_shelf_of_the_same_name_as_a_tab_means_the_tab():
    assert Words("zh_Hans")(SHELVES["complaints"]) == "投诉"
    assert vocabulary("zh_Hans").meanings["投诉"].forms == {"complaint"}


@pytest.mark.parametrize("said", ["ts", "wx", "gw", "林晓燕", "漏水", "维修", "回访"])
def test_initials_names_and_common_words_are_no_filters(said: str):
    assert ask(said, vocabulary("zh_Hans"), TODAY).chips == ()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sort", [Sort.FORM, Sort.STATE, Sort.WHEN])
def test_whatever_can_be_clicked_is_understood_when_typed(language: str, sort: Sort):
    offered = labelled(language, sort)
    assert len(offered) >= 5
    for _shown, word in offered:
        (chip,) = ask(word, vocabulary(language), TODAY).chips
        assert chip.sort is sort or (sort is Sort.STATE and chip.sort is Sort.DUE), word
