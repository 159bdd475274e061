"""The window's own translations: custdesk's catalogue, and Qt's words for its dialogs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

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
