"""What became of a month: the lines of the trail from its first on, the numbers it lacks, what of it is on paper."""

from __future__ import annotations

import datetime
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.record import AnyRecord, lines_of
from custdesk.store import numbering, trail
from custdesk.store.database import FILE_TROUBLE, connect, identify
from custdesk.store.migrations import NEWEST
from custdesk.store.number_check import gaps
from custdesk.store.trail import GENESIS, Executes, TrailLine

if TYPE_CHECKING:
    from custdesk.store.reader import Reader

#: what no file outside the store repeats: hashes of passwords and of the recovery code
_SECRET: Final = frozenset({"password"})
_SECRET_SETTINGS: Final = frozenset({"recovery_hash"})
#: under these a note names the records it is about, by their ids or by what their paper calls them
_NAMING: Final = frozenset({"record", "records", "number", "numbers"})
_SCANS: Final = {
    "scan": "scan",
    "pages": "id",
}  # under these the files and pages of scans, by the column of their rows


@contextmanager
def one_reading(database: Executes) -> Iterator[None]:
    """Read everything inside as it stood at one moment, while the desk goes on writing; write nothing inside."""
    database.execute_sql("BEGIN DEFERRED")
    try:
        yield
    finally:
        database.execute_sql("ROLLBACK")


class Span(Struct, frozen=True):
    """Where a month lies in the trail: `first` to `last` are its lines (none where last is before first).

    `before` is the line its first one continues; `head` the last line of all at this moment.
    """

    before: tuple[int, str]
    last: int
    head: tuple[int, str]

    @property
    def first(self) -> int:
        """The number of its first line."""
        return self.before[0] + 1


class PastLine(Struct, frozen=True):
    """One line as it may be shown; `sealed`: of a record this person may not see, so that only its place is told.

    `salt` and `payload` are empty where the content is not shown or was removed.
    """

    line: TrailLine
    sealed: bool = False
    salt: str = ""
    payload: Mapping[str, Any] | None = None


class MissingNumbers(Struct, frozen=True):
    """A run of numbers nobody has; `left_out` by a restore, so that none is given twice."""

    first: str
    last: str
    left_out: bool


