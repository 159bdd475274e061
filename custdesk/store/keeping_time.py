"""Steps the clock takes: what comes into force, ends or is missed by a date of its own."""

from __future__ import annotations

from custdesk.store.facts import StoreFacts


def timely(facts: StoreFacts) -> list[tuple[int, str]]:
    """Return the steps whose moment has come, the earliest first: (record, step)."""
    found = []
    for key, record in facts.forms.items():
        for step in record.form.flow.steps:
            if step.at is None:
                continue
            for seen in facts.waiting(key, "", step.sources):
                moment = step.at(seen.values)
                if moment is not None and moment <= facts.now:
                    found.append((moment, seen.id, step.name))
    return [(record_id, step) for _moment, record_id, step in sorted(found)]
