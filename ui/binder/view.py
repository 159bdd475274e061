"""One tab: the list of a form's records, the form of the chosen one, and the card of its room."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_
from custdesk.record import AnyRecord, Filter
from custdesk.store.answers import Changes
from custdesk.store.reader import ListQuery
from ui.binder.form import FormView
from ui.binder.table import RecordTable, RecordTableView
from ui.bus import Bus
from ui.room_card import RoomCard
from ui.theme import STEP

SEARCH_MS = 150
ALL = Filter("all", N_("All", "filter"))


class FilterButton(QToolButton):
    """One one-key view of the list."""

    def __init__(self, view: BinderView, wanted: Filter, text: str) -> None:
        super().__init__(text=text, autoRaise=True, checkable=True)
        self._view, self.wanted = view, wanted
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._view.use_filter(self.wanted)


class BinderView(QWidget):
    """Any record's tab, made from its declaration; its parts are built when the tab is first shown."""

    print_list = Signal(object)  # the form key
    print_many = Signal(object)  # ids
    printing = Signal(object)  # Snapshot

    def __init__(self, desk: Desk, bus: Bus, record: AnyRecord, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk, self.bus, self.record = desk, bus, record
        self._built = False
        bus.changed.connect(self.hear)

    def build(self) -> None:
        """Build the parts, once."""
        if self._built:
            return
        self._built = True
        self.model = RecordTable(self.desk, self.record, self)
        self.table = RecordTableView(self.model)
        self.form = FormView(self.desk, self.bus, self.record)
        self.card = RoomCard(self.desk, self.bus)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(STEP, STEP, 0, STEP)
        box.addLayout(self._filter_bar())
        box.addLayout(self._bar())
        box.addWidget(self.table, 1)
        self.count = QLabel(objectName="muted")
        box.addWidget(self.count)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for part in (left, self.form, self.card):
            self.splitter.addWidget(part)
        self.splitter.setStretchFactor(0, 5)
        self.splitter.setStretchFactor(1, 7)
        self.splitter.setStretchFactor(2, 2)
        self.splitter.setSizes([500, 640, 200])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.card.setVisible(bool(self.record.form.unit))
        self._connect()
        filters = self.record.form.filters
        order = self.record.form.order
        self.model.query = replace(self.model.query, sort=order, descending=not order)
        self.use_filter(filters[0] if filters else ALL)
        self.table.share_widths()

    def _connect(self) -> None:
        self.table.picked.connect(self._on_picked)
        self.table.entered_form.connect(self.form.focus_first)
        self.form.printing.connect(self.printing)
        self.form.saved.connect(self._on_saved)
        self._wait = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._wait.timeout.connect(self._search)
        self.words.textChanged.connect(self._wait.start)

    def _filter_bar(self) -> QHBoxLayout:
        say = self.desk.words
        bar = QHBoxLayout()
        bar.setSpacing(0)
        self._group = QButtonGroup(self)
        self._filters: list[FilterButton] = []
        for wanted in (*self.record.form.filters, ALL):
            button = FilterButton(self, wanted, say(wanted.label))
            self._group.addButton(button)
            self._filters.append(button)
            bar.addWidget(button)
        bar.addStretch(1)
        return bar

    def _bar(self) -> QHBoxLayout:
        say = self.desk.words
        bar = QHBoxLayout()
        self.words = QLineEdit()
        self.words.setPlaceholderText(say(N_("Filter this list")))
        self.words.setAccessibleName(say(N_("Filter this list")))
        self.words.setClearButtonEnabled(True)
        bar.addWidget(self.words, 1)
        self.new = QPushButton(say(N_("New")) + " Ctrl+N")
        self.new.setAccessibleName(say(N_("New")))
        self.new.setShortcut(QKeySequence.StandardKey.New)
        self.new.clicked.connect(self.new_record)
        bar.addWidget(self.new)
        bar.addWidget(self._list_menu())
        return bar

    def _list_menu(self) -> QToolButton:
        say = self.desk.words
        more = QToolButton(text="⋯")
        more.setAccessibleName(say(N_("List actions")))
        more.setToolTip(say(N_("List actions")))
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        for text, slot in (
            (N_("Print the selected forms …"), self._print_selected),
            (N_("Print the list …"), self._print_list),
            (N_("Export to Excel …"), self._export),
        ):
            action = QAction(say(text), more)
            action.triggered.connect(slot)
            more.addAction(action)
        return more

    exporting = Signal(object)  # ListQuery

    # -- what happens ------------------------------------------------------------------------------------

    def use_filter(self, wanted: Filter) -> None:
        """Show one of the list's views."""
        for button in self._filters:
            button.setChecked(button.wanted.name == wanted.name)
        self._show(replace(self.model.query, filter=None if wanted.name == "all" else wanted))

    def _search(self) -> None:
        self._show(replace(self.model.query, text=self.words.text()))

    def _show(self, query: ListQuery) -> None:
        self.model.show_query(query)
        self.count.setText(self.desk.words(N_("{count} records").having(count=self.model.rowCount())))

    def _on_picked(self, record_id: object) -> None:
        assert isinstance(record_id, int)
        self.open_record(record_id)

    def open_record(self, record_id: int) -> None:
        """Show a record in the form and its room beside it."""
        self.build()
        if self.form.open_record(record_id):
            self._show_card()

    def open_draft(self, draft: Draft) -> None:
        """Show a half-written form."""
        self.build()
        self.form.open_draft(draft)
        self._show_card()

    def _show_card(self) -> None:
        unit = (
            self.form.draft.values.get(self.record.form.unit)
            if self.form.draft and self.record.form.unit
            else None
        )
        self.card.show_unit(unit if isinstance(unit, int) else None)

    def new_record(self) -> None:
        """Begin a new form."""
        self.open_draft(self.desk.new(self.record.form.key))

    def keep_draft(self) -> None:
        """Write what is half written to the drafts' file."""
        if self._built:
            self.form.keep_draft()

    def _on_saved(self, changes: object) -> None:
        assert isinstance(changes, Changes)
        self._show_card()

    def hear(self, changes: Changes) -> None:
        """Read the list again where one of its records changed."""
        if not self._built or not any(form == self.record.form.key for _id, form in changes.records):
            return
        chosen = self.model.record_id(self.table.currentIndex().row())
        self._show(self.model.query)
        if chosen is not None and (row := self.model.row_of(chosen)) >= 0:
            blocked = self.table.selectionModel().blockSignals(True)
            self.table.selectRow(row)
            self.table.selectionModel().blockSignals(blocked)
        self.form.hear(changes)

    def _print_selected(self) -> None:
        ids = self.table.chosen_ids()
        if ids:
            self.print_many.emit(ids)
        else:
            self.bus.said.emit(N_("Select the lines to be printed first (Shift or Ctrl and the arrows)"))

    def _print_list(self) -> None:
        self.print_list.emit(self.record.form.key)

    def _export(self) -> None:
        self.exporting.emit(self.model.query)
