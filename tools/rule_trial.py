"""Would a test notice? Every rule's function is made to return its default; a test marked with the rule must fail.

`python -m tools.rule_trial` tries all and prints what nothing noticed; `python -m tools.rule_trial R-042 R-070` some.

The tests are collected once. Each function is then silenced in a child of its own, forked from there, in which the
rule's tests run until one fails. First a child for each rule's tests without silencing: a test that fails anyway
proves nothing and is left out. A child that dies, or does not end, is told apart from one that noticed nothing.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import json
import os
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from tools.coverage_scan import Function, Marks, functions

#: what a function returns by default, by the beginning of its return annotation
DEFAULTS: Final = (
    ("bool", "False"), ("int", "0"), ("str", '""'), ("list", "[]"), ("List", "[]"), ("tuple", "()"),
    ("Sequence", "()"), ("Iterator", "iter(())"), ("Iterable", "()"), ("dict", "{}"), ("Mapping", "{}"),
    ("set", "set()"), ("frozenset", "frozenset()"),
)  # fmt: skip
AT_ONCE: Final = 2
PATIENCE: Final = 180  # seconds for the tests of one rule
#: whole scenarios and windows prove a rule only where no smaller test is marked with it
LARGE: Final = ("tests/ui", "tests/scenarios")


@dataclass(frozen=True)
class Verdict:
    """Whether a test marked with the rule failed without the function, and which; or what hindered the trial."""

    rule: str
    function: Function
    noticed_by: str = ""
    trouble: str = ""


@dataclass(frozen=True)
class Trial:
    """One function to be silenced, with the tests of one rule."""

    rule: str
    function: Function
    tests: tuple[str, ...]


def default_of(function: Callable[..., Any]) -> str:
    """Return the expression a function returns when it does nothing."""
    noted = inspect.signature(function).return_annotation
    said = noted if isinstance(noted, str) else getattr(noted, "__name__", str(noted))
    if said.endswith("| None"):
        return "None"
    name = said.split("[", maxsplit=1)[0]
    return next((value for known, value in DEFAULTS if name == known), "None")


def function_at(module: str, name: str) -> Callable[..., Any]:
    """Return a function, or what stands behind a method or a property, by its module and its name."""
    owner: Any = importlib.import_module(module)
    *classes, last = name.split(".")
    for one in classes:
        owner = vars(owner)[one]
    found = vars(owner)[last]
    return getattr(found, "fget", None) or getattr(found, "__func__", None) or found


def silence(function: Callable[..., Any]) -> None:
    """Let a function return its default, for everybody who imported it: its code is exchanged, not its name."""
    inner = inspect.unwrap(function)
    if not inspect.isfunction(inner):
        raise TypeError(f"{function!r} is no function")
    if inner.__code__.co_freevars:
        raise TypeError(f"{inner.__qualname__} is a closure")
    scope: dict[str, Any] = {}
    exec(f"def silent(*args, **kwargs): return {default_of(inner)}", scope)  # noqa: S102
    inner.__code__ = scope["silent"].__code__
    inner.__defaults__, inner.__kwdefaults__ = None, None
    if hasattr(function, "cache_clear"):
        function.cache_clear()


def trials(rules: set[str], marked: Marks, known: Sequence[Function]) -> list[Trial]:
    """Return what is to be tried: every function that names a number one by one.

    A range in a docstring counts only where no function names the number itself. The wiring of the records names the
    rules it hands on to: it is tried only where there is nothing else, and otherwise by the tests of the records.
    """
    found = []
    for rule in sorted({number for one in known for number in one.numbers}):
        if rules and rule not in rules:
            continue
        named = [one for one in known if rule in one.own] or [one for one in known if rule in one.numbers]
        inner = [one for one in named if ".records." not in one.module]
        found += [Trial(rule, one, tests_of(rule, marked)) for one in inner or named]
    return found


def tests_of(rule: str, marked: Marks) -> tuple[str, ...]:
    """Return the tests marked with a rule, with their parameters, those of the rules' functions first."""
    tests = sorted(dict.fromkeys(marked.rules.get(rule, ())), key=lambda one: ("/rules/" not in one, one))
    return tuple(one for one in tests if not one.startswith(LARGE)) or tuple(tests)


class FirstFailure:
    """A pytest plugin that keeps the first test whose own body failed, and those that failed at all."""

    def __init__(self) -> None:
        self.first = ""
        self.all: list[str] = []

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Keep the failure; a fixture that breaks is no test that asserts something."""
        if report.failed:
            self.all.append(report.nodeid)
            if report.when == "call" and not self.first:
                self.first = report.nodeid


class Runner:
    """A pytest plugin that runs trials in children instead of running the tests."""

    def __init__(self, wanted: Callable[[Marks], list[Trial]], tell: Callable[[str], None]) -> None:
        self._wanted, self._tell = wanted, tell
        self._failing: set[str] = set()
        self.verdicts: list[Verdict] = []
        self.marks = Marks()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Note the marks."""
        self.marks.pytest_collection_modifyitems(items)

    def pytest_runtestloop(self, session: Any) -> bool:
        """Try every function; the tests themselves are run by the children alone."""
        if session.testsfailed:
            raise session.Interrupted("the tests cannot be collected")
        items = {item.nodeid: item for item in session.items}
        wanted = self._wanted(self.marks)
        needed = {test for one in wanted for test in one.tests}
        halves = [sorted(needed)[part::AT_ONCE] for part in range(AT_ONCE)]
        before: list[Callable[[], Any]] = [lambda half=half: _fails(half, items) for half in halves]
        for _, (failing, trouble) in _in_children(before):
            if trouble:
                raise session.Interrupted(f"the tests do not pass as they are: {trouble}")
            self._failing |= set(failing)
        for one in sorted(self._failing):
            self._tell(f"{one} fails by itself: it proves nothing")
        alive = [
            replace(one, tests=tuple(test for test in one.tests if test not in self._failing))
            for one in wanted
        ]
        for one in (one for one in alive if not one.tests):
            self._note(Verdict(one.rule, one.function, trouble="no test that passes is marked with it"))
        alive = [one for one in alive if one.tests]
        for place, (first, trouble) in _in_children([lambda one=one: _noticed(one, items) for one in alive]):
            self._note(Verdict(alive[place].rule, alive[place].function, first or "", trouble))
        return True

    def _note(self, verdict: Verdict) -> None:
        self.verdicts.append(verdict)
        if not verdict.noticed_by:
            self._tell(f"{verdict.rule} {verdict.function.place}: {verdict.trouble or 'nothing noticed'}")


