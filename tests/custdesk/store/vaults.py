"""A small office for the tests of backup, restore, check and crashes: two people, a complaint, an entry, a scan."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlcipher3 import dbapi2 as driver

from custdesk.binders import BY_KEY
from custdesk.draft import Draft, blank
from custdesk.language import Words
from custdesk.store.checking import CheckReport, check_store
from custdesk.store.store import SYSTEM, Changes, Store
from custdesk.workflow import User

ROOT = Path(__file__).resolve().parents[3]
NOW = datetime.datetime(2027, 4, 16, 18, 50)
CONTENT = "门岗保安态度生硬，要求说明情况"
SCAN = "签字的投诉单 scan".encode()
ENGLISH = Words("en")


@dataclass
class Vault:
    """An open store and short ways to write into it; `now` is its clock."""

    path: Path
    now: datetime.datetime = NOW
    store: Store = field(init=False)

    def __post_init__(self) -> None:
        self.open()

    def open(self, **how: Any) -> Store:
        self.store = Store.open(self.path, lambda: self.now, **how)
        return self.store

    def close(self) -> None:
        self.store.close()

    @property
    def place(self) -> Path:
        return self.path.with_name("office-backups")

    @property
    def lin(self) -> User:
        return self._person("林晓燕")

    @property
    def chen(self) -> User:
        return self._person("陈国栋")

    def _person(self, name: str) -> User:
        (found,) = self.store.database.execute_sql(
            'SELECT "id", "name", "role" FROM "staff" WHERE "name" = ?', (name,)
        )
        return User(*found)

    def draft(self, form: str, **values: Any) -> Draft:
        return blank(BY_KEY[form], self.store.facts(self.lin), **values)

    def entry(self, content: str = "问停车证怎样办理") -> Changes:
        draft = self.draft("duty_log", caller_name="马先生", kind="inquiry", content=content)
        return self.store.save(draft, self.lin)

    def complaint(self, content: str = CONTENT) -> Changes:
        return self.store.save(self.draft("complaint", complainant="马先生", content=content), self.lin)

    def number(self, changes: Changes) -> str:
        return self.value('SELECT "number" FROM "header" WHERE "id" = ?', changes.record_id)

    def edit(self, record_id: int) -> Draft:
        """Open a record's form as the window does."""
        seen = self.store.read(self.lin).record(record_id)
        assert seen is not None
        values = dict(seen.values)
        return Draft(
            seen.record,
            dict(values),
            values,
            record_id=record_id,
            revision=seen.revision,
            user_id=self.lin.id,
        )

    def value(self, sql: str, *params: Any) -> Any:
        return self.store.database.execute_sql(sql, params).fetchone()[0]

    def numbers(self) -> list[str]:
        found = self.store.database.execute_sql(
            'SELECT "number" FROM "header" WHERE "number" IS NOT NULL ORDER BY "id"'
        )
        return [row[0] for row in found]


def furnish(path: Path) -> None:
    """Make the store that every test starts with, closed."""
    store = Store.open(path, lambda: NOW, create=True)
    for name, role in (("林晓燕", "receptionist"), ("陈国栋", "office_manager")):
        store.save(blank(BY_KEY["staff"], store.facts(SYSTEM), name=name, role=role), SYSTEM)
    store.close()
    vault = Vault(path)
    vault.store.save(vault.draft("duty_shift"), vault.lin)
    changes = vault.complaint()
    vault.store.attach(changes.record_id, SCAN, "签字.png", "photo", vault.lin)
    vault.entry()
    vault.close()


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the store made once per test process; never written again."""
    folder = tmp_path_factory.mktemp("furnished")
    furnish(folder / "office.sqlite")
    return folder


@pytest.fixture
def vault(furnished: Path, tmp_path: Path) -> Iterator[Vault]:
    """A copy of the furnished office, open."""
    shutil.copytree(furnished, tmp_path / "desk")
    made = Vault(tmp_path / "desk" / "office.sqlite")
    yield made
    made.close()


def plainly(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    """Write into a store by plain sqlite, as another program would; return what the last statement gives."""
    connection = driver.connect(str(path))
    try:
        found: list[tuple[Any, ...]] = []
        for statement in statements:
            found = connection.execute(statement).fetchall()
        connection.commit()
        return found
    finally:
        connection.close()


def pages_of(path: Path, table: str) -> list[int]:
    """Return the page numbers of a table's tree."""
    ((root,),) = plainly(path, f"SELECT rootpage FROM sqlite_master WHERE name = '{table}'")
    content = path.read_bytes()
    found, open_pages = [], [root]
    while open_pages:
        page = open_pages.pop()
        found.append(page)
        start = (page - 1) * 4096
        if content[start] == 0x05:
            count = int.from_bytes(content[start + 3 : start + 5], "big")
            cells = [
                int.from_bytes(content[start + 12 + 2 * k : start + 14 + 2 * k], "big") for k in range(count)
            ]
            open_pages += [int.from_bytes(content[start + cell : start + cell + 4], "big") for cell in cells]
            open_pages.append(int.from_bytes(content[start + 8 : start + 12], "big"))
    return found


def flip(path: Path, offset: int, bit: int = 1) -> None:
    """Flip one bit of a file."""
    with path.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ bit]))


def flip_in(path: Path, table: str, needle: bytes) -> None:
    """Flip one bit of the first occurrence of some bytes within a table's own pages; the store is closed."""
    content = path.read_bytes()
    for page in pages_of(path, table):
        place = content.find(needle, (page - 1) * 4096, page * 4096)
        if place >= 0:
            flip(path, place + len(needle) // 2)
            return
    raise AssertionError((table, needle))


def checked(path: Path, **how: Any) -> CheckReport:
    return check_store(path, **how)


def said(report: CheckReport) -> list[str]:
    """Return the findings in English."""
    return [ENGLISH(one.text) for one in report.findings]


def child(command: str, *words: object, **how: Any) -> subprocess.Popen[str]:
    """Start one of tests/custdesk/store/children.py's commands."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.custdesk.store.children", command, *map(str, words)],
        cwd=ROOT, stdout=subprocess.PIPE, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how,
    )  # fmt: skip


def answer(command: str, *words: object) -> list[str]:
    """Run a child to its end and return the lines it said."""
    with child(command, *words) as process:
        out, err = process.communicate(timeout=120)
    assert not err, err
    return out.splitlines()


def died(command: str, *words: object) -> list[str]:
    """Run a child that kills itself; return the lines it said before."""
    with child(command, *words) as process:
        out, err = process.communicate(timeout=120)
    assert process.returncode in {-9, 15}, err  # 15: what TerminateProcess was told
    return out.splitlines()
