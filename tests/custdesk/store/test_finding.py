"""What a line of words and filters finds is what a look at every record would find, whichever way it is found."""

from __future__ import annotations

import datetime
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custdesk.office.finding import Asked, Needle, Owed, Word, words_of
from custdesk.office.folding import plain
from custdesk.office.periods_said import Span
from custdesk.rules.periods import due_day
from custdesk.rules.rooms import RoomTyped, parse_room
from custdesk.store import finding, search
from custdesk.store.finding import Finding
from custdesk.store.finding_filters import Where
from custdesk.store.finding_sources import INDEX_SQL, header_sql, rows_with
from custdesk.store.hits import overdue
from custdesk.store.store import SYSTEM, Store
from tests.desks import TODAY, Clock

FORMS = {"complaint": True, "repair_order": True, "duty_log": True, "unit": False, "customer": False}
STATES = ("open", "closed", "voided")
UNITS = (1, 2, 3)  # of building 3; 4 and 5 of another
WORDS = ("漏水", "电梯异响", "投诉", "王秀兰", "3-1202", "龘", "x")
DAYS = tuple(
    datetime.date(2027, 4, 16) - datetime.timedelta(days=back) for back in (0, 1, 30, 200, 400, 3000)
)
COUNT = 240
Row = dict[str, Any]


class Filled:
    """A store and what stands in it."""

    def __init__(self, store: Store, rows: list[Row]) -> None:
        self.store, self.rows = store, rows


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory):
    """A store of a few hundred header rows with texts, and the same rows as Python sees them."""
    store = Store.open(tmp_path_factory.mktemp("finding") / "office.sqlite", Clock(), create=True)
    chance = random.Random(7)
    rows: list[Row] = []
    for number in range(1, COUNT + 1):
        form = "unit" if number <= max(UNITS) + 2 else chance.choice(list(FORMS))
        day = datetime.datetime.combine(chance.choice(DAYS), datetime.time(chance.randrange(24)))
        late = chance.random() < 0.2
        row: Row = {
            "id": number, "form": form, "state": chance.choice(STATES), "happened_at": day,
            "created_at": TODAY if late else day,
            "unit": None if form == "unit" else chance.choice((None, None, 1, 2, 3, 4, 5, "3-1202", "3栋2单元9", "临时岗亭", "13-1")),
            "due_at": chance.choice((None, None, TODAY, TODAY - datetime.timedelta(days=3), DUE_TODAY, DUE_TOMORROW)),
            "visibility": chance.choice((None, None, None, ",staff:9,")),
            "text": " ".join(chance.sample(WORDS, chance.randint(0, 4)))
            + chance.choice(("", "，异响电梯", " 龘龘", " 水漏", " 13-1202")),
        }  # fmt: skip
        rows.append(row)
        kept = {name: one.isoformat(timespec="minutes") if isinstance(one, datetime.datetime) else one for name, one in row.items()}  # fmt: skip
        store.database.execute_sql(
            "INSERT INTO header (id, form, state, happened_at, created_at, unit, due_at, visibility)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)", tuple(kept.values())[:8],
        )  # fmt: skip
        search.write(store.database, number, row["text"], new=True)
    yield Filled(store, rows)
    store.close()


DUE_TODAY = datetime.datetime(2027, 4, 17)  # a due day is kept as the next 00:00
DUE_TOMORROW = datetime.datetime(2027, 4, 18)
VISIBLE = ('AND (h."visibility" IS NULL OR instr(h."visibility", ?) = 0)', (",staff:9,",))
SPANS = (
    Span(DAYS[1], DAYS[0]), Span(DAYS[3], DAYS[2]), Span(datetime.date(2018, 1, 1), datetime.date(2019, 12, 31)),
    Span(datetime.date(2030, 1, 1), datetime.date(2030, 1, 2)),
)  # fmt: skip
PLACES = (RoomTyped("3"), RoomTyped("3", "2"), RoomTyped("99"))


def passes(row: Row, asked: Asked) -> bool:
    """Judge one record by plain comparison."""
    happened = row["happened_at"].date()
    return (
        row["visibility"] is None
        and all(word.within(plain(row["text"])) for word in asked.words)
        and (asked.forms is None or row["form"] in asked.forms)
        and (asked.states is None or (row["form"], row["state"]) in asked.states)
        and (not asked.spans or (FORMS[row["form"]] and any(s.first <= happened <= s.last for s in asked.spans)))
        and (not asked.owed or any(owes(row["due_at"], one) for one in asked.owed))
        and (not asked.places or lies_in(row, asked))
    )  # fmt: skip


def lies_in(row: Row, asked: Asked) -> bool:
    if not isinstance(row["unit"], str):
        return row["unit"] in UNITS or row["id"] in UNITS
    typed = parse_room(row["unit"])
    return any(
        typed.building == one.building and one.entrance in (None, typed.entrance) for one in asked.places
    )


