"""Backups: called good only after they were reopened and counted, and never called good again once they are not."""

from __future__ import annotations

import datetime
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from custdesk.errors import KnownError
from custdesk.store import backup as backup_module
from custdesk.store import vault as vault_module
from custdesk.store.backup import Backup, Stopped, back_up, last_verified, superfluous, verify
from custdesk.store.store import Store
from custdesk.store.vault import noted
from tests.custdesk.store.vaults import NOW, SCAN, Vault, answer, checked, flip, plainly


def sqlite_files(place: Path) -> list[str]:
    return sorted(path.name for path in place.glob("*.sqlite") if "drafts" not in path.name)


def test_a_backup_beside_an_open_desk_holds_what_the_desk_holds(vault: Vault) -> None:
    made = back_up(vault.path, [], vault.now)

    assert made.path == vault.place / "custdesk-20270416-185000.sqlite"
    assert (made.seq, made.head) == (
        vault.value("SELECT max(seq) FROM trail"),
        vault.value("SELECT digest FROM trail ORDER BY seq DESC"),
    )
    assert (made.records, made.files) == (vault.value("SELECT count(*) FROM header"), 1)
    assert verify(made.path) == made
    ((scan,),) = [list((vault.place / "files").glob("*/*"))]
    assert scan.read_bytes() == SCAN
    vault.entry()  # the desk goes on


def test_the_copy_is_a_whole_store(vault: Vault, tmp_path: Path) -> None:
    made = back_up(vault.path, [], vault.now)
    shutil.copy(made.path, tmp_path / "office.sqlite")
    shutil.copytree(vault.place / "files", tmp_path / "office-files")
    assert checked(tmp_path / "office.sqlite").findings == []


def test_what_is_not_committed_is_not_in_the_copy(vault: Vault) -> None:
    records = vault.value("SELECT count(*) FROM header")
    vault.store.database.execute_sql("BEGIN IMMEDIATE")
    vault.store.database.execute_sql("INSERT INTO header (form) VALUES ('unit')")
    made = back_up(vault.path, [], vault.now)
    vault.store.database.execute_sql("ROLLBACK")
    assert made.records == records


def test_an_unchanged_store_is_skipped_and_a_changed_one_is_not(vault: Vault) -> None:
    first = back_up(vault.path, [], vault.now)
    again = back_up(vault.path, [], vault.now + datetime.timedelta(hours=1))
    assert again.skipped
    assert again.path == first.path
    vault.entry()
    assert not back_up(vault.path, [], vault.now + datetime.timedelta(hours=2)).skipped
    assert len(sqlite_files(vault.place)) == 2


