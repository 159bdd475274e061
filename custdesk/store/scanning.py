"""Scanned files and their pages in the store: taken in, filed, laid back into the tray. Called inside an act.

A row of "scan_page" is one code of a page, or a page without one. What is filed to a record hangs there as an
attachment; taking that off, or undoing it, lays its pages back into the tray. Lists hang on no record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.rules.homecoming import FILED, Verdict, missing_pages
from custdesk.store.answers import Refused
from custdesk.store.trail import Executes

if TYPE_CHECKING:
    from custdesk.store.scanned import ScannedPage
    from custdesk.store.writing import Writing

#: acts about pages that hang on no record: undone here
ACTS: Final = ("file_list", "set_aside", "take_back_page")
TRAY, HOME, ASIDE = "tray", "filed", "set_aside"


class NewFile(Struct, frozen=True):
    """A file to take in; it lies in the folder already. `known`: its row, where it was taken in before."""

    name: str
    digest: str
    kind: str
    size: int
    pages: int
    known: int | None = None


class NewPage(Struct, frozen=True):
    """One code of a page, or a page without one: what it turned out to be and what it is of.

    `file`: its place among the files taken in together; `known`: its row, where it lies in the tray already.
    """

    file: int
    page: int
    place: int
    turn: int
    verdict: Verdict
    stamp: str = ""
    record: int | None = None
    print: int | None = None
    number: str | None = None
    sheet: str | None = None
    edition: int | None = None
    copy: int | None = None
    leaf: int | None = None
    sheet_page: int | None = None
    sheet_pages: int | None = None
    note: str = ""
    known: int | None = None


#: columns of a page that a verdict fills
_SAID: Final = (
    "turn", "stamp", "record", "print", "number", "sheet", "edition", "copy", "leaf", "sheet_page", "sheet_pages",
)  # fmt: skip


def take_in_file(writing: Writing, file: NewFile) -> int:
    """Keep a file's row and its line in the trail; return its id."""
    if file.known is not None:
        return file.known
    cursor = writing.database.execute_sql(
        'INSERT INTO "scan" ("digest", "name", "kind", "size", "pages", "at", "user") VALUES (?, ?, ?, ?, ?, ?, ?)',
        (file.digest, file.name, file.kind, file.size, file.pages, at_of(writing), writing.user.id),
    )
    scan = int(cursor.lastrowid)
    writing.note("scan", {
        "scan": scan, "name": file.name, "digest": file.digest, "kind": file.kind, "size": file.size,
        "pages": file.pages,
    })  # fmt: skip
    return scan


def take_in_page(writing: Writing, scan: int, page: NewPage) -> int:
    """Lay a page into the tray, or say anew what one that lies there is; return its row."""
    said = tuple(getattr(page, name) for name in _SAID)
    if page.known is not None:
        sets = ", ".join(f'"{name}" = ?' for name in _SAID)
        writing.database.execute_sql(
            f'UPDATE "scan_page" SET {sets}, "verdict" = ?, "note" = ? WHERE "id" = ?',
            (*said, page.verdict.value, page.note or None, page.known),
        )
        return page.known
    names = ", ".join(f'"{name}"' for name in _SAID)
    marks = ", ".join("?" * len(_SAID))
    cursor = writing.database.execute_sql(
        f'INSERT INTO "scan_page" ("scan", "page", "place", "verdict", "state", "note", {names})'
        f" VALUES (?, ?, ?, ?, ?, ?, {marks})",
        (scan, page.page, page.place, page.verdict.value, TRAY, page.note or None, *said),
    )
    return int(cursor.lastrowid)


def file_pages(writing: Writing, ids: Sequence[int], record_id: int, attachment_id: int) -> None:
    """Say of pages in the tray that they are home, on a record."""
    _update(
        writing, ids, '"state" = ?, "record" = ?, "attachment" = ?, "settled_at" = ?, "settled_by" = ?',
        (HOME, record_id, attachment_id, at_of(writing), writing.user.id),
    )  # fmt: skip


def file_list(writing: Writing, ids: Sequence[int], said: Mapping[str, Any]) -> None:
    """Say of the pages of a list that they are home; they hang on no record, so the line is all that undo has."""
    _update(
        writing,
        ids,
        '"state" = ?, "settled_at" = ?, "settled_by" = ?',
        (HOME, at_of(writing), writing.user.id),
    )
    writing.note("file_list", {**said, "pages": list(ids)})


