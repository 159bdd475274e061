"""Every record of a store against its last line of the trail, and what hangs on it: some hundred at a time.

What is in memory does not grow with the store; each page of records is read by a few statements.
"""

from __future__ import annotations

import datetime
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from custdesk.binders import BY_KEY
from custdesk.language import N_, Text
from custdesk.office.folding import plain
from custdesk.record import AnyRecord, header_kinds
from custdesk.settings import DECLARED, Settings
from custdesk.store import rows, trail
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.database import FILE_TROUBLE
from custdesk.store.deriving import derived, names_of, references, search_text
from custdesk.store.trail_walk import LEAVES_HEADER, LastLine, TrailWalk

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

PAGE: Final = 500
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


class Page(Struct):
    """What hangs on the records of one page, by their ids."""

    last: dict[int, LastLine] = field(default_factory=dict)
    heads: dict[int, dict[str, Any]] = field(default_factory=dict)
    links: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    words: dict[int, str] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)


class RecordCheck:
    """One check of all records; `find` takes what is wrong, `say(done, total)` tells how far it is."""

    def __init__(
        self, database: SqlCipherDatabase, walk: TrailWalk, files: AttachmentFolder, sound_files: dict[str, bool],
        find: Callable[..., None], say: Callable[[int, int], None],
    ) -> None:  # fmt: skip
        self._database, self._walk = database, walk
        self._files, self._sound = files, sound_files
        self._find, self._say = find, say
        self._settings: dict[int, Settings | None] = {}
        self.records = self.files = 0

    def run(self) -> None:
        """Check all. Raises peewee.DatabaseError where the file ends it."""
        (self.records,) = self._ask('SELECT count(*) FROM "header"').fetchone()
        gone = self._ask(
            'SELECT r."record", max(r."seq") FROM "trail_record" r'
            ' WHERE NOT EXISTS (SELECT 1 FROM "header" h WHERE h."id" = r."record") GROUP BY r."record"'
        )
        for record_id, seq in gone:
            text = N_("Record #{id} of trail line {seq} is not there").having(id=record_id, seq=seq)
            self._find(text, seq=seq, record_id=record_id)
        done, after = 0, -(2**63)
        while heads := self._ask(
            'SELECT "id", "form" FROM "header" WHERE "id" > ? ORDER BY "id" LIMIT ?', (after, PAGE)
        ).fetchall():
            self._say(done, self.records)
            self._page(heads, after)
            if heads[-1][0] <= after:  # a damaged tree may lead round in a circle
                raise FILE_TROUBLE[0]("the records are not in order")
            after = heads[-1][0]
            done += len(heads)

    def _ask(self, sql: str, params: Sequence[Any] = ()) -> Any:
        return self._database.execute_sql(sql, params)

    def _page(self, heads: Sequence[tuple[int, str]], after: int) -> None:
        by_form: dict[str, list[int]] = {}
        for record_id, key in heads:
            by_form.setdefault(key, []).append(record_id)
        page = self._hanging_on((after, heads[-1][0]))
        for key, ids in by_form.items():
            record = BY_KEY.get(key)
            if record is not None:
                for values in self._loaded(record, ids, page):
                    self._record(record, values, page)
                continue
            for record_id in ids:
                text = N_("Record #{id} is of an unknown form “{form}”").having(id=record_id, form=str(key))
                self._find(text, record_id=record_id)

    # -- reading -----------------------------------------------------------------------------------------

    def _hanging_on(self, span: tuple[int, int]) -> Page:
        """Read what hangs on the records of (after, last]."""
        page = Page()
        self._read_last(page, span)
        names = ", ".join(f'"{name}"' for name in DERIVED)
        for record_id, *kept in self._ask(
            f'SELECT "id", {names} FROM "header" WHERE "id" > ? AND "id" <= ?', span
        ):
            page.heads[record_id] = dict(zip(DERIVED, kept, strict=True))
        for record_id, name, target in self._ask(
            'SELECT "record", "field", "target" FROM "reference" WHERE "record" > ? AND "record" <= ?', span
        ):
            page.links.setdefault(record_id, []).append((name, target))
        words = self._ask('SELECT "id", "body" FROM "search_text" WHERE "id" > ? AND "id" <= ?', span)
        page.words = dict(words.fetchall())
        return page

    def _read_last(self, page: Page, span: tuple[int, int]) -> None:
        """Read each record's last line, and the last that wrote the columns its header repeats."""
        found = self._ask(
            'SELECT r."record", r."seq", r."revision", r."digest", t."what", t."at" FROM "trail_record" r'
            ' JOIN "trail" t ON t."seq" = r."seq" WHERE r."record" > ? AND r."record" <= ?'
            ' ORDER BY r."record", r."seq", r.rowid',
            span,
        )
        for record_id, seq, revision, digest, what, at in found:
            before = page.last.get(record_id)
            written = (seq, at)
            if before is not None and what in LEAVES_HEADER:
                written = (before.written_seq, before.written_at)
            page.last[record_id] = LastLine(seq, revision, digest, *written)

    def _loaded(self, record: AnyRecord, ids: Sequence[int], page: Page) -> Iterator[dict[str, Any]]:
        """Read records together; where that fails in halves, so that the damaged one is named."""
        try:
            found = rows.load_many(self._database, record, ids)
            targets = {target for values in found for _name, target in references(record, values)}
            page.names |= names_of(self._database, targets - page.names.keys())
        except UNREADABLE as trouble:
            if len(ids) == 1:
                text = N_("Record #{id} cannot be read: {reason}").having(id=ids[0], reason=str(trouble))
                self._find(text, record_id=ids[0])
                return
            half = len(ids) // 2
            yield from self._loaded(record, ids[:half], page)
            yield from self._loaded(record, ids[half:], page)
            return
        for record_id in sorted(set(ids) - {values["id"] for values in found}):
            text = N_("Record #{id} has no row in its own table “{table}”").having(
                id=record_id, table=record.form.key
            )
            self._find(text, record_id=record_id)
        yield from found

    # -- comparing ---------------------------------------------------------------------------------------

    def _record(self, record: AnyRecord, values: dict[str, Any], page: Page) -> None:
        name = values.get("number") or N_("{form} #{id}").having(form=record.form.title, id=values["id"])
        where = {"record_id": int(values["id"]), "number": str(values.get("number") or "")}
        last = page.last.get(values["id"])

        def wrong(text: Text, **more: object) -> None:
            self._find(text.having(name=name, **more), seq=last.seq if last else 0, **where)

        if last is None:
            wrong(N_("{name} has no line in the trail"))
            return
        try:
            if values["revision"] != last.revision:
                wrong(
                    N_("{name} has revision {has}, its last trail line {seq} says {said}"),
                    has=values["revision"], seq=last.seq, said=last.revision,
                )  # fmt: skip
            covered = rows.digested(record, values)
            if trail.digest_of(str(values.get("salt") or ""), covered) != last.digest:
                wrong(N_("{name} is not what its last trail line {seq} says"), seq=last.seq)
            self._derived(record, values, page.heads[values["id"]], last, wrong)
            self._hanging(record, values, page, wrong)
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
        settings = self._settings_of(bisect_left(self._walk.settings_seqs, last.written_seq))
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
        for place in range(bisect_left(self._walk.settings_seqs, last.written_seq), -1, -1):
            settings = self._settings_of(place)
            owed = record.form.owes(values["state"], values, settings) if settings else None
            if settings is None or (owed and header_kinds()["due_at"].plain(owed)) == plain:
                return True
        return False

    def _settings_of(self, place: int) -> Settings | None:
        """Return the settings after so many changes of them; None where that cannot be known any more."""
        if place not in self._settings:
            plain = self._walk.settings_after[place]
            try:
                self._settings[place] = (
                    None
                    if plain is None
                    else Settings({name: value for name, value in plain.items() if name in DECLARED})
                )
            except UNREADABLE:
                self._settings[place] = None
        return self._settings[place]

    def _hanging(
        self, record: AnyRecord, values: dict[str, Any], page: Page, wrong: Callable[..., None]
    ) -> None:
        """Compare what hangs on a record: links, words of the search box, attachments."""
        if set(page.links.get(values["id"], ())) != set(references(record, values)):
            wrong(N_("{name}: the table of links differs from the record"))
        body = page.words.get(values["id"])
        if body is None or body != plain(search_text(self._database, record, values, page.names)):
            wrong(N_("{name}: the search index does not hold its words"))
        for one in values["attachments"]:
            self.files += 1
            digest = str(one["digest"])
            if digest not in self._sound:
                self._sound[digest] = self._files.sound(digest)
            file = self._files.path(digest)
            if not file.exists():
                wrong(N_("{name}: the attachment {digest} is missing"), digest=digest[:12])
            elif not self._sound[digest] or file.stat().st_size != one["size"]:
                wrong(N_("{name}: the attachment {digest} is damaged"), digest=digest[:12])
