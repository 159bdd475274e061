"""Lists: what they hold and in which order, against a reckoning that knows no index; what they cost; what they hide."""

from __future__ import annotations

import datetime
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custdesk.binders import ALL, BY_KEY
from custdesk.record import Filter, columns_of
from custdesk.store import list_sql, listing
from custdesk.store.aside import read_aside
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.list_sql import HEADER_ORDERS, sortable
from custdesk.store.reader import ListQuery, overdue
from custdesk.store.store import SYSTEM
from tests.desks import TODAY, Office

COMPLAINT = BY_KEY["complaint"]
STATES = ("registered", "accepted", "handling", "handled", "closed", "verified", "voided", "of_an_old_flow")
FILTERS = (
    None, *COMPLAINT.form.filters, Filter("owed", COMPLAINT.form.title, owed=True),
    Filter("tonight", COMPLAINT.form.title, due_today=True, states=("accepted", "handling")),
    Filter("equal", COMPLAINT.form.title, equal=(("category", "charges"), ("nature", "general"))),
    Filter("filled", COMPLAINT.form.title, states=("closed", "verified"), filled=("handled_at",), overdue=True),
)  # fmt: skip
SORTS = ("", "no_such_field", *HEADER_ORDERS, "category", "received_at", "content", "handled_at", "phone")
PEOPLE = ("lin", "su", "chen")


@pytest.fixture
def crowd(office: Office) -> Office:
    """Many complaints in every state, some hidden from some; as an old store may hold them, so written by plain SQL."""
    rng = random.Random(7)
    words = ("电梯异响", "卫生间漏水", "漏水又停电梯", "门岗态度生硬", "噪音扰民")
    rows = [
        NewRow(
            COMPLAINT,
            {
                "received_at": TODAY - datetime.timedelta(minutes=rng.choice((0, 1, 5, 60, 900, 4000)) * place),
                "received_by": "林晓燕", "channel": "phone", "complainant": "王秀兰", "unit": "3-1202",
                "content": rng.choice(words), "validity": "valid", "nature": "general", "category": "charges",
            },
            state="registered",
        )
        for place in range(90)
    ]  # fmt: skip
    office.store.bulk(Batch("import", rows), SYSTEM)
    run = office.store.database.execute_sql
    for (record,) in run("SELECT id FROM header WHERE form = 'complaint'").fetchall():
        due = rng.choice(
            (None, "2027-04-16T18:50", "2027-04-17T00:00", "2027-04-16T00:00", "2027-04-20T10:00")
        )
        hidden = rng.choice((None, None, f",staff:{office.su.id},", ",role:office_manager,", ""))
        run("UPDATE header SET state = ?, due_at = ?, visibility = ? WHERE id = ?",
            (rng.choice(STATES), due, hidden, record))  # fmt: skip
        run("UPDATE complaint SET category = ?, handled_at = ? WHERE id = ?",
            (rng.choice(("charges", "other", None)), rng.choice((None, "2027-04-10T09:00")), record))  # fmt: skip
    return office


QUERIES = st.builds(
    ListQuery,
    form=st.just("complaint"),
    filter=st.sampled_from(FILTERS),
    text=st.sampled_from(("", "", "漏水", "电梯 漏水", "噪", "没有这样的事", "漏")),
    since=st.sampled_from((None, TODAY - datetime.timedelta(days=3), datetime.datetime(2027, 4, 16))),
    until=st.sampled_from((None, TODAY, datetime.datetime(2027, 4, 17))),
    sort=st.sampled_from(SORTS),
    descending=st.booleans(),
    by=st.sampled_from(("happened_at", "due_at")),
)


def reckoned(office: Office, query: ListQuery, who: str) -> list[int]:
    """The same list, reckoned row by row."""
    user = office.people[who]
    columns = ("id", "state", "happened_at", "due_at", "number", "unit", "responsible", "visibility")
    own = ("category", "nature", "received_at", "content", "handled_at", "signed_by_customer_name",
           "no_signature_reason", "customer_contacted_at")  # fmt: skip
    listed = ", ".join([*(f'h."{one}"' for one in columns), *(f't."{one}"' for one in own), "s.body"])
    rows = [
        dict(zip((*columns, *own, "body"), row, strict=True))
        for row in office.sql(
            f"SELECT {listed} FROM header h JOIN complaint t ON t.id = h.id JOIN search_text s ON s.id = h.id"
        )
    ]
    found = [one for one in rows if _sees(one, user) and _keeps(one, query)]
    name = query.sort if sortable(COMPLAINT, query.sort) else "happened_at"
    if name == "state":  # in the order of the flow, what it does not know last, the newest first in each
        places = {state: place for place, state in enumerate((*COMPLAINT.form.flow.states, "of_an_old_flow"))}
        found.sort(key=lambda one: (one["happened_at"], one["id"]), reverse=not query.descending)
        found.sort(key=lambda one: places[one["state"]], reverse=query.descending)
    else:
        key = f"own {name}" if name in columns_of(COMPLAINT) and name in columns else name
        if key.startswith("own "):
            kept = dict(office.sql(f'SELECT id, "{name}" FROM complaint'))
            for one in found:
                one[key] = kept[one["id"]]
        found.sort(key=lambda one: (_placed(one[key]), one["id"]), reverse=query.descending)
    return [one["id"] for one in found]


