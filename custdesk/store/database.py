"""Opening the store's file: driver, pragmas, lock, and the sentences for what can be wrong with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import peewee
from filelock import FileLock, Timeout
from playhouse.sqlcipher_ext import SqlCipherDatabase
from sqlcipher3 import dbapi2

from custdesk.errors import AlreadyOpen, KnownError, held_file, reason_of, too_long
from custdesk.language import N_, Text

APPLICATION_ID: Final = 0x43444B31  # "CDK1": marks the file as custdesk's
PRAGMAS: Final = {
    "journal_mode": "wal",
    "synchronous": "full",
    "foreign_keys": 1,
    "busy_timeout": 5000,
    "cache_size": -32_000,
    "temp_store": "memory",
}
#: prepared statements a connection keeps; its cache never gives up one asked twice, so once it is full the
#: newest statements are prepared anew each time: a save then takes twice as long
STATEMENTS: Final = 600
#: what goes wrong with the file: peewee wraps a statement's errors, but not those met while rows are fetched
FILE_TROUBLE: Final = (peewee.DatabaseError, dbapi2.DatabaseError)
#: kibibytes of pages kept where a store is gone through once: more would only take room, the more the larger the store
SPARE: Final = -8_000
CLOUD_FOLDERS: Final = (
    "onedrive", "dropbox", "icloud", "google drive", "googledrive", "坚果云", "nutstore",
    "百度网盘", "baidunetdisk", "baidusyncdisk", "wps云", "wpsdrive", "weiyun", "微云", "nextcloud",
)  # fmt: skip


class StoreLock:
    """The operating system's lock on a store: one desk at a time; it ends with the process, however that ends."""

    def __init__(self, path: Path) -> None:
        self._lock = FileLock(f"{path}.lock")

    def take(self) -> None:
        """Take the lock at once. Raises KnownError when another desk holds it."""
        try:
            self._lock.acquire(timeout=0)
        except Timeout:
            raise AlreadyOpen(
                N_("The desk is already open on this store"),
                N_(
                    "Go on in its window, or close it first; it may be open under another account of this computer"
                ),
            ) from None
        except OSError as trouble:
            raise folder_trouble(Path(self._lock.lock_file).parent, trouble) from trouble

    def release(self) -> None:
        """Let the next desk in."""
        self._lock.release()


def connect(path: Path, key: str | None = None, *, read_only: bool = False) -> SqlCipherDatabase:
    """Open the file with the desk's pragmas; every transaction begins IMMEDIATE (trap 2).

    Raises KnownError for a damaged, foreign or unreachable file.
    """
    pragmas = {"foreign_keys": 1, "query_only": 1} if read_only else PRAGMAS
    database = SqlCipherDatabase(
        str(path), pragmas=pragmas, passphrase=key or "", lock_type="IMMEDIATE", cached_statements=STATEMENTS,
    )  # fmt: skip
    try:
        database.connect()
        database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    except FILE_TROUBLE as trouble:
        with suppress(*FILE_TROUBLE):
            database.close()
        raise store_trouble(path, trouble) from trouble
    return database


@contextmanager
def sparing(database: SqlCipherDatabase) -> Iterator[None]:
    """Keep few pages in memory meanwhile: what is written or read from end to end comes back to none of them."""
    (kept,) = database.execute_sql("PRAGMA cache_size").fetchone()
    database.execute_sql(f"PRAGMA cache_size = {SPARE}")
    try:
        yield
    finally:
        with suppress(*FILE_TROUBLE):
            database.execute_sql(f"PRAGMA cache_size = {kept}")


def identify(database: SqlCipherDatabase, path: Path, newest: int) -> int:
    """Return the store's version: 0 for an empty file. Raises KnownError for a foreign or newer one."""
    try:
        (application,) = database.execute_sql("PRAGMA application_id").fetchone()
        (version,) = database.execute_sql("PRAGMA user_version").fetchone()
        (tables,) = database.execute_sql("SELECT count(*) FROM sqlite_master").fetchone()
    except FILE_TROUBLE as trouble:
        raise store_trouble(path, trouble) from trouble
    if application != APPLICATION_ID and tables:
        raise KnownError(
            N_("{file} is not a custdesk store").having(file=path.name),
            N_("Choose the office's own file, or restore a backup"),
        )
    if version > newest:
        raise KnownError(
            N_("This store was written by a newer custdesk (store version {version})").having(
                version=version
            ),
            N_("Install the newer program; this one leaves the store untouched"),
        )
    return int(version)


def look_first(path: Path, key: str | None, newest: int) -> None:
    """Look at a file before the desk's pragmas write to it: a foreign, newer or empty one stays untouched.

    Raises KnownError. An empty file is a store that was lost, not a new office.
    """
    database = connect(path, key, read_only=True)
    try:
        version = identify(database, path, newest)
    finally:
        database.close()
    if version == 0:
        raise KnownError(
            N_("The store {file} is empty").having(file=path.name),
            N_("Restore the last verified backup: custdesk restore"),
        )


def store_trouble(path: Path, trouble: Exception) -> KnownError:
    """Turn a driver's complaint about the file into a sentence with a way out."""
    while "cannot rollback" in str(trouble) and isinstance(trouble.__context__, Exception):
        trouble = trouble.__context__  # SQLite rolled back by itself; why stands before
    said = str(trouble).lower()
    if "full" in said:
        return KnownError(
            N_("The disk is full; nothing was saved, the form keeps your words"),
            N_("Free some space, then save again"),
        )
    if "not a database" in said or "malformed" in said or "corrupt" in said:
        return KnownError(
            N_("The store {file} is damaged").having(file=path.name),
            N_("Restore the last verified backup: custdesk restore"),
        )
    if "readonly" in said or "read-only" in said:
        return KnownError(
            N_("The store {file} cannot be written").having(file=path.name),
            N_("Ask for write permission on its folder, or choose another folder"),
        )
    if "locked" in said or "busy" in said:
        return KnownError(
            N_("Another program holds the store; nothing was saved"), N_("Wait a moment and save again")
        )
    return KnownError(
        N_("The store {file} cannot be opened: {reason}").having(file=path.name, reason=str(trouble)),
        N_("Check the folder, or restore the last verified backup"),
    )


def folder_trouble(folder: Path, trouble: OSError) -> KnownError:
    """Turn the operating system's refusal of a folder into a sentence with a way out."""
    said = N_("The folder {folder} cannot be written: {reason}")
    return held_file(trouble, folder) or KnownError(
        said.having(folder=str(folder), reason=reason_of(trouble)),
        N_("Choose a folder with a shorter path, such as one directly on the drive")
        if too_long(trouble)
        else N_("Ask for write permission on its folder, or choose another folder"),
    )


def folder_warning(path: Path) -> Text | None:
    """Warn of a cloud-synced or network folder, where a database gets damaged (trap 11)."""
    whole = str(path.resolve()).lower()
    networked = whole.startswith(("\\\\", "//"))
    synced = any(name in part for part in Path(whole).parts for name in CLOUD_FOLDERS)
    if networked or synced or (os.environ.get("OneDrive") or "\0").lower() in whole:  # noqa: SIM112 - Windows' spelling
        return N_(
            "The store lies in a synchronised or network folder, which damages databases; move it to a local disk"
        )
    return None
