"""The coverage tools, on a program of one module: what is found, what is silenced, what a test must notice."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import coverage, rule_trial
from tools.coverage_scan import ROOT, Function, Marks, functions, numbers_in, own_numbers

RULES = '''
import functools

def due(day: int) -> int:
    """Return the day it is due (R-001, F-02)."""
    return day + 5

def is_late(day: int) -> bool:
    """Tell whether it is late (R-001, R-007)."""
    return day > due(0)

def problems(day: int) -> list[str]:
    """Gather what the rules say (R-001 to R-003)."""
    return ["late"] if is_late(day) else []

def endless(day: int) -> int:
    """Return a number above nought (R-004)."""
    return 1

def unmarked() -> int:
    """Return one (R-005)."""
    return 1

class Share:
    """A share (R-009: a class is no function)."""

    @property
    def shown(self) -> str:
        """Return it as text (F-01)."""
        return "1 of 1"

    @staticmethod
    def whole() -> int:
        """Return the whole (F-01)."""
        return 1

    @functools.cache
    def part(self) -> int:
        """Return the part (F-01)."""
        return 1

def plain() -> int:
    """Belongs to nothing."""
    return 1
'''
TESTS = """
import os
import pytest
from toy.rules.days import Share, due, endless, is_late, problems

@pytest.mark.parametrize("day", [pytest.param(6, marks=pytest.mark.rule("R-001 R-002")), 7])
def test_late(day):
    assert problems(day) == ["late"]

@pytest.mark.parametrize("day", [pytest.param(0, marks=pytest.mark.rule("R-007")), 9])
def test_the_other_case_is_no_proof(day):
    assert is_late(day) is (day == 9)

@pytest.mark.rule("F-01")
def test_share():
    assert (Share().shown, Share().whole()) == ("1 of 1", 1)

@pytest.fixture
def prepared():
    assert due(1) == 6

@pytest.mark.rule("F-02")
def test_a_fixture_is_no_test(prepared):
    pass

@pytest.mark.rule("R-003")
def test_dies():
    if not problems(9):
        os._exit(3)

@pytest.mark.rule("R-004")
def test_never_ends():
    while not endless(1):
        pass

@pytest.mark.rule("R-005")
def test_fails_anyway():
    assert False
