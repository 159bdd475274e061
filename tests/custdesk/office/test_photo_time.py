"""When a photo was taken: read from the file, never an error whatever the file holds."""

from __future__ import annotations

import datetime
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.office.photo_time import taken_at
from tests.desks import Office


def jpeg(said: bytes = b"2027:04:16 10:05:33", order: str = ">", before: bytes = b"") -> bytes:
    """A JPEG's head with an Exif segment; the directory of the camera lies behind the first."""
    mark = b"MM" if order == ">" else b"II"
    first = (
        struct.pack(order + "H", 1)
        + struct.pack(order + "HHII", 0x8769, 4, 1, 26)
        + struct.pack(order + "I", 0)
    )
    second = (
        struct.pack(order + "H", 1)
        + struct.pack(order + "HHII", 0x9003, 2, 20, 44)
        + struct.pack(order + "I", 0)
    )
    tiff = mark + struct.pack(order + "HI", 42, 8) + first + second + said + b"\0"
    body = b"Exif\0\0" + tiff
    return b"\xff\xd8" + before + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda\0\x02"


@pytest.mark.parametrize("order", ["<", ">"])
def test_both_byte_orders(order):
    assert taken_at(jpeg(order=order)) == datetime.datetime(2027, 4, 16, 10, 5)


def test_behind_another_segment():
    assert taken_at(jpeg(before=b"\xff\xe0\0\x06JFIF")) == datetime.datetime(2027, 4, 16, 10, 5)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"%PDF-1.4", b"\x89PNG", b"\xff\xd8", b"\xff\xd8\xff\xe1\0\x02", jpeg(b"0000:00:00 00:00:00"),
        jpeg(b"    :  :     :  :  "), jpeg()[:40], b"\xff\xd8\xff\xda\0\x02" + jpeg()[2:],
    ],
)  # fmt: skip
def test_what_says_nothing(content):
    assert taken_at(content) is None


@given(st.binary(max_size=200), st.integers(0, 120), st.binary(max_size=12))
def test_nothing_in_a_file_is_an_error(noise, place, other):
    whole = jpeg()
    for content in (noise, b"\xff\xd8" + noise, whole[:place] + other + whole[place + len(other) :]):
        found = taken_at(content)
        assert found is None or isinstance(found, datetime.datetime)


def test_it_is_kept_with_the_photo_whose_file_tells_no_more(office: Office):
    record = office.complaint()
    office.store.attach(record, jpeg(), "a.jpg", "photo", office.lin)
    office.store.attach(record, jpeg(), "b.jpg", "scan", office.lin)
    first, second = office.values(record)["attachments"]
    assert first["taken_at"] == "2027-04-16T10:05"
    assert second["taken_at"] is None
    assert taken_at(office.store.files.read(first["digest"])) is None
    assert taken_at(office.store.files.read(second["digest"])) is not None
