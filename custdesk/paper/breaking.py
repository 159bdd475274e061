"""Breaking text into lines as Chinese is set: pure functions over the width of a character.

No line starts with closing punctuation or ends with an opening one; Latin words and numbers stay whole but for the
hyphen of a double name; hard breaks and ideographic spaces stay; a word longer than the line is cut. Ordinary spaces
at a soft break fall away.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Final

NO_START: Final = frozenset("，。、；：！？）》」』】”’…—～·〉〕〗］｝〞％‰℃々〻ー゠–‐,.;:!?)]}%°′″")
UNITS: Final = frozenset("年月日时時分秒号號栋棟室户戶元件次")  # stay with the number before them
NO_END: Final = frozenset("（《「『【“‘〈〔〖［｛〝￥＄￡＃№([{$¥£#")


def break_lines(text: str, width: float, advance: Callable[[str], float]) -> list[str]:
    """Break a text into lines no wider than `width`; `advance` tells a character's width in the same unit.

    At least one character stands on each line, so only a single character may be wider than `width`.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if sum(map(advance, paragraph)) <= width:
            lines.append(paragraph)
        else:
            _break_paragraph(paragraph, width, advance, lines)
    return lines


def may_break(before: str, after: str) -> bool:
    """Tell whether a line may end between two characters."""
    if after in NO_START or before in NO_END or after == " ":
        return False
    if before == "-" and "A" <= after <= "z":
        return True  # a double name, never a number: TS-2027-0031
    if _in_word(before) and (_in_word(after) or (after in UNITS and before.isdigit())):
        return False
    return not unicodedata.combining(after)


def pieces(text: str) -> list[str]:
    """Return the parts of a text that no line break parts: words, and signs with what they belong to."""
    found, start = [], 0
    for place in range(1, len(text)):
        if text[place - 1] == "\n" or may_break(text[place - 1], text[place]):
            found.append(text[start:place])
            start = place
    return [*found, text[start:]]


def _in_word(character: str) -> bool:
    """Tell whether a character belongs to a Latin word or a number."""
    return "!" <= character <= "~" or (
        "\u00a0" <= character < "\u2000" and not unicodedata.combining(character)
    )


def _break_paragraph(text: str, width: float, advance: Callable[[str], float], lines: list[str]) -> None:
    start, used = 0, 0.0
    place, end = 0, len(text)
    while place < end:
        letter = text[place]
        used += advance(letter)
        if used <= width or place == start or (letter == " " and text[start:place].strip(" ")):
            place += 1
            continue
        chances = (cut for cut in range(place, start, -1) if may_break(text[cut - 1], text[cut]))
        cut = next(chances, 0) or _forced(text, start, place)
        lines.append(text[start:cut].rstrip(" "))
        start = place = cut
        used = 0.0
    if start < end:
        lines.append(text[start:].rstrip(" ") or text[start:])


def _forced(text: str, start: int, place: int) -> int:
    """Return where to cut a run that offers no break: the last place that parts no sign from its word."""
    for cut in range(place, start, -1):
        if text[cut] not in NO_START and text[cut - 1] not in NO_END and not unicodedata.combining(text[cut]):
            return cut
    return place
