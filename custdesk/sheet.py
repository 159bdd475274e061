"""The layout of one form, for screen and paper: rows of boxes, tables of lines, signature boxes.

A sheet names fields; label, kind and value come from the record's declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from custdesk.language import Text

COLUMNS: Final = 12  # a row is twelve columns wide, on the screen and on paper


@dataclass(frozen=True)
class Box:
    """One field in a row. `height` in text lines (0: one line, grows with the content); `width` in twelfths.

    `label` replaces the field's own; `blank` keeps room for handwriting where the value is empty.
    """

    name: str
    height: int = 0
    width: int = 0
    label: Text | None = None


@dataclass(frozen=True, init=False)
class Row:
    """Boxes side by side; a plain name is a box of equal share."""

    boxes: tuple[Box, ...]

    def __init__(self, *boxes: Box | str) -> None:
        object.__setattr__(self, "boxes", tuple(Box(box) if isinstance(box, str) else box for box in boxes))


@dataclass(frozen=True)
class Table:
    """The lines of a child table; `rows` empty ones at least, for handwriting; `wide` columns take the room left."""

    name: str
    rows: int = 1
    columns: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()


@dataclass(frozen=True, init=False)
class Signatures:
    """Signature and date boxes, side by side, always printed blank (R-007)."""

    labels: tuple[Text, ...]

    def __init__(self, *labels: Text) -> None:
        object.__setattr__(self, "labels", labels)


@dataclass(frozen=True)
class Heading:
    """A line of text across the sheet that opens a part of the form."""

    text: Text


Part = Row | Table | Signatures | Heading


@dataclass(frozen=True, init=False)
class Sheet:
    """One printed form of a record: its P-number, front and back.

    `signed_by` is nothing here on purpose: who signed is a fact of the record, never of the sheet.
    """

    number: str
    front: tuple[Part, ...]
    back: tuple[Part, ...] = ()
    public: bool = False
    back_title: Text | None = None

    def __init__(
        self,
        number: str,
        *front: Part,
        back: tuple[Part, ...] = (),
        public: bool = False,
        back_title: Text | None = None,
    ) -> None:
        for name, value in (
            ("number", number),
            ("front", front),
            ("back", back),
            ("public", public),
            ("back_title", back_title),
        ):
            object.__setattr__(self, name, value)

    def names(self) -> Iterator[str]:
        """Name every field the sheet shows, front then back."""
        for part in (*self.front, *self.back):
            if isinstance(part, Row):
                yield from (box.name for box in part.boxes)
            elif isinstance(part, Table):
                yield part.name


@dataclass(frozen=True)
class Column:
    """One column of a list: the field, its share of the width, its label where the field's is too long."""

    name: str
    share: int = 1
    label: Text | None = None


@dataclass(frozen=True)
class ListSheet:
    """A printed list of many records: P-01 of a day, P-04 of a month; one line each."""

    number: str
    title: Text
    columns: tuple[Column, ...]
    period: str  # "day" | "shift" | "month"
    signatures: Signatures
    apart: tuple[tuple[Text, str, tuple[str, ...]], ...] = field(
        default=()
    )  # title, field, values listed apart
    public_columns: tuple[str, ...] = ()
