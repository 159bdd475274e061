"""The watched folder: a scan counts once it stands still, once; filed it is put aside, never deleted, never covered."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings

from custdesk.language import Words
from tests.scanner import ALWAYS, PATIENCE, scanner
from ui.scan_desk.watching import STILL, STILL_EMPTY, Watching

__all__ = ["scanner"]
WORDS = Words("zh_Hans")
DAY = datetime.date(2027, 4, 16)


class Folder:
    """A watched folder, looked at when the test says so."""

    def __init__(self, qtbot, path: Path, settings: QSettings) -> None:
        self.qtbot, self.path, self.now = qtbot, path, 0.0
        self.settings = settings
        self.watching = self.begin()

    def begin(self, *, practice: bool = False) -> Watching:
        """Start the program (anew)."""
        watching = Watching(WORDS, practice=practice, settings=self.settings)
        watching.tick = lambda: self.now
        self.told: list[str] = []
        self.troubles: list[str] = []
        watching.arrived.connect(lambda files: self.told.extend(one.path.name for one in files))
        watching.arrived.connect(self._keep)
        watching.troubled.connect(lambda trouble: self.troubles.append(WORDS(trouble.text)))
        self.files = []
        self.watching = watching
        return watching

    def _keep(self, files) -> None:
        self.files += files

    def look(self, later: float = 0.0) -> list[str]:
        """Let time pass and look once; return what has been told since the last look."""
        self.now += later
        self.told.clear()
        self.watching.look()
        self.settle()
        return list(self.told)

    def settle(self) -> None:
        self.watching._lanes._quick.waitForDone()
        self.qtbot.waitUntil(lambda: not self.watching._looking)
        self.qtbot.waitUntil(lambda: not self.watching._lanes._under_way)

    def arrive(self) -> list[str]:
        """Look until what lies there is told."""
        self.look()
        return self.look(STILL)


@pytest.fixture
def settings(tmp_path) -> QSettings:
    return QSettings(str(tmp_path / "habits.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def folder(qtbot, tmp_path, settings):
    path = tmp_path / "扫描"
    path.mkdir()
    found = Folder(qtbot, path, settings)
    found.watching.watch(path)
    yield found
    found.watching.stop()


def test_a_file_counts_once_its_size_and_time_stand_still(folder):
    scan = folder.path / "a.pdf"
    scan.write_bytes(b"%PDF half")
    assert folder.look() == []
    scan.write_bytes(b"%PDF half, and the rest")
    assert folder.look(STILL) == []  # it grew: it begins anew
    assert folder.look(STILL / 2) == []
    assert folder.look(STILL / 2) == ["a.pdf"]
    assert folder.look(STILL) == []  # told once


def test_a_scan_of_the_same_name_written_later_counts_again(folder):
    scan = folder.path / "a.pdf"
    scan.write_bytes(b"one")
    assert folder.arrive() == ["a.pdf"]
    scan.write_bytes(b"another")
    assert folder.arrive() == ["a.pdf"]


def test_a_file_somebody_else_has_open_waits(folder, monkeypatch):
    scan = folder.path / "a.pdf"
    scan.write_bytes(b"one")
    really = Path.open

    def in_use(path, *how, **more):
        if path.name == "a.pdf":
            raise PermissionError(13, "used by the scanner")
        return really(path, *how, **more)

    monkeypatch.setattr(Path, "open", in_use)
    assert folder.arrive() == []
    monkeypatch.undo()
    assert folder.look(STILL) == ["a.pdf"]


def test_only_scans_count_and_no_half_written_ones(folder):
    for name in ("a.PDF", "b.jpeg", "c.tif", "notes.txt", "~$a.pdf", ".b.jpg", "d.pdf.part"):
        (folder.path / name).write_bytes(b"x")
    (folder.path / "e.pdf").mkdir()
    assert folder.arrive() == ["a.PDF", "b.jpeg", "c.tif"]


def test_an_empty_file_is_told_after_a_minute_so_that_its_sentence_is_seen(folder):
    (folder.path / "a.pdf").write_bytes(b"")
    assert folder.arrive() == []
    assert folder.look(STILL_EMPTY) == ["a.pdf"]


def test_filed_scans_go_into_the_months_subfolder(folder):
    (folder.path / "a.pdf").write_bytes(b"one")
    folder.arrive()
    folder.watching.file_away(folder.files, DAY)
    folder.settle()
    assert not (folder.path / "a.pdf").exists()
    assert (folder.path / "已归档" / "2027-04" / "a.pdf").read_bytes() == b"one"
    assert folder.look(STILL) == []  # the subfolder is not looked into


@pytest.mark.parametrize(("times", "moved"), [(PATIENCE, True), (ALWAYS, False)])
def test_a_scan_that_somebody_looks_at_is_waited_for(folder, scanner, times, moved):
    (folder.path / "a.pdf").write_bytes(b"one")
    folder.arrive()
    scanner.hold("a.pdf", times)
    folder.watching.file_away(folder.files, DAY)
    folder.settle()
    assert (folder.path / "a.pdf").exists() != moved
    assert (folder.path / "已归档" / "2027-04" / "a.pdf").exists() == moved
    assert len(folder.troubles) == (0 if moved else 1)


def test_no_filed_scan_ever_covers_another(folder):
    for content in (b"one", b"another", b"third"):
        (folder.path / "a.pdf").write_bytes(content)
        folder.files.clear()
        folder.arrive()
        folder.watching.file_away(folder.files, DAY)
        folder.settle()
    kept = folder.path / "已归档" / "2027-04"
    assert sorted(path.name for path in kept.iterdir()) == ["a (2).pdf", "a (3).pdf", "a.pdf"]
    assert {path.read_bytes() for path in kept.iterdir()} == {b"one", b"another", b"third"}


def test_a_newer_scan_of_the_same_name_is_not_put_away_with_the_old_one(folder):
    (folder.path / "a.pdf").write_bytes(b"one")
    folder.arrive()
    (folder.path / "a.pdf").write_bytes(b"a newer one")
    folder.watching.file_away(folder.files, DAY)
    folder.settle()
    assert (folder.path / "a.pdf").read_bytes() == b"a newer one"


def test_what_cannot_be_moved_stays_is_said_and_not_told_again(folder):
    (folder.path / "a.pdf").write_bytes(b"one")
    folder.arrive()
    (folder.path / "已归档").write_bytes(b"a file in the way")
    folder.watching.file_away(folder.files, DAY)
    folder.settle()
    assert (folder.path / "a.pdf").exists()
    assert len(folder.troubles) == 1
    assert folder.look(STILL) == []


def test_a_folder_that_vanishes_is_said_once_and_goes_on_when_it_is_back(folder, qtbot):
    folder.look()
    away = folder.path.rename(folder.path.with_name("stick"))
    folder.look()
    folder.look()
    assert len(folder.troubles) == 1
    assert "扫描" in folder.troubles[0]
    assert folder.watching.lost
    (away / "a.pdf").write_bytes(b"one")
    away.rename(folder.path)
    with qtbot.waitSignal(folder.watching.changed):
        assert folder.look() == []
    assert not folder.watching.lost
    assert folder.look(STILL) == ["a.pdf"]


def test_which_folder_is_watched_is_kept_on_this_computer_and_not_for_the_practice(folder):
    assert folder.begin().folder == folder.path
    assert folder.begin(practice=True).folder is None


def test_what_is_none_of_ours_is_not_told_tomorrow(folder):
    (folder.path / "manual.pdf").write_bytes(b"of the scanner")
    folder.arrive()
    folder.watching.leave_alone(folder.files)
    folder.begin()
    assert folder.arrive() == []
    (folder.path / "manual.pdf").write_bytes(b"something else")
    assert folder.arrive() == ["manual.pdf"]


def test_the_system_tells_of_a_new_file_at_once(folder, qtbot):
    folder.look()
    folder.watching._soon.setInterval(0)
    (folder.path / "a.pdf").write_bytes(b"one")
    qtbot.waitUntil(lambda: folder.path / "a.pdf" in folder.watching._known)
