"""Values of linked records while a form is being filled in: shown as soon as the link is chosen, never stored."""

from __future__ import annotations

from typing import Any

from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.record import through_of


def links_through(draft: Draft) -> frozenset[str]:
    """Return the links that values of other records are shown by."""
    return frozenset(one.via for one in through_of(draft.record).values())


def through_now(desk: Desk, draft: Draft) -> dict[str, Any]:
    """Return what the links chosen since the form was opened lead to, as far as this person may see it."""
    reader, found, seen = desk.read(), dict[str, Any](), dict[int, Any]()
    for name, one in through_of(draft.record).items():
        link = draft.values.get(one.via)
        if draft.record_id is not None and link == draft.base.get(one.via):
            continue  # read with the record
        if isinstance(link, int) and link not in seen:
            seen[link] = reader.record(link)
        linked = seen.get(link) if isinstance(link, int) else None
        field = one.sources.get(linked.record.form.key) if linked is not None else None
        found[name] = linked.values.get(field) if linked is not None and field is not None else None
    return found
