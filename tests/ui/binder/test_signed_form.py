"""The form of a record of which a sheet was signed: what it printed only shows, says why, and is corrected with a reason."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.rules.signed_paper import SignatureRead
from tests.desk_events import event
from tests.desk_signed import print_sheet, read_boxes, signature
from ui.binder.asking import ReasonDialog

MA = "马先生"
CORRECT = "更正为新版次"


@pytest.fixture
def signed(office) -> int:
    """A handled complaint whose sheet the customer signed; its cause was printed empty."""
    record = office.complaint(
        "handled", progress=({"at": office.clock.now, "by": office.lin.id, "text": "已派人"},)
    )
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    return record


def offered(view) -> list[str]:
    return [action.text() for action in view.actions_bar._menu.actions() if CORRECT in action.text()]


@pytest.mark.rule("R-009")
def test_what_was_printed_only_shows_and_the_head_says_why(desk, form_of, signed, typing):
    view = form_of("complaint")
    view.open_record(signed)
    cells = view.sheet.cells
    assert cells["handling"].editor.isReadOnly()
    assert not cells["cause_analysis"].editor.isReadOnly()
    assert f"{MA}" in view.flow.text()
    assert "2027年4月16日" in view.flow.text()
    assert offered(view)
    typing(cells["cause_analysis"].editor, "新员工不熟悉规范")
    assert view.save()
    assert desk.read().record(signed).values["cause_analysis"] == "新员工不熟悉规范"
    assert desk.read().record(signed).edition == 1


def test_an_unsigned_record_is_open_and_offers_no_correction(desk, form_of, office):
    record = office.complaint("handled")
    print_sheet(office, record)
    view = form_of("complaint")
    view.open_record(record)
    assert not view.sheet.cells["handling"].editor.isReadOnly()
    assert not offered(view)
    read_boxes(office, 1, signature("signatures.2", "林晓燕"))
    view.reload()
    assert view.sheet.cells["handling"].editor.isReadOnly()
    assert offered(view)


@pytest.mark.rule("R-009")
def test_corrected_with_a_reason_it_is_a_new_edition(office, form_of, desk, signed, bus):
    desk.user = office.zhou
    view = form_of("complaint")
    view.open_record(signed)
    view.correct()
    dialog = view.findChild(ReasonDialog)
    dialog.answered.emit("改错字")
    dialog.close()
    editor = view.sheet.cells["handling"].editor
    assert not editor.isReadOnly()
    view.draft.put("handling", "已约谈当班保安甲")
    assert view.save()
    assert desk.read().record(signed).edition == 2
    assert "第2版" in view.title.text()
    assert view.sheet.cells["handling"].editor.isReadOnly()


def test_lines_that_grow_take_another(form_of, signed):
    view = form_of("complaint")
    view.open_record(signed)
    assert "progress" in view._locks[0].fields, "what stands there stays"
    progress = view.sheet.cells["progress"].editor
    assert not progress._add.isHidden()


def test_the_form_hears_of_a_signature_read_elsewhere(office, form_of, bus, desk: Desk):
    record = office.complaint("handled")
    one = print_sheet(office, record)
    view = form_of("complaint")
    view.open_record(record)
    bus.changed.connect(view.hear)
    desk.record_signatures(one, [SignatureRead("signatures.1", MA, "", office.clock.now.date())])
    assert view.sheet.cells["handling"].editor.isReadOnly()
    assert MA in view.flow.text()


@pytest.mark.rule("R-009")
def test_a_photo_on_a_signed_sheet_says_why_it_stays_and_goes_with_a_reason(office, form_of, desk):
    record = event(office, "held")
    office.store.attach(record, b"one", "灯谜.jpg", "photo", office.su)
    one = print_sheet(office, record, "P-12")
    read_boxes(office, one, signature("signatures.1", "陈国栋"), user=office.su)
    office.store.attach(record, b"two", "合影.jpg", "photo", office.su)
    desk.user = office.zhou
    view = form_of("community_event")
    view.open_record(record)
    shown, later = view.files.cards
    assert "陈国栋" in shown.why_locked
    assert "照片" in shown.why_locked
    assert not later.why_locked
    view.files.remove(shown)
    assert len(view.files.cards) == 2
    view.correct()
    dialog = view.findChild(ReasonDialog)
    dialog.answered.emit("照片里有孩子")
    dialog.close()
    shown = view.files.cards[0]
    assert not shown.why_locked
    view.files.remove(shown)
    assert [card.one["name"] for card in view.files.cards] == ["合影.jpg"]
    assert desk.read().record(record).edition == 2
    view.files.thumbnails.wait()
