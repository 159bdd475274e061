"""The rows of one act of the bulk door: what a single save makes one by one, made form by form and field by field.

What comes of a row is the same as by a save. A `Pile` holds the rows of one form side by side, so that whatever
follows from the form alone (how a field is made plain, which are links) is asked once and not for each record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, Final

from msgspec import Raw, Struct, defstruct
from msgspec.json import Encoder

from custdesk.draft import plain_ways, way_of
from custdesk.fields import Masked
from custdesk.record import COMMON, AnyRecord, columns_of, filled, header_kinds, lines_of
from custdesk.store import editions, numbering, rows, trail
from custdesk.store.deriving import derived, link_fields, references_within, search_text
from custdesk.store.staging import NewRow, Ref, Staged
from custdesk.store.writing import Writing

HEADER: Final = tuple(header_kinds())
Number = tuple[str, int] | None  # series and place in it
Column = Sequence[Any]  # a field of all rows

_ENCODE: Final = Encoder(order="deterministic").encode


class Act:
    """What the rows of one act share: moment, person, the ids of rows that others link to."""

    def __init__(self, writing: Writing, ids: Mapping[str, int]) -> None:
        self.ids = ids
        self.moment, self.settings, self.user = writing.now, writing.settings, writing.user.id
        self.now = writing.now.isoformat(timespec="minutes")
        (self._file,) = writing.database.execute_sql(
            'SELECT coalesce(max("id"), 0) FROM "attachment"'
        ).fetchone()

    def place(self, staged: Staged, record_id: int, number: Number) -> Placed:
        """Give a row its id and number; its files hang on it from now on."""
        return Placed(staged, record_id, number, self._hang(staged.row) if staged.row.files else ())

    def _hang(self, row: NewRow) -> tuple[dict[str, Any], ...]:
        found = []
        for one in row.files:
            self._file += 1
            found.append({
                "id": self._file, "digest": one.digest, "kind": one.kind, "name": one.name, "size": one.size,
                "taken_at": None, "taken_by": None, "note": one.note or None, "added_at": self.now, "edition": 1,
            })  # fmt: skip
        return tuple(found)


class Placed(Struct):
    """A staged row with its id, its number and its files."""

    staged: Staged
    id: int
    number: Number
    files: tuple[dict[str, Any], ...]


class Pile:
    """New rows of one form side by side: a column for each field, as plain as the file keeps it."""

    def __init__(self, act: Act, record: AnyRecord, placed: Sequence[Placed]) -> None:
        self.record, self._act = record, act
        self.ids = [one.id for one in placed]
        self.values = [one.staged.values for one in placed]
        _link(record, self.values, act.ids)
        self._plain = _columns(record, self.values)
        self._said = _told(tuple(plain_ways(record)), self._plain, len(placed))
        self.header = self._header(placed)
        self.files = {one.id: one.files for one in placed if one.files}
        for one, number in zip(placed, self.header["number"], strict=True):
            said = {
                "number": number,
                "old_number": one.staged.row.old_number or None,
                "attachments": one.files,
            }
            one.staged.values.update(said)  # the search finds them too

    def _header(self, placed: Sequence[Placed]) -> dict[str, Column]:
        """Return the header's columns; what is empty in all rows has none."""
        act, form, many = self._act, self.record.form, len(placed)
        heads = [derived(self.record, one, act.moment, act.settings) for one in self.values]
        numbers = [one.number or (None, None) for one in placed]
        states = [one["state"] for one in self.values]
        frozen = [form.frozen(one["state"], one) for one in self.values]
        same = {
            "form": form.key, "revision": 1, "edition": 1, "created_at": act.now, "created_by": act.user,
            "state_changed_at": act.now,
        }  # fmt: skip
        kinds = header_kinds()
        return {
            **{name: [one] * many for name, one in same.items()},
            **{
                name: _plain_column(way_of(kinds[name]), [one[name] or None for one in heads])
                for name in heads[0]
            },
            **{name: self._plain.get(name, [None] * many) for name in COMMON},
            "series": [series for series, _serial in numbers],
            "serial": [serial for _series, serial in numbers],
            "number": [numbering.show(*one.number) if one.number else None for one in placed],
            "old_number": [one.staged.row.old_number or None for one in placed],
            "state": states,
            "frozen_at": [act.now if one else None for one in frozen],
            "salt": trail.new_salts(many),
        }

    # -- what is written ---------------------------------------------------------------------------------------

    def headers(self) -> Iterator[tuple[Any, ...]]:
        """Return the rows of the header's table."""
        return zip(self.ids, *(self.header.get(name, repeat(None)) for name in HEADER), strict=False)

    def own(self) -> Iterator[tuple[Any, ...]]:
        """Return the rows of the form's own table."""
        own = (self._plain.get(name, repeat(None)) for name in columns_of(self.record))
        return zip(self.ids, *own, strict=False)

    def links(self) -> list[tuple[int, str, int]]:
        """Return every link to another record: (record, field, target)."""
        found = [
            (record_id, name, target)
            for name in link_fields(self.record)
            for record_id, target in zip(self.ids, self._plain.get(name, ()), strict=False)
            if type(target) is int
        ]
        for record_id, values in zip(self.ids, self.values, strict=True) if lines_of(self.record) else ():
            found += [(record_id, *link) for link in references_within(self.record, values)]
        return found

    def digests(self) -> Iterator[tuple[int, str]]:
        """Return what the trail keeps of each record: the digest that `rows.digested` tells of."""
        heads = _told(rows.DIGESTED, self.header, len(self.ids))
        for record_id, salt, head, said in zip(self.ids, self.header["salt"], heads, self._said, strict=True):
            whole = {"header": head, "id": record_id, "values": said}
            if record_id in self.files:
                whole["attachments"] = [
                    {name: one[name] for name in rows.ATTACHMENT if one[name] is not None}
                    for one in self.files[record_id]
                ]
            yield record_id, trail.digest_of_said(salt, _ENCODE(whole))

    def texts(self, names: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """Return each record's words for the search."""
        for record_id, values in zip(self.ids, self.values, strict=True):
            yield record_id, search_text(None, self.record, values, names)

    def named(self, links: Sequence[tuple[int, str, int]]) -> dict[int, set[int]]:
        """Return by record the records whose names it shows: its links, and those of its header."""
        shown: dict[int, set[int]] = {record_id: set() for record_id in self.ids}
        for record_id, _name, target in links:
            shown[record_id].add(target)
        for name in ("unit", "responsible", "created_by"):
            if name not in columns_of(self.record):
                for record_id, target in zip(self.ids, self.header[name], strict=True):
                    if type(target) is int:
                        shown[record_id].add(target)
        return shown

    def editions(
        self, shown: Mapping[int, set[int]], names: Mapping[int, str]
    ) -> Iterator[tuple[int, int, str, bytes]]:
        """Return the first editions of those that are frozen, with the names they show, as `editions.body_of` does."""
        title, code = editions.title_of(self.record, self._act.settings)
        heads = _told(editions.ISSUED, self.header, len(self.ids))
        for record_id, at, head, said in zip(
            self.ids, self.header["frozen_at"], heads, self._said, strict=True
        ):
            if at is not None:
                known = {str(one): names[one] for one in shown[record_id] if one in names}
                body = {"code": code, "header": head, "names": known, "title": title, "values": said}
                yield record_id, 1, at, _ENCODE(body)


def _link(record: AnyRecord, many: Sequence[dict[str, Any]], ids: Mapping[str, int]) -> None:
    """Put the ids of the batch's rows in the place of their keys."""
    for name in link_fields(record):
        if Ref in {type(one.get(name)) for one in many}:
            for one in many:
                if type(link := one.get(name)) is Ref:
                    one[name] = ids[link.key]


def _columns(record: AnyRecord, many: Sequence[Mapping[str, Any]]) -> dict[str, Column]:
    """Return the plain form of what is kept of these values, in the order of canonical JSON; empty fields have no column."""
    found = {}
    for name, way in plain_ways(record).items():
        column = [one.get(name) for one in many]
        if column.count(None) < len(column):
            found[name] = _plain_column(way, column)
    return found


def _told(names: tuple[str, ...], columns: Mapping[str, Column], many: int) -> list[Raw]:
    """Return the canonical JSON of each row, of these fields and without what is empty."""
    told = [_told_alike(columns[name]) if name in columns else repeat(None, many) for name in sorted(names)]
    return [Raw(_ENCODE(one)) for one in map(_shape(names), *told)]


@cache
def _shape(names: tuple[str, ...]) -> type[Struct]:
    """Return what holds the fields of a row in the order of canonical JSON: written thrice as fast as a mapping."""
    fields = [(name, Any, None) for name in sorted(names)]
    return defstruct("Row", fields, omit_defaults=True, gc=False)


def _told_alike(column: Column) -> Column:
    """Leave words and whole numbers; let `trail.canonical` write the rest, as its digests stand for ever.

    Raises TypeError for what is no value, but how somebody sees one.
    """
    sorts = set(map(type, column))
    if sorts <= trail.WORDS:
        return column
    if Masked in sorts:
        raise TypeError("a masked value is shown, never stored")
    return [None if one is None else Raw(trail.canonical(one)) for one in column]


def _plain_column(way: Callable[[Any], Any] | None, column: Column) -> Column:
    if way is None:
        return column
    return [way(one) if one or filled(one) else None for one in column]
