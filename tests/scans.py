"""Makes scans of printed sheets as an office makes them: turned, askew, noisy, shaded, cut, punched, two on a page.

Everything follows from a `random.Random`: the same seed gives the same bytes. No numpy: Pillow and tables of noise.
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import NormalDist

import pypdfium2
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from custdesk.paper.scan_binding import settled

MM = 1 / 25.4  # inches
DPI = (150, 200, 240, 300)
DATA = Path(__file__).parent / "data"
STAMP = "CDK1:FCVZ:P-03:TS-2027-0031:1.2.0.1.2:7V3KPY:PCERWJBS"  # what the code says on every good file
#: what may be wrong with a page besides its turn, its skew and its JPEG; see `Defects`
KINDS = (
    "noise",
    "pepper",
    "shadow",
    "cut",
    "hole",
    "staple",
    "pen",
    "colour",
    "blur",
    "faint",
    "photo",
    "bilevel",
)


@dataclass(frozen=True)
class Defects:
    """One page on the glass: how it lies, and what is wrong with it.

    `turn`: it lies turned clockwise by so many degrees; `askew`: and by so many more. `noise`: deviation of grey levels.
    `pepper`: share of pixels that are black or white. `shadow`: how dark the dark edge is (0: none). `cut`: millimetres
    lost at the edges. `blur`: of the optics, in pixels. `faint`: how grey black is. `photo`: taken by a telephone, seen
    aslant, on a desk. An upright sheet lies on a glass of its size and loses the corners when askew; two on a page do not.
    """

    dpi: int = 200
    turn: int = 0
    askew: float = 0.0
    noise: float = 0.0
    pepper: float = 0.0
    quality: int = 75
    colour: bool = False
    shadow: float = 0.0
    cut: float = 0.0
    hole: bool = False
    staple: bool = False
    pen: bool = False
    blur: float = 0.0
    faint: float = 0.0
    photo: float = 0.0
    bilevel: bool = False  # black or white only, as copiers send it

    @property
    def kinds(self) -> tuple[str, ...]:
        """Name what is wrong with the page."""
        return tuple(kind for kind in KINDS if getattr(self, kind))


def some_defects(rng: random.Random, **fixed: object) -> Defects:
    """Draw what is wrong with one page of a day's scans; `fixed` says what is known."""

    def perhaps(share: float, value: float) -> float:
        return value if rng.random() < share else 0

    drawn = Defects(
        dpi=rng.choice(DPI), turn=rng.choice((0, 0, 0, 90, 180, 270)), askew=rng.uniform(-6, 6),
        noise=perhaps(0.6, rng.uniform(2, 22)), pepper=perhaps(0.3, rng.uniform(0.0005, 0.006)),
        quality=rng.randint(40, 90), colour=rng.random() < 0.3, shadow=perhaps(0.4, rng.uniform(0.1, 0.6)),
        cut=perhaps(0.3, rng.uniform(1, 5)), hole=rng.random() < 0.2, staple=rng.random() < 0.2,
        pen=rng.random() < 0.7, blur=perhaps(0.5, rng.uniform(0.3, 1.1)), faint=perhaps(0.2, rng.uniform(0.1, 0.45)),
    )  # fmt: skip
    return replace(drawn, **fixed)  # type: ignore[arg-type]


# -- one page --------------------------------------------------------------------------------------------


def printed(pdf: bytes, page: int, dpi: int) -> Image.Image:
    """Return a page of a printed PDF in grey, as paper and toner."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return document[page].render(scale=dpi / 72, grayscale=True).to_pil().convert("L").copy()
    finally:
        document.close()


def scanned(sheet: Image.Image, defects: Defects, rng: random.Random) -> Image.Image:
    """Return a printed page as it comes off the glass, turned and spoilt."""
    page = _handled(sheet, defects, rng)
    if defects.faint:
        page = page.point([round(255 - (255 - level) * (1 - defects.faint)) for level in range(256)])
    if defects.photo:
        page = _photographed(page, defects, rng)
    elif defects.askew:
        # A corner's code would fall off a page of A3: nobody's glass takes that askew, so the canvas grows.
        wide, ground = page.width > page.height, rng.choice((255, 252, 30))
        page = page.rotate(-defects.askew, Image.Resampling.BILINEAR, expand=wide, fillcolor=ground)
    if defects.cut:
        page = _cut(page, defects, rng)
    if defects.turn:
        page = page.rotate(-defects.turn, expand=True)
    if defects.blur:
        page = page.filter(ImageFilter.BoxBlur(defects.blur))
    if defects.shadow:
        page = _shaded(page, defects.shadow, rng)
    page = _noisy(page, defects, rng)
    if defects.bilevel:
        return page.point([0] * 150 + [255] * 106)
    return _coloured(page, rng) if defects.colour else page


def code_image(text: str, side: int) -> Image.Image:
    """Return a code of so many pixels, for a test's own page; a real sheet has its own."""
    made = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    grid = memoryview(made.to_image(scale=1, add_quiet_zones=False))
    tall, wide = grid.shape
    return Image.frombytes("L", (wide, tall), grid.tobytes()).resize((side, side), Image.Resampling.BOX)


