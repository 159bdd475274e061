"""A decided list becomes one act: nothing twice, nothing overwritten, nothing invented."""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from custdesk.errors import KnownError
from custdesk.exchange.deciding import OLD_BOOK, ROSTER, Deciding, Status, save_template
from custdesk.exchange.decisions import Undecided
from custdesk.exchange.import_report import import_report
from custdesk.exchange.importing import carry_out
from custdesk.exchange.workbook import read_workbook
from custdesk.office.folding import fold
from custdesk.resources import resource
from custdesk.rules.rooms import show_room
from custdesk.store.checking import check_store
from custdesk.store.store import Refused
from tests.custdesk.exchange.dirty import make_dirty
from tests.custdesk.exchange.lists import bring_in, decided, old_book, roster
from tests.desks import WORDS, Office, on

OLD = ["甲-7", datetime.datetime(2025, 11, 3, 9, 20), "5-603", "马先生", "13800050603", "楼道灯不亮", "已更换", "许志明",
       datetime.datetime(2025, 11, 5), None]  # fmt: skip


def counts(office: Office) -> tuple[int, int, int]:
    return tuple(office.one(f"SELECT count(*) FROM {table}") for table in ("header", "trail", "frozen"))  # type: ignore[return-value]


def said(plan: Any) -> dict[str, int]:
    return {label.msgid: count for label, count in plan.counts}


# --- the roster ---------------------------------------------------------------------------------------------


def test_new_rooms_and_residents_come_in_by_one_act(office: Office, tmp_path: Path):
    deciding = roster(
        office, tmp_path / "a.xlsx",
        ["8-1-101", "欧阳春晓", "13812340000", "业主", datetime.datetime(2020, 5, 1), "养狗"],
        ["8-1-101", "李雷", None, "租户", None, None],
        ["8-1-102", None, None, None, None, None],
    )  # fmt: skip
    lines = office.one("SELECT count(*) FROM trail")
    plan, changes = bring_in(office, deciding)
    assert said(plan) == {"New rooms": 2, "New residents": 2, "Known already, left out": 0}
    assert office.one("SELECT count(*) FROM trail") == lines + 1
    person = office.values(office.resident("欧阳春晓"))
    assert (person["unit"], person["kind"], person["phone"]) == (
        office.unit("8-1-101"),
        "owner",
        "13812340000",
    )
    assert (person["moved_in_on"], person["remark"]) == (on("05-01", 2020), "养狗")
    assert office.values(office.resident("李雷"))["unit"] == office.unit("8-1-101")
    assert office.unit("8-1-102")
    assert {form for _id, form in changes.records} == {"unit", "customer"}


def test_a_room_that_exists_is_linked_in_any_spelling(office: Office, tmp_path: Path):
    home = office.unit("5-603")
    plan, _changes = bring_in(office, roster(office, tmp_path / "a.xlsx", ["5栋0603室", "新住户", None]))
    assert said(plan)["New rooms"] == 0
    assert office.values(office.resident("新住户"))["unit"] == home


@pytest.mark.rule("R-011")
@pytest.mark.parametrize("name", ["马先生", "馬先生"])
def test_a_resident_known_there_is_left_out_and_her_other_phone_proposed(
    office: Office, tmp_path: Path, name: str
):
    deciding = roster(
        office, tmp_path / "a.xlsx", ["5-603", name, "13911112222"], ["3-1202", "王秀兰", "13812345678"]
    )
    assert [deciding.status(entry) for entry in deciding.found.entries] == [Status.KNOWN, Status.KNOWN]
    plan = deciding.plan(WORDS)
    assert not plan.batch.rows
    assert said(plan)["Known already, left out"] == 2
    remark = WORDS(plan.fates[0].remark or "")
    assert "138****0603" in remark
    assert "13911112222" in remark
    assert "13800050603" not in remark
    assert plan.fates[1].remark is None
    with pytest.raises(Refused):
        carry_out(office.store, office.lin, plan)
    assert office.values(office.resident("马先生"))["phone"] == "13800050603"


