"""May this account write there? It is tried, really: a file is made and removed, the store's files are opened for writing."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from custdesk.clock import Clock
from custdesk.errors import LONGEST_PATH, KnownError, reason_of, too_long
from custdesk.founding import HALF, NewOffice, found_office, store_in, store_problems, stores_in
from custdesk.ground import TAIL, remains, try_folder, try_reading, try_store
from custdesk.language import Words
from custdesk.store.database import folder_trouble
from custdesk.store.store import Store
from tests.desks import TODAY

ROOT = Path(__file__).resolve().parent.parent.parent
posix = pytest.mark.skipif(sys.platform == "win32", reason="modes of files are POSIX")
root = pytest.mark.skipif(
    sys.platform == "win32" or os.getuid() != 0, reason="only root becomes another account"
)


@pytest.fixture
def clock() -> Clock:
    return lambda: TODAY


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder other users may walk through, which pytest's own are not."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def folder(shared: Path, clock: Clock) -> Path:
    """The office's folder, in which another account may do anything."""
    folder = shared / "办公室"
    folder.mkdir()
    Store.open(folder / "office.sqlite", clock, create=True).close()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o666)
    return folder


def as_nobody(shared: Path, folder: Path, clock: Clock) -> list[str]:
    """Return what another account is told that opens the folder."""
    warm = shared / "warm"
    warm.mkdir()
    Store.open(warm / "office.sqlite", clock, create=True).close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.custdesk.as_nobody", str(warm), str(folder)],
        cwd=ROOT, env={**os.environ, "PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return done.stdout.split("\n")


# -- the office's existing folder, from another account


@root
def test_where_the_other_account_may_write_it_opens(shared: Path, folder: Path, clock: Clock):
    before = sorted(folder.rglob("*"))
    assert as_nobody(shared, folder, clock) == [str(folder / "office.sqlite")]
    assert sorted(folder.rglob("*")) == before  # the trial left nothing


@root
@pytest.mark.parametrize(
    ("spoil", "text"),
    [
        (lambda folder: folder.chmod(0o555), "This account may not write in {folder}: {reason}"),
        (lambda folder: folder.chmod(0o700), "This account may not look into {folder}: {reason}"),
        (
            lambda folder: (folder / "office.sqlite").chmod(0o444),
            "This account may not change {file}: {reason}",
        ),
        (
            lambda folder: (folder / "office.sqlite").chmod(0o600),
            "This account may not change {file}: {reason}",
        ),
        (
            lambda folder: (folder / "office-drafts.sqlite").chmod(0o444),
            "This account may not change {file}: {reason}",
        ),
        (
            lambda folder: (folder / "office-files").mkdir(mode=0o555),
            "This account may not write in {folder}: {reason}",
        ),
    ],
    ids=["folder", "locked folder", "read-only store", "unreadable store", "drafts", "attachments"],
)
def test_where_it_may_not_it_is_told_what_to_ask_for(
    shared: Path, folder: Path, clock: Clock, spoil, text: str
):
    spoil(folder)
    try:
        said, way_out = as_nobody(shared, folder, clock)
    finally:
        folder.chmod(0o755)
    assert said == text
    assert "account" in way_out


def test_a_store_with_the_read_only_mark_of_windows(folder: Path, monkeypatch):
    """Windows refuses everybody; here root is let through, so the refusal is played."""
    store = folder / "office.sqlite"
    opened = Path.open

    def refuse(path: Path, mode: str = "r", *more: object, **how: object):
        if path == store and "+" in mode:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, mode, *more, **how)

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(KnownError, match="may not change") as told:
        store_in(folder)
    assert told.value.way_out is not None


def test_what_a_folder_holds_instead_is_said(tmp_path: Path):
    with pytest.raises(KnownError, match="no custdesk store"):
        store_in(tmp_path)
    (tmp_path / "office.sqlite").touch()
    with pytest.raises(KnownError, match="is empty"):
        store_in(tmp_path)
    (tmp_path / "office.sqlite").write_bytes(b"nothing like a database" * 400)
    with pytest.raises(KnownError, match="damaged"):
        store_in(tmp_path)
    with pytest.raises(KnownError, match="no custdesk store"):
        store_in(tmp_path / "gone")
    with pytest.raises(KnownError, match="may not look into"):
        store_in(tmp_path / "office.sqlite")
    assert stores_in(tmp_path) == []


def test_backups_and_drafts_are_no_stores(folder: Path):
    for name in ("custdesk-20270416-120000.sqlite", "other-drafts.sqlite"):
        shutil.copy(folder / "office.sqlite", folder / name)
    (folder / "folder.sqlite").mkdir()
    assert stores_in(folder) == [folder / "office.sqlite"]
    assert store_in(folder) == folder / "office.sqlite"


