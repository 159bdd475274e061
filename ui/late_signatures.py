"""What PySide6 explains wrong calls with is loaded when a call is wrong, not at every start.

`import PySide6` compiles 80 kB of Python that lies as source inside its library: the reader of signatures, and the
writer of stub files with argparse and logging. Only an error's sentence, a docstring or a stub asks for them, and they
are a quarter of the time until a blank window stands. It is source since those wheels are for any Python (so up to
PySide6 6.11.3, `EmbeddableZipImporter.exec_module`); where a later one brings it compiled, nothing here is called.
"""

from __future__ import annotations

import builtins
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final

# Not "mapping": the library reads its names past Python.
_LATE: Final = frozenset(
    f"shibokensupport/signature/{name}.py"
    for name in ("errorhandler", "layout", "lib/enum_sig", "lib/pyi_generator", "lib/tool", "parser")
)
_compile: Final = builtins.compile
_waiting: dict[str, str | bytes] = {}
_one_at_a_time: Final = threading.RLock()


@contextmanager
def late_signatures() -> Iterator[None]:
    """Let those modules stay empty until something in them is asked for; around the first import of PySide6."""

    def compile_or_wait(source: Any, filename: Any, *more: Any, **named: Any) -> Any:
        if filename not in _LATE:
            return _compile(source, filename, *more, **named)
        _waiting[filename] = source
        return _compile(
            f"from {__name__} import late\n__getattr__ = late({filename!r}, globals())", filename, "exec"
        )

    builtins.compile = compile_or_wait
    try:
        yield
    finally:
        builtins.compile = _compile


def late(filename: str, module: dict[str, Any]) -> Callable[[str], object]:
    """Return what a module calls for a name it has not: it fills the module, once."""

    def fill(name: str) -> object:
        if name.startswith("__"):  # Python's own look for packages
            raise AttributeError(name)
        with _one_at_a_time:
            source = _waiting.pop(filename, None)
            if source is not None:
                del module["__getattr__"], module["late"]
                exec(_compile(source, filename, "exec"), module)  # noqa: S102 - PySide6's own, as it would itself
        try:
            return module[name]
        except KeyError:
            raise AttributeError(name) from None

    return fill