def test_who_moved_out_may_come_back(office: Office, tmp_path: Path):
    before = office.resident("马先生")
    office.step(before, "move_out", office.chen, left_on=on("04-01"))
    bring_in(office, roster(office, tmp_path / "a.xlsx", ["5-603", "马先生", "13800050603"]))
    assert office.one("SELECT count(*) FROM customer WHERE name = '马先生'") == 2


def test_a_known_room_without_a_resident_says_nothing_new(office: Office, tmp_path: Path):
    deciding = roster(office, tmp_path / "a.xlsx", ["5-603", None, None], ["9-101", None, None])
    assert [deciding.status(entry) for entry in deciding.found.entries] == [Status.KNOWN, Status.READY]


def test_other_phones_and_notes_stay_with_the_resident(office: Office, tmp_path: Path):
    deciding = roster(
        office, tmp_path / "a.xlsx", ["9-101", "张三", "13812345678/13900001111", None, None, "养猫"]
    )
    deciding.take(deciding.found.rows[0])
    bring_in(office, deciding)
    values = office.values(office.resident("张三"))
    assert values["phone"] == "13812345678"
    assert values["remark"].startswith("养猫；")
    assert "13900001111" in values["remark"]


def test_a_new_room_that_differs_by_its_entrance_only_is_remarked_on(office: Office, tmp_path: Path):
    plan = roster(office, tmp_path / "a.xlsx", ["1-101", "张三", None]).plan(WORDS)
    assert "1-1-101" in WORDS(plan.fates[0].remark or "")


def test_nothing_is_written_while_a_row_is_undecided(office: Office, tmp_path: Path):
    deciding = roster(office, tmp_path / "a.xlsx", ["9-101", "张三", "138 1234 5678"], [None, "李四", None])
    with pytest.raises(Undecided) as trouble:
        deciding.plan(WORDS)
    assert trouble.value.lines == (2, 3) == tuple(deciding.tally()[1])
    deciding.take(deciding.found.rows[0])
    deciding.leave_out([3])
    assert [fate.line for fate in deciding.plan(WORDS).fates] == [2]


def test_repairs_alike_are_taken_together_certain_ones_at_once(office: Office, tmp_path: Path):
    rows = [[datetime.datetime(2027, 3, day), f"住户{'甲乙丙'[day]}", "138 1234 5678"] for day in range(1, 3)]
    deciding = roster(office, tmp_path / "a.xlsx", *rows)
    assert set(deciding.certain()) == {(2, "phone"), (3, "phone")}
    deciding.taken |= set(deciding.certain())
    room = deciding.found.rows[0].repairs[0]
    assert set(deciding.alike(room)) == {(2, "room"), (3, "room")}
    deciding.leave_out([3])
    deciding.taken |= set(deciding.alike(room))
    assert [deciding.status(entry) for entry in deciding.found.entries] == [Status.READY, Status.LEFT_OUT]


def test_a_refusal_names_the_row_of_the_list_and_leaves_nothing(office: Office, tmp_path: Path):
    deciding = roster(office, tmp_path / "a.xlsx", ["9-101", "张三", None])
    plan = deciding.plan(WORDS)
    carry_out(office.store, office.lin, plan)
    before = counts(office)
    with pytest.raises(Refused) as trouble:  # the estate changed between examining and writing
        carry_out(office.store, office.lin, plan)
    assert dict(trouble.value.problems[0].text.values)["place"] == 2
    assert counts(office) == before


def test_it_may_run_in_a_thread_and_leaves_no_connection_there(office: Office, tmp_path: Path):
    plan = roster(office, tmp_path / "a.xlsx", ["9-101", "张三", None]).plan(WORDS)
    heard: list[Any] = []

    def work() -> None:
        carry_out(office.store, office.lin, plan, lambda done, total: not heard.append((done, total)))
        heard.append(office.store.database.is_closed())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert heard == [(0, 2), (0, 2), True]  # examined, then written
    assert office.unit("9-101")
    assert not office.store.database.is_closed()


