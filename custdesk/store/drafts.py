"""The drafts' own small file beside the store: what is half written survives a crash, and nothing else locks it."""

from __future__ import annotations

import datetime
import json
import os
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from msgspec.json import Encoder

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.fields import Kind, Link
from custdesk.language import Words
from custdesk.record import AnyRecord, columns_of, lines_of
from custdesk.store.database import FILE_TROUBLE, connect, store_trouble

_ENCODE: Final = Encoder().encode
BIN_DAYS = 30  # a discarded draft stays in the recycle bin this long

SCHEMA = """CREATE TABLE IF NOT EXISTS "draft" ("id" TEXT NOT NULL PRIMARY KEY, "form" TEXT NOT NULL,
    "record" INTEGER, "revision" INTEGER NOT NULL, "user" INTEGER, "changed_at" TEXT NOT NULL, "discarded_at" TEXT,
    "body" TEXT NOT NULL) WITHOUT ROWID"""


class KeptDraft(Struct, frozen=True):
    """A draft in the file, before it is opened."""

    id: str
    form: str
    record_id: int | None
    changed_at: datetime.datetime
    discarded: bool
    body: Mapping[str, Any]


class DraftShelf:
    """Keeps drafts; `saved` tells whether the trail knows a draft already, so that nothing is given twice.

    What was written outlives the program at once, and a power cut as soon as the disk has it. No key waits for the disk:
    while another program keeps it busy, that takes tenths of a second.
    """

    def __init__(self, path: Path, clock: Callable[[], datetime.datetime], key: str | None = None) -> None:
        self._path = path
        self._clock = clock
        self._database = connect(path, key)
        self._database.execute_sql("PRAGMA synchronous = normal")
        self._database.execute_sql(SCHEMA)
        self._settling = list[threading.Thread]()

    def keep(self, draft: Draft) -> None:
        """Write a draft. Raises KnownError (disk full, folder gone); the words stay in the form."""
        body = _ENCODE(draft.plain()).decode()
        try:
            self._database.execute_sql(
                'INSERT OR REPLACE INTO "draft" VALUES (?, ?, ?, ?, ?, ?, NULL, ?)',
                (
                    draft.id, draft.record.form.key, draft.record_id, draft.revision, draft.user_id,
                    self._clock().isoformat(timespec="seconds"), body,
                ),
            )  # fmt: skip
        except FILE_TROUBLE as trouble:
            raise store_trouble(self._path, trouble) from trouble
        self._settle()

    def _settle(self) -> None:
        """Bring to the disk itself what was just written, aside."""
        written = threading.Thread(target=_flush, args=(self._path.with_name(f"{self._path.name}-wal"),))
        written.start()
        self._settling = [*(one for one in self._settling if one.is_alive()), written]

    def drop(self, draft_id: str) -> None:
        """Forget a draft whose words are saved; where that fails now, the next start does it (`tidy`)."""
        with suppress(*FILE_TROUBLE):  # the save itself is done and must be acknowledged
            self._database.execute_sql('DELETE FROM "draft" WHERE "id" = ?', (draft_id,))

    def discard(self, draft_id: str) -> None:
        """Move a draft to the recycle bin."""
        now = self._clock().isoformat(timespec="seconds")
        self._database.execute_sql('UPDATE "draft" SET "discarded_at" = ? WHERE "id" = ?', (now, draft_id))

    def bring_back(self, draft_id: str) -> None:
        """Take a draft out of the recycle bin."""
        self._database.execute_sql('UPDATE "draft" SET "discarded_at" = NULL WHERE "id" = ?', (draft_id,))

    def kept(self, user_id: int | None, *, discarded: bool = False) -> list[KeptDraft]:
        """Return one person's drafts, the newest first; or those in the recycle bin."""
        rows = self._database.execute_sql(
            'SELECT "id", "form", "record", "changed_at", "discarded_at", "body" FROM "draft"'
            ' WHERE "user" IS ? AND ("discarded_at" IS NOT NULL) = ? ORDER BY "changed_at" DESC',
            (user_id, discarded),
        )
        return [
            KeptDraft(row[0], row[1], row[2], datetime.datetime.fromisoformat(row[3]), row[4] is not None,
                      json.loads(row[5]))
            for row in rows
        ]  # fmt: skip

    def open(self, kept: KeptDraft, record: AnyRecord, words: Words, user_id: int | None) -> Draft:
        """Bring a kept draft back into a form."""
        (revision,) = self._database.execute_sql(
            'SELECT "revision" FROM "draft" WHERE "id" = ?', (kept.id,)
        ).fetchone()
        draft = Draft(record, {}, {}, kept.id, kept.record_id, revision, user_id)
        draft.take_plain(kept.body, self._clock(), words)
        return draft

    def tidy(self, saved: Callable[[str], bool]) -> None:
        """At start: drop drafts the trail has already (killed between commit and clean-up), empty the old bin."""
        for (draft_id,) in self._database.execute_sql('SELECT "id" FROM "draft"').fetchall():
            if saved(draft_id):
                self.drop(draft_id)
        limit = self._clock() - datetime.timedelta(days=BIN_DAYS)
        self._database.execute_sql(
            'DELETE FROM "draft" WHERE "discarded_at" < ?', (limit.isoformat(timespec="seconds"),)
        )

    def close(self) -> None:
        """Close the file."""
        for one in self._settling:
            one.join()
        self._database.close()


def _flush(path: Path) -> None:
    """Let a file reach the disk; where that fails, SQLite says so when it next puts its log into the file."""
    with suppress(OSError):
        opened = os.open(path, os.O_RDWR)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def loosen(path: Path, there: frozenset[int], older: frozenset[int], key: str | None = None) -> None:
    """After a restore: a draft of a record that is not `there` becomes a new form, as its id will be given again.

    One of a record that came back `older` than it was seen meets whatever is there now as a conflict.
    Raises KnownError for a file that cannot be read.
    """
    database = connect(path, key)
    try:
        found = database.execute_sql('SELECT "id", "form", "record", "body" FROM "draft"').fetchall()
        for draft_id, form, record_id, kept in found:
            body = json.loads(kept)
            for part in ("values", "base"):
                _drop_links(form, body[part], there)
            lost = record_id is not None and record_id not in there
            if body.get("link_back") and body["link_back"][0] not in there:
                body["link_back"] = None
            if lost:
                body["base"] = {}
            database.execute_sql(
                'UPDATE "draft" SET "record" = ?, "revision" = iif(?, 0, "revision"), "body" = ? WHERE "id" = ?',
                (
                    None if lost else record_id,
                    lost or record_id in older,
                    json.dumps(body, ensure_ascii=False),
                    draft_id,
                ),
            )
    except (*FILE_TROUBLE, ValueError) as trouble:
        raise store_trouble(path, trouble) from trouble
    finally:
        database.close()


def _drop_links(form: str, plain: dict[str, Any], there: frozenset[int]) -> None:
    """Empty the links to records that are not there any more: their ids will be given again."""
    record = BY_KEY.get(form)
    if record is None:
        return
    gone = {name for name, kind in columns_of(record).items() if _points_away(kind, plain.get(name), there)}
    for name in gone:
        del plain[name]
    for name, lines in lines_of(record).items():
        kinds = lines.line.kinds()
        for row in plain.get(name) or ():
            for part in [one for one in row if one in kinds and _points_away(kinds[one], row[one], there)]:
                del row[part]


def _points_away(kind: Kind, value: Any, there: frozenset[int]) -> bool:
    return isinstance(kind, Link) and isinstance(value, int) and value not in there
