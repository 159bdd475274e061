"""Many forms made of one go into a menu, so that the steps keep their keys."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.desk_papers import against_the_manager, major, note
from ui.binder.actions import CreateButton, MakeButton, StepButton


def offered(view) -> list[str]:
    return [
        action.create.form for button in view.findChildren(MakeButton) if button.isVisible()
        for action in button.menu().actions()
    ]  # fmt: skip


def test_the_complaint_offers_its_papers_in_a_menu_and_the_steps_keep_their_keys(form_of, office, qtbot):
    view = form_of("complaint")
    view.open_record(major(office))
    assert view.findChildren(CreateButton) == []
    steps = [one for one in view.findChildren(StepButton) if one.isVisible()]
    assert steps[0].text().endswith("Alt+1")
    assert {"contact_note", "corrective_report", "preventive_report", "improvement_measure"} <= set(
        offered(view)
    )
    assert "reply_letter" not in offered(view)


def test_what_a_save_makes_possible_is_offered_at_once(form_of, office, qtbot):
    view = form_of("complaint")
    view.open_record(office.complaint("handling"))
    assert "reply_letter" not in offered(view)
    view.draft.put("is_letter", True)
    assert view.save()
    assert "reply_letter" in offered(view)


def test_a_paper_is_made_from_the_menu(form_of, office, desk, bus, qtbot):
    record = office.complaint("handling", content="楼道灯不亮")
    view = form_of("complaint")
    view.open_record(record)
    (button,) = [one for one in view.findChildren(MakeButton) if one.isVisible()]
    action = next(one for one in button.menu().actions() if one.create.form == "contact_note")
    with qtbot.waitSignal(bus.opened) as heard:
        action.trigger()
    assert (heard.args[0].values["about"], heard.args[0].values["content"]) == (record, "楼道灯不亮")
    assert button.focusPolicy() is not Qt.FocusPolicy.NoFocus


def test_a_paper_under_the_veil_says_so_and_not_over_whom(form_of, office):
    view = form_of("contact_note")
    view.open_record(note(office, against_the_manager(office)))
    said = view.sheet.cells["case_hidden"].editor.text()
    assert said == "领导决定前不对当事人显示"
