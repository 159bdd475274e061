"""The reading door to scanned pages: the tray, single pages, lists that are home, as far as this person may see them.

A page may be seen by whoever may see everything that is known to stand on it. A page nobody knows (no code, a seal in
doubt) may be the back of any sheet it was scanned with: it takes seeing all of those.
"""

from __future__ import annotations

import datetime
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.rules.homecoming import FILED, Verdict
from custdesk.scan import KnownFile, ScannedList, TrayPage
from custdesk.stamp import Sealer, Stamp, read_stamp
from custdesk.store.scanning import ASIDE, TRAY
from custdesk.store.tracing import Tracing
from custdesk.store.trail import Executes

IN_TRAY: Final = "p.\"state\" = 'tray'"  # spelt out: the index of the tray is a partial one
MOST_ASIDE: Final = 100  # pages put aside that are shown
#: verdicts by which it is known what a page is of
KNOWN: Final = FILED | {
    Verdict.OTHER_VALUES, Verdict.OUTDATED, Verdict.VOIDED, Verdict.TWICE, Verdict.MIXED, Verdict.BESIDE, Verdict.REFUSED,
    Verdict.TAKEN_BACK, Verdict.HIDDEN,
}  # fmt: skip


class ScannedPage(Struct, frozen=True):
    """A row of "scan_page" with its file; `list_of`: the records of the printed list it is a page of."""

    id: int
    scan: int
    digest: str
    name: str
    pages: int
    at: datetime.datetime
    user: int | None
    page: int
    place: int
    turn: int
    stamp_text: str
    verdict: Verdict
    state: str
    record: int | None
    print: int | None
    number: str
    sheet: str
    edition: int
    copy: int
    leaf: int
    sheet_page: int
    attachment: int | None
    note: str
    sheet_pages: int
    list_of: tuple[int, ...]

    @property
    def stamp(self) -> Stamp | None:
        """What its code says."""
        return read_stamp(self.stamp_text)

    def as_tray(self, *, seen: bool = True) -> TrayPage:
        """Return it for the screen; unseen, nothing is told but which page of which file, and why it waits."""
        known = seen and self.verdict in KNOWN
        return TrayPage(
            self.id, self.name, self.page, self.pages, self.turn, self.verdict, self.stamp if seen else None,
            self.record if known else None, self.number if seen else "", self.at, self.note if seen else "",
        )  # fmt: skip


_COLUMNS: Final = (
    'p."id", p."scan", s."digest", s."name", s."pages", s."at", s."user", p."page", p."place", p."turn", p."stamp",'
    ' p."verdict", p."state", p."record", p."print", p."number", p."sheet", p."edition", p."copy", p."leaf",'
    ' p."sheet_page", p."attachment", p."note", p."sheet_pages",'
    ' iif(r."record" IS NULL, json_extract(r."snapshot", \'$.records\'), NULL)'
)
_TABLES: Final = '"scan_page" p JOIN "scan" s ON s."id" = p."scan" LEFT JOIN "print" r ON r."id" = p."print"'


