"""What a step asked for stays true: a later save, or a file taken off, takes nothing of it away again (R-009)."""

from __future__ import annotations

from collections.abc import Callable

from custdesk.problem import Problem
from custdesk.rules.values import Values, text

Asked = Callable[[Values], list[Problem]]


def taken_away(asked: Asked, before: Values, after: Values) -> list[Problem]:
    """Return what `asked` finds wanting after a save that was not wanting before it (R-009).

    Steps are judged by their own guards; what a record lacked when it came (an old register's) is not asked for.
    """
    if not before or text(before, "state") != text(after, "state"):
        return []
    known = {(one.field, one.text.msgid) for one in asked(before)}
    return [one for one in asked(after) if (one.field, one.text.msgid) not in known]
