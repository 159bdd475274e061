"""Tabs whose pages are made when they are first shown or asked for: the window comes before its tabs (trap 17)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

from PySide6.QtWidgets import QTabWidget, QWidget

Made = TypeVar("Made", bound=QWidget)


class LatePage(QWidget):
    """Keeps a page's place until it is made."""

    def __init__(self, make: Callable[[], QWidget]) -> None:
        super().__init__()
        self.make = make


class LateTabs(QTabWidget):
    """Tabs that know how each page is made; a page is there from the moment somebody needs it."""

    def __init__(self) -> None:
        super().__init__(documentMode=True)
        self._places: dict[str, int] = {}
        self.currentChanged.connect(self._on_turned)

    def add_late(self, name: str, make: Callable[[], QWidget], label: str) -> None:
        """Add a tab whose page is made later."""
        self._places[name] = self.addTab(LatePage(make), label)

    def page(self, name: str) -> QWidget:
        """Return a page, made if nobody has needed it yet."""
        return self._made(self._places[name])

    def page_if_made(self, name: str) -> QWidget | None:
        """Return a page, or None where nobody has needed it yet."""
        page = self.widget(self._places[name])
        return None if isinstance(page, LatePage) else page

    def turn_to(self, name: str) -> None:
        """Show a page."""
        self.page(name)
        self.setCurrentIndex(self._places[name])

    def _on_turned(self, place: int) -> None:
        if place >= 0:
            self._made(place)

    def _made(self, place: int) -> QWidget:
        kept = self.widget(place)
        if not isinstance(kept, LatePage):
            return kept
        page, label, here = kept.make(), self.tabText(place), self.currentIndex() == place
        quiet = self.blockSignals(True)
        self.insertTab(place + 1, page, label)
        if here:
            self.setCurrentIndex(place + 1)
        self.removeTab(place)
        self.blockSignals(quiet)
        kept.deleteLater()
        return page


class LateViews(Mapping[str, Made], Generic[Made]):
    """Views by name, each made when it is first asked for; `made` are those that exist."""

    def __init__(self, makers: Mapping[str, Callable[[], Made]]) -> None:
        self._makers = makers
        self.made: dict[str, Made] = {}

    def __getitem__(self, name: str) -> Made:
        if name not in self.made:
            self.made[name] = self._makers[name]()
        return self.made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)
