"""Makes a photo as small as its place on paper needs: turned upright, scaled, never cropped, memory bounded."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 80_000_000  # decoded at once; a JPEG is decoded as small as it is wanted
ORIENTATION: Final = 0x0112
QUALITY: Final = 85


class Trouble(Exception):
    """A photo cannot be shown: `why` is "broken" or "large"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Picture:
    """A photo ready for paper: a small upright JPEG without metadata."""

    jpeg: bytes
    width: int
    height: int


def scaled(content: bytes, width: float, height: float) -> Picture:
    """Return a photo no larger than `width` by `height` pixels, never enlarged. Raises Trouble."""
    from PIL import Image, ImageOps

    try:
        with Image.open(io.BytesIO(content)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise Trouble("large")
            turned = photo.getexif().get(ORIENTATION) in {5, 6, 7, 8}
            wanted = (height, width) if turned else (width, height)
            photo.thumbnail((max(wanted[0], 1), max(wanted[1], 1)), reducing_gap=2.0)
            upright = _flat(ImageOps.exif_transpose(photo))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as trouble:
        raise Trouble("large") from trouble
    except Trouble:
        raise
    except Exception as trouble:  # whatever a damaged file makes the decoder raise
        raise Trouble("broken") from trouble
    found = io.BytesIO()
    upright.save(found, "JPEG", quality=QUALITY)
    return Picture(found.getvalue(), upright.width, upright.height)


def _flat(photo: Image) -> Image:
    """Return a photo in grey or colours, what is transparent on white."""
    from PIL import Image as Images

    if photo.mode in {"L", "RGB"} and "transparency" not in photo.info:
        return photo
    if photo.mode in {"RGBA", "LA", "PA", "P"} or "transparency" in photo.info:
        cover = photo.convert("RGBA")
        ground = Images.new("RGBA", cover.size, "white")
        return Images.alpha_composite(ground, cover).convert("RGB")
    return photo.convert("RGB")
