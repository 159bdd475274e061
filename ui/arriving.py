"""From the start to the login: which store, whether it is there, what stands in its way."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from custdesk.clock import Clock, OfficeClock
from custdesk.errors import AlreadyOpen, KnownError
from custdesk.language import N_, Text, Words
from custdesk.places import Places, may_be_open
from ui.first_aid import FirstAid
from ui.jobs import Lanes
from ui.words import install_qt_words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox

    from custdesk.desk import Desk
    from ui.clock_question import ClockQuestion
    from ui.doorbell import Doorbell
    from ui.opening import Opening
    from ui.setup import SetUp
    from ui.telling import Waiting


BELL_TRIES, BELL_WAIT = 5, 0.2  # seconds


class Arriving(QObject):
    """Finds and opens one store, and says what is wrong; whoever sits down is the front desk's business."""

    def __init__(self, app: QApplication, where: Places, clock: Clock) -> None:
        super().__init__()
        self.app, self.places, self.clock = app, where, clock
        self.language = "zh_Hans"
        self.words_of_qt: Any = None
        self.lanes = Lanes(self)
        self.path: Path | None = None
        self.desk: Desk | None = None
        self.opening: Opening | None = None  # the window before somebody sits down
        self.setup: SetUp | None = None
        self.waiting: Waiting | None = None
        self.bell: Doorbell | None = None
        self.message: QMessageBox | None = None
        self._question: ClockQuestion | None = None
        self._quit_after = False
        self._import_later = False
        self.aid = FirstAid(where, self.lanes, self._words, self._store, self)
        self.aid.choosing.connect(self._on_choosing)
        self.aid.given_up.connect(self._leave)

    @property
    def say(self) -> Words:
        """The words of the store that is open, else those of this computer."""
        return self.desk.words if self.desk is not None else Words(self.language)

    def _words(self) -> Words:
        return self.say

    def _store(self) -> Path:
        return self.path or self.places.sought().path

    # -- what the front desk does ------------------------------------------------------------------------

    def show_login(self) -> None:
        """Ask who sits down."""
        raise NotImplementedError

    def come_forward(self) -> None:
        """Show the window: somebody started the program a second time."""
        raise NotImplementedError

    def _leave(self) -> None:
        raise NotImplementedError

    # -- opening -----------------------------------------------------------------------------------------

    def start(self, store: Path | None = None, *, practice: bool = False) -> bool:
        """Open what was asked for; False where a desk with this store is open and was shown instead.

        A store that was noted and is gone is said, and another may be chosen; a new one is never made for it.
        """
        try:
            sought = self.places.asked(store or (self.places.practice if practice else None))
            quiet = sought.there and not may_be_open(sought.path)
        except KnownError as trouble:
            self._on_no_start(trouble)
            return True
        if not quiet and self._ring(sought.path):
            return False
        if not sought.there:
            self.hang_bell(sought.path)
        if practice and not sought.there:
            self.practise()
        elif sought.there:
            self.open_store(sought.path)
        else:
            self.show_setup(sought.path if store else None, self.say(sought.notice) if sought.notice else "")
        return True

    def _ring(self, path: Path) -> bool:
        from ui.doorbell import ring  # late: it loads the network, and mostly nobody is there

        return ring(path)

    def hang_bell(self, path: Path | None = None) -> None:
        """Answer a second start on this store, else the open one, and on no other."""
        from ui.doorbell import Doorbell

        path = path or self._store()
        if self.bell is not None:
            if self.bell.store == path:
                return
            self.bell.close()
        self.bell = Doorbell(path, self)
        self.bell.rung.connect(self.come_forward)

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
        from custdesk.store.beside import marker

        self.path = path
        try:
            cut_off = None
            if marker(path).exists():
                from custdesk.store.restore import interrupted

                cut_off = interrupted(path)
            self.desk = Desk.open(path, self.clock, before_migration=self._back_up)
        except AlreadyOpen as trouble:
            if self._opened_meanwhile(path):
                self._leave()
            else:
                self._on_no_start(trouble)
            return
        except KnownError as trouble:
            self._on_no_start(trouble)
            return
        if isinstance(self.clock, OfficeClock):
            self.clock.offset = datetime.timedelta(hours=self.desk.settings.number("office_utc_offset_hours"))
        self._import_later = self.setup is not None and self.setup.import_later
        if self.desk.words.language != self.language:
            self.language = self.desk.words.language
            self.words_of_qt = install_qt_words(self.app, self.language)
        if self.bell is not None:
            self.hang_bell(path)
        self._ask_about_clock()
        if cut_off is not None:
            self._tell(cut_off)

    def _back_up(self, path: Path) -> None:
        from custdesk.safekeeping import back_up_office

        back_up_office(path, self.clock())

    def _opened_meanwhile(self, path: Path) -> bool:
        """Tell whether another start of this account was quicker, and show its window; our own bell is silent.

        It hangs its bell once its names are on the screen, a moment after it has the store.
        """
        if self.bell is not None:
            self.bell.close()
        for _ in range(BELL_TRIES):
            if self._ring(path):
                return True
            time.sleep(BELL_WAIT)
        return False

    def _ask_about_clock(self) -> None:
        """A clock before the last trail line, or far after it, is said and confirmed."""
        from ui.clock_question import ClockQuestion

        assert self.desk is not None
        self._question = ClockQuestion(self.desk, self)
        self._question.answered.connect(self._on_clock_answer)
        if not self._question.ask():
            self.show_login()
        self.message = self._question.box or self.message

    def _on_clock_answer(self, right: bool) -> None:
        if right:
            self.show_login()
        else:
            self._leave()

    # -- saying ------------------------------------------------------------------------------------------

    def _on_no_start(self, trouble: object) -> None:
        """The store cannot be opened: say why and the way out, then end or go back to the questions."""
        if not isinstance(trouble, KnownError):
            self._leave()
            assert isinstance(trouble, Exception)
            raise trouble
        self._drop("waiting", "opening")
        if self.setup is None:
            self.message = self.aid.tell_no_start(trouble)
        else:
            self.setup.show()
            self._tell(trouble.text, trouble.way_out)

    def _on_choosing(self, said: str) -> None:
        """Another folder is chosen: the store that does not open is let go."""
        self.path = None
        self.show_setup(None, said)

    def _tell(self, *texts: Text | None) -> None:
        box = self._box(*texts)
        box.finished.connect(self._on_told)
        box.open()

    def _box(self, *texts: Text | None) -> QMessageBox:
        from ui.telling import message_box

        self.message = message_box(self.say, *texts)
        return self.message

    def _on_told(self) -> None:
        if self._quit_after:
            self._leave()

    def _wait_for(self, said: Text) -> None:
        from ui.telling import Waiting

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
