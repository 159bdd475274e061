"""A virus scanner for tests: it holds files by name, and the system refuses to touch them as Windows does."""

from __future__ import annotations

import io
import os
import shutil
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pytest

from custdesk import patience

ALWAYS = 10**9
PATIENCE = 5  # times that are tried again, without waiting


class Scanner:
    """Holds files whose name fits a pattern; `asked` counts the refusals."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = 0
        self._pattern, self._left, self._doing = "", 0, ""
        monkeypatch.setattr(patience, "_pauses", lambda _seconds: iter([0.0] * PATIENCE))
        for module, name in (
            (os, "replace"), (os, "rename"), (os, "unlink"), (os, "link"), (shutil, "copyfile"), (io, "open"),
        ):  # fmt: skip
            monkeypatch.setattr(module, name, self._watched(name, getattr(module, name)))

    def hold(self, pattern: str, times: int = ALWAYS, doing: str = "replace rename unlink") -> None:
        """Hold the files of a name against so many attempts of these kinds."""
        self._pattern, self._left, self._doing = pattern, times, doing

    def let_go(self) -> None:
        """Hold nothing."""
        self._pattern = ""

    def _watched(self, name: str, real: Any) -> Any:
        def act(path: Any, *args: Any, **how: Any) -> Any:
            target = args[0] if name in {"replace", "rename", "link", "copyfile"} else None
            for one in (path, target):
                if self._left > 0 and name in self._doing.split() and _fits(one, self._pattern):
                    self._left -= 1
                    self.asked += 1
                    raise refused(path, target, number=32 if one is path else patience.DENIED)
            return real(path, *args, **how)

        return act


def _fits(path: Any, pattern: str) -> bool:
    return bool(pattern) and isinstance(path, (str, Path)) and fnmatch(Path(path).name, pattern)


def refused(path: Any, target: Any = None, number: int = 32) -> OSError:
    """The system's refusal: 32 says that the file is held, 5 that the one in whose place it shall come is open."""
    trouble = PermissionError(13, "另一个程序正在使用此文件，进程无法访问。", str(path))
    trouble.filename2 = None if target is None else str(target)
    trouble.winerror = number  # type: ignore[attr-defined]
    return trouble


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Scanner]:
    made = Scanner(monkeypatch)
    yield made
    made.let_go()
