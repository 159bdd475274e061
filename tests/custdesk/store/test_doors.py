"""Side doors to a hidden complaint: what was found open by an adversary, and stays shut."""

from __future__ import annotations

import pytest
from msgspec import structs

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.fields import Masked, Sight
from custdesk.press import Period, Press
from custdesk.record import header_kinds, lines_of
from custdesk.rules.privacy import hidden_from
from custdesk.store import rows
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import Refused
from tests.desks import WORDS, Office

CREATE = BY_KEY["duty_log"].form.creates[0]


def made_of(office: Office, entry: int, **values: object) -> int:
    """Make a complaint of an entry as Lin does at the window."""
    desk = Desk(office.store, office.lin)
    seen = desk.read().record(entry)
    assert seen is not None
    draft = desk.make(CREATE, seen)
    draft.values |= values
    return desk.save(draft).record_id


@pytest.fixture
def entry(office: Office) -> int:
    """An entry of which a complaint against the manager was made."""
    return office.entry(kind="complaint", phone="13800050603")


@pytest.fixture
def hidden(office: Office, entry: int) -> int:
    return made_of(office, entry, accused_staff=office.chen.id, against_director=True, content="主任不理人")


def test_a_form_cannot_be_linked_into_a_hidden_record(office: Office, hidden: int):
    """Otherwise the accused writes into the complaint against him and is told its phone."""
    desk = Desk(office.store, office.chen)
    draft = desk.new("complaint", complainant="甲", content="乙", phone=Masked("138****0603"))
    draft.link_back = (hidden, "leading_complaint", "")
    before = office.values(hidden)
    with pytest.raises(Refused):
        desk.save(draft)
    assert office.values(hidden) == before


def test_a_second_form_never_takes_the_first_ones_place(office: Office, entry: int, hidden: int):
    """To the accused the entry shows no form: pressing the button again must not cut the link."""
    desk = Desk(office.store, office.chen)
    seen = desk.read().record(entry)
    assert seen is not None
    assert not desk.may_make(CREATE, seen)
    with pytest.raises(Refused):
        desk.save(desk.make(CREATE, seen))
    assert office.values(entry)["linked_record"] == hidden


def test_a_voided_form_may_be_made_again(office: Office, entry: int):
    first = made_of(office, entry)
    office.step(first, "void", office.chen, reason="记错")
    desk = Desk(office.store, office.lin)
    seen = desk.read().record(entry)
    assert seen is not None
    assert desk.may_make(CREATE, seen)
    second = made_of(office, entry)
    assert office.values(entry)["linked_record"] == second


def test_a_locked_entry_names_the_hidden_complaint_on_no_paper(office: Office, entry: int, hidden: int):
    number = office.values(hidden)["number"]
    office.clock.pass_minutes(10)
    Desk(office.store, office.xu).take_over()
    assert office.values(entry)["frozen_at"] is not None
    kept = office.read(office.chen).edition_of(entry, 1)
    assert kept is not None
    assert number not in kept.names.values()
    press, day = Press(office.store, office.chen), Period.of_day(office.clock.now.date())
    for job in (press.sheet_job([entry]), press.list_job("duty_log", "P-01", day)):
        assert number not in str([job.shown(one) for one in job.snapshots])
    seen = Press(office.store, office.zhou).sheet_job([entry])
    assert number in str(seen.shown(seen.snapshots[0]))


def test_the_hidden_number_finds_nothing(office: Office, hidden: int):
    number = office.values(hidden)["number"]
    assert Desk(office.store, office.chen).find(number) == ([], [])
    assert [hit.id for hit in Desk(office.store, office.zhou).find(number)[0]] == [hidden]


def test_the_list_of_residents_room_and_pickers_say_nothing(office: Office, hidden: int):
    desk = Desk(office.store, office.chen)
    number = office.values(hidden)["number"]
    assert desk.choices(("complaint",), number) == []
    assert desk.choices(("complaint",), "主任") == []
    assert hidden not in {hit.id for hit in desk.read().owed()}
    assert Desk(office.store, office.zhou).choices(("complaint",), number)


def test_closing_an_account_does_not_name_it(office: Office):
    record = office.complaint(user=office.su, accused_staff=office.chen.id, against_director=True)
    with pytest.raises(Refused) as trouble:
        office.step(office.su.id, "leave", office.chen)  # type: ignore[arg-type]
    said = WORDS(trouble.value.problems[0].text)
    assert office.values(record)["number"] not in said
    assert "公司" in said