def _placed(value: Any) -> tuple[int, Any]:
    """Nothing comes before numbers, and those before texts, as in SQLite."""
    return (0, 0) if value is None else (1, value) if isinstance(value, int) else (2, value)


def _sees(one: dict[str, Any], user: Any) -> bool:
    hidden = one["visibility"] or ""
    return f",staff:{user.id}," not in hidden and f"role:{user.role}," not in hidden


def _keeps(one: dict[str, Any], query: ListQuery) -> bool:
    due = datetime.datetime.fromisoformat(one["due_at"]) if one["due_at"] else None
    happened = datetime.datetime.fromisoformat(one["happened_at"])
    moment = due if query.by == "due_at" else happened
    wanted = query.filter or Filter("", COMPLAINT.form.title)
    if query.since is not None and (moment is None or moment < query.since):
        return False
    if query.since is not None and query.by == "due_at" and moment == query.since:
        return False
    if query.until is not None and (moment is None or moment > query.until):
        return False
    if query.until is not None and query.by != "due_at" and moment == query.until:
        return False
    return (
        (not wanted.states or one["state"] in wanted.states)
        and (not wanted.overdue or overdue(due, TODAY))
        and (not wanted.owed or due is not None)
        and (not wanted.today or happened.date() >= TODAY.date())
        and (not wanted.due_today or (due is not None and due <= datetime.datetime(2027, 4, 17)))
        and all(one[name] is None for name in wanted.empty)
        and all(one[name] is not None for name in wanted.filled)
        and all(one[name] == code for name, code in wanted.equal)
        and all(term in one["body"] for term in query.text.split())
    )


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES, who=st.sampled_from(PEOPLE), few=st.sampled_from((0, 20_000)))
def test_any_list_is_what_a_plain_reckoning_finds(crowd: Office, query: ListQuery, who: str, few: int):
    reader, real = crowd.read(crowd.people[who]), listing.FEW
    listing.FEW = few  # gathered and sorted, or walked along the order's index
    try:
        right = reckoned(crowd, query, who)
        assert reader.ids(query) == right
        assert reader.ids(query, 4) == right[:4]
        assert list(reader.gather(query) or ()) == right
        assert reader.count(query) == len(right)
        assert reader.held(query, range(crowd.one("SELECT max(id) + 1 FROM header"))) == set(right)
        opening = reader.first(query, 5)
        assert opening is not None
        assert list(opening.ids) in (right, right[:5])
        assert opening.count in (None, len(right))
        assert opening.whole is (opening.count == len(opening.ids))
        assert list(reader.last(query, 3) or ()) == right[-3:]
    finally:
        listing.FEW = real


