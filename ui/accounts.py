"""Accounts: the manager sets passwords; the manager's own recovery code is made anew."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.rules import people
from custdesk.safekeeping import give_recovery_code
from custdesk.store.answers import Refused
from custdesk.workflow import User
from ui.recovery_code import RecoveryCode
from ui.theme import STEP
from ui.words import in_column

PERSON = Qt.ItemDataRole.UserRole


class AccountsDialog(QDialog):
    """Everybody with an account, and a new password for the chosen one."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        say = desk.words
        self.setWindowTitle(say(N_("Accounts and passwords")))
        self.setMinimumSize(680, 380)
        whole = QHBoxLayout(self)
        self.names = QListWidget()
        self.names.setAccessibleName(say(N_("Accounts")))
        self.names.currentItemChanged.connect(self._on_name)
        whole.addWidget(self.names, 1)
        right = QVBoxLayout()
        right.setSpacing(2 * STEP)
        self.who = QLabel(objectName="heading")
        right.addWidget(self.who)
        rows = QFormLayout()
        self.password = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        self.repeated = QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        for text, edit in (
            (N_("New password"), self.password),
            (N_("The same password again"), self.repeated),
        ):
            edit.setAccessibleName(say(text))
            edit.returnPressed.connect(self.set_password)
            rows.addRow(say(text), edit)
        right.addLayout(rows)
        self.button = QPushButton(say(N_("Set the password")))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.set_password)
        right.addWidget(self.button)
        self.said = QLabel(wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        right.addWidget(self.said)
        right.addStretch(1)
        self.code_button = QPushButton(say(N_("New recovery code …")))
        self.code_button.setAutoDefault(False)
        self.code_button.clicked.connect(self.show_code)
        right.addWidget(self.code_button)
        right.addWidget(
            QLabel(say(N_("New people are entered under Staff; they get their first password here")),
                   objectName="muted", wordWrap=True)
        )  # fmt: skip
        whole.addLayout(right, 1)
        self.code_button.setVisible(
            desk.user.role == people.MANAGER
        )  # with a parent: else a window for a moment
        self.show_people()

    def show_people(self) -> None:
        """List the accounts: the manager sees all, others their own."""
        say = self._desk.words
        kept = self.names.currentRow()
        self.names.clear()
        known = [person.name for person in self._desk.people()]
        roles = [say(people.ROLES.get(person.role, person.role)) for person in self._desk.people()]
        for person in self._desk.people():
            if self._desk.user.role != people.MANAGER and person.id != self._desk.user.id:
                continue
            assert person.id is not None
            has = self._desk.store.password_hash(person.id) is not None
            role = say(people.ROLES.get(person.role, person.role))
            item = QListWidgetItem(
                in_column(person.name, known)
                + in_column(role, roles, 10)
                + ("" if has else "○ " + say(N_("no password yet")))
            )
            item.setData(PERSON, person)
            self.names.addItem(item)
        self.names.setCurrentRow(max(kept, 0))

    @property
    def person(self) -> User | None:
        """The chosen person."""
        item = self.names.currentItem()
        return item.data(PERSON) if item is not None else None

    def _on_name(self) -> None:
        self.who.setText(self.person.name if self.person else "")
        self.password.clear()
        self.repeated.clear()
        self.said.clear()

    def _say(self, kind: str, *texts: Text) -> None:
        self.said.setObjectName(kind)
        self.said.style().polish(self.said)
        self.said.setText("\n".join(self._desk.words(text) for text in texts))

    def set_password(self) -> None:
        """Give the chosen person the password typed twice."""
        person = self.person
        if person is None:
            return
        if self.password.text() != self.repeated.text():
            self._say("problems", N_("The two passwords differ; type the same one twice"))
            return
        try:
            self._desk.set_password(person, self.password.text())
        except Refused as refused:
            self._say("problems", *(problem.text for problem in refused.problems))
        except KnownError as trouble:
            self._say("problems", trouble.text)
        else:
            self.show_people()
            self._say("muted", N_("{name} has a new password").having(name=person.name))

    def show_code(self) -> None:
        """Make a new recovery code and show it; the old one is worth nothing from now on."""
        try:
            code = give_recovery_code(self._desk)
        except KnownError as trouble:
            self._say("problems", trouble.text)
            return
        self.code_dialog = CodeDialog(self._desk, code, self)
        self.code_dialog.open()


class CodeDialog(QDialog):
    """A new recovery code; it closes once the code is on paper."""

    def __init__(self, desk: Desk, code: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(desk.words(N_("The recovery code")))
        self.setMinimumSize(560, 360)
        box = QVBoxLayout(self)
        self.shown = RecoveryCode(desk.words)
        self.shown.show_code(code, desk.settings.text("office_name"), desk.user.name)
        box.addWidget(self.shown)
        self.close_button = QPushButton(desk.words(N_("Close", "window")))
        self.close_button.setEnabled(False)
        self.shown.confirmed.connect(self.close_button.setEnabled)
        self.close_button.clicked.connect(self.accept)
        box.addWidget(self.close_button)
