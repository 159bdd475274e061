"""The diagnosis bundle: a zip for whoever helps from outside, without a word about anybody.

It holds versions, counts, settings that are numbers or choices, the findings of a check as bare sentences with
record numbers, and the program's own log, which keeps no values. No name, phone, room, free word or file name of the office.
"""

from __future__ import annotations

import json
import sys
import zipfile
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from custdesk import __version__
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.settings import DECLARED, Settings
from custdesk.settings.kinds import Choice, Number, Numbers, YearDay, YesNo
from custdesk.store.counting import counted

#: kinds of settings whose values are nobody's data; texts, names, numbers to call and tables stay at home
HARMLESS: Final = (YesNo, Number, Numbers, Choice, YearDay)
LIBRARIES: Final = (
    "PySide6_Essentials", "peewee", "sqlcipher3", "reportlab", "pypdfium2", "pillow", "openpyxl", "zxing-cpp", "pi-heif",
)  # fmt: skip
READ_ME: Final = N_(
    "This bundle helps to find a fault of the program. It holds versions, counts, settings that are numbers or choices, and the"
    " program's own log. It holds no name, phone, room, file or word of your records."
)


def write_bundle(
    target: Path, store: Path, settings: Settings, logs: Path, screen: Mapping[str, Any], words: Any
) -> Path:
    """Write the bundle. `screen`: what the window knows of its platform. Raises KnownError where it cannot be written."""
    about = {
        "custdesk": __version__,
        "python": sys.version,
        "platform": sys.platform,
        "frozen": bool(getattr(sys, "frozen", False)),
        "libraries": {name: _version(name) for name in LIBRARIES},
        "screen": dict(screen),
    }
    try:
        store_facts: dict[str, Any] = counted(store)
    except KnownError as trouble:
        store_facts = {"trouble": trouble.text.msgid}
    differing = {
        name: settings[name] if isinstance(setting.kind, HARMLESS) else "…"
        for name, setting in DECLARED.items()
        if settings[name] != setting.kind.ready(setting.default)
    }
    parts = {
        "about.json": about,
        "store.json": store_facts,
        "settings.json": differing,
    }
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as bundle:
            bundle.writestr("README.txt", words(READ_ME))
            for name, said in parts.items():
                bundle.writestr(name, json.dumps(said, ensure_ascii=False, indent=1, default=str))
            for log in sorted(logs.glob("custdesk.log*")):
                bundle.writestr(f"log/{log.name}", log.read_bytes())
    except OSError as trouble:
        raise KnownError(
            N_("The file {file} cannot be written: {reason}").having(
                file=target.name, reason=trouble.strerror or str(trouble)
            ),
            N_("Close it in the other program, or choose another name"),
        ) from trouble
    return target


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:  # a frozen program need not carry it
        return ""
