"""What becomes of a form that somebody else changed meanwhile: added lines merge, any other clash is a Conflict."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from custdesk.draft import Draft
from custdesk.fields import Masked
from custdesk.language import N_
from custdesk.record import columns_of, filled, lines_of
from custdesk.store import rows
from custdesk.store.answers import Conflict
from custdesk.store.trail import Executes
from custdesk.store.writing import Writing


def merged(writing: Writing, draft: Draft) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a draft changes, and what the record holds now.

    Compares revisions: added lines of both sides merge, any other clash is a Conflict.
    """
    assert draft.record_id is not None
    mine = draft.changes()
    current = writing.load(draft.record, draft.record_id)
    if current["revision"] == draft.revision:
        return mine, current
    added = {name for name, thing in lines_of(draft.record).items() if thing.line.append_only}
    theirs, who = _changed_since(writing.database, draft.record_id, draft.revision)
    theirs |= _differing(draft, current, mine)  # also what was written below the lock, without a trail line
    if set(mine) - added and theirs - added:
        raise Conflict(
            draft.record_id, int(current["revision"]), set(mine), theirs, who or N_("Another program")
        )
    for name in set(mine) & added:
        base = tuple(draft.base.get(name) or ())
        if tuple(mine[name] or ())[: len(base)] != base:
            continue  # not an addition: the writer refuses it
        mine[name] = (*current[name], *mine[name][len(base) :])
    return mine, current


def _changed_since(database: Executes, record_id: int, revision: int) -> tuple[set[str], str]:
    found = database.execute_sql(
        'SELECT p."body", h."line" FROM "trail_record" r JOIN "trail" t ON t."seq" = r."seq"'
        ' JOIN "trail_payload" p ON p."seq" = t."seq" LEFT JOIN "header" h ON h."id" = t."user"'
        ' WHERE r."record" = ? AND r."revision" > ? ORDER BY t."seq"',
        (record_id, revision),
    ).fetchall()
    changed: set[str] = set()
    for body, _who in found:
        payload = json.loads(body)
        changed |= set(payload.get("fields", ()))
        changed |= set(payload.get("header", {}).get("new", ()))
    return changed - {"state_changed_at"}, (found[-1][1] if found else "") or ""


def _differing(draft: Draft, current: Mapping[str, Any], mine: Mapping[str, Any]) -> set[str]:
    """Return the fields that are not what the form showed when it was opened."""
    names = {*columns_of(draft.record), *lines_of(draft.record), *rows.TYPED}
    return {
        name
        for name in names & {*draft.base, *mine}
        if not _masked(base := draft.base.get(name))
        and (base if filled(base) else None) != (now if filled(now := current.get(name)) else None)
    }


def _masked(value: Any) -> bool:
    """Tell whether a value, or a cell of computed lines, was shown in part only."""
    if isinstance(value, tuple):
        return any(_masked(one) for row in value if isinstance(row, Mapping) for one in row.values())
    return isinstance(value, Masked)
