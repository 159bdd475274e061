"""The desk's part about sheets printed empty: numbers set aside, typed in from handwriting, voided (R-008)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from custdesk.binders import BY_KEY
from custdesk.draft import Draft, blank
from custdesk.front_door import FrontDoor
from custdesk.language import Text, Words
from custdesk.office.folding import fold
from custdesk.store import reserving
from custdesk.store.answers import Changes, Refused
from custdesk.store.reserving import Reserved

#: a record's number as people say it: TS-2027-0031, TS31, 0031
SAID_NUMBER = re.compile(r"(?:([A-Z]{2})[- ]?)?(?:(20\d\d)[- ])?0*([1-9]\d{0,5})")
_DASHES = re.compile(r"\s*[‐-―−_]\s*")


def said_numbers(text: str, year: int) -> list[str]:
    """Return the numbers a search may mean, of this year and the last where it names none."""
    said = SAID_NUMBER.fullmatch(_DASHES.sub("-", fold(text)).strip().upper())
    if said is None:
        return []
    known = dict.fromkeys([*(one.form.prefix for one in BY_KEY.values() if one.form.prefix), reserving.BOOK])
    prefixes = [said[1]] if said[1] else list(known)
    years = [said[2]] if said[2] else [str(year - back) for back in range(2)]
    return [f"{prefix}-{one}-{int(said[3]):04d}" for one in years for prefix in prefixes]


class BlankDesk(FrontDoor):
    """What the person at the desk does about pre-printed numbers."""

    def _tell(self, changes: Changes) -> Changes:
        raise NotImplementedError

    def numbers_ahead(self, form: str, sheet: str, count: int) -> tuple[str, ...]:
        """Return the numbers that empty sheets printed now would get; none where the form has no numbers."""
        prefix = reserving.prefix_of(BY_KEY[form], sheet)
        return reserving.ahead(self.store.database, prefix, self.store.now(), count) if prefix else ()

    def numbers_waiting(self) -> list[Reserved]:
        """Return the pre-printed numbers nobody typed in yet, the oldest first."""
        return reserving.waiting(self.store.database)

    def numbers_voided(self) -> list[Reserved]:
        """Return the voided ones, the last voided first."""
        return reserving.voided(self.store.database)

    def number_set_aside(self, number: str) -> Reserved | None:
        """Return what became of a pre-printed number; None where it never was one."""
        return reserving.find(self.store.database, number)

    def number_trouble(self, number: str) -> Text | None:
        """Return why a form cannot take a pre-printed number over: used, voided, lost with a restore; None: it can."""
        try:
            reserving.must_wait(self.store.database, number)
        except Refused as refused:
            return refused.problems[0].text
        return None

    def sheets_said(self, text: str) -> list[Reserved]:
        """Return the waiting pre-printed numbers that a search means."""
        found = (
            reserving.find(self.store.database, one) for one in said_numbers(text, self.store.now().year)
        )
        return [one for one in found if one is not None and one.waiting]

    def type_in_number(self, number: str) -> Draft:
        """Open the form that takes over a handwritten sheet, as far as it was written; a book's page opens a new line.

        Raises Refused where the number is used, voided or unknown.
        """
        one = reserving.must_wait(self.store.database, number)
        record, words = BY_KEY[one.form], Words(self.store.settings.text("screen_language"))
        for kept in self.store.drafts.kept(self.user.id):
            if kept.body.get("number") == number:
                return self.store.drafts.open(kept, record, words, self.user.id)
        draft = blank(record, self.store.facts(self.user))
        draft.number = "" if one.book else number
        return draft

    def void_numbers(self, numbers: Sequence[str], reason: str) -> Changes:
        """Void numbers nobody wrote on; they stay listed (R-008). Raises Refused."""
        return self._tell(self.store.void_reserved(numbers, reason, self.user))

    def revive_numbers(self, numbers: Sequence[str]) -> Changes:
        """Let voided numbers wait again: their sheets turned up. Raises Refused."""
        return self._tell(self.store.revive_reserved(numbers, self.user))

    def settle_pages(self, numbers: Sequence[str]) -> Changes:
        """Say that all lines of a book's pages are typed in. Raises Refused."""
        return self._tell(self.store.settle_reserved(numbers, self.user))

    def reopen_pages(self, numbers: Sequence[str]) -> Changes:
        """Say that lines of a book's pages are still to be typed in: settling them was a mistake. Raises Refused."""
        return self._tell(self.store.reopen_reserved(numbers, self.user))
