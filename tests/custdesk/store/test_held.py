"""Backup and restore while a virus scanner holds a file: tried again, then a sentence, and nothing is lost."""

from __future__ import annotations

import datetime
import hashlib
import sys
import threading
from pathlib import Path

import pytest

from custdesk.errors import KnownError
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.backup import Backup, back_up, last_verified, verify
from custdesk.store.restore import interrupted, restore
from custdesk.store.store import SYSTEM
from tests.custdesk.store.vaults import ENGLISH, NOW, SCAN, Vault, checked
from tests.scanner import PATIENCE, Scanner, scanner

__all__ = ["scanner"]
LATER = NOW + datetime.timedelta(hours=3)
COPY, NOTE = ".custdesk-*.sqlite.part", ".custdesk-????????.tmp"


@pytest.fixture
def backup(vault: Vault) -> Backup:
    """A first backup; then one record more."""
    made = back_up(vault.path, [], vault.now)
    vault.entry("后来登记的")
    return made


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm", ".lock"))}


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of a folder but locks and logs; of the store, whose log was folded into it, the name."""
    return {
        path.relative_to(folder).as_posix(): b"" if path.name == "office.sqlite" else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.endswith(("-wal", "-shm", ".lock"))
    }


# -- backup


@pytest.mark.parametrize("pattern", [COPY, NOTE])
def test_a_backup_waits_until_the_scanner_lets_go(
    vault: Vault, backup: Backup, scanner: Scanner, pattern: str
) -> None:
    scanner.hold(pattern, PATIENCE)
    made = back_up(vault.path, [], LATER)
    assert scanner.asked == PATIENCE
    assert (verify(made.path), last_verified([vault.place])) == (made, made)
    assert not [name for name in names(vault.place) if name.startswith(".")]


@pytest.mark.parametrize("pattern", [COPY, NOTE])
def test_after_that_it_is_said_and_the_backup_before_stays_the_last(
    vault: Vault, backup: Backup, scanner: Scanner, pattern: str
) -> None:
    before = names(vault.place)
    scanner.hold(pattern)
    with pytest.raises(KnownError) as trouble:
        back_up(vault.path, [], LATER)
    assert "another program holds a file" in ENGLISH(trouble.value.text)
    assert trouble.value.way_out is not None
    assert "virus scanner" in ENGLISH(trouble.value.way_out)
    assert last_verified([vault.place]) == backup
    assert verify(backup.path) == backup
    left = names(vault.place) - before
    assert all(
        name.startswith(".custdesk-") for name in left
    )  # what is held keeps a name that claims nothing
    vault.entry("库照常能用")
    assert checked(vault.path).findings == []

    scanner.let_go()
    made = back_up(vault.path, [], LATER)
    assert verify(made.path) == made
    assert len(names(vault.place)) == len(before) + 3  # copy, note and drafts; what was left is swept


def test_a_leftover_that_is_held_stops_no_backup(vault: Vault, scanner: Scanner) -> None:
    vault.place.mkdir()
    left = vault.place / ".custdesk-20270416-180000.sqlite.part"
    left.write_bytes(b"half")
    scanner.hold(left.name)
    assert verify(back_up(vault.path, [], vault.now).path).seq
    scanner.let_go()
    vault.entry()
    back_up(vault.path, [], LATER)
    assert not left.exists()


def test_drafts_that_are_held_stop_no_backup(vault: Vault, scanner: Scanner) -> None:
    vault.store.drafts.keep(vault.draft("duty_log", content="写了一半"))
    scanner.hold(".custdesk-*-drafts.part")
    made = back_up(vault.path, [], vault.now)
    assert verify(made.path) == made


def test_an_old_copy_that_is_held_stays_until_the_next_thinning(vault: Vault, scanner: Scanner) -> None:
    made = []
    for day in range(20):
        vault.entry()
        scanner.hold(made[0].path.name if made else "")
        made.append(back_up(vault.path, [], NOW + datetime.timedelta(days=day)))
    assert made[0].path.exists()
    assert last_verified([vault.place]) == made[-1]


@pytest.mark.parametrize("times", [PATIENCE, 10**9])
def test_an_attachment_that_is_held_is_not_called_missing(vault: Vault, scanner: Scanner, times: int) -> None:
    scanner.hold(hashlib.sha256(SCAN).hexdigest(), times, "open")
    if times == PATIENCE:
        made = back_up(vault.path, [], vault.now)
        assert verify(made.path) == made
        return
    with pytest.raises(KnownError) as trouble:
        back_up(vault.path, [], vault.now)
    assert "another program holds a file" in ENGLISH(trouble.value.text)
    assert not list(vault.place.glob("*.sqlite"))


def test_a_scan_that_cannot_be_put_away_is_said_and_leaves_nothing(
    vault: Vault, scanner: Scanner, tmp_path: Path
) -> None:
    folder = AttachmentFolder(tmp_path / "files")
    scanner.hold(NOTE, doing="replace")
    with pytest.raises(KnownError) as trouble:
        folder.put(b"scan")
    assert "Another program holds" in ENGLISH(trouble.value.text)
    assert not [path for path in folder.folder.rglob("*") if path.is_file()]
    scanner.hold(NOTE, PATIENCE)
    assert folder.sound(folder.put(b"scan"))


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses while a file is open")
def test_a_backup_whose_note_somebody_has_open_waits(vault: Vault, backup: Backup) -> None:
    """A copy that goes by the calendar is open in another program: it stays, and the new one is good."""
    with backup.path.open("rb"):
        made = back_up(vault.path, [], LATER)
        assert verify(made.path) == made
    assert verify(backup.path) == backup


# -- restore


def test_a_restore_waits_until_the_scanner_lets_go(vault: Vault, backup: Backup, scanner: Scanner) -> None:
    vault.close()
    scanner.hold("office*.sqlite", PATIENCE)
    report = restore(backup.path, vault.path, LATER, SYSTEM)
    assert scanner.asked == PATIENCE
    assert report.replaced is not None
    assert checked(report.replaced).findings == []
    assert checked(vault.path).findings == []
    vault.open()
    assert "ZB-2027-0002" not in vault.numbers()


@pytest.mark.parametrize(
    "linking", [True, False]
)  # a stick knows no second names: the replaced store is copied
@pytest.mark.parametrize("pattern", ["office.sqlite", "office-restoring.sqlite"])
def test_after_that_it_is_said_and_the_store_is_untouched(
    vault: Vault, backup: Backup, scanner: Scanner, pattern: str, linking: bool
) -> None:
    vault.store.drafts.keep(vault.draft("duty_log", content="写了一半"))
    vault.close()
    before = contents(vault.path.parent)
    scanner.hold(pattern, doing="replace" if linking else "replace link")
    with pytest.raises(KnownError) as trouble:
        restore(backup.path, vault.path, LATER, SYSTEM)
    assert "another program holds a file; the store in place is untouched" in ENGLISH(trouble.value.text)
    assert trouble.value.way_out is not None
    assert contents(vault.path.parent) == before
    assert interrupted(vault.path) is None
    vault.open()
    assert "ZB-2027-0002" in vault.numbers()
    assert checked(vault.path).findings == []
    vault.close()

    scanner.let_go()
    restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    assert "ZB-2027-0002" not in vault.numbers()


def test_a_damaged_store_that_is_not_replaced_keeps_its_log(
    vault: Vault, backup: Backup, scanner: Scanner
) -> None:
    vault.close()
    vault.path.write_bytes(b"damaged" * 999)
    log = vault.path.with_name("office.sqlite-wal")
    log.write_bytes(b"what came last")
    scanner.hold("office-restoring.sqlite", doing="replace")
    with pytest.raises(KnownError, match="another program holds a file"):
        restore(backup.path, vault.path, LATER, SYSTEM)
    assert log.read_bytes() == b"what came last"
    assert vault.path.read_bytes() == b"damaged" * 999
    assert not list(vault.path.parent.glob("*replaced*"))
    scanner.let_go()
    report = restore(backup.path, vault.path, LATER, SYSTEM)
    assert report.replaced is not None
    assert report.replaced.with_name(report.replaced.name + "-wal").read_bytes() == b"what came last"
    assert not log.exists()


@pytest.mark.parametrize("doing", ["open", "copyfile"])
def test_a_backup_that_is_held_is_not_called_damaged(
    vault: Vault, backup: Backup, scanner: Scanner, doing: str
) -> None:
    vault.close()
    content = vault.path.read_bytes()
    scanner.hold(backup.path.name, doing=doing)
    with pytest.raises(KnownError) as trouble:
        restore(backup.path, vault.path, LATER, SYSTEM)
    assert "nother program holds" in ENGLISH(trouble.value.text)
    assert vault.path.read_bytes() == content
    scanner.hold(backup.path.name, PATIENCE, doing)
    restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    assert "ZB-2027-0002" not in vault.numbers()


def test_verifying_a_copy_that_is_held_does_not_call_it_damaged(backup: Backup, scanner: Scanner) -> None:
    scanner.hold(backup.path.name, doing="open")
    with pytest.raises(KnownError, match="Another program holds"):
        verify(backup.path)
    scanner.hold(backup.path.name, PATIENCE, "open")
    assert verify(backup.path) == backup


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses while a file is open")
@pytest.mark.parametrize("seconds", [0.5, 60])
def test_a_store_that_somebody_has_open(vault: Vault, backup: Backup, seconds: float) -> None:
    """An open handle without our doing: for a moment it is waited for; for long it is said."""
    vault.close()
    other = vault.path.open("rb")
    letting_go = threading.Timer(seconds, other.close)
    letting_go.start()
    try:
        if seconds < 4:
            restore(backup.path, vault.path, LATER, SYSTEM)
        else:
            with pytest.raises(KnownError, match="another program holds a file"):
                restore(backup.path, vault.path, LATER, SYSTEM)
    finally:
        letting_go.cancel()
        letting_go.join()
        other.close()
    vault.open()
    assert ("ZB-2027-0002" in vault.numbers()) == (seconds > 4)
    assert checked(vault.path).findings == []
