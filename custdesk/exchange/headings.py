"""Where a list's heading is and what its columns hold: found by their names, changed by whoever knows better."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from custdesk.office.folding import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from custdesk.exchange.workbook import Line, Sheet

Vocabulary: TypeAlias = tuple[tuple[str, re.Pattern[str]], ...]

_SEARCHED_LINES: Final = 40
_LONGEST_HEADING: Final = 24
_NUMBERED: Final = re.compile(r"\d{3}|[0-9一二三四五六七八九十](号楼|號樓|栋|棟|幢|座|单元|單元)")


class Mapping(Struct, frozen=True):
    """Which column holds which field; "" is a column that is not imported.

    `headings` are the words found above each column, `header_lines` Excel's numbers of the heading lines
    (empty when none was recognised), `tenants` and `users` whose names the name column holds.
    """

    headings: tuple[str, ...]
    fields: tuple[str, ...]
    header_lines: tuple[int, ...] = ()
    kind: str = "owner"

    def having(self, column: int, field: str) -> Mapping:
        """The same mapping with another field for a column (counted from 0); a field is held by one column."""
        kept = [("" if other == field else other) for other in self.fields]
        kept += [""] * (column + 1 - len(kept))
        kept[column] = field
        return replace(
            self, fields=tuple(kept), headings=self.headings + ("",) * (len(kept) - len(self.headings))
        )

    def column(self, field: str) -> int | None:
        """The column of a field, counted from 0."""
        return self.fields.index(field) if field in self.fields else None


def plain_heading(text: str) -> str:
    """A heading as it is compared: folded, without blanks, signs and remarks in brackets."""
    folded = fold(text)
    bare = re.sub(r"\(.*?\)|【.*?】|\[.*?\]", "", folded)
    return re.sub(r"[\s*:：、,，/\\|_.\-()#]+", "", bare if re.search(r"\w", bare) else folded)


def named_field(heading: str, vocabulary: Vocabulary) -> str | None:
    """The field a heading names: "" for one known to be of no use here, None for an unknown one."""
    plain = plain_heading(heading)
    if not plain or len(plain) > _LONGEST_HEADING:
        return None
    return next((field for field, pattern in vocabulary if pattern.search(plain)), None)


def propose_mapping(sheet: Sheet, vocabulary: Vocabulary, settle: Callable[[Mapping], Mapping]) -> Mapping:
    """Find one or two heading lines below any title, and say what each column holds.

    `settle` decides between columns that claim the same field. Without a recognisable heading all
    fields are "" and the person maps the columns.
    """
    best, most = Mapping((), ("",) * max((len(line.cells) for line in sheet.lines), default=0)), 1
    for at, line in enumerate(sheet.lines[:_SEARCHED_LINES]):
        below = sheet.lines[at + 1] if at + 1 < len(sheet.lines) else None
        for window in ((line,), (line, below) if below else ()):
            if not window or not all(_is_heading(part, vocabulary) for part in window):
                continue
            found = settle(_read(window, vocabulary))
            worth = len({field for field in found.fields if field})
            if worth > most:
                best, most = found, worth
        if most > 1 and best.header_lines[-1] < line.number:
            break  # the list has begun; a heading repeated further down is not another one
    return best


def _is_heading(line: Line, vocabulary: Vocabulary) -> bool:
    """Mostly words known from headings, and nothing that looks like a number or a long sentence."""
    texts = {cell.text for cell in line.cells if not cell.blank}
    if not texts or any(len(text) > 2 * _LONGEST_HEADING or _NUMBERED.search(text) for text in texts):
        return False
    known = sum(named_field(text, vocabulary) is not None or "信息" in fold(text) for text in texts)
    return known * 2 >= len(texts)


def _read(window: tuple[Line, ...], vocabulary: Vocabulary) -> Mapping:
    wide = max(len(line.cells) for line in window)
    rows = [[_text(line, at) for at in range(wide)] for line in window]
    if len(rows) == 2:
        rows[0] = _spread(rows[0], rows[1])
    headings, fields = [], []
    for at in range(wide):
        words = list(dict.fromkeys(row[at] for row in rows if row[at]))
        headings.append(" ".join(words))
        named = [named_field(word, vocabulary) for word in reversed(words)]
        fields.append(next((field for field in named if field is not None), ""))
    return Mapping(tuple(headings), tuple(fields), tuple(line.number for line in window))


def _text(line: Line, at: int) -> str:
    return "" if at >= len(line.cells) else re.sub(r"\s+", " ", line.cells[at].text)


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """Let an unmerged group heading reach over the columns under it: 业主 over 姓名 and 电话."""
    spread, group = [], ""
    for above, below in zip(upper, lower, strict=True):
        if above:
            group = above if below else ""
        spread.append(above or (group if below else ""))
    return spread
