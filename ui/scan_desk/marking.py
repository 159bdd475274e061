"""Two texts side by side, each letter that the other has not marked; by underline and ground, never by colour alone."""

from __future__ import annotations

import difflib
from html import escape
from typing import Final

from ui.theme import Tints

MOST: Final = 3000  # letters compared one by one; longer texts are shown plain


def differing(paper: str, record: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where each of two texts has what the other has not, as (start, end)."""
    if max(len(paper), len(record)) > MOST:
        return [], []
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    codes = difflib.SequenceMatcher(None, paper, record, autojunk=False).get_opcodes()
    for place, (what, start, end, other, until) in enumerate(codes):
        lone = end - start == 1 and 0 < place < len(codes) - 1  # one letter alike amid others: chance
        if what != "equal" or lone:
            _add(left, start, end)
            _add(right, other, until)
    return left, right


def _add(marks: list[tuple[int, int]], start: int, end: int) -> None:
    """Add a mark, or make the last one longer where it ends there."""
    if marks and marks[-1][1] == start:
        marks[-1] = (marks[-1][0], end)
    elif end > start:
        marks.append((start, end))


def as_html(text: str, marks: list[tuple[int, int]], tint: Tints) -> str:
    """Return a text with its marks."""
    style = f"background-color: {tint.marked.name()}; text-decoration: underline; font-weight: 600;"
    parts, done = [], 0
    for start, end in marks:
        parts += [escape(text[done:start]), f'<span style="{style}">{_seen(text[start:end])}</span>']
        done = end
    parts.append(escape(text[done:]))
    return "".join(parts).replace("\n", "<br>")


def _seen(text: str) -> str:
    """A blank or a line's end that differs must be seen, too."""
    return escape(text).replace(" ", "&nbsp;").replace("\n", "↵\n")
