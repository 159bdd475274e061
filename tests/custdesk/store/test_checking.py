"""The check: a sound store is called sound, and what was changed behind its back is found and located."""

from __future__ import annotations

import datetime
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.store import trail
from custdesk.store.bulk import Batch, NewRow, Ref
from custdesk.store.checking import check_anchor, check_store
from custdesk.store.print_log import list_said
from custdesk.store.store import SYSTEM
from tests.custdesk.store.vaults import (
    CONTENT,
    ENGLISH,
    Vault,
    checked,
    flip,
    flip_in,
    furnish,
    pages_of,
    plainly,
    said,
)
from tests.desks import Office

COVERED = ("trail", "trail_payload", "trail_record", "header", "complaint", "duty_log", "staff", "reference")


def test_a_store_in_use_is_called_sound(vault: Vault) -> None:
    report = checked(vault.path)
    assert report.findings == []
    assert report.exit_code == 0
    assert (report.records, report.lines, report.files) == (5, vault.value("SELECT count(*) FROM trail"), 1)
    assert report.head == vault.value("SELECT digest FROM trail ORDER BY seq DESC")
    assert "The store is sound" in ENGLISH(report.summary())
    vault.entry()  # the desk goes on


def test_everything_an_office_does_leaves_a_sound_store(office: Office) -> None:
    """Courses of complaints, corrections, undo, voids, settings, prints, imports: none looks like damage."""
    for state in ("registered", "handling", "handled", "closed"):
        office.complaint(state)
    entry = office.entry(kind="complaint", content="楼道灯不亮")
    office.change(entry, office.lin, content="三层楼道灯不亮")
    office.store.set_setting("report_up_hours", 7, office.chen, "公司的要求")
    office.entry(kind="opinion", content="希望延长游泳池时间")
    office.store.undo(office.lin)
    seen = office.see(entry)
    office.store.log_print(seen, "P-01", {"content": "三层楼道灯不亮"}, 1, "zh_Hans", office.lin)
    office.store.reveal(office.resident("王秀兰"), "phone", office.lin)
    office.change(office.resident("马先生"), office.chen, name="马建国")
    office.change(office.shift, office.lin, name="夜班")
    office.store.bulk(
        Batch("import", [
            NewRow(BY_KEY["unit"], {"building": "9", "room": "901"}, key="u", old_number="9/901"),
            NewRow(BY_KEY["customer"], {"name": "新住户", "unit": Ref("u"), "phone": "13800000000", "note": "迁入"}),
            NewRow(BY_KEY["complaint"], {
                "complainant": "新住户", "content": "旧台账", "unit": Ref("u"), "received_at": office.clock.now,
                "received_by": office.lin.id, "channel": "phone",
            }),
        ]),
        SYSTEM,
    )  # fmt: skip
    report = check_store(office.store.path)
    assert said(report) == []


def test_an_encrypted_store_needs_its_key(tmp_path: Path) -> None:
    vault = Vault.__new__(Vault)
    vault.path, vault.now = tmp_path / "office.sqlite", datetime.datetime(2027, 4, 16)
    vault.open(create=True, key="secret").close()
    assert checked(vault.path, key="secret").exit_code == 0
    assert checked(vault.path).exit_code == 1


@pytest.mark.parametrize(
    ("table", "needle", "finding"),
    [
        ("trail", b"create", "Trail line 6 was changed"),
        ("trail", b"attach", "Trail line 5 was changed"),
        ("trail_payload", '"content":"门岗'.encode(), "The content of trail line 4 was changed"),
        ("complaint", CONTENT.encode(), "TS-2027-0001 is not what its last trail line 5 says"),
        ("duty_log", "停车证".encode(), "ZB-2027-0001 is not what its last trail line 6 says"),
        ("staff", "林晓燕".encode(), "Staff account #1 is not what its last trail line 1 says"),
    ],
)
def test_a_flipped_byte_is_found_and_located(vault: Vault, table: str, needle: bytes, finding: str) -> None:
    vault.close()
    before = vault.path.read_bytes()
    flip_in(vault.path, table, needle)
    report = checked(vault.path)
    assert finding in said(report), said(report)
    assert report.exit_code == 1
    vault.path.write_bytes(before)
    vault.open()


