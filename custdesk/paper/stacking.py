"""Stacks blocks onto pages: what stays together, what is cut, what is stretched to fill a page."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from msgspec import Struct, field
from msgspec.structs import replace

from custdesk.paper.blocks import EASE, Block, rule_between
from custdesk.paper.drawing import Pen

MOST_STRETCH = 2.4  # a box grows to this multiple of the height it wishes for


class Stack(Struct):
    """The blocks of one page with the height each is given."""

    room: float
    blocks: list[Block] = field(default_factory=list)
    heights: list[float] = field(default_factory=list)
    opened: int = 0  # how many of the blocks only repeat what was open on the page before

    @property
    def left(self) -> float:
        """The height still free."""
        return self.room - sum(self.heights)

    def put(self, block: Block) -> None:
        """Put a block at the end."""
        self.blocks.append(block)
        self.heights.append(min(block.height, self.room))

    def take(self) -> Block:
        """Take the last block back."""
        self.heights.pop()
        return self.blocks.pop()

    def draw(self, pen: Pen, top: float) -> None:
        """Draw the page's blocks from `top` down, with a frame around each run of framed ones."""
        left, right = pen.measures.side, pen.measures.width - pen.measures.side
        begun: float | None = None
        for block, height in zip(self.blocks, self.heights, strict=True):
            if block.framed:
                if begun is None:
                    begun = top
                else:
                    rule_between(pen, left, right, top)
            elif begun is not None:
                pen.frame(left, begun, right, top)
                begun = None
            block.draw(pen, top, height)
            top += height
        if begun is not None:
            pen.frame(left, begun, right, top)


def stack(blocks: Sequence[Block], first: float, later: float, *, roomy: bool = False) -> list[Stack]:
    """Stack blocks onto pages with `first` points of room on the first one and `later` on the others.

    Boxes give up room for handwriting to save a page; `roomy` ones do so only where one page is then enough.
    """
    pages = _packed(blocks, first, later)
    if roomy and len(pages) > 1:
        pages = _packed([replace(block, height=block.wished) for block in blocks], first, later)
    for page in pages:
        grow(page)
        if len(pages) == 1:
            stretch(page)
    return pages


def _packed(blocks: Sequence[Block], first: float, later: float) -> list[Stack]:
    pages = [Stack(first)]
    waiting = deque(blocks)
    while waiting:
        page, block = pages[-1], waiting.popleft()
        if not page.blocks and len(pages) > 1:
            for opening in block.opening:
                page.put(opening)
            page.opened = len(page.blocks)
        fresh = len(page.blocks) == page.opened
        needed = block.height + (_company(waiting) if block.leads and not fresh else 0)
        if needed <= page.left + EASE:
            page.put(block)
            continue
        parts = block.cut(page.left)
        if parts:
            page.put(parts[0])
            waiting.appendleft(parts[1])
        elif fresh:  # only its room for handwriting is taller than the page
            page.put(block)
            page.heights[-1] += min(page.left, 0)
            if not waiting:
                break
        else:
            waiting.extendleft(reversed([*_taken_along(page, block, later), block]))
        pages.append(Stack(later))
    return pages


def _company(waiting: Sequence[Block]) -> float:
    """Return the height a leading block wants below it: all leading ones after it and the first other."""
    height = 0.0
    for block in waiting:
        parts = None if block.leads else block.cut(block.height / 2)
        height += parts[0].height if parts else block.height
        if not block.leads:
            break
    return height


def _taken_along(page: Stack, block: Block, room: float) -> list[Block]:
    """Take back what must not be parted from a block that moves to the next page."""
    taken: list[Block] = []
    height = block.height
    follows = block.follows
    while page.blocks and (follows or page.blocks[-1].leads):
        last = page.blocks[-1]
        if follows and not last.follows:
            parts = last.cut(last.height - 60) if last.height > room / 4 else None
            if parts and height + parts[1].height <= room:
                page.take()
                page.put(parts[0])
                return [parts[1], *taken]
        if len(page.blocks) == 1 or height + last.height > room:
            break
        taken.insert(0, page.take())
        height += last.height
        follows = last.follows
    return taken


def grow(page: Stack) -> None:
    """Give the room left on a page to the boxes that wished for more, each its part."""
    missed = [max(block.wished - height, 0) for block, height in zip(page.blocks, page.heights, strict=True)]
    part = min(1.0, max(page.left, 0) / sum(missed)) if sum(missed) else 0
    page.heights = [height + more * part for height, more in zip(page.heights, missed, strict=True)]


def stretch(page: Stack) -> None:
    """Give the room left on a single page to the boxes that can use it for handwriting."""
    open_ended = [place for place, block in enumerate(page.blocks) if block.stretch]
    while open_ended and page.left > EASE:
        share = page.left / sum(page.blocks[place].stretch for place in open_ended)
        full = []
        for place in open_ended:
            block = page.blocks[place]
            wanted = page.heights[place] + share * block.stretch
            most = block.wished * MOST_STRETCH
            page.heights[place] = min(wanted, most)
            if wanted >= most:
                full.append(place)
        if not full:
            break
        open_ended = [place for place in open_ended if place not in full]
