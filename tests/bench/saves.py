"""One save through the writer against the same rows by the plain driver with the same pragmas."""

from __future__ import annotations

import datetime
from pathlib import Path

from sqlcipher3 import dbapi2

from custdesk.binders import BY_KEY
from custdesk.draft import blank
from custdesk.store.database import PRAGMAS
from custdesk.store.store import SYSTEM, Store
from tests.bench.stopwatch import Ratio, compare

NOW = datetime.datetime(2027, 4, 16, 18, 50)


class PlainRows:
    """Repeats the statements one save made, with fresh keys, on a store of its own."""

    def __init__(
        self,
        path: Path,
        drafts: Path,
        statements: list[tuple[str, tuple[object, ...]]],
        draft: list[tuple[str, tuple[object, ...]]],
    ) -> None:
        self._database = dbapi2.connect(str(path), isolation_level=None)
        self._drafts = dbapi2.connect(str(drafts), isolation_level=None)
        self._draft = draft
        for name, value in PRAGMAS.items():
            self._database.execute(f"PRAGMA {name} = {value}")
            self._drafts.execute(f"PRAGMA {name} = {value}")
        self._statements = statements
        self._turn = 0
        self._record = int(self._database.execute("SELECT max(id) FROM header").fetchone()[0])
        self._seq = int(self._database.execute("SELECT max(seq) FROM trail").fetchone()[0])

    def write(self) -> None:
        """Write the draft, the rows of one save in one transaction, and take the draft away."""
        self._turn += 1
        record = 0
        kept, dropped = self._draft
        self._drafts.execute(*kept)
        self._database.execute("BEGIN IMMEDIATE")
        for sql, params in self._statements:
            cursor = self._database.execute(sql, self._moved(sql, params, record))
            if sql.startswith('INSERT INTO "header"'):
                record = int(cursor.lastrowid or 0)
        self._database.execute("COMMIT")
        self._drafts.execute(*dropped)

    def _moved(self, sql: str, params: tuple[object, ...], record: int) -> tuple[object, ...]:
        number = f"TS-2027-{9000 + self._turn}"
        moved = [number if isinstance(p, str) and p.startswith("TS-2027-") else p for p in params]
        if sql.startswith("INSERT INTO trail"):
            moved[0] = self._seq + self._turn
            if "trail_record" in sql:
                moved[1] = record
        elif sql.startswith(("INSERT", "UPDATE", "DELETE")) and '"header"' not in sql:
            moved = [record if p == self._record and isinstance(p, int) else p for p in moved]
        elif sql.startswith("UPDATE"):
            moved[-1] = record
        return tuple(moved)


def measure(folder: Path) -> list[Ratio]:
    """Measure one complaint saved with audit, draft, number and index."""
    store = Store.open(folder / "save.sqlite", lambda: NOW, create=True)
    facts = store.facts(SYSTEM)

    def save() -> None:
        draft = blank(
            BY_KEY["complaint"], facts, received_by="林晓燕", complainant="王秀兰", unit="3-1202", phone="13812345678",
            content="卫生间顶板漏水，夜里也滴，请尽快查看。已经是第二次了。",
            validity="valid", nature="general", category="civil_decoration_equipment",
        )  # fmt: skip
        store.drafts.keep(draft)
        store.save(draft, SYSTEM)

    save()
    seen: list[tuple[str, tuple[object, ...]]] = []
    run = store.database.execute_sql

    draft_seen: list[tuple[str, tuple[object, ...]]] = []
    shelf = store.drafts._database
    run_draft = shelf.execute_sql

    def listening_to_drafts(sql: str, params: object = None) -> object:
        draft_seen.append((sql, tuple(params or ())))  # type: ignore[arg-type]
        return run_draft(sql, params)

    def listening(sql: str, params: object = None) -> object:
        if sql.lstrip().startswith(("INSERT", "UPDATE", "DELETE")):
            seen.append((sql, tuple(params or ())))  # type: ignore[arg-type]
        return run(sql, params)

    store.database.execute_sql = listening
    shelf.execute_sql = listening_to_drafts
    save()
    store.database.execute_sql = run
    shelf.execute_sql = run_draft
    # the floor owns a whole copy of the store, and writes what one save writes: the rows, the draft, its removal
    (folder / "plain").mkdir()
    plain_path = folder / "plain" / "save.sqlite"
    store.database.execute_sql("VACUUM INTO ?", (str(plain_path),))
    draft_path = folder / "plain" / "drafts.sqlite"
    run_draft("VACUUM INTO ?", (str(draft_path),))
    plain = PlainRows(plain_path, draft_path, seen, draft_seen)
    result = compare("save: complaint with trail, draft, number, index / same rows, plain driver", save, plain.write,
                     runs=60, goal=2.0)  # fmt: skip
    store.close()
    return [result]
