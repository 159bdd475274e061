"""The search box against a bare FTS5 query and a bare QListView, and the query against the LIKE scan it replaces."""

from __future__ import annotations

import datetime
import itertools
import sqlite3
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QApplication
from sqlcipher3 import dbapi2

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Store
from tests.bench.floors.find import BareList, bare_query, like_scan
from tests.bench.office_texts import Teller
from tests.bench.pulse import Pulse
from tests.bench.stopwatch import Ratio, compare
from ui.bus import Bus
from ui.jobs import Lanes
from ui.search import SearchPopup
from ui.theme import dress

NOW = datetime.datetime(2027, 4, 16, 18, 50)
BEGUN = datetime.datetime(2017, 5, 2, 8, 0)
BATCH = 20_000
NEWEST = 400  # records of the last weeks are still open
HOMES = [
    (b, e, f"{floor}{flat:02d}")
    for b in range(1, 21)
    for e in (1, 2)
    for floor in range(1, 13)
    for flat in (1, 2, 3)
]
WORDS = ("漏水", "投诉", "王秀英", "电梯厅照明灯", "配电箱 异响", "3-2-501", "5678", "wxy", "林 不亮", "2026")
LINES = (
    "投诉 漏水 未结 3栋 去年",
    "ts31",
    "王秀英",
    "3栋2单元501",
    "水",
    "2",
    "龘",
    "投诉 噪音很大 2019年",
    "已结 门禁 上月",
    "-",
)


def fill(path: Path, count: int) -> None:
    """Write ten years of an office through the bulk door: rooms, residents, complaints, orders, log entries."""
    store = Store.open(path, lambda: NOW, create=True)
    teller = Teller(7)
    staff = store.bulk(
        Batch("import", [NewRow(BY_KEY["staff"], {"name": teller.name(), "role": "receptionist"}) for _ in range(12)]),
        SYSTEM,
    ).records  # fmt: skip
    units = store.bulk(Batch("import", [_home(b, e, room) for b, e, room in HOMES]), SYSTEM).records
    homes = [record_id for record_id, _form in units]
    people = store.bulk(
        Batch("import", [
            NewRow(BY_KEY["customer"], {"name": teller.name(), "unit": home, "phone": teller.phone()})
            for home in homes
        ]), SYSTEM,
    ).records  # fmt: skip
    rows = _matters(teller, count, homes, [one for one, _form in people], [one for one, _form in staff])
    while batch := list(itertools.islice(rows, BATCH)):
        store.bulk(Batch("import", batch), SYSTEM)
    store.close()


def _home(building: int, entrance: int, room: str) -> NewRow:
    return NewRow(BY_KEY["unit"], {"building": str(building), "entrance": str(entrance), "room": room})


def _matters(
    teller: Teller, count: int, homes: list[int], people: list[int], staff: list[int]
) -> Iterator[NewRow]:
    step = (NOW - BEGUN) / count
    for place in range(count):
        at = (BEGUN + step * place).replace(second=0, microsecond=0)
        home = teller.chance.randrange(len(homes))
        maker = (_complaint, _order, _entry, _complaint, _order)[place % 5]
        yield maker(
            teller, at, homes[home], people[home], teller.chance.choice(staff), new=place > count - NEWEST
        )


def _complaint(
    teller: Teller, at: datetime.datetime, unit: int, person: int, by: int, *, new: bool
) -> NewRow:
    values: dict[str, Any] = {
        "received_at": at, "received_by": by, "channel": teller.chance.choice(("phone", "visit", "online")),
        "complainant": person, "unit": unit, "phone": teller.phone(), "content": teller.several(3),
        "validity": "valid", "nature": teller.chance.choice(("general", "general", "general", "major")),
        "category": teller.chance.choice(("charges", "attitude_or_quality", "civil_decoration_equipment", "other")),
        "handler": by, "handler_kind": "office_itself",
    }  # fmt: skip
    if not new:
        values |= {"handling": teller.done(), "handled_at": at + datetime.timedelta(days=1), "cause_analysis": teller.matter(),
                   "customer_opinion": "可以接受", "closed_at": (at + datetime.timedelta(days=2)).date()}  # fmt: skip
    return NewRow(BY_KEY["complaint"], values, state="accepted" if new else "verified", as_kept=True)


def _order(teller: Teller, at: datetime.datetime, unit: int, person: int, by: int, *, new: bool) -> NewRow:
    values: dict[str, Any] = {
        "requested_at": at, "requested_by": person, "unit": unit, "phone": teller.phone(),
        "service_kind": "home_repair", "content": teller.several(2), "responsible": by, "worker": teller.name(),
    }  # fmt: skip
    if not new:
        values |= {
            "work_done": teller.done(),
            "finished_at": at + datetime.timedelta(days=1),
            "materials": "密封胶一支",
        }
    return NewRow(BY_KEY["repair_order"], values, state="dispatched" if new else "closed", as_kept=True)


