"""The manager changes the office's settings; others look."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialogButtonBox

from custdesk.desk import Desk
from custdesk.safekeeping import backup_places
from ui.office_settings import OfficeSettings

SAVE = QDialogButtonBox.StandardButton.Save


@pytest.fixture
def manager(office, dressed) -> Desk:
    return Desk(office.store, office.chen)


def test_the_manager_changes_what_differs(manager, shown, tmp_path):
    (tmp_path / "usb").mkdir()
    dialog = shown(OfficeSettings(manager))
    assert dialog.office.name.text() == "翠湖花园管理处"
    dialog.office.hotlines["duty_hotline"].setText("8812-0000")
    dialog.idle.setValue(3)
    dialog.second.setText(str(tmp_path / "usb"))
    told = []
    manager.heard.append(told.append)
    dialog.buttons.button(SAVE).click()
    assert not dialog.isVisible()
    assert len(told) == 3
    assert manager.settings.text("duty_hotline") == "8812-0000"
    assert manager.settings.number("idle_lock_minutes") == 3
    assert tmp_path / "usb" in backup_places(manager.store.path)


def test_wrong_answers_stay_and_say_what_to_do(manager, shown):
    dialog = shown(OfficeSettings(manager))
    dialog.office.name.clear()
    dialog.second.setText("/nowhere/at/all")
    dialog.buttons.button(SAVE).click()
    assert dialog.isVisible()
    assert len(dialog.said.text().splitlines()) == 2
    assert manager.settings.text("office_name") == "翠湖花园管理处"
    dialog.close()


def test_a_hotline_may_be_taken_away(manager, shown):
    manager.set_setting("duty_hotline", "8812-0000")
    dialog = shown(OfficeSettings(manager))
    dialog.office.hotlines["duty_hotline"].clear()
    dialog.save()
    assert manager.settings.text("duty_hotline") == ""


def test_others_only_look(desk, shown):
    dialog = shown(OfficeSettings(desk))
    assert not dialog.buttons.button(SAVE).isEnabled()
    dialog.office.name.setText("别的")
    dialog.save()
    assert desk.settings.text("office_name") == "翠湖花园管理处"
    dialog.close()