def owes(due: datetime.datetime | None, one: Owed) -> bool:
    if due is None:
        return False
    return overdue(due, TODAY) if one is Owed.LATE else due_day(due) == TODAY.date()


def newest(rows: list[Row]) -> list[int]:
    return [row["id"] for row in sorted(rows, key=lambda row: (row["happened_at"], row["id"]), reverse=True)]


ASKED = st.builds(
    Asked,
    words=st.lists(st.sampled_from((*WORDS, "水", "异响", "梯异", "1202", "没有")), max_size=3).map(
        lambda words: words_of(" ".join(words))
    ),
    forms=st.one_of(st.none(), st.frozensets(st.sampled_from(list(FORMS)), min_size=1, max_size=2)),
    states=st.one_of(
        st.none(),
        st.frozensets(
            st.tuples(st.sampled_from(list(FORMS)), st.sampled_from(STATES)), min_size=1, max_size=6
        ),
    ),
    owed=st.frozensets(st.sampled_from(list(Owed)), max_size=2),
    spans=st.lists(st.sampled_from(SPANS), max_size=2, unique=True).map(tuple),
    places=st.lists(st.sampled_from(PLACES), max_size=2, unique=True).map(tuple),
)
#: how soon another way is taken: as it is, and so soon that a few hundred records take every way
WAYS = {
    "as it is": {},
    "by small filters": {"FEW": 30, "MANY": 60, "IN_VAIN": 3, "WINDOW": 5, "RARE": 0},
    "by the index": {"FEW": 0, "MANY": 0, "IN_VAIN": 2, "WINDOW": 4, "RARE": 0, "DECEIVED": 1},
    "form by form": {"FEW": 0, "MANY": 0, "TOGETHER": 1},
    "in stretches": {"FEW": 0, "MANY": 0, "TOGETHER": 0, "STRETCH": 16, "DECEIVED": 1},
    "by rare characters": {"FEW": 0, "MANY": 0, "IN_VAIN": 2, "WINDOW": 4, "RARE": 1e9},
    "late": {"FEW": 0, "MANY": 10_000, "IN_VAIN": 4, "WINDOW": 7, "RARE": 1e9},
}


@pytest.mark.parametrize("way", WAYS)
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=ASKED, most=st.sampled_from((1, 3, 1000)))
def test_it_finds_what_a_look_at_every_record_finds(filled, monkeypatch, way: str, asked: Asked, most: int):
    store, rows = filled.store, filled.rows
    for name, value in WAYS[way].items():
        monkeypatch.setattr(finding, name, value)
    found = Finding(store.database, asked, Where(VISIBLE, TODAY, UNITS), FORMS, most).finish()
    for form in FORMS:
        right = newest(
            [row for row in rows if row["form"] == form and not asked.nothing and passes(row, asked)]
        )
        hits = [hit.id for hit in found.hits.get(form, ())]
        assert len(hits) == min(len(right), most), form
        assert set(hits) <= set(right)
        assert hits == [one for one in right if one in hits]
        assert (form in found.more) == (len(right) > most)


def test_all_ways_are_taken(filled, monkeypatch):
    """What the test above is worth: with other thresholds other questions are asked."""
    store = filled.store
    asked = Asked(words_of("投诉"), states=frozenset({("complaint", "open")}), places=(PLACES[0],))
    rare = Asked(words_of("龘"))
    heard: dict[str, set[str]] = {}
    for way, thresholds in WAYS.items():
        with monkeypatch.context() as patch:
            for name, value in thresholds.items():
                patch.setattr(finding, name, value)
            said = heard.setdefault(way, set())
            store.database.connection().set_trace_callback(
                lambda sql, said=said: said.add("text" if "search_text" in sql else " ".join(sql.split()[:7]))
            )
            for one in (asked, rare):
                Finding(store.database, one, Where(VISIBLE, TODAY, UNITS), FORMS, 2).finish()
    store.database.connection().set_trace_callback(None)
    assert len({frozenset(said) for said in heard.values()}) >= 3, heard


def test_it_works_in_pieces_and_can_be_left(filled, monkeypatch):
    store = filled.store
    monkeypatch.setattr(finding, "WINDOW", 3)
    asked = Asked(words_of("投诉"), owed=frozenset(Owed))
    begun = Finding(store.database, asked, Where(VISIBLE, TODAY, UNITS), FORMS, 2)
    pieces = 1
    while begun.go_on():
        pieces += 1
        assert not begun.done
    assert pieces > 3
    assert begun.done
    assert not begun.go_on()


