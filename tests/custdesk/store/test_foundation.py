"""What the foundation offers to forms that hang together: effects of a save, values and lines that follow, chains, the clock."""

from __future__ import annotations

import pytest

from custdesk.draft import blank
from custdesk.fields import Masked
from custdesk.language import Words
from custdesk.store import rows
from custdesk.store.keeping_time import timely
from custdesk.store.store import SYSTEM
from custdesk.workflow import User
from tests.custdesk.store.parcels import Parcel, Slip, with_parcels
from tests.desks import Office, at, on

WORDS = Words("zh_Hans")


@pytest.fixture
def parcels(office: Office) -> Office:
    with_parcels(office.store)
    return office


def parcel(office: Office, user: User | None = None, **values: object) -> int:
    draft = blank(
        Parcel, office.store.facts(office.lin), **{"arrived_on": on("04-16"), "sender": "顺丰", **values}
    )
    return office.store.save(draft, user or office.lin).record_id


def values(office: Office, record_id: int) -> dict:
    form = office.store.forms[str(rows.form_of(office.store.database, record_id))]
    return rows.load(office.store.database, form, record_id) or {}


def slips(office: Office, record_id: int) -> list[str]:
    return [seen.values["text"] for seen in office.store.facts(office.lin).referring(record_id, "slip")]


def test_a_save_brings_its_effects_in_the_same_act_and_undo_takes_them_back(parcels: Office):
    one = parcel(parcels)
    assert slips(parcels, one) == ["新到"]
    causes = parcels.sql(
        "SELECT DISTINCT cause FROM trail WHERE seq IN (SELECT seq FROM trail_record WHERE record >= ?)", one
    )
    assert len(causes) == 1
    parcels.store.undo(parcels.lin)
    assert values(parcels, one)["state"] == "voided"
    assert slips(parcels, one) == []


def test_an_effect_comes_with_a_later_change_once(parcels: Office):
    one = parcel(parcels)
    for text in ("是", "是，右角"):
        draft = blank(Parcel, parcels.store.facts(parcels.lin))
        seen = parcels.store.read(parcels.lin).record(one)
        assert seen is not None
        draft.values, draft.base = dict(seen.values), dict(seen.values)
        draft.record_id, draft.revision = one, seen.revision
        draft.put("broken", text)
        parcels.store.save(draft, parcels.lin)
    assert slips(parcels, one) == ["新到", "破损"]


def test_lines_follow_from_what_the_store_holds_and_a_step_may_settle_them(parcels: Office):
    parcel(parcels)
    two = parcel(parcels)
    assert values(parcels, two)["counts"] == ({"on": on("04-16"), "parcels": 1},)
    parcels.store.apply(two, "fetch", parcels.lin)
    assert values(parcels, two)["counts"] == ({"on": on("04-16"), "parcels": 99},)
    assert values(parcels, two)["state"] == "gone"
    facts = parcels.store.facts(parcels.lin)
    assert [seen.open for seen in facts.referring(two, "slip")] == [False]


def test_a_number_may_follow_from_another_records(parcels: Office):
    one = parcel(parcels)
    (slip,) = parcels.store.facts(parcels.lin).referring(one, "slip")
    assert slip.number == f"{values(parcels, one)['number']}-Z"
    assert values(parcels, slip.id)["serial"] is None


def test_values_of_the_linked_record_are_seen_with_it_and_no_further_than_it(parcels: Office):
    one = parcel(parcels, phone="13800050603")
    slip = parcels.store.facts(parcels.lin).referring(one, "slip")[0].id
    seen = parcels.store.read(parcels.lin).record(slip)
    assert seen is not None
    assert seen.values["sender"] == "顺丰"
    assert isinstance(seen.values["parcel_phone"], Masked)
    assert seen.show("parcel_phone", WORDS) == "138****0603"
    hidden = parcel(parcels, sender="密", phone="13800050603")
    under = parcels.store.facts(parcels.lin).referring(hidden, "slip")[0].id
    manager = parcels.store.read(parcels.chen).record(under)
    assert manager is not None
    assert (manager.values["sender"], manager.values["parcel_phone"]) == (None, None)
    other = parcels.complaint()
    draft = blank(Slip, parcels.store.facts(parcels.lin), subject=other, text="无")
    elsewhere = parcels.store.read(parcels.lin).record(parcels.store.save(draft, parcels.lin).record_id)
    assert elsewhere is not None
    assert elsewhere.values["sender"] is None


