"""What a month's folder is made of, as one person may see it: the records of each form, the lists, the registers."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.press import REGISTERS, SHIFT, Press
from custdesk.print_job import Period, PrintJob
from custdesk.record import AnyRecord, lines_of
from custdesk.rules.periods import ONE_DAY, month_of
from custdesk.sheet import Column, ListSheet, Sheet
from custdesk.snapshot import Snapshot
from custdesk.store.past_month import MonthReader
from custdesk.store.reader import ListQuery, Reader
from custdesk.store.store import Store
from custdesk.workflow import Facts, User

AT_ONCE: Final = 100  # records read by one query


class Seat:
    """The desk as one person has it from beginning to end, whoever sits down meanwhile."""

    def __init__(self, store: Store, user: User) -> None:
        self.store, self.user = store, user
        self.settings = store.settings

    def now(self) -> datetime.datetime:
        """Return office time."""
        return self.store.now()

    def read(self) -> Reader:
        """Return this person's reading door; what was revealed on the screen stays masked."""
        return self.store.read(self.user)

    def facts(self, record_id: int | None = None) -> Facts:
        """Return what duties and figures may ask."""
        return self.store.facts(self.user, record_id)


class ListOfMonth(Struct, frozen=True):
    """One printed list of the month: of which form, which sheet, of what time."""

    record: AnyRecord
    sheet: ListSheet
    period: Period


