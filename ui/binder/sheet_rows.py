"""What stands on a form's screen and in which order: its first sheet, what further sheets add, the desk's groups.

Plain data, without a widget. Every field stands once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from custdesk.language import Text
from custdesk.record import AnyRecord, Lines, Shown, described, thing_named
from custdesk.sheet import Box, Chart, Heading, Letter, Part, Photos, Row, Table

ROW_OF = 3  # boxes in a row where a form has no sheet of its own
MOST_IN_ROW = 4  # boxes of a sheet's row that stand side by side
Item = (
    tuple[Box, ...] | Text | Photos | Chart
)  # boxes side by side, a heading, the place of the photos, a chart


class Section(Struct, frozen=True):
    """A frame on the screen, with the title above it."""

    title: Text | None
    items: tuple[Item, ...]


def sections_of(record: AnyRecord) -> list[Section]:
    """Return the sections of a form, from top to bottom; where none has the photos' place, it is at the end."""
    form, shown = record.form, {"number"}
    found: list[Section] = []
    for place, sheet in enumerate(form.sheets):
        title = (sheet.title or sheet.caption or form.title) if place else None
        found.append(Section(title, tuple(_items(sheet.front, shown))))
        back = tuple(_items(sheet.back, shown))
        found.append(Section(sheet.back_title or (sheet.title if place else None) or form.title, back))
    if not form.sheets:
        names = [name for name, thing in described(record).items() if _typed(thing)]
        found.append(Section(None, tuple(rows_of(record, [*names, "note"], shown))))
    for title, names in form.desk_only:
        found.append(Section(title, tuple(rows_of(record, names, shown))))
    return _one_place(
        [section for section in found if any(not isinstance(item, Text) for item in section.items)]
    )


def _items(parts: Sequence[Part], shown: set[str]) -> Iterator[Item]:
    """Return what is new in the parts of a sheet; what is signed on paper has no box here (R-007)."""
    for part in parts:
        if isinstance(part, Row):
            boxes = [box for box in part.boxes if box.name not in shown]
            inside = [Box(name) for box in part.boxes for name in (*box.more, *box.foot) if name not in shown]
            for row in (_new(boxes, shown), _new(inside, shown)):
                yield from _narrower(row)
        elif isinstance(part, Table | Chart):
            yield from filter(None, [_new([Box(part.name)], shown)])
        elif isinstance(part, Letter):
            yield from filter(
                None, [_new([Box(name)], shown) for name in (part.to, part.body, part.on) if name]
            )
        elif isinstance(part, Heading):
            yield part.text
        if isinstance(part, Photos):
            yield part
        elif isinstance(part, Chart) and (drawn := f"chart of {part.name} by {part.label}") not in shown:
            shown.add(drawn)
            yield part


def _narrower(row: tuple[Box, ...]) -> Iterator[tuple[Box, ...]]:
    """Return a row of the paper as rows of the screen, whose form is narrower: five boxes go below each other."""
    if len(row) > MOST_IN_ROW:
        half = (len(row) + 1) // 2
        yield row[:half]
        yield row[half:]
    elif row:
        yield row


def _new(boxes: Iterable[Box], shown: set[str]) -> tuple[Box, ...]:
    found = []
    for box in boxes:
        if box.name not in shown:
            shown.add(box.name)
            found.append(box)
    return tuple(found)


def rows_of(record: AnyRecord, names: Iterable[str], shown: set[str]) -> Iterator[tuple[Box, ...]]:
    """Return fields in rows of three; tables and long texts have a row of their own."""
    row: list[Box] = []
    for name in names:
        if name in shown:
            continue
        shown.add(name)
        thing = thing_named(record, name)
        kind = thing.kind if isinstance(thing, Shown) else thing
        wide = isinstance(thing, Lines) or hasattr(kind, "lines") or getattr(kind, "wide", False)
        if row and (wide or len(row) == ROW_OF):
            yield tuple(row)
            row = []
        row.append(Box(name))
        if wide:
            yield tuple(row)
            row = []
    if row:
        yield tuple(row)


def _typed(thing: object) -> bool:
    return not isinstance(thing, Lines) and not computed(thing)


def computed(thing: object) -> bool:
    """Tell whether nobody types a field: it is computed, comes from a linked record, or is set by a step."""
    return (
        isinstance(thing, Shown) or getattr(thing, "by", None) is not None or getattr(thing, "stepped", False)
    )


def _one_place(sections: list[Section]) -> list[Section]:
    """Leave the photos one place: the first that a sheet gives them, else one after everything."""
    found, placed = [], False
    for section in sections:
        items: list[Item] = []
        for item in section.items:
            if isinstance(item, Photos):
                if placed:
                    continue
                placed = True
            items.append(item)
        found.append(replace(section, items=tuple(_without_empty_headings(items))))
    return found if placed else [*found, Section(None, (Photos(),))]


def _without_empty_headings(items: list[Item]) -> Iterator[Item]:
    """Leave out the headings of parts that stand only on paper, or stood above already."""
    for place, item in enumerate(items):
        following = items[place + 1] if place + 1 < len(items) else None
        if not isinstance(item, Text) or not (following is None or isinstance(following, Text)):
            yield item
