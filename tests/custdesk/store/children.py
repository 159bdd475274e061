"""What child processes of the crash tests do: `python -m tests.custdesk.store.children COMMAND PATH ...`.

They say one line per acknowledged act and die as they are told: by themselves, at once, or by the parent.
"""

from __future__ import annotations

import datetime
import os
import signal
import sys
from pathlib import Path
from typing import Any

import custdesk.store.restore as restoring
from custdesk.errors import KnownError
from custdesk.store.backup import back_up
from custdesk.store.drafts import DraftShelf
from custdesk.store.restore import restore
from custdesk.store.store import SYSTEM, Store
from tests.custdesk.store.vaults import NOW, Vault, furnish


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def die(*_what: Any, **_more: Any) -> None:
    """End at once, nothing cleaned up: SIGKILL; on Windows TerminateProcess, which `os.kill` is there."""
    os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))


def save(path: Path, count: str) -> None:
    """Save so many entries; say each number once it is acknowledged."""
    vault = Vault(path)
    tell("ready")
    for place in range(int(count)):
        tell(vault.number(vault.entry(f"第{place}件")))


def die_after_commit(path: Path) -> None:
    """Keep a draft, save it, and die before the draft is cleaned up."""
    vault = Vault(path)
    draft = vault.draft("duty_log", caller_name="马先生", kind="inquiry", content="只给一次")
    vault.store.drafts.keep(draft)
    tell(draft.id)
    DraftShelf.drop = die  # type: ignore[method-assign]
    vault.store.save(draft, vault.lin)


def hold(path: Path) -> None:
    """Hold the store open until the parent closes the pipe."""
    vault = Vault(path)
    tell("ready")
    sys.stdin.read()
    vault.close()


def change_below_lock(path: Path, record: str, field: str, value: str) -> None:
    """Change a record by the store itself, but without asking for the lock."""
    vault = _without_lock(path)
    draft = vault.edit(int(record))
    draft.put(field, value)
    vault.store.save(draft, vault.lin)
    tell("saved")


def _without_lock(path: Path) -> Vault:
    restoring.StoreLock.take = lambda _lock: None  # type: ignore[method-assign]
    return Vault(path)


def back_up_with_little_room(path: Path, place: str, limit: str) -> None:
    """Back up where no file may grow beyond a limit."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
    try:
        back_up(path, [Path(place)], NOW)
    except KnownError as trouble:
        tell(trouble.text.msgid)
    else:
        tell("good")


def open_as_nobody(path: Path) -> None:
    """Open a store in a folder this process may not write."""
    warm = path.parent.parent / "warm"
    warm.mkdir(exist_ok=True)
    furnish(warm / "office.sqlite")  # loads whatever is loaded late, while it may still be read
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(65534)
        os.setuid(65534)
    try:
        Store.open(path, datetime.datetime.now)
    except KnownError as trouble:
        tell(trouble.text.msgid)
        tell(trouble.way_out.msgid if trouble.way_out else "")
    else:
        tell("opened")


def restore_and_die(path: Path, backup: str, moment: str) -> None:
    """Restore and die just before or just after the swap."""
    if moment == "before":
        restoring._Restoring._let_go = die  # type: ignore[method-assign]
    elif moment == "linked":
        let_go = restoring._Restoring._let_go

        def let_go_and_die(one: Any, kept: Path, **how: Any) -> None:
            let_go(one, kept, **how)
            die()

        restoring._Restoring._let_go = let_go_and_die  # type: ignore[method-assign]
    else:
        restoring._Restoring._bring_drafts = die  # type: ignore[method-assign]
    restore(Path(backup), path, NOW, SYSTEM)


if __name__ == "__main__":
    command, where, *words = sys.argv[1:]
    globals()[command](Path(where), *words)
