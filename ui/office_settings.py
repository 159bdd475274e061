"""The few settings a manager looks for: name, telephone numbers, languages, idle lock, second place for backups."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.errors import KnownError, Problem
from custdesk.founding import NewOffice, backup_problems, office_problems
from custdesk.language import N_
from custdesk.rules import people
from custdesk.settings import DECLARED
from custdesk.store.writing import Refused
from ui.setup_pages import HOTLINES, OfficePage, chooser


class OfficeSettings(QDialog):
    """Shows them to everybody; the manager changes them."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        say, settings = desk.words, desk.settings
        self.setWindowTitle(say(N_("Office and settings")))
        self.setMinimumWidth(640)
        box = QVBoxLayout(self)
        self.office = OfficePage(say)
        self.office.name.setText(settings.text("office_name"))
        for name, choice in (("project_type", self.office.project), ("org_preset", self.office.preset)):
            choice.setCurrentIndex(choice.findData(settings.text(name)))
        for name in HOTLINES:
            self.office.hotlines[name].setText(settings.text(name))
        self.tongues = {
            name: self.office.add(DECLARED[name].label, chooser(DECLARED[name], settings.text(name), say))
            for name in ("screen_language", "paper_language")
        }
        self.idle = self.office.add(DECLARED["idle_lock_minutes"].label, QSpinBox())
        self.idle.setRange(0, 240)
        self.idle.setMinimumHeight(QLineEdit().sizeHint().height())
        self.idle.setValue(settings.number("idle_lock_minutes"))
        self.second = QLineEdit(desk.store.own_setting("second_backup") or "")
        self.office.add_folder(N_("Second place for backups"), self.second)
        box.addWidget(self.office)
        self.said = QLabel(objectName="problems", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        box.addWidget(self.said)
        save = QDialogButtonBox.StandardButton.Save
        self.buttons = QDialogButtonBox(save | QDialogButtonBox.StandardButton.Cancel)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        box.addWidget(self.buttons)
        if desk.user.role != people.MANAGER:
            self.buttons.button(save).setEnabled(False)
            self.said.setText(say(N_("Only the manager changes these")))

    def wanted(self) -> dict[str, object]:
        """Return the settings as they stand in the boxes."""
        asked = self.office.settings() | {
            name: self.office.hotlines[name].text().strip() for name in HOTLINES
        }
        asked |= {name: box.currentData() for name, box in self.tongues.items()}
        return asked | {"idle_lock_minutes": self.idle.value()}

    def save(self) -> None:
        """Save what was changed, or say what is wrong; the screen's language shows at the next login."""
        if self._desk.user.role != people.MANAGER:
            return
        wanted, second = self.wanted(), self.second.text().strip()
        office = NewOffice(settings=wanted, second_backup=second)
        wrong = office_problems(office) + backup_problems(office, self._desk.store.path)
        if wrong:
            self._tell(wrong)
            return
        try:
            for name, value in wanted.items():
                if value != self._desk.settings[name]:
                    self._desk.set_setting(name, value)
            if second != (self._desk.store.own_setting("second_backup") or ""):
                self._desk.set_setting("second_backup", second or None)
        except Refused as refused:
            self._tell(refused.problems)
        except KnownError as trouble:
            self._tell([Problem(trouble.text)])
        else:
            self.accept()

    def _tell(self, problems: list[Problem]) -> None:
        self.said.setText("\n".join(self._desk.words(problem.text) for problem in problems))
