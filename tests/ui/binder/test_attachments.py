"""Photos and files on a form: described in place, dropped, pasted, taken off and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDesktopServices, QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.desks import Office
from tests.ui.binder.photos import photo, view
from ui.binder.hand_over import Copies

__all__ = ["view"]

ENTER, TAB, DELETE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Delete
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def said(bus):
    found: list[str] = []
    from custdesk.language import Words

    bus.said.connect(lambda text: found.append(Words("zh_Hans")(text)))
    bus.troubled.connect(lambda trouble: found.append(Words("zh_Hans")(trouble.text)))
    return found


def hung(office: Office, view) -> list[tuple[str, str, str | None]]:
    found = office.values(view.snapshot.id)["attachments"]
    return [(one["name"], one["kind"], one["note"]) for one in found]


def names(view) -> list[str]:
    return [card.one["name"] for card in view.files.cards]


# -- adding


def test_photos_come_first_and_the_empty_state_says_what_to_do(view, office, tmp_path, said):
    assert view.files.empty.isVisibleTo(view)
    assert "拖" in view.files.empty.text()
    (tmp_path / "签字单.pdf").write_bytes(b"%PDF-1.4")
    view.files.add([(tmp_path / "签字单.pdf", "scan"), (photo(tmp_path / "现场.jpg"), "photo")])
    assert names(view) == ["现场.jpg", "签字单.pdf"]
    assert not view.files.empty.isVisibleTo(view)
    assert said[-1] == "已添加，按Ctrl+Z可撤销"
    assert hung(office, view) == [("签字单.pdf", "scan", None), ("现场.jpg", "photo", None)]


def test_alt_p_asks_for_photos_and_takes_what_is_chosen(view, office, tmp_path, qtbot):
    QTest.keyClick(view.focusWidget() or view, Qt.Key.Key_P, Qt.KeyboardModifier.AltModifier)
    dialog = view.files._dialog
    assert dialog is not None
    assert dialog.isVisible()
    dialog.filesSelected.emit([str(photo(tmp_path / "a.jpg")), str(photo(tmp_path / "b.jpg", high=300))])
    dialog.close()
    assert hung(office, view) == [("a.jpg", "photo", None), ("b.jpg", "photo", None)]


def drop(view, data: QMimeData) -> bool:
    place, buttons, none = QPoint(20, 20), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(place, Qt.DropAction.CopyAction, data, buttons, none)
    QApplication.sendEvent(view, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(view, QDropEvent(QPointF(place), Qt.DropAction.CopyAction, data, buttons, none))
    return True


def test_files_are_dropped_on_the_form_each_as_what_it_is(view, office, tmp_path):
    (tmp_path / "报告.docx").write_bytes(b"PK")
    data = QMimeData()
    data.setUrls(
        [
            QUrl.fromLocalFile(str(photo(tmp_path / "现场.JPG"))),
            QUrl.fromLocalFile(str(tmp_path / "报告.docx")),
        ]
    )
    assert drop(view, data)
    assert hung(office, view) == [("现场.JPG", "photo", None), ("报告.docx", "file", None)]


def test_words_and_web_addresses_are_not_taken_for_files(view, office):
    words, web = QMimeData(), QMimeData()
    words.setText("漏水")
    web.setUrls([QUrl("https://example.org/a.jpg")])
    assert not drop(view, words)
    assert not drop(view, web)
    assert hung(office, view) == []


def test_a_text_box_leaves_files_to_the_form_and_keeps_words(view, tmp_path):
    for name in ("complainant", "content"):
        editor = view.sheet.cells[name].editor
        for text, wanted in (("", False), ("漏水", True)):
            data = QMimeData()
            data.setText(text) if text else data.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.jpg"))])
            event = QDragEnterEvent(
                QPoint(5, 5),
                Qt.DropAction.CopyAction,
                data,
                Qt.MouseButton.LeftButton,
                Qt.KeyboardModifier.NoModifier,
            )
            editor.dragEnterEvent(event)
            assert event.isAccepted() is wanted


def test_a_copied_picture_is_pasted_from_anywhere_in_the_form(view, office):
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    QGuiApplication.clipboard().setImage(image)
    view.sheet.go_to("content")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_V, CTRL)
    view.sheet.go_to("complainant")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_V, CTRL)
    view.files.paste.setFocus()
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_V, CTRL)
    found = hung(office, view)
    assert [kind for _name, kind, _note in found] == ["photo"] * 3
    assert found[0][0] == "图片 2027-04-16 1850.png"
    kept = office.store.files.path(office.values(view.snapshot.id)["attachments"][0]["digest"])
    assert QImage(str(kept)).pixelColor(3, 3) == QColor("red")


def test_copied_words_go_into_the_box(view, office, said):
    QGuiApplication.clipboard().setText("leak")
    view.sheet.go_to("complainant")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_V, CTRL)
    assert view.sheet.cells["complainant"].editor.text().endswith("leak")
    view.files.paste_picture()
    assert said[-1] == "请先复制图片或文件，再在这里粘贴"
    assert hung(office, view) == []


def test_a_new_form_is_saved_first(form_of, desk, office, tmp_path, said):
    view = form_of("complaint")
    view.open_draft(desk.new("complaint"))
    view.files.add([(photo(tmp_path / "a.jpg"), "photo")])
    assert view.snapshot is None
    assert "先补全" in said[-1]
    assert view.problems.text()
    view.open_draft(
        desk.new("complaint", complainant="马先生", content="漏水", is_building_or_design_dispute=False)
    )
    for name in ("validity", "nature"):
        view.draft.put(name, None)
    view.files.add([(photo(tmp_path / "a.jpg"), "photo")])
    assert view.snapshot is not None
    assert hung(office, view) == [("a.jpg", "photo", None)]
    view.files.thumbnails.wait()


def test_what_cannot_be_hung_on_is_said(view, office, tmp_path, said, monkeypatch):
    (tmp_path / "folder").mkdir()
    view.files.add([(tmp_path / "folder", "file")])
    assert "文件夹" in said[-1]
    view.files.add([(tmp_path / "gone.jpg", "photo")])
    assert "gone.jpg" in said[-1]
    monkeypatch.setattr("ui.binder.attachments.MOST_BYTES", 1024 * 1024)
    (tmp_path / "big.mp4").write_bytes(b"x" * (1024 * 1024 + 1))
    view.files.add([(tmp_path / "big.mp4", "file")])
    assert said[-1] == "big.mp4超过1 MB，请先压缩"
    assert hung(office, view) == []


# -- changing


@pytest.fixture
def three(view, tmp_path):
    for name in ("一.jpg", "二.jpg", "三.jpg"):
        view.files.add([(photo(tmp_path / name, wide=300 + len(view.files.cards)), "photo")])
    return view


def test_a_caption_is_typed_in_place_and_enter_goes_to_the_next(three, office, typing):
    card = three.files.cards[0]
    card.caption.setFocus(Qt.FocusReason.TabFocusReason)
    typing(card.caption, "卫生间顶板")
    QTest.keyClick(card.caption, ENTER)
    assert hung(office, three)[0] == ("一.jpg", "photo", "卫生间顶板")
    assert three.files.cards[0] is card
    assert three.focusWidget() is three.files.cards[1].picture


def test_a_caption_is_kept_when_the_keyboard_leaves_and_esc_gives_the_old_one_back(three, office, typing):
    card = three.files.cards[1]
    card.caption.setFocus()
    typing(card.caption, "厨房")
    three.sheet.go_to("content")
    assert hung(office, three)[1][2] == "厨房"
    card.caption.setFocus(Qt.FocusReason.TabFocusReason)
    typing(card.caption, "错字")
    QTest.keyClick(card.caption, Qt.Key.Key_Escape)
    assert card.caption.text() == "厨房"


def test_half_typed_words_of_the_form_stay_when_files_change(three, office):
    three.sheet.take_typed("content", "写到一半")
    card = three.files.cards[0]
    card.caption.setText("说明")
    card.keep_caption()
    assert three.draft.values["content"] == "写到一半"
    assert three.files.cards[0].note == "说明"
    three.files.remove(three.files.cards[1])
    assert names(three) == ["一.jpg", "三.jpg"]
    assert three.save()
    assert office.values(three.snapshot.id)["content"] == "写到一半"


def test_del_takes_off_arrows_walk_and_ctrl_z_brings_back(three, desk, office, said):
    first = three.files.cards[0].picture
    first.setFocus()
    QTest.keyClick(first, Qt.Key.Key_Right)
    QTest.keyClick(three.focusWidget(), DELETE)
    assert names(three) == ["一.jpg", "三.jpg"]
    assert three.focusWidget() is three.files.cards[1].picture
    assert said[-1] == "已移除，按Ctrl+Z可撤销"
    three.hear(desk.undo())
    assert names(three) == ["一.jpg", "二.jpg", "三.jpg"]


def test_what_was_issued_stays_and_says_why_until_it_is_corrected(form_of, desk, office, tmp_path, said):
    desk.user = office.zhou
    record = office.complaint("handled", user=office.zhou)
    office.store.attach(record, photo(tmp_path / "a.jpg").read_bytes(), "现场.jpg", "photo", office.zhou)
    office.clock.pass_minutes(3)
    from tests.desks import _closed

    office.step(record, "close", office.zhou, **_closed(office, office.zhou))
    view = form_of("complaint")
    view.open_record(record)
    (card,) = view.files.cards
    assert card.caption.isReadOnly()
    assert "已随单据定稿" in card.caption.toolTip()
    assert card.remove.property("blocked")
    view.files.remove(card)
    assert "已随单据定稿" in said[-1]
    assert names(view) == ["现场.jpg"]
    view._on_correction("图片放错")
    assert not card.caption.isReadOnly()
    view.files.remove(card)
    assert names(view) == []
    assert view.draft.correction == "图片放错"
    assert office.read(office.zhou).history(record)[0].reason == "图片放错"


def test_refused_words_are_said_and_the_old_ones_shown(three, office, said):
    card = three.files.cards[0]
    office.store.remove_attachment(three.snapshot.id, card.one["id"], office.su)  # elsewhere, meanwhile
    card.caption.setText("说明")
    card.keep_caption()
    assert said[-1] == "这个附件已不在这里"
    assert card.caption.text() == ""


# -- out


def test_enter_opens_a_copy_under_its_own_name_which_goes_with_the_window(three, monkeypatch, tmp_path):
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()) or True)
    QTest.keyClick(three.files.cards[0].picture, ENTER)
    (path,) = opened
    assert Path(path).name == "一.jpg"
    assert Path(path).read_bytes() == (tmp_path / "一.jpg").read_bytes()
    three.files.copies._folder.cleanup()
    assert not Path(path).exists()


def test_programs_are_never_started(tmp_path, monkeypatch):
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: pytest.fail("opened"))
    (tmp_path / "x").write_bytes(b"MZ")
    for name in ("virus.exe", "run.bat", "macro.docm", "noname"):
        assert not Copies().open(tmp_path / "x", name)


@pytest.mark.rule("R-011")
def test_a_copy_is_saved_and_logged(three, office, tmp_path, said):
    three.files.cards[0].picture.setFocus()
    QTest.keyClick(three.files.cards[0].picture, Qt.Key.Key_E, CTRL)
    dialog = three.files._dialog
    assert dialog.isVisible()
    dialog.close()
    target = tmp_path / "out.jpg"
    three.files.save_copy(str(target))
    assert target.read_bytes() == (tmp_path / "一.jpg").read_bytes()
    assert office.one("SELECT what FROM trail ORDER BY seq DESC LIMIT 1") == "export"
    three.files.save_copy(str(tmp_path / "no" / "such" / "place.jpg"))
    assert "place.jpg" in said[-1]


def test_every_part_has_a_name_for_a_screen_reader(three):
    for card in three.files.cards:
        assert card.picture.accessibleName()
        assert card.one["name"] in card.caption.accessibleName()
        assert card.remove.accessibleName()
    assert three.files.accessibleName()


def test_the_keys_that_walk_the_sections_come_to_the_photos_and_go_on_from_them(view, tmp_path):
    walked = []
    view.focus_first()
    for _each in range(12):
        QTest.keyClick(view.focusWidget(), Qt.Key.Key_PageDown, CTRL)
        walked.append(view.sheet.here())
    assert "attachments" in walked
    assert walked[-1] == "attachments"  # in this form they are the last
    assert view.files.add_photos.hasFocus()
    view.files.add([(photo(tmp_path / "漏水.jpg"), "photo")])
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_PageUp, CTRL)
    assert view.sheet.here() not in ("", "attachments")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_PageDown, CTRL)
    assert view.files.cards[0].picture.hasFocus()  # once there is one, the first picture
    assert view.sheet.here() == "attachments"
