"""A dirty roster never crashes and never changes silently; a clean one passes without a word."""

from __future__ import annotations

import datetime
from collections import Counter
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from tests.custdesk.exchange.dirty import Truth, make_dirty

from custdesk.errors import KnownError
from custdesk.exchange.roster import (
    Decisions,
    Roster,
    RosterRow,
    Undecided,
    accepted,
    examine,
    propose_columns,
)
from custdesk.exchange.workbook import read_workbook
from custdesk.rules.rooms import RoomKey

if TYPE_CHECKING:
    from pathlib import Path

PLACES = {"building", "entrance", "room"}


def diagnosed(path: Path) -> Roster:
    sheet = read_workbook(path)[0]
    return examine(sheet, propose_columns(sheet))


def named(row: RosterRow) -> set[str]:
    return {repair.field for repair in row.repairs} | {problem.field for problem in row.problems}


def wrong(row: RosterRow, truth: Truth) -> set[str]:
    """The fields whose value is not the truth."""
    fields = {
        "room": row.unit == truth.unit,
        "name": row.name == truth.name,
        "phone": row.phone == truth.phone,
        "kind": row.kind == truth.kind,
        "moved_in_on": row.moved_in_on == truth.moved_in_on,
        "note": row.note == truth.note,
    }
    return {name for name, right in fields.items() if not right}


def person_field(row: RosterRow, truth: Truth, name: str) -> set[str]:
    if name == "room":
        return PLACES
    return {name, f"tenant.{name}"} if truth.kind == "tenant" else {name}


def row_of(roster: Roster, truth: Truth) -> RosterRow:
    """The row of a truth: that of its line, and of the tenant where a line names two persons."""
    rows = [row for row in roster.rows if row.line == truth.line]
    assert rows, f"line {truth.line} is not there"
    fitting = [row for row in rows if row.kind == truth.kind]
    return (fitting or rows)[0]


@pytest.mark.parametrize("seed", range(60))
def test_a_dirty_roster_is_read_without_a_silent_change(seed: int, tmp_path: Path) -> None:
    truths, noise = make_dirty(seed, tmp_path / "a.xlsx")
    roster = diagnosed(tmp_path / "a.xlsx")
    for truth in truths:
        row = row_of(roster, truth)
        for name in wrong(row, truth):
            assert named(row) & person_field(row, truth, name), (truth, row)
    assert {row.line for row in roster.rows} == {truth.line for truth in truths}
    assert set(noise) <= {line.line for line in roster.skipped} | {
        row.line for row in roster.rows if row.problems
    }


@pytest.mark.parametrize("seed", range(60))
def test_what_was_not_hurt_is_right_and_needs_no_word(seed: int, tmp_path: Path) -> None:
    truths, _ = make_dirty(seed, tmp_path / "a.xlsx")
    roster = diagnosed(tmp_path / "a.xlsx")
    for truth in truths:
        if not truth.hurt:
            row = row_of(roster, truth)
            assert wrong(row, truth) == set(), (truth, row)
            assert not [repair for repair in row.repairs if repair.field != "kind"], row
            assert not [problem for problem in row.problems if problem.grave], row


@pytest.mark.parametrize("seed", range(60))
def test_a_clean_roster_needs_no_decision(seed: int, tmp_path: Path) -> None:
    truths, noise = make_dirty(seed, tmp_path / "a.xlsx", clean=True)
    roster = diagnosed(tmp_path / "a.xlsx")
    rows = accepted(roster.rows, Decisions())
    assert len(rows) == len(truths)
    assert not any(wrong(row_of(roster, truth), truth) for truth in truths)
    assert not noise
    assert not roster.skipped


def test_most_of_what_can_be_repaired_is_proposed_right(tmp_path: Path) -> None:
    """The proposals are worth taking: of all hurt fields with a value, most get the truth."""
    tally: Counter[bool] = Counter()
    for seed in range(60):
        truths, _ = make_dirty(seed, tmp_path / "a.xlsx")
        roster = diagnosed(tmp_path / "a.xlsx")
        for truth in truths:
            row = row_of(roster, truth)
            grave = {problem.field for problem in row.problems if problem.grave}
            bad = wrong(row, truth)
            for name in truth.hurt & {"room", "name", "phone", "moved_in_on"}:
                if not grave & person_field(row, truth, name):
                    tally[name not in bad] += 1
    assert tally[True] > 9 * tally[False], tally
