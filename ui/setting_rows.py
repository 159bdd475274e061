"""One setting in one line: its label, what it holds, unit, default, range, rule, and the way back to the default."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from custdesk.errors import Unreadable
from custdesk.language import N_, Text, Words
from custdesk.office.folding import fold
from custdesk.settings import DECLARED, Setting
from custdesk.settings.areas import allowed, shown, unit_of
from custdesk.settings.kinds import Choice, Holidays, Line, YesNo
from custdesk.store.hits import SettingChange
from ui.holiday_table import HolidayTable
from ui.theme import STEP

EDITOR_LETTERS = 14  # wide letters an editor has room for


class Chooser(QComboBox):
    """A choice by its labels; the wheel never changes it."""

    def __init__(self, kind: Choice, words: Words) -> None:
        super().__init__()
        for code, label in kind.options.items():
            self.addItem(words(label), code)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll past it."""
        event.ignore()


class SettingRow(QWidget):
    """One setting and its editor; tells when what it holds changed."""

    changed = Signal(str)  # the setting's name

    def __init__(
        self,
        setting: Setting,
        value: object,
        words: Words,
        *,
        locked: bool,
        last: SettingChange | None = None,
    ) -> None:
        super().__init__()
        self.setting, self._words, self._locked, self._last = setting, words, locked, last
        self._haystack: str | None = None
        self.label = QLabel(words(setting.label), wordWrap=True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.editor = self._make()
        self.editor.setAccessibleName(words(setting.label))
        self.label.setBuddy(self.editor)
        self.unit = QLabel(words(unit_of(setting) or ""), objectName="muted")
        self.about = QLabel(self._about(), objectName="muted", wordWrap=True)
        self.about.setTextFormat(Qt.TextFormat.PlainText)  # a reason is anybody's words
        self.editor.setAccessibleDescription(self.about.text())
        self.reset = QPushButton(words(N_("To the default")), flat=True)
        self.reset.setAutoDefault(False)
        self.reset.setAccessibleName(f"{words(N_('To the default'))}：{words(setting.label)}")
        self.reset.clicked.connect(self.to_default)
        self.wrong = QLabel(objectName="problems", wordWrap=True)
        self.wrong.setTextFormat(Qt.TextFormat.PlainText)
        self._lay()
        self.put(value)
        self._lock()

    def _make(self) -> Any:
        kind = self.setting.kind
        if isinstance(kind, YesNo):
            editor: Any = QCheckBox()
            editor.toggled.connect(self._on_changed)
        elif isinstance(kind, Choice):
            editor = Chooser(kind, self._words)
            editor.currentIndexChanged.connect(self._on_changed)
        elif isinstance(kind, Holidays):
            editor = HolidayTable(self._words)
            editor.changed.connect(self._on_changed)
        else:
            editor = QLineEdit()
            editor.textChanged.connect(self._on_changed)
        return editor

    def _about(self) -> str:
        setting, words = self.setting, self._words
        default = words(shown(setting.kind, setting.default))
        parts = [words(N_("default {value}").having(value=default))] if default else []
        if (span := allowed(setting.kind)) is not None:
            parts.append(words(span))
        parts += [setting.rule] if setting.rule.startswith(("R-", "C-", "3.")) else []
        said = "  ".join(
            part.replace(" ", "\u00a0").replace("-", "\u2011") for part in parts
        )  # broken between only
        if self._last is None:
            return said
        changed = N_("Changed {at} by {who}: {reason}").having(
            at=f"{self._last.at:%Y-%m-%d}", who=self._last.who, reason=self._last.reason
        )
        return "\n".join(filter(None, (said, words(changed))))

    def _lay(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        grid.setHorizontalSpacing(2 * STEP)
        grid.setVerticalSpacing(0)
        letter = self.fontMetrics().horizontalAdvance("国")
        self.unit.setMinimumWidth(2 * letter)
        if isinstance(self.editor, HolidayTable):
            grid.addWidget(self.label, 0, 0)
            grid.addWidget(self.about, 0, 1)
            grid.addWidget(self.reset, 0, 2, Qt.AlignmentFlag.AlignRight)
            grid.addWidget(self.editor, 1, 0, 1, 3)
        else:
            number = not isinstance(self.setting.kind, Line | Choice)
            wide = (6 if number else EDITOR_LETTERS) * letter
            self.editor.setMinimumWidth(wide)
            self.editor.setMaximumWidth(EDITOR_LETTERS * letter if number else 24 * letter)
            box = QHBoxLayout()
            box.setSpacing(STEP)
            box.addWidget(self.editor, 0 if number else 1)
            if self.unit.text():
                box.addWidget(self.unit)
            if number:
                box.addStretch(1)
            grid.addWidget(self.label, 0, 0)
            grid.addLayout(box, 0, 1)
            grid.addWidget(self.about, 0, 2)
            grid.addWidget(self.reset, 0, 3, Qt.AlignmentFlag.AlignRight)
            for column, share in enumerate((5, 5, 5, 0)):
                grid.setColumnStretch(column, share)
        grid.addWidget(self.wrong, 2, 0, 1, grid.columnCount())
        kept = self.reset.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the columns stay where they are
        self.reset.setSizePolicy(kept)
        self.wrong.hide()

    def _lock(self) -> None:
        """Show only: no frame, no ground, nothing that looks as if it took words."""
        if not self._locked:
            return
        if isinstance(self.editor, QLineEdit):
            self.editor.setReadOnly(True)
            self.editor.setFrame(False)
            self.editor.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
            self.editor.setObjectName("onlyShown")
            self.editor.setStyleSheet("#onlyShown { background: transparent; }")
        elif isinstance(self.editor, HolidayTable):
            self.editor.lock()
        else:
            self.editor.setVisible(False)  # its words stand in a label instead
            words = shown(self.setting.kind, self.value())
            said = QLabel(self._words(words))
            said.setObjectName(f"said:{self.setting.name}")
            box = self.editor.parentWidget().layout().itemAtPosition(0, 1).layout()
            box.insertWidget(0, said)
        self.reset.setVisible(False)

    # -- what it holds -----------------------------------------------------------------------------------

    def put(self, value: object) -> None:
        """Show a JSON-plain value."""
        if isinstance(self.editor, QCheckBox):
            self.editor.setChecked(bool(value))
        elif isinstance(self.editor, QComboBox):
            self.editor.setCurrentIndex(max(self.editor.findData(value), 0))
        elif isinstance(self.editor, HolidayTable):
            self.editor.put(value if isinstance(value, list) else [])
        else:
            self.editor.setText(str(self._words(shown(self.setting.kind, value))))
        self._show_difference()

    def value(self) -> object:
        """Return the JSON-plain value. Raises Unreadable."""
        if isinstance(self.editor, QCheckBox):
            return self.editor.isChecked()
        if isinstance(self.editor, QComboBox):
            return self.editor.currentData()
        if isinstance(self.editor, HolidayTable):
            return self.editor.value()
        return self.setting.kind.read(self.editor.text())

    def problem(self) -> Text | None:
        """Say what is wrong with what it holds; None when nothing is."""
        try:
            found = self.setting.check(self.value())
        except Unreadable as trouble:
            return trouble.text
        return found[0].text if found else None

    def tell(self, problem: Text | None) -> None:
        """Show or clear what is wrong."""
        self.wrong.setText(f"▲ {self._words(problem)}" if problem else "")
        self.wrong.setVisible(problem is not None)

    def to_default(self) -> None:
        """Take the default again; it counts when the page is saved."""
        self.put(self.setting.default)
        self._on_changed()

    def _on_changed(self) -> None:
        self.tell(self.problem())
        self._show_difference()
        self.changed.emit(self.setting.name)

    def _show_difference(self) -> None:
        """Bold where it differs from the default; only then there is a way back to it."""
        own = (
            isinstance(self.setting.kind, Line) and not self.setting.default
        )  # a name or number has no default
        differs = self.problem() is not None or (not own and self.value() != self.setting.default)
        if isinstance(self.editor, QCheckBox):
            self.editor.setText(self._words(shown(self.setting.kind, self.editor.isChecked())))
        font = self.label.font()
        font.setBold(differs)
        self.label.setFont(font)
        self.reset.setVisible(differs and not self._locked)

    def matches(self, folded: str) -> bool:
        """Tell whether folded words stand in the label, the rule, the choices or the name."""
        if self._haystack is None:
            options = getattr(self.setting.kind, "options", {}).values()
            said = [self.label.text(), self.setting.name, self.setting.rule, *map(self._words, options)]
            self._haystack = fold(" ".join(said))
        return all(part in self._haystack for part in folded.split())


def row_of(name: str, value: object, words: Words, *, locked: bool) -> SettingRow:
    """Make the row of a setting."""
    return SettingRow(DECLARED[name], value, words, locked=locked)
