"""A telephone's HEIC on paper: upright, as small as its place; damaged or huge ones leave a sentence.

The two pictures were made once with pillow-heif's encoder: 64 by 48, red, black along the first row of pixels.
"""

from __future__ import annotations

import base64
import io
import struct

import pytest
from msgspec import structs
from PIL import Image

from custdesk.language import Words
from custdesk.office.photographs import cleaned
from custdesk.paper.photographs import MOST_HEIF_PIXELS, Trouble, scaled
from custdesk.paper.sheet_paper import draw_sheets
from tests.custdesk.paper.forms import PHOTOS, photo, repair
from tests.custdesk.paper.test_photo_pages import pictures

HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAXttZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ACJpbG9jAAAAAERAAAEAAQAAAAABnwABAAAAAAAAACkAAAAjaWluZgAAAAAAAQAAABVpbmZlAgAAAAABAABodmMxAAAAAA5waXRt"
    "AAAAAAABAAAA+2lwcnAAAADbaXBjbwAAAHZodmNDAQNwAAAAAAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMA"
    "AAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5j"
    "bHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xhcAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAADnBp"
    "eGkAAAAAAQgAAAAYaXBtYQAAAAAAAAABAAEFgQIDBYQAAAAxbWRhdAAAACUoAa8ZgPtLJlrPUsmCsKwOZxSJSnq7Y0a2FYxgy0n3"
    "dF8VYxgu"
)
TURNED = base64.b64decode(  # to be turned clockwise, as its own item says and its Exif says once more
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAcZtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAA"
    "ADRpbG9jAAAAAERAAAIAAQAAAAAB6gABAAAAAAAAACkAAgAAAAACEwABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAA"
    "AAABAABodmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABBWlwcnAAAADkaXBjbwAAAHZodmNDAQNwAAAA"
    "AAAAAAAAHvAA/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQAqQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbq"
    "5Ka5uAhoMCAAAAMDIAAAAwAhYgABAAZEAcFzwIkAAAATY29scm5jbHgAAQANAAaAAAAAFGlzcGUAAAAAAAAAQAAAAEAAAAAoY2xh"
    "cAAAAEAAAAABAAAAMAAAAAEAAAAAAAAAAv////AAAAACAAAADnBpeGkAAAAAAQgAAAAJaXJvdAMAAAAZaXBtYQAAAAAAAAABAAEG"
    "gQIDBYSGAAAAGmlyZWYAAAAAAAAADmNkc2MAAgABAAEAAABVbWRhdAAAACUoAa8ZgPtLJlrPUsmCsKwOZxSJSnq7Y0a2FYxgy0n3"
    "dF8VYxguAAAABkV4aWYAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA"
)


def of_size(content: bytes, width: int, height: int) -> bytes:
    """The same file, said to be of another size."""
    at = content.index(b"ispe") + 8
    return content[:at] + struct.pack(">II", width, height) + content[at + 8 :]


def shown(content: bytes, width: int = 900, height: int = 900) -> Image.Image:
    return Image.open(io.BytesIO(scaled(content, width, height).jpeg)).convert("RGB")


def dark(picture: Image.Image, x: int, y: int) -> bool:
    return max(picture.getpixel((x, y))) < 110


def test_a_heic_is_shown_as_it_was_taken():
    picture = shown(HEIC)
    assert picture.size == (64, 48)
    assert dark(picture, 32, 1)
    assert not dark(picture, 32, 40)


@pytest.mark.parametrize("content", [TURNED, cleaned(TURNED)], ids=["as taken", "as attached"])
def test_one_that_was_taken_upright_stands_upright(content):
    picture = shown(content)
    assert picture.size == (48, 64)
    assert dark(picture, 46, 32)  # the first row of pixels is at the right now
    assert not dark(picture, 5, 32)


def test_it_is_made_small_and_never_enlarged():
    assert shown(HEIC, 32, 32).size == (32, 24)
    assert shown(HEIC, 6000, 6000).size == (64, 48)


@pytest.mark.parametrize(
    "content",
    [HEIC[:100], HEIC[:-30], HEIC[:-60], HEIC[:24], HEIC.replace(b"hvcC", b"hvcX"), of_size(HEIC, 8, 8)],
    ids=["head", "tail", "picture", "brand", "decoder", "size"],
)
def test_a_damaged_one_is_broken(content):
    with pytest.raises(Trouble) as caught:
        scaled(content, 300, 300)
    assert caught.value.why == "broken"


def test_one_too_large_to_decode_whole_is_never_decoded():
    """It is decoded whole, so that less is allowed than of a JPEG; what a telephone takes is."""
    with pytest.raises(Trouble) as caught:
        scaled(of_size(HEIC, 9000, 9000), 300, 300)
    assert caught.value.why == "large"
    assert 8064 * 6048 < MOST_HEIF_PIXELS < 9000 * 9000


def test_it_stands_on_the_form_with_its_caption_and_a_bad_one_is_a_sentence(style, text_of):
    files = {"one": HEIC, "two": HEIC[:-60], "three": of_size(HEIC, 20_000, 20_000)}
    zh = structs.replace(style, words=Words("zh_Hans"), read_file=files.__getitem__)
    hung = [photo("one", "外墙"), photo("two"), photo("three")]
    pdf = draw_sheets([repair(attachments=hung)], PHOTOS, zh)
    assert len([one for page in pictures(pdf) for one in page]) == 1
    found = text_of(pdf)
    assert "照片1：外墙" in found
    assert "照片无法显示" in found
    assert "照片过大" in found
    assert draw_sheets([repair(attachments=hung)], PHOTOS, zh) == pdf
