"""S-02 again, through the real window: the receptionist's hands never leave the keyboard, and few keys do it.

Nothing is clicked and no widget is told to do anything; widgets are only asked what they show.
"""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtPrintSupport import QPrintDialog

from tests.desks import at, on
from tests.ui.conftest import Keys, _deliver_deletes  # noqa: F401 - an autouse fixture
from tests.ui.paper.conftest import FilePrinting
from ui.binder.form import FormView
from ui.key_overview import KeyOverview
from ui.main_window import MainWindow

ENTER, INS, TAB = Qt.Key.Key_Return, Qt.Key.Key_Insert, Qt.Key.Key_Tab
DOWN, PAGE_DOWN, PAGE_UP = Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
MOST = 30
GUARD = "门岗"
WORDS = "门岗保安对马先生态度生硬，由护卫班登记本转来"


@pytest.fixture
def printing(window, tmp_path):
    """The window's printing with a printer that was used before and writes a file."""
    settings = QSettings(str(tmp_path / "printers.ini"), QSettings.Format.IniFormat)
    found = FilePrinting(window.desk, window.bus, window.lanes, window, settings)
    found.folder = tmp_path
    window.errands._printing = found
    return found


class Hands:
    """The receptionist at the window: presses keys and looks at the screen."""

    def __init__(self, window: MainWindow, keys: Keys, active, qtbot) -> None:
        self.window, self.keys, self.active, self.qtbot = window, keys, active, qtbot

    @property
    def form(self) -> FormView:
        return self.window.binders["complaint"].form

    @property
    def state(self) -> str:
        return self.form.snapshot.state if self.form.snapshot else ""

    def stands_in(self, path: str) -> None:
        """Wait until the keyboard is in a box of the complaint's form."""
        self.active(self.window)
        self.qtbot.waitUntil(lambda: self.form.sheet is not None and self.form.sheet.here() == path)

    def press(self, key: Qt.Key, times: int = 1) -> None:
        for _each in range(times):
            self.keys.press(self.window, key)

    def ctrl(self, key: Qt.Key, times: int = 1) -> None:
        for _each in range(times):
            self.keys.ctrl(self.window, key)

    def alt(self, key: Qt.Key) -> None:
        self.keys.press(self.window, key, ALT)

    def type(self, text: str) -> None:
        self.keys.type(self.window, text)

    def commit(self, text: str) -> None:
        self.keys.commit(self.window, text)

    def save(self) -> None:
        self.ctrl(Qt.Key.Key_S)
        self.qtbot.waitUntil(lambda: self.form.draft is not None and not self.form.draft.dirty)

    def takes(self, key: Qt.Key, state: str) -> None:
        """Press a step's key and see the state it leads to."""
        self.alt(key)
        self.qtbot.waitUntil(lambda: self.state == state)

    # -- what she does -------------------------------------------------------------------------------------

    def take_in(self) -> None:
        """F2: 5-603, a complaint, its words; told by a colleague at 18:30; on to the complaint's form."""
        self.press(Qt.Key.Key_F2)
        panel, keys = self.window.intake, self.keys
        self.active(panel)
        keys.type(panel, "5-603")
        keys.press(panel, ENTER)
        keys.type(panel, "5")
        keys.commit(panel, WORDS)
        keys.press(panel, TAB)
        keys.type(panel, "5")
        keys.press(panel, ENTER)
        keys.type(panel, "1830")
        keys.ctrl(panel, ENTER)
        self.stands_in("nature")

    def accept(self) -> None:
        """General, category A, first heard by the guard; saved and accepted."""
        self.type("1")
        self.press(ENTER)
        self.type("1")
        self.ctrl(PAGE_UP)
        self.press(ENTER, 2)
        self.stands_in("received_by")
        self.commit(GUARD)
        self.save()
        self.takes(Qt.Key.Key_1, "accepted")

    def print_at_once(self, printing: FilePrinting) -> None:
        """Ctrl+P, then Shift+Enter on the preview; the keyboard comes back to the form."""
        self.ctrl(Qt.Key.Key_P)
        self.qtbot.waitUntil(lambda: printing.preview is not None)
        preview = printing.preview
        self.active(preview)
        with self.qtbot.waitSignal(preview.finished, timeout=20_000):
            self.keys.press(preview, ENTER, SHIFT)
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def try_in_vain(self) -> None:
        """Add one vain attempt to the table the keyboard is in: now, herself, why."""
        self.press(INS)
        self.type("=")
        self.press(ENTER)
        self.commit("林晓燕")
        self.press(ENTER)
        self.commit("无人接听")
        self.save()


