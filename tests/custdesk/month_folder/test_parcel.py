"""No half folder under the final name, none overwritten: cancel, a full disk, a kill, a name that is taken, a deep place."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from custdesk.errors import KnownError
from custdesk.month_folder.checking import check_folder
from custdesk.month_folder.names import units
from custdesk.month_folder.parcel import Parcel
from custdesk.month_folder.writing import Stopped
from tests.desk_month import April, files_of

ROOT = Path(__file__).resolve().parents[3]


def test_a_name_that_is_taken_is_never_overwritten(april: April, tmp_path: Path):
    out = tmp_path / "out"
    first = april.write(out).path
    before = files_of(first)
    (out / "翠湖花园管理处 2027-04 月度存档 (2)").write_text("a file of that name")
    third = april.write(out).path
    assert third.name == "翠湖花园管理处 2027-04 月度存档 (3)"
    assert files_of(first) == before
    assert sorted(path.name for path in out.iterdir()) == [first.name, f"{first.name} (2)", third.name]


def test_an_empty_folder_of_the_name_stays_what_it_is(april: April, tmp_path: Path):
    (tmp_path / "翠湖花园管理处 2027-04 月度存档").mkdir()
    assert april.write(tmp_path).path.name.endswith("(2)")


@pytest.mark.parametrize("at", [1, 5, 9])
def test_a_cancel_leaves_nothing_and_no_line(april: April, tmp_path: Path, at: int):
    out = tmp_path / "out"
    lines = april.office.one('SELECT max("seq") FROM "trail"')
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return done < at

    with pytest.raises(Stopped):
        april.write(out, tell=tell)
    assert list(out.iterdir()) == []
    assert [done for done, _total in told] == list(range(1, at + 1))
    assert april.office.one('SELECT max("seq") FROM "trail"') == lines


def test_progress_reaches_its_end(april: April, tmp_path: Path):
    told: list[tuple[int, int]] = []

    def tell(done: int, total: int) -> bool:
        told.append((done, total))
        return True

    april.write(tmp_path, tell=tell)
    done, total = told[-1]
    assert total - 1 <= done <= total
    assert len({total for _done, total in told}) == 1


def child(command: str, *words: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.custdesk.month_folder.children", command, *map(str, words)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE")
def test_trap_24_a_full_disk_leaves_nothing(april: April, tmp_path: Path):
    april.office.store.close()
    with child("write_with_little_room", april.office.store.path, tmp_path / "out", 34_000) as process:
        out, err = process.communicate(timeout=120)
    assert not err, err
    assert out.splitlines() == ["There is no room left on the disk; no folder was written"]
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.slow
def test_a_kill_leaves_no_half_folder_under_the_name_and_the_next_one_sweeps(april: April, tmp_path: Path):
    out = tmp_path / "out"
    april.office.store.close()
    with child("write_and_die", april.office.store.path, out, 4) as process:
        process.communicate(timeout=120)
    assert process.returncode in {-9, 15}  # 15: what TerminateProcess was told
    left = [path.name for path in out.iterdir()]
    assert left
    assert all(name.startswith(".custdesk-") for name in left)
    assert any(files_of(path) for path in out.iterdir() if path.is_dir())
    with child("write", april.office.store.path, out) as process:
        said, err = process.communicate(timeout=120)
    assert not err, err
    assert [path.name for path in out.iterdir()] == [Path(said.strip()).name]
    assert check_folder(Path(said.strip())).faults == []


def test_what_another_one_is_writing_is_not_swept(tmp_path: Path):
    first = Parcel(tmp_path, "one")
    first.put("a.txt", b"a")
    second = Parcel(tmp_path, "two")
    assert first.part.is_dir()
    second.drop()
    first.seal()
    assert first.deliver() == tmp_path / "one"
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_two_at_once_of_the_same_name_get_two_names(tmp_path: Path):
    parcels = [Parcel(tmp_path, "one") for _time in range(2)]
    for parcel in parcels:
        parcel.put("a.txt", b"a")
        parcel.seal()
    assert [parcel.deliver().name for parcel in parcels] == ["one", "one (2)"]


def test_paths_stay_short_and_a_place_too_deep_is_said(tmp_path: Path):
    deep = tmp_path
    while units(str(deep)) < 125:
        deep = deep / "九层之台起于累土"
    with pytest.raises(KnownError) as trouble:
        Parcel(deep, "翠湖花园管理处 2027-04")
    assert "too deep" in trouble.value.text.msgid
    parcel = Parcel(tmp_path, "名" * 300)
    for _time in range(3):
        parcel.put(parcel.place("表单/投诉处理记录", "TS-2027-0001 " + "很长的名字" * 60, ".pdf"), b"x")
    parcel.seal()
    path = parcel.deliver()
    found = [str(one) for one in path.rglob("*")]
    assert len(found) == 6
    assert all(units(one) < 200 for one in found)


def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError) as trouble:
        Parcel(tmp_path / "file" / "deeper", "one")
    assert "cannot be written" in trouble.value.text.msgid


def test_a_disk_that_keeps_something_else_is_noticed(april: April, tmp_path: Path, monkeypatch):
    seal = Parcel.seal

    def seal_and_spoil(parcel: Parcel) -> str:
        digest = seal(parcel)
        with (parcel.part / "trail.jsonl").open("ab") as file:
            file.write(b"\n")
        return digest

    monkeypatch.setattr(Parcel, "seal", seal_and_spoil)
    with pytest.raises(KnownError) as trouble:
        april.write(tmp_path / "out")
    assert "did not keep" in trouble.value.text.msgid
    assert list((tmp_path / "out").iterdir()) == []
