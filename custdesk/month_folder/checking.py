"""Checking a month's folder: every byte against the manifest, the chain of the trail, the index's counts, the store.

Nothing in the folder is believed: it may come from anywhere. What is wrong is said file by file; nothing is written.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, Final

from msgspec import Struct, field

from custdesk.errors import KnownError
from custdesk.language import N_, Text
from custdesk.month_folder.filling import FORMAT, INDEX
from custdesk.month_folder.manifest import MANIFEST, Fault, compare, files_in, unreadable
from custdesk.month_folder.trail_file import TRAIL, TrailCount, check_trail, lines_of
from custdesk.store.anchors import LETTERS, Anchor, Answer, Standing, Tell, ask_lines
from custdesk.store.past_month import StoredFolder, stored_folder
from custdesk.store.trail import TrailLine

_MOST: Final = 20  # faults of one kind that are named; more are counted
_LARGEST_INDEX: Final = 64_000_000  # bytes
_HEX: Final = frozenset("0123456789abcdef")


class FolderReport(Struct):
    """What a check of a folder found; `anchored` answers a head typed from paper, where one was asked for."""

    path: Path
    faults: list[Fault] = field(default_factory=list)
    manifest: str = ""
    month: str = ""
    files: int = 0
    lines: int = 0
    head: Anchor | None = None
    stored: bool = False  # compared with a store
    anchored: Answer | None = None

    @property
    def exit_code(self) -> int:
        """What the command line returns: 1 when anything is wrong."""
        return 1 if self.faults or (self.anchored is not None and self.anchored.exit_code) else 0

    @property
    def note(self) -> str:
        """The manifest's SHA-256 as it was noted down: its first letters in groups of four."""
        return " ".join(self.manifest[at : at + 4] for at in range(0, LETTERS, 4))

    @property
    def text(self) -> Text:
        """Say it in one sentence."""
        if self.faults:
            said = N_("{count} things are wrong in the folder; the first: {first}")
            return said.having(count=len(self.faults), first=self.faults[0].text)
        said = N_("The folder of {month} is as it was written: {files} files, {lines} trail lines")
        if self.stored:
            said = N_(
                "The folder of {month} is as this office's store wrote it: {files} files, {lines} trail lines"
            )
        return said.having(month=self.month, files=self.files, lines=self.lines)


def check_folder(
    folder: Path,
    *,
    store: Path | None = None,
    key: str | None = None,
    anchor: Anchor | None = None,
    tell: Tell | None = None,
) -> FolderReport:
    """Check a folder that was taken away; with a store, that this store wrote it. Raises KnownError where it cannot be read."""
    return _Check(folder, anchor).run(store, key, tell)


