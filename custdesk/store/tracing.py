"""What the store knows of a stamp: its number, its prints, its record, and whether that very page is home."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Any

from msgspec import Struct

from custdesk.record import VOIDED
from custdesk.rules.homecoming import USED, VOID, WAITING, Trace
from custdesk.stamp import Sealer, Stamp
from custdesk.store import reserving
from custdesk.store.trail import Executes

Sees = Callable[[Collection[int]], bool]  # may this person see all of these records?


class Traced(Struct, frozen=True):
    """A stamp as the store knows it.

    `record` is None of a list and of what is not known; `print` the row of the log that says the same, with its own
    spelling of the sheet, its digest and language. `edition`: what the sheet is filed with. `confidential`: somebody
    may not see it.
    """

    trace: Trace
    record: int | None = None
    print: int | None = None
    sheet: str = ""
    edition: int = 0
    digest: str = ""
    language: str = ""
    confidential: bool = False
    book: str = ""  # the number of a page of a book whose lines are typed in: it goes home on no record

    @property
    def of(self) -> Hashable:
        """What it is of, to tell two of them apart; None where that is not known."""
        if self.record is not None:
            return self.record
        return ("print", self.print) if self.print is not None else self.book or None


class Tracing:
    """Traces stamps for one person; `home` are stamps of pages that are being filed along with."""

    def __init__(self, database: Executes, sealer: Sealer, sees: Sees) -> None:
        self._database = database
        self._sealer = sealer
        self._sees = sees

    def trace(self, stamp: Stamp, home: Collection[str] = ()) -> Traced:
        """Return what is known of a stamp; nothing is looked up for one that this store did not seal."""
        seal = Trace(own=stamp.store == self._sealer.store, genuine=self._sealer.genuine(stamp))
        if not (seal.own and seal.genuine):
            return Traced(seal)
        return self._blank(stamp, home) if stamp.blank else self._print(stamp, home)

    def _print(self, stamp: Stamp, home: Collection[str]) -> Traced:
        prints = self._database.execute_sql(
            'SELECT "id", "record", "sheet", "copy", "digest", "language",'
            ' iif("record" IS NULL, json_extract("snapshot", \'$.records\'), NULL) FROM "print"'
            ' WHERE "number" = ? AND upper("sheet") = ? AND "edition" = ? ORDER BY "id"',
            (stamp.number, stamp.sheet, stamp.edition),
        ).fetchall()
        same = [one for one in prints if self._sealer.values(one[4]) == stamp.values]
        chosen = next((one for one in same if one[3] == stamp.copy), same[-1] if same else None)
        if chosen is None and stamp.number.startswith("#"):
            return Traced(Trace(printed=bool(prints)))  # after a restore that id may be another's
        record = _first(one[1] for one in ([chosen] if chosen else prints))
        if not prints:
            record = self._numbered(stamp.number)
        listed = _listed([chosen] if chosen else prints)
        known = listed if record is None else {record}
        voided, in_force = self._standing(record)
        trace = Trace(
            visible=self._sees(known), printed=bool(prints), same_values=chosen is not None, edition=stamp.edition,
            in_force=in_force, voided=voided, home=self._home(stamp, home),
        )  # fmt: skip
        said = {"sheet": chosen[2], "digest": chosen[4], "language": chosen[5]} if chosen else {}
        return Traced(
            trace, record, chosen[0] if chosen else None, edition=stamp.edition,
            confidential=self._confidential(known), **said,
        )  # fmt: skip

    def _blank(self, stamp: Stamp, home: Collection[str]) -> Traced:
        one = reserving.find(self._database, stamp.number)
        if one is not None and one.sheet.upper() != stamp.sheet:
            one = None
        record = one.record if one else None
        trace = Trace(
            blank=True, reserved=_became(one), same_values=stamp.values == self._sealer.values(""),
            visible=self._sees({record} if record is not None else ()), voided=self._standing(record)[0],
            home=self._home(stamp, home),
        )  # fmt: skip
        return Traced(
            trace, record, sheet=one.sheet if one else "", edition=1,
            confidential=record is not None and self._confidential({record}),
            book=one.number if one and one.settled_at else "",
        )  # fmt: skip

    def _numbered(self, number: str) -> int | None:
        """Return the record of a number."""
        row = self._database.execute_sql('SELECT "id" FROM "header" WHERE "number" = ?', (number,)).fetchone()
        return row[0] if row else None

    def _standing(self, record: int | None) -> tuple[bool, int]:
        if record is None:
            return False, 0
        state, edition = self._database.execute_sql(
            'SELECT "state", "edition" FROM "header" WHERE "id" = ?', (record,)
        ).fetchone()
        return state == VOIDED, int(edition)

    def _home(self, stamp: Stamp, home: Collection[str]) -> bool:
        if stamp.text in home:
            return True
        return bool(
            self._database.execute_sql(
                'SELECT 1 FROM "scan_page" WHERE "state" = \'filed\' AND "number" = ? AND "stamp" = ? LIMIT 1',
                (stamp.number, stamp.text),
            ).fetchone()
        )

    def _confidential(self, records: Collection[int]) -> bool:
        return bool(visibilities(self._database, records))


def visibilities(database: Executes, records: Collection[int]) -> list[str]:
    """Return from whom records are hidden, of those that are hidden from anybody."""
    found = database.execute_sql(
        'SELECT "visibility" FROM "header" WHERE "id" IN (SELECT value FROM json_each(?))'
        " AND coalesce(\"visibility\", '') <> ''",
        (json.dumps(sorted(records)),),
    )
    return [row[0] for row in found]


def _became(one: reserving.Reserved | None) -> str:
    """Say what became of a number set aside."""
    if one is None:
        return ""
    if one.waiting:
        return WAITING
    return VOID if one.record is None and one.settled_at is None else USED


def _first(found: Any) -> int | None:
    return next((one for one in found if one is not None), None)


def _listed(prints: Sequence[Sequence[Any]]) -> set[int]:
    return {record for one in prints for record in json.loads(one[6] or "[]")}
