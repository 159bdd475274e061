"""Photos lose place and telephone when they are attached, and not a bit of their picture."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from PIL import Image, ImageChops
from PIL.PngImagePlugin import PngInfo

from custdesk.errors import KnownError
from custdesk.office.photographs import ORIENTATION, cleaned, exif_of, orientation_of
from tests.desks import Office

MAKE, GPS, LATITUDE = 0x010F, 0x8825, 2
SECRETS = (b"Telephone of Wu", b"GPS-XMP", b"39.9042", b"a comment", b"ftypmp42")


def picture(mode: str = "RGB") -> Image.Image:
    """A picture in which no two quarters are alike."""
    found = Image.new(mode, (48, 32))
    for x in range(48):
        for y in range(32):
            found.putpixel((x, y), ((x * 5) % 256, (y * 8) % 256, 90)[: len(found.getbands())])
    return found


def exif(orientation: int) -> Image.Exif:
    found = Image.Exif()
    found[MAKE] = "Telephone of Wu"
    found[ORIENTATION] = orientation
    found.get_ifd(GPS)[LATITUDE] = (39.0, 54.0, 15.0)
    return found


def jpeg(orientation: int = 1, **more: object) -> bytes:
    """A telephone's photo: Exif with place and maker, XMP, a comment, and a film after the end."""
    saved = io.BytesIO()
    picture().save(
        saved,
        "JPEG",
        exif=exif(orientation),
        comment=b"a comment",
        xmp=b"<x GPS-XMP 39.9042>",
        quality=90,
        **more,
    )
    return saved.getvalue() + b"\x00\x00\x00\x18ftypmp42 film at 39.9042"


def png(orientation: int = 1) -> bytes:
    said = PngInfo()
    said.add_text("Comment", "a comment")
    said.add_itxt("XML:com.adobe.xmp", "<x GPS-XMP 39.9042>")
    saved = io.BytesIO()
    picture().save(saved, "PNG", exif=exif(orientation), pnginfo=said)
    return saved.getvalue() + b"39.9042"


def webp(orientation: int = 1) -> bytes:
    saved = io.BytesIO()
    picture().save(saved, "WEBP", exif=exif(orientation), xmp=b"<x GPS-XMP 39.9042>", lossless=True)
    return saved.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", len(body) + 8, name) + body


def heic() -> tuple[bytes, bytes]:
    """A HEIC as telephones write it, as far as metadata go, and the picture's data in it."""
    private, data = b"\x00\x00\x00\x00MM\x00*Telephone of Wu 39.9042", b"picture" * 9

    def infe(item: int, kind: bytes) -> bytes:
        return box(b"infe", struct.pack(">IHH4s", 0x02000000, item, 0, kind) + b"\0")

    iinf = box(b"iinf", struct.pack(">IH", 0, 2) + infe(1, b"hvc1") + infe(2, b"Exif"))

    def whole(start: int) -> bytes:
        places = struct.pack(">IHH", 0, 0x4400, 2)
        for item, at, length in ((1, start, len(data)), (2, start + len(data), len(private))):
            places += struct.pack(">HHHII", item, 0, 1, at, length)
        meta = box(b"meta", bytes(4) + iinf + box(b"iloc", places))
        return box(b"ftyp", b"heic" + bytes(4)) + meta + box(b"mdat", data + private)

    return whole(len(whole(0)) - len(data) - len(private)), data


def opened(content: bytes) -> Image.Image:
    found = Image.open(io.BytesIO(content))
    found.load()
    return found


def same(one: bytes, other: bytes) -> bool:
    return ImageChops.difference(opened(one).convert("RGB"), opened(other).convert("RGB")).getbbox() is None


@pytest.mark.parametrize("make", [jpeg, png, webp])
@pytest.mark.parametrize("orientation", [1, 6])
def test_place_and_telephone_go_and_the_picture_stays_bit_for_bit(make, orientation):
    before = make(orientation)
    assert any(secret in before for secret in SECRETS)
    after = cleaned(before)
    assert [secret for secret in SECRETS if secret in after] == []
    assert same(before, after)
    assert not opened(after).getexif().get_ifd(GPS)
    assert MAKE not in opened(after).getexif()


