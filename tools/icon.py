"""Draws the program's icon, a signed sheet on the front desk, into resources/icons: `python -m tools.icon`."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw

FOLDER = Path(__file__).parents[1] / "resources" / "icons"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
SIDE = 1024  # drawn large, made small: no edge is ragged
GROUND, SHEET, INK, SEAL = "#1f6f8b", "#ffffff", "#1f6f8b", "#d0472f"


def drawn(size: int) -> Image.Image:
    """Return the icon at one size; small ones have fewer and thicker lines."""
    image = Image.new("RGBA", (SIDE, SIDE))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((32, 32, SIDE - 32, SIDE - 32), 200, fill=GROUND)
    pen.rounded_rectangle((250, 150, 774, 874), 40, fill=SHEET)
    small = size <= 24
    thick = 90 if small else 48
    for top in (280, 470) if small else (250, 360, 470):
        pen.rounded_rectangle((330, top, 694 if top != 470 else 560, top + thick), thick // 2, fill=INK)
    pen.ellipse((500, 590, 740, 830) if not small else (440, 590, 740, 890), fill=SEAL)
    tick = [(556, 712), (606, 762), (690, 664)] if not small else [(510, 740), (575, 805), (680, 680)]
    pen.line(tick, fill=SHEET, width=60 if small else 40, joint="curve")
    return image.resize((size, size), Image.Resampling.LANCZOS)


def main() -> None:
    """Write the icon for Windows and the one for windows' title bars."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pictures = {size: drawn(size) for size in SIZES}
    largest = pictures[256]
    largest.save(
        FOLDER / "custdesk.ico", sizes=[(size, size) for size in SIZES],
        append_images=[pictures[size] for size in SIZES[:-1]],
    )  # fmt: skip
    largest.save(FOLDER / "custdesk.png", optimize=True)


if __name__ == "__main__":
    main()
