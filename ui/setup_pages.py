"""The pages of the set-up: the office, its first manager, where data and backups lie."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.language import N_, Text, Words
from custdesk.settings import DECLARED, Setting
from custdesk.settings.kinds import Choice
from ui.theme import STEP

HOTLINES = ("duty_hotline", "service_hotline", "office_complaint_hotline", "company_complaint_hotline")
PRESETS = {
    "single_assistant": N_("One assistant does nearly all of the desk work"),
    "split_team": N_("Receptionist, clerk and supervisor share the desk work"),
}


def chooser(
    setting: Setting, value: str, words: Words | None = None, texts: dict[str, Text] | None = None
) -> QComboBox:
    """Return a box with the codes of a choice as data."""
    box = QComboBox()
    assert isinstance(setting.kind, Choice)
    for code, label in setting.kind.options.items():
        shown = (texts or {}).get(code, label)
        box.addItem(words(shown) if words else code, code)
    box.setCurrentIndex(max(box.findData(value), 0))
    return box


class FolderButton(QPushButton):
    """Asks for a folder and writes it into a box."""

    def __init__(self, words: Words, edit: QLineEdit) -> None:
        super().__init__(words(N_("Choose …")))
        self._say, self._edit = words, edit
        self.setAutoDefault(False)
        self.clicked.connect(self.ask)

    def ask(self) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self, self._say(N_("Choose a folder")), self._edit.text())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._edit.setText)
        dialog.open()


class Page(QWidget):
    """A page of labelled boxes; every box has its label as accessible name."""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._say = words
        self.rows = QFormLayout(self)
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setVerticalSpacing(2 * STEP)
        self.rows.setHorizontalSpacing(2 * STEP)
        self.rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.DontWrapRows)

    def add(self, text: Text, widget: Any, under: Text | None = None) -> Any:
        """Add a labelled box, with a remark under it."""
        shown = self._say(text)
        target = widget if isinstance(widget, QWidget) else widget.itemAt(0).widget()
        target.setAccessibleName(shown)
        label = QLabel(shown)
        label.setBuddy(target)
        self.rows.addRow(label, widget)
        if under is not None:
            self.remark(under)
        return widget

    def add_folder(self, text: Text, edit: QLineEdit, under: Text | None = None) -> None:
        """Add a box for a folder, with a button to choose it."""
        bar = QHBoxLayout()
        bar.addWidget(edit, 1)
        button = FolderButton(self._say, edit)
        bar.addWidget(button)
        self.add(text, bar, under)

    def remark(self, text: Text) -> None:
        """Add a remark."""
        self.rows.addRow("", QLabel(self._say(text), objectName="muted", wordWrap=True))


class OfficePage(Page):
    """Name, kind of project, how the desk is staffed, telephone numbers."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.name = self.add(N_("Name of the office"), QLineEdit(), N_("As it shall stand on the forms"))
        self.project = self.add(
            DECLARED["project_type"].label, chooser(DECLARED["project_type"], "residential", words)
        )
        self.preset = self.add(
            DECLARED["org_preset"].label, chooser(DECLARED["org_preset"], "single_assistant", words, PRESETS)
        )
        self.hotlines = {name: self.add(DECLARED[name].label, QLineEdit()) for name in HOTLINES}
        self.remark(N_("The telephone numbers may stay empty; they can be added later in the settings"))

    def settings(self) -> dict[str, object]:
        """Return the settings this page asks for."""
        asked: dict[str, object] = {
            "office_name": self.name.text().strip(), "project_type": self.project.currentData(),
            "org_preset": self.preset.currentData(),
        }  # fmt: skip
        return asked | {name: box.text().strip() for name, box in self.hotlines.items() if box.text().strip()}


class ManagerPage(Page):
    """The first manager: the only account there is at the beginning."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self.name = self.add(N_("Manager's name"), QLineEdit())
        self.password = self.add(
            N_("Password"),
            QLineEdit(echoMode=QLineEdit.EchoMode.Password),
            N_("At least 4 characters; there is no default password"),
        )
        self.repeated = self.add(
            N_("The same password again"), QLineEdit(echoMode=QLineEdit.EchoMode.Password)
        )
        self.remark(
            N_(
                "Passwords separate people at the desk. Whoever can copy the file can read it:"
                " switch BitLocker on for this computer and the backup disk."
            )
        )
        self.remark(N_("The manager adds the other people afterwards, each with a password of their own"))


class SafetyPage(Page):
    """Folder of the store, second place for backups, roster."""

    def __init__(self, words: Words, folder: Path) -> None:
        super().__init__(words)
        self.folder = QLineEdit(str(folder))
        self.second = QLineEdit()
        self.second.setPlaceholderText(words(N_("None yet")))
        self.add_folder(
            N_("Folder of the data"),
            self.folder,
            N_("On this computer's own disk, not in a network or cloud folder"),
        )
        self.add_folder(
            N_("Second place for backups"),
            self.second,
            N_("A USB disk or another disk, in case this one breaks; may be named later"),
        )
        self.roster = QRadioButton(words(N_("Import the roster of rooms and residents right afterwards")))
        self.empty = QRadioButton(words(N_("Start empty; the roster can be imported at any time")))
        self.empty.setChecked(True)
        choice = QWidget()
        box = QVBoxLayout(choice)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.roster)
        box.addWidget(self.empty)
        self.add(N_("Rooms and residents"), choice)
