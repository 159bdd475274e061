"""What happens when it happens: killed while saving, full disk, damaged or foreign files, two programs at once."""

from __future__ import annotations

import random
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2

from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.store.database import CLOUD_FOLDERS, folder_warning
from custdesk.store.migrations import NEWEST
from custdesk.store.store import Conflict, Store
from tests.custdesk.store.vaults import NOW, Vault, answer, checked, child, died, furnish, plainly

posix = pytest.mark.skipif(sys.platform == "win32", reason="uids are POSIX")


# -- killed


def test_every_acknowledged_save_survives_a_kill(vault: Vault, trial_seed: int) -> None:
    vault.close()
    acknowledged: list[str] = []
    with child("save", vault.path, 50) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        lines = random.Random(trial_seed).randrange(50)
        acknowledged += [process.stdout.readline().strip() for _save in range(lines)]
        process.kill()
        acknowledged += process.stdout.read().split()  # said before it died
    acknowledged = [number for number in acknowledged if re.fullmatch(r"ZB-\d{4}-\d{4}", number)]

    vault.open()
    assert not set(acknowledged) - set(vault.numbers())
    assert len(vault.numbers()) - 2 - len(acknowledged) in (0, 1)  # one may be saved and not yet acknowledged
    assert checked(vault.path).findings == []
    assert vault.number(vault.entry()) == f"ZB-2027-{len(vault.numbers()) - 1:04d}"


def test_a_kill_between_commit_and_clean_up_does_not_give_her_the_form_twice(vault: Vault) -> None:
    vault.close()
    (draft_id,) = died("die_after_commit", vault.path)
    kept = plainly(vault.path.with_name("office-drafts.sqlite"), 'SELECT "id" FROM "draft"')
    assert kept == [(draft_id,)]  # it was still there when the process died
    vault.open()
    assert vault.store.drafts.kept(vault.lin.id) == []
    assert vault.value("SELECT count(*) FROM duty_log WHERE content = '只给一次'") == 1
    assert checked(vault.path).findings == []


