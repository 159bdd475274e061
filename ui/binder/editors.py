"""One editor for each field kind; all give typed text to the draft and show what the draft holds.

To add a kind: write its editor here and name it in EDITORS; the contract test finds what is missing.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from custdesk import fields
from custdesk.desk import Desk, Found
from custdesk.fields import Kind, Masked, Showing
from custdesk.language import N_
from ui.binder.picking import Picker
from ui.theme import STEP

CODE = Qt.ItemDataRole.UserRole
LONG = 8  # letters a narrow box may not have room for: the whole text is the tooltip
WHOLE: dict[type[Kind], str] = {  # what is never cut, however narrow the window
    fields.Moment: "2027-12-28 24:00", fields.Day: "2027-12-28", fields.Phone: "138****5678",
    fields.Money: "100,000.00",
}  # fmt: skip


class Hand(QObject):
    """What an editor's hand tells the form: something was typed, the field is done, a value was chosen."""

    typed = Signal(str)
    chosen = Signal(object)  # value
    done = Signal()


def gives_picture(editor: QWidget, event: QKeyEvent) -> bool:
    """Hand a copied picture to the form, which hangs it on the record; words are the editor's own."""
    if not event.matches(QKeySequence.StandardKey.Paste):
        return False
    data, form = QGuiApplication.clipboard().mimeData(), editor.parentWidget()
    while form is not None and not hasattr(form, "paste_picture"):
        form = form.parentWidget()
    if form is None or data is None or data.hasText() or not (data.hasImage() or data.hasUrls()):
        return False
    form.paste_picture()
    return True


def leaves_files(event: QDragEnterEvent) -> bool:
    """Leave dropped files to the form: their paths are no words."""
    if event.mimeData().hasUrls():
        event.ignore()
    return event.mimeData().hasUrls()


def moves_on(event: QKeyEvent, *, note: bool = False) -> bool:
    """Tell whether this key leaves the field: Enter in one line, Ctrl+Enter in notes."""
    if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        return False
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) or not note


class LineEditor(QLineEdit):
    """One line: text, dates, numbers, phones. Typed text goes to the draft, which reads it."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hand = Hand(self)
        self.kind = kind
        self._desk = desk
        self.setFrame(False)
        self.setAccessibleName(desk.words(kind.label))
        self.textEdited.connect(self.hand.typed)
        if kind.hint is not None:
            self.setPlaceholderText(desk.words(kind.hint))
            self.setToolTip(self.placeholderText())
        whole = WHOLE.get(next((one for one in type(kind).__mro__ if one in WHOLE), Kind), "")
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance(whole) + 2 * STEP if whole else 0)

    def show_value(self, value: Any, text: str | None, names: dict[int, str]) -> None:
        """Show what the draft holds: unread text as it was typed, else the value; too long a one from its beginning."""
        shown = text if text is not None else self._shown(value, names)
        if shown != self.text():
            self.setText(shown)
            if not self.hasFocus():
                self.setCursorPosition(0)
            self.setToolTip(shown if len(shown) > LONG else "" if shown else self.placeholderText())

    def _shown(self, value: Any, names: dict[int, str]) -> str:
        if isinstance(value, Masked):
            return str(value)
        said = self.kind.show if getattr(self.kind, "never_typed", False) else self.kind.edit
        return said(value, Showing(self._desk.words, names))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter moves on; a masked value is replaced, never edited in part."""
        if gives_picture(self, event):
            return
        if moves_on(event):
            self.hand.done.emit()
        elif event.text() in ("=", "＝") and self._tells_time() and not self.isReadOnly():
            self.setText(self.kind.edit(self._desk.now(), Showing(self._desk.words, {}))[: self._long()])
            self.hand.typed.emit(self.text())
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.isUndoAvailable():
            event.ignore()  # nothing typed since: the window takes back the last save
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Words are dropped here, files on the form."""
        leaves_files(event) or super().dragEnterEvent(event)

    def _tells_time(self) -> bool:
        return isinstance(self.kind, fields.Moment | fields.Day) and not isinstance(self.kind, fields.Due)

    def _long(self) -> int:
        return len("2027-03-08" if isinstance(self.kind, fields.Day) else "2027-03-08 10:05")

    def forget_typing(self) -> None:
        """After a save Ctrl+Z means the save, not the letters."""
        if self.isUndoAvailable():
            self.setText(self.text())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tab selects all, so that typing replaces."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.selectAll()


class NoteEditor(QPlainTextEdit):
    """Several lines; grows with its words; Ctrl+Enter moves on, Tab too."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hand = Hand(self)
        self.kind = kind
        self._desk = desk
        self._least = getattr(kind, "lines", 2)
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setAccessibleName(desk.words(kind.label))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.textChanged.connect(self._on_text)
        self._quiet = False
        self._fit()

    def show_value(self, value: Any, text: str | None, names: dict[int, str]) -> None:  # noqa: ARG002
        """Show what the draft holds."""
        shown = text if text is not None else (value or "")
        if shown != self.toPlainText().strip() and shown != self.toPlainText():
            self._quiet = True
            self.setPlainText(shown)
            self._quiet = False
        self._fit()

    def set_least(self, lines: int) -> None:
        """Keep at least so many lines of height, as the paper does."""
        self._least = lines
        self._fit()

    def _on_text(self) -> None:
        self._fit()
        if not self._quiet and not self.isReadOnly():
            self.hand.typed.emit(self.toPlainText())

    def _fit(self) -> None:
        line = self.fontMetrics().lineSpacing()
        lines = max(self._least, min(int(self.document().size().height()), 14))
        self.setFixedHeight(line * lines + 12)

    def resizeEvent(self, event: Any) -> None:
        """Grow and shrink with the width."""
        super().resizeEvent(event)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+Enter moves on; Enter is a new line."""
        if gives_picture(self, event):
            return
        if moves_on(event, note=True):
            self.hand.done.emit()
        elif event.matches(QKeySequence.StandardKey.Undo) and not self.document().isUndoAvailable():
            event.ignore()  # nothing typed since: the window takes back the last save
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Words are dropped here, files on the form."""
        leaves_files(event) or super().dragEnterEvent(event)

    def forget_typing(self) -> None:
        """After a save Ctrl+Z means the save, not the letters."""
        self.document().clearUndoRedoStacks()


