"""The two questions a form may ask: a reason, and which words count after a conflict."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_, Text
from custdesk.record import label_of, show_field
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Conflict
from ui.theme import STEP

from custdesk.fields import Showing  # isort: skip


class ReasonDialog(QDialog):
    """Asks for a reason in one line; Enter gives it."""

    answered = Signal(str)

    def __init__(self, desk: Desk, title: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = desk.words
        self.setWindowTitle(words(title))
        box = QVBoxLayout(self)
        box.addWidget(QLabel(words(N_("Give the reason; it is kept in the history"))))
        self.reason = QLineEdit()
        self.reason.setMinimumWidth(420)
        self.reason.setAccessibleName(words(N_("Reason")))
        box.addWidget(self.reason)
        self._buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        box.addWidget(self._buttons)

    def _on_accepted(self) -> None:
        said = self.reason.text().strip()
        if not said:
            self.reason.setFocus()
            return
        self.answered.emit(said)
        self.accept()


class Version(QWidget):
    """One person's words beside their button, however long; a click on them chooses too."""

    def __init__(self, group: QButtonGroup, side: int, name: str, text: str) -> None:
        super().__init__()
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        self.button = QRadioButton()
        self.button.setAccessibleName(f"{name}: {text}")
        group.addButton(self.button, side)
        box.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignTop)
        said = QLabel(text or "–", wordWrap=True)
        said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(said, 1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose these words."""
        self.button.click()
        super().mousePressEvent(event)


class ConflictDialog(QDialog):
    """Shows both versions of what two people wrote; each field is decided."""

    decided = Signal(object)  # (their snapshot, names whose words are taken from them)

    def __init__(
        self, desk: Desk, draft: Draft, theirs: Snapshot, conflict: Conflict, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = desk.words
        self.setWindowTitle(words(conflict.text))
        self._theirs = theirs
        self._groups: dict[str, QButtonGroup] = {}
        box = QVBoxLayout(self)
        box.addWidget(QLabel(words(conflict.way_out or conflict.text)))
        grid = QGridLayout()
        grid.setSpacing(2 * STEP)
        heads = words(N_("Yours")), words(N_("Theirs"))
        for side, head in enumerate(heads, 1):
            grid.addWidget(QLabel(head, objectName="heading"), 0, side)
        showing = Showing(words, theirs.names)
        for row, name in enumerate(sorted(conflict.mine), 1):
            label = words(label_of(draft.record, name))
            grid.addWidget(QLabel(label, objectName="label"), row, 0, Qt.AlignmentFlag.AlignTop)
            group = QButtonGroup(self)
            self._groups[name] = group
            said = show_field(draft.record, name, draft.values, showing), theirs.show(name, words)
            for side, (whose, text) in enumerate(zip(heads, said, strict=True)):
                grid.addWidget(Version(group, side, f"{label} {whose}", text), row, side + 1)
            group.button(0).setChecked(True)
        for side in (1, 2):
            grid.setColumnStretch(side, 1)
        grid.setRowStretch(len(conflict.mine) + 1, 1)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        inside = QWidget()
        inside.setLayout(grid)
        area.setWidget(inside)
        box.addWidget(area, 1)
        self.resize(820, min(200 + 60 * len(conflict.mine), 560))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self._on_accepted)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)

    def _on_accepted(self) -> None:
        names = [name for name, group in self._groups.items() if group.checkedId() == 1]
        self.decided.emit((self._theirs, names))
        self.accept()
