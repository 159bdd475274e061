"""Run by the frozen program before anything else: the modules both programs share are looked up in one zip."""

import sys

sys.path.append(f"{sys._MEIPASS}/shared.zip")  # type: ignore[attr-defined]  # noqa: SLF001 - its own name for the folder