def plans(office: Office, query: ListQuery, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How SQLite reads a list's first rows, its last ones and its count."""
    reader, found, real = office.read(office.zhou), [], office.store.database.execute_sql

    class Explaining:
        def execute_sql(self, sql: str, params: Any = ()) -> Any:
            found.extend(row[3] for row in real(f"EXPLAIN QUERY PLAN {sql}", params))
            return real(sql, params)

        def connection(self) -> Any:
            return office.store.database.connection()

    monkeypatch.setattr(listing, "FEW", -1)  # as in a long list
    reader._database = Explaining()
    assert reader.first(query, 5) is not None
    assert reader.last(query, 5) is not None
    reader.count(query)
    return found


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_trap_10_every_list_opens_without_sorting(
    office: Office, record: Any, monkeypatch: pytest.MonkeyPatch
):
    """Whatever the order a form declares, with each filter of states: an index has it, however long the list."""
    form = record.form
    views = [None, *(Filter(one.name, one.label, one.states) for one in form.filters if one.states)]
    for wanted in views:
        query = ListQuery(form.key, wanted, sort=form.order, descending=not form.order)
        found = plans(office, query, monkeypatch)
        assert found
        assert [one for one in found if "TEMP B-TREE" in one] == [], (wanted and wanted.name, found)
        if not form.order:
            assert [one for one in found if one.startswith("SCAN")] == []


@pytest.mark.parametrize("sort", ["number", "state"])
def test_trap_10_number_and_state_sort_by_index(office: Office, sort: str, monkeypatch: pytest.MonkeyPatch):
    found = plans(office, ListQuery("complaint", sort=sort), monkeypatch)
    assert [one for one in found if "TEMP B-TREE" in one] == []


def test_what_takes_long_is_not_waited_for(crowd: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(listing, "LOOK", 1)
    monkeypatch.setattr(listing, "STEPS", 3)
    reader, query = crowd.read(crowd.lin), ListQuery("complaint", sort="content")
    assert reader.first(query, 5) is None
    monkeypatch.setattr(listing, "LOOK_ASIDE", 1)
    assert reader.gather(query, lambda: True) is None
    assert reader.ids(query) == reckoned(crowd, query, "lin")  # and nothing of that stays


@pytest.mark.parametrize("sort", ["", "number", "content"])
def test_trap_no_first_row_waits_for_all_that_a_character_begins(office: Office, sort: str):
    """A letter typed into a list's filter: the index would put every pair it begins together, whatever the order."""
    heard: list[str] = []
    driver = office.store.database.connection()
    driver.set_trace_callback(heard.append)
    office.read(office.lin).first(ListQuery("complaint", text="水", sort=sort), 5)
    driver.set_trace_callback(None)
    assert any("search_text" in sql for sql in heard)
    assert [sql for sql in heard if '" *' in sql] == []


def test_an_order_tells_nothing_of_what_is_masked(office: Office):
    """Whoever sees 138****5678 must not learn by sorting which of two phones is the higher."""
    assert not sortable(BY_KEY["customer"], "phone")
    assert not sortable(BY_KEY["customer"], "remark")
    by_phone = office.read(office.lin).ids(ListQuery("customer", sort="phone"))
    assert by_phone == office.read(office.lin).ids(ListQuery("customer"))


# -- the tally -----------------------------------------------------------------------------------------------


def tally(office: Office) -> tuple[dict[Any, int], dict[Any, int]]:
    kept = {
        row[:2]: row[2] for row in office.sql("SELECT form, state, records FROM tally WHERE records <> 0")
    }
    there = {row[:2]: row[2] for row in office.sql("SELECT form, state, count(*) FROM header GROUP BY 1, 2")}
    return kept, there


def test_the_tally_follows_every_act(office: Office):
    record = office.complaint("handling")
    voided = office.entry()
    office.store.apply(voided, "void", office.chen, reason="重复登记")
    assert tally(office)[0]["duty_log", "voided"] == 1
    office.store.undo(office.chen)
    office.change(record, office.lin, content="门岗态度生硬，第二次")
    kept, there = tally(office)
    assert kept == there
    assert kept["complaint", "handling"] == 1
    assert kept["unit", "active"] > 100  # those of the bulk door


def test_the_tally_follows_any_statement(crowd: Office):
    run = crowd.store.database.execute_sql
    run("INSERT INTO header (form, state) VALUES ('waiver', 'x'), ('waiver', 'x'), ('waiver', 'y')")
    run(
        "UPDATE header SET state = 'y' WHERE form = 'waiver' AND id = (SELECT min(id) FROM header WHERE form = 'waiver')"
    )
    run("UPDATE header SET form = 'event_plan' WHERE state = 'x' AND form = 'waiver'")
    kept, there = tally(crowd)
    assert kept == there
    assert (kept["waiver", "y"], kept["event_plan", "x"], kept.get(("waiver", "x"))) == (2, 1, None)
    run("DELETE FROM header WHERE form IN ('waiver', 'event_plan')")
    kept, there = tally(crowd)
    assert kept == there


def test_counting_by_state_looks_at_no_record(crowd: Office, monkeypatch: pytest.MonkeyPatch):
    """What the tally and the few hidden ones say is enough: the rows could be a million."""
    reader = crowd.read(crowd.su)
    open_ = next(one for one in COMPLAINT.form.filters if one.name == "open")
    queries = (ListQuery("complaint"), ListQuery("complaint", open_))
    right = [len(reckoned(crowd, query, "su")) for query in queries]
    monkeypatch.setattr(list_sql.ListSql, "select_count", None)
    assert [reader.count(query) for query in queries] == right


# -- rows ----------------------------------------------------------------------------------------------------


def test_a_list_read_aside_stands_still(crowd: Office):
    """A worker reads one moment, whatever the desk writes meanwhile."""
    import threading

    seen: list[Any] = []
    written, begun = threading.Event(), threading.Event()

    def read() -> None:
        with read_aside(crowd.store):
            reader = crowd.read(crowd.lin)
            seen.append(reader.count(ListQuery("complaint")))
            begun.set()
            assert written.wait(20)
            seen.extend(
                (reader.count(ListQuery("complaint")), len(reader.gather(ListQuery("complaint")) or ()))
            )
        seen.append(crowd.store.database.is_closed())

    worker = threading.Thread(target=read)
    worker.start()
    assert begun.wait(20)
    crowd.complaint()
    written.set()
    worker.join()
    assert seen[0] == seen[1] == seen[2]
    assert seen[3] is True
    assert crowd.read(crowd.lin).count(ListQuery("complaint")) == seen[0] + 1


def test_a_long_list_without_an_index_for_its_order_is_left_to_the_worker(
    crowd: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(listing, "AT_ONCE", 80)
    reader = crowd.read(crowd.lin)
    assert reader.first(ListQuery("complaint", sort="content"), 5) is None
    assert reader.first(ListQuery("complaint", sort="received_at"), 5) is not None
    few = Filter("few", COMPLAINT.form.title, ("accepted",))
    assert reader.first(ListQuery("complaint", few, sort="content"), 5) is not None
    assert reader.first(ListQuery("duty_log", sort="content"), 5) is not None
