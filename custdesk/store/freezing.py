"""What may still change on a record that was issued (R-009), and which change is a new edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import AnyRecord, filled, lines_of, thing_named
from custdesk.rules import people
from custdesk.store.answers import Refused
from custdesk.workflow import User, Values


def keep_append_only(record: AnyRecord, before: Values, real: Mapping[str, Any]) -> None:
    """Refuse to change lines that can only be added to."""
    for name, thing in lines_of(record).items():
        if name in real and thing.line.append_only:
            old = tuple(before.get(name) or ())
            if tuple(real[name] or ())[: len(old)] != old:
                raise Refused([Problem(N_("“{label}” can only be added to").having(label=thing.label), name)])


def refuse_frozen(record: AnyRecord, real: Mapping[str, Any], allow: Sequence[str]) -> None:
    """Refuse to change issued content without a correction (R-009). Raises Refused."""
    locked = [
        name
        for name in real
        if name not in allow and not getattr(thing_named(record, name), "stays_open", False)
    ]
    if locked:
        label = thing_named(record, locked[0]).label
        raise Refused([
            Problem(
                N_("“{label}” is frozen; correct it with a reason as a new edition").having(label=label),
                locked[0], "R-009",
            )
        ])  # fmt: skip


def may_correct(user: User) -> None:
    """Let only the supervisor and the manager correct what was issued. Raises Refused."""
    if user.role not in (people.SUPERVISOR, people.MANAGER):
        raise Refused(
            [Problem(N_("Corrections of frozen records are for the supervisor or the manager"), "", "R-009")]
        )


def corrects_paper(record: AnyRecord, before: Values, own: Mapping[str, Any]) -> bool:
    """Tell whether issued content changes; what fills a box that was printed empty does not (design 4).

    Nor does a line added where lines are added by nature (attempts, papers); a line added to a plan does.
    """
    printed = {name for sheet in record.form.sheets for name in sheet.names()}
    return any(
        filled(before.get(name)) and not (_grows(record, name) and _only_added(before[name], value))
        for name, value in own.items()
        if name in printed or not printed
    )


def _grows(record: AnyRecord, name: str) -> bool:
    thing = lines_of(record).get(name)
    return thing is not None and (thing.stays_open or thing.line.append_only)


def _only_added(before: Any, after: Any) -> bool:
    return isinstance(before, tuple) and isinstance(after, tuple) and after[: len(before)] == before
