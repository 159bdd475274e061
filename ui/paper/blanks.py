"""Empty sheets for the power cut: which, how many, and the numbers set aside for them (R-008)."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.language import N_
from custdesk.press import Blank, blanks
from custdesk.store.reserving import MOST, in_runs
from ui.theme import STEP

USUAL: Final = 20  # sheets: one shift without current
OK, CANCEL = QDialogButtonBox.StandardButton.Ok, QDialogButtonBox.StandardButton.Cancel


class Kit(Struct, frozen=True):
    """What is to be printed empty."""

    blank: Blank
    count: int
    numbered: bool


class BlankDialog(QDialog):
    """Asks which empty sheet, how many, with numbers or without; Enter goes on to the preview."""

    chosen = Signal(object)  # Kit
    listing = Signal()  # the pre-printed numbers are to be seen instead

    def __init__(self, desk: Desk, form: str = "complaint", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        say = desk.words
        self.setWindowTitle(say(N_("Print empty forms")))
        box = QVBoxLayout(self)
        box.setSpacing(2 * STEP)
        rows = QFormLayout()
        rows.setSpacing(2 * STEP)
        self.sheet, self.count = QComboBox(), QSpinBox()
        for one in blanks():
            self.sheet.addItem(f"{one.sheet}  {say(one.title)}", one)
        self.sheet.setCurrentIndex(
            next((at for at in range(self.sheet.count()) if self._at(at).form == form), 0)
        )
        self.count.setRange(1, MOST)
        self.count.setValue(USUAL)
        self.numbered = QCheckBox(say(N_("With numbers and codes, to be typed in later")))
        for text, editor in ((N_("Form", "empty sheet"), self.sheet), (N_("Sheets", "count"), self.count)):
            editor.setAccessibleName(say(text))
            rows.addRow(say(text), editor)
        rows.addRow("", self.numbered)
        box.addLayout(rows)
        self.said = QLabel(wordWrap=True)
        self.said.setMinimumWidth(self.fontMetrics().horizontalAdvance("预") * 32)
        box.addWidget(self.said)
        self.hint = QLabel(objectName="muted", wordWrap=True)
        box.addWidget(self.hint)
        box.addLayout(self._buttons())
        self.sheet.currentIndexChanged.connect(self._on_sheet)
        self.count.valueChanged.connect(self._show)
        self.numbered.toggled.connect(self._show)
        self._on_sheet()
        self.count.setFocus()
        self.count.selectAll()

    def _buttons(self) -> QHBoxLayout:
        say, bar = self._desk.words, QHBoxLayout()
        waiting = len(self._desk.numbers_waiting())
        self.list = QPushButton(f"{say(N_('Pre-printed numbers'))} {waiting}  Ctrl+L")
        self.list.setAccessibleName(say(N_("Pre-printed numbers")))
        self.list.setAutoDefault(False)
        self.list.clicked.connect(self._on_list)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(self._on_list)
        buttons = QDialogButtonBox(OK | CANCEL)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        buttons.button(OK).setText(say(N_("Preview")))
        buttons.button(OK).setDefault(True)
        bar.addWidget(self.list)
        bar.addStretch(1)
        bar.addWidget(buttons)
        return bar

    def _at(self, place: int) -> Blank:
        found: Blank = self.sheet.itemData(place)
        return found

    @property
    def kit(self) -> Kit:
        """What is chosen."""
        return Kit(self._at(self.sheet.currentIndex()), self.count.value(), self.numbered.isChecked())

    def _on_sheet(self) -> None:
        has = bool(self.kit.blank.prefix)
        self.numbered.setEnabled(has)
        self.numbered.setChecked(has)
        self._show()

    def _show(self) -> None:
        """Say which numbers will be set aside."""
        say, kit = self._desk.words, self.kit
        if kit.numbered:
            ahead = in_runs(self._desk.numbers_ahead(kit.blank.form, kit.blank.sheet, kit.count))
            said = N_("These numbers are set aside: {numbers}").having(numbers="、".join(ahead))
            hint = N_("They are given back if you close the preview without printing")
        elif kit.blank.prefix:
            said = N_("No numbers are set aside")
            hint = N_(
                "The forms get their numbers when they are typed in; the scan desk cannot find these sheets"
            )
        else:
            said = N_("This form has no numbers of its own")
            hint = N_("It is printed without")
        self.said.setText(say(said))
        self.hint.setText(say(hint))

    def _on_list(self) -> None:
        self.reject()
        self.listing.emit()

    def accept(self) -> None:
        """Tell what was chosen."""
        self.count.interpretText()
        super().accept()
        self.chosen.emit(self.kit)