def bring_book(writing: Writing, numbers: Sequence[str]) -> None:
    """Say of the scanned pages of a book whose lines are typed in that they are home, on no record."""
    for number in numbers:
        found = writing.database.execute_sql(
            'SELECT "id", "stamp" FROM "scan_page" WHERE "state" = ? AND "verdict" = ? AND "number" = ? ORDER BY "id"',
            (TRAY, Verdict.BLANK.value, number),
        ).fetchall()
        first = {stamp: page for page, stamp in reversed(found)}
        ids = sorted(first.values())
        leave_in_tray(writing, [page for page, stamp in found if first[stamp] != page], Verdict.TWICE)
        _update(
            writing, ids, '"state" = ?, "verdict" = ?, "settled_at" = ?, "settled_by" = ?',
            (HOME, Verdict.OURS.value, at_of(writing), writing.user.id),
        )  # fmt: skip
        if ids:
            writing.note("file_book", {"number": number, "pages": ids})


def lay_book_back(writing: Writing, numbers: Sequence[str]) -> None:
    """Lay the pages of a book that is not all typed in after all into the tray again, those given twice too."""
    for number in numbers:
        found = writing.database.execute_sql(
            'SELECT "id", "state", "stamp" FROM "scan_page" WHERE "number" = ? AND "record" IS NULL'
            ' AND "print" IS NULL AND "attachment" IS NULL AND "verdict" IN (?, ?) AND "state" <> ? ORDER BY "id"',
            (number, Verdict.OURS.value, Verdict.TWICE.value, ASIDE),
        ).fetchall()
        ids = [page for page, state, _stamp in found if state == HOME]
        stamps = {stamp for _page, state, stamp in found if state == HOME}
        _to_tray(writing, ids)
        again = [page for page, state, stamp in found if state == HOME or stamp in stamps]
        leave_in_tray(writing, again, Verdict.BLANK)
        if ids:
            writing.note("lay_book_back", {"number": number, "pages": ids})


def leave_in_tray(
    writing: Writing, ids: Sequence[int], verdict: Verdict, note: str = "", record_id: int | None = None
) -> None:
    """Say why pages stay in the tray, and of which record they are where that is known now."""
    sets, values = '"verdict" = ?, "note" = coalesce(?, "note")', (verdict.value, note or None)
    _update(writing, ids, f'{sets}, "record" = coalesce(?, "record")', (*values, record_id))


def set_aside(writing: Writing, ids: Sequence[int], note: str) -> None:
    """Put pages aside that are no sheets of this office. Raises Refused where one is not in the tray any more."""
    _must_be(writing.database, ids, TRAY)
    _update(
        writing, ids, '"state" = ?, "note" = coalesce(?, "note"), "settled_at" = ?, "settled_by" = ?',
        (ASIDE, note or None, at_of(writing), writing.user.id),
    )  # fmt: skip
    writing.note("set_aside", {"pages": list(ids), "note": note})


def set_empty_aside(writing: Writing, ids: Sequence[int]) -> None:
    """Put those of these pages aside on which nothing stands; not the person's act, so undo leaves them there."""
    empty = [
        page
        for (page,) in writing.database.execute_sql(
            'SELECT "id" FROM "scan_page" WHERE "id" IN (SELECT value FROM json_each(?)) AND "verdict" = ? ORDER BY "id"',
            (json.dumps(list(ids)), Verdict.EMPTY.value),
        )
    ]
    if empty:
        _update(writing, empty, '"state" = ?, "settled_at" = ?', (ASIDE, at_of(writing)))
        writing.note("empty_pages", {"pages": empty})


def take_back_pages(writing: Writing, ids: Sequence[int]) -> None:
    """Lay pages that were put aside into the tray again. Raises Refused."""
    _must_be(writing.database, ids, ASIDE)
    _to_tray(writing, ids)
    writing.note("take_back_page", {"pages": list(ids)})