def test_a_flipped_byte_in_an_attachment_is_found_and_located(vault: Vault) -> None:
    (scan,) = vault.store.files.folder.glob("*/*")
    flip(scan, 4)
    (finding,) = checked(vault.path).findings
    assert ENGLISH(finding.text) == f"TS-2027-0001: the attachment {scan.name[:12]} is damaged"
    assert finding.number == "TS-2027-0001"
    scan.unlink()
    assert said(checked(vault.path)) == [f"TS-2027-0001: the attachment {scan.name[:12]} is missing"]


def test_any_flipped_byte_of_trail_and_records_is_found(
    furnished: Path, tmp_path: Path, trial_seed: int
) -> None:
    """Whatever a flip changes in what the tables say is found; and nothing makes the check fall over."""
    rng = random.Random(trial_seed)
    source = (furnished / "office.sqlite").read_bytes()
    path = tmp_path / "office.sqlite"
    shutil.copytree(furnished / "office-files", tmp_path / "office-files")
    path.write_bytes(source)
    pages = {table: pages_of(path, table) for table in COVERED}
    contents = {table: plainly(path, f"SELECT * FROM {table}") for table in COVERED}
    found = 0
    for _try in range(150):
        table = rng.choice(COVERED)
        offset = (rng.choice(pages[table]) - 1) * 4096 + rng.randrange(4096)
        path.write_bytes(source)
        flip(path, offset, 1 << rng.randrange(8))
        report = checked(path)
        try:
            same = plainly(path, f"SELECT * FROM {table}") == contents[table]
        except Exception:  # noqa: BLE001 - a page that cannot be read is a change
            same = False
        if not same:
            assert report.findings, (table, offset)
            found += 1
    assert found > 8


def test_a_line_taken_out_of_the_trail(vault: Vault) -> None:
    plainly(
        vault.path,
        "PRAGMA foreign_keys = 0",
        "DROP TRIGGER trail_keeps_delete",
        "DELETE FROM trail WHERE seq = 3",
    )
    report = checked(vault.path)
    assert "Trail lines 3 to 3 are missing" in said(report)


def test_a_line_rewritten_with_a_fitting_digest_breaks_the_chain(vault: Vault) -> None:
    line = next(one for one in trail.lines(vault.store.database) if one.seq == 2)
    changed = trail.TrailLine(
        line.seq,
        line.at,
        99,
        line.what,
        line.cause,
        line.draft,
        line.previous,
        line.payload_digest,
        "",
        line.touched,
    )
    plainly(
        vault.path, "DROP TRIGGER trail_keeps_update",
        f"UPDATE trail SET user = 99, digest = '{trail.line_digest(changed)}' WHERE seq = 2",
    )  # fmt: skip
    assert said(checked(vault.path)) == ["Trail line 3 does not continue line 2"]


def test_the_end_of_the_trail_cut_off_is_found_by_the_records_and_by_an_anchor(vault: Vault) -> None:
    seq, head, _at = trail.head(vault.store.database)
    assert check_anchor(vault.path, seq, head)
    plainly(
        vault.path, "PRAGMA foreign_keys = 0", "DROP TRIGGER trail_keeps_delete", "DROP TRIGGER trail_record_keeps_delete",
        f"DELETE FROM trail_payload WHERE seq = {seq}",
        f"DELETE FROM trail_record WHERE seq = {seq}",
        f"DELETE FROM trail WHERE seq = {seq}",
    )  # fmt: skip
    assert said(checked(vault.path)) == ["ZB-2027-0001 has no line in the trail"]
    assert not check_anchor(vault.path, seq, head)
    assert not check_anchor(vault.path, 1, head)


def test_content_removed_on_purpose_is_said_and_no_fault(vault: Vault) -> None:
    vault.store.database.execute_sql("DELETE FROM trail_payload WHERE seq IN (4, 5)")
    assert said(checked(vault.path)) == [
        "The content of trail line 4 is missing", "The content of trail line 5 is missing"
    ]  # fmt: skip
    vault.now = datetime.datetime(2029, 3, 1, 9, 0)
    with vault.store._act(vault.chen) as writing:
        writing.note("remove_payload", {"seqs": [4, 5]})
    report = checked(vault.path)
    assert report.findings == []
    assert [ENGLISH(note) for note in report.notes] == [
        "The content of trail line 4 was removed by 陈国栋 on 2029-03-01",
        "The content of trail line 5 was removed by 陈国栋 on 2029-03-01",
    ]


