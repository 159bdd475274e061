"""Tables in a form: read only as plain words, in bands where they are wide; what the program still fills in says so."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from custdesk.binders import BY_KEY
from custdesk.sheet import Chart
from tests import desk_events
from tests.desk_field import finished
from ui.binder.actions import StepButton
from ui.binder.form_head import usual_step
from ui.binder.line_columns import in_bands
from ui.binder.lines_view import LinesView
from ui.binder.sheet_rows import sections_of
from ui.flow_layout import FlowLayout


def labels(lines: LinesView, part: str) -> list[QLabel]:
    found = (lines._grid.itemAt(place).widget() for place in range(lines._grid.count()))
    return [one for one in found if one.objectName().endswith(f".{part}")]


def test_columns_go_below_each_other_only_where_they_must():
    assert in_bands([100, 100, 100], 312, 6) == 3
    assert in_bands([100, 100, 100], 311, 6) == 2
    assert in_bands([50, 50, 300, 50], 200, 0) == 1
    assert in_bands([10, 90, 10, 90], 100, 0) == 2
    assert in_bands([500], 100, 0) == 1


def test_lines_nobody_can_change_are_words_without_the_codes_of_a_choice(desk, form_of, office):
    plan = desk_events.plan(office, "in_force")
    view = form_of("event_plan")
    view.open_record(plan)
    lines = view.sheet.cells["lines"].editor
    assert labels(lines, "quarter")[0].text() == "第一季度"
    assert labels(lines, "quarter")[0].alignment() & Qt.AlignmentFlag.AlignLeft
    assert labels(lines, "budget")[0].alignment() & Qt.AlignmentFlag.AlignRight
    assert not lines._add.isVisible()


def test_what_the_program_fills_in_says_so_and_an_empty_table_says_that(desk, form_of, office):
    view = form_of("callback_sample")
    view.open_draft(desk.new("callback_sample"))
    assert view.sheet.cells["results"].editor._none.text() == "保存后由程序填写"
    assert view.sheet.cells["results"].editor._none.isVisible()
    closed = form_of("complaint")
    closed.open_record(office.complaint("handed_over"))
    assert closed.sheet.cells["extensions"].editor._none.text() == "无"
    new = form_of("complaint")
    new.open_draft(desk.new("complaint"))
    assert not new.sheet.cells["extensions"].editor._none.isVisible()


def test_a_wide_table_stands_in_bands_and_never_pushes_the_form_sideways(desk, form_of, office, clock, qtbot):
    finished(office, "04-06 11:30")
    clock.set("2027-04-13 09:00")
    sample = office.save("callback_sample", office.lin)
    view = form_of("callback_sample")
    view.open_record(sample)
    lines = view.sheet.cells["results"].editor
    side_by_side = []
    for width in (1500, 520):
        view.resize(width, 900)
        qtbot.waitUntil(lambda: lines._side_by_side == lines._fitting())
        qtbot.wait(20)
        side_by_side.append(lines._side_by_side)
        assert view._scroll.horizontalScrollBar().maximum() == 0
    assert side_by_side[0] > side_by_side[1]
    assert len(labels(lines, "order")) == 1


def test_a_sentence_of_the_program_is_shown_whole(desk, form_of, office, clock):
    finished(office, "04-06 11:30")
    clock.set("2027-04-13 09:00")
    view = form_of("callback_sample")
    view.open_record(office.save("callback_sample", office.lin))
    said = view.sheet.cells["method"].editor
    assert "SHA-256" in said.toPlainText()
    assert said.isReadOnly()
    assert said.height() >= said.fontMetrics().lineSpacing() * 2


def test_a_chart_stands_once_though_two_sheets_draw_it():
    charts = [
        item for section in sections_of(BY_KEY["complaint_summary"]) for item in section.items
        if isinstance(item, Chart)
    ]  # fmt: skip
    assert len(charts) == len({(one.name, one.label) for one in charts}) == 2


def test_the_usual_next_step_stands_out(desk, form_of, office):
    view = form_of("complaint")
    view.open_record(office.complaint("handling"))
    steps = [one for one in view.actions_bar.findChildren(StepButton) if one.isVisible()]
    bold = [one.step.name for one in steps if one.property("main")]
    assert bold == [usual_step(view.record.form.flow, "handling").name] == ["finish"]
    assert len(steps) > 1


def test_counting_again_leads_nowhere():
    flow = BY_KEY["complaint_summary"].form.flow
    assert usual_step(flow, "draft").target != "draft"


def test_a_voided_form_offers_no_photos(desk, form_of, office):
    record = office.complaint()
    view = form_of("complaint")
    view.open_record(record)
    assert view.files.bar.isVisible()
    assert "拖" in view.files.empty.text()
    office.step(record, "void", office.chen, reason="重复登记")
    view.open_record(record)
    assert view.files.bar.isHidden()
    assert view.files.empty.text() == "没有照片和附件"


def test_print_and_more_stay_together_at_the_right_of_the_last_line(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    line = FlowLayout(whole)
    buttons = [QPushButton(f"办结第{n}步 Alt+{n}") for n in range(6)]
    for button in buttons[:4]:
        line.addWidget(button)
    for button in buttons[4:]:
        line.add_right(button)
    whole.show()
    one, gap = buttons[0].sizeHint().width(), line.spacing()
    for room in (4.5, 3.2):
        width = int(one * room + gap * 4)
        line.setGeometry(whole.rect().adjusted(0, 0, width - whole.width(), 0))
        assert buttons[4].y() == buttons[5].y() > buttons[0].y()
        edge = width - line.contentsMargins().right()
        assert edge - 3 <= buttons[5].geometry().right() + 1 <= edge
