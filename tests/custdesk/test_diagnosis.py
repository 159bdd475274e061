"""The diagnosis bundle says much of the program and nothing of anybody."""

from __future__ import annotations

import json
import logging
import zipfile
from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.diagnosis import write_bundle
from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.sample_estate import make_sample
from ui.accidents import Accidents

SCREEN = {"platform": "offscreen", "screens": [[1366, 768, 1.0]]}


@pytest.fixture(scope="module")
def estate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import datetime

    path = tmp_path_factory.mktemp("诊断 estate") / "office.sqlite"
    make_sample(path, lambda: datetime.datetime(2027, 3, 11, 9, 0))
    return path


def bundle(estate: Path, tmp_path: Path) -> dict[str, str]:
    import datetime

    desk = Desk.open(estate, lambda: datetime.datetime(2027, 3, 11, 9, 0))
    try:
        made = write_bundle(
            tmp_path / "bundle.zip", estate, desk.settings, tmp_path / "log", SCREEN, Words("zh_Hans")
        )
    finally:
        desk.close()
    with zipfile.ZipFile(made) as whole:
        return {name: whole.read(name).decode() for name in whole.namelist()}


def words_of(estate: Path) -> set[str]:
    """Every name, phone, room and longer word the store holds."""
    import sqlcipher3

    base = sqlcipher3.connect(str(estate))
    tables = [row[0] for row in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    found: set[str] = set()
    for table in ("customer", "staff", "unit", "complaint", "duty_log", "repair_order"):
        assert table in tables
        for row in base.execute(f"SELECT * FROM {table}"):
            found |= {
                value
                for value in row
                if isinstance(value, str)
                and (any("\u4e00" <= one <= "\u9fff" for one in value) or value.isdigit())
                and len(value) > 1
            }
    office = dict(base.execute("SELECT name, value FROM setting"))
    found |= {json.loads(office["office_name"])}
    base.close()
    return found


def test_no_name_phone_or_room_of_the_store_is_in_it(estate: Path, tmp_path: Path):
    (tmp_path / "log").mkdir()
    accidents = Accidents(tmp_path / "log" / "custdesk.log")
    accidents.install()
    try:
        raise ValueError("王秀兰 13812345678 '3-2-501'")
    except ValueError as trouble:
        accidents.take(type(trouble), trouble, trouble.__traceback__)
    finally:
        accidents.remove()
        logging.getLogger("custdesk.accidents").handlers.clear()
    parts = bundle(estate, tmp_path)
    said = "\n".join(text for name, text in parts.items() if name != "README.txt")
    known = words_of(estate)
    assert len(known) > 300
    phones = {word for word in known if word.isdigit() and len(word) >= 7}
    assert len(phones) > 20
    assert [word for word in known if not word.isdigit() and word in said] == []
    assert [word for word in phones if word in said] == []
    assert "ValueError" in parts["log/custdesk.log"]
    assert str(estate.parent) not in said


def test_it_says_what_helps(estate: Path, tmp_path: Path):
    parts = bundle(estate, tmp_path)
    about, store = json.loads(parts["about.json"]), json.loads(parts["store.json"])
    assert about["screen"] == SCREEN
    assert about["libraries"]["peewee"]
    assert store["rows"]["complaint"] > 10
    assert sum(store["records"].values()) == store["rows"]["header"]
    assert "office_name" in json.loads(parts["settings.json"])
    assert json.loads(parts["settings.json"])["office_name"] == "…"
    assert "没有" in parts["README.txt"] or "不含" in parts["README.txt"]


def test_a_damaged_store_is_told_and_the_rest_is_there(tmp_path: Path, estate: Path):
    import datetime

    broken = tmp_path / "office.sqlite"
    broken.write_bytes(b"no database at all" * 100)
    desk = Desk.open(estate, lambda: datetime.datetime(2027, 3, 11, 9, 0))
    try:
        made = write_bundle(tmp_path / "b.zip", broken, desk.settings, tmp_path, SCREEN, Words("zh_Hans"))
    finally:
        desk.close()
    with zipfile.ZipFile(made) as whole:
        assert "damaged" in json.loads(whole.read("store.json"))["trouble"]


def test_where_it_cannot_be_written_a_sentence_says_so(estate: Path, tmp_path: Path):
    import datetime

    desk = Desk.open(estate, lambda: datetime.datetime(2027, 3, 11, 9, 0))
    try:
        with pytest.raises(KnownError, match="cannot be written"):
            write_bundle(tmp_path / "no" / "b.zip", estate, desk.settings, tmp_path, SCREEN, Words("zh_Hans"))
    finally:
        desk.close()
