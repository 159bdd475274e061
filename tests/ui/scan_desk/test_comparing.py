"""Paper against record: three groups by sign, word and colour, the letters that differ, the box one key away."""

from __future__ import annotations

import datetime
import gc
import io
import weakref

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QTreeWidgetItem

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.office.signing import boxes_of
from custdesk.rules.signed_paper import SignatureRead
from tests.desk_events import event, plan
from tests.desk_scans import printed, scanned
from tests.desks import Office
from ui.bus import Bus
from ui.scan_desk.compared_list import HTML, LABEL, PAPER, RECORD
from ui.scan_desk.comparing import ComparingDialog, open_comparison
from ui.scan_desk.marking import as_html, differing
from ui.scan_desk.pages_dialog import PagesDialog
from ui.theme import tints

ENTER, F11 = Qt.Key.Key_Return, Qt.Key.Key_F11
SAID = Words("zh_Hans")


@pytest.fixture
def record(office: Office, clock) -> int:
    """A complaint that was printed, changed afterwards and then handled."""
    made = office.complaint(
        "accepted", unit=office.unit("5-603"), phone="13800050603", complainant=office.resident("马先生"),
        content="门岗保安三天态度生硬",
    )  # fmt: skip
    printed(office, made)
    clock.set("2027-04-16 19:30")
    office.change(made, office.lin, content="门岗保安五天态度生硬")
    office.step(made, "handle", office.lin)
    office.step(made, "finish", office.lin, handling="已约谈当班保安", handled_at=office.clock.now)
    return made


@pytest.fixture
def dialog(desk, bus, record, dialog_of) -> ComparingDialog:
    return dialog_of(ComparingDialog(desk, bus, record))


def groups(dialog: ComparingDialog) -> dict[str, list[QTreeWidgetItem]]:
    tree = dialog.list
    tops = [tree.topLevelItem(place) for place in range(tree.topLevelItemCount())]
    return {top.text(LABEL): [top.child(place) for place in range(top.childCount())] for top in tops}


# -- marks


@pytest.mark.parametrize(
    ("paper", "record", "left", "right"),
    [
        ("三天没来", "五天没来", ["三"], ["五"]), ("同一句", "同一句", [], []), ("", "新", [], ["新"]),
        ("有三处、有四处", "有三处", ["、有四处"], []), ("a b", "ab", [" "], []),
        ("灯不亮", "墙不干", ["灯不亮"], ["墙不干"]),
    ],
)  # fmt: skip
def test_the_letters_that_differ_are_found(paper, record, left, right):
    found = differing(paper, record)
    assert [paper[start:end] for start, end in found[0]] == left
    assert [record[start:end] for start, end in found[1]] == right


def test_marks_are_no_markup_and_blanks_are_seen(dressed):
    marked = as_html("<b>一 &", [(3, 5)], tints())
    assert "&lt;b&gt;" in marked
    assert "text-decoration: underline" in marked
    assert "&nbsp;" in marked
    assert marked.endswith("一&nbsp;</span>&amp;")


def test_long_texts_are_shown_without_marks_and_at_once():
    assert differing("甲" * 4000, "乙" * 4000) == ([], [])


# -- groups


def test_three_groups_told_by_sign_word_and_colour(dialog):
    found = groups(dialog)
    heads = list(found)
    assert [head[0] for head in heads] == ["≠", "+", "="]
    assert heads[0] == "≠ 不同 1 栏"
    assert heads[1].startswith("+ 手写补填")
    assert heads[2].startswith("= 相同")
    colours = {dialog.list.topLevelItem(place).foreground(LABEL).color().name() for place in range(3)}
    assert len(colours) == 3
    assert dialog.counts.text().count("栏") == 3


def test_what_is_the_same_is_one_line_until_it_is_opened(dialog, keys):
    tree = dialog.list
    same = tree.topLevelItem(2)
    assert [tree.topLevelItem(place).isExpanded() for place in range(3)] == [True, True, False]
    tree.setCurrentItem(same)
    keys.press(dialog, ENTER)
    assert same.isExpanded()
    assert same.childCount() > 20
    keys.press(dialog, ENTER)
    assert not same.isExpanded()


def test_paper_stands_left_record_right_with_the_differing_letters_marked(dialog):
    (item,) = groups(dialog)["≠ 不同 1 栏"]
    assert (item.text(LABEL), item.text(PAPER), item.text(RECORD)) == (
        "投诉内容", "门岗保安三天态度生硬", "门岗保安五天态度生硬",
    )  # fmt: skip
    assert ">三</span>" in item.data(PAPER, HTML)
    assert ">五</span>" in item.data(RECORD, HTML)
    assert "≠" in item.data(LABEL, Qt.ItemDataRole.AccessibleTextRole)


def test_a_box_that_was_printed_empty_counts_as_completed_by_hand(dialog):
    items = next(items for head, items in groups(dialog).items() if head[0] == "+")
    by_label = {item.text(LABEL): (item.text(PAPER), item.text(RECORD)) for item in items}
    assert by_label["处理经过"] == ("–", "已约谈当班保安")


def test_it_says_which_print_it_is_and_that_nobody_signed(dialog):
    assert "P-03" in dialog.about.text()
    assert "2027年4月16日 18:50" in dialog.about.text()
    assert dialog.signed.text() == "还没有读到签字：按最近一次打印对照"


