"""The record's photos on paper: scaled, turned as they were taken, never cropped, with their captions.

A photo is opened only when its page is drawn and made as small as its place needs, so that sixty big ones take the
memory of six. One that cannot be shown leaves a sentence in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.language import N_
from custdesk.paper.blocks import Block, HeadingRow
from custdesk.paper.drawing import ASCENT, Pen
from custdesk.paper.photographs import Trouble, scaled
from custdesk.paper.typesetting import Setter
from custdesk.sheet import Photos
from custdesk.snapshot import Snapshot

TITLE: Final = N_("Photos")
DPI: Final = 200
GRIDS: Final = {2: (1, 2), 4: (2, 2), 6: (2, 3)}  # photos on a page: across, down
AIR: Final = 5.0  # between a photo and the rules around it
WHY: Final = {
    "missing": N_("This photo's file is missing; look for it in a backup"),
    "broken": N_("This photo cannot be shown: the file is damaged or of a kind this program does not know"),
    "large": N_("This photo is too large to print; put a smaller one beside it"),
}


class Place(Struct, frozen=True):
    """One photo's place: its digest, its caption, and the sentences that may stand for it."""

    digest: str
    caption: tuple[str, ...]
    sentences: Mapping[str, tuple[str, ...]]


class PhotoRow(Block, frozen=True, kw_only=True):
    """Photos side by side, captions below."""

    places: tuple[Place, ...]
    across: int
    read_file: Callable[[str], bytes]

    def draw(self, pen: Pen, top: float, height: float) -> None:
        """Draw each photo as large as its place allows."""
        measures = pen.measures
        wide = measures.body / self.across
        words = max((len(place.caption) for place in self.places), default=0) * measures.small_leading
        for number, place in enumerate(self.places):
            left = measures.side + number * wide
            if number:
                pen.rule(left, top, left, top + height)
            room = (left + AIR, top + AIR, wide - 2 * AIR, height - words - 2 * AIR - 2)
            self._draw_photo(pen, place, *room)
            at = top + height - words - 3
            for line in place.caption:
                pen.centred(left + wide / 2, at + measures.small * ASCENT + 1, line, measures.small)
                at += measures.small_leading
        if len(self.places) < self.across:
            left = measures.side + len(self.places) * wide
            pen.rule(left, top, left, top + height)

    def _draw_photo(
        self, pen: Pen, place: Place, left: float, top: float, width: float, height: float
    ) -> None:
        try:
            picture = scaled(self.read_file(place.digest), width / 72 * DPI, height / 72 * DPI)
        except OSError:
            self._say(pen, place.sentences["missing"], left, top, width, height)
            return
        except Trouble as trouble:
            self._say(pen, place.sentences[trouble.why], left, top, width, height)
            return
        scale = min(width / picture.width, height / picture.height)
        wide, tall = picture.width * scale, picture.height * scale
        pen.picture(left + (width - wide) / 2, top + (height - tall) / 2, wide, tall, picture.jpeg)

    def _say(
        self, pen: Pen, lines: Sequence[str], left: float, top: float, width: float, height: float
    ) -> None:
        measures = pen.measures
        pen.frame(left, top, left + width, top + height, 0.5)
        at = top + (height - len(lines) * measures.small_leading) / 2
        for line in lines:
            pen.centred(left + width / 2, at + measures.small * ASCENT, line, measures.small)
            at += measures.small_leading


def photos_of(snapshot: Snapshot) -> tuple[Mapping[str, Any], ...]:
    """Return a record's photos in the order they were attached."""
    return tuple(one for one in snapshot.values.get("attachments") or () if one.get("kind") == "photo")


def photo_blocks(
    part: Photos,
    snapshot: Snapshot,
    setter: Setter,
    read_file: Callable[[str], bytes],
    per_page: int,
    room: float,
) -> list[Block]:
    """Return rows of photos, as high as lets `per_page` stand in `room`; nothing where there are none."""
    photos = photos_of(snapshot)
    if not photos:
        return []
    across, down = GRIDS[per_page or part.per_page or fitting(len(photos))]
    measures = setter.measures
    head = measures.row * 0.8
    heading, again = (
        HeadingRow(
            left=measures.side, width=measures.body, text=setter.say(text, bold=True), height=head, leads=True
        )
        for text in (TITLE, N_("{label} (continued)").having(label=TITLE))
    )
    tall = (room - head - 1) / down
    inner = measures.body / across - 2 * AIR
    places = [_place(number, photo, setter, inner) for number, photo in enumerate(photos, 1)]
    rows = [
        PhotoRow(
            places=tuple(places[start : start + across]),
            across=across,
            read_file=read_file,
            height=tall,
            opening=(again,),
        )
        for start in range(0, len(places), across)
    ]
    return [heading, *rows]


def fitting(count: int) -> int:
    """Return how many photos stand on a page where nobody chose."""
    return next((size for size in GRIDS if count <= size), max(GRIDS))


def _place(number: int, photo: Mapping[str, Any], setter: Setter, width: float) -> Place:
    size = setter.measures.small
    caption = N_("Photo {number}: {caption}") if photo.get("note") else N_("Photo {number}")
    said = setter.words(caption.having(number=number, caption=photo.get("note") or ""))
    sentences = {why: setter.lines(setter.words(text), width - size, size) for why, text in WHY.items()}
    return Place(str(photo["digest"]), setter.lines(said, width, size), sentences)
