"""A list of many complaints against a bare QTableView over plain SQL showing the same rows."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTableView
from sqlcipher3 import dbapi2

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.exchange.list_export import export_list
from custdesk.office.folding import fold
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM, Store
from tests.bench.floors.lists import PAGE, BareTable, IdTable, KeysetTable, bare_export, bare_view
from tests.bench.pulse import Pulse
from tests.bench.stopwatch import Ratio, compare
from ui.binder.table import RecordTable, RecordTableView
from ui.jobs import Lanes
from ui.theme import dress

START = datetime.datetime(2017, 1, 1)
NOW = datetime.datetime(2027, 4, 16, 18, 50)


def fill(path: Path, count: int) -> None:
    """Write complaints through the bulk door of the one writer."""
    store = Store.open(path, lambda: NOW, create=True)
    record = BY_KEY["complaint"]
    rows = [
        NewRow(
            record,
            {
                "received_at": START + datetime.timedelta(minutes=place * 50), "received_by": "林晓燕",
                "channel": "phone", "complainant": "王秀兰", "unit": f"{place % 9 + 1}-{place % 30 + 1}02",
                "content": f"卫生间顶板漏水第{place}次", "validity": "valid", "nature": "general",
                "category": "charges", "handler": "苏婷",
            },
            state="accepted",
        )
        for place in range(count)
    ]  # fmt: skip
    for start in range(0, count, 20_000):
        store.bulk(Batch("import", rows[start : start + 20_000]), SYSTEM)
    store.close()


def opened(desk: Desk, lanes: Lanes) -> RecordTableView:
    """Return our list of all complaints."""
    model = RecordTable(desk, BY_KEY["complaint"], lanes=lanes)
    model.show_query(ListQuery("complaint"))
    view = RecordTableView(model)
    model.setParent(view)
    return view


class Bench:
    """Both lists over one store, and what is done with them."""

    def __init__(self, path: Path) -> None:
        self.app = QApplication.instance() or QApplication([])
        dress(self.app)
        self.desk = Desk(Store.open(path, lambda: NOW), SYSTEM)
        self.plain = dbapi2.connect(str(path))
        self.lanes = Lanes()
        fold("投")  # as it is done while the password is typed (ui.warming)
        self.ours = opened(self.desk, self.lanes)
        self.count = self.ours.model().rowCount()
        self.show(self.ours)
        self.wait()

    def close(self) -> None:
        """Close both."""
        self.lanes.wait()
        self.ours.close()
        self.plain.close()
        self.desk.close()

    def show(self, view: QTableView) -> None:
        """Paint a view for the first time."""
        view.resize(900, 600)
        view.show()
        self.app.processEvents()

    def wait(self) -> None:
        """Let the lane finish, so that what is measured next is measured alone."""
        until = time.perf_counter() + 0.3
        while time.perf_counter() < until or self.ours.model()._gathering is not None:
            self.app.processEvents()

    def away(self, view: QTableView) -> None:
        """Put a view away."""
        view.close()
        view.deleteLater()
        self.lanes.wait()
        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        self.app.processEvents()

    def first_paint(self) -> Ratio:
        """From nothing to a painted list."""
        made: list[QTableView] = []

        def ours() -> None:
            made.append(opened(self.desk, self.lanes))
            self.show(made[-1])

        def floor() -> None:
            model = KeysetTable(self.plain)
            made.append(bare_view(model, self.ours))
            model.setParent(made[-1])
            self.show(made[-1])

        return compare(
            f"list of {self.count:,}, first paint / bare view over keyset SQL", ours, floor, runs=15, goal=1.3,
            after=lambda: [self.away(made.pop()) for _ in list(made)],
        )  # fmt: skip

    def pair(self, model: BareTable) -> QTableView:
        """Return a bare view beside ours, both at the top."""
        view = bare_view(model, self.ours)
        model.setParent(view)
        self.show(view)
        for one in (view, self.ours):
            one.setCurrentIndex(one.model().index(0, 0))
        self.app.processEvents()
        return view

    def page_down(self) -> Ratio:
        """Page Down through rows nobody has seen yet."""
        bare = self.pair(KeysetTable(self.plain))

        def press(view: QTableView) -> None:
            QTest.keyClick(view, Qt.Key.Key_PageDown)
            view.viewport().repaint()

        found = compare("Page Down", lambda: press(self.ours), lambda: press(bare), runs=40, goal=1.3)
        self.away(bare)
        return found

    def filters(self) -> Ratio:
        """One of the list's views by its key, and all again."""
        bare = self.pair(KeysetTable(self.plain))
        wanted = next(one for one in BY_KEY["complaint"].form.filters if one.name == "open")
        both = ((wanted, wanted.states), (None, ()))

        def ours() -> None:
            for one, _states in both:
                self.ours.model().show_query(ListQuery("complaint", one))
                self.ours.viewport().repaint()

        def floor() -> None:
            for _one, states in both:
                bare.model().filter(states)
                bare.viewport().repaint()

        found = compare("filter: a view of the list, and all again", ours, floor, runs=15, goal=1.3, per=2)
        self.away(bare)
        self.wait()
        return found

    def jump(self) -> Ratio:
        """To the middle, where nobody has been."""
        bare = self.pair(IdTable(self.plain))
        places = {self.ours: 0, bare: 0}

        def to(view: QTableView) -> None:
            places[view] += 1
            row = self.count // 2 + places[view] * PAGE * 2
            view.setCurrentIndex(view.model().index(row % self.count, 0))
            view.viewport().repaint()

        found = compare("jump to the middle / bare view over an id array", lambda: to(self.ours), lambda: to(bare),
                        runs=40, goal=1.3)  # fmt: skip
        self.away(bare)
        return found

    def sort(self, name: str, floor_order: str, label: str) -> Ratio:
        """Sort by a column until its first rows are painted."""
        bare = self.pair(IdTable(self.plain))
        ways = {"ours": 0, "floor": 0}

        def ours() -> None:
            ways["ours"] += 1
            model = self.ours.model()
            model.show_query(ListQuery("complaint", sort=name, descending=bool(ways["ours"] % 2)))
            while model.reading:
                self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
            self.ours.viewport().repaint()

        def floor() -> None:
            ways["floor"] += 1
            way = "DESC" if ways["floor"] % 2 else "ASC"
            bare.model().order(floor_order.replace("WAY", way))
            bare.viewport().repaint()

        found = compare(
            f"sort by {label} / bare view over an id array", ours, floor, runs=5, goal=1.3, after=self.wait
        )
        self.away(bare)
        self.ours.model().show_query(ListQuery("complaint"))
        self.wait()
        return found

    def export(self, folder: Path, most: int = 100_000) -> Ratio:
        """The newest rows as an Excel file, once each: it takes its time."""
        count = min(self.count, most)
        last = self.desk.read().record(self.desk.read().ids(ListQuery("complaint"), count)[-1])
        query = ListQuery("complaint", since=last.values["received_at"])
        took = []
        for work in (
            lambda: export_list(self.desk.store, SYSTEM, query, folder / "ours.xlsx", self.desk.words),
            lambda: bare_export(self.plain, folder / "bare.xlsx", count),
        ):
            begun = time.process_time()
            work()
            took.append((time.process_time() - begun) * 1000)
        return Ratio(f"Excel export of {count:,} rows / openpyxl write-only (CPU)", *took, 1, 1.2)

    def stillness(self) -> list[Ratio]:
        """The longest any key press keeps the loop, while the list is read beside it."""
        pulse, view = Pulse(self.app), self.ours
        held, worked = [], []
        model = view.model()
        acts: list[tuple[str, Callable[[], object]]] = [
            ("all", lambda: model.show_query(ListQuery("complaint", sort="state"))),
            *(
                (key.name, lambda key=key: QTest.keyClick(view, key))
                for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_PageDown, Qt.Key.Key_Up)
            ),
            ("End", lambda: QTest.keyClick(view, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)),
            ("Home", lambda: QTest.keyClick(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)),
            ("Ctrl+A", lambda: QTest.keyClick(view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)),
            ("Ctrl+C", lambda: QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)),
            ("letter", lambda: QTest.keyClick(view, Qt.Key.Key_X)),
            *(
                (f"filter {text}", lambda text=text: model.show_query(ListQuery("complaint", text=text)))
                for text in ("漏", "漏水", "漏水第", "漏水第7", "漏水第77", "没有", "")
            ),
            ("sort own", lambda: model.show_query(ListQuery("complaint", sort="content"))),
            ("refresh", model.refresh),
            ("back", lambda: model.show_query(ListQuery("complaint"))),
        ]
        for name, act in acts:
            held.append((pulse.feel(act), name))
            worked.append((pulse.worked, name))
        self.wait()
        return [
            Ratio(f"longest the loop {what} in {len(acts)} keys (at {max(times)[1]}) / 50 ms", max(times)[0], 50.0,
                  len(acts), 1.0)
            for what, times in (("stood still", held), ("worked, CPU", worked))
        ]  # fmt: skip


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure a long list from first paint to its last row."""
    path = folder / "list.sqlite"
    fill(path, count)
    return measure_store(path)


def measure_store(path: Path) -> list[Ratio]:
    """Measure the list of a store's complaints."""
    bench = Bench(path)
    found = [
        bench.first_paint(), bench.page_down(), bench.filters(), bench.jump(),
        bench.sort("number", "h.number WAY, h.id WAY", "number"),
        bench.sort("content", "t.content WAY, t.id WAY", "words (no index)"),
        *bench.stillness(), bench.export(path.parent),
    ]  # fmt: skip
    bench.close()
    return found
