"""How the record that is open hangs together with others: order, callback, rework, callback; one chip each.

Shown above the form where there is more than one. A chip opens its record; Alt+Left and Alt+Right go along the chain.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QToolButton, QVBoxLayout, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.language import N_, Words
from custdesk.snapshot import Snapshot
from custdesk.store.chains import Link
from custdesk.store.hits import Hit
from custdesk.store.reader import overdue
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.theme import SIGNS, STEP

MOST_ROWS = 4  # more are scrolled: the form needs the room
LOW = 600  # pixels: in a lower window half as many


def rows_of(link: Link, after: Hit | None = None) -> list[tuple[Hit | None, list[Hit]]]:
    """Return the rows of a chain: each goes on with the first that hangs on it, a further one begins a row of its own.

    With each row stands what its first record hangs on; nothing with the first.
    """
    row, below = [link.hit], []
    while link.children:
        for other in link.children[1:]:
            below = [*rows_of(other, link.hit), *below]
        link = link.children[0]
        row.append(link.hit)
    return [(after, row), *below]


class Chip(QToolButton):
    """One record of the chain."""

    def __init__(self, strip: ChainStrip, hit: Hit, text: str, said: str, *, here: bool, late: bool) -> None:
        super().__init__(text=text)
        self._strip, self.hit, self.here, self.late = strip, hit, here, late
        self.setObjectName("chip")
        self.setProperty("here", here)
        self.setProperty("late", late)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(said)
        self.setAccessibleName(said)
        self.clicked.connect(self._on_clicked)

    def _on_clicked(self) -> None:
        self._strip.open(self.hit.id)


class ChainStrip(QScrollArea):
    """The chain of the record that is open."""

    def __init__(self, desk: Desk, bus: Bus) -> None:
        super().__init__(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self._desk, self._bus = desk, bus
        self._record: Snapshot | None = None
        self._shown: tuple[object, ...] = ()
        self._stale = False
        self.chain: Link | None = None
        self.chips: list[Chip] = []
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(desk.words(N_("What hangs together")))
        self.setVisible(False)
        bus.changed.connect(self.hear)

    def keys(self, form: QWidget) -> None:
        """Give a form the keys that go along the chain."""
        for text, key, slot in (
            (N_("In a form: to the next record of the chain"), "Alt+Right", self.go_on),
            (N_("In a form: to the record before it in the chain"), "Alt+Left", self.go_back),
        ):
            action = QAction(self._desk.words(text), form)
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(slot)
            form.addAction(action)

    # -- showing -----------------------------------------------------------------------------------------

    def show_record(self, record: Snapshot | None) -> None:
        """Show the chain of a record, or nothing where it stands alone."""
        self._record, self._stale = record, False
        register = record is not None and record.record.form.register
        self.chain = None if record is None or register else self._desk.chain(record.id)
        late = [one.id for one in hits_of(self.chain) if overdue(one.due_at, self._desk.now())]
        shown = (self.chain, record.id if record else 0, tuple(late))
        if shown != self._shown:
            self._shown = shown
            self._lay_out()
        self.setVisible(self.chain is not None)

    def _lay_out(self) -> None:
        self.chips = []
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(2 * STEP, STEP // 2, 2 * STEP, 0)
        box.setSpacing(STEP // 2)
        for after, hits in rows_of(self.chain) if self.chain else ():
            whole = QWidget()
            row = FlowLayout(whole)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(STEP // 2)
            if after is not None:
                row.addWidget(self._branch(after))
            for place, hit in enumerate(hits):
                row.addWidget(self._link(hit, arrow=place > 0))
            box.addWidget(whole)
        self.setWidget(inside)
        self._fit()

    def _branch(self, after: Hit) -> QLabel:
        label = QLabel(f"└ {self._short(after)} →", objectName="muted")
        label.setMinimumHeight(self._high())
        return label

    def _high(self) -> int:
        """Return how high a chip is."""
        return max(
            (chip.sizeHint().height() for chip in self.chips), default=self.fontMetrics().lineSpacing()
        )

    def _link(self, hit: Hit, *, arrow: bool) -> QWidget:
        """Return a chip with its arrow before it: they never part at the end of a line."""
        words, late = self._desk.words, overdue(hit.due_at, self._desk.now())
        text, said = self._texts(hit, words, late=late)
        chip = Chip(
            self, hit, text, said, here=self._record is not None and hit.id == self._record.id, late=late
        )
        self.chips.append(chip)
        if not arrow:
            return chip
        pair = QWidget()
        line = QHBoxLayout(pair)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(STEP // 2)
        line.addWidget(QLabel("→"))
        line.addWidget(chip)
        return pair

    def _short(self, hit: Hit) -> str:
        """Return a number without this year, as people say it; the line of what has none."""
        return hit.number.replace(f"-{self._desk.now().year}-", "-") or hit.line

    def _texts(self, hit: Hit, words: Words, *, late: bool) -> tuple[str, str]:
        """Return what stands on a chip, and all there is to say about it."""
        form = BY_KEY[hit.form].form
        state = form.flow.states.get(hit.state)
        parts = [words(form.tab), self._short(hit), words(state) if state else hit.state]
        if late:
            parts.append(f"{SIGNS['overdue']}{words(N_('Overdue'))}")
        text = " ".join(part for part in parts if part)
        due = words(N_("Due by")) + " " + words.due(hit.due_at) if hit.due_at is not None else ""
        here = words(N_("open now", "chain")) if self._record and hit.id == self._record.id else ""
        return text, "  ·  ".join(part for part in (text, hit.number, hit.line, due, here) if part)

    # -- size --------------------------------------------------------------------------------------------

    def _fit(self) -> None:
        inside = self.widget()
        if inside is None or inside.layout() is None:
            return
        line = self._high() + STEP // 2
        wanted = inside.layout().heightForWidth(max(self.viewport().width(), 100))
        most = MOST_ROWS if self.window().height() >= LOW else MOST_ROWS // 2
        self.setFixedHeight(min(max(wanted, line), most * line + STEP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Narrower means more lines."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        return QSize(300, self.height())

    # -- what happens ------------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:
        """Show the record that is open: the chain may be longer than the strip."""
        super().showEvent(event)
        self._fit()
        here = next((chip for chip in self.chips if chip.here), None)
        if here is not None:
            self.ensureWidgetVisible(here)

    def hear(self, changes: object) -> None:  # noqa: ARG002
        """Something was written, perhaps in this chain: look again, now or when the form is looked at."""
        if self._record is None:
            return
        parent = self.parentWidget()
        if parent is not None and parent.isVisible():
            self.show_record(self._record)
        else:
            self._stale = True

    def look_again(self) -> None:
        """The form is shown again: the chain may have grown meanwhile."""
        if self._stale:
            self.show_record(self._record)

    def open(self, record_id: int) -> None:
        """Open a record of the chain, unless it is open."""
        if self._record is None or record_id != self._record.id:
            self._bus.opened.emit(record_id)

    def go_on(self) -> None:
        """Open the next record of the chain."""
        self._go(1)

    def go_back(self) -> None:
        """Open the record before this one."""
        self._go(-1)

    def _go(self, by: int) -> None:
        ids = [chip.hit.id for chip in self.chips]
        if self._record is None or self._record.id not in ids:
            self._bus.said.emit(N_("Nothing hangs on this record yet"))
            return
        place = ids.index(self._record.id) + by
        if 0 <= place < len(ids):
            self.open(ids[place])
        else:
            self._bus.said.emit(
                N_("This is the last record of the chain")
                if by > 0
                else N_("This is the first record of the chain")
            )


def hits_of(link: Link | None) -> list[Hit]:
    """Return every record of a chain."""
    return [] if link is None else [link.hit, *(hit for child in link.children for hit in hits_of(child))]
