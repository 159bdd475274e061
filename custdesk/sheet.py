"""The layout of one form, for screen and paper: rows of boxes, tables of lines, signature boxes.

A sheet names fields; label, kind and value come from the record's declaration.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Struct, field

from custdesk.language import Text

COLUMNS: Final = 12  # a row is twelve columns wide, on the screen and on paper


class Box(Struct, frozen=True):
    """One field in a row. `height` in text lines (0: one line, grows with the content); `width` in twelfths.

    `label` replaces the field's own. `inside`: on paper label and value share one box, "编号：GW-2027-0006"; the label
    of a tall one stands on top. In the same box, on paper: `more` fields follow the value, each with its label where
    it is filled; `foot` fields stand at its foot with their labels, always; `signs` are signature lines below them,
    each with year, month and day, always blank (R-007). On the screen `more` and `foot` stand where desk_only puts them.
    """

    name: str
    height: int = 0
    width: int = 0
    label: Text | None = None
    inside: bool = False
    signs: tuple[Text, ...] = ()
    more: tuple[str, ...] = ()
    foot: tuple[str, ...] = ()

    def names(self) -> Iterator[str]:
        """Name every field the box shows."""
        yield from (self.name, *self.more, *self.foot)


class Row:
    """Boxes side by side; a plain name is a box of equal share."""

    def __init__(self, *boxes: Box | str) -> None:
        self.boxes: Final = tuple(Box(box) if isinstance(box, str) else box for box in boxes)


class Table(Struct, frozen=True):
    """The lines of a child table; `rows` empty ones at least, for handwriting; `wide` columns take the room left.

    `by_hand`: columns at the right that no value ever fills, for a signature in each line.
    """

    name: str
    rows: int = 1
    columns: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()
    by_hand: tuple[Text, ...] = ()


class Signatures:
    """Signature and date boxes, side by side, always printed blank (R-007)."""

    def __init__(self, *labels: Text) -> None:
        self.labels: Final = labels


class Heading(Struct, frozen=True):
    """A line of text across the sheet that opens a part of the form."""

    text: Text


class Photos(Struct, frozen=True):
    """The record's photos with their captions, `per_page` on a page (2, 4, 6; 0: by their number); none: nothing.

    A blank form has no place for them.
    """

    per_page: int = 0


class Chart(Struct, frozen=True):
    """Bars of the lines of a child table: `label` names the column of what is counted, `figures` the counts.

    One figure: a bar a line, with its number. Several: one bar a line of stacked parts, with a key. Read without
    colours. `title` replaces the table's label.
    """

    name: str
    label: str
    figures: tuple[str, ...]
    title: Text | None = None


class Letter(Struct, frozen=True):
    """A letter instead of boxes: number, addressee, body, the office's name, the day, room for the seal (P-21).

    The three are field names; an empty day leaves a line to write it on. Nothing is signed or sealed here (R-007).
    """

    to: str
    body: str
    on: str = ""


Part = Row | Table | Signatures | Heading | Photos | Chart | Letter


class Sheet:
    """One printed form of a record: its P-number, front and back.

    `title` replaces the form's where a record has several sheets. `copies` names the copies printed at one go, each
    marked with its name and "copy 1 of 3": stacked on one page with lines to cut along where they fit. `caption`
    stands below the frame, as printed tables have it. `wide`: landscape. `dense`: smaller type, to keep a long form on
    one page. `public`: nothing but what it names gets on
    paper, and of that no link and no phone (R-011); name no field with names or free words of persons.
    `signed_by` is nothing here on purpose: who signed is a fact of the record, never of the sheet.
    """

    def __init__(
        self,
        number: str,
        *front: Part,
        back: tuple[Part, ...] = (),
        public: bool = False,
        back_title: Text | None = None,
        title: Text | None = None,
        caption: Text | None = None,
        copies: tuple[Text, ...] = (),
        wide: bool = False,
        dense: bool = False,
    ) -> None:
        self.number: Final = number
        self.front: Final = front
        self.back: Final = back
        self.public: Final = public
        self.back_title: Final = back_title
        self.title: Final = title
        self.caption: Final = caption
        self.copies: Final = copies
        self.wide: Final = wide
        self.dense: Final = dense

    @property
    def parts(self) -> tuple[Part, ...]:
        """Everything on it, front then back."""
        return (*self.front, *self.back)

    def names(self) -> Iterator[str]:
        """Name every field the sheet shows, front then back."""
        for part in self.parts:
            if isinstance(part, Row):
                for box in part.boxes:
                    yield from box.names()
            elif isinstance(part, Table | Chart):
                yield part.name
            elif isinstance(part, Letter):
                yield from filter(None, (part.to, part.body, part.on))


class Column(Struct, frozen=True):
    """One column of a list: the field, its share of the width, its label where the field's is too long."""

    name: str
    share: int = 1
    label: Text | None = None


class ListSheet(Struct, frozen=True):
    """A printed list of many records: P-01 of a day, P-04 of a month; one line each.

    `by_hand`: columns at the right that no value ever fills, for a signature in each line. `blank_lines`: the form's
    blank is a page of this list with so many empty lines, a book to write in (P-02). `full`: long words are never cut
    short, as the list is the record and no survey of it.

    `by`: the header's moment the period goes by; by "due_at" a period holds what is due in it, its last midnight
    included, as a due day is kept as the next 00:00. `late`: and what was due before it. `keeps` names the form's
    filter that its records pass. `plain`: a list beside the form, without the form's own title and code (P-36).
    `anchored`: the head of the trail is printed at its foot, so that the signed sheet proves what stood before it (P-01).
    """

    number: str
    title: Text
    columns: tuple[Column, ...]
    period: str  # "day" | "shift" | "month"
    signatures: Signatures
    apart: tuple[tuple[Text, str, tuple[str, ...]], ...] = field(
        default=()
    )  # title, field, values listed apart
    public_columns: tuple[str, ...] = ()
    by_hand: tuple[Text, ...] = ()
    full: bool = False
    blank_lines: int = 0
    by: str = "happened_at"  # | "due_at"
    late: bool = False
    keeps: str = ""
    plain: bool = False
    anchored: bool = False
