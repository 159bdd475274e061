"""What may be shown and printed of a person: R-011 and domain 1.6."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct, field

from custdesk.language import N_, Text
from custdesk.problem import Problem
from custdesk.rules.values import Values, text

# What a sheet for the notice board may show of a duty entry or a complaint; all else is left out.
PUBLIC_FIELDS: Final = frozenset({
    "number", "building", "channel", "kind", "received_at", "occurred_at", "validity", "nature", "category",
    "handled_at", "closed_at", "customer_satisfied",
})  # fmt: skip
_DIGITS = re.compile(r"\d")


def mask_phone(phone: str) -> str:
    """Return a telephone number with its middle hidden: 138****5678 (R-011).

    From eleven digits on the first three and last four stay, of shorter ones the last four, of four or
    fewer none. Marks between the digits stay.
    """
    count = len(_DIGITS.findall(phone))
    head = 3 if count >= 11 else 0
    tail = 4 if count > 4 else 0
    place = iter(range(count))

    def veil(digit: re.Match[str]) -> str:
        return digit[0] if not head <= next(place) < count - tail else "*"

    return _DIGITS.sub(veil, phone)


def hidden_from(visibility: object, user_id: int | None, role: str) -> bool:
    """Tell whether a record with this visibility is hidden from a person; the Python form of the reading door's SQL."""
    kept = str(visibility or "")
    return f",staff:{user_id}," in kept or f"role:{role}," in kept


class LineVeil(Struct, frozen=True):
    """What a line keeps for whoever may not see the record its `link` leads to: `keep`, and `instead` of the rest (R-064)."""

    link: str
    keep: tuple[str, ...] = ()
    instead: Mapping[str, object] = field(default_factory=dict)

    def over(self, row: Values) -> dict[str, object]:
        """Return the line as such a reader sees it."""
        return {**{name: row[name] for name in (self.link, *self.keep) if name in row}, **self.instead}


def public(values: Values) -> dict[str, object]:
    """Return what the public version of a record shows: no name, phone, unit; the building at most (R-011)."""
    return {name: value for name, value in values.items() if name in PUBLIC_FIELDS}


def public_place(unit: Mapping[str, object]) -> str:
    """Return what a public sheet says of a place: the building, never entrance, floor or room (R-011)."""
    return text(unit, "building")


def public_label() -> Text:
    """Return the words on the preview of a public version (R-011)."""
    return N_("Public version")


def leaks(printed: str, values: Values, names: Iterable[str] = ()) -> list[Problem]:
    """Find personal data in the text of a public sheet: names, phones and units of the record (R-011).

    `names` are further names that must not appear. White space is ignored.
    """
    flat = "".join(printed.split())
    kept = [(name, text(values, name)) for name in ("complainant", "caller_name", "phone", "unit")]
    kept += [("", name) for name in names]
    return [
        Problem(N_("Take personal data out of the public version"), name, "R-011")
        for name, value in kept
        if value and "".join(value.split()) in flat
    ]
