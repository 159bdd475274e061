"""Verified backups beside a running desk: a copy is reopened, checked and counted before it is called good."""

from __future__ import annotations

import datetime
import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from msgspec.structs import replace

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Text
from custdesk.patience import PART, put_in_place, remove, still_held
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.database import FILE_TROUBLE, connect, folder_trouble, store_trouble
from custdesk.store.vault import (
    Backup,
    Content,
    Stopped,
    Tell,
    as_noted,
    bring_file,
    content_of,
    described,
    drafts_path,
    examine,
    last_verified,
    note_path,
    noted,
    sha256_of,
    superfluous,
    sync_file,
    sync_folder,
    thin,
    verify,
    with_damage,
    write_note,
)

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

__all__ = ["Backup", "Stopped", "back_up", "default_place", "last_verified", "superfluous", "verify"]

FULL: Final = frozenset({errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)})


def default_place(store_path: Path) -> Path:
    """Return the folder beside a store that takes its backups."""
    return store_path.with_name(f"{store_path.stem}-backups")


def back_up(
    store_path: Path,
    places: Sequence[Path],
    now: datetime.datetime,
    key: str | None = None,
    tell: Tell | None = None,
) -> Backup:
    """Copy a store, open or not, into every place and verify each copy; return the first place's.

    Without places the default place is used; any other must exist, since a missing one is a disk not plugged in.
    A place whose last verified copy has the same trail head is skipped. Raises KnownError when no place has a good
    copy; places that failed beside a good one are in `troubles`. `tell(done, total)` returning False stops.
    """
    if not store_path.exists():
        raise KnownError(
            N_("There is no store at {file}").having(file=str(store_path)), N_("Name the office's own file")
        )
    good: list[Backup] = []
    troubles: list[KnownError] = []
    for place in places or (default_place(store_path),):
        try:
            good.append(_Copying(store_path, place, now, key, tell).make())
        except Stopped:
            raise
        except KnownError as trouble:
            troubles.append(trouble)
    if not good:
        raise troubles[0]
    return replace(good[0], troubles=tuple(troubles))


