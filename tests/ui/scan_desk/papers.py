"""Printed sheets and their scans, as the scan desk of a test gets them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from custdesk.desk import Desk
from custdesk.paper.render import page_count
from custdesk.press import Press
from tests import scans
from tests.desks import Office


@dataclass
class Papers:
    """Prints records' sheets and scans them into files of one folder."""

    desk: Desk
    office: Office
    folder: Path

    def complaint(self, upto: str = "accepted", **values) -> int:
        """A complaint that may be printed."""
        known = {"unit": self.office.unit("5-603"), "phone": "13800050603"}
        return self.office.complaint(upto, **{**known, **values})

    def printed(self, record_id: int) -> bytes:
        """Print a record's sheet and log it: the paper as a PDF."""
        job = Press(self.desk.store, self.desk.user, self.desk.now()).sheet_job([record_id])
        pdf = job.draw()
        job.log(page_count(pdf))
        return pdf

    def empty(self, form: str = "complaint", sheet: str = "P-03") -> tuple[str, bytes]:
        """Print an empty sheet with a number of its own: the number and the paper."""
        (number,) = self.desk.store.reserve(form, sheet, 1, self.desk.user)
        press = Press(self.desk.store, self.desk.user, self.desk.now())
        job = press.blank_job(form, sheet_number=sheet, reserved=[number])
        pdf = job.draw()
        job.log(page_count(pdf))
        return number, pdf

    def pages(self, pdf: bytes, only: Sequence[int] | None = None, **fixed) -> list:
        """The pages of a paper as they lie on the glass."""
        rng = random.Random(7)
        places = range(page_count(pdf)) if only is None else only
        known = {"dpi": 150, "noise": 4.0, "askew": 1.5, "pen": True, **fixed}
        found = []
        for place in places:
            defects = scans.Defects(**known)
            found.append((scans.scanned(scans.printed(pdf, place, defects.dpi), defects, rng), defects))
        return found

    def scan(self, name: str, *pdfs: bytes, only: Sequence[int] | None = None, **fixed) -> Path:
        """Scan papers into one PDF."""
        pages = [page for pdf in pdfs for page in self.pages(pdf, only, **fixed)]
        return self.keep(name, scans.as_pdf(pages))

    def blank_back(self, name: str = "背面.pdf") -> Path:
        """Scan the empty back of a sheet: no code; no two backs are the same file, which would be taken in once."""
        back = Image.new("L", (1240, 1754), 250)
        back.paste(200, (100, 100, 140 + sum(name.encode()) % 500, 140))
        return self.keep(name, scans.as_pdf([(back, scans.Defects(dpi=150))]))

    def white(self, *, soiled: bool = False) -> tuple:
        """The back of a sheet on which nothing stands, or only a smear."""
        page = Image.new("L", (1240, 1754), 250)
        if soiled:
            page.paste(200, (100, 100, 400, 140))
        return page, scans.Defects(dpi=150)

    def keep(self, name: str, content: bytes) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_bytes(content)
        return path