class MonthReader:
    """What the month's folder asks of one person's reading door."""

    def __init__(self, reader: Reader, database: Executes, forms: Mapping[str, AnyRecord], *, public: bool):
        self._reader, self._database, self._forms, self._public = reader, database, forms, public

    @property
    def hidden(self) -> Collection[int]:
        """The records this reader may not see."""
        return self._confidential.keys()

    @cached_property
    def _names(self) -> frozenset[Any]:
        """What notes may call them."""
        numbers = self._confidential
        return frozenset({*numbers, *filter(None, numbers.values()), *(f"#{one}" for one in numbers)})

    @cached_property
    def _confidential(self) -> dict[int, str | None]:
        """Return the records this person may not see, with their numbers; for everybody's eyes all that are kept from anybody."""
        found = self._database.execute_sql(
            'SELECT "id", "number" FROM "header" WHERE "visibility" IS NOT NULL AND "visibility" <> \'\''
        ).fetchall()
        ids = [row[0] for row in found]
        seen = {hit.id for hit in self._reader.records_as_hits(ids)} if ids and not self._public else set()
        return {one: number for one, number in found if one not in seen}

    def count_hidden(self, since: datetime.datetime, until: datetime.datetime) -> int:
        """Count the matters of a time that are kept from whoever reads here."""
        forms = [key for key, record in self._forms.items() if not record.form.register]
        (count,) = self._database.execute_sql(
            'SELECT count(*) FROM "header" WHERE "happened_at" >= ? AND "happened_at" < ?'
            ' AND "id" IN (SELECT value FROM json_each(?)) AND "form" IN (SELECT value FROM json_each(?))',
            (
                since.isoformat(timespec="minutes"), until.isoformat(timespec="minutes"),
                json.dumps(sorted(self.hidden)), json.dumps(forms),
            ),
        ).fetchone()  # fmt: skip
        return int(count)

    # -- the trail ---------------------------------------------------------------------------------------

    def span(self, since: datetime.datetime, until: datetime.datetime) -> Span:
        """Return where a month lies. Order is by line, never by clock: all between its first and last belong to it."""
        bounds = tuple(one.isoformat(timespec="seconds") for one in (since, until))
        ask = self._database.execute_sql
        first, last = ask(
            'SELECT min("seq"), max("seq") FROM "trail" WHERE "at" >= ? AND "at" < ?', bounds
        ).fetchone()
        if first is None:
            (before,) = ask(
                'SELECT coalesce(max("seq"), 0) FROM "trail" WHERE "at" < ?', bounds[:1]
            ).fetchone()
            first, last = before + 1, before
        row = ask('SELECT "digest" FROM "trail" WHERE "seq" = ?', (first - 1,)).fetchone()
        seq, digest, _at = trail.head(self._database)
        return Span((first - 1, row[0] if row else GENESIS), last, (seq, digest))

    def lines(self, span: Span) -> Iterator[PastLine]:
        """Return the lines from the month's first to the head; content only of the month, and never to everybody."""
        ask = self._database.execute_sql
        for line in trail.lines(self._database, span.before[0]):
            salt, body = ask(
                'SELECT "salt", "body" FROM "trail_payload" WHERE "seq" = ?', (line.seq,)
            ).fetchone() or ("", "")
            payload: dict[str, Any] = json.loads(body) if body else {}
            about = {one.record_id for one in line.touched} or set(_named(payload, _NAMING))
            if about & self._names:
                yield PastLine(line, sealed=True)
            elif self._public or line.seq > span.last or not body or self._withheld(line.what, payload):
                yield PastLine(line)
            else:
                yield PastLine(line, salt=salt, payload=payload)

    def _withheld(self, what: str, payload: Mapping[str, Any]) -> bool:
        """Tell whether a content is nobody's to take away, or says something of records hidden from this person."""
        if what in _SECRET or (what == "setting" and payload.get("name") in _SECRET_SETTINGS):
            return True
        if any(self._scanned(column, payload.get(key)) for key, column in _SCANS.items()):
            return True
        record = self._forms.get(str(payload.get("form") or ""))
        for name, lines in lines_of(record).items() if record else ():
            if lines.veil is not None:
                rows = [row for part in ("old", "new") for row in (payload.get(part) or {}).get(name) or ()]
                if any(row.get(lines.veil.link) in self.hidden for row in rows):
                    return True
        return False

    def _scanned(self, column: str, ids: Any) -> bool:
        """Tell whether something of a hidden record stands on these scans: their names and notes may say it."""
        if not (ids and self.hidden):
            return False
        wanted = ids if isinstance(ids, list) else [ids]
        found = self._database.execute_sql(
            'SELECT DISTINCT p."record", p."number" FROM "scan_page" p WHERE p."scan" IN (SELECT o."scan" FROM "scan_page" o'
            f' WHERE o."{column}" IN (SELECT value FROM json_each(?)))',
            (json.dumps(wanted),),
        ).fetchall()
        return bool({one for row in found for one in row} & self._names)

    # -- numbers -----------------------------------------------------------------------------------------

    def missing_numbers(self, since: datetime.datetime, until: datetime.datetime) -> list[MissingNumbers]:
        """Return the numbers missing beside those of a month, and those a restore of that month left out (R-008)."""
        bounds = (since.isoformat(timespec="minutes"), until.isoformat(timespec="minutes"))
        counters = dict(self._database.execute_sql('SELECT "name", "last" FROM "series"').fetchall())
        given = {
            series: self._given(series) for series, last in counters.items() if self._lacks(series, last)
        }
        restored = self._left_out()
        found = []
        for series, there in sorted(given.items()):
            for start, end in gaps(set(there), max([counters[series], *there])):
                low = [at for first, last, at in restored.get(series, ()) if first <= start and end <= last]
                moments = (there.get(start - 1, ""), there.get(end + 1, ""), *low)
                if any(bounds[0] <= at < bounds[1] for at in moments):
                    names = (numbering.show(series, start), numbering.show(series, end))
                    found.append(MissingNumbers(*names, left_out=bool(low)))
        return found

    def _lacks(self, series: str, last: int) -> bool:
        """Tell whether a series has fewer numbers than were given: no number is there twice."""
        counted = (
            'SELECT (SELECT count(*) FROM "header" WHERE "number" >= ? AND "number" < ?)'
            ' + (SELECT count(*) FROM "reserved" WHERE "series" = ? AND "record" IS NULL)'
        )
        (count,) = self._database.execute_sql(counted, (*_numbers(series), series)).fetchone()
        return bool(count < last)

    def _given(self, series: str) -> dict[int, str]:
        """Return the numbers of a series that are there, with their moments."""
        found = self._database.execute_sql(
            'SELECT "serial", "happened_at" FROM "header" WHERE "number" >= ? AND "number" < ? AND "series" = ?'
            ' UNION ALL SELECT "serial", "reserved_at" FROM "reserved" WHERE "series" = ? AND "record" IS NULL',
            (*_numbers(series), series, series),
        ).fetchall()
        return {serial: at or "" for serial, at in found}

    def _left_out(self) -> dict[str, list[tuple[int, int, str]]]:
        """Return the runs that restores left out, by series, with the moment."""
        found: dict[str, list[tuple[int, int, str]]] = {}
        for at, body in self._database.execute_sql(
            'SELECT t."at", p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'restore\''
        ).fetchall():
            for series, (had, last) in json.loads(body).get("series", {}).items():
                found.setdefault(series, []).append((had + 1, last, at[:16]))
        return found

    # -- paper -------------------------------------------------------------------------------------------

    def on_paper(self, ids: Sequence[int], books: Iterable[str]) -> set[int]:
        """Return which records were printed: on a sheet of their own, or in a list that is their paper (P-01, P-02)."""
        wanted = json.dumps(list(ids))
        found = {
            row[0]
            for row in self._database.execute_sql(
                'SELECT DISTINCT "record" FROM "print" WHERE "record" IN (SELECT value FROM json_each(?))',
                (wanted,),
            ).fetchall()
        }
        listed = self._database.execute_sql(
            'SELECT DISTINCT one.value FROM "print" p, json_each(p."snapshot", \'$.records\') one'
            ' WHERE p."record" IS NULL AND p."sheet" IN (SELECT value FROM json_each(?))',
            (json.dumps(list(books)),),
        ).fetchall()
        return found | ({row[0] for row in listed} & set(ids))


