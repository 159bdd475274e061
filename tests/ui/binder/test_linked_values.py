"""What a form shows of other records, and its charts: at once when a link is chosen, never typed, never stored."""

from __future__ import annotations

import pytest

from custdesk.binders import ALL
from custdesk.record import through_of
from custdesk.sheet import Chart
from tests import desk_repairs
from ui.binder.chart_view import ChartView
from ui.binder.through_now import links_through, through_now


@pytest.fixture
def order(office):
    return desk_repairs.order(office, "finished", content="厨房龙头滴水")


def test_a_chosen_link_shows_what_it_leads_to_and_nothing_is_stored(form_of, desk, office, order):
    view = form_of("service_callback")
    view.open_draft(desk.new("service_callback", kind="monthly"))
    assert view.sheet.cells["content"].editor.toPlainText() == ""
    view.sheet.take_chosen("subject", order)
    assert view.sheet.cells["content"].editor.toPlainText() == "厨房龙头滴水"
    assert view.sheet.cells["worker"].editor.text() == "吴建平"
    assert "content" not in view.draft.values
    view.sheet.take_chosen("subject", None)
    assert view.sheet.cells["content"].editor.toPlainText() == ""
    view.sheet.take_chosen("subject", order)
    assert view.save(), view.problems.text()
    assert view.sheet.cells["content"].editor.toPlainText() == "厨房龙头滴水"


def test_a_phone_of_another_record_is_masked_and_what_is_hidden_stays_hidden(desk, office, order):
    desk.user = office.su
    draft = desk.new("service_callback", subject=order)
    assert str(through_now(desk, draft)["phone"]) == "138****5678"
    office.sql("UPDATE header SET visibility = ? WHERE id = ?", f",staff:{office.su.id},", order)
    assert set(through_now(desk, draft).values()) == {None}


def test_a_link_to_another_kind_of_record_shows_nothing(desk, office):
    draft = desk.new("service_callback", subject=office.complaint(phone="13800050603"))
    now = through_now(desk, draft)
    for name in ("requested_by", "phone"):  # a complaint has these too
        assert now.pop(name) is not None
    assert set(now.values()) == {None}


def test_a_saved_record_is_not_read_twice(desk, office, order):
    record = desk_repairs.callback(office, order)
    draft = desk.edit(desk.read().record(record))
    assert through_now(desk, draft) == {}
    assert links_through(draft) == {"subject"}


@pytest.mark.parametrize("record", [one for one in ALL if through_of(one)], ids=lambda one: one.form.key)
def test_nobody_types_into_what_belongs_to_another_record(form_of, desk, record):
    view = form_of(record.form.key)
    view.open_draft(desk.new(record.form.key))
    for name in through_of(record):
        assert not view.sheet.fillable(name), name
        assert view.sheet.cells[name].editor.accessibleName()


def _charts():
    return [
        (one, part)
        for one in ALL
        for sheet in one.form.sheets
        for part in sheet.parts
        if isinstance(part, Chart)
    ]


@pytest.mark.parametrize(("record", "part"), _charts(), ids=lambda one: getattr(one, "name", ""))
def test_a_chart_draws_its_lines_and_says_them_in_words(desk, qtbot, record, part):
    view = ChartView(desk, record, part)
    qtbot.addWidget(view)
    view.show_values({part.name: ()})
    assert view.isHidden()
    line = {part.label: None, **{name: place + 3 for place, name in enumerate(part.figures)}}
    view.show_values({part.name: (line, {**line, part.figures[0]: None})})
    assert not view.isHidden()
    assert len(view.bars) == 2
    assert view.bars[0].counts[0] == 3
    assert view.bars[1].counts[0] == 0
    assert "3" in view.accessibleDescription()
    assert bool(view.key) is (len(part.figures) > 1)
    view.resize(500, view.sizeHint().height())
    drawn = view.grab().toImage()
    ground = drawn.pixelColor(1, 1)
    assert any(
        drawn.pixelColor(x, y) != ground for x in range(0, 500, 5) for y in range(0, drawn.height(), 3)
    )


def test_the_keyboard_reaches_the_photos_after_the_box_above_them(form_of, desk, office, qtbot):
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    view = form_of("community_event")
    view.open_draft(desk.new("community_event"))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    assert view.sheet.before_photos is view.sheet.cells["text_record"].editor
    view.sheet.go_to("text_record")
    QTest.keyClick(view.focusWidget(), Qt.Key.Key_Tab)
    assert view.focusWidget() is view.files.add_photos


def test_the_history_says_what_became_of_a_file(desk, office, qtbot):
    from ui.binder.history import HistoryDialog

    record = office.complaint()
    office.store.attach(record, b"x", "现场.jpg", "photo", office.lin)
    one = office.values(record)["attachments"][0]["id"]
    office.store.describe_attachment(record, one, "卫生间", office.lin)
    office.store.remove_attachment(record, one, office.lin)
    dialog = HistoryDialog(desk, desk.read().record(record))
    qtbot.addWidget(dialog)
    tops = [dialog.tree.topLevelItem(place) for place in range(4)]
    assert [top.text(2) for top in tops[:3]] == ["已移除文件", "已修改说明", "已添加文件"]
    assert [tops[1].child(0).text(column) for column in (2, 3, 4)] == ["现场.jpg", "", "卫生间"]
