"""The press: prepares prints from the store, so that paper is drawn without it, and remembers what was printed.

It makes a `PrintJob` and logs it, both in the main thread; the job draws itself in any thread.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.binders import ALL, BY_KEY
from custdesk.errors import KnownError
from custdesk.fields import Link
from custdesk.language import N_, Text, Words
from custdesk.paper.said import made_public
from custdesk.paper.style import PaperStyle, Signed
from custdesk.print_job import Period, PrintJob
from custdesk.problem import Problem
from custdesk.record import AnyRecord, described
from custdesk.rules.reporting import COMPLAINT_HOTLINES, hotline_problems
from custdesk.sheet import ListSheet, Sheet
from custdesk.snapshot import Snapshot
from custdesk.store import reserving
from custdesk.store.anchors import anchor_of
from custdesk.store.reader import ListQuery, Reader
from custdesk.store.store import Refused, Store
from custdesk.workflow import User

HOTLINES: Final = {
    "company_complaint_hotline": N_("Company complaint hotline", "on paper"),
    "office_complaint_hotline": N_("Office complaint hotline"),
}
#: printed lists that are a record type of their own, with their own form code and title: P-04 is REC-04
REGISTERS: Final = {"P-04": "REC-04"}
SHIFT: Final = "duty_shift"
_AT_ONCE: Final = 500  # records read by one query
_SHIFT_RECORDS: Final = (
    'h."form" = ? AND h."id" IN (SELECT "record" FROM "reference" WHERE "field" = ? AND "target" = ?)'
)


class Blank(Struct, frozen=True):
    """One kind of sheet that can be printed empty; `prefix` of the numbers on it, "" where it carries none."""

    form: str
    sheet: str
    title: Text
    prefix: str


def blanks() -> tuple[Blank, ...]:
    """Return what can be printed empty for the power cut: books to write in, then the forms; nothing public."""
    return tuple(
        Blank(
            record.form.key, sheet.number, sheet.title or record.form.title,
            reserving.prefix_of(record, sheet.number),
        )
        for record in ALL
        for sheet in _written_in(record)
    )  # fmt: skip


def _written_in(record: AnyRecord) -> list[Sheet | ListSheet]:
    books: list[Sheet | ListSheet] = [one for one in record.form.lists if one.blank_lines]
    return books + [one for one in record.form.sheets if not one.public]


def blank_named(form: str, sheet: str = "") -> Blank:
    """Return an empty sheet by its form's key or prefix. Raises KnownError naming the choices."""
    known = blanks()
    wanted = form.strip()
    meant = {one.form for one in known if one.form == wanted.lower()} or {
        one.form for one in known if wanted and BY_KEY[one.form].form.prefix == wanted.upper()
    }
    if len(meant) != 1:
        said = {one.form: BY_KEY[one.form].form.prefix for one in known if not meant or one.form in meant}
        names = "、".join(f"{key} ({prefix})" if prefix else key for key, prefix in said.items())
        raise KnownError(
            N_("There is no one empty form “{name}”").having(name=form),
            N_("The forms are: {names}").having(names=names),
        )
    sheets = [one for one in known if one.form in meant]
    found = next((one for one in sheets if sheet.strip().upper() in ("", one.sheet.upper())), None)
    if found is None:
        raise KnownError(
            N_("There is no sheet {name} of this form").having(name=sheet),
            N_("The sheets are: {names}", "paper").having(names="、".join(one.sheet for one in sheets)),
        )
    return found


