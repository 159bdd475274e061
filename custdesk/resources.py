"""Where fonts, catalogues, icons and samples lie: in the source tree, an installed wheel, or a frozen program."""

from __future__ import annotations

import sys
from pathlib import Path


def resource(name: str) -> Path:
    """Return the path of a file or folder below resources/, wherever this program is installed."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen:
        return Path(frozen) / "resources" / name
    return Path(__file__).resolve().parent.parent / "resources" / name
