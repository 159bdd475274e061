"""Commands that need Qt: `tour`, the main job without a screen, and `screenshots`."""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Words
from custdesk.patience import patiently, remove
from ui import shots
from ui.tour import SUMMARY, Tour

OURS = ("store", "roster", "pdf", "screenshots", SUMMARY, "summary.md")


def screenshots(args: argparse.Namespace) -> int:
    """Draw every view and dialog of the sample estate into a folder."""
    if args.store is not None:
        raise KnownError(
            N_("Screenshots are drawn on the sample estate only: they would show real people"),
            N_("Leave --store out"),
        )
    if not 0.5 <= args.scale <= 4:
        raise KnownError(N_("The scale must be between 0.5 and 4"))
    camera = shots.Camera(args.out)
    app = shots.application(args.scale, args.language)
    from custdesk.desk import Desk
    from custdesk.sample_estate import make_sample
    from custdesk.store.store import SYSTEM

    with tempfile.TemporaryDirectory(prefix="custdesk-shots-") as folder:
        path = Path(folder) / "office.sqlite"
        make_sample(path, lambda: shots.SAMPLE_NOW)
        desk = Desk.open(path, lambda: shots.SAMPLE_NOW)
        try:
            desk.store.set_setting("screen_language", args.language, SYSTEM)
            shots.shoot_all(camera, desk, Path(folder) / "data")
        finally:
            desk.close()
            shots.settle()
            app.quit()
    print(
        Words(args.language)(
            N_("{count} pictures in {folder}").having(count=len(camera.made), folder=str(args.out))
        )
    )
    return 0


def tour(args: argparse.Namespace) -> int:
    """Do the main job on sample data and leave store, roster report, PDFs, screenshots and a summary."""
    out: Path = args.out
    _empty(out)
    app = shots.application(language=args.language)
    touring = Tour(out, args.language)
    try:
        touring.run()
    finally:
        shots.settle()
        app.quit()
    summary = touring.summary()
    if args.json:
        print(json.dumps(summary))
    else:
        print(touring.markdown())
    return 0


def _empty(out: Path) -> None:
    """Make room in the folder: what an earlier tour left goes, anything else stops it."""
    try:
        if out.exists():
            others = [path.name for path in out.iterdir() if path.name not in OURS]
            if others:
                raise KnownError(
                    N_("There is something else in {folder}").having(folder=str(out)),
                    N_("Name an empty folder"),
                )
            for path in out.iterdir():
                patiently(lambda path=path: shutil.rmtree(path)) if path.is_dir() else remove(path)
        out.mkdir(parents=True, exist_ok=True)
    except OSError as trouble:
        raise KnownError(
            N_("The folder {folder} cannot be written: {reason}").having(
                folder=str(out), reason=reason_of(trouble)
            ),
            N_("Choose another folder"),
        ) from trouble
