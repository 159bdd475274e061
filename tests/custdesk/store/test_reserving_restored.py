"""Numbers set aside when an older store comes back, and when somebody writes into the store beside the program (R-008)."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from custdesk.desk import Desk
from custdesk.store import reserving
from custdesk.store.backup import back_up
from custdesk.store.restore import restore
from custdesk.store.store import SYSTEM, Store
from tests.custdesk.store.vaults import ENGLISH, NOW, Vault, checked, said
from tests.desk_blanks import KIT, refusal, reserve, sound, type_in
from tests.desks import Office

pytestmark = pytest.mark.rule("R-008")

LATER = NOW + datetime.timedelta(hours=3)


def kit(vault: Vault, count: int, *, printed: bool = True) -> tuple[str, ...]:
    numbers = vault.store.reserve(*KIT, count, vault.lin)
    if printed:
        vault.store.log_blanks(numbers, vault.lin)
    return numbers


def restored(vault: Vault, backup: Path) -> list[str]:
    """Restore, check, open again; return the remarks."""
    vault.close()
    restore(backup, vault.path, LATER, SYSTEM)
    report = checked(vault.path)
    assert said(report) == []
    vault.open()
    return [ENGLISH(note) for note in report.notes]


def test_numbers_only_the_replaced_store_set_aside_are_not_given_again(vault: Vault):
    before = kit(vault, 2)  # TS-2027-0002 and 0003: the vault has one complaint
    backup = back_up(vault.path, [], vault.now)
    lost = kit(vault, 5)
    notes = restored(vault, backup.path)
    assert f"{lost[0]} to {lost[-1]} were left out by a restore" in notes
    assert vault.number(vault.complaint()) == "TS-2027-0009"
    assert [one.number for one in reserving.waiting(vault.store.database)] == list(before)
    draft = vault.draft("complaint", complainant="马先生", content="手写的")
    draft.number = lost[0]
    assert "never set aside" in refusal(vault.store.save, draft, vault.lin)
    draft.number = before[0]
    assert vault.number(vault.store.save(draft, vault.lin)) == before[0]


def test_numbers_given_back_and_given_anew_after_the_backup_are_void_after_a_restore(vault: Vault):
    """The backup was made while the preview was open: what it holds as set aside went to a record since."""
    numbers = kit(vault, 2, printed=False)
    backup = back_up(vault.path, [], vault.now)
    vault.store.give_back(numbers, vault.lin)
    assert vault.number(vault.complaint("在被替换的库里，已经打印")) == numbers[0]
    restored(vault, backup.path)
    assert reserving.waiting(vault.store.database) == []
    void = reserving.voided(vault.store.database)
    assert [one.number for one in void] == list(numbers)
    assert void[0].void_reason == "备份时尚未打印"
    assert vault.number(vault.complaint()) == "TS-2027-0004"
    assert said(checked(vault.path)) == []


def test_a_book_series_is_left_out_too_where_the_replaced_store_cannot_say(vault: Vault):
    backup = back_up(vault.path, [], vault.now)
    vault.store.reserve("communication", "P-02", 3, vault.lin)
    vault.close()
    with vault.path.open("r+b") as file:  # nothing of it can be read any more
        file.write(b"\0" * 4096)
    restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    assert vault.store.reserve("communication", "P-02", 1, vault.lin) == ("BK-2027-0051",)


def test_a_restored_half_written_form_of_a_number_nobody_knows_is_refused_and_saved_under_a_new_one(
    vault: Vault,
):
    backup = back_up(vault.path, [], vault.now)
    (number,) = kit(vault, 1)
    draft = vault.draft("complaint", complainant="马先生", content="手写的，写了一半")
    draft.number = number
    vault.store.drafts.keep(draft)
    restored(vault, backup.path)
    desk = Desk(vault.store, vault.lin)
    (kept,) = desk.kept_drafts()
    again = desk.open_draft(kept)
    assert (again.number, again.values["content"]) == (number, "手写的，写了一半")
    assert "never set aside" in refusal(desk.save, again)
    again.number = ""
    assert vault.number(desk.save(again)) == "TS-2027-0003"


# -- the check -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE reserved SET void_reason = '别的理由' WHERE number = 'TS-2027-0001'",
        "UPDATE reserved SET voided_at = NULL, voided_by = NULL, void_reason = NULL WHERE number = 'TS-2027-0001'",
        "UPDATE reserved SET voided_by = NULL WHERE number = 'TS-2027-0001'",
        "UPDATE reserved SET voided_at = '2027-04-16T18:50', void_reason = '没用上' WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET form = 'repair_order' WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET sheet = 'P-99' WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET printed_at = NULL WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET reserved_at = '2027-04-15T18:50' WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET record = NULL WHERE number = 'TS-2027-0003'",
        "UPDATE reserved SET record = (SELECT id FROM header WHERE number = 'TS-2027-0003') WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET number = 'TS-2027-0022' WHERE number = 'TS-2027-0002'",
        "UPDATE reserved SET settled_at = '2027-04-16T18:50' WHERE number = 'TS-2027-0002'",
        "DELETE FROM reserved WHERE number = 'TS-2027-0001'",
        "DELETE FROM reserved WHERE number = 'TS-2027-0003'",
        "UPDATE series SET last = 2 WHERE name = 'TS-2027'",
        "INSERT INTO reserved (number, series, serial, form, sheet, reserved_at) VALUES"
        " ('TS-2027-0005', 'TS-2027', 5, 'complaint', 'P-03', '2027-04-16T18:50')",
    ],
)  # fmt: skip
def test_a_change_beside_the_program_is_found(office: Office, statement: str):
    numbers = reserve(office, 4)
    office.store.void_reserved(numbers[:1], "没用上", office.lin)
    type_in(office, numbers[2])
    assert sound(office)
    office.sql(statement)
    office.store.close()
    assert said(checked(office.store.path))
    office.store = Store.open(office.store.path, office.store.clock)
