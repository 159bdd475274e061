"""Restore: bring a checked backup in, keep the replaced store beside, and give no number twice.

The swap is one rename: a crash before it leaves the old store in place, a crash after it the restored one;
`interrupted` says which and takes the leftovers away.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.patience import patiently, put_in_place, still_held
from custdesk.store import reserving, trail
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.beside import (
    beside,
    clear,
    coming_in,
    copy,
    marker,
    move_logs,
    second_name,
    take_back,
    write_marker,
)
from custdesk.store.database import FILE_TROUBLE, StoreLock, connect
from custdesk.store.drafts import loosen
from custdesk.store.replaced import UNREADABLE, Lost, Replaced, compare, read_replaced, series_of, still_there
from custdesk.store.vault import (
    Content,
    bring_file,
    damaged,
    drafts_path,
    examine,
    read_note,
    sha256_of,
    sync_file,
    sync_folder,
    unreachable,
)
from custdesk.workflow import User

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

SKIPPED: Final = 50  # numbers left out per series where the replaced store cannot say what it gave


class SeriesStep(Struct, frozen=True):
    """A number series moved on: `had` in the backup, `last` now; between them nothing will be given."""

    name: str
    had: int
    last: int
    skipped: bool = False  # by guess, since the replaced store could not be read


class RestoreReport(Struct, frozen=True):
    """What a restore did: where the replaced store is kept, what only it has, which numbers are left out.

    `replaced` is None where there was none. `lacking` are digests of attachments found nowhere.
    """

    backup: Path
    store: Path
    seq: int
    head: str
    replaced: Path | None
    replaced_seq: int
    replaced_head: str
    readable: bool
    only_replaced: tuple[Lost, ...]
    later_in_replaced: tuple[Lost, ...]
    series: tuple[SeriesStep, ...]
    lacking: tuple[str, ...]

    def summary(self) -> Text:
        """Return the one sentence for the person at the desk."""
        if self.replaced is None:
            return N_("Restored from {backup}; no store was replaced").having(backup=self.backup.name)
        if not self.readable:
            return N_(
                "Restored from {backup}; the replaced store cannot be read and is kept as {file}"
            ).having(backup=self.backup.name, file=self.replaced.name)
        return N_(
            "Restored from {backup}; {count} records are only in the replaced store, which is kept as {file}"
        ).having(backup=self.backup.name, count=len(self.only_replaced), file=self.replaced.name)


def restore(
    backup_path: Path, store_path: Path, now: datetime.datetime, user: User, key: str | None = None
) -> RestoreReport:
    """Put a backup in a store's place while the desk is closed.

    Raises KnownError: the desk is open, the backup is not sound, another program holds the store, the disk is full;
    the store in place is untouched then.
    """
    if not backup_path.exists():
        raise KnownError(
            N_("There is no backup at {file}").having(file=str(backup_path)),
            N_("Choose one of the listed backups"),
        )
    if store_path.exists() and backup_path.samefile(store_path):
        raise KnownError(N_("This is the store itself, not a backup"), N_("Choose one of the listed backups"))
    with _closed(store_path):
        clear(store_path)
        note = read_note(backup_path)
        try:
            if note is not None and sha256_of(backup_path) != note.sha256:
                raise damaged(backup_path)
        except OSError as trouble:
            raise unreachable(backup_path, trouble) from trouble
        content = examine(backup_path, key)
        made_at = note.made_at if note else datetime.datetime.fromisoformat(content.at or now.isoformat())
        restoring = _Restoring(backup_path, store_path, now, user, key, content, made_at)
        try:
            return restoring.do()
        except OSError as trouble:
            raise _untouched(trouble) from trouble
        finally:
            clear(store_path)


def interrupted(store_path: Path, key: str | None = None) -> Text | None:
    """Say which store is in place after a restore that a crash cut off; None when there was none.

    To be asked before the store is opened; it clears the leftovers. Raises KnownError while a desk is open.
    """
    if not marker(store_path).exists():
        return None
    with _closed(store_path):
        try:
            planned: dict[str, Any] = json.loads(patiently(marker(store_path).read_bytes))
        except (OSError, ValueError):
            planned = {}
        head = ""
        with contextlib.suppress(KnownError, *UNREADABLE):
            database = connect(store_path, key, read_only=True)
            try:
                head = trail.head(database)[1]
            finally:
                database.close()
        clear(store_path)
        if head and head == planned.get("head"):
            return N_("The restore from {backup} was cut off after the restored store was in place").having(
                backup=planned["backup"]
            )
        return N_("The restore was cut off before anything was replaced; the store in place is the old one")


@contextlib.contextmanager
def _closed(store_path: Path) -> Iterator[None]:
    try:
        store_path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise _untouched(trouble) from trouble
    lock = StoreLock(store_path)
    lock.take()
    try:
        yield
    finally:
        lock.release()


class _Restoring:
    """One restore under way; the store is locked."""

    def __init__(
        self,
        backup_path: Path,
        store_path: Path,
        now: datetime.datetime,
        user: User,
        key: str | None,
        content: Content,
        made_at: datetime.datetime,
    ) -> None:
        self.backup_path = backup_path
        self.store_path = store_path
        self.now = now
        self.user = user
        self.key = key
        self.content = content
        self.made_at = made_at
        self.part = coming_in(store_path)
        self.files = AttachmentFolder(beside(store_path, "-files"))

    def do(self) -> RestoreReport:
        """Prepare everything beside, then swap by one rename."""
        replaced = read_replaced(self.store_path, self.key) if self.store_path.exists() else Replaced()
        patiently(lambda: shutil.copyfile(self.backup_path, self.part))
        series, head, known = self._prepare(replaced)
        kept = self._free_name() if self.store_path.exists() else None
        try:
            if kept is not None:
                self._keep_beside(kept)
            lacking = self._bring_files()
            write_marker(self.store_path, self.backup_path.name, head[1])
            if kept is not None:
                self._let_go(kept, fold=replaced.content is not None)
            put_in_place(self.part, self.store_path)
        except BaseException:
            if kept is not None and self.part.exists():  # the old store is still in its place
                take_back(self.store_path, kept)
            raise
        sync_folder(self.store_path.parent)
        self._bring_drafts(replaced, known)
        only, later = compare(replaced, known)
        old = replaced.content
        return RestoreReport(
            self.backup_path, self.store_path, head[0], head[1], kept, old.seq if old else 0, old.head if old else "",
            old is not None, only, later, series, lacking,
        )  # fmt: skip

    def _prepare(
        self, replaced: Replaced
    ) -> tuple[tuple[SeriesStep, ...], tuple[int, str], dict[tuple[int, str], int]]:
        """Write the trail line and the numbers into the copy; return both and the records it knows."""
        database = connect(self.part, self.key)
        try:
            with database.atomic("IMMEDIATE"):
                series = self._move_series(database, replaced)
                trail.append(database, self.now, self.user.id, "restore", self._payload(replaced, series))
                reserving.void_unprinted(database, self.now, self.user.id)
            seq, digest, _at = trail.head(database)
            found = database.execute_sql('SELECT "id", "salt", "revision" FROM "header"').fetchall()
            known = {(row[0], row[1]): int(row[2]) for row in found}
            database.execute_sql("PRAGMA journal_mode = delete")
        except FILE_TROUBLE as trouble:
            raise _untouched(trouble) from trouble
        finally:
            database.close()
        sync_file(self.part)
        if examine(self.part, self.key, quick=True).head != digest:
            raise damaged(self.backup_path)
        return series, (seq, digest), known

    def _payload(self, replaced: Replaced, series: tuple[SeriesStep, ...]) -> dict[str, Any]:
        old = replaced.content
        return {
            "backup": self.backup_path.name,
            "backup_head": {"seq": self.content.seq, "digest": self.content.head},
            "replaced_head": {"seq": old.seq, "digest": old.head} if old else None,
            "series": {step.name: [step.had, step.last] for step in series},
            "skipped": not replaced.sound,
        }

    def _move_series(self, database: SqlCipherDatabase, replaced: Replaced) -> tuple[SeriesStep, ...]:
        had = dict(series_of(database))
        given = dict(replaced.series)
        if replaced.sound:
            wanted = {name: max(last, had.get(name, 0)) for name, last in given.items()}
        else:
            years = range(min(self.made_at.year, self.now.year), self.now.year + 1)
            prefixes = [*(one.form.prefix for one in BY_KEY.values() if one.form.prefix), reserving.BOOK]
            names = {*had, *given, *(f"{prefix}-{year:04d}" for prefix in prefixes for year in years)}
            wanted = {name: max(had.get(name, 0), given.get(name, 0)) + SKIPPED for name in names}
        steps = []
        for name, last in sorted(wanted.items()):
            if last > had.get(name, 0):
                database.execute_sql(
                    'INSERT OR REPLACE INTO "series" ("name", "last") VALUES (?, ?)', (name, last)
                )
                steps.append(SeriesStep(name, had.get(name, 0), last, not replaced.sound))
        return tuple(steps)

    def _free_name(self) -> Path:
        moment = self.now.replace(microsecond=0)
        while (
            kept := beside(self.store_path, f"-replaced-{moment:%Y%m%d-%H%M%S}{self.store_path.suffix}")
        ).exists():
            moment += datetime.timedelta(seconds=1)
        return kept

    def _keep_beside(self, kept: Path) -> None:
        """Put drafts and attachments of the replaced store under its dated name; the file itself follows last."""
        for tail in ("-drafts.sqlite", "-drafts.sqlite-wal"):  # no desk has it open: both together are whole
            if (file := beside(self.store_path, tail)).exists():
                copy(file, beside(kept, tail))
        for path in self.files.folder.glob("*/*"):
            target = AttachmentFolder(beside(kept, "-files")).path(path.name)
            target.parent.mkdir(parents=True, exist_ok=True)
            second_name(path, target)

    def _bring_files(self) -> tuple[str, ...]:
        source = AttachmentFolder(self.backup_path.parent / "files")
        return tuple(
            digest
            for digest in self.content.digests
            if not self.files.sound(digest) and not bring_file(source, self.files, digest)
        )

    def _let_go(self, kept: Path, *, fold: bool) -> None:
        """Give the old store its new name; no log of it may be left for the new one to read.

        `fold` writes the log into the old file first; a store that cannot be read keeps its log as it is.
        """
        if fold:
            self._fold()
        move_logs(self.store_path, kept)  # of a damaged store
        second_name(self.store_path, kept)
        sync_folder(kept.parent)

    def _fold(self) -> None:
        try:
            database = connect(self.store_path, self.key)
            try:
                database.execute_sql("PRAGMA journal_mode = delete")
            finally:
                database.close()
        except (KnownError, *FILE_TROUBLE) as trouble:
            if "locked" in f"{trouble} {trouble.__cause__}":
                raise KnownError(
                    N_("Another program holds the store; nothing was replaced"),
                    N_("Close every program that uses it, then restore again"),
                ) from trouble

    def _bring_drafts(self, replaced: Replaced, known: dict[tuple[int, str], int]) -> None:
        """Half-written forms keep every word; only where none are left do the backup's come in."""
        drafts = beside(self.store_path, "-drafts.sqlite")
        if drafts.exists():
            with contextlib.suppress(KnownError):  # a damaged drafts' file stops no restore
                loosen(drafts, *still_there(replaced, known), self.key)
        elif drafts_path(self.backup_path).exists():
            with contextlib.suppress(OSError):
                patiently(lambda: shutil.copyfile(drafts_path(self.backup_path), drafts))


def _untouched(trouble: Exception) -> KnownError:
    if still_held(trouble):
        return KnownError(
            N_(
                "The backup could not be brought in: another program holds a file; the store in place is untouched"
            ),
            N_("Wait until the virus scanner is done, or close what has it open, then restore again"),
        )
    reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
    return KnownError(
        N_("The backup could not be brought in: {reason}; the store in place is untouched").having(
            reason=reason
        ),
        N_("Free some space or ask for write permission on the folder, then restore again"),
    )


__all__ = ["SKIPPED", "Lost", "RestoreReport", "SeriesStep", "interrupted", "restore"]
