"""A month to take away, to test with: records of many forms, a hidden one, voids, scans, gaps; and what a folder says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2

from custdesk.filing import Filing
from custdesk.month_folder.month import month_named
from custdesk.month_folder.writing import Written, write_month
from custdesk.print_job import Period
from custdesk.workflow import User
from tests.desk_papers import against_the_manager
from tests.desk_repairs import order
from tests.desk_scans import bound, listed, printed, scanned
from tests.desk_summary import take
from tests.desks import Office

SECRET = "经理当众辱骂业主"
WORDS = "三层楼道灯不亮已三天"
PHOTO = b"a letter, byte for byte \x00\xff"


@dataclass
class April:
    """April 2027 of the office, with the records by short names; the clock stands on 5 May."""

    office: Office
    ids: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> str:
        return str(self.office.values(self.ids[name])["number"])

    def write(self, out: Path, user: User | None = None, *, public: bool = False, **more: Any) -> Written:
        person = user or self.office.chen
        return write_month(self.office.store, person, month_named("2027-04"), out, public=public, **more)


def furnish_april(office: Office) -> April:
    """Fill April: complaints in three states, one against the manager, an order, entries, a summary of March, paper."""
    office.store.compose = bound
    april = April(office)
    ids = april.ids
    march = take(office, "2027-03-08 09:00", "closed", "2027-03-09 10:00", content="去年的旧事")
    office.clock.set("2027-04-02 09:00")
    summary = office.save("complaint_summary", office.su)
    office.step(summary, "submit", office.su)
    office.step(summary, "approve", office.chen)
    ids |= {"march": march, "summary": summary}
    office.clock.set("2027-04-16 18:50")
    ids["entry"] = office.entry(content=WORDS, phone="13800050603")
    ids["complaint"] = office.complaint(
        "closed", content=WORDS, unit=office.unit("5-603"), phone="13800050603"
    )
    ids["open"] = office.complaint(
        "handling", content="门禁坏了", complainant="王秀兰", unit=office.unit("3-1202"), phone="13812345678"
    )
    ids["void"] = office.complaint(content="重复登记")
    office.step(ids["void"], "void", office.chen, "与上一件重复")
    ids["hidden"] = against_the_manager(office, content=SECRET)
    ids["order"] = order(office, "finished", content="厨房龙头滴水", unit=office.unit("5-603"))
    sheet = printed(office, ids["complaint"])
    filing = Filing(office.store, office.lin)
    filing.file(filing.judge([scanned("签字 扫描.pdf", *sheet.stamps, content=sheet.pdf)]), "投诉卷3")
    office.store.attach(ids["complaint"], PHOTO, 'a<b>:"c"/|?*来信.PDF', "scan", office.lin)
    printed(office, ids["open"])
    shift = office.read(office.zhou).record(office.shift)
    assert shift is not None
    log = listed(office, "duty_log", "P-01", Period.of_shift(shift))
    filing.file(filing.judge([scanned("班次.pdf", *log.stamps, content=log.pdf)]))
    office.store.log_blanks(office.store.reserve("complaint", "P-03", 2, office.lin), office.lin)
    ids["shift"] = office.shift
    office.clock.set("2027-05-05 09:00")
    return april


def files_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder by its path inside."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """Return the text of every file: its path, PDF pages and their properties, what is packed in a workbook."""
    for name, content in files_of(folder).items():
        yield name, name
        if content.startswith(b"%PDF-"):
            document = pypdfium2.PdfDocument(content)
            pages = [page.get_textpage().get_text_range() for page in document]
            yield name, "\n".join([*pages, json.dumps(document.get_metadata_dict(), ensure_ascii=False)])
            document.close()
        elif content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                for part in packed.namelist():
                    yield f"{name}!{part}", packed.read(part).decode()
        else:
            yield name, content.decode("utf-8", "replace")


def text_of(folder: Path, inside: str) -> str:
    """Return the text of one file."""
    return "\n".join(text for name, text in texts_of(folder) if name.split("!")[0] == inside)


def index_of(folder: Path) -> dict[str, Any]:
    """Return a folder's index."""
    return json.loads((folder / "index.json").read_text(encoding="utf-8"))


def gaps_of(folder: Path, kind: str) -> list[tuple[str, str]]:
    """Return what is missing of one kind: number and sentence."""
    return [(one["number"], one["text"]) for one in index_of(folder)["gaps"] if one["kind"] == kind]
