"""Restore: the backup comes in, the replaced store stays beside, no number is given twice, a crash leaves one whole."""

from __future__ import annotations

import datetime
import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.store import restore as restore_module
from custdesk.store.backup import Backup, back_up
from custdesk.store.checking import check_anchor
from custdesk.store.reserving import BOOK
from custdesk.store.restore import SKIPPED, interrupted, restore
from custdesk.store.store import SYSTEM
from tests.custdesk.store.vaults import ENGLISH, NOW, SCAN, Vault, checked, died, flip, plainly, said

LATER = NOW + datetime.timedelta(hours=3)


@pytest.fixture
def backup(vault: Vault) -> Backup:
    return back_up(vault.path, [], vault.now)


def restored(vault: Vault, backup: Backup, now: datetime.datetime = LATER) -> restore_module.RestoreReport:
    """Restore with the desk closed, and open it again."""
    vault.close()
    report = restore(backup.path, vault.path, now, SYSTEM)
    vault.open()
    return report


def test_the_backup_comes_in_and_the_chain_goes_on(vault: Vault, backup: Backup) -> None:
    vault.entry("只在被替换的库里")
    head = vault.value("SELECT digest FROM trail ORDER BY seq DESC")
    report = restored(vault, backup)

    line = vault.store.database.execute_sql(
        "SELECT t.what, t.seq, p.body FROM trail t JOIN trail_payload p ON p.seq = t.seq ORDER BY t.seq DESC"
    ).fetchone()
    assert line[:2] == ("restore", backup.seq + 1)
    body = json.loads(line[2])
    assert body["backup_head"] == {"seq": backup.seq, "digest": backup.head}
    assert body["replaced_head"]["digest"] == head == report.replaced_head
    assert (report.seq, report.head) == (line[1], vault.value("SELECT digest FROM trail ORDER BY seq DESC"))
    assert check_anchor(vault.path, backup.seq, backup.head)
    assert not check_anchor(vault.path, report.replaced_seq, report.replaced_head)
    assert checked(vault.path).findings == []


def test_the_replaced_store_stays_beside_whole(vault: Vault, backup: Backup) -> None:
    draft = vault.draft("duty_log", content="写了一半")
    vault.store.drafts.keep(draft)
    number = vault.number(vault.entry("只在被替换的库里"))
    report = restored(vault, backup)

    assert report.replaced == vault.path.with_name("office-replaced-20270416-215000.sqlite")
    assert checked(report.replaced).findings == []
    beside = Vault(report.replaced)
    assert number in beside.numbers()
    assert [kept.id for kept in beside.store.drafts.kept(beside.lin.id)] == [draft.id]
    beside.close()
    assert [kept.id for kept in vault.store.drafts.kept(vault.lin.id)] == [draft.id]  # nothing typed is lost
    assert number not in vault.numbers()


def test_two_restores_in_the_same_second_keep_both_replaced_stores(vault: Vault, backup: Backup) -> None:
    first, second = restored(vault, backup), restored(vault, backup)
    assert first.replaced != second.replaced
    assert first.replaced is not None
    assert first.replaced.exists()


def test_what_only_the_replaced_store_has_is_listed(vault: Vault, backup: Backup) -> None:
    number = vault.number(vault.entry("只在被替换的库里"))
    changed = vault.edit(vault.value("SELECT id FROM header WHERE form = 'complaint'"))
    changed.put("content", "改过的内容")
    vault.store.save(changed, vault.lin)
    report = restored(vault, backup)

    assert [(one.number, one.line, one.created_at) for one in report.only_replaced] == [
        (number, "只在被替换的库里", "2027-04-16T18:50")
    ]
    assert [one.number for one in report.later_in_replaced] == ["TS-2027-0001"]
    assert "1 records are only in the replaced store" in ENGLISH(report.summary())


def test_no_number_is_given_twice(vault: Vault, backup: Backup) -> None:
    spent = [vault.number(vault.entry(f"{place}")) for place in range(3)]
    report = restored(vault, backup)
    assert [(step.name, step.had, step.last, step.skipped) for step in report.series] == [
        ("ZB-2027", 1, 4, False)
    ]
    assert vault.number(vault.entry()) == "ZB-2027-0005"
    assert not set(spent) & set(vault.numbers())
    (note,) = checked(vault.path).notes
    assert ENGLISH(note) == "ZB-2027-0002 to ZB-2027-0004 were left out by a restore"


