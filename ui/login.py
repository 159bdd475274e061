"""Who sits at the desk: the login page, which is also the lock screen over the window."""

from __future__ import annotations

import datetime
from typing import Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.rules import people
from custdesk.store.answers import Refused
from custdesk.store.store import SYSTEM
from custdesk.workflow import User
from ui.opening import panel_in
from ui.theme import STEP
from ui.words import in_column

FREE_TRIES: Final = 5
FIRST_WAIT, LONGEST_WAIT = 5, 300  # seconds
LOGIN, RECOVER, NEW_CODE = range(3)
PERSON: Final = Qt.ItemDataRole.UserRole


def wait_seconds(failures: int) -> int:
    """Return how long the next try has to wait: nothing for the first five, then ever longer."""
    over = failures - FREE_TRIES
    return 0 if over < 0 else min(FIRST_WAIT * 2**over, LONGEST_WAIT)


class NameList(QListWidget):
    """The people of the office; Enter takes the chosen one."""

    taken = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter take the chosen name."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
            return
        super().keyPressEvent(event)


class LockScreen(QWidget):
    """Names, password, Enter; a forgotten manager's password is set anew with the recovery code."""

    sat_down = Signal(object)  # User
    diagnosis_wanted = Signal(object)  # itself: whoever cannot log in needs it most

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.failures: dict[int, int] = {}
        self._not_before: dict[int, datetime.datetime] = {}
        self._second = QTimer(self, interval=1000)
        self._second.timeout.connect(self.show_wait)
        self.setAutoFillBackground(True)
        self._build()
        self.show_people()

    # -- what it looks like ------------------------------------------------------------------------------

    def _build(self) -> None:
        say = self._desk.words
        self.setWindowTitle(f"{say(N_('Front desk'))} - {self._desk.settings.text('office_name')}")
        box = QVBoxLayout(panel_in(self))
        box.setContentsMargins(4 * STEP, 4 * STEP, 4 * STEP, 3 * STEP)
        box.setSpacing(2 * STEP)
        head = QHBoxLayout()
        head.addWidget(
            QLabel(self._desk.settings.text("office_name") or say(N_("Front desk")), objectName="title")
        )
        head.addStretch(1)
        if self._desk.store.practice:
            head.addWidget(QLabel(say(N_("Practice")), objectName="practice"))
        box.addLayout(head)
        self.pages = QStackedWidget()
        self.pages.addWidget(self._login_page())
        box.addWidget(self.pages, 1)

    def _login_page(self) -> QWidget:
        say, practice = self._desk.words, self._desk.store.practice
        page = QWidget()
        box = QHBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(4 * STEP)
        self.names = NameList()
        self.names.setAccessibleName(say(N_("Who sits down?")))
        self.names.currentItemChanged.connect(self._on_name)
        self.names.taken.connect(self._on_taken)
        if practice:
            self.names.itemClicked.connect(self._on_taken)
        box.addWidget(self.names, 1)
        right = QVBoxLayout()
        right.setSpacing(STEP)
        self.who = QLabel(objectName="heading")
        right.addWidget(self.who)
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.password.setAccessibleName(say(N_("Password")))
        self.password.setPlaceholderText(say(N_("Password")))
        self.password.returnPressed.connect(self.log_in)
        self.button = QPushButton(say(N_("Sit down")))
        self.button.setProperty("main", True)
        self.button.clicked.connect(self.log_in)
        self.said = QLabel(objectName="problems", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.forgotten = QPushButton(say(N_("Password forgotten …")), flat=True)
        self.forgotten.clicked.connect(self.show_forgotten)
        self.help = QPushButton(say(N_("Diagnosis bundle …")), flat=True)
        self.help.setToolTip(say(N_("For whoever helps when something does not work")))
        self.help.clicked.connect(self.ask_for_help)
        hint = (
            N_("Practice: choose a name, no password is needed")
            if practice
            else N_("Choose your name, type your password, press Enter")
        )
        right.addWidget(self.password)
        right.addWidget(self.button)
        right.addWidget(self.said)
        right.addStretch(1)
        right.addWidget(QLabel(say(hint), objectName="muted", wordWrap=True))
        bar = QHBoxLayout()
        bar.addWidget(self.forgotten)
        bar.addStretch(1)
        bar.addWidget(self.help)
        right.addLayout(bar)
        box.addLayout(right, 1)
        for part in (
            self.password,
            self.forgotten,
        ):  # now that they have a parent: else each is a window for a moment
            part.setVisible(not practice)
        return page

    def _recover_page(self) -> QWidget:
        say = self._desk.words
        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(STEP)
        self.how = QLabel(wordWrap=True)
        box.addWidget(self.how)
        self.code = QLineEdit()
        self.fresh = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.repeated = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        for edit, text in (
            (self.code, N_("Recovery code from the locked-away sheet")), (self.fresh, N_("New password of the manager")),
            (self.repeated, N_("The same password again")),
        ):  # fmt: skip
            edit.setAccessibleName(say(text))
            label = QLabel(say(text))
            label.setBuddy(edit)
            box.addWidget(label)
            box.addWidget(edit)
            edit.returnPressed.connect(self.recover)
        self.recover_said = QLabel(objectName="problems", wordWrap=True)
        self.recover_said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.recover_said)
        box.addStretch(1)
        bar = QHBoxLayout()
        self.back = QPushButton(say(N_("Back")))
        self.back.clicked.connect(self.show_people)
        self.let_in = QPushButton(say(N_("Set the new password")))
        self.let_in.setProperty("main", True)
        self.let_in.clicked.connect(self.recover)
        bar.addWidget(self.back)
        bar.addStretch(1)
        bar.addWidget(self.let_in)
        box.addLayout(bar)
        return page

    def _code_page(self) -> QWidget:
        say = self._desk.words
        from ui.recovery_code import RecoveryCode

        page = QWidget()
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(QLabel(say(N_("The old code is spent. This is the new one.")), objectName="heading"))
        self.new_code = RecoveryCode(say)
        box.addWidget(self.new_code, 1)
        self.done = QPushButton(say(N_("Sit down")))
        self.done.setProperty("main", True)
        self.done.setEnabled(False)
        self.new_code.confirmed.connect(self.done.setEnabled)
        self.done.clicked.connect(self._on_code_kept)
        bar = QHBoxLayout()
        bar.addStretch(1)
        bar.addWidget(self.done)
        box.addLayout(bar)
        return page

    def ask_for_help(self) -> None:
        """Ask for the diagnosis bundle."""
        self.diagnosis_wanted.emit(self)

    def show_people(self) -> None:
        """Show the names as they are now; the person who had the desk, else the one on duty, is chosen."""
        self.pages.setCurrentIndex(LOGIN)
        self.names.clear()
        wanted = self._desk.user.id or self._on_duty()
        known = [person.name for person in self._desk.people()]
        for person in self._desk.people():
            role = self._desk.words(people.ROLES.get(person.role, person.role))
            item = QListWidgetItem(in_column(person.name, known) + role)
            item.setData(PERSON, person)
            self.names.addItem(item)
            if person.id == wanted:
                self.names.setCurrentItem(item)
        if self.names.currentItem() is None:
            self.names.setCurrentRow(0)
        self._clear()
        self.focus()

    def _on_duty(self) -> int | None:
        shifts = self._desk.store.facts(SYSTEM).in_state("duty_shift", "on_duty")
        found = shifts[0].values.get("person") if shifts else None
        return found if isinstance(found, int) else None

    def showEvent(self, event: QShowEvent) -> None:
        """Come up with the keyboard in the right place."""
        super().showEvent(event)
        self.focus()

    def focus(self) -> None:
        """Put the keyboard where it is needed; while hidden it would take it from the window."""
        if self.isVisible():
            (self.names if self._desk.store.practice else self.password).setFocus()

    def _clear(self) -> None:
        self.password.clear()
        self.said.clear()
        if self.pages.count() > 1:
            for part in (self.code, self.fresh, self.repeated, self.recover_said):
                part.clear()
        self.show_wait()

    # -- sitting down ------------------------------------------------------------------------------------

    @property
    def person(self) -> User | None:
        """The chosen person."""
        item = self.names.currentItem()
        return item.data(PERSON) if item is not None else None

    def _on_name(self) -> None:
        person = self.person
        self.who.setText(person.name if person else "")
        self.said.clear()
        self.show_wait()

    def _on_taken(self) -> None:
        if self._desk.store.practice:
            self.log_in()
        else:
            self.password.setFocus()

    def log_in(self) -> None:
        """Let the chosen person sit down if the password is right."""
        person = self.person
        if person is None or person.id is None or self.seconds_left() > 0:
            return
        if self._desk.store.practice:
            self._desk.sit_down(person)
            self.sat_down.emit(person)
            return
        try:
            self._desk.log_in(person.name, self.password.text())
        except KnownError as trouble:
            self._failed(person.id, trouble)
            return
        self.failures.pop(person.id, None)
        self._clear()
        self.sat_down.emit(person)

    def _failed(self, person: int, trouble: KnownError) -> None:
        self.password.clear()
        self.failures[person] = self.failures.get(person, 0) + 1
        wait = wait_seconds(self.failures[person])
        if wait:
            self._not_before[person] = self._desk.store.clock() + datetime.timedelta(seconds=wait)
        self._say(trouble.text, trouble.way_out)
        self.show_wait()
        self.password.setFocus()

    def _say(self, *texts: Text | None) -> None:
        self.said.setText("\n".join(self._desk.words(text) for text in texts if text is not None))

    def seconds_left(self) -> int:
        """Return how long the chosen person still has to wait; a clock set back does not lengthen it."""
        until = self._not_before.get((self.person.id or 0) if self.person else 0)
        if until is None:
            return 0
        left = (until - self._desk.store.clock()).total_seconds()
        return 0 if left > LONGEST_WAIT else max(0, round(left + 0.49))

    def show_wait(self) -> None:
        """Say how long to wait; called each second while somebody has to."""
        left = self.seconds_left()
        waiting = left > 0
        self.password.setEnabled(not waiting)
        self.button.setEnabled(not waiting and self.person is not None)
        if waiting:
            self._say(
                N_("The password is wrong"), N_("Too many tries: wait {seconds} seconds").having(seconds=left)
            )
            self._second.start()
        elif self._second.isActive():
            self._second.stop()
            self.said.clear()
            self.password.setFocus()

    # -- the forgotten password --------------------------------------------------------------------------

    def show_forgotten(self) -> None:
        """Say who helps: the manager sets a new password; for the manager the recovery code does."""
        self._clear()
        if self.pages.count() == 1:
            for page in (self._recover_page(), self._code_page()):
                self.pages.addWidget(page)
        self.how.setText(
            self._desk.words(
                N_(
                    "Staff: ask the manager, who sets a new password under Accounts."
                    " The manager: take the sheet with the recovery code."
                )
            )
        )
        self.pages.setCurrentIndex(RECOVER)
        self.code.setFocus()

    def recover(self) -> None:
        """Let the manager in by the recovery code; the code is spent and a new one is shown."""
        from custdesk.safekeeping import give_recovery_code

        say = self._desk.words
        if self.fresh.text() != self.repeated.text():
            self.recover_said.setText(say(N_("The two passwords differ; type the same one twice")))
            return
        try:
            manager = self._desk.recover(self.code.text(), self.fresh.text())
            code = give_recovery_code(self._desk)
        except Refused as refused:
            self.recover_said.setText("\n".join(say(problem.text) for problem in refused.problems))
            return
        except KnownError as trouble:
            ways = [trouble.text, *([trouble.way_out] if trouble.way_out else [])]
            self.recover_said.setText("\n".join(say(text) for text in ways))
            return
        self.new_code.show_code(code, self._desk.settings.text("office_name"), manager.name)
        self.pages.setCurrentIndex(NEW_CODE)
        self.new_code.print_button.setFocus()

    def _on_code_kept(self) -> None:
        self._clear()
        self.pages.setCurrentIndex(LOGIN)
        self.sat_down.emit(self._desk.user)
