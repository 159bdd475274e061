"""The stamp's text, its seal and what it refuses."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from custdesk.stamp import Sealer, Stamp, read_stamp
from custdesk.store.store import Store
from tests.desks import Clock

KEY = "00" * 32
SEALER = Sealer.of(KEY)
DIGEST = "ab" * 32


def stamp(**other: object) -> Stamp:
    how = {"edition": 1, "copy": 2, "leaf": 0, "page": 1, "pages": 2, **other}
    return SEALER.sealed("P-03", "TS-2027-0031", DIGEST, **how)  # type: ignore[arg-type]


def test_the_text_is_what_the_architecture_says():
    """Paper outlives programs: a change of these letters makes every printed sheet a stranger. (Computed with openssl.)"""
    assert stamp().text == "CDK1:SPRV:P-03:TS-2027-0031:1.2.0.1.2:XVSVIV:5UBDSPIY"


def test_what_is_written_is_read_again():
    assert read_stamp(stamp().text) == stamp()
    assert SEALER.genuine(stamp())


@pytest.mark.parametrize(
    "number", ["GD-2027-0001-Z", "#12", "D2027-03-11", "M2027-03", "S35", "BK-2027-0007", "TS-2027-12345"]
)
def test_every_kind_of_number_fits_the_code(number: str):
    """61 letters are what a QR code of 29 by 29 modules holds at level M."""
    made = SEALER.sealed("P-05 public", number, DIGEST, edition=12, copy=3, leaf=1, page=10, pages=12)
    assert read_stamp(made.text) == made
    assert SEALER.genuine(made)
    assert (
        len(SEALER.sealed("P-36-07", number, DIGEST, edition=1, copy=9, leaf=3, page=1, pages=2).text) <= 61
    )


@pytest.mark.parametrize(
    "change",
    [
        {"sheet": "P-07"}, {"number": "TS-2027-0032"}, {"edition": 2}, {"copy": 1}, {"leaf": 1}, {"page": 2},
        {"pages": 3}, {"values": "AAAAAA"}, {"seal": "AAAAAAAA"}, {"store": "AAAA"},
    ],
)  # fmt: skip
def test_whatever_is_changed_breaks_the_seal(change: dict[str, object]):
    assert not SEALER.genuine(structs.replace(stamp(), **change))


@given(st.text(max_size=80))
def test_any_text_is_a_stamp_or_none(text: str):
    found = read_stamp(text)
    assert found is None or found.text == text


@pytest.mark.parametrize(
    "text",
    [
        "", "https://example.org", stamp().text.lower(), stamp().text + "A", "X" + stamp().text,
        stamp().text.replace("1.2.0.1.2", "1.2.0.3.2"), stamp().text.replace("1.2.0.1.2", "01.2.0.1.2"),
        stamp().text.replace("CDK1", "CDK2"), stamp().text + "\n",
    ],
)  # fmt: skip
def test_what_is_no_stamp(text: str):
    assert read_stamp(text) is None


def test_each_store_has_its_own_key_and_name(tmp_path, clock: Clock):
    stores = [Store.open(tmp_path / f"{name}.sqlite", clock, create=True) for name in "ab"]
    first, second = (one.sealer for one in stores)
    assert first.store != second.store
    assert first != second
    made = first.sealed("P-03", "TS-2027-0001", DIGEST, edition=1)
    assert first.genuine(made)
    assert not second.genuine(made)
    assert not second.genuine(structs.replace(made, store=second.store))
    for one in stores:
        one.close()


def test_the_short_form_of_the_values_needs_the_key():
    """Whoever reads the code learns nothing of what the sheet says by trying values."""
    assert SEALER.values(DIGEST) != Sealer.of("11" * 32).values(DIGEST)
    assert SEALER.values(DIGEST) == SEALER.values(DIGEST)
    assert SEALER.values("cd" * 32) != SEALER.values(DIGEST)
