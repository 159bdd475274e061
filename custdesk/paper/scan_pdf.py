"""The pages of a foreign PDF: the picture a scanner put on each, or the page drawn by PDFium."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from custdesk.paper.scan_limits import DPI, LONG, LONGEST, LOOKED_AT, PAGES, PIXELS, SHOWN, Unseen

if TYPE_CHECKING:
    from PIL.Image import Image

_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD
_OBJECTS: Final = 3000  # of a page: one with more is no bare scan
_AT_THE_EDGE: Final = 0.04  # a scanner's picture ends so near the page's edge, in parts of the page


class PdfPages:
    """The pages of a PDF."""

    kind = "pdf"

    def __init__(self, content: bytes) -> None:
        import pypdfium2

        try:
            self.document = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as trouble:
            # PDFium remembers the password of a file before where this one has merely no pages.
            locked = trouble.err_code == _PASSWORD and b"/Encrypt" in content
            raise Unseen("locked" if locked else "damaged") from trouble
        self.count = len(self.document)
        if not 0 < self.count <= PAGES:
            self.close()
            raise Unseen("pages" if self.count > 0 else "damaged")

    def bare(self, page: int) -> Image | None:
        """Return the picture that is the whole page, in grey as it lies: three times as fast as drawing the page."""
        leaf = self.document[page]
        try:
            found = _only_picture(leaf)
            if found is None:
                return None
            wide, tall = found.get_px_size()
            if not 0 < wide * tall <= PIXELS:
                return None
            picture: Image = found.get_bitmap().to_pil().convert("L")
            if (share := math.sqrt(LOOKED_AT / (wide * tall))) < 1:
                size = (max(round(wide * share), 1), max(round(tall * share), 1))
                picture = picture.resize(size, reducing_gap=2.0)
            return picture.rotate(-leaf.get_rotation(), expand=True)
        finally:
            leaf.close()

    def look(self, page: int) -> Image:
        """Draw a page in grey."""

        def scale(wide: float, tall: float) -> float:
            return min(max(DPI / 72, LONG / max(wide, tall)), math.sqrt(LOOKED_AT / (wide * tall)))

        return self._drawn(page, scale, grayscale=True).convert("L")

    def show(self, page: int, height: int, *, sideways: bool) -> Image:
        """Draw a page in colours."""

        def scale(wide: float, tall: float) -> float:
            return min(height / (wide if sideways else tall), SHOWN / max(wide, tall))

        return self._drawn(page, scale).convert("RGB")

    def close(self) -> None:
        """Let go of the content."""
        self.document.close()

    def _drawn(self, page: int, scale: Callable[[float, float], float], **how: Any) -> Image:
        """Draw a page as large as `scale` says of its size in points."""
        leaf = self.document[page]
        try:
            wide, tall = leaf.get_size()
            if not (0 < wide < math.inf and 0 < tall < math.inf):
                raise Unseen("page")
            times = min(scale(wide, tall), LONGEST / max(wide, tall))
            picture: Image = leaf.render(scale=times, **how).to_pil()
            return picture.copy()
        finally:
            leaf.close()


def _only_picture(leaf: Any) -> Any:
    """Return the one picture that fills a page upright, with nothing drawn over it but a machine's reading; or None."""
    from pypdfium2.raw import FPDF_PAGEOBJ_IMAGE, FPDF_PAGEOBJ_TEXT

    only = None
    for count, one in enumerate(leaf.get_objects(max_depth=1)):
        if count > _OBJECTS or (one.type == FPDF_PAGEOBJ_IMAGE and only is not None):
            return None
        if one.type == FPDF_PAGEOBJ_IMAGE:
            only = one
        elif one.type != FPDF_PAGEOBJ_TEXT:
            return None
    if only is None:
        return None
    a, b, c, d, _, _ = only.get_matrix().get()
    if a <= 0 or d <= 0 or abs(b) > a / 100 or abs(c) > d / 100:
        return None
    paper, picture = leaf.get_bbox(), only.get_bounds()
    room = (paper[2] - paper[0], paper[3] - paper[1])
    apart = (abs(paper[side] - picture[side]) - room[side % 2] * _AT_THE_EDGE for side in range(4))
    return only if all(distance <= 0 for distance in apart) else None