def test_it_says_who_signed_and_when(office, desk, dialog, record):
    print_id = office.one('SELECT "id" FROM "print"')
    sheet = next(one for one in BY_KEY["complaint"].form.sheets if one.number == "P-03")
    customer = next(box for box in boxes_of(BY_KEY["complaint"], sheet) if box.customer)
    desk.record_signatures(
        print_id, [SignatureRead(customer.box, "马小明", "儿子", datetime.date(2027, 4, 16))]
    )
    assert "马小明 (儿子) 2027-04-16" in dialog.signed.text()


def test_a_masked_phone_stays_masked(office, dressed, bus, record, dialog_of):
    for who in (office.lin, office.zhao):
        dialog = dialog_of(ComparingDialog(Desk(office.store, who), bus, record))
        found = groups(dialog).values()
        texts = [item.text(column) for items in found for item in items for column in (PAPER, RECORD)]
        assert not any("13800050603" in text for text in texts)
        assert texts.count("138****0603") == 2


def test_it_follows_the_record_while_it_is_open(office, dialog, record, desk):
    draft = desk.edit(desk.read().record(record))
    draft.put("content", "门岗保安三天态度生硬")
    desk.save(draft)
    assert [head for head in groups(dialog) if head[0] == "≠"] == []


# -- keys


def test_enter_goes_to_the_box_in_the_form(window, record, keys, qtbot):
    window.open(record)
    view = window.binders["complaint"].form
    keys.press(window, F11)
    (dialog,) = window.findChildren(ComparingDialog)
    assert dialog.isVisible()
    assert not dialog.isModal()
    keys.press(dialog, ENTER)
    assert view.sheet.here() == "content"
    qtbot.waitUntil(window.isActiveWindow)
    assert dialog.isVisible()
    dialog.close()


def test_from_elsewhere_the_record_is_opened_first(window, desk, record):
    dialog = open_comparison(desk, window.bus, record, window.tabs)
    dialog.list.jumped.emit("content")
    view = window.binders["complaint"].form
    assert view.snapshot.id == record
    assert view.sheet.here() == "content"
    dialog.close()


def test_the_same_comparison_is_opened_once(window, desk, record):
    first = open_comparison(desk, window.bus, record, window)
    assert open_comparison(desk, window.bus, record, window) is first
    first.close()


def test_a_record_without_paper_says_so(office, window, bus, keys):
    said: list[str] = []
    window.bus.said.connect(lambda text: said.append(SAID(text)))
    window.open(office.complaint("accepted"))
    keys.press(window, F11)
    assert window.findChildren(ComparingDialog) == []
    assert said[-1] == "这条记录还没有打印过，没有纸件可对照"


def test_the_menu_of_the_form_names_it_with_its_key(window, record):
    window.open(record)
    texts = [action.text() for action in window.binders["complaint"].form.actions_bar.more.menu().actions()]
    assert "纸件与记录对照\tF11" in texts


def test_without_a_scan_f12_says_so(dialog, bus, keys):
    said: list[str] = []
    bus.said.connect(lambda text: said.append(SAID(text)))
    assert not dialog.scan_button.isEnabled()
    dialog.show_scan()
    assert said == ["这张纸件还没有扫描"]


def test_f12_shows_the_pages_of_the_very_sheet(office, desk, dialog, record, keys, qtbot):
    sheet = printed(office, record)
    desk.file_scans(desk.judge_scans([scanned("signed.pdf", *sheet.stamps, content=sheet.pdf)]), "一号柜")
    dialog.read()
    assert dialog.scan_button.isEnabled()
    keys.press(dialog, Qt.Key.Key_F12)
    (pages,) = dialog.findChildren(PagesDialog)
    qtbot.waitUntil(lambda: pages.view.picture() is not None, timeout=30_000)
    assert pages.view.pages == 2
    assert not pages.view.picture().isNull()
    pages.close()
    dialog._lanes.wait()
    desk.scan_room.close()


def test_a_scan_that_was_hung_on_by_hand_is_shown_too(desk, dialog, record, qtbot):
    buffer = io.BytesIO()
    Image.new("RGB", (420, 594), "#c03030").save(buffer, "PNG")
    desk.attach_content(record, buffer.getvalue(), "scan.png", "scan")
    dialog.show_scan()
    (pages,) = dialog.findChildren(PagesDialog)
    qtbot.waitUntil(lambda: pages.view.picture() is not None, timeout=30_000)
    assert pages.view.pages == 1
    pages.close()
    dialog._lanes.wait()
    desk.scan_room.close()


def test_several_printed_sheets_are_offered_by_number(office, desk, bus, dialog_of, keys):
    plan(office)
    record = event(office, "recorded")
    for sheet in ("P-12", "P-13"):
        printed(office, record, sheet, user="su")
    dialog = dialog_of(ComparingDialog(desk, bus, record))
    assert [button.accessibleName() for button in dialog._names.buttons()] == ["P-13", "P-12"]
    assert dialog.found.sheet == "P-13"
    keys.press(dialog, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert dialog.found.sheet == "P-12"
    assert "P-12" in dialog.about.text()


def test_closed_it_is_gone(desk, record):
    gc.collect()
    gc.disable()
    try:
        dialog = ComparingDialog(desk, Bus(), record)
        dialog.show()
        gone = weakref.ref(dialog)
        dialog.close()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del dialog
        assert gone() is None
    finally:
        gc.enable()
