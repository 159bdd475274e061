"""One tab: the list of a form's records, the form of the chosen one, and the card of its room."""

from __future__ import annotations

from msgspec.structs import replace
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_, Text
from custdesk.record import AnyRecord, Filter
from custdesk.store.answers import Changes
from custdesk.store.reader import ListQuery
from ui.answering import answer_to
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.jobs import Lanes
from ui.room_card import RoomCard
from ui.theme import STEP

SEARCH_MS = 150
MOST_PRINTED = 1_000  # forms in one job
NARROWEST_FORM = 500  # pixels: four boxes in a row, a date and time among them
ROOM_FOR_CARD = 1100  # pixels of list, form and card together
ALL = Filter("all", N_("All", "filter"))


class FilterButton(QToolButton):
    """One one-key view of the list."""

    def __init__(self, view: BinderView, wanted: Filter, text: str) -> None:
        super().__init__(text=text, autoRaise=True, checkable=True)
        self._view, self.wanted = view, wanted
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._view.use_filter(self.wanted)


class ViewKey(QAction):
    """One figure in the list: one of its views."""

    def __init__(self, button: FilterButton, text: str, key: str, table: QWidget) -> None:
        super().__init__(text, table)
        self.setShortcut(QKeySequence(key))
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.triggered.connect(button.click)


