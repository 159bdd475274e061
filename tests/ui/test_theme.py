"""Light and dark: every colour that carries meaning is readable, and a change while the desk is open reaches everything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

from ui.theme import Tints, Wardrobe, accented, dress, style_sheet

ENOUGH = 4.5  # WCAG 2.1, contrast of text


def dark_palette() -> QPalette:
    """Return what the style gives in a dark system."""
    ground, ink = QColor(50, 50, 50), QColor(240, 240, 240)
    palette = QPalette(ground)
    for role in ("Window", "Button"):
        palette.setColor(QPalette.ColorRole[role], ground)
    palette.setColor(QPalette.ColorRole.Base, ground.darker(140))
    for role in ("WindowText", "Text", "ButtonText"):
        palette.setColor(QPalette.ColorRole[role], ink)
    return palette


def light_palette() -> QPalette:
    palette = QPalette(QColor(239, 239, 239))
    palette.setColor(QPalette.ColorRole.Base, QColor("white"))
    return palette


def windows_dark_palette() -> QPalette:
    """Return what Windows gives: lists lighter than the window, stripes and selection in whatever accent it was given."""
    palette = dark_palette()
    palette.setColor(QPalette.ColorRole.Window, QColor("#1e1e1e"))
    palette.setColor(QPalette.ColorRole.Base, QColor("#2d2d2d"))
    for role in ("AlternateBase", "Highlight", "Accent"):
        palette.setColor(QPalette.ColorRole[role], QColor("#ffb900"))
    return palette


PALETTES = {"light": light_palette, "dark": dark_palette, "windows": windows_dark_palette}


def brightness(colour: QColor) -> float:
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
             for part in (colour.redF(), colour.greenF(), colour.blueF())]  # fmt: skip
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    bright, dark = sorted((brightness(one), brightness(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("system", PALETTES)
@pytest.mark.parametrize("ink", ["overdue", "due", "done", "muted", "accent", "ink"])
def test_every_ink_is_readable_on_every_ground(system: str, ink: str):
    palette = PALETTES[system]()
    tints = Tints(palette)
    grounds = {
        "window": palette.color(QPalette.ColorRole.Window),
        "list": palette.color(QPalette.ColorRole.Base),
        "stripe": accented(palette).color(QPalette.ColorRole.AlternateBase),
        "sheet": tints.paper,
        "ground": tints.ground,
        "marked": tints.marked,
    }
    weak = {name: round(contrast(getattr(tints, ink), ground), 2) for name, ground in grounds.items()}
    assert {name: found for name, found in weak.items() if found < ENOUGH} == {}


@pytest.mark.parametrize("system", PALETTES)
def test_what_is_chosen_is_readable_whatever_accent_windows_has(system: str):
    palette = PALETTES[system]()
    tints, own = Tints(palette), accented(palette)
    chosen = own.color(QPalette.ColorRole.Highlight)
    assert contrast(own.color(QPalette.ColorRole.HighlightedText), chosen) >= ENOUGH
    assert contrast(chosen, palette.color(QPalette.ColorRole.Base)) >= 2  # and is seen
    assert contrast(tints.paper, tints.accent) >= ENOUGH
    assert contrast(tints.ground, tints.due) >= ENOUGH  # the practice mark


def test_an_empty_box_has_a_frame_in_the_dark():
    assert "indicator:unchecked" in style_sheet(Tints(dark_palette()))
    assert "indicator:unchecked" not in style_sheet(Tints(light_palette()))


@pytest.fixture
def palette_put_back(dressed):
    before = QPalette(dressed.palette())
    yield dressed
    dressed.setPalette(before)
    dressed.findChild(Wardrobe).change()


def test_a_change_while_the_desk_is_open_reaches_every_colour(window, palette_put_back, qtbot):
    app = palette_put_back
    app.setPalette(light_palette())
    app.findChild(Wardrobe).change()
    light = app.styleSheet()
    before = window.grab().toImage()
    app.setPalette(dark_palette())
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    qtbot.waitUntil(lambda: app.styleSheet() != light)
    assert app.styleSheet() == style_sheet(Tints(dark_palette()))
    after = window.grab().toImage()
    assert before.pixelColor(3, 3).lightness() > 200
    assert after.pixelColor(3, 3).lightness() < 80
    app.setPalette(light_palette())
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    qtbot.waitUntil(lambda: app.styleSheet() == light)


def test_lists_and_menus_have_the_typeface_of_all_else(dressed):
    """Windows gives them one of its own, each time light and dark are changed."""
    for name in ("QAbstractItemView", "QMenu", "QMessageBox"):
        dressed.setFont(QFont("Courier"), name)
    dressed.findChild(Wardrobe).change()
    for name in ("QAbstractItemView", "QMenu", "QMessageBox", "QLabel"):
        assert dressed.font(name).family() == dressed.font().family()
        assert dressed.font(name).pointSizeF() == 10


def test_no_widget_keeps_a_colour_of_its_own(window):
    """A sheet put on a widget would keep the colours of the hour it was made in."""
    from PySide6.QtWidgets import QWidget

    window.open_intake()
    window.open_search()
    own = {one.styleSheet() for one in window.findChildren(QWidget) if "#" in one.styleSheet()}
    assert {sheet for sheet in own if QColor(sheet[sheet.index("#") :][:7]).isValid()} == set()
    window.search.hide()
    window.intake.hide()


def test_dressing_twice_makes_one_wardrobe(dressed):
    dress(dressed)
    assert len(dressed.findChildren(Wardrobe)) == 1


def test_scaling_is_never_rounded():
    """150 percent stays 150 percent: Qt's own default, which the drawn forms count on."""
    policy = QGuiApplication.highDpiScaleFactorRoundingPolicy()
    assert policy is Qt.HighDpiScaleFactorRoundingPolicy.PassThrough
