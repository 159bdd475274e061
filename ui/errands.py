"""What the window sends out: printing, export, import, accounts. Each is loaded when it is first asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QToolButton

from custdesk.language import N_, Text
from custdesk.rules import people
from ui.answering import answer_to

if TYPE_CHECKING:
    from custdesk.press import PrintJob
    from custdesk.snapshot import Snapshot
    from custdesk.store.reader import ListQuery
    from ui.binder.view import BinderView
    from ui.checkup import Checkup
    from ui.main_window import MainWindow
    from ui.paper.export import Exporting
    from ui.paper.printing import Printing
    from ui.scan_desk.view import ScanDesk

DIGITS = "1234567890ABCDEF"  # in the open menu one of them chooses


class Errands(QObject):
    """Answers the binders' signals and the menu."""

    diagnosis_wanted = Signal(object)  # the window; whoever knows where store and log lie hears both
    logs_wanted = Signal()

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

    def serve_paper(self, view: ScanDesk) -> None:
        """Answer the wishes of the tab where paper comes home."""
        view.printing.connect(self.print_job)

    def print_job(self, job: PrintJob) -> None:
        """Show what was put together elsewhere as it will be printed."""
        self.printing.show_job(job)

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
        """Ask which empty sheets of a kind are printed for handwriting, and how many."""
        from ui.paper.blanks import BlankDialog

        dialog = BlankDialog(self._window.desk, form_key, self._window)
        later = Qt.ConnectionType.QueuedConnection  # when this dialog has given the keyboard back
        dialog.chosen.connect(self._on_kit, later)
        dialog.listing.connect(self.show_numbers, later)
        self._show(dialog)

    def print_blank(self) -> None:
        """Ask which empty forms are printed for the power cut."""
        self.print_empty("complaint")

    def _on_kit(self, kit: object) -> None:
        from ui.paper.blanks import Kit

        assert isinstance(kit, Kit)
        self.printing.print_blank(kit.blank.form, kit.count, sheet=kit.blank.sheet, numbered=kit.numbered)

    def show_numbers(self) -> None:
        """List the pre-printed numbers: to be typed in, printed again, voided."""
        from ui.paper.numbers import NumbersDialog

        window = self._window
        window.keep_drafts()  # one of them may be of a number in the list
        dialog = NumbersDialog(window.desk, window)
        later = Qt.ConnectionType.QueuedConnection
        dialog.typing.connect(window.bus.opened, later)
        dialog.again.connect(self.printing.print_again, later)
        self._show(dialog)

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

    def compare_anchor(self) -> None:
        """Ask for a head of the trail as paper shows it, and tell whether the store still holds it."""
        from ui.anchor import AnchorDialog

        self._show(AnchorDialog(self._window.desk, self._window.lanes, self._window))

    def diagnose(self) -> None:
        """Ask for a zip for whoever helps from outside; nothing about anybody is in it."""
        self.diagnosis_wanted.emit(self._window)

    def write_month(self) -> None:
        """Write a month as a folder that an auditor takes away."""
        from ui.month_folder import MonthFolderDialog

        self._show(MonthFolderDialog(self._window.desk, self._window.lanes, self._window))

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
            (N_("Print empty forms …"), "", self.print_blank),
            (N_("Pre-printed numbers …"), "", self.show_numbers),
            (N_("Month folder …"), "", self.write_month),
            (N_("Accounts and passwords …"), "", self.keep_accounts),
            (N_("Office and settings …"), "", self.show_settings),
            (N_("Back up now"), "", self.back_up),
            (N_("Check the store"), "", self.check),
            (N_("Compare a printed head of the trail …"), "", self.compare_anchor),
            (N_("Open the folder of the log"), "", self.logs_wanted.emit),
            (N_("Diagnosis bundle …"), "", self.diagnose),
            (N_("Lock, or another person"), "Ctrl+L", self._window.lock),
            (N_("Keys"), "F1", self._window.show_keys),
        )
        for place, (text, key, slot) in enumerate(entries):
            said = f"&{DIGITS[place]} {say(text)}"
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
