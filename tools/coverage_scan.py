"""Where the code speaks of a rule, a figure, a sheet, and which tests are marked with a rule: read, never typed."""

from __future__ import annotations

import ast
import contextlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
NUMBER: Final = re.compile(r"\b([RF])-(\d{2,3})(?:\s*(?:to|\.\.\.|…|-|–)\s*[RF]-(\d{2,3}))?\b")


@dataclass(frozen=True, order=True)
class Function:
    """One function whose docstring names numbers of the specification."""

    module: str
    name: str  # with the class it is a method of: Share.reaches
    numbers: frozenset[str] = field(compare=False)
    own: frozenset[str] = field(compare=False, default=frozenset())  # named one by one, not within a range

    @property
    def place(self) -> str:
        """The module and the name, as they are written in the coverage table."""
        return f"{self.module.removeprefix('custdesk.')}.{self.name}"


def numbers_in(text: str) -> frozenset[str]:
    """Return every rule and figure number in a text, ranges spelt out."""
    found = set()
    for letter, first, last in NUMBER.findall(text):
        width = len(first)
        for number in range(int(first), int(last or first) + 1):
            found.add(f"{letter}-{number:0{width}d}")
    return frozenset(found)


def own_numbers(text: str) -> frozenset[str]:
    """Return the numbers a text names one by one: what gathers a range of rules is tried by its parts."""
    return frozenset(f"{letter}-{first}" for letter, first, last in NUMBER.findall(text) if not last)


def _definitions(body: list[ast.stmt], owner: str = "") -> Iterator[tuple[str, ast.FunctionDef]]:
    """Yield the functions of a module and the methods of its classes by their names; no function within another."""
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield owner + node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from _definitions(node.body, f"{owner}{node.name}.")


def functions(root: Path = ROOT, package: str = "custdesk") -> list[Function]:
    """Return the functions of a package that name a rule or a figure in their docstring."""
    found = []
    for path in sorted((root / package).rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        module = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        for name, node in _definitions(ast.parse(path.read_text("utf-8")).body):
            said = ast.get_docstring(node) or ""
            numbers = numbers_in(said)
            if numbers:
                found.append(Function(module, name, numbers, own_numbers(said)))
    return found


class Marks:
    """A pytest plugin that notes which tests carry which rule and which scenario."""

    def __init__(self) -> None:
        self.rules: dict[str, list[str]] = {}
        self.scenarios: dict[str, list[str]] = {}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Note the marks of every test collected."""
        for item in items:
            for name, kept in (("rule", self.rules), ("scenario", self.scenarios)):
                for mark in item.iter_markers(name):
                    for said in mark.args:
                        for number in str(said).split():
                            kept.setdefault(number, []).append(item.nodeid)


def marks(*where: str, root: Path = ROOT) -> Marks:
    """Collect the tests in a process of its own and return their marks."""
    found = subprocess.run(
        [sys.executable, "-m", "tools.coverage_scan", *(where or ("tests",))],
        cwd=root, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if found.returncode:
        raise SystemExit(f"the tests cannot be collected:\n{found.stdout[-2000:]}{found.stderr[-2000:]}")
    plugin = Marks()
    plugin.rules, plugin.scenarios = json.loads(found.stdout.splitlines()[-1])
    return plugin


def main() -> None:
    """Print the marks as JSON."""
    import pytest

    plugin = Marks()
    with contextlib.redirect_stdout(io.StringIO()) as said:
        ended = pytest.main(
            ["--collect-only", "-q", "-p", "no:cacheprovider", *sys.argv[1:]], plugins=[plugin]
        )
    if ended:
        sys.exit(said.getvalue()[-2000:])
    print(json.dumps([plugin.rules, plugin.scenarios]))


if __name__ == "__main__":
    main()
