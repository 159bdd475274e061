"""Signatures read from paper, what a signed sheet holds fast, and the board of sheets that are not home."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.office.signing import CUSTOMER_BOXES, SIGNED, SignedByCustomer, boxes_of, own_box
from custdesk.record import AnyRecord
from custdesk.rules.signed_paper import ITS_OWN, SignatureRead
from custdesk.sheet import Sheet
from custdesk.store.answers import Refused
from custdesk.store.checking import check_store
from tests.desk_papers import against_the_manager
from tests.desk_repairs import WANG, callback, order
from tests.desk_signed import (
    kept,
    print_list,
    print_sheet,
    read_boxes,
    signature,
)
from tests.desks import Office, said

SIGNED_SHEETS = [(record, sheet) for record in ALL for sheet in record.form.sheets if boxes_of(record, sheet)]
EACH = pytest.mark.parametrize(
    ("record", "sheet"),
    SIGNED_SHEETS,
    ids=[f"{record.form.key} {sheet.number}" for record, sheet in SIGNED_SHEETS],
)
MA = "马先生"


def refused(act: Any, *args: Any, **named: Any) -> list[Any]:
    with pytest.raises(Refused) as trouble:
        act(*args, **named)
    return trouble.value.problems


def handled(office: Office, **values: Any) -> int:
    """A complaint that is handled, with its cause still to be written."""
    return office.complaint("handled", **values)


# -- where sheets are signed -------------------------------------------------------------------------------


def test_boxes_come_from_the_declaration_of_the_sheet():
    def boxes(form: str, number: str) -> dict[str, str]:
        record = BY_KEY[form]
        sheets = (*record.form.sheets, *record.form.lists)
        sheet = next(one for one in sheets if one.number == number)
        return {one.box: one.fills for one in boxes_of(record, sheet)}

    assert boxes("complaint", "P-03") == {"signatures.1": ITS_OWN, "signatures.2": "", "signatures.3": ""}
    assert boxes("repair_order", "P-06") == {"materials.1": ""}
    assert boxes("service_callback", "P-07") == {
        "work_done.1": "subject", "materials.1": "", "opinion.1": ITS_OWN, "opinion.2": "", "earlier.1": "",
        "earlier.2": "",
    }  # fmt: skip
    assert boxes("communication", "P-02") == {"lines.1": ""}
    assert boxes("service_callback", "P-36-07") == {"signatures.1": ""}, (
        "columns for answers are no signatures"
    )
    assert boxes("complaint_summary", "P-05 public") == {}
    assert boxes("engineering_visit", "P-09").keys() == {
        "findings.1", "owner_opinion.1", "cause_and_responsibility.1", "decision.1",
    }  # fmt: skip


@EACH
@pytest.mark.rule("R-007")
def test_no_box_is_named_twice_and_the_customers_is_known(record: AnyRecord, sheet: Sheet):
    boxes = boxes_of(record, sheet)
    assert len({one.box for one in boxes}) == len(boxes)
    assert sum(one.fills == ITS_OWN for one in boxes) <= 1
    customers = [one for one in boxes if "customer" in one.label.msgid.lower()]
    assert all(one.customer and one.label in CUSTOMER_BOXES for one in customers)
    if issubclass(record, SignedByCustomer) and customers:
        assert own_box(record, sheet) is not None


# -- what was read -----------------------------------------------------------------------------------------


@pytest.mark.rule("R-007")
def test_the_customers_box_fills_the_record_in_the_same_act(office: Office):
    record = handled(office)
    one = print_sheet(office, record)
    lines = office.one("SELECT count(*) FROM trail")
    changes = read_boxes(
        office, one, signature("signatures.1", "马小姐", relation="女儿"), signature("signatures.2", "林晓燕"),
        signature("signatures.3", ""),
    )  # fmt: skip
    today = office.clock.now.date()
    assert {name: office.values(record)[name] for name in SIGNED} == {
        "signed_by_customer_name": "马小姐", "signer_relation": "女儿", "signed_at": today, "no_signature_reason": None,
    }  # fmt: skip
    assert kept(office) == [
        (one, "signatures.1", "马小姐", "女儿", today.isoformat()),
        (one, "signatures.2", "林晓燕", None, today.isoformat()),
        (one, "signatures.3", "", None, None),
    ]
    written = office.sql('SELECT "what", "cause" FROM trail WHERE seq > ? ORDER BY seq', lines)
    assert [what for what, _cause in written] == ["change", "signatures"]
    assert len({cause for _what, cause in written}) == 1
    assert changes.records == ((record, "complaint"),)
    assert office.one('SELECT "entered_by" FROM "signature" LIMIT 1') == office.lin.id


@pytest.mark.rule("R-007")
def test_reading_is_taken_back_whole(office: Office):
    record = handled(office)
    one = print_sheet(office, record)
    before = {name: office.values(record)[name] for name in SIGNED}
    read_boxes(office, one, signature("signatures.1", MA), signature("signatures.2", "林晓燕"))
    changes = office.store.undo(office.lin)
    assert kept(office) == []
    assert {name: office.values(record)[name] for name in SIGNED} == before
    assert (record, "complaint") in changes.records
    read_boxes(office, one, signature("signatures.2", "林晓燕"))
    read_boxes(office, one, signature("signatures.2", "周敏"))
    assert office.store.undo(office.lin).records == ((record, "complaint"),)
    assert [name for _p, _b, name, _r, _d in kept(office)] == ["林晓燕"], (
        "what was read before is there again"
    )
    assert check_store(office.store.path).findings == []


def test_what_somebody_else_read_since_is_not_taken_back(office: Office):
    record = handled(office)
    one = print_sheet(office, record)
    read_boxes(office, one, signature("signatures.2", "林晓燕"))
    read_boxes(office, one, signature("signatures.2", "周敏"), user=office.zhou)
    (problem,) = refused(office.store.undo, office.lin)
    assert office.see(record).number in str(problem.text.values)
    assert [name for _p, _b, name, _r, _d in kept(office)] == ["周敏"]


def test_the_work_signed_for_on_a_callbacks_sheet_is_recorded_in_the_order(office: Office):
    """R-067, R-075: P-07 holds the signature for the work and that for the callback."""
    job = order(office, "finished")
    call = callback(office, job)
    one = print_sheet(office, call, "P-07")
    read_boxes(office, one, signature("work_done.1"))
    assert office.values(job)["signed_by_customer_name"] == WANG
    assert office.values(call)["signed_by_customer_name"] is None
    office.step(job, "sign_off", office.lin)
    read_boxes(office, one, signature("work_done.1", "王建国"))
    assert office.values(job)["signed_by_customer_name"] == WANG, "what is recorded there is not overwritten"
    office.store.undo(office.lin)
    assert [name for _p, _b, name, _r, _d in kept(office)] == [WANG]


def test_the_order_of_a_callback_has_its_own_rules(office: Office):
    call = callback(office, order(office, "finished"))
    one = print_sheet(office, call, "P-07")
    fields = said(refused(read_boxes, office, one, signature("work_done.1", "王建国")))
    assert fields == {"work_done.1.relation"}, "not the one who ordered"
    assert kept(office) == []
    assert said(refused(read_boxes, office, one, signature("work_done.1", "吴建平", relation="师傅"))) == {
        "work_done.1.name"
    }


@pytest.mark.rule("R-007")
@pytest.mark.parametrize(
    ("read", "field"),
    [
        (SignatureRead("signatures.1", "林晓燕", "", datetime.date(2027, 4, 16)), "signatures.1.name"),
        (SignatureRead("signatures.1", MA, "", None), "signatures.1.signed_on"),
        (SignatureRead("signatures.1", MA, "", datetime.date(2027, 4, 17)), "signatures.1.signed_on"),
        (SignatureRead("signatures.1", MA, "", datetime.date(2027, 4, 15)), "signatures.1.signed_on"),
        (SignatureRead("signatures.1", "别人", "", datetime.date(2027, 4, 16)), "signatures.1.relation"),
        (SignatureRead("opinion.1", MA, "", datetime.date(2027, 4, 16)), "opinion.1"),
    ],
)
def test_what_cannot_be_is_refused_at_its_box_and_nothing_is_written(office: Office, read, field):
    one = print_sheet(office, handled(office))
    lines = office.one("SELECT count(*) FROM trail")
    assert said(refused(office.store.record_signatures, one, [read], office.lin)) == {field}
    assert kept(office) == []
    assert office.one("SELECT count(*) FROM trail") == lines


@pytest.mark.rule("R-051")
def test_dated_before_the_work_was_done_is_refused(office: Office):
    office.clock.set("04-10 10:00")
    record = office.complaint("handling")
    one = print_sheet(office, record)
    office.clock.set("04-16 18:50")
    office.step(record, "finish", office.lin, handling="已约谈", handled_at=office.clock.now)
    early = SignatureRead("signatures.1", MA, "", datetime.date(2027, 4, 12))
    (problem,) = refused(office.store.record_signatures, one, [early], office.lin)
    assert (problem.rule, problem.field) == ("R-051", "signatures.1.signed_on")


def test_signed_after_all_takes_the_reason_away(office: Office):
    record = handled(office, no_signature_reason="unreachable")
    read_boxes(office, print_sheet(office, record), signature("signatures.1", MA))
    assert office.values(record)["no_signature_reason"] is None


def test_read_once_more_as_empty_takes_the_record_s_own_away(office: Office):
    record = handled(office)
    one = print_sheet(office, record)
    read_boxes(office, one, signature("signatures.1", MA))
    read_boxes(office, one, signature("signatures.1", ""))
    assert office.values(record)["signed_by_customer_name"] is None
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=office.clock.now.date())
    office.store.record_signatures(print_sheet(office, record), [SignatureRead("signatures.1")], office.lin)
    assert office.values(record)["signed_by_customer_name"] == MA, "another copy was signed"


def test_a_voided_record_takes_no_signature(office: Office):
    record = office.complaint("accepted")
    one = print_sheet(office, record)
    office.step(record, "void", office.chen, reason="重复登记")
    assert refused(read_boxes, office, one, signature("signatures.2", "林晓燕"))[0].rule == "R-008"


@pytest.mark.rule("R-007")
def test_who_may_not_see_the_record_reads_nothing_of_it(office: Office):
    record = against_the_manager(office, "handling")
    one = print_sheet(office, record, user=office.lin)
    for print_id in (one, 999):
        assert refused(read_boxes, office, print_id, signature("signatures.2", "郑宏"), user=office.chen)
    assert office.read(office.chen).signatures(record) == []
    assert office.read(office.chen).locks(record) == ()
    read_boxes(office, one, signature("signatures.2", "郑宏"))
    assert [kept.name for kept in office.read(office.lin).signatures(record)] == ["郑宏"]


def test_a_list_is_read_too_and_taken_back(office: Office):
    office.entry()
    one = print_list(office, "duty_log", "P-01")
    changes = read_boxes(
        office, one, signature("signatures.1", "林晓燕"), signature("signatures.2", "许志明")
    )
    assert [name for _p, _b, name, _r, _d in kept(office)] == ["林晓燕", "许志明"]
    assert changes.records == ()
    office.store.undo(office.lin)
    assert kept(office) == []


# -- recorded on the form, as before -----------------------------------------------------------------------


def test_recorded_on_the_form_it_stands_at_the_newest_print(office: Office):
    record = handled(office)
    first, second = print_sheet(office, record), print_sheet(office, record)
    today = office.clock.now.date()
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=today)
    assert kept(office) == [(second, "signatures.1", MA, None, today.isoformat())]
    office.change(record, office.lin, signed_by_customer_name="马小姐", signer_relation="女儿")
    assert kept(office) == [(second, "signatures.1", "马小姐", "女儿", today.isoformat())]
    office.change(record, office.lin, signed_by_customer_name=None, signer_relation=None, signed_at=None)
    assert kept(office) == []
    office.store.undo(office.lin)
    assert kept(office) == [(second, "signatures.1", "马小姐", "女儿", today.isoformat())]
    assert first != second


def test_a_sheet_printed_after_the_day_was_not_signed_that_day(office: Office):
    office.clock.set("04-14 09:00")
    record = handled(office)
    first = print_sheet(office, record)
    office.clock.set("04-16 18:50")
    print_sheet(office, record)
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=datetime.date(2027, 4, 15))
    assert [print_id for print_id, *_rest in kept(office)] == [first]


def test_without_a_print_nothing_stands_anywhere(office: Office):
    record = handled(office)
    office.change(record, office.lin, signed_by_customer_name=MA, signed_at=office.clock.now.date())
    job = order(office, "finished")
    print_sheet(office, job)  # the slip has no box for the customer
    office.step(job, "sign_off", office.lin, signed_by_customer_name=WANG, signed_at=office.clock.now.date())
    assert kept(office) == []
