"""A made-up office of any size: as many records as asked for, the same for a seed, sound, lifelike, and practice."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.demo_calendar import Calendar
from custdesk.demo_office import LEAST, make_demo
from custdesk.errors import KnownError
from custdesk.store import bulk, rows
from custdesk.store.checking import check_store
from custdesk.store.hits import ListQuery
from custdesk.store.store import SYSTEM, Store

NOW = datetime.datetime(2027, 4, 16, 18, 50)
COUNT = 1600


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "office.sqlite"
    make_demo(path, lambda: NOW, COUNT, 7)
    return path


@pytest.fixture(scope="module")
def office(path: Path):
    store = Store.open(path, lambda: NOW)
    yield store
    store.close()


def everything(store: Store) -> list[dict[str, Any]]:
    found = []
    for record in BY_KEY.values():
        ids = [
            one[0]
            for one in store.database.execute_sql(
                'SELECT "id" FROM "header" WHERE "form" = ? ORDER BY "id"', (record.form.key,)
            )
        ]
        for start in range(0, len(ids), 500):
            found += rows.load_many(store.database, record, ids[start : start + 500])
    return found


def test_it_has_exactly_as_many_records_as_were_asked_for(office: Store, path: Path):
    report = check_store(path)
    assert report.findings == []
    assert report.records == COUNT == len(everything(office))
    assert report.files > 0


@pytest.mark.parametrize("count", [LEAST, 777])
def test_every_count_is_kept(tmp_path: Path, count: int):
    made = make_demo(tmp_path / "office.sqlite", lambda: NOW, count, 3)
    assert (made.records, made.stopped) == (count, False)
    assert check_store(made.path).records == count


def test_the_same_seed_makes_the_same_office(tmp_path: Path):
    def content(name: str, seed: int) -> list[dict[str, Any]]:
        path = tmp_path / name / "office.sqlite"
        path.parent.mkdir()
        make_demo(path, lambda: NOW, 600, seed)
        store = Store.open(path, lambda: NOW)
        try:
            return [{**one, "salt": None} for one in everything(store)]
        finally:
            store.close()

    first = content("one", 11)
    assert content("again", 11) == first
    assert content("other", 12) != first


def test_it_is_marked_as_practice_from_its_first_act(office: Store):
    assert office.practice
    first = office.database.execute_sql(
        'SELECT p."body" FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" ORDER BY t."seq" LIMIT 1'
    ).fetchone()
    assert '"name":"practice","new":true' in first[0]
    assert "演练" in office.settings.text("office_name")


def test_ten_years_more_every_year_and_nothing_after_today(office: Store):
    happened = [
        datetime.datetime.fromisoformat(at)
        for (at,) in office.database.execute_sql(
            "SELECT happened_at FROM header WHERE form NOT IN ('unit', 'customer', 'staff', 'event_plan')"
        )
    ]
    years = Counter(at.year for at in happened)
    assert min(years) == 2017
    assert years[2026] > 1.5 * years[2018] > 0
    assert max(at for at in happened if at.hour) <= NOW + datetime.timedelta(days=5)  # an event to come
    busy = Counter(at.hour for at in happened)
    assert busy[10] > busy[3]


def test_old_matters_are_settled_and_the_last_weeks_are_under_way(office: Store):
    still = [
        (one["form"], one["created_at"])
        for one in everything(office)
        if BY_KEY[one["form"]].form.is_open(one["state"])
        and not BY_KEY[one["form"]].form.register
        and one["form"] != "event_plan"
    ]
    assert still
    assert min(at for _form, at in still) > NOW - datetime.timedelta(days=60)
    states = Counter(one["state"] for one in everything(office) if one["form"] == "complaint")
    assert states["verified"] > 0.7 * sum(states.values())


def test_what_belongs_together_is_linked(office: Store):
    by_id = {one["id"]: one for one in everything(office)}
    of = {form: [one for one in by_id.values() if one["form"] == form] for form in BY_KEY}
    linked = [one for one in of["duty_log"] if one.get("linked_record")]
    assert {by_id[one["linked_record"]]["form"] for one in linked} == {"complaint", "repair_order"}
    assert all(by_id[one["linked_record"]]["source"] == one["id"] for one in linked)
    assert of["service_callback"]
    for one in of["service_callback"]:
        order = by_id[one["subject"]]
        assert (order["form"], order["unit"]) == ("repair_order", one["unit"])
        assert one["opened_at"] >= order["finished_at"]
    assert all(by_id[one["shift"]]["form"] == "duty_shift" for one in of["duty_log"])
    photos = [len(one["attachments"]) for one in of["community_event"] if one["state"] == "closed"]
    assert photos
    assert set(photos) == {3}


def test_dates_are_those_the_rules_compute(office: Store):
    from custdesk.rules.deadlines import complaint_due
    from custdesk.rules.orders import order_due

    found = everything(office)
    complaints = [one for one in found if one["form"] == "complaint" and one["validity"] == "valid"]
    orders = [one for one in found if one["form"] == "repair_order"]
    assert complaints
    assert all(one["due_at"] == complaint_due(one, office.settings).at for one in complaints)
    assert all(one["due_at"] == order_due(one, office.settings).at for one in orders)


def test_telephone_numbers_are_of_a_range_that_is_not_given_out(office: Store):
    phones = {one["phone"] for one in everything(office) if one.get("phone")}
    assert len(phones) > 20
    assert all(re.fullmatch(r"1[358]\d0000\d{4}", one) for one in phones)


def test_lists_show_it_and_search_finds_it(office: Store):
    reader = office.read(SYSTEM)
    (count,) = office.database.execute_sql("SELECT count(*) FROM header WHERE form = 'complaint'").fetchone()
    assert reader.count(ListQuery("complaint")) == count
    newest = reader.record(reader.ids(ListQuery("complaint"))[0])
    assert newest is not None
    assert newest.id in {hit.id for hit in reader.find(newest.values["content"][:6])}


def test_it_can_be_stopped_and_what_was_written_is_sound(tmp_path: Path):
    told: list[int] = []

    def tell(done: int, total: int) -> bool:
        told.append(done)
        return done < 700

    made = make_demo(tmp_path / "office.sqlite", lambda: NOW, 2000, 7, tell)
    assert made.stopped
    assert 700 <= made.records < 2000
    assert told == sorted(told)
    report = check_store(made.path)
    assert (report.findings, report.records, report.files) == ([], made.records, made.files)


def test_a_place_where_an_office_lies_is_refused(path: Path, tmp_path: Path):
    before = path.read_bytes()
    with pytest.raises(KnownError):
        make_demo(path, lambda: NOW, COUNT, 7)
    assert path.read_bytes() == before
    (tmp_path / "office-files").mkdir()
    (tmp_path / "office-files" / "left").write_bytes(b"of an earlier office")
    with pytest.raises(KnownError):
        make_demo(tmp_path / "office.sqlite", lambda: NOW, COUNT, 7)


def test_too_few_make_no_office(tmp_path: Path):
    with pytest.raises(KnownError):
        make_demo(tmp_path / "office.sqlite", lambda: NOW, LEAST - 1, 7)
    assert not (tmp_path / "office.sqlite").exists()


def test_a_record_of_the_demo_can_be_opened_and_saved(office: Store):
    """What the bulk door wrote is what the desk works with: an open complaint takes its next step."""
    from custdesk.desk import Desk

    desk = Desk(office)
    desk.sit_down(next(one for one in desk.people() if one.role == "office_manager"))
    query = ListQuery(
        "complaint", next(one for one in BY_KEY["complaint"].form.filters if one.name == "open")
    )
    found = desk.read().ids(query) or desk.read().ids(ListQuery("complaint"))
    seen = desk.read().record(found[0])
    assert seen is not None
    draft = desk.edit(seen)
    draft.put("note", "已电话提醒")
    assert desk.save(draft).record_id == seen.id


def test_the_calendar_gives_all_of_the_work():
    calendar = Calendar(NOW)
    shares = list(calendar.shares(10_000))
    assert shares[-1] == (NOW.date(), 10_000)
    assert [so_far for _day, so_far in shares] == sorted(so_far for _day, so_far in shares)


def test_an_act_is_of_a_bounded_size(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    sizes: list[int] = []
    stage = bulk.Batch.stage

    def seen(self: bulk.Batch, facts: Any, tell: Any = None) -> Any:
        sizes.append(len(self.rows))
        return stage(self, facts, tell)

    monkeypatch.setattr(bulk.Batch, "stage", seen)
    monkeypatch.setattr("custdesk.demo_office.AT_ONCE", 60)
    make_demo(tmp_path / "office.sqlite", lambda: NOW, 900, 7)
    assert max(sizes[2:]) <= 60  # after the people and the rooms
