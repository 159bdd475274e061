"""The store: the office's one file, opened once, written through one path, read through one door."""

from __future__ import annotations

import datetime
import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.errors import KnownError
from custdesk.fields import Masked
from custdesk.language import N_
from custdesk.office.photo_time import taken_at
from custdesk.office.photographs import cleaned
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord, Lines
from custdesk.rules import people
from custdesk.settings import Settings
from custdesk.store import attaching, linking, rows, trail
from custdesk.store.answers import Changes, Conflict, Refused
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.bulk import Batch, uncollected, write_batch
from custdesk.store.database import (
    FILE_TROUBLE,
    StoreLock,
    connect,
    identify,
    look_first,
    sparing,
    store_trouble,
)
from custdesk.store.drafts import DraftShelf
from custdesk.store.freezing import may_correct
from custdesk.store.indexing import index_waiting
from custdesk.store.keeping_time import timely
from custdesk.store.merging import merged
from custdesk.store.migrations import NEWEST, migrate
from custdesk.store.paper_acts import PaperActs
from custdesk.store.reader import Reader
from custdesk.store.scan_acts import ScanActs
from custdesk.store.signing_acts import SigningActs
from custdesk.store.undoing import undo_last
from custdesk.store.writing import Writing
from custdesk.workflow import User

log = logging.getLogger(__name__)
Clock = Callable[[], datetime.datetime]
SYSTEM = User(None, "custdesk", people.MANAGER)
#: whether a draft was saved already; the second condition is the index's own, without it the whole trail is read
IN_TRAIL = 'SELECT 1 FROM "trail" WHERE "draft" = ? AND "draft" <> \'\' LIMIT 1'


