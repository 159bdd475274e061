"""The store checks itself: pages, chain, payloads, every record against its last line, numbers, search, attachments.

It reads only, beside an open desk, in one reading transaction. What it says names no customer.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from operator import methodcaller
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct, field

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.store import search, trail
from custdesk.store.anchors import Anchor, Standing, ask_store
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.database import connect, identify
from custdesk.store.migrations import NEWEST
from custdesk.store.number_check import check_numbers
from custdesk.store.record_check import UNREADABLE, RecordCheck
from custdesk.store.scan_check import check_scans
from custdesk.store.seal_check import check_seals, check_spelling
from custdesk.store.tally_check import check_tally
from custdesk.store.trail_walk import TrailWalk

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase


class Finding(Struct, frozen=True):
    """One thing that is wrong, in words, and where: trail line, record, number."""

    text: Text
    seq: int = 0
    record_id: int = 0
    number: str = ""


class CheckReport(Struct):
    """What a check found. `notes` are true and no fault: payloads removed, numbers left out by a restore."""

    path: Path
    findings: list[Finding] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)
    seq: int = 0
    head: str = ""
    records: int = 0
    lines: int = 0
    files: int = 0

    @property
    def exit_code(self) -> int:
        """What the command line returns: 1 when anything is wrong."""
        return 1 if self.findings else 0

    def summary(self) -> Text:
        """Return the one sentence."""
        counted = {"records": self.records, "lines": self.lines, "files": self.files}
        if not self.findings:
            said = N_(
                "The store is sound: {records} records, {lines} trail lines, {files} attachments; head {head}"
            )
            return said.having(**counted, head=f"{self.seq}:{self.head[:12]}")
        return N_("{count} things are wrong in the store; the first: {first}").having(
            count=len(self.findings), first=self.findings[0].text
        )


def check_store(
    path: Path, key: str | None = None, tell: Callable[[int, int], bool] | None = None
) -> CheckReport:
    """Check a whole store beside an open desk. A damaged file is a finding.

    Raises KnownError for a file that is missing, foreign or newer, and when `tell(done, total)` returns False.
    """
    if not path.exists():
        raise KnownError(
            N_("There is no store at {file}").having(file=str(path)), N_("Name the office's own file")
        )
    report = CheckReport(path)
    try:
        database = connect(path, key, read_only=True)
    except KnownError as trouble:
        report.findings.append(Finding(trouble.text))
        return report
    try:
        if identify(database, path, NEWEST) < NEWEST:
            raise KnownError(
                N_("{file} was written by an older custdesk").having(file=path.name),
                N_("Open it once with the desk, which brings it to this version after a backup"),
            )
        database.connection().text_factory = methodcaller("decode", "utf-8", "replace")
        database.execute_sql("BEGIN DEFERRED")
        _Check(database, path, report, tell).run()
    finally:
        database.close()
    return report


def check_anchor(path: Path, seq: int, digest: str, key: str | None = None) -> bool:
    """Tell whether a store's trail still holds a head kept with a backup, and leads to it. Raises KnownError."""
    return ask_store(path, Anchor(seq, digest), key).standing is Standing.HELD


class _Check:
    """One check under way."""

    def __init__(
        self,
        database: SqlCipherDatabase,
        path: Path,
        report: CheckReport,
        tell: Callable[[int, int], bool] | None,
    ) -> None:
        self.database = database
        self.report = report
        self.tell = tell
        self.files = AttachmentFolder(path.with_name(path.stem + "-files"))
        self.sound_files: dict[str, bool] = {}
        self.walk = TrailWalk(database, self.find, self.report.notes.append)
        self.records = RecordCheck(database, self.walk, self.files, self.sound_files, self.find, self._say)

    def run(self) -> None:
        """Take every part in turn; a part that cannot be read is a finding and the next is taken."""
        for name, part in (
            (N_("the pages of the file"), self._pages),
            (N_("the links between tables"), self._foreign_keys),
            (N_("the trail"), self.walk.run),
            (N_("the records"), self.records.run),
            (N_("the search index"), self._search),
            (
                N_("the numbers"),
                lambda: check_numbers(self.database, self.walk.left_out, self.find, self.report.notes.append),
            ),
            (N_("the tally of the lists"), lambda: check_tally(self.database, self.find)),
            (N_("the print log"), self._prints),
            (N_("the settings"), self._stored_settings),
            (N_("the dates"), lambda: check_spelling(self.database, self.find)),
            (N_("the editions, passwords and prints"), lambda: check_seals(self.database, self.find)),
            (
                N_("the scanned paper"),
                lambda: check_scans(self.database, self.files, self.sound_files, self.find),
            ),
        ):
            try:
                part()
            except UNREADABLE as trouble:
                self.find(
                    N_("{part} cannot be read to the end: {reason}").having(part=name, reason=str(trouble))
                )
        self.report.seq, self.report.head, self.report.lines = self.walk.seq, self.walk.head, self.walk.lines
        self.report.records, self.report.files = self.records.records, self.records.files

    def find(self, text: Text, *, seq: int = 0, record_id: int = 0, number: str = "") -> None:
        """Keep a finding."""
        self.report.findings.append(Finding(text, seq, record_id, number))

    def _say(self, done: int, total: int) -> None:
        if self.tell is not None and not self.tell(done, total):
            raise KnownError(N_("Stopped; the check only reads"))

    # -- the file ----------------------------------------------------------------------------------------

    def _pages(self) -> None:
        for (said,) in self.database.execute_sql("PRAGMA integrity_check(20)").fetchall():
            if said != "ok":
                self.find(N_("The file's pages are damaged: {said}").having(said=str(said)))

    def _foreign_keys(self) -> None:
        for table, row, target, _number in self.database.execute_sql("PRAGMA foreign_key_check").fetchall():
            self.find(
                N_("Row {row} of {table} points to a row of {target} that is not there").having(
                    row=row, table=table, target=target
                ),
                record_id=row if table in BY_KEY else 0,
            )

    # -- across records ----------------------------------------------------------------------------------

    def _search(self) -> None:
        for record_id in search.mismatched(self.database):
            text = N_("The search index and the records do not match at record #{id}").having(id=record_id)
            self.find(text, record_id=record_id)

    def _prints(self) -> None:
        for print_id, record_id, digest, body in self.database.execute_sql(
            'SELECT "id", "record", "digest", "snapshot" FROM "print" ORDER BY "id"'
        ):
            if trail.digest_of_said("", str(body).encode()) != digest:
                text = N_("Print {print} of record #{id} is not what was printed").having(
                    print=print_id, id=record_id
                )
                self.find(text, record_id=record_id or 0)

    def _stored_settings(self) -> None:
        stored = dict(self.database.execute_sql('SELECT "name", "value" FROM "setting"').fetchall())
        for name, (seq, value) in self.walk.settings_last.items():
            if not _says_the_same(stored.get(name), value):
                text = N_("The setting “{name}” is not what trail line {seq} says").having(name=name, seq=seq)
                self.find(text, seq=seq)


def _says_the_same(kept: str | None, told: str) -> bool:
    """Compare a kept setting with the trail's by what they say: the trail sorts the keys of a table's rows."""
    try:
        return kept == told or bool(json.loads(kept or "") == json.loads(told))
    except ValueError:
        return False
