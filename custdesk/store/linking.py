"""Values of linked records that a form shows as its own: read together, as far as the reader may see them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.record import AnyRecord, through_of
from custdesk.store import rows
from custdesk.store.trail import Executes


def fill_through(
    database: Executes,
    forms: Mapping[str, AnyRecord],
    record: AnyRecord,
    loaded: Sequence[dict[str, Any]],
    visible: tuple[str, tuple[str, ...]] = ("", ()),
) -> None:
    """Put into each record the values its `Through` fields name; None where there is nothing to see."""
    wanted = through_of(record)
    targets = {
        one[through.via]
        for one in loaded
        for through in wanted.values()
        if isinstance(one.get(through.via), int)
    }
    linked = _linked(database, forms, targets, visible)
    for one in loaded:
        for name, through in wanted.items():
            form, values = linked.get(one.get(through.via), ("", {}))
            source = through.sources.get(form)
            one[name] = values.get(source) if source is not None else None


def through_values(
    database: Executes, forms: Mapping[str, AnyRecord], record: AnyRecord, values: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the values of one record that come from linked ones, in full: what an edition keeps."""
    one = dict(values)
    fill_through(database, forms, record, (one,))
    return {name: one[name] for name in through_of(record)}


def _linked(
    database: Executes,
    forms: Mapping[str, AnyRecord],
    targets: set[int],
    visible: tuple[str, tuple[str, ...]],
) -> dict[Any, tuple[str, dict[str, Any]]]:
    if not targets:
        return {}
    where, params = visible
    marks = ",".join("?" * len(targets))
    found = database.execute_sql(
        f'SELECT h."id", h."form" FROM "header" h WHERE h."id" IN ({marks}) {where}', (*targets, *params)
    ).fetchall()
    by_form: dict[str, list[int]] = {}
    for record_id, key in found:
        by_form.setdefault(key, []).append(record_id)
    return {
        values["id"]: (key, values)
        for key, ids in by_form.items()
        if key in forms
        for values in rows.load_many(database, forms[key], ids, lines=False)
    }
