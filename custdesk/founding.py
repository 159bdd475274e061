"""A new office: what set-up asks, what is wrong with the answers, and the store made of them in one go."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from msgspec import Struct, field

from custdesk.binders import BY_KEY
from custdesk.draft import blank
from custdesk.errors import KnownError
from custdesk.ground import remains, try_folder, try_reading, try_store
from custdesk.language import N_
from custdesk.office import passwords
from custdesk.patience import put_in_place, remove_tree
from custdesk.places import is_there
from custdesk.problem import Problem
from custdesk.rules import people
from custdesk.settings import Settings
from custdesk.store.database import connect, folder_trouble, identify, look_first
from custdesk.store.migrations import NEWEST
from custdesk.store.store import SYSTEM, Clock, Store
from custdesk.workflow import User

BESIDE: Final = ("-drafts", "custdesk-")  # a store's own other files, and backups
HALF: Final = ".custdesk-setup"


class NewOffice(Struct, frozen=True):
    """The answers of set-up; `settings` holds JSON-plain values by name."""

    manager: str = ""
    password: str = ""
    repeated: str = ""
    settings: dict[str, object] = field(default_factory=dict)
    second_backup: str = ""
    recovery_code: str = ""


def office_problems(office: NewOffice) -> list[Problem]:
    """Say what is wrong with the page about the office."""
    found = []
    if not str(office.settings.get("office_name") or "").strip():
        found.append(
            Problem(N_("Write the name of the office, as it shall stand on the forms"), "office_name")
        )
    for name, value in office.settings.items():
        found += Settings.check(name, value)
    return found


def manager_problems(office: NewOffice) -> list[Problem]:
    """Say what is wrong with the page about the first manager."""
    found = []
    if not office.manager.strip():
        found.append(Problem(N_("Write the manager's name"), "manager"))
    found += passwords.password_problems(office.password)
    if not found and office.password != office.repeated:
        found.append(Problem(N_("The two passwords differ; type the same one twice"), "repeated"))
    return found


def backup_problems(office: NewOffice, store: Path) -> list[Problem]:
    """Say what is wrong with the second place for backups; none is an answer too."""
    if not office.second_backup:
        return []
    place = Path(office.second_backup)
    if not place.is_dir():
        return [
            Problem(
                N_("This folder is not there; plug the disk in, choose another folder or leave it empty"),
                "second_backup",
            )
        ]
    if place.resolve() == store.parent.resolve():
        return [
            Problem(
                N_("Choose a folder on another disk: this one is lost together with the store"),
                "second_backup",
            )
        ]
    return []


def store_problems(path: Path) -> list[Problem]:
    """Say why no new office can be founded at a place: one lies there, or what is left of one, or it cannot be written."""
    try:
        if is_there(path):
            return [Problem(N_("There is an office in this folder already; choose another folder"))]
        try_folder(path.parent)
    except KnownError as trouble:
        return [Problem(text) for text in (trouble.text, trouble.way_out) if text is not None]
    left = remains(path)
    if left:
        said = N_(
            "Parts of an earlier office lie in {folder}: {names}. Bring its last backup back (custdesk restore),"
            " or choose another folder"
        )
        return [Problem(said.having(folder=str(path.parent), names="、".join(left)))]
    return []


def found_office(path: Path, clock: Clock, office: NewOffice) -> User:
    """Make the office's store, all or nothing, and return its manager. Raises KnownError, Refused.

    It is made under another name and renamed at the end: a power cut leaves either no store or a whole one.
    """
    if is_there(path):
        raise KnownError(
            N_("There is a store already in {folder}").having(folder=str(path.parent)),
            N_("Open it as the office's existing folder, or choose another folder"),
        )
    with whole_or_nothing(path) as half:
        store = Store.open(half, clock, create=True)
        try:
            return _fill(store, office)
        finally:
            store.close()


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Give the path at which a store is made; at the end it is renamed to `path`, after trouble nothing stays.

    Raises KnownError where the folder cannot be written.
    """
    half, files = path.parent / HALF, path.parent / f"{path.stem}-files"
    there = True
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        there = files.exists()
        remove_tree(half)
        half.mkdir()
        yield half / path.name
        if (half / files.name).exists():  # attachments first: a store never comes into being without them
            shutil.copytree(half / files.name, files, dirs_exist_ok=True)
        put_in_place(half / path.name, path)  # the one moment it comes into being
    except OSError as trouble:
        raise folder_trouble(path.parent, trouble) from trouble
    finally:
        remove_tree(half)
        if not there and not path.exists():
            remove_tree(files)


def _fill(store: Store, office: NewOffice) -> User:
    draft = blank(BY_KEY["staff"], store.facts(SYSTEM), name=office.manager.strip(), role=people.MANAGER)
    manager = User(store.save(draft, SYSTEM).record_id, office.manager.strip(), people.MANAGER)
    assert manager.id is not None
    for name, value in office.settings.items():
        if value != store.settings.plain().get(name):
            store.set_setting(name, value, SYSTEM)
    if office.second_backup:
        store.set_setting("second_backup", office.second_backup, SYSTEM)
    if office.recovery_code:
        store.set_setting("recovery_hash", passwords.hash_password(office.recovery_code), SYSTEM)
    store.set_password(manager.id, passwords.hash_password(office.password), manager)
    return manager


def stores_in(folder: Path) -> list[Path]:
    """Return the custdesk stores lying in a folder; backups and drafts are none."""
    found = []
    for path in _files_in(folder):
        if not path.stat().st_size:
            continue
        try:
            database = connect(path, read_only=True)
        except KnownError:
            continue
        try:
            if identify(database, path, NEWEST):
                found.append(path)
        except KnownError:
            continue
        finally:
            database.close()
    return found


def _files_in(folder: Path) -> list[Path]:
    """Return the files that may be an office's store, by their names."""
    files = sorted(path for path in folder.glob("*.sqlite") if path.is_file())
    return [path for path in files if not (path.stem.endswith(BESIDE[0]) or path.name.startswith(BESIDE[1]))]


def store_in(folder: Path) -> Path:
    """Return the one store of the office's existing folder, which this account may work with.

    Raises KnownError with what to choose or to ask for instead.
    """
    try_reading(folder)
    found = stores_in(folder)
    if not found:
        files = _files_in(folder)
        if len(files) == 1:  # empty, damaged, newer, or this account may not open it: that is said
            try_store(files[0])
            look_first(files[0], None, NEWEST)
        raise KnownError(
            N_("There is no custdesk store in {folder}").having(folder=str(folder)),
            N_("Choose the folder in which office.sqlite lies"),
        )
    if len(found) > 1:
        names = "、".join(path.name for path in found)
        raise KnownError(
            N_("Several stores lie in {folder}: {names}").having(folder=str(folder), names=names),
            N_("Keep the right one there and put the others elsewhere"),
        )
    try_store(found[0])
    return found[0]
