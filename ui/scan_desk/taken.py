"""What was taken in: files that could not be, the batch that waits, and of each batch what became of its sheets.

Those of this session stand on top, with all that was said of them; below them earlier ones, as far back as is asked for.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from custdesk.desk import Desk
from custdesk.language import N_, Text
from custdesk.scan import PAST_PAGES, SENTENCES, FiledSheet, PastBatch, TrayPage, Verdict
from ui.bus import Bus
from ui.matter_list import Head, Matter, MatterList, Row
from ui.scan_desk.said import in_numbers, said_file, said_filed, said_missing, said_waiting
from ui.scan_desk.section import Section
from ui.scan_desk.taking_in import Given, Taken, TakingIn
from ui.theme import SIGNS, STEP

EMPTY = N_("Nothing taken in yet: Ctrl+O, or drop the scans of the signed sheets here")
MORE = ("more",)
MOST_FILES = 3  # of an earlier batch that are named
HINT = N_("Enter opens the record; of a file that could not be read it tries again, Del leaves it")


class TakenIn(Section):
    """Enter opens a record or the tray; files that could not be read are tried again or left."""

    heading = N_("Taken in", "scans")
    tray_wanted = Signal(object)  # the page's id
    leaving = Signal(object)  # Given

    def __init__(self, desk: Desk, bus: Bus, taking: TakingIn, parent: QWidget | None = None) -> None:
        super().__init__(desk, bus, parent)
        self._taking = taking
        self._tray: dict[int, TrayPage] = {}
        self._most = 0  # pages of earlier batches that are shown; none: those of this month
        taking.changed.connect(self.hear)
        words = desk.words
        box = QVBoxLayout(self)
        box.setContentsMargins(STEP, 0, 0, 0)
        self.list = MatterList(words(self.heading))
        self.list.chosen.connect(self._on_chosen)
        self.list.removing.connect(self._on_removing)
        self.calm = QLabel(words(EMPTY), objectName="muted", wordWrap=True)
        self.calm.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.calm.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.hint = QLabel(words(HINT), objectName="muted", wordWrap=True)
        for part in (self.calm, self.list, self.hint):
            box.addWidget(part, 0 if part is self.hint else 1)

    def count(self) -> int:
        """Return how many files wait or could not be taken in; else how many sheets the last batch brought."""
        return len(self._taking.troubled_files) + len(self._taking.under_way())

    def read(self) -> None:
        """Show it all, the newest on top."""
        self._tray = {page.id: page for page in self._desk.tray()}
        rows = [*self._troubled(), *self._waiting()]
        for place, taken in enumerate(self._taking.taken):
            rows += self._batch(place, taken)
        rows += self._earlier()
        self.calm.setVisible(not rows)
        self.list.setVisible(bool(rows))
        self.hint.setVisible(bool(rows))
        self.list.show_rows(rows)
        if rows and not self.list.currentIndex().isValid():
            self.list.choose_row(0)

    def _troubled(self) -> list[Row]:
        words, files = self._desk.words, self._taking.troubled_files
        if not files:
            return []
        rows: list[Row] = [Head(words(N_("Could not be taken in")), len(files), "overdue")]
        return rows + [self._file(place, given) for place, given in enumerate(files)]

    def _file(self, place: int, given: Given) -> Matter:
        words = self._desk.words
        said = [words(text) for text in (given.trouble, given.way_out) if text is not None]
        left = f"{SIGNS['void']} {given.path.name}"
        return Matter(
            ("trouble", place), left, text=" → ".join(said), right=str(given.path.parent), tint="overdue"
        )

    def _waiting(self) -> list[Row]:
        words, batch = self._desk.words, self._taking.batch
        files = self._taking.under_way()
        if not files:
            return []
        said = words(N_("Being read")) if batch is None else words(N_("Waits for its filing place"))
        rows: list[Row] = [
            Head(said, len(files), "due", said_waiting(words, batch) if batch is not None else "")
        ]
        pages = {id(given): len(read.pages) for given, read in self._taking.read}
        for place, given in enumerate(files):
            count = pages.get(id(given))
            right = words(N_("{count} pages").having(count=count)) if count is not None else ""
            text = said_file(words, batch, place) if batch is not None and count is not None else ""
            rows.append(
                Matter(("waiting", place), f"{SIGNS['open']} {given.path.name}", text=text, right=right)
            )
        return rows

    # -- batches -----------------------------------------------------------------------------------------

    def _batch(self, place: int, taken: Taken) -> list[Row]:
        words, report = self._desk.words, taken.report
        when = (
            f"{taken.at:%H:%M}" if taken.at.date() == self._desk.now().date() else f"{taken.at:%m-%d %H:%M}"
        )
        where = words(N_("in {place}").having(place=taken.place)) if taken.place else ""
        said = said_filed(words, report, len(report.known))
        rows: list[Row] = [Head(f"{when}  {said}", None, "", where)]
        rows += [self._sheet((place, at), sheet) for at, sheet in enumerate(report.filed)]
        rows += self._pages(report.tray)
        rows += self._pages(report.empty, N_("Set aside"))
        told = [words(text) for text in report.remarks]
        told += [f"{one.path.name}  {words(one.trouble)}" for one in taken.files if one.trouble is not None]
        rows += [
            Matter(("remark", place, at), SIGNS["due"], text=text, tint="due") for at, text in enumerate(told)
        ]
        rows += [
            Matter(("known", place, at), f"{SIGNS['done']} {file.name}", text=self._known(file.at))
            for at, file in enumerate(report.known)
        ]  # fmt: skip
        return rows

    def _earlier(self) -> list[Row]:
        """Return the batches from before this session: those of the month, or as many as were asked for."""
        month = self._desk.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        found, more = (
            self._desk.past_batches(most=self._most) if self._most else self._desk.past_batches(month)
        )
        shown = {one for taken in self._taking.taken for one in taken.report.ids}
        rows: list[Row] = []
        earlier = [batch for batch in found if not batch.ids <= shown]
        names = self._desk.read().names({batch.user for batch in earlier if batch.user is not None})
        for batch in earlier:
            rows += self._past(batch, names.get(batch.user or 0, ""))
        if more:
            rows.append(Matter(MORE, "", self._desk.words(N_("Earlier ones …")), tint="muted"))
        return rows

    def _past(self, batch: PastBatch, name: str) -> list[Row]:
        words, year = self._desk.words, self._desk.now().year
        when = f"{batch.at:%m-%d %H:%M}" if batch.at.year == year else f"{batch.at:%Y-%m-%d %H:%M}"
        said = said_filed(words, batch)
        if batch.others:
            said += "  ·  " + words(N_("{count} pages for others").having(count=batch.others))
        files = "、".join(batch.files[:MOST_FILES]) + ("…" if len(batch.files) > MOST_FILES else "")
        rows: list[Row] = [Head(f"{when}  {said}", None, "", "  ·  ".join(filter(None, (name, files))))]
        key = min(batch.ids)
        rows += [self._sheet(("past", key, at), sheet) for at, sheet in enumerate(batch.filed)]
        rows += self._pages(batch.tray)
        return rows + self._pages([*batch.aside, *batch.empty], N_("Set aside"))

    def _known(self, at: object) -> str:
        return self._desk.words(N_("taken in before, on {at}").having(at=at))

    def _sheet(self, key: Sequence[Hashable], sheet: FiledSheet) -> Matter:
        words = self._desk.words
        pages = words(N_("page {pages}").having(pages=in_numbers(sheet.pages))) if sheet.pages else ""
        told = [words(sheet.title) if sheet.title else words(N_("Filed by hand"))]
        left, tint = f"{SIGNS['done']} {words(N_('Filed'))}", "done"
        if self._taken_back(sheet):
            left, tint = f"{SIGNS['void']} {words(N_('Taken back', 'sheet'))}", "muted"
        elif sheet.missing:
            left, tint = f"{SIGNS['due']} {words(N_('incomplete', 'sheet'))}", "due"
            told.append(said_missing(words, sheet))
        if sheet.changed:
            told.append(words(N_("the record says something else by now")))
        edition = words(N_("Edition {edition}").having(edition=sheet.edition)) if sheet.edition else ""
        right = "  ".join(part for part in (sheet.sheet, edition, pages) if part)
        return Matter(("sheet", *key, sheet.record), left, sheet.number, "", "  ·  ".join(told), right, tint)

    def _taken_back(self, sheet: FiledSheet) -> bool:
        """Tell whether its pages lie in the tray again, because the filing was taken back."""
        sought = (sheet.number.upper(), sheet.sheet.upper(), sheet.edition, sheet.copy)
        return any(
            (stamp.number, stamp.sheet, stamp.edition, stamp.copy) == sought
            for page in self._tray.values()
            if page.verdict is Verdict.TAKEN_BACK and (stamp := page.stamp) is not None
        )

    def _pages(self, pages: Sequence[TrayPage], became: Text | None = None) -> list[Row]:
        """Return a line for all pages of a file with the same sentence: the backs of a stack are many.

        `became`: what is said of those that do not lie in the tray.
        """
        groups: dict[Hashable, list[TrayPage]] = {}
        for page in pages:
            key = (page.name, page.number, page.verdict, page.id in self._tray)
            groups.setdefault(key, []).append(page)
        return [self._group(group, became or N_("Settled", "page")) for group in groups.values()]

    def _group(self, group: Sequence[TrayPage], became: Text) -> Matter:
        words, first = self._desk.words, group[0]
        where = words(N_("page {pages}").having(pages=in_numbers({page.page + 1 for page in group})))
        said, tint = f"{SIGNS['due']} {words(N_('Tray'))}", "due"
        if first.id not in self._tray:
            said, tint = f"{SIGNS['done']} {words(became)}", "done"
        text = f"{words(SENTENCES[first.verdict])}  ·  {first.name}"
        return Matter(("tray", first.id), said, first.number, "", text, where, tint)

    # -- acting ------------------------------------------------------------------------------------------

    def _on_chosen(self, key: Hashable) -> None:
        assert isinstance(key, tuple)
        if key == MORE:
            row = self.list.currentIndex().row()
            self._most += 2 * PAST_PAGES
            self.read()
            self.list.choose_row(row)  # the first of those that came
        elif key[0] == "sheet" and key[-1] is not None:
            self._bus.opened.emit(key[-1])
        elif key[0] == "tray":
            self.tray_wanted.emit(key[1])
        elif key[0] == "trouble":
            self._taking.try_again()

    def enter(self) -> None:
        """Take the keyboard; where there is nothing yet, the sentence has it."""
        (self.calm if self.list.isHidden() else self.list).setFocus()

    def _on_removing(self, key: Hashable) -> None:
        assert isinstance(key, tuple)
        files = {"trouble": self._taking.troubled_files, "waiting": self._taking.under_way()}.get(key[0])
        if files is not None and key[1] < len(files):
            self.leaving.emit(files[key[1]])
