"""A data folder of its own for a program started as a child."""

from __future__ import annotations

import os
from pathlib import Path


def living_in(home: Path, **more: str) -> dict[str, str]:
    """Return the environment of a program whose data lie below `home`, on Linux and on Windows, and that speaks UTF-8."""
    return {
        **os.environ, "XDG_DATA_HOME": str(home), "WIN_PD_OVERRIDE_LOCAL_APPDATA": str(home), "PYTHONUTF8": "1", **more,
    }  # fmt: skip
