"""The tray: pages the stamps do not file by themselves, each beside its picture, filed by a person with a few keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.scan import TrayPage, Verdict
from custdesk.store.answers import Refused
from custdesk.store.reader import Hit
from ui.bus import Bus
from ui.jobs import Lanes
from ui.matter_list import Head, Matter, Row
from ui.scan_desk.finding import found, lines_of
from ui.scan_desk.tray_pages import ALL_THE_SAME, TrayPicture, is_book, line_of, said_of
from ui.scan_desk.tray_parts import TrayParts

FILE, TYPE_IN, TAKE_BACK = N_("File", "page"), N_("Type it in", "sheet"), N_("Take it back", "page")
ALL_TYPED = N_("Every line is typed in")
SAY_WHAT = N_("Type what the sheet says: number, room or name")


class Tray(TrayParts):
    """The keyboard stays in the line: typing finds, arrows choose, Enter files, and the next page is there."""

    typing_in = Signal(object, object)  # TrayPage, Draft

    def __init__(self, desk: Desk, bus: Bus, lanes: Lanes, parent: QWidget | None = None) -> None:
        self.pages: list[TrayPage] = []
        self.aside: list[TrayPage] = []
        self.empty: list[TrayPage] = []  # blank pages, where they are shown
        self.page: TrayPage | None = None
        self.hits: list[Hit] = []
        self.target_said = ""
        self._awaited: set[int] = set()  # records with a sheet that is not home
        self._turned = 0
        self._shows_empty = False
        self._sought = 0  # a page put aside long ago, asked for by its id
        super().__init__(desk, bus, lanes, parent)

    # -- reading -----------------------------------------------------------------------------------------

    def count(self) -> int:
        """Return how many pages wait."""
        return len(self._desk.tray())

    def read(self) -> None:
        """Read the tray; the chosen page stays, or the next one takes its place."""
        words, now = self._desk.words, self._desk.now()
        self._awaited = {one.record for one in self._desk.not_home() if one.record is not None}
        self.pages, self.aside = self._desk.tray(), self._desk.tray(aside=True)
        self.empty = self._desk.empty_pages() if self._shows_empty else []
        self._add_sought()
        rows: list[Row] = [line_of(page, words, now) for page in self.pages]
        for head, some in ((N_("Set aside"), self.aside), (N_("Blank pages"), self.empty)):
            if some:
                rows.append(Head(words(head), len(some), "", words(N_("Enter takes it back"))))
                rows += [line_of(page, words, now, aside=True) for page in some]
        self._say_empty()
        self.list.show_rows(rows)
        if rows and not self.list.currentIndex().isValid():
            self.list.choose_row(0)
        self.list.scrollTo(self.list.currentIndex())
        others = self._desk.tray_for_others()
        self.others.setText(words(N_("{count} pages for others").having(count=others)) if others else "")
        self.others.setVisible(bool(others))
        self.show_chosen()

    def _add_sought(self) -> None:
        """Show a page that was put aside and asked for, though blank ones are hidden or it is no more of the last."""
        known = {page.id for page in (*self.pages, *self.aside, *self.empty)}
        if self._sought and self._sought not in known:
            page = self._desk.page_aside(self._sought)
            if page is not None:
                (self.empty if page.verdict is Verdict.EMPTY else self.aside).insert(0, page)

    def show_page(self, page_id: int) -> None:
        """Choose a page of the tray, or one that was put aside."""
        self.line.clear()
        self._sought = page_id
        self.read()
        rows = self.list.matters.rows
        keys = {("page", page_id), ("aside", page_id)}
        place = next((at for at, row in enumerate(rows) if isinstance(row, Matter) and row.key in keys), None)
        if place is not None:
            self.list.choose_row(place)
        self.enter()

    def show_chosen(self) -> None:
        """Show the chosen page."""
        before, self.page = self.page, self._chosen()
        if self.page is None:
            self.view.show_pages(None)
        elif before is None or before.id != self.page.id:
            self._turned = 0
            self._show_picture()
        self._show_said()

    def _chosen(self) -> TrayPage | None:
        key = self.list.key()
        known = {page.id: page for page in (*self.pages, *self.aside, *self.empty)}
        return known.get(key[1]) if isinstance(key, tuple) else None

    def _is_aside(self) -> bool:
        key = self.list.key()
        return isinstance(key, tuple) and key[0] == "aside"

    def _show_picture(self) -> None:
        if self.page is not None:
            self.view.show_pages(TrayPicture(self._desk, self.page.id, self._turned))

    def _show_said(self) -> None:
        page, some = self.page, bool(self.pages or self.aside or self.empty)
        searching = bool(self.line.text().strip())
        had = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self.calm.setVisible(not some)
        self.splitter.setVisible(some)
        if had and self.isVisible():
            self.enter()  # what had the keyboard may be hidden now
        self.list.setVisible(not searching)
        self.found.setVisible(searching)
        self.said.setText(said_of(page, self._desk.words) if page is not None else "")
        book = page is not None and is_book(page)
        same = page is not None and (book or self._named(page) is not None) and not self._is_aside()
        self.same_button.setVisible(same)
        said = self._desk.words(ALL_TYPED if book else N_("File it all the same"))
        self.same_button.setText(f"{said} Ctrl+Enter")
        self.same_button.setAccessibleName(said)
        self.aside_button.setVisible(not self._is_aside())
        blank = page is not None and page.verdict is Verdict.BLANK and not searching
        does = TAKE_BACK if self._is_aside() and not searching else TYPE_IN if blank else FILE
        self.file_button.setText(f"{self._desk.words(does)} Enter")
        self.file_button.setAccessibleName(self._desk.words(does))
        self.show_target()

    # -- finding -----------------------------------------------------------------------------------------

    def look(self) -> None:
        """Show what the typed words find."""
        self._wait.stop()
        text = self.line.text()
        self.hits = found(self._desk, text, self._awaited)
        self.found.show_rows(lines_of(self._desk, self.hits, text, self._awaited))
        self.found.choose_row(0)
        self._show_said()

    def walk(self, by: object) -> None:
        """Up and Down: in the records found, else in the pages."""
        if self._wait.isActive():
            self.look()  # the key came before the list did
        (self.found if self.found.isVisible() else self.list).step(int(str(by)))

    def target(self) -> Hit | None:
        """Return the record that Enter files the page to."""
        key = self.found.key() if self.line.text().strip() else None
        return next((hit for hit in self.hits if hit.id == key), None)

    def _named(self, page: TrayPage) -> int | None:
        """Return the record the stamp names, where a person may say that the page belongs there all the same."""
        return page.record if page.verdict in ALL_THE_SAME else None

    def show_target(self) -> None:
        """Say what Enter does."""
        words, page, hit = self._desk.words, self.page, self.target()
        if page is None:
            said = ""
        elif hit is not None:
            said = self._said_hit(N_("Enter files it to {record}"), hit.id)
        elif self.line.text().strip():
            said = words(N_("Nothing found; type a number, a room or a name"))
        elif self._is_aside():
            said = words(N_("Enter takes the page back into the tray"))
        elif is_book(page):
            said = words(
                N_("Enter begins a line of {number}; Ctrl+Enter: every line is typed in").having(
                    number=page.number
                )
            )
        elif page.verdict is Verdict.BLANK:
            said = words(N_("Enter types {number} in, beside the picture").having(number=page.number))
        elif self._named(page) is not None:
            said = self._said_hit(N_("Ctrl+Enter files it all the same to {record}"), self._named(page) or 0)
        else:
            said = words(SAY_WHAT)
        self.target_said = said
        self.target_label.setText(said)

    def _said_hit(self, text: Text, record_id: int) -> str:
        words = self._desk.words
        hit = next(iter(self._desk.read().records_as_hits([record_id])), None)
        if hit is None:
            return words(SAY_WHAT)
        title = words(BY_KEY[hit.form].form.title)
        record = "  ".join(part for part in (hit.number, title, hit.line) if part)
        return words(text.having(record=record))

    # -- acting ------------------------------------------------------------------------------------------

    def act(self) -> None:
        """Enter: file the page to the record found, type a pre-numbered sheet in, take a page back."""
        if self._wait.isActive():
            self.look()  # the key came before the list did
        page, hit = self.page, self.target()
        if page is None:
            return
        if hit is not None:
            self._file(page, hit.id)
        elif self.line.text().strip():
            self.line.selectAll()
        elif self._is_aside():
            self._do(lambda: self._desk.take_back_page([page.id]), N_("Back in the tray"))
        elif page.verdict is Verdict.BLANK:
            self.type_in(page)
        else:
            self._bus.said.emit(self.target_said)

    def file_all_the_same(self) -> None:
        """Ctrl+Enter: the stamp is right, a person says so; of a page of a book, every line is typed in."""
        if self.page is not None and is_book(self.page) and not self._is_aside():
            number = self.page.number
            said = N_("{number} is home – Ctrl+Z takes it back").having(number=number)
            self._do(lambda: self._desk.settle_pages([number]), said)
            return
        record = self._named(self.page) if self.page is not None and not self._is_aside() else None
        if self.page is not None and record is not None:
            self._file(self.page, record)
        elif self.page is not None:
            self._bus.said.emit(N_("The stamp names no record here; type what the sheet says"))

    def _file(self, page: TrayPage, record_id: int) -> None:
        location = self._desk.last_location()
        number = next((one.number for one in self._desk.read().records_as_hits([record_id])), "")
        if self._do(
            lambda: self._desk.file_page(page.id, record_id, location=location),
            N_("Filed to {number} – Ctrl+Z takes it back").having(number=number),
        ):
            self.line.clear()

    def type_in(self, page: TrayPage) -> None:
        """Open the form of a pre-numbered sheet; its picture stays beside it."""
        try:
            draft = self._desk.type_in(page.id)
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return
        self.typing_in.emit(page, draft)

    def set_aside(self) -> None:
        """Del: not a sheet of ours."""
        if self.page is not None and not self._is_aside():
            self._set_aside([self.page.id])

    def set_file_aside(self) -> None:
        """Shift+Del: this page, and those of its file that no code names: the empty backs of a stack."""
        page = self.page
        if page is None or self._is_aside():
            return
        same = [
            one.id for one in self.pages if one.name == page.name and one.at == page.at and one.stamp is None
        ]
        self._set_aside(list(dict.fromkeys([page.id, *same])))

    def _set_aside(self, ids: list[int]) -> None:
        said = N_("{count} pages set aside – Ctrl+Z takes them back").having(count=len(ids))
        self._do(lambda: self._desk.set_aside(ids), said)

    def _do(self, act: Callable[[], Any], said: Text) -> bool:
        try:
            act()
        except Refused as refused:
            self._bus.said.emit(refused.problems[0].text)
            return False
        except KnownError as trouble:
            self._bus.troubled.emit(trouble)
            return False
        self._bus.said.emit(said)
        return True

    def show_empty(self) -> None:
        """Ctrl+E: show the blank pages that were set aside by themselves, or hide them."""
        self._shows_empty, self._sought = not self._shows_empty, 0
        self.read()
        if self.empty:
            self.show_page(self.empty[-1].id)
        else:
            self.enter()

    def _say_empty(self) -> None:
        count, words = self._desk.empty_pages_count(), self._desk.words
        said = words(N_("{count} blank pages set aside").having(count=count))
        if self._shows_empty:
            said = words(N_("Hide the blank pages"))
            if len(self.empty) != count:  # of many the last; others are for somebody else
                part = N_("{shown} of {count} are shown").having(shown=len(self.empty), count=count)
                said += "  ·  " + words(part)
        self.empties.setText(f"{said}  Ctrl+E")
        self.empties.setVisible(bool(count))

    # -- the picture -------------------------------------------------------------------------------------

    def turn(self) -> None:
        """R: a quarter turn clockwise, for looking only."""
        self._turned = (self._turned + 90) % 360
        self._show_picture()