@pytest.mark.parametrize("make", [jpeg, png])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_which_side_is_up_is_kept(make, orientation):
    assert opened(cleaned(make(orientation))).getexif().get(ORIENTATION, 1) == orientation


def test_what_is_clean_stays_as_it_is():
    for make in (jpeg, png, webp):
        once = cleaned(make(6))
        assert cleaned(once) == once


@pytest.mark.parametrize("more", [{"progressive": True}, {"optimize": True}, {"icc_profile": b"colours" * 9}])
def test_every_way_to_write_a_jpeg(more):
    before = jpeg(3, **more)
    after = cleaned(before)
    assert same(before, after)
    assert opened(after).info.get("icc_profile") == more.get("icc_profile")


def test_a_jpeg_of_four_colours_keeps_how_they_are_meant():
    saved = io.BytesIO()
    picture().convert("CMYK").save(saved, "JPEG", exif=exif(1))
    assert same(saved.getvalue(), cleaned(saved.getvalue()))


def test_a_heic_keeps_its_picture_and_loses_the_rest():
    before, data = heic()
    after = cleaned(before)
    assert b"39.9042" in before
    assert b"39.9042" not in after
    assert b"Telephone" not in after
    assert data in after
    assert len(after) == len(before)


def test_a_picture_that_ends_too_early_is_kept_as_far_as_it_goes():
    whole = jpeg()
    after = cleaned(whole[: whole.index(b"\xff\xda") + 60])
    assert after.endswith(b"\xff\xd9")
    assert [secret for secret in SECRETS if secret in after] == []


@pytest.mark.parametrize("content", [b"\xff\xd8\xff\xe1\x00", b"\xff\xd8\xff\xe1\x00\x01..", jpeg()[:80]])
def test_a_photo_nobody_can_read_is_refused_with_a_way_out(content):
    with pytest.raises(KnownError) as caught:
        cleaned(content)
    assert caught.value.way_out is not None


@given(
    st.binary(max_size=200),
    st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF....WEBP", b"....ftypheic", b""]),
)
@example(bytes([0, 0, 0, 0]) + b"meta", b"\0\0\0\x18ftypheic")
def test_nothing_makes_it_fall_over(rest, head):
    with contextlib.suppress(KnownError):
        assert isinstance(cleaned(head + rest), bytes)


@pytest.mark.parametrize("tiff", [b"", b"II*\0\xff\xff\xff\xff", b"MM\0*\0\0\0\x08\0\x09", exif_of(9)])
def test_an_orientation_nobody_can_read_is_none(tiff):
    assert orientation_of(tiff) == 1


def test_both_byte_orders_are_read():
    assert orientation_of(exif_of(8)) == 8
    little = b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, ORIENTATION, 3, 1, 6, 0, 0)
    assert orientation_of(little) == 6


def test_the_checksums_of_a_cleaned_png_are_right():
    after, at = cleaned(png(6)), 8
    while at < len(after):
        length = struct.unpack_from(">I", after, at)[0]
        body = after[at + 4 : at + 8 + length]
        assert struct.unpack_from(">I", after, at + 8 + length)[0] == zlib.crc32(body)
        at += 12 + length


def test_a_photo_is_cleaned_when_it_is_attached_and_a_scan_stays_byte_for_byte(office: Office):
    record = office.entry()
    photo, scan = jpeg(6), jpeg(3)
    office.store.attach(record, photo, "现场.jpg", "photo", office.lin)
    office.store.attach(record, scan, "签字.jpg", "scan", office.lin)
    hung = {
        one["kind"]: office.store.files.read(one["digest"]) for one in office.values(record)["attachments"]
    }
    assert hung == {"photo": cleaned(photo), "scan": scan}
    sizes = dict(office.store.database.execute_sql('SELECT "kind", "size" FROM "attachment"').fetchall())
    assert sizes["photo"] == len(cleaned(photo))
