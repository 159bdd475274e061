"""The pages of a foreign picture file: decoded by Pillow, upright as they were taken, in grey or colours, bounded."""

from __future__ import annotations

import contextlib
import io
import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from custdesk.office.photographs import ORIENTATION
from custdesk.paper.scan_limits import HEIF_PIXELS, LOOKED_AT, PAGES, PIXELS, SHOWN, Unseen

if TYPE_CHECKING:
    from PIL.Image import Image

_ON_ITS_SIDE: Final = frozenset({5, 6, 7, 8})  # Exif orientations
_UPRIGHT: Final = {2: 0, 3: 3, 4: 1, 5: 5, 6: 4, 7: 6, 8: 2}  # by what Image.Transpose makes them upright


class PicturePages:
    """The pages of a picture file, decoded by Pillow; a JPEG no larger than it is wanted."""

    def __init__(self, content: bytes, kind: str) -> None:
        from PIL import Image

        if kind == "heif":
            import pi_heif

            pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
        self.kind = kind
        self.content = content
        try:
            self._file = Image.open(io.BytesIO(content), formats=[kind.upper()])
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
            raise Unseen("pixels") from trouble
        self.count = self._frames()
        if self.count > PAGES:
            raise Unseen("pages")

    def frame(self, page: int) -> Image:
        """Return a page that is not decoded yet. Raises Unseen for one that is too large."""
        if self.kind == "jpeg":
            self._reopen()  # decoded smaller once, it stays so
        if page or self.count > 1:
            self._file.seek(page)
        if self._file.width * self._file.height > (HEIF_PIXELS if self.kind == "heif" else PIXELS):
            raise Unseen("pixels")
        return self._file

    def bare(self, page: int) -> None:
        """Know no faster way than to look."""

    def look(self, page: int) -> Image:
        """Decode a page in grey."""
        return self._decoded(page, "L", lambda wide, tall: math.sqrt(LOOKED_AT / (wide * tall)))

    def show(self, page: int, height: int, *, sideways: bool) -> Image:
        """Decode a page in grey or colours."""

        def share(wide: float, tall: float) -> float:
            return min(height / (wide if sideways else tall), SHOWN / max(wide, tall))

        return self._decoded(page, "RGB", share)

    def close(self) -> None:
        """Let go of the content."""
        self._file.close()
        self.content = b""

    def _frames(self) -> int:
        """Count the pages, one past the most at the utmost: a file may lead in circles."""
        if self.kind not in {"tiff", "heif"}:
            return 1
        if self.kind == "heif":
            return int(getattr(self._file, "n_frames", 1))
        count = 0
        try:
            while count <= PAGES:
                self._file.seek(count)
                count += 1
        except EOFError:
            pass
        except Exception:  # noqa: BLE001 - the way to this page is damaged: it is told as one that cannot be read
            count += 1
        return count

    def _reopen(self) -> None:
        from PIL import Image

        self._file.close()
        self._file = Image.open(io.BytesIO(self.content), formats=[self.kind.upper()])

    def _decoded(self, page: int, mode: str, share: Callable[[float, float], float]) -> Image:
        """Decode a page and make it smaller by `share` of its upright size, never larger; upright as it was taken."""
        from PIL import Image

        frame = self.frame(page)
        turned = self.orientation(frame)
        lying = (frame.height, frame.width) if turned in _ON_ITS_SIDE else frame.size
        times = share(*lying)
        wanted = (max(round(frame.width * times), 1), max(round(frame.height * times), 1))
        if times < 1 or mode == "L":
            frame.draft("L" if mode == "L" else None, wanted if times < 1 else frame.size)
        plain = flattened(frame, mode)
        if times < 1 and plain.width > wanted[0]:
            plain = plain.resize(wanted, Image.Resampling.BICUBIC, reducing_gap=2.0)
        return plain.transpose(Image.Transpose(_UPRIGHT[turned])) if turned in _UPRIGHT else plain

    def orientation(self, frame: Image) -> int:
        """Return the Exif orientation, 1 to 8; Pillow minds a TIFF's by itself, and a HEIC's decoder its own."""
        if self.kind not in {"jpeg", "png"}:
            return 1
        with contextlib.suppress(Exception):  # metadata that cannot be read tell nothing
            return int(frame.getexif().get(ORIENTATION, 1))
        return 1


def flattened(frame: Image, mode: str = "RGB") -> Image:
    """Decode a picture to grey ("L"), or to colours where it has some; what is transparent on white."""
    from PIL import Image

    mode = "L" if frame.mode in {"1", "L", "LA", "I", "F"} or frame.mode.startswith("I;16") else mode
    if frame.mode.startswith("I;16"):  # Pillow would make white of all but the darkest
        return frame.convert("I").point([level >> 8 for level in range(65536)], "L")
    if frame.mode in {"RGBA", "LA", "PA"} or "transparency" in frame.info:
        cover = frame if frame.mode in {"RGBA", "LA"} else frame.convert("RGBA")
        ground = Image.new(mode, cover.size, "white")
        ground.paste(cover.convert(mode), mask=cover.getchannel("A"))
        return ground
    frame.load()
    return frame if frame.mode == mode else frame.convert(mode)
