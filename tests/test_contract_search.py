"""Every form at once: whatever words its fields show are found, in lines and captions too, and nothing that is hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.fields import Choice, Kind, Link, Note, Phone, ShortText, Showing, Sight
from custdesk.language import Words
from custdesk.office.folding import plain
from custdesk.record import AnyRecord, Lines, described
from custdesk.snapshot import Snapshot
from custdesk.store.deriving import SEARCHED
from tests.desks import Office, clock, office, templates
from tests.test_contract_samples import EACH, saved

__all__ = ["clock", "office", "saved", "templates"]
HANS = Words("zh_Hans")


def words_shown(seen: Snapshot) -> Iterator[tuple[str, Kind, str]]:
    """Each field of words as it is read on the form, lines row by row; what others say of a record is that record's."""
    showing = Showing(HANS, seen.names)
    for name, thing in described(seen.record).items():
        value: Any = seen.values.get(name)
        if isinstance(thing, Lines):
            for row in () if thing.veil is not None else value or ():
                for part, kind in thing.line.kinds().items():
                    if isinstance(kind, SEARCHED) and row.get(part):
                        yield f"{name}.{part}", kind, kind.show(row[part], showing)
        elif isinstance(thing, SEARCHED) and value:
            yield name, thing, seen.show(name, HANS)


def names_matters(kind: Kind) -> bool:
    """A link to a matter shows its number, which may be hidden from whoever looks (R-064)."""
    return isinstance(kind, Link) and not all(BY_KEY[key].form.register for key in kind.targets)


@EACH
def test_the_words_of_every_field_are_found(office: Office, record: AnyRecord, saved):
    _values, record_id, _lines = saved
    seen = office.see(record_id, office.zhou)
    reader = office.read(office.lin)
    looked = 0
    for name, kind, shown in words_shown(seen):
        if kind.sight is Sight.STEWARDS or names_matters(kind):
            continue
        for word in shown.split()[:3]:
            looked += 1
            assert record_id in [hit.id for hit in reader.find(word)], (name, word)
            if len(word) > 3 and not isinstance(kind, Phone):
                assert record_id in [hit.id for hit in reader.find(word[1:3])], (name, word[1:3])
    assert looked


@EACH
@pytest.mark.rule("R-011")
def test_what_is_masked_or_for_stewards_is_in_no_text(office: Office, record: AnyRecord, saved):
    values, record_id, _lines = saved
    body = office.one("SELECT body FROM search_text WHERE id = ?", record_id)
    for name, kind in described(record).items():
        value = values.get(name)
        if isinstance(kind, Phone) and kind.sight is Sight.MASKED and value and len(value) == 11:
            assert value[3:7] not in body.replace(plain(office.values(record_id)["number"] or "-"), ""), name
        if isinstance(kind, ShortText | Note) and kind.sight is Sight.STEWARDS and value:
            assert plain(value) not in body, name


@EACH
def test_files_are_found_by_name_and_caption(office: Office, record: AnyRecord, saved):
    _values, record_id, _lines = saved
    if record.form.frozen(office.values(record_id)["state"], office.values(record_id)):
        return  # nothing is hung on what is locked from its first day
    office.store.attach(record_id, b"x", "天花板裂縫.jpg", "photo", office.zhou, "滴水處特寫")
    for word in ("天花板", "裂缝", "特写", "滴水處"):
        assert record_id in [hit.id for hit in office.read(office.lin).find(word)], word


def test_the_kinds_that_hold_words_are_searched():
    assert set(SEARCHED) == {ShortText, Note, Phone, Link, Choice}
