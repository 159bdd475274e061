"""Filling the folder: forms, scans, lists, registers, the trail; then the index of it all and the start page."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, Final

from custdesk import __version__
from custdesk.errors import KnownError
from custdesk.exchange.register import cell, headings
from custdesk.exchange.workbook import Value, table_of
from custdesk.figures import live
from custdesk.language import N_, Text
from custdesk.month_folder import gaps as gaps_of
from custdesk.month_folder.gaps import Gap, Gaps
from custdesk.month_folder.month import ListOfMonth, Month, folder_title, title_of
from custdesk.month_folder.names import parted, safe
from custdesk.month_folder.parcel import Parcel
from custdesk.month_folder.scans import Brought, Scans
from custdesk.month_folder.start_page import start_page
from custdesk.month_folder.trail_file import TRAIL, TrailCount, written
from custdesk.print_job import PrintJob
from custdesk.record import VOIDED, AnyRecord
from custdesk.records.summary_course import INSIDE
from custdesk.records.summary_lines import FIGURES
from custdesk.sheet import Sheet
from custdesk.snapshot import Snapshot
from custdesk.store.anchors import LETTERS, Anchor
from custdesk.store.print_log import stamped
from custdesk.store.store import Refused

INDEX: Final = "index.json"
FORMAT: Final = "custdesk-month-folder 1"
START: Final = N_("Start", "file name")
FORMS, LISTS = N_("Forms", "folder name"), N_("Lists", "folder name")
SCANS, REGISTERS = N_("Scans", "folder name"), N_("Registers", "folder name")


class Stopped(KnownError):
    """Somebody cancelled it; nothing is left."""

    def __init__(self) -> None:
        super().__init__(N_("Cancelled; no folder was written"))


class Filling:
    """One folder while it is filled, inside one reading; `onward` is called after each record, list and register."""

    def __init__(self, month: Month, parcel: Parcel, tell: Callable[[int, int], bool] | None) -> None:
        self.month, self.parcel, self._tell = month, parcel, tell
        self.words = month.words
        self.gaps, self.scans = Gaps(month), Scans(month)
        self.records: list[dict[str, Any]] = []
        self.forms: list[dict[str, Any]] = []
        self.lists: list[dict[str, Any]] = []
        self.span = month.past.span(month.since, month.until)
        self._total = len(month.ids) + len(month.lists) + len(month.forms) + 2
        self._done = 0

    def fill(self) -> str:
        """Write everything; return the manifest's SHA-256. Raises Stopped, KnownError."""
        for record, ids in self.month.forms:
            self._form(record, ids)
        for one in self.month.lists:
            self._list(one)
        trail = self._trail()
        self._onward()
        index = self._index(trail)
        self.parcel.put(INDEX, json.dumps(index, ensure_ascii=False, indent=1).encode() + b"\n")
        self.parcel.put(self.parcel.place("", self.words(START), ".html"), start_page(index, self.words))
        self.counts: dict[str, int] = index["counts"]
        return self.parcel.seal()

    def _onward(self) -> None:
        self._done += 1
        if self._tell is not None and not self._tell(self._done, self._total):
            raise Stopped

    def _folder(self, name: Text, record: AnyRecord) -> str:
        return f"{self._safe(name)}/{self._safe(title_of(record))}"

    def _safe(self, text: Text) -> str:
        return safe(self.words(text), 24)

    # -- forms ---------------------------------------------------------------------------------------------

    def _form(self, record: AnyRecord, ids: tuple[int, ...]) -> None:
        columns = self.month.columns(record)
        rows: list[list[Value]] = []
        voided = 0
        for snapshot in self.month.snapshots(ids):
            voided += snapshot.state == VOIDED
            self._record(snapshot)
            rows.append([cell(snapshot, column.name, self.words) for column in columns])
            self._onward()
        self.forms.append({
            "form": record.form.key, "number": record.form.number, "title": self.words(title_of(record)),
            "records": len(rows), "voided": voided, "register": self._register(record, rows) if rows and columns else "",
        })  # fmt: skip
        self._onward()

    def _register(self, record: AnyRecord, rows: list[list[Value]]) -> str:
        title = self.words(title_of(record))
        inside = self.parcel.place(self._safe(REGISTERS), f"{title} {self.month.key}", ".xlsx")
        heads = headings(record, self.month.columns(record), self.words)
        self.parcel.put(inside, table_of(title, heads, rows))
        return inside

    def _record(self, one: Snapshot) -> None:
        """Write what there is of a record: its sheets as issued, and for the manager what hangs on it."""
        sheets = [made for sheet in self.month.sheets(one) if (made := self._sheet(one, sheet)) is not None]
        scans = [] if self.month.public else self._scans(one)
        if one.state == VOIDED:
            self.gaps.add("void", one, one.show("void_reason", self.words), words=True)
        if self.month.public and not sheets:
            return
        happened = one.values.get(one.record.form.happened)
        self.records.append({
            "form": one.record.form.key, "number": stamped(one), "title": self.words(title_of(one.record)),
            "happened_at": happened.isoformat()[:16] if happened else "", "edition": one.edition, "state": one.state,
            "state_text": self.words(one.record.form.flow.states[one.state]), "sheets": sheets, "scans": scans,
        })  # fmt: skip

    def _sheet(self, one: Snapshot, sheet: Sheet) -> dict[str, Any] | None:
        try:
            job = self.month.sheet_job(one, sheet)
            content = job.draw()
        except Refused as refused:
            self.gaps.add("not_drawn", one, refused.problems[0].text, words=True)
            return None
        except KnownError as trouble:  # a character the font lacks
            self.gaps.add("not_drawn", one, trouble.text, words=True)
            return None
        (issued,) = job.snapshots
        stem = f"{stamped(one)} {sheet.number} {self._edition(issued.edition)}"
        if one.state == VOIDED:
            stem += f" {self.words(N_('Void', 'file name'))}"
        inside = self.parcel.place(self._folder(FORMS, one.record), stem, ".pdf")
        self.parcel.put(inside, content)
        return {"file": inside, "sheet": sheet.number, "edition": issued.edition, "pages": sum(job.counted)}

    def _edition(self, edition: int) -> str:
        return self.words(N_("edition {edition}", "file name").having(edition=edition))

    # -- scans ---------------------------------------------------------------------------------------------

    def _scans(self, one: Snapshot) -> list[dict[str, Any]]:
        folder = self._folder(SCANS, one.record)
        found = []
        for place, brought in enumerate(self.scans.of_record(one), 1):
            if brought.content is None:
                self.gaps.add("file", one, brought.name, words=True)
            else:
                found.append(
                    self._bring(
                        folder,
                        f"{stamped(one)} {self._edition(brought.edition)} {place:02d}",
                        brought,
                        brought.content,
                    )
                )
        return found

    def _bring(self, folder: str, before: str, brought: Brought, content: bytes) -> dict[str, Any]:
        stem, ending = parted(brought.name)
        inside = self.parcel.place(folder, f"{before} {stem}", ending)
        self.parcel.put(inside, content)
        return {"file": inside, "kind": brought.kind}

    # -- lists ---------------------------------------------------------------------------------------------

    def _list(self, one: ListOfMonth) -> None:
        job = self.month.list_job(one)
        period = self.words.show(one.period.text)
        stem = f"{one.sheet.number} {one.period.since:%Y-%m-%d} {one.period.key}"
        try:
            content = job.draw()
        except KnownError as trouble:  # a character the font lacks
            self.gaps.found.append(
                Gap("not_drawn", one.period.key, self._title(job), trouble.text, words=True)
            )
            return
        folder = f"{self._safe(LISTS)}/{safe(one.sheet.number, 24)}"
        inside = self.parcel.place(folder, stem, ".pdf")
        self.parcel.put(inside, content)
        scans = []
        if not self.month.public:
            where = f"{self._safe(SCANS)}/{safe(one.sheet.number, 24)}"
            for place, brought in enumerate(self.scans.of_list(one), 1):
                if brought.content is None:
                    self.gaps.found.append(
                        Gap("file", one.period.key, self._title(job), brought.name, words=True)
                    )
                else:
                    scans.append(self._bring(where, f"{stem} {place:02d}", brought, brought.content))
        self.lists.append({
            "file": inside, "form": one.record.form.key, "sheet": one.sheet.number, "title": self._title(job),
            "period": period, "key": one.period.key, "records": len(job.snapshots), "scans": scans,
        })  # fmt: skip
        self._onward()

    def _title(self, job: PrintJob) -> str:
        return self.words.show(job.title)

    # -- the trail -----------------------------------------------------------------------------------------

    def _trail(self) -> dict[str, Any]:
        count = TrailCount()
        self.parcel.put_lines(TRAIL, self._lines(count))
        head = Anchor(self.span.head[0], self.span.head[1][:LETTERS])
        self.anchor = head
        return {
            "file": TRAIL, "first": self.span.first, "last": self.span.last, "lines": count.lines,
            "contents": count.contents, "sealed": count.sealed,
            "before": {"seq": self.span.before[0], "digest": self.span.before[1]},
            "head": {"seq": self.span.head[0], "digest": self.span.head[1]}, "anchor": self.words(head.text),
        }  # fmt: skip

    def _lines(self, count: TrailCount) -> Iterator[bytes]:
        for one in self.month.past.lines(self.span):
            count.add(one)
            yield written(one)

    # -- the index -----------------------------------------------------------------------------------------

    def _index(self, trail: dict[str, Any]) -> dict[str, Any]:
        month, office = self.month, self.month.office
        missing = gaps_of.plain(self.gaps.look(), month)
        scans = [scan for one in (*self.records, *self.lists) for scan in one["scans"]]
        index: dict[str, Any] = {
            "format": FORMAT, "month": month.key, "public": month.public, "practice": month.store.practice,
            "office": office.settings.text("office_name"), "title": self.words(folder_title(month)),
            "program": f"custdesk {__version__}", "written_at": office.now().isoformat(timespec="minutes"),
            **({} if month.public else {"written_by": office.user.name}),
            "counts": {
                "records": sum(one["records"] for one in self.forms), "voided": sum(one["voided"] for one in self.forms),
                "sheets": sum(len(one["sheets"]) for one in self.records), "lists": len(self.lists), "scans": len(scans),
                "registers": sum(bool(one["register"]) for one in self.forms), "lines": trail["lines"],
                "gaps": len(missing), "files": len(self.parcel.digests) + 2,
            },
            "trail": trail, "gaps": missing, "figures": self._figures(), "forms": self.forms, "lists": self.lists,
            "records": self.records,
        }  # fmt: skip
        return index

    def _figures(self) -> list[dict[str, str]]:
        """Return the month's figures as they stand now; for everybody those of the public summary (6.2)."""
        found = live.month(self.month.office, self.month.period)
        public = set(FIGURES) - set(INSIDE)
        return [
            {
                "code": one.code, "label": self.words(one.label), "shown": one.shown,
                "apart": self.words(one.apart) if one.apart else "",
            }
            for one in found
            if not self.month.public or one.code in public
        ]  # fmt: skip
