"""What the desk does with scanned paper: batches judged and filed, the tray, pages looked at, blanks typed in (M-6)."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING

from custdesk.draft import Draft
from custdesk.errors import KnownError, reason_of
from custdesk.front_door import FrontDoor
from custdesk.language import N_
from custdesk.scan import PAST_PAGES, Batch, FileRead, PastBatch, ScannedList, TrayPage
from custdesk.store.answers import Changes
from custdesk.store.reader import Reader
from custdesk.store.scanned import ScannedPage
from custdesk.store.scanning import ASIDE
from custdesk.store.store import Store
from custdesk.workflow import User

if TYPE_CHECKING:
    from custdesk.filing import FilingReport
    from custdesk.paper.scan_room import ScanRoom


class ScanDesk(FrontDoor):
    """The part of the desk where paper comes home."""

    def __init__(self, store: Store, user: User | None = None) -> None:
        super().__init__(store, user)
        self._scan_room: ScanRoom | None = None
        store.compose = self._compose

    def read(self) -> Reader:
        """Return the one door through which the person at the desk reads."""
        raise NotImplementedError

    def tell(self, changes: Changes) -> Changes:
        """Tell everybody of changes."""
        raise NotImplementedError

    def type_in_number(self, number: str) -> Draft:
        """Open the form that takes over a handwritten sheet. Raises Refused."""
        raise NotImplementedError

    def close(self) -> None:
        """Let the room of scans go and close the store."""
        if self._scan_room is not None:
            self._scan_room.close()
        self.store.close()

    @property
    def scan_room(self) -> ScanRoom:
        """Where files are opened that came from outside; made when first asked for."""
        if self._scan_room is None:
            from custdesk.paper.scan_room import ScanRoom

            self._scan_room = ScanRoom()
        return self._scan_room

    def _compose(self, pages: Sequence[tuple[bytes, int, int]]) -> bytes:
        return self.scan_room.pages_pdf(pages)

    # -- a batch -----------------------------------------------------------------------------------------

    def judge_scans(self, files: Sequence[FileRead]) -> Batch:
        """Say what the pages of these files are; reads only."""
        from custdesk.filing import Filing

        return Filing(self.store, self.user).judge(files)

    def file_scans(self, batch: Batch, location: str = "") -> FilingReport:
        """File a batch as one act: sheets to their records, lists kept, the rest into the tray. Raises KnownError.

        `location`: where the paper goes; noted on each record that got a sheet.
        """
        from custdesk.filing import Filing

        report = Filing(self.store, self.user).file(batch, location)
        self.tell(report.changes)
        return report

    def note_places(self, record_ids: Sequence[int], location: str) -> tuple[int, ...]:
        """Note where the paper of records lies that came home without a scan; return those that did not take it.

        Raises Refused.
        """
        noted = self.store.note_places(record_ids, location, self.user)
        self.tell(noted.changes)
        return noted.unplaced

    def last_location(self) -> str:
        """Return where the paper of the last batch went: what is proposed for the next."""
        return self.read().last_location()

    # -- the tray ----------------------------------------------------------------------------------------

    def tray(self, *, aside: bool = False) -> list[TrayPage]:
        """Return the pages that wait for a person; or those put aside."""
        return self.read().tray(aside=aside)

    def tray_for_others(self) -> int:
        """Count the pages that wait for somebody else."""
        return self.read().tray_for_others()

    def page_picture(self, page_id: int, height: int) -> bytes | None:
        """Return a page as a picture, upright; None where it cannot be drawn, or is not for this person."""
        page = self.read().scanned_page(page_id)
        if page is None:
            return None
        try:
            content = self.store.files.read(page.digest)
        except OSError:
            return None
        return self.scan_room.picture(content, page.page, page.turn, height)

    def page_original(self, page_id: int) -> tuple[str, bytes]:
        """Return the file a page came in, as it came. Raises KnownError where it also holds what is not for this person."""
        page = self._page(page_id)
        if not self.read().sees_file(page.scan):
            raise KnownError(
                N_("The file also holds sheets for somebody else"), N_("Look at the page itself instead")
            )
        try:
            return page.name, self.store.files.read(page.digest)
        except OSError as trouble:
            raise KnownError(
                N_("The scanned file cannot be read: {reason}").having(reason=reason_of(trouble)),
                N_("Run custdesk check; bring the file back from a backup"),
            ) from trouble

    def empty_pages(self) -> list[TrayPage]:
        """Return the last of the pages that were put aside because nothing stands on them."""
        return self.read().empty_pages()

    def empty_pages_count(self) -> int:
        """Count all of them."""
        return self.read().empty_pages_count()

    def page_aside(self, page_id: int) -> TrayPage | None:
        """Return a page that was put aside, however long ago; None where it lies elsewhere or is not for this person."""
        page = self.read().scanned_page(page_id)
        return page.as_tray() if page is not None and page.state == ASIDE else None

    def _page(self, page_id: int) -> ScannedPage:
        page = self.read().scanned_page(page_id)
        if page is None:
            raise KnownError(N_("This page is not there"))
        return page

    def file_page(self, page_id: int, record_id: int, *, sheet: str = "", location: str = "") -> Changes:
        """File a page to the record a person names, whatever its code says. Raises Refused, KnownError."""
        return self.tell(self.store.file_page(page_id, record_id, self.user, sheet=sheet, location=location))

    def set_aside(self, page_ids: Sequence[int], note: str = "") -> Changes:
        """Put pages aside that are no sheets of ours. Raises Refused."""
        return self.tell(self.store.set_aside(page_ids, note, self.user))

    def take_back_page(self, page_ids: Sequence[int]) -> Changes:
        """Lay pages that were put aside into the tray again. Raises Refused."""
        return self.tell(self.store.take_back_pages(page_ids, self.user))

    def type_in(self, page_id: int) -> Draft:
        """Open the form a pre-numbered sheet asks for, with its number, or the one begun before. Raises KnownError.

        When it is saved, its pages go home with it. A page of a book has many lines, each a form of its own; it is home
        when `settle_pages` says that all are typed in.
        """
        stamp = self._page(page_id).stamp
        if stamp is None or not stamp.blank or not self.store.sealer.genuine(stamp):
            raise KnownError(
                N_("There is nothing to type in: the sheet was not printed empty"),
                N_("Name the record it belongs to"),
            )
        return self.type_in_number(stamp.number)

    # -- what is home ------------------------------------------------------------------------------------

    def past_batches(
        self, since: datetime.datetime | None = None, most: int = PAST_PAGES
    ) -> tuple[list[PastBatch], bool]:
        """Return what was taken in before, the newest first, of about `most` pages; and whether there is more."""
        from custdesk.past_batches import past_batches

        return past_batches(self.store, self.user, since, most)

    def scanned_lists(self) -> list[ScannedList]:
        """Return the lists and pages of books that are home, as far as this person may see all they hold."""
        return self.read().scanned_lists()
