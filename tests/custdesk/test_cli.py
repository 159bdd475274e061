"""The command line: honest exit codes, sentences on stderr, JSON, passwords, and the lock."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from custdesk.__main__ import main
from custdesk.arguments import PASSWORD
from custdesk.clock import OfficeClock
from custdesk.desk import Desk
from custdesk.sample_estate import make_sample
from custdesk.store.store import SYSTEM, Store
from tests.homes import living_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("cli") / "office.sqlite"
    make_sample(path, OfficeClock(), complaints=20)
    return path


@pytest.fixture
def practice(made, tmp_path) -> Path:
    shutil.copytree(made.with_name(made.stem + "-files"), tmp_path / "office-files")
    return Path(shutil.copy(made, tmp_path / "office.sqlite"))


@pytest.fixture
def real(practice) -> Path:
    """The same people, but an office in earnest: 周敏 has the password "bamboo"."""
    desk = Desk.open(practice, OfficeClock())
    desk.store.set_setting("practice", False, SYSTEM)
    zhou = next(person for person in desk.people() if person.name == "周敏")
    desk.set_password(zhou, "bamboo")
    desk.close()
    return practice


@pytest.fixture(autouse=True)
def _no_password(monkeypatch):
    monkeypatch.delenv(PASSWORD, raising=False)


def run(*argv: object) -> int:
    return main([str(part) for part in argv])


def complaint(path: Path, state: str = "handling") -> str:
    store = Store.open(path, OfficeClock())
    (number,) = store.database.execute_sql(
        'SELECT "number" FROM "header" WHERE "form" = \'complaint\' AND "state" = ? LIMIT 1', (state,)
    ).fetchone()
    store.close()
    return number


# -- help and usage


@pytest.mark.parametrize(
    "command", ["", "check", "backup", "restore", "import", "print", "demo", "tour", "screenshots"]
)
def test_every_command_has_help(command, capsys):
    with pytest.raises(SystemExit) as ended:
        run(*filter(None, [command]), "--help")
    assert ended.value.code == 0
    assert "--store" in capsys.readouterr().out


@pytest.mark.parametrize(
    "argv", [["nonsense"], ["print"], ["import"], ["tour"], ["check", "--store", "a", "--practice"]]
)
def test_wrong_usage_is_2(argv, capsys):
    with pytest.raises(SystemExit) as ended:
        run(*argv)
    assert ended.value.code == 2
    assert capsys.readouterr().err


def test_help_loads_nothing_heavy():
    """Trap 17: what is not needed is not imported."""
    code = (
        "import sys\nfrom custdesk.__main__ import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('LOADED', [name for name in ('PySide6', 'peewee', 'reportlab', 'openpyxl', 'argon2') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "LOADED []"


# -- check


def test_check_says_so_in_one_sentence(practice, capsys):
    assert run("check", "--store", practice) == 0
    out = capsys.readouterr().out
    assert len(out.splitlines()) == 1
    assert "周敏" not in out


def test_check_finds_a_changed_record_and_prints_no_personal_data(practice, capsys):
    store = Store.open(practice, OfficeClock())
    store.database.execute_sql('UPDATE "customer" SET "name" = \'王大明\' WHERE "name" = \'马先生\'')
    store.close()
    assert run("check", "--store", practice, "--json") == 1
    out, err = capsys.readouterr()
    assert json.loads(out)["findings"]
    assert run("check", "--store", practice) == 1
    said = out + err + "".join(capsys.readouterr())
    assert "马先生" not in said
    assert "王大明" not in said


def test_a_missing_store_is_a_sentence_and_1(tmp_path, capsys):
    assert run("check", "--store", tmp_path / "none.sqlite", "--language", "en") == 1
    err = capsys.readouterr().err
    assert "There is no store" in err
    assert "Traceback" not in err


def test_options_may_stand_before_the_command(practice, capsys):
    assert run("--store", practice, "--language", "en", "check") == 0
    assert "sound" in capsys.readouterr().out


# -- beside an open desk


def test_check_and_backup_run_beside_the_desk_and_writing_does_not(practice, capsys, tmp_path):
    number = complaint(practice)
    desk = Desk.open(practice, OfficeClock())
    try:
        assert run("check", "--store", practice) == 0
        assert run("backup", "--store", practice) == 0
        capsys.readouterr()
        assert run("print", number, "--store", practice, "--out", tmp_path / "pdf", "--language", "en") == 1
        assert "close it first" in capsys.readouterr().err
        roster = ROOT / "resources" / "samples" / "roster.xlsx"
        assert run("import", roster, "--store", practice, "--language", "en") == 1
        assert "close it first" in capsys.readouterr().err
        assert run("restore", "--store", practice, "--language", "en") == 1
    finally:
        desk.close()


# -- backup and restore


def test_backup_twice_and_restore(practice, capsys):
    assert run("backup", "--store", practice, "--json") == 0
    first = json.loads(capsys.readouterr().out)
    assert first["ok"]
    assert not first["skipped"]
    assert run("backup", "--store", practice, "--json") == 0
    assert json.loads(capsys.readouterr().out)["skipped"]
    assert run("restore", "--store", practice, "--json") == 0
    report = json.loads(capsys.readouterr().out)
    assert Path(report["replaced"]).exists()
    assert run("check", "--store", practice) == 0


def test_backup_to_a_place_that_is_not_there_is_1(practice, capsys, tmp_path):
    there = tmp_path / "usb"
    there.mkdir()
    assert run("backup", "--store", practice, "--to", there, "--to", tmp_path / "gone") == 1
    out, err = capsys.readouterr()
    assert str(there) in out
    assert "gone" in err


def test_the_second_place_gets_its_copy(practice, tmp_path, capsys):
    second = tmp_path / "second"
    second.mkdir()
    store = Store.open(practice, OfficeClock())
    store.set_setting("second_backup", str(second), SYSTEM)
    store.close()
    assert run("backup", "--store", practice) == 0
    assert list(second.glob("custdesk-*.sqlite"))


# -- who does it


def test_print_on_practice_needs_nobody(practice, tmp_path, capsys):
    number = complaint(practice)
    assert run("print", number.lower(), "--store", practice, "--out", tmp_path / "pdf", "--json") == 0
    (made,) = json.loads(capsys.readouterr().out)["files"]
    assert Path(made).name == f"{number}.pdf"
    assert Path(made).read_bytes().startswith(b"%PDF")
    store = Store.open(practice, OfficeClock())
    assert store.database.execute_sql('SELECT count(*) FROM "print"').fetchone() == (1,)
    store.close()


def test_print_in_earnest_asks_for_user_and_password(real, tmp_path, capsys, monkeypatch):
    number, out = complaint(real), tmp_path / "pdf"
    assert run("print", number, "--store", real, "--out", out, "--language", "en") == 1
    assert "--user" in capsys.readouterr().err
    monkeypatch.setenv(PASSWORD, "wrong")
    assert run("print", number, "--store", real, "--out", out, "--user", "周敏", "--language", "en") == 1
    assert "The password is wrong" in capsys.readouterr().err
    assert not out.exists()
    monkeypatch.setenv(PASSWORD, "bamboo")
    assert run("print", number, "--store", real, "--out", out, "--user", "周敏") == 0


def test_the_manager_cannot_print_the_complaint_against_him(practice, tmp_path, capsys):
    """Every door: domain 1.6, design section 4."""
    store = Store.open(practice, OfficeClock())
    (number,) = store.database.execute_sql(
        'SELECT h."number" FROM "header" h JOIN "complaint" c ON c."id" = h."id" WHERE c."against_director" = 1'
    ).fetchone()
    store.close()
    assert (
        run("print", number, "--store", practice, "--out", tmp_path, "--user", "陈国栋", "--language", "en")
        == 1
    )
    assert "There is no record" in capsys.readouterr().err
    assert run("print", number, "--store", practice, "--out", tmp_path, "--user", "周敏") == 0


def test_an_unknown_number_is_1(practice, tmp_path, capsys):
    assert run("print", "TS-1999-0001", "--store", practice, "--out", tmp_path, "--json") == 1
    assert json.loads(capsys.readouterr().out)["ok"] is False


# -- import


def roster(tmp_path: Path, *lines: list[str]) -> Path:
    from custdesk.exchange.workbook import Column, write_table

    path = tmp_path / "roster.xlsx"
    write_table(
        path,
        "名册",
        [Column(head) for head in ("楼栋", "房号", "姓名", "电话")],
        [list(line) for line in lines],
    )
    return path


def count(path: Path, form: str) -> int:
    store = Store.open(path, OfficeClock())
    (found,) = store.database.execute_sql(
        'SELECT count(*) FROM "header" WHERE "form" = ?', (form,)
    ).fetchone()
    store.close()
    return found


def test_import_tries_then_writes_then_knows_it(practice, tmp_path, capsys):
    book = roster(
        tmp_path, ["20栋", "101", "孟晓㛃", "13800002001"], ["20栋", "102", "秦堃", "１３８００００２００２"]
    )
    before = count(practice, "customer")
    assert run("import", book, "--store", practice, "--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["dry_run"]
    assert count(practice, "customer") == before
    assert run("import", book, "--store", practice, "--report", tmp_path / "report.xlsx") == 0
    assert count(practice, "customer") == before + 2
    assert (tmp_path / "report.xlsx").exists()
    assert run("import", book, "--store", practice) == 1  # nothing new: an empty batch is refused
    assert count(practice, "customer") == before + 2


def test_import_stops_at_what_nobody_agreed_to(practice, tmp_path, capsys):
    book = roster(tmp_path, ["20栋", "101", "孟晓㛃", "1.38E+10"], ["20栋", "102", "秦堃", "13800002002"])
    before = count(practice, "customer")
    assert run("import", book, "--store", practice, "--take", "everything") == 1
    assert count(practice, "customer") == before
    assert run("import", book, "--store", practice, "--take", "everything", "--leave-out", "2") in (0, 1)


def test_a_sheet_that_is_not_there_is_named(practice, tmp_path, capsys):
    book = roster(tmp_path, ["20栋", "101", "孟晓㛃", "13800002001"])
    assert run("import", book, "--store", practice, "--sheet", "二", "--language", "en") == 1
    assert "名册" in capsys.readouterr().err


# -- where things lie


def test_a_note_nobody_can_read_stops_the_command(tmp_path):
    (tmp_path / "custdesk").mkdir()
    (tmp_path / "custdesk" / "this-computer.json").write_text("[", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "custdesk", "backup"],
        cwd=ROOT, env=living_in(tmp_path), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("custdesk: ")
    assert "this-computer.json" in done.stderr
    assert [path.name for path in (tmp_path / "custdesk").iterdir()] == ["this-computer.json"]


def test_practice_is_made_where_it_is_missing(tmp_path, capsys):
    done = subprocess.run(
        [sys.executable, "-m", "custdesk", "print", "TS-1999-0001", "--practice", "--out", str(tmp_path / "out")],
        cwd=ROOT, env=living_in(tmp_path), capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 1
    assert done.stderr.startswith("custdesk: ")
    assert (tmp_path / "custdesk" / "practice" / "office.sqlite").exists()


def test_an_older_store_is_backed_up_before_the_command_brings_it_to_this_version(tmp_path, monkeypatch):
    office = tmp_path / "office"
    shutil.copytree(ROOT / "tests" / "data" / "0.1.0", office)
    monkeypatch.setenv(PASSWORD, "custdesk")
    out = tmp_path / "打印"
    store = office / "office.sqlite"
    assert run("--store", store, "print", "TS-2027-0001", "--user", "林晓燕", "--out", out) == 0
    assert (out / "TS-2027-0001.pdf").read_bytes().startswith(b"%PDF")
    assert len(list((office / "office-backups").glob("custdesk-*.sqlite"))) == 1
