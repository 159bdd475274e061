"""One running program: which store, who sits down, the window, the last backup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QApplication

from custdesk.clock import Clock
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.places import Places
from ui.accidents import Accidents
from ui.arriving import Arriving
from ui.shutting_down import ShuttingDown
from ui.warming import PAGES, WINDOW, Warming, load_press, loads

if TYPE_CHECKING:
    from custdesk.workflow import User
    from ui.backups import Backups
    from ui.curtain import Curtain, IdleWatch
    from ui.login import LockScreen
    from ui.main_window import MainWindow


class FrontDesk(Arriving):
    """One running program: it opens one store, and there is one window at a time."""

    settled = Signal()  # all that is loaded after the window is loaded

    def __init__(
        self, app: QApplication, where: Places, clock: Clock, accidents: Accidents | None = None
    ) -> None:
        super().__init__(app, where, clock)
        self.login: LockScreen | None = None
        self.window: MainWindow | None = None
        self.curtain: Curtain | None = None
        self._watch: IdleWatch | None = None
        self._person: User | None = None
        self._finishing = False
        self._opened = False
        self.backups: Backups | None = None
        self.warming = Warming(self)
        self.warming.done.connect(self._on_all_loaded)
        self.ending = ShuttingDown(self.flush, self)
        self.ending.changed.connect(self._on_ending)
        if accidents is not None:
            accidents.happened.connect(self.tell_accident)

    # -- at the desk -------------------------------------------------------------------------------------

    def show_login(self) -> None:
        """Ask who sits down."""
        from ui.login import LockScreen
        from ui.opening import Opening

        assert self.desk is not None
        self.opening = self.opening or Opening(self.say)
        self.login = LockScreen(self.desk, self.opening)
        self.login.sat_down.connect(self.show_window)
        self.aid.serve(self.login)
        self.opening.hold(self.login)
        self.opening.installEventFilter(self)
        self.opening.show()
        self.login.focus()
        self._drop("setup", "waiting")
        self.warming.add(self.hang_bell, *loads(WINDOW), *loads(PAGES))
        self.warming.begin_soon()

    def _on_all_loaded(self) -> None:
        """The window and its tabs are loaded: now what draws paper, aside (trap 17)."""
        self.settled.emit()
        self.lanes.start(load_press, self._on_warm, self._on_warm)

    def _on_warm(self, _answer: object) -> None: ...  # loaded, or the first print says what is wrong

    def show_window(self, _person: object) -> None:
        """Show the window of the person who sat down."""
        from ui.curtain import Curtain
        from ui.main_window import MainWindow

        assert self.desk is not None
        old, first = self.window, self.window is None
        if old is not None:
            self.desk.heard.remove(old.bus.hear)
        window = MainWindow(self.desk)
        if old is not None:
            window.setGeometry(old.geometry())
        self._person = self.desk.user
        self.curtain = Curtain(window, self.desk, self.aid.serve)
        self.curtain.sat_down.connect(self._on_back)
        window.locking.connect(self.curtain.lock)
        window.backup_wanted.connect(self._back_up_now)
        window.errands.logs_wanted.connect(self._on_logs_wanted)
        self.aid.serve(window.errands)
        window.installEventFilter(self)
        self.window = window
        window.showMaximized() if first else window.setWindowState(old.windowState())  # type: ignore[union-attr]
        window.show()
        self._drop("login", "opening")
        if old is not None:
            old.close()
            old.deleteLater()
        window.open_kept_drafts()
        self.warming.stop()  # of the window before nothing is made any more
        self.warming.add(self._watch_idle, *window.pieces(), self._tell_backup, self._after_opening)
        self.warming.add(self.hang_bell, *loads(PAGES), window.watch_for_paper)
        self.warming.begin_soon()

    def _keep_backups(self) -> Backups:
        """Return what makes the backups; made when somebody needs it, as it loads a good deal."""
        if self.backups is None:
            from ui.backups import Backups

            assert self.desk is not None
            self.backups = Backups(self.desk, self.lanes, self)
            self.backups.told.connect(self.show_backup)
            self.backups.troubled.connect(self.tell_trouble)
        return self.backups

    def _watch_idle(self) -> None:
        from ui.curtain import IdleWatch

        if self._watch is None and self.desk is not None and not self.desk.store.practice:
            self._watch = IdleWatch(self.desk, self)
            self._watch.idle.connect(self.lock)

    def _tell_backup(self) -> None:
        if self.desk is not None:
            self._keep_backups().tell()

    def _back_up_now(self) -> None:
        self._keep_backups().now()

    def _on_back(self, person: object) -> None:
        """The same person goes on where she was; another one gets the window with her own views."""
        if self._person is None or person != self._person:
            self.show_window(person)

    def _after_opening(self) -> None:
        from custdesk.safekeeping import second_place_hint
        from custdesk.store.database import folder_warning

        if self.desk is None or self.window is None or self._opened:
            return
        self._opened = True
        self._keep_backups().begin()
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
        for widget in (self.window, self.opening, self.setup, self.waiting):
            if widget is not None and (widget.isVisible() or widget.isMinimized()):
                widget.setWindowState(widget.windowState() & ~Qt.WindowState.WindowMinimized)
                widget.show()
                widget.raise_()
                widget.activateWindow()
                return

    def flush(self) -> None:
        """Put half-written forms on disk: the computer is being shut down."""
        if self.window is not None:
            self.window.keep_drafts()

    def _on_ending(self, under_way: bool) -> None:
        if self.window is not None:
            self.window.in_a_hurry = under_way

    def _on_logs_wanted(self) -> None:
        assert self.window is not None
        self.window.say(self.aid.open_logs())

    def tell_accident(self, log: str) -> None:
        """Tell once of a mistake of our own; the desk goes on."""
        box = self._box(
            N_("Something went wrong in the program; what you typed is kept, you can go on"),
            N_("If it happens again, send the file {file}; it holds no personal data").having(file=log),
        )
        box.setIcon(box.Icon.Information)
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
        if self.ending.under_way:  # the system ends the program; nothing may hold it up
            self.app.quit()
            return
        self._finishing = True
        if self.desk is None or self.desk.store.practice or self.window is None:
            self._leave()
            return
        self._wait_for(N_("Backing up before closing …"))
        job = self._keep_backups().last(self._on_last_backup, self._on_last_failed)
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
        self.warming.stop()
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
        self._drop("login", "opening", "setup", "waiting")
        self.app.quit()
