"""Expected trouble and the findings about values; everything else that goes wrong is a bug."""

from __future__ import annotations

from dataclasses import dataclass

from custdesk.language import Text


class KnownError(Exception):
    """Expected trouble: a sentence for the person at the desk, and the way out of it.

    `text` says what happened, `way_out` what to do now. Nothing is lost when one is raised.
    """

    def __init__(self, text: Text, way_out: Text | None = None) -> None:
        super().__init__(text.msgid)
        self.text = text
        self.way_out = way_out


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a record: what is missing or wrong, where, and which rule says so.

    `field` is the field's name ("extensions.told_at" inside lines), empty when it concerns the whole.
    A grave problem stops the save or the step; another one only warns.
    """

    text: Text
    field: str = ""
    rule: str = ""
    grave: bool = True


class Unreadable(ValueError):
    """What was typed cannot be read as this kind of value; says what would be readable."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.msgid)
        self.text = text
