"""From the start to the login: a store that is not where it was is said and looked for, and never begun anew."""

from __future__ import annotations

import errno
import shutil
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QCommandLinkButton

from custdesk.errors import KnownError
from custdesk.safekeeping import last_backup
from custdesk.store.checking import check_store
from tests.ui.programs import close, fill_in, sit
from ui.front_desk import FrontDesk
from ui.setup import SAFETY, SetUp


def buttons(setup: SetUp) -> list[QCommandLinkButton]:
    """Return the ways of the first page, from top to bottom."""
    return sorted(setup.findChildren(QCommandLinkButton), key=lambda one: one.y())


def test_an_office_that_was_moved_is_said_and_looked_for(front, where, founded, tmp_path, qtbot):
    """Renamed while the desk was closed: nothing is founded in its place, and the folder it is in now is noted."""
    before, after = tmp_path / "办公室", tmp_path / "办公室2027"
    before.mkdir()
    shutil.copy(founded, before / "office.sqlite")
    where.remember(before / "office.sqlite")
    before.rename(after)
    front.start()
    assert front.desk is None
    assert str(before) in front.setup.notice
    assert not before.exists()
    assert not where.default_store.exists()
    first, second, _practice = buttons(front.setup)
    assert first is front.setup.existing
    assert front.setup.existing.hasFocus() or front.setup.focusWidget() is front.setup.existing
    assert "空白" in second.description()
    front.setup.open_folder(str(after))
    sit(front, qtbot)
    assert where.remembered() == after / "office.sqlite"


def test_a_first_run_offers_the_new_office_first(front):
    front.start()
    assert front.setup.notice == ""
    assert buttons(front.setup)[0] is front.setup.new
    assert front.setup.focusWidget() is front.setup.new


def test_a_note_nobody_can_read_opens_no_other_store(front, where, office_store):
    """The default may be the office of last year."""
    where.notes.write_text("{", encoding="utf-8")
    front.start()
    assert front.desk is None
    assert "this-computer.json" in front.setup.notice
    front.setup.open_folder(str(where.data))  # and where it is the right one, it is chosen again
    assert front.login is not None
    assert where.remembered() == where.default_store


@pytest.mark.skipif(sys.platform == "win32", reason="there it is no such file; set-up says it of the folder")
def test_a_store_named_by_a_path_nobody_can_have_is_a_sentence(front, tmp_path):
    assert front.start(tmp_path / ("长" * 300))
    assert "路径太长" in front.aid.box.text()
    front.aid.box.close()
    assert front._finishing


def test_the_offices_folder_may_be_named_instead_of_its_file(front, founded):
    front.start(founded.parent)
    assert front.login is not None
    assert front.path == founded


def test_a_store_that_does_not_open_leaves_the_set_up_standing(front, where, tmp_path, monkeypatch):
    """Chosen in the set-up: the sentence stands over it, and another folder may be chosen."""
    front.start()
    front.setup.opened.emit(tmp_path / "gone.sqlite")
    assert front.message.isVisible()
    front.message.close()
    assert front.setup.isVisible()
    assert not front._finishing


# -- another account's folder


@pytest.fixture
def read_only(monkeypatch):
    """Refuse to open one file for writing, as Windows does; a test that runs as root is refused nothing."""
    opened, refused = Path.open, set()

    def refuse(path: Path, mode: str = "r", *more: object, **how: object):
        if path in refused and set(mode) & set("+wax"):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, mode, *more, **how)

    monkeypatch.setattr(Path, "open", refuse)
    return refused


def test_a_folder_this_account_may_not_write_is_said_and_not_noted(
    front, where, founded, tmp_path, read_only
):
    shared = tmp_path / "公用"
    shared.mkdir()
    store = Path(shutil.copy(founded, shared / "office.sqlite"))
    before = store.read_bytes()
    read_only.add(store)
    front.start()
    front.setup.open_folder(str(shared))
    assert "账户" in front.setup.problems.text()
    assert front.setup.problems.isVisible()
    assert front.desk is None
    assert where.remembered() is None
    assert not where.default_store.exists()  # no second office
    assert store.read_bytes() == before
    read_only.clear()
    front.setup.open_folder(str(shared))
    assert front.login is not None


def test_no_office_is_founded_where_it_could_not_be_kept(front, where, monkeypatch):
    def refuse(folder: Path) -> None:
        raise KnownError(ground_said(folder))

    from custdesk import founding
    from custdesk.language import N_

    def ground_said(folder: Path):
        return N_("This account may not write in {folder}: {reason}").having(folder=str(folder), reason="x")

    monkeypatch.setattr(founding, "try_folder", refuse)
    front.start()
    setup = front.setup
    fill_in(setup)
    setup.go_on()
    assert setup.pages.currentIndex() == SAFETY
    assert str(where.data) in setup.problems.text()
    assert not where.data.exists()


def test_no_office_is_founded_over_what_is_left_of_one(front, office_store, where, qtbot):
    """The store was deleted or carried away; its backups lie there still."""
    front.start()
    sit(front, qtbot)
    qtbot.waitUntil(lambda: last_backup(front.desk) is not None)
    close(front, qtbot)
    where.default_store.unlink()
    again = FrontDesk(front.app, where, front.clock)
    again.start()
    setup = again.setup
    fill_in(setup)
    setup.go_on()
    assert setup.pages.currentIndex() == SAFETY
    assert "office-backups" in setup.problems.text()
    setup.safety.folder.setText(str(where.data / "新的"))
    setup.go_on()
    setup.code.tick.setChecked(True)
    setup.go_on()
    assert again.login is not None
    assert check_store(where.data / "新的" / "office.sqlite").findings == []
    again._leave()
