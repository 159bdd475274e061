"""Pages that belong together bound into one file: the original where it is just these pages, else a PDF of whole pages.

Nothing is cropped, nothing re-encoded (R-007); the originals stay as they came.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePath

from msgspec import Struct

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_
from custdesk.store.attachments import AttachmentFolder

#: makes one PDF of whole pages, each given as (file, page, turn clockwise); raises KnownError
Compose = Callable[[Sequence[tuple[bytes, int, int]]], bytes]


class Loose(Struct, frozen=True):
    """One scanned page to bind: its file's digest, name and number of pages; its page, how far to turn it."""

    digest: str
    name: str
    of: int
    page: int
    turn: int


class Bound(Struct, frozen=True):
    """A file in the folder, ready to be hung on."""

    digest: str
    name: str
    size: int


class Sheaf(Struct, frozen=True):
    """Pages that go to one record as one file; `pages` are their places among what is taken in, or their rows."""

    record: int
    edition: int
    bound: Bound
    pages: tuple[int, ...]


def bind(
    pages: Sequence[Loose], folder: AttachmentFolder, compose: Compose | None, called: str = ""
) -> Bound:
    """Bind pages in their order; `called` is what a PDF made of them is named. Raises KnownError."""
    first = pages[0]
    try:
        if all(one.digest == first.digest and not one.turn for one in pages) and [
            one.page for one in pages
        ] == list(range(first.of)):
            return Bound(first.digest, first.name, len(folder.read(first.digest)))
        if compose is None:
            raise KnownError(N_("The pages cannot be taken out of their file here"))
        contents = {digest: folder.read(digest) for digest in {one.digest for one in pages}}  # each once
        content = compose([(contents[one.digest], one.page, one.turn) for one in pages])
    except OSError as trouble:
        raise KnownError(
            N_("The scanned file cannot be read: {reason}").having(reason=reason_of(trouble)),
            N_("Run custdesk check; bring the file back from a backup"),
        ) from trouble
    name = called or f"{PurePath(first.name).stem}-{first.page + 1}"
    return Bound(folder.put(content), f"{name.replace('/', '-')}.pdf", len(content))
