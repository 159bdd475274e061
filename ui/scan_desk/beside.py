"""The scan of a pre-numbered sheet beside the form it is typed into: always in sight, never in the keyboard's way."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.language import N_, Text, Words
from ui.jobs import Lanes
from ui.scan_desk.pages_view import Pages, PagesView
from ui.theme import STEP

WIDE = 0.39  # of the window: a form needs the rest


class Beside(QWidget):
    """A small window over the list of the tab, which nobody reads while typing in."""

    def __init__(self, words: Words, lanes: Lanes, window: QWidget) -> None:
        super().__init__(
            window,
            Qt.WindowType.Tool | Qt.WindowType.WindowDoesNotAcceptFocus | Qt.WindowType.WindowCloseButtonHint,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._words, self._window = words, window
        self.ids: tuple[int, ...] = ()
        self.number = ""
        self._placed = False
        self.view = PagesView(words, lanes)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.turned.connect(self._show_place)
        self.view.zoomed.connect(self._show_place)
        self.place = QLabel(objectName="muted")
        self._actions: list[QAction] = []
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, STEP, STEP, STEP)
        bar = QHBoxLayout()
        bar.addWidget(self.place, 1)
        for sign, text, key, slot in (
            ("◀", N_("Scan: up, the page before"), "Ctrl+PgUp", self.go_back),
            ("▶", N_("Scan: down, the next page"), "Ctrl+PgDown", self.go_on),
            ("−", N_("Scan: smaller"), "Alt+-", self.view.look_less_close),
            ("+", N_("Scan: larger"), "Alt+=", self.view.look_closer),
            ("✗", N_("Scan: away"), "Alt+V", self.close),
        ):
            self._add(bar, sign, text, key, slot)
        box.addLayout(bar)
        box.addWidget(self.view, 1)

    def _add(self, bar: QHBoxLayout, sign: str, text: Text, key: str, slot: Callable[[], object]) -> None:
        said = self._words(text)
        action = QAction(said, self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.ApplicationShortcut)  # the intake is a window too
        action.triggered.connect(slot)
        self._actions.append(action)
        button = QPushButton(sign)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setFixedWidth(button.fontMetrics().horizontalAdvance("国") + 2 * STEP)
        button.setAccessibleName(said)
        button.setToolTip(f"{said} {key}")
        button.clicked.connect(slot)
        bar.addWidget(button)

    def go_on(self) -> None:
        """Down the page that is looked at closely; at its end the next page."""
        bar = self.view.verticalScrollBar()
        if bar.value() < bar.maximum():
            bar.setValue(bar.value() + bar.pageStep() * 4 // 5)
        else:
            self.view.next_page()

    def go_back(self) -> None:
        """Up, and at the top the page before."""
        bar = self.view.verticalScrollBar()
        if bar.value() > bar.minimum():
            bar.setValue(bar.value() - bar.pageStep() * 4 // 5)
        else:
            self.view.page_before()

    # -- coming and going --------------------------------------------------------------------------------

    def show_pages(self, number: str, ids: Sequence[int], pages: Pages, first: int) -> None:
        """Show the pages of one sheet."""
        self.ids, self.number = tuple(ids), number
        self.setWindowTitle(self._words(N_("Scan of {number}").having(number=number)))
        self._let_go()
        for action in self._actions:
            self._window.addAction(action)
        self.view.show_pages(pages)
        self.view.turn_to(first)
        if not self._placed:
            self.setGeometry(self._room())
            self._placed = True
        self._show_place()
        self.show()

    def _room(self) -> QRect:
        """Return the left part of the window below its tabs: there stands the list."""
        window = self._window
        area = QRect(window.mapToGlobal(window.rect().topLeft()), window.size())
        top = 16 * STEP
        return QRect(area.left(), area.top() + top, int(area.width() * WIDE), area.height() - top - 5 * STEP)

    def _show_place(self) -> None:
        view = self.view
        said = N_("Page {page} of {pages}").having(page=view.page + 1, pages=max(view.pages, 1))
        self.place.setText(self._words(said) + (f"  {view.zoom:.0%}" if view.zoom > 1 else ""))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Its keys go with it."""
        self._let_go()
        self.ids = ()
        super().closeEvent(event)

    def _let_go(self) -> None:
        for action in self._actions:
            self._window.removeAction(action)
