"""The commands that need Qt: the tour leaves what it promises, screenshots show no real people, the self-test ends ok."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from custdesk.__main__ import main
from custdesk.store.checking import check_store
from tests.homes import living_in
from ui.shots import TABS

ROOT = Path(__file__).resolve().parents[2]


def program(*argv: object, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custdesk", *map(str, argv)],
        cwd=ROOT, env=living_in(home, PYTHONWARNINGS="error"), capture_output=True, encoding="utf-8", check=False, timeout=300,
    )  # fmt: skip


@pytest.mark.slow
def test_the_tour_does_the_main_job_and_leaves_the_proof(tmp_path):
    out = tmp_path / "out"
    done = program("tour", "--out", out, "--json", home=tmp_path / "home")
    assert done.returncode == 0, done.stderr
    summary = json.loads(done.stdout)
    assert summary["ok"]
    assert {path.name for path in out.iterdir()} == {
        "store", "roster", "pdf", "screenshots", "summary.md", "summary.json",
    }  # fmt: skip
    pdfs = {path.name for path in (out / "pdf").iterdir()}
    assert {"P-01.pdf", "P-04.pdf", "P-04-public.pdf", "P-03-empty.pdf"} <= pdfs
    assert len([name for name in pdfs if name.startswith("P-03-TS-")]) == 2
    assert {f"{name}.png" for name in ("workbench", "preview", *TABS.values())} == {
        path.name for path in (out / "screenshots").iterdir()
    }
    assert check_store(out / "store" / "office.sqlite").findings == []
    assert (out / "roster" / "report.md").stat().st_size > 500
    states = [step.get("state") for step in summary["steps"]]
    assert [state for state in states if state] == ["handled", "closed", "handed_over"]
    again = program("tour", "--out", out, home=tmp_path / "home")  # its own old results make room
    assert again.returncode == 0, again.stderr


def test_the_tour_leaves_other_peoples_files_alone(tmp_path, capsys):
    (tmp_path / "diary.txt").write_text("mine")
    assert main(["tour", "--out", str(tmp_path), "--language", "en"]) == 1
    assert "something else" in capsys.readouterr().err
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_screenshots_are_of_the_sample_estate_only(tmp_path, capsys):
    assert main(["screenshots", "--store", str(tmp_path), "--out", str(tmp_path), "--language", "en"]) == 1
    assert "real people" in capsys.readouterr().err


@pytest.mark.slow
def test_screenshots_of_every_view_in_another_language_and_scale(tmp_path):
    done = program(
        "screenshots", "--out", tmp_path / "out", "--scale", "1.5", "--language", "zh_Hant", home=tmp_path
    )
    assert done.returncode == 0, done.stderr
    made = {path.stem for path in (tmp_path / "out").iterdir()}
    assert made >= {
        "workbench", "duty_log", "complaint", "unit", "preview", "intake", "search", "setup", "setup_4", "login",
        "recovery", "locked", "import", "accounts", "history",
    }  # fmt: skip


@pytest.mark.slow
def test_the_self_test_says_nothing_unexpected(tmp_path):
    done = program("--selftest", home=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[-1] == "selftest: ok"
    for said in ("photo page drawn", "scan read"):
        assert any(line.startswith(f"selftest: {said}") for line in lines)
    assert all(line.startswith("selftest: ") for line in lines)
    assert not list(tmp_path.iterdir())  # the user's folder is not touched
