"""Make the table by which Traditional characters are folded: `python -m tools.make_simplified` writes simplified.py anew.

Whoever changes the table changes what is indexed: it goes together with a migration that lets every record wait for the
index (architecture, section 3.2).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from opencc import OpenCC

MADE: Final = Path(__file__).parents[1] / "custdesk" / "office" / "simplified.py"
#: Han blocks with traditional characters of their own; compatibility blocks are folded away by NFKC before
HAN_BLOCKS: Final = ((0x3400, 0xA000), (0x20000, 0x323B0))
IN_A_LINE: Final = 50
HEAD: Final = '''"""Traditional characters and those they are compared by, made by `python -m tools.make_simplified`.

Character by character from OpenCC's dictionary t2s (Apache-2.0), to the end of each chain. A table of our own: loading a
converter takes a tenth of a second that the first key of a search would wait for, and the search index stays the same
whatever becomes of the converter.
"""

from __future__ import annotations

from typing import Final
'''


def pairs() -> dict[str, str]:
    """Return each Traditional character with the Simplified one at the end of its chain."""
    characters = [chr(code) for first, end in HAN_BLOCKS for code in range(first, end)]
    simple = OpenCC("t2s").convert("\n".join(characters)).split("\n")
    table = {old: new for old, new in zip(characters, simple, strict=True) if old != new}
    return {old: _end_of_chain(new, table) for old, new in table.items()}


def _end_of_chain(character: str, table: dict[str, str]) -> str:
    while character in table:  # 薴 > 苧 > 苎: only the end keeps fold(fold(x)) == fold(x)
        character = table[character]
    return character


def _said(name: str, text: str) -> Iterator[str]:
    yield f"\n{name}: Final = ("
    for start in range(0, len(text), IN_A_LINE):
        yield f'    "{text[start : start + IN_A_LINE]}"'
    yield ")"


def main() -> None:
    """Write the module."""
    table = pairs()
    lines = [*_said("TRADITIONAL", "".join(table)), *_said("SIMPLIFIED", "".join(table.values()))]
    MADE.write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