def two_up(left: Image.Image, right: Image.Image) -> Image.Image:
    """Lay two printed pages side by side on one."""
    both = Image.new("L", (left.width + right.width, max(left.height, right.height)), 255)
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def _handled(sheet: Image.Image, defects: Defects, rng: random.Random) -> Image.Image:
    """What people did to the paper: signed it, punched it, stapled it; none of it where the code stands."""
    page = sheet.copy()
    draw = ImageDraw.Draw(page)
    mm = defects.dpi * MM
    halves = (0, page.width / 2) if page.width > page.height else (0,)
    wide = page.width / len(halves)
    for left in halves:
        if defects.pen:
            for _ in range(rng.randint(1, 4)):
                _sign(
                    draw, left + rng.uniform(0.12, 0.45) * wide, rng.uniform(0.6, 0.86) * page.height, mm, rng
                )
    if defects.hole:
        for off in (-40, 40):
            x, y, r = 11 * mm, page.height / 2 + off * mm, 3 * mm
            draw.ellipse((x - r, y - r, x + r, y + r), fill=rng.randint(0, 60))
    if defects.staple:
        x, y = rng.uniform(6, 14) * mm, rng.uniform(6, 14) * mm
        draw.line((x, y, x + 9 * mm, y - rng.uniform(-4, 4) * mm), fill=70, width=max(1, round(0.6 * mm)))
    return page


def _sign(draw: ImageDraw.ImageDraw, left: float, top: float, mm: float, rng: random.Random) -> None:
    """Scribble something that is nobody's name."""
    points = [(left, top)]
    for _ in range(rng.randint(8, 20)):
        points.append((points[-1][0] + rng.uniform(-1, 3) * mm, top + rng.uniform(-5, 5) * mm))
    draw.line(points, fill=rng.randint(10, 90), width=max(1, round(0.5 * mm)), joint="curve")


def _cut(page: Image.Image, defects: Defects, rng: random.Random) -> Image.Image:
    most = defects.cut * defects.dpi * MM
    left, top, right, bottom = (round(rng.uniform(0, most)) for _ in range(4))
    return page.crop((left, top, page.width - right, page.height - bottom))


def _photographed(page: Image.Image, defects: Defects, rng: random.Random) -> Image.Image:
    """See the page aslant: its four corners move inward by up to `photo` parts of its size, a desk shows behind it."""
    wide, tall = page.size
    margin = 0.04

    def moved(x: float, y: float) -> tuple[float, float]:
        inward = (rng.uniform(0, defects.photo) * wide, rng.uniform(0, defects.photo) * tall)
        return (
            x * wide + (1 - 2 * x) * (inward[0] + margin * wide),
            y * tall + (1 - 2 * y) * (inward[1] + margin * tall),
        )

    corners = [moved(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
    if defects.askew:
        turn = math.radians(defects.askew)
        middle = (wide / 2, tall / 2)
        corners = [_turned(corner, middle, turn) for corner in corners]
    plain = [(0, 0), (wide, 0), (wide, tall), (0, tall)]
    back = _perspective(corners, plain)
    how = Image.Resampling.BILINEAR
    desk = Image.new("L", page.size, rng.randint(30, 190))
    seen = page.transform(page.size, Image.Transform.PERSPECTIVE, back, how, fillcolor=255)
    mask = Image.new("L", page.size, 0)
    ImageDraw.Draw(mask).polygon(corners, fill=255)
    desk.paste(seen, (0, 0), mask)
    return desk


def _turned(point: tuple[float, float], middle: tuple[float, float], turn: float) -> tuple[float, float]:
    x, y = point[0] - middle[0], point[1] - middle[1]
    return (
        middle[0] + x * math.cos(turn) - y * math.sin(turn), middle[1] + x * math.sin(turn) + y * math.cos(turn)
    )  # fmt: skip


def _perspective(
    seen: Sequence[tuple[float, float]], plain: Sequence[tuple[float, float]]
) -> tuple[float, ...]:
    """Return the eight coefficients that lead from where a point is seen back to where it stands on the page."""
    rows = []
    for (x, y), (u, v) in zip(seen, plain, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for place in range(8):
        pivot = max(range(place, 8), key=lambda row: abs(rows[row][place]))
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(8):
            if other != place:
                factor = rows[other][place]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return tuple(row[8] for row in rows)


# -- light and noise -------------------------------------------------------------------------------------


def _shaded(page: Image.Image, shadow: float, rng: random.Random) -> Image.Image:
    """Darken towards one side, as under a lid that does not close."""
    slope = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180, 270)))
    slope = slope.crop((rng.randint(0, 60), rng.randint(0, 60), 256, 256))
    slope = slope.resize(page.size, Image.Resampling.BILINEAR)
    return ImageChops.multiply(page, slope.point([round(255 * (1 - shadow * v / 255)) for v in range(256)]))


