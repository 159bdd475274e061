"""A file that a scanner holds for a moment is tried again; what is refused for good is said at once."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from custdesk import patience
from custdesk.errors import KnownError, held_file
from custdesk.exchange.workbook import write_table
from custdesk.founding import whole_or_nothing
from custdesk.language import Words
from custdesk.month_folder.parcel import Parcel
from custdesk.places import Places
from tests.scanner import PATIENCE, Scanner, refused, scanner

__all__ = ["scanner"]


class Refusing:
    """Refuses as Windows does while it has a file open, so many times."""

    def __init__(self, times: int, number: int = 32) -> None:
        self.left, self.number, self.asked = times, number, 0

    def __call__(self) -> str:
        self.asked += 1
        if self.left:
            self.left -= 1
            trouble = PermissionError(13, "held")
            trouble.winerror = self.number  # type: ignore[attr-defined]
            raise trouble
        return "done"


@pytest.mark.parametrize("number", sorted(patience.HELD))
def test_it_waits_until_the_other_program_lets_go(number: int):
    scanner = Refusing(3, number)
    assert patience.patiently(scanner, pauses=iter([0.0] * PATIENCE)) == "done"
    assert scanner.asked == 4


def test_it_gives_up_in_the_end():
    scanner = Refusing(9)
    with pytest.raises(PermissionError):
        patience.patiently(scanner, pauses=iter([0.0] * PATIENCE))
    assert scanner.asked == 6


def test_what_is_refused_for_good_is_not_tried_twice():
    scanner = Refusing(1, number=2)
    with pytest.raises(PermissionError):
        patience.patiently(scanner, pauses=iter([0.0] * PATIENCE))
    assert scanner.asked == 1


def test_a_file_gets_its_name_and_goes_again(tmp_path: Path):
    part, whole = tmp_path / "名 册.part", tmp_path / "名 册"
    whole.write_text("old")
    part.write_text("new")
    patience.put_in_place(part, whole)
    assert (whole.read_text(), part.exists()) == ("new", False)
    patience.remove(whole)
    patience.remove(whole, missing_ok=True)
    with pytest.raises(FileNotFoundError):
        patience.remove(whole)


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses while a file is open")
def test_an_open_file_is_waited_for(tmp_path: Path):
    part, whole = tmp_path / "part", tmp_path / "whole"
    part.write_text("new")
    whole.write_text("old")
    scanner = whole.open("rb")
    letting_go = threading.Timer(0.5, scanner.close)
    letting_go.start()
    patience.put_in_place(part, whole)
    letting_go.join()
    assert whole.read_text() == "new"


@pytest.mark.skipif(sys.platform != "win32", reason="only Windows refuses while a file is open")
def test_what_stays_open_is_refused_after_a_while_and_said(tmp_path: Path):
    (tmp_path / "a.xlsx").write_text("old")
    with (tmp_path / "a.xlsx").open("rb"), pytest.raises(OSError) as trouble:  # noqa: PT011
        patience.write_whole(tmp_path / "a.xlsx", b"new", seconds=0.2)
    assert held_file(trouble.value, tmp_path) is not None
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.xlsx", "old")]


# -- whole files


def half_written(path: Path) -> None:
    with patience.whole(path) as part:
        part.write_bytes(b"ne")
        raise ZeroDivisionError


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path):
    path = tmp_path / "名册"
    with patience.whole(path) as part:
        part.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError):
        half_written(path)
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("名册", b"old")]
    patience.write_whole(path, b"new")
    assert [(one.name, one.read_bytes()) for one in tmp_path.iterdir()] == [("名册", b"new")]


def test_a_folder_goes_whole_and_what_is_held_in_it_stays(tmp_path: Path, scanner: Scanner):
    for name in ("a", "b", "c"):
        (tmp_path / "folder" / name).mkdir(parents=True)
        (tmp_path / "folder" / name / f"{name}.txt").write_text(name)
    scanner.hold("b.txt")
    patience.remove_tree(tmp_path / "folder")
    assert [path.name for path in tmp_path.rglob("*.txt")] == ["b.txt"]
    scanner.hold("b.txt", PATIENCE)
    patience.remove_tree(tmp_path / "folder")
    assert list(tmp_path.iterdir()) == []
    patience.remove_tree(tmp_path / "folder")


@pytest.mark.parametrize(
    ("number", "target", "held"),
    [
        (32, None, True),
        (33, None, True),
        (2, None, False),
        (5, None, False),
        (5, "new", True),
        (5, "folder", False),
    ],
)
def test_denied_is_said_of_many_things(tmp_path: Path, number: int, target: str | None, held: bool):
    """Of a whole folder it means the rights; of a file that takes the place of another one, that this is open."""
    (tmp_path / "folder").mkdir()
    trouble = refused(tmp_path / "a", None if target is None else tmp_path / target, number)
    assert patience.still_held(trouble) == held
    said = held_file(trouble, tmp_path)
    assert (said is not None) == held
    if said is not None:
        assert Words("en")(said.text).startswith(f"Another program holds {target or 'a'};")


# -- whoever writes files


def _founded(folder: Path) -> None:
    with whole_or_nothing(folder / "office.sqlite") as half:
        half.write_bytes(b"new")
        (half.parent / "office-files" / "ab").mkdir(parents=True)
        (half.parent / "office-files" / "ab" / "scan").write_bytes(b"scan")


def _parcelled(folder: Path) -> None:
    parcel = Parcel(folder, "2027-04")
    try:
        parcel.put("a.txt", b"a")
        parcel.seal()
        parcel.deliver()
    except BaseException:
        parcel.drop()
        raise


DOORS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "workbook": ("a.xlsx", lambda folder: write_table(folder / "a.xlsx", "a", ["a"], [["new"]])),
    "note": ("this-computer.json", lambda folder: Places(folder).remember(folder / "new.sqlite")),
    "office": ("office.sqlite", _founded),
    "month folder": ("2027-04", _parcelled),
}


@pytest.mark.parametrize("door", DOORS)
def test_whoever_writes_a_file_waits_for_it_and_then_says_who_is_in_the_way(
    tmp_path: Path, scanner: Scanner, door: str
):
    name, write = DOORS[door]
    old = SimpleNamespace(path=tmp_path / name, there=door in {"workbook", "note"})
    if old.there:
        old.path.write_bytes(b"old")
    scanner.hold(name, doing="replace rename")
    with pytest.raises(KnownError) as trouble:
        write(tmp_path)
    assert scanner.asked == PATIENCE + 1
    assert "another program" in Words("en")(trouble.value.text).lower() or door == "workbook"
    assert "open in another program" in Words("en")(trouble.value.text) or door != "workbook"
    assert trouble.value.way_out is not None
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == (
        [(name, b"old")] if old.there else []
    )

    scanner.hold(name, PATIENCE, "replace rename")
    write(tmp_path)
    assert old.path.exists()
    assert not old.path.is_file() or old.path.read_bytes() != b"old"
    assert not list(tmp_path.glob(".*"))
