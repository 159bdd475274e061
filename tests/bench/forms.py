"""P-03 alone and in a batch against the same marks put down by a bare ReportLab canvas with the same options."""

from __future__ import annotations

import datetime
import io
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper import drawing, sheet_paper
from custdesk.paper.fonts import faces
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle, Stamping
from custdesk.snapshot import Snapshot
from custdesk.stamp import Sealer
from tests.bench.stopwatch import Ratio, compare

NOW = datetime.datetime(2027, 4, 16, 18, 50)


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


def put_down(pages: list[Any]) -> bytes:
    """Draw marks with the canvas's own calls."""
    sheet = io.BytesIO()
    canvas = Canvas(sheet, pagesize=(595.28, 841.89), invariant=1, pageCompression=1)
    fonts = [face.font.fontName for face in faces()]
    for texts, rules, shades, codes in pages:
        for x, y, w, h in shades:
            canvas.rect(x, y, w, h, stroke=0, fill=1)
        for weight, lines in rules.items():
            canvas.setLineWidth(weight)
            for line in lines:
                canvas.line(*line)
        for left, bottom, code in codes:
            module, path = drawing.CODE / code.side, canvas.beginPath()
            for x, y, w, h in code.dark:
                path.rect(left + x * module, bottom + y * module, w * module, h * module)
            canvas.drawPath(path, stroke=0, fill=1)
        for left, baseline, text, size, bold in texts:
            canvas.setFont(fonts[bold], size)
            canvas.drawString(left, baseline, text)
        canvas.showPage()
    canvas.save()
    return sheet.getvalue()


def stamped(snapshots: list[Snapshot]) -> dict[int, Stamping]:
    """Return what stamps the forms, as the press does."""
    sealer = Sealer.of("5e" * 32)
    return {one.id: Stamping(sealer, "P-03", one.number, "ab" * 32, 1, 1) for one in snapshots}


def measure() -> list[Ratio]:
    """Measure one form and a batch of sixty, stamped on each page; the floor gets the codes ready made."""
    found = []
    for count, runs in ((1, 25), (60, 7)):
        snapshots = [complaint(place) for place in range(1, count + 1)]
        style = PaperStyle(
            Words("zh_Hans"), office_name="翠湖花园管理处", printed_at=NOW, stamps=stamped(snapshots)
        )
        sheet = snapshots[0].record.form.sheets[0]
        pages = recorded(snapshots, style)
        found.append(
            compare(
                f"P-03, {'one form' if count == 1 else f'batch of {count}, a form'} / the same marks on a bare canvas",
                lambda snapshots=snapshots, sheet=sheet, style=style: draw_sheets(snapshots, sheet, style),  # type: ignore[misc]
                lambda pages=pages: put_down(pages),  # type: ignore[misc]
                runs=runs, goal=1.3, per=count,
            )
        )  # fmt: skip
    return found
