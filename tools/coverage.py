"""docs/coverage.md: every record, sheet, rule, figure and scenario, where it lives and which test proves it.

`write` silences every function of a rule or figure first (tools/rule_trial.py) and notes the test that failed; `renew`
tries only those of which the table knows nothing, or whose test is gone, and writes the rest anew; `check` says,
quickly and without any trial, where the table no longer fits the code.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from custdesk.binders import ALL
from custdesk.language import Words
from custdesk.record import AnyRecord
from tools import coverage_later as later
from tools.coverage_scan import ROOT, Marks, functions, marks
from tools.rule_trial import Trial, Verdict, run, trials

TABLE: Final = ROOT / "docs" / "coverage.md"
ZH: Final = Words("zh_Hans")
COUNTS: Final = {"REC": 75, "R": 150, "P": 36, "F": 30, "S": 15}
HEART: Final = tuple(f"REC-{place:02d}" for place in range(1, 13))  # tier T1
ROW: Final = re.compile(r"^\| ([RF]-\d{2,3}) \| ([\w.]+) \| ([^|]*) \|$", re.MULTILINE)
NOTHING: Final = "NOTHING"
HEAD: Final = """# What is covered

Made by `make coverage` from the code; `make test` checks that it still fits. A rule or a figure counts only by a test
marked `rule("R-nnn")` or `rule("F-nn")` that fails when the function returns its default: the last column names that
test, for every function whose docstring names the number. The wiring in `records/`, which names the rules it hands on
to, is proved by the tests of the records instead. "later: REC-nn" names the record a number will come with.
"""


def _file(record: AnyRecord) -> str:
    return str(Path(inspect.getfile(record)).relative_to(ROOT))


class Tests:
    """The text of every test file, read once."""

    def __init__(self) -> None:
        paths = sorted((ROOT / "tests").rglob("test_*.py"), key=lambda one: ("records" not in one.parts, one))
        self.texts = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in paths}

    def naming(self, pattern: str, most: int = 3) -> list[str]:
        """Return the files in which a pattern occurs, those of the records first."""
        found = re.compile(pattern)
        return [path for path, text in self.texts.items() if found.search(text)][:most]

    def of(self, record: AnyRecord) -> list[str]:
        """Return the tests of a record: the files called after it, else those beside it that name its key."""
        key = record.form.key
        longer = tuple(f"test_{one.form.key}" for one in ALL if one.form.key.startswith(f"{key}_"))
        own = [
            path
            for path in self.texts
            if re.fullmatch(rf"tests/custdesk/records/test_{key}(_[a-z]+)?\.py", path)
            and not Path(path).name.startswith(longer)
        ]
        return own or self.naming(rf"[\"\'.]{key}\b")

    def of_sheet(self, number: str, record: AnyRecord) -> list[str]:
        """Return the tests that name a sheet, else those of its record that print."""
        named = self.naming(rf'"{re.escape(number)}"')
        return named or [one for one in self.of(record) if "_job(" in self.texts[one]]


def records(tests: Tests) -> Iterator[str]:
    """Return the rows of the records that are built."""
    yield "| No. | Record | Where | Proved by |\n|---|---|---|---|"
    known = sorted((record.form.number, record) for record in ALL if record.form.number)
    for number, record in known:
        proved = [*tests.of(record), f"tests/test_contract.py[{record.form.key}]"]
        yield f"| {number} | {ZH(record.form.title)} | {_file(record)} | {', '.join(proved)} |"
        for one in record.form.lists:
            if one.number == "P-04":  # the register is a view of the complaints, not a record of its own
                named = ", ".join(tests.of_sheet(one.number, record))
                yield f"| REC-04 | {ZH(one.title)} | {_file(record)}, a view of {number} | {named} |"
    built = {number for number, _ in known} | {"REC-04", "REC-49"}  # REC-49 is REC-02 with the way "online"
    rest = [one for place in range(1, COUNTS["REC"] + 1) if (one := f"REC-{place:02d}") not in built]
    yield f'\nREC-49 is REC-02 with the way "online". Later: {", ".join(rest)}.'


def prints(tests: Tests) -> Iterator[str]:
    """Return the rows of the printed sheets; the plain prints of P-36 have one each."""
    yield "| No. | Sheet | Where | Tests that name it |\n|---|---|---|---|"
    found: dict[str, list[str]] = {}
    for record in ALL:
        for sheet in (*record.form.sheets, *record.form.lists):
            if not sheet.number.startswith("P-"):
                continue
            title = ZH(sheet.title or record.form.title)
            named = [*tests.of_sheet(sheet.number, record), f"tests/test_contract.py[{record.form.key}]"]
            row = f"| {sheet.number} | {title} | {_file(record)} | {', '.join(named)} |"
            found.setdefault(sheet.number, []).append(row)
    for number, record_number in later.PRINTS.items():
        found.setdefault(number, []).append(f"| {number} | | later: {record_number} | |")
    for number in sorted(found):
        yield from found[number]


def tried(found: Iterable[Verdict], letter: str, width: int, waiting: dict[str, str]) -> Iterator[str]:
    """Return the rows of the rules or the figures, one for each function, with the test that notices its absence."""
    yield "| No. | Function | Noticed by |\n|---|---|---|"
    by_number: dict[str, list[Verdict]] = {}
    for verdict in found:
        by_number.setdefault(verdict.rule, []).append(verdict)
    for place in range(1, COUNTS[letter] + 1):
        number = f"{letter}-{place:0{width}d}"
        for one in by_number.get(number, ()):
            yield f"| {number} | {one.function.place} | {one.noticed_by or NOTHING} |"
        if number in later.REMINDED:
            yield f"| {number} | ({later.REMINDED[number]}) | |"
        if number in later.PARTS:
            yield f"| {number} | (later: {later.PARTS[number]}) | |"
        if number not in by_number and number not in later.REMINDED:
            yield f"| {number} | later: {waiting.get(number, '?')} | |"


def scenarios(known: Marks) -> Iterator[str]:
    """Return the rows of the scenarios."""
    yield "| No. | Played by |\n|---|---|"
    for place in range(1, COUNTS["S"] + 1):
        number = f"S-{place:02d}"
        files = sorted({one.split("::")[0] for one in known.scenarios.get(number, ())})
        whole = [one for one in files if one.startswith("tests/scenarios")]
        waits = f"later: {later.SCENARIOS[number]}" if number in later.SCENARIOS and not whole else ""
        parts = f" (a part of it: {', '.join(files)})" if waits and files else ", ".join(files)
        yield f"| {number} | {waits}{parts or ('' if waits else NOTHING)} |"


def text(found: Iterable[Verdict], known: Marks) -> str:
    """Return the whole table."""
    found = sorted(found, key=lambda one: (one.rule, one.function))
    tests = Tests()
    parts = [
        HEAD, "## Records", *records(tests), "\n## Sheets", *prints(tests),
        "\n## Rules", *tried(found, "R", 3, later.RULES), "\n## Figures", *tried(found, "F", 2, later.FIGURES),
        "\n## Scenarios", *scenarios(known),
    ]  # fmt: skip
    return "\n".join(parts) + "\n"


def known_verdicts(wanted: Iterable[Trial], known: Marks, table: str) -> tuple[list[Verdict], list[Trial]]:
    """Return what the table says of the functions that are there, and those of which it says nothing that holds."""
    said = {(rule, place): test for rule, place, test in ROW.findall(table)}
    alive = {rule: set(tests) for rule, tests in known.rules.items()}
    found, unknown = [], []
    for one in wanted:
        test = said.get((one.rule, one.function.place), "")
        if test in alive.get(one.rule, ()):
            found.append(Verdict(one.rule, one.function, test))
        else:
            unknown.append(one)
    return found, unknown


def faults() -> list[str]:
    """Return where the table does not fit the code."""
    known, table = marks(), TABLE.read_text("utf-8")
    wanted = trials(set(), known, functions())
    found, unknown = known_verdicts(wanted, known, table)
    wrong = [f"{one.rule}: no test is known to notice {one.function.place}" for one in unknown]
    wrong += gaps({one.rule for one in wanted})
    wrong += unproved(table)
    if not wrong and text(found, known) != table:
        wrong.append("docs/coverage.md is not what the code says; run python -m tools.coverage renew")
    return wrong


def gaps(built: set[str]) -> list[str]:
    """Return the numbers that are neither built nor waiting, and those that are both."""
    wrong = []
    for letter, width, waiting in (("R", 3, later.RULES), ("F", 2, later.FIGURES)):
        every = {f"{letter}-{place:0{width}d}" for place in range(1, COUNTS[letter] + 1)}
        missing = every - built - set(waiting) - set(later.REMINDED)
        wrong += [f"{number}: neither a function nor a record it waits for" for number in sorted(missing)]
        wrong += [f"{number}: built, yet said to come later" for number in sorted(built & set(waiting))]
    sheets = {one.number for record in ALL for one in (*record.form.sheets, *record.form.lists)}
    starts = {number[:4] for number in sheets}
    every = {f"P-{place:02d}" for place in range(1, COUNTS["P"] + 1)}
    missing = every - starts - {number[:4] for number in later.PRINTS}
    wrong += [f"{number}: neither a sheet nor a record it waits for" for number in sorted(missing)]
    wrong += [f"{number}: built, yet said to come later" for number in sorted(sheets & set(later.PRINTS))]
    return wrong


def unproved(table: str) -> list[str]:
    """Return the built records and sheets, the heart's above all, that no test of their own names."""
    rows = re.findall(
        r"^\| ((?:REC|P)-[^|]+) \| [^|]* \| (custdesk/[^|]*) \| ([^|]*) \|$", table, re.MULTILINE
    )
    wrong = [
        f"{number}: no test of its own names it"
        for number, _where, tests in rows
        if not [one for one in tests.split(", ") if one and not one.startswith("tests/test_contract")]
    ]
    there = {number for number, _where, _tests in rows}
    return wrong + [f"{number}: no record" for number in HEART if number not in there]


def main() -> int:
    """Write the table, renew it, or check it."""
    action = sys.argv[1] if len(sys.argv) == 2 else "check"
    if action == "check":
        wrong = faults()
        print("\n".join(wrong) or "docs/coverage.md fits the code")
        return bool(wrong)
    found, only = [], None
    if action == "renew" and TABLE.exists():
        known = marks()
        found, unknown = known_verdicts(trials(set(), known, functions()), known, TABLE.read_text("utf-8"))
        only = {(one.rule, one.function) for one in unknown}
    else:
        known = None
    if only is None or only:
        runner = run(only=only)
        found, known = (
            sorted([*found, *runner.verdicts], key=lambda one: (one.rule, one.function)),
            runner.marks,
        )
    assert known is not None
    TABLE.write_text(text(found, known), "utf-8")
    missed = sum(not one.noticed_by for one in found)
    print(
        f"{len(found)} functions of {len({one.rule for one in found})} rules and figures, {missed} unnoticed"
    )
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