class ScannedReader:
    """The part of the reading door that shows scanned paper."""

    _database: Executes

    def _visible(self) -> tuple[str, tuple[str, ...]]:
        raise NotImplementedError

    def sees_all(self, ids: Collection[int]) -> bool:
        """Tell whether this person may see all of these records; what is not there hides nothing."""
        return not set(ids) - self._seen(ids)

    def tracing(self, sealer: Sealer) -> Tracing:
        """Return what traces stamps for this person."""
        return Tracing(self._database, sealer, self.sees_all)

    # -- the tray ----------------------------------------------------------------------------------------

    def tray(self, *, aside: bool = False) -> list[TrayPage]:
        """Return the pages that wait for a person, the oldest first; or the last of those somebody put aside."""
        return self._told(self._aside("<>") if aside else self._pages(IN_TRAY))

    def empty_pages(self) -> list[TrayPage]:
        """Return the last of the pages that were put aside because nothing stands on them, the oldest first."""
        return self._told(self._aside("="))

    def empty_pages_count(self) -> int:
        """Count all of them."""
        (count,) = self._database.execute_sql(
            'SELECT count(*) FROM "scan_page" WHERE "state" = \'set_aside\' AND "verdict" = \'empty\''
        ).fetchone()
        return int(count)

    def tray_for_others(self) -> int:
        """Count the pages of the tray that this person may not see."""
        waiting = self._pages(IN_TRAY)
        return len(waiting) - len(self._seen_pages(waiting))

    def tray_pages(self, ids: Collection[int]) -> list[TrayPage]:
        """Return those of these pages that wait in the tray; unseen ones without a word of what they are."""
        return self._of_these(ids, TRAY)

    def set_aside_pages(self, ids: Collection[int]) -> list[TrayPage]:
        """Return those of these pages that were put aside, in the same way."""
        return self._of_these(ids, ASIDE)

    def _of_these(self, ids: Collection[int], state: str) -> list[TrayPage]:
        rows = self._pages('p."id" IN (SELECT value FROM json_each(?))', _json(ids))
        seen = self._seen_pages(rows)
        return [one.as_tray(seen=one.id in seen) for one in rows if one.state == state]

    def _told(self, rows: Sequence[ScannedPage]) -> list[TrayPage]:
        seen = self._seen_pages(rows)
        return [one.as_tray() for one in rows if one.id in seen]

    def _aside(self, is_empty: str) -> list[ScannedPage]:
        where = (
            f'SELECT "id" FROM "scan_page" WHERE "state" = \'set_aside\' AND "verdict" {is_empty} \'empty\''
            f' ORDER BY "id" DESC LIMIT {MOST_ASIDE}'
        )
        return self._pages(f'p."id" IN ({where})')

    def scanned_page(self, page_id: int) -> ScannedPage | None:
        """Return a page, wherever it is; None where it is not there or not for this person."""
        rows = self._pages('p."id" = ?', page_id)
        return rows[0] if rows and rows[0].id in self._seen_pages(rows) else None

    def sees_file(self, scan: int) -> bool:
        """Tell whether this person may see everything that is known to stand on the pages of a file."""
        about = self._about(self._pages('p."scan" = ?', scan))
        return self.sees_all({record for found in about.values() for record in found})

    def beside(self, page: ScannedPage) -> list[ScannedPage]:
        """Return all rows of the page that a row is on, itself too."""
        return self._pages('p."scan" = ? AND p."page" = ?', page.scan, page.page)

    # -- what is home ------------------------------------------------------------------------------------

    def scans(self, since: datetime.datetime | None, most: int) -> tuple[list[tuple[int, str]], bool]:
        """Return the files that were taken in last, row and name, the newest first, of about so many pages; are there more?

        Those of one batch are all there. `since`: none from before.
        """
        found: list[tuple[int, str]] = []
        count, batch = 0, None
        for scan, name, pages, at, user in self._database.execute_sql(
            'SELECT "id", "name", "pages", "at", "user" FROM "scan" ORDER BY "id" DESC'
        ):
            if (at, user) != batch and found and count >= most:
                return found, True
            if since is not None and datetime.datetime.fromisoformat(at) < since:
                return found, True
            batch, count = (at, user), count + pages
            found.append((scan, name))
        return found, False

    def pages_seen(self, scans: Collection[int]) -> list[tuple[ScannedPage, bool]]:
        """Return the pages of files, each with whether this person may see it."""
        rows = self._pages('p."scan" IN (SELECT value FROM json_each(?))', _json(scans))
        seen = self._seen_pages(rows)
        return [(one, one.id in seen) for one in rows]

    def known_file(self, digest: str) -> tuple[int, datetime.datetime] | None:
        """Return the row of a file that was taken in before, and when."""
        row = self._database.execute_sql(
            'SELECT "id", "at" FROM "scan" WHERE "digest" = ? ORDER BY "id" LIMIT 1', (digest,)
        ).fetchone()
        return (row[0], datetime.datetime.fromisoformat(row[1])) if row else None

    def known_files(self, files: Iterable[tuple[str, str]]) -> list[KnownFile]:
        """Return which of these files, by name and digest, were taken in before."""
        found = ((name, digest, self.known_file(digest)) for name, digest in files)
        return [KnownFile(name, digest, known[1]) for name, digest, known in found if known is not None]

    def pages_of(self, scan: int) -> dict[tuple[int, int], ScannedPage]:
        """Return the rows of a file by page and place."""
        return {(one.page, one.place): one for one in self._pages('p."scan" = ?', scan)}

    def waiting_for(self, number: str) -> list[ScannedPage]:
        """Return the pages in the tray of a pre-numbered sheet, in the order of the sheet."""
        where = 'p."state" = \'tray\' AND p."verdict" IN (?, ?) AND p."number" = ?'
        found = self._pages(
            where, Verdict.BLANK.value, Verdict.VOIDED.value, number
        )  # the voiding was taken back
        blank = [one for one in found if (stamp := one.stamp) is not None and stamp.blank]
        return sorted(blank, key=lambda one: (one.leaf, one.sheet_page, one.id))

    def home_pages(
        self, number: str, sheet: str, edition: int, copy: int, print_id: int | None
    ) -> dict[int, set[int]]:
        """Return the page numbers of a printed sheet that are home, by leaf."""
        found: dict[int, set[int]] = defaultdict(set)
        for leaf, page in self._database.execute_sql(
            'SELECT "leaf", "sheet_page" FROM "scan_page" WHERE "state" = \'filed\' AND "number" = ? AND "sheet" = ?'
            ' AND "edition" = ? AND "copy" = ? AND "print" IS ? AND "sheet_page" IS NOT NULL',
            (number, sheet, edition, copy, print_id),
        ):
            found[leaf or 0].add(page)
        return found

    def print_pages(self, print_id: int) -> list[int]:
        """Return the rows of a printed sheet's pages that are home, in its order, as far as this person may see them."""
        rows = self._pages('p."state" = \'filed\' AND p."print" = ?', print_id)
        seen = self._seen_pages(rows)
        return [one.id for one in _in_order(rows) if one.id in seen]

    def print_said(self, print_id: int) -> dict[str, Any]:
        """Return what a print of a record says, as the log keeps it; nothing where this person may not see that."""
        where, params = self._visible()
        row = self._database.execute_sql(
            'SELECT r."snapshot" FROM "print" r JOIN "header" h ON h."id" = r."record" WHERE r."id" = ?'
            f" {where}",
            (print_id, *params),
        ).fetchone()
        return json.loads(row[0]) if row else {}

    def scanned_lists(self) -> list[ScannedList]:
        """Return the lists and pages of books that are home, the newest first, as far as all they hold may be seen."""
        rows = self._pages('p."state" = \'filed\' AND p."attachment" IS NULL')
        seen = self._seen_pages(rows)
        sheets: dict[tuple[str, str, int, int | None], list[ScannedPage]] = defaultdict(list)
        for one in rows:
            if one.id in seen:
                sheets[one.sheet, one.number, one.copy, one.print].append(one)
        found = [
            ScannedList(*key, max(one.at for one in pages), tuple(one.id for one in _in_order(pages)))
            for key, pages in sheets.items()
        ]
        return sorted(found, key=lambda one: one.at, reverse=True)

    def last_location(self) -> str:
        """Return where the paper of the last batch was filed, as far as this person may see its records."""
        where, params = self._visible()
        row = self._database.execute_sql(
            'SELECT h."paper_location" FROM "scan_page" p JOIN "header" h ON h."id" = p."record"'
            f' WHERE p."state" = \'filed\' AND h."paper_location" IS NOT NULL {where} ORDER BY p."id" DESC LIMIT 1',
            params,
        ).fetchone()
        return row[0] if row else ""

    def _sight_scans(self, seen: dict[str, Any]) -> dict[str, Any]:
        """Leave out scans with another record on a page that has since become one this person may not see (R-064)."""
        hung = seen.get("attachments") or ()
        if not any(one["kind"] == "scan" for one in hung):
            return seen
        found = self._database.execute_sql(
            'SELECT DISTINCT p."attachment", o."record" FROM "scan_page" p JOIN "scan_page" o'
            ' ON o."scan" = p."scan" AND o."page" = p."page" WHERE p."record" = ? AND p."attachment" IS NOT NULL'
            ' AND o."record" <> p."record"',
            (seen["id"],),
        ).fetchall()
        visible = self._seen({record for _attachment, record in found}) if found else set()
        hidden = {attachment for attachment, record in found if record not in visible}
        if not hidden:
            return seen
        return {**seen, "attachments": tuple(one for one in hung if one["id"] not in hidden)}

    # -- who may see what --------------------------------------------------------------------------------

    def _pages(self, where: str, *params: Any) -> list[ScannedPage]:
        found = self._database.execute_sql(
            f'SELECT {_COLUMNS} FROM {_TABLES} WHERE {where} ORDER BY p."id"', params
        )
        return [_page_of(row) for row in found]

    def _seen(self, ids: Collection[int]) -> set[int]:
        """Return those of these records that this person may see; one that is not there counts as seen."""
        where, params = self._visible()
        asked = _json(ids)
        found = self._database.execute_sql(
            'SELECT value FROM json_each(?) WHERE value NOT IN (SELECT "id" FROM "header"'
            f' WHERE "id" IN (SELECT value FROM json_each(?))) OR value IN (SELECT h."id" FROM "header" h'
            f' WHERE h."id" IN (SELECT value FROM json_each(?)) {where})',
            (asked, asked, asked, *params),
        )
        return {row[0] for row in found}

    def _seen_pages(self, rows: Sequence[ScannedPage]) -> set[int]:
        """Return those of these rows that this person may see."""
        if not rows:
            return set()
        batches = {(one.at.isoformat(timespec="minutes"), one.user) for one in rows}
        within = self._pages(
            "(s.\"at\", coalesce(s.\"user\", 0)) IN (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]')"
            " FROM json_each(?))",
            json.dumps([[at, user or 0] for at, user in sorted(batches, key=str)]),
        )
        on_page = self._about(within)
        in_batch: dict[tuple[Any, Any], set[int]] = defaultdict(set)
        for one in within:
            in_batch[one.at, one.user] |= on_page[one.scan, one.page]
        seen = self._seen({record for found in on_page.values() for record in found})
        return {one.id for one in rows if (on_page[one.scan, one.page] or in_batch[one.at, one.user]) <= seen}

    def _about(self, rows: Sequence[ScannedPage]) -> Mapping[tuple[int, int], set[int]]:
        """Return the records that each page is known to show, or says it shows, by file and page."""
        numbers = {stamp.number for one in rows if (stamp := one.stamp) is not None}
        named = dict(
            self._database.execute_sql(
                'SELECT "number", "id" FROM "header" WHERE "number" IN (SELECT value FROM json_each(?))',
                (_json(numbers),),
            ).fetchall()
        )
        found: dict[tuple[int, int], set[int]] = defaultdict(set)
        for one in rows:
            about = found[one.scan, one.page]
            about |= set(one.list_of) | ({one.record} if one.record is not None else set())
            if one.record is None and (stamp := one.stamp) is not None and stamp.number in named:
                about.add(named[stamp.number])
        return found


def _page_of(row: Sequence[Any]) -> ScannedPage:
    (
        page_id, scan, digest, name, pages, at, user, page, place, turn, stamp, verdict, state, record, print_id, number,
        sheet, edition, copy, leaf, sheet_page, attachment, note, sheet_pages, listed,
    ) = row  # fmt: skip
    return ScannedPage(
        page_id, scan, digest, name, pages, datetime.datetime.fromisoformat(at), user, page, place, turn, stamp,
        Verdict(verdict), state, record, print_id, number or "", sheet or "", edition or 0, copy or 0, leaf or 0,
        sheet_page or 0, attachment, note or "", sheet_pages or 1, tuple(json.loads(listed)) if listed else (),
    )  # fmt: skip


def _in_order(pages: Iterable[ScannedPage]) -> list[ScannedPage]:
    return sorted(pages, key=lambda one: (one.leaf, one.sheet_page, one.id))


def _json(ids: Iterable[Any]) -> str:
    return json.dumps(sorted(ids))
