"""Charts on paper: horizontal bars with their numbers, read in black and white and without a key of colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.fields import Kind, Masked, Showing
from custdesk.language import N_, Text
from custdesk.paper.blocks import EASE, Block, HeadingRow
from custdesk.paper.drawing import ASCENT, Pen
from custdesk.paper.typesetting import Setter
from custdesk.record import lines_of
from custdesk.sheet import Chart
from custdesk.snapshot import Snapshot

BAR: Final = 0.95  # em: how thick a bar is
HATCH: Final = 3.6  # points between the lines of a hatched part
PATTERNS: Final = ("grey", "hatched", "empty", "dark")  # of the parts of a bar, first to last
GREYS: Final = {"grey": 0.62, "dark": 0.2}
LABEL_MOST: Final = 0.36  # part of the width labels may take
BETWEEN: Final = " / "
NOTHING: Final = N_("None", "empty list")


class Bar(Struct, frozen=True):
    """One bar: its label, its parts as shares of the longest bar, and what its number says."""

    label: tuple[str, ...]
    parts: tuple[float, ...]
    said: str


class BarChart(Block, frozen=True, kw_only=True):
    """Bars below each other; what the patterns mean stands above them where there are several."""

    bars: tuple[Bar, ...]
    key: tuple[str, ...]
    label_width: float
    said_width: float
    size: float
    step: float

    def tall(self, bar: Bar) -> float:
        """Return the height of one bar with its label."""
        return max(self.step, len(bar.label) * self.size * 1.35 + 3)

    def cut(self, room: float) -> tuple[Block, Block] | None:
        """Cut between bars."""
        used, fit = self.margin, 0
        for bar in self.bars:
            used += self.tall(bar)
            if used > room + EASE:
                break
            fit += 1
        if not 0 < fit < len(self.bars):
            return None
        return self.part(self.bars[:fit]), self.part(self.bars[fit:])

    @property
    def margin(self) -> float:
        """Return the height of everything but the bars."""
        return self.step * (1.1 if self.key else 0) + 8

    def part(self, bars: tuple[Bar, ...]) -> BarChart:
        """Return the chart with some of its bars."""
        return replace(self, bars=bars, height=self.margin + sum(map(self.tall, bars)))

    def draw(self, pen: Pen, top: float, height: float) -> None:  # noqa: ARG002
        """Draw key, labels, bars and numbers."""
        inset, left = pen.measures.inset, pen.measures.side
        at = top + 4
        if self.key:
            self._draw_key(pen, left + inset, at)
            at += self.step * 1.1
        start = left + inset + self.label_width + inset
        room = pen.measures.width - pen.measures.side - inset - self.said_width - inset - start
        begun = at
        for bar in self.bars:
            tall = self.tall(bar)
            self._draw_bar(pen, bar, start, at, tall, room)
            at += tall
        pen.rule(start, begun, start, at, 0.8)

    def _draw_key(self, pen: Pen, left: float, top: float) -> None:
        side = self.size * 0.9
        for place, said in enumerate(self.key):
            paint(
                pen,
                left,
                top + (self.step - side) / 2,
                left + 1.6 * side,
                top + (self.step + side) / 2,
                place,
            )
            left += 1.6 * side + self.size * 0.5
            pen.text(left, top + (self.step - self.size) / 2 + self.size * ASCENT, said, self.size)
            left += pen.width(said, self.size) + self.size * 1.6

    def _draw_bar(self, pen: Pen, bar: Bar, start: float, top: float, tall: float, room: float) -> None:
        size, leading = self.size, self.size * 1.35
        at = top + (tall - len(bar.label) * leading) / 2
        for line in bar.label:
            pen.ending(start - pen.measures.inset, at + (leading - size) / 2 + size * ASCENT, line, size)
            at += leading
        high = size * BAR
        upper = top + (tall - high) / 2
        left = start
        for place, share in enumerate(bar.parts):
            if share > 0:
                paint(pen, left, upper, left + share * room, upper + high, place)
                left += share * room
        pen.text(
            left + pen.measures.inset, top + (tall - size) / 2 + size * ASCENT, bar.said, size, bold=True
        )


def paint(pen: Pen, left: float, top: float, right: float, bottom: float, place: int) -> None:
    """Draw one part of a bar in the pattern of its place, with an outline."""
    pattern = PATTERNS[place % len(PATTERNS)]
    if pattern in GREYS:
        pen.fill(left, top, right, bottom, GREYS[pattern])
    elif pattern == "hatched":
        for first, second in hatching(right - left, bottom - top):
            pen.rule(left + first[0], bottom - first[1], left + second[0], bottom - second[1], 0.6)
    pen.frame(left, top, right, bottom, 0.6)


def hatching(width: float, height: float) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return slanting lines that fill a rectangle, from its lower left corner, cut at its edges."""
    found = []
    for step in range(1, int((width + height) / HATCH) + 1):
        reach = step * HATCH
        low = (min(reach, width), max(reach - width, 0.0))
        high = (max(reach - height, 0.0), min(reach, height))
        if low[0] > high[0]:
            found.append((low, high))
    return found


def chart_blocks(part: Chart, snapshot: Snapshot, setter: Setter) -> list[Block]:
    """Return a chart's title and bars; without lines it says that there are none."""
    lines = lines_of(snapshot.record)[part.name]
    title = setter.say(part.title or lines.label, bold=True)
    measures = setter.measures
    heading = HeadingRow(
        left=measures.side, width=measures.body, text=title, height=measures.row * 0.8, leads=True
    )
    return [heading, bar_chart(part, lines.line.kinds(), snapshot, setter)]


def bar_chart(part: Chart, kinds: Mapping[str, Kind], snapshot: Snapshot, setter: Setter) -> BarChart:
    """Return the bars of a record's lines."""
    rows: Sequence[Mapping[str, Any]] = snapshot.values.get(part.name) or ()
    showing = Showing(setter.words, snapshot.names)
    size, inset = setter.measures.small, setter.measures.inset
    counts = [[_length(row.get(name)) for name in part.figures] for row in rows]
    longest = max((sum(each) for each in counts), default=0.0) or 1.0
    labels = [_shown(kinds[part.label], row.get(part.label), showing) for row in rows] or [
        setter.say(NOTHING)
    ]
    most = setter.measures.body * LABEL_MOST
    label_width = min(max(setter.width(setter.clean(label), size) for label in labels), most)
    said = [
        BETWEEN.join(_shown(kinds[name], row.get(name), showing) or "–" for name in part.figures)
        for row in rows
    ] or [""]
    bars = tuple(
        Bar(
            setter.lines(label, label_width + 0.01, size),
            tuple(one / longest for one in each),
            setter.clean(told),
        )
        for label, each, told in zip(labels, counts or [[0.0]], said, strict=True)
    )
    several = len(part.figures) > 1
    key: tuple[Text, ...] = tuple(kinds[name].label for name in part.figures) if several else ()
    chart = BarChart(
        bars=bars,
        key=tuple(setter.say(text) for text in key),
        label_width=label_width,
        said_width=max(setter.width(bar.said, size, bold=True) for bar in bars) + inset,
        size=size,
        step=size * 1.75,
        height=0,
    )
    return chart.part(bars)


def _shown(kind: Kind, value: Any, showing: Showing) -> str:
    return str(value) if isinstance(value, Masked) else kind.show(value, showing)


def _length(value: Any) -> float:
    """Return how long a value's bar is; nothing, and what is no number, has none."""
    return max(float(value), 0.0) if isinstance(value, int | float) else 0.0
