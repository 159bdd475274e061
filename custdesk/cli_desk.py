"""The desk as the command line opens it: which store, who sits down, and how an answer is given."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from custdesk.arguments import PASSWORD
from custdesk.errors import KnownError
from custdesk.language import N_, Text, Words

if TYPE_CHECKING:
    from pathlib import Path

    from custdesk.desk import Desk


def store_of(args: argparse.Namespace, *, make: bool = True) -> Path:
    """Return the store a command is for; the practice estate is made where it is missing. Raises KnownError."""
    from custdesk.places import places, store_at

    if args.store is not None:
        return store_at(args.store)
    mine = places()
    if not args.practice:
        return mine.store
    if make and not mine.practice.exists():
        from custdesk.clock import OfficeClock
        from custdesk.sample_estate import make_sample

        make_sample(mine.practice, OfficeClock())
    return mine.practice


def open_desk(args: argparse.Namespace) -> Desk:
    """Open the store for writing, with a person at the desk. Raises KnownError: the desk is open, wrong password."""
    from custdesk.clock import OfficeClock
    from custdesk.desk import Desk

    desk = Desk.open(store_of(args), OfficeClock(), before_migration=back_up_first)
    try:
        sit_down(desk, args)
    except BaseException:
        desk.close()
        raise
    return desk


def back_up_first(path: Path) -> None:
    """Make the verified backup before a store of an older version is brought to this one. Raises KnownError."""
    from custdesk.clock import OfficeClock
    from custdesk.safekeeping import back_up_office

    back_up_office(path, OfficeClock()())


def sit_down(desk: Desk, args: argparse.Namespace) -> None:
    """Let the named person sit down; on a practice store without a password. Raises KnownError."""
    if desk.store.practice:
        known = {person.name: person for person in desk.people()}
        manager = next((one for one in known.values() if one.role == "office_manager"), None)
        person = known.get(args.user) if args.user else manager
        if person is None:
            raise KnownError(N_("Nobody of that name has an account"), N_("Choose your name from the list"))
        desk.sit_down(person)
        return
    if not args.user:
        raise KnownError(
            N_("This command shows or changes records: say who does it"),
            N_("Add --user NAME and give the password"),
        )
    desk.log_in(args.user, _password(args))


def _password(args: argparse.Namespace) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    if not sys.stdin or not sys.stdin.isatty():
        raise KnownError(
            N_("No password was given"),
            N_("Put it into the variable {name}, or start the command in a terminal").having(name=PASSWORD),
        )
    import getpass

    return getpass.getpass(Words(args.language)(N_("Password of {name}: ").having(name=args.user)))


# -- what is said ---------------------------------------------------------------------------------------------


def complain(trouble: KnownError, args: argparse.Namespace) -> int:
    """Say what is wrong and the way out on stderr, as JSON too where that was asked; return 1."""
    say = Words(args.language)
    problems = [say(problem.text) for problem in getattr(trouble, "problems", ())] or [say(trouble.text)]
    way_out = say(trouble.way_out) if trouble.way_out else ""
    for line in problems:
        print(f"custdesk: {line}", file=sys.stderr)
    if way_out:
        print(f"custdesk: {way_out}", file=sys.stderr)
    if getattr(args, "json", False):
        print(json.dumps({"ok": False, "problems": problems, "way_out": way_out}))
    return 1


def answer(args: argparse.Namespace, said: Text | str, **facts: Any) -> None:
    """Say what was done: a sentence, or one line of JSON."""
    if args.json:
        print(json.dumps({"ok": True, **facts}, default=str))
    else:
        print(Words(args.language)(said))
