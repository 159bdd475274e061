"""The findings about a record's values."""

from __future__ import annotations

from msgspec import Struct

from custdesk.language import Text


class Problem(Struct, frozen=True):
    """One finding about a record: what is missing or wrong, where, and which rule says so.

    `field` is the field's name ("extensions.told_at" inside lines), empty when it concerns the whole.
    A grave problem stops the save or the step; another one only warns.
    """

    text: Text
    field: str = ""
    rule: str = ""
    grave: bool = True
