"""What the window sends out: printing, export, import, accounts. Each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QToolButton

from custdesk.language import N_, Text
from custdesk.rules import people
from custdesk.snapshot import Snapshot
from custdesk.store.reader import ListQuery
from ui.binder.actions import answer_to
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
        view.print_empty.connect(self.print_empty)
        view.exporting.connect(self.export)

    def _show(self, dialog: QDialog) -> None:
        """Open a dialog over the window; the keyboard comes back to where it was, once the dialog is gone."""
        dialog.finished.connect(self._window.activateWindow, Qt.ConnectionType.QueuedConnection)
        dialog.open()

    def print_record(self, snapshot: Snapshot) -> None:
        """Show a record's sheet as it will be printed."""
        self.printing.print_record(snapshot)

    def print_many(self, ids: list[int]) -> None:
        """Show the selected records' sheets as one job."""
        self.printing.print_many(ids)

    def print_list(self, form_key: str) -> None:
        """Ask for a period and show its list."""
        self.printing.print_list(form_key)

    def print_calls(self) -> None:
        """Ask for the day and show its callbacks."""
        self.print_list("service_callback")

    def print_empty(self, form_key: str) -> None:
        """Show empty forms of a kind for handwriting; the preview lets choose the sheet."""
        self.printing.print_blank(form_key, BLANKS)

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
        self._show(ImportDialog(window.desk, window.bus, window.lanes, ROSTER, window))

    def import_old_register(self) -> None:
        """Open the import of the old complaint register."""
        from custdesk.exchange.deciding import OLD_BOOK
        from ui.importing import ImportDialog

        window = self._window
        self._show(ImportDialog(window.desk, window.bus, window.lanes, OLD_BOOK, window))

    def keep_accounts(self) -> None:
        """Open the people's passwords, for the manager."""
        from ui.accounts import AccountsDialog

        self._show(AccountsDialog(self._window.desk, self._window))

    def phone_through(self) -> None:
        """Open the callbacks that are due, to be phoned through one after the other."""
        from ui.phoning import Phoning

        window = self._window
        page = Phoning(window.desk, window.bus, window)
        page.print_wanted.connect(self.print_many)
        page.list_wanted.connect(self.print_calls)
        self._show(page)

    def show_settings(self) -> None:
        """Open the office's settings: name, telephone numbers, languages, idle lock, second backup place."""
        from ui.office_settings import OfficeSettings

        self._show(OfficeSettings(self._window.desk, self._window))

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
        button = QToolButton(text=f"{say(N_('Menu'))} F10")
        button.setAccessibleName(say(N_("Menu")))
        answer_to(button, "F10", self._show_menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        menu.setToolTipsVisible(True)  # a grey entry says why
        # a key shown here is the window's own, not taken twice
        entries: tuple[tuple[Text, str, object], ...] = (
            (N_("Phone through the callbacks"), "F4", self.phone_through),
            (N_("Import rooms and residents …"), "", self.import_roster),
            (N_("Import the old complaint register …"), "", self.import_old_register),
            (N_("Print empty complaint forms …"), "", self.print_blank),
            (N_("Accounts and passwords …"), "", self.keep_accounts),
            (N_("Office and settings …"), "", self.show_settings),
            (N_("Back up now"), "", self.back_up),
            (N_("Check the store"), "", self.check),
            (N_("Lock, or another person"), "Ctrl+L", self._window.lock),
            (N_("Keys"), "F1", self._window.show_keys),
        )
        for place, (text, key, slot) in enumerate(entries, 1):
            said = f"&{place % 10} {say(text)}"  # in the open menu a digit chooses
            action = QAction(f"{said}\t{key}" if key else said, menu)
            action.triggered.connect(slot)
            menu.addAction(action)
            if slot == self.keep_accounts:
                self._accounts = action
        menu.aboutToShow.connect(self._judge)
        button.setMenu(menu)
        self._button = button
        return button

    def _show_menu(self) -> None:
        """F10: the menu, below its button."""
        menu = self._button.menu()
        menu.popup(self._button.mapToGlobal(self._button.rect().bottomLeft()))
        menu.setActiveAction(menu.actions()[0])

    def _judge(self) -> None:
        may = self._window.desk.user.role == people.MANAGER
        self._accounts.setEnabled(may)
        self._accounts.setToolTip("" if may else self._window.desk.words(N_("This is for the manager")))