class Store(PaperActs, ScanActs, SigningActs):
    """One open store. Every change goes through `_act`: one transaction, one act, one answer."""

    def __init__(
        self, path: Path, clock: Clock, key: str | None = None, forms: Mapping[str, AnyRecord] | None = None
    ):
        self.path = path
        self.clock = clock
        self.forms = forms or BY_KEY
        self.lock = StoreLock(path)
        self._key = key
        self._quiet_until = datetime.datetime.min  # the clock need not look for steps before that

    # -- opening -----------------------------------------------------------------------------------------

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Clock,
        *,
        key: str | None = None,
        create: bool = False,
        before_migration: Callable[[Path], None] | None = None,
    ) -> Store:
        """Open a store, bring it to this version; `create` makes a new one where none is.

        `before_migration` makes the verified backup. Raises KnownError: no such store, newer, damaged, empty, locked.
        """
        if not create and not path.exists():
            raise KnownError(
                N_("There is no store at {file}").having(file=str(path)),
                N_("Set up a new office, or open the office's existing folder"),
            )
        store = cls(path, clock, key)
        store.lock.take()
        try:
            store._open_files(before_migration, new=not path.exists())
        except BaseException:
            store.close()
            raise
        return store

    def _open_files(self, before_migration: Callable[[Path], None] | None, *, new: bool) -> None:
        if not new:
            look_first(self.path, self._key, NEWEST)
        self.database = connect(self.path, self._key)
        version = identify(self.database, self.path, NEWEST)
        if 0 < version < NEWEST and before_migration is not None:
            before_migration(self.path)
        with sparing(self.database):
            migrate(self.database, version)
            index_waiting(self.database, self.forms)
        self.files = AttachmentFolder(self.path.with_name(self.path.stem + "-files"))
        self.drafts = DraftShelf(
            self.path.with_name(self.path.stem + "-drafts.sqlite"), self.clock, self._key
        )
        self.drafts.tidy(self._in_trail)
        self.settings = self._read_settings()

    def close(self) -> None:
        """Close the files that are open and let the next desk in."""
        for one in ("drafts", "database"):
            if one in vars(self):
                getattr(self, one).close()
        self.lock.release()

    @property
    def practice(self) -> bool:
        """Tell whether this is a practice estate: marked on the window and every sheet."""
        return bool(self._setting_rows().get("practice", False))

    def _setting_rows(self) -> dict[str, Any]:
        found = self.database.execute_sql('SELECT "name", "value" FROM "setting"')
        return {name: json.loads(value) for name, value in found}

    def _read_settings(self) -> Settings:
        return Settings({name: v for name, v in self._setting_rows().items() if name not in OWN_SETTINGS})

    def own_setting(self, name: str) -> Any:
        """Return one of the store's own entries: its identity, practice mark, second backup place."""
        return self._setting_rows().get(name)

    def _in_trail(self, draft_id: str) -> bool:
        found = self.database.execute_sql(IN_TRAIL, (draft_id,))
        return found.fetchone() is not None

    # -- reading -----------------------------------------------------------------------------------------

    def read(self, user: User) -> Reader:
        """Return the one door through which this person reads."""
        return Reader(self.database, self.forms, self.settings, self.clock, user)

    def facts(self, user: User, record_id: int | None = None) -> Writing:
        """Return what guards may ask, for greying buttons before anything is written."""
        return Writing(self.database, self.forms, self.settings, self.now(), user, record_id=record_id)

    def now(self) -> datetime.datetime:
        """Return office time to the minute."""
        return self.clock().replace(second=0, microsecond=0)

    # -- writing -----------------------------------------------------------------------------------------

    @contextmanager
    def _act(self, user: User, draft_id: str = "") -> Iterator[Writing]:
        self._quiet_until = datetime.datetime.min
        writing = Writing(self.database, self.forms, self.settings, self.now(), user, draft_id=draft_id)
        try:
            with self.database.atomic("IMMEDIATE"):
                yield writing
        except FILE_TROUBLE as trouble:
            raise store_trouble(self.path, trouble) from trouble

    def _must_see(self, record_id: int, user: User) -> None:
        """Whoever may not see a record may not write it either (R-064). Raises Refused."""
        if user.id is not None and not self.read(user).may_see(record_id):
            raise Refused([Problem(N_("This record does not exist"))])

    def save(self, draft: Draft, user: User) -> Changes:
        """Save a form. Raises Refused, Conflict, KnownError; the draft keeps every word then."""
        if draft.unread:
            raise Refused([Problem(text, path) for path, text in draft.unread.items()])
        for record_id in (draft.record_id, draft.link_back and draft.link_back[0]):
            if record_id is not None:
                self._must_see(record_id, user)
        home = self.bound_blank(draft, user)
        with self._act(user, draft.id) as writing:
            record_id = self._save_in(writing, draft)
            if home is not None:
                self.bring_blank(writing, record_id, home)
        self.drafts.drop(draft.id)
        return writing.changes()

    def _save_in(self, writing: Writing, draft: Draft) -> int:
        if draft.record_id is None:
            if self._in_trail(draft.id):
                raise KnownError(N_("This form is saved already"), N_("Open it from the list"))
            given = {name: value for name, value in draft.values.items() if not isinstance(value, Masked)}
            record_id = writing.create(
                draft.record, self._unmasked(writing, draft, given), reserved=draft.number
            )
            if draft.link_back is not None:
                source, field, step = draft.link_back
                self._link_back(writing, source, field, step, record_id)
            return record_id
        self._change_in(writing, draft, *merged(writing, draft))
        return draft.record_id

    @staticmethod
    def _change_in(
        writing: Writing, draft: Draft, changes: Mapping[str, Any], before: dict[str, Any]
    ) -> None:
        correction = bool(draft.correction)
        if correction:
            may_correct(writing.user)
        writing.change(
            draft.record, before["id"], changes, what="correct" if correction else "change", reason=draft.correction,
            correction=correction, before=before,
        )  # fmt: skip

    @staticmethod
    def _unmasked(writing: Writing, draft: Draft, given: dict[str, Any]) -> dict[str, Any]:
        """A form made from another record carries its masked values: the store knows the full ones."""
        masked = [name for name, value in draft.values.items() if isinstance(value, Masked)]
        if masked and draft.link_back is not None:
            source = writing.linked(draft.link_back[0])
            if source is not None:
                full = {**source.values, **linking.through_values(
                    writing.database, writing.forms, writing.forms[source.form], source.values
                )}  # fmt: skip
                given |= {name: full.get(name) for name in masked}
        return given

    def _link_back(self, writing: Writing, source: int, field: str, step: str, target: int) -> None:
        key = rows.form_of(self.database, source)
        record = self.forms[str(key)]
        values = rows.load(self.database, record, source) or {}
        if field:
            made = writing.linked(values[field]) if isinstance(values.get(field), int) else None
            if made is not None and made.state != VOIDED:
                raise Refused([Problem(N_("A form was made of this record already; open that one"), field)])
            writing.change(record, source, {field: target}, what="link")
        if step and values.get("state") in record.form.flow.step(step).sources:
            writing.step(source, step, {})

    def apply(
        self, record_id: int, step: str, user: User, *, draft: Draft | None = None, reason: str = "",
        values: Mapping[str, Any] | None = None,
    ) -> Changes:  # fmt: skip
        """Take a step of a record's flow, after saving the open form, all in one act. Raises Refused, Conflict."""
        if draft is not None and draft.unread:
            raise Refused([Problem(text, path) for path, text in draft.unread.items()])
        self._must_see(record_id, user)
        given = dict(values or {})
        with self._act(user, draft.id if draft else "") as writing:
            if draft is not None and draft.changes():
                key = str(rows.form_of(self.database, record_id))
                asks = self.forms[key].form.flow.step(step).asks
                changes, before = merged(writing, draft)
                given = {**{name: changes.pop(name) for name in asks if name in changes}, **given}
                if changes:
                    self._change_in(writing, draft, changes, before)
            writing.step(record_id, step, given, reason)
        if draft is not None:
            self.drafts.drop(draft.id)
        return writing.changes()

    def keep_time(self) -> Changes:
        """Take the steps whose moment has come: a plan in force on 1 January, closed at the year's end."""
        if self.now() < self._quiet_until:
            return Changes(records=())
        touched: list[tuple[int, str]] = []
        steps, ahead = timely(self.facts(SYSTEM))
        for record_id, step in steps:
            try:
                with self._act(SYSTEM) as writing:
                    writing.step(record_id, step, {})
                touched += writing.changes().records
            except Refused as refused:  # what its guard refuses waits for a person
                log.info("#%d %s waits: %s", record_id, step, refused.problems[0].text.msgid)
        if not steps:  # until the next moment, or until something is written
            self._quiet_until = ahead or datetime.datetime.max
        return Changes(records=tuple(touched))

    def undo(self, user: User) -> Changes:
        """Take back this person's last act by an opposite line. Raises Refused when it is too late."""
        with self._act(user) as writing:
            undo_last(writing)
        return writing.changes()

    def bulk(self, batch: Batch, user: User, tell: Callable[[int, int], bool] | None = None) -> Changes:
        """Write many new records as one act with one trail line. Raises Refused, KnownError; all or nothing."""
        with uncollected():
            staged = batch.stage(self.facts(user), tell)
            with sparing(self.database), self._act(user) as writing:
                write_batch(writing, staged, batch.what, batch.note, tell)
        return writing.changes()

    def attach(
        self, record_id: int, content: bytes, name: str, kind: str, user: User, note: str = ""
    ) -> Changes:
        """Hang a scan, a photo or a file on a record; the file is written before the commit.

        A photo loses what it says of place and telephone; scans and files stay byte for byte. Raises KnownError.
        """
        self._must_see(record_id, user)
        taken = taken_at(content) if kind == "photo" else None
        if kind == "photo":
            content = cleaned(content)
        digest = self.files.put(content)
        with self._act(user) as writing:
            attaching.hang(writing, record_id, digest, name, kind, len(content), note, taken)
        return writing.changes()

    def describe_attachment(
        self, record_id: int, attachment_id: int, note: str, user: User, reason: str = ""
    ) -> Changes:
        """Change a file's caption; with a reason also on a frozen record (R-009). Raises Refused."""
        self._must_see(record_id, user)
        with self._act(user) as writing:
            attaching.describe(writing, record_id, attachment_id, note.strip(), reason)
        return writing.changes()

    def remove_attachment(self, record_id: int, attachment_id: int, user: User, reason: str = "") -> Changes:
        """Take a file off a record; it can be taken back. Raises Refused."""
        self._must_see(record_id, user)
        with self._act(user) as writing:
            attaching.take_off(writing, record_id, attachment_id, reason)
        return writing.changes()

    def reveal(self, record_id: int, field: str, user: User) -> Any:
        """Return a masked value in full; logged once per person, record and day (R-011)."""
        seen = self.read(user).record(record_id)
        if seen is None or field not in seen.values:
            raise Refused([Problem(N_("This record does not exist"))])
        today = self.now().date().isoformat()
        logged = self.database.execute_sql(
            'SELECT 1 FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'reveal\''
            ' AND t."user" IS ? AND substr(t."at", 1, 10) = ? AND json_extract(p."body", \'$.record\') = ?',
            (user.id, today, record_id),
        ).fetchone()
        if not logged:
            with self._act(user) as writing:
                writing.note("reveal", {"field": field}, record_id)
        record = self.forms[str(rows.form_of(self.database, record_id))]
        return (rows.load(self.database, record, record_id) or {}).get(field)

    def note_export(self, what: str, count: int, user: User) -> None:
        """Log that rows left the store (R-011)."""
        with self._act(user) as writing:
            writing.note("export", {"what": what, "count": count})

    def set_setting(self, name: str, value: Any, user: User, reason: str = "") -> Changes:
        """Change a setting; the trail keeps old, new and a person's reason (domain 1.5). Raises Refused."""
        wrong = [] if name in OWN_SETTINGS else Settings.check(name, value)
        if user.id is not None:  # founding, the sample and the program itself have nobody to ask
            wrong = [*people.may_not(user.role, "change_settings"), *wrong, *people.unreasoned(reason)]
        if wrong:
            raise Refused(wrong)
        with self._act(user) as writing:
            old = self._setting_rows().get(name)
            self.database.execute_sql(
                'INSERT OR REPLACE INTO "setting" VALUES (?, ?)',
                (name, json.dumps(value, ensure_ascii=False)),
            )
            said = {"name": name, "old": old, "new": value}
            writing.note("setting", {**said, "reason": reason.strip()} if reason.strip() else said)
        self.settings = self._read_settings()
        return Changes(writing.cause, (), (), settings=True)

    def set_password(self, staff_id: int, hashed: str, user: User) -> None:
        """Keep the hash of a password; the trail says only that it changed."""
        with self._act(user) as writing:
            self.database.execute_sql(
                'INSERT OR REPLACE INTO "credential" VALUES (?, ?, ?)',
                (staff_id, hashed, writing.now.isoformat(timespec="minutes")),
            )
            writing.note("password", {"digest": trail.digest_of("", {"hash": hashed})}, staff_id)

    def password_hash(self, staff_id: int) -> str | None:
        """Return the hash kept for a person, if any."""
        row = self.database.execute_sql(
            'SELECT "hash" FROM "credential" WHERE "staff" = ?', (staff_id,)
        ).fetchone()
        return row[0] if row else None


#: entries of the setting table that are the store's own and no office setting
OWN_SETTINGS = frozenset({"practice", "store_id", "second_backup", "recovery_hash", "verified_backup_at"})


__all__ = ["OWN_SETTINGS", "SYSTEM", "VOIDED", "Changes", "Clock", "Conflict", "Lines", "Refused", "Store"]