def test_taking_back_an_import_does_not_name_it(office: Office):
    batch = Batch("import", [NewRow(BY_KEY["unit"], {"building": "9", "room": "901"})])
    unit = office.store.bulk(batch, office.chen).record_id
    record = office.complaint(unit=unit, accused_staff=office.chen.id, against_director=True)
    with pytest.raises(Refused) as trouble:
        office.store.undo(office.chen)
    assert office.values(record)["number"] not in WORDS(trouble.value.problems[0].text)


def test_his_own_draft_of_it_is_gone_and_cannot_be_saved(office: Office):
    record = office.complaint(phone="13800050603")
    desk = Desk(office.store, office.chen)
    draft = office.edit(record, office.chen)
    draft.put("handling", "自己的话")
    office.store.drafts.keep(draft)
    office.change(record, office.lin, accused_staff=office.chen.id, against_director=True)
    assert desk.kept_drafts() == []
    office.store.drafts.discard(draft.id)
    assert desk.kept_drafts(discarded=True) == []
    for act in (
        lambda: desk.save(draft),
        lambda: desk.apply(record, "accept", draft=draft),
        lambda: desk.reveal(record, "phone"),
        lambda: office.store.attach(record, b"x", "x", "scan", office.chen),
        lambda: Press(office.store, office.chen).sheet_job([record]),
    ):
        with pytest.raises(Refused):
            act()


@pytest.mark.parametrize(
    "visibility", [None, "", ",staff:4,", ",staff:44,", ",role:office_manager,role:deputy_manager,"]
)
def test_hidden_says_the_same_in_sql_and_python(office: Office, visibility: str | None):
    record = office.complaint()
    office.store.database.execute_sql(
        'UPDATE "header" SET "visibility" = ? WHERE "id" = ?', (visibility, record)
    )
    for user in office.people.values():
        assert office.read(user).may_see(record) is not hidden_from(visibility, user.id, user.role)


def test_a_masked_value_is_never_stored(office: Office):
    """Whatever door it comes by: a step's values are the one that takes no draft."""
    record = office.complaint(phone="13800050603")
    with pytest.raises(TypeError, match="masked"):
        office.store.apply(record, "accept", office.lin, values={"phone": Masked("138****0603")})
    assert office.values(record)["phone"] == "13800050603"
    with pytest.raises(TypeError, match="masked"):
        rows.update_header(office.store.database, record, {"note": Masked("1****2")})
    assert header_kinds()["note"].sight is Sight.SHOWN


def test_the_manager_loses_nothing_of_a_form_with_a_masked_phone(office: Office):
    """A draft of a masked record, kept, killed and opened again, changes only what was typed."""
    record = office.complaint(phone="13800050603")
    office.store.drafts.keep(Draft(**structs.asdict(office.edit(record, office.chen))))
    draft = office.edit(record, office.chen)
    draft.put("handling", "写了")
    office.store.drafts.keep(draft)
    desk = Desk(office.store, office.chen)
    again = desk.open_draft(next(one for one in desk.kept_drafts() if one.id == draft.id))
    assert set(again.changes()) == {"handling"}
    desk.save(again)
    assert office.values(record)["phone"] == "13800050603"


@pytest.mark.parametrize("key", BY_KEY)
def test_typed_lines_hold_nothing_with_a_sight_of_its_own(key: str):
    """The reading door masks a record's own fields and computed lines; a typed line's phone would pass it."""
    for lines in lines_of(BY_KEY[key]).values():
        assert lines.by is not None or {kind.sight for kind in lines.line.kinds().values()} <= {Sight.SHOWN}


def test_words_of_a_line_are_found_the_id_behind_its_link_is_not(office: Office):
    line = {"at": office.clock.now, "by": office.zhao.id, "text": "电话告知进展"}
    record = office.complaint("handling", content="楼道灯不亮", progress=(line,))
    reader = office.read(office.lin)
    assert record in {hit.id for hit in reader.find("赵志强")}
    assert record in {hit.id for hit in reader.find("电话告知")}
    body = office.one('SELECT "body" FROM "search_text" WHERE "id" = ?', record).split()
    assert str(office.zhao.id) not in body
