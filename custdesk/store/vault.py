"""A place of backups: the copies in it, the note beside each, and whether a copy still is what its note says."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from msgspec import Struct
from msgspec.structs import asdict, replace
from playhouse.sqlcipher_ext import SqlCipherDatabase

from custdesk.errors import KnownError, held_file, reason_of
from custdesk.language import N_
from custdesk.patience import AT_THE_DESK, patiently, remove, still_held, write_whole
from custdesk.store import trail
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.database import FILE_TROUBLE, identify
from custdesk.store.migrations import NEWEST

Tell = Callable[[int, int], bool]
NAMED: Final = re.compile(r"custdesk-\d{8}-\d{6}\.sqlite")
RECENT, DAYS, WEEKS, MONTHS = 4, 14, 8, 24  # how many of each are kept


class Stopped(KnownError):
    """The person stopped it; nothing half-written is left."""

    def __init__(self) -> None:
        super().__init__(N_("Stopped; the backups made before are untouched"))


class Backup(Struct, frozen=True):
    """One copy that was reopened, checked and counted.

    `origin` is the digest of the trail's first line: it tells one office's backups from another's in the same place.
    `skipped`: nothing had changed, this older copy still holds everything. `damaged` lists other copies of the same
    place that are no longer what their notes say; `troubles` the places that got no copy.
    """

    path: Path
    made_at: datetime.datetime
    seq: int
    head: str
    origin: str
    version: int
    records: int
    lines: int
    files: int
    size: int
    sha256: str
    skipped: bool = False
    damaged: tuple[Path, ...] = ()
    troubles: tuple[KnownError, ...] = ()


class Content(Struct, frozen=True):
    """What a store or a copy holds: trail head, counts, and the attachments and scanned files it names."""

    version: int
    seq: int
    head: str
    at: str
    origin: str
    records: int
    lines: int
    digests: tuple[str, ...]


def content_of(database: SqlCipherDatabase, path: Path) -> Content:
    """Count a store inside one reading transaction. Raises KnownError, FILE_TROUBLE."""
    version = identify(database, path, NEWEST)
    if version == 0:
        raise KnownError(N_("{file} is not a custdesk store").having(file=path.name))
    database.execute_sql("BEGIN DEFERRED")
    try:
        seq, head, at = trail.head(database)
        first = database.execute_sql("SELECT digest FROM trail ORDER BY seq LIMIT 1").fetchone()
        (records,) = database.execute_sql('SELECT count(*) FROM "header"').fetchone()
        (lines,) = database.execute_sql("SELECT count(*) FROM trail").fetchone()
        scans = database.execute_sql("SELECT 1 FROM sqlite_master WHERE name = 'scan'").fetchone()
        both = ' UNION SELECT "digest" FROM "scan"' if scans else ""  # a copy from before has none
        digests = database.execute_sql(f'SELECT "digest" FROM "attachment"{both} ORDER BY 1').fetchall()
    finally:
        database.execute_sql("ROLLBACK")
    return Content(
        version,
        seq,
        head,
        at,
        first[0] if first else trail.GENESIS,
        records,
        lines,
        tuple(dict.fromkeys(row[0] for row in digests)),
    )


def open_sealed(path: Path, key: str | None = None, how: str = "immutable=1") -> SqlCipherDatabase:
    """Open a file without changing it: `immutable=1` reads no -wal and writes nothing beside a copy.

    `mode=ro` reads a store with its -wal and leaves both as they are. Raises FILE_TROUBLE.
    """
    plain = str(path.resolve()).replace("\\", "/")
    address = f"file://{'' if plain.startswith('/') else '/'}{quote(plain, safe='/:')}?{how}"
    database = SqlCipherDatabase(
        address, uri=True, passphrase=key or "", pragmas={"query_only": 1}, lock_type="DEFERRED"
    )
    database.connect()
    return database


def examine(path: Path, key: str | None = None, *, quick: bool = False) -> Content:
    """Reopen a copy, check its pages and count it. Raises KnownError when it is not sound or cannot be read."""
    try:
        patiently(lambda: path.open("rb").close())
    except OSError as trouble:  # to the driver what is held is the same as what is damaged
        raise unreachable(path, trouble) from trouble
    try:
        database = open_sealed(path, key)
        try:
            said = database.execute_sql(f"PRAGMA {'quick' if quick else 'integrity'}_check(1)").fetchone()
            if said[0] != "ok":
                raise damaged(path)
            return content_of(database, path)
        finally:
            database.close()
    except (*FILE_TROUBLE, ValueError, TypeError) as trouble:
        raise damaged(path) from trouble


def damaged(path: Path) -> KnownError:
    """Say that a copy is not good."""
    return KnownError(
        N_("The backup {file} is damaged or cut short").having(file=path.name),
        N_("Use an older verified backup, and make a new one now"),
    )


def missing_files(content: Content, folder: AttachmentFolder) -> list[str]:
    """Return the digests a store names whose files are missing or are not what their names say."""
    return [digest for digest in content.digests if not folder.sound(digest)]


def bring_file(source: AttachmentFolder, target: AttachmentFolder, digest: str) -> bool:
    """Copy one attachment if it is sound, replacing a damaged one; tell whether it is there now.

    Raises KnownError and, for one that another program holds, OSError: it is neither missing nor damaged.
    """
    try:
        content = source.read(digest)
    except OSError as trouble:
        if still_held(trouble):
            raise
        return False
    if hashlib.sha256(content).hexdigest() != digest:
        return False
    remove(target.path(digest), missing_ok=True)
    target.put(content)
    return True


# -- notes -----------------------------------------------------------------------------------------------


def note_path(path: Path) -> Path:
    """Return where the note of a copy lies."""
    return path.with_name(path.name + ".json")


def drafts_path(path: Path) -> Path:
    """Return where the half-written forms kept with a copy lie."""
    return path.with_name(path.stem + "-drafts.sqlite")


def write_note(backup: Backup) -> None:
    """Write the note that makes a copy count as verified. Raises OSError."""
    kept = {name: value for name, value in asdict(backup).items() if name not in _NOT_KEPT}
    kept["made_at"] = backup.made_at.isoformat(timespec="seconds")
    write_whole(note_path(backup.path), json.dumps(kept, indent=1).encode())


_NOT_KEPT: Final = frozenset({"path", "skipped", "damaged", "troubles"})


def read_note(path: Path) -> Backup | None:
    """Return what a copy's note says; None without a readable one."""
    try:
        kept: dict[str, Any] = json.loads(patiently(note_path(path).read_bytes, seconds=AT_THE_DESK))
        kept["made_at"] = datetime.datetime.fromisoformat(kept["made_at"])
        return Backup(path=path, **kept)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def as_noted(backup: Backup) -> bool:
    """Tell, without reading it, whether a copy still has the size its note says."""
    try:
        return backup.path.stat().st_size == backup.size
    except OSError:
        return False


