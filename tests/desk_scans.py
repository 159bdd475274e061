"""Paper on its way home, to test with: what was printed, the files a scanner makes of it, and a binder of pages."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from custdesk.draft import Draft
from custdesk.filing import Filing, FilingReport
from custdesk.language import Words
from custdesk.paper.render import page_count
from custdesk.press import Press
from custdesk.print_job import Period, PrintJob
from custdesk.scan import FileRead, FoundCode, PageRead, Verdict
from custdesk.stamp import Stamp
from custdesk.store.checking import check_store
from tests.desks import Office

Codes = Stamp | str | Sequence[Stamp | str]


@dataclass(frozen=True)
class Printout:
    """A printed form: its PDF and the stamp of each page."""

    pdf: bytes
    stamps: tuple[Stamp, ...]


def printed(
    office: Office, record: int, sheet: str | None = None, *, leaf: int = 0, user: str = "zhou"
) -> Printout:
    """Print a record and log it, as the desk does."""
    job = Press(office.store, getattr(office, user)).sheet_job([record], sheet)
    pdf = job.draw()
    pages = page_count(pdf)
    stamping = job._stamps()[record]
    job.log(pages)
    return Printout(pdf, tuple(stamping.on(page, pages, leaf) for page in range(1, pages + 1)))


def listed(office: Office, form: str, number: str, period: Period, user: str = "zhou") -> Printout:
    """Print a list and log it."""
    job: PrintJob = Press(office.store, getattr(office, user)).list_job(form, number, period)
    pdf = job.draw()
    pages = page_count(pdf)
    stamping = job._list_stamp()
    assert stamping is not None
    job.log(pages)
    return Printout(pdf, tuple(stamping.on(page, pages) for page in range(1, pages + 1)))


def blanks(office: Office, form: str, sheet: str, count: int, user: str = "lin") -> list[Printout]:
    """Print pre-numbered empty sheets."""
    person = getattr(office, user)
    numbers = office.store.reserve(form, sheet, count, person)
    job = Press(office.store, person).blank_job(form, sheet_number=sheet, reserved=numbers)
    pdf = job.draw()
    pages = max(1, page_count(pdf) // count)
    job.log(page_count(pdf))
    return [
        Printout(pdf, tuple(one.on(page, pages) for page in range(1, pages + 1)))
        for one in job._blank_stamps()
    ]


def by_hand(office: Office, number: str) -> Draft:
    """Type in a pre-numbered complaint form that was filled in by hand."""
    draft = office.new(
        "complaint", office.lin, complainant="马先生", content="停电时手写的投诉", validity="valid", nature="general",
        category="other", handler=office.lin.id, handler_kind="office_itself", hotline_told=True,
        told_at=office.clock.now, told_by=office.lin.id,
    )  # fmt: skip
    draft.number = number
    return draft


def scanned(
    name: str, *pages: Codes, content: bytes = b"", turn: int = 0, empty: Sequence[int] = ()
) -> FileRead:
    """Return what the reader of scans says of a file with these codes on its pages; an empty sequence: none.

    `empty`: on these of its pages nothing stands at all.
    """
    found = []
    for place, codes in enumerate(pages):
        several = [codes] if isinstance(codes, Stamp | str) else codes
        texts = [one.text if isinstance(one, Stamp) else one for one in several]
        read = tuple(FoundCode(text, turn, 0.9, 0.1) for text in texts)
        found.append(PageRead(place, 1240, 1754, read, empty=place in empty))
    whole = content or f"%PDF scan of {name}: {[[code.text for code in one.codes] for one in found]}".encode()
    return FileRead(name, whole, hashlib.sha256(whole).hexdigest(), "pdf", tuple(found))


def bound(pages: Sequence[tuple[bytes, int, int]]) -> bytes:
    """Bind pages without opening them: what is in it can be told by a test."""
    said = [[hashlib.sha256(content).hexdigest(), page, turn] for content, page, turn in pages]
    return b"%PDF bound " + json.dumps(said).encode()


# --- filed, and what became of it


def file(office: Office, *files: FileRead, user: str = "lin", location: str = "") -> FilingReport:
    """Judge and file files as one batch."""
    filing = Filing(office.store, getattr(office, user))
    return filing.file(filing.judge(files), location)


def verdicts(office: Office, *pages: Codes, user: str = "lin") -> list[Verdict]:
    """What the pages of one file turn out to be."""
    batch = Filing(office.store, getattr(office, user)).judge([scanned("x.pdf", *pages)])
    return [one.verdict for one in batch.judged]


def hung(office: Office, record: int) -> list[tuple[str, str, int]]:
    """Return what hangs on a record: kind, name, edition."""
    return [(one["kind"], one["name"], one["edition"]) for one in office.values(record)["attachments"]]


def content(office: Office, record: int, place: int = 0) -> bytes:
    """Return the bytes of what hangs on a record."""
    return office.store.files.read(office.values(record)["attachments"][place]["digest"])


def secret(office: Office) -> int:
    """A complaint that the manager may not see."""
    return office.complaint(
        "accepted", category="compensation_or_director", against_director=True, accused_staff=office.chen.id,
        handler=office.guo.id, content="经理态度恶劣",
    )  # fmt: skip


def take_in(
    office: Office, *pages: Any, name: str = "a.pdf", content: bytes = b"", location: str = ""
) -> list[int]:
    """File a batch of one file; return its rows."""
    filing = Filing(office.store, office.lin)
    filing.file(filing.judge([scanned(name, *pages, content=content)]), location)
    return [row[0] for row in office.sql('SELECT "id" FROM "scan_page" ORDER BY "id"')]


def row(office: Office, page: int) -> dict[str, Any]:
    """Return what the store keeps of a page."""
    names = (
        "state",
        "verdict",
        "record",
        "print",
        "number",
        "sheet",
        "edition",
        "sheet_page",
        "settled_by",
        "note",
    )
    found = office.sql(f'SELECT {", ".join(names)} FROM "scan_page" WHERE "id" = ?', page)[0]
    return dict(zip(names, found, strict=True))


def findings(office: Office) -> list[str]:
    """Check the store; say what is wrong in English."""
    return [Words("en")(one.text) for one in check_store(office.store.path).findings]


def last(office: Office, what: str) -> dict[str, Any]:
    """Return the payload of the last trail line of a kind."""
    return json.loads(office.one(
        'SELECT p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = ?'
        ' ORDER BY t."seq" DESC LIMIT 1', what,
    ))  # fmt: skip
