"""`custdesk demo`: an office of any size, said on stderr how far it is, ended by Ctrl+C with a sound store."""

from __future__ import annotations

import json
import signal
from pathlib import Path

import pytest

from custdesk import cli_demo
from custdesk.__main__ import main
from custdesk.store.checking import check_store


def run(*argv: object) -> int:
    return main([str(part) for part in argv])


def test_it_makes_an_office_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    folder = tmp_path / "new" / "demo"
    assert run("demo", "--records", 700, "--seed", 3, "--out", folder, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert (said["records"], said["stopped"]) == (700, False)
    assert Path(said["store"]).parent == folder
    assert run("check", "--store", folder) == 0
    assert "700" in capsys.readouterr().out


def test_a_folder_with_an_office_is_refused_and_left_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    assert run("demo", "--records", 500, "--out", tmp_path) == 0
    before = (tmp_path / "office.sqlite").read_bytes()
    assert run("demo", "--records", 500, "--out", tmp_path) == 1
    assert (tmp_path / "office.sqlite").read_bytes() == before
    assert "--out" in capsys.readouterr().err


def test_ctrl_c_leaves_a_sound_office(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(cli_demo, "BEAT", 0.0)
    monkeypatch.setattr("custdesk.demo_office.AT_ONCE", 100)
    tell = cli_demo._Progress.tell

    def pressed(self: cli_demo._Progress, done: int, total: int) -> bool:
        if done > 600:
            signal.raise_signal(signal.SIGINT)
        return tell(self, done, total)

    monkeypatch.setattr(cli_demo._Progress, "tell", pressed)
    before = signal.getsignal(signal.SIGINT)
    assert run("demo", "--records", 3000, "--out", tmp_path, "--language", "zh_Hans", "--json") == 130
    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert said["stopped"]
    assert 600 < said["records"] < 1500
    assert "3,000" in captured.err  # how far it is
    report = check_store(tmp_path / "office.sqlite")
    assert (report.findings, report.records) == ([], said["records"])
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_ctrl_c_ends_at_once(monkeypatch: pytest.MonkeyPatch):
    with cli_demo._going_on() as going:
        assert going()
        signal.raise_signal(signal.SIGINT)
        assert not going()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