def noted(place: Path) -> list[Backup]:
    """Return every copy of a place that has a note, the newest first; an unreachable place has none."""
    try:
        names = [path for path in place.iterdir() if NAMED.fullmatch(path.name)]
    except OSError:
        return []
    found = [note for note in map(read_note, names) if note is not None]
    return sorted(found, key=lambda one: one.path.name, reverse=True)


def last_verified(places: Iterable[Path], origin: str = "") -> Backup | None:
    """Return the newest verified copy by the notes alone: quick enough for the start path.

    `origin` leaves out other offices' copies. A copy cut short since is not called good.
    """
    good = [
        one
        for place in places
        for one in noted(place)
        if as_noted(one) and (not origin or one.origin == origin)
    ]
    return max(good, key=lambda one: one.made_at, default=None)


def verify(path: Path, key: str | None = None) -> Backup:
    """Check one copy again, whole: bytes against its note, pages, counts, attachments. Raises KnownError."""
    note = read_note(path)
    try:
        size, digest = path.stat().st_size, sha256_of(path)
    except OSError as trouble:
        raise unreachable(path, trouble) from trouble
    if note is not None and (size, digest) != (note.size, note.sha256):
        raise damaged(path)
    content = examine(path, key)
    if note is not None and (content.seq, content.head) != (note.seq, note.head):
        raise damaged(path)
    missing = missing_files(content, AttachmentFolder(path.parent / "files"))
    if missing:
        raise KnownError(
            N_("The backup {file} lacks {count} attachments or has them damaged").having(
                file=path.name, count=len(missing)
            ),
            N_("Its records are sound; make a new backup to bring the attachments in again"),
        )
    made_at = note.made_at if note else datetime.datetime.fromisoformat(content.at or "2000-01-01")
    return described(path, made_at, content, size, digest)


def described(path: Path, made_at: datetime.datetime, content: Content, size: int, digest: str) -> Backup:
    """Return a checked copy as its note will say it."""
    return Backup(
        path, made_at, content.seq, content.head, content.origin, content.version, content.records, content.lines,
        len(content.digests), size, digest,
    )  # fmt: skip


def unreachable(path: Path, trouble: OSError) -> KnownError:
    """Say that a copy cannot be read."""
    return held_file(trouble, path) or KnownError(
        N_("The backup {file} cannot be read: {reason}").having(file=str(path), reason=reason_of(trouble)),
        N_("Plug the disk in again, or choose another backup"),
    )


# -- thinning --------------------------------------------------------------------------------------------


def superfluous(backups: Sequence[Backup]) -> list[Backup]:
    """Return what goes when 14 days, 8 weeks and 24 months keep the newest copy of each, and the newest four stay."""
    newest_first = sorted(backups, key=lambda one: (one.made_at, one.path.name), reverse=True)
    kept = {one.path for one in newest_first[:RECENT]}
    for count, period in ((DAYS, "%Y%m%d"), (WEEKS, "%G%V"), (MONTHS, "%Y%m")):
        seen: dict[str, Path] = {}
        for one in newest_first:
            seen.setdefault(one.made_at.strftime(period), one.path)
        kept.update(list(seen.values())[:count])
    return [one for one in newest_first if one.path not in kept]


def thin(place: Path, origin: str, just_made: Path) -> None:
    """Take away what the calendar no longer keeps; never the copy just verified, never another office's."""
    mine = [one for one in noted(place) if one.origin == origin and as_noted(one)]
    for one in superfluous(mine):
        if one.path != just_made:
            for path in (
                note_path(one.path),
                one.path,
                drafts_path(one.path),
            ):  # the note first: no file lies
                with suppress(OSError):
                    remove(path)


# -- files -----------------------------------------------------------------------------------------------


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    with patiently(lambda: path.open("rb")) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_file(path: Path) -> None:
    """Make sure that a file's bytes are on the disk. Raises OSError."""
    with patiently(lambda: path.open("rb+")) as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Make sure that a rename is on the disk; Windows does it by itself."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def with_damage(backup: Backup) -> Backup:
    """Add the names of the place's other copies that are no longer what their notes say."""
    others = noted(backup.path.parent)
    return replace(backup, damaged=tuple(one.path for one in others if not as_noted(one)))
