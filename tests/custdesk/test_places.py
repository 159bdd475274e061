"""Where the store is looked for: an office that was noted and is gone is said, and never taken for a new one."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from custdesk.errors import KnownError
from custdesk.places import PORTABLE, Places, is_there, places, store_at


@pytest.fixture
def mine(tmp_path: Path) -> Places:
    return Places(tmp_path / "data")


def test_the_chosen_store_is_remembered(mine: Places, tmp_path: Path):
    assert mine.store == mine.default_store
    mine.remember(tmp_path / "elsewhere" / "office.sqlite")
    assert mine.store == tmp_path / "elsewhere" / "office.sqlite"
    mine.remember(mine.data / "in" / "office.sqlite")
    assert json.loads(mine.notes.read_text(encoding="utf-8")) == {"store": str(Path("in") / "office.sqlite")}
    assert mine.store == mine.data / "in" / "office.sqlite"


@pytest.mark.parametrize(
    "note", ["[", "", "{}", '{"store": ""}', '{"store": 3}', "[1]", "\ufffd\x00", "null"]
)
def test_a_note_nobody_can_read_is_no_leave_to_open_another_store(mine: Places, note: str):
    """The default may be an older store than the one that was chosen since."""
    mine.data.mkdir()
    mine.default_store.touch()
    mine.notes.write_text(note, encoding="utf-8")
    with pytest.raises(KnownError, match="cannot be read") as told:
        _ = mine.store
    assert told.value.way_out is not None
    sought = mine.sought()
    assert not sought.there
    assert sought.notice is not None


def test_a_note_in_another_code_is_said_too(mine: Places):
    mine.data.mkdir()
    mine.notes.write_bytes('{"store": "D:\\\\办公室\\\\office.sqlite"}'.encode("gb18030"))
    with pytest.raises(KnownError, match="cannot be read"):
        mine.remembered()


def test_before_anything_was_chosen_nothing_is_said(mine: Places):
    sought = mine.sought()
    assert (sought.path, sought.there, sought.notice) == (mine.default_store, False, None)


def test_a_store_that_is_there_is_opened(mine: Places):
    mine.data.mkdir()
    mine.default_store.touch()
    assert mine.sought().there


def test_a_disk_that_is_not_plugged_in_and_a_store_that_was_moved_are_told_apart(
    mine: Places, tmp_path: Path
):
    usb = tmp_path / "usb"
    mine.remember(usb / "office.sqlite")
    assert "plug the disk in" in str(mine.sought().notice)
    usb.mkdir()
    sought = mine.sought()
    assert "renamed or moved" in str(sought.notice)
    assert not sought.there
    assert list(usb.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="there it is said of such a path that it is not there")
def test_a_place_nobody_may_look_at_is_a_sentence(tmp_path: Path, mine: Places):
    long = tmp_path / ("长" * 300)
    with pytest.raises(KnownError, match="cannot be looked at"):
        is_there(long)
    with pytest.raises(KnownError, match="cannot be looked at"):
        store_at(long)
    mine.data.mkdir()
    mine.notes.write_text(json.dumps({"store": str(long / "office.sqlite")}), encoding="utf-8")
    assert "looked at" in str(mine.sought().notice)


def test_a_portable_mark_keeps_everything_beside_the_program(tmp_path: Path):
    assert not places(tmp_path).portable
    assert places(tmp_path).data != tmp_path / "custdesk-data"
    (tmp_path / PORTABLE).touch()
    assert places(tmp_path).data == tmp_path / "custdesk-data"
    assert places(tmp_path).portable
    assert places(tmp_path).habits.parent == places(tmp_path).data