class _Check:
    """One check under way."""

    def __init__(self, folder: Path, anchor: Anchor | None) -> None:
        self.folder, self.anchor = folder, anchor
        self.report = FolderReport(folder)

    def find(self, text: Text, file: str = "") -> None:
        """Keep a fault."""
        self.report.faults.append(Fault(text, file))

    def run(self, store: Path | None, key: str | None, tell: Tell | None) -> FolderReport:
        """Take each part in turn."""
        if not (self.folder / MANIFEST).is_file():
            raise KnownError(
                N_("{folder} is no month folder: it has no manifest").having(folder=str(self.folder)),
                N_("Choose the folder that holds manifest.sha256"),
            )
        self.report.manifest, faults = compare(self.folder, tell)
        self.report.faults += faults
        index = self._index()
        if index is not None:
            try:
                self._counts(index)
                before, head = _line(index["trail"]["before"]), _line(index["trail"]["head"])
            except (LookupError, TypeError, ValueError, AttributeError):
                self.find(N_("The index does not say what it should"), INDEX)
            else:
                self.report.head = Anchor(head[0], head[1][:LETTERS])
                self._trail(index["trail"], before, head)
                if store is not None:
                    self._store(store, key, before, head)
        return self.report

    def _missing(self, name: str) -> None:
        """Say that a file every folder has is not there, unless the manifest has told."""
        if not any(one.file == name for one in self.report.faults):
            self.find(N_("{file} is missing").having(file=name), name)

    # -- the index -----------------------------------------------------------------------------------------

    def _index(self) -> dict[str, Any] | None:
        path = self.folder / INDEX
        try:
            if path.stat().st_size > _LARGEST_INDEX:
                raise ValueError
            said = json.loads(path.read_bytes())
        except OSError:
            self._missing(INDEX)
            return None
        except (ValueError, RecursionError):
            said = None
        if not isinstance(said, dict) or said.get("format") != FORMAT:
            self.find(N_("The index cannot be read, or is of another version of custdesk"), INDEX)
            return None
        return said

    def _counts(self, index: dict[str, Any]) -> None:
        """Compare what the index lists with its own counts and with the files that are there."""
        self.report.month = str(index["month"])
        sheets = [one["file"] for record in index["records"] for one in record["sheets"]]
        lists = [one["file"] for one in index["lists"]]
        scans = [scan["file"] for one in (*index["records"], *index["lists"]) for scan in one["scans"]]
        registers = [one["register"] for one in index["forms"] if one["register"]]
        listed = [*sheets, *lists, *scans, *registers]
        try:
            there = [inside for inside, _path in files_in(self.folder)]
        except OSError as trouble:
            raise unreadable(self.folder, trouble) from trouble
        self.report.files = len(there)
        for inside in _twice(listed):
            self.find(N_("The index lists {file} twice").having(file=inside), INDEX)
        for inside in sorted(set(map(str, listed)) - set(there)):
            self.find(N_("The index lists {file}, which is not there").having(file=inside), INDEX)
        others = sorted(set(there) - set(map(str, listed)) - {INDEX, TRAIL})
        if len(others) != 1 or "/" in others[0]:  # the start page
            names = "、".join(others[:_MOST])
            self.find(N_("The index does not list these files: {names}").having(names=names), INDEX)
        counts = {
            "records": sum(one["records"] for one in index["forms"]),
            "voided": sum(one["voided"] for one in index["forms"]),
            "sheets": len(sheets), "lists": len(lists), "scans": len(scans), "registers": len(registers),
            "lines": index["trail"]["lines"], "gaps": len(index["gaps"]), "files": len(there),
        }  # fmt: skip
        for name in sorted(counts.keys() | index["counts"].keys()):
            has, said = counts.get(name), index["counts"].get(name)
            if has != said or type(has) is not type(said):
                text = N_("The index counts {said} {name}, there are {has}")
                self.find(text.having(said=said, name=name, has=has), INDEX)

    # -- the trail -----------------------------------------------------------------------------------------

    def _trail(self, said: dict[str, Any], before: tuple[int, str], head: tuple[int, str]) -> None:
        faults: list[Text] = []
        try:
            count, walk = check_trail(lines_of(self.folder / TRAIL), before, faults.append)
        except OSError:
            self._missing(TRAIL)
            return
        self.report.lines = count.lines
        for text in faults[:_MOST]:
            self.find(text, TRAIL)
        if len(faults) > _MOST:
            more = N_("{count} more faults in the trail").having(count=len(faults) - _MOST)
            self.find(more, TRAIL)
        if (count.seq, count.digest) != head:
            self.find(N_("The trail does not end with the head that the index and the start page say"), TRAIL)
        for name in ("lines", "contents", "sealed"):
            if said[name] != getattr(count, name):
                self.find(N_("The index does not count the trail as it is"), INDEX)
                break
        if self.anchor is not None:
            self.report.anchored = self._ask(self.anchor, before, count, walk.broken)

    def _ask(self, anchor: Anchor, before: tuple[int, str], count: TrailCount, broken: int) -> Answer:
        """Tell whether the folder's trail holds a head typed from paper."""
        if anchor.seq < before[0]:
            return Answer(anchor, Standing.EARLIER, count.seq)
        if anchor.seq > count.seq:
            return Answer(anchor, Standing.OLDER, count.seq)
        digest = before[1] if anchor.seq == before[0] else self._digest_at(anchor.seq)
        if not digest.startswith(anchor.letters):
            return Answer(anchor, Standing.REWRITTEN, count.seq, broken)
        whole = not broken or broken > anchor.seq
        return Answer(anchor, Standing.HELD if whole else Standing.BROKEN, count.seq, broken)

    def _digest_at(self, seq: int) -> str:
        for raw in lines_of(self.folder / TRAIL):
            said = _loaded(raw)
            if said.get("seq") == seq:
                return str(said.get("digest"))
        return ""

    # -- the store -----------------------------------------------------------------------------------------

    def _store(self, path: Path, key: str | None, before: tuple[int, str], head: tuple[int, str]) -> None:
        """Compare with the store: its note of this manifest, and every line of the trail (architecture 3.4)."""
        with stored_folder(path, key) as stored:
            self.report.stored = True
            answer = ask_lines(stored.lines(0), Anchor(*head))
            if answer.standing is not Standing.HELD:
                self.find(answer.text, TRAIL)
            if not stored.noted(self.report.manifest, head):
                self.find(N_("This store's trail knows no folder with this manifest and this head"), MANIFEST)
            self._same_lines(stored, before)

    def _same_lines(self, stored: StoredFolder, before: tuple[int, str]) -> None:
        if stored.digest_at(before[0]) != before[1]:
            text = N_("The store has another trail line {seq} than the folder").having(seq=before[0])
            self.find(text, TRAIL)
            return
        pairs: Iterator[tuple[bytes | None, TrailLine | None]]
        try:
            pairs = zip_longest(lines_of(self.folder / TRAIL), stored.lines(before[0]))
            for raw, line in pairs:
                if raw is None:
                    return
                said = _loaded(raw)
                if line is None or (said.get("seq"), said.get("digest")) != (line.seq, line.digest):
                    text = N_("The store has another trail line {seq} than the folder")
                    self.find(text.having(seq=said.get("seq", line.seq if line else 0)), TRAIL)
                    return
        except OSError:
            return


def _line(said: dict[str, Any]) -> tuple[int, str]:
    """Return the place and digest of a line as the index keeps it. Raises ValueError."""
    seq, digest = said["seq"], said["digest"]
    if type(seq) is not int or type(digest) is not str or len(digest) != 64 or set(digest) - _HEX:
        raise ValueError
    return seq, digest


def _loaded(raw: bytes) -> dict[str, Any]:
    try:
        said = json.loads(raw)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _twice(names: list[Any]) -> list[str]:
    seen: set[str] = set()
    return [str(one) for one in names if str(one) in seen or seen.add(str(one))]  # type: ignore[func-returns-value]