"""
TRY = """
import json, sys
from pathlib import Path
from tools import rule_trial
from tools.coverage_scan import functions
rule_trial.PATIENCE = 1
found = rule_trial.run(where=["tests"], known=functions(Path(), "toy"), tell=False).verdicts
print(json.dumps([[one.rule, one.function.name, one.noticed_by, one.trouble] for one in found]))
"""


@pytest.fixture
def toy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    (tmp_path / "toy" / "rules").mkdir(parents=True)
    (tmp_path / "toy" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "toy" / "rules" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "toy" / "rules" / "days.py").write_text(RULES, "utf-8")
    (tmp_path / "toy" / "records").mkdir()
    (tmp_path / "toy" / "records" / "__init__.py").write_text("", "utf-8")
    (tmp_path / "toy" / "records" / "case.py").write_text(
        'def wired() -> int:\n    """Hand on (R-001, R-008)."""\n    return 1\n', "utf-8"
    )
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "test_days.py").write_text(TESTS, "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    yield tmp_path
    for name in [one for one in sys.modules if one.split(".")[0] == "toy"]:
        del sys.modules[name]


# -- what the code says ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "numbers", "own"),
    [
        ("R-042", {"R-042"}, {"R-042"}),
        ("R-009 to R-011, F-02", {"R-009", "R-010", "R-011", "F-02"}, {"F-02"}),
        ("F-01…F-03 and R-100", {"F-01", "F-02", "F-03", "R-100"}, {"R-100"}),
        ("REC-03, P-05, 9.4 no. 12, UTF-16", set(), set()),
    ],
)
def test_numbers_are_read_with_their_ranges(said, numbers, own):
    assert numbers_in(said) == numbers
    assert own_numbers(said) == own


def test_functions_and_methods_that_name_a_number_are_found(toy: Path):
    found = {(one.module, one.name): one for one in functions(toy, "toy")}
    days = "toy.rules.days"
    assert set(found) == {("toy.records.case", "wired")} | {
        (days, name)
        for name in (
            "due",
            "is_late",
            "problems",
            "endless",
            "unmarked",
            "Share.shown",
            "Share.whole",
            "Share.part",
        )
    }
    assert found[days, "due"].own == {"R-001", "F-02"}
    assert found[days, "problems"].numbers == {"R-001", "R-002", "R-003"}
    assert found[days, "problems"].own == frozenset()


def test_what_names_a_rule_is_tried_wiring_and_ranges_only_where_nothing_else_does(toy: Path):
    marked = Marks()
    marked.rules = {
        "R-001": ["tests/ui/test_a.py::test_a", "tests/b/test_b.py::test_b[1]", "tests/b/rules/test_c.py::test_c"],
        "R-002": ["tests/scenarios/test_s.py::test_s"],
    }  # fmt: skip
    found = {
        (one.rule, one.function.name): one.tests
        for one in rule_trial.trials(set(), marked, functions(toy, "toy"))
    }
    assert {name for rule, name in found if rule == "R-001"} == {"due", "is_late"}
    assert {name for rule, name in found if rule == "R-002"} == {"problems"}
    assert {name for rule, name in found if rule == "R-008"} == {"wired"}
    assert found["R-001", "due"] == ("tests/b/rules/test_c.py::test_c", "tests/b/test_b.py::test_b[1]")
    assert found["R-002", "problems"] == ("tests/scenarios/test_s.py::test_s",)
    assert found["R-008", "wired"] == ()


# -- silencing -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "call", "before", "after"),
    [
        ("is_late", lambda days: days.is_late(9), True, False),
        ("due", lambda days: days.due(1), 6, 0),
        ("problems", lambda days: days.problems(9), ["late"], []),
        ("Share.shown", lambda days: days.Share().shown, "1 of 1", ""),
        ("Share.whole", lambda days: days.Share.whole(), 1, 0),
    ],
)
def test_a_silenced_function_returns_its_default_for_whoever_imported_it(toy, name, call, before, after):
    import toy.rules.days as days

    assert call(days) == before
    kept = days.is_late
    rule_trial.silence(rule_trial.function_at("toy.rules.days", name))
    assert call(days) == after
    assert kept(9) is (name not in ("is_late",))  # a name taken before is silent too


def test_what_a_function_remembers_is_forgotten(toy: Path):
    import toy.rules.days as days

    share = days.Share()
    assert share.part() == 1
    rule_trial.silence(rule_trial.function_at("toy.rules.days", "Share.part"))
    assert share.part() == 0


def test_what_cannot_be_silenced_says_so():
    def outer() -> object:
        return inner

    def inner() -> object:
        return outer

    for one in (inner, functools.partial(int, "1"), int):
        with pytest.raises(TypeError):
            rule_trial.silence(one)


def test_the_default_is_that_of_the_annotation():
    def one() -> str | None: ...
    def two() -> frozenset[int]: ...
    def three() -> Iterator[int]: ...
    def four() -> Path: ...

    assert [rule_trial.default_of(each) for each in (one, two, three, four)] == [
        "None", "frozenset()", "iter(())", "None",
    ]  # fmt: skip


# -- the trial -------------------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_a_trial_tells_the_noticed_from_the_unnoticed_and_from_trouble(toy: Path):
    ended = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", TRY], cwd=toy, capture_output=True, text=True, check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join((str(toy), str(ROOT))), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
    )  # fmt: skip
    found = {(rule, name): (test, trouble) for rule, name, test, trouble in json.loads(ended.stdout)}
    late = ("tests/test_days.py::test_late[6]", "")
    assert found["R-001", "is_late"] == found["R-002", "problems"] == late
    assert found["R-007", "is_late"] == ("", "")  # the other case fails, but carries no mark
    assert found["R-001", "due"] == ("", "")  # 6 is late with and without: nothing noticed
    assert (
        found["F-01", "Share.shown"] == found["F-01", "Share.whole"] == ("tests/test_days.py::test_share", "")
    )
    assert found["F-01", "Share.part"] == ("", "")
    assert found["F-02", "due"] == ("", "")
    assert found["R-003", "problems"] == ("", "the child died (3): without a word")
    assert found["R-004", "endless"] == ("", "the tests did not end within 1 seconds")
    assert found["R-005", "unmarked"] == ("", "no test that passes is marked with it")
    assert found["R-008", "wired"] == ("", "no test that passes is marked with it")


# -- the table -------------------------------------------------------------------------------------------


def function(name: str) -> Function:
    return Function("custdesk.rules.days", name, frozenset())


def trial(rule: str, name: str) -> rule_trial.Trial:
    return rule_trial.Trial(rule, function(name), ("t::a",))


def test_every_number_has_a_row_and_what_nothing_noticed_is_named():
    found = [
        rule_trial.Verdict("R-001", function("due"), "t::a[1]"),
        rule_trial.Verdict("R-001", function("is_late"), ""),
    ]
    rows = list(coverage.tried(found, "R", 3, {"R-002": "REC-19"}))
    assert rows[1:3] == ["| R-001 | rules.days.due | t::a[1] |", "| R-001 | rules.days.is_late | NOTHING |"]
    assert "| R-002 | later: REC-19 | |" in rows
    assert "| R-003 | later: ? | |" in rows
    assert [row[:7] for row in rows[1:]] == ["| R-001"] + [f"| R-{one:03d}" for one in range(1, 14)] + [
        f"| R-{one:03d}" for one in range(14, 23)
    ] + [f"| R-{one:03d}" for one in range(22, 85)] + [f"| R-{one:03d}" for one in range(84, 151)]


def test_the_table_knows_only_of_tests_that_are_still_marked():
    table = "| R-001 | rules.days.due | t::a |\n| R-001 | rules.days.is_late | t::gone |\n| R-002 | rules.days.due | NOTHING |\n"
    marked = Marks()
    marked.rules = {"R-001": ["t::a"], "R-002": ["t::a"]}
    wanted = [trial("R-001", "due"), trial("R-001", "is_late"), trial("R-002", "due"), trial("R-003", "due")]
    found, unknown = coverage.known_verdicts(wanted, marked, table)
    assert [(one.rule, one.noticed_by) for one in found] == [("R-001", "t::a")]
    assert unknown == wanted[1:]


def test_a_number_is_built_or_waits_never_both_nor_neither():
    every = {f"R-{one:03d}" for one in range(1, 151)} | {f"F-{one:02d}" for one in range(1, 31)}
    built = every - set(coverage.later.RULES) - set(coverage.later.FIGURES)
    assert coverage.gaps(built) == []
    assert coverage.gaps(built - {"R-001"}) == ["R-001: neither a function nor a record it waits for"]
    assert coverage.gaps(built | {"R-062"}) == ["R-062: built, yet said to come later"]
    assert coverage.gaps(built | {"F-11"}) == ["F-11: built, yet said to come later"]


def test_a_record_or_sheet_that_only_the_contract_tests_is_named():
    heart = "".join(
        f"| {one} | 表 | custdesk/a.py | tests/test_a.py, tests/test_contract.py[a] |\n"
        for one in coverage.HEART
    )
    assert coverage.unproved(heart) == []
    assert coverage.unproved(heart + "| P-05 | 表 | custdesk/a.py | tests/test_contract.py[a] |\n") == [
        "P-05: no test of its own names it"
    ]
    assert coverage.unproved(heart.replace("| REC-05 |", "| REC-99 |")) == ["REC-05: no record"]
