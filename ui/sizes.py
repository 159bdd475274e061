"""How large panels and dialogs are: as large as they want, and never larger than the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from ui.theme import STEP


def fit(dialog: QWidget, wide: int, high: int) -> None:
    """Make a dialog as large as it likes, less on a small screen or at 150 percent."""
    room = dialog.screen().availableGeometry()
    dialog.resize(min(wide, room.width() - 4 * STEP), min(high, room.height() - 8 * STEP))


def put_over(panel: QWidget, window: QWidget | None) -> None:
    """Lay a panel over the upper part of a window, no wider than the screen."""
    if window is None:
        return
    # a draft comes back before the window was fitted to the screen: at 150 percent it is wider than that
    room = min(window.width(), window.screen().availableGeometry().width())
    wide = min(max(room * 3 // 4, 860), room - 4 * STEP)
    panel.resize(wide, max(panel.sizeHint().height(), min(window.height() * 3 // 5, 480)))
    panel.move(window.mapToGlobal(QPoint((room - wide) // 2, 8 * STEP)))


def grow(panel: QWidget) -> None:
    """Make a panel as high as what must be seen: words of three lines, problems, buttons in a second row."""
    laid = panel.layout()
    need = laid.totalHeightForWidth(panel.width()) if laid is not None and laid.hasHeightForWidth() else 0
    if need > panel.height():
        panel.resize(panel.width(), min(need, panel.screen().availableGeometry().height()))
