"""The one-time recovery code, shown big, to be printed or written down before anything else."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.errors import KnownError
from custdesk.language import N_, Words
from ui.theme import STEP

TITLE_PT, CODE_PT, TEXT_PT = 18, 26, 11


class RecoveryCode(QWidget):
    """Shows a code with print and save, and asks to tick that it is on paper."""

    confirmed = Signal(bool)

    def __init__(self, words: Words, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._say = words
        self.code = self._office = self._manager = ""
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2 * STEP)
        why = QLabel(
            words(
                N_(
                    "If the manager's password is forgotten, this code lets the manager in once."
                    " Nobody can find it out later: print it or write it down, and lock it away."
                )
            ),
            wordWrap=True,
        )
        box.addWidget(why)
        self.shown = QLabel(objectName="code", alignment=Qt.AlignmentFlag.AlignCenter)
        self.shown.setAccessibleName(words(N_("Recovery code")))
        self.shown.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        font = QFont(self.shown.font())
        font.setPointSizeF(CODE_PT)
        font.setBold(True)
        self.shown.setFont(font)
        self.shown.setContentsMargins(STEP, 3 * STEP, STEP, 3 * STEP)
        box.addWidget(self.shown)
        bar = QHBoxLayout()
        self.print_button = QPushButton(words(N_("Print …")))
        self.print_button.clicked.connect(self.print_it)
        self.save_button = QPushButton(words(N_("Save as PDF …")))
        self.save_button.clicked.connect(self.choose_file)
        bar.addStretch(1)
        bar.addWidget(self.print_button)
        bar.addWidget(self.save_button)
        bar.addStretch(1)
        box.addLayout(bar)
        self.said = QLabel(objectName="muted", wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        box.addWidget(self.said)
        box.addStretch(1)
        self.tick = QCheckBox(words(N_("The code is printed or written down")))
        self.tick.toggled.connect(self.confirmed)
        box.addWidget(self.tick)

    def show_code(self, code: str, office: str, manager: str) -> None:
        """Show a new code; it has to be confirmed anew."""
        if code != self.code:
            self.tick.setChecked(False)
        self.code, self._office, self._manager = code, office, manager
        self.shown.setText(code)

    def print_it(self) -> None:
        """Ask for a printer and print the sheet."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._dialog = QPrintDialog(printer, self)
        self._dialog.accepted.connect(self._on_printer)
        self._dialog.open()

    def _on_printer(self) -> None:
        painter = QPainter()
        if painter.begin(self._dialog.printer()):
            self.paint_sheet(painter)
            painter.end()
            self.said.setText(self._say(N_("Sent to the printer; look whether it came out before you tick")))
        else:
            self.said.setText(self._say(N_("The printer did not take it; write the code down by hand")))

    def choose_file(self) -> None:
        """Ask where the PDF goes."""
        self._files = QFileDialog(self, self._say(N_("Save as PDF")), "custdesk-recovery.pdf", "PDF (*.pdf)")
        self._files.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        self._files.fileSelected.connect(self._on_file)
        self._files.open()

    def _on_file(self, name: str) -> None:
        try:
            self.save_pdf(Path(name))
        except KnownError as trouble:
            self.said.setText(self._say(trouble.text))
        else:
            self.said.setText(
                self._say(N_("Saved; print it, then delete the file: whoever has the code gets in"))
            )

    def save_pdf(self, path: Path) -> None:
        """Write the sheet as a PDF. Raises KnownError."""
        try:
            path.touch()  # Qt would only grumble
        except OSError as trouble:
            raise _unwritable(path) from trouble
        writer = QPdfWriter(str(path))
        writer.setPageLayout(
            QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(20, 20, 20, 20),
                        QPageLayout.Unit.Millimeter)
        )  # fmt: skip
        painter = QPainter()
        if not painter.begin(writer):
            raise _unwritable(path)
        self.paint_sheet(painter)
        painter.end()

    def paint_sheet(self, painter: QPainter) -> None:
        """Draw the one page: what it is, the code, whose it is."""
        device = painter.device()
        width = float(device.width())
        line = device.logicalDpiY() / 72.0
        top = 0.0
        parts = (
            (self._say(N_("custdesk recovery code")), TITLE_PT, True),
            (self._office, TEXT_PT, False),
            (self._say(N_("Manager: {name}").having(name=self._manager)), TEXT_PT, False),
            (self.code, CODE_PT, True),
            (
                self._say(N_("Good for one login without password. Lock this sheet away.")),
                TEXT_PT,
                False,
            ),
        )
        for text, size, bold in parts:
            font = QFont(self.font())
            font.setPointSizeF(size)
            font.setBold(bold)
            painter.setFont(font)
            box = QRectF(0, top, width, size * line * 3)
            painter.drawText(box, int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap), text)
            top += size * line * (3.2 if bold else 2.2)


def _unwritable(path: Path) -> KnownError:
    return KnownError(N_("{file} cannot be written").having(file=path.name), N_("Choose another folder"))
