"""Which of a form's sheets is printed, and how many photos stand on its pages; asked only where there is a choice."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QComboBox, QLabel, QToolButton, QWidget

from custdesk.language import N_, Words
from custdesk.press import PrintJob
from custdesk.sheet import Photos, Sheet
from ui.flow_layout import FlowLayout
from ui.theme import STEP

PER_PAGE: Final = (0, 2, 4, 6)  # 0: by their number


class SheetButton(QToolButton):
    """One sheet of the form."""

    def __init__(self, choice: SheetChoice, sheet: Sheet, text: str, key: str) -> None:
        super().__init__(text=f"{text}  {key}".strip(), autoRaise=True, checkable=True)
        self._choice, self.sheet = choice, sheet
        self.setObjectName("onShelf")
        self.setAccessibleName(text)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(self.choose)
        if key:
            QShortcut(QKeySequence(key), choice).activated.connect(self.choose)

    def choose(self) -> None:
        """Print this sheet."""
        self._choice.choose(self.sheet.number)


class SheetChoice(QWidget):
    """A row of the form's sheets; Alt+1 and on choose one."""

    chosen = Signal(str, object)  # the sheet's number, photos on a page

    def __init__(self, job: PrintJob, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = words
        self.number = job.sheet.number
        row = FlowLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(STEP)
        self.buttons: list[SheetButton] = []
        group = QButtonGroup(self)
        sheets = job.record.form.sheets if isinstance(job.sheet, Sheet) else ()
        for place, sheet in enumerate(sheets if len(sheets) > 1 else (), 1):
            key = f"Alt+{place}" if place < 10 else ""
            title = sheet.title or job.record.form.title
            said = Words(job.language)(title)
            if sheet.public:
                said += f" ({words(N_('Public version', 'mark on paper'))})"
            button = SheetButton(self, sheet, f"{sheet.number} {said}", key)
            group.addButton(button)
            self.buttons.append(button)
            row.addWidget(button)
        self.per_page = QComboBox()
        self.per_page.setAccessibleName(words(N_("Photos on a page")))
        for count in PER_PAGE:
            self.per_page.addItem(
                str(count) if count else words(N_("by their number", "photos on a page")), count
            )
        self.per_page.activated.connect(self._on_photos)
        self._label = QLabel(words(N_("Photos on a page")), objectName="muted")
        self._label.setMinimumHeight(self.per_page.sizeHint().height())
        row.addWidget(self._label)
        row.addWidget(self.per_page)
        self.show_job(job)

    def show_job(self, job: PrintJob) -> None:
        """Mark the sheet that is shown; photos are asked for where it has some."""
        self.number = job.sheet.number
        for button in self.buttons:
            button.setChecked(button.sheet.number == self.number)
        has_photos = (
            isinstance(job.sheet, Sheet)
            and any(isinstance(part, Photos) for part in job.sheet.parts)
            and any(
                one.get("kind") == "photo"
                for seen in job.snapshots
                for one in seen.values.get("attachments") or ()
            )
        )
        for part in (self._label, self.per_page):
            part.setVisible(has_photos)
        self.setVisible(bool(self.buttons) or has_photos)

    def choose(self, number: str) -> None:
        """Ask for a sheet."""
        for button in self.buttons:
            button.setChecked(button.sheet.number == number)
        if number != self.number:
            self.chosen.emit(number, self.per_page.currentData())

    def _on_photos(self) -> None:
        self.chosen.emit(self.number, self.per_page.currentData())
