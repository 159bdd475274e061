"""Writing a month as a folder that an auditor takes away: who may, in which order, and what stays of it on the trail.

Everything is read as it stood at one moment, while the desk goes on; one record is in memory at a time.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from custdesk.errors import KnownError
from custdesk.exchange.importing import own_connection
from custdesk.language import N_, Text
from custdesk.month_folder.filling import Filling, Stopped
from custdesk.month_folder.manifest import compare
from custdesk.month_folder.month import Month, Seat, folder_title
from custdesk.month_folder.parcel import Parcel
from custdesk.rules import people
from custdesk.store.anchors import LETTERS, Anchor
from custdesk.store.database import sparing
from custdesk.store.past_month import one_reading
from custdesk.store.store import Refused, Store
from custdesk.workflow import User

INTERNAL: Final = "take_month_away"  # rows of table 1.5
PUBLIC: Final = "publish_month"
Tell = Callable[[int, int], bool]


class Written(Struct, frozen=True):
    """A folder that is there: where, the SHA-256 of its manifest, the head of the trail on it, and what it holds."""

    path: Path
    manifest: str
    anchor: Anchor
    counts: dict[str, int]

    @property
    def text(self) -> Text:
        """Say it in one sentence."""
        said = N_(
            "Month folder written: {folder}, {records} records, {files} files; {gaps} things are missing"
        )
        return said.having(folder=str(self.path), **self.counts)

    @property
    def note(self) -> str:
        """The first letters of the manifest's SHA-256 in groups of four: what a person writes down."""
        return " ".join(self.manifest[at : at + 4] for at in range(0, LETTERS, 4))


def may_write(user: User, *, public: bool) -> None:
    """Refuse whoever may not take a month away: the internal version is for the manager (R-011). Raises Refused."""
    refused = people.may_not(user.role, PUBLIC if public else INTERNAL)
    if refused:
        raise Refused(refused)


def write_month(
    store: Store, user: User, day: datetime.date, out: Path, *, public: bool = False, tell: Tell | None = None
) -> Written:
    """Write the month a day lies in as a folder inside `out`, in any thread. Logged as an export (R-011).

    Raises Refused, Stopped when `tell(done, total)` returns False, KnownError; nothing is left under any name then.
    """
    may_write(user, public=public)
    if day.replace(day=1) > store.now().date():
        raise KnownError(N_("This month has not begun yet"), N_("Choose a month that is over"))
    with own_connection(store):
        month = Month(Seat(store, user), day, public=public)
        parcel = Parcel(out, month.words(folder_title(month)))
        try:
            with sparing(store.database), one_reading(store.database):
                filling = Filling(month, parcel, tell)
                manifest = filling.fill()
            if compare(parcel.part)[1]:
                raise KnownError(
                    N_("The disk did not keep what was written to it; no folder was written"),
                    N_("Choose another disk"),
                )
            said = {
                "month": month.key, "public": public, "name": parcel.name, "manifest": manifest,
                "seq": filling.span.head[0], "head": filling.span.head[1], "files": len(parcel.digests),
            }  # fmt: skip
            store.log_month_folder(said, filling.counts["records"], user)
            path = parcel.deliver()
        except BaseException:
            parcel.drop()
            raise
    return Written(path, manifest, filling.anchor, filling.counts)


__all__ = ["INTERNAL", "PUBLIC", "Stopped", "Written", "may_write", "write_month"]
