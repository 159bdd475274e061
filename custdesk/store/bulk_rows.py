"""The rows of one act of the bulk door: what a single save makes one by one, made form by form and field by field.

What comes of a row is the same as by a save. A `Pile` holds the rows of one form side by side, so that whatever
follows from the form alone (how a field is made plain, which are links) is asked once and not for each record.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import repeat
from typing import Any, Final

from msgspec import Raw, Struct, defstruct, to_builtins
from msgspec.json import Encoder

from custdesk.draft import plain_ways, way_of
from custdesk.fields import Masked, Moment
from custdesk.record import COMMON, AnyRecord, columns_of, filled, header_kinds
from custdesk.store import editions, numbering, rows, trail
from custdesk.store.deriving import (
    derived_columns,
    link_fields,
    linking_lines,
    references_within,
    search_texts,
)
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
        self.columns = _columns(record, self.values, act.ids)
        ways = plain_ways(record)
        self._plain = {name: _plain_column(ways[name], column) for name, column in self.columns.items()}
        self._said = _told(tuple(ways), self._plain, len(placed))
        self.header = self._header(placed)
        self.files = {one.id: one.files for one in placed if one.files}

    def _header(self, placed: Sequence[Placed]) -> dict[str, Column]:
        """Return the header's columns; what is empty in all rows has none."""
        act, form, many = self._act, self.record.form, len(placed)
        heads = derived_columns(self.record, self.values, act.moment, act.settings)
        numbers = [one.number or (None, None) for one in placed]
        frozen = [form.frozen(one["state"], one) for one in self.values]
        same = {
            "form": form.key, "revision": 1, "edition": 1, "created_at": act.now, "created_by": act.user,
            "state_changed_at": act.now,
        }  # fmt: skip
        kinds = header_kinds()
        return {
            **{name: [one] * many for name, one in same.items()},
            **{
                name: _plain_column(way_of(kinds[name]), [one or None for one in column])
                for name, column in heads.items()
            },
            **{name: self._plain.get(name, [None] * many) for name in COMMON},
            "series": [series for series, _serial in numbers],
            "serial": [serial for _series, serial in numbers],
            "number": [numbering.show(*one.number) if one.number else None for one in placed],
            "old_number": [one.staged.row.old_number or None for one in placed],
            "state": [one["state"] for one in self.values],
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
        if not self.columns.keys().isdisjoint(linking_lines(self.record)):
            for record_id, values in zip(self.ids, self.values, strict=True):
                found += [(record_id, *link) for link in references_within(self.record, values)]
        return found

    def digests(self) -> Iterator[tuple[int, str]]:
        """Return what the trail keeps of each record: the digest that `rows.digested` tells of."""
        files = [
            [{name: part[name] for name in rows.ATTACHMENT if part[name] is not None} for part in one] or None
            for one in map(self.files.get, self.ids, repeat(()))
        ]
        covered = map(_Covered, files, self._heads(rows.DIGESTED), self.ids, self._said)
        said = map(trail.digest_of_said, self.header["salt"], map(_ENCODE, covered))
        return zip(self.ids, said, strict=True)

    def _heads(self, names: tuple[str, ...]) -> Iterator[Struct]:
        """Return these parts of each row of the header: all are words or whole numbers."""
        columns = (self.header.get(name) or repeat(None, len(self.ids)) for name in sorted(names))
        return map(_shape(names), *columns)

    def texts(self, names: Mapping[int, str]) -> Iterator[tuple[int, str]]:
        """Return each record's words for the search."""
        columns = {**self.columns, **{name: self.header[name] for name in ("number", "old_number")}}
        if self.files:
            columns["attachments"] = [self.files.get(one) for one in self.ids]
        return zip(self.ids, search_texts(self.record, columns, len(self.ids), names), strict=True)

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

    def names(self) -> Iterator[tuple[int, str]]:
        """Return what a link to each record shows, as `deriving.names_of` reads it."""
        for record_id, number, line in zip(self.ids, self.header["number"], self.header["line"], strict=True):
            yield record_id, number or line or f"#{record_id}"

    def editions(
        self, shown: Mapping[int, set[int]], names: Mapping[int, tuple[str, str]]
    ) -> Iterator[tuple[int, int, str, bytes]]:
        """Return the first editions of those that are frozen, as `editions.body_of` makes them.

        `names` holds of each record that may be shown its id, as it is written, and its name.
        """
        title, code = editions.title_of(self.record, self._act.settings)
        heads = self._heads(editions.ISSUED)
        for record_id, at, head, said in zip(
            self.ids, self.header["frozen_at"], heads, self._said, strict=True
        ):
            if at is not None:
                known = dict(filter(None, map(names.get, shown[record_id])))
                yield record_id, 1, at, _ENCODE(_Edition(code, head, known, title, said))


class _Covered(Struct, omit_defaults=True):
    """What a record's digest covers, in the order of canonical JSON."""

    attachments: list[dict[str, Any]] | None = None
    header: Struct | None = None
    id: int | None = None
    values: Raw | None = None


class _Edition(Struct):
    """What an edition keeps, in the order of canonical JSON."""

    code: object
    header: Struct
    names: dict[str, str]
    title: object
    values: Raw


def _columns(record: AnyRecord, many: Sequence[dict[str, Any]], ids: Mapping[str, int]) -> dict[str, Column]:
    """Return what is kept of these values, in the order of canonical JSON; empty fields have no column.

    The ids of the batch's rows stand in the place of their keys from now on.
    """
    found: dict[str, Column] = {}
    links = link_fields(record)
    for name in plain_ways(record):
        column = [one.get(name) for one in many]
        if column.count(None) == len(column):
            continue
        if name in links and Ref in set(map(type, column)):
            column = [ids[one.key] if type(one) is Ref else one for one in column]
            for one, link in zip(many, column, strict=True):
                one[name] = link
        found[name] = column
    return found


def _told(names: tuple[str, ...], columns: Mapping[str, Column], many: int) -> list[Raw]:
    """Return the canonical JSON of each row, of these fields and without what is empty."""
    told = [_told_alike(columns[name]) if name in columns else repeat(None, many) for name in sorted(names)]
    return list(map(Raw, map(_ENCODE, map(_shape(names), *told))))


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
    if way is Moment.plain and _MOMENTS.issuperset(map(type, column)):
        return [one and one[:_MINUTES] for one in to_builtins(column)]  # ten times as fast, all at once
    return [way(one) if one or (one is not None and filled(one)) else None for one in column]


_MOMENTS: Final = frozenset({datetime.datetime, type(None)})
_MINUTES: Final = len("2027-03-08T10:05")
