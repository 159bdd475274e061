"""What keeps an office from losing its store: where backups go, when one is due, and the one-time recovery code."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any, Final

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.office import passwords
from custdesk.rules import people
from custdesk.store import trail
from custdesk.store.backup import Backup, back_up, default_place, last_verified
from custdesk.store.database import connect
from custdesk.store.store import SYSTEM
from custdesk.store.vault import Tell

DUE_AFTER: Final = datetime.timedelta(days=1)


def backup_places(path: Path) -> tuple[Path, ...]:
    """Return where a store's backups go: beside it, and the second place if one is set. Works beside an open desk.

    Raises KnownError where the store cannot be read.
    """
    if not path.exists():
        return (default_place(path),)
    second = _own_entry(path, "second_backup")
    return (default_place(path), Path(second)) if second else (default_place(path),)


def _own_entry(path: Path, name: str) -> Any:
    database = connect(path, read_only=True)
    try:
        row = database.execute_sql('SELECT "value" FROM "setting" WHERE "name" = ?', (name,)).fetchone()
    except Exception:  # noqa: BLE001 - no such table yet, or a damaged page: the copy itself will say so
        return None
    finally:
        database.close()
    return json.loads(row[0]) if row else None


def last_backup(desk: Desk) -> Backup | None:
    """Return the newest verified copy of this office, by the notes alone."""
    second = desk.store.own_setting("second_backup")
    places = (default_place(desk.store.path), *((Path(second),) if second else ()))
    first = next(iter(trail.lines(desk.store.database)), None)
    return last_verified(places, first.digest if first else "")


def backup_due(desk: Desk) -> bool:
    """Tell whether the last verified copy is over a day old; an office without a line in its trail owes none."""
    if trail.head(desk.store.database)[0] == 0:
        return False
    last = last_backup(desk)
    return last is None or desk.now() - last.made_at > DUE_AFTER


def back_up_office(path: Path, now: datetime.datetime, tell: Tell | None = None) -> Backup:
    """Make a verified copy in every place of this office; in any thread. Raises KnownError."""
    return back_up(path, backup_places(path), now, tell=tell)


def second_place_hint(desk: Desk) -> Text | None:
    """Ask gently for a second backup place while none is set; never on a practice estate."""
    if desk.store.practice or desk.store.own_setting("second_backup"):
        return None
    return N_("Backups lie on this disk only; name a second place, such as a USB disk")


def give_recovery_code(desk: Desk) -> str:
    """Make a new one-time recovery code, which replaces the old one, for the manager to print. Raises KnownError."""
    if desk.user.role != people.MANAGER:
        raise KnownError(N_("Only the manager makes a recovery code"))
    code = passwords.new_recovery_code()
    desk.store.set_setting("recovery_hash", passwords.hash_password(code), SYSTEM)
    return code
