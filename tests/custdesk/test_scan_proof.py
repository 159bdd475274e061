"""The proof that paper comes home: printed, scanned as offices scan, read and filed; nothing is ever filed wrong."""

from __future__ import annotations

import collections
import faulthandler
import hashlib
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from custdesk.desk import Desk
from custdesk.language import Words
from custdesk.rules.homecoming import Verdict
from custdesk.scan import FileRead
from custdesk.stamp import read_stamp
from custdesk.store.checking import check_store
from custdesk.store.store import Store
from tests import desk_proof as proof
from tests import desk_scans as paper
from tests.desk_proof import Page, Scanned, Shot
from tests.desks import Clock, Office, furnish, people_of

#: pages of our own in a run: a slice in `make test`, all in `make trials`, which writes down what it measured
SLICE, WHOLE = 45, 400
MEASURED = Path(__file__).resolve().parents[2] / "out" / "proof"

ROWS = """SELECT s."digest", p."page", p."state", p."verdict", p."record", p."sheet", p."edition", p."copy", p."sheet_page",
    p."stamp", p."attachment" FROM "scan_page" p JOIN "scan" s ON s."id" = p."scan" ORDER BY p."id" """


@dataclass
class Tally:
    """What became of the pages of a run."""

    right: int = 0
    asked: int = 0
    wrong: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    tray: list[str] = field(default_factory=list)
    by_defect: dict[str, list[int]] = field(default_factory=lambda: collections.defaultdict(lambda: [0, 0]))

    def count(self, shot: Shot, *, home: bool) -> None:
        """Count one page of ours that is to go home."""
        self.asked += 1
        self.right += home
        for name in self._names(shot):
            self.by_defect[name][0] += home
            self.by_defect[name][1] += 1

    @staticmethod
    def _names(shot: Shot) -> Iterator[str]:
        one = shot.defects
        yield "all"
        yield from one.kinds or ("clean",)
        yield f"{one.dpi} dpi"
        yield f"turned {one.turn}"
        yield f"askew over {abs(one.askew) // 2 * 2:.0f}"
        yield f"jpeg {one.quality // 10 * 10}s"
        yield f"{len(shot.pages)} on a page"

    def table(self) -> str:
        """Return what was measured."""
        lines = [
            f"{name:<16} {home:>4} of {asked:>4}" for name, (home, asked) in sorted(self.by_defect.items())
        ]
        return "\n".join(
            [*lines, *(f"tray: {one}" for one in self.tray), *(f"lost: {one}" for one in self.lost)]
        )


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    desk = Desk(office.store, office.lin)
    yield desk
    desk.scan_room.close()


@pytest.fixture
def other(tmp_path: Any) -> Iterator[Office]:
    """The office next door."""
    clock = Clock()
    store = Store.open(tmp_path / "other.sqlite", clock, create=True)
    furnish(store, clock)
    yield Office(store, clock, people_of(store))
    store.close()