class ChoiceEditor(QComboBox):
    """One answer of some: digits, the beginning of a label, or arrows choose it; Enter moves on."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hand = Hand(self)
        self.kind = kind
        self.setAccessibleName(desk.words(kind.label))
        self.addItem("", None)
        options = getattr(kind, "options", {})
        for place, (code, label) in enumerate(options.items(), 1):
            self.addItem(f"{place} {desk.words(label)}", code)
        self.setMinimumContentsLength(4)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.activated.connect(self._on_chosen)

    def show_value(self, value: Any, text: str | None, names: dict[int, str]) -> None:  # noqa: ARG002
        """Show the chosen answer; one no longer offered is shown as it is stored."""
        place = self.findData(value) if value is not None else 0
        if place < 0:
            self.addItem(str(value), value)
            place = self.count() - 1
        if place != self.currentIndex():
            self.setCurrentIndex(place)
        self.setToolTip(self.currentText() if len(self.currentText()) > LONG // 2 else "")

    def _on_chosen(self, place: int) -> None:
        self.hand.chosen.emit(self.itemData(place, CODE))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits choose by place, Enter moves on, Delete empties; letters search as Qt does."""
        if moves_on(event):
            self.hand.done.emit()
            return
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.setCurrentIndex(0)
            self.hand.chosen.emit(None)
            return
        if event.text().isdigit() and 0 < int(event.text()) < self.count():
            self.setCurrentIndex(int(event.text()))
            self.hand.chosen.emit(self.currentData(CODE))
            return
        before = self.currentIndex()
        super().keyPressEvent(event)
        if self.currentIndex() != before:
            self.hand.chosen.emit(self.currentData(CODE))

    def wheelEvent(self, event: Any) -> None:
        """Never change an answer by scrolling past it."""
        event.ignore()


class YesNoEditor(QCheckBox):
    """A box to tick: space, or Y and N."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hand = Hand(self)
        self.kind = kind
        self.setAccessibleName(desk.words(kind.label))
        self.clicked.connect(self._on_clicked)
        self._said = (desk.words(N_("Yes")), desk.words(N_("No")))

    def show_value(self, value: Any, text: str | None, names: dict[int, str]) -> None:  # noqa: ARG002
        """Show the tick and the word; no word where nobody has answered yet."""
        self.setChecked(bool(value))
        self.setText("" if value is None else self._said[0] if value else self._said[1])

    def _on_clicked(self, ticked: bool) -> None:
        self.setText(self._said[0] if ticked else self._said[1])
        self.hand.chosen.emit(ticked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Y and N answer, Enter moves on."""
        if moves_on(event):
            self.hand.done.emit()
        elif event.key() in (Qt.Key.Key_Y, Qt.Key.Key_N):
            self.setChecked(event.key() == Qt.Key.Key_Y)
            self._on_clicked(event.key() == Qt.Key.Key_Y)
        else:
            super().keyPressEvent(event)


