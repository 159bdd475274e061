"""Record numbers PREFIX-YYYY-NNNN: never reused, by the year of the event (R-008, domain 3.0.2)."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from typing import Final

from custdesk.language import N_
from custdesk.problem import Problem

PREFIXES: Final = (
    "ZB", "GT", "TS", "HZ", "WX", "HF", "GW", "GH", "ZF", "HD", "HJ", "BG", "JX", "HY", "KT", "DC", "JC", "JY",
    "TY", "JB", "HB", "ZX", "KZ", "BS", "CF", "TZ", "QS",
)  # fmt: skip
DUTY_LOG, COMPLAINT = "ZB", "TS"


def series(prefix: str, happened: datetime.date) -> str:
    """Return the series of a record, PREFIX-YYYY, by the year of its event, not of its entry (R-008)."""
    return f"{prefix}-{happened.year:04}"


def number(prefix: str, happened: datetime.date, serial: int) -> str:
    """Return a record's number, PREFIX-YYYY-NNNN; past 9999 it grows a digit (R-008)."""
    return f"{series(prefix, happened)}-{serial:04}"


def parts(said: str) -> tuple[str, int, int] | None:
    """Return prefix, year and serial of a number, None when it is none (3.0.2)."""
    found = re.fullmatch(r"([A-Z]{2})-(\d{4})-(\d{4,})", said.strip().upper())
    if found is None or found[1] not in PREFIXES:
        return None
    return found[1], int(found[2]), int(found[3])


def next_serial(taken: Iterable[int]) -> int:
    """Return the next serial of a series: one past the highest ever taken, voided ones too (R-008)."""
    return max(taken, default=0) + 1


def void_problems(reason: str) -> list[Problem]:
    """Ask for the reason of a void; the number stays spent and listed (R-008)."""
    if reason.strip():
        return []
    return [Problem(N_("Give the reason for voiding; the number stays listed"), "void_reason", "R-008")]
