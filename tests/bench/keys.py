"""Typing with a large store: how long one key keeps the event loop, in the intake, a form's long text, the search box."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from operator import attrgetter
from pathlib import Path
from statistics import median

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from custdesk.desk import Desk
from custdesk.store.hits import ListQuery
from custdesk.store.store import SYSTEM, Store
from tests.bench import find
from tests.bench.pulse import Pulse
from tests.bench.stopwatch import Ratio
from ui.curtain import IdleWatch
from ui.main_window import MainWindow
from ui.sweeping import Sweeping
from ui.theme import dress
from ui.warming import PAGES, WINDOW, load_press, loads

MOST_MS = 50.0
RUNS = 3
REST_MS = 40  # between two keys: as fast as anybody types
PAUSE_MS = 1100  # after a box: the draft is judged and kept meanwhile
SAID = "卫生间顶板漏水，夜里也滴，请尽快查看。已经是第二次了，楼上说没有漏。"


@dataclass(frozen=True)
class Felt:
    """What one key cost the loop, in milliseconds: by the clock, without the wait for a core, of the processor."""

    where: str
    held: float
    own: float
    worked: float


class Typing:
    """A whole window over a large store, and hands on its keyboard."""

    def __init__(self, path: Path) -> None:
        self.app = QApplication.instance() or QApplication([])
        dress(self.app)
        for load in (*loads(WINDOW), *loads(PAGES)):  # while the password is typed
            load()
        load_press(lambda _done, _total: True)
        self.desk = Desk(Store.open(path, lambda: find.NOW), SYSTEM)
        self.desk.sit_down(self.desk.people()[0])
        self.window = MainWindow(self.desk)
        self.window.show()
        for piece in self.window.pieces():  # in the first quiet moment
            piece()
        self.window.lanes.wait()
        self.watch = IdleWatch(self.desk)
        self.sweeping = Sweeping()
        self.sweeping.begin()
        self.pulse = Pulse(self.app)
        self.felt: list[Felt] = []
        self._let_go()

    def close(self) -> None:
        """Put the window and the store away."""
        self.watch.stop()
        self.sweeping.end()
        self.window.lanes.wait()
        self.window.close()
        self.window.deleteLater()
        self._let_go()
        self.desk.close()

    def _let_go(self) -> None:
        for _ in range(50):
            self.app.processEvents()

    def press(self, where: str, box: QWidget, text: str) -> None:
        """Press a key for each character, then pause; Chinese comes from the input method (trap 16)."""
        for sign in text:
            self._feel(where, lambda sign=sign: _hit(box, sign), REST_MS)  # type: ignore[misc]
        self._feel(where, lambda: None, PAUSE_MS)

    def _feel(self, where: str, act: Callable[[], object], rest_ms: int) -> None:
        held = self.pulse.feel(act, rest_ms)
        self.felt.append(Felt(where, held, self.pulse.own, self.pulse.worked))

    def intake(self) -> None:
        """A call is taken down: room, caller, telephone, words; the draft is kept on the way."""
        self.window.open_intake()
        self._let_go()
        boxes = self.window.intake.boxes
        for where, box, text in (
            ("intake: room", boxes.room, "3-2-501"),
            ("intake: caller", boxes.caller, "王秀英"),
            ("intake: telephone", boxes.phone, "13812345678"),
            ("intake: words", boxes.words, SAID),
        ):
            box.setFocus()
            self.press(where, box, text)
        self.window.intake.discard()
        self._let_go()

    def editor(self) -> None:
        """A complaint that is open gets its long text."""
        self.window.open(next(self._complaints()))
        self._let_go()
        form = self.window.binders["complaint"].form
        assert form.sheet is not None
        for name in ("content", "handling"):
            if form.sheet.go_to(name):
                self._let_go()
                box = self.app.focusWidget()
                assert box is not None
                self.press(f"form: {name}", box, SAID)
        if form.draft is not None:
            self.desk.store.drafts.drop(form.draft.id)
            form.draft = None
        self._let_go()

    def _complaints(self) -> Iterator[int]:
        yield from self.desk.read().ids(ListQuery("complaint"), 1)

    def search(self) -> None:
        """Lines of the search box, key by key."""
        self.window.open_search()
        self._let_go()
        line = self.window.search.line
        for said in find.LINES:
            line.clear()
            self.press("search", line, said)
        self.window.search.reject()
        self._let_go()


def _hit(box: QWidget, sign: str) -> None:
    if sign.isascii():
        QTest.keyClicks(box, sign)
        return
    event = QInputMethodEvent()
    event.setCommitString(sign)
    QApplication.sendEvent(box, event)


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure the longest block by one key; on the store of the search bench, where it was made before."""
    path = folder / f"find-{count}.sqlite"
    if not path.exists():
        find.fill(path, count)
    own = folder / "keys.sqlite"
    shutil.copy(path, own)  # the drafts are its own
    return measure_store(own, count)


def measure_store(path: Path, count: int) -> list[Ratio]:
    """Measure on a store that is there, in processes of their own; it gets drafts, and loses them again.

    What a key costs comes again in each run, what other programs take now and then does not: of each key the middle one
    of the runs counts, and of those the most.
    """
    runs = [_felt_by(path) for _ in range(RUNS)]
    felt = [
        Felt(same[0].where, *(median(map(attrgetter(name), same)) for name in ("held", "own", "worked")))
        for same in zip(*runs, strict=True)
    ]
    ways = (("", "held"), (", without the wait for a core", "own"), (", processor", "worked"))
    found = []
    for what, way in ways:
        worst = max(felt, key=attrgetter(way))
        name = f"typing, {count:,} records: longest block by a key{what} ({worst.where}) / 50 ms"
        found.append(Ratio(name, getattr(worst, way), MOST_MS, RUNS * len(felt), 1.0))
    return found


def _felt_by(path: Path) -> list[Felt]:
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.keys", str(path)], cwd=Path(__file__).parents[2], check=True,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return [Felt(*one) for one in json.loads(child.stdout)]


def by_box(felt: list[Felt]) -> Iterator[str]:
    """Say what each box's worst key cost, for whoever looks for the reason."""
    for where in dict.fromkeys(one.where for one in felt):
        mine = [one for one in felt if one.where == where]
        held, own, worked = (max(map(attrgetter(name), mine)) for name in ("held", "own", "worked"))
        yield f"{where}: {held:.1f} ms, without the wait for a core {own:.1f} ms, processor {worked:.1f} ms"


if __name__ == "__main__":
    typing = Typing(Path(sys.argv[1]))
    for work in (typing.intake, typing.editor, typing.search):
        work()
    typing.close()
    print(json.dumps([astuple(one) for one in typing.felt]))
    print("\n".join(by_box(typing.felt)), file=sys.stderr)
