"""The package an .xlsx is: judged before it is unpacked, and every other kind of file named."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from custdesk.errors import KnownError
from custdesk.language import N_

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES: Final = 300_000_000  # unpacked; a roster of 100,000 lines has some 60 million
_MOST_FOLD: Final = 400  # times smaller packed; ordinary sheets reach 10 to 30
_MOST_PARTS: Final = 3_000
SAVE_AS: Final = N_(
    "Open it in Excel or WPS, choose “Save as”, type “Excel workbook (*.xlsx)”, and take that file."
)
SPLIT: Final = N_("Copy only the list itself into a new workbook, and take that file.")


def packed_content(path: Path) -> bytes:
    """Read a file and make sure it may be unpacked as an .xlsx; raises KnownError for everything else."""
    name = path.name
    if name.startswith("~$"):
        raise KnownError(
            N_("“{file}” is only the mark Excel leaves while a workbook is open.").having(file=name),
            N_("Choose the workbook itself, without ~$ before its name."),
        )
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise KnownError(N_("“{file}” is too large to read.").having(file=name), SPLIT)
        content = path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        raise KnownError(
            N_("“{file}” is not there.").having(file=name), N_("Choose the file again.")
        ) from None
    except OSError as trouble:
        raise KnownError(
            N_("“{file}” cannot be opened; another program may hold it.").having(file=name),
            N_("Close it in Excel or WPS, or copy it to the desktop and take the copy."),
        ) from trouble
    _check_kind(content, name)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        _check_sizes(packed, name)
    return content


def _check_kind(content: bytes, name: str) -> None:
    if not content:
        raise KnownError(
            N_("“{file}” is empty.").having(file=name), N_("Choose the file that holds the list.")
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise KnownError(
                N_("“{file}” is protected by a password.").having(file=name),
                N_("Open it in Excel, remove the password under File, Info, and save it again."),
            )
        raise KnownError(N_("“{file}” is a workbook of the old kind (.xls).").having(file=name), SAVE_AS)
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise KnownError(N_("“{file}” is no Excel workbook (.xlsx).").having(file=name), SAVE_AS)


def _check_sizes(packed: zipfile.ZipFile, name: str) -> None:
    """Judge the declared sizes before anything is unpacked; zipfile never unpacks more than is declared."""
    parts = packed.infolist()
    unpacked = sum(part.file_size for part in parts)
    folded = any(
        part.file_size > 20_000_000 and part.file_size > _MOST_FOLD * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > _MOST_PARTS or unpacked > _MOST_BYTES or folded:
        raise KnownError(N_("“{file}” is too large to read.").having(file=name), SPLIT)
    if any(part.flag_bits & 1 for part in parts):
        raise KnownError(
            N_("“{file}” is protected by a password.").having(file=name),
            N_("Open it in Excel, remove the password under File, Info, and save it again."),
        )
    if "xl/workbook.xml" not in packed.namelist() and "[Content_Types].xml" not in packed.namelist():
        raise KnownError(N_("“{file}” is no Excel workbook (.xlsx).").having(file=name), SAVE_AS)
