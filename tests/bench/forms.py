"""P-03 alone and in a batch: against the same marks on a bare canvas, against typst and LibreOffice, and its memory."""

from __future__ import annotations

import datetime
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper import drawing, sheet_paper
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle, Stamping
from custdesk.snapshot import Snapshot
from custdesk.stamp import Sealer
from tests.bench.floors.forms import Took, by_libreoffice, by_typst, put_down
from tests.bench.stopwatch import Ratio, compare_both

NOW = datetime.datetime(2027, 4, 16, 18, 50)
BATCH: Final = 500
FOR_OFFICE: Final = 40  # forms of LibreOffice's one call: it takes its time, and each form takes the same
HERE: Final = Path(__file__).parents[2]


def complaint(place: int) -> Snapshot:
    """Make a believable complaint."""
    values: dict[str, Any] = {
        "id": place, "number": f"TS-2027-{place:04d}", "state": "handled", "edition": 1, "revision": 3,
        "received_at": NOW, "received_by": "林晓燕", "channel": "phone", "complainant": "王秀兰", "unit": "3-1202",
        "phone": "13812345678", "anonymous": False, "content": "卫生间顶板漏水，夜里也滴。" * 6, "validity": "valid",
        "nature": "general", "category": "civil_decoration_equipment", "is_letter": False, "is_joint": False,
        "involves_compensation": False, "against_director": False, "handler_kind": "office_itself", "handler": "吴建平",
        "due_at": NOW + datetime.timedelta(days=3), "told_handling_time": NOW + datetime.timedelta(days=3),
        "handling": "已更换地漏并做防水。" * 8, "handled_at": NOW + datetime.timedelta(days=1),
        "cause_analysis": "接缝未封闭", "preventive_action": "湿区检查表", "rectification": "复查同户型",
        "expectations": "希望定期巡查" * 5,
    }  # fmt: skip
    return Snapshot(BY_KEY["complaint"], place, values)


class Marks(drawing.Pen):
    """Keeps every mark of every page, so that the floor can put the same ones down."""

    pages: list[tuple[list[Any], dict[float, list[Any]], list[Any], list[Any]]] = []

    def new_page(self) -> None:
        """Keep the page, then go on."""
        Marks.pages.append(
            (
                list(self._texts),
                {w: list(r) for w, r in self._rules.items()},
                list(self._shades),
                list(self._codes),
            )
        )
        super().new_page()


def recorded(snapshots: list[Snapshot], style: PaperStyle) -> list[Any]:
    """Return the marks our drawing makes."""
    Marks.pages = []
    kept = sheet_paper.Pen
    sheet_paper.Pen = Marks  # type: ignore[misc]
    try:
        draw_sheets(snapshots, snapshots[0].record.form.sheets[0], style)
    finally:
        sheet_paper.Pen = kept  # type: ignore[misc]
    return Marks.pages


def stamped(snapshots: list[Snapshot]) -> dict[int, Stamping]:
    """Return what stamps the forms, as the press does."""
    sealer = Sealer.of("5e" * 32)
    return {one.id: Stamping(sealer, "P-03", one.number, "ab" * 32, 1, 1) for one in snapshots}


def batch(count: int) -> tuple[list[Snapshot], Callable[[], bytes], PaperStyle]:
    """Return so many complaints, what draws them stamped on each page, and in which style."""
    snapshots = [complaint(place) for place in range(1, count + 1)]
    style = PaperStyle(
        Words("zh_Hans"), office_name="翠湖花园管理处", printed_at=NOW, stamps=stamped(snapshots)
    )
    sheet = snapshots[0].record.form.sheets[0]
    return snapshots, lambda: draw_sheets(snapshots, sheet, style), style


def measure() -> list[Ratio]:
    """Measure one form and the batch; the floor gets the codes ready made."""
    found = []
    for count, runs in ((1, 25), (BATCH, 5)):
        snapshots, draw, style = batch(count)
        pages = recorded(snapshots, style)
        what = "one form" if count == 1 else f"batch of {count}, a form"
        found += compare_both(
            f"P-03, {what} / the same marks on a bare canvas", draw, lambda pages=pages: put_down(pages),  # type: ignore[misc]
            runs=runs, goal=1.3, warm=1, per=count,
        )  # fmt: skip
    return [*found, *_others(draw), _memory()]


def _others(draw: Callable[[], bytes]) -> list[Ratio]:
    """Compare a form of our batch with what else makes one; ours is drawn just before each."""
    snapshots = [complaint(place) for place in range(1, BATCH + 1)]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        beside_typst, typst = _took(draw), by_typst(snapshots, folder)
        beside_office, office = _took(draw), by_libreoffice(snapshots[:FOR_OFFICE], folder)
    found = []
    for what, way, goal, least in (("", "held", 1.0, 30.0), (" (processor)", "worked", None, None)):
        ours, their = getattr(beside_typst, way), getattr(typst, way, None)
        found.append(
            Ratio.beside(
                f"P-03, a form of {BATCH} / typst, {BATCH} in one call{what}", ours, their, goal=goal
            )
        )
        ours, their = getattr(beside_office, way), getattr(office, way, None)
        name = f"P-03 by LibreOffice, docx to PDF, {FOR_OFFICE} in one call / a form of ours, times{what}"
        found.append(Ratio.beside(name, their, ours, least=least))
    return found


def _took(draw: Callable[[], bytes]) -> Took:
    begun, spent = time.perf_counter(), time.process_time()
    draw()
    worked, held = time.process_time() - spent, time.perf_counter() - begun
    return Took(held * 1000 / BATCH, worked * 1000 / BATCH)


# -- memory ------------------------------------------------------------------------------------------------


def peak_of(count: int) -> float:
    """Return the most memory, in MB, that a process of its own takes for drawing so many forms."""
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.forms", str(count)], cwd=HERE, check=True, capture_output=True, text=True
    )  # fmt: skip
    return float(child.stdout)


def _memory() -> Ratio:
    return Ratio(f"P-03, batch of {BATCH} / one form: peak memory, MB", peak_of(BATCH), peak_of(1), 1, 1.5)


def _own_peak() -> float:
    """Return the most memory this process had, in MB; what getrusage says begins with that of whoever started it."""
    said = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s*(\d+) kB", said)[0]) / 1024


if __name__ == "__main__":
    assert batch(int(sys.argv[1]))[1]()
    print(_own_peak())