@lru_cache(maxsize=1)
def _grain() -> Image.Image:
    """Return 2 million random bytes as a picture."""
    side = 1448
    return Image.frombytes("L", (side, side), random.Random(11).randbytes(side * side))


def _strewn(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Return random bytes of a size, from another place of the grain each time."""
    grain = _grain()
    flip = rng.choice((None, *Image.Transpose))
    grain = grain.transpose(flip) if flip is not None else grain
    found = Image.new("L", size)
    left, top = -rng.randrange(grain.width), -rng.randrange(grain.height)
    for x in range(left, size[0], grain.width):
        for y in range(top, size[1], grain.height):
            found.paste(grain, (x, y))
    return found


def _noisy(page: Image.Image, defects: Defects, rng: random.Random) -> Image.Image:
    if defects.noise:
        normal = NormalDist(128, defects.noise)
        levels = [min(max(round(normal.inv_cdf((v + 0.5) / 256)), 0), 255) for v in range(256)]
        page = ImageChops.add(page, _strewn(page.size, rng).point(levels), 1, -128)
    if defects.pepper:
        # One byte in 8 of each of two grains, and so many of the third: the share asked for.
        some = ImageChops.darker(*(_strewn(page.size, rng).point([255] * 32 + [0] * 224) for _ in range(2)))
        most = min(round(defects.pepper * 64 * 256), 256)
        some = ImageChops.darker(some, _strewn(page.size, rng).point([255] * most + [0] * (256 - most)))
        page = page.copy()
        page.paste(_strewn(page.size, rng).point([0] * 128 + [255] * 128), (0, 0), some)
    return page


def _coloured(page: Image.Image, rng: random.Random) -> Image.Image:
    tints = [rng.randint(-12, 4) for _ in range(3)]
    bands = [page.point([min(max(level + tint, 0), 255) for level in range(256)]) for tint in tints]
    return Image.merge("RGB", bands)


# -- files -----------------------------------------------------------------------------------------------


def as_jpeg(page: Image.Image, defects: Defects) -> bytes:
    """Return a page as a JPEG file."""
    return _saved(page, "JPEG", quality=defects.quality, dpi=(defects.dpi, defects.dpi))


def as_png(page: Image.Image, defects: Defects) -> bytes:
    """Return a page as a PNG file."""
    return _saved(page, "PNG", compress_level=1, dpi=(defects.dpi, defects.dpi))


def as_tiff(pages: Sequence[Image.Image], defects: Defects) -> bytes:
    """Return pages as one TIFF file, packed as office machines do it."""
    return _saved(
        pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw",
        dpi=(defects.dpi, defects.dpi),
    )  # fmt: skip


def as_pdf(pages: Sequence[tuple[Image.Image, Defects]]) -> bytes:
    """Return pages as one PDF file, each a JPEG of its own quality and size."""
    document = pypdfium2.PdfDocument.new()
    for image, defects in pages:
        wide, tall = (side * 72 / defects.dpi for side in image.size)
        shown = pypdfium2.PdfImage.new(document)
        shown.load_jpeg(io.BytesIO(as_jpeg(image, defects)), inline=True)
        shown.set_matrix(pypdfium2.PdfMatrix().scale(wide, tall))
        page = document.new_page(wide, tall)
        page.insert_obj(shown)
        page.gen_content()
    found = io.BytesIO()
    document.save(found)
    document.close()
    return settled(found.getvalue())


def _saved(page: Image.Image, kind: str, **how: object) -> bytes:
    found = io.BytesIO()
    page.save(found, kind, **how)
    return found.getvalue()


def mixed_pdf(pages: Sequence[tuple[bytes, int]], rng: random.Random, **fixed: object) -> bytes:
    """Return one PDF as a feeder makes it of a heap of paper: each page, given as (PDF, page), spoilt in its own way."""
    scans = []
    for pdf, page in pages:
        defects = some_defects(rng, **fixed)
        scans.append((scanned(printed(pdf, page, defects.dpi), defects, rng), defects))
    return as_pdf(scans)


@lru_cache(maxsize=1)
def good_files() -> Mapping[str, bytes]:
    """Return one small good file of each kind, each with a code on it."""
    page = Image.new("L", (620, 877), 255)
    page.paste(code_image(STAMP, 87), (480, 760))
    slight = Defects(dpi=75)
    bmp = io.BytesIO()
    page.save(bmp, "BMP")
    return {
        "pdf": as_pdf([(page, slight)] * 2), "jpeg": as_jpeg(page, slight), "png": as_png(page, slight),
        "tiff": as_tiff([page, page], slight), "bmp": bmp.getvalue(), "heic": (DATA / "scan.heic").read_bytes(),
    }  # fmt: skip
