"""The commands about a month's folder and about the head of the trail on paper."""

from __future__ import annotations

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from custdesk.cli_desk import answer, open_desk, store_of
from custdesk.language import N_, Text, Words

if TYPE_CHECKING:
    from custdesk.store.anchors import Answer


def month_folder(args: argparse.Namespace) -> int:
    """Write a month as a folder that an auditor takes away."""
    from custdesk.month_folder.month import month_named
    from custdesk.month_folder.writing import write_month

    day = month_named(args.month)
    desk = open_desk(args)
    try:
        made = write_month(desk.store, desk.user, day, args.out, public=args.public)
    finally:
        desk.close()
    answer(
        args, made.text, folder=made.path, manifest=made.manifest, anchor=made.anchor.plain, seq=made.anchor.seq,
        counts=made.counts,
    )  # fmt: skip
    if not args.json:
        say = Words(args.language)
        for text in (
            N_("Note this down: manifest {digest}").having(digest=made.note),
            N_("and the head: {anchor}").having(anchor=made.anchor.text),
        ):
            print(f"  {say(text)}")
    return 0


def check_folder(args: argparse.Namespace) -> int:
    """Verify a folder that was taken away, with the store it came from where one is named; 1 when anything is wrong."""
    from custdesk.month_folder.checking import check_folder as check
    from custdesk.store.anchors import read_anchor

    store = store_of(args, make=False) if args.store is not None or args.practice else None
    report = check(args.folder, store=store, anchor=read_anchor(args.anchor) if args.anchor else None)
    say = Words(args.language)
    if args.json:
        print(json.dumps({
            "ok": not report.exit_code, "findings": [{"text": say(one.text), "file": one.file} for one in report.faults],
            "manifest": report.manifest, "month": report.month, "files": report.files, "lines": report.lines,
            "head": report.head.plain if report.head else "", "stored": report.stored,
            **_anchored(report.anchored, say),
        }))  # fmt: skip
        return report.exit_code
    said: list[Text] = [report.text, *(one.text for one in report.faults[1:21])]
    if report.anchored is not None:
        said.append(report.anchored.text)
    _tell(said, say, wrong=bool(report.exit_code))
    if not report.faults:
        print("  " + say(N_("Manifest {digest}").having(digest=report.note)))
    return report.exit_code


def check_anchor(args: argparse.Namespace) -> int:
    """Tell whether the store still holds a head that was printed on paper; 1 when not."""
    from custdesk.store.anchors import ask_store, read_anchor

    found = ask_store(store_of(args, make=False), read_anchor(args.anchor))
    say = Words(args.language)
    if args.json:
        print(json.dumps({"ok": not found.exit_code, **_anchored(found, say)}))
    else:
        _tell([found.text], say, wrong=bool(found.exit_code))
    return found.exit_code


def _anchored(found: Answer | None, say: Words) -> dict[str, Any]:
    if found is None:
        return {}
    return {
        "anchor": {
            "standing": found.standing.value, "text": say(found.text), "seq": found.anchor.seq, "last": found.last,
        },
    }  # fmt: skip


def _tell(said: list[Text], say: Words, *, wrong: bool) -> None:
    for place, text in enumerate(said):
        print(("  " if place else "") + say(text), file=sys.stderr if wrong else sys.stdout)
