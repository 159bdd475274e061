"""What she types, read as she means it: days, moments, numbers, money, phones (design section 5)."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import Final

from custdesk.errors import Unreadable
from custdesk.language import N_

DAY_WORDS: Final = {
    "前天": -2, "昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "後天": 2,
    "yesterday": -1, "today": 0, "tomorrow": 1,
}  # fmt: skip
NOW_WORDS: Final = frozenset({"现在", "現在", "now"})
SHIFTED: Final = str.maketrans({"。": ".", "－": "-", "—": "-", "–": "-", "：": ":", "／": "/", "，": ","})
HALF_YEAR: Final = datetime.timedelta(days=183)


def narrow(text: str) -> str:
    """Fold full-width digits and the marks an input method puts in their place; trim."""
    return unicodedata.normalize("NFKC", text.translate(SHIFTED)).strip()


def read_day(text: str, today: datetime.date) -> datetime.date:
    """Read a day: 2027-03-04, 20270304, 3-4, 0304, 3月4日, 今天, 昨天, or a bare day of this month.

    Without a year the nearest such day is meant. Raises Unreadable.
    """
    typed = narrow(text).lower()
    if typed in DAY_WORDS:
        return today + datetime.timedelta(days=DAY_WORDS[typed])
    plain = re.sub(r"[年月/.]", "-", typed).rstrip("日号號").strip("-")
    try:
        if found := re.fullmatch(r"(\d{4})-?(\d{1,2})-?(\d{1,2})", plain):
            if len(plain) == 8 or "-" in plain:
                return datetime.date(*(int(part) for part in found.groups()))
        elif found := re.fullmatch(r"(\d{2})-(\d{1,2})-(\d{1,2})", plain):
            year, month, day = (int(part) for part in found.groups())
            return datetime.date(2000 + year, month, day)
        elif found := re.fullmatch(r"(\d{1,2})-(\d{1,2})|(\d{2})(\d{2})", plain):
            month, day = (int(part) for part in found.groups() if part)
            return _nearest(month, day, today)
        elif re.fullmatch(r"\d{1,2}", plain):
            return today.replace(day=int(plain))
    except ValueError:
        pass
    raise Unreadable(
        N_("“{typed}” is no date; type 3-4, 0304, 2027-03-04 or 今天").having(typed=text.strip())
    )


def _nearest(month: int, day: int, today: datetime.date) -> datetime.date:
    found = []
    for year in range(today.year - 4, today.year + 5):
        try:
            found.append(datetime.date(year, month, day))
        except ValueError:
            continue
    if not found:
        raise ValueError
    return min(found, key=lambda date: (abs(date - today), date))


def read_moment(text: str, now: datetime.datetime) -> datetime.datetime:
    """Read a moment: a day and a time (3-4 10:05, 昨天 2015, 10:05 = today); 24:00 is the next day's 00:00."""
    typed = narrow(text).lower().replace("t", " ") if "T" in text else narrow(text).lower()
    if typed in NOW_WORDS:
        return now.replace(second=0, microsecond=0)
    parts = typed.rsplit(maxsplit=1)
    try:
        if len(parts) == 2:
            return _at(read_day(parts[0], now.date()), parts[1])
        if ":" in typed or "点" in typed or "點" in typed:
            return _at(now.date(), typed)
        if re.fullmatch(r"\d{4}", typed) and int(typed[:2]) > 12:
            return _at(now.date(), typed)  # 1830 is no day of the year
        return _at(read_day(typed, now.date()), "0:00")
    except (ValueError, Unreadable):
        raise Unreadable(
            N_("“{typed}” is no time; type 10:05, 3-4 10:05 or 昨天 20:15").having(typed=text.strip())
        ) from None


def _at(day: datetime.date, clock: str) -> datetime.datetime:
    found = re.fullmatch(r"(\d{1,2})[:点點](\d{2})(?::\d{2})?分?|(\d{1,2})(\d{2})|(\d{1,2})[点點]", clock)
    if not found:
        raise ValueError(clock)
    hour, minute = [*(int(part) for part in found.groups() if part), 0][:2]
    if (hour, minute) == (24, 0):
        return datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time())
    return datetime.datetime.combine(day, datetime.time(hour, minute))


def read_number(text: str) -> int:
    """Read a whole number; thousands marks are allowed. Raises Unreadable."""
    typed = narrow(text).replace(",", "").replace(" ", "")
    if not re.fullmatch(r"[+-]?\d{1,15}", typed):
        raise Unreadable(N_("“{typed}” is no whole number").having(typed=text.strip()))
    return int(typed)


def read_money(text: str) -> int:
    """Read an amount in yuan and return fen; at most two decimals. Raises Unreadable."""
    typed = narrow(text).replace(",", "").strip("¥￥元 ")
    found = re.fullmatch(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?", typed)
    if not found:
        raise Unreadable(N_("“{typed}” is no amount; type 12 or 12.50").having(typed=text.strip()))
    sign, yuan, cents = found.groups()
    return (-1 if sign else 1) * (int(yuan) * 100 + int((cents or "0").ljust(2, "0")))


def read_phone(text: str) -> str:
    """Read a telephone number: digits, an extension after "-" or "转"; spaces go. Raises Unreadable."""
    typed = re.sub(r"\s+", "", narrow(text)).replace("转", "-").replace("轉", "-").replace("ext", "-")
    if not re.fullmatch(r"\+?[\d()-]{3,24}", typed) or sum(sign.isdigit() for sign in typed) < 3:
        raise Unreadable(N_("“{typed}” is no telephone number").having(typed=text.strip()))
    return typed