def test_a_record_changed_by_another_program(vault: Vault) -> None:
    plainly(vault.path, "UPDATE complaint SET content = '没有这回事'")
    report = checked(vault.path)
    assert "TS-2027-0001 is not what its last trail line 5 says" in said(report)
    assert {finding.number for finding in report.findings} == {"TS-2027-0001"}


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("UPDATE header SET revision = 7 WHERE number = 'TS-2027-0001'", "revision 7"),
        (
            "UPDATE header SET state = 'closed' WHERE number = 'TS-2027-0001'",
            "is not what its last trail line",
        ),
        ("UPDATE header SET salt = 'x' WHERE number = 'TS-2027-0001'", "is not what its last trail line"),
        (
            "UPDATE header SET line = 'x' WHERE number = 'TS-2027-0001'",
            "the list column “In one line” differs",
        ),
        ("UPDATE header SET due_at = NULL WHERE number = 'TS-2027-0001'", "the list column “Due” differs"),
        (
            "UPDATE header SET happened_at = '2027-01-01T00:00' WHERE form = 'staff'",
            "the list column “Happened” differs",
        ),
        ("UPDATE header SET visibility = ',staff:1,' WHERE number = 'TS-2027-0001'", "“Hidden from” differs"),
        ("UPDATE header SET form = 'nothing' WHERE number = 'TS-2027-0001'", "unknown form “nothing”"),
        ("UPDATE complaint SET received_at = 'soon'", "cannot be read"),
        ("UPDATE search_text SET body = 'x' WHERE id = 4", "the search index does not hold its words"),
        ("DELETE FROM search_text WHERE id = 4", "the search index does not hold its words"),
        (
            "DELETE FROM search_pairs_docsize WHERE id & 1099511627775 = 4",
            "The search index and the records do not match at record #4",
        ),
        ("DELETE FROM reference", "the table of links differs"),
        ("INSERT INTO reference VALUES (4, 'unit', 1)", "the table of links differs"),
        ("UPDATE attachment SET name = 'x'", "is not what its last trail line"),
        ("UPDATE attachment SET size = 1", "the attachment"),
        ("DELETE FROM attachment", "is not what its last trail line"),
        ("DELETE FROM complaint", "has no row in its own table"),
        ("DELETE FROM header WHERE number = 'TS-2027-0001'", "is not there"),
        ("INSERT INTO header (form, state) VALUES ('unit', 'active')", "has no row in its own table"),
        ("DELETE FROM trail_payload WHERE seq = 3", "The content of trail line 3 is missing"),
        ("UPDATE tally SET records = records + 1 WHERE form = 'staff'", "the lists count"),
        ("DELETE FROM tally WHERE form = 'complaint'", "the lists count 0 records in one state, there are 1"),
    ],
)
def test_what_was_changed_behind_the_stores_back(vault: Vault, statement: str, finding: str) -> None:
    plainly(vault.path, "PRAGMA foreign_keys = 0", statement)
    report = checked(vault.path)
    assert [one for one in said(report) if finding in one], said(report)
    assert report.exit_code == 1


def number(vault: Vault, serial: int) -> str:
    return (
        f"UPDATE header SET serial = {serial}, number = 'ZB-2027-{serial:04d}' WHERE number = 'ZB-2027-0002'"
    )


@pytest.mark.rule("R-008")
@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        (lambda: number(None, 5), "ZB-2027-0002 to ZB-2027-0002 are missing from the series"),  # type: ignore[arg-type]
        (lambda: number(None, 5), "The counter of ZB-2027 stands at 3, but ZB-2027-0005 was given"),  # type: ignore[arg-type]
        (
            lambda: "UPDATE series SET last = 9 WHERE name = 'ZB-2027'",
            "ZB-2027-0004 to ZB-2027-0009 are missing",
        ),
        (
            lambda: "UPDATE series SET last = 2 WHERE name = 'ZB-2027'",
            "stands at 2, but ZB-2027-0003 was given",
        ),
        (lambda: "DELETE FROM series", "The counter of TS-2027 stands at 0"),
        (lambda: "UPDATE header SET serial = 3 WHERE number = 'ZB-2027-0002'", "does not fit its series"),
        (lambda: "UPDATE header SET number = NULL WHERE number = 'ZB-2027-0002'", "does not fit its series"),
    ],
)
def test_numbers(vault: Vault, statement: Callable[[], str], finding: str) -> None:
    vault.entry()
    vault.entry()
    plainly(vault.path, statement())
    assert [one for one in said(checked(vault.path)) if finding in one], said(checked(vault.path))


