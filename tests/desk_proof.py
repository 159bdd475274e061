"""What the proof that paper comes home is made of: prints of every T1 form, a day's scans of them, and the truth.

Everything follows from a `random.Random`: the store's key too, so a seed gives the same files.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import pypdfium2
from PIL import Image

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.paper.render import page_count
from custdesk.press import Press
from custdesk.rules.homecoming import Verdict
from custdesk.sheet import Sheet
from tests import scans
from tests.desk_events import event, plan
from tests.desk_field import notice
from tests.desk_repairs import callback, called, order
from tests.desks import Office, on
from tests.test_contract_samples import sample

A4 = (8.27, 11.69)  # inches
WORDS = (
    "卫生间顶板漏水，夜里也滴，请尽快安排师傅上门查看。", "电梯运行时有异响，老人不敢乘坐，希望今天检修。",
    "楼上装修噪声扰民，多次劝说无效，请管理处出面协调。", "车库照明不亮，进出看不清路面，已有邻居绊倒。",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """One printed page and where it belongs. `says`: what its verdict is to be; None: it goes home.

    `record` is 0 of a page that belongs nowhere here. `apart`: confidential, so it lies on no glass beside another.
    """

    pdf: bytes = field(repr=False)
    page: int  # from 0
    record: int = 0
    sheet: str = ""
    edition: int = 0
    copy: int = 0
    says: Verdict | None = None
    apart: bool = False

    @property
    def home(self) -> tuple[int, str, int, int, int]:
        """What a row of the store must say of it."""
        return self.record, self.sheet, self.edition, self.copy, self.page + 1


@dataclass(frozen=True)
class Shot:
    """What one page of a file shows: one printed page, or two side by side, and what is wrong with it."""

    pages: tuple[Page, ...]
    defects: scans.Defects


@dataclass(frozen=True)
class Scanned:
    """A file from the scanner with the truth beside it."""

    name: str
    content: bytes = field(repr=False)
    shots: tuple[Shot, ...]


# -- records -----------------------------------------------------------------------------------------------

Make = Callable[[Office, random.Random, int], int]


def _sampled(form: str, **given: Callable[[int], Any]) -> Make:
    def make(office: Office, rng: random.Random, place: int) -> int:
        values = sample(office, BY_KEY[form], rng.randrange(10**6))
        values |= {name: value(place) for name, value in given.items()}
        return office.store.save(Draft(BY_KEY[form], values, {}), office.zhou).record_id

    return make


def _complaint(office: Office, rng: random.Random, place: int) -> int:
    if place == 0:  # nobody may show it to the manager
        return office.complaint(
            "accepted", category="compensation_or_director", against_director=True, accused_staff=office.chen.id,
            handler=office.guo.id, content="经理态度恶劣",
        )  # fmt: skip
    upto = rng.choice(("accepted", "handling", "handled", "closed"))
    return office.complaint(upto, content=rng.choice(WORDS) * rng.randint(1, 9))


def _order(office: Office, rng: random.Random, place: int) -> int:
    upto = ("dispatched", "finished")[place % 2]
    return order(office, upto, content=rng.choice(WORDS) * rng.randint(1, 2))


def _callback(office: Office, rng: random.Random, place: int) -> int:
    found = callback(office, order(office, "finished"))
    return called(office, found) if place % 2 else found


def _entry(office: Office, rng: random.Random, place: int) -> int:
    return office.entry(content=rng.choice(WORDS) * rng.randint(1, 6))


def _notice(office: Office, rng: random.Random, place: int) -> int:
    return notice(office, repair_content=rng.choice(WORDS))


def _event(office: Office, rng: random.Random, place: int) -> int:
    return event(office, ("planned", "prepared")[place % 2], theme=f"第{place + 1}场社区活动")


def _plan(office: Office, rng: random.Random, place: int) -> int:
    return plan(office, ("approved", "draft")[place % 2], 2027 + place)


#: how many records of each T1 form: sixty together
FORMS: Mapping[str, tuple[int, Make]] = {
    "duty_log": (7, _entry),
    "communication": (5, _sampled("communication")),
    "complaint": (12, _complaint),
    "repair_order": (8, _order),
    "service_callback": (6, _callback),
    "major_defect": (4, _sampled("major_defect")),
    "engineering_repair": (5, _notice),
    "engineering_visit": (4, _sampled("engineering_visit")),
    "complaint_summary": (2, _sampled("complaint_summary", month=lambda place: on(f"0{place + 2}-01"))),
    "event_plan": (2, _plan),
    "community_event": (5, _event),
}


def records(office: Office, rng: random.Random, share: float = 1.0) -> dict[int, str]:
    """Make records of every T1 form, at least one of each; return their forms."""
    office.sql('UPDATE "stamp_key" SET "key" = ?', rng.randbytes(32).hex())
    found = {}
    for form, (count, make) in FORMS.items():
        for place in range(max(1, round(count * share))):
            found[make(office, rng, place)] = form
    return found


# -- prints ------------------------------------------------------------------------------------------------


def printed(office: Office, record: int, sheet: Sheet, *, apart: bool = False) -> list[Page]:
    """Print a sheet of a record as the desk does, and log it."""
    job = Press(office.store, office.zhou).sheet_job([record], sheet.number)
    pdf, copy, edition = job.draw(), job.copy, job.snapshots[0].edition
    job.log(page_count(pdf))
    return [
        Page(pdf, page, record, sheet.number, edition, copy, apart=apart) for page in range(page_count(pdf))
    ]


def prints(office: Office, made: Mapping[int, str], count: int) -> list[Page]:
    """Print all sheets of all records, round after round, until there are so many pages; life goes on meanwhile."""
    found: list[Page] = []
    while len(found) < count:
        for record, form in made.items():
            apart = bool(office.one('SELECT "visibility" FROM "header" WHERE "id" = ?', record))
            for sheet in BY_KEY[form].form.sheets:
                found += printed(office, record, sheet, apart=apart)
            if form == "duty_log":  # from now on it says something else than the paper
                office.change(record, office.zhou, note=f"第{len(found)}页之后补记")
    return found[:count]


def outdated(office: Office) -> list[Page]:
    """Print a complaint, then correct it: that paper is no more what the record says."""
    record = office.complaint("verified")
    (sheet,) = BY_KEY["complaint"].form.sheets
    pages = printed(office, record, sheet)
    office.correct(record, office.zhou, "姓名写错", complainant="马建国")
    return [replace(one, says=Verdict.OUTDATED) for one in pages]


def foreign(other: Office, rng: random.Random) -> list[Page]:
    """Print a form of another office, of a number that is known here too."""
    other.sql('UPDATE "stamp_key" SET "key" = ?', rng.randbytes(32).hex())
    (sheet,) = BY_KEY["complaint"].form.sheets
    pages = printed(other, other.complaint("accepted"), sheet)
    return [replace(one, record=0, says=Verdict.FOREIGN) for one in pages]


def white() -> Page:
    """The white back of a sheet, as a scanner for both sides brings it."""
    return Page(b"", 0, says=Verdict.EMPTY)


# -- scans -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=64)
def _drawn(pdf: bytes, page: int, dpi: int) -> Image.Image:
    if not pdf:
        return Image.new("L", (round(A4[0] * dpi), round(A4[1] * dpi)), 255)
    return scans.printed(pdf, page, dpi)


def _image(shot: Shot, rng: random.Random) -> Image.Image:
    sheets = [_drawn(one.pdf, one.page, shot.defects.dpi) for one in shot.pages]
    whole = scans.two_up(*sheets) if len(sheets) == 2 else sheets[0]
    return scans.scanned(whole, shot.defects, rng)


def _upright(page: Page) -> bool:
    if not page.pdf:
        return True
    document = pypdfium2.PdfDocument(page.pdf)
    try:
        wide, tall = document.get_page_size(page.page)
        return bool(wide < tall)
    finally:
        document.close()


def _spoilt(rng: random.Random, pages: Sequence[Page], **fixed: Any) -> Shot:
    return Shot(tuple(pages), scans.some_defects(rng, **fixed))


def laid(rng: random.Random, pages: Sequence[Page]) -> list[Shot]:
    """Lay pages on the glass in any order, some fifteen of a hundred two by two."""
    left = list(pages)
    rng.shuffle(left)
    found: list[Shot] = []
    pairable = [one for one in left if not one.apart and one.says is None and _upright(one)]
    for _ in range(round(len(left) * 0.075)):
        pair = [pairable.pop(), pairable.pop()]
        left = [one for one in left if one not in pair]
        found.append(_spoilt(rng, pair))
    found += [_spoilt(rng, [one]) for one in left]
    rng.shuffle(found)
    return found


def files(rng: random.Random, shots: Sequence[Shot], at_once: int = 40) -> Iterator[Scanned]:
    """Make files of them: half in mixed PDFs, a fifth in TIFF files of eight, the rest each alone as JPEG or PNG."""
    todo, half, fifth = list(shots), len(shots) // 2, len(shots) // 5
    counted = 0
    for many, size in ((half, at_once), (fifth, 8)):
        end = len(todo) - many
        while len(todo) > end:
            bunch, todo = todo[: min(size, len(todo) - end)], todo[min(size, len(todo) - end) :]
            counted += 1
            yield _pdf(rng, counted, bunch) if size == at_once else _tiff(rng, counted, bunch)
    for shot in todo:
        counted += 1
        image = _image(shot, rng)
        if rng.random() < 0.7:
            yield Scanned(f"扫描{counted:03}.jpg", scans.as_jpeg(image, shot.defects), (shot,))
        else:
            yield Scanned(f"扫描{counted:03}.png", scans.as_png(image, shot.defects), (shot,))


def _pdf(rng: random.Random, number: int, bunch: Sequence[Shot]) -> Scanned:
    pages = [(_image(shot, rng), shot.defects) for shot in bunch]
    return Scanned(f"扫描{number:03}.pdf", scans.as_pdf(pages), tuple(bunch))


def _tiff(rng: random.Random, number: int, bunch: Sequence[Shot]) -> Scanned:
    dpi = rng.choice((150, 200))  # one for the whole file
    shots = tuple(replace(shot, defects=replace(shot.defects, dpi=dpi)) for shot in bunch)
    content = scans.as_tiff([_image(shot, rng) for shot in shots], shots[0].defects)
    return Scanned(f"扫描{number:03}.tif", content, shots)
