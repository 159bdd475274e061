"""A tab of several forms: counts that tell, keys that change, and nothing built that nobody looks at."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from custdesk.binders import ALL, BY_KEY, SHELVES
from ui.binder.shelf import Shelf, open_filter
from ui.binder.view import BinderView
from ui.paper.blanks import BlankDialog

ALT = Qt.KeyboardModifier.AltModifier
KEYS = ("duty_log", "complaint", "unit")


@pytest.fixture
def shelf(desk, bus, qtbot):
    shelf = Shelf(desk, bus, [BinderView(desk, bus, BY_KEY[key]) for key in KEYS])
    qtbot.addWidget(shelf)
    shelf.resize(1100, 600)
    return shelf


@pytest.fixture
def seen(shelf, qtbot):
    shelf.build()
    with qtbot.waitExposed(shelf):
        shelf.show()
    shelf.activateWindow()
    qtbot.waitUntil(shelf.isActiveWindow)
    return shelf


def built(shelf: Shelf) -> list[str]:
    return [view.record.form.key for view in shelf.views if view.layout() is not None]


def test_nothing_is_built_before_the_tab_is_opened(shelf):
    assert built(shelf) == []
    assert shelf.buttons == []
    shelf.show()
    assert built(shelf) == ["duty_log"]
    assert len(shelf.buttons) == len(KEYS)


def test_only_what_is_shown_is_built(seen):
    assert built(seen) == ["duty_log"]
    seen.show_view(seen.views[2])
    assert built(seen) == ["duty_log", "unit"]
    assert seen.current is seen.views[2]


def test_keys_change_the_form_and_the_keyboard_goes_along(seen):
    seen.setFocus()
    for wanted in ("complaint", "unit", "duty_log"):
        QTest.keyClick(seen.window().focusWidget(), Qt.Key.Key_PageDown, ALT)
        assert seen.current.record.form.key == wanted
        assert seen.current.table.hasFocus()
        assert [button.isChecked() for button in seen.buttons] == [
            view is seen.current for view in seen.views
        ]
    QTest.keyClick(seen.window().focusWidget(), Qt.Key.Key_PageUp, ALT)
    assert seen.current.record.form.key == "unit"


def test_the_keys_work_inside_a_form_too_and_keep_its_words(seen, desk):
    view = seen.views[1]
    seen.show_view(view)
    view.new_record()
    view.form.sheet.go_to("content")
    view.form.sheet.take_typed("content", "漏水")
    QTest.keyClick(seen.window().focusWidget(), Qt.Key.Key_PageDown, ALT)
    assert seen.current.record.form.key == "unit"
    QTest.keyClick(seen.window().focusWidget(), Qt.Key.Key_PageUp, ALT)
    assert view.form.draft.values["content"] == "漏水"


def test_it_counts_what_is_open_and_what_is_late_and_says_it_in_words(seen, desk, office, clock):
    office.complaint()
    office.complaint("verified")
    button = seen.buttons[1]
    desk.tell(_touching(desk))
    assert (button.open, button.late) == (1, 0)
    assert button.toolTip() == "顾客来访/投诉处理单：未结1"
    clock.set("2027-04-30 10:00")
    seen.count()
    assert (button.open, button.late) == (1, 1)
    assert button.text() == "投诉 1 ▲1"
    assert button.toolTip() == "顾客来访/投诉处理单：未结1，逾期1"
    assert button.accessibleDescription() == button.toolTip()


def _touching(desk):
    from custdesk.store.answers import Changes

    return Changes(records=((0, "complaint"),))


def test_registers_are_not_counted(seen, office):
    seen.count()
    assert seen.buttons[2].text() == "房屋"


def test_a_hidden_record_is_not_counted(shelf, desk, office):
    desk.user = office.su
    office.complaint(accused_staff=office.su.id)
    shelf.build()
    shelf.count()
    assert shelf.buttons[1].open == 0
    desk.user = office.zhou
    shelf.count()
    assert shelf.buttons[1].open == 1


def test_changes_of_other_forms_count_nothing_and_hidden_shelves_wait(
    shelf, desk, office, monkeypatch, qtbot
):
    counted = []

    def count(self: Shelf) -> None:
        counted.append(self)

    monkeypatch.setattr(Shelf, "count", count)
    shelf.hear(_of("staff"))
    shelf.hear(_of("complaint"))
    assert counted == []
    shelf.show()
    assert counted == [shelf]


def _of(key: str):
    from custdesk.store.answers import Changes

    return Changes(records=((1, key),))


def test_open_means_what_the_form_says():
    assert open_filter(BY_KEY["unit"]) is None
    assert set(open_filter(BY_KEY["duty_log"]).states) == {"open", "followed_up"}


# -- in the window -----------------------------------------------------------------------------------------


def test_every_form_lies_on_one_tab_and_every_shelf_stands_in_its_place(window):
    on_shelves = [view for shelf in window.shelves.values() for view in shelf.views]
    alone = [window.tabs.widget(place) for place in range(window.tabs.count())]
    alone = [view for view in alone if isinstance(view, BinderView)]
    assert {view.record for view in (*on_shelves, *alone)} == set(ALL)
    assert len(on_shelves) + len(alone) == len(ALL)
    assert list(window.shelves) == [key for key in SHELVES if key in window.shelves]


def test_a_record_opens_on_its_shelf(window, office, qtbot):
    shelf = next(shelf for shelf in window.shelves.values() if len(shelf.views) > 1)
    assert built(shelf) == []
    key = shelf.views[-1].record.form.key
    wanted = {"customer": office.resident("马先生"), "unit": office.unit("5-603"), "duty_shift": office.shift}
    assert key in wanted, "name a record of the shelf's last form here"
    window.open(wanted[key])
    assert window.tabs.currentWidget() is shelf
    assert shelf.current.record.form.key == key
    assert shelf.current.form.snapshot.id == wanted[key]
    assert built(shelf) == [key]


def test_ctrl_and_a_figure_goes_to_the_tab_and_its_list_gets_the_keyboard(window, keys):
    place = window.tabs.indexOf(next(iter(window.shelves.values())))
    keys.ctrl(window, Qt.Key(int(Qt.Key.Key_1) + place))
    shelf = window.tabs.currentWidget()
    assert shelf.current.table.hasFocus()


def test_drafts_on_every_shelf_are_kept_at_closing(window, desk):
    shelf = next(
        shelf for shelf in window.shelves.values() if "unit" in [v.record.form.key for v in shelf.views]
    )
    view = window.binders["unit"]
    window.turn_to(view)
    assert shelf.current is view
    view.new_record()
    view.form.sheet.take_typed("room", "1902")
    window.turn_to(window.binders["duty_shift"])
    window.keep_drafts()
    assert [kept.form for kept in desk.kept_drafts()] == ["unit"]


def test_empty_forms_of_every_kind_are_printed_from_its_list(window, qtbot):
    view = window.binders["community_event"]
    window.turn_to(view)
    texts = [action.text() for action in _list_menu(view)]
    assert "打印空白表单…" in texts
    next(one for one in _list_menu(view) if one.text() == "打印空白表单…").trigger()
    (asking,) = window.findChildren(BlankDialog)
    QTest.keyClick(asking, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.errands.printing.preview is not None)
    preview = window.errands.printing.preview
    assert preview.job.record is view.record
    assert preview.job.blanks > 1
    qtbot.waitUntil(lambda: bool(preview.pdf), timeout=20_000)
    preview.close()
    unit = window.binders["unit"]
    window.turn_to(unit)
    assert "打印空白表单…" not in [action.text() for action in _list_menu(unit)]


def _list_menu(view):
    from PySide6.QtWidgets import QToolButton

    more = next(one for one in view.findChildren(QToolButton) if one.text() == "⋯")
    return more.menu().actions()


def test_every_form_lies_on_a_shelf_and_the_duty_log_first_on_the_first(window):
    """A form without one would stand behind all the tabs, out of reach of Ctrl and a digit."""
    assert [record.form.key for record in ALL if record.form.shelf not in SHELVES] == []
    shelf = next(iter(window.shelves.values()))
    assert shelf.views[0].record.form.key == "duty_log"