class BinderView(QWidget):
    """Any record's tab, made from its declaration; its parts are built when the tab is first shown."""

    print_list = Signal(object)  # the form key
    print_many = Signal(object)  # ids
    print_empty = Signal(object)  # the form key
    printing = Signal(object)  # Snapshot

    def __init__(
        self,
        desk: Desk,
        bus: Bus,
        record: AnyRecord,
        parent: QWidget | None = None,
        lanes: Lanes | None = None,
    ) -> None:
        super().__init__(parent)
        self.desk, self.bus, self.record, self._lanes = desk, bus, record, lanes
        self._built = False
        bus.changed.connect(self.hear)

    def build(self) -> None:
        """Build the parts, once."""
        if self._built:
            return
        self._built = True
        from ui.binder.form import FormView  # late: the window comes before its tabs (trap 17)
        from ui.binder.table import RecordTable, RecordTableView

        self.model = RecordTable(self.desk, self.record, self, self._lanes)
        self.table = RecordTableView(self.model)
        self.form = FormView(self.desk, self.bus, self.record)
        self.card = RoomCard(self.desk, self.bus)
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(STEP, STEP, 0, STEP)
        box.addWidget(self._filter_bar())
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
        self.splitter.setSizes([540, 600, 200])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter)
        self.form.setMinimumWidth(NARROWEST_FORM)
        self._fit_card()
        self._connect()
        filters = self.record.form.filters
        order = self.record.form.order
        self.model.query = replace(self.model.query, sort=order, descending=not order)
        self.use_filter(filters[0] if filters else ALL)
        self.table.share_widths()
        self.setFocusProxy(self.table)
        self._add_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window list and form need the room; the card is in the intake as well."""
        super().resizeEvent(event)
        if self._built:
            self._fit_card()

    def _fit_card(self) -> None:
        self.card.setVisible(bool(self.record.form.unit) and self.width() >= ROOM_FOR_CARD)

    def _add_keys(self) -> None:
        for text, key, slot in (
            (N_("On: list, form, room card"), "F6", self._next_part),
            (N_("Back: list, form, room card"), "Shift+F6", self._part_before),
            (N_("Filter this list"), "Ctrl+F", self._go_to_filter),
        ):
            action = QAction(self.desk.words(text), self)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            self.addAction(action)

        for place, button in enumerate(self._filters):
            key = "0" if button.wanted is ALL else str(place + 1) if place < 9 else ""
            if key:
                said = self.desk.words(N_("In the list: {view}").having(view=button.wanted.label))
                self.table.addAction(ViewKey(button, said, key, self.table))
                button.setToolTip(self.desk.words(N_("{key} in the list").having(key=key)))
        leave = QAction(self.desk.words(N_("In the filter: empty it, back to the list")), self.words)
        leave.setShortcut(QKeySequence("Esc"))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        leave.triggered.connect(self._leave_filter)
        self.words.addAction(leave)

    def _leave_filter(self) -> None:
        self.words.clear()
        self._search()
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _next_part(self) -> None:
        self._go_part(1)

    def _part_before(self) -> None:
        self._go_part(-1)

    def _go_part(self, by: int) -> None:
        has_card = self.card.isVisible() and self.card.records.isVisible()
        parts = [self.table, self.form, *([self.card] if has_card else [])]
        found = self.window().focusWidget()
        here = next((at for at, part in enumerate(parts) if found and part.isAncestorOf(found)), 0)
        part = parts[(here + by) % len(parts)]
        if part is self.form and self.form.draft is None:
            part = parts[(here + 2 * by) % len(parts)]
        if part is self.form:
            self.form.come_back()
        elif part is self.card:
            self.card.records.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.card.records.choose_row(max(self.card.records.currentIndex().row(), 0))
        else:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _go_to_filter(self) -> None:
        self.words.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.words.selectAll()

    def _connect(self) -> None:
        self.table.picked.connect(self._on_picked)
        self.table.said.connect(self.bus.said)
        self.model.counted.connect(self._say_count)
        self.table.entered_form.connect(self.form.focus_first)
        self.form.printing.connect(self.printing)
        self.form.saved.connect(self._on_saved)
        self._wait = QTimer(self, singleShot=True, interval=SEARCH_MS)
        self._wait.timeout.connect(self._search)
        self.words.textChanged.connect(self._wait.start)

    def _filter_bar(self) -> QWidget:
        say = self.desk.words
        whole = QWidget()
        bar = FlowLayout(whole)  # many views go on below: they never push the form aside
        bar.setContentsMargins(0, 0, 0, 0)
        bar.setSpacing(0)
        self._group = QButtonGroup(self)
        self._filters: list[FilterButton] = []
        for wanted in (*self.record.form.filters, ALL):
            button = FilterButton(self, wanted, say(wanted.label))
            self._group.addButton(button)
            self._filters.append(button)
            bar.addWidget(button)
        return whole

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
        answer_to(self.new, "Ctrl+N", self.new_record)
        self.new.clicked.connect(self.new_record)
        bar.addWidget(self.new)
        bar.addWidget(self._list_menu())
        return bar

    def _list_menu(self) -> QToolButton:
        say = self.desk.words
        more = QToolButton(text="⋯")
        more.setAccessibleName(say(N_("List actions")))
        more.setToolTip(say(N_("List actions")) + " Alt+L")
        answer_to(more, "Alt+L", self._show_list_menu)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more, menu = more, QMenu(more)
        for text, slot in (
            (N_("Print the selected forms …"), self._print_selected),
            (N_("Print the list …"), self._print_list),
            *(((N_("Print empty forms …"), self._print_empty),) if self.record.form.sheets else ()),
            (N_("Export to Excel …"), self._export),
        ):
            action = QAction(say(text), menu)
            action.triggered.connect(slot)
            menu.addAction(action)
        more.setMenu(menu)
        return more

    def _show_list_menu(self) -> None:
        """Alt+L: below its button, with the first entry chosen."""
        menu = self._more.menu()
        menu.popup(self._more.mapToGlobal(self._more.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    exporting = Signal(object)  # ListQuery

    # -- what happens ------------------------------------------------------------------------------------

    def use_filter(self, wanted: Filter) -> None:
        """Show one of the list's views."""
        for button in self._filters:
            button.setChecked(button.wanted.name == wanted.name)
        self._show(replace(self.model.query, filter=None if wanted.name == "all" else wanted))

    def look_for(self, query: ListQuery) -> None:
        """Show what a search found, in one of the list's views, with its words in the box."""
        self.build()
        self.words.setText(query.text)
        self._wait.stop()
        self.model.query = replace(self.model.query, text=query.text)
        self.use_filter(query.filter or ALL)
        self.setFocus()

    def _search(self) -> None:
        self._show(replace(self.model.query, text=self.words.text()))

    def _show(self, query: ListQuery) -> None:
        self.model.show_query(query)

    def _say_count(self) -> None:
        self.table.say_empty(self._why_empty(self.model.query))
        self.count.setText(self.desk.words(self._counted()))

    def _counted(self) -> Text:
        if self.model.reading:
            return N_("Reading the list …")
        if self.model.count is None:
            return N_("{count} records and more").having(count=self.model.rowCount())
        return N_("{count} records").having(count=self.model.count)

    def _why_empty(self, query: ListQuery) -> str:
        """Return what to do where a list holds nothing."""
        words = self.desk.words
        if self.model.rowCount() or self.model.reading:
            return ""
        if query.text.strip():
            return words(N_("Nothing here holds these words. Esc in the filter shows everything again"))
        if query.filter is not None:
            return words(N_("Nothing under “{view}”. 0 shows all").having(view=query.filter.label))
        return words(N_("No {title} yet. Ctrl+N begins one").having(title=self.record.form.title))

    def _on_picked(self, record_id: object) -> None:
        assert isinstance(record_id, int)
        self.open_record(record_id)

    def open_record(self, record_id: int) -> None:
        """Show a record in the form and its room beside it."""
        self.build()
        if self.form.open_record(record_id):
            self._show_card()
            self._mark_row(record_id)

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
        if self.form.snapshot is not None:
            self._mark_row(self.form.snapshot.id)  # a new one: not the line that was chosen before

    def hear(self, changes: Changes) -> None:
        """Read the list again where one of its records changed."""
        changed = [record_id for record_id, form in changes.records if form == self.record.form.key]
        if not self._built or not changed:
            return
        chosen = self.model.record_id(self.table.currentIndex().row())
        self.model.refresh(changed)
        if chosen is not None and chosen != self.model.record_id(self.table.currentIndex().row()):
            self._mark_row(chosen)
        self.form.hear(changes)

    def _mark_row(self, record_id: int) -> None:
        """Make a record's line the current one, where this list has it; nothing is opened by that."""
        self.table.mark_row(self.model.row_of(record_id))

    def _print_selected(self) -> None:
        if self.table.chosen_count() > MOST_PRINTED:
            self.bus.said.emit(N_("Select at most {most} lines to print").having(most=MOST_PRINTED))
            return
        ids = self.table.chosen_ids()
        if ids:
            self.print_many.emit(ids)
        else:
            self.bus.said.emit(N_("Select the lines to be printed first (Shift or Ctrl and the arrows)"))

    def _print_list(self) -> None:
        self.print_list.emit(self.record.form.key)

    def _print_empty(self) -> None:
        self.print_empty.emit(self.record.form.key)

    def _export(self) -> None:
        self.exporting.emit(self.model.query)
