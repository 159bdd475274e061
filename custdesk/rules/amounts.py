"""An amount of money in the capital numerals of contracts: 叁仟元整 (REC-16)."""

from __future__ import annotations

from typing import Final

_HANS: Final = (
    "零壹贰叁肆伍陆柒捌玖",
    ("", "拾", "佰", "仟"),
    ("", "万", "亿", "万亿"),
    "元",
    "角",
    "分",
    "整",
    "负",
)
_HANT: Final = (
    "零壹貳參肆伍陸柒捌玖",
    ("", "拾", "佰", "仟"),
    ("", "萬", "億", "萬億"),
    "圓",
    "角",
    "分",
    "整",
    "負",
)


def in_capitals(fen: int, *, traditional: bool = False) -> str:
    """Return whole fen in capital numerals: 壹仟零伍元整, 叁佰元零伍分. Raises ValueError from 10^16 yuan on."""
    digits, steps, groups, yuan_word, jiao_word, fen_word, whole, minus = _HANT if traditional else _HANS
    yuan, cents = divmod(abs(fen), 100)
    if yuan >= 10**16:
        raise ValueError(fen)
    jiao, rest = divmod(cents, 10)
    said = _yuan(yuan, digits, steps, groups)
    parts = [f"{said}{yuan_word}" if said or not cents else ""]
    if jiao:
        parts.append(f"{digits[jiao]}{jiao_word}")
    elif rest and said:
        parts.append(digits[0])
    parts.append(f"{digits[rest]}{fen_word}" if rest else whole)
    if parts[0] == yuan_word:
        parts[0] = f"{digits[0]}{yuan_word}"
    return (minus if fen < 0 else "") + "".join(parts)


def _yuan(yuan: int, digits: str, steps: tuple[str, ...], groups: tuple[str, ...]) -> str:
    """Group by four places; one zero stands for any run of them inside the number."""
    said, zero = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = yuan // 10 ** (4 * place) % 10**4
        if not group:
            zero = bool(said)
            continue
        for step in range(3, -1, -1):
            digit = group // 10**step % 10
            if digit:
                said += (digits[0] if zero and said else "") + digits[digit] + steps[step]
                zero = False
            else:
                zero = zero or bool(said)
        said += groups[place]
        zero = zero and group % 10 == 0
    return said
