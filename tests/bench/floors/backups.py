"""The floor of a backup: `VACUUM INTO` a file, the file made sure of, `quick_check` on it."""

from __future__ import annotations

import os
from pathlib import Path

from sqlcipher3 import dbapi2


def bare_backup(store: Path, copy: Path) -> None:
    """Copy a store and check the copy; both by the plain driver."""
    copy.unlink(missing_ok=True)
    source = dbapi2.connect(str(store), isolation_level=None)
    source.execute("VACUUM INTO ?", (str(copy),))
    source.close()
    with copy.open("rb+") as file:
        os.fsync(file.fileno())
    made = dbapi2.connect(str(copy), isolation_level=None)
    (said,) = made.execute("PRAGMA quick_check(1)").fetchone()
    assert said == "ok", said
    made.close()