@pytest.fixture
def hands(window, keys, active, qtbot):
    return Hands(window, keys, active, qtbot)


@pytest.mark.scenario("S-02")
def test_from_f2_to_the_printed_complaint_form(hands, printing, office, tmp_path):
    hands.take_in()
    hands.accept()
    hands.print_at_once(printing)

    # GUARD is the only text committed that is not the complaint's: by pinyin initials a key a letter and the space
    counted = hands.keys.pressed
    whole = counted + len(GUARD) + 1
    told = f"{counted} keys from F2 to the printed form ({whole} with the guard's name by pinyin initials)"
    assert whole <= MOST, told
    assert (counted, whole) == (26, 29), told

    assert (tmp_path / "paper.pdf").read_bytes().startswith(b"%PDF")
    values = office.values(hands.form.snapshot.id)
    assert office.sql('SELECT "record", "sheet", "pages" FROM "print"') == [(values["id"], "P-03", 2)]
    assert (values["received_at"], values["passed_to_office_at"]) == (at("04-16 18:30"), at("04-16 18:50"))
    assert (values["received_by"], values["channel"], values["content"]) == (GUARD, "oral", WORDS)
    assert (values["nature"], values["category"], values["due_at"]) == (
        "general",
        "attitude_or_quality",
        at("04-20 00:00"),
    )
    assert (values["complainant"], values["unit"]) == (office.resident("马先生"), office.unit("5-603"))
    entry = office.values(values["source"])
    assert (entry["occurred_at"], entry["channel"], entry["linked_record"]) == (
        at("04-16 18:30"),
        "internal",
        values["id"],
    )