def test_a_frozen_record_keeps_what_the_linked_one_said_then(parcels: Office):
    one = parcel(parcels, phone="13800050603")
    slip = parcels.store.facts(parcels.lin).referring(one, "slip")[0].id
    with parcels.store._act(SYSTEM) as writing:
        writing.step(slip, "end", {})
        writing.change(Parcel, one, {"sender": "圆通"})
    reader = parcels.store.read(parcels.lin)
    issued = reader.edition_of(slip, 1)
    assert issued is not None
    assert issued.values["sender"] == "顺丰"
    assert issued.show("parcel_phone", WORDS) == "138****0603"
    now = reader.record(slip)
    assert now is not None
    assert now.values["sender"] == "圆通"


def test_dated_and_waiting_find_by_the_records_own_days(parcels: Office):
    first, second, third = (parcel(parcels, arrived_on=on(day)) for day in ("04-01", "04-15", "04-16"))
    parcels.store.apply(third, "void", parcels.chen, reason="录重")
    facts = parcels.store.facts(parcels.lin)
    assert [seen.id for seen in facts.dated("parcel", "arrived_on", on("04-01"), on("04-15"))] == [first]
    assert [seen.id for seen in facts.dated("parcel", "arrived_on", at("04-02 00:00"))] == [second]
    assert [seen.id for seen in facts.dated("parcel", "arrived_on")] == [first, second]
    assert [seen.id for seen in facts.waiting("parcel", "kept_until", ("here",))] == [first, second]
    assert facts.waiting("parcel", "sender", ("here",)) == []
    plan = parcels.sql(
        'EXPLAIN QUERY PLAN SELECT t."id" FROM "parcel" t WHERE t."arrived_on" >= ?', "2027-04-01"
    )
    assert "USING" in plan[0][3]


def test_the_clock_takes_a_step_when_its_moment_has_come(parcels: Office):
    one = parcel(parcels, kept_until=at("04-17 00:00"))
    two = parcel(parcels)
    assert parcels.store.keep_time().records == ()
    parcels.clock.set("04-17 00:00")
    assert [form for _id, form in parcels.store.keep_time().records] == ["parcel"]
    assert (values(parcels, one)["state"], values(parcels, two)["state"]) == ("gone", "here")
    assert parcels.store.read(parcels.lin).history(one)[0].what == "step:send_back"
    assert "send_back" not in [step.name for step in Parcel.form.flow.leaving("here")]
    assert parcels.store.keep_time().records == ()


def test_the_clock_looks_again_only_at_the_next_moment_or_after_a_write(
    parcels: Office, monkeypatch: pytest.MonkeyPatch
):
    looked = []
    monkeypatch.setattr(
        "custdesk.store.store.timely", lambda facts: looked.append(facts.now) or timely(facts)
    )
    parcel(parcels, kept_until=at("04-18 09:00"))
    for _minute in range(3):
        parcels.store.keep_time()
    assert len(looked) == 1
    parcel(parcels, kept_until=at("04-17 09:00"))
    parcels.store.keep_time()
    assert len(looked) == 2
    parcels.clock.set("04-17 09:00")
    assert [form for _id, form in parcels.store.keep_time().records] == ["parcel"]


def test_a_chain_starts_with_its_first_record_from_wherever_it_is_asked(parcels: Office):
    first = parcel(parcels)
    second = parcel(parcels, instead_of=first)
    third = parcel(parcels, instead_of=second)
    alone = parcels.complaint()
    reader = parcels.store.read(parcels.lin)
    for one in (first, second, third):
        chain = reader.chain(one)
        assert chain is not None
        assert chain.hit.id == first
        assert [child.hit.form for child in chain.children] == ["slip", "parcel"]
        assert {first, second, third} <= set(chain.ids())
        assert len(chain.ids()) == 6
    assert reader.chain(alone) is None


def test_a_chain_shows_nobody_what_is_hidden_from_him(parcels: Office):
    first = parcel(parcels, sender="密")
    second = parcel(parcels, instead_of=first)
    chain = parcels.store.read(parcels.chen).chain(second)
    assert chain is not None
    assert first not in chain.ids()
    assert chain.hit.id == second
    whole = parcels.store.read(parcels.lin).chain(second)
    assert whole is not None
    assert whole.hit.id == first
