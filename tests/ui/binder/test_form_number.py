"""A form that takes over a handwritten sheet says so, and can let go of its number (R-008)."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

pytestmark = pytest.mark.rule("R-008")

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def number(office) -> str:
    numbers = office.store.reserve("complaint", "P-03", 2, office.lin)
    office.store.log_blanks(numbers, office.lin)
    return numbers[0]


@pytest.fixture
def form(desk, form_of, number):
    view = form_of("complaint")
    view.open_draft(desk.type_in_number(number))
    return view


def fill(form, office) -> None:
    form.draft.put("complainant", "马先生")
    form.draft.put("content", "停电时写下的投诉")


def test_the_head_names_the_sheet_and_the_save_takes_its_number(form, office, number):
    mark = form.head.number
    assert mark.isVisible()
    assert number in mark.said.text()
    fill(form, office)
    assert form.save()
    assert office.values(form.snapshot.id)["number"] == number
    assert number in form.title.text()
    assert not mark.isVisible()


def test_other_forms_show_nothing_of_it(form, desk, office):
    form.open_draft(desk.new("complaint"))
    assert not form.head.number.isVisible()
    form.open_record(office.complaint())
    assert not form.head.number.isVisible()


def test_a_key_lets_go_of_the_number_and_takes_it_again(form, office, number, keys):
    fill(form, office)
    keys.press(form, Qt.Key.Key_N, ALT)
    assert form.draft.number == ""
    assert f"{number} 仍待录入" in form.head.number.said.text()
    keys.press(form, Qt.Key.Key_N, ALT)
    assert form.draft.number == number
    keys.press(form, Qt.Key.Key_N, ALT)
    (kept,) = office.store.drafts.kept(office.lin.id)
    assert "number" not in kept.body  # after a crash too
    assert form.save()
    assert office.values(form.snapshot.id)["number"] == "TS-2027-0003"


def test_a_number_used_meanwhile_is_refused_with_the_way_out_and_every_word_stays(
    form, office, number, desk, keys
):
    fill(form, office)
    other = desk.type_in_number(number)
    other.put("complainant", "王秀兰")
    other.put("content", "同事已经录入")
    office.store.save(other, office.su)
    assert not form.save()
    assert f"{number} 已经录入" in form.problems.text()
    assert "换新编号" in form.problems.text()
    assert form.draft.values["content"] == "停电时写下的投诉"
    (kept,) = office.store.drafts.kept(office.lin.id)
    assert kept.body["number"] == number
    keys.press(form, Qt.Key.Key_N, ALT)
    assert not form.problems.isVisible()
    assert form.save()
    assert office.values(form.snapshot.id)["number"] == "TS-2027-0003"


def test_a_number_that_cannot_be_taken_is_said_before_anything_is_typed(form, office, number, desk):
    draft = desk.type_in_number(number)
    office.store.void_reserved([number], "没用上", office.su)
    form.open_draft(draft)
    mark = form.head.number
    assert mark.said.text() == f"{number} 已作废"
    assert mark.said.objectName() == "problems"


def test_a_form_with_a_number_is_no_matter_of_the_intake(desk, office):
    from ui.intake import IntakePanel

    numbers = office.store.reserve("duty_log", "P-01a", 1, office.lin)
    draft = desk.type_in_number(numbers[0])
    assert not IntakePanel.takes(draft)
    draft.number = ""
    assert IntakePanel.takes(draft)
