"""Taking scans in: dropped, chosen, watched; one act a batch, one question, nothing lost on the way."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from custdesk.errors import KnownError
from custdesk.language import N_, Words
from ui.scan_desk.said import in_numbers
from ui.scan_desk.taking_in import STOPPED, spread
from ui.scan_desk.view import TAKEN, TRAY
from ui.scan_desk.watching import lying

WORDS = Words("zh_Hans")
COPY = Qt.DropAction.CopyAction


def dropped(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drop(view, *paths: Path) -> QDropEvent:
    """Drop files as an explorer does: it proposes to move them."""
    data, none = dropped(*paths), Qt.KeyboardModifier.NoModifier
    actions, left = Qt.DropAction.MoveAction | COPY, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(QPointF(9, 9).toPoint(), actions, data, left, none)
    QApplication.sendEvent(view, enter)
    assert enter.isAccepted()
    event = QDropEvent(QPointF(9, 9), actions, data, left, none)
    QApplication.sendEvent(view, event)
    return event


def attached(office, record_id: int) -> list:
    return list(office.see(record_id, office.lin).values["attachments"])


def acts(office) -> int:
    return office.one('SELECT count(DISTINCT "cause") FROM "trail"')


# -- a batch -------------------------------------------------------------------------------------------------


def test_a_dropped_stack_is_read_asks_one_question_and_is_filed_by_enter(
    scan_desk, papers, office, keys, qtbot
):
    one, other = papers.complaint(), papers.complaint()
    stack = papers.scan("一摞.pdf", papers.printed(one), papers.printed(other))
    before = acts(office)
    event = drop(scan_desk, stack)
    assert event.dropAction() == COPY  # the file stays where it lies
    assert scan_desk.head.place.hasFocus()
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    assert "认出4页" in scan_desk.head.said.text()
    assert attached(office, one) == []
    keys.commit(scan_desk, "2号柜")
    keys.press(scan_desk, Qt.Key.Key_Return)
    assert [len(attached(office, record)) for record in (one, other)] == [1, 1]
    assert office.values(one)["paper_location"] == "2号柜"
    assert acts(office) == before + 1
    assert "已归档2张" in scan_desk.head.said.text()
    assert scan_desk.stack.currentIndex() == TAKEN
    assert stack.exists()


def test_enter_while_it_is_being_read_files_it_as_soon_as_it_is(scan_desk, papers, office, keys, qtbot):
    record = papers.complaint()
    scan_desk.give([papers.scan("a.pdf", papers.printed(record))])
    keys.press(scan_desk, Qt.Key.Key_Return)
    assert "读完就归档" in scan_desk.head.said.text()
    qtbot.waitUntil(lambda: bool(scan_desk.taking.taken), timeout=30_000)
    assert len(attached(office, record)) == 1


def test_a_batch_filed_meanwhile_leaves_the_keyboard_where_it_is(scan_desk, papers, taken, keys, qtbot):
    taken(papers.blank_back())
    scan_desk.give([papers.scan("a.pdf", papers.printed(papers.complaint()))])
    keys.press(scan_desk, Qt.Key.Key_Return)
    scan_desk.show_section(TRAY)
    keys.type(scan_desk, "ts")
    qtbot.waitUntil(lambda: len(scan_desk.taking.taken) == 2, timeout=30_000)
    assert scan_desk.stack.currentIndex() == TRAY
    assert scan_desk.tray.line.hasFocus()
    assert scan_desk.tray.line.text() == "ts"
    assert "已归档1张" in scan_desk.head.said.text()


def test_the_last_place_is_offered_and_typing_replaces_it(scan_desk, papers, taken, keys, qtbot):
    taken(papers.scan("a.pdf", papers.printed(papers.complaint())), place="2号柜")
    scan_desk.give([papers.scan("b.pdf", papers.printed(papers.complaint()))])
    assert scan_desk.head.place.text() == "2号柜"
    keys.commit(scan_desk, "3号柜")
    assert scan_desk.head.place.text() == "3号柜"
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)


def test_ctrl_z_takes_the_batch_back_and_the_list_says_so(scan_desk, papers, taken, office, desk):
    record = papers.complaint()
    taken(papers.scan("a.pdf", papers.printed(record)))
    assert len(attached(office, record)) == 1
    assert "Ctrl+Z" in scan_desk.head.said.text()
    desk.undo()
    assert "Ctrl+Z" not in scan_desk.head.said.text()  # it would mean something else now
    assert attached(office, record) == []
    (line,) = [row.said for row in scan_desk.taken.list.matters.rows if getattr(row, "number", "")]
    assert "已收回" in line
    assert len(desk.tray()) == 2  # the pages are not lost: they wait in the tray


def test_a_page_that_is_missing_is_named(scan_desk, papers, taken):
    record = papers.complaint()
    taken(papers.scan("a.pdf", papers.printed(record), only=[0]))
    assert "TS-2027-0001缺第2页" in scan_desk.head.said.text()


def test_enter_on_a_line_opens_the_record_and_a_page_of_the_tray_is_shown_there(
    scan_desk, papers, taken, bus, keys, qtbot
):
    record = papers.complaint()
    taken(papers.scan("a.pdf", papers.printed(record)), papers.blank_back())
    assert scan_desk.taken.list.hasFocus()
    with qtbot.waitSignal(bus.opened) as opened:
        keys.press(scan_desk, Qt.Key.Key_Return)
    assert opened.args == [record]
    keys.press(scan_desk, Qt.Key.Key_End)
    keys.press(scan_desk, Qt.Key.Key_Return)
    assert scan_desk.stack.currentIndex() == TRAY
    assert scan_desk.tray.page.name == "背面.pdf"


def test_a_file_taken_in_before_asks_nothing_and_is_told(scan_desk, papers, taken, office, qtbot):
    record = papers.complaint()
    stack = papers.scan("a.pdf", papers.printed(record))
    taken(stack)
    before = acts(office)
    scan_desk.give([papers.keep("copy.pdf", stack.read_bytes())])
    qtbot.waitUntil(lambda: len(scan_desk.taking.taken) == 2, timeout=30_000)
    assert "以前收过" in scan_desk.head.said.text()
    assert len(attached(office, record)) == 1
    assert acts(office) == before


def test_files_given_meanwhile_join_the_batch(scan_desk, papers, office, keys, qtbot):
    one, other = papers.complaint(), papers.complaint()
    scan_desk.give([papers.scan("a.pdf", papers.printed(one))])
    scan_desk.give([papers.scan("b.pdf", papers.printed(other))])
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    before = acts(office)
    keys.press(scan_desk, Qt.Key.Key_Return)
    assert [len(attached(office, record)) for record in (one, other)] == [1, 1]
    assert acts(office) == before + 1


# -- nothing is lost -----------------------------------------------------------------------------------------


def test_a_file_that_cannot_be_read_stays_in_the_list_with_its_sentence_until_it_can(
    scan_desk, papers, office, keys, qtbot
):
    record = papers.complaint()
    good = papers.scan("good.pdf", papers.printed(record)).read_bytes()
    bad = papers.keep("bad.pdf", good[: len(good) // 2])
    scan_desk.give([bad, papers.folder / "gone.pdf"])
    qtbot.waitUntil(lambda: len(scan_desk.taking.troubled_files) == 2, timeout=30_000)
    scan_desk.show_section(TAKEN)
    texts = [row.said for row in scan_desk.taken.list.matters.rows]
    assert any("bad.pdf" in text and "请重新扫描" in text for text in texts)
    assert any("gone.pdf" in text and "再试一次" in text for text in texts)
    bad.write_bytes(good)
    (papers.folder / "gone.pdf").write_bytes(papers.blank_back().read_bytes())
    scan_desk.taken.list.setFocus()
    scan_desk.taken.list.choose_row(0)
    keys.press(scan_desk, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    assert scan_desk.taking.troubled_files == []
    scan_desk.taking.file("")
    assert len(attached(office, record)) == 1


def test_del_leaves_a_file_that_could_not_be_read(scan_desk, papers, keys, qtbot):
    bad = papers.keep("bad.pdf", b"no PDF")
    scan_desk.give([bad])
    qtbot.waitUntil(lambda: bool(scan_desk.taking.troubled_files), timeout=30_000)
    scan_desk.show_section(TAKEN)
    keys.press(scan_desk, Qt.Key.Key_Delete)
    assert scan_desk.taking.troubled_files == []
    assert bad.exists()


def test_what_was_stopped_stays_in_the_list(scan_desk, papers, keys, qtbot):
    stack = papers.scan("a.pdf", papers.printed(papers.complaint()))
    scan_desk.give([stack])
    scan_desk.taking.stop()
    qtbot.waitUntil(lambda: scan_desk.taking.reading is None, timeout=30_000)
    (given,) = scan_desk.taking.troubled_files
    assert given.trouble == STOPPED
    keys.press(scan_desk, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)


def test_a_batch_that_is_refused_stays_and_enter_tries_again(
    scan_desk, papers, office, desk, keys, qtbot, said, monkeypatch
):
    record = papers.complaint()
    scan_desk.give([papers.scan("a.pdf", papers.printed(record))])
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    with monkeypatch.context() as patch:
        patch.setattr(desk, "file_scans", _full)
        keys.press(scan_desk, Qt.Key.Key_Return)
    assert "磁盘" in scan_desk.head.said.text()
    assert scan_desk.taking.ready
    assert [one for one in said if isinstance(one, KnownError)]
    keys.press(scan_desk, Qt.Key.Key_Return)
    assert len(attached(office, record)) == 1


def _full(*_how, **_more):
    raise KnownError(N_("The disk is full; nothing was saved, the form keeps your words"))


def test_a_batch_may_be_left_and_the_files_stay(scan_desk, papers, office, keys, qtbot):
    stack = papers.scan("a.pdf", papers.printed(papers.complaint()))
    before = acts(office)
    scan_desk.give([stack])
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    keys.press(scan_desk, Qt.Key.Key_X, Qt.KeyboardModifier.AltModifier)
    assert scan_desk.taking.under_way() == []
    assert stack.exists()
    assert acts(office) == before


def test_a_batch_left_while_it_is_read_does_not_come_back(scan_desk, papers, qtbot):
    scan_desk.give([papers.scan("a.pdf", papers.printed(papers.complaint()))])
    scan_desk.leave_batch()
    qtbot.waitUntil(lambda: scan_desk.taking.reading is None, timeout=30_000)
    assert scan_desk.taking.under_way() == []
    assert scan_desk.taking.troubled_files == []


def test_more_than_a_batch_holds_is_the_next_batch(scan_desk, papers, office, keys, qtbot, monkeypatch):
    one, other = papers.complaint(), papers.complaint()
    files = [papers.scan(f"{record}.pdf", papers.printed(record)) for record in (one, other)]
    monkeypatch.setattr("ui.scan_desk.taking_in.MOST_BYTES", max(path.stat().st_size for path in files) + 10)
    scan_desk.give(files)
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    scan_desk.taking.file("")
    assert [len(attached(office, record)) for record in (one, other)] == [1, 0]
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    scan_desk.taking.file("")
    assert [len(attached(office, record)) for record in (one, other)] == [1, 1]


def test_a_huge_file_is_not_even_opened(scan_desk, papers, qtbot, monkeypatch):
    monkeypatch.setattr("ui.scan_desk.taking_in.MOST_BYTES", 1000)
    scan_desk.give([papers.keep("film.pdf", b"%PDF" + b"0" * 2000)])
    qtbot.waitUntil(lambda: bool(scan_desk.taking.troubled_files), timeout=30_000)
    assert "超过" in WORDS(scan_desk.taking.troubled_files[0].trouble)


# -- how they come -------------------------------------------------------------------------------------------


def test_ctrl_o_asks_for_files(scan_desk, papers, keys, qtbot):
    stack = papers.scan("a.pdf", papers.printed(papers.complaint()))
    keys.ctrl(scan_desk, Qt.Key.Key_O)
    dialog = scan_desk._dialog
    assert isinstance(dialog, QFileDialog)
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFiles
    dialog.filesSelected.emit([str(stack)])
    dialog.close()
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)


def test_a_folder_is_taken_with_what_lies_below_it(papers, tmp_path):
    below = papers.folder / "三月"
    below.mkdir()
    for path in (papers.folder / "b.pdf", papers.folder / "a.JPG", below / "c.tif", below / "notes.txt"):
        path.write_bytes(b"x")
    named = papers.keep("odd.xyz", b"x")  # named by hand: its sentence comes from the reader
    assert [path.name for path in spread([papers.folder, named])] == ["a.JPG", "b.pdf", "c.tif", "odd.xyz"]


def test_a_folder_without_scans_is_said(scan_desk, tmp_path, said):
    empty = tmp_path / "空的"
    empty.mkdir()
    drop(scan_desk, empty)
    (trouble,) = said
    assert "空的" in WORDS(trouble.text)


def test_words_dropped_are_not_taken(scan_desk):
    data = QMimeData()
    data.setText("三栋二单元")
    enter = QDragEnterEvent(
        QPointF(9, 9).toPoint(), COPY, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    scan_desk.dragEnterEvent(enter)
    assert not enter.isAccepted()


# -- the watched folder --------------------------------------------------------------------------------------


@pytest.fixture
def watched(scan_desk, papers):
    scan_desk.watching.watch(papers.folder)
    scan_desk.watching.stop()
    return scan_desk.watching


def moved(papers, name: str) -> Path:
    return papers.folder / "已归档" / "2027-04" / name


def test_what_the_scanner_laid_down_is_filed_and_put_aside(scan_desk, watched, papers, office, keys, qtbot):
    record = papers.complaint()
    stack = papers.scan("scan001.pdf", papers.printed(record))
    content = stack.read_bytes()
    watched.arrived.emit([lying(stack)])
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    assert stack.exists()
    scan_desk.head.ask_place("1号夹")
    keys.press(scan_desk, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: moved(papers, "scan001.pdf").exists())
    assert moved(papers, "scan001.pdf").read_bytes() == content
    assert not stack.exists()
    assert len(attached(office, record)) == 1


def test_what_was_filed_and_could_not_be_moved_is_put_aside_the_next_time_and_not_filed_twice(
    scan_desk, watched, papers, taken, office, qtbot
):
    record = papers.complaint()
    stack = papers.scan("scan001.pdf", papers.printed(record))
    taken(papers.keep("elsewhere.pdf", stack.read_bytes()))
    watched.arrived.emit([lying(stack)])  # the program was started anew
    qtbot.waitUntil(lambda: moved(papers, "scan001.pdf").exists(), timeout=30_000)
    assert len(attached(office, record)) == 1


def test_watched_files_wait_quietly_while_another_tab_is_open(window, papers, qtbot):
    stack = papers.scan("scan001.pdf", papers.printed(papers.complaint()))
    view = window.paper
    with qtbot.waitSignal(view.taking.waits, timeout=30_000):
        view.watching.arrived.emit([lying(stack)])
    assert window.tabs.currentWidget() is window.workbench
    assert window.workbench.list.hasFocus()
    assert "F8" in window.statusBar().currentMessage()
    window.show_paper()
    assert view.head.place.hasFocus()
    view.taking.leave_all()


def test_a_watched_file_that_is_left_is_not_offered_again(scan_desk, watched, papers, qtbot):
    manual = papers.blank_back("manual.pdf")
    watched.arrived.emit([lying(manual)])
    qtbot.waitUntil(lambda: scan_desk.taking.ready, timeout=30_000)
    scan_desk.leave_batch()
    assert [name.split("|")[0] for name in watched._kept_left()] == ["manual.pdf"]


def test_the_folder_is_chosen_by_alt_w_and_shown(scan_desk, papers, keys):
    keys.press(scan_desk, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    scan_desk._dialog.fileSelected.emit(str(papers.folder))
    scan_desk._dialog.close()
    assert "scans" in scan_desk.head.folder.text()
    scan_desk.watching.lost = True
    scan_desk.watching.changed.emit()
    assert "▲" in scan_desk.head.folder.text()
    keys.press(scan_desk, Qt.Key.Key_W, Qt.KeyboardModifier.AltModifier)
    (menu,) = scan_desk.findChildren(QMenu)
    assert menu.isVisible()
    keys.press(menu, Qt.Key.Key_2)
    assert scan_desk.watching.folder is None


def test_pages_in_short():
    assert in_numbers((1,)) == "1"
    assert in_numbers((3, 1, 2, 5)) == "1-3, 5"


def test_a_batch_of_yesterday_says_its_day(scan_desk, papers, taken, clock):
    taken(papers.scan("a.pdf", papers.printed(papers.complaint())))
    clock.now += datetime.timedelta(days=1)
    scan_desk.taken.read()
    assert scan_desk.taken.list.matters.rows[0].said.startswith("04-16 ")
