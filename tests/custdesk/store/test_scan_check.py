"""Scanned paper is checked, backed up and brought back."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from custdesk.errors import KnownError
from custdesk.filing import Filing
from custdesk.rules.homecoming import Verdict
from custdesk.store.attachments import AttachmentFolder
from custdesk.store.backup import back_up, verify
from custdesk.store.checking import check_store
from custdesk.store.restore import restore
from custdesk.store.store import Store
from custdesk.store.vault import examine
from tests.desk_scans import (
    bound,
    findings,
    hung,
    printed,
    scanned,
    take_in,
)
from tests.desks import TODAY, Office, people_of


@pytest.fixture
def office(office: Office) -> Office:
    office.store.compose = bound
    return office


# --- the check ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ('UPDATE "scan" SET "size" = 3', "Scanned file #1 is not what the trail says"),
        ('UPDATE "scan" SET "digest" = "digest" || \'0\'', "Scanned file #1: its original"),
        ('UPDATE "scan_page" SET "state" = \'tray\' WHERE "id" = 1', "Scanned page #1 does not hang where it was filed"),
        ('UPDATE "scan_page" SET "attachment" = NULL WHERE "id" = 1', "does not hang where it was filed"),
        ('UPDATE "scan_page" SET "attachment" = 99 WHERE "id" = 1', "does not hang where it was filed"),
        ('UPDATE "scan_page" SET "sheet_page" = 2 WHERE "id" = 1', "Scanned page #1 is not what its code says"),
        ('UPDATE "scan_page" SET "stamp" = replace("stamp", \':1.1.\', \':1.2.\') WHERE "id" = 1', "not what its code says"),
        ('UPDATE "scan_page" SET "edition" = 2 WHERE "id" = 1', "not of the print it was filed as"),
        ('UPDATE "scan_page" SET "print" = NULL WHERE "id" = 1', "not of the print it was filed as"),
        ('UPDATE "scan_page" SET "turn" = 45 WHERE "id" = 1', "does not fit its file"),
        ('UPDATE "scan_page" SET "page" = 5 WHERE "id" = 1', "does not fit its file"),
        ('UPDATE "scan_page" SET "verdict" = \'good\' WHERE "id" = 1', "does not fit its file"),
        ('UPDATE "attachment" SET "kind" = \'file\'', "does not hang where it was filed"),
    ],
)  # fmt: skip
def test_what_was_changed_below_the_desk_is_found(office: Office, sql: str, said: str):
    take_in(office, *printed(office, office.complaint("accepted")).stamps)
    assert findings(office) == []
    office.sql(sql)
    assert any(said in one for one in findings(office)), findings(office)


def test_a_page_moved_to_another_record_is_found(office: Office):
    record, other = office.complaint("accepted"), office.complaint("accepted")
    take_in(office, *printed(office, record).stamps)
    office.sql('UPDATE "scan_page" SET "record" = ?', other)
    assert any("of another record than its print" in one for one in findings(office))


def test_a_missing_or_damaged_original_is_found(office: Office):
    take_in(office, (), content=b"the original")
    path = office.store.files.path(office.one('SELECT "digest" FROM "scan"'))
    path.write_bytes(b"something else")
    assert any("is damaged" in one for one in findings(office))
    path.unlink()
    assert any("is missing" in one for one in findings(office))


def test_a_scan_that_is_gone_is_found(office: Office):
    take_in(office, ())
    office.sql('DELETE FROM "scan_page"')
    office.sql('DELETE FROM "scan"')
    assert any("of trail line" in one and "is not there" in one for one in findings(office))


def test_a_signature_of_another_record_is_found(office: Office):
    record, other = office.complaint("accepted"), office.complaint("accepted")
    printed(office, record)
    office.sql(
        'INSERT INTO "signature" ("print", "record", "box", "name", "entered_at") VALUES (1, ?, ?, ?, ?)',
        other, "客户签字", "马先生", "2027-04-16T18:50",
    )  # fmt: skip
    assert any("of no print of its record" in one for one in findings(office))


# --- backup and restore ---------------------------------------------------------------------------------------------


def test_originals_are_in_the_backup_and_come_back(office: Office, tmp_path: Path):
    record = office.complaint("accepted")
    turned = scanned("斜.pdf", *printed(office, record).stamps, content=b"the original", turn=180)
    filing = Filing(office.store, office.lin)
    filing.file(filing.judge([turned]))
    take_in(office, (), name="无码.jpg", content=b"nobody knows it")
    made = back_up(office.store.path, (), TODAY)
    assert made.files == 3  # two originals and the turned pages as they hang on the record
    assert verify(made.path).files == 3
    place = AttachmentFolder(made.path.parent / "files")
    assert place.read(turned.digest) == b"the original"
    elsewhere = tmp_path / "new" / "office.sqlite"
    report = restore(made.path, elsewhere, TODAY, office.chen)
    assert report.lacking == ()
    assert check_store(elsewhere).findings == []
    store = Store.open(elsewhere, office.clock)
    assert store.files.read(turned.digest) == b"the original"
    store.close()


def test_a_backup_without_an_original_is_no_verified_one(office: Office):
    take_in(office, (), content=b"the original")
    office.store.files.path(office.one('SELECT "digest" FROM "scan"')).unlink()
    with pytest.raises(KnownError):
        back_up(office.store.path, (), TODAY)


def test_a_copy_from_before_scans_is_still_read(tmp_path: Path):
    """Backups outlive programs: an older one has no table of scans."""
    released = Path(__file__).parents[2] / "data" / "0.1.0" / "office.sqlite"
    copy = shutil.copy(released, tmp_path / "old.sqlite")
    content = examine(Path(copy))
    assert content.version < 18
    assert len(content.digests) == 1


def reopened(office: Office, backup: Path) -> None:
    """Restore a backup and open the store again."""
    path = office.store.path
    office.store.close()
    restore(backup, path, TODAY, office.chen)
    office.store = Store.open(path, office.clock)
    office.store.compose = bound
    office.people = people_of(office.store)


def judged(office: Office, *pages: Any) -> set[Verdict]:
    return {one.verdict for one in Filing(office.store, office.lin).judge([scanned("a.pdf", *pages)]).judged}


def test_an_id_given_again_after_a_restore_gets_no_old_sheet(office: Office):
    """A letter has no number: its paper says "#12", and after a restore that may be another record. The values tell."""
    complaint = office.complaint("accepted")
    made = back_up(office.store.path, (), TODAY)
    first = office.save("reply_letter", office.lin, complaint=complaint, body="关于门岗服务的答复")
    old = printed(office, first).stamps
    assert (old[0].number, judged(office, *old)) == (f"#{first}", {Verdict.OURS})
    reopened(office, made.path)
    assert judged(office, *old) == {Verdict.UNKNOWN}
    second = office.save("reply_letter", office.lin, complaint=complaint, body="关于停车位的答复")
    assert second == first
    assert judged(office, *old) == {Verdict.UNKNOWN}
    new = printed(office, second).stamps
    assert (judged(office, *old), judged(office, *new)) == ({Verdict.OTHER_VALUES}, {Verdict.OURS})
    take_in(office, *old, *new)
    assert len(hung(office, second)) == 1
    assert [(one.verdict, one.record) for one in office.read(office.lin).tray()] == [
        (Verdict.OTHER_VALUES, None)
    ]
    assert findings(office) == []


def test_what_was_scanned_after_the_backup_is_taken_in_again(office: Office):
    """After a restore the store knows nothing of the scan; the sheet itself is still known by its print."""
    record = office.complaint("accepted")
    sheet = printed(office, record)
    made = back_up(office.store.path, (), TODAY)
    read = scanned("a.pdf", *sheet.stamps)
    Filing(office.store, office.lin).file(Filing(office.store, office.lin).judge([read]))
    reopened(office, made.path)
    report = Filing(office.store, office.lin).file(Filing(office.store, office.lin).judge([read]))
    assert [one.record for one in report.filed] == [record]
    assert report.known == ()
    assert findings(office) == []


def test_a_sheet_printed_after_the_backup_is_unknown(office: Office):
    record = office.complaint("accepted")
    made = back_up(office.store.path, (), TODAY)
    sheet = printed(office, record)
    reopened(office, made.path)
    assert judged(office, *sheet.stamps) == {Verdict.UNKNOWN}
