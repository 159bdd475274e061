"""One typeface, one accent colour, one spacing step; light and dark from the system's palette."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from custdesk.resources import resource

WORN: Final = "custdesk_wardrobe"  # the application's property: somebody sees to light and dark
FUSION: Final = ("-style", "fusion")  # on the application's command line: no style is made twice
STEP: Final = 6  # every distance is a multiple of it
ACCENT: Final = QColor("#1f6f8b")
CHOSEN_IN_DARK: Final = QColor("#2b7391")  # the accent under white letters
SIGNS: Final = {"overdue": "▲", "due": "●", "done": "✓", "locked": "■", "void": "✗", "open": "○"}

#: the style draws the frame of an empty box darker than its ground, which nobody sees where that is dark
DARK_BOXES: Final = """
    QCheckBox::indicator:unchecked {{ border: 1px solid {rule}; border-radius: 2px; }}
    QRadioButton::indicator:unchecked {{ border: 1px solid {rule}; border-radius: 7px; }}
    """


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


def dress(app: QApplication, *, styled: bool = False) -> None:
    """Give the application its typeface, style and sheet, now and whenever the system changes light and dark.

    `styled`: it was begun with its style.
    """
    if not styled:
        app.setStyle("fusion")
    family = chinese_family()
    font = QFont(family) if family else app.font()
    font.setPointSizeF(10)
    app.setFont(font)
    wear(app)
    if not app.property(WORN):  # asked for its children, PySide6 makes classes of all they are
        app.setProperty(WORN, True)
        Wardrobe(app)


def wear(app: QApplication) -> None:
    """Put on palette, sheet and typeface; with a new sheet Windows gives lists and menus a typeface of its own again."""
    font = app.font()
    app.setPalette(accented(app.palette()))
    sheet = style_sheet(Tints(app.palette()))
    if sheet != app.styleSheet():
        app.setStyleSheet(sheet)
    app.setFont(font)


def accented(palette: QPalette) -> QPalette:
    """Return the system's palette with our one accent, whatever colour Windows was given for its own."""
    dark, own = Tints(palette).dark, palette.__copy__()  # the constructor has Qt make every enum it knows
    base = palette.color(QPalette.ColorRole.Base)
    for role, colour in (
        (QPalette.ColorRole.Highlight, CHOSEN_IN_DARK if dark else ACCENT),
        (QPalette.ColorRole.HighlightedText, QColor("#ffffff")),
        (QPalette.ColorRole.Accent, CHOSEN_IN_DARK if dark else ACCENT),
        (QPalette.ColorRole.AlternateBase, base.lighter(118) if dark else base.darker(103)),
    ):
        own.setColor(role, colour)
    return own


class Wardrobe(QObject):
    """Changes light and dark when the system does, while the desk is open: a palette alone leaves the sheet's colours."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._later = QTimer(self, singleShot=True, interval=0)  # the palette follows the news of it
        self._later.timeout.connect(self.change)
        app.styleHints().colorSchemeChanged.connect(self._later.start)

    def change(self) -> None:
        """Put on what fits the palette in force; all that is painted asks for its colours when it paints."""
        wear(self._app)


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
    {DARK_BOXES.format(rule=tint.muted.name()) if tint.dark else ""}
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
    #panel {{ border: 2px solid {tint.accent.name()}; }}
    #login {{ background: {tint.paper.name()}; border: 1px solid {tint.rule.name()}; }}
    #done {{ color: {tint.done.name()}; font-weight: 700; }}
    #kinds {{ border: 1px solid transparent; }}
    #kinds:focus {{ border: 1px solid {tint.accent.name()}; }}
    #kinds QPushButton {{ padding: {STEP // 2}px; text-align: left; }}
    #kinds QPushButton:checked, #yesNo QPushButton:checked {{
        background: {tint.accent.name()}; color: {tint.paper.name()}; font-weight: 700; }}
    QLabel[tint="muted"] {{ color: {tint.muted.name()}; font-weight: 600; }}
    QLabel[tint="due"] {{ color: {tint.due.name()}; font-weight: 600; }}
    QLabel[tint="overdue"] {{ color: {tint.overdue.name()}; font-weight: 600; }}
    QLabel[tint="done"] {{ color: {tint.done.name()}; font-weight: 600; }}
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
