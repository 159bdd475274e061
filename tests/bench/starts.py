"""From process start to a painted window, and to a usable desk, against a blank PySide6 window."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.stopwatch import Ratio

PAINT = """
import sys
from PySide6.QtCore import QEvent, QObject
class Eye(QObject):
    seen = False
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            self.seen = True
        return False
def wait_for_paint(app, window):
    eye = Eye()
    app.installEventFilter(eye)
    window.show()
    while not eye.seen:
        app.processEvents()
    app.removeEventFilter(eye)
    print("painted", flush=True)
"""
BLANK = (
    PAINT
    + """
from PySide6.QtWidgets import QApplication, QMainWindow
app = QApplication([])
window = QMainWindow()
window.resize(1366, 768)
wait_for_paint(app, window)
print("usable", flush=True)
"""
)
OURS = (
    PAINT
    + """
from pathlib import Path
from PySide6.QtWidgets import QApplication
from ui.theme import dress
app = QApplication([])
dress(app)
from custdesk.clock import OfficeClock
from custdesk.desk import Desk
desk = Desk.open(Path(sys.argv[1]), OfficeClock())
desk.sit_down(desk.people()[0])
from ui.main_window import MainWindow
window = MainWindow(desk)
wait_for_paint(app, window)
app.processEvents()
window.open_intake()
app.processEvents()
print("usable", flush=True)
desk.close()
"""
)


def _run(code: str, *args: str) -> tuple[float, float]:
    start = time.perf_counter()
    child = subprocess.Popen(
        [sys.executable, "-c", code, *args], stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]
    )
    assert child.stdout is not None
    marks: dict[str, float] = {}
    for line in child.stdout:
        marks[line.strip()] = time.perf_counter() - start
    child.wait()
    return marks["painted"] * 1000, marks["usable"] * 1000


def measure(folder: Path, runs: int = 9) -> list[Ratio]:
    """Measure both turn about on a practice store."""
    from custdesk.clock import OfficeClock
    from custdesk.sample_estate import make_sample

    path = folder / "start.sqlite"
    make_sample(path, OfficeClock())
    _run(BLANK)
    _run(OURS, str(path))
    pairs = [(_run(OURS, str(path)), _run(BLANK)) for _ in range(runs)]
    blank = statistics.median(bare[0] for _ours, bare in pairs)
    painted = statistics.median(ours[0] for ours, _bare in pairs)
    usable = statistics.median(ours[1] for ours, _bare in pairs)
    return [
        Ratio("start to painted window / blank PySide6 window", painted, blank, runs, 1.3),
        Ratio("start to usable desk (F2 answers) / blank PySide6 window", usable, blank, runs, 2.2),
    ]
