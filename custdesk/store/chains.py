"""How records hang together: an order, its callbacks, the rework, the callbacks of that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from custdesk.record import AnyRecord
from custdesk.store import rows
from custdesk.store.hits import Hit
from custdesk.store.trail import Executes

if TYPE_CHECKING:
    from custdesk.store.reader import Reader

MOST = 60  # links of one chain; more is no chain anybody reads


class Link(Struct, frozen=True):
    """One record of a chain, with those that hang on it, in the order they were made."""

    hit: Hit
    children: tuple[Link, ...] = ()

    def ids(self) -> list[int]:
        """Return every record of the chain from here on."""
        return [self.hit.id, *(one for child in self.children for one in child.ids())]


def chain(reader: Reader, database: Executes, forms: Mapping[str, AnyRecord], record_id: int) -> Link | None:
    """Return the chain a record belongs to, from its first link; None where it hangs on nothing and nothing on it."""
    first, seen = record_id, {record_id}
    while (
        (above := link_above(database, forms, first)) is not None
        and above not in seen
        and reader.may_see(above)
    ):
        seen.add(above)
        first = above
    ids = {first: None}
    children: dict[int, list[int]] = {}
    level = [first]
    while level and len(ids) < MOST:
        below = links_below(database, forms, level)
        level = []
        for parent, child in below:
            if child not in ids:
                ids[child] = None
                children.setdefault(parent, []).append(child)
                level.append(child)
    hits = {hit.id: hit for hit in reader.records_as_hits(list(ids))}
    if len(hits) < 2 or first not in hits:
        return None
    return _link(first, hits, children)


def _link(record_id: int, hits: Mapping[int, Hit], children: Mapping[int, list[int]]) -> Link:
    below = [_link(child, hits, children) for child in children.get(record_id, ()) if child in hits]
    return Link(hits[record_id], tuple(below))


def link_above(database: Executes, forms: Mapping[str, AnyRecord], record_id: int) -> int | None:
    """Return the record one hangs on: the first link of its form's chain that is filled."""
    key = rows.form_of(database, record_id)
    record = forms.get(str(key))
    if record is None or not record.form.chain:
        return None
    values: Mapping[str, Any] = rows.load(database, record, record_id) or {}
    links = (values.get(name) for name in record.form.chain)
    return next((link for link in links if isinstance(link, int)), None)


def links_below(
    database: Executes, forms: Mapping[str, AnyRecord], parents: list[int]
) -> list[tuple[int, int]]:
    """Return what hangs on these records, as (record above, record), in the order it was made."""
    fields = [(key, name) for key, record in forms.items() for name in record.form.chain]
    found = database.execute_sql(
        'SELECT r."target", r."record" FROM "reference" r JOIN "header" h ON h."id" = r."record"'
        " JOIN json_each(?) f ON json_extract(f.value, '$[0]') = h.\"form\" AND json_extract(f.value, '$[1]') = r.\"field\""
        ' WHERE r."target" IN (SELECT value FROM json_each(?)) ORDER BY h."id"',
        (json.dumps(fields), json.dumps(parents)),
    ).fetchall()
    return [(row[0], row[1]) for row in found]
