"""Signed paper at the desk: what the paper says against the record, of every form that is signed; who sees how much."""

from __future__ import annotations

import random
from typing import Any

import pytest

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.draft import Draft, check
from custdesk.language import Words
from custdesk.office.signing import boxes_of
from custdesk.record import AnyRecord, described, filled, lines_of
from custdesk.rules.signed_paper import SignatureRead
from custdesk.scan import Comparison
from custdesk.sheet import Sheet
from custdesk.signed_desk import Compared, ComparedField
from custdesk.store.answers import Changes, Refused
from custdesk.workflow import User
from tests.desk_papers import against_the_manager
from tests.desk_repairs import callback, order
from tests.desk_signed import newest, print_anyway, print_sheet, row, scan_home, signature
from tests.desks import Office
from tests.test_contract_samples import sample, writer

SHEETS = [(record, sheet) for record in ALL for sheet in record.form.sheets if boxes_of(record, sheet)]
SAME, BY_HAND, DIFFERS = Comparison.SAME, Comparison.BY_HAND, Comparison.DIFFERS
MA = "马先生"


def desk_of(office: Office, user: User) -> Desk:
    return Desk(office.store, user)


def box(compared: Compared | None, name: str) -> ComparedField:
    assert compared is not None
    return next(one for one in compared.fields if one.name == name)


# -- every form --------------------------------------------------------------------------------------------


@pytest.mark.rule("R-009")
@pytest.mark.parametrize(
    ("record", "sheet"), SHEETS, ids=[f"{record.form.key} {sheet.number}" for record, sheet in SHEETS]
)
def test_of_every_form_what_is_signed_stays_and_the_comparison_has_three_answers(
    office: Office, record: AnyRecord, sheet: Sheet
):
    """Printed, signed: a filled box is refused, one printed empty is filled, a correction is a new edition."""
    person, desk = writer(office, record), desk_of(office, office.zhou)
    record_id, hand, written = saved_with_an_empty_box(office, record, sheet, person)
    one = print_anyway(office, record_id, sheet.number)
    desk.record_signatures(one, [signature(boxes_of(record, sheet)[-1].box, "郑宏", office.clock.now.date())])
    name, value = changeable(office, record, record_id, sheet, hand)
    assert not record.form.frozen(office.values(record_id)["state"], office.values(record_id))
    (lock,) = desk.locks(record_id)
    assert name in lock.fields
    assert hand not in lock.fields
    with pytest.raises(Refused) as trouble:
        office.change(record_id, person, **{name: value})
    assert [(problem.field, problem.rule) for problem in trouble.value.problems] == [(name, "R-009")]
    assert {each.answer for each in desk.compare(record_id).fields} == {SAME}
    office.change(record_id, person, **{hand: written})
    assert office.values(record_id)["edition"] == 1
    office.correct(record_id, office.zhou, "按原始记录更正", **{name: value})
    assert office.values(record_id)["edition"] == 2
    compared = desk.compare(record_id)
    assert compared is not None
    assert (compared.print, compared.sheet, compared.edition) == (one, sheet.number, 1)
    assert [signer.name for signer in compared.signed] == ["郑宏"]
    assert box(compared, hand).answer is BY_HAND
    assert box(compared, name).answer is DIFFERS
    assert box(compared, "number").answer is SAME
    assert [each.name for each in compared.fields if each.answer is not SAME and not follows(record, each.name)] == [
        each for each in dict.fromkeys(sheet.names()) if each in (name, hand)
    ]  # fmt: skip
    assert all(Words("zh_Hans")(each.label) for each in compared.fields)
    again = print_anyway(office, record_id, sheet.number)
    assert (row(office, again).edition, row(office, again).copy) == (2, 1)
    assert [awaited.edition for awaited in desk.not_home() if awaited.record == record_id] == [2]
    desk.record_signatures(
        again, [signature(boxes_of(record, sheet)[-1].box, "郑宏", office.clock.now.date())]
    )
    assert {each.answer for each in desk.compare(record_id).fields} == {SAME}


def typed(record: AnyRecord, name: str, even: str = "") -> bool:
    """Whether people fill in a box, and it is locked when the record is; `even` where that does not matter."""
    thing = described(record).get(name)
    kinds = {"by", "stays_open", "stepped", "or_else"} - {even}
    return thing is not None and not any(getattr(thing, what, None) for what in kinds)


