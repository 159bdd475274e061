"""The acts of the store that paper asks for: prints remembered, numbers set aside for sheets filled in by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

from custdesk.record import AnyRecord
from custdesk.snapshot import Snapshot
from custdesk.stamp import Sealer
from custdesk.store import books, reserving
from custdesk.store.answers import Changes
from custdesk.store.print_log import log_list, log_sheet
from custdesk.store.writing import Writing
from custdesk.workflow import User

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase


class PaperActs:
    """What the store does about paper; `Store` gives the one transaction each act needs."""

    database: SqlCipherDatabase
    forms: Mapping[str, AnyRecord]

    def _act(self, user: User, draft_id: str = "") -> AbstractContextManager[Writing]:
        raise NotImplementedError

    @property
    def sealer(self) -> Sealer:
        """What seals this store's sheets and knows them again; its key goes with the store into every backup."""
        (key,) = self.database.execute_sql('SELECT "key" FROM "stamp_key"').fetchone()
        return Sealer.of(key)

    # -- prints ------------------------------------------------------------------------------------------

    def log_print(
        self, snapshot: Snapshot, sheet: str, shown: Mapping[str, Any], pages: int, language: str, user: User
    ) -> int:
        """Remember a printed sheet; return the copy's number."""
        with self._act(user) as writing:
            return log_sheet(writing, snapshot, sheet, shown, pages, language)

    def log_list(
        self, sheet: str, said: Mapping[str, Any], number: str, pages: int, language: str, user: User
    ) -> int:
        """Remember a printed list: what it says (`list_said`), what its stamp calls it; return the copy's number."""
        with self._act(user) as writing:
            return log_list(writing, sheet, said, pages, language, number)

    # -- numbers set aside -------------------------------------------------------------------------------

    def reserve(self, form: str, sheet: str, count: int, user: User) -> tuple[str, ...]:
        """Set numbers aside for sheets that are printed empty (R-008). Raises KnownError for a form without numbers."""
        with self._act(user) as writing:
            return reserving.reserve(writing, self.forms[form], sheet, count)

    def give_back(self, numbers: Sequence[str], user: User) -> None:
        """Give numbers back that never came on paper: the series goes on where it was, or they are voided."""
        with self._act(user) as writing:
            reserving.give_back(writing, numbers)

    def log_blanks(self, numbers: Sequence[str], user: User, sheet: str = "") -> None:
        """Remember that pre-numbered sheets are on paper now; `sheet`: which one, where it was chosen since."""
        if numbers:
            with self._act(user) as writing:
                reserving.printed(writing, numbers, sheet)

    def void_reserved(self, numbers: Sequence[str], reason: str, user: User) -> Changes:
        """Void numbers nobody wrote on; they stay listed (R-008). Raises Refused without a reason or where one is used."""
        with self._act(user) as writing:
            reserving.void(writing, numbers, reason)
        return writing.changes()

    def revive_reserved(self, numbers: Sequence[str], user: User) -> Changes:
        """Take the voiding of numbers back: their sheets turned up. Raises Refused for one that never was on paper."""
        with self._act(user) as writing:
            reserving.revive(writing, numbers)
        return writing.changes()

    def settle_reserved(self, numbers: Sequence[str], user: User) -> Changes:
        """Remember that all lines of a book's pages are in the program: their scans are home. Raises Refused for a form's number."""
        with self._act(user) as writing:
            books.settle(writing, numbers)
        return writing.changes()

    def reopen_reserved(self, numbers: Sequence[str], user: User) -> Changes:
        """Take settling back: the pages wait to be typed in, their scans in the tray. Raises Refused."""
        with self._act(user) as writing:
            books.reopen(writing, numbers)
        return writing.changes()

    # -- a month taken away ------------------------------------------------------------------------------

    def log_month_folder(self, said: Mapping[str, Any], records: int, user: User) -> None:
        """Remember that a month was written as a folder: an export (R-011), with what its manifest and head are."""
        with self._act(user) as writing:
            writing.note("export", {"what": f"month_folder {said['month']}", "count": records})
            writing.note("month_folder", said)
