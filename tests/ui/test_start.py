"""The start: a window before anything of the office is loaded, the desk before its tabs, the rest when nobody waits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import peewee
import pytest
from PySide6.QtWidgets import QLabel

from custdesk.binders import ALL
from custdesk.clock import OfficeClock
from custdesk.language import Words
from custdesk.places import Places, may_be_open
from custdesk.sample_estate import make_sample
from custdesk.store.listing import ListReader
from custdesk.store.store import Store
from tests.homes import living_in
from tests.ui.programs import sit
from ui import app
from ui.opening import Opening
from ui.warming import Warming

ROOT = Path(__file__).parents[2]
#: a start as a person does it, with hands that press Enter and F2; after each mark, what is loaded by then
TOLD = """
import sys
from ui.late_signatures import late_signatures
with late_signatures():
    from tests.bench import first_paint, started
say = first_paint.mark
def mark(name, *aside):
    say(name, *aside)
    print("loaded", name, *sys.modules)
first_paint.mark = mark
started.main()
"""
OFFICE = {
    "peewee",
    "sqlcipher3",
    "custdesk.record",
    "custdesk.desk",
    "custdesk.store",
    "ui.front_desk",
    "ui.login",
}
LATER = {
    "ui.main_window", "ui.workbench", "ui.intake", "ui.search", "ui.binder.view", "ui.binder.form", "ui.calendar_view",
    "ui.figures_view", "ui.scan_desk", "ui.paper", "ui.backups", "ui.setup", "PySide6.QtNetwork", "playhouse.migrate",
    "custdesk.cli", "custdesk.press", "custdesk.safekeeping", "custdesk.store.backup", "custdesk.store.restore",
    "custdesk.store.checking", "custdesk.store.migrations.m0001_foundation", "custdesk.exchange", "custdesk.paper",
}  # fmt: skip
NEVER = {"reportlab", "openpyxl", "pypdfium2", "PIL", "zxingcpp", "pi_heif", "argon2", "opencc", "pypinyin"}


@pytest.fixture(scope="module")
def loaded(tmp_path_factory) -> dict[str, set[str]]:
    """What is loaded when the window is painted, when the names are there, and when F2 has answered."""
    home = tmp_path_factory.mktemp("home")
    make_sample(home / "estate" / "office.sqlite", OfficeClock(), complaints=3)
    (home / "custdesk").mkdir()
    note = {"store": str(home / "estate" / "office.sqlite")}
    (home / "custdesk" / "this-computer.json").write_text(json.dumps(note), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TOLD], cwd=ROOT, env=living_in(home), capture_output=True, text=True, check=False,
        encoding="utf-8",
    )  # fmt: skip
    found = {}
    for line in done.stdout.splitlines():
        said, *words = line.split()
        if said == "loaded":
            found[words[0]] = set(words[1:])
    assert list(found) == ["painted", "names", "filled", "usable"], done.stdout[-500:] + done.stderr
    return found


def test_trap_17_the_window_is_painted_before_the_office_is_loaded(loaded):
    assert loaded["painted"] & (OFFICE | LATER | NEVER) == set()
    assert "ui.opening" in loaded["painted"]
    assert loaded["painted"] & {"msgspec", "typing_extensions", "argparse", "logging"} == set()


def test_trap_17_the_names_are_there_before_the_window_is_loaded(loaded):
    assert loaded["names"] & (LATER | NEVER) == set()
    assert loaded["names"] >= OFFICE


def test_trap_17_the_workbench_is_filled_before_the_tabs_paper_and_excel_are_loaded(loaded):
    shown = {"ui.main_window", "ui.workbench"}
    assert loaded["filled"] & (NEVER | LATER) == shown
    assert "ui.intake" in loaded["usable"]


# -- the first moment


def test_the_window_that_opens_becomes_the_one_with_the_names(front, office_store, qtbot):
    front.opening = opening = Opening(Words("zh_Hans"))
    opening.show()
    assert [one.text() for one in opening.findChildren(QLabel)] == ["前台", "正在打开 …"]
    front.start()
    assert front.opening is opening
    assert opening.isVisible()
    assert front.login.window() is opening
    assert front.login.isVisible()
    assert "翠湖花园管理处" in opening.windowTitle()
    sit(front, qtbot)
    assert front.opening is None
    assert not opening.isVisible()


def test_closing_the_window_with_the_names_ends_it(front, office_store, qtbot):
    front.start()
    front.opening.close()
    qtbot.waitUntil(lambda: front._finishing)
    assert front.desk is None


def test_a_store_that_does_not_open_leaves_no_empty_window(front, office_store):
    office_store.write_bytes(b"not a database at all" * 100)
    front.opening = opening = Opening(Words("zh_Hans"))
    opening.show()
    front.start()
    assert front.message.isVisible()
    assert front.opening is None
    assert not opening.isVisible()
    front.message.close()


def test_nothing_is_painted_before_a_first_run(dressed, where):
    assert app.show_opening(dressed, where, None, "zh_Hans") is None
    assert not where.data.exists()


def test_nothing_is_painted_where_another_desk_may_be_shown(dressed, where, office_store, clock, qtbot):
    """SQLite keeps its log beside a store as long as a desk has it open: then the bell is rung before anything is shown."""
    assert not may_be_open(office_store)
    store = Store.open(office_store, clock)
    try:
        assert may_be_open(office_store)
        assert app.show_opening(dressed, where, None, "zh_Hans") is None
    finally:
        store.close()
    opening = app.show_opening(dressed, where, None, "zh_Hans")
    assert opening is not None
    qtbot.addWidget(opening)
    assert opening.isVisible()


def test_a_path_nobody_may_look_at_is_left_to_the_front_desk(dressed, where, monkeypatch):
    from custdesk.errors import KnownError
    from custdesk.language import N_

    def refuse(_self: Places, _named: object) -> None:
        raise KnownError(N_("Cancel"))

    monkeypatch.setattr(Places, "asked", refuse)
    assert app.show_opening(dressed, where, None, "zh_Hans") is None


#: what a start may read from end to end: tables that stay small, the last or the first line of the trail, an index
SHORT = {
    "SCAN setting", "SCAN trail", "SCAN w", "SCAN t USING INDEX trail_setting", "SCAN a",
    "SCAN reserved USING INDEX reserved_open", "SCAN tally",
}  # fmt: skip


def test_nothing_is_read_from_end_to_end_at_the_start(front, office_store, qtbot, monkeypatch):
    """At a million records the workbench is filled as on the first day: every question follows an index."""
    asked: dict[str, object] = {}
    execute = peewee.Database.execute_sql

    def noted(self: peewee.Database, sql: str, params: object = None, *more: object) -> object:
        if '"draft"' not in sql:  # half-written forms lie in a file of their own, of a few lines
            asked[sql] = params
        return execute(self, sql, params, *more)

    def everywhere(self: ListReader) -> set[tuple[str, str]]:
        """As in an office that has records in every state, so that every question is asked."""
        assert held(self)
        return {(record.form.key, state) for record in ALL for state in record.form.flow.states}

    held = ListReader.held_states
    monkeypatch.setattr(ListReader, "held_states", everywhere)
    monkeypatch.setattr(peewee.Database, "execute_sql", noted)
    front.start()
    sit(front, qtbot)
    monkeypatch.setattr(peewee.Database, "execute_sql", execute)
    selects = [
        sql for sql in asked if sql.startswith("SELECT") and "IN ()" not in sql and "sqlite_master" not in sql
    ]
    assert len(selects) > 30
    for sql in selects:
        plan = front.desk.store.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", asked[sql]).fetchall()
        scans = {row[3] for row in plan if row[3].startswith("SCAN") and "VIRTUAL TABLE" not in row[3]}
        assert scans <= SHORT, sql
        assert "SCAN trail" not in scans or sql.endswith("LIMIT 1"), sql


# -- what is made when nobody waits


def test_pieces_are_done_one_by_one(qapp, qtbot):
    warming, done = Warming(), []
    warming.add(lambda: done.append("first"))
    warming.add(lambda: done.append("next"), lambda: done.append("last"))
    with qtbot.waitSignal(warming.done):
        warming.begin_soon()
    assert done == ["first", "next", "last"]


def test_a_piece_that_fails_does_not_stop_the_others(qapp, qtbot):
    warming, done = Warming(), []

    def fail() -> None:
        raise ValueError

    warming.add(fail, lambda: done.append("on"))
    with qtbot.captureExceptions() as raised, qtbot.waitSignal(warming.done):
        warming.begin_soon()
    assert [kind for kind, *_rest in raised] == [ValueError]
    assert done == ["on"]


def test_nothing_more_is_loaded_once_the_desk_is_left(qapp, qtbot):
    warming, done = Warming(), []
    warming.add(lambda: done.append("late"))
    warming.begin_soon()
    warming.stop()
    with qtbot.assertNotEmitted(warming.done, wait=400):
        warming.begin_soon()
    assert done == []


def test_the_window_stands_before_its_tabs_and_has_them_when_asked(front, office_store, qtbot):
    front.start()
    sit(front, qtbot)
    window = front.window
    for name in ("calendar", "figures", "paper"):
        if window.tabs.page_if_made(name) is None:
            made = getattr(window, name)
            assert window.tabs.page_if_made(name) is made
            assert window.tabs.currentIndex() == 0  # made aside, the workbench stays
    labels = [window.tabs.tabText(place) for place in range(window.tabs.count())]
    window.show_calendar()
    assert window.tabs.currentWidget() is window.calendar
    for place in range(window.tabs.count()):
        window.tabs.setCurrentIndex(place)
        assert window.tabs.currentIndex() == place
        assert window.tabs.currentWidget().isVisible()
    assert [window.tabs.tabText(place) for place in range(window.tabs.count())] == labels
    qtbot.waitUntil(lambda: not front.warming._pieces, timeout=20_000)
    assert front._watch is not None
    assert front.backups is not None
    assert front.bell is not None
