"""The manager changes the office's settings; others look, and nothing looks to them as if it took words."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QLabel, QLineEdit

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.safekeeping import backup_places
from custdesk.settings.areas import AREAS, FORMS, in_area, shown, unit_of
from tests.desks import on
from ui.binder.asking import ReasonDialog
from ui.holiday_table import HolidayTable, as_date
from ui.office_settings import OfficeSettings

SAVE = QDialogButtonBox.StandardButton.Save
K = Qt.Key


@pytest.fixture
def manager(office, dressed) -> Desk:
    return Desk(office.store, office.chen)


@pytest.fixture
def dialog(manager, dialog_of):
    return dialog_of(OfficeSettings(manager))


REASON = "业主委员会会议决定"


def save_for(dialog, reason: str = REASON) -> None:
    """Save the page and give its one reason."""
    dialog.save()
    asking = dialog.findChild(ReasonDialog)
    asking.reason.setText(reason)
    QTest.keyClick(asking.reason, K.Key_Return)


def reasons(desk: Desk) -> dict[str, str]:
    """Return the reason of each setting's last change, as the trail has it."""
    found = desk.store.database.execute_sql(
        'SELECT p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'setting\' ORDER BY t."seq"'
    )
    return {said["name"]: said.get("reason", "") for said in map(json.loads, (row[0] for row in found))}


def visible(dialog) -> set[str]:
    return {name for name, row in dialog.rows.items() if row.isVisible()}


# -- the page ------------------------------------------------------------------------------------------------


def test_every_setting_that_rules_read_has_its_row(dialog):
    numbers = {record.form.number for record in ALL}
    wanted = {one.name for area in AREAS if area != FORMS for one in in_area(area)}
    assert wanted <= set(dialog.rows)
    assert {name.split(".")[1] for name in set(dialog.rows) - wanted} <= numbers


def test_a_row_says_unit_default_range_and_rule(dialog, manager):
    row = dialog.rows["complaint_general_days"]
    said = row.about.text().replace("\u00a0", " ").replace("\u2011", "-")
    assert row.unit.text() == manager.words(unit_of(row.setting))
    for part in ("3", "30", "R-042"):
        assert part in said
    assert row.editor.accessibleName() == row.label.text()


def test_one_area_at_a_time_and_a_search_over_all(dialog, keys):
    assert visible(dialog) == {one.name for one in in_area("office")}
    dialog.areas.setCurrentRow(list(AREAS).index("complaints"))
    assert visible(dialog) == {one.name for one in in_area("complaints")}
    dialog.words.setFocus()
    keys.type(dialog, "r-07")
    assert visible(dialog) >= {"special_callback_hours", "defect_confirm_days"}
    dialog.words.clear()
    keys.commit(dialog, "節假日")  # Traditional finds Simplified
    assert "holiday_table" in visible(dialog)
    assert "complaint_general_days" not in visible(dialog)
    keys.commit(dialog, "没有这样的设置")
    assert visible(dialog) == set()
    assert dialog.nothing.isVisible()


def test_from_the_search_to_the_changed_setting_by_the_keyboard(dialog, manager, keys, active):
    keys.type(dialog, "R-042")
    keys.press(dialog, K.Key_Return)
    assert dialog.focusWidget() is dialog.rows["complaint_general_days"].editor
    keys.ctrl(dialog, K.Key_A)
    keys.type(dialog, "5")
    assert "1" in dialog.said.text()
    dialog.buttons.button(SAVE).click()
    asking = dialog.findChild(ReasonDialog)
    active(asking)
    keys.commit(asking, REASON)
    keys.press(asking, K.Key_Return)
    assert manager.settings.number("complaint_general_days") == 5


def test_only_what_differs_is_written(dialog, manager, tmp_path):
    (tmp_path / "usb").mkdir()
    dialog.rows["duty_hotline"].editor.setText("8812-0000")
    dialog.rows["idle_lock_minutes"].editor.setText("3")
    dialog.rows["announce_major"].editor.setChecked(False)
    dialog.second.setText(str(tmp_path / "usb"))
    told = []
    manager.heard.append(told.append)
    save_for(dialog)
    assert not dialog.isVisible()
    assert len(told) == 4
    assert manager.settings.text("duty_hotline") == "8812-0000"
    assert manager.settings.number("idle_lock_minutes") == 3
    assert manager.settings["announce_major"] is False
    assert tmp_path / "usb" in backup_places(manager.store.path)


def test_one_reason_for_the_page_is_kept_with_every_changed_setting(dialog, manager, dialog_of, tmp_path):
    (tmp_path / "usb").mkdir()
    dialog.rows["duty_hotline"].editor.setText("8812-0000")
    dialog.rows["idle_lock_minutes"].editor.setText("3")
    dialog.second.setText(str(tmp_path / "usb"))
    before = reasons(manager)
    save_for(dialog)
    said = {name: why for name, why in reasons(manager).items() if why != before.get(name)}
    assert said == dict.fromkeys(("duty_hotline", "idle_lock_minutes", "second_backup"), REASON)
    again = dialog_of(OfficeSettings(manager))
    about = again.rows["duty_hotline"].about.text()
    assert all(part in about for part in ("2027-04-16", manager.user.name, REASON))
    assert REASON not in again.rows["office_name"].about.text()


def test_without_a_reason_nothing_is_saved_and_without_a_change_none_is_asked(dialog, manager):
    dialog.rows["duty_hotline"].editor.setText("8812-0000")
    dialog.save()
    asking = dialog.findChild(ReasonDialog)
    asking.reason.setText("  ")
    QTest.keyClick(asking.reason, K.Key_Return)
    assert asking.isVisible()
    asking.reject()
    assert dialog.isVisible()
    assert dialog.rows["duty_hotline"].value() == "8812-0000"
    assert manager.settings.text("duty_hotline") == ""
    dialog.rows["duty_hotline"].editor.clear()
    dialog.save()
    assert not dialog.isVisible()


