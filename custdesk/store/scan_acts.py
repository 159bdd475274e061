"""The acts of the store that scanned paper asks for: a batch taken in, a page filed by hand, put aside, come home."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING

from msgspec import Struct, field
from msgspec.structs import replace

from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.record import AnyRecord
from custdesk.rules.homecoming import Verdict, may_share
from custdesk.scan import SENTENCES
from custdesk.settings import Settings
from custdesk.store import attaching, rows, scanning
from custdesk.store.answers import Changes, Refused
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.reader import Reader
from custdesk.store.scanned import ScannedPage
from custdesk.store.scanning import NewFile, NewPage, name_by_hand
from custdesk.store.sheaves import Bound, Compose, Loose, Sheaf, bind
from custdesk.store.tracing import visibilities
from custdesk.store.writing import Writing
from custdesk.workflow import User

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

UNPLACED = N_("Filed; but where the paper lies cannot be noted on this record")


class Intake(Struct, frozen=True):
    """What a batch brings in. `sheaves` and `lists` name pages by their places in `pages`."""

    files: tuple[NewFile, ...]
    pages: tuple[NewPage, ...]
    sheaves: tuple[Sheaf, ...] = ()
    lists: tuple[tuple[int, ...], ...] = ()
    location: str = ""


class TakenIn(Struct, frozen=True):
    """What became of it: the rows of the pages, which sheaves were refused, on which records no place was noted."""

    changes: Changes
    ids: tuple[int, ...] = ()
    refused: Mapping[int, Text] = field(default_factory=dict)
    unplaced: tuple[int, ...] = ()


class ScanActs:
    """What the store does about scanned paper; `Store` gives the one transaction each act needs.

    `compose` makes a PDF of whole pages; who opens the desk sets it. Without one only whole files are hung on.
    """

    database: SqlCipherDatabase
    forms: Mapping[str, AnyRecord]
    files: AttachmentFolder
    settings: Settings
    compose: Compose | None = None

    def _act(self, user: User, draft_id: str = "") -> AbstractContextManager[Writing]:
        raise NotImplementedError

    def _must_see(self, record_id: int, user: User) -> None:
        raise NotImplementedError

    def read(self, user: User) -> Reader:
        """Return the one door through which this person reads."""
        raise NotImplementedError

    # -- a batch -----------------------------------------------------------------------------------------

    def take_in(self, intake: Intake, user: User) -> TakenIn:
        """Take files in and file what goes to records, as one act; a refused part waits in the tray, the rest goes home."""
        if not intake.pages and all(one.known is not None for one in intake.files):
            return TakenIn(Changes(records=()))
        refused: dict[int, Text] = {}
        unplaced: list[int] = []
        with self._act(user) as writing:
            scans = [scanning.take_in_file(writing, one) for one in intake.files]
            ids = [scanning.take_in_page(writing, scans[one.file], one) for one in intake.pages]
            new = [one for one, page in zip(ids, intake.pages, strict=True) if page.known is None]
            scanning.set_empty_aside(writing, new)
            for place, sheaf in enumerate(intake.sheaves):
                trouble = self._hang(writing, replace(sheaf, pages=tuple(ids[one] for one in sheaf.pages)))
                if trouble is not None:
                    refused[place] = trouble
            for pages in intake.lists:
                first = intake.pages[pages[0]]
                said = {"print": first.print, "number": first.number, "sheet": first.sheet}
                scanning.file_list(writing, [ids[one] for one in pages], said)
            kept = {one.record for place, one in enumerate(intake.sheaves) if place not in refused}
            unplaced += [one for one in sorted(kept) if not self._place(writing, one, intake.location)]
        return TakenIn(writing.changes(), tuple(ids), refused, tuple(unplaced))

    def _hang(self, writing: Writing, sheaf: Sheaf) -> Text | None:
        """Hang a sheaf on its record, or leave its pages in the tray; return why it was refused."""
        try:
            with self._part(writing):
                bound = sheaf.bound
                made = attaching.hang(
                    writing, sheaf.record, bound.digest, bound.name, "scan", bound.size, edition=sheaf.edition
                )
                scanning.file_pages(writing, sheaf.pages, sheaf.record, made)
        except Refused as trouble:
            scanning.leave_in_tray(writing, sheaf.pages, Verdict.REFUSED, self._say(trouble.text))
            return trouble.text
        return None

    def _place(self, writing: Writing, record_id: int, location: str) -> bool:
        """Note where the paper lies; False where the record does not take it, which loses nothing else."""
        record = self.forms[str(rows.form_of(self.database, record_id))]
        try:
            with self._part(writing):
                if location:
                    writing.change(record, record_id, {"paper_location": location}, judged=False)
        except Refused:
            return False
        return True

    @contextmanager
    def _part(self, writing: Writing) -> Iterator[None]:
        """A part of an act that may be refused without the rest."""
        touched, warnings, cause = dict(writing.touched), list(writing.warnings), writing.cause
        try:
            with self.database.atomic():
                yield
        except Refused:
            writing.touched, writing.warnings, writing.cause = touched, warnings, cause
            raise

    def _say(self, text: Text) -> str:
        return Words(self.settings.text("screen_language"))(text)

    # -- by hand -----------------------------------------------------------------------------------------

    def file_page(
        self, page_id: int, record_id: int, user: User, *, sheet: str = "", location: str = ""
    ) -> Changes:
        """File a page of the tray to the record a person names; the trail keeps who. Raises Refused, KnownError.

        `sheet`: of which of the record's printed sheets it is, where no code tells. Its other codes go along, as far as
        they are of no other record.
        """
        self._must_see(record_id, user)
        reader = self.read(user)
        page = self._waiting(reader, page_id)
        on_page = reader.beside(page)
        self._must_share(record_id, on_page)
        along = [
            one
            for one in on_page
            if one.id == page_id
            or (
                one.state == scanning.TRAY
                and one.verdict is not Verdict.BLANK
                and one.record in (None, record_id)
            )
        ]
        bound = bind([_loose(page)], self.files, self.compose)
        with self._act(user) as writing:
            writing.note("file_page", {
                "page": page_id, "digest": page.digest, "verdict": page.verdict.value, "stamp": page.stamp_text,
                "record": record_id,
            })  # fmt: skip
            editions = [name_by_hand(self.database, one, record_id, sheet) for one in along]
            made = attaching.hang(
                writing,
                record_id,
                bound.digest,
                bound.name,
                "scan",
                bound.size,
                edition=max(editions) or None,
            )
            scanning.file_pages(writing, [one.id for one in along], record_id, made)
            if not self._place(writing, record_id, location):
                writing.warnings.append(Problem(UNPLACED, "paper_location", grave=False))
        return writing.changes()

    def note_places(self, record_ids: Sequence[int], location: str, user: User) -> TakenIn:
        """Note where the paper of records lies that came home without a scan, as one act. Raises Refused.

        `unplaced` of the answer: the records that do not take it.
        """
        if not location.strip():
            raise Refused([Problem(N_("Say where the paper lies"), "paper_location")])
        for record_id in record_ids:
            self._must_see(record_id, user)
        with self._act(user) as writing:
            unplaced = [one for one in record_ids if not self._place(writing, one, location.strip())]
        return TakenIn(writing.changes(), unplaced=tuple(unplaced))

    def _must_share(self, record_id: int, on_page: Sequence[ScannedPage]) -> None:
        others = {one.record for one in on_page if one.record not in (None, record_id)}
        others |= {record for one in on_page for record in one.list_of if record != record_id}
        mine = visibilities(self.database, {record_id})
        if not may_share("".join(mine), visibilities(self.database, {one for one in others if one})):
            raise Refused([Problem(SENTENCES[Verdict.MIXED], "", "R-007")])

    def set_aside(self, page_ids: Sequence[int], note: str, user: User) -> Changes:
        """Put pages aside that are no sheets of this office; their files stay. Raises Refused."""
        reader = self.read(user)
        ids = [self._waiting(reader, one).id for one in page_ids]
        with self._act(user) as writing:
            scanning.set_aside(writing, ids, note.strip())
        return writing.changes()

    def take_back_pages(self, page_ids: Sequence[int], user: User) -> Changes:
        """Lay pages that were put aside into the tray again. Raises Refused."""
        reader = self.read(user)
        ids = [self._waiting(reader, one, scanning.ASIDE).id for one in page_ids]
        with self._act(user) as writing:
            scanning.take_back_pages(writing, ids)
        return writing.changes()

    @staticmethod
    def _waiting(reader: Reader, page_id: int, state: str = scanning.TRAY) -> ScannedPage:
        page = reader.scanned_page(page_id)
        if page is None or page.state != state:
            raise Refused([Problem(N_("The pages were moved since; look again"))])
        return page

    # -- sheets filled in by hand ------------------------------------------------------------------------

    def bound_blank(self, draft: Draft, user: User) -> Homecoming | None:
        """Bind the scanned pages of the pre-numbered sheet a new form takes over, before it is saved; None: there are none.

        Beside a code of anything else a page is not filed by itself.
        """
        if draft.record_id is not None or not draft.number:
            return None
        reader = self.read(user)
        found = reader.waiting_for(draft.number)
        if not found:
            return None
        pages: dict[tuple[int, int], ScannedPage] = {}
        held: dict[int, tuple[Verdict, str]] = {}
        for one in found:
            if any(other.number != one.number for other in reader.beside(one)):
                held[one.id] = (Verdict.BESIDE, "")
            elif pages.setdefault((one.leaf, one.sheet_page), one) is not one:
                held[one.id] = (Verdict.TWICE, "")
        whole: dict[tuple[int, int], Loose] = {}  # two halves of the sheet may stand on one page
        for one in pages.values():
            whole.setdefault((one.scan, one.page), _loose(one))
        try:
            called = f"{draft.number} {found[0].sheet}"
            bound = bind(list(whole.values()), self.files, self.compose, called) if whole else None
        except KnownError as trouble:
            held |= {one.id: (Verdict.REFUSED, self._say(trouble.text)) for one in pages.values()}
            bound = None
        return Homecoming(bound, tuple(one.id for one in pages.values()) if bound else (), held)

    def bring_blank(self, writing: Writing, record_id: int, home: Homecoming) -> None:
        """File the pages of a pre-numbered sheet to the record made of it, in the act that made it."""
        for page, (verdict, note) in home.held.items():
            scanning.leave_in_tray(writing, [page], verdict, note, record_id)
        if home.bound is not None:
            for page in home.pages:
                scanning.leave_in_tray(writing, [page], Verdict.OURS, "", record_id)
            self._hang(writing, Sheaf(record_id, 1, home.bound, home.pages))


class Homecoming(Struct, frozen=True):
    """The scanned pages of a pre-numbered sheet: bound for its record, or held in the tray with a verdict and a note."""

    bound: Bound | None
    pages: tuple[int, ...]
    held: Mapping[int, tuple[Verdict, str]]


def _loose(page: ScannedPage) -> Loose:
    return Loose(page.digest, page.name, page.pages, page.page, page.turn)
