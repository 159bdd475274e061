"""A wrong call is explained as PySide6 explains it, and nothing of that is loaded before."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLAIN = "from PySide6.QtWidgets import QApplication, QLabel, QWidget"
LATE = f"from ui.late_signatures import late_signatures\nwith late_signatures():\n    {PLAIN}"
ASKED = {
    "a wrong type": "try:\n    QWidget().resize('wide')\nexcept TypeError as trouble:\n    print(trouble)",
    "wrong in two threads": "import threading\ndef err(n):\n    try:\n        QLabel.setText(n)\n"
    "    except TypeError as trouble:\n        said.append(str(trouble))\nsaid = []\n"
    "many = [threading.Thread(target=err, args=(n,)) for n in range(8)]\n[one.start() for one in many]\n"
    "[one.join() for one in many]\nprint(*sorted(said), sep='\\n')",
    "a wrong name": "try:\n    QLabel(nonsense=3)\nexcept Exception as trouble:\n    print(type(trouble), trouble)",
    "too many": "try:\n    QWidget().show(1, 2)\nexcept TypeError as trouble:\n    print(trouble)",
    "a signature": "from PySide6.support.signature import get_signature\nprint(get_signature(QWidget.resize))",
    "a docstring": "print(QWidget.resize.__doc__)",
    "a stub": "from PySide6.support.signature.lib import enum_sig, pyi_generator\n"
    "print(pyi_generator.Formatter.__name__, enum_sig.ExactEnumerator.__name__)",
    "an unknown name": "from PySide6.support.signature import parser\nprint(hasattr(parser, 'nowhere'), hasattr(parser, 'nowhere'))",
}


def run(*lines: str) -> str:
    code = "\n".join((*lines, ""))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, encoding="utf-8"
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("asked", ASKED.values(), ids=ASKED)
def test_it_is_explained_as_ever(asked):
    start = "app = QApplication([])"
    said = run(LATE, start, asked)
    assert said.strip()
    assert said == run(PLAIN, start, asked)


def test_nothing_of_it_is_loaded_before():
    told = (
        "import sys",
        "for name in ('parser', 'layout', 'errorhandler', 'lib.enum_sig', 'lib.pyi_generator', 'lib.tool'):",
        "    print(name, '__getattr__' not in vars(sys.modules['shibokensupport.signature.' + name]))",
    )
    assert {line.split()[1] for line in run(LATE, "app = QApplication([])", *told).splitlines()} == {"False"}
    assert {line.split()[1] for line in run(PLAIN, "app = QApplication([])", *told).splitlines()} == {"True"}


def test_python_compiles_as_before_afterwards():
    assert run(LATE, "import builtins", "print(builtins.compile)").strip() == "<built-in function compile>"
