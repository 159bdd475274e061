"""The traps of design section 9 that no test beside its module holds. docs/traps.md says where each is kept."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import PySide6
import pytest
from PySide6.QtCore import QCoreApplication

from custdesk.binders import ALL, BY_KEY
from custdesk.store.database import connect
from custdesk.store.reader import ListQuery
from custdesk.store.store import Store
from tests.desks import Clock, Office, clock, office, templates
from ui.words import install_qt_words

__all__ = ["clock", "office", "templates"]

ROOT = Path(__file__).resolve().parent.parent
OURS = ("custdesk", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def trees(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    """Every Python file below some folders, by its path and parsed."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), parsed(path)


@cache
def parsed(path: Path) -> ast.Module:
    """Parse a file once for all tests."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST, name: str) -> list[ast.Call]:
    """Every call of a function or method of that name."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and name == getattr(node.func, "attr", getattr(node.func, "id", ""))
    ]


def imported(tree: ast.AST) -> set[str]:
    """Every module a file imports, and every name it takes from one."""
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {node.module or "", *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def statements(tree: ast.AST) -> list[str]:
    """Every text of a file that is SQL, docstrings left out."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    words = re.compile(r"\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|FROM|WHERE|AND|VACUUM)\b")
    return [one.value for one in texts if isinstance(one.value, str) and words.match(one.value)]


# -- versions ------------------------------------------------------------------------------------------------


def test_versions_qt_is_the_one_that_leaves_none_alone():
    """6.12.0 aborts Python 3.11; the meta package and the Addons bring WebEngine and GPL charts."""
    lock = (ROOT / "requirements/runtime.txt").read_text(encoding="utf-8").lower()
    assert PySide6.__version__ == "6.11.3"
    assert "pyside6-essentials==6.11.3" in lock
    assert not re.search(r"^pyside6(-addons)?==", lock, re.MULTILINE)


def test_versions_the_passphrase_is_a_text(tmp_path: Path):
    """None would crash the driver; no key is the empty text, and the file is plain SQLite then."""
    connect(tmp_path / "plain.sqlite", None).close()
    database = connect(tmp_path / "plain.sqlite", "")
    database.execute_sql("CREATE TABLE one (a)")
    database.close()
    assert (tmp_path / "plain.sqlite").read_bytes().startswith(b"SQLite format 3\0")


# -- store ---------------------------------------------------------------------------------------------------


def test_trap_3_no_store_in_memory():
    """`:memory:` is empty in every other thread: tests and program use files."""
    found = [
        path
        for path, tree in trees(*OURS, "tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == ":memory:" and path != "tests/test_traps.py"
    ]
    assert found == []


def test_trap_4_no_whole_check_on_the_way_to_the_window(
    office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
):
    """`integrity_check` takes 8 s per million rows: it belongs to backup, restore and check."""
    said: list[str] = []
    office.store.close()
    kind = type(office.store.database)
    real = kind.execute_sql

    def listening(self: object, sql: str, *more: object) -> object:
        said.append(sql)
        return real(self, sql, *more)

    monkeypatch.setattr(kind, "execute_sql", listening)
    Store.open(office.store.path, clock).close()
    assert said
    assert not [sql for sql in said if re.search("integrity_check|quick_check|VACUUM", sql)]


def test_trap_4_no_store_is_copied_as_a_live_file():
    """Only a restore copies files, while it holds the lock, and a backup, after the copy was closed."""
    copying = {
        path for path, tree in trees("custdesk") for name in ("copyfile", "copy", "copy2") if calls(tree, name)
        and "shutil" in imported(tree)
    }  # fmt: skip
    assert copying <= {
        "custdesk/store/restore.py", "custdesk/store/beside.py", "custdesk/store/backup.py", "custdesk/store/vault.py",
        "custdesk/cli.py",
    }  # fmt: skip


def test_trap_5_migrations_import_no_living_model():
    """A migration says what was then: frozen SQL, and nothing that changes with the program."""
    for path, tree in trees("custdesk/store/migrations"):
        ours = {name for name in imported(tree) if name.startswith("custdesk")}
        assert not {
            name
            for name in ours
            if not name.startswith(("custdesk.store.database", "custdesk.store.migrations"))
        }, path
        assert "playhouse.migrations" not in imported(tree), path


def test_trap_8_only_the_store_writes_and_no_model_saves_itself():
    """peewee's signals miss bulk writes; so one writer, by SQL, and everything it writes is in the trail."""
    writers = {
        path
        for path, tree in trees(*OURS)
        if any(re.match(r"\s*(INSERT|UPDATE|DELETE)\b", sql) for sql in statements(tree))
    }
    assert {path for path in writers if not path.startswith("custdesk/store/")} == set()
    for path, tree in trees(*OURS):
        names = {
            name
            for name in ("insert_many", "delete_instance", "bulk_create", "get_or_create")
            if calls(tree, name)
        }
        assert not names, path


def test_trap_10_no_like_and_no_offset_on_the_way_of_a_list():
    """LIKE with a prefix takes no index, OFFSET reads all it skips."""
    found = {
        path
        for path, tree in trees("custdesk", "ui")
        for sql in statements(tree)
        if re.search(r"\b(LIKE|OFFSET)\b", sql) and "sqlite_master" not in sql
    }
    assert found == set()


@pytest.mark.parametrize("form", [record.form.key for record in ALL if not record.form.register])
def test_trap_10_a_list_is_read_by_its_index(office: Office, form: str):
    """Newest first without sorting: the index has the order already."""
    plan: list[str] = []
    real = office.store.database.execute_sql

    class Explaining:
        """Asks SQLite how it would answer."""

        def execute_sql(self, sql: str, params: object = ()) -> object:
            plan.extend(row[3] for row in real(f"EXPLAIN QUERY PLAN {sql}", params))
            return real(sql, params)

    reader = office.read(office.zhou)
    reader._database = Explaining()
    wanted = next(one for one in BY_KEY[form].form.filters if one.states)
    reader.ids(ListQuery(form), limit=50)
    reader.count(ListQuery(form, wanted))
    reader.owed(50)
    assert plan
    assert [step for step in plan if step.startswith("SCAN") or "TEMP B-TREE" in step] == []


# -- Qt ------------------------------------------------------------------------------------------------------


#: signals of rows, columns, pages and progress: numbers that never come near 2^31; ids go as objects
SMALL_NUMBERS = frozenset({
    "ui/importing_columns.py", "ui/importing_page.py", "ui/importing_rows.py", "ui/jobs.py", "ui/paper/page_strip.py",
})  # fmt: skip


def test_trap_12_signals_carry_objects_or_texts():
    """`Signal(int)` wraps at 2^31, `Signal(dict)` arrives empty."""
    kinds = {
        (path, ast.unparse(part))
        for path, tree in trees("ui")
        for call in calls(tree, "Signal")
        for part in call.args
    }
    odd = {(path, kind) for path, kind in kinds if kind not in ("object", "str", "bool")}
    assert {path for path, _kind in odd} <= SMALL_NUMBERS
    assert {kind for _path, kind in odd} <= {"int", "float"}


def test_trap_13_nothing_is_connected_that_captures_its_widget():
    """A lambda or a partial keeps what it captures for ever; bound methods do not."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees("ui")
        for call in calls(tree, "connect")
        for part in call.args
        if isinstance(part, ast.Lambda)
        or (isinstance(part, ast.Call) and getattr(part.func, "id", "") == "partial")
    ]
    assert found == []


def test_trap_14_lists_are_sorted_and_filtered_in_sql():
    assert [path for path, tree in trees("ui") if any("ProxyModel" in name for name in imported(tree))] == []


def test_trap_15_qts_own_words_outlive_the_function_that_loads_them(qapp: QCoreApplication):
    """A translator without an owner is gone at once, and with it every word."""
    translator = install_qt_words(qapp, "zh_Hans")
    try:
        assert translator is not None
        assert translator.parent() is qapp
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    finally:
        qapp.removeTranslator(translator)
        translator.deleteLater()


def test_trap_16_no_dialog_waits_inside_itself():
    """A nested event loop hangs every test and lets a second click in: dialogs are opened, not executed."""
    executed = {
        path
        for path, tree in trees("ui")
        for name in ("exec", "exec_")
        if any(
            isinstance(call.func, ast.Attribute) for call in calls(tree, name)
        )  # Python's own is no method
    }
    assert executed == {"ui/app.py"}  # the application's own loop


def test_trap_16_no_test_types_chinese_by_keys():
    """`keyClicks` with Chinese aborts the process; an input method commits text instead."""
    found = [
        f"{path}:{call.lineno}"
        for path, tree in trees("tests")
        for name in ("keyClicks", "keyClick")
        for call in calls(tree, name)
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str) and not part.value.isascii()
    ]
    assert found == []


def test_trap_17_the_window_comes_before_paper_and_excel():
    """reportlab, openpyxl and the PDF reader cost up to 0.8 s each: after the first paint, or when needed."""
    heavy = ("reportlab", "openpyxl", "pypdfium2", "opencc", "pypinyin", "argon2")
    code = (
        "import sys, ui.app, ui.main_window, ui.front_desk\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_trap_17_no_import_takes_everything():
    found = [
        path
        for path, tree in trees(*OURS)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and any(one.name == "*" for one in node.names)
    ]
    assert found == []


def test_trap_19_no_length_is_counted_by_qt_and_no_charts():
    """`setMaxLength` counts UTF-16 units: 㛃 may, 𬭎 would be cut in half. QtCharts is GPL."""
    for path, tree in trees("ui"):
        assert not calls(tree, "setMaxLength"), path
        assert not {
            name for name in imported(tree) if re.match(r"PySide6\.Qt(Charts|Graphs|WebEngine|Pdf)", name)
        }, path


# -- paper ---------------------------------------------------------------------------------------------------


def test_trap_20_no_platypus():
    """`Paragraph` takes text for markup and breaks Chinese lines at commas; we draw on the canvas."""
    for path, tree in trees(*OURS):
        assert not {name for name in imported(tree) if name.startswith("reportlab.platypus")}, path


# -- package -------------------------------------------------------------------------------------------------


def test_trap_22_nothing_looks_around_in_folders_for_code_or_resources():
    """Frozen, there are none: registries are imports, resources go through `resource()`."""
    for path, tree in trees(*OURS):
        assert not imported(tree) & {"pkgutil", "importlib.resources"}, path
        names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        assert "__file__" not in names or path == "custdesk/resources.py", path


def test_trap_22_one_folder_without_packer():
    spec = ast.parse((ROOT / "pyinstaller.spec").read_text(encoding="utf-8"))
    packed = [
        part.value
        for name in ("EXE", "COLLECT")
        for call in calls(spec, name)
        for part in call.keywords
        if part.arg == "upx"
    ]
    assert packed
    assert all(getattr(value, "value", None) is False for value in packed)
    assert calls(spec, "COLLECT")


def test_trap_23_tests_stay_at_home():
    wanted = PROJECT["tool"]["setuptools"]["packages"]["find"]["include"]
    assert not [name for name in wanted if name.startswith(("tests", "tools"))]


def test_trap_24_allowed_qt_messages_are_whole_sentences():
    """A loose pattern would hide the next warning."""
    for pattern in PROJECT["tool"]["pytest"]["ini_options"]["qt_log_ignore"]:
        assert pattern.startswith("^"), pattern
        assert pattern.endswith("$"), pattern
    assert PROJECT["tool"]["pytest"]["ini_options"]["qt_log_level_fail"] == "WARNING"


def test_trap_26_a_fresh_debian_gets_every_library_qt_needs():
    script = (ROOT / "tools/system_libraries.sh").read_text(encoding="utf-8")
    needed = (
        "libegl1 libgl1 libdbus-1-3 libfontconfig1 libglib2.0-0 libxkbcommon0"
        " libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0"
    )
    assert [name for name in needed.split() if not re.search(rf"\b{re.escape(name)}[ \"]", script)] == []
