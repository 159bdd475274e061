"""What the eye needs: nothing cut in list, form or question; a form begins at its head; narrow windows stay usable."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QPushButton, QWidget

from custdesk.binders import ALL, BY_KEY
from custdesk.language import N_
from custdesk.problem import Problem
from ui.binder.asking import ConflictDialog
from ui.binder.form_head import one_a_box
from ui.binder.table import RecordTable, RecordTableView
from ui.binder.view import NARROWEST_FORM, ROOM_FOR_CARD, BinderView
from ui.flow_layout import FlowLayout
from ui.words import in_column


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_no_column_is_cut_at_the_edge_of_the_list(desk, qtbot, record):
    view = RecordTableView(RecordTable(desk, record))
    qtbot.addWidget(view)
    for width in (480, 700, 1300):
        view.resize(width, 300)
        view.share_widths()
        edges = [
            view.columnViewportPosition(n) + view.columnWidth(n) for n in range(view.model().columnCount())
        ]
        assert view.viewport().width() - max(edge for edge in edges if edge <= view.viewport().width()) < 12
        for place, (need, _words) in enumerate(view.model().needs(view.fontMetrics())):
            assert view.columnWidth(place) >= need


def test_columns_drawn_by_hand_stay(desk, qtbot):
    view = RecordTableView(RecordTable(desk, BY_KEY["complaint"]))
    qtbot.addWidget(view)
    view.resize(700, 300)
    view.show()
    view.horizontalHeader().resizeSection(2, 300)
    view.resize(900, 300)
    assert view.columnWidth(2) == 300


def test_buttons_go_on_in_the_next_line_and_none_is_cut(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    line = FlowLayout(whole)
    buttons = [QPushButton("质管部验证未通过 Alt+2") for _ in range(5)]
    for button in buttons[:4]:
        line.insertWidget(line.count(), button)
    line.add_right(buttons[4])
    whole.show()
    for width in (2000, 500, 250):
        line.setGeometry(QRect(0, 0, width, line.heightForWidth(width)))
        assert all(button.width() >= button.sizeHint().width() for button in buttons)
        assert all(button.geometry().right() < width for button in buttons)
        places = {(button.x(), button.y()) for button in buttons}
        assert len(places) == 5
    line.setGeometry(QRect(0, 0, 2000, 40))
    assert buttons[4].geometry().right() > 1900
    line.removeWidget(buttons[4])
    assert line.count() == 4


def test_another_form_begins_at_its_head(desk, form_of, office):
    first, second = office.complaint(), office.complaint()
    view = form_of("complaint")
    view.open_record(first)
    bar = view._scroll.verticalScrollBar()
    bar.setRange(0, 2000)
    bar.setValue(900)
    view.open_record(first)
    assert bar.value() == 900
    view.open_record(second)
    assert bar.value() == 0


def test_a_box_is_complained_of_once():
    whole = (
        Problem(N_("Save"), "content"),
        Problem(N_("Print"), "content"),
        Problem(N_("Find")),
        Problem(N_("Lock")),
    )
    assert one_a_box(whole) == [whole[0], *whole[2:]]


def test_a_long_name_is_shown_from_its_beginning_with_the_whole_as_tooltip(desk, form_of, office):
    record_id = office.complaint(complainant="阿卜杜拉赫曼江·买买提明阿吉伊敏诺夫斯基")
    view = form_of("complaint")
    view.open_record(record_id)
    editor = view.sheet.cells["complainant"].editor
    assert editor.cursorPosition() == 0
    assert editor.toolTip() == editor.text()
    assert len(view.sheet.cells["received_at"].editor.text()) == 16
    moment = view.sheet.cells["received_at"].editor
    assert moment.minimumWidth() >= moment.fontMetrics().horizontalAdvance(moment.text())


def test_long_words_in_conflict_wrap(desk, form_of, office, qtbot):
    from custdesk.store.answers import Conflict

    record_id = office.complaint(content="楼上夜里吵闹。" * 100)
    view = form_of("complaint")
    view.open_record(record_id)
    view.draft.put("content", "保安态度恶劣。" * 100)
    seen = desk.read().record(record_id)
    dialog = ConflictDialog(
        desk, view.draft, seen, Conflict(record_id, 1, {"content"}, {"content"}, "周敏"), view
    )
    assert dialog.sizeHint().width() < 1000
    dialog.close()


def test_a_narrow_window_leaves_the_room_to_list_and_form(desk, bus, qtbot):
    view = BinderView(desk, bus, BY_KEY["complaint"])
    qtbot.addWidget(view)
    view.resize(ROOM_FOR_CARD - 100, 500)
    view.build()
    view.show()
    assert view.card.isHidden()
    view.resize(ROOM_FOR_CARD + 200, 500)
    assert not view.card.isHidden()


def test_names_of_two_and_three_letters_stand_in_columns():
    names = ["周敏", "林晓燕", "阿不都热依木·买买提明"]
    assert [in_column(name, names) for name in names] == [
        "周敏　　　",
        "林晓燕　　",
        "阿不都热依木·买买提明　",
    ]


def test_a_record_found_elsewhere_stays_open_when_the_list_gets_the_keyboard(desk, bus, office, qtbot):
    outside, _other = office.complaint("closed"), office.complaint()
    view = BinderView(desk, bus, BY_KEY["complaint"])
    qtbot.addWidget(view)
    view.build()
    view.show()
    assert view.model.row_of(outside) < 0  # the list shows what is open
    view.table.selectRow(0)  # what Qt does when the list gets the keyboard
    view.open_record(outside)
    qtbot.wait(120)
    assert view.form.snapshot.id == outside
    assert not view.table.selectionModel().hasSelection()


def test_the_list_marks_the_record_that_was_saved_not_the_one_chosen_before(desk, bus, office, qtbot):
    view = BinderView(desk, bus, BY_KEY["staff"])
    qtbot.addWidget(view)
    view.show()
    desk.user = office.chen
    view.open_record(office.chen.id)
    view.new_record()
    view.form.sheet.take_typed("name", "阿明")
    assert view.form.save()
    chosen = view.model.record_id(view.table.currentIndex().row())
    assert chosen == view.form.snapshot.id != office.chen.id


def test_an_empty_list_says_what_to_do(desk, bus, office, qtbot):
    view = BinderView(desk, bus, BY_KEY["complaint"])
    qtbot.addWidget(view)
    view.build()
    view.show()
    view.use_filter(view._filters[0].wanted)
    assert view.table._empty == "“未结”中没有单据，按0查看全部"
    view.use_filter(view._filters[-1].wanted)
    assert view.table._empty == "还没有顾客来访/投诉处理单，按Ctrl+N新建"
    assert view.table.accessibleDescription() == view.table._empty
    office.complaint()
    view.hear(_changed("complaint"))
    assert view.table._empty == ""
    view.words.setText("没有这样的话")
    view._search()
    assert "Esc" in view.table._empty
    assert not view.table.grab().isNull()


def _changed(key: str):
    from custdesk.store.answers import Changes

    return Changes(1, ((1, key),))


def test_a_list_that_counts_lines_or_photos_reads_them(desk, office):
    from tests import desk_events

    record = desk_events.event(office, "held")
    office.store.attach(record, b"x", "x.jpg", "photo", office.su)
    model = RecordTable(desk, BY_KEY["community_event"])
    model.refresh()
    column = [one.name for one in model.columns].index("photo_count")
    assert model.data(model.index(0, column)) == "1"


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_every_form_fits_the_narrowest_window_without_being_pushed_sideways(desk, form_of, record):
    view = form_of(record.form.key)
    view.open_draft(desk.new(record.form.key))
    bar = view._scroll.verticalScrollBar().sizeHint().width()
    assert view.sheet.minimumSizeHint().width() <= NARROWEST_FORM - bar
