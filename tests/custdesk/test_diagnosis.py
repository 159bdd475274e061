"""The diagnosis bundle says much of the program and nothing of anybody."""

from __future__ import annotations

import datetime
import json
import re
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlcipher3

from custdesk import binders, cli, diagnosis
from custdesk.diagnosis import READ_ME, write_bundle
from custdesk.errors import KnownError
from custdesk.fields import Choice, Day, Due, Kind, Moment
from custdesk.language import N_, Words
from custdesk.record import columns_of, lines_of
from custdesk.sample_estate import make_sample
from tests.desks import Clock, Office
from ui.accidents import Accidents

SCREEN = {"platform": "offscreen", "screens": [[1366, 768, 1.0]]}
NOW = datetime.datetime(2027, 3, 11, 9, 0)
SAY = Words("zh_Hans")


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("诊断 estate") / "office.sqlite"
    make_sample(path, lambda: NOW)
    return path


def bundle(store: Path, logs: Path, target: Path, **how: object) -> dict[str, str]:
    made = write_bundle(target, store, logs, SAY, screen=SCREEN, **how)
    with zipfile.ZipFile(made) as whole:
        return {name: whole.read(name).decode() for name in whole.namelist()}


def words_of(estate: Path) -> set[str]:
    """Everything somebody typed or is called: every value that is no code and no time, of every form and its lines."""
    base = sqlcipher3.connect(str(estate))
    found: set[object] = set()

    def gather(table: str, kinds: dict[str, Kind]) -> None:
        texts = [name for name, kind in kinds.items() if not isinstance(kind, Choice | Moment | Day | Due)]
        if texts:
            columns = ", ".join(f'"{kinds[name].column_name}"' for name in texts)
            for row in base.execute(f'SELECT {columns} FROM "{table}"'):
                found.update(row)

    for record in binders.ALL:
        gather(record._meta.table_name, dict(columns_of(record)))
        for lines in lines_of(record).values():
            gather(lines.line._meta.table_name, dict(columns_of(lines.line)))
    for row in base.execute('SELECT "line", "note", "paper_location", "old_number" FROM "header"'):
        found.update(row)
    found.update(name for (name,) in base.execute('SELECT "name" FROM "attachment"'))
    for (value,) in base.execute(
        "SELECT \"value\" FROM setting WHERE \"name\" NOT IN ('practice', 'org_preset')"
    ):
        found.add(json.loads(value))
    base.close()
    texts = {value.strip() for value in found if isinstance(value, str)}
    return {text for text in texts if len(text) > 1 and not (text.isdigit() and len(text) < 6)}