@pytest.mark.parametrize("hearings", [0, 1], ids=["while examining", "while writing"])
def test_stopping_writes_nothing(office: Office, tmp_path: Path, hearings: int):
    plan = roster(office, tmp_path / "a.xlsx", ["9-101", "张三", None]).plan(WORDS)
    before, heard = counts(office), []

    def tell(done: int, total: int) -> bool:
        heard.append(done)
        return len(heard) <= hearings

    with pytest.raises(KnownError):
        carry_out(office.store, office.lin, plan, tell)
    assert len(heard) == hearings + 1
    assert counts(office) == before


# --- the old register ---------------------------------------------------------------------------------------


def complaint(office: Office, old_number: str) -> dict[str, Any]:
    return office.values(office.one("SELECT id FROM header WHERE old_number = ?", old_number))


def test_an_old_complaint_is_closed_and_says_only_what_the_book_says(office: Office, tmp_path: Path):
    bring_in(office, old_book(office, tmp_path / "a.xlsx", OLD))
    values = complaint(office, "甲-7")
    assert (values["number"], values["state"]) == ("TS-2025-0001", "old_register")
    assert (values["received_at"], values["closed_at"]) == (OLD[1], on("11-05", 2025))
    assert (values["unit"], values["complainant"]) == (office.unit("5-603"), "马先生")
    assert (values["content"], values["handling"], values["handler"]) == ("楼道灯不亮", "已更换", "许志明")
    assert values["frozen_at"] == office.clock.now
    assert "2" in values["note"]
    empty = ("received_by", "channel", "anonymous", "validity", "nature", "category", "handled_at", "cause_analysis",
             "due_at", "told_handling_time", "signed_by_customer_name", "no_signature_reason", "customer_satisfied",
             "handed_over_at", "qc_result")  # fmt: skip
    assert {name: values[name] for name in empty} == dict.fromkeys(empty)


def test_nothing_is_owed_for_an_old_complaint_and_it_is_no_open_matter(office: Office, tmp_path: Path):
    owed = len(office.read(office.zhou).owed())
    bring_in(office, old_book(office, tmp_path / "a.xlsx", OLD))
    assert len(office.read(office.zhou).owed()) == owed
    (hit,) = office.read(office.zhou).of_unit(office.unit("5-603"))
    assert hit.state == "old_register"
    assert [found.id for found in office.read(office.zhou).find("甲-7")] == [hit.id]


def test_where_an_old_complaint_is_filed_can_be_noted(office: Office, tmp_path: Path):
    """What it lacked when it came in is not asked for again."""
    bring_in(office, old_book(office, tmp_path / "a.xlsx", OLD))
    (record_id,) = (row[0] for row in office.sql("SELECT id FROM header WHERE state = 'old_register'"))
    office.change(record_id, office.lin, paper_location="旧档 2 号柜")
    assert office.values(record_id)["paper_location"] == "旧档 2 号柜"


def test_an_old_complaint_can_be_reopened_by_the_supervisor_only(office: Office, tmp_path: Path):
    bring_in(office, old_book(office, tmp_path / "a.xlsx", OLD))
    record = complaint(office, "甲-7")["id"]
    with pytest.raises(Refused):
        office.store.apply(record, "import", office.zhou)
    with pytest.raises(Refused):
        office.step(record, "reopen", office.lin, "又坏了")