class Press:
    """Makes print jobs of what one person may see. Internal sheets carry phones in full: each print is logged."""

    def __init__(self, store: Store, user: User, now: datetime.datetime | None = None) -> None:
        self._store = store
        self._user = user
        self._now = now or store.now()

    # -- jobs --------------------------------------------------------------------------------------------

    def sheet_job(
        self,
        ids: Sequence[int],
        sheet_number: str | None = None,
        *,
        two_sided: bool = False,
        leave_out: bool = False,
        photos: int = 0,
    ) -> PrintJob:
        """Prepare the forms of records, of one kind, in the order of `ids`; the first sheet of the form unless named.

        `two_sided`: each record begins on a new piece of paper. `leave_out`: what may not be printed yet becomes a
        warning as long as something is left. `photos`: so many on a page; 0: as the sheet says. Raises Refused for hidden records and those not yet printable.
        """
        seen = self._records(ids)
        if not ids or len(seen) < len(set(ids)):
            raise Refused([Problem(N_("This record does not exist"))])
        record = seen[0].record
        if any(one.record is not record for one in seen):
            raise KnownError(
                N_("Forms of several kinds cannot be printed as one job"), N_("Print one kind at a time")
            )
        ready = [one for one in seen if not _unready(one)]
        kept_back = [problem for one in seen for problem in _unready(one)]
        if kept_back and not (leave_out and ready):
            raise Refused(kept_back if len(seen) > 1 else _unready(seen[0], numbered=False))
        sheet = _sheet_of(record, sheet_number)
        warnings = (
            *(replace(problem, grave=False) for problem in kept_back),
            *hotline_problems(self._store.settings),
        )
        style = replace(
            self._style(record.form.number),
            copies=self._copies(ready, sheet.number),
            signed={one.id: signed for one in ready if not sheet.public and (signed := _signed(one))},
            two_sided=two_sided and len(ready) > 1,
            public=sheet.public,
            photos=photos,
        )
        if sheet.public:
            ready = [made_public(one, sheet) for one in ready]
        return self._job(record, sheet, ready, style, warnings)

    def list_job(self, form_key: str, list_number: str, period: Period, *, public: bool = False) -> PrintJob:
        """Prepare the list of a period: P-01 of a day or shift, P-04 of a month.

        `public` leaves out names, phones, units and free words (R-011). Raises KnownError where a list has no
        public version.
        """
        record = BY_KEY[form_key]
        sheet = next(one for one in record.form.lists if one.number == list_number)
        if public and not sheet.public_columns:
            raise KnownError(N_("This list has no public version"), N_("Print it for the office only"))
        seen = self._records(self._ids_of(record, sheet, period))
        form_number = "" if sheet.plain else REGISTERS.get(sheet.number, record.form.number)
        style = self._style(form_number, public=public)
        if public:
            seen = [made_public(one, sheet) for one in seen]
        said = Words(self._store.settings.text("paper_language")).show(period.text)
        style = replace(
            style,
            copy=1 + self._reader(()).list_prints(sheet.number, said),
            remarks=() if sheet.plain or public else self._unused(record, period),
            anchor=style.words(anchor_of(self._store.database).text) if sheet.anchored else "",
        )
        return self._job(
            record, sheet, seen, style, tuple(hotline_problems(self._store.settings)), period=period
        )

    def blank_job(
        self, form_key: str, count: int = 1, *, sheet_number: str | None = None, reserved: Sequence[str] = ()
    ) -> PrintJob:
        """Prepare empty forms for handwriting, for the power cut; of a register signed line by line its pages.

        `reserved`: the numbers that were set aside for them (`store.reserve`); they are printed and stamped.
        Raises KnownError for too many, for a sheet the form does not have.
        """
        if not 1 <= (len(reserved) or count) <= reserving.MOST:
            raise KnownError(N_("Choose between 1 and {most} sheets").having(most=reserving.MOST))
        record = BY_KEY[form_key]
        style, warnings = self._style(record.form.number), tuple(hotline_problems(self._store.settings))
        sheet = _blank_of(record, sheet_number)
        if isinstance(sheet, Sheet):
            style = replace(style, two_sided=max(count, len(reserved)) > 1)
        return self._job(
            record, sheet, (), style, warnings, blanks=len(reserved) or count, reserved=tuple(reserved)
        )

    def _job(
        self,
        record: AnyRecord,
        sheet: Sheet | ListSheet,
        snapshots: Sequence[Snapshot],
        style: PaperStyle,
        warnings: tuple[Problem, ...],
        **more: Any,
    ) -> PrintJob:
        language = style.words.language
        return PrintJob(
            record,
            sheet,
            tuple(snapshots),
            style,
            language,
            warnings,
            sealer=self._store.sealer,
            logging=self._log,
            **more,
        )

    def _unused(self, record: AnyRecord, period: Period) -> tuple[Text, ...]:
        """Return what a form's own list says of numbers voided unused in its time (R-008)."""
        until = period.until or self._store.now() + datetime.timedelta(minutes=1)
        found = reserving.between(self._store.database, period.since, until)
        void = [
            one.number
            for one in found
            if one.form == record.form.key and one.voided_at and period.since <= one.voided_at < until
        ]
        runs = "、".join(reserving.in_runs(void))
        return (N_("Void numbers, unused: {numbers}").having(numbers=runs),) if void else ()

    # -- what stands around the content ------------------------------------------------------------------

    def _style(self, form_number: str, *, public: bool = False) -> PaperStyle:
        settings = self._store.settings
        hotlines = tuple((HOTLINES[name], settings.text(name).strip()) for name in COMPLAINT_HOTLINES)
        return PaperStyle(
            words=Words(settings.text("paper_language")),
            office_name=settings.text("office_name"),
            title=settings.text(f"form_title.{form_number}") if form_number else "",
            form_code=settings.text(f"form_code.{form_number}") if form_number else "",
            hotlines=tuple((label, number) for label, number in hotlines if number),
            printed_at=self._now,
            practice=self._store.practice,
            public=public,
            read_file=self._store.files.read,
        )

    def _copies(self, snapshots: Sequence[Snapshot], sheet: str) -> dict[int, int]:
        reader = self._store.read(self._user)
        return {
            one.id: 1 + sum(found[:2] == (sheet, one.edition) for found in reader.prints(one.id))
            for one in snapshots
        }

    # -- reading -----------------------------------------------------------------------------------------

    def _reader(self, ids: Sequence[int]) -> Reader:
        store = self._store
        return Reader(store.database, store.forms, store.settings, store.clock, self._user, frozenset(ids))

    def _records(self, ids: Sequence[int]) -> list[Snapshot]:
        """Return what this person may see, in full, and of frozen records the edition that was kept."""
        reader = self._reader(ids)
        found: list[Snapshot] = []
        for start in range(0, len(ids), _AT_ONCE):
            found += [_as_issued(reader, one) for one in reader.records(ids[start : start + _AT_ONCE])]
        return found

    def _ids_of(self, record: AnyRecord, sheet: ListSheet, period: Period) -> list[int]:
        reader = self._reader(())
        if period.shift is None:
            kept = next((one for one in record.form.filters if one.name == sheet.keeps), None)
            query = ListQuery(
                record.form.key, kept, since=None if sheet.late else period.since, until=period.until, by=sheet.by,
                sort="due_at" if sheet.by == "due_at" else "", descending=False,
            )  # fmt: skip
            return reader.ids(query)
        name = next(
            name
            for name, kind in described(record).items()
            if isinstance(kind, Link) and SHIFT in kind.targets
        )
        hits = reader.hits(
            _SHIFT_RECORDS, (record.form.key, name, period.shift), 'h."happened_at", h."id"', limit=1_000_000
        )
        return [hit.id for hit in hits]

    # -- remembering -------------------------------------------------------------------------------------

    def _log(self, job: PrintJob, pages: int) -> tuple[int, ...]:
        if job.blanks:
            self._store.log_blanks(job.reserved, self._user, job.sheet.number)
            return ()
        if isinstance(job.sheet, ListSheet):
            number = job.period.key if job.period else ""
            said, user = job.list_shown(), self._user
            return (self._store.log_list(job.sheet.number, said, number, pages, job.language, user),)
        known = len(job.counted) == len(job.snapshots)
        return tuple(
            self._store.log_print(
                one,
                job.sheet.number,
                job.shown(one),
                job.counted[place] if known else pages,
                job.language,
                self._user,
            )
            for place, one in enumerate(job.snapshots)
        )