def told(words: set[str], said: str) -> list[str]:
    """Return the words that stand in a text; a room is none that is part of a date."""
    found = [word for word in words if word in said]
    return [word for word in found if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", said, re.ASCII)]


def everything_goes_wrong(words: set[str], log: Path) -> None:
    """Write a log as the program does, of real exceptions that carry whatever the store holds."""
    accidents = Accidents(log)
    every = sorted(words)
    base = sqlcipher3.connect(str(log.parent.parent / "empty.sqlite"))
    ways: list[Callable[[str], object]] = [
        int, float, json.loads, datetime.date.fromisoformat, lambda word: {}[word],
        lambda word: (log.parent / word / "there").read_text(),
        lambda word: word.encode("ascii") and base.execute(word),
        lambda word: base.execute(f"SELECT {word} FROM nothing"),
        lambda word: getattr(log, word), lambda word: binders.BY_KEY[word],
    ]  # fmt: skip
    accidents.install()
    try:
        for place, word in enumerate(every):
            try:
                ways[place % len(ways)](word)
            except Exception:  # noqa: BLE001
                accidents.take(*sys.exc_info())
        for first in range(0, len(every), 12):  # and one that nobody quotes
            some = every[first : first + 12]
            try:
                raise RuntimeError(f"the record of {' '.join(some)} is wrong: " + "/".join(some))
            except RuntimeError:
                accidents.take(*sys.exc_info())
        try:
            raise KnownError(N_("There is no store at {file}").having(file=every[0]))
        except KnownError:
            accidents.take(*sys.exc_info())
    finally:
        accidents.remove()
        base.close()


def test_no_name_phone_room_or_free_word_of_the_store_is_in_it(estate: Path, tmp_path: Path, capsys):
    known = words_of(estate)
    logs = tmp_path / "log"
    everything_goes_wrong(known, logs / "custdesk.log")
    printed = capsys.readouterr().err
    parts = bundle(estate, logs, tmp_path / "bundle.zip")
    assert parts.pop("README.txt") == SAY(READ_ME)  # the same for everybody
    said = "\n".join(parts.values())
    assert len(known) > 2000
    assert len({word for word in known if re.fullmatch(r"1\d{10}", word)}) > 100
    assert len({word for word in known if re.fullmatch(r"\d+-\d+", word)}) > 100
    assert told(known, said) == []
    assert told(known, printed) == []
    assert "王" not in said
    assert str(estate.parent) not in said
    assert str(tmp_path) not in said
    log = parts["log/custdesk.log"]
    for kind in ("ValueError", "KeyError", "OperationalError", "FileNotFoundError", "AttributeError"):
        assert kind in log
    assert "[Errno 2] No such file or directory" in log
    assert "There is no store at {file}" in log
    assert "test_diagnosis.py" in log


def test_told_finds_what_stands_there():
    words = {"王秀兰", "13812345678", "11-22", "电梯故障"}
    assert told(words, "2026-11-22 电梯 13812345678") == ["13812345678"]
    assert told(words, "x 11-22 王秀兰") in (["王秀兰", "11-22"], ["11-22", "王秀兰"])


def test_the_log_of_an_older_version_is_made_plain_too(estate: Path, tmp_path: Path):
    (tmp_path / "custdesk.log.1").write_text(
        "2027-03-11 09:00:01,250 custdesk 0.1.0 python 3.11.9 win32 thread MainThread\n"
        "ValueError: Wang Xiulan of 3-2-501 has no phone\n"
        "  form.py:120 keep_draft\n"
        "王秀兰 13812345678\n",
        encoding="utf-8",
    )
    log = bundle(estate, tmp_path, tmp_path / "b.zip", check=False)["log/custdesk.log.1"]
    assert log.splitlines() == [
        "2027-03-11 09:00:01,250 custdesk 0.1.0 python 3.11.9 win32 thread MainThread",
        "ValueError: … of … has no …",
        "  form.py:120 keep_draft",
        "…",
    ]


def test_it_says_what_helps(estate: Path, tmp_path: Path):
    parts = bundle(estate, tmp_path / "log", tmp_path / "b.zip")
    about, store, folder, settings, check = (
        json.loads(parts[f"{name}.json"]) for name in ("about", "store", "folder", "settings", "check")
    )
    assert about["screen"] == SCREEN
    assert about["libraries"]["peewee"]
    assert store["rows"]["complaint"] > 10
    assert sum(store["records"].values()) == store["rows"]["header"]
    assert folder["writable"] is True
    assert folder["free"] > 0
    assert settings["office_name"] == "…"
    assert settings["org_preset"] == "split_team"
    assert check["found"] == 0
    assert check["records"] == store["rows"]["header"]


def test_a_finding_is_told_by_its_number_and_without_its_values(tmp_path: Path, office: Office):
    office.complaint(content="电梯夹人，王秀兰受伤")
    base = sqlcipher3.connect(str(office.store.path))
    base.execute("UPDATE complaint SET content = '改过的内容'")
    base.commit()
    base.close()
    check = json.loads(bundle(office.store.path, tmp_path, tmp_path / "b.zip")["check.json"])
    assert check["found"] == len(check["findings"]) > 0
    assert {one["number"] for one in check["findings"]} == {"TS-2027-0001"}
    assert "改过" not in json.dumps(check, ensure_ascii=False)


def test_a_damaged_store_is_told_and_the_rest_is_there(tmp_path: Path):
    broken = tmp_path / "office.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    parts = bundle(broken, tmp_path, tmp_path / "b.zip")
    assert "damaged" in json.loads(parts["store.json"])["trouble"]
    assert "damaged" in json.loads(parts["settings.json"])["trouble"]
    assert json.loads(parts["about.json"])["custdesk"]


def test_without_a_store_none_is_made(tmp_path: Path):
    parts = bundle(tmp_path / "王" / "office.sqlite", tmp_path, tmp_path / "b.zip")
    assert "no store" in json.loads(parts["store.json"])["trouble"]
    assert "no store" in json.loads(parts["check.json"])["trouble"]
    assert not (tmp_path / "王").exists()
    assert "王" not in "".join(parts.values())


def test_where_it_cannot_be_written_a_sentence_says_so_and_what_stood_there_stays(
    estate: Path, tmp_path: Path
):
    with pytest.raises(KnownError, match="cannot be written"):
        write_bundle(tmp_path / "no" / "b.zip", estate, tmp_path, SAY, check=False)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").touch()
    with pytest.raises(KnownError, match="cannot be written"):
        write_bundle(tmp_path / "folder", estate, tmp_path, SAY, check=False)
    assert [path.name for path in tmp_path.iterdir()] == ["folder"]


def test_stopped_it_leaves_nothing(estate: Path, tmp_path: Path):
    with pytest.raises(KnownError, match="Stopped"):
        write_bundle(tmp_path / "b.zip", estate, tmp_path, SAY, tell=lambda _done, _total: False)
    assert list(tmp_path.iterdir()) == []


def test_a_library_that_is_not_carried_is_told_as_such():
    assert diagnosis._version("no-such-library") == ""


def command(*words: object) -> int:
    def never(_args: object) -> int:
        raise AssertionError

    return cli.run([str(word) for word in words], cli.Windowed(never, never, never, never))


def test_the_command_line_writes_it_without_a_login(tmp_path: Path, office: Office, clock: Clock, capsys):
    office.store.close()
    target = tmp_path / "诊断.zip"
    assert command("--store", office.store.path, "diagnose", "--out", target, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "file": str(target)}
    with zipfile.ZipFile(target) as whole:
        assert json.loads(whole.read("check.json"))["found"] == 0
    assert command("--store", office.store.path, "diagnose", "--out", target, "--quick") == 0
    with zipfile.ZipFile(target) as whole:
        assert "check.json" not in whole.namelist()
    assert str(target) in capsys.readouterr().out
    assert command("--store", office.store.path, "diagnose", "--out", tmp_path / "no" / "b.zip") == 1
