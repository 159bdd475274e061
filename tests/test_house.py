"""What keeps the house in order and no other tool looks at."""

from __future__ import annotations

import ast
import hashlib
import importlib
import re
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

ROOT = Path(__file__).resolve().parent.parent
CUSTDESK = ROOT / "custdesk"
LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


def sources(*parts: str) -> list[Path]:
    """The Python files of parts of custdesk, whether a part is a folder or one file."""
    return [
        path
        for part in parts
        for path in (*sorted((CUSTDESK / part).rglob("*.py")), CUSTDESK / f"{part}.py")
        if path.exists()
    ]


def clock_readings(tree: ast.AST) -> list[int]:
    """Line numbers where the machine is asked for the time: datetime.now(), date.today(), time.time() ..."""
    asking = {"now", "utcnow", "today", "time", "time_ns", "localtime", "gmtime"}
    machine = {"datetime", "date", "time"}
    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in asking
        and (
            (isinstance(node.func.value, ast.Name) and node.func.value.id in machine)
            or (isinstance(node.func.value, ast.Attribute) and node.func.value.attr in machine)
        )
        and not (node.func.attr == "time" and not _is_module(node.func.value, "time"))
    ]


def _is_module(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name


def chained_on_models(tree: ast.AST) -> list[int]:
    """Line numbers of `a <= Model.field <= b`, of which peewee silently keeps one half (design trap 6)."""

    def of_a_model(node: ast.expr) -> bool:
        return (
            isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id[:1].isupper()
        )

    return [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and len(node.ops) > 1
        and any(of_a_model(each) for each in (node.left, *node.comparators))
    ]


def findings(detect, *parts: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sources(*parts)
        for line in detect(ast.parse(path.read_text(encoding="utf-8")))
    ]


def test_nothing_below_the_desk_asks_the_machine_for_the_time():
    assert findings(clock_readings, "rules", "figures", "records", "record", "workflow") == []


@pytest.mark.parametrize("code", ["datetime.now()", "datetime.datetime.now()", "date.today()", "time.time()"])
def test_a_clock_reading_is_found(code: str):
    assert clock_readings(ast.parse(code)) == [1]


@pytest.mark.parametrize("code", ["facts.now()", "self.clock.now()", "moment.time()", "datetime.time()"])
def test_a_handed_down_clock_is_none(code: str):
    assert clock_readings(ast.parse(code)) == []


def test_no_chained_comparison_of_a_model_field():
    assert findings(chained_on_models, "store", "figures", "office", "exchange") == []


def test_a_chained_comparison_is_found():
    assert chained_on_models(ast.parse("q.where(a <= Header.due_at <= b)")) == [1]
    assert chained_on_models(ast.parse("a <= entry.due_at <= b")) == []


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_lock_files_hold_hashes_and_no_host(lock: Path):
    text = lock.read_text(encoding="utf-8")
    assert not re.search(
        r"://|--(extra-)?index-url|--find-links|--trusted-host|^\s*-[if]\b", text, re.MULTILINE
    )
    entries = re.split(r"\n(?=\S)", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).strip())
    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_no_script_names_a_package_host():
    scripts = [
        ROOT / "Makefile",
        ROOT / ".ci/run",
        ROOT / "pyproject.toml",
        *(ROOT / "requirements").glob("*.in"),
    ]
    naming = re.compile(r"pypi\.|pythonhosted|https?://")
    assert [path.name for path in scripts if naming.search(path.read_text(encoding="utf-8"))] == []


def test_the_wheel_wants_what_the_lock_pins():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    lines = (ROOT / "requirements/runtime.in").read_text(encoding="utf-8").splitlines()
    pins = [line.split("#")[0].strip() for line in lines]
    assert wanted == [pin for pin in pins if pin]


def test_the_fonts_are_the_ones_that_were_chosen():
    fonts = ROOT / "resources" / "fonts"
    listed = dict(reversed(line.split()) for line in (fonts / "SHA256SUMS").read_text().splitlines())
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in fonts.glob("*.ttf")}
    assert found == listed


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there: its count proves nothing")
def test_trap_qt_keeps_its_hands_off_none(qtbot):
    """PySide6 6.12.0 steals a reference to None per void call and aborts after some 5,000 (design section 9)."""
    label = QLabel()
    qtbot.addWidget(label)
    label.setText("先")
    before = sys.getrefcount(None)
    for number in range(1_000):
        label.setIndent(number)
    assert abs(sys.getrefcount(None) - before) < 50


def test_trap_reportlab_has_its_c_routines():
    assert importlib.import_module("_rl_accel")


def test_trap_sqlite_is_past_the_wal_reset_corruption():
    driver = importlib.import_module("sqlcipher3")
    assert driver.sqlite_version_info >= (3, 51, 3)
