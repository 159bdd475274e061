"""What a month lacks is named: signatures, summaries, numbers, paper, duties."""

from __future__ import annotations

from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.filing import Filing
from custdesk.month_folder.gaps import KINDS
from custdesk.rules.signed_paper import SignatureRead
from custdesk.store.store import SYSTEM
from tests.desk_month import April, gaps_of, index_of
from tests.desk_papers import note
from tests.desk_scans import printed, scanned


def numbers(folder: Path, kind: str) -> list[str]:
    return [number for number, _text in gaps_of(folder, kind)]


def folder(april: April, tmp_path: Path) -> Path:
    april.office.clock.set("2027-05-07 09:00")
    return april.write(tmp_path / "out").path


def test_the_printed_sheet_that_is_not_home_and_the_one_home_unread(april: April, tmp_path: Path):
    found = folder(april, tmp_path)
    assert gaps_of(found, "not_home") == [(april.number("open"), "P-03 第1版，2027年4月16日打印")]
    (complaint, shift) = gaps_of(found, "unread")
    assert complaint == (april.number("complaint"), "P-03 第1版")
    assert shift[0] == f"S{april.ids['shift']}"
    assert "林晓燕的班次" in shift[1]


@pytest.mark.rule("R-007")
def test_a_box_that_was_read_as_empty_is_not_signed(april: April, tmp_path: Path):
    office = april.office
    unread = next(one for one in office.read(office.zhou).to_read() if one.record == april.ids["complaint"])
    reads = [SignatureRead(box.box) for box in unread.boxes]
    office.store.record_signatures(unread.print, reads, office.zhou)
    found = folder(april, tmp_path)
    assert april.number("complaint") not in numbers(found, "unread")
    texts = [text for number, text in gaps_of(found, "unsigned") if number == april.number("complaint")]
    assert len([text for text in texts if text]) == len(unread.boxes)


def test_a_sheet_of_an_older_record_printed_in_the_month_is_looked_for_too(april: April, tmp_path: Path):
    office = april.office
    office.clock.set("2027-04-28 09:00")
    printed(office, april.ids["march"])
    assert april.number("march") in numbers(folder(april, tmp_path), "not_home")


@pytest.mark.rule("R-057")
def test_the_months_summary_until_it_is_published_and_copied(april: April, tmp_path: Path):
    office = april.office

    def said() -> list[tuple[str, str]]:
        gaps = index_of(folder(april, tmp_path))["gaps"]
        about = [one for one in gaps if one["kind"] in ("duty", "overdue") and "汇总" in one["title"]]
        return [(one["kind"], one["text"]) for one in about if "2027年4月" in one["text"]]

    assert said() == [("overdue", "2027年4月：尚未编制"), ("overdue", "2027年4月：尚未编制")]
    summary = office.save(
        "complaint_summary", office.su, month=office.clock.now.date().replace(month=4, day=1)
    )
    assert ("overdue", "2027年4月：尚未提交") in said()
    office.step(summary, "submit", office.su)
    assert ("overdue", "2027年4月：尚未批准") in said()
    office.step(summary, "approve", office.chen)
    assert ("overdue", "2027年4月：尚未公布") in said()
    office.step(summary, "publish", office.su, published_at=office.clock.now, published_where="公告栏")
    office.step(summary, "archive", office.su, copied_to_qc_at=office.clock.now, archived_at=office.clock.now)
    assert said() == []


@pytest.mark.rule("R-012")
def test_a_duty_that_was_waived_is_no_gap(april: April, tmp_path: Path):
    before = [one for one in index_of(folder(april, tmp_path))["gaps"] if one["kind"] == "overdue"]
    assert any("抽样" in one["title"] for one in before)
    desk = Desk(april.office.store, april.office.chen)
    due = april.office.clock.now.date()
    week = next(
        one
        for one in desk.due_things(due.replace(month=4, day=1), due)
        if "抽样" in desk.words.show(one.label) and one.state == "overdue"
    )
    desk.waive(week.duty, week.period_first, "人手不足，集团同意")
    after = [one for one in index_of(folder(april, tmp_path))["gaps"] if one["kind"] == "overdue"]
    assert len(after) == len(before) - 1


def test_what_was_not_sent_and_the_record_without_paper(april: April, tmp_path: Path):
    office = april.office
    office.clock.set("2027-04-20 09:00")
    draft = note(office, april.ids["complaint"])
    found = folder(april, tmp_path)
    assert numbers(found, "unsent") == [f"#{draft}"]
    assert set(numbers(found, "not_printed")) == {f"#{draft}", april.number("order"), "HF-2027-0001"}
    (order,) = [one for one in index_of(found)["records"] if one["number"] == april.number("order")]
    assert order["sheets"]  # there as a PDF all the same


