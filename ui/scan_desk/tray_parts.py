"""The parts of the tray: the line that finds, the list below it, the picture of the page beside both."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text
from ui.bus import Bus
from ui.flow_layout import FlowLayout
from ui.jobs import Lanes
from ui.matter_list import MatterList
from ui.scan_desk.finding import FindLine
from ui.scan_desk.pages_view import PagesView
from ui.scan_desk.section import Section
from ui.theme import STEP

WAIT_MS = 80
EMPTY = N_("The tray is empty: pages that find no record by themselves come here. Ctrl+O takes scans in")
NARROWEST = 230  # pixels of the list


class TrayParts(Section):
    """The half of the tray that is looked at and pressed; `Tray` is the other."""

    heading = N_("To be recognised")

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, parent: QWidget | None = None) -> None:
        super().__init__(desk, bus, parent)
        self._wait = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._wait.timeout.connect(self.look)
        self._build(lanes)

    def look(self) -> None:
        """Show what the typed words find."""
        raise NotImplementedError

    def act(self) -> None:
        """Enter."""
        raise NotImplementedError

    def file_all_the_same(self) -> None:
        """Ctrl+Enter."""
        raise NotImplementedError

    def set_aside(self) -> None:
        """Del."""
        raise NotImplementedError

    def set_file_aside(self) -> None:
        """Shift+Del."""
        raise NotImplementedError

    def show_empty(self) -> None:
        """Ctrl+E."""
        raise NotImplementedError

    def turn(self) -> None:
        """R."""
        raise NotImplementedError

    def walk(self, by: object) -> None:
        """Up and Down."""
        raise NotImplementedError

    def show_chosen(self) -> None:
        """Show the chosen page."""
        raise NotImplementedError

    def show_target(self) -> None:
        """Say what Enter does."""
        raise NotImplementedError

    def enter(self) -> None:
        """Take the keyboard: the line has it, whatever is clicked; in an empty tray the sentence."""
        (self.calm if self.splitter.isHidden() else self.line).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_removing(self, whole: object) -> None:
        self.set_file_aside() if whole else self.set_aside()

    def _on_zoomed(self, by: object) -> None:
        view = self.view
        {1: view.look_closer, -1: view.look_less_close, 0: view.look_at_whole}[int(str(by))]()

    # -- parts -------------------------------------------------------------------------------------------

    def _build(self, lanes: Lanes) -> None:
        words = self._desk.words
        left = QWidget()
        box = QVBoxLayout(left)
        box.setContentsMargins(STEP, 0, STEP, 0)
        self.line = FindLine(words)
        self.target_label = QLabel(objectName="heading", wordWrap=True)
        self.list = MatterList(words(self.heading), narrow=True, titled=True)
        self.found = MatterList(words(N_("Found")), narrow=True, titled=True)
        for one in (self.list, self.found):
            one.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.others = QLabel(objectName="muted", wordWrap=True)
        self.calm = QLabel(words(EMPTY), objectName="muted", wordWrap=True)
        self.calm.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.calm.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.empties = QPushButton(flat=True)
        self.empties.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empties.clicked.connect(self.show_empty)
        for label in (self.target_label, self.others, self.calm):
            label.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.line)
        box.addWidget(self.target_label)
        box.addWidget(self.list, 1)
        box.addWidget(self.found, 1)
        box.addWidget(self._buttons())
        left.setMinimumWidth(NARROWEST)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._right(lanes))
        self.splitter.setStretchFactor(0, 2)
        self.splitter.setStretchFactor(1, 3)
        self.splitter.setSizes([400, 700])
        self.splitter.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.splitter, 1)
        whole.addWidget(self.calm, 1)
        whole.addWidget(self.empties, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.others)
        self._connect()

    def _right(self, lanes: Lanes) -> QWidget:
        words, right = self._desk.words, QWidget()
        box = QVBoxLayout(right)
        box.setContentsMargins(0, 0, 0, 0)
        bar = QHBoxLayout()
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.view = PagesView(words, lanes)
        self.view.setFocusProxy(self.line)  # a click on the picture leaves the keyboard there
        bar.addWidget(self.said, 1)
        for sign, text, key, slot in (
            ("−", N_("Smaller"), "−", self.view.look_less_close), ("0", N_("The whole page"), "0", self.view.look_at_whole),
            ("+", N_("Larger"), "+", self.view.look_closer), ("R", N_("Turn the page"), "R, Ctrl+R", self.turn),
        ):  # fmt: skip
            bar.addWidget(self._small_button(sign, text, key, slot))
        box.addLayout(bar)
        box.addWidget(self.view, 1)
        return right

    def _small_button(self, sign: str, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        button, said = QPushButton(sign), self._desk.words(text)
        button.setAccessibleName(said)
        button.setToolTip(f"{said} {key}")
        button.setFixedWidth(button.fontMetrics().horizontalAdvance("国") + 3 * STEP)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(slot)
        return button

    def _buttons(self) -> QWidget:
        bar = QWidget()
        flow = FlowLayout(bar)
        flow.setContentsMargins(0, 0, 0, 0)
        self.file_button = self._button(N_("File", "page"), "Enter", self.act)
        self.file_button.setProperty("main", True)
        self.same_button = self._button(N_("File it all the same"), "Ctrl+Enter", self.file_all_the_same)
        self.aside_button = self._button(N_("Set aside"), "Del", self.set_aside)
        for button in (self.file_button, self.same_button, self.aside_button):
            flow.addWidget(button)
        return bar

    def _button(self, text: Text, key: str, slot: Callable[[], None]) -> QPushButton:
        said = self._desk.words(text)
        button = QPushButton(f"{said} {key}")
        button.setAccessibleName(said)
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the line's keys do the same
        button.clicked.connect(slot)
        return button

    def _connect(self) -> None:
        line = self.line
        line.textChanged.connect(self._wait.start)
        line.entered.connect(self.act)
        line.all_the_same.connect(self.file_all_the_same)
        line.walked.connect(self.walk)
        line.removing.connect(self._on_removing)
        line.zoomed.connect(self._on_zoomed)
        line.turning.connect(self.turn)
        self.list.selectionModel().currentChanged.connect(self.show_chosen)
        self.list.clicked.connect(self.enter)
        self.found.selectionModel().currentChanged.connect(self.show_target)
        self.found.doubleClicked.connect(self.act)
        self._add_keys()

    def _add_keys(self) -> None:
        """What is typed in an empty line reaches it by `FindLine`; here it stands for the overview of keys."""
        empty = N_("{what}; while nothing is typed, without Ctrl too")
        for text, keys, slot in (
            (N_("File the page to the record found; of a pre-numbered sheet: type it in"), ("Return", "Enter"), self.act),
            (N_("File the page all the same, where its stamp says"), ("Ctrl+Return", "Ctrl+Enter"), self.file_all_the_same),
            (N_("While nothing is typed: set the page aside"), ("Del",), self.set_aside),
            (N_("Set the page aside with the rest of its file"), ("Shift+Del",), self.set_file_aside),
            (empty.having(what=N_("Turn the page")), ("Ctrl+R",), self.turn),
            (empty.having(what=N_("Look closer")), ("Ctrl+=",), self.view.look_closer),
            (empty.having(what=N_("Look less close")), ("Ctrl+-",), self.view.look_less_close),
            (empty.having(what=N_("The whole page")), ("Ctrl+0",), self.view.look_at_whole),
        ):  # fmt: skip
            action = QAction(self._desk.words(text), self.line)
            action.setShortcuts([QKeySequence(key) for key in keys])
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(slot)
            self.line.addAction(action)
        action = QAction(self._desk.words(N_("Show the blank pages that were set aside, or hide them")), self)
        action.setShortcut(QKeySequence("Ctrl+E"))
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(self.show_empty)
        self.addAction(action)
