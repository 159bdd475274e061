"""The one reading door: hidden rows, masked and absent values, lists, overdue in SQL and in Python."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest

from custdesk.binders import BY_KEY
from custdesk.fields import Masked
from custdesk.record import Filter
from custdesk.store.reader import OVERDUE_SQL, ListQuery, overdue
from custdesk.store.store import Refused
from tests.desks import WORDS, Office, at

OVERDUE = Filter("overdue", BY_KEY["complaint"].form.title, overdue=True)


@pytest.fixture
def hidden(office: Office) -> int:
    """A complaint against the manager, with a unit, a file, a print, and an entry that points to it."""
    home = office.unit("5-603")
    entry = office.entry(kind="complaint", unit=home)
    create = BY_KEY["duty_log"].form.creates[0]
    given = create.values(office.see(entry, office.lin).values, entry)
    given |= {
        "against_director": True,
        "content": "主任不理人",
        "nature": "general",
        "category": "compensation_or_director",
    }
    draft = office.new("complaint", office.lin, **given)
    draft.link_back = (entry, create.link, create.step)
    record = office.store.save(draft, office.lin).record_id
    office.step(record, "accept", office.lin)
    office.store.log_print(office.see(record, office.lin), "P-03", {"content": "…"}, 2, "zh_Hans", office.lin)
    return record


def doors(office: Office, record: int, user: Any) -> dict[str, Any]:
    """What each door says about a record; only false answers mean that nothing came through."""
    reader, home = office.read(user), office.unit("5-603")
    whole = ListQuery("complaint")
    return {
        "record": reader.record(record),
        "records": reader.records([record]),
        "edition": reader.edition_of(record, 1),
        "may_see": reader.may_see(record),
        "ids": reader.ids(whole),
        "ids by words": reader.ids(ListQuery("complaint", text="主任不理人")),
        "ids of the overdue": reader.ids(ListQuery("complaint", filter=OVERDUE)),
        "ids gathered": list(reader.gather(whole) or ()),
        "first ids": list(reader.first(whole, 10).ids),
        "last ids": list(reader.last(whole, 10)),
        "first ids by words": list(reader.first(ListQuery("complaint", text="主任不理人"), 10).ids),
        "rows": reader.rows("complaint", [record], ("number", "content")),
        "count": reader.count(whole),
        "count by words": reader.count(ListQuery("complaint", text="主任不理人")),
        "find": reader.find("主任不理人"),
        "find by number": [hit for hit in reader.find("TS-2027-0001") if hit.form == "complaint"],
        "named": reader.named("complaint", ("accepted",), "主任"),
        "hits": reader.hits('h."form" = ?', ("complaint",), 'h."id"'),
        "owed": [hit for hit in reader.owed() if hit.form == "complaint"],
        "in_states": reader.in_states("complaint", "accepted"),
        "of_unit": [hit for hit in reader.of_unit(home) if hit.form == "complaint"],
        "referring": [hit for hit in reader.referring(home) if hit.form == "complaint"],
        "names": reader.names({record}),
        "history": reader.history(record),
        "prints": reader.prints(record),
    }


def test_the_accused_manager_meets_it_at_no_door(office: Office, hidden: int):
    office.clock.set("04-30 09:00")
    open_doors = {name for name, answer in doors(office, hidden, office.chen).items() if answer}
    assert open_doors == set()
    assert {name for name, answer in doors(office, hidden, office.guo).items() if answer} == set()


def test_everybody_else_meets_it_at_every_door(office: Office, hidden: int):
    office.clock.set("04-30 09:00")
    shut = {name for name, answer in doors(office, hidden, office.zhou).items() if not answer}
    assert shut <= {"edition", "owed", "ids of the overdue"}  # not frozen, and its date is still to be set


def test_whoever_may_not_see_it_may_not_write_it(office: Office, hidden: int):
    for act in (
        lambda: office.store.apply(hidden, "void", office.chen, reason="x"),
        lambda: office.store.attach(hidden, b"x", "x.jpg", "photo", office.chen),
        lambda: office.store.reveal(hidden, "phone", office.chen),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.rule("R-064")
def test_the_leaders_decision_opens_it(office: Office, hidden: int):
    office.change(hidden, office.zhou, leader_decision="主任当面道歉")
    assert office.read(office.chen).ids(ListQuery("complaint")) == [hidden]
    assert office.read(office.chen).history(hidden) != []


def test_an_accused_colleague_does_not_see_it_the_manager_does(office: Office):
    record = office.complaint(accused_staff=office.su.id)
    assert office.read(office.su).find("态度生硬") == []
    assert [hit.id for hit in office.read(office.chen).find("态度生硬")] == [record]


def test_phones_are_masked_until_revealed(office: Office):
    ma = office.resident("马先生")
    phone = office.see(ma, office.chen).values["phone"]
    assert isinstance(phone, Masked)
    assert office.see(ma, office.chen).show("phone", WORDS) == phone == "138****0603"
    assert office.store.reveal(ma, "phone", office.chen) == "13800050603"


def test_phones_are_masked_in_the_history_too(office: Office):
    record = office.complaint(phone="13812345678")
    office.change(record, office.lin, phone="13900000000")
    changed, created = office.read(office.lin).history(record)
    assert (changed.old["phone"], changed.new["phone"], created.new["phone"]) == (
        "138****5678", "139****0000", "138****5678",
    )  # fmt: skip


def test_saving_a_form_with_masked_values_changes_nothing(office: Office):
    ma = office.resident("马先生")
    office.change(ma, office.zhou, remark="常不在家")
    assert office.values(ma)["phone"] == "13800050603"


def test_the_households_data_are_absent_for_the_desk(office: Office):
    ma = office.resident("马先生")
    office.change(ma, office.zhou, special_care=True, remark="独居")
    for user, seen in (
        (office.lin, False),
        (office.su, False),
        (office.zhao, True),
        (office.zhou, True),
        (office.chen, True),
    ):
        values = office.see(ma, user).values
        assert ("special_care" in values, "remark" in values) == (seen, seen), user.name
        assert ("remark" in office.read(user).history(ma)[0].new) is seen
    with pytest.raises(Refused):
        office.store.reveal(ma, "remark", office.lin)


def test_a_snapshot_knows_the_names_its_links_show(office: Office):
    seen = office.see(office.complaint(unit=office.unit("5-603"), complainant=office.resident("马先生")))
    assert [seen.show(name, WORDS) for name in ("unit", "complainant", "received_by", "handler")] == [
        "5-603", "马先生", "林晓燕", "林晓燕",
    ]  # fmt: skip
    assert "salt" not in seen.values
    assert "visibility" not in seen.values


def test_lists_filter_sort_and_page(office: Office):
    first = office.complaint(received_at=at("04-10 09:00"), content="电梯异响")
    second = office.complaint("accepted", received_at=at("04-12 09:00"))
    third = office.complaint(received_at=at("04-16 09:00"), category="charges")
    reader = office.read(office.zhou)
    newest = ListQuery("complaint")
    assert reader.ids(newest) == [third, second, first]
    assert reader.ids(newest, limit=2) == [third, second]
    assert reader.ids(ListQuery("complaint", sort="category", descending=False)) == [third, first, second]
    assert reader.ids(ListQuery("complaint", sort="number", descending=False)) == [first, second, third]
    assert reader.ids(ListQuery("complaint", since=at("04-12 09:00"), until=at("04-16 09:00"))) == [second]
    assert reader.ids(ListQuery("complaint", text="异响")) == [first]
    filters = {one.name: one for one in BY_KEY["complaint"].form.filters}
    assert reader.ids(ListQuery("complaint", filter=filters["today"])) == [third]
    assert reader.ids(ListQuery("complaint", filter=filters["overdue"])) == [second, first]
    assert reader.count(ListQuery("complaint", filter=filters["overdue"])) == 2
    assert reader.count(newest) == 3


def test_the_unsigned_are_those_without_signature_and_reason(office: Office):
    office.complaint("closed")
    unsigned = office.complaint("handled")
    filters = {one.name: one for one in BY_KEY["complaint"].form.filters}
    assert office.read(office.zhou).ids(ListQuery("complaint", filter=filters["unsigned"])) == [unsigned]
    assert office.read(office.zhou).count(ListQuery("complaint", filter=filters["unsigned"])) == 1


def test_what_is_owed_comes_by_urgency_and_goes_when_done(office: Office):
    later = office.complaint(received_at=at("04-16 09:00"))
    sooner = office.complaint("handling", received_at=at("04-14 09:00"))
    assert [hit.id for hit in office.read(office.lin).owed()] == [sooner, later]
    office.step(sooner, "finish", office.lin, handling="已约谈", handled_at=office.clock.now)
    assert [hit.id for hit in office.read(office.lin).owed()] == [later]


def test_a_room_shows_its_newest_matters_not_its_people(office: Office):
    home = office.unit("5-603")
    old = office.complaint(unit=home, received_at=at("04-01 09:00"))
    new = office.entry(unit=home)
    assert [hit.id for hit in office.read(office.lin).of_unit(home)] == [new, old]
    assert [hit.id for hit in office.read(office.lin).of_unit(home, limit=1)] == [new]


def test_who_points_here(office: Office):
    home = office.unit("5-603")
    record = office.complaint(unit=home)
    assert {hit.id for hit in office.read(office.lin).referring(home)} == {record, office.resident("马先生")}


def test_overdue_says_the_same_in_sql_and_python(store):
    moments = [
        datetime.datetime(2027, month, day, hour, minute)
        for (month, day), hour, minute in itertools.product(
            ((4, 19), (4, 20), (12, 31)), (0, 9, 23), (0, 1, 59)
        )
    ]
    seconds = [datetime.timedelta(seconds=one) for one in (0, 1, 59)]
    for due, now, more in itertools.product(moments, moments, seconds):
        clock = (now + more).isoformat(timespec="minutes")
        (found,) = store.database.execute_sql(
            f'WITH h("due_at") AS (VALUES (?)) SELECT {OVERDUE_SQL} FROM h',
            (due.isoformat(timespec="minutes"), clock, clock),
        ).fetchone()
        assert bool(found) is overdue(due, now + more), (due, now, more)
    assert overdue(None, moments[0]) is False


@pytest.mark.parametrize(
    ("due", "now", "late"),
    [
        ("04-19 10:05", "04-19 10:05:59", False), ("04-19 10:05", "04-19 10:06", True),
        ("04-20 00:00", "04-19 23:59:59", False), ("04-20 00:00", "04-20 00:00", True),
    ],
)  # fmt: skip
def test_a_due_minute_is_on_time_through_it_a_due_day_until_midnight(due: str, now: str, late: bool):
    assert overdue(at(due), at(now)) is late
