"""Where things lie on this computer: the office's store, the practice store, the log; what was chosen is remembered."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from custdesk.errors import KnownError
from custdesk.language import N_

APP: Final = "custdesk"
STORE_NAME: Final = "office.sqlite"
PORTABLE: Final = "custdesk-portable.txt"  # beside the program: everything stays in the folder beside it


@dataclass(frozen=True)
class Places:
    """The folder of this computer's user, and what lies in it."""

    data: Path

    @property
    def default_store(self) -> Path:
        """The store a new office gets unless it chooses another folder."""
        return self.data / STORE_NAME

    @property
    def practice(self) -> Path:
        """The practice estate: a store of its own."""
        return self.data / "practice" / STORE_NAME

    @property
    def logs(self) -> Path:
        """The folder of the program's own log."""
        return self.data / "log"

    @property
    def log(self) -> Path:
        """The log of the program's own mistakes; it holds no personal data."""
        return self.logs / "custdesk.log"

    @property
    def notes(self) -> Path:
        """The small file that remembers what was chosen on this computer."""
        return self.data / "this-computer.json"

    @property
    def store(self) -> Path:
        """The office's store: the remembered one, else the default."""
        remembered = self.remembered()
        return remembered if remembered is not None else self.default_store

    def remembered(self) -> Path | None:
        """Return the store this computer works with; None where nothing readable is remembered."""
        try:
            kept = json.loads(self.notes.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        named = kept.get("store") if isinstance(kept, dict) else None
        return (self.data / named) if isinstance(named, str) and named else None

    def remember(self, store: Path) -> None:
        """Remember which store this computer works with; beside the program, relative. Raises KnownError."""
        store = store.resolve()
        data = self.data.resolve()
        named = str(store.relative_to(data)) if store.is_relative_to(data) else str(store)
        part = self.notes.with_suffix(".part")
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            part.write_text(json.dumps({"store": named}, ensure_ascii=False), encoding="utf-8")
            os.replace(part, self.notes)  # noqa: PTH105 - Path.replace is this, the name says atomic
        except OSError as trouble:
            raise KnownError(
                N_("The folder {folder} cannot be written: {reason}").having(
                    folder=str(self.data), reason=trouble.strerror or str(trouble)
                ),
                N_("Ask for write permission on its folder, or choose another folder"),
            ) from trouble


def places(program: Path | None = None) -> Places:
    """Return this user's places; `program` is the folder of the program, where a portable mark may lie."""
    if program is None and getattr(sys, "frozen", False):
        program = Path(sys.executable).resolve().parent
    if program is not None and (program / PORTABLE).exists():
        return Places(program / "custdesk-data")
    from platformdirs import user_data_dir  # late: the command line's --help needs none of it

    return Places(Path(user_data_dir(APP, appauthor=False)))


def store_at(path: Path) -> Path:
    """Return the store a person means by a file or by the office's folder."""
    return path / STORE_NAME if path.is_dir() else path
