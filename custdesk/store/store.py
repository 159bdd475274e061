"""The store: the office's one file, opened once, written through one path, read through one door."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.errors import KnownError, Problem
from custdesk.fields import Masked
from custdesk.language import N_
from custdesk.record import VOIDED, AnyRecord, Lines, columns_of, filled, lines_of
from custdesk.rules import people
from custdesk.settings import Settings
from custdesk.snapshot import Snapshot
from custdesk.store import rows, trail
from custdesk.store.answers import Changes, Conflict, Refused
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.bulk import Batch, write_batch
from custdesk.store.database import FILE_TROUBLE, StoreLock, connect, identify, look_first, store_trouble
from custdesk.store.drafts import DraftShelf
from custdesk.store.migrations import NEWEST, migrate
from custdesk.store.print_log import log_list, log_sheet
from custdesk.store.reader import Reader
from custdesk.store.undoing import undo_last
from custdesk.store.writing import Writing
from custdesk.workflow import User

Clock = Callable[[], datetime.datetime]
SYSTEM = User(None, "custdesk", people.MANAGER)


class Store:
    """One open store. Every change goes through `_act`: one transaction, one act, one answer."""

    def __init__(
        self, path: Path, clock: Clock, key: str | None = None, forms: Mapping[str, AnyRecord] | None = None
    ):
        self.path = path
        self.clock = clock
        self.forms = forms or BY_KEY
        self.lock = StoreLock(path)
        self._key = key

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
        migrate(self.database, version)
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
        found = self.database.execute_sql('SELECT 1 FROM "trail" WHERE "draft" = ? LIMIT 1', (draft_id,))
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
        writing = Writing(self.database, self.forms, self.settings, self.now(), user, draft_id)
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
        with self._act(user, draft.id) as writing:
            self._save_in(writing, draft)
        self.drafts.drop(draft.id)
        return writing.changes()

    def _save_in(self, writing: Writing, draft: Draft) -> int:
        if draft.record_id is None:
            if self._in_trail(draft.id):
                raise KnownError(N_("This form is saved already"), N_("Open it from the list"))
            given = {name: value for name, value in draft.values.items() if not isinstance(value, Masked)}
            record_id = writing.create(draft.record, self._unmasked(writing, draft, given))
            if draft.link_back is not None:
                source, field, step = draft.link_back
                self._link_back(writing, source, field, step, record_id)
            return record_id
        changes = self._merged(writing, draft)
        correction = bool(draft.correction)
        if correction:
            _may_correct(writing.user)
        writing.change(
            draft.record, draft.record_id, changes, what="correct" if correction else "change",
            reason=draft.correction, correction=correction,
        )  # fmt: skip
        return draft.record_id

    @staticmethod
    def _unmasked(writing: Writing, draft: Draft, given: dict[str, Any]) -> dict[str, Any]:
        """A form made from another record carries its masked values: the store knows the full ones."""
        masked = [name for name, value in draft.values.items() if isinstance(value, Masked)]
        if masked and draft.link_back is not None:
            source = writing.linked(draft.link_back[0])
            given |= {name: source.values.get(name) for name in masked} if source else {}
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

    def _merged(self, writing: Writing, draft: Draft) -> dict[str, Any]:
        """Compare revisions: added lines of both sides merge, any other clash is a Conflict."""
        assert draft.record_id is not None
        mine = draft.changes()
        current = rows.load(self.database, draft.record, draft.record_id)
        if current is None:
            raise Refused([Problem(N_("This record does not exist"))])
        if current["revision"] == draft.revision:
            return mine
        added = {name for name, thing in lines_of(draft.record).items() if thing.line.append_only}
        theirs, who = self._changed_since(draft.record_id, draft.revision)
        theirs |= _differing(
            draft, current, mine
        )  # also what was written below the lock, without a trail line
        if set(mine) - added and theirs - added:
            raise Conflict(
                draft.record_id, int(current["revision"]), set(mine), theirs, who or N_("Another program")
            )
        for name in set(mine) & added:
            base = tuple(draft.base.get(name) or ())
            if tuple(mine[name] or ())[: len(base)] != base:
                continue  # not an addition: the writer refuses it
            mine[name] = (*current[name], *mine[name][len(base) :])
        return mine

    def _changed_since(self, record_id: int, revision: int) -> tuple[set[str], str]:
        found = self.database.execute_sql(
            'SELECT p."body", h."line" FROM "trail_record" r JOIN "trail" t ON t."seq" = r."seq"'
            ' JOIN "trail_payload" p ON p."seq" = t."seq" LEFT JOIN "header" h ON h."id" = t."user"'
            ' WHERE r."record" = ? AND r."revision" > ? ORDER BY t."seq"',
            (record_id, revision),
        ).fetchall()
        changed: set[str] = set()
        for body, _who in found:
            payload = json.loads(body)
            changed |= set(payload.get("fields", ()))
            changed |= set(payload.get("header", {}).get("new", ()))
        return changed - {"state_changed_at"}, (found[-1][1] if found else "") or ""

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
                changes = self._merged(writing, draft)
                given = {**{name: changes.pop(name) for name in asks if name in changes}, **given}
                if changes:
                    writing.change(draft.record, record_id, changes)
            writing.step(record_id, step, given, reason)
        if draft is not None:
            self.drafts.drop(draft.id)
        return writing.changes()

    def undo(self, user: User) -> Changes:
        """Take back this person's last act by an opposite line. Raises Refused when it is too late."""
        with self._act(user) as writing:
            undo_last(writing)
        return writing.changes()

    def bulk(self, batch: Batch, user: User, tell: Callable[[int, int], bool] | None = None) -> Changes:
        """Write many new records as one act with one trail line. Raises Refused, KnownError; all or nothing."""
        staged = batch.stage(self.facts(user), tell)
        with self._act(user) as writing:
            write_batch(writing, staged, batch.what, batch.note, tell)
        return writing.changes()

    def attach(
        self, record_id: int, content: bytes, name: str, kind: str, user: User, note: str = ""
    ) -> Changes:
        """Hang a scan, a photo or a file on a record; the file is written before the commit."""
        self._must_see(record_id, user)
        digest = self.files.put(content)
        with self._act(user) as writing:
            record = self.forms[str(rows.form_of(self.database, record_id))]
            values = rows.load(self.database, record, record_id) or {}
            self.database.execute_sql(
                'INSERT INTO "attachment" ("record", "digest", "kind", "name", "size", "note", "added_at", "added_by",'
                ' "edition") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
                (
                    record_id, digest, kind, name, len(content), note or None,
                    writing.now.isoformat(timespec="minutes"), user.id, values.get("edition", 1),
                ),
            )  # fmt: skip
            payload = {"form": record.form.key, "attachment": {"digest": digest, "name": name, "kind": kind}}
            writing.retouch(record, record_id, "attach", payload)
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

    def log_print(
        self, snapshot: Snapshot, sheet: str, shown: Mapping[str, Any], pages: int, language: str, user: User
    ) -> int:
        """Remember a printed sheet; return the copy's number."""
        with self._act(user) as writing:
            return log_sheet(writing, snapshot, sheet, shown, pages, language)

    def log_list(
        self,
        sheet: str,
        period: str,
        shown: Sequence[Mapping[str, Any]],
        pages: int,
        language: str,
        user: User,
    ) -> int:
        """Remember a printed list; return the copy's number."""
        with self._act(user) as writing:
            return log_list(writing, sheet, period, shown, pages, language)

    def note_export(self, what: str, count: int, user: User) -> None:
        """Log that rows left the store (R-011)."""
        with self._act(user) as writing:
            writing.note("export", {"what": what, "count": count})

    def set_setting(self, name: str, value: Any, user: User) -> Changes:
        """Change a setting; the trail keeps old and new. Raises Refused."""
        wrong = [] if name in OWN_SETTINGS else Settings.check(name, value)
        if user.id is not None:
            wrong = [*people.may_not(user.role, "change_settings"), *wrong]
        if wrong:
            raise Refused(wrong)
        with self._act(user) as writing:
            old = self._setting_rows().get(name)
            self.database.execute_sql(
                'INSERT OR REPLACE INTO "setting" VALUES (?, ?)',
                (name, json.dumps(value, ensure_ascii=False)),
            )
            writing.note("setting", {"name": name, "old": old, "new": value})
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


def _differing(draft: Draft, current: Mapping[str, Any], mine: Mapping[str, Any]) -> set[str]:
    """Return the fields that are not what the form showed when it was opened."""
    names = {*columns_of(draft.record), *lines_of(draft.record), *rows.TYPED}
    return {
        name
        for name in names & {*draft.base, *mine}
        if not isinstance(base := draft.base.get(name), Masked)
        and (base if filled(base) else None) != (now if filled(now := current.get(name)) else None)
    }


def _may_correct(user: User) -> None:
    if user.role not in (people.SUPERVISOR, people.MANAGER):
        raise Refused(
            [Problem(N_("Corrections of frozen records are for the supervisor or the manager"), "", "R-009")]
        )


__all__ = ["OWN_SETTINGS", "SYSTEM", "VOIDED", "Changes", "Clock", "Conflict", "Lines", "Refused", "Store"]
