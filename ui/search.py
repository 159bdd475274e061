"""Ctrl+K: one line that finds rooms, people, numbers and words of every form, as she types."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QLabel, QLineEdit, QVBoxLayout, QWidget

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.language import N_
from custdesk.record import VOIDED
from custdesk.store.answers import Refused
from custdesk.store.reader import Hit, overdue
from ui.bus import Bus
from ui.matter_list import Head, Matter, MatterList, Row
from ui.theme import SIGNS, STEP, tints

WAIT_MS = 80
MOST = 80  # records looked at; the newest
OF_A_FORM = 6  # lines of one form; more words narrow it
RECENT = 8
LOOKS = frozenset({
    Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Return, Qt.Key.Key_Enter,
})  # fmt: skip


class SearchPopup(QDialog):
    """Hangs under the search button; kept and hidden, so that it is there at once."""

    put_away = Signal()

    def __init__(self, desk: Desk, bus: Bus, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint)
        self._desk, self._bus = desk, bus
        self._recent: dict[int | None, list[str]] = {}  # of each person, until the program ends
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
        self.said = QLabel(objectName="muted", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.said)
        self.list = MatterList(words(N_("Found")))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.chosen.connect(self._on_chosen)
        self.list.clicked.connect(self._on_clicked)
        box.addWidget(self.list, 1)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.look)

    # -- coming and going --------------------------------------------------------------------------------

    def open_at(self, under: QWidget | None) -> None:
        """Show the popup under a widget; the last words are selected, so that typing replaces them."""
        if under is not None:
            wide = max(under.width(), 640)
            corner = under.mapToGlobal(QPoint((under.width() - wide) // 2, 0))
            window = under.window()
            self.resize(wide, max(window.height() * 2 // 3, 360))
            self.move(corner)
        self.look()
        self.show()
        self.activateWindow()
        self.line.setFocus()
        self.line.selectAll()

    def reject(self) -> None:
        """Esc closes."""
        self._wait.stop()
        self.hide()

    def hideEvent(self, event: QHideEvent) -> None:
        """The window behind takes the keyboard."""
        super().hideEvent(event)
        self.put_away.emit()

    # -- looking -----------------------------------------------------------------------------------------

    def _on_text(self) -> None:
        self._wait.start()

    def look(self) -> None:
        """Show what the typed words find; without words, what was looked for last."""
        self._wait.stop()
        text = self.line.text().strip()
        if not text:
            self._show_recent()
            return
        exact, others = self._desk.find(text, MOST)
        rows = self._sheets(text) + self._rows(exact, others, text)
        self.list.show_rows(rows)
        self.list.choose_row(0)
        words = self._desk.words
        if rows:
            self.said.setText(words(N_("↑ ↓ choose · Enter opens · Esc closes")))
        else:
            self.said.setText(f"{words(N_('Nothing found.'))} {self._ways()}")

    def _ways(self) -> str:
        return self._desk.words(
            N_(
                "Type a room (3-2-501, 3栋2单元501), a name or its initials (wxl), a number (TS31, 0031), or words of the content"
            )
        )

    def _show_recent(self) -> None:
        words, recent = self._desk.words, self._recent.get(self._desk.user.id, [])
        rows: list[Row] = [Head(words(N_("Looked for last")))] if recent else []
        rows += [Matter(("again", text), text=text) for text in recent]
        self.list.show_rows(rows)
        self.said.setText(self._ways())

    def _rows(self, exact: Sequence[Hit], others: Sequence[Hit], text: str) -> list[Row]:
        words = self._desk.words
        hits = [*exact, *others]
        reader = self._desk.read()
        rooms = reader.names({hit.unit for hit in hits if isinstance(hit.unit, int)})
        people = [hit.id for hit in hits if hit.form in ("customer", "staff")]
        phones = {one.id: one.show("phone", words) for one in reader.records(people, lines=False)}
        rows: list[Row] = []
        if exact:
            rows.append(Head(words(N_("Exactly this"))))
            rows += [self._line(hit, text, rooms, phones) for hit in exact]
        for record in ALL:
            group = sorted((hit for hit in others if hit.form == record.form.key), key=_age, reverse=True)
            if not group:
                continue
            label = words(record.form.tab)
            rest = len(group) - OF_A_FORM
            more = (
                words(N_("{count} more: type another word to narrow it").having(count=rest))
                if rest > 0
                else ""
            )
            rows.append(Head(label, len(group), "accent", more))
            rows += [self._line(hit, text, rooms, phones) for hit in group[:OF_A_FORM]]
        return rows

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

    def _line(self, hit: Hit, text: str, rooms: dict[int, str], phones: dict[int, str]) -> Matter:
        words = self._desk.words
        form = BY_KEY[hit.form].form
        label = form.flow.states.get(hit.state)
        state = words(label) if label else hit.state
        room = rooms.get(hit.unit, "") if isinstance(hit.unit, int) else str(hit.unit or "")
        line = " ".join(part for part in (hit.line, phones.get(hit.id, "")) if part)
        right = state
        if hit.happened_at and not form.register:
            day = (
                f"{hit.happened_at:%Y-%m-%d}"
                if hit.happened_at.year != self._desk.now().year
                else f"{hit.happened_at:%m-%d}"
            )
            right = f"{state} · {day}"
        if hit.state == VOIDED:
            right = f"{SIGNS['void']} {right}"
        elif overdue(hit.due_at, self._desk.now()):
            right = f"{SIGNS['overdue']} {words(N_('Overdue'))} · {right}"
        return Matter(
            hit.id, "", hit.number, room, line, right,
            marks=tuple(sorted(self._desk.marked(line, text))),
            number_marks=tuple(sorted(self._desk.marked(hit.number, text))),
        )  # fmt: skip

    # -- choosing ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Enter belong to the list while the words keep the keyboard."""
        if self._wait.isActive() and event.key() in LOOKS:
            self.look()  # the key came before the list did
        if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            self.list.step(1 if event.key() == Qt.Key.Key_Down else -1)
        elif event.key() in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.list.step(8 if event.key() == Qt.Key.Key_PageDown else -8)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.list.keyPressEvent(event)
        else:
            super().keyPressEvent(event)

    def _on_clicked(self) -> None:
        key = self.list.key()
        if key is not None:
            self._on_chosen(key)

    def _on_chosen(self, key: Hashable) -> None:
        if isinstance(key, tuple) and key[0] == "again":
            self.line.setText(str(key[1]))
            self.look()
            return
        try:
            found = self._desk.type_in_number(key[1]) if isinstance(key, tuple) else key
        except Refused as refused:  # typed in or voided since it was found
            self._bus.said.emit(refused.problems[0].text)
            self.look()
            return
        self._remember(self.line.text().strip())
        self.hide()
        self._bus.opened.emit(found)

    def _remember(self, text: str) -> None:
        recent = self._recent.setdefault(self._desk.user.id, [])
        if text in recent:
            recent.remove(text)
        if text:
            recent.insert(0, text)
        del recent[RECENT:]


def _age(hit: Hit) -> tuple[bool, str, int]:
    return hit.happened_at is not None, f"{hit.happened_at:%Y-%m-%d %H:%M}" if hit.happened_at else "", hit.id
