"""What was taken in at the scan desk some time ago, batch by batch: what came home of it, and what still waits."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from itertools import groupby

from msgspec.structs import replace

from custdesk.filing import sheets_of
from custdesk.rules.homecoming import Verdict
from custdesk.scan import PAST_PAGES, FiledSheet, PastBatch
from custdesk.store.reader import Reader
from custdesk.store.scanned import ScannedPage
from custdesk.store.scanning import ASIDE, HOME, TRAY
from custdesk.store.store import Store
from custdesk.workflow import User


def past_batches(
    store: Store, user: User, since: datetime.datetime | None = None, most: int = PAST_PAGES
) -> tuple[list[PastBatch], bool]:
    """Return the last batches of about so many pages, the newest first; and whether there are earlier ones.

    `since`: none that was taken in before. Pages this person may not see are only counted; a batch of such pages is none.
    """
    reader = store.read(user)
    scans, more = reader.scans(since, most)
    names = dict(scans)
    found = sorted(reader.pages_seen(names), key=lambda one: (-one[0].scan, one[0].page, one[0].place))
    batches = [
        _batch(store, reader, list(pages), names)
        for _when, pages in groupby(found, key=lambda one: (one[0].at, one[0].user))
    ]
    return [one for one in batches if len(one.ids) > one.others], more


def _batch(
    store: Store, reader: Reader, pages: Sequence[tuple[ScannedPage, bool]], names: dict[int, str]
) -> PastBatch:
    first = pages[0][0]
    mine = sorted((page for page, seen in pages if seen), key=lambda one: one.id)
    aside = [one.as_tray() for one in mine if one.state == ASIDE]
    return PastBatch(
        first.at,
        first.user,
        tuple(names[scan] for scan in sorted({one.scan for one in mine})),
        tuple(_sheets(store, reader, (one for one in mine if one.state == HOME))),
        tuple(one.as_tray() for one in mine if one.state == TRAY),
        tuple(one for one in aside if one.verdict is not Verdict.EMPTY),
        tuple(one for one in aside if one.verdict is Verdict.EMPTY),
        sum(not seen for _page, seen in pages),
        frozenset(page.id for page, _seen in pages),
    )


def _sheets(store: Store, reader: Reader, pages: Iterable[ScannedPage]) -> Iterable[FiledSheet]:
    """Return the sheets at home; a page that a person filed without its sheet bears the record's number and no pages."""
    found = sheets_of(reader, store, pages)
    named = reader.names({one.record for one in found if one.record is not None and not one.number})
    for one in found:
        if one.sheet:
            yield one
        else:
            number = one.number or named.get(one.record or 0, "")
            yield replace(one, number=number, title="", pages=(), missing=())
