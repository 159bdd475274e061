"""F1: which key does what, made from the actions and buttons themselves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from custdesk.desk import Desk
from custdesk.language import N_, Text
from ui.theme import STEP

Lines = Sequence[tuple[str, str]]  # (keys, what they do)
ANYWHERE: tuple[tuple[str, Text], ...] = (
    ("Tab  Shift+Tab", N_("To the next box, and back")),
    ("Enter", N_("In one line: on; in a list: open")),
    ("Ctrl+Enter", N_("In a note of several lines: on")),
    ("=", N_("In a time: now; in a day: today")),
    ("Esc", N_("Away with what is in front; words are kept")),
)


def keys_of(window: QWidget) -> list[tuple[str, str]]:
    """Return the keys of a window's actions, in their order."""
    return [
        ("  ".join(_said([key.toString() for key in action.shortcuts()])), action.text())
        for action in window.actions()
        if action.shortcuts() and action.text()
    ]


def _said(keys: list[str]) -> list[str]:
    """Say Enter of both keys that do it, once: that is what stands on the buttons."""
    return list(dict.fromkeys(key.replace("Return", "Enter") for key in keys))


def keys_of_buttons(view: QWidget) -> list[tuple[str, str]]:
    """Return the keys of a view, of its parts and of the buttons that can be seen in it."""
    found = keys_of(view)
    for part in view.findChildren(QWidget):
        if not part.isVisible():
            continue
        found += keys_of(part)
        if isinstance(part, QAbstractButton) and not part.shortcut().isEmpty():
            found.append((part.shortcut().toString(), part.accessibleName() or part.text()))
    return list(dict.fromkeys(found))


class KeyOverview(QDialog):
    """A plain list in columns; Esc closes it."""

    def __init__(
        self, desk: Desk, groups: Sequence[tuple[str, Lines]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(desk.words(N_("Keys")))
        inside = QWidget()
        sides = QHBoxLayout(inside)
        sides.setSpacing(4 * STEP)
        for title, lines in groups:
            if lines:
                sides.addLayout(self._group(title, lines))
        scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        box = QVBoxLayout(self)
        box.addWidget(scroll)
        hint = inside.sizeHint()
        self.resize(min(hint.width() + 8 * STEP, 1200), min(hint.height() + 8 * STEP, 640))

    @staticmethod
    def _group(title: str, lines: Lines) -> QVBoxLayout:
        column, grid = QVBoxLayout(), QGridLayout()
        column.addWidget(QLabel(title, objectName="heading"))
        grid.setHorizontalSpacing(2 * STEP)
        grid.setVerticalSpacing(STEP // 2)
        for place, (keys, text) in enumerate(lines):
            key = QLabel(keys)
            key.setStyleSheet("font-weight: 700;")
            said = QLabel(text)
            for label in (key, said):
                label.setTextFormat(Qt.TextFormat.PlainText)
            said.setBuddy(key)
            grid.addWidget(key, place, 0)
            grid.addWidget(said, place, 1)
        column.addLayout(grid)
        column.addStretch(1)
        return column