def test_the_last_verified_copy_is_told_from_the_notes_alone(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert last_verified([vault.place]) is None
    made = back_up(vault.path, [], vault.now)

    def refuse(*_what: Any, **_more: Any) -> None:
        raise AssertionError("opened")

    monkeypatch.setattr(vault_module, "open_sealed", refuse)
    monkeypatch.setattr(vault_module, "sha256_of", refuse)
    assert last_verified([vault.path.parent / "unplugged", vault.place]) == made
    assert last_verified([vault.place], origin="another office") is None


def test_a_truncated_copy_is_never_called_good_and_is_reported(vault: Vault) -> None:
    made = back_up(vault.path, [], vault.now)
    with made.path.open("r+b") as file:
        file.truncate(made.size // 2)

    assert last_verified([vault.place]) is None
    with pytest.raises(KnownError, match="damaged or cut short"):
        verify(made.path)
    again = back_up(vault.path, [], vault.now)
    assert not again.skipped
    assert again.damaged == (made.path,)
    assert last_verified([vault.place]) == replace(again, damaged=())


@pytest.mark.parametrize("noteless", [False, True])
def test_a_copy_cut_at_any_page_is_not_verified(vault: Vault, noteless: bool) -> None:
    made = back_up(vault.path, [], vault.now)
    whole = made.path.read_bytes()
    if noteless:
        vault_module.note_path(made.path).unlink()
    for pages in range(0, len(whole) // 4096, 7):
        made.path.write_bytes(whole[: pages * 4096])
        with pytest.raises(KnownError):
            verify(made.path)


def test_a_flipped_byte_in_a_copy_is_found(vault: Vault) -> None:
    made = back_up(vault.path, [], vault.now)
    flip(made.path, made.size // 3)
    with pytest.raises(KnownError, match="damaged or cut short"):
        verify(made.path)


def test_a_copy_damaged_while_it_was_made_gets_no_name(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    write = backup_module._Copying._vacuum

    def cut(copying: Any, source: Any, part: Path) -> None:
        write(copying, source, part)
        os.truncate(part, part.stat().st_size - 8192)

    monkeypatch.setattr(backup_module._Copying, "_vacuum", cut)
    with pytest.raises(KnownError):
        back_up(vault.path, [], vault.now)
    assert not list(vault.place.glob("*.sqlite*"))
    assert not list(vault.place.glob(".custdesk-*part*"))


def test_a_copy_of_something_else_gets_no_name(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, furnished: Path
) -> None:
    older = furnished / "office.sqlite"
    vault.entry()
    monkeypatch.setattr(
        backup_module._Copying, "_vacuum", lambda _self, _source, part: shutil.copy(older, part)
    )
    with pytest.raises(KnownError, match="does not hold what the store holds"):
        back_up(vault.path, [], vault.now)
    assert last_verified([vault.place]) is None


def test_attachments_are_copied_once_and_a_damaged_one_again(vault: Vault) -> None:
    back_up(vault.path, [], vault.now)
    (scan,) = (vault.place / "files").glob("*/*")
    inode = scan.stat().st_ino
    vault.entry()
    back_up(vault.path, [], vault.now)
    assert scan.stat().st_ino == inode
    flip(scan, 3)
    with pytest.raises(KnownError, match="lacks"):
        verify(sorted(vault.place.glob("custdesk-*.sqlite"))[-1])
    vault.entry()
    back_up(vault.path, [], vault.now)
    assert scan.read_bytes() == SCAN


@pytest.mark.parametrize("how", ["missing", "damaged"])
def test_a_copy_without_an_attachment_is_kept_but_not_called_good(vault: Vault, how: str) -> None:
    (scan,) = vault.store.files.folder.glob("*/*")
    if how == "missing":
        scan.unlink()
    else:
        flip(scan, 3)
    for _twice in range(2):
        with pytest.raises(KnownError, match="no verified backup") as trouble:
            back_up(vault.path, [], vault.now)
    assert trouble.value.way_out is not None
    assert last_verified([vault.place]) is None
    (kept,) = sqlite_files(vault.place)
    assert kept.startswith("incomplete-")
    assert plainly(vault.place / kept, "SELECT count(*) FROM header")[0][0] == vault.value(
        "SELECT count(*) FROM header"
    )


def test_a_place_that_is_not_there(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with pytest.raises(KnownError, match="is not there") as trouble:
        back_up(vault.path, [stick], vault.now)
    assert trouble.value.way_out is not None
    assert not stick.exists()

    made = back_up(vault.path, [vault.place, stick], vault.now)
    assert [one.text.msgid for one in made.troubles] == ["The backup place {place} is not there"]
    stick.mkdir()
    made = back_up(vault.path, [vault.place, stick], vault.now)
    assert made.skipped
    assert not made.troubles
    assert verify(stick / made.path.name).head == made.head


def test_a_place_that_is_a_file(vault: Vault, tmp_path: Path) -> None:
    (tmp_path / "stick").write_text("not a folder")
    with pytest.raises(KnownError):
        back_up(vault.path, [tmp_path / "stick"], vault.now)


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
@pytest.mark.parametrize("limit", [0, 50_000, 150_000])
def test_a_full_disk_leaves_no_file_that_is_called_good(vault: Vault, tmp_path: Path, limit: int) -> None:
    vault.close()  # the child's reading connection shall not be the one that grows the log
    stick = tmp_path / "stick"
    stick.mkdir()
    (said,) = answer("back_up_with_little_room", vault.path, stick, limit)
    vault.open()
    assert said != "good"
    assert said.startswith("The backup could not be written" if limit else "The ")
    assert last_verified([stick]) is None
    assert not list(stick.glob("*.sqlite*"))
    assert not list(stick.glob(".custdesk-*part*"))
    assert checked(vault.path).findings == []


def test_a_damaged_store_is_not_backed_up_as_if_it_were_sound(vault: Vault) -> None:
    good = back_up(vault.path, [], vault.now)
    vault.entry()
    vault.close()
    content = bytearray(vault.path.read_bytes())
    content[4096 * 3 : 4096 * 20] = bytes(4096 * 17)
    vault.path.write_bytes(content)
    with pytest.raises(KnownError, match="damaged"):
        back_up(vault.path, [], vault.now)
    assert last_verified([vault.place]) == good
    shutil.copy(good.path, vault.path)
    vault.open()


def test_leftovers_of_a_killed_copy_go(vault: Vault) -> None:
    vault.place.mkdir()
    left = vault.place / ".custdesk-20270416-180000.sqlite.part"
    left.write_bytes(b"half")
    back_up(vault.path, [], vault.now)
    assert not left.exists()


def test_stopping_leaves_nothing(vault: Vault) -> None:
    said: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        said.append((done, total))
        return done < 2

    with pytest.raises(Stopped):
        back_up(vault.path, [], vault.now, tell=tell)
    assert not list(vault.place.glob("*.sqlite*"))
    assert said[0] == (0, 4)


def test_half_written_forms_are_kept_with_the_copy(vault: Vault) -> None:
    draft = vault.draft("duty_log", content="写了一半")
    vault.store.drafts.keep(draft)
    made = back_up(vault.path, [], vault.now)
    ((kept,),) = plainly(vault_module.drafts_path(made.path), 'SELECT "id" FROM "draft"')
    assert kept == draft.id


def test_an_encrypted_store(tmp_path: Path) -> None:
    path = tmp_path / "office.sqlite"
    Store.open(path, lambda: NOW, create=True, key="secret").close()
    made = back_up(path, [], NOW, key="secret")
    assert b"SQLite format" not in made.path.read_bytes()[:32]
    assert verify(made.path, "secret") == made
    with pytest.raises(KnownError):
        verify(made.path, "wrong")


def test_two_offices_share_a_place(vault: Vault, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    mine = back_up(vault.path, [stick], vault.now)
    other = Vault.__new__(Vault)
    other.path = tmp_path / "other.sqlite"
    other.now = NOW
    other.open(create=True)
    other.store.set_setting("practice", True, vault.chen, "公司的要求")
    theirs = back_up(other.path, [stick], vault.now + datetime.timedelta(minutes=1))
    other.close()
    assert mine.origin != theirs.origin
    assert last_verified([stick], mine.origin) == mine
    assert back_up(vault.path, [stick], vault.now).skipped


# -- thinning


def made_at(moment: datetime.datetime) -> Backup:
    return Backup(Path(f"custdesk-{moment:%Y%m%d-%H%M%S}.sqlite"), moment, 1, "h", "o", 4, 1, 1, 0, 1, "s")


def test_three_years_of_backups_thin_to_days_weeks_and_months() -> None:
    kept: list[Backup] = []
    start = datetime.datetime(2024, 12, 1, 17, 30)
    for hour in range(0, 25 * 31 * 24, 24):
        kept.append(made_at(start + datetime.timedelta(hours=hour)))
        gone = superfluous(kept)
        assert kept[-1] not in gone
        kept = [one for one in kept if one not in gone]
    newest_first = [one.made_at for one in reversed(kept)]
    assert (
        len(
            {
                moment.date()
                for moment in newest_first
                if newest_first[0] - moment < datetime.timedelta(days=14)
            }
        )
        == 14
    )
    assert len({f"{moment:%G%V}" for moment in newest_first}) >= 8
    assert len({f"{moment:%Y%m}" for moment in newest_first}) == 24
    assert len(kept) <= 4 + 14 + 8 + 24


def test_thinning_takes_copy_note_and_drafts_and_never_the_newest(vault: Vault) -> None:
    for day in range(20):
        vault.entry()
        made = back_up(vault.path, [], NOW + datetime.timedelta(days=day))
        assert last_verified([vault.place]) == made
    names = sqlite_files(vault.place)
    assert len(names) < 20
    assert {path.name for path in vault.place.glob("*.json")} == {f"{name}.json" for name in names}
    assert len(list(vault.place.glob("*-drafts.sqlite"))) == len(names)


def test_a_clock_put_back_does_not_cost_the_copy_just_made(vault: Vault) -> None:
    for days in (40, 39, 0):
        vault.entry()
        made = back_up(vault.path, [], NOW + datetime.timedelta(days=days))
        assert made.path.exists()
        assert vault_module.read_note(made.path) is not None


def test_a_note_that_cannot_be_read_makes_no_verified_copy(vault: Vault) -> None:
    made = back_up(vault.path, [], vault.now)
    note = vault_module.note_path(made.path)
    for text in ("", "[]", "{}", json.dumps({"made_at": 3})):
        note.write_text(text)
        assert noted(vault.place) == []
        assert last_verified([vault.place]) is None
