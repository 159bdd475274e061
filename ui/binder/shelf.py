"""A tab that holds several forms: their names in a row with what is open and overdue, one list at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text
from custdesk.record import AnyRecord, Filter
from custdesk.store.answers import Changes
from custdesk.store.reader import ListQuery, overdue
from ui.binder.view import BinderView
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.theme import SIGNS, STEP

MOST_DUE = 2000  # dates looked at; the overdue ones come first
OPEN = N_("Open", "filter")


class FormButton(QToolButton):
    """One form of the shelf: its name, how many are open, how many of them late."""

    def __init__(self, shelf: Shelf, view: BinderView, text: str) -> None:
        super().__init__(text=text, autoRaise=True, checkable=True)
        self._shelf, self.view, self._name = shelf, view, text
        self.open = self.late = 0
        self.setObjectName("onShelf")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(text)
        self.clicked.connect(self._on_clicked)

    def show_counts(self, open_ones: int, late: int, words: str) -> None:
        """Show what is open and overdue; `words` says it in full."""
        self.open, self.late = open_ones, late
        parts = [self._name, str(open_ones) if open_ones else "", f"{SIGNS['overdue']}{late}" if late else ""]
        self.setText(" ".join(part for part in parts if part))
        self.setToolTip(words)
        self.setAccessibleDescription(words)

    def _on_clicked(self) -> None:
        self._shelf.show_view(self.view)
        self.view.setFocus()


class Shelf(QWidget):
    """Forms that belong together; each list is built when it is first shown."""

    def __init__(self, desk: Desk, bus: Bus, views: Sequence[BinderView]) -> None:
        super().__init__()
        self._desk, self.views = desk, tuple(views)
        self._stale, self._laid_out = True, False
        self.buttons: list[FormButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(0)
        self._stack = QStackedWidget()
        for view in self.views:
            self._stack.addWidget(view)
        self._box.addWidget(self._stack, 1)
        for text, key, slot in (
            (N_("On this tab: to the next form"), "Alt+PgDown", self._next),
            (N_("On this tab: to the form before"), "Alt+PgUp", self._before),
        ):
            if len(self.views) > 1:
                action = QAction(desk.words(text), self)
                action.setShortcut(QKeySequence(key))
                action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                action.triggered.connect(slot)
                self.addAction(action)
        self._mark(self.views[0])
        bus.changed.connect(self.hear)

    def _lay_out(self) -> None:
        """Make the row of names, when the tab is first opened."""
        self._laid_out = True
        if len(self.views) < 2:
            return
        whole = QWidget()
        row = FlowLayout(whole)
        row.setContentsMargins(STEP, STEP, STEP, 0)
        row.setSpacing(STEP // 2)
        group = QButtonGroup(self)
        for view in self.views:
            button = FormButton(self, view, self._desk.words(view.record.form.tab))
            group.addButton(button)
            self.buttons.append(button)
            row.addWidget(button)
        self._box.insertWidget(0, whole)
        self._mark(self.current)

    @property
    def current(self) -> BinderView:
        """The list that is shown."""
        return self.views[self._stack.currentIndex()]

    def build(self) -> None:
        """Build the list that is shown, once."""
        if not self._laid_out:
            self._lay_out()
        self.current.build()

    def show_view(self, view: BinderView) -> None:
        """Show one of the lists."""
        if not self._laid_out:
            self._lay_out()
        view.build()
        self._stack.setCurrentWidget(view)
        self._mark(view)

    def _mark(self, view: BinderView) -> None:
        self.setFocusProxy(view)
        for button in self.buttons:
            button.setChecked(button.view is view)

    def _next(self) -> None:
        self._turn(1)

    def _before(self) -> None:
        self._turn(-1)

    def _turn(self, by: int) -> None:
        view = self.views[(self._stack.currentIndex() + by) % len(self.views)]
        self.show_view(view)
        view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # -- counting ----------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Count again what may have changed while nobody looked."""
        super().showEvent(event)
        self.build()
        if self._stale:
            self.count()

    def hear(self, changes: Changes) -> None:
        """Something was written: count again, now or when it is looked at."""
        keys = {form for _id, form in changes.records}
        if not keys & {view.record.form.key for view in self.views}:
            return
        self._stale = True
        if self.isVisible():
            self.count()

    def count(self) -> None:
        """Say at each form how many are open and how many are overdue, of what this person may see."""
        self._stale = False
        reader, words, now = self._desk.read(), self._desk.words, self._desk.now()
        late = Counter(hit.form for hit in reader.owed(MOST_DUE) if overdue(hit.due_at, now))
        for button in self.buttons:
            record = button.view.record
            wanted = open_filter(record)
            count = reader.count(ListQuery(record.form.key, wanted)) if wanted else 0
            said = words(_said(record, count, late)) if wanted else words(record.form.title)
            button.show_counts(count, late[record.form.key], said)


def open_filter(record: AnyRecord) -> Filter | None:
    """Return the filter of what is open in a form; None where nothing ever is, and for registers."""
    form = record.form
    states = () if form.register else tuple(state for state in form.flow.states if form.is_open(state))
    return Filter("open", OPEN, states) if states else None


def _said(record: AnyRecord, count: int, late: Counter[str]) -> Text:
    if late[record.form.key]:
        return N_("{title}: {count} open, {late} overdue").having(
            title=record.form.title, count=count, late=late[record.form.key]
        )
    return N_("{title}: {count} open").having(title=record.form.title, count=count)
