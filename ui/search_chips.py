"""The filters of a search as chips below its line: those that were typed, and menus of those that can be clicked."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text
from custdesk.office.finding import Chip, Sort
from custdesk.store.finding_words import labelled
from ui.answering import answer_to
from ui.flow_layout import FlowLayout
from ui.theme import STEP

KEYED = 6  # chips that have a key of their own: Alt+4 to Alt+9
SORTS: tuple[tuple[Sort, Text], ...] = (
    (Sort.FORM, N_("Kind", "find")), (Sort.STATE, N_("State", "find")), (Sort.WHEN, N_("Time", "find")),
)  # fmt: skip


class ChipButton(QToolButton):
    """One filter that was typed: pressed in while it filters, flat when its word is looked for as it stands."""

    def __init__(self, bar: ChipBar, chip: Chip, text: str, place: int) -> None:
        super().__init__(checkable=True, objectName="filter")
        self._bar, self.chip = bar, chip
        words = bar.desk.words
        self.setText(text)
        self.setChecked(chip.on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        key = f"Alt+{place + 4}" if place < KEYED else ""
        said = (
            N_("“{word}” filters. Click to find it as a word")
            if chip.on
            else N_("“{word}” is a word. Click to filter by it")
        )
        self.setToolTip(f"{words(said.having(word=chip.said))} {key}".rstrip())
        self.setAccessibleName(words(said.having(word=chip.said)))
        answer_to(self, key, self.press)
        self.clicked.connect(self.press)

    def press(self) -> None:
        """Filter by it, or find it as a word."""
        self._bar.toggled.emit(self.chip.key)


class WordAction(QAction):
    """A filter of a menu: chosen, its word is typed."""

    def __init__(self, bar: ChipBar, sort: Sort, shown: str, word: str, menu: QMenu) -> None:
        super().__init__(shown, menu)
        self._bar, self._sort, self._word = bar, sort, word
        self.triggered.connect(self._on_triggered)

    def _on_triggered(self) -> None:
        self._bar.added.emit((self._sort, self._word))


class MenuButton(QToolButton):
    """A menu of filters; its key shows it with the first one chosen."""

    def drop(self) -> None:
        """Show the menu below its button."""
        menu = self.menu()
        menu.popup(self.mapToGlobal(self.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])


class ChipBar(QWidget):
    """Menus to click filters together, and a chip for each that was typed."""

    toggled = Signal(object)  # the chip's key
    added = Signal(object)  # (Sort, word)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._row = FlowLayout(self)
        self._row.setContentsMargins(0, STEP // 2, 0, 0)
        self._shown: tuple[Chip, ...] = ()
        self.chips: list[ChipButton] = []
        self.menus: list[MenuButton] = []
        for place, (sort, label) in enumerate(SORTS):
            self.menus.append(self._menu(sort, desk.words(label), f"Alt+{place + 1}"))
            self._row.addWidget(self.menus[-1])

    def _menu(self, sort: Sort, label: str, key: str) -> MenuButton:
        button = MenuButton(text=f"{label} ▾", autoRaise=True)
        button.setAccessibleName(label)
        button.setToolTip(f"{label} {key}")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for shown, word in labelled(self.desk.words.language, sort):
            menu.addAction(WordAction(self, sort, shown, word, menu))
        button.setMenu(menu)
        answer_to(button, key, button.drop)
        return button

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show the filters of a line; the keyboard stays on its chip."""
        if tuple(chips) == self._shown:
            return
        self._shown = tuple(chips)
        held = next((place for place, one in enumerate(self.chips) if one.hasFocus()), None)
        for one in self.chips:
            self._row.removeWidget(one)
            one.hide()
            one.deleteLater()
        words = self.desk.words
        self.chips = []
        for place, chip in enumerate(chips):
            label = words(chip.label)
            text = chip.said if label == chip.said else f"{chip.said}: {label}" if chip.on else chip.said
            self.chips.append(ChipButton(self, chip, f"✓ {text}" if chip.on else text, place))
            self._row.addWidget(self.chips[-1])
            self.chips[-1].show()  # now: its key may be the next
        if held is not None and self.chips:
            self.chips[min(held, len(self.chips) - 1)].setFocus()
