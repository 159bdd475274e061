"""First run: a new office, the office's existing folder, or the practice estate. Nothing is made before the end."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QCommandLinkButton,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.clock import Clock
from custdesk.errors import KnownError
from custdesk.founding import (
    NewOffice,
    backup_problems,
    found_office,
    manager_problems,
    office_problems,
    store_in,
    store_problems,
)
from custdesk.language import LANGUAGES, N_, Text, Words
from custdesk.office import passwords
from custdesk.places import STORE_NAME, Places
from custdesk.problem import Problem
from custdesk.settings import DECLARED
from custdesk.store.answers import Refused
from custdesk.store.database import folder_warning
from ui.recovery_code import RecoveryCode
from ui.setup_pages import ManagerPage, OfficePage, SafetyPage, chooser
from ui.theme import STEP

FRAME = QSize(8, 40)  # what the system draws around a window
START, OFFICE, MANAGER, SAFETY, CODE = range(5)
TITLES = {
    START: N_("Welcome to the front desk"), OFFICE: N_("The office"), MANAGER: N_("The first manager"),
    SAFETY: N_("Where the data live"), CODE: N_("The recovery code"),
}  # fmt: skip


class SetUp(QWidget):
    """The short set-up; `opened` names the store to go on with, `practise` asks for the practice estate."""

    opened = Signal(object)  # Path
    practise = Signal()

    def __init__(
        self,
        places: Places,
        clock: Clock,
        store: Path | None = None,
        notice: str = "",
        language: str = "zh_Hans",
    ) -> None:
        super().__init__()
        self._places, self._clock = places, clock
        self._target = store or places.default_store
        self._code = passwords.new_recovery_code()
        self.notice = notice
        self.language = language
        self.import_later = False
        self._whole = QVBoxLayout(self)
        self._whole.setContentsMargins(5 * STEP, 4 * STEP, 5 * STEP, 3 * STEP)
        self._inner: QWidget | None = None
        self.setMinimumSize(720, 400)
        self.resize(QSize(720, 560).boundedTo(self.screen().availableSize() - FRAME))
        self._build()

    @property
    def say(self) -> Words:
        """The language chosen so far."""
        return Words(self.language)

    # -- what it looks like ------------------------------------------------------------------------------

    def _build(self) -> None:
        say = self.say
        if self._inner is not None:
            self._whole.removeWidget(self._inner)
            self._inner.hide()
            self._inner.deleteLater()
        self._inner = QWidget()
        box = QVBoxLayout(self._inner)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2 * STEP)
        self.setWindowTitle(say(N_("Front desk")) + " - " + say(N_("Set-up")))
        head = QHBoxLayout()
        self.title = QLabel(objectName="title")
        self.step = QLabel(objectName="muted")
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.step)
        box.addLayout(head)
        self.office = OfficePage(say)
        self.manager = ManagerPage(say)
        self.safety = SafetyPage(say, self._target.parent)
        self.code = RecoveryCode(say)
        self.code.confirmed.connect(self._on_confirmed)
        self.pages = QStackedWidget()
        for page in (self._start_page(), self.office, self.manager, self.safety, self.code):
            self.pages.addWidget(page)
        area = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)  # 1366 x 768 at 150 %
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(self.pages)
        box.addWidget(area, 1)
        self.problems = QLabel(objectName="problems", wordWrap=True)
        self.problems.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.problems)
        box.addLayout(self._buttons())
        self._whole.addWidget(self._inner)
        self._go(START)

    def _start_page(self) -> QWidget:
        say = self.say
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(2 * STEP)
        if self.notice:
            notice = QLabel(self.notice, objectName="warnings", wordWrap=True)
            notice.setTextFormat(Qt.TextFormat.PlainText)
            box.addWidget(notice)
        self.tongue = chooser(DECLARED["screen_language"], self.language)
        self.tongue.setAccessibleName(say(N_("Language")))
        for place, name in enumerate(
            LANGUAGES
        ):  # each in its own tongue: whoever cannot read this one finds hers
            self.tongue.setItemText(
                place, {"zh_Hans": "简体中文", "zh_Hant": "繁體中文", "en": "English"}[name]
            )
        self.tongue.activated.connect(self._on_tongue)
        bar = QHBoxLayout()
        label = QLabel(say(N_("Language")))
        label.setBuddy(self.tongue)
        bar.addWidget(label)
        bar.addWidget(self.tongue)
        bar.addStretch(1)
        box.addLayout(bar)
        self.new = QCommandLinkButton(
            say(N_("Set up a new office")),
            say(
                N_("Begins empty: what the office has written so far is not in it")
                if self.notice
                else N_("A few questions: the office, the manager, where backups go")
            ),
        )
        self.existing = QCommandLinkButton(
            say(N_("Open the office's existing folder")),
            say(N_("The office works with custdesk already, perhaps under another account of this computer")),
        )
        self.sample = QCommandLinkButton(
            say(N_("Practise on the sample estate")),
            say(N_("Try everything with invented people; no password, and every sheet says practice")),
        )
        ways = [
            (self.new, self.begin),
            (self.existing, self.choose_folder),
            (self.sample, self.practise.emit),
        ]
        if self.notice:  # there is an office: it comes first
            ways.insert(0, ways.pop(1))
        for button, slot in ways:
            button.setAutoDefault(True)  # Enter presses it, as Space does
            button.clicked.connect(slot)
            box.addWidget(button)
        box.addStretch(1)
        return page

    def _buttons(self) -> QHBoxLayout:
        say = self.say
        bar = QHBoxLayout()
        self.back = QPushButton(say(N_("Back")))
        self.back.clicked.connect(self.go_back)
        self.next = QPushButton()
        self.next.setProperty("main", True)
        self.next.setAutoDefault(True)
        self.next.clicked.connect(self.go_on)
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(self.next)
        return bar

    def _go(self, page: int) -> None:
        say = self.say
        self.pages.setCurrentIndex(page)
        self.title.setText(say(TITLES[page]))
        self.step.setText(say(N_("Step {step} of {steps}").having(step=page, steps=CODE)) if page else "")
        self.back.setVisible(page != START)
        self.next.setVisible(page != START)
        self.next.setText(say(N_("Set up the office")) if page == CODE else say(N_("Next")))
        self.next.setShortcut(QKeySequence("Ctrl+Return"))  # again: a new text takes the shortcut away
        self.next.setEnabled(page != CODE or self.code.tick.isChecked())
        self._tell([])
        if page == CODE:
            answers = self.answers()
            self.code.show_code(self._code, str(answers.settings["office_name"]), answers.manager)
        focus = {START: self.existing if self.notice else self.new, OFFICE: self.office.name, MANAGER: self.manager.name, SAFETY: self.safety.folder,
                 CODE: self.code.print_button}[page]  # fmt: skip
        focus.setFocus()

    def _tell(self, problems: list[Problem]) -> None:
        self.problems.setText("\n".join(self.say(problem.text) for problem in problems))
        self.problems.setVisible(bool(problems))

    def _tell_trouble(self, trouble: KnownError) -> None:
        ways = [trouble.way_out] if trouble.way_out else []
        self._tell([Problem(text) for text in (trouble.text, *ways)])

    def _on_tongue(self) -> None:
        self.language = str(self.tongue.currentData())
        self._build()

    def _on_confirmed(self, confirmed: bool) -> None:
        self.next.setEnabled(confirmed)

    # -- what happens ------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in a box goes on, as everywhere; a window that is no dialog does not do it by itself."""
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and isinstance(self.focusWidget(), QLineEdit):
            self.next.click()
        else:
            super().keyPressEvent(event)

    def begin(self) -> None:
        """Begin the questions about a new office."""
        self._go(OFFICE)

    def answers(self) -> NewOffice:
        """Return what was answered so far."""
        return NewOffice(
            manager=self.manager.name.text(), password=self.manager.password.text(),
            repeated=self.manager.repeated.text(),
            settings={**self.office.settings(), "screen_language": self.language, "paper_language": self._paper()},
            second_backup=self.safety.second.text().strip(), recovery_code=self._code,
        )  # fmt: skip

    def _paper(self) -> str:
        return self.language if self.language != "en" else "zh_Hans"

    def store(self) -> Path:
        """Return where the new store will be."""
        return Path(self.safety.folder.text().strip() or self._target.parent) / (
            self._target.name if self._target.suffix else STORE_NAME
        )

    def page_problems(self) -> list[Problem]:
        """Say what is wrong with the page shown."""
        page, answers = self.pages.currentIndex(), self.answers()
        if page == OFFICE:
            return office_problems(answers)
        if page == MANAGER:
            return manager_problems(answers)
        if page == SAFETY:
            return [*backup_problems(answers, self.store()), *store_problems(self.store())]
        return []

    def go_on(self) -> None:
        """Go to the next page, or say what is missing; at the end make the office."""
        wrong = self.page_problems()
        if wrong:
            self._tell(wrong)
            self._go_to(wrong[0].field)
            return
        page = self.pages.currentIndex()
        if page != CODE:
            self._go(page + 1)
            if page == SAFETY:
                self._warn_of_folder()
            return
        self._found()

    def _go_to(self, field: str) -> None:
        """Put the keyboard into the box that is wrong."""
        boxes = {
            "office_name": self.office.name, "manager": self.manager.name, "password": self.manager.password,
            "repeated": self.manager.repeated, "second_backup": self.safety.second, **self.office.hotlines,
        }  # fmt: skip
        if field in boxes:
            boxes[field].setFocus()

    def _warn_of_folder(self) -> None:
        warned: Text | None = folder_warning(self.store())
        if warned is not None:
            self._go(SAFETY)
            self._tell([Problem(warned)])

    def go_back(self) -> None:
        """Go back one page; nothing typed is lost."""
        self._go(self.pages.currentIndex() - 1)

    def _found(self) -> None:
        """Make the office: only now anything is written."""
        path = self.store()
        answers = self.answers()
        try:
            found_office(path, self._clock, replace(answers, manager=answers.manager.strip()))
            self._places.remember(path)
        except Refused as refused:
            self._tell(refused.problems)
        except KnownError as trouble:
            self._tell_trouble(trouble)
        else:
            self.import_later = self.safety.roster.isChecked()
            self.opened.emit(path)

    def choose_folder(self) -> None:
        """Ask for the office's existing folder."""
        self._dialog = QFileDialog(self, self.say(N_("The office's existing folder")))
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._dialog.setFileMode(QFileDialog.FileMode.Directory)
        self._dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        self._dialog.fileSelected.connect(self.open_folder)
        self._dialog.open()

    def open_folder(self, folder: str) -> None:
        """Go on with the store of an existing folder, or say what to choose instead."""
        try:
            path = store_in(Path(folder))
            self._places.remember(path)
        except KnownError as trouble:
            self._tell_trouble(trouble)
        else:
            self.opened.emit(path)