def pages_of(office: Office, other: Office, rng: random.Random, count: int) -> list[Page]:
    """Print a day's paper: ours, with some of it scanned twice, outdated, foreign, and white backs."""
    made = proof.records(office, rng, 1.0 if count >= 200 else 0.4)
    ours = proof.prints(office, made, count)
    twice = rng.sample(ours, max(2, count // 80))
    whites = [proof.white() for _ in range(max(3, count // 40))]
    return [*ours, *twice, *proof.outdated(office), *proof.foreign(other, rng), *whites]


def batches(scanned: Sequence[Scanned]) -> Iterator[list[Scanned]]:
    """A file of many pages is a batch, single pages come twenty at a time."""
    single = [one for one in scanned if len(one.shots) == 1]
    yield from ([one] for one in scanned if len(one.shots) > 1)
    yield from (single[start : start + 20] for start in range(0, len(single), 20))


def filed(desk: Desk, scanned: Sequence[Scanned]) -> float:
    """Read and file everything; return the seconds that reading took."""
    spent = 0.0
    for batch in batches(scanned):
        began = time.perf_counter()
        read = [desk.scan_room.read(one.name, one.content) for one in batch]
        spent += time.perf_counter() - began
        assert [(one.trouble, len(one.pages)) for one in read] == [(None, len(one.shots)) for one in batch]
        desk.file_scans(desk.judge_scans(read), "卷一")
    return spent


def held_against_the_truth(office: Office, scanned: Sequence[Scanned]) -> Tally:
    """Compare every row of every page with what was laid on the glass."""
    rows = collections.defaultdict(list)
    for digest, page, *said in office.sql(ROWS):
        rows[digest, page].append(said)
    tally, home = Tally(), collections.Counter[Any]()
    seen: list[tuple[Shot, Page, bool]] = []
    for file in scanned:
        digest = hashlib.sha256(file.content).hexdigest()
        for place, shot in enumerate(file.shots):
            where = f"{file.name} {place + 1} {shot.defects}"
            found = rows.pop((digest, place), [])
            gone = {tuple(said[2:7]) for said in found if said[0] == "filed"}
            waiting = [Verdict(said[1]) for said in found if said[0] in {"tray", "set_aside"}]
            meant = {one.home for one in shot.pages if one.says is None}
            tally.wrong += [f"{where}: {one} is not {meant}" for one in sorted(gone - meant)]
            home.update(gone)
            for page in shot.pages:
                seen.append((shot, page, page.home in gone))
                if page.home not in gone:
                    (tally.tray if waiting else tally.lost).append(f"{where}: {page} {waiting}")
                    assert page.says is None or set(waiting) <= {page.says, Verdict.NO_CODE}, (page, waiting)
    assert not rows, "rows of pages that nobody scanned"
    assert all(count == 1 for count in home.values()), "one page is home twice"
    for shot, page, came in seen:
        if page.says is None and (came or page.home not in home):  # its twin is home: it rightly waits
            tally.count(shot, home=came)
    return tally


def print_of(code: str) -> tuple[object, ...]:
    """Return which print of which record a page is of, whatever its leaf and page."""
    stamp = read_stamp(code)
    assert stamp is not None
    return stamp.store, stamp.sheet, stamp.number, stamp.edition, stamp.copy, stamp.values


def hanging_right(office: Office, desk: Desk) -> int:
    """Read every attachment again: its pages are those that were filed into it, and no other's; return how many."""
    filed_in = collections.defaultdict(set)
    on_page = collections.defaultdict(set)
    for digest, page, state, _verdict, record, *_sheet, stamp, attachment in office.sql(ROWS):
        on_page[digest, page].add(stamp)
        if state == "filed":
            filed_in[record, attachment].add((digest, page, stamp))
    for (record, attachment), pages in filed_in.items():
        (hung,) = [one for one in office.values(record)["attachments"] if one["id"] == attachment]
        read: FileRead = desk.scan_room.read(hung["name"], office.store.files.read(hung["digest"]))
        codes = {code.text for one in read.pages for code in one.codes if read_stamp(code.text)}
        meant = {stamp for _digest, _page, stamp in pages}
        beside = set().union(*(on_page[digest, page] for digest, page, _stamp in pages))
        assert len(read.pages) == len({(digest, page) for digest, page, _stamp in pages})
        # a second look may see a leaf of the same print that the first did not: it hangs where it belongs
        assert {print_of(code) for code in codes} <= {print_of(code) for code in beside}, (
            f"{hung['name']} shows what was not filed into it"
        )
        assert meant <= codes, f"{hung['name']} does not show what was filed into it: {meant - codes}"
        assert {one.turn for one in read.pages} == {0}, f"{hung['name']} does not stand upright"
    return len(filed_in)


@pytest.mark.slow
@pytest.mark.trial
@pytest.mark.rule("M-6")
def test_whatever_the_scanner_does_nothing_is_filed_wrong(
    office: Office, other: Office, desk: Desk, pytestconfig: pytest.Config
):
    """Wrong: never. Of a hundred pages at most one waits in the tray; what is to wait waits with its reason."""
    whole, seed = pytestconfig.getoption("--trials") >= 100, pytestconfig.getoption("--trial-seed")
    if whole:
        faulthandler.cancel_dump_traceback_later()  # four hundred pages take minutes, and that is no hang
    rng = random.Random(seed)
    pages = pages_of(office, other, rng, WHOLE if whole else SLICE)
    scanned = list(proof.files(rng, proof.laid(rng, pages)))
    began = time.perf_counter()
    reading = filed(desk, scanned)
    filing = time.perf_counter() - began - reading
    tally = held_against_the_truth(office, scanned)
    if whole:
        count = sum(len(one.shots) for one in scanned)
        MEASURED.mkdir(parents=True, exist_ok=True)
        (MEASURED / f"scans-{seed}.txt").write_text(
            f"seed {seed}: {tally.right} of {tally.asked} home, {len(tally.wrong)} wrong, {count} scanned pages\n"
            f"a page: read {reading / count * 1000:.0f} ms, filed {filing / count * 1000:.0f} ms\n{tally.table()}\n",
            encoding="utf-8",
        )
    assert tally.wrong == []
    assert tally.lost == []
    assert tally.asked - tally.right <= max(1, tally.asked // 100), tally.table()
    for file in scanned:
        assert office.store.files.read(hashlib.sha256(file.content).hexdigest()) == file.content
    assert hanging_right(office, desk) > 0
    assert [Words("en")(one.text) for one in check_store(office.store.path).findings] == []


def test_a_file_is_handed_over_once_however_many_of_its_pages_are_bound(office: Office, desk: Desk):
    """A day's scans in one large file: each sheet of it must not carry the file as often as it has pages."""
    handed: list[list[bytes]] = []

    def compose(parts: Sequence[tuple[bytes, int, int]]) -> bytes:
        handed.append([content for content, _page, _turn in parts])
        return b"%PDF"

    office.store.compose = compose
    sheets = [paper.printed(office, office.complaint("accepted")) for _ in range(2)]
    desk.file_scans(desk.judge_scans([paper.scanned("a.pdf", *sheets[0].stamps, *sheets[1].stamps)]))
    assert [len(contents) for contents in handed] == [2, 2]
    assert all(one is contents[0] for contents in handed for one in contents)
