"""The settings of the office: every one the rules read, by area, searchable; the manager changes, others look."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.founding import NewOffice, backup_problems, office_problems
from custdesk.language import N_
from custdesk.office.folding import fold
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.settings import Setting
from custdesk.settings.areas import AREAS, FORMS, OFFICE, in_area
from custdesk.store.writing import Refused
from ui.binder.asking import ReasonDialog
from ui.setting_rows import SettingRow
from ui.setup_pages import FolderButton
from ui.sizes import fit
from ui.theme import SIGNS, STEP

AREA = Qt.ItemDataRole.UserRole
SECOND = "second_backup"


class AreaList(QListWidget):
    """The areas; the arrow to the right, or Enter, goes into the settings of one."""

    entered_area = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Into the settings."""
        if event.key() in (Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered_area.emit()
        else:
            super().keyPressEvent(event)


class OfficeSettings(QDialog):
    """Areas on the left, the settings of one area, or what was looked for, on the right."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.locked = desk.user.role != people.MANAGER
        self.rows: dict[str, SettingRow] = {}
        self._last = desk.read().setting_changes()
        self._heads: dict[str, QLabel] = {}
        self._of_area: dict[str, list[QWidget]] = {}
        say = desk.words
        self.setWindowTitle(say(N_("Office and settings")))
        fit(self, 1020, 640)
        whole = QVBoxLayout(self)
        sides = QHBoxLayout()
        sides.addLayout(self._left(), 0)
        sides.addWidget(self._right(), 1)
        whole.addLayout(sides, 1)
        self.said = QLabel(objectName="problems", wordWrap=True)
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        whole.addWidget(self.said)
        save = QDialogButtonBox.StandardButton.Save
        close = (
            QDialogButtonBox.StandardButton.Close if self.locked else QDialogButtonBox.StandardButton.Cancel
        )
        self.buttons = QDialogButtonBox(close if self.locked else save | close)
        self.buttons.accepted.connect(self.save)
        self.buttons.rejected.connect(self.reject)
        if not self.locked:
            button = self.buttons.button(save)
            button.setAccessibleName(button.text())
            button.setText(f"{button.text()} Ctrl+S")
            button.setShortcut(QKeySequence("Ctrl+S"))
            button.setAutoDefault(False)
        whole.addWidget(self.buttons)
        if self.locked:
            self.said.setObjectName("muted")
            self.said.setText(f"{SIGNS['locked']} {say(N_('Only the manager changes these'))}")
        self.areas.setCurrentRow(0)
        self.words.setFocus()

    def _left(self) -> QVBoxLayout:
        say = self._desk.words
        box = QVBoxLayout()
        self.words = QLineEdit()
        self.words.setPlaceholderText(say(N_("Find a setting: words or rule number")))
        self.words.setAccessibleName(say(N_("Find a setting: words or rule number")))
        self.words.setClearButtonEnabled(True)
        self.words.textChanged.connect(self._show)
        self.areas = AreaList()
        self.areas.entered_area.connect(self.go_to_first)
        self.areas.setAccessibleName(say(N_("Areas")))
        for area, label in AREAS.items():
            item = QListWidgetItem(say(label))
            item.setData(AREA, area)
            self.areas.addItem(item)
        self.areas.currentItemChanged.connect(self._on_area)
        wide = max(self.areas.sizeHintForColumn(0) + 5 * STEP, 200)
        for part in (self.words, self.areas):
            part.setFixedWidth(wide)
            box.addWidget(part)
        return box

    def _right(self) -> QScrollArea:
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setSpacing(0)
        for area in AREAS:
            head = QLabel(self._desk.words(AREAS[area]), objectName="heading")
            head.setContentsMargins(STEP, 2 * STEP, 0, STEP // 2)
            self._heads[area] = head
            self._box.addWidget(head)
            self._of_area[area] = [self._row(setting) for setting in self._settings(area)]
            if area == OFFICE:
                self._of_area[area].append(self._second_place())
        self.nothing = QLabel(self._desk.words(N_("No setting of these words")), objectName="muted")
        self._box.addWidget(self.nothing)
        self._box.addStretch(1)
        self.scroll = QScrollArea(widgetResizable=True, frameShape=QFrame.Shape.NoFrame)
        self.scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll.setWidget(inside)
        return self.scroll

    @staticmethod
    def _settings(area: str) -> list[Setting]:
        """Return an area's settings; codes and titles only of forms the office has."""
        found = in_area(area)
        if area != FORMS:
            return found
        numbers = {record.form.number for record in ALL if record.form.sheets or record.form.lists}
        return [one for one in found if one.name.split(".")[1] in numbers]

    def _row(self, setting: Setting) -> SettingRow:
        value = self._desk.settings.plain().get(setting.name, setting.default)
        row = SettingRow(
            setting, value, self._desk.words, locked=self.locked, last=self._last.get(setting.name)
        )
        row.changed.connect(self._on_changed)
        self.rows[setting.name] = row
        self._box.addWidget(row)
        return row

    def _second_place(self) -> QWidget:
        """The one box that is no setting of a rule: where backups are copied to."""
        say = self._desk.words
        row = QWidget()
        box = QHBoxLayout(row)
        box.setContentsMargins(STEP, STEP // 2, STEP, STEP // 2)
        label = QLabel(say(N_("Second place for backups")))
        self.second = QLineEdit(self._second_kept())
        self.second.setAccessibleName(label.text())
        label.setBuddy(self.second)
        box.addWidget(label, 2)
        box.addWidget(self.second, 4)
        if self.locked:
            self.second.setReadOnly(True)
            self.second.setFrame(False)
            self.second.setStyleSheet("background: transparent;")
        else:
            box.addWidget(FolderButton(say, self.second))
        self._box.addWidget(row)
        return row

    # -- what is shown -----------------------------------------------------------------------------------

    def _on_area(self) -> None:
        self.words.clear()
        self._show()
        self.scroll.verticalScrollBar().setValue(0)

    def _show(self) -> None:
        """Show one area, or every setting that holds the words looked for."""
        item, asked = self.areas.currentItem(), fold(self.words.text()).strip()
        chosen = item.data(AREA) if item is not None else OFFICE
        some = False
        for area, rows in self._of_area.items():
            shown = [row for row in rows if self._wanted(row, area, chosen, asked)]
            for row in rows:
                row.setVisible(row in shown)
            self._heads[area].setVisible(bool(shown))
            some = some or bool(shown)
        self.nothing.setVisible(not some)

    @staticmethod
    def _wanted(row: QWidget, area: str, chosen: str, asked: str) -> bool:
        if not asked:
            return area == chosen
        return isinstance(row, SettingRow) and row.matches(asked)

    def go_to_first(self) -> None:
        """Put the keyboard into the first setting that is shown."""
        for row in self.rows.values():
            if row.isVisibleTo(self):
                row.editor.setFocus(Qt.FocusReason.TabFocusReason)
                return

    def go_to(self, name: str) -> None:
        """Show a setting, whatever was looked for, and put the keyboard into it."""
        row = self.rows[name]
        area = next(area for area, rows in self._of_area.items() if row in rows)
        self.areas.setCurrentRow(list(AREAS).index(area))
        self.words.clear()
        self._show()
        row.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroll.ensureWidgetVisible(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the search goes to the first found, elsewhere to the next box; it never saves by accident."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.words.hasFocus():
                self.go_to_first()
            else:
                self.focusNextChild()
        elif event.matches(QKeySequence.StandardKey.Find):
            self.words.setFocus()
            self.words.selectAll()
        else:
            super().keyPressEvent(event)

    # -- saving ------------------------------------------------------------------------------------------

    def _on_changed(self, name: str) -> None:  # noqa: ARG002
        count = len(self.changes())
        if not self.locked:
            self.said.setText(
                self._desk.words(N_("{count} changed, not yet saved").having(count=count)) if count else ""
            )
            self.said.setObjectName("muted")
            self.said.style().polish(self.said)

    def changes(self) -> dict[str, object]:
        """Return what differs from what is in force, unreadable ones left out."""
        kept = self._desk.settings.plain()
        return {
            name: row.value()
            for name, row in self.rows.items()
            if row.problem() is None and row.value() != kept.get(name, row.setting.default)
        }

    def problems(self) -> list[Problem]:
        """Return what is wrong, by setting."""
        found = [
            Problem(text, name) for name, row in self.rows.items() if (text := row.problem()) is not None
        ]
        if "office_name" not in {problem.field for problem in found}:
            office = NewOffice(settings={"office_name": self.rows["office_name"].value()})
            found += office_problems(office)
        second = NewOffice(second_backup=self._second())
        return found + backup_problems(second, self._desk.store.path)

    def save(self) -> None:
        """Say what is wrong, else ask once for the reason of all that was changed (domain 1.5)."""
        if self.locked:
            return
        wrong = self.problems()
        for name, row in self.rows.items():
            row.tell(next((problem.text for problem in wrong if problem.field == name), None))
        if wrong:
            self._tell(wrong)
            if wrong[0].field in self.rows:
                self.go_to(wrong[0].field)
            return
        if not self.changes() and self._second() == self._second_kept():
            self.accept()
            return
        asking = ReasonDialog(self._desk, N_("Office and settings"), self)
        asking.answered.connect(self.keep)
        asking.open()

    def keep(self, reason: str) -> None:
        """Save what was changed, for this reason; the screen's language shows at the next login."""
        second = self._second()
        try:
            for name, value in self.changes().items():
                self._desk.set_setting(name, value, reason)
            if second != self._second_kept():
                self._desk.set_setting(SECOND, second or None, reason)
        except Refused as refused:
            self._tell(refused.problems)
        except KnownError as trouble:
            self._tell([Problem(trouble.text)])
        else:
            self.accept()

    def _second(self) -> str:
        return self.second.text().strip()

    def _second_kept(self) -> str:
        return str(self._desk.store.own_setting(SECOND) or "")

    def _tell(self, problems: list[Problem]) -> None:
        self.said.setObjectName("problems")
        self.said.style().polish(self.said)
        self.said.setText("\n".join(self._desk.words(problem.text) for problem in problems[:4]))
