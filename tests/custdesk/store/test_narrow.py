"""A few columns of many records: each record once, and only those looked at that lie in the days asked for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.desks import Office, on


def test_a_record_that_lies_within_by_two_of_its_days_is_found_once(office: Office):
    handled, voided = office.complaint("handled"), office.complaint()
    office.step(voided, "void", office.chen, reason="录重")
    facts, today = office.store.facts(office.lin), office.store.now().date()
    days = ("received_at", "handled_at", "closed_at")
    found = facts.columns("complaint", ("complainant",), days=days, since=today)
    assert [(one["id"], set(one)) for one in found] == [(handled, {"id", "complainant"})]
    assert facts.columns("complaint", ("complainant",), days=days, until=today) == []
    assert [one["id"] for one in facts.columns("complaint", ("complainant",), days=("handled_at",))] == [
        handled
    ]
    assert facts.columns("complaint", ("complainant",), days=("closed_at",)) == []


@pytest.mark.parametrize(
    ("form", "days", "own"),
    [
        ("complaint", ("received_at", "handled_at", "handled_before", "closed_at"), []),
        ("repair_order", ("finished_at", "due_at"), ["SCAN repair_order"]),  # no index holds these due days
    ],
)
def test_a_month_is_found_without_looking_at_the_records_of_other_forms(
    office: Office, monkeypatch: pytest.MonkeyPatch, form: str, days: tuple[str, ...], own: list[str]
):
    """Joined by OR, SQLite walks the whole header table: a second at a million records."""
    run, plan = office.store.database.execute_sql, list[str]()

    def explained(sql: str, params: Any = None) -> Any:
        plan.extend(row[3] for row in run(f"EXPLAIN QUERY PLAN {sql}", params).fetchall())
        return run(sql, params)

    facts = office.store.facts(office.lin)
    monkeypatch.setattr(office.store.database, "execute_sql", explained)
    for until in (None, on("05-01")):
        facts.columns(form, ("number",), days=days, since=on("04-01"), until=until)
    assert plan
    assert sorted({line for line in plan if line.startswith("SCAN")}) == own
