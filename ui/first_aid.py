"""When something does not work: the folder of the log, the diagnosis bundle, and the box for a store that does not open.

Asked for from the window's menu, from the login page, and from that box: whoever cannot log in needs it most.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Qt, Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.places import Places
from ui.jobs import Lanes

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from ui.diagnosing import DiagnosisDialog


class Asking(Protocol):
    """A page with a way to the diagnosis bundle."""

    diagnosis_wanted: SignalInstance


class FirstAid(QObject):
    """Knows where store and log lie, whatever is open."""

    choosing = Signal(str)  # another folder, after what was said
    given_up = Signal()

    def __init__(
        self,
        where: Places,
        lanes: Lanes,
        words: Callable[[], Words],
        store: Callable[[], Path],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._places, self._lanes, self._words, self._store = where, lanes, words, store
        self.dialog: DiagnosisDialog | None = None
        self.box: QMessageBox | None = None
        self._trouble: KnownError | None = None

    # -- asked for ---------------------------------------------------------------------------------------

    def serve(self, *pages: Asking) -> None:
        """Answer the wishes of a page."""
        for page in pages:
            page.diagnosis_wanted.connect(self.diagnose)

    def diagnose(self, asker: object = None) -> None:
        """Ask where the bundle goes."""
        self._open(asker.window() if isinstance(asker, QWidget) else None)

    def open_logs(self) -> Text:
        """Show the folder of the log, and return what to say: where it lies."""
        from ui.diagnosing import no_window, show_folder

        logs = self._places.logs
        if not show_folder(logs):
            return no_window(logs)
        return N_("The log lies in {folder}").having(folder=str(logs))

    def _open(self, over: QWidget | None) -> DiagnosisDialog:
        from ui.diagnosing import DiagnosisDialog

        self.dialog = DiagnosisDialog(self._words(), self._lanes, self._store(), self._places.logs, over)
        self.dialog.finished.connect(self._on_closed)
        if over is not None:  # the keyboard comes back to where it was, once the dialog is gone
            self.dialog.finished.connect(over.activateWindow, Qt.ConnectionType.QueuedConnection)
        self.dialog.open()
        return self.dialog

    def _on_closed(self) -> None:
        self.dialog = None
        if self._trouble is not None:
            self.tell_no_start(self._trouble)

    # -- a store that does not open ----------------------------------------------------------------------

    def tell_no_start(self, trouble: KnownError) -> QMessageBox:
        """Say why the store does not open: end, choose another folder, or write the bundle and be told again."""
        from ui.telling import message_box

        say, self._trouble = self._words(), trouble
        self.box = message_box(say, trouble.text, trouble.way_out)
        role = self.box.ButtonRole
        self._quit = self.box.addButton(say(N_("Quit")), role.RejectRole)
        self._choose = self.box.addButton(say(N_("Another folder …")), role.ActionRole)
        self._bundle = self.box.addButton(say(N_("Diagnosis bundle …")), role.ActionRole)
        self.box.setDefaultButton(self._quit)
        self.box.finished.connect(self._on_answer)
        self.box.open()
        return self.box

    def _on_answer(self) -> None:
        box, trouble = self.box, self._trouble
        assert box is not None
        assert trouble is not None
        pressed, self.box = box.clickedButton(), None
        if pressed is self._bundle:
            self._open(None)
            return
        self._trouble = None
        if pressed is self._choose:
            said = self._words()(trouble.text)
            self.choosing.emit(said)
        else:
            self.given_up.emit()