class ChoicesEditor(LineEditor):
    """Several answers, typed by place or label: 2 4."""


class LinkEditor(LineEditor):
    """A room, a person, a record: typed in any spelling, chosen from what is found."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(kind, desk, parent)
        assert isinstance(kind, fields.Link)
        self._link = kind
        self._names: dict[int, str] = {}
        self._picker = Picker(self)
        self._picker.picked.connect(self._on_picked)
        self.textEdited.connect(self._look_up)

    def _shown(self, value: Any, names: dict[int, str]) -> str:
        if isinstance(value, int) and not isinstance(value, bool):
            return self._names.get(value) or names.get(value) or self._desk.shown_link_text(value)
        return "" if value is None else str(value)

    def _look_up(self, text: str) -> None:
        found = self._desk.choices(self._link.targets, text) if text.strip() else []
        self._picker.offer(found)

    def _on_picked(self, found: object) -> None:
        assert isinstance(found, Found)
        self._names[found.id] = found.label
        self.setText(found.label)
        self.hand.chosen.emit(found.id)

    def settle(self) -> None:
        """Take the only record the text can mean; several ask, none stays as a free name."""
        text = self.text().strip()
        if not self.isModified() or not text:
            return
        found = self._desk.choices(self._link.targets, text)
        exact = [one for one in found if one.label == text] or found
        if len(exact) == 1:
            self._on_picked(exact[0])
            self.setModified(False)
        elif len(found) > 1:
            self._picker.offer(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows and Enter choose among what is offered; Enter moves on."""
        if self._picker.takes(event):
            return
        if moves_on(event):
            self.settle()
            if not self._picker.isVisible():
                self.hand.done.emit()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field settles what was meant."""
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.settle_quietly()
        super().focusOutEvent(event)

    def settle_quietly(self) -> None:
        """Take the only record the text can mean, without asking."""
        self._picker.hide()
        if not self.isModified() or not self.text().strip():
            return
        found = self._desk.choices(self._link.targets, self.text().strip())
        exact = [one for one in found if one.label == self.text().strip()] or found
        if len(exact) == 1:
            self._on_picked(exact[0])
            self.setModified(False)


class SaidView(NoteEditor):
    """A computed sentence: shown whole, never typed."""

    def __init__(self, kind: Kind, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(kind, desk, parent)
        self.set_least(1)

    def show_value(self, value: Any, text: str | None, names: dict[int, str]) -> None:  # noqa: ARG002
        """Say it in the reader's language."""
        super().show_value(self.kind.show(value, Showing(self._desk.words, names)), None, names)


EDITORS: dict[type[Kind], type[QWidget]] = {
    fields.Note: NoteEditor,
    fields.Choices: ChoicesEditor,
    fields.Choice: ChoiceEditor,
    fields.YesNo: YesNoEditor,
    fields.Link: LinkEditor,
    fields.Said: SaidView,
    fields.ShortText: LineEditor,
    fields.Phone: LineEditor,
    fields.Due: LineEditor,
    fields.Moment: LineEditor,
    fields.Day: LineEditor,
    fields.Money: LineEditor,
    fields.Number: LineEditor,
    fields.Line_: LineEditor,
}


def editor_for(kind: Kind, desk: Desk, parent: QWidget | None = None) -> Any:
    """Make the editor of a kind. Raises KeyError for a kind without one."""
    for ancestor in type(kind).__mro__:
        if ancestor in EDITORS:
            editor: Any = EDITORS[ancestor](kind, desk, parent)  # type: ignore[call-arg]
            return editor
    raise KeyError(type(kind).__name__)


def lock(editor: Any, locked: bool) -> None:
    """Make an editor show only, or take words again."""
    if isinstance(editor, QLineEdit | QPlainTextEdit):
        editor.setReadOnly(locked)
        editor.setFocusPolicy(Qt.FocusPolicy.ClickFocus if locked else Qt.FocusPolicy.StrongFocus)
    else:
        editor.setEnabled(not locked)
