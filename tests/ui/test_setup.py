"""First run: nothing is made before the end, bad input says what to do, and the end is an office one can log in to."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from custdesk.clock import Clock
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.founding import HALF, stores_in
from custdesk.places import Places
from custdesk.store.checking import check_store
from custdesk.store.store import Store
from tests.desks import TODAY
from ui.recovery_code import RecoveryCode
from ui.setup import CODE, MANAGER, OFFICE, SAFETY, START, SetUp


@pytest.fixture
def where(tmp_path) -> Places:
    return Places(tmp_path / "data")


@pytest.fixture
def clock() -> Clock:
    return lambda: TODAY


@pytest.fixture
def setup(where, clock, shown):
    return shown(SetUp(where, clock))


def answer_all(setup, keys, second: str = "") -> None:
    """Fill every page in up to the code, Chinese as an input method commits it."""
    setup.new.click()
    setup.office.name.setFocus()
    keys.commit(setup, "翠湖花园管理处")
    setup.office.hotlines["duty_hotline"].setText("8812-0000")
    setup.next.click()
    setup.manager.name.setFocus()
    keys.commit(setup, "陈国栋")
    setup.manager.password.setText("bamboo")
    setup.manager.repeated.setText("bamboo")
    setup.next.click()
    setup.safety.second.setText(second)
    setup.next.click()


@pytest.mark.parametrize("modifier", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_enter_in_a_box_goes_on_or_says_what_is_missing(setup, keys, qtbot, modifier):
    setup.new.click()
    setup.office.name.setFocus()
    keys.press(setup, Qt.Key.Key_Return, modifier)
    qtbot.waitUntil(lambda: bool(setup.problems.text()))
    assert setup.pages.currentIndex() == OFFICE
    keys.commit(setup, "翠湖花园管理处")
    keys.press(setup, Qt.Key.Key_Return, modifier)
    qtbot.waitUntil(lambda: setup.pages.currentIndex() == MANAGER)


def test_enter_presses_the_first_questions_buttons(setup, keys):
    setup.new.setFocus()
    keys.press(setup, Qt.Key.Key_Return)
    assert setup.pages.currentIndex() == OFFICE


def test_a_small_screen_still_shows_the_buttons(setup):
    """1366 x 768 at 150 percent: the pages scroll, Back and Next stay."""
    setup.new.click()
    setup.resize(720, 440)
    assert setup.height() == 440
    assert setup.rect().contains(setup.next.mapTo(setup, setup.next.rect().bottomRight()))


def test_a_new_office_from_the_first_click_to_the_first_login(setup, where, clock, keys, qtbot, tmp_path):
    second = tmp_path / "usb"
    second.mkdir()
    answer_all(setup, keys, str(second))
    assert setup.pages.currentIndex() == CODE
    assert not setup.next.isEnabled()
    code = setup.code.code
    setup.code.tick.click()
    with qtbot.waitSignal(setup.opened) as opened:
        setup.next.click()
    assert opened.args == [where.default_store]
    assert where.store == where.default_store
    desk = Desk.open(where.default_store, clock)
    try:
        assert [(one.name, one.role) for one in desk.people()] == [("陈国栋", "office_manager")]
        assert desk.settings.text("office_name") == "翠湖花园管理处"
        assert desk.settings.text("duty_hotline") == "8812-0000"
        assert desk.store.own_setting("second_backup") == str(second)
        assert not desk.store.practice
        with pytest.raises(KnownError):
            desk.log_in("陈国栋", "")
        assert desk.log_in("陈国栋", "bamboo").name == "陈国栋"
        assert desk.recover(code.lower(), "willow").name == "陈国栋"
        with pytest.raises(KnownError):
            desk.recover(code, "willow")
    finally:
        desk.close()
    whole = b"".join(path.read_bytes() for path in where.data.rglob("*") if path.is_file())
    assert b"bamboo" not in whole
    assert code.encode() not in whole
    assert check_store(where.default_store).findings == []


def test_nothing_is_made_before_the_end(setup, where, keys, tmp_path):
    answer_all(setup, keys)
    assert not list(tmp_path.rglob("*"))
    setup.close()
    assert not list(tmp_path.rglob("*"))


@pytest.mark.parametrize(
    ("page", "spoil", "way"),
    [
        (OFFICE, lambda s: s.office.name.clear(), "office"),
        (MANAGER, lambda s: s.manager.name.clear(), "manager"),
        (MANAGER, lambda s: s.manager.password.setText("abc"), "4"),
        (MANAGER, lambda s: s.manager.repeated.setText("bambo"), "differ"),
        (SAFETY, lambda s: s.safety.second.setText("/nowhere/at/all"), "plug"),
    ],
)
def test_bad_input_says_what_to_do_and_stays(where, clock, shown, keys, page, spoil, way):
    setup = shown(SetUp(where, clock, language="en"))
    answer_all(setup, keys)
    while setup.pages.currentIndex() != page:
        setup.back.click()
    spoil(setup)
    setup.next.click()
    assert setup.pages.currentIndex() == page
    assert way in setup.problems.text()
    assert setup.problems.isVisible()


def test_there_is_no_default_password(setup, keys):
    setup.begin()
    assert setup.manager.password.text() == ""
    assert setup.manager.repeated.text() == ""


def test_going_back_loses_nothing(setup, keys):
    answer_all(setup, keys)
    code = setup.code.code
    for _page in range(CODE):
        setup.back.click()
    assert setup.pages.currentIndex() == START
    setup.new.click()
    assert setup.office.name.text() == "翠湖花园管理处"
    for _page in range(CODE - 1):
        setup.next.click()
    assert setup.code.code == code


def test_an_office_is_never_made_over_another(setup, where, clock, keys):
    where.default_store.parent.mkdir(parents=True)
    Store.open(where.default_store, clock, create=True).close()
    before = where.default_store.read_bytes()
    answer_all(setup, keys)
    assert setup.pages.currentIndex() == SAFETY
    assert setup.problems.isVisible()
    assert where.default_store.read_bytes() == before


def test_a_folder_that_cannot_be_written_is_said_at_the_end_and_the_answers_stay(setup, tmp_path, keys):
    answer_all(setup, keys)
    (tmp_path / "data").write_text("a file where the folder should be")
    setup.code.tick.click()
    setup.next.click()
    assert setup.problems.text()
    assert setup.pages.currentIndex() == CODE
    assert not list(tmp_path.rglob(HALF))


def test_a_cloud_folder_is_warned_of(setup, tmp_path, keys):
    answer_all(setup, keys)
    setup.back.click()
    setup.safety.folder.setText(str(tmp_path / "OneDrive" / "custdesk"))
    setup.next.click()
    assert setup.pages.currentIndex() == SAFETY
    assert setup.problems.isVisible()


def test_the_existing_folder_opens(setup, where, clock, tmp_path, qtbot):
    folder = tmp_path / "office folder"
    folder.mkdir()
    Store.open(folder / "office.sqlite", clock, create=True).close()
    assert stores_in(folder) == [folder / "office.sqlite"]
    with qtbot.waitSignal(setup.opened) as opened:
        setup.open_folder(str(folder))
    assert opened.args == [folder / "office.sqlite"]
    assert where.store == folder / "office.sqlite"


def test_an_empty_folder_and_one_with_two_stores_say_what_to_choose(setup, clock, tmp_path):
    setup.open_folder(str(tmp_path))
    assert setup.problems.isVisible()
    for name in ("a", "b"):
        Store.open(tmp_path / f"{name}.sqlite", clock, create=True).close()
    setup.open_folder(str(tmp_path))
    assert "a.sqlite" in setup.problems.text()
    assert "b.sqlite" in setup.problems.text()


def test_practice_is_one_click(setup, qtbot):
    with qtbot.waitSignal(setup.practise):
        setup.sample.click()


def test_the_language_may_be_changed_first(setup, keys):
    before = setup.title.text()
    setup.tongue.setCurrentIndex(setup.tongue.findData("en"))
    setup.tongue.activated.emit(setup.tongue.currentIndex())
    assert setup.title.text() != before
    assert setup.title.text() == "Welcome to the front desk"
    answer_all(setup, keys)
    assert setup.answers().settings["screen_language"] == "en"
    assert setup.answers().settings["paper_language"] == "zh_Hans"


def test_every_box_has_a_name(setup):
    from PySide6.QtWidgets import QComboBox, QLineEdit

    boxes = [*setup.findChildren(QLineEdit), *setup.findChildren(QComboBox)]
    assert len(boxes) > 10
    assert [
        box for box in boxes if not box.accessibleName() and box.objectName() != "qt_spinbox_lineedit"
    ] == []


def test_the_code_goes_onto_paper(setup, tmp_path, qtbot):
    shown = RecoveryCode(setup.say)
    qtbot.addWidget(shown)
    shown.show_code("ABCD-EFGH-JKMN-PQRS", "翠湖花园管理处", "陈国栋")
    shown.save_pdf(tmp_path / "code.pdf")
    import pypdfium2

    page = pypdfium2.PdfDocument(tmp_path / "code.pdf")[0]
    assert "ABCD-EFGH-JKMN-PQRS" in page.get_textpage().get_text_range()
    with pytest.raises(KnownError):
        shown.save_pdf(tmp_path / "no such folder" / "code.pdf")


def test_a_new_code_must_be_ticked_anew(setup):
    code = setup.code
    code.show_code("A", "", "")
    code.tick.setChecked(True)
    code.show_code("B", "", "")
    assert not code.tick.isChecked()
