"""A save does not read its record back: what it says the rows hold is what they hold; and what it costs stays small."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.draft import blank
from custdesk.fields import Kind
from custdesk.record import AnyRecord, columns_of, header_kinds, lines_of
from custdesk.store import rows
from custdesk.store.store import SYSTEM, Store
from tests.desks import Clock, Office, at
from tests.test_contract_samples import EACH, saved

__all__ = ["saved"]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Hold every write against the rows themselves; the ids that were written."""
    seen: list[int] = []

    def held(write: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        def writing(database: Any, record: AnyRecord, *more: Any) -> dict[str, Any]:
            said = write(database, record, *more)
            there = rows.load(database, record, said["id"])
            assert said == there
            assert {name: type(one) for name, one in said.items()} == {
                name: type(one) for name, one in (there or {}).items()
            }
            seen.append(said["id"])
            return said

        return writing

    monkeypatch.setattr(rows, "insert", held(rows.insert))
    monkeypatch.setattr(rows, "update", held(rows.update))
    return seen


@EACH
def test_what_a_new_record_holds_is_known_without_reading_it(
    office: Office, record: AnyRecord, compared, saved
):
    _values, made, _lines = saved
    assert made in compared


def test_what_a_changed_record_holds_is_known_without_reading_it(office: Office, compared):
    record = office.complaint("closed")
    del compared[:]
    office.correct(record, office.chen, "漏写", handling="已道歉，并加派一人")
    entry = office.entry()
    office.change(entry, office.lin, content="改了", answer_given=None)
    assert {record, entry} <= set(compared)


def test_every_kind_says_what_its_column_keeps_as_given():
    kinds: list[Kind] = list(header_kinds().values())
    for record in ALL:
        kinds += columns_of(record).values()
        kinds += (kind for lines in lines_of(record).values() for kind in lines.line.kinds().values())
    assert {kind.field_type for kind in kinds} == set(rows._AS_GIVEN)


@pytest.mark.parametrize(
    ("form", "name", "given", "kept"),
    [("complaint", "content", 31, "31"), ("complaint", "reopen_count", 2.0, 2), ("complaint", "reopen_count", "2", 2)],
)  # fmt: skip
def test_what_the_file_makes_of_an_odd_value_is_read(
    office: Office, form: str, name: str, given: Any, kept: Any
):
    record = BY_KEY[form]
    with office.store._act(SYSTEM):
        header = {"form": form, "state": record.form.flow.start, "revision": 1, "edition": 1, "salt": "x"}
        made = rows.insert(office.store.database, record, header, {name: given})
        assert (made[name], type(made[name])) == (kept, type(kept))
        assert made == rows.load(office.store.database, record, made["id"])


def test_many_are_loaded_in_the_order_asked_whatever_their_count(office: Office):
    ids = [office.entry() for _ in range(5)][::-1]
    record, database = BY_KEY["duty_log"], office.store.database
    for count in range(6):
        assert [one["id"] for one in rows.load_many(database, record, ids[:count])] == ids[:count]
    assert len({rows.few_texts(range(count))[0] for count in range(1, 500)}) == 10


# -- what a save costs ---------------------------------------------------------------------------------------


def _complaint(store: Store) -> int:
    draft = blank(
        BY_KEY["complaint"], store.facts(SYSTEM), received_by="林晓燕", complainant="王秀兰", unit="3-1202",
        phone="13812345678", content="卫生间顶板漏水", validity="valid", nature="general",
        category="civil_decoration_equipment",
    )  # fmt: skip
    store.drafts.keep(draft)
    return store.save(draft, SYSTEM).record_id


def test_a_new_store_prepares_each_statement_of_a_save_once(tmp_path: Path):
    """Founding asks hundreds of statements; the driver's cache keeps the first for ever, and the save's must fit in."""
    store = Store.open(tmp_path / "new.sqlite", Clock(at("03-08 09:00")), create=True)
    for _ in range(3):
        _complaint(store)
    asked: list[tuple[Any, ...]] = []
    connection = store.database.connection()
    connection.set_authorizer(lambda *what: asked.append(what) or 0)  # asked whenever a statement is prepared
    _complaint(store)  # the authorizer itself makes all be prepared anew
    assert asked
    del asked[:]
    _complaint(store)
    connection.set_authorizer(None)
    store.close()
    assert asked == []


def test_no_save_and_no_undo_reads_the_trail_through(office: Office, monkeypatch: pytest.MonkeyPatch):
    """Each of a million saves would take longer than the one before."""
    database, plans = office.store.database, []
    run = database.execute_sql

    def explained(sql: str, params: Any = None) -> Any:
        if sql.lstrip().startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")):
            for *_ids, plan in run(f"EXPLAIN QUERY PLAN {sql}", params).fetchall():
                backwards = "DESC LIMIT 1" in sql  # the last line, and this person's last
                if plan.startswith("SCAN") and "VIRTUAL" not in plan and not backwards:
                    plans.append((plan, sql))
        return run(sql, params)

    monkeypatch.setattr(database, "execute_sql", explained)
    record = office.complaint()
    office.change(record, office.lin, content="漏水，夜里也滴")
    office.store.undo(office.lin)
    tables = {plan.split()[1] for plan, sql in plans if not sql.startswith("INSERT")}
    assert (
        tables & {"trail", "t", "trail_record", "trail_payload", "header", "h", "complaint", "reference", "r"}
        == set()
    )