def _run(tests: Iterable[str], items: dict[str, Any], stop: bool) -> FirstFailure:
    chosen = [items[test] for test in tests]
    plugin = FirstFailure()
    chosen[0].config.pluginmanager.register(plugin)
    for item, after in zip(chosen, [*chosen[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)
        if stop and plugin.first:
            break
    return plugin


def _fails(tests: list[str], items: dict[str, Any]) -> list[str]:
    signal.alarm(PATIENCE * 10)
    return _run(tests, items, stop=False).all if tests else []


def _noticed(trial: Trial, items: dict[str, Any]) -> str:
    silence(function_at(trial.function.module, trial.function.name))
    return _run(trial.tests, items, stop=True).first


def _in_children(works: Sequence[Callable[[], Any]]) -> Iterator[tuple[int, tuple[Any, str]]]:
    """Do each work in a forked child, some at a time; yield its place, what it returned and what went wrong."""
    home = Path(tempfile.mkdtemp(prefix="rule-trial-"))
    waiting, running = list(enumerate(works)), dict[int, int]()
    try:
        while waiting or running:
            while waiting and len(running) < AT_ONCE:
                place, work = waiting.pop(0)
                running[_child(work, home / str(place))] = place
            child, ended = os.wait()
            place = running.pop(child)
            yield place, _answer(home / str(place), os.waitstatus_to_exitcode(ended))
            shutil.rmtree(home / str(place), ignore_errors=True)
    finally:
        for child in running:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        shutil.rmtree(home, ignore_errors=True)


def _answer(folder: Path, code: int) -> tuple[Any, str]:
    answer = folder / "answer.json"
    if code == -signal.SIGALRM:
        return None, f"the tests did not end within {PATIENCE} seconds"
    if code or not answer.exists():
        said = (folder / "said").read_text("utf-8", "replace").strip().splitlines() if folder.exists() else []
        return None, f"the child died ({code}): {said[-1] if said else 'without a word'}"
    return json.loads(answer.read_text("utf-8")), ""


def _child(work: Callable[[], Any], folder: Path) -> int:
    folder.mkdir()
    child = os.fork()
    if child:
        return child
    code = 1
    try:
        os.environ["PYTEST_DEBUG_TEMPROOT"] = str(folder)  # where this child's tmp_path lies
        said = os.open(folder / "said", os.O_CREAT | os.O_WRONLY)
        os.dup2(said, 1)
        os.dup2(said, 2)
        signal.alarm(PATIENCE)
        (folder / "answer.json").write_text(json.dumps(work()), "utf-8")
        code = 0
    except BaseException as error:  # noqa: BLE001 - whatever it was, the parent tells it
        os.write(2, f"{type(error).__name__}: {error}".encode())
    finally:
        os._exit(code)
    return 0


def run(
    rules: Iterable[str] = (),
    *,
    only: set[tuple[str, Function]] | None = None,
    where: Sequence[str] = ("tests",),
    known: Sequence[Function] | None = None,
    tell: bool = True,
) -> Runner:
    """Try the functions of some rules, or of all, or only some of them.

    Raises SystemExit where the tests cannot be run.
    """
    import pytest

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["CI"] = "1"  # equal examples each time: the table names the same test tomorrow
    out, chosen = sys.stdout, functions() if known is None else known

    def wanted(marked: Marks) -> list[Trial]:
        every = trials(set(rules), marked, chosen)
        return every if only is None else [one for one in every if (one.rule, one.function) in only]

    runner = Runner(wanted, lambda said: print(said, file=out, flush=True) if tell else None)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        ended = pytest.main(
            ["-q", "--capture=no", "-p", "no:cacheprovider", "-p", "no:xdist", *where], plugins=[runner]
        )
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        raise SystemExit(f"the tests did not run:\n{said.getvalue()[-2000:]}")
    runner.verdicts.sort(key=lambda one: (one.rule, one.function))
    return runner


def main() -> int:
    """Try the rules named, or all; 1 when one went unnoticed."""
    found = run(set(sys.argv[1:])).verdicts
    missed = [one for one in found if not one.noticed_by]
    print(f"{len(found)} functions silenced, {len(found) - len(missed)} noticed, {len(missed)} not")
    return bool(missed)


if __name__ == "__main__":
    sys.exit(main())
