"""PDF pages as pictures for preview and printer, and as text for tests: through PDFium, one thread at a time."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pypdfium2

_one_at_a_time: Final = threading.RLock()  # PDFium is not thread-safe


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    import pypdfium2

    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        with _one_at_a_time:
            document.close()


def page_count(pdf: bytes) -> int:
    """Return the number of pages."""
    with _opened(pdf) as document:
        return len(document)


def page_sizes(pdf: bytes) -> list[tuple[float, float]]:
    """Return width and height of each page in points."""
    with _opened(pdf) as document, _one_at_a_time:
        return [document.get_page_size(place) for place in range(len(document))]


def page_images(
    pdf: bytes, dpi: float, first: int = 0, last: int | None = None, *, grey: bool = False
) -> Iterator[tuple[int, int, int, bytes]]:
    """Yield (width, height, stride, pixels) of the pages from `first` up to, not with, `last`.

    Pixels are BGRx, four bytes each: QImage's Format_RGB32; with `grey` one byte each: Format_Grayscale8.
    """
    with _opened(pdf) as document:
        for place in range(first, len(document) if last is None else last):
            with _one_at_a_time:
                page = document[place]
                bitmap = page.render(scale=dpi / 72, prefer_bgrx=True, maybe_alpha=False, grayscale=grey)
                picture = (bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer))
                bitmap.close()
                page.close()
            yield picture


def page_text(pdf: bytes) -> list[str]:
    """Return the text of each page, as copying it would."""
    with _opened(pdf) as document, _one_at_a_time:
        return [document[place].get_textpage().get_text_range() for place in range(len(document))]
