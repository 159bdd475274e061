"""Ctrl+K: one line that finds rooms, people, numbers and words of every form, as she types."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from PySide6.QtCore import QElapsedTimer, QModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.find_desk import Look
from custdesk.language import N_
from custdesk.office.finding import Sort
from custdesk.store.answers import Changes, Refused
from custdesk.store.finding import PER_FORM
from ui.bus import Bus
from ui.jobs import Lanes
from ui.matter_list import Head, Matter, MatterList, Row
from ui.search_chips import ChipBar
from ui.search_rows import Rows
from ui.theme import STEP, tints

AT_ONCE = 0.012  # seconds of looking before the key that asked for it is let go
A_PIECE = 0.008  # seconds of looking between two keys
SHOWN_MS = 80  # between two lists, while more is found
SPOTS = 3  # records asked at once where a word stands in them
ALONE = 50  # records of the one form that is looked at
GROW = 4  # times as many when more are wanted
RECENT = 8
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
Typed = tuple[str, frozenset[str]]  # a line, and which of its words are no filters


class SearchPopup(QDialog):
    """Hangs under the search button; kept and hidden, so that it is there at once."""

    put_away = Signal()

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._bus = desk, bus
        self._recent: dict[int | None, list[Typed]] = {}  # of each person, until the program ends
        self._plain: frozenset[str] = frozenset()  # words that could be filters and shall be words
        self._of = desk.user.id
        self._most = ALONE
        self._look: Look | None = None
        self._rows: Rows | None = None
        self._since = QElapsedTimer()  # since the list was last put together
        self._shown = 0  # records shown while the search goes on
        self._opening = False  # Enter came before anything was found
        words = desk.words
        self.setWindowTitle(words(N_("Find")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        frame = QFrame(objectName="panel")
        frame.setStyleSheet(f"#panel {{ border: 2px solid {tints().accent.name()}; }}")
        outer.addWidget(frame)
        box = QVBoxLayout(frame)
        box.setContentsMargins(2 * STEP, 2 * STEP, 2 * STEP, STEP)
        self.line = QLineEdit(clearButtonEnabled=True)
        self.line.setPlaceholderText(words(N_("Room, name, pinyin initials, number, words")))
        self.line.setAccessibleName(words(N_("Find")))
        font = self.line.font()
        font.setPointSizeF(font.pointSizeF() * 1.3)
        self.line.setFont(font)
        self.line.textChanged.connect(self._on_text)
        box.addWidget(self.line)
        self.chips = ChipBar(desk)
        self.chips.toggled.connect(self._on_toggled)
        self.chips.added.connect(self._on_added)
        box.addWidget(self.chips)
        self.said = QLabel(objectName="muted", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.said)
        self.list = MatterList(words(N_("Found")))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.chosen.connect(self._on_chosen)
        self.list.clicked.connect(self._on_clicked)
        box.addWidget(self.list, 1)
        self._wait = QTimer(self, interval=0)
        self._wait.timeout.connect(self._go_on)

    def get_ready(self, lanes: Lanes) -> None:
        """Learn the estate's rooms aside, before the first key is pressed; without, that key waits for them."""
        self._lanes = lanes
        self._bus.changed.connect(self._on_changed)
        lanes.start(self._desk.learn_rooms, self._on_ready, self._on_ready)

    def _on_ready(self, _answer: object) -> None:
        """Nothing is to be done: what could not be learnt aside is read when it is needed."""

    def _on_changed(self, changes: object) -> None:
        """A room was registered or voided: learn them again."""
        assert isinstance(changes, Changes)
        if any(form == "unit" for _id, form in changes.records):
            self._lanes.start(self._desk.learn_rooms, self._on_ready, self._on_ready)

    # -- coming and going --------------------------------------------------------------------------------

    def open_at(self, under: QWidget | None) -> None:
        """Show the popup under a widget; the last words are selected, so that typing replaces them."""
        if under is not None:
            wide = max(under.width(), 640)
            corner = under.mapToGlobal(QPoint((under.width() - wide) // 2, 0))
            window = under.window()
            self.resize(wide, max(window.height() * 2 // 3, 360))
            self.move(corner)
        if self._of != self._desk.user.id:  # what another person looked for is nobody's business
            self._of = self._desk.user.id
            self.line.clear()
        self.look()
        self.show()
        self.activateWindow()
        self.line.setFocus()
        self.line.selectAll()

    def reject(self) -> None:
        """Esc closes."""
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The window behind takes the keyboard; nobody waits for an answer any more."""
        self._wait.stop()
        super().hideEvent(event)
        self.put_away.emit()

    # -- looking -----------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        self._most = ALONE
        self.look()

    def look(self) -> None:
        """Show what the typed words find; without words, what was looked for last."""
        self._wait.stop()
        self._opening = False
        line = self.line.text()
        asked = self._desk.asked(line, self._plain)
        self._plain = frozenset(chip.key for chip in asked.chips if not chip.on)
        self.chips.show_chips(asked.chips)
        if asked.nothing:
            self._look = None
            self._show_recent()
            return
        alone = asked.forms is not None and len(asked.forms) == 1
        self._look = self._desk.look(asked, self._most if alone else PER_FORM)
        self._shown = -1
        if self._look.finding.go_on(AT_ONCE):
            self._wait.start()
        self._show_found()

    def _go_on(self) -> None:
        """Look further between two events; then say of each record where its words stand."""
        if self._look is None:
            self._wait.stop()
        elif not self._look.finding.done:
            more = self._look.finding.go_on(A_PIECE)
            if not more or self._shown <= 0 or self._since.hasExpired(SHOWN_MS):
                self._show_found()
        elif not self._show_spots():
            self._wait.stop()

    def _show_found(self) -> None:
        look = self._look
        assert look is not None
        count = len(look.exact) + sum(map(len, look.finding.rows.values()))
        if count != self._shown and (
            count or look.finding.done
        ):  # what stood there stays until there is better
            begun, self._shown = self._shown > 0, count
            self._since.start()
            self._rows = Rows(self._desk, look)
            if not begun:
                self.list.clearSelection()
                self.list.setCurrentIndex(QModelIndex())
            self.list.show_rows(self._sheets(look.asked.text) + self._rows.all())
            if not begun:
                self.list.choose_row(0)
                self.list.scrollToTop()
            if self._rows.unseen:
                self._wait.start()
        if self._shown > 0 and self._opening:
            self._opening = False
            self._on_clicked()
        self._say()

    @property
    def _looking(self) -> bool:
        """Whether there may be more than is shown."""
        return self._look is not None and not self._look.finding.done

    def _say(self) -> None:
        words, look = self._desk.words, self._look
        if look is None:
            return
        if self._shown > 0 or (not self._looking and self.list.keys()):
            self.said.setText(words(N_("↑ ↓ choose · Enter opens · Tab: the filters · Esc closes")))
        elif self._looking:
            self.said.setText(words(N_("Looking through the older records …")))
        elif any(chip.on for chip in look.asked.chips):
            taken = "、".join(chip.said for chip in look.asked.chips if chip.on)
            hint = N_("{words}: taken as filters. Click one, or Alt+4, to find it as a word").having(
                words=taken
            )
            self.said.setText(f"{words(N_('Nothing found.'))} {words(hint)}")
        else:
            self.said.setText(f"{words(N_('Nothing found.'))} {self._ways()}")

    def _show_spots(self) -> bool:
        """Add the field in which a word stands to a few lines that do not show it; tell whether there are more."""
        rows = self._rows
        if rows is None or not rows.unseen:
            return False
        some = dict(list(rows.unseen.items())[:SPOTS])
        for record_id in some:
            del rows.unseen[record_id]
        found = self._desk.spots(some)
        for place, row in enumerate(self.list.matters.rows):
            if isinstance(row, Matter) and (spot := found.get(row.key)):
                self.list.change_row(place, rows.with_spot(row, self._desk.words(spot.label), spot.text))
        return bool(rows.unseen)

    def _ways(self) -> str:
        return self._desk.words(
            N_(
                "Type a room (3-2-501, 3栋2单元501), a name or its initials (wxl), a number (TS31, 0031), the last four"
                " digits of a phone, or words of the content; filters too: 投诉 未结 3栋 去年"
            )
        )

    def _show_recent(self) -> None:
        words, recent = self._desk.words, self._recent.get(self._desk.user.id, [])
        rows: list[Row] = [Head(words(N_("Looked for last")))] if recent else []
        rows += [Matter(("again", typed), text=typed[0]) for typed in recent]
        self.list.show_rows(rows)
        self.said.setText(self._ways())

    def _sheets(self, text: str) -> list[Row]:
        """Return the pre-printed numbers that are meant: a handwritten sheet lies on the desk (R-008)."""
        words = self._desk.words
        rows: list[Row] = [
            Matter(
                ("sheet", one.number), "", one.number, "",
                words(N_("Type in this handwritten sheet: {title}").having(title=BY_KEY[one.form].form.title)),
                words(N_("printed {day}").having(day=one.printed_at.date())) if one.printed_at else "",
            )
            for one in self._desk.sheets_said(text)
        ]  # fmt: skip
        return [Head(words(N_("Pre-printed numbers"))), *rows] if rows else []

    # -- filters -----------------------------------------------------------------------------------------

    def _on_toggled(self, key: object) -> None:
        self._plain ^= {str(key)}
        self.look()

    def _on_added(self, added: object) -> None:
        """Type a filter that was clicked, in the place of one that asks about the same."""
        sort, word = added  # type: ignore[misc]
        line = self.line.text().split()
        if sort is not Sort.STATE:
            old = {part for chip in self._chips_on(sort) for part in chip.said.split()}
            line = [one for one in line if one not in old]
        self._plain = frozenset(self._plain - {word})
        self.line.setText(" ".join([*(one for one in line if one != word), word]))
        self.line.setFocus()

    def _chips_on(self, sort: Sort) -> list[Any]:
        return [one.chip for one in self.chips.chips if one.chip.sort is sort and one.chip.on]

    # -- choosing ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Enter belong to the list while the words keep the keyboard."""
        if event.key() in STEPS:
            self.list.step(STEPS[Qt.Key(event.key())])
        elif event.key() in ENTER:
            self._opening = self._shown <= 0 and self._looking
            if not self._opening:  # what still stands there was found for other words
                self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        key = self.list.key()
        if key is not None:
            self._on_chosen(key)

    def _on_chosen(self, key: Hashable) -> None:
        if isinstance(key, tuple) and key[0] == "again":
            (line, self._plain) = key[1]
            self.line.setText(line)
            self.look()
        elif isinstance(key, tuple) and key[0] == "more":
            self._show_more(str(key[1]))
        elif isinstance(key, tuple) and key[0] == "list":
            self._open_list(str(key[1]))
        else:
            self._open(key)

    def _show_more(self, form: str) -> None:
        """Show more of a form: it alone first, then further back."""
        assert self._look is not None
        if self._look.asked.forms == frozenset({form}):
            self._most *= GROW
            self.look()
        else:
            self._on_added((Sort.FORM, self._desk.words(BY_KEY[form].form.tab)))

    def _open_list(self, form: str) -> None:
        assert self._look is not None
        query = self._desk.list_query(self._look.asked, form)
        self._remember()
        self.hide()
        self._bus.listed.emit(query)

    def _open(self, key: Hashable) -> None:
        try:
            found = self._desk.type_in_number(key[1]) if isinstance(key, tuple) else key
        except Refused as refused:  # typed in or voided since it was found
            self._bus.said.emit(refused.problems[0].text)
            self.look()
            return
        self._remember()
        self.hide()
        self._bus.opened.emit(found)

    def _remember(self) -> None:
        typed: Typed = (self.line.text().strip(), self._plain)
        recent = self._recent.setdefault(self._desk.user.id, [])
        if typed in recent:
            recent.remove(typed)
        if typed[0]:
            recent.insert(0, typed)
        del recent[RECENT:]
