"""The dialogs of the month's folder and of a head typed from paper: by keyboard, with progress, cancel, what to note."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.month_folder.checking import check_folder
from custdesk.store.anchors import anchor_of
from tests.desks import Office
from ui.anchor import AnchorDialog
from ui.month_folder import MonthFolderDialog

PATIENCE = 30_000


@pytest.fixture
def manager(desk: Desk, office: Office) -> Desk:
    desk.sit_down(office.chen)
    return desk


def april(dialog: MonthFolderDialog) -> None:
    dialog.month.setCurrentIndex(dialog.month.findText("2027-04"))


def ready(dialog: MonthFolderDialog, folder: Path) -> None:
    april(dialog)
    dialog.folder.setText(str(folder))


def test_the_month_that_is_over_is_proposed_and_enter_writes_it(
    manager, office, lanes, dialog_of, keys, qtbot, tmp_path
):
    office.complaint("closed")
    dialog = dialog_of(MonthFolderDialog(manager, lanes))
    assert dialog.month.currentText() == "2027-03"
    assert dialog.internal.isChecked()
    ready(dialog, tmp_path / "存档")
    dialog.folder.setFocus()
    keys.press(dialog, Qt.Key.Key_Return)
    assert dialog.stop_button.text() == "取消"
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=PATIENCE)
    assert dialog.noting.isVisible()
    assert dialog.written.note in dialog.manifest.text()
    assert dialog.anchor.text() == Words()(dialog.written.anchor.text)
    assert dialog.focusWidget() is dialog.open_button
    assert str(dialog.written.path) in dialog.said.text()
    assert check_folder(dialog.written.path, store=office.store.path).exit_code == 0
    dialog.reject()


def test_progress_is_shown_and_escape_stops_and_leaves_nothing(
    manager, office, lanes, dialog_of, keys, qtbot, tmp_path
):
    for _time in range(30):
        office.entry()
    dialog = dialog_of(MonthFolderDialog(manager, lanes))
    ready(dialog, tmp_path / "存档")
    dialog.write()
    qtbot.waitUntil(lambda: dialog.bar.value() > 0, timeout=PATIENCE)
    keys.press(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(dialog.write_button.isEnabled, timeout=PATIENCE)
    assert dialog.isVisible()
    assert dialog.said.text() == "已取消，没有写出文件夹"
    assert list((tmp_path / "存档").iterdir()) == []
    assert dialog.stop_button.isEnabled()
    dialog.write()  # and once more
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=PATIENCE)
    dialog.reject()
    assert not dialog.isVisible()


def test_closing_the_dialog_stops_the_writing_first(manager, office, lanes, dialog_of, qtbot, tmp_path):
    for _time in range(20):
        office.entry()
    dialog = dialog_of(MonthFolderDialog(manager, lanes))
    ready(dialog, tmp_path)
    finished: list[int] = []
    dialog.finished.connect(finished.append)
    dialog.write()
    dialog.close()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: bool(finished), timeout=PATIENCE)
    assert [one for one in tmp_path.iterdir() if "2027-04" in one.name] == []


def test_the_internal_version_is_for_the_manager_and_the_dialog_says_so(
    desk, office, lanes, dialog_of, qtbot, tmp_path
):
    dialog = dialog_of(MonthFolderDialog(desk, lanes))
    assert not dialog.internal.isEnabled()
    assert "管理处经理" in dialog.internal.toolTip()
    assert dialog.said.text() == ""
    assert dialog.public.isChecked()
    ready(dialog, tmp_path)
    dialog.write()
    qtbot.waitUntil(lambda: dialog.written is not None, timeout=PATIENCE)
    assert dialog.written.path.name.endswith("公布版")
    dialog.reject()
    desk.sit_down(office.zhao)
    other = dialog_of(MonthFolderDialog(desk, lanes))
    assert not other.public.isEnabled()
    assert "请找客户服务主管" in other.said.text()  # in sight, not in a tooltip only
    assert not other.write_button.isEnabled()
    other.write()
    assert other.written is None


def test_a_folder_that_cannot_be_written_is_a_sentence(manager, lanes, dialog_of, qtbot, tmp_path):
    (tmp_path / "file").write_text("no folder")
    dialog = dialog_of(MonthFolderDialog(manager, lanes))
    ready(dialog, tmp_path / "file" / "deeper")
    dialog.write()
    qtbot.waitUntil(dialog.write_button.isEnabled, timeout=PATIENCE)
    assert "无法写入" in dialog.said.text()
    dialog.folder.clear()
    dialog.write()
    assert dialog.said.text() == "请选择文件夹"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("{anchor}", "相符"),
        ("{loud}", "相符"),
        ("{seq} {wrong}", "是另一条留痕"),
        ("99999 {letters}", "较早的状态"),
        ("nothing", "这不是留痕末条"),
        ("{seq}{letters}", "留一个空格"),
        ("{seq} {letters}"[:-1] + "}xyz", "不会有"),
    ],
)
def test_a_head_typed_from_paper(desk, office, lanes, dialog_of, keys, qtbot, typed, said):
    anchor = anchor_of(office.store.database)
    office.entry()  # the desk went on
    dialog = dialog_of(AnchorDialog(desk, lanes))
    loud = anchor.plain.upper().translate({ord("0") + place: ord("０") + place for place in range(10)})
    dialog.typed.setText(
        typed.format(
            anchor=Words()(anchor.text),
            loud=loud,
            seq=anchor.seq,
            letters="a" + anchor.letters,
            wrong="0123" * 5,
        )
    )
    dialog.typed.setFocus()
    keys.press(dialog, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: said in dialog.said.text(), timeout=PATIENCE)
    keys.type(dialog, "1")
    assert dialog.said.text() == ""


def test_both_are_in_the_menu_and_give_the_keyboard_back(window, active, keys, qtbot):
    for errand, kind in (
        (window.errands.write_month, MonthFolderDialog),
        (window.errands.compare_anchor, AnchorDialog),
    ):
        errand()
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        assert isinstance(dialog, QDialog)
        active(dialog)
        keys.press(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(window.isActiveWindow)
    texts = [action.text() for action in window.errands.menu().menu().actions()]
    assert any("月度存档" in text for text in texts)
    assert any("核对留痕" in text for text in texts)


def test_the_months_offered_end_with_this_one(desk, lanes, dialog_of):
    dialog = dialog_of(MonthFolderDialog(desk, lanes))
    assert dialog.month.itemData(0) == datetime.date(2027, 4, 1)
    assert dialog.month.itemData(4) == datetime.date(2026, 12, 1)
    assert dialog.month.itemData(dialog.month.count() - 1) == datetime.date(2025, 4, 1)