@pytest.mark.scenario("S-02")
def test_to_the_close_and_found_again(hands, printing, office, clock, window, active, qtbot):
    hands.take_in()
    hands.accept()
    hands.print_at_once(printing)
    complaint = hands.form.snapshot.id

    # The next step needs the department, and there the keyboard is. Lead and handler are QC; the customer was told.
    hands.stands_in("handler_kind")
    hands.type("2")
    hands.press(ENTER)
    hands.type("2")
    hands.press(ENTER)
    hands.commit("质管部")
    hands.ctrl(PAGE_DOWN, 2)
    hands.stands_in("papers")
    hands.ctrl(DOWN)
    hands.type("=")
    hands.press(ENTER)
    hands.commit("林晓燕")
    hands.press(ENTER)
    hands.type("y")
    hands.save()
    hands.takes(Qt.Key.Key_1, "handling")

    # One step too early: Ctrl+Z takes it back, though the keyboard is in a box for text; then it is taken again.
    hands.stands_in("handling")
    hands.ctrl(Qt.Key.Key_Z)
    qtbot.waitUntil(lambda: hands.state == "accepted")
    assert office.values(complaint)["handler"] == "质管部"
    hands.takes(Qt.Key.Key_1, "handling")

    # 17 April: the information note to QC. Enter adds a line and walks through it.
    clock.set("04-17 09:00")
    hands.ctrl(PAGE_DOWN, 2)
    hands.press(ENTER)
    hands.stands_in("papers.0.kind")
    hands.type("6")
    hands.press(ENTER)
    hands.commit("联2027-031")
    hands.press(ENTER)
    hands.commit("周敏")
    hands.press(ENTER)
    hands.type("=")
    hands.press(ENTER, 3)
    hands.stands_in("papers")
    hands.save()
    (note,) = office.values(complaint)["papers"]
    assert (note["kind"], note["approved_on"]) == ("information_note", on("04-17"))

    # 18 April: handled. The step says what it lacks, and the keyboard is there.
    clock.set("04-18 11:00")
    hands.alt(Qt.Key.Key_2)
    hands.stands_in("handling")
    hands.commit("质管部约谈当班保安并调看录像，情况属实")
    hands.ctrl(ENTER)
    hands.stands_in("handled_at")
    hands.type("=")
    hands.takes(Qt.Key.Key_2, "handled")
    hands.stands_in("cause_analysis")

    # Three attempts on 18 and 19 April: the table is five rows down the back of the form.
    hands.ctrl(PAGE_DOWN)
    hands.ctrl(DOWN, 5)
    hands.stands_in("contact_attempts")
    for when in ("04-18 15:00", "04-18 19:30", "04-19 10:00"):
        clock.set(when)
        hands.try_in_vain()
        hands.stands_in("contact_attempts")
    tried = office.values(complaint)["contact_attempts"]
    assert [(row["at"], row["by"]) for row in tried] == [
        (at(when), office.lin.id) for when in ("04-18 15:00", "04-18 19:30", "04-19 10:00")
    ]

    # 19 April: closing. Refused, the keyboard stands in the first box named; pressed again, in the next.
    clock.set("04-19 16:00")
    hands.alt(Qt.Key.Key_2)
    hands.stands_in("cause_analysis")
    for words in ("新到岗保安未受礼仪培训", "上岗前礼仪培训并考核", "护卫班重新培训"):
        hands.commit(words)
        hands.ctrl(ENTER)
    hands.alt(Qt.Key.Key_2)
    hands.stands_in("customer_satisfied")
    hands.type("6")
    hands.alt(Qt.Key.Key_2)
    hands.stands_in("signed_by_customer_name")
    hands.press(ENTER, 3)
    hands.type("2")
    hands.takes(Qt.Key.Key_2, "closed")
    hands.stands_in("handed_over_at")  # every box above is locked
    values = office.values(complaint)
    assert (values["closed_at"], values["no_signature_reason"]) == (on("04-19"), "unreachable")
    assert (values["cause_analysis"], values["customer_satisfied"]) == (
        "新到岗保安未受礼仪培训",
        "not_reached",
    )

    # The workbench owes the hand-over by the 22nd.
    hands.ctrl(Qt.Key.Key_1)
    said = [row.said for row in window.workbench.list.matters.rows]
    assert any("TS-2027-0001" in line and "04-22 周四 24:00" in line for line in said), said

    # Found again by words, from the workbench; the keyboard is in its form, and F6 walks list, form and card.
    hands.ctrl(Qt.Key.Key_K)
    active(window.search)
    hands.keys.commit(window.search, "马先生 生硬")
    hands.keys.press(window.search, DOWN)  # the entry stands above its complaint
    hands.keys.press(window.search, ENTER)
    hands.stands_in("handed_over_at")
    assert hands.form.snapshot.id == complaint
    view = window.binders["complaint"]
    for place in (view.card.records, view.table, hands.form.sheet.cells["handed_over_at"].editor):
        hands.press(Qt.Key.Key_F6)
        assert place.hasFocus()
    hands.press(Qt.Key.Key_F6, 2)
    hands.keys.press(window, Qt.Key.Key_F6, SHIFT)
    assert view.card.records.hasFocus()


@pytest.mark.scenario("S-02")
def test_enter_on_the_preview_opens_the_print_dialog(hands, printing, active, qtbot):
    hands.take_in()
    hands.accept()
    hands.ctrl(Qt.Key.Key_P)
    qtbot.waitUntil(lambda: printing.preview is not None)
    active(printing.preview)
    hands.keys.press(printing.preview, ENTER)
    qtbot.waitUntil(
        lambda: isinstance(printing.asking, QPrintDialog) and printing.asking.isVisible(), timeout=20_000
    )
    assert hands.keys.pressed == 26
    hands.keys.press(printing.asking, Qt.Key.Key_Escape)
    hands.keys.press(printing.preview, Qt.Key.Key_Escape)
    qtbot.waitUntil(hands.window.isActiveWindow)
    hands.stands_in("handler_kind")


def test_f1_names_the_keys_of_the_form(hands):
    hands.take_in()
    hands.accept()
    hands.press(Qt.Key.Key_F1)
    overview = hands.window.findChild(KeyOverview)
    said = " ".join(label.text() for label in overview.findChildren(type(hands.form.title)))
    for key in (
        "Ctrl+S",
        "Ctrl+P",
        "Alt+0",
        "Alt+1",
        "Ctrl+Down",
        "Ctrl+PgUp",
        "Ins",
        "Ctrl+Del",
        "F6",
        "Ctrl+F",
        "Ctrl+N",
        "=",
    ):
        assert key in said.split(), key
    hands.keys.press(overview, Qt.Key.Key_Escape)
