"""The folder of a month as the manager takes it away: everything of the month, as issued, and nothing hidden."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.exchange.workbook import read_workbook
from custdesk.filing import Filing
from custdesk.month_folder.checking import check_folder
from custdesk.month_folder.month import month_named
from custdesk.month_folder.writing import write_month
from custdesk.print_job import Period, PrintJob
from custdesk.store import trail
from custdesk.store.checking import check_store
from custdesk.store.store import SYSTEM, Refused
from tests.desk_month import PHOTO, SECRET, WORDS, April, files_of, gaps_of, index_of, text_of, texts_of
from tests.desk_scans import listed, printed, scanned
from tests.desks import Office, at

Folders = Mapping[str, Path]


@pytest.fixture
def folder(folders: Folders) -> Path:
    return folders["internal"]


def record(folder: Path, number: str) -> dict:
    (found,) = [one for one in index_of(folder)["records"] if one["number"] == number]
    return found


# -- what is in it -------------------------------------------------------------------------------------------


def test_every_form_of_the_month_is_there_as_pdf(folder: Path, furnished_april):
    index = index_of(folder)
    assert {one["form"]: (one["records"], one["voided"]) for one in index["forms"] if one["records"]} == {
        "duty_log": (1, 0), "complaint": (3, 1), "repair_order": (1, 0), "service_callback": (1, 0),
    }  # fmt: skip
    sheets = {(one["number"], sheet["sheet"]) for one in index["records"] for sheet in one["sheets"]}
    assert sheets == {
        ("ZB-2027-0001", "P-01a"), ("TS-2027-0002", "P-03"), ("TS-2027-0003", "P-03"), ("TS-2027-0004", "P-03"),
        ("WX-2027-0001", "P-06"), ("HF-2027-0001", "P-07"),
    }  # fmt: skip
    for one in index["records"]:
        for sheet in one["sheets"]:
            said = "".join(text_of(folder, sheet["file"]).split())
            assert one["number"] in said
            assert "查阅用副本，不作签字用" in said
            assert "第1次打印" not in said
    assert WORDS in text_of(folder, record(folder, "TS-2027-0002")["sheets"][0]["file"])


def test_a_voided_record_is_there_and_marked(folder: Path):
    void = record(folder, "TS-2027-0004")
    (sheet,) = void["sheets"]
    assert sheet["file"].endswith("作废.pdf")
    assert "作废" in text_of(folder, sheet["file"])
    assert "与上一件重复" in text_of(folder, sheet["file"])
    assert gaps_of(folder, "void") == [("TS-2027-0004", "与上一件重复")]


def test_a_frozen_record_is_there_as_it_was_issued(april: April, tmp_path: Path):
    office, entry = april.office, april.ids["entry"]
    office.clock.set("2027-05-05 10:00")
    office.store.apply(office.shift, "take_over", office.su, values={"relief": office.su.id})
    assert office.values(entry)["frozen_at"] is not None
    office.change(office.resident("马先生"), office.chen, name="马建国")  # today's name is not the issued one
    office.store.set_setting("form_title.REC-01", "来人来电记录", office.chen, "新名称")
    made = april.write(tmp_path / "out")
    (sheet,) = record(made.path, "ZB-2027-0001")["sheets"]
    assert "值班记录\r\n" in text_of(made.path, sheet["file"])
    assert "来人来电记录\r\n" not in text_of(made.path, sheet["file"])
    office.correct(entry, office.chen, "写错", content="二层楼道灯不亮")
    again = april.write(tmp_path / "out")
    (sheet,) = record(again.path, "ZB-2027-0001")["sheets"]
    assert sheet["edition"] == 2
    assert "第2版" in sheet["file"]
    assert "二层楼道灯不亮" in text_of(again.path, sheet["file"])


def test_scans_go_along_byte_for_byte_with_number_and_edition(folder: Path):
    scans = record(folder, "TS-2027-0002")["scans"]
    assert [one["kind"] for one in scans] == ["scan", "scan"]
    signed, letter = (one["file"] for one in scans)
    assert signed == "扫描件/投诉/TS-2027-0002 第1版 01 签字 扫描.pdf"
    assert letter == "扫描件/投诉/TS-2027-0002 第1版 02 a-b---c-----来信.pdf"
    assert (folder / letter).read_bytes() == PHOTO
    (listed,) = [one for one in index_of(folder)["lists"] if one["scans"]]
    (scan,) = listed["scans"]
    assert (folder / scan["file"]).read_bytes().startswith(b"%PDF-")
    assert scan["file"].startswith("扫描件/P-01/P-01 2027-04-16 S")


def test_a_list_scanned_with_other_sheets_brings_only_its_own_pages(april: April, tmp_path: Path):
    office = april.office
    shift = office.read(office.zhou).record(office.shift)
    assert shift is not None
    log, other = (
        listed(office, "duty_log", "P-01", Period.of_shift(shift)),
        printed(office, april.ids["open"]),
    )
    filing = Filing(office.store, office.zhou)
    filing.file(filing.judge([scanned("一叠.pdf", *other.stamps, *log.stamps, content=b"%PDF both")]))
    taken: list[list[tuple[bytes, int, int]]] = []
    office.store.compose = lambda pages: (taken.append(list(pages)), b"taken out")[1]
    made = april.write(tmp_path)
    (log_of_month,) = [one for one in index_of(made.path)["lists"] if one["sheet"] == "P-01"]
    assert len(log_of_month["scans"]) == 2
    assert (made.path / log_of_month["scans"][0]["file"]).read_bytes() == b"taken out"
    assert taken == [[(b"%PDF both", 2, 0)]]
    assert b"%PDF both" not in files_of(made.path).values()
    office.store.compose = (
        None  # no room to take pages out: named, and nothing more than allowed is taken along
    )
    again = april.write(tmp_path)
    assert [text for _number, text in gaps_of(again.path, "file")] == ["一叠.pdf"]


@pytest.mark.rule("R-064")
def test_a_scanned_list_that_shows_a_hidden_record_stays_here(april: April, tmp_path: Path):
    office = april.office
    register = listed(office, "complaint", "P-04", Period.of_month(at("04-01").date()))
    filing = Filing(office.store, office.zhou)
    filing.file(filing.judge([scanned("登记表.pdf", *register.stamps, content=b"%PDF register")]))
    made = april.write(tmp_path)
    (listed_there,) = [one for one in index_of(made.path)["lists"] if one["sheet"] == "P-04"]
    assert listed_there["scans"] == []
    assert b"%PDF register" not in files_of(made.path).values()


def test_the_lists_are_those_the_forms_declare(folder: Path):
    lists = {(one["sheet"], one["key"][0]): one for one in index_of(folder)["lists"]}
    assert set(lists) == {("P-01", "S"), ("P-02", "M"), ("P-04", "M")}
    assert "林晓燕" in text_of(folder, lists["P-01", "S"]["file"])
    register = text_of(folder, lists["P-04", "M"]["file"])
    assert "TS-2027-0002" in register
    assert "TS-2027-0005" not in register


def test_what_belongs_to_no_shift_of_the_month_stands_in_its_days_list(april: April, tmp_path: Path):
    office = april.office
    office.clock.set("2027-05-05 10:00")
    office.store.apply(office.shift, "take_over", office.su, values={"relief": office.su.id})
    late = office.entry(office.su, occurred_at=at("04-20 10:00"), content="昨天漏记")
    made = april.write(tmp_path)
    (days,) = [one for one in index_of(made.path)["lists"] if one["key"] == "D2027-04-20"]
    assert str(office.values(late)["number"]) in text_of(made.path, days["file"])


def test_each_register_is_an_excel_table_with_phones_masked(folder: Path):
    (complaints,) = [one for one in index_of(folder)["forms"] if one["form"] == "complaint"]
    (sheet,) = read_workbook(folder / complaints["register"])
    rows = [[cell.text for cell in line.cells] for line in sheet.lines]
    assert len(rows) == 4
    assert {"TS-2027-0002", "TS-2027-0003", "TS-2027-0004"} == {row[0] for row in rows[1:]}
    assert not any("13800050603" in cell for row in rows for cell in row)
    assert sum(bool(one["register"]) for one in index_of(folder)["forms"]) == 4


def test_the_figures_of_the_month_are_on_it(folder: Path):
    figures = {one["code"]: one["shown"] for one in index_of(folder)["figures"]}
    assert figures["F-01.received"] == "3"  # the hidden one counts, the voided one does not
    assert "F-08" in figures
    assert "F-03" in figures


@pytest.mark.rule("R-064")
def test_nothing_of_a_record_hidden_from_the_manager_is_in_the_folder(folder: Path, furnished_april):
    for name, text in texts_of(folder):
        assert SECRET not in text, name
        assert "TS-2027-0005" not in text, name
    assert index_of(folder)["trail"]["sealed"] >= 1


@pytest.mark.rule("R-064")
def test_a_note_or_scan_of_a_hidden_record_keeps_its_words(april: April, tmp_path: Path):
    """Side doors of the trail: the name of a scanned file, a reason on the board of sheets not home."""
    office = april.office
    office.clock.set("2027-04-20 09:00")
    sheet = printed(office, april.ids["hidden"])
    filing = Filing(office.store, office.zhou)
    filing.file(filing.judge([scanned(f"{SECRET}.pdf", *sheet.stamps, content=b"%PDF secret")]))
    (away,) = [one for one in office.read(office.zhou).not_home() if one.number == april.number("open")]
    office.store.not_coming(away.number, away.sheet, away.edition, "作废", office.zhou)
    office.clock.set("2027-05-05 09:00")
    made = april.write(tmp_path)
    for name, text in texts_of(made.path):
        assert SECRET not in text, name
        assert "TS-2027-0005" not in text, name
    assert check_folder(made.path, store=office.store.path).faults == []


# -- the trail -----------------------------------------------------------------------------------------------


def test_the_trail_goes_from_the_months_first_line_to_the_head(folder: Path, folders: Folders):
    index = index_of(folder)["trail"]
    lines = (folder / "trail.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == index["lines"] == index["head"]["seq"] - index["before"]["seq"]
    assert index["last"] == index["head"]["seq"]  # nothing was written in May before it
    public = index_of(folders["public"])["trail"]
    assert (public["first"], public["last"]) == (index["first"], index["last"])
    assert public["head"]["seq"] == index["head"]["seq"] + 2  # the export that the first folder was


def test_the_content_of_lines_is_there_but_no_hash_of_a_password(april: April, tmp_path: Path):
    office = april.office
    desk = Desk(office.store, office.chen)
    office.clock.set("2027-04-21 09:00")
    desk.set_password(office.lin, "bamboo and more")
    office.store.set_setting("recovery_hash", "$argon2id$secret", SYSTEM)
    office.clock.set("2027-05-05 09:00")
    made = april.write(tmp_path)
    said = (made.path / "trail.jsonl").read_text(encoding="utf-8")
    assert WORDS in said
    assert "$argon2id$" not in said
    password = [line for line in said.splitlines() if '"what":"password"' in line]
    assert len(password) == 1
    assert '"payload":' not in password[0]


def test_a_month_without_a_line_has_the_line_before_it(april: April, tmp_path: Path):
    office = april.office
    office.entry(occurred_at=at("05-05 08:00"))
    office.clock.set("2027-07-02 09:00")
    made = write_month(office.store, office.chen, month_named("2027-06"), tmp_path)
    said = index_of(made.path)["trail"]
    assert said["last"] == said["before"]["seq"] == said["head"]["seq"]
    assert said["lines"] == 0
    assert (made.path / "trail.jsonl").read_bytes() == b""
    assert check_folder(made.path, store=office.store.path).faults == []


# -- who may, and what stays of it ---------------------------------------------------------------------------


@pytest.mark.rule("R-011")
def test_only_the_manager_takes_personal_data_away(april: April, tmp_path: Path):
    office = april.office
    for person in (office.lin, office.su, office.zhou, office.guo, office.zhao):
        with pytest.raises(Refused):
            april.write(tmp_path, person)
    with pytest.raises(Refused):
        april.write(tmp_path, office.zhao, public=True)
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("翠湖")]
    assert april.write(tmp_path, office.lin, public=True).path.exists()


def test_each_writing_is_logged_with_its_manifest_and_head(april: April, tmp_path: Path):
    office = april.office
    entry = office.entry(office.chen)
    seq, head, _at = trail.head(office.store.database)
    made = april.write(tmp_path)
    export, folder = office.sql(
        'SELECT t."what", p."body", t."user", t."cause" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq"'
        ' WHERE t."seq" > ? ORDER BY t."seq"', seq,
    )  # fmt: skip
    assert (export[0], folder[0]) == ("export", "month_folder")
    assert export[2] == office.chen.id
    assert export[3] == folder[3] == seq + 1  # one act
    digest = hashlib.sha256((made.path / "manifest.sha256").read_bytes()).hexdigest()
    assert made.manifest == digest
    assert digest in folder[1]
    assert head in folder[1]
    assert made.note.replace(" ", "") == digest[:20]
    assert check_store(office.store.path).findings == []
    office.store.undo(office.chen)  # what is taken back is the last entry, not the folder
    assert office.values(entry)["state"] == "voided"


def test_a_month_that_has_not_begun_is_none(april: April, tmp_path: Path):
    with pytest.raises(KnownError) as trouble:
        write_month(april.office.store, april.office.chen, month_named("2027-06"), tmp_path)
    assert trouble.value.text.msgid == "This month has not begun yet"
    for text in ("2027", "2027-13", "märz", "2027-3-1", ""):
        with pytest.raises(KnownError):
            month_named(text)


def test_the_month_that_runs_is_named_as_such(april: April, tmp_path: Path):
    april.office.clock.set("2027-04-28 09:00")
    made = april.write(tmp_path)
    assert [text for _number, text in gaps_of(made.path, "unfinished")] == ["写出时间 2027年4月28日 09:00"]


def test_the_desk_goes_on_while_the_folder_is_written(april: April, tmp_path: Path):
    """What is typed meanwhile from the window's own connection is not in the folder, and waits for nothing."""
    office = april.office
    typed: list[int] = []
    step, go = threading.Event(), threading.Event()

    def tell(done: int, total: int) -> bool:
        if done == 2:
            step.set()
            assert go.wait(20)
        return True

    answers: list[object] = []
    worker = threading.Thread(target=lambda: answers.append(april.write(tmp_path, tell=tell)))
    worker.start()
    assert step.wait(20)
    office.clock.set("2027-04-30 09:00")
    typed.append(office.entry(content="写出时登记的"))
    go.set()
    worker.join(60)
    (made,) = answers
    assert not any("写出时登记的" in text for _name, text in texts_of(made.path))
    report = check_folder(made.path, store=office.store.path)
    assert report.faults == []
    assert report.head is not None
    assert report.head.seq < office.one('SELECT max("seq") FROM "trail"')


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="no sha256sum on this system")
def test_sha256sum_verifies_it_without_custdesk(folder: Path):
    done = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", "manifest.sha256"],
        cwd=folder,
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_manifest_is_the_same_on_every_system(folder: Path):
    kept = (folder / "manifest.sha256").read_bytes()
    assert b"\r" not in kept
    assert b"\\" not in kept
    paths = [line[66:] for line in kept.decode().splitlines()]
    assert paths == sorted(paths)
    assert set(paths) == set(files_of(folder)) - {"manifest.sha256"}


def test_it_says_the_same_in_every_paper_language(april: April, tmp_path: Path):
    for language, start in (("zh_Hant", "開始.html"), ("en", "Start.html")):
        april.office.store.set_setting("paper_language", language, april.office.chen, "试")
        made = april.write(tmp_path / language)
        assert (made.path / start).is_file()
        assert check_folder(made.path, store=april.office.store.path).faults == []


def test_one_record_is_in_memory_at_a_time(april: April, tmp_path: Path, monkeypatch):
    """No job ever holds two records, so that a month of thousands needs no more than one of ten."""
    sizes: list[int] = []
    draw = PrintJob.draw

    def counted(job: PrintJob, tell: object = None) -> bytes:
        if job.period is None:
            sizes.append(len(job.snapshots))
        return draw(job)

    monkeypatch.setattr(PrintJob, "draw", counted)
    april.write(tmp_path)
    assert sizes == [1] * 6


def test_an_office_of_nothing_writes_an_empty_month(office: Office, tmp_path: Path):
    made = write_month(office.store, office.chen, month_named("2027-02"), tmp_path)
    assert index_of(made.path)["counts"]["records"] == 0
    assert check_folder(made.path, store=office.store.path).faults == []
