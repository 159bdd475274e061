"""`check --folder`: what was changed is named, file by file; with the store also whether this store wrote it."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from custdesk.errors import KnownError
from custdesk.language import Words
from custdesk.month_folder.checking import FolderReport, check_folder
from custdesk.month_folder.manifest import MANIFEST, files_in, manifest_of
from custdesk.store.anchors import Anchor, Standing, anchor_of
from custdesk.store.vault import sha256_of
from tests.custdesk.store.vaults import plainly
from tests.desk_month import April, index_of

ENGLISH = Words("en")
Folders = Mapping[str, Path]


@pytest.fixture
def folder(folders: Folders, tmp_path: Path) -> Path:
    """A copy of the internal folder."""
    return Path(shutil.copytree(folders["internal"], tmp_path / "taken away"))


def said(report: FolderReport) -> list[str]:
    return [ENGLISH(one.text) for one in report.faults]


def seal_anew(folder: Path) -> None:
    """Write the manifest again, as whoever changes a file could."""
    digests = {inside: sha256_of(path) for inside, path in files_in(folder) if path is not None}
    (folder / MANIFEST).write_bytes(manifest_of(digests))


def change_index(folder: Path, change: Callable[[dict], object]) -> None:
    index = index_of(folder)
    change(index)
    (folder / "index.json").write_text(
        json.dumps(index, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    seal_anew(folder)


def a_sheet(folder: Path) -> str:
    return str(index_of(folder)["records"][0]["sheets"][0]["file"])


def test_a_folder_as_it_was_written_is_called_so(folder: Path, folders: Folders):
    report = check_folder(folder)
    assert report.faults == []
    assert report.exit_code == 0
    assert report.manifest == hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    assert "as it was written" in ENGLISH(report.text)
    assert "this office's store" in ENGLISH(check_folder(folder, store=folders["store"]).text)
    assert report.head == Anchor(
        index_of(folder)["trail"]["head"]["seq"], index_of(folder)["trail"]["head"]["digest"][:20]
    )


# -- files and manifest --------------------------------------------------------------------------------------


def test_what_happened_to_a_file_is_said(folder: Path):
    sheet = a_sheet(folder)
    before = (folder / sheet).read_bytes()
    (folder / sheet).write_bytes(before[:-1])
    assert said(check_folder(folder)) == [f"{sheet} was changed, or its line in the manifest"]
    (folder / sheet).unlink()
    assert said(check_folder(folder))[0] == f"{sheet} is missing"
    (folder / "表单" / "other name.pdf").write_bytes(before)
    assert said(check_folder(folder))[0] == f"{sheet} was renamed to 表单/other name.pdf"
    (folder / sheet).write_bytes(before)
    assert said(check_folder(folder))[0] == "表单/other name.pdf is not in the manifest"
    (folder / "表单" / "other name.pdf").unlink()
    assert check_folder(folder).faults == []


def link(path: Path, target: Path) -> None:
    """Make a link, where the system lets us: Windows asks for a right, Wine makes none that it shows."""
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("no right to make links here")
    if not path.is_symlink():
        pytest.skip("no links on this system")


def test_a_link_is_no_file_of_the_folder(folder: Path, tmp_path: Path):
    sheet = a_sheet(folder)
    (folder / sheet).rename(tmp_path / "elsewhere.pdf")
    link(folder / sheet, tmp_path / "elsewhere.pdf")
    assert f"{sheet} is no plain file" in said(check_folder(folder))
    (folder / sheet).unlink()
    (tmp_path / "elsewhere.pdf").rename(folder / sheet)
    link(folder / "more", tmp_path)
    assert said(check_folder(folder))[0] == "more is no plain file"


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda lines: lines[1:] + lines[:1], "The manifest itself was changed: its lines are not in order"),
        (lambda lines: [*lines, lines[-1]], "The manifest itself was changed: line"),
        (lambda lines: [lines[0].upper(), *lines[1:]], "The manifest itself was changed: line 1"),
        (lambda lines: [lines[0].replace(b"  ", b" *"), *lines[1:]], "The manifest itself was changed: line 1"),
        (lambda lines: [lines[0][:-1] + b"\r\n", *lines[1:]], "The manifest itself was changed: line 1"),
        (lambda lines: [*lines[:-1], lines[-1][:-1]], "The manifest itself was changed: its last line has no end"),
        (lambda lines: [b"\n", *lines], "The manifest itself was changed: line 1"),
        (lambda lines: [b"# a remark\n", *lines], "The manifest itself was changed: line 1"),
        (lambda lines: lines[1:], "is not in the manifest"),
        (lambda lines: [b"0" * 64 + b"  ../outside\n", *lines], "../outside is missing"),
        (lambda lines: [], "is not in the manifest"),
        (lambda lines: [b"\xff\xfe"], "is not in the manifest"),
    ],
)  # fmt: skip
def test_a_changed_manifest_is_said(folder: Path, change, finding: str):
    lines = (folder / MANIFEST).read_bytes().splitlines(keepends=True)
    (folder / MANIFEST).write_bytes(b"".join(change(lines)))
    assert any(finding in one for one in said(check_folder(folder))), said(check_folder(folder))


def test_without_a_manifest_it_is_no_folder_of_ours(folder: Path, tmp_path: Path):
    (folder / MANIFEST).unlink()
    for path in (folder, tmp_path / "nowhere", tmp_path):
        with pytest.raises(KnownError) as trouble:
            check_folder(path)
        assert "no month folder" in trouble.value.text.msgid


# -- the index -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda index: index["counts"].update(records=99), "The index counts 99 records, there are 6"),
        (lambda index: index["counts"].update(sheets=True), "The index counts True sheets"),
        (lambda index: index["counts"].pop("gaps"), "The index counts None gaps"),
        (lambda index: index["counts"].update(more=1), "The index counts 1 more, there are None"),
        (lambda index: index["gaps"].pop(), "gaps, there are"),
        (lambda index: index["records"].pop(0), "The index does not list these files"),
        (lambda index: index["records"][0]["sheets"].append(index["records"][0]["sheets"][0]), "twice"),
        (lambda index: index["records"][0]["sheets"][0].update(file="x.pdf"), "which is not there"),
        (lambda index: index["trail"].update(sealed=0), "does not count the trail as it is"),
        (lambda index: index["trail"].update(contents=0), "does not count the trail as it is"),
        (lambda index: index["trail"]["head"].update(digest="0" * 64), "does not end with the head"),
        (lambda index: index["trail"]["head"].update(seq=7), "does not end with the head"),
        (lambda index: index["trail"]["before"].update(digest="0" * 64), "does not continue line"),
        (lambda index: index["trail"]["before"].update(seq=True), "does not say what it should"),
        (lambda index: index["trail"].pop("head"), "does not say what it should"),
        (lambda index: index.update(records=None), "does not say what it should"),
        (lambda index: index.update(format="another"), "of another version of custdesk"),
    ],
)  # fmt: skip
def test_an_index_that_does_not_fit_is_said_even_when_the_manifest_was_made_anew(
    folder: Path, change, finding: str
):
    change_index(folder, change)
    assert any(finding in one for one in said(check_folder(folder))), said(check_folder(folder))


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b"[" * 100_000, b"null", b"\xff"])
def test_an_index_that_cannot_be_read_is_a_sentence(folder: Path, content: bytes):
    (folder / "index.json").write_bytes(content)
    seal_anew(folder)
    assert any("index cannot be read" in one for one in said(check_folder(folder)))


@pytest.mark.parametrize("name", ["index.json", "trail.jsonl"])
def test_what_the_check_needs_may_be_missing(folder: Path, name: str):
    (folder / name).unlink()
    assert said(check_folder(folder))[0] == f"{name} is missing"
    seal_anew(folder)
    assert check_folder(folder).faults != []


# -- the trail -----------------------------------------------------------------------------------------------


def lines_of(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / "trail.jsonl").read_text(encoding="utf-8").splitlines()]


def put_lines(folder: Path, lines: list[dict]) -> None:
    said = "".join(json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in lines)
    (folder / "trail.jsonl").write_text(said, encoding="utf-8", newline="\n")
    seal_anew(folder)


def test_a_changed_line_and_a_changed_content_are_found_though_the_manifest_was_made_anew(folder: Path):
    lines = lines_of(folder)
    place = next(place for place, one in enumerate(lines) if one.get("payload", {}).get("form") == "duty_log")
    lines[place]["payload"]["new"]["content"] = "nothing happened"
    put_lines(folder, lines)
    seq = lines[place]["seq"]
    assert said(check_folder(folder)) == [f"The content of trail line {seq} was changed"]
    lines[place]["at"] = "2027-04-17T00:00:00"
    put_lines(folder, lines)
    assert f"Trail line {seq} was changed" in said(check_folder(folder))


def test_blanks_and_the_order_of_keys_are_changes_too(folder: Path):
    lines = (folder / "trail.jsonl").read_bytes().splitlines(keepends=True)
    (folder / "trail.jsonl").write_bytes(lines[0].replace(b",", b", ", 1) + b"".join(lines[1:]))
    seal_anew(folder)
    assert "Line 1 of the trail's file is not written as custdesk writes it" in said(check_folder(folder))


# -- the store -----------------------------------------------------------------------------------------------


def test_a_store_that_did_not_write_it_says_so(folder: Path, april: April):
    april.office.entry()
    april.office.store.close()
    found = said(check_folder(folder, store=april.office.store.path))
    assert "This store's trail knows no folder with this manifest and this head" in found


def test_a_folder_made_anew_after_a_change_is_not_the_stores(folder: Path, folders: Folders):
    """Nothing in it is wrong by itself; the manifest noted down and the store tell."""
    start = folder / "开始.html"
    start.write_text(start.read_text(encoding="utf-8").replace("缺漏", "无缺漏"), encoding="utf-8")
    noted = check_folder(folder).manifest
    seal_anew(folder)
    assert check_folder(folder).faults == []
    assert check_folder(folder).manifest != noted
    found = said(check_folder(folder, store=folders["store"]))
    assert found == ["This store's trail knows no folder with this manifest and this head"]


def test_a_store_whose_trail_was_changed_since_says_so(folder: Path, folders: Folders, tmp_path: Path):
    store = Path(shutil.copy(folders["store"], tmp_path / "changed.sqlite"))
    plainly(store, "DROP TRIGGER trail_keeps_update", "UPDATE trail SET user = 99 WHERE seq = 20")
    found = said(check_folder(folder, store=store))
    head = index_of(folder)["trail"]["head"]["seq"]
    assert found == [f"Line {head} stands there, but the trail before it is broken at line 20"]


def test_a_store_brought_back_to_an_older_state_says_so(folder: Path, furnished_april):
    source, _ids = furnished_april
    found = said(check_folder(folder, store=source))
    assert "This store's trail knows no folder with this manifest and this head" in found
    with pytest.raises(KnownError):
        check_folder(folder, store=source.with_name("none.sqlite"))


# -- a head typed from paper ---------------------------------------------------------------------------------


def test_a_head_printed_in_the_month_is_found_in_the_folder_without_the_store(folder: Path):
    index = index_of(folder)["trail"]
    lines = lines_of(folder)
    cases = [
        (Anchor(lines[5]["seq"], lines[5]["digest"][:20]), Standing.HELD),
        (Anchor(index["head"]["seq"], index["head"]["digest"][:16]), Standing.HELD),
        (Anchor(index["before"]["seq"], index["before"]["digest"]), Standing.HELD),
        (Anchor(lines[5]["seq"], lines[6]["digest"][:20]), Standing.REWRITTEN),
        (Anchor(index["head"]["seq"] + 1, "0" * 20), Standing.OLDER),
        (Anchor(index["before"]["seq"] - 1, "0" * 20), Standing.EARLIER),
    ]
    for anchor, standing in cases:
        report = check_folder(folder, anchor=anchor)
        assert report.anchored is not None
        assert report.anchored.standing is standing
        assert report.exit_code == (0 if standing is Standing.HELD else 1)
    lines[3]["at"] = "2027-04-17T00:00:00"
    put_lines(folder, lines)
    anchored = check_folder(folder, anchor=cases[0][0]).anchored
    assert anchored is not None
    assert anchored.standing is Standing.BROKEN


def test_the_head_on_the_start_page_is_the_one_the_store_holds(folders: Folders, april: April):
    index = index_of(folders["internal"])["trail"]
    assert anchor_of(april.office.store.database).seq == index["head"]["seq"]
    assert Words()(anchor_of(april.office.store.database).text) == index["anchor"]
    assert index["anchor"] in (folders["internal"] / "开始.html").read_text(encoding="utf-8")


def test_a_check_can_be_stopped(folder: Path):
    with pytest.raises(KnownError) as trouble:
        check_folder(folder, tell=lambda done, total: done < 3)
    assert "Stopped" in trouble.value.text.msgid
