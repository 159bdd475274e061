"""Keys that act at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QAbstractButton


def answer_to(button: QAbstractButton, key: str, slot: Any) -> None:
    """Let a key press act at once: a button's own shortcut clicks it a tenth of a second later."""
    if key:
        action = QAction(button.accessibleName(), button)
        action.setShortcut(QKeySequence(key))
        action.triggered.connect(slot)
        button.addAction(action)