def test_counters_of_a_newer_backup_are_kept(vault: Vault, backup: Backup) -> None:
    vault.entry()
    newer = back_up(vault.path, [], LATER)
    restored(vault, backup)
    report = restored(vault, newer)
    assert report.series == ()
    assert vault.number(vault.entry()) == "ZB-2027-0003"


@pytest.mark.parametrize("damage", ["zeros", "text", "empty", "short"])
def test_an_unreadable_store_is_replaced_and_fifty_numbers_are_left_out(
    vault: Vault, backup: Backup, damage: str
) -> None:
    vault.close()
    content = vault.path.read_bytes()
    vault.path.write_bytes({
        "zeros": content[:100] + bytes(len(content) - 100), "text": b"no database at all " * 500, "empty": b"",
        "short": content[: len(content) // 3],
    }[damage])  # fmt: skip
    left = vault.path.read_bytes()
    report = restore(backup.path, vault.path, datetime.datetime(2028, 1, 2, 9, 0), SYSTEM)
    vault.open()

    assert report.replaced is not None
    assert report.replaced.read_bytes() == left
    steps = {step.name: (step.had, step.last) for step in report.series}
    known = {("TS", 2027): 1, ("ZB", 2027): 1}
    prefixes = {BOOK, *(record.form.prefix for record in BY_KEY.values() if record.form.prefix)}
    assert steps == {
        f"{prefix}-{year}": ((had := known.get((prefix, year), 0)), had + SKIPPED)
        for prefix in prefixes
        for year in (2027, 2028)
    }
    assert all(step.skipped for step in report.series)
    assert vault.number(vault.entry()) == "ZB-2027-0052"
    report_now = checked(vault.path)
    assert report_now.findings == []
    assert "ZB-2027-0002 to ZB-2027-0051 were left out by a restore" in [
        ENGLISH(note) for note in report_now.notes
    ]


def test_the_log_of_a_damaged_store_never_meets_the_new_file(vault: Vault, backup: Backup) -> None:
    vault.entry("in the log")
    for tail in ("", "-wal"):  # as a killed desk leaves them
        shutil.copy(f"{vault.path}{tail}", f"{vault.path}.kept{tail}")
    vault.close()
    for tail in ("", "-wal"):
        shutil.move(f"{vault.path}.kept{tail}", f"{vault.path}{tail}")
    with vault.path.open("r+b") as file:
        file.write(b"damaged")
    report = restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    assert report.replaced is not None
    assert report.replaced.with_name(report.replaced.name + "-wal").exists()
    assert checked(vault.path).findings == []
    assert "in the log" not in str(vault.store.database.execute_sql("SELECT line FROM header").fetchall())


def test_what_a_killed_desk_left_in_its_log_is_kept_with_the_replaced_store(
    vault: Vault, backup: Backup
) -> None:
    number = vault.number(vault.entry("in the log"))
    for tail in ("", "-wal"):
        shutil.copy(f"{vault.path}{tail}", f"{vault.path}.kept{tail}")
    vault.close()
    for tail in ("", "-wal"):
        shutil.move(f"{vault.path}.kept{tail}", f"{vault.path}{tail}")
    report = restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    assert [one.number for one in report.only_replaced] == [number]
    assert report.replaced is not None
    assert plainly(report.replaced, f"SELECT count(*) FROM header WHERE number = '{number}'") == [(1,)]


def test_a_new_machine(vault: Vault, backup: Backup, tmp_path: Path) -> None:
    path = tmp_path / "new" / "office.sqlite"
    report = restore(backup.path, path, LATER, SYSTEM)
    assert report.replaced is None
    assert {step.last - step.had for step in report.series} == {
        SKIPPED
    }  # what the lost one gave nobody knows
    new = Vault(path)
    assert new.store.files.sound(vault.value("SELECT digest FROM attachment"))
    assert new.numbers() == vault.numbers()
    new.close()
    assert checked(path).findings == []


def test_attachments_come_back_and_damaged_ones_are_replaced(vault: Vault, backup: Backup) -> None:
    (scan,) = vault.store.files.folder.glob("*/*")
    flip(scan, 2)
    report = restored(vault, backup)
    assert report.lacking == ()
    assert scan.read_bytes() == SCAN
    assert report.replaced is not None
    (kept,) = report.replaced.with_name(f"{report.replaced.stem}-files").glob("*/*")
    assert kept.read_bytes() != SCAN  # the replaced store is kept as it was


def test_an_attachment_found_nowhere_is_listed_and_does_not_stop_the_restore(
    vault: Vault, backup: Backup
) -> None:
    for folder in (vault.store.files.folder, vault.place / "files"):
        shutil.rmtree(folder)
    report = restored(vault, backup)
    assert len(report.lacking) == 1
    assert [one for one in said(checked(vault.path)) if "missing" in one]


def test_an_open_desk_is_refused(vault: Vault, backup: Backup) -> None:
    with pytest.raises(KnownError, match="already open") as trouble:
        restore(backup.path, vault.path, LATER, SYSTEM)
    assert trouble.value.way_out is not None
    vault.entry()


def names_in(folder: Path) -> list[str]:
    """Every file of a folder but logs and locks: Windows removes a lock that is let go, other systems keep it."""
    return sorted(
        path.name for path in folder.rglob("*") if not path.name.endswith(("-wal", "-shm", ".lock"))
    )


def test_another_program_on_the_store_stops_it_before_anything_is_replaced(
    vault: Vault, backup: Backup
) -> None:
    vault.close()
    before = names_in(vault.path.parent)
    other = restore_module.connect(vault.path, read_only=True)
    other.execute_sql("BEGIN")
    other.execute_sql("SELECT count(*) FROM header").fetchone()
    with pytest.raises(KnownError, match="Another program holds the store"):
        restore(backup.path, vault.path, LATER, SYSTEM)
    other.close()
    vault.open()
    assert names_in(vault.path.parent) == before
    assert checked(vault.path).findings == []


@pytest.mark.parametrize("damage", ["short", "flipped", "foreign", "newer", "gone", "itself"])
def test_a_backup_that_is_not_good_is_refused_and_the_store_untouched(
    vault: Vault, backup: Backup, damage: str
) -> None:
    vault.close()
    path = backup.path
    if damage == "short":
        os.truncate(path, backup.size // 2)
    elif damage == "flipped":
        flip(path, backup.size // 3)
    elif damage == "foreign":
        path = path.with_name("foreign.sqlite")
        plainly(path, "CREATE TABLE something (x)")
    elif damage == "newer":
        path = Path(shutil.copy(path, path.with_name("newer.sqlite")))
        plainly(path, "PRAGMA user_version = 900")
    elif damage == "gone":
        path.unlink()
    else:
        path = vault.path
    content = vault.path.read_bytes()
    with pytest.raises(KnownError) as trouble:
        restore(path, vault.path, LATER, SYSTEM)
    assert trouble.value.way_out is not None
    assert vault.path.read_bytes() == content
    vault.open()
    assert not list(vault.path.parent.glob("*restor*"))
    assert not list(vault.path.parent.glob("*replaced*"))


def test_a_full_disk_leaves_the_old_store(
    vault: Vault, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault.close()

    def full(*_what: Any, **_more: Any) -> None:
        raise OSError(28, "No space left on device")

    content = vault.path.read_bytes()
    for name in ("copyfile", "copy2"):
        with monkeypatch.context() as patch:
            patch.setattr(restore_module.shutil, name, full)
            with pytest.raises(KnownError, match="untouched"):
                restore(backup.path, vault.path, LATER, SYSTEM)
        assert vault.path.read_bytes() == content
    assert not [
        path for path in vault.path.parent.iterdir() if "restor" in path.name or "replaced" in path.name
    ]
    vault.open()


def test_where_a_disk_knows_no_second_names_files_are_copied(
    vault: Vault, backup: Backup, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_what: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", refuse)
    report = restored(vault, backup)
    assert report.replaced is not None
    assert checked(report.replaced).findings == []


def test_nothing_was_interrupted(vault: Vault) -> None:
    assert interrupted(vault.path) is None


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [("before", "is the old one"), ("linked", "is the old one"), ("after", "was in place")],
)
def test_a_crash_in_the_middle_leaves_one_store_whole_and_says_which(
    vault: Vault, backup: Backup, moment: str, sentence: str
) -> None:
    number = vault.number(vault.entry("only in the old one"))
    vault.close()
    died("restore_and_die", vault.path, backup.path, moment)

    told = interrupted(vault.path)
    assert told is not None
    assert sentence in ENGLISH(told)
    assert interrupted(vault.path) is None
    vault.open()
    assert (number in vault.numbers()) == (moment != "after")
    assert checked(vault.path).findings == []
    assert not list(vault.path.parent.glob("*restoring*"))
    assert all(not path.samefile(vault.path) for path in vault.path.parent.glob("office-replaced-*.sqlite"))
    if moment != "after":  # and it can simply be done again
        restored(vault, backup)
        assert checked(vault.path).findings == []
