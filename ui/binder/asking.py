"""The two questions a form may ask: a reason, and which words count after a conflict."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.language import N_, Text
from custdesk.record import label_of, show_field
from custdesk.snapshot import Snapshot
from custdesk.store.answers import Conflict

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
        grid.addWidget(QLabel(words(N_("Yours"))), 0, 1)
        grid.addWidget(QLabel(words(N_("Theirs"))), 0, 2)
        showing = Showing(words, theirs.names)
        for row, name in enumerate(sorted(conflict.mine), 1):
            grid.addWidget(QLabel(words(label_of(draft.record, name))), row, 0)
            mine = QRadioButton(show_field(draft.record, name, draft.values, showing))
            other = QRadioButton(theirs.show(name, words))
            mine.setChecked(True)
            group = QButtonGroup(self)
            group.addButton(mine, 0)
            group.addButton(other, 1)
            self._groups[name] = group
            grid.addWidget(mine, row, 1)
            grid.addWidget(other, row, 2)
        box.addLayout(grid)
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