def test_a_question_of_many_pairs_is_asked_a_stretch_of_records_at_a_time(filled, monkeypatch):
    """Where each pair is common and all together are rare, the index would be read to its end in one piece."""
    monkeypatch.setattr(finding, "TOGETHER", 0)
    monkeypatch.setattr(finding, "STRETCH", 60)
    heard: list[str] = []
    filled.store.database.connection().set_trace_callback(heard.append)
    asked = Asked(words_of("电梯异响"), forms=frozenset({"complaint"}))
    begun = Finding(filled.store.database, asked, Where(VISIBLE, TODAY, UNITS), FORMS, 1000)
    each = []
    while begun.go_on():
        each.append(sum('"search_pairs" MATCH' in sql for sql in heard))
    filled.store.database.connection().set_trace_callback(None)
    assert len(each) >= COUNT // 60
    assert {after - before for before, after in pairwise([0, *each])} <= {0, 1}


@pytest.mark.parametrize("way", WAYS)
def test_trap_no_piece_puts_together_all_that_a_character_begins(filled, monkeypatch, way: str):
    """MATCH of a prefix reads each of its postings before the first row: at a million records half a second at a key."""
    for name, value in WAYS[way].items():
        monkeypatch.setattr(finding, name, value)
    heard: list[str] = []
    filled.store.database.connection().set_trace_callback(heard.append)
    for words in ("水", "x 龘", "没", "投 漏水"):
        Finding(
            filled.store.database, Asked(words_of(words)), Where(VISIBLE, TODAY, UNITS), FORMS, 2
        ).finish()
    either = Asked((Word((Needle("水"), Needle("3-1202", alone=True))),))
    Finding(filled.store.database, either, Where(VISIBLE, TODAY, UNITS), FORMS, 2).finish()
    filled.store.database.connection().set_trace_callback(None)
    assert len(heard) > 20
    assert [sql for sql in heard if '" *' in sql] == []


@pytest.mark.parametrize("sign", ["水", "龘", "x", "没", "，"])
def test_the_rows_of_a_character_are_those_whose_text_holds_it(filled, sign: str):
    right = {row["id"] for row in filled.rows if plain(sign) in plain(row["text"])}
    found = rows_with(filled.store.database, words_of(sign)[0], 10_000)
    assert found is not None
    assert {row & search.RECORD for row in found} == right
    assert found == sorted(found, reverse=True)


def test_a_common_character_is_left_to_the_header(filled):
    (word,) = words_of("水")
    most = len([row for row in filled.rows if "水" in plain(row["text"])])
    assert rows_with(filled.store.database, word, most) is None
    either = Word((Needle("龘"), Needle("x")))
    apart = [rows_with(filled.store.database, Word((one,)), 10_000) or [] for one in either.needles]
    assert rows_with(filled.store.database, either, 10_000) == sorted({*apart[0], *apart[1]}, reverse=True)


# -- how the store is asked ----------------------------------------------------------------------------------


def plan(store: Store, sql: str, params: Any) -> list[str]:
    return [row[3] for row in store.database.execute_sql(f"EXPLAIN QUERY PLAN {sql}", params).fetchall()]


def test_trap_the_index_is_read_from_its_end_and_never_sorted(store: Store):
    (line,) = plan(store, INDEX_SQL, ('"漏水"', 1 << 48, 2 << 48, 21))
    assert line.startswith("SCAN search_pairs VIRTUAL TABLE INDEX")
    assert "M" in line.rpartition(":")[2]  # the match, and both bounds, are the index's own affair
    assert {"<", ">"} <= set(line.rpartition(":")[2])


@pytest.mark.parametrize("states", [None, ["open", "closed"]])
def test_trap_a_form_is_read_along_its_index_state_by_state(store: Store, states: list[str] | None):
    said = plan(store, *header_sql("complaint", states, "2026", ("2027", 0), 21))
    index = "header_form_state" if states else "header_form_happened"
    searched = [line for line in said if line.startswith("SEARCH h")]
    assert len(searched) == len(states or [1])
    assert all(index in line for line in searched)
    assert not any("TEMP B-TREE" in line for line in said)


def test_trap_candidates_are_judged_by_their_ids(store: Store):
    heard: list[str] = []
    asked = Asked(
        words_of("王秀兰"), states=frozenset({("complaint", "closed")}), spans=(SPANS[0],), places=PLACES[:1]
    )
    begun = store.read(SYSTEM).finding(asked, UNITS)
    store.database.connection().set_trace_callback(heard.append)
    begun._judge([1, 2], begun._by_text.checks, begun._by_text.params)
    store.database.connection().set_trace_callback(None)
    (sql,) = [one for one in heard if "search_text" in one]
    said = plan(store, sql, ())
    assert [line for line in said if line.startswith(("SCAN", "SEARCH"))][:2] == [
        "SEARCH h USING INTEGER PRIMARY KEY (rowid=?)", "SEARCH t USING INTEGER PRIMARY KEY (rowid=?)",
    ] or "SCAN h" not in " ".join(said)  # fmt: skip
    assert not any("TEMP B-TREE FOR ORDER" in line for line in said)