@pytest.mark.rule("R-008")
def test_numbers_follow_the_year_and_the_order_of_the_event(office: Office, tmp_path: Path):
    later = ["乙", datetime.datetime(2026, 2, 1, 8, 0), *OLD[2:8], datetime.datetime(2026, 2, 3), None]
    earlier = ["丙", datetime.datetime(2026, 1, 1, 8, 0), *OLD[2:8], datetime.datetime(2026, 2, 3), None]
    bring_in(office, old_book(office, tmp_path / "a.xlsx", later, OLD, earlier))
    assert [complaint(office, name)["number"] for name in ("丙", "乙", "甲-7")] == [
        "TS-2026-0001", "TS-2026-0002", "TS-2025-0001",
    ]  # fmt: skip
    assert complaint(office, "丙")["series"] == "TS-2026"


@pytest.mark.parametrize(
    ("cell", "unit"), [("5#603", "5-603"), ("9-999", None), ("大堂门口", None), (None, None)]
)
def test_a_known_room_is_linked_other_words_are_kept(
    office: Office, tmp_path: Path, cell: str | None, unit: str | None
):
    bring_in(office, old_book(office, tmp_path / "a.xlsx", [*OLD[:2], cell, *OLD[3:]]))
    assert complaint(office, "甲-7")["unit"] == (office.unit(unit) if unit else cell)


def test_a_date_without_a_time_is_said_to_be_one(office: Office, tmp_path: Path):
    bring_in(office, old_book(office, tmp_path / "a.xlsx", ["甲-7", "2025年11月3日", *OLD[2:]]))
    values = complaint(office, "甲-7")
    assert values["received_at"] == datetime.datetime(2025, 11, 3)
    assert values["note"].count("；") == 1


@pytest.mark.parametrize("number", ["甲-7", None])
def test_the_same_book_twice_brings_nothing_twice(office: Office, tmp_path: Path, number: str | None):
    row = [number, *OLD[1:]]
    bring_in(office, old_book(office, tmp_path / "a.xlsx", row))
    again = old_book(office, tmp_path / "a.xlsx", row)
    assert [again.status(entry) for entry in again.found.entries] == [Status.KNOWN]
    assert not again.plan(WORDS).batch.rows


def test_a_complaint_of_the_future_is_refused_by_its_row(office: Office, tmp_path: Path):
    future = ["甲-7", datetime.datetime(2027, 12, 1, 9, 0), *OLD[2:8], datetime.datetime(2027, 12, 2), None]
    with pytest.raises(Refused) as trouble:
        bring_in(office, old_book(office, tmp_path / "a.xlsx", future))
    assert trouble.value.problems[0].field == "received_at"


# --- reports, templates, samples ----------------------------------------------------------------------------


def test_the_report_names_every_row_and_every_repair(office: Office, tmp_path: Path):
    deciding = roster(
        office, tmp_path / "a.xlsx",
        ["9-101", "张 三", "13812345678"], ["5-603", "马先生", "13911112222"], ["9-102", "李四", "1.38E+10"], ["合计", None, 3],
    )  # fmt: skip
    deciding.take(deciding.found.rows[0])
    deciding.leave_out([4])
    report = import_report(deciding, deciding.plan(WORDS), "a.xlsx", WORDS)
    became = [(line.line, line.what.msgid) for line in report.lines]
    assert became == [
        (2, "imported"),
        (2, "repair taken"),
        (3, "known already"),
        (4, "left out"),
        (5, "no row"),
    ]
    repaired = report.lines[1]
    assert (repaired.was, repaired.now) == ("张 三", "张三")
    assert {label.msgid: count for label, count in report.counts}["Left out by decision"] == 1
    page = report.markdown(WORDS)
    assert page.count("\n| ") == 2 + len(report.lines)  # with the headings and the rule below them
    assert report.save(tmp_path / "r.xlsx", WORDS) == len(report.lines) + len(report.counts)
    assert openpyxl.load_workbook(tmp_path / "r.xlsx").active is not None