def test_a_killed_desk_does_not_keep_the_next_one_out(vault: Vault) -> None:
    vault.close()
    with child("hold", vault.path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        with pytest.raises(KnownError, match="already open"):
            vault.open()
        process.kill()
        process.wait()
        vault.open()


# -- full disk


def test_a_full_disk_during_a_save_loses_nothing(vault: Vault) -> None:
    draft = vault.draft("duty_log", caller_name="马先生", kind="inquiry", content="很长的话" * 5000)
    vault.store.drafts.keep(draft)
    before = vault.numbers()
    (pages,) = vault.store.database.execute_sql("PRAGMA page_count").fetchone()
    vault.store.database.execute_sql(f"PRAGMA max_page_count = {pages}")
    for _again in range(2):
        with pytest.raises(KnownError, match="The disk is full") as trouble:
            vault.store.save(draft, vault.lin)
        assert trouble.value.way_out is not None
    assert [kept.id for kept in vault.store.drafts.kept(vault.lin.id)] == [draft.id]
    assert vault.numbers() == before
    assert checked(vault.path).findings == []

    vault.store.database.execute_sql("PRAGMA max_page_count = 100000")
    vault.store.save(draft, vault.lin)
    assert vault.store.drafts.kept(vault.lin.id) == []
    assert len(vault.numbers()) == len(before) + 1
    assert checked(vault.path).findings == []


def test_a_drafts_file_that_fails_after_the_commit_does_not_undo_the_save(vault: Vault) -> None:
    draft = vault.draft("duty_log", caller_name="马先生", kind="inquiry", content="问路")
    vault.store.drafts.keep(draft)
    plainly(
        vault.path.with_name("office-drafts.sqlite"),
        "CREATE TRIGGER stuck BEFORE DELETE ON draft BEGIN SELECT RAISE(ABORT, 'disk I/O error'); END",
    )
    changes = vault.store.save(draft, vault.lin)
    assert vault.number(changes) == "ZB-2027-0002"


# -- files that cannot be opened


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder other users may walk through, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@posix
@pytest.mark.parametrize("lock_there", [False, True])
def test_a_read_only_folder_is_said_with_a_way_out(open_folder: Path, lock_there: bool) -> None:
    folder = open_folder / "desk"
    folder.mkdir()
    furnish(folder / "office.sqlite")
    if lock_there:
        (folder / "office.sqlite.lock").touch()
        (folder / "office.sqlite.lock").chmod(0o666)
    else:
        (folder / "office.sqlite.lock").unlink(missing_ok=True)
    content = (folder / "office.sqlite").read_bytes()
    folder.chmod(0o555)
    try:
        text, way_out = answer("open_as_nobody", folder / "office.sqlite")
    finally:
        folder.chmod(0o755)
    assert "cannot be written" in text
    assert way_out == "Ask for write permission on its folder, or choose another folder"
    assert (folder / "office.sqlite").read_bytes() == content


def refused(path: Path) -> KnownError:
    content = path.read_bytes()
    with pytest.raises(KnownError) as trouble:
        Store.open(path, lambda: NOW)
    assert path.read_bytes() == content  # untouched
    assert {one.name for one in path.parent.glob(f"{path.name}-*")} == set()
    assert trouble.value.way_out is not None
    for language in ("zh_Hans", "en"):
        assert path.name in Words(language)(trouble.value.text) or "900" in Words(language)(
            trouble.value.text
        )
    with pytest.raises(KnownError) as again:  # and the lock is free again
        Store.open(path, lambda: NOW)
    assert again.value.text == trouble.value.text
    return trouble.value


def test_a_newer_store_is_refused_untouched(vault: Vault) -> None:
    vault.close()
    plainly(vault.path, "PRAGMA user_version = 900")
    assert refused(vault.path).text.msgid.startswith("This store was written by a newer custdesk")
    plainly(vault.path, f"PRAGMA user_version = {NEWEST}")
    vault.open()


def test_another_programs_database_is_refused_untouched(tmp_path: Path) -> None:
    plainly(tmp_path / "other.sqlite", "CREATE TABLE x (y)", "PRAGMA user_version = 3")
    assert "is not a custdesk store" in refused(tmp_path / "other.sqlite").text.msgid


def test_a_file_that_is_no_database_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "office.sqlite").write_text("投诉登记表" * 3000, encoding="utf-8")
    assert refused(tmp_path / "office.sqlite").text.msgid == "The store {file} is damaged"


def test_an_empty_file_is_a_lost_store_and_no_new_office(tmp_path: Path) -> None:
    (tmp_path / "office.sqlite").touch()
    assert refused(tmp_path / "office.sqlite").text.msgid == "The store {file} is empty"


def test_a_damaged_store_is_said_with_a_way_out(vault: Vault) -> None:
    vault.close()
    whole = vault.path.read_bytes()
    vault.path.write_bytes(whole[:100] + bytes(4096 - 100) + whole[4096:])
    trouble = refused(vault.path)
    assert trouble.text.msgid == "The store {file} is damaged"
    assert trouble.way_out is not None
    assert "Restore the last verified backup" in trouble.way_out.msgid
    vault.path.write_bytes(whole)
    vault.open()


def test_a_store_that_is_damaged_further_in_says_so_when_it_is_met(vault: Vault) -> None:
    number = vault.value("SELECT rootpage FROM sqlite_master WHERE name = 'header'")
    draft, lin = vault.draft("duty_log", caller_name="马先生", kind="inquiry", content="问路"), vault.lin
    vault.close()
    whole = vault.path.read_bytes()
    vault.path.write_bytes(whole[: (number - 1) * 4096] + bytes(range(256)) * 16 + whole[number * 4096 :])
    vault.open()
    with pytest.raises(KnownError, match="is damaged"):
        vault.store.save(draft, lin)
    assert draft.values["content"] == "问路"
    vault.close()
    vault.path.write_bytes(whole)
    vault.open()