def _as_issued(reader: Reader, snapshot: Snapshot) -> Snapshot:
    if snapshot.values.get("frozen_at") is None:
        return snapshot
    kept = reader.edition_of(snapshot.id, snapshot.edition)
    if kept is None:
        return snapshot
    since = snapshot.values["frozen_at"].isoformat(timespec="minutes")
    hung = tuple(one for one in snapshot.values.get("attachments") or () if one["added_at"] <= since)
    return replace(kept, values={**kept.values, "attachments": hung})


def _sheet_of(record: AnyRecord, number: str | None) -> Sheet:
    if not record.form.sheets:
        raise KnownError(N_("This record has no paper form"), N_("Print the list instead"))
    found = next((one for one in record.form.sheets if number in (None, one.number)), None)
    if found is None:
        raise KnownError(
            N_("There is no sheet {name} of this form").having(name=number or ""),
            N_("The sheets are: {names}", "paper").having(
                names="、".join(one.number for one in record.form.sheets)
            ),
        )
    return found


def _blank_of(record: AnyRecord, number: str | None) -> Sheet | ListSheet:
    """Return what is filled in by hand: of that number, else the register with lines to write in, else the form."""
    registers = [one for one in record.form.lists if one.blank_lines and number in (None, one.number)]
    return registers[0] if registers else _sheet_of(record, number)


def _unready(snapshot: Snapshot, *, numbered: bool = True) -> list[Problem]:
    """Return what stands in the way of printing a record, with its number before it in a batch."""
    found = [one for one in snapshot.record.form.printable(snapshot.state, snapshot.values) if one.grave]
    if not numbered:
        return found
    told = N_("{number}: {problem}")
    return [replace(one, text=told.having(number=snapshot.number, problem=one.text)) for one in found]


def _signed(snapshot: Snapshot) -> Signed | None:
    """Return who signed, as was read from paper: a copy says so in plain type (3.0.4)."""
    name = snapshot.values.get("signed_by_customer_name")
    if not name:
        return None
    relation = snapshot.values.get("signer_relation")
    return Signed(f"{name} ({relation})" if relation else str(name), snapshot.values.get("signed_at"))