def _numbers(series: str) -> tuple[str, str]:
    """Return between which texts the numbers of a series lie: its index finds them together."""
    return f"{series}-", f"{series}."


def _named(said: Any, names: Collection[str]) -> Iterator[Any]:
    """Return what stands under these names anywhere in a note: plain values, one or several."""
    if isinstance(said, Mapping):
        for key, value in said.items():
            if key in names:
                yield from (
                    one
                    for one in (value if isinstance(value, list) else [value])
                    if isinstance(one, int | str)
                )
            else:
                yield from _named(value, names)
    elif isinstance(said, list):
        for one in said:
            yield from _named(one, names)


class StoredFolder:
    """What a store says of a folder that was taken away, beside an open desk."""

    def __init__(self, database: Executes) -> None:
        self._database = database

    def noted(self, manifest: str, head: tuple[int, str]) -> bool:
        """Tell whether the trail remembers writing a folder with this manifest when this was its head."""
        found = self._database.execute_sql(
            'SELECT p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'month_folder\''
        ).fetchall()
        bodies = (json.loads(body) for (body,) in found)
        return any((one["manifest"], one["seq"], one["head"]) == (manifest, *head) for one in bodies)

    def digest_at(self, seq: int) -> str:
        """Return the digest of a line, the genesis digest before the first; empty where there is none."""
        row = self._database.execute_sql('SELECT "digest" FROM "trail" WHERE "seq" = ?', (seq,)).fetchone()
        return str(row[0]) if row else GENESIS if seq == 0 else ""

    def lines(self, after: int) -> Iterator[TrailLine]:
        """Return the lines after one."""
        return trail.lines(self._database, after)


@contextmanager
def stored_folder(path: Path, key: str | None = None) -> Iterator[StoredFolder]:
    """Open a store to compare a folder with it; reads only. Raises KnownError."""
    if not path.exists():
        raise KnownError(
            N_("There is no store at {file}").having(file=str(path)), N_("Name the office's own file")
        )
    database = connect(path, key, read_only=True)
    try:
        identify(database, path, NEWEST)
        with one_reading(database):
            yield StoredFolder(database)
    except (*FILE_TROUBLE, ValueError, LookupError) as trouble:
        raise KnownError(
            N_("The trail of {file} cannot be read to the end").having(file=path.name), N_("Check the store")
        ) from trouble
    finally:
        database.close()
