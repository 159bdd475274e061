"""Steps the clock takes: what comes into force, ends or is missed by a date of its own."""

from __future__ import annotations

import datetime

from custdesk.store.facts import StoreFacts


def timely(facts: StoreFacts) -> tuple[list[tuple[int, str]], datetime.datetime | None]:
    """Return the steps whose moment has come, the earliest first: (record, step); and when the next one comes."""
    found: list[tuple[datetime.datetime, int, str]] = []
    ahead: list[tuple[datetime.datetime, int, str]] = []
    for key, record in facts.forms.items():
        for step in record.form.flow.steps:
            if step.at is None:
                continue
            for seen in facts.waiting(key, "", step.sources):
                moment = step.at(seen.values)
                if moment is not None:
                    (found if moment <= facts.now else ahead).append((moment, seen.id, step.name))
    return [(record_id, step) for _moment, record_id, step in sorted(found)], min(ahead)[0] if ahead else None
