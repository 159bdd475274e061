"""The composition root: application, words, accidents, and the front desk that opens store and window.

The window is painted before anything of the office is loaded: whoever starts the desk sees it come up, and what takes
its time takes it then (trap 17).
"""

from __future__ import annotations

import builtins
import gc
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from custdesk.clock import OfficeClock
from custdesk.places import Places, may_be_open, places
from ui.late_signatures import late_signatures

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.opening import Opening


def main(store: Path | None = None, *, practice: bool = False, language: str = "zh_Hans") -> int:
    """Open the desk and return when it is closed; 0 also where another desk was shown instead."""
    gc.disable()  # what is made at the start stays: looking through it again and again takes a tenth of the time
    mine = places()
    app = application()
    opening = show_opening(app, mine, store or (mine.practice if practice else None), language)
    from ui import own_settings, words
    from ui.accidents import Accidents
    from ui.front_desk import FrontDesk
    from ui.sweeping import Sweeping

    own_settings.begin(app, mine)
    accidents = Accidents(mine.log, app)
    accidents.install()
    front = FrontDesk(app, mine, OfficeClock(), accidents)
    front.language, front.opening = language, opening
    front.words_of_qt = words.install_qt_words(app, front.language)
    sweeping = Sweeping(app)
    front.settled.connect(sweeping.begin)
    try:
        if not front.start(store, practice=practice):
            return 0
        return app.exec()
    finally:
        own_settings.end(app)
        accidents.remove()
        sweeping.end()


def application() -> QApplication:
    """Return the application, dressed.

    PySide6 puts an import of its own in the place of Python's, which reads the source of every module for the sake of
    `from __feature__`; nobody asks for that here, and it takes a fifth of the start.
    """
    plain = builtins.__import__
    with late_signatures():
        from PySide6.QtWidgets import QApplication
    builtins.__import__ = plain
    from ui.theme import FUSION, dress

    app = QApplication([*sys.argv[:1], *FUSION])
    app.setQuitOnLastWindowClosed(False)
    dress(app, styled=True)
    return app


def show_opening(app: QApplication, mine: Places, asked: Path | None, language: str) -> Opening | None:
    """Paint the window; nothing where first run, a refusal or a desk that is open already will be shown."""
    from custdesk.errors import KnownError
    from custdesk.language import Words
    from ui.opening import Opening

    try:
        sought = mine.asked(asked)
    except KnownError:
        return None  # the front desk says it
    if not sought.there or may_be_open(sought.path):
        return None
    opening = Opening(Words(language))
    opening.show()
    app.processEvents()
    return opening
