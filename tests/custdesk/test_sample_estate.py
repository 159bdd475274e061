"""The practice estate: complete, believable, the same for a seed and a clock, and sound."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from custdesk.binders import BY_KEY
from custdesk.errors import KnownError
from custdesk.rules import closing, routing
from custdesk.sample_estate import make_sample
from custdesk.store import rows
from custdesk.store.checking import check_store
from custdesk.store.store import SYSTEM, Store

NOW = datetime.datetime(2027, 4, 16, 18, 50)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("sample") / "office.sqlite"
    make_sample(path, lambda: NOW)
    return path


@pytest.fixture(scope="module")
def sample(path):
    store = Store.open(path, lambda: NOW)
    yield store
    store.close()


def records(store: Store, form: str) -> list[dict]:
    ids = [
        row[0]
        for row in store.database.execute_sql(
            'SELECT "id" FROM "header" WHERE "form" = ? ORDER BY "id"', (form,)
        )
    ]
    return rows.load_many(store.database, BY_KEY[form], ids)


def test_it_is_the_estate_of_the_scenarios(sample):
    units = {one["key"] for one in records(sample, "unit")}
    assert len(units) == 646
    assert {"3-1202", "5-603", "1-704", "7-1501", "8-901", "6-1102", "5-802", "2-301", "9-2-501"} <= units
    residents = records(sample, "customer")
    assert len({one["unit"] for one in residents}) == 640
    text = "".join(one["name"] for one in residents)
    assert all(sign in text for sign in "㛃喆堃赟")
    assert max(len(one["name"]) for one in residents) >= 11
    staff = {one["name"]: one["role"] for one in records(sample, "staff")}
    assert staff["林晓燕"] == "receptionist"
    assert staff["陈国栋"] == "office_manager"
    assert sample.settings.text("duty_hotline") == "8812-0000"


def test_it_is_marked_as_practice_and_sound(sample, path):
    assert sample.practice
    assert check_store(path).findings == []


def test_complaints_stand_in_every_state(sample):
    found = {one["state"] for one in records(sample, "complaint")}
    assert found >= set(BY_KEY["complaint"].form.flow.states) - {"old_register"} - {
        state for state in BY_KEY["complaint"].form.flow.states if "old" in state
    }


def test_some_are_overdue_some_unsigned_and_one_is_hidden_from_the_manager(sample):
    complaints = records(sample, "complaint")
    in_hand = ("registered", "accepted", "handling", "awaiting_directive")
    assert any(one["state"] in in_hand and one["due_at"] and one["due_at"] < NOW for one in complaints)
    assert any(
        one["state"] in ("handled", "closed") and not one["signed_by_customer_name"] for one in complaints
    )
    manager = next(
        one
        for one in sample.facts(SYSTEM).in_state("staff", "active")
        if one.values["role"] == "office_manager"
    )
    accused = next(one for one in complaints if one["against_director"])
    person = sample.facts(SYSTEM).staff(manager.id)
    assert sample.read(person).record(accused["id"]) is None


def test_every_step_behind_a_complaint_could_have_been_taken(sample):
    """What a state needed is there: nothing in the sample could not have come about at the desk."""
    names = sample.facts(SYSTEM).staff_names()
    customers = {one["id"]: one["name"] for one in records(sample, "customer")}
    order = ("registered", "accepted", "handling", "handled", "closed", "handed_over", "verified")
    for one in records(sample, "complaint"):
        state = "handling" if one["state"] == "awaiting_directive" else one["state"]
        if state not in order:
            continue
        reached, papers = order.index(state), tuple(one["papers"] or ())
        named = {**one, "complainant": customers.get(one["complainant"], one["complainant"]), "photos": 0}
        asked = [
            closing.missing_to_register(named), closing.missing_to_accept(named), closing.missing_to_handle(named),
            closing.missing_to_finish(named), closing.missing_to_close(named, papers, sample.settings, names, NOW.date()),
            closing.missing_to_hand_over(named, papers), closing.missing_to_verify(named),
        ]  # fmt: skip
        for step, problems in enumerate(asked[: reached + 1]):
            grave = [problem for problem in problems if problem.grave]
            assert not grave, (one["number"], one["state"], step, grave)


def test_nothing_lies_in_the_future_and_links_go_both_ways(sample):
    entries = {one["id"]: one for one in records(sample, "duty_log")}
    assert all(one["occurred_at"] <= NOW for one in entries.values())
    complaints = records(sample, "complaint")
    linked = [one for one in complaints if one["source"]]
    assert len(linked) > len(complaints) // 2
    assert all(entries[one["source"]]["linked_record"] == one["id"] for one in linked)
    assert all(one["received_at"] <= NOW for one in complaints)
    numbers = [one["number"] for one in sorted(complaints, key=lambda one: one["received_at"])[:-3]]
    assert numbers == sorted(numbers)
    assert any(routing.goes_to_company(one) for one in complaints)


def test_the_same_seed_and_clock_give_the_same_estate(tmp_path, sample):
    again = tmp_path / "again.sqlite"
    make_sample(again, lambda: NOW)
    store = Store.open(again, lambda: NOW)
    try:
        for form in ("customer", "complaint", "duty_log"):
            assert [plain(one) for one in records(store, form)] == [
                plain(one) for one in records(sample, form)
            ]
    finally:
        store.close()


def plain(values: dict) -> dict:
    return {name: value for name, value in values.items() if name != "salt"}


def test_another_seed_gives_another_one(tmp_path, sample):
    other = tmp_path / "other.sqlite"
    make_sample(other, lambda: NOW, seed=8, complaints=0)
    store = Store.open(other, lambda: NOW)
    names = [one["name"] for one in records(store, "customer")]
    store.close()
    assert names != [one["name"] for one in records(sample, "customer")]


def test_any_clock_and_seed_will_do(tmp_path, trial_seed):
    now = NOW + datetime.timedelta(hours=7 * (trial_seed % 1000))
    path = tmp_path / "office.sqlite"
    make_sample(path, lambda: now, seed=trial_seed, complaints=trial_seed % 40)
    assert check_store(path).findings == []


def test_an_existing_store_is_left_alone(path):
    with pytest.raises(KnownError):
        make_sample(path, lambda: NOW)


def test_stopping_leaves_nothing(tmp_path):
    with pytest.raises(KnownError):
        make_sample(tmp_path / "office.sqlite", lambda: NOW, tell=lambda done, total: done < 2)
    assert list(tmp_path.iterdir()) == []
