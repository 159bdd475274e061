"""Short ways with printed paper, for tests: a sheet printed, its scan home, its boxes read."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from custdesk.language import Words
from custdesk.paper.said import said_of
from custdesk.press import Press
from custdesk.print_job import Period
from custdesk.rules.signed_paper import SignatureRead
from custdesk.store.answers import Changes
from custdesk.store.reader import Reader
from custdesk.store.signed_paper import Printed, printed
from custdesk.workflow import User
from tests.desks import Office

WANG = "王秀兰"
TAKE = (
    'INSERT INTO "scan_page" ("scan", "page", "place", "turn", "stamp", "verdict", "state", "record", "print", "number",'
    ' "sheet", "edition", "copy", "leaf", "sheet_page", "sheet_pages", "settled_at")'
    " VALUES (?, ?, 0, 0, '', 'ours', 'filed', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


def print_sheet(
    office: Office, record_id: int, sheet: str | None = None, user: User | None = None, pages: int = 1
) -> int:
    """Print a record's sheet as the press does; return the row of the print log."""
    Press(office.store, user or office.zhou).sheet_job([record_id], sheet).log(pages)
    return newest(office)


def print_anyway(office: Office, record_id: int, number: str, user: User | None = None) -> int:
    """Print a record's sheet whatever the form says about being printable."""
    store, person = office.store, user or office.zhou
    reader = Reader(store.database, store.forms, store.settings, store.clock, person, frozenset({record_id}))
    seen = reader.record(record_id)
    assert seen is not None
    sheet = next(one for one in seen.record.form.sheets if one.number == number)
    said = said_of(seen, sheet, Words("zh_Hans"), public=False)
    store.log_print(seen, number, said, 1, "zh_Hans", person)
    return newest(office)


def print_list(
    office: Office, form: str, number: str, user: User | None = None, *, public: bool = False
) -> int:
    """Print the list of the day or month of the clock."""
    day = office.clock.now.date()
    period = Period.of_day(day) if number != "P-04" else Period.of_month(day)
    Press(office.store, user or office.zhou).list_job(form, number, period, public=public).log(1)
    return newest(office)


def newest(office: Office) -> int:
    return office.one('SELECT max("id") FROM "print"')


def row(office: Office, print_id: int) -> Printed:
    found = printed(office.store.database, print_id)
    assert found is not None
    return found


def scan_home(
    office: Office,
    print_id: int,
    pages: Sequence[int] = (1,),
    of: int = 1,
    leaf: int = 0,
    copy: int | None = None,
) -> list[int]:
    """Lay pages of a print home as the filing does; return their rows."""
    one, database = row(office, print_id), office.store.database
    at = office.clock.now.isoformat(timespec="minutes")
    scan = database.execute_sql(
        'INSERT INTO "scan" ("digest", "name", "kind", "size", "pages", "at") VALUES (?, ?, ?, ?, ?, ?)',
        (f"{print_id}-{leaf}-{list(pages)}-{copy}", "scan.pdf", "pdf", 1, len(pages), at),
    ).lastrowid
    found = []
    for place, page in enumerate(pages):
        found.append(database.execute_sql(TAKE, (
            scan, place, one.record, print_id, one.number, one.sheet, one.edition, copy or one.copy, leaf, page, of, at,
        )).lastrowid)  # fmt: skip
    return found


def signature(
    box: str, name: str = WANG, on: datetime.date | None = None, relation: str = ""
) -> SignatureRead:
    return SignatureRead(box, name, relation, on)


def read_boxes(office: Office, print_id: int, *reads: SignatureRead, user: User | None = None) -> Changes:
    """Read boxes of a print; those without a date are dated today."""
    today = office.clock.now.date()
    dated = [
        SignatureRead(one.box, one.name, one.relation, one.signed_on or (today if one.name else None))
        for one in reads
    ]
    return office.store.record_signatures(print_id, dated, user or office.lin)


def kept(office: Office) -> list[tuple[Any, ...]]:
    """Every row of the signature table: (print, box, name, relation, day)."""
    return office.sql(
        'SELECT "print", "box", "name", "relation", "signed_on" FROM "signature" ORDER BY "print", "box"'
    )
