"""One thing to print as plain data: made and logged in the main thread by the press, drawn in any thread."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from custdesk.language import N_, Text, Words
from custdesk.paper.list_paper import blank_list, draw_list
from custdesk.paper.said import said_of
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.paper.style import PaperStyle, Stamping, Tell
from custdesk.problem import Problem
from custdesk.record import AnyRecord
from custdesk.sheet import ListSheet, Sheet
from custdesk.snapshot import Snapshot
from custdesk.stamp import Sealer
from custdesk.store import trail
from custdesk.store.print_log import list_said, stamped

Log = Callable[["PrintJob", int], tuple[int, ...]]


class Period(Struct, frozen=True):
    """What a list covers: a day, a month, or a shift whatever the times of its entries.

    `until` is the first moment not included; None: still going on.
    """

    text: Text | datetime.date
    since: datetime.datetime
    until: datetime.datetime | None
    shift: int | None = None
    key: str = ""  # what the stamp calls the list: "D2027-03-11", "M2027-03", "S35"

    @classmethod
    def of_day(cls, day: datetime.date) -> Period:
        """Return a calendar day."""
        start = datetime.datetime.combine(day, datetime.time())
        return cls(day, start, start + datetime.timedelta(days=1), key=f"D{day.isoformat()}")

    @classmethod
    def of_month(cls, day: datetime.date) -> Period:
        """Return the calendar month a day lies in."""
        start = datetime.datetime(day.year, day.month, 1)
        end = (start + datetime.timedelta(days=31)).replace(day=1)
        said = N_("Month {month} of {year}").having(month=day.month, year=day.year)
        return cls(said, start, end, key=f"M{day:%Y-%m}")

    @classmethod
    def of_shift(cls, shift: Snapshot) -> Period:
        """Return a shift of the duty log."""
        start, end = shift.values["starts_at"], shift.values.get("ends_at")
        person = shift.show("person", Words("en"))  # a name: the same in every language
        said = N_("Shift of {person}, from {start}")
        if end is not None:
            said = N_("Shift of {person}, {start} to {end}")
        return cls(
            said.having(person=person, start=start, end=end or ""), start, end, shift.id, f"S{shift.id}"
        )


class PrintJob(Struct, frozen=True):
    """What will stand on paper: plain data, drawn in any thread, logged once it is really on paper.

    `snapshots` are in the order of printing; `warnings` are for the person who prints and stop nothing. `period`
    belongs to a list, `blanks` counts empty forms, `reserved` are their numbers. `sealer` makes the stamps.
    """

    record: AnyRecord
    sheet: Sheet | ListSheet
    snapshots: tuple[Snapshot, ...]
    style: PaperStyle
    language: str
    warnings: tuple[Problem, ...] = ()
    period: Period | None = None
    blanks: int = 0
    reserved: tuple[str, ...] = ()
    sealer: Sealer | None = None
    logging: Log | None = None
    counted: list[int] = field(default_factory=list)  # pages of each record, once drawn

    @property
    def title(self) -> Text | str:
        """The title on the sheet."""
        if isinstance(self.sheet, Sheet) and self.sheet.title is not None:
            return self.sheet.title
        if isinstance(self.sheet, ListSheet):
            return self.style.title or self.sheet.title
        kept = self.snapshots[0].title if len(self.snapshots) == 1 else None
        return kept or self.style.title or self.record.form.title

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of the records it shows, or those set aside for its empty sheets."""
        return self.reserved or tuple(one.number for one in self.snapshots if one.number)

    @property
    def copy(self) -> int:
        """The print count of what is printed: 1 for the first time."""
        if isinstance(self.sheet, ListSheet):
            return self.style.copy
        return max((self.style.copies.get(one.id, 1) for one in self.snapshots), default=self.style.copy)

    def draw(self, tell: Tell | None = None) -> bytes:
        """Draw the PDF; b"" when `tell(done, total)` returned False. Raises KnownError for a missing character."""
        words = Words(self.language)
        if isinstance(self.sheet, ListSheet):
            if self.blanks:
                style = replace(self.style, blank_stamps=self._blank_stamps())
                return blank_list(self.record, self.sheet, style, self.blanks)
            period = words.show(self.period.text) if self.period else ""
            style = replace(self.style, list_stamp=self._list_stamp())
            return draw_list(self.record, self.sheet, self.snapshots, period, style, tell)
        if self.blanks:
            style = replace(self.style, blank_stamps=self._blank_stamps())
            return blank_sheet(self.record, self.sheet, style, self.reserved or ("",) * self.blanks)
        self.counted.clear()
        style = replace(self.style, stamps=self._stamps())
        return draw_sheets(self.snapshots, self.sheet, style, tell, self.counted)

    # -- stamps ------------------------------------------------------------------------------------------

    def _stamps(self) -> dict[int, Stamping]:
        if self.sealer is None:
            return {}
        return {
            one.id: Stamping(
                self.sealer, self.sheet.number, stamped(one), trail.digest_of("", self.shown(one)), one.edition,
                self.style.copies.get(one.id, 1),
            )
            for one in self.snapshots
        }  # fmt: skip

    def _list_stamp(self) -> Stamping | None:
        if self.sealer is None or self.period is None:
            return None
        digest = trail.digest_of("", self.list_shown())
        return Stamping(self.sealer, self.sheet.number, self.period.key, digest, 1, self.style.copy)

    def _blank_stamps(self) -> tuple[Stamping, ...]:
        if self.sealer is None:
            return ()
        return tuple(Stamping(self.sealer, self.sheet.number, number, "", 0, 0) for number in self.reserved)

    def list_shown(self) -> dict[str, Any]:
        """Return what the paper says of a list: what the print log keeps."""
        words = Words(self.language)
        period = words.show(self.period.text) if self.period else ""
        said = list_said(
            period, [self.shown(one) for one in self.snapshots], [one.id for one in self.snapshots]
        )
        remarks = [words(one) for one in self.style.remarks]
        return {**said, "remarks": remarks} if remarks else said

    def log(self, pages: int) -> tuple[int, ...]:
        """Remember that it was printed or saved, in the main thread; return each record's print count."""
        return self.logging(self, pages) if self.logging is not None else ()

    def shown(self, snapshot: Snapshot) -> dict[str, str]:
        """Return what the paper says of a record: what the print log keeps."""
        return said_of(snapshot, self.sheet, Words(self.language), public=self.style.public)
