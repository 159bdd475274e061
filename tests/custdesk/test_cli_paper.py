"""The power-cut kit from the command line: numbered sheets in one file, numbers given back where none comes of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from custdesk.clock import OfficeClock
from custdesk.paper.render import page_text
from custdesk.patience import PART
from custdesk.store.store import SYSTEM, Store
from tests.custdesk.test_cli import made, practice, run

__all__ = ["made", "practice"]


def reserved(path: Path) -> tuple[list[tuple[str, bool]], int]:
    """Return the numbers set aside, each with whether it is on paper, and the counter of complaints."""
    store = Store.open(path, OfficeClock())
    found = store.database.execute_sql('SELECT "number", "printed_at" IS NOT NULL FROM "reserved"').fetchall()
    (last,) = store.database.execute_sql(
        'SELECT "last" FROM "series" WHERE "name" = ?', (f"TS-{OfficeClock()().year}",)
    ).fetchone()
    store.close()
    return [(number, bool(printed)) for number, printed in found], last


@pytest.mark.rule("R-008")
@pytest.mark.parametrize("form", ["complaint", "TS", "ts"])
def test_the_power_cut_kit_is_one_file_of_numbered_sheets(practice, tmp_path, capsys, form):
    _none, before = reserved(practice)
    out = tmp_path / "停电"
    assert run("print", "--blank", form, "--count", "3", "--store", practice, "--out", out, "--json") == 0
    said = json.loads(capsys.readouterr().out)
    year = OfficeClock()().year
    assert said["numbers"] == [f"TS-{year}-{before + step:04d}" for step in (1, 2, 3)]
    (file,) = out.iterdir()
    assert said["file"] == str(file)
    assert file.name == f"TS-{year}-{before + 1:04d}_{before + 3:04d}.pdf"
    pages = page_text(file.read_bytes())
    assert [number in page for number, page in zip(said["numbers"], pages[::2], strict=True)] == [True] * 3
    assert reserved(practice) == ([(number, True) for number in said["numbers"]], before + 3)
    assert run("check", "--store", practice) == 0


def test_twenty_sheets_unless_it_is_said_and_a_sheet_may_be_chosen(practice, tmp_path, capsys):
    assert (
        run("print", "--blank", "HD", "--sheet", "p-13", "--store", practice, "--out", tmp_path, "--json")
        == 0
    )
    said = json.loads(capsys.readouterr().out)
    assert len(said["numbers"]) == 20
    assert "效果评估表" in page_text(Path(said["file"]).read_bytes())[0]


def test_sheets_without_numbers_set_nothing_aside(practice, tmp_path, capsys):
    before = reserved(practice)
    argv = (
        "print",
        "--blank",
        "reply_letter",
        "--count",
        "2",
        "--store",
        practice,
        "--out",
        tmp_path,
        "--json",
    )
    assert run(*argv) == 1
    assert "不编号" in json.loads(capsys.readouterr().out)["way_out"]
    assert run(*argv, "--unnumbered") == 0
    assert json.loads(capsys.readouterr().out)["numbers"] == []
    assert (tmp_path / "P-21.pdf").exists()
    assert reserved(practice) == before


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["--blank", "nonsense"], "complaint (TS)"),
        (["--blank", "JC"], "corrective_report (JC)、preventive_report (JC)"),
        (["--blank", "complaint", "--sheet", "P-04"], "The sheets are: P-03"),
        (["--blank", "complaint_summary", "--sheet", "P-05 public"], "The sheets are: P-05"),
        (["--blank", "complaint", "--count", "0"], "between 1 and 500"),
        (["--blank", "complaint", "--count", "501"], "between 1 and 500"),
        (["--blank", "complaint", "--count", "501", "--unnumbered"], "between 1 and 500"),
    ],
)
def test_a_wrong_form_sheet_or_count_is_a_sentence_with_the_choices(practice, tmp_path, capsys, argv, words):
    before = reserved(practice)
    assert run("print", *argv, "--store", practice, "--out", tmp_path / "pdf", "--language", "en") == 1
    assert words in capsys.readouterr().err
    assert reserved(practice) == before


def test_records_and_empty_sheets_are_not_asked_for_at_once(practice, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        run("print", "TS-2027-0001", "--blank", "complaint", "--store", practice, "--out", tmp_path)
    assert ended.value.code == 2
    assert "--blank" in capsys.readouterr().err


@pytest.mark.rule("R-008")
def test_numbers_go_back_where_the_file_cannot_be_written(practice, tmp_path, capsys):
    before = reserved(practice)
    year = OfficeClock()().year
    (tmp_path / f"TS-{year}-{before[1] + 1:04d}_{before[1] + 2:04d}.pdf").mkdir()  # a folder of that name
    argv = ("print", "--blank", "complaint", "--count", "2", "--store", practice, "--out", tmp_path)
    assert run(*argv, "--language", "en") == 1
    assert "cannot be written" in capsys.readouterr().err
    assert reserved(practice) == before
    assert not list(tmp_path.glob(PART))
    assert run("check", "--store", practice) == 0


@pytest.mark.rule("R-008")
def test_numbers_go_back_where_the_sheet_cannot_be_drawn(practice, tmp_path, capsys):
    store = Store.open(practice, OfficeClock())
    store.set_setting("office_name", "翠湖😀", SYSTEM)  # the font has no such character
    store.close()
    before = reserved(practice)
    argv = ("print", "--blank", "complaint", "--count", "2", "--store", practice, "--out", tmp_path / "pdf")
    assert run(*argv, "--language", "en") == 1
    assert "U+1F600" in capsys.readouterr().err
    assert reserved(practice) == before
