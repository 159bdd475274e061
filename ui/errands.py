"""What the window sends out: printing, export, import, accounts. Each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton

from custdesk.language import N_, Text
from custdesk.rules import people
from custdesk.snapshot import Snapshot
from custdesk.store.reader import ListQuery
from ui.binder.view import BinderView

if TYPE_CHECKING:
    from ui.checkup import Checkup
    from ui.main_window import MainWindow
    from ui.paper.export import Exporting
    from ui.paper.printing import Printing

BLANKS = 20  # forms for the power cut, at once


class Errands(QObject):
    """Answers the binders' signals and the menu."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._printing: Printing | None = None
        self._exporting: Exporting | None = None
        self._checkup: Checkup | None = None

    @property
    def printing(self) -> Printing:
        """What prints."""
        if self._printing is None:
            from ui.paper.printing import Printing

            window = self._window
            self._printing = Printing(window.desk, window.bus, window.lanes, window)
        return self._printing

    @property
    def exporting(self) -> Exporting:
        """What exports."""
        if self._exporting is None:
            from ui.paper.export import Exporting

            window = self._window
            self._exporting = Exporting(window.desk, window.bus, window.lanes, window)
        return self._exporting

    def serve(self, view: BinderView) -> None:
        """Answer a tab's wishes."""
        view.printing.connect(self.print_record)
        view.print_many.connect(self.print_many)
        view.print_list.connect(self.print_list)
        view.exporting.connect(self.export)

    def print_record(self, snapshot: Snapshot) -> None:
        """Show a record's sheet as it will be printed."""
        self.printing.print_record(snapshot)

    def print_many(self, ids: list[int]) -> None:
        """Show the selected records' sheets as one job."""
        self.printing.print_many(ids)

    def print_list(self, form_key: str) -> None:
        """Ask for a period and show its list."""
        self.printing.print_list(form_key)

    def print_blank(self) -> None:
        """Show empty complaint forms for handwriting."""
        self.printing.print_blank("complaint", BLANKS)

    def export(self, query: ListQuery) -> None:
        """Write a whole list to Excel."""
        self.exporting.export(query)

    def import_roster(self) -> None:
        """Open the import of rooms and residents."""
        from custdesk.exchange.deciding import ROSTER
        from ui.importing import ImportDialog

        window = self._window
        ImportDialog(window.desk, window.bus, window.lanes, ROSTER, window).open()

    def import_old_register(self) -> None:
        """Open the import of the old complaint register."""
        from custdesk.exchange.deciding import OLD_BOOK
        from ui.importing import ImportDialog

        window = self._window
        ImportDialog(window.desk, window.bus, window.lanes, OLD_BOOK, window).open()

    def keep_accounts(self) -> None:
        """Open the people's passwords, for the manager."""
        from ui.accounts import AccountsDialog

        AccountsDialog(self._window.desk, self._window).open()

    def show_settings(self) -> None:
        """Open the office's settings: name, telephone numbers, languages, idle lock, second backup place."""
        from ui.office_settings import OfficeSettings

        OfficeSettings(self._window.desk, self._window).open()

    def back_up(self) -> None:
        """Make a verified backup now; the practice estate keeps none."""
        if self._window.desk.store.practice:
            self._window.say(N_("The practice estate keeps no backups"))
        else:
            self._window.backup_wanted.emit()

    def check(self) -> None:
        """Check store, trail and attachments while the desk goes on."""
        if self._checkup is None:
            from ui.checkup import Checkup

            window = self._window
            self._checkup = Checkup(window.desk, window.bus, window.lanes, window)
        self._checkup.begin()

    def menu(self) -> QToolButton:
        """Make the window's menu."""
        say = self._window.desk.words
        button = QToolButton(text=say(N_("Menu")))
        button.setAccessibleName(say(N_("Menu")))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        entries: tuple[tuple[Text, object], ...] = (
            (N_("Import rooms and residents …"), self.import_roster),
            (N_("Import the old complaint register …"), self.import_old_register),
            (N_("Print empty complaint forms …"), self.print_blank),
            (N_("Accounts and passwords …"), self.keep_accounts),
            (N_("Office and settings …"), self.show_settings),
            (N_("Back up now"), self.back_up),
            (N_("Check the store"), self.check),
            (N_("Lock, or another person"), self._window.lock),
            (N_("Keys"), self._window.show_keys),
        )
        for text, slot in entries:
            action = QAction(say(text), menu)
            action.triggered.connect(slot)
            menu.addAction(action)
            if slot == self.keep_accounts:
                self._accounts = action
        menu.aboutToShow.connect(self._judge)
        button.setMenu(menu)
        return button

    def _judge(self) -> None:
        may = self._window.desk.user.role == people.MANAGER
        self._accounts.setEnabled(may)
        self._accounts.setToolTip("" if may else self._window.desk.words(N_("This is for the manager")))