def follows(record: AnyRecord, name: str) -> bool:
    """Whether a box follows from others: computed, or shown of a linked record."""
    return not typed(record, name, "stays_open")


def saved_with_an_empty_box(
    office: Office, record: AnyRecord, sheet: Sheet, person: User
) -> tuple[int, str, Any]:
    """Save a sample with one box of the sheet left empty that can be filled in later; return record, box and value."""
    facts = office.store.facts(person)
    samples = (sample(office, record, seed) for seed in range(2027, 2040))
    for values, name in (
        (values, name) for values in samples for name in reversed([*dict.fromkeys(sheet.names())])
    ):
        if not typed(record, name, "stays_open") or not filled(values.get(name)) or name in lines_of(record):
            continue
        without = {**values, name: None, **({"locked_at": None} if "locked_at" in values else {})}
        if any(one.grave for one in check(record, without, {}, facts)):
            continue
        record_id = office.store.save(Draft(record, without, {}), person).record_id
        if not filled(office.values(record_id)[name]) and tried(
            office, record_id, person, name, values[name]
        ):
            return record_id, name, values[name]
    raise AssertionError("no box can be left empty")


def changeable(office: Office, record: AnyRecord, record_id: int, sheet: Sheet, but: str) -> tuple[str, Any]:
    """A box that is filled and may be corrected, and another value for it."""
    rng, before = random.Random(7), office.values(record_id)
    pool = {
        "staff": [office.lin.id, office.su.id],
        "unit": [office.unit("5-603")],
        "customer": [office.resident(MA)],
    }
    for name in dict.fromkeys(sheet.names()):
        if name == but or not typed(record, name) or not filled(before[name]) or name in lines_of(record):
            continue
        kind = described(record)[name]
        offered = [before[name] + "（改）"] if isinstance(before[name], str) and len(before[name]) > 3 else []
        for value in (
            *offered,
            *(kind.sample(rng, {**{key: [] for key in targets(kind)}, **pool}) for _ in range(8)),
        ):
            if value not in (None, before[name]) and tried(office, record_id, office.zhou, name, value, "试"):
                return name, value
    raise AssertionError("no box can be changed")


def targets(kind: Any) -> tuple[str, ...]:
    return tuple(getattr(kind, "targets", ()))


def tried(office: Office, record_id: int, person: User, name: str, value: Any, reason: str = "") -> bool:
    """Whether the rules allow a change; nothing stays of it."""
    try:
        with office.store.database.atomic() as trial:
            if reason:
                office.correct(record_id, person, reason, **{name: value})
            else:
                office.change(record_id, person, **{name: value})
            kept = office.values(record_id)[name] == value
            trial.rollback()
    except Refused:
        return False
    return kept


# -- what is compared --------------------------------------------------------------------------------------


def test_the_newest_print_is_compared_where_nothing_was_signed(office: Office):
    record = office.complaint("handled")
    desk = desk_of(office, office.lin)
    assert desk.compare(record) is None
    print_sheet(office, record)
    office.change(record, office.lin, handling="已约谈当班保安并道歉", cause_analysis="新员工不熟悉规范")
    second = print_sheet(office, record)
    compared = desk.compare(record)
    assert (compared.print, compared.copy, compared.signed) == (second, 2, ())
    assert compared.count(DIFFERS) == 0


def test_the_signed_print_is_compared_and_not_the_copy_made_later(office: Office):
    record = office.complaint("handled")
    desk, first = desk_of(office, office.lin), print_sheet(office, record)
    desk.record_signatures(first, [SignatureRead("signatures.1", MA, "", office.clock.now.date())])
    office.change(record, office.lin, cause_analysis="新员工不熟悉规范")
    print_sheet(office, record)
    compared = desk.compare(record)
    assert compared.print == first
    assert [(signer.name, signer.day) for signer in compared.signed] == [(MA, office.clock.now.date())]
    assert box(compared, "cause_analysis").answer is BY_HAND
    assert (box(compared, "cause_analysis").paper, box(compared, "cause_analysis").record) == (
        "",
        "新员工不熟悉规范",
    )


def test_emptied_since_differs_and_lines_added_were_completed(office: Office):
    progress = ({"at": office.clock.now, "by": office.lin.id, "text": "已派人查看"},)
    record = office.complaint("handling", progress=progress, investigation="现场查看")
    print_sheet(office, record)
    again = (
        *office.values(record)["progress"],
        {"at": office.clock.now, "by": office.lin.id, "text": "已约谈"},
    )
    office.change(record, office.lin, progress=again, investigation=None)
    compared = desk_of(office, office.lin).compare(record)
    assert box(compared, "progress").answer is BY_HAND
    assert box(compared, "investigation").answer is DIFFERS
    assert box(compared, "investigation").record == ""


