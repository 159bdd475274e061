"""Scans and photos: files named by their SHA-256 in a folder beside the store, written once, never changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from custdesk.patience import patiently, write_whole
from custdesk.store.database import folder_trouble


class AttachmentFolder:
    """The folder of attachments of one store."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Return where the file of a digest lies."""
        return self.folder / digest[:2] / digest

    def put(self, content: bytes) -> str:
        """Write a file before the commit that names it; return its digest. Raises KnownError."""
        digest = hashlib.sha256(content).hexdigest()
        path = self.path(digest)
        if path.exists():
            return digest
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as trouble:
            raise folder_trouble(self.folder, trouble) from trouble
        return digest

    def read(self, digest: str) -> bytes:
        """Return a file's bytes. Raises OSError."""
        return patiently(self.path(digest).read_bytes)

    def sound(self, digest: str) -> bool:
        """Tell whether the file is there and is what its name says."""
        try:
            return hashlib.sha256(self.read(digest)).hexdigest() == digest
        except OSError:
            return False
