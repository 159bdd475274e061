"""One typeface, one accent colour, one spacing step; light and dark from the system's palette."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from custdesk.resources import resource

STEP: Final = 6  # every distance is a multiple of it
ACCENT: Final = QColor("#1f6f8b")
SIGNS: Final = {"overdue": "▲", "due": "●", "done": "✓", "locked": "■", "void": "✗", "open": "○"}


class Tints:
    """Colours that carry meaning, for the palette in force; always beside a word and a sign."""

    def __init__(self, palette: QPalette) -> None:
        dark = palette.color(QPalette.ColorRole.Window).lightness() < 128
        self.dark = dark
        self.overdue = QColor("#ff8a80" if dark else "#b3261e")
        self.due = QColor("#ffd180" if dark else "#8a5a00")
        self.done = QColor("#a5d6a7" if dark else "#2e6b34")
        self.rule = QColor("#5a6470" if dark else "#9aa5b1")
        self.muted = QColor("#a9b4c0" if dark else "#5b6673")
        self.accent = QColor("#7cc4de") if dark else ACCENT
        self.paper = QColor("#2b2f34") if dark else QColor("#ffffff")
        self.ground = QColor("#1f2327") if dark else QColor("#eef1f4")
        self.ink = palette.color(QPalette.ColorRole.WindowText)
        self.marked = QColor("#4a3b12") if dark else QColor("#fff4c9")


def tints() -> Tints:
    """Return the colours for the application's palette."""
    return Tints(QGuiApplication.palette())


def dress(app: QApplication) -> None:
    """Give the application its typeface, style and sheet."""
    app.setStyle(QStyleFactory.create("Fusion"))
    family = chinese_family()
    font = QFont(family) if family else app.font()
    font.setPointSizeF(10)
    app.setFont(font)
    app.setStyleSheet(style_sheet(Tints(app.palette())))


def chinese_family() -> str:
    """Return a family that has Chinese: the system's own, else Noto Sans SC of the resources."""
    for family in (
        "Microsoft YaHei UI",
        "Microsoft YaHei",
        "PingFang SC",
        "Noto Sans CJK SC",
        "Noto Sans SC",
    ):
        if QFontDatabase.hasFamily(family):
            return family
    families: list[str] = []
    for name in ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"):
        number = QFontDatabase.addApplicationFont(str(resource(f"fonts/{name}")))
        families += QFontDatabase.applicationFontFamilies(number)
    return families[0] if families else ""


def style_sheet(tint: Tints) -> str:
    """Return the one style sheet of the window."""
    return f"""
    QToolTip {{ padding: {STEP}px; }}
    #sheet {{ background: {tint.paper.name()}; border: 1px solid {tint.rule.name()};
        border-right: none; border-bottom: none; }}
    #cell {{ border: 1px solid {tint.rule.name()}; border-top: none; border-left: none; }}
    #cell[bad="true"] {{ border: 2px solid {tint.overdue.name()}; }}
    #label {{ color: {tint.muted.name()}; font-weight: 600; }}
    #title {{ font-size: 15pt; font-weight: 700; }}
    #heading {{ font-weight: 700; color: {tint.accent.name()}; }}
    #inSheet {{ font-weight: 700; color: {tint.accent.name()}; background: {tint.ground.name()};
        border-right: 1px solid {tint.rule.name()}; border-bottom: 1px solid {tint.rule.name()};
        padding: {STEP // 2}px {STEP}px; }}
    #problems {{ color: {tint.overdue.name()}; }}
    #warnings {{ color: {tint.due.name()}; }}
    #muted {{ color: {tint.muted.name()}; }}
    #practice {{ background: {tint.due.name()}; color: {tint.ground.name()}; font-weight: 700; padding: 2px 8px; }}
    #sheet QLineEdit, #sheet QPlainTextEdit, #sheet QComboBox {{
        border: 1px solid transparent; border-bottom: 1px dotted {tint.rule.name()}; background: transparent;
        selection-background-color: {tint.accent.name()}; }}
    #sheet QPlainTextEdit {{ background: {tint.paper.name()}; }}
    #sheet QCheckBox {{ border: 1px solid transparent; }}
    #sheet QLineEdit:focus, #sheet QPlainTextEdit:focus, #sheet QComboBox:focus, #sheet QCheckBox:focus {{
        border: 1px solid {tint.accent.name()}; background: {tint.ground.name()}; }}
    #sheet QLineEdit:read-only, #sheet QPlainTextEdit:read-only, #sheet QComboBox:disabled {{
        border-bottom: 1px solid transparent; }}
    #sheet QComboBox:disabled, #sheet QCheckBox:disabled {{ color: {tint.ink.name()}; }}
    #sheet QComboBox::drop-down:disabled, #sheet QComboBox::down-arrow:disabled {{ width: 0; image: none; }}
    #chip, #onShelf {{ border: 1px solid {tint.rule.name()}; border-radius: 3px; padding: 2px {STEP}px; }}
    #onShelf {{ border-color: transparent; border-bottom: 2px solid transparent; border-radius: 0; }}
    #onShelf:checked {{ font-weight: 600; color: {tint.accent.name()}; border-bottom-color: {tint.accent.name()};
        background: transparent; }}
    #onShelf:hover, #chip:hover {{ background: {tint.ground.name()}; }}
    #onShelf:focus, #chip:focus {{ background: {tint.marked.name()}; }}
    #chip[here="true"] {{ border: 2px solid {tint.accent.name()}; font-weight: 700; }}
    #chip[late="true"] {{ color: {tint.overdue.name()}; }}
    #betweenLines {{ background: {tint.rule.name()}; border: none; max-height: 1px; }}
    #columns {{ color: {tint.muted.name()}; }}
    #find {{ text-align: left; padding: {STEP // 2}px {2 * STEP}px; color: {tint.muted.name()}; }}
    QPushButton[flat="true"] {{ color: {tint.accent.name()}; }}
    QToolButton::menu-indicator {{ image: none; }}
    QCommandLinkButton {{ font-size: 11pt; }}
    QListWidget::item {{ padding: {STEP // 2}px; }}
    QPushButton[blocked="true"] {{ color: {tint.muted.name()}; }}
    QPushButton[main="true"] {{ font-weight: 700; color: {tint.accent.name()}; }}
    QPushButton[main="true"][blocked="true"] {{ color: {tint.muted.name()}; }}
    QTabBar::tab {{ padding: {STEP}px {2 * STEP}px; border: none; border-bottom: 3px solid transparent; }}
    QTabBar::tab:hover {{ border-bottom-color: {tint.rule.name()}; }}
    QTabBar::tab:selected {{ font-weight: 600; color: {tint.accent.name()};
        border-bottom-color: {tint.accent.name()}; }}
    QTabBar::tab:focus {{ background: {tint.marked.name()}; }}
    """
