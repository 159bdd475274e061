"""One save through the writer against the same rows by the plain driver with the same pragmas."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

from custdesk.binders import BY_KEY
from custdesk.draft import Draft, blank
from custdesk.store.store import SYSTEM, Store
from tests.bench.floors.saves import Heard, PlainRows
from tests.bench.stopwatch import Ratio, compare_both

NOW = datetime.datetime(2027, 4, 16, 18, 50)
COMPLAINT = BY_KEY["complaint"]
WARM = 300  # records that are there: ids and revisions are not the same small numbers then


class Desk:
    """A store, and the two ways somebody saves a complaint."""

    def __init__(self, path: Path) -> None:
        self.store = Store.open(path, lambda: NOW, create=True)
        self.facts = self.store.facts(SYSTEM)
        self.opened = self.new()
        self.turn = 0

    def new(self) -> Draft:
        """Return a form filled in: what is typed is no part of saving it."""
        return blank(
            COMPLAINT, self.facts, received_by="林晓燕", complainant="王秀兰", unit="3-1202", phone="13812345678",
            content="卫生间顶板漏水，夜里也滴，请尽快查看。已经是第二次了。",
            validity="valid", nature="general", category="civil_decoration_equipment",
        )  # fmt: skip

    def again(self) -> Draft:
        """Return the newest record's form, with a few boxes changed."""
        (record_id,) = self.store.database.execute_sql('SELECT max("id") FROM "header"').fetchone()
        seen = self.store.read(SYSTEM).record(record_id)
        assert seen is not None
        self.turn += 1
        said = {
            "handler": "吴建平",
            "cause_analysis": f"接缝未封闭，第{self.turn}次查看",
            "content": f"漏水{self.turn}处",
        }
        return Draft(
            COMPLAINT, {**seen.values, **said}, dict(seen.values), record_id=record_id,
            revision=seen.values["revision"],
        )  # fmt: skip

    def save(self) -> None:
        """Keep the draft and save it."""
        self.store.drafts.keep(self.opened)
        self.store.save(self.opened, SYSTEM)


def measure(folder: Path) -> list[Ratio]:
    """Measure a complaint saved with audit, draft, number and index: a new one, and one that changes."""
    desk = Desk(folder / "save.sqlite")
    for _ in range(WARM):
        desk.save()
        desk.opened = desk.new()
    found = [
        *_compared(desk, folder / "new", "save: new complaint, trail, draft, number, index", desk.new, 2.0),
        *_compared(desk, folder / "again", "save: three fields of a complaint changed", desk.again),
    ]
    desk.store.close()
    return found


def _compared(
    desk: Desk, folder: Path, name: str, opened: Callable[[], Draft], goal: float | None = None
) -> list[Ratio]:
    """Hear what one save writes, then let both write it turn about; the floor owns a whole copy of the store.

    A change has no goal: it reads the record to compare it, which its floor never does.
    """

    def open_next() -> None:
        desk.opened = opened()

    open_next()
    store, drafts = Heard(), Heard()
    store.listen(desk.store.database)
    drafts.listen(desk.store.drafts._database)
    desk.save()
    statements, draft = store.stop(), drafts.stop()
    (record_id,) = desk.store.database.execute_sql('SELECT max("id") FROM "header"').fetchone()
    folder.mkdir()
    desk.store.database.execute_sql("VACUUM INTO ?", (str(folder / "save.sqlite"),))
    desk.store.drafts._database.execute_sql("VACUUM INTO ?", (str(folder / "drafts.sqlite"),))
    plain = PlainRows(folder / "save.sqlite", folder / "drafts.sqlite", statements, draft, record_id)
    open_next()
    found = compare_both(
        f"{name} / plain driver", desk.save, plain.write, runs=150, goal=goal, after=open_next
    )
    plain.close()
    return found
