"""What the intake panel looks like: its boxes, its offer to take over, its buttons, the room card beside."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.language import N_, Text
from custdesk.record import AnyRecord, columns_of, label_of
from ui.binder.editors import editor_for
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.intake_parts import KindBar, MeaningBox, WordsBox
from ui.room_card import RoomCard
from ui.theme import SIGNS, STEP


class IntakeBoxes(QFrame):
    """The widgets; what they mean to each other is the panel's business."""

    def __init__(self, desk: Desk, bus: Bus, record: AnyRecord) -> None:
        super().__init__()
        self._say, self._record, self._kinds = desk.words, record, columns_of(record)
        self.setObjectName("panel")
        sides = QHBoxLayout(self)
        sides.setContentsMargins(2 * STEP, 2 * STEP, STEP, STEP)
        left = QVBoxLayout()
        left.setSpacing(STEP)
        self._make_boxes(desk)
        left.addLayout(self._head())
        left.addLayout(self._grid())
        self.problems = QLabel(objectName="problems", wordWrap=True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        left.addWidget(self.problems)
        self.done = QLabel(objectName="done", wordWrap=True)
        self.done.setTextFormat(Qt.TextFormat.PlainText)
        left.addWidget(self.done)
        left.addStretch(1)
        left.addWidget(self._shift_offer())
        left.addLayout(self._buttons())
        sides.addLayout(left, 5)
        sides.addWidget(QFrame(frameShape=QFrame.Shape.VLine))
        self.card = RoomCard(desk, bus)
        self.card.setMinimumWidth(240)
        sides.addWidget(self.card, 2)
        order = (
            self.room,
            self.caller,
            self.phone,
            self.kind,
            self.words,
            self.reason,
            self.channel,
            self.time,
        )
        for box, after in pairwise(order):
            QWidget.setTabOrder(box, after)

    def _make_boxes(self, desk: Desk) -> None:
        say, kinds = self._say, self._kinds
        self.room = MeaningBox(say(N_("Room or name")))
        self.room.setPlaceholderText("3-2-501  3栋2单元501  王秀兰  wxl")
        self.caller = MeaningBox(say(kinds["caller_name"].label))
        self.phone = editor_for(kinds["phone"], desk)
        self.phone.setFrame(True)
        self.phone.setPlaceholderText(say(kinds["phone"].label))
        self.channel = editor_for(kinds["channel"], desk)
        self.channel.setMinimumContentsLength(8)
        self.time = editor_for(kinds["occurred_at"], desk)
        self.time.setFrame(True)
        self.time.setMaximumWidth(self.time.fontMetrics().horizontalAdvance("2027-03-08 10:05") + 4 * STEP)
        self.kind = KindBar(say(kinds["kind"].label), kinds["kind"].options, say)  # type: ignore[attr-defined]
        self.words = WordsBox(say(kinds["content"].label))
        self.words.setPlaceholderText(say(N_("What was asked or told – Enter saves")))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(say(kinds["unknown_caller_reason"].label))
        big = self.room.font()
        big.setPointSizeF(big.pointSizeF() * 1.2)
        for box in (self.room, self.caller, self.phone, self.words, self.reason):
            box.setFont(big)

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(QLabel(self._say(N_("Call or visit")), objectName="title"))
        head.addStretch(1)
        head.addWidget(self.channel)
        head.addWidget(self.time)
        return head

    def _grid(self) -> QGridLayout:
        self.meaning = QLabel(objectName="muted", wordWrap=True)
        self.meaning.setTextFormat(Qt.TextFormat.PlainText)
        where, who = QHBoxLayout(), QHBoxLayout()
        where.addWidget(self.room, 3)
        where.addWidget(self.meaning, 2)
        who.addWidget(self.caller, 3)
        who.addWidget(self.phone, 2)
        grid = QGridLayout()
        grid.setVerticalSpacing(STEP)
        grid.setColumnStretch(1, 1)
        rows: tuple[tuple[Text, Any, QWidget], ...] = (
            (N_("Room or name"), where, self.room),
            (label_of(self._record, "caller_name"), who, self.caller),
            (label_of(self._record, "kind"), self.kind, self.kind),
            (label_of(self._record, "content"), self.words, self.words),
            (label_of(self._record, "unknown_caller_reason"), self.reason, self.reason),
        )
        for place, (text, part, buddy) in enumerate(rows):
            self._why = QLabel(self._say(text), objectName="label")
            self._why.setBuddy(buddy)
            grid.addWidget(self._why, place, 0)
            if isinstance(part, QWidget):
                grid.addWidget(part, place, 1)
            else:
                grid.addLayout(part, place, 1)
        return grid

    def show_reason(self, shown: bool) -> None:
        """Offer the box for why the caller is unknown, only where it is needed."""
        self._why.setVisible(shown)
        self.reason.setVisible(shown)

    def _shift_offer(self) -> QFrame:
        self.offer = QFrame()
        box = QHBoxLayout(self.offer)
        box.setContentsMargins(0, 0, 0, 0)
        said = self._say(N_("Nobody is on duty: an entry needs a shift"))
        box.addWidget(QLabel(f"{SIGNS['due']} {said}", objectName="warnings"), 1)
        self.take_over = self._button(N_("Take over the desk"), "F8")
        box.addWidget(self.take_over)
        return self.offer

    def _buttons(self) -> FlowLayout:
        bar = FlowLayout()
        self.save = self._button(N_("Save"), "Enter")
        self.save.setProperty("main", True)
        self.open = self._button(N_("Save and open"), "Ctrl+Enter")
        self.makes = [
            self._button(create.label, f"Alt+{place}")
            for place, create in enumerate(self._record.form.creates, 1)
        ]
        self.discard = self._button(N_("To the recycle bin"), "")
        self.away = self._button(N_("Put away"), "Esc")
        for part in (self.save, self.open, *self.makes):
            bar.addWidget(part)
        bar.add_right(self.discard)
        bar.add_right(self.away)
        return bar

    def _button(self, text: Text, key: str) -> QPushButton:
        said = self._say(text)
        button = QPushButton(f"{said} {key}".strip())
        button.setAccessibleName(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button
