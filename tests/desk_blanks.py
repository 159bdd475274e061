"""Sheets printed empty: numbers set aside, typed in, looked at, checked."""

from __future__ import annotations

import pytest

from custdesk.draft import Draft
from custdesk.store import reserving
from custdesk.store.store import Refused, Store
from tests.custdesk.store.vaults import ENGLISH, checked, said
from tests.desks import Office

KIT = ("complaint", "P-03")


def reserve(office: Office, count: int, *, printed: bool = True) -> tuple[str, ...]:
    numbers = office.store.reserve(*KIT, count, office.lin)
    if printed:
        office.store.log_blanks(numbers, office.lin)
    return numbers


def handwritten(office: Office, number: str, **values: object) -> Draft:
    draft = office.new("complaint", office.lin, complainant="马先生", content="停电时写下的投诉", **values)
    draft.number = number
    return draft


def type_in(office: Office, number: str, **values: object) -> int:
    return office.store.save(handwritten(office, number, **values), office.lin).record_id


def refusal(act, *what: object, **how: object) -> str:
    with pytest.raises(Refused) as refused:
        act(*what, **how)
    (problem,) = refused.value.problems
    return ENGLISH(problem.text)


def kit(office: Office, count: int, form: str = "complaint", sheet: str = "P-03") -> tuple[str, ...]:
    numbers = office.store.reserve(form, sheet, count, office.lin)
    office.store.log_blanks(numbers, office.lin)
    return numbers


def reserved(office: Office) -> list[tuple[str, bool]]:
    """Return the numbers that wait, each with whether it is on paper."""
    return [(one.number, one.printed_at is not None) for one in reserving.waiting(office.store.database)]


def waiting(office: Office) -> list[str]:
    return [one.number for one in reserving.waiting(office.store.database)]


def row(office: Office, number: str) -> reserving.Reserved:
    found = reserving.find(office.store.database, number)
    assert found is not None
    return found


def sound(office: Office) -> list[str]:
    """Close the store, check it, open it again; return the remarks."""
    path, clock = office.store.path, office.store.clock
    office.store.close()
    report = checked(path)
    assert said(report) == []
    office.store = Store.open(path, clock)
    return [ENGLISH(note) for note in report.notes]