def test_an_entry_printed_in_its_shifts_list_has_its_paper(april: April, tmp_path: Path):
    assert april.number("entry") not in numbers(folder(april, tmp_path), "not_printed")
    later = april.office.entry(occurred_at=april.office.clock.set("2027-04-22 09:00"))
    assert str(april.office.values(later)["number"]) in numbers(folder(april, tmp_path), "not_printed")


@pytest.mark.rule("R-008")
def test_numbers_void_missing_left_out_and_set_aside(april: April, tmp_path: Path):
    office = april.office
    office.clock.set("2027-04-20 09:00")
    waiting = [one for one, _text in gaps_of(folder(april, tmp_path), "reserved")]
    assert waiting == ["TS-2027-0006", "TS-2027-0007"]
    office.clock.set("2027-04-20 09:00")
    office.store.void_reserved(["TS-2027-0007"], "写坏了", office.zhou)
    office.sql(
        'UPDATE "series" SET "last" = 9 WHERE "name" = \'TS-2027\''
    )  # 8 and 9: behind the program's back
    with office.store._act(SYSTEM) as writing:
        writing.note("restore", {"series": {"TS-2027": [9, 59]}})
    office.sql('UPDATE "series" SET "last" = 59 WHERE "name" = \'TS-2027\'')
    office.complaint(content="之后的一件")
    found = folder(april, tmp_path)
    assert gaps_of(found, "void_reserved") == [("TS-2027-0007", "写坏了")]
    assert numbers(found, "reserved") == ["TS-2027-0006"]
    assert numbers(found, "void") == [april.number("void")]
    assert numbers(found, "missing") == ["TS-2027-0008 – TS-2027-0059"]


@pytest.mark.rule("R-008")
def test_a_run_a_restore_left_out_is_no_missing_number(april: April, tmp_path: Path):
    office = april.office
    office.clock.set("2027-04-20 09:00")
    with office.store._act(SYSTEM) as writing:
        writing.note("restore", {"series": {"TS-2027": [7, 57], "GT-2027": [0, 50]}})
    for series in ("TS-2027", "GT-2027"):
        office.sql(
            'INSERT INTO "series" VALUES (?, ?) ON CONFLICT ("name") DO UPDATE SET "last" = excluded."last"', series,
            57 if series == "TS-2027" else 50,
        )  # fmt: skip
    office.clock.set("2027-05-02 09:00")
    office.complaint(content="五月的一件")
    found = folder(april, tmp_path)
    assert numbers(found, "left_out") == ["GT-2027-0001 – GT-2027-0050", "TS-2027-0008 – TS-2027-0057"]
    assert numbers(found, "missing") == []


@pytest.mark.rule("R-064")
def test_a_hidden_number_is_neither_missing_nor_named(april: April, tmp_path: Path):
    found = folder(april, tmp_path)
    assert numbers(found, "missing") == []
    assert gaps_of(found, "kept_back") == [("", "有1份须保密的记录没有列入")]


def test_a_sheet_with_a_character_the_font_lacks_is_named_and_stops_nothing(april: April, tmp_path: Path):
    april.office.clock.set("2027-04-20 09:00")
    odd = april.office.entry(content="生僻字\U0002ffff")
    found = folder(april, tmp_path)
    assert (str(april.office.values(odd)["number"])) in numbers(found, "not_drawn")
    assert any(number.startswith(("S", "D")) for number in numbers(found, "not_drawn"))


def test_a_lost_or_damaged_attachment_is_named(april: April, tmp_path: Path):
    files = april.office.store.files
    (letter,) = [
        one["digest"]
        for one in april.office.values(april.ids["complaint"])["attachments"]
        if "来信" in one["name"]
    ]
    files.path(letter).write_bytes(b"something else")
    found = folder(april, tmp_path)
    ((number, text),) = gaps_of(found, "file")
    assert number == april.number("complaint")
    assert "来信" in text
    assert len(next(one for one in index_of(found)["records"] if one["number"] == number)["scans"]) == 1


def test_the_kinds_stand_in_their_order_each_with_its_heading(april: April, tmp_path: Path):
    gaps = index_of(folder(april, tmp_path))["gaps"]
    kinds = list(dict.fromkeys(one["kind"] for one in gaps))
    assert kinds == [kind for kind in KINDS if kind in kinds]
    assert all(one["heading"] for one in gaps)


def test_a_month_in_order_lacks_nothing_of_its_paper(april: April, tmp_path: Path):
    """Every sheet home and read, nothing void, nothing set aside: only what is left is named."""
    office = april.office
    sheet = printed(office, april.ids["open"])
    filing = Filing(office.store, office.zhou)
    filing.file(filing.judge([scanned("二.pdf", *sheet.stamps, content=sheet.pdf)]))
    found = folder(april, tmp_path)
    assert numbers(found, "not_home") == []
    assert april.number("open") in numbers(found, "unread")