class Month:
    """One month in one store, for the manager's eyes or for everybody's (`public`, R-011)."""

    def __init__(self, office: Seat, day: datetime.date, *, public: bool) -> None:
        self.office, self.public = office, public
        self.store = office.store
        self.period = month_of(day)
        self.since = datetime.datetime.combine(self.period.first, datetime.time())
        self.until = datetime.datetime.combine(self.period.last + ONE_DAY, datetime.time())
        self.words = Words(office.settings.text("paper_language"))
        self.past = MonthReader(self.reader, self.store.database, self.store.forms, public=public)
        self._press = Press(self.store, office.user)

    @property
    def reader(self) -> Reader:
        """The reading door of whoever writes the folder."""
        return self.office.read()

    @property
    def key(self) -> str:
        """The month as files and commands name it: 2027-03."""
        return f"{self.period.first:%Y-%m}"

    @cached_property
    def forms(self) -> tuple[tuple[AnyRecord, tuple[int, ...]], ...]:
        """Every form of matters with its records of the month, the oldest first."""
        found = []
        for record in self.store.forms.values():
            if not record.form.register:
                query = ListQuery(record.form.key, since=self.since, until=self.until, descending=False)
                ids = (one for one in self.reader.ids(query) if one not in self.past.hidden)
                found.append((record, tuple(ids)))
        return tuple(found)

    @property
    def ids(self) -> list[int]:
        """Every record of the month that is shown."""
        return [one for _record, ids in self.forms for one in ids]

    def snapshots(self, ids: Sequence[int]) -> Iterator[Snapshot]:
        """Return records one after the other, a few at a time in memory."""
        for start in range(0, len(ids), AT_ONCE):
            yield from self.reader.records(ids[start : start + AT_ONCE])

    # -- sheets --------------------------------------------------------------------------------------------

    def sheets(self, snapshot: Snapshot) -> tuple[Sheet, ...]:
        """Return the sheets of a record that belong into the folder; a public one once its record is frozen."""
        found = snapshot.record.form.sheets
        if not self.public:
            return found
        return tuple(one for one in found if one.public) if snapshot.values.get("frozen_at") else ()

    def sheet_job(self, snapshot: Snapshot, sheet: Sheet) -> PrintJob:
        """Prepare a record's sheet as it was issued. Raises Refused for one that may not be printed yet."""
        job = _copy_of(self._press.sheet_job([snapshot.id], sheet.number))
        if not self.public:
            return job
        return replace(job, snapshots=tuple(self._veiled(one, snapshot) for one in job.snapshots))

    def _veiled(self, shown: Snapshot, seen: Snapshot) -> Snapshot:
        """Lay the veil over the lines of a public sheet that are about a record not everybody may see (R-064)."""
        values = dict(shown.values)
        for name, lines in lines_of(shown.record).items():
            if lines.veil is not None and values.get(name):
                links = [row.get(lines.veil.link) for row in seen.values.get(name) or ()]
                rows = zip(values[name], links, strict=False)
                values[name] = tuple(
                    lines.veil.over(row) if link in self.past.hidden else row for row, link in rows
                )
        return replace(shown, values=values)

    # -- lists ---------------------------------------------------------------------------------------------

    @cached_property
    def lists(self) -> tuple[ListOfMonth, ...]:
        """Every list of the month its forms declare: of the month, of each day, of each shift that began in it.

        Lists of what is still to be done (the day's calls) say nothing of a month that is over and are left out.
        """
        found: list[ListOfMonth] = []
        for record, ids in self.forms:
            for sheet in record.form.lists:
                if sheet.keeps or sheet.late or (self.public and not sheet.public_columns):
                    continue
                periods = self._periods(record, sheet, ids)
                found += [ListOfMonth(record, sheet, one) for one in periods]
        return tuple(found)

    def _periods(self, record: AnyRecord, sheet: ListSheet, ids: Sequence[int]) -> list[Period]:
        if sheet.period == "month":
            return [Period.of_month(self.period.first)]
        if sheet.period == "day":
            days = {one.values[record.form.happened] for one in self.snapshots(ids)}
            return [Period.of_day(day) for day in sorted({_day(one) for one in days})]
        shifts = list(self.snapshots(self.reader.ids(
            ListQuery(SHIFT, since=self.since, until=self.until, descending=False)
        )))  # fmt: skip
        known = {one.id for one in shifts}
        apart = {  # what belongs to no shift of the month stands in the list of its day
            _day(one.values[record.form.happened])
            for one in self.snapshots(ids)
            if one.values.get("shift") not in known
        }
        found = [Period.of_shift(one) for one in shifts] + [Period.of_day(day) for day in apart]
        return sorted(found, key=lambda one: (one.since, one.key))

    def list_job(self, one: ListOfMonth) -> PrintJob:
        """Prepare a list; of the public version, without what somebody may not see."""
        job = self._press.list_job(one.record.form.key, one.sheet.number, one.period, public=self.public)
        kept = tuple(shown for shown in job.snapshots if shown.id not in self.past.hidden)
        return _copy_of(replace(job, snapshots=kept))

    @property
    def books(self) -> tuple[str, ...]:
        """The numbers of the lists that are their records' paper: the duty log, the register of communication."""
        found = (sheet for record in self.store.forms.values() for sheet in record.form.lists)
        return tuple(one.number for one in found if not one.plain and one.number not in REGISTERS)

    # -- registers -----------------------------------------------------------------------------------------

    def columns(self, record: AnyRecord) -> tuple[Column, ...]:
        """Return the columns of a form's register: those of its list; for everybody the ones it declares public."""
        if not self.public:
            return record.form.columns
        public = next((one for one in record.form.lists if one.public_columns), None)
        if public is None:
            return ()
        return tuple(one for one in public.columns if one.name in public.public_columns)


def month_named(text: str) -> datetime.date:
    """Return the first day of a month written as 2027-03. Raises KnownError."""
    try:
        year, month = text.split("-")
        return datetime.date(int(year), int(month), 1)
    except ValueError:
        raise KnownError(
            N_("“{text}” is no month").having(text=text), N_("Write year and month: 2027-03")
        ) from None


def folder_title(month: Month) -> Text:
    """Return what the folder and its start page are called."""
    said = (
        N_("{office} {month} month folder, public") if month.public else N_("{office} {month} month folder")
    )
    return said.having(office=month.office.settings.text("office_name"), month=month.key)


def title_of(record: AnyRecord) -> Text:
    """Return what a form is called in lists."""
    return record.form.tab


def _copy_of(job: PrintJob) -> PrintJob:
    """Make a job a copy to read: no code and no print count, since nobody signs it and it is no print."""
    return replace(
        job, sealer=None, style=replace(job.style, copy=0, copies=dict.fromkeys(job.style.copies, 0))
    )


def _day(moment: datetime.date) -> datetime.date:
    return moment.date() if isinstance(moment, datetime.datetime) else moment
