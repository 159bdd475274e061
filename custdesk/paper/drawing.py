"""The pen: a page's measures, and text, rules, tick boxes and codes on a ReportLab canvas.

Everything is in points from the top left corner. Marks are gathered and put down once a page (rules by weight, text
in one text object, encoded once a document), and the page is packed at once, which is what makes a form faster than
its bare marks. Text is plain: `<` and `&` mean nothing.
"""

from __future__ import annotations

import io
from itertools import chain
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.paper.codes import Code, code_of
from custdesk.paper.fonts import faces

MM: Final = 72 / 25.4
THIN, THICK = 0.5, 1.1
SEAL: Final = 22 * MM  # side of the free box at the foot, right: the QR code's place
CODE: Final = 20 * MM  # side of the code; measured: narrower ones fail on office scanners (design 6)
CLEAR: Final = 3.2 * MM  # around it, free of ink: four modules, half a frame's line, and some ease
SMALL_PRINT: Final = 30 * MM  # below the code of a strip
ASCENT: Final = 0.88  # of an ideograph, in em
MOST_NUMBERS: Final = 10_000  # written numbers kept from page to page
ESCAPED: Final = str.maketrans({sign: f"\\{sign}" for sign in "\\()"} | {"\r": "\\r"})  # in a PDF string


