"""The manifest: one line a file in the form of sha256sum, which verifies it without custdesk; compared byte for byte."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from msgspec import Struct

from custdesk.errors import KnownError, reason_of
from custdesk.language import N_, Text
from custdesk.store.vault import Tell, sha256_of

MANIFEST: Final = "manifest.sha256"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n\r\\]+)")


class Fault(Struct, frozen=True):
    """One thing that is wrong with a folder, and in which of its files."""

    text: Text
    file: str = ""


def manifest_of(digests: Mapping[str, str]) -> bytes:
    """Return the manifest of files by their paths inside the folder, with forward slashes, sorted, lines ended by LF."""
    return "".join(f"{digests[path]}  {path}\n" for path in sorted(digests)).encode()


def files_in(folder: Path) -> Iterator[tuple[str, Path | None]]:
    """Return every file of a folder but the manifest, sorted by its path inside; None for what is no plain file.

    Raises OSError.
    """
    for inside, path in sorted(_walk(folder, "")):
        if inside != MANIFEST:
            yield inside, path if path.is_file() and not path.is_symlink() else None


def _walk(folder: Path, before: str) -> Iterator[tuple[str, Path]]:
    with os.scandir(folder) as found:
        entries = list(found)
    for one in entries:
        if one.is_dir(follow_symlinks=False):
            yield from _walk(Path(one.path), f"{before}{one.name}/")
        else:
            yield f"{before}{one.name}", Path(one.path)


def compare(folder: Path, tell: Tell | None = None) -> tuple[str, list[Fault]]:
    """Make the manifest anew and compare; return the SHA-256 of the one that is there, and every difference.

    Raises KnownError where the folder or its manifest cannot be read, and when `tell(done, total)` returns False.
    """
    try:
        kept = (folder / MANIFEST).read_bytes()
        there = list(files_in(folder))
        digests: dict[str, str] = {}
        faults = []
        for done, (inside, path) in enumerate(there):
            if tell is not None and not tell(done, len(there)):
                raise KnownError(N_("Stopped; the check only reads"))
            if path is None:
                faults.append(Fault(N_("{file} is no plain file").having(file=inside), inside))
            else:
                digests[inside] = sha256_of(path)
    except OSError as trouble:
        raise unreadable(folder, trouble) from trouble
    said, odd = read_manifest(kept)
    faults += _differences(said, digests)
    if not faults and kept != manifest_of(digests):
        faults += odd or [Fault(N_("The manifest itself was changed: its lines are not in order"), MANIFEST)]
    elif faults:
        faults += odd
    return hashlib.sha256(kept).hexdigest(), faults


def read_manifest(kept: bytes) -> tuple[dict[str, str], list[Fault]]:
    """Return what a manifest says, by path, and the lines that are not written as custdesk writes them."""
    said: dict[str, str] = {}
    odd = []
    lines = kept.decode("utf-8", "replace").split("\n")
    if lines[-1] == "":
        lines.pop()
    elif lines[-1]:
        odd.append(Fault(N_("The manifest itself was changed: its last line has no end"), MANIFEST))
    for number, line in enumerate(lines, 1):
        found = _LINE.fullmatch(line)
        if found is None or found[2] in said:
            text = N_("The manifest itself was changed: line {number}").having(number=number)
            odd.append(Fault(text, MANIFEST))
        else:
            said[found[2]] = found[1]
    return said, odd


def _differences(said: Mapping[str, str], digests: Mapping[str, str]) -> list[Fault]:
    missing = {path: digest for path, digest in said.items() if path not in digests}
    extra = {path: digest for path, digest in digests.items() if path not in said}
    faults = []
    for path, digest in sorted(missing.items()):
        now = next((one for one, same in sorted(extra.items()) if same == digest), None)
        if now is None:
            faults.append(Fault(N_("{file} is missing").having(file=path), path))
        else:
            del extra[now]
            faults.append(Fault(N_("{file} was renamed to {now}").having(file=path, now=now), path))
    faults += [Fault(N_("{file} is not in the manifest").having(file=path), path) for path in sorted(extra)]
    changed = sorted(path for path in said.keys() & digests.keys() if said[path] != digests[path])
    faults += [
        Fault(N_("{file} was changed, or its line in the manifest").having(file=path), path)
        for path in changed
    ]
    return faults


def unreadable(folder: Path, trouble: OSError) -> KnownError:
    """Say that a folder cannot be read."""
    return KnownError(
        N_("The folder {folder} cannot be read: {reason}").having(
            folder=str(folder), reason=reason_of(trouble)
        ),
        N_("Choose the folder that holds manifest.sha256"),
    )
