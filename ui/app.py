"""The composition root: application, words, accidents, and the front desk that opens store and window."""

from __future__ import annotations

import argparse
import sys

from PySide6.QtWidgets import QApplication

from custdesk.clock import OfficeClock
from custdesk.places import places, store_at
from ui import words
from ui.accidents import Accidents
from ui.front_desk import FrontDesk
from ui.theme import dress


def main(args: argparse.Namespace) -> int:
    """Open the desk and return when it is closed; 0 also where another desk was shown instead."""
    app = QApplication(sys.argv[:1])
    app.setApplicationName("custdesk")
    app.setQuitOnLastWindowClosed(False)
    dress(app)
    mine = places()
    accidents = Accidents(mine.log, app)
    accidents.install()
    front = FrontDesk(app, mine, OfficeClock(), accidents)
    front.language = getattr(args, "language", "zh_Hans")
    front.words_of_qt = words.install_qt_words(app, front.language)
    store = store_at(args.store) if args.store is not None else None
    try:
        if not front.start(store, practice=args.practice):
            return 0
        return app.exec()
    finally:
        accidents.remove()