def _entry(teller: Teller, at: datetime.datetime, unit: int, person: int, by: int, *, new: bool) -> NewRow:
    values: dict[str, Any] = {
        "occurred_at": at, "recorded_by": by, "channel": "phone", "unit": unit, "customer": person,
        "phone": teller.phone(), "kind": teller.chance.choice(("inquiry", "opinion", "difficulty")),
        "content": teller.several(2), "answer_given": teller.done(),
    }  # fmt: skip
    return NewRow(BY_KEY["duty_log"], values, state="open" if new else "closed", as_kept=True)


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure query, keystroke, size and the longest wait, on a store made before (find-100000.sqlite) or now."""
    path = folder / f"find-{count}.sqlite"
    if not path.exists():
        fill(path, count)
    app = QApplication.instance() or QApplication([])
    dress(app)
    desk = Desk(Store.open(path, lambda: NOW), SYSTEM)
    bare = dbapi2.connect(str(path))
    found = [
        *_queries(desk, bare, count),
        *_keystrokes(app, desk, bare, count),
        _share(path),
        *_waits(app, desk, count),
    ]
    bare.close()
    desk.close()
    return found


def _queries(desk: Desk, bare: Any, count: int) -> list[Ratio]:
    def ours() -> None:
        for word in WORDS:
            desk.look(desk.asked(word)).finding.finish()

    found = [compare(
        f"search, {count:,} records: ten questions / bare FTS5, newest 50", ours,
        lambda: [bare_query(bare, word) for word in WORDS], runs=9, per=len(WORDS),
    )]  # fmt: skip
    text = "漏水"

    def one() -> None:
        desk.look(desk.asked(text)).finding.finish()

    scan = compare(
        "the LIKE scan of one word / our query (how many times faster)",
        lambda: like_scan(bare, text),
        one,
        runs=5,
    )
    return [*found, scan]


def _keystrokes(app: QApplication, desk: Desk, bare: Any, count: int) -> list[Ratio]:
    popup, floor = SearchPopup(desk, Bus()), BareList(bare)
    for widget in (popup, floor):
        widget.resize(900, 560)
        widget.show()
    app.processEvents()
    popup.line.setFocus()
    words = [word for word in WORDS if word not in ("2026",)]
    turn = {"ours": 0, "floor": 0}

    def ours() -> None:
        turn["ours"] += 1
        popup.line.setText(words[turn["ours"] % len(words)])
        popup.list.viewport().repaint()

    def theirs() -> None:
        turn["floor"] += 1
        floor.line.setText(words[turn["floor"] % len(words)])
        floor.list.viewport().repaint()

    def after() -> None:
        for _ in range(20):
            app.processEvents()

    found = compare(
        f"search, {count:,} records: keystroke to painted results / bare FTS5 and QListView", ours, theirs,
        runs=6 * len(words), goal=1.5, after=after,
    )  # fmt: skip
    for widget in (popup, floor):
        widget.close()
        widget.deleteLater()
    app.processEvents()
    return [found]


def _share(path: Path) -> Ratio:
    """The index's pages of all pages, in percent (SQLite's own dbstat, which the desk's driver leaves out)."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as database:
        sizes = dict(database.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY 1").fetchall())
    index = sum(size for name, size in sizes.items() if name.startswith("search_"))
    return Ratio("search index / whole store (MB)", index / 1e6, sum(sizes.values()) / 1e6, 1, 0.25)


def _waits(app: QApplication, desk: Desk, count: int) -> list[Ratio]:
    """The longest time a key keeps the loop, over lines that are typed key by key."""
    popup, lanes = SearchPopup(desk, Bus()), Lanes()
    popup.get_ready(lanes)
    lanes.wait()
    popup.resize(900, 560)
    popup.show()
    app.processEvents()
    pulse, longest, each = Pulse(app), (0.0, ""), []
    for line in LINES:
        popup.line.clear()
        app.processEvents()
        for end in range(1, len(line) + 1):
            wait = pulse.feel(lambda end=end, line=line: popup.line.setText(line[:end]), rest_ms=60)
            each.append(wait)
            longest = max(longest, (wait, line[:end]))
        until = time.perf_counter() + 5
        while popup._wait.isActive() and time.perf_counter() < until:
            app.processEvents()
    popup.close()
    popup.deleteLater()
    name = f"search, {count:,} records: longest wait of {len(each)} keys (“{longest[1]}”) / median, ms"
    return [Ratio(name, longest[0], statistics.median(each), len(each))]
