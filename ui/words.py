"""The window's own translations: custdesk's catalogue, and Qt's words for its dialogs."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

WIDE_SPACE = "　"
QT_LANGUAGES = {"zh_Hans": "zh_CN", "zh_Hant": "zh_TW"}


def install_qt_words(app: QCoreApplication, language: str) -> QTranslator | None:
    """Translate Qt's own buttons; the translator belongs to the application, else it dies (trap 15)."""
    name = QT_LANGUAGES.get(language)
    if name is None:
        return None
    translator = QTranslator(app)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if not translator.load(f"qtbase_{name}", folder):
        return None
    app.installTranslator(translator)
    return translator


def in_column(name: str, names: Iterable[str], most: int = 4) -> str:
    """Return a name as wide as the longest of a few, by wide spaces, so that what follows it stands in a column."""
    widest = min(max(map(len, names), default=0), most)
    return name + WIDE_SPACE * max(widest - len(name) + 1, 1)
