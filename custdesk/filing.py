"""Between the codes read on scanned pages and the sheets at home: judging a batch, and filing it as one act (M-6).

Judging only reads. What is in doubt goes to the tray with its verdict, and nothing in doubt holds up the rest; the
files are kept byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct
from msgspec.structs import replace

from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.press import Press
from custdesk.record import AnyRecord
from custdesk.rules.homecoming import FILED, Part, Trace, Verdict, judge, missing_pages, together
from custdesk.scan import Batch, FiledSheet, FileRead, Judged, KnownFile, PageRead, TrayPage
from custdesk.sheet import ListSheet, Sheet
from custdesk.stamp import Stamp, read_stamp
from custdesk.store import rows, trail
from custdesk.store.answers import Changes
from custdesk.store.reader import Reader
from custdesk.store.scan_acts import Intake
from custdesk.store.scanned import ScannedPage
from custdesk.store.scanning import TRAY, NewFile, NewPage
from custdesk.store.sheaves import Bound, Loose, Sheaf, bind
from custdesk.store.store import Store
from custdesk.store.tracing import Traced
from custdesk.workflow import User

UNPLACED: Final = N_("{number}: filed, but where the paper lies cannot be noted")
IN_PART: Final = N_("{file}: {problem}")
PLACE: Final = {"paper_location": ""}  # filing itself changes that
NOTHING_KNOWN: Final = Traced(Trace())
UNTOLD: Final = frozenset({
    Verdict.FOREIGN, Verdict.FORGED, Verdict.NOT_OURS, Verdict.NO_CODE, Verdict.EMPTY,
})  # fmt: skip


class FilingReport(Struct, frozen=True):
    """What became of a batch.

    `filed`: sheets that came home. `tray`: pages that wait for a person. `empty`: those on which nothing stands, set
    aside by themselves. `known`: files that were taken in before.
    `left_out`: files that could not be read, with why; they were not taken in and stay where they are. `remarks`:
    what else is to be told.
    """

    changes: Changes
    filed: tuple[FiledSheet, ...] = ()
    tray: tuple[TrayPage, ...] = ()
    known: tuple[KnownFile, ...] = ()
    left_out: tuple[tuple[str, Text], ...] = ()
    remarks: tuple[Text, ...] = ()
    empty: tuple[TrayPage, ...] = ()
    ids: tuple[int, ...] = ()  # of its pages


class _Code(Struct, frozen=True):
    """One code of a batch, or a page without one, with all that is known of it."""

    file: int
    page: PageRead
    place: int
    verdict: Verdict
    stamp: Stamp | None = None
    traced: Traced = NOTHING_KNOWN

    def told(self) -> Judged:
        """Return what this person may be told of it."""
        where = (self.file, self.page.page, self.place, self.verdict)
        if self.verdict is Verdict.HIDDEN:
            return Judged(*where, turn=self.page.turn)
        return Judged(*where, self.stamp, self.traced.record, self.traced.print, self.page.turn)


class Filing:
    """Judges and files for one person."""

    def __init__(self, store: Store, user: User) -> None:
        self._store = store
        self._user = user

    def judge(self, files: Sequence[FileRead]) -> Batch:
        """Say what each code of these files is, and which files were taken in before; reads only."""
        named = [(file.name, file.digest) for file in files]
        known = self._store.read(self._user).known_files(named)
        codes = _Judging(self._store, self._user).codes(files)
        return Batch(tuple(files), tuple(code.told() for code in codes), tuple(known))

    def file(self, batch: Batch, location: str = "") -> FilingReport:
        """File a batch as one act. It is judged anew: time may have passed since it was. Raises KnownError."""
        left_out = tuple((file.name, _unread(file)) for file in batch.files if not file.pages)
        known = self._store.read(self._user).known_files((one.name, one.digest) for one in batch.files)
        codes = _Judging(self._store, self._user).codes(batch.files)
        for file in batch.files:
            if file.pages:
                self._store.files.put(file.content)  # before the commit that names it
        planned = _Plan(self._store, self._user, batch.files, codes)
        intake = planned.intake(location.strip())
        taken = self._store.take_in(intake, self._user)
        reader = self._store.read(self._user)
        filed = _filed(reader, self._store, planned, taken.refused)
        remarks = [
            IN_PART.having(file=file.name, problem=file.trouble)
            for file in batch.files
            if file.pages and file.trouble is not None
        ]
        remarks += [UNPLACED.having(number=_named(reader, one)) for one in taken.unplaced]
        tray = tuple(reader.tray_pages(taken.ids))
        empty = tuple(reader.set_aside_pages(taken.ids))
        return FilingReport(
            taken.changes, filed, tray, tuple(known), left_out, tuple(remarks), empty, taken.ids
        )


def _unread(file: FileRead) -> Text:
    return file.trouble or N_("The file holds no pages")


def _named(reader: Reader, record_id: int) -> str:
    return reader.names({record_id}).get(record_id, f"#{record_id}")


class _Judging:
    """One batch being judged: what was found before in it counts as home, so that a page given twice is told."""

    def __init__(self, store: Store, user: User) -> None:
        self._store = store
        self._user = user
        self._reader = store.read(user)
        self._tracing = self._reader.tracing(store.sealer)
        self._home: set[str] = set()
        self._said: dict[tuple[int, str, str], Mapping[str, str] | None] = {}

    def codes(self, files: Sequence[FileRead]) -> list[_Code]:
        """Judge every code in the order of the files."""
        return [
            code
            for place, file in enumerate(files)
            for page in file.pages
            for code in self._page(place, page)
        ]

    def _page(self, file: int, page: PageRead) -> list[_Code]:
        stamps = [(place, stamp) for place, code in enumerate(page.codes) if (stamp := read_stamp(code.text))]
        if not stamps:
            bare = Verdict.EMPTY if page.empty else Verdict.NO_CODE
            verdict = Verdict.NOT_OURS if page.codes else bare
            return [_Code(file, page, 0, verdict)]
        found = [self._judged(_Code(file, page, place, Verdict.OURS, stamp)) for place, stamp in stamps]
        settled = together([Part(one.verdict, one.traced.of, one.traced.confidential) for one in found])
        found = [replace(one, verdict=verdict) for one, verdict in zip(found, settled, strict=True)]
        self._home |= {one.stamp.text for one in found if one.stamp and one.verdict in FILED}
        return found

    def _judged(self, code: _Code) -> _Code:
        assert code.stamp is not None
        traced = self._tracing.trace(code.stamp, self._home)
        verdict = judge(traced.trace)
        if verdict is Verdict.OURS and traced.record is not None and traced.print is not None:
            verdict = judge(replace(traced.trace, said_now=self._still(traced)))
        return replace(code, verdict=verdict, traced=traced)

    def _still(self, traced: Traced) -> bool:
        """Tell whether the record would print today what the sheet says; where the paper lies is no matter."""
        assert traced.record is not None
        assert traced.print is not None
        key = (traced.record, traced.sheet, traced.language)
        if key not in self._said:
            self._said[key] = self._says(*key)
        now = self._said[key]
        if now is None or trail.digest_of("", now) == traced.digest:
            return True
        then = self._reader.print_said(traced.print)
        return {**then, **PLACE} == {**now, **PLACE}

    def _says(self, record: int, sheet: str, language: str) -> Mapping[str, str] | None:
        """Return what the record would print today; None where it may not be printed now."""
        form = self._store.forms[str(rows.form_of(self._store.database, record))].form
        if sheet not in {one.number for one in form.sheets}:
            return None
        try:
            job = Press(self._store, self._user).sheet_job([record], sheet)
        except KnownError:
            return None
        return replace(job, language=language).shown(job.snapshots[0])


class _Plan:
    """What of a judged batch is new, what goes where, and the files that are hung on, bound before the act."""

    def __init__(self, store: Store, user: User, files: Sequence[FileRead], codes: Sequence[_Code]) -> None:
        self._store = store
        self._files = files
        reader = store.read(user)
        self._scans: dict[int, int | None] = {}  # the row of each file that counts, None: a new one
        self._rows: dict[int, Mapping[tuple[int, int], ScannedPage]] = {}
        seen: set[str] = set()
        for place, file in enumerate(files):
            if file.pages and file.digest not in seen:
                seen.add(file.digest)
                known = reader.known_file(file.digest)
                self._scans[place] = known[0] if known else None
                self._rows[place] = reader.pages_of(known[0]) if known else {}
        self.codes = [code for code in codes if self._counts(code)]
        self.pages: list[NewPage] = []
        self.sheaves: list[Sheaf] = []
        self.lists: list[tuple[int, ...]] = []

    def _counts(self, code: _Code) -> bool:
        """Tell whether a code is new, or lies in the tray and can be filed now."""
        if code.file not in self._scans:
            return False
        if self._scans[code.file] is None:
            return True
        row = self._rows[code.file].get((code.page.page, code.place))
        return (
            row is not None and row.state == TRAY and code.verdict in FILED and _text(code) == row.stamp_text
        )

    def intake(self, location: str) -> Intake:
        """Return what is to be written; files that are hung on are made here."""
        new = [place for place, known in self._scans.items() if known is None]
        counted = sorted({*new, *(code.file for code in self.codes)})
        at = {place: number for number, place in enumerate(counted)}
        self.pages = [self._new_page(code, at[code.file]) for code in self.codes]
        for sheets in self._sheaves():
            self._bind(sheets)
        self.lists = list(self._lists())
        files = tuple(self._new_file(place) for place in counted)
        return Intake(files, tuple(self.pages), tuple(self.sheaves), tuple(self.lists), location)

    def _new_file(self, place: int) -> NewFile:
        file = self._files[place]
        return NewFile(file.name, file.digest, file.kind, len(file.content), _count(file), self._scans[place])

    def _new_page(self, code: _Code, file: int) -> NewPage:
        known = self._rows[code.file].get((code.page.page, code.place))
        note = Words(self._store.settings.text("screen_language"))(code.page.trouble or "")
        made = NewPage(
            file, code.page.page, code.place, code.page.turn, code.verdict, _text(code), note=note,
            known=known.id if known else None,
        )  # fmt: skip
        stamp, traced = code.stamp, code.traced
        if stamp is None or code.verdict in UNTOLD:
            return made
        return replace(
            made, record=traced.record, print=traced.print, number=stamp.number, sheet=traced.sheet or stamp.sheet,
            edition=traced.edition or stamp.edition, copy=stamp.copy, leaf=stamp.leaf, sheet_page=stamp.page,
            sheet_pages=stamp.pages,
        )  # fmt: skip

    # -- what goes together ------------------------------------------------------------------------------

    def _sheaves(self) -> list[list[int]]:
        """Group the pages that go to records: those of one print, and all that share a page of a file."""
        groups: dict[Any, list[int]] = {}
        for place, page in enumerate(self.pages):
            if page.verdict in FILED and page.record is not None:
                key = (page.record, page.sheet, page.edition, page.copy, page.print)
                groups.setdefault(key, []).append(place)
        found: list[list[int]] = []
        for group in groups.values():
            mine = {self._page_of(place) for place in group}
            beside = [one for one in found if mine & {self._page_of(place) for place in one}]
            for one in beside:
                found.remove(one)
            found.append([*(place for one in beside for place in one), *group])
        return found

    def _page_of(self, place: int) -> tuple[int, int, int | None]:
        page = self.pages[place]
        return page.file, page.page, page.record

    def _bind(self, group: Sequence[int]) -> None:
        ordered = sorted(group, key=self._in_sheet)
        loose: dict[tuple[int, int], Loose] = {}
        for place in ordered:
            code = self.codes[place]
            file = self._files[code.file]
            leaf = Loose(file.digest, file.name, _count(file), code.page.page, code.page.turn)
            loose.setdefault((code.file, code.page.page), leaf)
        first = self.pages[ordered[0]]
        assert first.record is not None
        try:
            bound: Bound = bind(
                list(loose.values()), self._store.files, self._store.compose, f"{first.number} {first.sheet}"
            )
        except KnownError as trouble:
            note = Words(self._store.settings.text("screen_language"))(trouble.text)
            for place in ordered:
                self.pages[place] = replace(self.pages[place], verdict=Verdict.REFUSED, note=note)
            return
        self.sheaves.append(Sheaf(first.record, first.edition or 0, bound, tuple(ordered)))

    def _in_sheet(self, place: int) -> tuple[str, int, int, int, int]:
        page = self.pages[place]
        return page.sheet or "", page.copy or 0, page.leaf or 0, page.sheet_page or 0, place

    def _lists(self) -> Iterator[tuple[int, ...]]:
        """Group the pages that go home on no record: of one print of a list, of one page of a book."""
        groups: dict[Any, list[int]] = {}
        for place, page in enumerate(self.pages):
            if page.verdict in FILED and page.record is None:
                groups.setdefault((page.print, page.number), []).append(place)
        for group in groups.values():
            yield tuple(sorted(group, key=self._in_sheet))


def _count(file: FileRead) -> int:
    """Count the pages of a file, one more where the rest could not be looked at: it holds something else, then."""
    return len(file.pages) + (file.trouble is not None)


def _text(code: _Code) -> str:
    return code.stamp.text if code.stamp else ""


# -- what is told ----------------------------------------------------------------------------------------


def _filed(reader: Reader, store: Store, plan: _Plan, refused: Mapping[int, Text]) -> tuple[FiledSheet, ...]:
    """Return the sheets that came home, each with the pages that are home by now and those that are missing."""
    kept = [sheaf.pages for place, sheaf in enumerate(plan.sheaves) if place not in refused]
    pages = (plan.pages[place] for places in (*kept, *plan.lists) for place in places)
    return sheets_of(reader, store, pages)


def sheets_of(reader: Reader, store: Store, pages: Iterable[NewPage | ScannedPage]) -> tuple[FiledSheet, ...]:
    """Return the sheets that pages at home are of, each with what of it is home by now and what is missing."""
    sheets: dict[Any, list[NewPage | ScannedPage]] = {}
    for one in pages:
        sheets.setdefault((one.record, one.number, one.sheet, one.edition, one.copy, one.print), []).append(
            one
        )
    found = []
    for (record, number, sheet, edition, copy, print_id), mine in sheets.items():
        home = reader.home_pages(number, sheet, edition, copy, print_id)
        missing = {page for one in mine for page in missing_pages(one.sheet_pages or 1, home[one.leaf or 0])}
        there = {page for one in mine for page in home[one.leaf or 0]}
        changed = any(one.verdict is Verdict.CHANGED for one in mine)
        title = title_of(store, sheet)
        found.append(
            FiledSheet(
                record, number, title, sheet, edition, copy, tuple(sorted(there)), tuple(sorted(missing)), changed,
                print_id,
            )
        )  # fmt: skip
    return tuple(found)


def title_of(store: Store, number: str) -> Text | str:
    """Return the title of a sheet of the print catalogue, as the office calls it."""
    for record in store.forms.values():
        sheets: tuple[Sheet | ListSheet, ...] = (*record.form.sheets, *record.form.lists)
        for sheet in sheets:
            if sheet.number == number:
                return _title(store, record, sheet)
    return number


def _title(store: Store, record: AnyRecord, sheet: Sheet | ListSheet) -> Text | str:
    if sheet.title is not None:
        return sheet.title
    return store.settings.text(f"form_title.{record.form.number}") or record.form.title


__all__ = ["Batch", "FiledSheet", "Filing", "FilingReport", "TrayPage", "sheets_of", "title_of"]