def test_the_paper_speaks_its_own_language_and_names_of_then(office: Office):
    office.store.set_setting("paper_language", "zh_Hant", office.chen, "改用繁体")
    record = office.complaint("handled")
    print_sheet(office, record)
    office.store.set_setting("paper_language", "zh_Hans", office.chen, "改回简体")
    compared = desk_of(office, office.lin).compare(record)
    assert box(compared, "validity").paper == "有效"
    assert {each.answer for each in compared.fields} == {SAME}


def test_labels_are_those_of_the_sheet_in_its_order(office: Office):
    record = office.complaint("handled")
    print_sheet(office, record)
    compared = desk_of(office, office.lin).compare(record)
    names = [each.name for each in compared.fields]
    assert names[:4] == ["number", "received_at", "channel", "received_by"]
    assert len(names) == len(set(names))
    assert Words("zh_Hans")(box(compared, "content").label) == "投诉内容"


# -- who sees how much -------------------------------------------------------------------------------------


@pytest.mark.rule("R-011")
def test_a_phone_is_compared_in_full_and_shown_masked(office: Office):
    record = office.complaint("handled", phone="13800050603")
    print_sheet(office, record)
    office.change(record, office.lin, phone="13800050609")
    desk = desk_of(office, office.lin)
    lines = office.one("SELECT count(*) FROM trail")
    phone = box(desk.compare(record), "phone")
    assert (phone.paper, phone.record, phone.answer) == ("138****0603", "138****0609", DIFFERS)
    assert office.one("SELECT count(*) FROM trail") == lines
    desk.reveal(record, "phone")
    assert box(desk.compare(record), "phone").paper == "13800050603"
    call = callback(office, order(office, "finished"))
    print_sheet(office, call, "P-07")
    assert box(desk.compare(call), "phone")[2:] == ("138****5678", "138****5678", SAME)


@pytest.mark.rule("R-064")
def test_a_hidden_record_is_compared_for_nobody_and_its_number_is_told_to_nobody(office: Office):
    hidden = against_the_manager(office, "handling")
    number = office.see(hidden, office.lin).number
    entry = office.save(
        "communication",
        office.lin,
        customer=MA,
        opinion="对收费有意见",
        validity="not_valid",
        complaint=hidden,
    )
    print_sheet(office, entry, "P-02a", user=office.lin)
    assert box(desk_of(office, office.lin).compare(entry), "complaint")[2:] == (number, number, SAME)
    manager = desk_of(office, office.chen)
    assert manager.compare(hidden) is None
    found = box(manager.compare(entry), "complaint")
    assert found.answer is SAME
    assert number not in found.paper + found.record
    office.change(entry, office.lin, complaint=None)
    found = box(manager.compare(entry), "complaint")
    assert found.answer is DIFFERS
    assert found.paper
    assert number not in found.paper
    assert box(desk_of(office, office.lin).compare(entry), "complaint").paper == number


# -- the desk tells ----------------------------------------------------------------------------------------


@pytest.mark.rule("R-007")
def test_everybody_is_told_and_the_notice_counts(office: Office):
    desk, told = desk_of(office, office.lin), list[Changes]()
    desk.heard.append(told.append)
    assert desk.not_home_notice() is None
    record = office.complaint("handled")
    print_sheet(office, record)
    office.clock.pass_minutes(60 * 24 * 12)
    (awaited,) = desk.not_home()
    assert desk.not_home_count() == 1
    assert Words("zh_Hans")(desk.not_home_notice()) == "有1张打印的纸尚未收回，最久的已12天"
    desk.not_coming(awaited, "打印坏了")
    desk.coming_after_all(awaited)
    scan_home(office, newest(office))
    (unread,) = desk.to_read()
    desk.record_signatures(unread.print, [SignatureRead(each.box) for each in unread.boxes])
    assert [one.records for one in told] == [(), (), ((record, "complaint"),)]
    assert desk.to_read() == []
    assert [(kept.box, kept.name) for kept in desk.signatures(record)] == [
        ("signatures.1", ""), ("signatures.2", ""), ("signatures.3", ""),
    ]  # fmt: skip
    assert desk.locks(record) == (), "nobody signed"
