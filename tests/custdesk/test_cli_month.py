"""The month's folder and the printed head by the command line: what is said, exit codes, JSON."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
from pathlib import Path

import pytest

from custdesk.__main__ import main
from custdesk.arguments import PASSWORD
from custdesk.clock import OfficeClock
from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.sample_estate import make_sample
from custdesk.store.anchors import anchor_of
from custdesk.store.store import SYSTEM, Store
from tests.desk_month import files_of, index_of


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "office.sqlite"
    make_sample(path, OfficeClock(), complaints=6)
    return path


@pytest.fixture
def practice(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made.with_name(made.stem + "-files"), tmp_path / "office-files")
    return Path(shutil.copy(made, tmp_path / "office.sqlite"))


@pytest.fixture(autouse=True)
def _no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD, raising=False)


def run(*argv: object) -> int:
    return main([str(part) for part in argv])


EMPTY = "2020-01"  # long before the sample began: written at once


@pytest.fixture(scope="module")
def written(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict, Path]:
    """This month of the sample estate, written once, and the store that wrote it."""
    folder = tmp_path_factory.mktemp("written")
    shutil.copytree(made.with_name(made.stem + "-files"), folder / "office-files")
    store = Path(shutil.copy(made, folder / "office.sqlite"))
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        month = f"{OfficeClock()():%Y-%m}"
        assert run("month-folder", month, "--store", store, "--out", folder / "out", "--json") == 0
    return json.loads(said.getvalue()), store


@pytest.fixture
def away(written: tuple[dict, Path], tmp_path: Path) -> Path:
    """A copy of that folder."""
    return Path(shutil.copytree(written[0]["folder"], tmp_path / "away"))


def test_a_month_is_written_checked_and_checked_against_its_store(written, away, capsys):
    said, store = written
    folder = away
    assert said["counts"]["records"] > 0
    assert said["counts"]["files"] == len(files_of(folder)) - 1
    assert said["counts"] == index_of(folder)["counts"]
    assert run("check", "--folder", folder) == 0
    out = capsys.readouterr().out
    assert "与写出时一致" in out
    assert " ".join(said["manifest"][at : at + 4] for at in range(0, 20, 4)) in out
    assert run("check", "--folder", folder, "--store", store, "--json") == 0
    checked = json.loads(capsys.readouterr().out)
    assert (checked["ok"], checked["stored"], checked["findings"]) == (True, True, [])
    assert (checked["manifest"], checked["head"]) == (said["manifest"], said["anchor"])
    (folder / "trail.jsonl").write_bytes(b"")
    assert run("check", "--folder", folder) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "trail.jsonl被改动" in captured.err
    assert run("check", "--folder", folder, "--json") == 1
    assert {one["file"] for one in json.loads(capsys.readouterr().out)["findings"]} >= {"trail.jsonl"}


def test_what_to_write_down_is_said(practice, tmp_path, capsys):
    assert run("month-folder", EMPTY, "--store", practice, "--out", tmp_path / "out", "--public") == 0
    first, manifest, head = capsys.readouterr().out.splitlines()
    assert "月度存档已写出" in first
    assert "公布版" in first
    assert "请抄记" in manifest
    assert "留痕" in head


def test_wrong_usage_and_wrong_months_are_sentences(practice, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        run("month-folder", "2027-03", "--store", practice)
    assert ended.value.code == 2
    for wrong in ("2027-13", "March", "2199-01"):
        assert run("month-folder", wrong, "--store", practice, "--out", tmp_path / "out") == 1
    assert run("check", "--folder", tmp_path / "nowhere", "--json") == 1
    assert "校验清单" in json.loads(capsys.readouterr().out.splitlines()[-1])["problems"][0]
    assert not (tmp_path / "out").exists() or list((tmp_path / "out").iterdir()) == []


def test_in_earnest_it_asks_who_and_takes_only_the_manager(practice, tmp_path, capsys, monkeypatch):
    desk = Desk.open(practice, OfficeClock())
    desk.store.set_setting("practice", False, SYSTEM)
    people = {person.role: person for person in desk.people()}
    for person in people.values():
        desk.set_password(person, "bamboo")
    desk.close()
    argv = ("month-folder", EMPTY, "--store", practice, "--out", tmp_path / "out", "--language", "en")
    assert run(*argv) == 1
    assert "--user" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD, "bamboo")
    assert run(*argv, "--user", people["receptionist"].name) == 1
    assert "Ask the Office manager" in capsys.readouterr().err
    assert run(*argv, "--user", people["receptionist"].name, "--public") == 0
    assert run(*argv, "--user", people["office_manager"].name) == 0
    assert len(list((tmp_path / "out").iterdir())) == 2


def test_a_head_typed_from_paper(practice, capsys):
    store = Store.open(practice, OfficeClock())
    anchor = anchor_of(store.database)
    store.close()
    assert run("check", "--store", practice, "--anchor", Words()(anchor.text)) == 0
    assert "相符" in capsys.readouterr().out
    assert run("check", "--store", practice, "--anchor", f"{anchor.seq} {'0' * 20}", "--json") == 1
    said = json.loads(capsys.readouterr().out)["anchor"]
    assert (said["standing"], said["seq"]) == ("rewritten", anchor.seq)
    assert run("check", "--store", practice, "--anchor", f"{anchor.seq + 5} {anchor.letters}") == 1
    assert "较早的状态" in capsys.readouterr().err
    assert run("check", "--store", practice, "--anchor", "nothing") == 1
    assert "1234 3f9a" in capsys.readouterr().err


def test_a_head_is_asked_of_a_folder_without_its_store(written, away, capsys):
    said = {**written[0], "folder": away}
    assert run("check", "--folder", said["folder"], "--anchor", said["anchor"]) == 0
    assert "相符" in capsys.readouterr().out
    wrong = f"{said['seq']} {'0' * 16}"
    assert run("check", "--folder", said["folder"], "--anchor", wrong, "--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["ok"], found["findings"], found["anchor"]["standing"]) == (False, [], "rewritten")
    assert run("check", "--folder", said["folder"], "--anchor", wrong) == 1


def test_both_commands_have_help(capsys):
    for command in ("month-folder", "check"):
        with pytest.raises(SystemExit) as ended:
            run(command, "--help")
        assert ended.value.code == 0
    assert "--anchor" in capsys.readouterr().out
