"""The diagnosis bundle: a zip for whoever helps from outside, without a word about anybody.

It holds versions, counts, settings that are numbers or choices, the findings of a check as bare sentences with
record numbers, and the program's own log, which keeps no values. No name, phone, room, free word or file name of the office.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import sys
import zipfile
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from custdesk import __version__
from custdesk.errors import KnownError, held_file, reason_of
from custdesk.ground import try_folder
from custdesk.language import N_, Words
from custdesk.patience import whole
from custdesk.plain_words import plain_log
from custdesk.settings import DECLARED, Settings
from custdesk.settings.kinds import Choice, Number, Numbers, YearDay, YesNo
from custdesk.store.checking import check_store
from custdesk.store.counting import counted, kept_settings
from custdesk.store.database import folder_warning

Tell = Callable[[int, int], bool]

#: kinds of settings whose values are nobody's data; texts, names, numbers to call and tables stay at home
HARMLESS: Final = (YesNo, Number, Numbers, Choice, YearDay)
LIBRARIES: Final = (
    "PySide6_Essentials", "peewee", "sqlcipher3", "reportlab", "pypdfium2", "pillow", "openpyxl", "zxing-cpp", "pi-heif",
)  # fmt: skip
#: a number of the office's series tells where to look; a register's number may be a room
SERIES: Final = re.compile(r"[A-Z]{1,6}-\d{4}-\d{3,6}(-Z)?")
MOST_FINDINGS: Final = 500
READ_ME: Final = N_(
    "This bundle helps to find a fault of the program. It holds versions, counts, settings that are numbers or choices, and the"
    " program's own log. It holds no name, phone, room, file or word of your records."
)


def write_bundle(
    target: Path,
    store: Path,
    logs: Path,
    words: Words,
    *,
    screen: Mapping[str, Any] | None = None,
    check: bool = True,
    tell: Tell | None = None,
) -> Path:
    """Write the bundle; `screen`: what the window knows of its platform, `check`: check the store, which takes its time.

    Works beside an open desk, for a damaged store and for none. Raises KnownError where it cannot be written, and when
    `tell(done, total)` returned False; nothing half-written stays.
    """
    progress = _Progress(tell)
    parts: dict[str, Any] = {
        "about.json": _about(screen or {}),
        "store.json": _asked(lambda: counted(store)),
        "folder.json": _folder(store),
        "settings.json": _asked(lambda: _settings(kept_settings(store))),
    }
    if check:
        parts["check.json"] = _asked(lambda: _check(store, progress))
    if progress.stopped:
        raise KnownError(N_("Stopped; no bundle was written"))
    try:
        with whole(target) as part, zipfile.ZipFile(part, "x", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", words(READ_ME))
            for name, said in parts.items():
                bundle.writestr(name, json.dumps(said, ensure_ascii=False, indent=1, default=str))
            for log in sorted(logs.glob("custdesk.log*")):
                kept = log.read_text(encoding="utf-8", errors="replace")
                bundle.writestr(f"log/{log.name}", plain_log(kept))
    except OSError as trouble:
        raise held_file(trouble, target) or KnownError(
            N_("The file {file} cannot be written: {reason}").having(
                file=target.name, reason=reason_of(trouble)
            ),
            N_("Close it in the other program, or choose another name"),
        ) from trouble
    return target


class _Progress:
    """Hands progress on, and remembers that somebody asked to stop."""

    def __init__(self, tell: Tell | None) -> None:
        self._tell, self.stopped = tell, False

    def __call__(self, done: int, total: int) -> bool:
        if self._tell is not None and not self._tell(done, total):
            self.stopped = True
        return not self.stopped


def _asked(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """Return what is answered; trouble is an answer too, as it stands in the program, without its values."""
    try:
        return ask()
    except KnownError as trouble:
        return {"trouble": trouble.text.msgid}


def _about(screen: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "custdesk": __version__,
        "python": sys.version,
        "platform": sys.platform,
        "system": f"{platform.system()} {platform.release()} {platform.version()}",
        "frozen": bool(getattr(sys, "frozen", False)),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "screen": dict(screen),
    }


def _folder(store: Path) -> dict[str, Any]:
    """Say of the folder what often is the fault: full, synchronised, not to be written; never its name."""
    facts: dict[str, Any] = {"path_length": len(str(store)), "path_ascii": str(store).isascii()}
    try:
        facts["synchronised"] = folder_warning(store) is not None
        facts["free"] = shutil.disk_usage(store.parent).free
        try_folder(store.parent)
        facts["writable"] = True
    except KnownError as trouble:
        facts["writable"] = trouble.text.msgid
    except OSError as trouble:
        facts["trouble"] = type(trouble).__name__
    return facts


def _settings(settings: Settings) -> dict[str, Any]:
    """Return the settings that differ from what ships; of texts and tables only that they do."""
    return {
        name: settings[name] if isinstance(setting.kind, HARMLESS) else "…"
        for name, setting in DECLARED.items()
        if settings[name] != setting.kind.ready(setting.default)
    }


def _check(store: Path, progress: _Progress) -> dict[str, Any]:
    report = check_store(store, tell=progress)
    findings = [
        {
            "said": one.text.msgid,
            "line": one.seq,
            "number": one.number if SERIES.fullmatch(one.number) else "",
        }
        for one in report.findings[:MOST_FINDINGS]
    ]
    return {
        "records": report.records, "lines": report.lines, "files": report.files, "found": len(report.findings),
        "findings": findings, "notes": [note.msgid for note in report.notes],
    }  # fmt: skip


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a frozen program need not carry it
        return ""
