"""The store checks itself: pages, chain, payloads, every record against its last line, numbers, search, attachments.

It reads only, beside an open desk, in one reading transaction. What it says names no customer.
"""

from __future__ import annotations

import datetime
import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.office.folding import plain
from custdesk.record import AnyRecord, header_kinds
from custdesk.settings import DECLARED, Settings
from custdesk.store import rows, search, trail
from custdesk.store.anchors import Anchor, Standing, ask_store
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.database import FILE_TROUBLE, connect, identify
from custdesk.store.deriving import derived, references, search_text
from custdesk.store.migrations import NEWEST
from custdesk.store.number_check import check_numbers
from custdesk.store.scan_check import check_scans
from custdesk.store.seal_check import check_seals, check_spelling
from custdesk.store.tally_check import check_tally
from custdesk.store.trail_walk import LastLine, TrailWalk

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

CHUNK: Final = 500
#: what reading a damaged value may raise, besides the driver's own complaints
UNREADABLE: Final = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    *FILE_TROUBLE,
)
DERIVED: Final = ("happened_at", "unit", "responsible", "due_at", "line", "visibility")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, in words, and where: trail line, record, number."""

    text: Text
    seq: int = 0
    record_id: int = 0
    number: str = ""


@dataclass
class CheckReport:
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
        database.connection().text_factory = lambda raw: raw.decode("utf-8", "replace")
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
        self.settings: dict[int, Settings | None] = {}

    def run(self) -> None:
        """Take every part in turn; a part that cannot be read is a finding and the next is taken."""
        for name, part in (
            (N_("the pages of the file"), self._pages),
            (N_("the links between tables"), self._foreign_keys),
            (N_("the trail"), self.walk.run),
            (N_("the records"), self._records),
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

    # -- records -----------------------------------------------------------------------------------------

    def _records(self) -> None:
        heads = self.database.execute_sql('SELECT "id", "form" FROM "header" ORDER BY "id"').fetchall()
        self.report.records = len(heads)
        there = {record_id for record_id, _key in heads}
        for record_id, last in self.walk.last.items():
            if record_id not in there:
                text = N_("Record #{id} of trail line {seq} is not there").having(id=record_id, seq=last.seq)
                self.find(text, seq=last.seq, record_id=record_id)
        by_form: dict[str, list[int]] = {}
        for record_id, key in heads:
            by_form.setdefault(key, []).append(record_id)
        done = 0
        for key, ids in by_form.items():
            record = BY_KEY.get(key)
            if record is None:
                for record_id in ids:
                    text = N_("Record #{id} is of an unknown form “{form}”").having(
                        id=record_id, form=str(key)
                    )
                    self.find(text, record_id=record_id)
                continue
            for start in range(0, len(ids), CHUNK):
                self._say(done, len(heads))
                done += len(ids[start : start + CHUNK])
                for values, head in self._loaded(record, ids[start : start + CHUNK]):
                    self._record(record, values, head)

    def _loaded(
        self, record: AnyRecord, ids: Sequence[int]
    ) -> Iterator[tuple[dict[str, Any], Mapping[str, Any]]]:
        """Read records together; where that fails one by one, so that the damaged one is named."""
        try:
            found = rows.load_many(self.database, record, ids)
            heads = self._heads(ids)
        except UNREADABLE as trouble:
            if len(ids) == 1:
                text = N_("Record #{id} cannot be read: {reason}").having(id=ids[0], reason=str(trouble))
                self.find(text, record_id=ids[0])
                return
            for record_id in ids:
                yield from self._loaded(record, [record_id])
            return
        missing = set(ids) - {values["id"] for values in found}
        for record_id in sorted(missing):
            text = N_("Record #{id} has no row in its own table “{table}”").having(
                id=record_id, table=record.form.key
            )
            self.find(text, record_id=record_id)
        for values in found:
            yield values, heads[values["id"]]

    def _heads(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        names = ", ".join(f'"{name}"' for name in DERIVED)
        marks = ",".join("?" * len(ids))
        found = self.database.execute_sql(
            f'SELECT "id", {names} FROM "header" WHERE "id" IN ({marks})', tuple(ids)
        )
        return {row[0]: dict(zip(DERIVED, row[1:], strict=True)) for row in found}

    def _record(self, record: AnyRecord, values: dict[str, Any], head: Mapping[str, Any]) -> None:
        name = values.get("number") or N_("{form} #{id}").having(form=record.form.title, id=values["id"])
        where = {"record_id": int(values["id"]), "number": str(values.get("number") or "")}

        def wrong(text: Text, **more: object) -> None:
            self.find(text.having(name=name, **more), seq=last.seq if last else 0, **where)  # type: ignore[arg-type]

        last = self.walk.last.get(values["id"])
        if last is None:
            wrong(N_("{name} has no line in the trail"))
            return
        try:
            if values["revision"] != last.revision:
                wrong(
                    N_("{name} has revision {has}, its last trail line {seq} says {said}"),
                    has=values["revision"], seq=last.seq, said=last.revision,
                )  # fmt: skip
            if trail.digest_of(str(values.get("salt") or ""), rows.digested(record, values)) != last.digest:
                wrong(N_("{name} is not what its last trail line {seq} says"), seq=last.seq)
            self._derived(record, values, head, last, wrong)
            self._hanging(record, values, wrong)
        except UNREADABLE as trouble:
            wrong(N_("{name} holds a value that cannot be read: {reason}"), reason=str(trouble))

    def _derived(
        self,
        record: AnyRecord,
        values: dict[str, Any],
        head: Mapping[str, Any],
        last: LastLine,
        wrong: Callable[..., None],
    ) -> None:
        """Compare what the header repeats, by the settings in force when the record was last written."""
        settings = self._settings_at(last.written_seq)
        if settings is None:
            return
        should = derived(record, values, datetime.datetime.fromisoformat(last.written_at), settings)
        kinds = header_kinds()
        for name in DERIVED:
            value = should[name]
            plain = None if value is None or value == "" else kinds[name].plain(value)
            if plain != head[name] and not (
                name == "due_at" and self._was_due(record, values, last, head[name])
            ):
                wrong(
                    N_("{name}: the list column “{column}” differs from the record"), column=kinds[name].label
                )

    def _was_due(self, record: AnyRecord, values: dict[str, Any], last: LastLine, plain: Any) -> bool:
        """Tell whether a date follows from settings of an earlier time: a setting alone moves none."""
        for place in range(bisect_left(self.walk.settings_seqs, last.written_seq), -1, -1):
            settings = self._settings_of(place)
            owed = record.form.owes(values["state"], values, settings) if settings else None
            if settings is None or (owed and header_kinds()["due_at"].plain(owed)) == plain:
                return True
        return False

    def _hanging(self, record: AnyRecord, values: dict[str, Any], wrong: Callable[..., None]) -> None:
        """Compare what hangs on a record: links, words of the search box, attachments."""
        kept = self.database.execute_sql(
            'SELECT "field", "target" FROM "reference" WHERE "record" = ?', (values["id"],)
        ).fetchall()
        if set(map(tuple, kept)) != set(references(record, values)):
            wrong(N_("{name}: the table of links differs from the record"))
        row = self.database.execute_sql(
            'SELECT "body" FROM "search_text" WHERE "id" = ?', (values["id"],)
        ).fetchone()
        if row is None or row[0] != plain(search_text(self.database, record, values)):
            wrong(N_("{name}: the search index does not hold its words"))
        for one in values["attachments"]:
            self.report.files += 1
            digest = str(one["digest"])
            if digest not in self.sound_files:
                self.sound_files[digest] = self.files.sound(digest)
            file = self.files.path(digest)
            if not file.exists():
                wrong(N_("{name}: the attachment {digest} is missing"), digest=digest[:12])
            elif not self.sound_files[digest] or file.stat().st_size != one["size"]:
                wrong(N_("{name}: the attachment {digest} is damaged"), digest=digest[:12])

    def _settings_at(self, seq: int) -> Settings | None:
        """Return the settings in force before a trail line; None where that cannot be known any more."""
        return self._settings_of(bisect_left(self.walk.settings_seqs, seq))

    def _settings_of(self, place: int) -> Settings | None:
        """Return the settings after so many changes of them."""
        if place not in self.settings:
            plain = self.walk.settings_after[place]
            try:
                self.settings[place] = (
                    None
                    if plain is None
                    else Settings({name: value for name, value in plain.items() if name in DECLARED})
                )
            except UNREADABLE:
                self.settings[place] = None
        return self.settings[place]

    # -- across records ----------------------------------------------------------------------------------

    def _search(self) -> None:
        for record_id in search.mismatched(self.database):
            text = N_("The search index and the records do not match at record #{id}").having(id=record_id)
            self.find(text, record_id=record_id)

    def _prints(self) -> None:
        for print_id, record_id, digest, body in self.database.execute_sql(
            'SELECT "id", "record", "digest", "snapshot" FROM "print" ORDER BY "id"'
        ):
            if trail.digest_of_text("", str(body)) != digest:
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