@pytest.mark.rule("R-008")
def test_a_number_given_twice(vault: Vault) -> None:
    vault.entry()
    plainly(
        vault.path, "DROP INDEX header_number",
        "UPDATE header SET serial = 1, number = 'ZB-2027-0001' WHERE number = 'ZB-2027-0002'",
    )  # fmt: skip
    assert "The number ZB-2027-0001 was given twice" in said(checked(vault.path))


def test_a_print_that_was_changed_afterwards(vault: Vault) -> None:
    seen = vault.store.read(vault.lin).record(4)
    assert seen is not None
    vault.store.log_print(seen, "P-03", {"content": CONTENT}, 1, "zh_Hans", vault.lin)
    assert checked(vault.path).findings == []
    plainly(vault.path, "UPDATE print SET snapshot = replace(snapshot, '门岗', '大堂')")
    assert said(checked(vault.path)) == ["Print 1 of record #4 is not what was printed"]


def test_a_password_set_behind_the_trail(vault: Vault) -> None:
    vault.store.set_password(vault.lin.id or 0, "the right hash", vault.lin)
    assert checked(vault.path).findings == []
    plainly(vault.path, "UPDATE credential SET hash = 'another hash'")
    assert [one for one in said(checked(vault.path)) if "was not set through the desk" in one]


def test_a_kept_edition_changed_behind_the_trail(office: Office) -> None:
    closed = office.complaint("closed")
    path = office.store.path
    assert check_store(path).findings == []
    body = office.one("SELECT snapshot FROM frozen WHERE record = ?", closed)
    office.sql("UPDATE frozen SET snapshot = ? WHERE record = ?", body.replace("马先生", "牛先生"), closed)
    assert [one for one in said(check_store(path)) if "the kept edition 1 is not what the trail says" in one]


def test_a_print_taken_out_of_the_log(vault: Vault) -> None:
    vault.store.log_list(
        "P-01", list_said("2027-04-16", [{"content": CONTENT}], [1]), "D2027-04-16", 1, "zh_Hans", vault.lin
    )
    assert checked(vault.path).findings == []
    plainly(vault.path, "DELETE FROM print")
    assert [one for one in said(checked(vault.path)) if "is missing from the print log" in one]


def test_a_setting_changed_behind_the_trail(vault: Vault) -> None:
    vault.store.set_setting("report_up_hours", 9, vault.chen, "公司的要求")
    assert checked(vault.path).findings == []
    plainly(vault.path, "UPDATE setting SET value = '90' WHERE name = 'report_up_hours'")
    assert [one for one in said(checked(vault.path)) if "The setting “report_up_hours” is not what" in one]


def test_a_changed_setting_alone_is_no_damage(vault: Vault) -> None:
    """What is due was reckoned by the settings of then; it is compared by the settings of then."""
    vault.store.save(vault.draft("duty_log", caller_name="马先生", kind="opinion", content="太慢"), vault.lin)
    vault.store.set_setting("report_up_hours", 2, vault.chen, "公司的要求")
    assert checked(vault.path).findings == []


def test_a_store_cut_short(vault: Vault) -> None:
    vault.close()
    whole = vault.path.read_bytes()
    for share in (0.2, 0.5, 0.9):
        vault.path.write_bytes(whole[: int(len(whole) * share) // 4096 * 4096])
        assert checked(vault.path).exit_code == 1
    vault.path.write_bytes(whole)
    vault.open()


def test_what_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="There is no store"):
        check_store(tmp_path / "office.sqlite")
    (tmp_path / "letter.txt").write_text("投诉内容" * 2000)
    assert said(check_store(tmp_path / "letter.txt")) == ["The store letter.txt is damaged"]
    plainly(tmp_path / "other.sqlite", "CREATE TABLE x (y)")
    with pytest.raises(KnownError, match="is not a custdesk store"):
        check_store(tmp_path / "other.sqlite")
    furnish(tmp_path / "office.sqlite")
    plainly(tmp_path / "office.sqlite", "PRAGMA user_version = 900")
    with pytest.raises(KnownError, match="newer custdesk"):
        check_store(tmp_path / "office.sqlite")


def test_checking_can_be_stopped(vault: Vault) -> None:
    with pytest.raises(KnownError, match="Stopped"):
        check_store(vault.path, tell=lambda _done, _total: False)


def test_a_check_writes_nothing(vault: Vault) -> None:
    vault.close()
    before = vault.path.read_bytes()
    checked(vault.path)
    assert vault.path.read_bytes() == before
    vault.open()