class Measures(Struct, frozen=True):
    """Sizes of one kind of page, in points. `row` is the least height of a row, `written` of a line by hand."""

    width: float
    height: float
    side: float = 17 * MM
    top: float = 12 * MM
    foot: float = 9 * MM
    size: float = 10.5
    leading: float = 15.5
    label: float = 10
    tag: float = 8.5
    small: float = 9
    small_leading: float = 13
    title: float = 19
    inset: float = 5
    row: float = 27
    written: float = 19
    signature: float = 66
    seal: float = SEAL

    @property
    def body(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.side

    @property
    def end(self) -> float:
        """Where the body ends and the foot with the free box begins; without one there is no foot."""
        return self.height - self.foot - self.seal - 2 * MM

    @property
    def code(self) -> tuple[float, float]:
        """Left and top of the code: in the free box at the foot, or in the column beside a strip's body.

        There it stands half-way down, far from the corners that a scan laid askew loses.
        """
        right = self.width - self.side
        if self.seal:
            return right - CODE, self.height - self.foot - CODE
        most = self.height - self.foot - SMALL_PRINT - CLEAR - CODE
        return right + CLEAR, min((self.height - CODE) / 2, most)

    def turned(self) -> Measures:
        """Return the landscape page."""
        return replace(self, width=self.height, height=self.width, side=14 * MM)

    def dense(self) -> Measures:
        """Return the page with everything a size smaller."""
        return replace(
            self, top=9 * MM, size=9.5, leading=13, label=9, tag=7.5, small=8, small_leading=11.5, title=17,
            inset=3.6, row=21, written=15, signature=50,
        )  # fmt: skip

    def strip(self, across: int) -> Measures:
        """Return one of several small pages that stand below each other on this one, to be cut apart.

        Code and small print have a column of their own at the right, as a foot that high would cost lines.
        """
        side = min(self.side, 15 * MM)
        return replace(
            self, width=self.width - CLEAR - CODE - min(self.side, 14 * MM) + side, height=self.height / across, side=side, top=5 * MM,
            foot=4 * MM, size=8.5, leading=11.5, label=8, tag=7, small=7.5, small_leading=10.5, title=14, inset=2.8,
            row=17, written=13.5, signature=34, seal=0,
        )  # fmt: skip


A4: Final = Measures(210 * MM, 297 * MM)
A5: Final = Measures(
    148 * MM, 210 * MM, side=10 * MM, top=9 * MM, foot=7 * MM, size=9, leading=13, label=8.5, tag=7.5, small=8,
    small_leading=11, title=15, inset=4, row=22, written=17, signature=52,
)  # fmt: skip
PAGES: Final = {"A4": A4, "A5": A5}


class Mark(Struct, frozen=True):
    """A piece of a line, `left` points from its start: text, with a tick box before it unless `ticked` is None."""

    left: float
    text: str
    ticked: bool | None = None
    bold: bool = False


Line = str | tuple[Mark, ...]
TICK: Final = 0.8  # side of a tick box in em
TICK_STEP: Final = 1.1  # from a tick box to its label


class Numbers(dict[float, str]):
    """Points as PDF writes them; most come again, on the page and on the next."""

    def __missing__(self, number: float) -> str:
        said = self[number] = f"{number:.2f}"
        return said


class Pen:
    """Draws one PDF. The same calls give the same bytes."""

    def __init__(self, measures: Measures, title: str = "", author: str = "") -> None:
        from reportlab.pdfgen.canvas import Canvas

        self._faces = faces()
        self.measures = measures
        self._bottom = measures.height  # where the region drawn in begins, seen from below
        self._page = measures.height
        self._sheet = io.BytesIO()
        self._canvas = Canvas(
            self._sheet, pagesize=(measures.width, measures.height), invariant=1, pageCompression=1
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setCreator("custdesk")
        self._encoded: dict[tuple[str, bool], list[tuple[str, str]]] = {}
        self._numbers = Numbers()
        self._begin()

    def _begin(self) -> None:
        self._texts: list[tuple[float, float, str, float, bool]] = []
        self._rules: dict[float, list[tuple[float, float, float, float]]] = {}
        self._shades: list[tuple[float, float, float, float]] = []
        self._fills: list[tuple[float, float, float, float, float]] = []
        self._dashes: list[tuple[float, float, float, float]] = []
        self._pictures: list[tuple[float, float, float, float, bytes]] = []
        self._codes: list[tuple[float, float, Code]] = []

    def go_to(self, measures: Measures, top: float = 0) -> None:
        """Draw from now on into a region of the page that begins at `top` and is measured by its own measures."""
        self.measures = measures
        self._bottom = self._page - top

    def width(self, text: str, size: float, *, bold: bool = False) -> float:
        """Return a line's width."""
        return self._faces[bold].widths.of(text) * size

    def text(self, left: float, baseline: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write a line of text from `left` on."""
        if text:
            self._texts.append((left, self._bottom - baseline, text, size, bold))

    def ending(self, right: float, baseline: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write a line of text that ends at `right`."""
        self.text(right - self.width(text, size, bold=bold), baseline, text, size, bold=bold)

    def centred(self, middle: float, baseline: float, text: str, size: float, *, bold: bool = False) -> None:
        """Write a line of text around `middle`."""
        self.text(middle - self.width(text, size, bold=bold) / 2, baseline, text, size, bold=bold)

    def line(self, left: float, top: float, line: Line, size: float, leading: float) -> None:
        """Write a broken line, text or options with their tick boxes, into a line's height below `top`."""
        baseline = top + (leading - size) / 2 + size * ASCENT
        if isinstance(line, str):
            self.text(left, baseline, line, size)
            return
        for mark in line:
            start = left + mark.left
            if mark.ticked is not None:
                self.tick(start, top + (leading - size * TICK) / 2, size * TICK, ticked=mark.ticked)
                start += size * TICK_STEP
            self.text(start, baseline, mark.text, size, bold=mark.bold or bool(mark.ticked))

    def rule(self, left: float, top: float, right: float, bottom: float, weight: float = THIN) -> None:
        """Draw a straight rule."""
        height = self._bottom
        self._rules.setdefault(weight, []).append((left, height - top, right, height - bottom))

    def dashes(self, left: float, top: float, right: float, bottom: float) -> None:
        """Draw a dashed rule: where to cut."""
        self._dashes.append((left, self._bottom - top, right, self._bottom - bottom))

    def frame(self, left: float, top: float, right: float, bottom: float, weight: float = THICK) -> None:
        """Draw a rectangle; the corners close."""
        top, bottom = self._bottom - top, self._bottom - bottom
        first, last = left - weight / 2, right + weight / 2
        rules = self._rules.setdefault(weight, [])
        rules += (first, top, last, top), (first, bottom, last, bottom)
        rules += (left, top, left, bottom), (right, top, right, bottom)

    def shade(self, left: float, top: float, right: float, bottom: float) -> None:
        """Lay a light grey below a cell."""
        self._shades.append((left, self._bottom - bottom, right - left, bottom - top))

    def fill(self, left: float, top: float, right: float, bottom: float, grey: float) -> None:
        """Fill a rectangle with grey: 0 is black, 1 white."""
        self._fills.append((grey, left, self._bottom - bottom, right - left, bottom - top))

    def picture(self, left: float, top: float, width: float, height: float, jpeg: bytes) -> None:
        """Put a JPEG picture into a rectangle."""
        self._pictures.append((left, self._bottom - top - height, width, height, jpeg))

    def code(self, text: str) -> None:
        """Put the code of a text where the page has its place for it."""
        left, top = self.measures.code
        self._codes.append((left, self._bottom - top - CODE, code_of(text)))

    def tick(self, left: float, top: float, side: float, *, ticked: bool) -> None:
        """Draw a tick box as rules: no font of ours has one."""
        self.frame(left, top, left + side, top + side, 0.6)
        if ticked:
            foot_x, foot_y = left + side * 0.42, top + side * 0.8
            self.rule(left + side * 0.15, top + side * 0.48, foot_x, foot_y, 1.3)
            self.rule(foot_x - 0.3, foot_y + 0.2, left + side * 1.0, top + side * 0.08, 1.3)

    def new_page(self) -> None:
        """Put the gathered marks down and start the next page."""
        said = self._numbers.__getitem__
        code = [
            "0.93 g",
            *(f"{said(x)} {said(y)} {said(w)} {said(h)} re f" for x, y, w, h in self._shades),
            *(f"{grey:g} g {x:.2f} {y:.2f} {w:.2f} {h:.2f} re f" for grey, x, y, w, h in self._fills),
            "0 g 0 G",
        ]
        for weight, rules in self._rules.items():
            lines = " ".join([f"{said(a)} {said(b)} m {said(c)} {said(d)} l" for a, b, c, d in rules])
            code.append(f"{weight:g} w {lines} S")
        if self._dashes:
            lines = " ".join(f"{a:.2f} {b:.2f} m {c:.2f} {d:.2f} l" for a, b, c, d in self._dashes)
            code.append(f"q [4 3] 0 d 0.5 w {lines} S Q")
        for left, bottom, one in self._codes:
            module = CODE / one.side
            dark = "%s %s %s %s re " * len(one.dark) % tuple(chain.from_iterable(one.dark))
            code.append(f"q {module:.5f} 0 0 {module:.5f} {left:.2f} {bottom:.2f} cm {dark}f Q")
        self._canvas.addLiteral("\n".join(code))
        self._canvas.addLiteral(self._written())
        self._put_pictures()
        self._canvas.showPage()
        self._pack()
        if len(self._numbers) > MOST_NUMBERS:
            self._numbers.clear()
        self._begin()

    def _pack(self) -> None:
        """Compress the page just shown."""
        from custdesk.paper.leaves import PackedStream  # late: it loads ReportLab

        page = self._canvas._doc.Pages.pages[-1]  # noqa: SLF001 - a page has no other door to its stream
        page.Contents, page.stream = PackedStream(page.stream), None

    def _put_pictures(self) -> None:
        if not self._pictures:
            return
        from reportlab.lib.utils import ImageReader

        for left, bottom, width, height, jpeg in self._pictures:
            self._canvas.drawImage(ImageReader(io.BytesIO(jpeg)), left, bottom, width, height)

    def _written(self) -> str:
        """Return the page's text as one text object, naming a font only where it changes."""
        code, last = ["BT"], ("", 0.0)
        said, known = self._numbers.__getitem__, self._encoded
        for left, baseline, text, size, bold in self._texts:
            code.append(f"1 0 0 1 {said(left)} {said(baseline)} Tm")
            for font, shown in known.get((text, bold)) or self._encode(text, bold=bold):
                if last != (font, size):
                    last = (font, size)
                    code.append(f"{font} {size:g} Tf")
                code.append(shown)
        code.append("ET")
        return "\n".join(code)

    def _encode(self, text: str, *, bold: bool) -> list[tuple[str, str]]:
        """Return what shows a text, by font subset of the document; labels come again on every form."""
        font = self._faces[bold].font
        document = self._canvas._doc  # noqa: SLF001 - what TTFont.splitString is documented to want
        found = [
            (
                font.getSubsetInternalName(subset, document),
                f"({letters.decode('latin-1').translate(ESCAPED)}) Tj",
            )
            for subset, letters in font.splitString(text, document)
        ]
        self._encoded[text, bold] = found
        return found

    def finish(self) -> bytes:
        """Return the PDF."""
        self._canvas.save()
        return self._sheet.getvalue()
