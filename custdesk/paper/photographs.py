"""Makes a photo as small as its place on paper needs: turned upright, scaled, never cropped, memory bounded.

What a HEIC says of its size is what bounds its decoder, so it is asked before.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Final

from msgspec import Struct

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS: Final = 80_000_000  # decoded at once; a JPEG is decoded as small as it is wanted
MOST_HEIF_PIXELS: Final = (
    50_000_000  # a HEIC is decoded whole, at seven bytes a pixel: a telephone's 48 millions fit
)
_SIZES: Final = re.compile(
    rb"\x00\x00\x00\x14ispe\x00{4}(.{4})(.{4})", re.S
)  # of each picture in a HEIC, before it is cut
ORIENTATION: Final = 0x0112
QUALITY: Final = 85


class Trouble(Exception):
    """A photo cannot be shown: `why` is "broken" or "large"."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Picture(Struct, frozen=True):
    """A photo ready for paper: a small upright JPEG without metadata."""

    jpeg: bytes
    width: int
    height: int


def scaled(content: bytes, width: float, height: float) -> Picture:
    """Return a photo no larger than `width` by `height` pixels, never enlarged. Raises Trouble."""
    from PIL import Image, ImageOps

    if content[4:8] == b"ftyp":
        _expect_heif(content)
    try:
        with Image.open(io.BytesIO(content)) as photo:
            if photo.width * photo.height > MOST_PIXELS:
                raise Trouble("large")
            if photo.format == "HEIF":  # it is upright once it is decoded, whatever its Exif says
                photo.info.pop("exif", None)
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


def _expect_heif(content: bytes) -> None:
    """Let Pillow read HEIC, from the first one printed; raises Trouble for one too large to be decoded whole."""
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
    for width, height in _SIZES.findall(content):
        if int.from_bytes(width, "big") * int.from_bytes(height, "big") > MOST_HEIF_PIXELS:
            raise Trouble("large")


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