class _Copying:
    """One copy into one place, under way."""

    def __init__(
        self, store_path: Path, place: Path, now: datetime.datetime, key: str | None, tell: Tell | None
    ) -> None:
        self.store_path = store_path
        self.place = place
        self.now = now
        self.key = key
        self.tell = tell
        self.files = AttachmentFolder(place / "files")

    def make(self) -> Backup:
        """Copy, verify, name, thin. Raises KnownError; nothing half-written keeps a good name."""
        with self._place_taken():
            source = connect(self.store_path, self.key, read_only=True)
            try:
                before = self._content(source)
                known = self._unchanged(before)
                if known is not None:
                    return with_damage(replace(known, skipped=True))
                return with_damage(self._copy(source, before))
            finally:
                source.close()

    @contextmanager
    def _place_taken(self) -> Iterator[None]:
        """Hold the place, so that two copies beside each other do not take each other's files away."""
        try:
            if self.place == default_place(self.store_path):
                self.place.mkdir(exist_ok=True)
            if not self.place.is_dir():
                raise KnownError(
                    N_("The backup place {place} is not there").having(place=str(self.place)),
                    N_("Plug the disk in again, or choose another backup place"),
                )
            lock = FileLock(self.place / ".custdesk.lock")
            with lock.acquire(timeout=0):
                for left in (*self.place.glob(".custdesk-*.part*"), *self.place.glob(PART)):
                    with suppress(OSError):  # a killed copy's; the next one tries again
                        left.unlink()
                yield
        except Timeout:
            raise KnownError(
                N_("Another backup into {place} is under way").having(place=str(self.place)),
                N_("Wait until it is finished"),
            ) from None
        except OSError as trouble:
            raise self._trouble(trouble) from trouble

    def _content(self, source: SqlCipherDatabase) -> Content:
        try:
            return content_of(source, self.store_path)
        except (*FILE_TROUBLE, ValueError, TypeError) as trouble:
            raise store_trouble(self.store_path, trouble) from trouble

    def _unchanged(self, content: Content) -> Backup | None:
        same = (content.origin, content.head, content.version)
        mine = [
            one for one in noted(self.place) if (one.origin, one.head, one.version) == same and as_noted(one)
        ]
        return mine[0] if mine else None

    def _copy(self, source: SqlCipherDatabase, before: Content) -> Backup:
        name, moment = self._free_name()
        part = self.place / f".{name}.part"
        try:
            self._say(0, 4)
            self._vacuum(source, part)
            self._say(1, 4)
            copy, digest = self._examined(part)
            self._compare(source, before, copy)
            self._say(2, 4)
            lacking = self._bring_files(copy)
            if lacking:
                raise self._keep_incomplete(part, copy, len(lacking))
            made = described(self.place / name, moment, copy, part.stat().st_size, digest)
            self._say(3, 4)
            self._name(part, made)
        finally:
            for left in (part, part.with_name(part.name + "-journal")):
                with suppress(OSError):
                    remove(left)
        thin(self.place, made.origin, made.path)
        self._say(4, 4)
        return made

    def _examined(self, part: Path) -> tuple[Content, str]:
        """Check and count a copy, and take its digest meanwhile: one reads what the other just read."""
        from concurrent.futures import ThreadPoolExecutor  # late: nothing else needs it

        with ThreadPoolExecutor(1) as aside:
            digest = aside.submit(sha256_of, part)
            copy = examine(part, self.key, quick=True)
            return copy, digest.result()

    def _name(self, part: Path, made: Backup) -> None:
        """Give the copy its name, its half-written forms and, last, the note by which it counts; or take all back."""
        try:
            self._bring_drafts(made.path)
            put_in_place(part, made.path)
            sync_folder(self.place)
            write_note(made)
            sync_folder(self.place)
        except BaseException:
            for left in (note_path(made.path), made.path, drafts_path(made.path)):
                with suppress(OSError):
                    remove(left)
            raise

    def _free_name(self) -> tuple[str, datetime.datetime]:
        moment = self.now.replace(microsecond=0)
        while (self.place / f"custdesk-{moment:%Y%m%d-%H%M%S}.sqlite").exists():
            moment += datetime.timedelta(seconds=1)
        return f"custdesk-{moment:%Y%m%d-%H%M%S}.sqlite", moment

    def _vacuum(self, source: SqlCipherDatabase, part: Path) -> None:
        """Write the copy by VACUUM INTO: one reading transaction, every page rebuilt (trap 4)."""
        source.execute_sql("PRAGMA query_only = 0")  # VACUUM INTO asks for it, though it writes the copy only
        try:
            if self.tell is not None:
                source.connection().set_progress_handler(lambda: int(not self._going_on()), 200_000)
            source.execute_sql("VACUUM INTO ?", (str(part),))
        except FILE_TROUBLE as trouble:
            if "interrupt" in str(trouble):
                raise Stopped from trouble
            raise self._vacuum_trouble(trouble) from trouble
        finally:
            source.connection().set_progress_handler(None, 0)
            source.execute_sql("PRAGMA query_only = 1")
        sync_file(part)

    def _vacuum_trouble(self, trouble: Exception) -> KnownError:
        said = str(trouble).lower()
        if "malformed" in said or "not a database" in said or "constraint" in said:
            return store_trouble(self.store_path, RuntimeError("malformed"))
        return self._no_room() if "full" in said or "i/o" in said else self._refused(said)

    def _compare(self, source: SqlCipherDatabase, before: Content, copy: Content) -> None:
        """Hold the copy against the store: the counts, and that its head is a line of the store's trail."""
        after = self._content(source)
        row = source.execute_sql("SELECT digest FROM trail WHERE seq = ?", (copy.seq,)).fetchone()
        counted = all(
            getattr(before, name) <= getattr(copy, name) <= getattr(after, name)
            for name in ("seq", "records", "lines")
        )
        if (
            not counted
            or copy.origin != after.origin
            or (copy.seq > 0 and (row is None or row[0] != copy.head))
        ):
            raise KnownError(
                N_("The copy does not hold what the store holds; it was thrown away"),
                N_("Back up again; if it stays so, run: custdesk check"),
            )

    def _bring_files(self, copy: Content) -> list[str]:
        """Bring each attachment in once; return those that neither the store nor the place has sound."""
        source = AttachmentFolder(self.store_path.with_name(self.store_path.stem + "-files"))
        lacking = []
        for place, digest in enumerate(copy.digests):
            self._say(2 + place, 4 + len(copy.digests))
            if not self.files.sound(digest) and not bring_file(source, self.files, digest):
                lacking.append(digest)
        return lacking

    def _keep_incomplete(self, part: Path, copy: Content, count: int) -> KnownError:
        """Keep the records of a copy that lacks attachments, under a name that claims nothing."""
        kept = self.place / f"incomplete-{copy.origin[:8]}.sqlite"
        put_in_place(part, kept)
        sync_folder(self.place)
        return KnownError(
            N_("{count} attachments are missing or damaged; the records were copied to {file}, which is no verified backup")
            .having(count=count, file=kept.name),
            N_("Run custdesk check to see which, and bring them back from the files folder of an older backup"),
        )  # fmt: skip

    def _bring_drafts(self, path: Path) -> None:
        """Copy the half-written forms too; a drafts' file that cannot be read does not stop the backup."""
        drafts = self.store_path.with_name(self.store_path.stem + "-drafts.sqlite")
        if not drafts.exists():
            return
        part = self.place / f".{path.stem}-drafts.part"
        try:
            source = connect(drafts, self.key, read_only=True)
            try:
                source.execute_sql("PRAGMA query_only = 0")
                source.execute_sql("VACUUM INTO ?", (str(part),))
            finally:
                source.close()
            sync_file(part)
            put_in_place(part, drafts_path(path))
        except (*FILE_TROUBLE, KnownError, OSError):
            return
        finally:
            with suppress(OSError):
                remove(part)

    def _going_on(self) -> bool:
        return self.tell is None or self.tell(0, 4)

    def _say(self, done: int, total: int) -> None:
        if self.tell is not None and not self.tell(done, total) and done < total:
            raise Stopped

    def _no_room(self) -> KnownError:
        return KnownError(
            N_("The backup could not be written to {place}: the disk is full").having(place=str(self.place)),
            N_("Free some space or choose another backup place; the backups made before are untouched"),
        )

    def _refused(self, reason: Text | str) -> KnownError:
        return KnownError(
            N_("The backup could not be written to {place}: {reason}").having(
                place=str(self.place), reason=reason
            ),
            N_("Plug the disk in again, or choose another backup place"),
        )

    def _trouble(self, trouble: OSError) -> KnownError:
        if trouble.errno in FULL:
            return self._no_room()
        if still_held(trouble):
            return KnownError(
                N_("The backup could not be written to {place}: another program holds a file").having(
                    place=str(self.place)
                ),
                N_(
                    "Wait until the virus scanner is done, or close what has it open, then back up again; the backups made before are untouched"
                ),
            )
        if isinstance(trouble, PermissionError):
            return folder_trouble(self.place, trouble)
        return self._refused(reason_of(trouble))
