"""The pages of a scan inside the program, to be read: whole, turned over, looked at closely; nothing is changed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QPushButton, QVBoxLayout, QWidget

from custdesk.language import N_, Text, Words
from ui.flow_layout import FlowLayout
from ui.jobs import Lanes
from ui.scan_desk.pages_view import Pages, PagesView
from ui.scan_desk.scan_pages import FilePages, Opening
from ui.sizes import fit
from ui.theme import STEP


class PagesDialog(QDialog):
    """Shows one file's pages beside whatever else is open; Esc closes it."""

    copy_wanted = Signal(object)  # a copy of `of` shall be saved

    def __init__(
        self,
        words: Words,
        lanes: Lanes,
        title: str,
        pages: Pages | Opening,
        parent: QWidget | None = None,
        *,
        of: object = None,
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._words, self._of = words, of
        self.setWindowTitle(title)
        box = QVBoxLayout(self)
        self.view = PagesView(words, lanes)
        self.view.turned.connect(self._show_place)
        self.view.zoomed.connect(self._show_place)
        box.addWidget(self.view, 1)
        whole = QWidget()
        bar = FlowLayout(whole)
        bar.setContentsMargins(0, 0, 0, 0)
        self.place = QLabel(objectName="muted")
        self.back = self._button("◀", N_("Page before"), "PgUp", self.view.page_before)
        self.on = self._button("▶", N_("Next page"), "PgDn", self.view.next_page)
        for part in (
            self.back, self.place, self.on,
            self._button("−", N_("Smaller"), "", self.view.look_less_close),
            self._button("", N_("The whole page"), "Ctrl+0", self.view.look_at_whole),
            self._button("+", N_("Larger"), "", self.view.look_closer),
        ):  # fmt: skip
            bar.addWidget(part)
        self.copy = self._button("", N_("Save a copy …"), "Ctrl+E", self._on_copy)
        self.copy.setVisible(of is not None)
        bar.add_right(self.copy)
        bar.add_right(self._button("", N_("Close", "window"), "Esc", self.reject))
        box.addWidget(whole)
        QShortcut(QKeySequence("Ctrl+E"), self).activated.connect(self._on_copy)
        fit(self, 900, 980)
        if isinstance(pages, Opening):
            self.view.show_pages(None, words(N_("The file is being opened …")))
            lanes.start(pages, self._on_opened, self._on_failed)
        else:
            self.view.show_pages(pages)
        self._show_place()
        self.view.setFocus()

    def _on_opened(self, pages: object) -> None:
        """The file is open, or it cannot be."""
        found = pages if isinstance(pages, FilePages) and pages.count() else None
        said = N_("This file cannot be shown here; save a copy and open it elsewhere")
        self.view.show_pages(found, self._words(said))

    def _on_failed(self, trouble: object) -> None:
        raise trouble  # type: ignore[misc]  # opening raises nothing by itself: a mistake of ours

    def _on_copy(self) -> None:
        if self._of is not None:
            self.copy_wanted.emit(self._of)

    def _button(self, sign: str, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._words(text)
        button = QPushButton(f"{sign or said} {key}".strip())
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setAutoDefault(False)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if sign and not key:
            button.setFixedWidth(button.fontMetrics().horizontalAdvance(sign) + 4 * STEP)
        button.clicked.connect(slot)
        return button

    def _show_place(self) -> None:
        view = self.view
        said = N_("Page {page} of {pages}").having(page=view.page + 1, pages=max(view.pages, 1))
        self.place.setText(self._words(said) + (f"  {view.zoom:.0%}" if view.zoom > 1 else ""))
        self.back.setEnabled(view.page > 0)
        self.on.setEnabled(view.page + 1 < view.pages)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The page's keys wherever the keyboard is; Enter closes nothing."""
        if self.view.takes(event) or event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return
        super().keyPressEvent(event)