# -- the trial itself


def test_a_trial_leaves_nothing_and_makes_no_folder(tmp_path: Path):
    try_folder(tmp_path / "not" / "yet" / "there")
    try_reading(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_trial_is_as_long_as_what_will_come(tmp_path: Path, monkeypatch):
    """The system says itself whether the path is too long: Windows that was told to takes longer ones."""
    written: list[str] = []
    write = Path.write_bytes
    monkeypatch.setattr(
        Path, "write_bytes", lambda path, content: written.append(str(path)) or write(path, content)
    )
    try_folder(tmp_path / "办公室")
    assert len(written[0]) == len(str(tmp_path / "办公室")) + TAIL


def test_a_file_in_the_way_is_said(tmp_path: Path):
    (tmp_path / "office").write_text("no folder")
    with pytest.raises(KnownError, match="may not write"):
        try_folder(tmp_path / "office")
    with pytest.raises(KnownError, match="may not write"):
        try_folder(tmp_path / "office" / "below")


def test_a_store_that_is_not_there_yet_is_tried_by_its_folder(tmp_path: Path):
    try_store(tmp_path / "office.sqlite")
    assert list(tmp_path.iterdir()) == []


# -- long paths


def refused_for_length() -> OSError:
    with pytest.raises(OSError) as told:  # noqa: PT011 - the one that is looked at
        (Path(tempfile.gettempdir()) / ("长" * 300)).open("x")
    return told.value


@posix
def test_a_path_that_is_too_long_becomes_a_sentence_and_a_way_out():
    trouble = refused_for_length()
    assert too_long(trouble)
    said = folder_trouble(Path("/x"), trouble)
    assert said.way_out is not None
    assert "shorter path" in said.way_out.msgid
    assert dict(said.text.values)["reason"] == reason_of(trouble)


@posix
def test_in_a_folder_whose_path_is_too_long_nothing_is_founded(tmp_path: Path, clock: Clock):
    deep = tmp_path / ("很长的文件夹名" * 20)
    (problem, way_out) = store_problems(deep / "office.sqlite")
    assert "路径太长" in Words("zh_Hans")(problem.text)
    assert "shorter path" in way_out.text.msgid
    with pytest.raises(KnownError):
        found_office(
            deep / "office.sqlite", clock, NewOffice("陈国栋", "bamboo", "bamboo", {"office_name": "翠"})
        )
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("trouble", "windows", "expected"),
    [
        (FileNotFoundError(errno.ENOENT, "no such path", "C:\\" + "长" * LONGEST_PATH), True, True),
        (FileNotFoundError(errno.ENOENT, "no such path", "C:\\short"), True, False),
        (FileNotFoundError(errno.ENOENT, "no such path", "/" + "x" * LONGEST_PATH), False, False),
        (FileNotFoundError(errno.ENOENT, "no such path"), True, False),
        (OSError(errno.ENAMETOOLONG, "File name too long"), False, True),
    ],
)
def test_windows_says_of_a_long_path_that_there_is_none(trouble: OSError, windows: bool, expected: bool):
    assert too_long(trouble, windows=windows) is expected
    assert (reason_of(trouble, windows=windows) != trouble.strerror) is expected


def test_windows_own_number_for_it(monkeypatch):
    trouble = OSError(errno.EINVAL, "文件名或扩展名太长。")
    trouble.winerror = 206  # type: ignore[misc]
    assert too_long(trouble)


# -- an earlier office


def test_what_is_left_of_an_earlier_office_is_named_and_nothing_founded_over_it(folder: Path, clock: Clock):
    (folder / "office-files").mkdir()
    (folder / "office-backups").mkdir()
    (folder / "office-backups" / "custdesk-20270416-120000.sqlite").write_bytes(b"copy")
    (problem,) = store_problems(folder / "office.sqlite")
    assert "already" in problem.text.msgid
    (folder / "office.sqlite").unlink()
    left = remains(folder / "office.sqlite")
    assert left == ["office-backups", "office-drafts.sqlite"]  # an empty folder is nothing of anybody
    (problem,) = store_problems(folder / "office.sqlite")
    assert "earlier office" in problem.text.msgid
    assert not (folder / HALF).exists()


def test_a_fresh_folder_may_hold_an_office(tmp_path: Path):
    assert store_problems(tmp_path / "data" / "office.sqlite") == []
    assert list(tmp_path.iterdir()) == []
