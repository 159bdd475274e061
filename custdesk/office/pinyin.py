"""Names by the sound of them: pinyin initials and full pinyin, with the readings surnames have."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import islice, product
from typing import Final

from custdesk.office.folding import fold

_MOST: Final = 32  # readings kept for one name; a long company name would have thousands
# Surnames read otherwise than as a word; looked up folded, so 單 is 单. The surname's reading comes first.
_SURNAMES: Final = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "任": "ren", "朴": "piao",
    "盖": "ge", "华": "hua", "翟": "zhai", "繁": "po", "召": "shao", "员": "yun", "黑": "he", "折": "she",
    "秘": "bi", "冼": "xian", "覃": "qin tan", "乐": "yue le", "缪": "miao", "逄": "pang", "洗": "xian",
    "种": "chong", "祭": "zhai", "句": "gou", "谌": "chen", "隗": "wei kui", "车": "che", "石": "shi",
    "薄": "bo", "葛": "ge", "贾": "jia", "冯": "feng", "宁": "ning", "尹": "yin", "牟": "mu mou", "能": "nai",
    "盛": "sheng", "应": "ying", "令": "ling", "燕": "yan", "那": "na", "乜": "nie", "长": "zhang chang",
    "哈": "ha", "柏": "bai bo", "郇": "xun huan", "不": "fou", "褚": "chu", "晟": "cheng", "都": "du",
    "过": "guo", "曲": "qu", "沈": "shen", "卜": "bu", "纪": "ji", "阚": "kan", "臧": "zang", "邢": "xing",
    "俞": "yu", "要": "yao", "撒": "sa", "訾": "zi", "於": "yu", "郗": "xi chi", "宓": "mi fu", "载": "zai",
}  # fmt: skip
_DOUBLE_SURNAMES: Final = {
    "尉迟": "yu chi", "万俟": "mo qi", "澹台": "tan tai", "单于": "chan yu", "长孙": "zhang sun", "令狐": "ling hu",
    "宰父": "zai fu", "亓官": "qi guan", "鲜于": "xian yu", "呼延": "hu yan", "尉犁": "yu li", "皇甫": "huang fu",
    "夏侯": "xia hou", "诸葛": "zhu ge", "东方": "dong fang", "欧阳": "ou yang", "司马": "si ma", "上官": "shang guan",
    "慕容": "mu rong", "公孙": "gong sun", "独孤": "du gu", "南宫": "nan gong", "申屠": "shen tu", "濮阳": "pu yang",
}  # fmt: skip
_PIECE: Final = re.compile(r"[a-z]+|[0-9]+|[㐀-鿿\U00020000-\U000323AF]")


def initials(name: str) -> tuple[str, ...]:
    """All plausible pinyin initials of a name, the surname's own reading first: 曾小单 > zxd, cxd, zxs, cxs."""
    return _joined([tuple(dict.fromkeys(_first(way) for way in ways)) for ways in _readings(name)])


def full_pinyin(name: str) -> tuple[str, ...]:
    """All plausible full readings without tones or spaces: 单小吕 > shanxiaolv, shanxiaolu and so on."""
    return _joined(
        [
            tuple(dict.fromkeys(way for read in ways for way in (read, read.replace("v", "u"))))
            for ways in _readings(name)
        ]
    )


def _first(reading: str) -> str:
    return reading if reading.isdigit() else reading[0]


def _joined(ways: list[tuple[str, ...]]) -> tuple[str, ...]:
    """Join one choice per character; when there are too many, all usual ones and each unusual one alone."""
    if not ways:
        return ()
    many = 1
    for choices in ways:
        many *= len(choices)
    if many <= _MOST:
        return tuple(dict.fromkeys("".join(chosen) for chosen in product(*ways)))
    usual = [choices[0] for choices in ways]
    single = (
        "".join((*usual[:at], other, *usual[at + 1 :]))
        for at, choices in enumerate(ways)
        for other in choices[1:]
    )
    return tuple(dict.fromkeys(("".join(usual), *islice(single, _MOST - 1))))


@lru_cache(maxsize=4096)
def _readings(name: str) -> list[tuple[str, ...]]:
    """For each character its readings, for each Latin word or number itself."""
    pieces = _PIECE.findall(unicodedata.normalize("NFKC", name).lower())
    surname = _surname([fold(piece) for piece in pieces[:2]], len(pieces))
    read = [
        tuple(dict.fromkeys((*(surname[at] if at < len(surname) else ()), *_spoken(piece))))
        for at, piece in enumerate(pieces)
    ]
    return [ways for ways in read if ways]  # a character nobody knows how to read is passed over


def _surname(beginning: list[str], length: int) -> list[tuple[str, ...]]:
    double = _DOUBLE_SURNAMES.get("".join(beginning))
    if double and length > 2:
        return [(reading,) for reading in double.split()]
    single = _SURNAMES.get(beginning[0]) if beginning else None
    return [tuple(single.split())] if single else []


@lru_cache(maxsize=4096)
def _spoken(piece: str) -> tuple[str, ...]:
    if piece.isascii():
        return (piece,)
    from pypinyin import Style, pinyin  # late: its dictionaries take their time

    said = pinyin(piece, style=Style.NORMAL, heteronym=True, errors="ignore", v_to_u=False)
    return tuple(way for way in said[0] if way.isascii() and way.isalpha()) if said else ()
