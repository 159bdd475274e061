"""The window: tabs, F2 intake, Ctrl+K search, the status line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.rules.periods import due_day
from custdesk.store.answers import Changes, Refused
from custdesk.store.reader import ListQuery, overdue
from ui.bus import Bus
from ui.errands import Errands
from ui.jobs import Lanes
from ui.theme import SIGNS, STEP
from ui.window_parts import WindowParts
from ui.workbench import MOST_DUE

if TYPE_CHECKING:
    from ui.scan_desk.view import ScanDesk

MINUTE_MS = 20_000  # the minute tick compares wall clocks, so that it survives sleep
SAID_MS = 8000
SOON_MS = 200  # the window is painted first, and the first key answered


class TabAction(QAction):
    """Ctrl+1 to Ctrl+9: one tab."""

    def __init__(self, tabs: QTabWidget, place: int, parent: QWidget) -> None:
        super().__init__(tabs.tabText(place), parent)
        self._tabs, self._place = tabs, place
        self.setShortcut(QKeySequence(f"Ctrl+{place + 1}"))
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._tabs.setCurrentIndex(self._place)
        self._tabs.currentWidget().setFocus()


class MainWindow(WindowParts):
    """One window for the whole desk. The workbench is there at once, all else when it is first needed (trap 17)."""

    locking = Signal()  # the curtain hears it
    backup_wanted = Signal()  # who keeps the backups hears it
    verified = ""  # what the status line says of the last verified backup
    in_a_hurry = False  # the computer is being shut down: nothing is waited for

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.bus = Bus(self)
        self.lanes = Lanes(self)
        self.desk.heard.append(self.bus.hear)
        self.setMinimumSize(900, 500)  # 1366 x 768 at 150 %
        self.resize(1366, 768)
        self.errands = Errands(self)
        self._build()
        self._add_keys()
        self.bus.opened.connect(self.open)
        self.bus.listed.connect(self.show_list)
        self.bus.said.connect(self.say)
        self.bus.troubled.connect(self.tell_trouble)
        self.bus.changed.connect(self.on_changed)
        self._minute = desk.now()
        self._tick = QTimer(self, interval=MINUTE_MS)
        self._tick.timeout.connect(self.on_tick)
        self._tick.start()
        QTimer.singleShot(SOON_MS, self, self.keep_time)  # what came into force over night
        self.show_status()

    def _build(self) -> None:
        say = self.desk.words
        self.setWindowTitle(f"{say(N_('Front desk'))} - {self.desk.settings.text('office_name')}")
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(STEP, STEP, STEP, 0)
        box.addLayout(self._bar())
        self._lay_out_tabs()
        self.tabs.currentChanged.connect(self._on_tab)
        self.setAcceptDrops(True)
        box.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self._status = QLabel()
        self._status.setTextFormat(Qt.TextFormat.PlainText)
        self.statusBar().addPermanentWidget(self._status)
        self.workbench.setFocus()

    def _bar(self) -> QHBoxLayout:
        say = self.desk.words
        bar = QHBoxLayout()
        self.intake_button = QPushButton(say(N_("Call or visit")) + " F2")
        self.intake_button.setAccessibleName(say(N_("Call or visit")))
        self.intake_button.setProperty("main", True)
        self.intake_button.clicked.connect(self.open_intake)
        self.search_button = QPushButton(say(N_("Find: room, name, pinyin, number, words")) + " Ctrl+K")
        self.search_button.setAccessibleName(say(N_("Find")))
        self.search_button.setObjectName("find")
        self.search_button.clicked.connect(self.open_search)
        for button in (self.intake_button, self.search_button):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        bar.addWidget(self.intake_button)
        bar.addWidget(self.search_button, 1)
        if self.desk.store.practice:
            bar.addWidget(QLabel(say(N_("Practice")), objectName="practice"))
        bar.addWidget(self.errands.menu())
        return bar

    def _add_keys(self) -> None:
        keys: tuple[tuple[str, Text, Callable[[], object]], ...] = (
            ("F2", N_("Call or visit"), self.open_intake),
            ("Ctrl+K", N_("Find"), self.open_search),
            ("F4", N_("Phone through the callbacks"), self.errands.phone_through),
            ("F7", N_("Calendar"), self.show_calendar),
            ("F8", N_("Paper", "tab"), self.show_paper),
            ("F9", N_("Figures", "tab"), self.show_figures),
            ("Ctrl+Z", N_("Take back"), self.undo),
            ("F5", N_("Read everything again"), self.refresh),
            ("Ctrl+L", N_("Lock"), self.lock),
            ("F1", N_("Keys"), self.show_keys),
        )
        for key, text, slot in keys:
            action = QAction(self.desk.words(text), self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            self.addAction(action)
        for place in range(min(self.tabs.count(), 9)):
            self.addAction(TabAction(self.tabs, place, self))

    def _on_tab(self, place: int) -> None:
        view = self.tabs.widget(place)
        if hasattr(view, "build"):
            view.build()

    # -- opening -----------------------------------------------------------------------------------------

    def open(self, what: object) -> None:
        """Show a record or a draft in its tab."""
        if isinstance(what, Draft):
            if self._fits_intake(what):
                self.intake.take(what)
                return
            view = self.binders[what.record.form.key]
            self.turn_to(view)
            view.open_draft(what)
        elif isinstance(what, int):
            snapshot = self.desk.read().record(what)
            if snapshot is None:
                self.say(N_("This record cannot be shown"))
                return
            view = self.binders[snapshot.record.form.key]
            self.turn_to(view)
            view.open_record(what)
            view.form.focus_first()

    def show_list(self, form_key: object) -> None:
        """Show a form's list, perhaps narrowed, on whatever tab it lies; or the paper, where its sheets are listed."""
        if form_key == "paper":
            self.show_paper()
            return
        if isinstance(form_key, ListQuery):
            narrowed = self.binders[form_key.form]
            self.turn_to(narrowed)
            narrowed.look_for(form_key)
            return
        view = self.binders[str(form_key)]
        self.turn_to(view)
        view.setFocus()

    def show_calendar(self) -> None:
        """F7: the month of what is due."""
        self.tabs.turn_to("calendar")
        self.calendar.setFocus()

    def show_figures(self) -> None:
        """F9: the figures of a month as they stand now."""
        self.tabs.turn_to("figures")
        self.figures.setFocus()

    def show_paper(self) -> None:
        """F8: where signed sheets come home."""
        self.tabs.turn_to("paper")
        self.paper.take_keyboard()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Scans may be dropped on any tab; a form takes them for itself."""
        self.paper.dragEnterEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Scans are taken in where one sees it."""
        from ui.scan_desk.view import scans_in

        if scans_in(event.mimeData()):
            self.show_paper()
            self.paper.dropEvent(event)

    def open_intake(self) -> None:
        """F2: take down a call or a visit, over whatever is open."""
        self.intake.open_panel()

    def open_search(self) -> None:
        """Ctrl+K: find anything; what is half written may be among it."""
        self.keep_drafts()
        self.search.open_at(self.search_button)

    def open_kept_drafts(self) -> None:
        """After a crash: what was half written is open again."""
        for kept in reversed(self.desk.kept_drafts()):
            if kept.form in BY_KEY:
                self.open(self.desk.open_draft(kept))

    def show_keys(self) -> None:
        """F1: which key does what here."""
        from ui.intake import KEYS
        from ui.key_overview import ANYWHERE, KeyOverview, keys_of, keys_of_buttons

        say = self.desk.words
        place = self.tabs.currentIndex()
        groups = (
            (say(N_("Everywhere")), [*keys_of(self), *((key, say(text)) for key, text in ANYWHERE)]),
            (self.tabs.tabText(place), keys_of_buttons(self.tabs.currentWidget())),
            (say(N_("Call or visit")), [(key, say(text)) for key, text in KEYS]),
        )
        KeyOverview(self.desk, groups, self).show()

    # -- saying ------------------------------------------------------------------------------------------

    def say(self, text: Text | str) -> None:
        """Say something in the status line."""
        self.statusBar().showMessage(self.desk.words(text), SAID_MS)

    def tell_trouble(self, trouble: KnownError) -> None:
        """Tell of expected trouble and the way out, without stopping the desk."""
        said = self.desk.words(trouble.text)
        if trouble.way_out is not None:
            said += " → " + self.desk.words(trouble.way_out)
        self.statusBar().showMessage(f"⚠ {said}")

    def backup_text(self) -> str:
        """Return when the last verified backup was made, in the screen's words; empty while nobody knows."""
        return self.verified

    def show_status(self) -> None:
        """Say who is on duty, when the last backup was verified, and what is due."""
        say, now = self.desk.words, self.desk.now()
        shift = self.desk.shift()
        who = shift.show("person", say) if shift else ""
        duty = say(N_("On duty {name}").having(name=who)) if who else say(N_("Nobody is on duty"))
        here = self.desk.user.name
        if here and here != who:
            duty += "  ·  " + say(N_("At the desk {name}").having(name=here))
        dues = [hit.due_at for hit in self.desk.read().owed(MOST_DUE) if hit.due_at]
        late = sum(overdue(due, now) for due in dues)
        today = sum(due_day(due) == now.date() and not overdue(due, now) for due in dues)
        due = say(N_("{count} due today").having(count=today))
        if late:
            due = f"{SIGNS['overdue']} {say(N_('Overdue'))} {late}  ·  {due}"
        self._status.setText("  ·  ".join(part for part in (duty, self.backup_text(), due) if part))

    # -- what happens ------------------------------------------------------------------------------------

    def on_changed(self, changes: object) -> None:  # noqa: ARG002
        """Something was written: the status line counts again."""
        self.show_status()

    def keep_time(self) -> None:
        """Let the clock take the steps whose moment has come; trouble is told, and tried again a minute later."""
        try:
            self.desk.keep_time()
        except KnownError as trouble:
            self.tell_trouble(trouble)

    def on_tick(self) -> None:
        """Compare wall clocks: a new minute may make something due."""
        if self.desk.now() != self._minute:
            self._minute = self.desk.now()
            self.keep_time()
            self.show_status()
            self.workbench.refresh()
            for name in ("calendar", "figures"):
                if (page := self.tabs.page_if_made(name)) is not None:
                    page.hear()  # type: ignore[attr-defined]
            for shelf in self.shelves.made.values():
                if shelf.isVisible():
                    shelf.count()

    def refresh(self) -> None:
        """F5: every view reads again."""
        self.bus.changed.emit(Changes(records=tuple((0, key) for key in self.binders)))
        self.say(N_("Read again"))

    def undo(self) -> None:
        """Take back the last save."""
        try:
            self.desk.undo()
            self.say(N_("Taken back"))
        except Refused as refused:
            self.say(refused.problems[0].text)
        except KnownError as trouble:
            self.tell_trouble(trouble)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Z in a box where nothing was typed since: the last save is meant."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo()
        else:
            super().keyPressEvent(event)

    def lock(self) -> None:
        """Lock the desk: the drafts stay open behind the curtain."""
        self.keep_drafts()
        self.locking.emit()

    def keep_drafts(self) -> None:
        """Put what is half written on disk now."""
        forms = (
            getattr(view, "form", None) for view in self.binders.made.values()
        )  # a tab never opened has none
        dialogs = self.findChildren(QDialog, options=Qt.FindChildOption.FindDirectChildrenOnly)
        mistakes = []
        for one in (*forms, *dialogs):
            try:
                if one is not None and hasattr(one, "keep_draft"):
                    one.keep_draft()
            except Exception as mistake:  # noqa: BLE001 - one form's must not cost another its words
                mistakes.append(mistake)
        if mistakes:
            raise mistakes[0]

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep every draft, let the workers finish."""
        self.keep_drafts()
        self._tick.stop()
        if not self.in_a_hurry:
            if (paper := self.tabs.page_if_made("paper")) is not None:
                cast("ScanDesk", paper).rest()
            self.lanes.wait()
        super().closeEvent(event)
