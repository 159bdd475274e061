"""The composition root: application, words, accidents, and the front desk that opens store and window."""

from __future__ import annotations

import argparse
import sys

from PySide6.QtWidgets import QApplication

from custdesk.clock import OfficeClock
from custdesk.places import places
from ui import own_settings, words
from ui.accidents import Accidents
from ui.front_desk import FrontDesk
from ui.theme import dress


def main(args: argparse.Namespace) -> int:
    """Open the desk and return when it is closed; 0 also where another desk was shown instead."""
    mine = places()
    app = QApplication(sys.argv[:1])
    own_settings.begin(app, mine)
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    accidents = Accidents(mine.log, app)
    accidents.install()
    front = FrontDesk(app, mine, OfficeClock(), accidents)
    front.language = getattr(args, "language", "zh_Hans")
    front.words_of_qt = words.install_qt_words(app, front.language)
    try:
        if not front.start(args.store, practice=args.practice):
            return 0
        return app.exec()
    finally:
        own_settings.end(app)
        accidents.remove()
