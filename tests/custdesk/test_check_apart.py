"""The check in a process of its own says what the check says, can be stopped, and leaves no process behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from custdesk import check_apart as apart
from custdesk.check_apart import check_apart
from custdesk.errors import KnownError
from custdesk.store.checking import check_store
from tests.custdesk.store.vaults import ENGLISH, Vault, furnished, vault

__all__ = ["furnished", "vault"]  # the small office of vaults.py
STARTED = subprocess.Popen


@pytest.fixture
def processes(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every process that was started."""
    made: list[Any] = []

    def start(*args: Any, **more: Any) -> Any:
        made.append(STARTED(*args, **more))
        return made[-1]

    monkeypatch.setattr(subprocess, "Popen", start)
    return made


def test_a_sound_store_is_called_sound_beside_the_open_desk(vault: Vault, processes: list[Any]):
    told: list[tuple[int, int]] = []
    report = check_apart(vault.path, lambda done, total: bool(told.append((done, total))) or True)
    alone = check_store(vault.path)
    assert report == alone
    assert (report.exit_code, report.records > 0) == (0, True)
    assert told
    (process,) = processes
    assert process.poll() is not None
    vault.entry()  # the desk goes on


def test_what_is_wrong_is_said_in_the_same_words(vault: Vault):
    vault.store.database.execute_sql("UPDATE header SET state = 'closed' WHERE form = 'complaint'")
    report, alone = check_apart(vault.path), check_store(vault.path)
    assert report.exit_code == 1
    assert [ENGLISH(one.text) for one in report.findings] == [ENGLISH(one.text) for one in alone.findings]
    assert [(one.seq, one.record_id, one.number) for one in report.findings] == [
        (one.seq, one.record_id, one.number) for one in alone.findings
    ]


def test_it_can_be_stopped(vault: Vault, processes: list[Any]):
    with pytest.raises(KnownError, match="Stopped"):
        check_apart(vault.path, lambda done, total: False)
    assert processes[0].poll() is not None


def test_expected_trouble_keeps_its_words(tmp_path: Path):
    with pytest.raises(KnownError) as raised:
        check_apart(tmp_path / "none.sqlite")
    with pytest.raises(KnownError) as alone:
        check_store(tmp_path / "none.sqlite")
    assert (raised.value.text, raised.value.way_out) == (alone.value.text, alone.value.way_out)


def test_where_no_process_can_be_started_it_is_done_here(vault: Vault, monkeypatch: pytest.MonkeyPatch):
    def refused(*args: Any, **more: Any) -> Any:
        raise PermissionError(13, "not allowed")

    monkeypatch.setattr(subprocess, "Popen", refused)
    assert check_apart(vault.path).findings == []


def test_a_process_that_dies_does_not_leave_the_person_without_an_answer(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(apart, "command_of", lambda *_: [sys.executable, "-c", "raise SystemExit(3)"])
    assert check_apart(vault.path).findings == []
