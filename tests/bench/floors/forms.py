"""What a form costs elsewhere: the same marks on a bare canvas, the same words set by typst, or turned by LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import zxingcpp
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from custdesk.fields import Choice, Showing, YesNo
from custdesk.language import Words
from custdesk.paper import drawing
from custdesk.paper.fonts import faces
from custdesk.record import label_of, show_field, thing_named
from custdesk.resources import resource
from custdesk.sheet import Row
from custdesk.snapshot import Snapshot

Cells = list[tuple[str, str]]
LONGEST: Final = 600  # seconds one call may take


@dataclass(frozen=True)
class Took:
    """Milliseconds of one form: by the clock, and of the processor."""

    held: float
    worked: float


def _called(call: Sequence[str], count: int) -> Took:
    """Run another program and return what each of `count` forms took."""
    begun, spent = time.perf_counter(), os.times()
    subprocess.run(call, check=True, timeout=LONGEST, capture_output=True)
    now, held = os.times(), time.perf_counter() - begun
    worked = now.children_user + now.children_system - spent.children_user - spent.children_system
    return Took(held * 1000 / count, worked * 1000 / count)


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


def cells_of(snapshot: Snapshot) -> Cells:
    """Return the labels and words of a form's sheet, for a table in another program."""
    record, showing = snapshot.record, Showing(Words("zh_Hans"))
    names = dict.fromkeys(snapshot.record.form.sheets[0].names())
    return [
        (showing.words(label_of(record, one)), show_field(record, one, snapshot.values, showing))
        for one in names
    ]


# -- typst -------------------------------------------------------------------------------------------------


def typst_of(snapshots: Sequence[Snapshot]) -> str:
    """Write the forms as a typst document: a table a form, each from a new page."""
    said = ['#set page(paper: "a4", margin: 18mm)', '#set text(font: "Noto Sans SC", size: 9pt, lang: "zh")']
    for place, one in enumerate(snapshots):
        rows = ",\n".join(f"  {_typst_text(label)}, {_typst_text(words)}" for label, words in cells_of(one))
        said.append(f"#table(columns: (32mm, 1fr),\n{rows}\n)")
        if place < len(snapshots) - 1:
            said.append("#pagebreak()")
    return "\n".join(said)


def _typst_text(said: str) -> str:
    kept = said.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'text("{kept}")'


def by_typst(snapshots: Sequence[Snapshot], folder: Path) -> Took | None:
    """Return what a form takes in one call of typst; None where it is not installed."""
    program = shutil.which("typst")
    if program is None:
        return None
    source, made = folder / "forms.typ", folder / "typst.pdf"
    source.write_text(typst_of(snapshots), "utf-8")
    fonts = str(resource("fonts"))
    call = [program, "compile", "--font-path", fonts, "--ignore-system-fonts", str(source), str(made)]
    took = _called(call, len(snapshots))
    assert made.stat().st_size
    return took


# -- LibreOffice -------------------------------------------------------------------------------------------

_SPACES: Final = " ".join(
    f'xmlns:{name}="http://schemas.openxmlformats.org/{place}"'
    for name, place in (
        ("w", "wordprocessingml/2006/main"), ("r", "officeDocument/2006/relationships"),
        ("wp", "drawingml/2006/wordprocessingDrawing"), ("a", "drawingml/2006/main"),
        ("pic", "drawingml/2006/picture"),
    )
)  # fmt: skip
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>'
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_KIND: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_WIDE: Final = 9600  # twentieths of a point: the table
_PARTS: Final = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}.document.main+xml"/>'
    f'<Override PartName="/word/footer1.xml" ContentType="{_KIND}.footer+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>',
    "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="f1" Type="{_OFFICE}/footer" Target="footer1.xml"/></Relationships>',
    "word/_rels/footer1.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="p1" Type="{_OFFICE}/image" Target="media/code.png"/></Relationships>',
}
_PICTURE: Final = (
    '<w:r><w:drawing><wp:inline><wp:extent cx="720000" cy="720000"/><wp:docPr id="1" name="code"/><a:graphic>'
    '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="1" name="code"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="p1"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="720000" cy="720000"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:inline></w:drawing></w:r>"
)
_BORDERS: Final = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)


