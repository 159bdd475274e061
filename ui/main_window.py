"""The window: tabs, F2 intake, Ctrl+K search, the status line."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMainWindow, QPushButton, QTabWidget, QVBoxLayout, QWidget

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.store.writing import Refused
from ui.binder.view import BinderView
from ui.bus import Bus
from ui.jobs import Lanes
from ui.theme import STEP

MINUTE_MS = 20_000  # the minute tick compares wall clocks, so that it survives sleep
SAID_MS = 8000


class MainWindow(QMainWindow):
    """One window for the whole desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.bus = Bus(self)
        self.lanes = Lanes(self)
        self.desk.heard.append(self.bus.hear)
        self.setMinimumSize(1000, 620)
        self.resize(1366, 768)
        self._build()
        self._add_keys()
        self.bus.opened.connect(self.open)
        self.bus.said.connect(self.say)
        self.bus.troubled.connect(self.tell_trouble)
        self._tick = QTimer(self, interval=MINUTE_MS)
        self._tick.timeout.connect(self.on_tick)
        self._tick.start()
        self.show_status()

    def _build(self) -> None:
        say = self.desk.words
        self.setWindowTitle(f"{say(N_('Front desk'))} - {self.desk.settings.text('office_name')}")
        middle = QWidget()
        box = QVBoxLayout(middle)
        box.setContentsMargins(STEP, STEP, STEP, 0)
        bar = QHBoxLayout()
        self.intake_button = QPushButton(say(N_("Call or visit")) + " F2")
        self.intake_button.setProperty("main", True)
        self.search_button = QPushButton(say(N_("Find: room, name, pinyin, number, words")) + " Ctrl+K")
        bar.addWidget(self.intake_button)
        bar.addWidget(self.search_button, 1)
        if self.desk.store.practice:
            bar.addWidget(QLabel(say(N_("Practice")), objectName="practice"))
        box.addLayout(bar)
        self.tabs = QTabWidget(documentMode=True)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.binders: dict[str, BinderView] = {}
        for record in ALL:
            view = BinderView(self.desk, self.bus, record)
            self.binders[record.form.key] = view
            self.tabs.addTab(view, say(record.form.tab))
        self.tabs.currentChanged.connect(self._on_tab)
        box.addWidget(self.tabs, 1)
        self.setCentralWidget(middle)
        self._status = QLabel()
        self.statusBar().addPermanentWidget(self._status)
        self._on_tab(0)

    def _add_keys(self) -> None:
        for keys, text, slot in (
            ("Ctrl+Z", N_("Take back"), self.undo),
            ("Ctrl+L", N_("Lock"), self.lock),
        ):
            action = QAction(self.desk.words(text), self)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

    def _on_tab(self, place: int) -> None:
        view = self.tabs.widget(place)
        if isinstance(view, BinderView):
            view.build()

    # -- opening -----------------------------------------------------------------------------------------

    def open(self, what: object) -> None:
        """Show a record or a draft in its tab."""
        if isinstance(what, Draft):
            view = self.binders[what.record.form.key]
            self.tabs.setCurrentWidget(view)
            view.open_draft(what)
        elif isinstance(what, int):
            snapshot = self.desk.read().record(what)
            if snapshot is not None:
                view = self.binders[snapshot.record.form.key]
                self.tabs.setCurrentWidget(view)
                view.open_record(what)

    def open_kept_drafts(self) -> None:
        """After a crash: what was half written is open again."""
        for kept in reversed(self.desk.store.drafts.kept(self.desk.user.id)):
            record = BY_KEY.get(kept.form)
            if record is not None:
                self.open(self.desk.store.drafts.open(kept, record, self.desk.words, self.desk.user.id))

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

    def show_status(self) -> None:
        """Say who is on duty and what is due."""
        say = self.desk.words
        owed = [
            hit
            for hit in self.desk.read().owed()
            if hit.due_at and hit.due_at.date() <= self.desk.now().date()
        ]
        parts = [
            self.desk.user.name,
            f"{self.desk.now():%m-%d %H:%M}",
            say(N_("{count} due").having(count=len(owed))),
        ]
        self._status.setText("   ·   ".join(part for part in parts if part))

    def on_tick(self) -> None:
        """Compare wall clocks."""
        self.show_status()

    def undo(self) -> None:
        """Take back the last save."""
        try:
            self.desk.undo()
            self.say(N_("Taken back"))
        except Refused as refused:
            self.say(refused.problems[0].text)
        except KnownError as trouble:
            self.tell_trouble(trouble)

    def lock(self) -> None:
        """Lock the desk."""

    def closeEvent(self, event: QCloseEvent) -> None:
        """Keep every draft, let the workers finish."""
        for view in self.binders.values():
            if view._built:
                view.form.keep_draft()
        self._tick.stop()
        self.lanes.wait()
        super().closeEvent(event)
