"""One running program: which store, who sits down, the window, the last backup."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from custdesk.clock import Clock, OfficeClock, clock_trouble
from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.places import Places
from ui.accidents import Accidents
from ui.doorbell import Doorbell, ring
from ui.jobs import Lanes
from ui.telling import Waiting, message_box
from ui.words import install_qt_words

if TYPE_CHECKING:
    from custdesk.desk import Desk
    from custdesk.workflow import User
    from ui.backups import Backups
    from ui.curtain import Curtain, IdleWatch
    from ui.login import LockScreen
    from ui.main_window import MainWindow
    from ui.setup import SetUp

WARM_MS = 30


class FrontDesk(QObject):
    """One running program: it opens one store, and there is one window at a time."""

    def __init__(
        self, app: QApplication, where: Places, clock: Clock, accidents: Accidents | None = None
    ) -> None:
        super().__init__()
        self.app, self.places, self.clock = app, where, clock
        self.language = "zh_Hans"
        self.words_of_qt: Any = None
        self.lanes = Lanes(self)
        self.path: Path | None = None
        self.desk: Desk | None = None
        self.setup: SetUp | None = None
        self.login: LockScreen | None = None
        self.window: MainWindow | None = None
        self.curtain: Curtain | None = None
        self.waiting: Waiting | None = None
        self.bell: Doorbell | None = None
        self.message: QMessageBox | None = None
        self._watch: IdleWatch | None = None
        self._person: User | None = None
        self._quit_after = False
        self._finishing = False
        self._import_later = False
        self.backups: Backups | None = None
        if hasattr(app, "commitDataRequest"):
            app.commitDataRequest.connect(self.flush)
        if accidents is not None:
            accidents.happened.connect(self.tell_accident)

    @property
    def say(self) -> Words:
        """The words of the store that is open, else those of this computer."""
        return self.desk.words if self.desk is not None else Words(self.language)

    # -- opening -----------------------------------------------------------------------------------------

    def start(self, store: Path | None = None, *, practice: bool = False) -> bool:
        """Open what was asked for; False where a desk with this store is open and was shown instead."""
        path = store or (self.places.practice if practice else self.places.store)
        if ring(path):
            return False
        self.bell = Doorbell(path, self)
        self.bell.rung.connect(self.come_forward)
        if practice and not path.exists():
            self.practise()
        elif path.exists():
            self.open_store(path)
        elif store is None and self.places.remembered() is not None:
            lost = N_(
                "The office's store is not at {file}: plug the disk in and start again, or choose below"
            )
            self.show_setup(None, self.say(lost.having(file=str(path))))
        else:
            self.show_setup(store)
        return True

    def show_setup(self, store: Path | None, notice: str = "") -> None:
        """Show the first run's questions."""
        from ui.setup import SetUp

        self.setup = SetUp(self.places, self.clock, store, notice, self.language)
        self.setup.opened.connect(self.open_store)
        self.setup.practise.connect(self.practise)
        self.setup.installEventFilter(self)
        self.setup.show()

    def practise(self) -> None:
        """Open the practice estate; it is made where it is missing."""
        if self.places.practice.exists():
            self.open_store(self.places.practice)
            return
        self._wait_for(N_("The practice estate is being made …"))
        path, clock = self.places.practice, self.clock

        def make(tell: Callable[[int, int], bool]) -> Path:
            from custdesk.sample_estate import make_sample

            make_sample(path, clock, tell=tell)
            return path

        job = self.lanes.start(make, self.open_store, self._on_no_start)
        assert self.waiting is not None
        job.moved.connect(self.waiting.show_progress)

    def open_store(self, path: object) -> None:
        """Open a store and ask who sits down."""
        assert isinstance(path, Path)
        from custdesk.desk import Desk
        from custdesk.safekeeping import back_up_office
        from custdesk.store.restore import interrupted

        self.path = path
        try:
            cut_off = interrupted(path)
            now = self.clock()
            self.desk = Desk.open(path, self.clock, before_migration=lambda old: back_up_office(old, now))
        except KnownError as trouble:
            self._on_no_start(trouble)
            return
        if isinstance(self.clock, OfficeClock):
            self.clock.offset = datetime.timedelta(hours=self.desk.settings.number("office_utc_offset_hours"))
        self._import_later = self.setup is not None and self.setup.import_later
        if self.desk.words.language != self.language:
            self.language = self.desk.words.language
            self.words_of_qt = install_qt_words(self.app, self.language)
        self._ask_about_clock() or self.show_login()
        if cut_off is not None:
            self._tell(cut_off)

    def _ask_about_clock(self) -> bool:
        """A clock before the last trail line, or far after it, is said and confirmed."""
        from custdesk.safekeeping import last_written_at

        assert self.desk is not None
        last = last_written_at(self.desk)
        if not clock_trouble(self.desk.now(), last):
            return False
        said = N_("The computer's clock says {now}, but the last entry is of {last}").having(
            now=self.desk.now(), last=datetime.datetime.fromisoformat(last)
        )
        box = self._box(said, N_("If the clock is wrong, quit, set it right and start again"))
        self._go_on = box.addButton(
            self.say(N_("The clock is right, go on")), QMessageBox.ButtonRole.AcceptRole
        )
        box.addButton(self.say(N_("Quit")), QMessageBox.ButtonRole.RejectRole)
        box.finished.connect(self._on_clock_answer)
        box.open()
        return True

    def _on_clock_answer(self) -> None:
        if self.message is not None and self.message.clickedButton() is self._go_on:
            self.show_login()
        else:
            self._leave()

    def show_login(self) -> None:
        """Ask who sits down."""
        from ui.login import LockScreen

        assert self.desk is not None
        self.login = LockScreen(self.desk)
        self.login.resize(QSize(1000, 620).boundedTo(self.login.screen().availableSize()))
        self.login.sat_down.connect(self.show_window)
        self.login.installEventFilter(self)
        self.login.show()
        self._drop("setup", "waiting")
        QTimer.singleShot(WARM_MS, self.warm_up)

    def warm_up(self) -> None:
        """Load what the window and the printer need while the password is being typed (trap 17)."""
        from ui.warming import load_press, load_window

        load_window()
        self.lanes.start(load_press, self._on_warm, self._on_warm)

    def _on_warm(self, _answer: object) -> None: ...  # loaded, or the first print says what is wrong

    def show_window(self, _person: object) -> None:
        """Show the window of the person who sat down."""
        from ui.backups import Backups
        from ui.curtain import Curtain, IdleWatch
        from ui.main_window import MainWindow

        assert self.desk is not None
        old, first = self.window, self.window is None
        if old is not None:
            self.desk.heard.remove(old.bus.hear)
        window = MainWindow(self.desk)
        if old is not None:
            window.setGeometry(old.geometry())
        self._person = self.desk.user
        if self.backups is None:
            self.backups = Backups(self.desk, self.lanes, self)
            self.backups.told.connect(self.show_backup)
            self.backups.troubled.connect(self.tell_trouble)
        self.curtain = Curtain(window, self.desk)
        self.curtain.sat_down.connect(self._on_back)
        window.locking.connect(self.curtain.lock)
        window.backup_wanted.connect(self.backups.now)
        window.installEventFilter(self)
        self.window = window
        window.showMaximized() if first else window.setWindowState(old.windowState())  # type: ignore[union-attr]
        window.show()
        self._drop("login")
        if old is not None:
            old.close()
            old.deleteLater()
        if self._watch is None and not self.desk.store.practice:
            self._watch = IdleWatch(self.desk, self)
            self._watch.idle.connect(self.lock)
        window.open_kept_drafts()
        self.backups.tell()
        if first:
            QTimer.singleShot(WARM_MS, self._after_opening)

    def _on_back(self, person: object) -> None:
        """The same person goes on where she was; another one gets the window with her own views."""
        if self._person is None or person != self._person:
            self.show_window(person)

    def _after_opening(self) -> None:
        from custdesk.safekeeping import second_place_hint
        from custdesk.store.database import folder_warning

        if self.desk is None or self.window is None:
            return
        assert self.backups is not None
        self.backups.begin()
        warning = None if self.desk.store.practice else folder_warning(self.desk.store.path)
        if warning is not None:
            self.window.tell_trouble(KnownError(warning))
        elif (hint := second_place_hint(self.desk)) is not None:
            self.window.say(hint)
        if self._import_later:
            self.window.errands.import_roster()

    # -- while open --------------------------------------------------------------------------------------

    def show_backup(self, said: str) -> None:
        """Say in the status line when the last verified backup was made."""
        if self.window is not None:
            self.window.verified = said
            self.window.show_status()

    def tell_trouble(self, trouble: object) -> None:
        """Tell of expected trouble in the window."""
        if self.window is not None and isinstance(trouble, KnownError):
            self.window.tell_trouble(trouble)

    def lock(self) -> None:
        """Draw the curtain."""
        if self.curtain is not None:
            self.curtain.lock()

    def come_forward(self) -> None:
        """Show the window: somebody started the program a second time."""
        for widget in (self.window, self.login, self.setup, self.waiting):
            if widget is not None and (widget.isVisible() or widget.isMinimized()):
                widget.setWindowState(widget.windowState() & ~Qt.WindowState.WindowMinimized)
                widget.show()
                widget.raise_()
                widget.activateWindow()
                return

    def flush(self, _manager: object = None) -> None:
        """Put half-written forms on disk: the computer is being shut down."""
        if self.window is not None:
            self.window.keep_drafts()

    def tell_accident(self, log: str) -> None:
        """Tell once of a mistake of our own; the desk goes on."""
        box = self._box(
            N_("Something went wrong in the program; what you typed is kept, you can go on"),
            N_("If it happens again, send the file {file}; it holds no personal data").having(file=log),
        )
        box.setIcon(QMessageBox.Icon.Information)
        box.show()

    # -- the end -----------------------------------------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002
        """See a window being closed; whether it was the last one is looked at when it is gone."""
        if event.type() == QEvent.Type.Close:
            QTimer.singleShot(0, self.finish)
        return False

    def finish(self) -> None:
        """The last window was closed: a verified backup, skipped where nothing changed, then the end."""
        if self._finishing or (self.waiting is not None and self.waiting.isVisible()):
            return
        if any(widget is not None and widget.isVisible() for widget in (self.window, self.login, self.setup)):
            return
        self._finishing = True
        if self.desk is None or self.desk.store.practice or self.window is None:
            self._leave()
            return
        self._wait_for(N_("Backing up before closing …"))
        assert self.backups is not None
        job = self.backups.last(self._on_last_backup, self._on_last_failed)
        assert self.waiting is not None
        job.moved.connect(self.waiting.show_progress)

    def _on_last_backup(self, made: object) -> None:
        troubles = getattr(made, "troubles", ())
        if troubles:
            self._on_last_failed(troubles[0])
        else:
            self._leave()

    def _on_last_failed(self, trouble: object) -> None:
        if isinstance(trouble, KnownError):
            self._quit_after = True
            self._tell(trouble.text, trouble.way_out)
        else:
            self._leave()
            if isinstance(trouble, Exception):
                raise trouble

    def _leave(self) -> None:
        """Close the store and end."""
        self._finishing = True
        if self._watch is not None:
            self._watch.stop()
            self._watch = None
        self.lanes.wait()
        if self.window is not None:
            self.window.lanes.wait()
            self.window.removeEventFilter(self)
            self.window.hide()
            self.window = None
        if self.backups is not None:
            self.backups.stop()
            self.backups = None
        if self.bell is not None:
            self.bell.close()
        if self.desk is not None:
            self.desk.close()
            self.desk = None
        self._drop("login", "setup", "waiting")
        self.app.quit()

    # -- saying ------------------------------------------------------------------------------------------

    def _on_no_start(self, trouble: object) -> None:
        """The store cannot be opened: say why and the way out, then end or go back to the questions."""
        if not isinstance(trouble, KnownError):
            self._leave()
            assert isinstance(trouble, Exception)
            raise trouble
        self._drop("waiting")
        self._quit_after = self.setup is None
        self._tell(trouble.text, trouble.way_out)

    def _tell(self, *texts: Text | None) -> None:
        box = self._box(*texts)
        box.finished.connect(self._on_told)
        box.open()

    def _box(self, *texts: Text | None) -> QMessageBox:
        self.message = message_box(self.say, *texts)
        return self.message

    def _on_told(self) -> None:
        if self._quit_after:
            self._leave()

    def _wait_for(self, said: Text) -> None:
        self._drop("waiting")
        self.waiting = Waiting(self.say(said))
        self.waiting.show()
        if self.setup is not None:
            self.setup.hide()

    def _drop(self, *names: str) -> None:
        """Let go of windows that were passed through."""
        for name in names:
            widget: QWidget | None = getattr(self, name)
            if widget is not None:
                setattr(self, name, None)
                widget.hide()
                widget.deleteLater()
