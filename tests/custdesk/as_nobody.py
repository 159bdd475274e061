"""A child process that opens an office's existing folder as another account: `python -m tests.custdesk.as_nobody WARM FOLDER`.

It says the sentence and the way out, or the file it would open. WARM is a folder with a store that may be opened: all that
is loaded late is loaded while it may still be read.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from custdesk.errors import KnownError
from custdesk.founding import store_in

NOBODY = 65534


def main(warm: str, folder: str) -> None:
    store_in(Path(warm))
    if os.getuid() == 0:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
    try:
        said = [str(store_in(Path(folder)))]
    except KnownError as trouble:
        said = [trouble.text.msgid, trouble.way_out.msgid if trouble.way_out else ""]
    sys.stdout.write("\n".join(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
