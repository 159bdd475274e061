"""What a setting may hold: kinds that read what was typed, check plain values and ready them for the rules."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from custdesk.errors import Unreadable
from custdesk.language import N_, Text

HOLIDAY, WORKING_WEEKEND = "holiday", "working_weekend"
_YES: Final = frozenset({"yes", "true", "1", "是", "on"})
_NO: Final = frozenset({"no", "false", "0", "否", "off"})


class Holiday(Struct, frozen=True):
    """One row of the holiday table (R-003, R-124): a public holiday, or a weekend day that is worked."""

    day: datetime.date
    name: str
    kind: str = HOLIDAY

    def plain(self) -> dict[str, str]:
        """Return the row as JSON-plain values."""
        return {"date": self.day.isoformat(), "name": self.name, "kind": self.kind}


class Kind(Struct, frozen=True):
    """What a setting may hold: reads what was typed, checks a plain value, makes it ready for the rules."""

    def read(self, text: str) -> object:
        """Return the JSON-plain value of what was typed; raises Unreadable."""
        return text.strip()

    def wrong(self, value: object) -> Text | None:
        """Return what is wrong with a JSON-plain value, None when nothing is."""
        return None if isinstance(value, str) else N_("Enter text")

    def ready(self, value: object) -> object:
        """Return a checked JSON-plain value as the rules read it."""
        return value


class Line(Kind, frozen=True):
    """One line of text; may be empty."""

    def wrong(self, value: object) -> Text | None:
        """Refuse line breaks."""
        if not isinstance(value, str) or "\n" in value:
            return N_("Enter one line of text")
        return None


class YesNo(Kind, frozen=True):
    """A switch."""

    def read(self, text: str) -> object:
        """Read yes or no in the languages of the house."""
        said = text.strip().casefold()
        if said in _YES or said in _NO:
            return said in _YES
        raise Unreadable(N_("Enter yes or no"))

    def wrong(self, value: object) -> Text | None:
        """Accept booleans only."""
        return None if isinstance(value, bool) else N_("Enter yes or no")


class Number(Kind, frozen=True):
    """A whole number from `least` to `most`, both included."""

    least: int = 0
    most: int = 9999

    def read(self, text: str) -> object:
        """Read a whole number; full-width digits count."""
        try:
            return int(text.strip())
        except ValueError:
            raise Unreadable(N_("Enter a whole number")) from None

    def wrong(self, value: object) -> Text | None:
        """Check the range."""
        if isinstance(value, bool) or not isinstance(value, int):
            return N_("Enter a whole number")
        if not self.least <= value <= self.most:
            return N_("Enter a number from {least} to {most}").having(least=self.least, most=self.most)
        return None


class Numbers(Kind, frozen=True):
    """A rising list of whole numbers, all greater than zero."""

    def read(self, text: str) -> object:
        """Read numbers parted by commas or spaces."""
        try:
            return [int(part) for part in re.split(r"[,，、;；\s]+", text.strip()) if part]
        except ValueError:
            raise Unreadable(N_("Enter whole numbers with commas between")) from None

    def wrong(self, value: object) -> Text | None:
        """Accept a rising list."""
        if not isinstance(value, list) or not value or any(type(part) is not int for part in value):
            return N_("Enter whole numbers with commas between")
        if value[0] < 1 or value != sorted(set(value)):
            return N_("Enter rising numbers greater than zero")
        return None

    def ready(self, value: object) -> object:
        """Return a tuple."""
        return tuple(value) if isinstance(value, list) else value


class Choice(Kind, frozen=True):
    """One code of a few, each with its label."""

    options: Mapping[str, Text]

    def read(self, text: str) -> object:
        """Read the code, or its English label."""
        said = text.strip()
        for code, label in self.options.items():
            if said in (code, label.msgid):
                return code
        raise Unreadable(self._pick())

    def wrong(self, value: object) -> Text | None:
        """Accept a declared code only."""
        return None if isinstance(value, str) and value in self.options else self._pick()

    def _pick(self) -> Text:
        return N_("Choose one of: {options}").having(options=", ".join(self.options))


class YearDay(Kind, frozen=True):
    """A day of every year, stored as MM-DD; 29 February is refused because most years lack it."""

    def read(self, text: str) -> object:
        """Read 1-31, 01-31, 1/31 or 1月31日 as month and day."""
        found = re.fullmatch(r"(\d{1,2})[-/.月](\d{1,2})日?", text.strip())
        if not found:
            raise Unreadable(N_("Enter month and day like 01-31"))
        return f"{int(found[1]):02}-{int(found[2]):02}"

    def wrong(self, value: object) -> Text | None:
        """Accept a day every year has."""
        try:
            datetime.date.fromisoformat(f"2027-{value}")
        except ValueError:
            return N_("Enter month and day like 01-31")
        return None

    def ready(self, value: object) -> object:
        """Return (month, day)."""
        month, day = str(value).split("-")
        return int(month), int(day)


class Holidays(Kind, frozen=True):
    """The holiday table: one row a day."""

    def read(self, text: str) -> object:
        """Read one row a line: date, name, and `holiday` (assumed when left out) or `working_weekend`."""
        rows = []
        for line in filter(str.strip, text.splitlines()):
            parts = [part.strip() for part in re.split(r"[,，\t]", line)]
            kind = parts[2] if len(parts) > 2 and parts[2] else HOLIDAY
            rows.append({"date": parts[0], "name": parts[1] if len(parts) > 1 else "", "kind": kind})
        if (wrong := self.wrong(rows)) is not None:
            raise Unreadable(wrong)
        return rows

    def wrong(self, value: object) -> Text | None:
        """Accept rows with a real date and a known kind, every date once."""
        seen: set[datetime.date] = set()
        for row in value if isinstance(value, list) else ({},):
            try:
                day = datetime.date.fromisoformat(row["date"])
                known = row["kind"] in (HOLIDAY, WORKING_WEEKEND) and isinstance(row["name"], str)
            except (TypeError, KeyError, ValueError):
                return N_("Write each holiday as date, name, kind, like 2027-10-01, National Day, holiday")
            if not known:
                return N_("Mark each row of the holiday table as holiday or working_weekend")
            if day in seen:
                return N_("{day} stands twice in the holiday table").having(day=day)
            seen.add(day)
        return None

    def ready(self, value: object) -> object:
        """Return a tuple of Holiday in order of date."""
        rows = value if isinstance(value, list) else []
        found = (Holiday(datetime.date.fromisoformat(r["date"]), r["name"], r["kind"]) for r in rows)
        return tuple(sorted(found, key=lambda holiday: holiday.day))