@pytest.mark.parametrize("kind", [ROSTER, OLD_BOOK], ids=["roster", "old register"])
@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant", "en"])
def test_a_template_is_read_without_a_word(office: Office, tmp_path: Path, kind: Any, language: str):
    save_template(kind, tmp_path / "t.xlsx", type(WORDS)(language))
    deciding = decided(office, tmp_path / "t.xlsx", kind)
    assert set(kind.example) <= set(deciding.found.columns.fields)
    assert [deciding.status(entry) for entry in deciding.found.entries] == [Status.READY]


@pytest.mark.parametrize(("name", "kind"), [("roster.xlsx", ROSTER), ("old_complaints.xlsx", OLD_BOOK)])
def test_the_samples_have_troubles_of_every_sort_and_come_in(office: Office, name: str, kind: Any):
    deciding = decided(office, resource("samples") / name, kind)
    found = deciding.tally()[0]
    assert min(found[status] for status in (Status.READY, Status.REPAIR, Status.PROBLEM, Status.NO_ROW)) >= 1
    _agree(deciding)
    plan, changes = bring_in(office, deciding)
    assert len(changes.records) == len(plan.batch.rows) >= 10


def test_the_samples_are_what_their_script_makes(tmp_path: Path):
    from tools import make_samples

    for name, book in (
        ("roster.xlsx", make_samples.roster()),
        ("old_complaints.xlsx", make_samples.old_complaints()),
    ):
        (tmp_path / name).write_bytes(make_samples.saved(book))
        assert _content(tmp_path / name) == _content(resource("samples") / name), (
            "python tools/make_samples.py"
        )


def _content(path: Path) -> list[Any]:
    return [[[cell.value for cell in line.cells] for line in sheet.lines] for sheet in read_workbook(path)]


# --- trials -------------------------------------------------------------------------------------------------


def _agree(deciding: Deciding) -> None:
    """Take every proposal, leave out what stays a problem."""
    for row in deciding.found.rows:
        deciding.take(row)
    deciding.leave_out(deciding.tally()[1])


@pytest.mark.parametrize("workbook", range(60))
def test_a_dirty_roster_goes_through_to_the_store(
    office: Office, tmp_path: Path, trial_seed: int, workbook: int
):
    """No crash and no silent change: what is stored is what the accepted rows say, once (60 workbooks a trial)."""
    make_dirty(trial_seed * 1000 + workbook, tmp_path / "a.xlsx")
    deciding = decided(office, tmp_path / "a.xlsx")
    _agree(deciding)
    rows = [row for row in deciding.found.rows if row.line not in deciding.left_out]
    if not rows:
        return
    new = {(row.unit, fold(row.name)) for row in rows if not deciding.known(row)}
    plan, _changes = bring_in(office, deciding)
    assert len(plan.fates) == len(rows)
    stored = Counter(
        office.sql(
            'SELECT u."key", c."name", c."phone", c."kind", c."moved_in_on" FROM customer c JOIN unit u ON u.id = c.unit'
        )
    )
    for row in rows:
        if row.name and (row.unit, fold(row.name)) in new:
            assert row.unit is not None
            day = row.moved_in_on.isoformat() if row.moved_in_on else None
            assert stored[show_room(row.unit), row.name, row.phone or None, row.kind, day] == 1, row
    again = decided(office, tmp_path / "a.xlsx")
    fresh = {entry.line for entry in again.found.entries if again.status(entry) is Status.READY}
    assert fresh <= deciding.left_out
    before = office.one("SELECT count(*) FROM header WHERE state <> 'voided'")
    office.store.undo(office.lin)
    assert office.one("SELECT count(*) FROM header WHERE state <> 'voided'") == before - len(plan.batch.rows)


def test_a_store_with_imports_checks_clean(office: Office, tmp_path: Path):
    bring_in(office, old_book(office, tmp_path / "a.xlsx", OLD))
    deciding = decided(office, resource("samples") / "roster.xlsx")
    _agree(deciding)
    bring_in(office, deciding)
    office.store.undo(office.lin)
    assert check_store(office.store.path).findings == []