def test_no_store_at_all(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="There is no store") as trouble:
        Store.open(tmp_path / "office.sqlite", lambda: NOW)
    assert trouble.value.way_out is not None
    assert list(tmp_path.iterdir()) == []


# -- two programs at once


def test_a_second_desk_is_refused_in_the_same_process_and_in_another(vault: Vault) -> None:
    with pytest.raises(KnownError, match="already open") as trouble:
        Store.open(vault.path, lambda: NOW)
    assert trouble.value.way_out is not None
    vault.close()
    with child("hold", vault.path) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(KnownError, match="already open"):
            vault.open()
        process.communicate()
        assert process.returncode == 0
    vault.open()


def test_plain_sqlite_below_the_lock_is_shown_as_a_conflict(vault: Vault) -> None:
    complaint = vault.value("SELECT id FROM header WHERE form = 'complaint'")
    mine = vault.edit(complaint)
    mine.put("content", "我写的话")
    plainly(
        vault.path,
        "UPDATE complaint SET content = '别的程序写的话'",
        f"UPDATE header SET revision = 9 WHERE id = {complaint}",
    )
    with pytest.raises(Conflict) as clash:
        vault.store.save(mine, vault.lin)
    assert clash.value.mine == clash.value.theirs == {"content"}
    assert "Another program" in Words("en")(clash.value.text)
    assert mine.values["content"] == "我写的话"
    assert vault.value("SELECT content FROM complaint") == "别的程序写的话"

    seen = vault.store.read(vault.lin).record(complaint)
    assert seen is not None
    mine.rebase(seen.values, seen.revision)  # she decides for her words
    vault.store.save(mine, vault.lin)
    assert vault.value("SELECT content FROM complaint") == "我写的话"


def test_a_second_desk_below_the_lock_is_shown_as_a_conflict(vault: Vault) -> None:
    complaint = vault.value("SELECT id FROM header WHERE form = 'complaint'")
    mine = vault.edit(complaint)
    mine.put("content", "我写的话")
    assert answer("change_below_lock", vault.path, complaint, "content", "第二台写的话") == ["saved"]
    with pytest.raises(Conflict) as clash:
        vault.store.save(mine, vault.lin)
    assert clash.value.theirs == {"content"}
    assert "林晓燕" in Words("en")(clash.value.text)
    assert vault.value("SELECT content FROM complaint") == "第二台写的话"
    vault.entry()  # numbers and chain go on from what the other wrote
    assert checked(vault.path).findings == []


def test_a_program_that_keeps_the_store_busy_is_said(vault: Vault) -> None:
    vault.store.database.execute_sql("PRAGMA busy_timeout = 1")
    busy = dbapi2.connect(str(vault.path), isolation_level=None)
    busy.execute("BEGIN IMMEDIATE")
    with pytest.raises(KnownError, match="Another program holds the store") as trouble:
        vault.entry()
    assert trouble.value.way_out is not None
    busy.execute("ROLLBACK")
    busy.close()
    vault.entry()
    assert checked(vault.path).findings == []


# -- folders


@pytest.mark.parametrize("name", [*CLOUD_FOLDERS, "OneDrive - 物业公司", "我的坚果云"])
def test_a_synchronised_folder_is_warned_of(tmp_path: Path, name: str) -> None:
    assert folder_warning(tmp_path / name / "office.sqlite") is not None


def test_a_plain_folder_is_not_warned_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OneDrive", raising=False)
    assert folder_warning(tmp_path / "客服前台" / "office.sqlite") is None
    monkeypatch.setenv("OneDrive", str(tmp_path))
    assert folder_warning(tmp_path / "客服前台" / "office.sqlite") is not None