def docx_of(snapshot: Snapshot) -> bytes:
    """Write a form as the Word file that offices fill in today: its title, its boxes in rows, its code at the foot."""
    form, said = snapshot.record.form, Words("zh_Hans")
    tables = "".join(_row(snapshot, part) for part in form.sheets[0].parts if isinstance(part, Row))
    body = f"{_line(said(form.title), 32, bold=True)}{_line(str(snapshot.number), 16)}{tables}<w:p/>"
    page = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="900" w:right="1100" w:bottom="900" w:left="1100" w:footer="500"/>'
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as file:
        for name, part in _PARTS.items():
            file.writestr(name, _HEAD + part)
        file.writestr(
            "word/document.xml",
            f"{_HEAD}<w:document {_SPACES}><w:body>{body}"
            f'<w:sectPr><w:footerReference w:type="default" r:id="f1"/>{page}</w:sectPr></w:body></w:document>',
        )
        file.writestr(
            "word/footer1.xml",
            f"{_HEAD}<w:ftr {_SPACES}><w:p><w:r><w:t>{form.code} </w:t></w:r>"
            f'<w:fldSimple w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>{_PICTURE}</w:p></w:ftr>',
        )
        file.writestr("word/media/code.png", _code(f"CDK1:P-03:{snapshot.number}:1.1.0.1.2:ABCDEF:ABCDEFGH"))
    return kept.getvalue()


def _row(snapshot: Snapshot, row: Row) -> str:
    """Write one row of boxes as a table of its own, as the boxes of each row have their own widths."""
    wide = _WIDE // len(row.boxes)
    cells = "".join(
        f"<w:tc><w:tcPr><w:tcW w:w='{wide}' w:type='dxa'/></w:tcPr>{_box(snapshot, box.name)}</w:tc>"
        for box in row.boxes
    )
    grid = f"<w:gridCol w:w='{wide}'/>" * len(row.boxes)
    return (
        f"<w:tbl><w:tblPr><w:tblBorders>{_BORDERS}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"<w:tr>{cells}</w:tr></w:tbl>"
    )


def _box(snapshot: Snapshot, name: str) -> str:
    record, showing = snapshot.record, Showing(Words("zh_Hans"))
    thing, value = thing_named(record, name), snapshot.values.get(name)
    if isinstance(thing, Choice):  # every choice is printed, the chosen one ticked
        said = "  ".join(
            f"{'☑' if code == value else '☐'}{showing.words(text)}" for code, text in thing.options.items()
        )
    elif isinstance(thing, YesNo):
        said = f"{'☑' if value else '☐'}是  {'☑' if value is False else '☐'}否"
    else:
        said = show_field(record, name, snapshot.values, showing)
    return _line(showing.words(label_of(record, name)), 14, bold=True) + _line(said, 18)


def _line(said: str, half_points: int, *, bold: bool = False) -> str:
    looks = f"<w:rPr>{'<w:b/>' if bold else ''}<w:sz w:val='{half_points}'/></w:rPr>"
    return "".join(
        f"<w:p><w:r>{looks}<w:t xml:space='preserve'>{escape(line)}</w:t></w:r></w:p>"
        for line in said.split("\n")
    )


def _code(text: str) -> bytes:
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    kept = io.BytesIO()
    Image.fromarray(code.to_image(scale=6)).save(kept, "PNG")
    return kept.getvalue()


def by_libreoffice(snapshots: Sequence[Snapshot], folder: Path) -> Took | None:
    """Return what a form takes in one headless call that turns Word files to PDF; None where it is not installed."""
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        return None
    files = []
    for one in snapshots:
        files.append(folder / f"form-{one.id}.docx")
        files[-1].write_bytes(docx_of(one))
    profile = (folder / "profile").as_uri()
    call = [
        program,
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(folder),
    ]
    _called([*call, str(files[0])], 1)  # makes its profile
    took = _called([*call, *map(str, files)], len(files))
    assert all(one.with_suffix(".pdf").stat().st_size for one in files)
    return took
