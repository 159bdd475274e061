"""A head of the trail typed from paper: does the store still hold it?"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from ui.jobs import Job, Lanes
from ui.sizes import fit
from ui.theme import SIGNS, STEP

if TYPE_CHECKING:
    from collections.abc import Callable

    from custdesk.store.anchors import Answer


class AnchorDialog(QDialog):
    """One line to type the head into; Enter asks the trail."""

    def __init__(self, desk: Desk, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk, self._lanes = desk, lanes
        self._job: Job | None = None
        say = desk.words
        self.setWindowTitle(say(N_("Compare a printed head of the trail")))
        whole = QVBoxLayout(self)
        whole.setSpacing(2 * STEP)
        told = N_("Type the line as it stands at the foot of the shift's sheet, or on a month's start page")
        label = QLabel(say(told), wordWrap=True)
        whole.addWidget(label)
        row = QHBoxLayout()
        self.typed = QLineEdit(placeholderText="1234 3f9a 77c2 0b1d e4a8 9c31")
        self.typed.setAccessibleName(say(N_("Printed head")))
        label.setBuddy(self.typed)
        self.typed.textEdited.connect(self._on_edited)
        self.typed.returnPressed.connect(self.ask)
        row.addWidget(self.typed, 1)
        self.button = QPushButton(say(N_("Compare", "anchor")))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.ask)
        row.addWidget(self.button)
        whole.addLayout(row)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        whole.addWidget(self.said)
        whole.addStretch(1)
        fit(self, 620, 220)

    def ask(self) -> None:
        """Follow the trail up to the line that was typed."""
        from custdesk.store.anchors import read_anchor

        if self._job is not None:
            return
        try:
            anchor = read_anchor(self.typed.text())
        except KnownError as trouble:
            self._say("problems", trouble.text, trouble.way_out)
            return
        self._say("muted", N_("Comparing …"))
        self._job = self._lanes.start(
            partial(_ask, self._desk.store.path, anchor), self._on_answer, self._on_failed, slow=True
        )

    def _on_answer(self, answer: Answer) -> None:
        self._job = None
        sign = SIGNS["done"] if not answer.exit_code else SIGNS["overdue"]
        self._say("heading" if not answer.exit_code else "problems", answer.text, sign=sign)

    def _on_failed(self, trouble: Exception) -> None:
        self._job = None
        if not isinstance(trouble, KnownError):
            raise trouble
        self._say("problems", trouble.text, trouble.way_out)

    def _on_edited(self) -> None:
        self.said.clear()

    def _say(self, kind: str, *texts: Text | None, sign: str = "") -> None:
        self.said.setObjectName(kind)
        self.said.style().polish(self.said)
        lines = [self._desk.words(text) for text in texts if text is not None]
        self.said.setText(f"{sign} ".lstrip() + "\n".join(lines))


def _ask(path: Path, anchor: object, tell: Callable[[int, int], bool]) -> Answer:
    from custdesk.store.anchors import Anchor, ask_store

    assert isinstance(anchor, Anchor)
    return ask_store(path, anchor, tell=tell)