def test_wrong_answers_stay_are_marked_and_nothing_is_saved(dialog, manager):
    dialog.rows["office_name"].editor.clear()
    dialog.rows["complaint_general_days"].editor.setText("99")
    dialog.rows["progress_days"].editor.setText("两天")
    dialog.rows["swap_limit"].editor.setText("4")
    dialog.second.setText("/nowhere/at/all")
    dialog.buttons.button(SAVE).click()
    assert dialog.isVisible()
    assert len(dialog.said.text().splitlines()) == 4
    assert dialog.focusWidget() is dialog.rows["complaint_general_days"].editor
    assert "30" in dialog.rows["complaint_general_days"].wrong.text()
    assert manager.settings.text("office_name") == "翠湖花园管理处"
    assert manager.settings.number("swap_limit") == 3


def test_a_changed_setting_is_bold_and_has_a_way_back(dialog, manager):
    row = dialog.rows["complaint_general_days"]
    dialog.areas.setCurrentRow(list(AREAS).index("complaints"))
    assert not row.reset.isVisible()
    row.editor.setText("7")
    assert row.label.font().bold()
    row.reset.click()
    assert row.editor.text() == "3"
    assert not row.label.font().bold()
    assert not row.reset.isVisible()


def test_every_default_comes_back_as_it_is_shown(dialog):
    for row in dialog.rows.values():
        row.to_default()
        assert row.value() == row.setting.default
        assert row.problem() is None
    assert dialog.changes() == {"office_name": "", "org_preset": "single_assistant"}


def test_a_hotline_may_be_taken_away(manager, dialog_of):
    manager.set_setting("duty_hotline", "8812-0000", "公司的要求")
    dialog = dialog_of(OfficeSettings(manager))
    dialog.rows["duty_hotline"].editor.clear()
    save_for(dialog)
    assert manager.settings.text("duty_hotline") == ""


def test_others_only_look_and_no_box_looks_as_if_it_took_words(desk, dialog_of):
    dialog = dialog_of(OfficeSettings(desk))
    assert dialog.buttons.button(SAVE) is None
    assert dialog.said.text()
    for row in dialog.rows.values():
        if isinstance(row.editor, QLineEdit):
            assert row.editor.isReadOnly()
            assert not row.editor.hasFrame()
        elif isinstance(row.editor, HolidayTable):
            assert row.editor.rows.editTriggers() == row.editor.rows.EditTrigger.NoEditTriggers
        else:
            said = row.findChild(QLabel, f"said:{row.setting.name}")
            assert row.editor.isHidden()
            assert said.text() == desk.words(shown_value(row))
        assert row.reset.isHidden()
    dialog.rows["office_name"].editor.setText("别的")
    dialog.save()
    assert desk.settings.text("office_name") == "翠湖花园管理处"
    dialog.close()


def shown_value(row):
    return shown(row.setting.kind, row.value())


# -- the holiday table ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2027-10-01", "2027-10-01"), ("2027/10/1", "2027-10-01"), ("2027年10月1日", "2027-10-01"), ("２０２７.10.1", "2027-10-01"),
        ("2027-10-01 00:00:00", "2027-10-01"), ("国庆", "国庆"),
    ],
)  # fmt: skip
def test_dates_are_read_as_excel_writes_them(typed, kept):
    assert as_date(typed) == kept


@pytest.mark.rule("R-003")
def test_holidays_are_pasted_from_excel_and_saved(dialog, manager, keys):
    table = dialog.rows["holiday_table"].editor
    dialog.areas.setCurrentRow(list(AREAS).index("dates"))
    QGuiApplication.clipboard().setText(
        "日期\t名称\t类型\r\n2027/10/1\t国庆节\t放假\r\n2027/10/9\t国庆调休\t上班\r\n2027/9/15\t中秋节\t\r\n"
    )
    table.rows.setFocus()
    keys.ctrl(dialog, K.Key_V)
    assert table.value() == [
        {"date": "2027-09-15", "name": "中秋节", "kind": "holiday"},
        {"date": "2027-10-01", "name": "国庆节", "kind": "holiday"},
        {"date": "2027-10-09", "name": "国庆调休", "kind": "working_weekend"},
    ]
    table.paste("2027-10-01\t国庆")  # again: replaced, not twice
    assert len(table.value()) == 3
    save_for(dialog)
    assert [one.day for one in manager.settings.holidays()] == [on("09-15"), on("10-01"), on("10-09")]


def test_a_typed_holiday_gets_its_kind_and_a_row_to_go_on_in(dialog):
    table = dialog.rows["holiday_table"].editor
    table.rows.item(0, 0).setText("2027/5/1")
    table.rows.item(0, 1).setText("劳动节")
    assert table.value() == [{"date": "2027-05-01", "name": "劳动节", "kind": "holiday"}]
    assert table.rows.rowCount() == 2
    assert dialog.rows["holiday_table"].problem() is None
    table.rows.item(1, 0).setText("五月五")
    assert dialog.rows["holiday_table"].problem() is not None
    table.rows.selectRow(1)
    table.drop_rows()
    assert dialog.rows["holiday_table"].problem() is None


def test_delete_removes_rows_but_not_the_empty_one(dialog, keys):
    dialog.areas.setCurrentRow(list(AREAS).index("dates"))
    table = dialog.rows["holiday_table"].editor
    table.put([{"date": "2027-05-01", "name": "劳动节", "kind": "holiday"}])
    table.rows.setFocus()
    table.rows.selectAll()
    keys.press(dialog, K.Key_Delete)
    assert table.value() == []
    assert table.rows.rowCount() == 1