def name_by_hand(database: Executes, page: ScannedPage, record_id: int, sheet: str = "") -> int:
    """Say of which sheet a page is that a person files to a record; return its edition, 0: the one in force.

    Its own code counts where it is of that record; else the newest print of the `sheet`, of which it is taken for the
    first page that is not home. A page whose code is of another record counts as no sheet of either.
    """
    printed = database.execute_sql('SELECT "record" FROM "print" WHERE "id" IS ?', (page.print,)).fetchone()
    if printed is not None and printed[0] == record_id:
        return page.edition
    (number,) = database.execute_sql(
        'SELECT coalesce("number", \'#\' || "id") FROM "header" WHERE "id" = ?', (record_id,)
    ).fetchone()
    _set(database, page.id, '"print" = NULL')
    if page.number == number or page.verdict is Verdict.BLANK:
        return page.edition
    of_none = ", ".join(f'"{name}" = NULL' for name in _SAID[4:])
    _set(database, page.id, of_none)
    named = database.execute_sql(
        'SELECT "id", "sheet", "edition", "copy", "pages" FROM "print" WHERE "record" = ? AND upper("sheet") = ?'
        ' ORDER BY "id" DESC LIMIT 1',
        (record_id, sheet.upper()),
    ).fetchone()
    if named is None:
        return 0
    home = {row[0] for row in database.execute_sql(
        'SELECT "sheet_page" FROM "scan_page" WHERE "print" = ? AND "state" = ?', (named[0], HOME)
    )}  # fmt: skip
    first = next(iter(missing_pages(named[4], home)), None)
    _set(
        database, page.id, '"print" = ?, "sheet" = ?, "edition" = ?, "copy" = ?, "sheet_pages" = ?, "number" = ?,'
        ' "leaf" = 0, "sheet_page" = ?', *named, number, first,
    )  # fmt: skip
    return int(named[2])


# -- what hangs on records ----------------------------------------------------------------------------------


def let_go(writing: Writing, attachment_id: int) -> list[tuple[int, str]]:
    """Lay the pages of an attachment that is taken off back into the tray; return them, for the trail."""
    found = [
        (int(page), str(verdict))
        for page, verdict in writing.database.execute_sql(
            'SELECT "id", "verdict" FROM "scan_page" WHERE "attachment" = ? AND "state" = ? ORDER BY "id"',
            (attachment_id, HOME),
        )
    ]
    _to_tray(writing, [page for page, _verdict in found])
    return found


def bring_back(writing: Writing, pages: Sequence[Sequence[Any]], record_id: int, attachment_id: int) -> None:
    """Say of the pages of an attachment that is hung on again that they are home; not of those filed since."""
    for page, verdict in pages:
        if _state(writing.database, page) == TRAY:
            file_pages(writing, [page], record_id, attachment_id)
            writing.database.execute_sql(
                'UPDATE "scan_page" SET "verdict" = ? WHERE "id" = ?', (verdict, page)
            )


# -- undo ------------------------------------------------------------------------------------------------


def undo(writing: Writing, what: str, payload: Mapping[str, Any], seq: int) -> None:
    """Take back an act about pages that hang on no record, by its opposite. Raises Refused."""
    ids = list(payload["pages"])
    _must_be(writing.database, ids, {"file_list": HOME, "set_aside": ASIDE, "take_back_page": TRAY}[what])
    if what == "take_back_page":
        _update(
            writing, ids, '"state" = ?, "settled_at" = ?, "settled_by" = ?',
            (ASIDE, at_of(writing), writing.user.id),
        )  # fmt: skip
    else:
        _to_tray(writing, ids)
    writing.note("undo", {"of": seq, "what": what, "pages": ids})


def _to_tray(writing: Writing, ids: Sequence[int]) -> None:
    _update(
        writing, ids, '"state" = ?, "attachment" = NULL, "settled_at" = NULL, "settled_by" = NULL', (TRAY,)
    )
    marks = ", ".join(f"'{verdict.value}'" for verdict in sorted(FILED, key=lambda one: one.value))
    for page in ids:
        writing.database.execute_sql(
            f'UPDATE "scan_page" SET "verdict" = ? WHERE "id" = ? AND "verdict" IN ({marks})',
            (Verdict.TAKEN_BACK.value, page),
        )


def _must_be(database: Executes, ids: Sequence[int], state: str) -> None:
    if any(_state(database, page) != state for page in ids):
        raise Refused([Problem(N_("The pages were moved since; look again"))])


def _state(database: Executes, page: int) -> str | None:
    row = database.execute_sql('SELECT "state" FROM "scan_page" WHERE "id" = ?', (page,)).fetchone()
    return row[0] if row else None


def _update(writing: Writing, ids: Sequence[int], sets: str, values: Sequence[Any]) -> None:
    for page in ids:
        _set(writing.database, page, sets, *values)


def _set(database: Executes, page: int, sets: str, *values: Any) -> None:
    database.execute_sql(f'UPDATE "scan_page" SET {sets} WHERE "id" = ?', (*values, page))


def at_of(writing: Writing) -> str:
    """Return the moment of an act as it is kept."""
    return writing.now.isoformat(timespec="minutes")
