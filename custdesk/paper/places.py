"""Where the boxes of a sheet stand: their widths, and whether a label stands beside its value or above it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.fields import Kind, Moment, Note
from custdesk.language import Text, Words
from custdesk.paper.drawing import Measures
from custdesk.paper.typesetting import MOMENT_LINE, Setter
from custdesk.record import AnyRecord, Lines, kind_named, label_of, thing_named
from custdesk.sheet import COLUMNS, Box, Row, Sheet

NARROW: Final = 10.3  # em a value needs beside its label: a moment on one line, in November too


class Place(Struct, frozen=True):
    """A box on the page, in points from the left margin.

    `kind` shows its value; None: it has lines. `beside`: width of the label's part; `above`: none, the label stands on
    top; neither: the value follows the label.
    """

    box: Box
    kind: Kind | None
    label: Text
    left: float
    width: float
    high: int  # lines it is tall; 0: one line
    beside: float = 0
    above: bool = False


def planned(record: AnyRecord, sheet: Sheet, setter: Setter) -> Mapping[Row, tuple[Place, ...]]:
    """Return the places of each row of boxes, with labels aligned so that rules meet down the form."""
    return _planned(record, sheet, setter.words.language, setter.measures)


@lru_cache(maxsize=64)  # a form's plan never changes; the office prints a few forms, in one language
def _planned(
    record: AnyRecord, sheet: Sheet, language: str, measures: Measures
) -> Mapping[Row, tuple[Place, ...]]:
    setter = Setter(Words(language), measures)
    parts = [part for part in (*sheet.front, *sheet.back) if isinstance(part, Row)]
    rows = {row: _placed(record, row, setter) for row in parts}
    wanted: dict[float, float] = {}
    for places in rows.values():
        if len(places) > 2:
            continue
        for place in places:
            if place.box.inside:
                continue
            most = max(place.width * 0.42, 3 * setter.measures.label)
            wanted[place.left] = max(wanted.get(place.left, 0), setter.label_width(place.label, most))
    return {row: _labelled(places, wanted, setter) for row, places in rows.items()}


def _labelled(places: tuple[Place, ...], wanted: Mapping[float, float], setter: Setter) -> tuple[Place, ...]:
    """Put the labels beside the values, or above them where too little room would be left."""
    if len(places) > 2:
        return tuple(replace(place, above=not place.box.inside or bool(place.high)) for place in places)
    beside = [0 if place.box.inside else min(wanted[place.left], place.width * 0.5) for place in places]
    least = NARROW * setter.measures.size
    narrow = [
        place.width - part < least and not place.box.inside
        for place, part in zip(places, beside, strict=True)
    ]
    if any(narrow) and not any(place.high for place in places):
        narrow = [not place.box.inside for place in places]
    tops = [
        above or (place.box.inside and place.high > 0) for place, above in zip(places, narrow, strict=True)
    ]
    return tuple(
        replace(place, above=above, beside=0 if above else part)
        for place, part, above in zip(places, beside, tops, strict=True)
    )


def _placed(record: AnyRecord, row: Row, setter: Setter) -> tuple[Place, ...]:
    body = setter.measures.body
    free = COLUMNS - sum(box.width for box in row.boxes)
    sharing = sum(1 for box in row.boxes if not box.width)
    widths = [(box.width or max(free, sharing) / sharing) * body / COLUMNS for box in row.boxes]
    if sharing == len(row.boxes) > 2:
        widths = _by_need([_need(record, box, setter) for box in row.boxes], widths[0], body)
    found, left = [], 0.0
    for box, width in zip(row.boxes, widths, strict=True):
        label = box.label or label_of(record, box.name)
        found.append(Place(box, kind_of(record, box), label, round(left, 2), width, _height(record, box)))
        left += width
    return tuple(found)


def _by_need(needs: list[tuple[float, float]], equal: float, body: float) -> list[float]:
    """Keep equal shares where all have enough; else give each the least it needs, and the rest to the answers."""
    least, wanted = [need[0] for need in needs], [need[1] for need in needs]
    if max(wanted) <= equal or sum(least) > body:
        return [equal] * len(needs)
    over = body - sum(wanted)
    if over >= 0:
        return [width + over / len(needs) for width in wanted]
    part = (body - sum(least)) / (sum(wanted) - sum(least))
    return [low + (high - low) * part for low, high in needs]


def _need(record: AnyRecord, box: Box, setter: Setter) -> tuple[float, float]:
    """Return the least width a box needs and the one it wants: its answers on two lines, a moment on one."""
    measures = setter.measures
    kind, text = kind_of(record, box), box.label or label_of(record, box.name)
    label = setter.width(setter.words(text), measures.tag, bold=True)
    single, double = setter.options_width(kind, measures.size) if kind is not None else (0.0, 0.0)
    if isinstance(kind, Moment):
        single = NARROW * measures.size
        if not measures.seal:  # a slip has no second line for the hour written by hand
            double = setter.width(setter.say(MOMENT_LINE), measures.size)
    least = max(label, single, 5 * measures.size) + 2 * measures.inset + 1
    return least, max(least, double + 2 * measures.inset + 1)


def kind_of(record: AnyRecord, box: Box) -> Kind | None:
    """Return the kind that shows a box's value; none where it has lines."""
    return None if isinstance(thing_named(record, box.name), Lines) else kind_named(record, box.name)


def _height(record: AnyRecord, box: Box) -> int:
    thing = thing_named(record, box.name)
    return box.height or (thing.lines if isinstance(thing, Note) else 0)
