"""Files on a record: captions, taking off and putting back, what was issued stays, what rules need stays."""

from __future__ import annotations

import pytest

from custdesk.store.answers import Refused
from custdesk.store.checking import check_store
from custdesk.store.signed_paper import boxes_on
from tests.desk_events import event
from tests.desk_signed import print_sheet, read_boxes, row, signature
from tests.desks import Office


def hung(office: Office, record: int) -> list[tuple[str, str | None]]:
    return [(one["name"], one["note"]) for one in office.values(record)["attachments"]]


def first(office: Office, record: int) -> int:
    return office.values(record)["attachments"][0]["id"]


def refusal(act) -> str:
    with pytest.raises(Refused) as trouble:
        act()
    return trouble.value.problems[0].rule or trouble.value.problems[0].text.msgid


@pytest.fixture
def record(office: Office) -> int:
    record = office.complaint()
    office.store.attach(record, b"one", "现场.jpg", "photo", office.lin, "漏水处")
    office.store.attach(record, b"two", "签字.pdf", "scan", office.lin)
    return record


def test_a_caption_is_changed_with_a_line_and_taken_back(office: Office, record: int):
    changes = office.store.describe_attachment(record, first(office, record), " 卫生间顶板 ", office.lin)
    assert hung(office, record)[0] == ("现场.jpg", "卫生间顶板")
    line = office.read(office.zhou).history(record)[0]
    assert (line.seq, line.what) == (changes.seq, "describe")
    assert line.file == {"name": "现场.jpg", "note": "漏水处", "now": "卫生间顶板"}
    office.store.undo(office.lin)
    assert hung(office, record)[0] == ("现场.jpg", "漏水处")
    assert check_store(office.store.path).findings == []


def test_the_same_caption_again_writes_nothing(office: Office, record: int):
    before = office.values(record)["revision"]
    assert office.store.describe_attachment(record, first(office, record), "漏水处", office.lin).records == ()
    assert office.values(record)["revision"] == before


def test_what_is_taken_off_comes_back_as_it_was(office: Office, record: int):
    before = office.values(record)["attachments"]
    office.store.remove_attachment(record, first(office, record), office.lin)
    assert hung(office, record) == [("签字.pdf", None)]
    assert office.read(office.zhou).history(record)[0].what == "detach"
    office.store.undo(office.lin)
    assert office.values(record)["attachments"] == before
    assert office.store.files.sound(before[0]["digest"])
    assert check_store(office.store.path).findings == []


def test_an_id_given_again_meanwhile_is_not_taken_twice(office: Office, record: int):
    last = office.values(record)["attachments"][-1]
    office.store.remove_attachment(record, last["id"], office.lin)
    other = office.complaint(user=office.su)
    office.store.attach(other, b"three", "别处.jpg", "photo", office.su)
    assert first(office, other) == last["id"]  # SQLite gives the highest id again
    office.store.undo(office.lin)
    assert hung(office, record)[-1] == ("签字.pdf", None)
    assert hung(office, other) == [("别处.jpg", None)]
    assert check_store(office.store.path).findings == []


def test_a_file_just_hung_on_is_taken_back(office: Office, record: int):
    office.store.undo(office.lin)
    assert hung(office, record) == [("现场.jpg", "漏水处")]


def test_what_is_gone_is_said(office: Office, record: int):
    gone = first(office, record)
    office.store.remove_attachment(record, gone, office.lin)
    said = refusal(lambda: office.store.remove_attachment(record, gone, office.su))
    assert said == "This file does not hang here any more"


@pytest.mark.rule("R-009")
def test_what_was_issued_stays_but_for_a_correction(office: Office):
    record = office.complaint("handled")
    office.store.attach(record, b"one", "现场.jpg", "photo", office.lin)
    office.clock.pass_minutes(5)
    office.step(record, "close", office.zhou, **_closed(office))
    issued = first(office, record)
    for act in (
        lambda: office.store.remove_attachment(record, issued, office.zhou),
        lambda: office.store.describe_attachment(record, issued, "后补", office.zhou),
        lambda: office.store.remove_attachment(record, issued, office.lin, "传错"),
    ):
        assert refusal(act) == "R-009"
    office.store.remove_attachment(record, issued, office.zhou, "传错图片")
    assert hung(office, record) == []
    assert office.read(office.zhou).history(record)[0].reason == "传错图片"
    assert office.values(record)["edition"] == 1  # no paper of it shows photos
    assert refusal(lambda: office.store.undo(office.zhou)) == "R-009"


@pytest.mark.rule("R-009")
def test_what_hangs_on_a_frozen_record_since_is_no_part_of_it(office: Office):
    record = office.complaint("closed", user=office.zhou)
    office.clock.pass_minutes(5)
    office.store.attach(record, b"scan", "签字件.pdf", "scan", office.lin)
    office.store.describe_attachment(record, first(office, record), "顾客已签", office.lin)
    office.store.remove_attachment(record, first(office, record), office.lin)
    office.store.undo(office.lin)
    assert hung(office, record) == [("签字件.pdf", "顾客已签")]
    assert check_store(office.store.path).findings == []


@pytest.mark.rule("R-008")
def test_nothing_is_taken_off_a_voided_record(office: Office, record: int):
    office.step(record, "void", office.chen, "重复")
    assert (
        refusal(lambda: office.store.remove_attachment(record, first(office, record), office.zhou)) == "R-008"
    )


@pytest.mark.rule("R-049")
def test_the_photo_a_dispute_needs_stays(office: Office):
    record = office.complaint("handling", is_building_or_design_dispute=True)
    office.store.attach(record, b"one", "现场.jpg", "photo", office.lin)
    office.step(
        record,
        "finish",
        office.lin,
        handling="已查看",
        handled_at=office.clock.now,
        investigation="顶板有水渍",
    )
    with pytest.raises(Refused):
        office.store.remove_attachment(record, first(office, record), office.lin)
    office.store.attach(record, b"two", "另一张.jpg", "photo", office.lin)
    office.store.remove_attachment(record, first(office, record), office.lin)
    assert hung(office, record) == [("另一张.jpg", None)]


@pytest.mark.rule("R-064")
def test_whoever_may_not_see_a_record_takes_nothing_off_it(office: Office):
    record = office.complaint(accused_staff=office.su.id)
    office.store.attach(record, b"one", "现场.jpg", "photo", office.zhou)
    one = first(office, record)
    for act in (
        lambda: office.store.remove_attachment(record, one, office.su),
        lambda: office.store.describe_attachment(record, one, "x", office.su),
    ):
        assert refusal(act) == "This record does not exist"


def test_words_written_meanwhile_meet_no_conflict(office: Office, record: int):
    draft = office.edit(record, office.lin)
    draft.put("content", "保安骂人")
    office.store.remove_attachment(record, first(office, record), office.su)
    office.store.save(draft, office.lin)
    assert office.values(record)["content"] == "保安骂人"


def _closed(office: Office):
    from tests.desks import _closed

    return _closed(office, office.zhou)


# -- what a signed sheet shows ---------------------------------------------------------------------------------


@pytest.fixture
def signed_event(office: Office) -> int:
    """An event whose sheet shows two photos and bears a signature; a third photo came later."""
    made = event(office, "held")
    for content, name in ((b"one", "灯谜.jpg"), (b"two", "河灯.jpg")):
        office.store.attach(made, content, name, "photo", office.su, "猜灯谜")
    one = print_sheet(office, made, "P-12")
    (box,) = (box.box for box in boxes_on(office.store.database, office.store.forms, row(office, one)))
    read_boxes(office, one, signature(box, "陈国栋"), user=office.su)
    office.store.attach(made, b"three", "合影.jpg", "photo", office.su)
    return made


def standing(office: Office, record: int) -> tuple[list[str], int]:
    """Return the files that hang on a record, and its edition."""
    values = office.values(record)
    return [one["name"] for one in values["attachments"]], values["edition"]


@pytest.mark.rule("R-009")
def test_a_photo_on_a_signed_sheet_stays_but_for_a_correction(office: Office, signed_event: int):
    before = standing(office, signed_event)
    shown, _other, later = (one["id"] for one in office.values(signed_event)["attachments"])
    for act in (
        lambda: office.store.remove_attachment(signed_event, shown, office.zhou),
        lambda: office.store.describe_attachment(signed_event, shown, "放河灯", office.zhou),
        lambda: office.store.remove_attachment(signed_event, shown, office.su, "传错"),  # not hers to correct
    ):
        assert refusal(act) == "R-009"
    assert standing(office, signed_event) == before
    office.store.describe_attachment(signed_event, later, "合影", office.su)
    office.store.remove_attachment(signed_event, later, office.su)
    assert standing(office, signed_event) == (["灯谜.jpg", "河灯.jpg"], 1)
    office.store.remove_attachment(signed_event, shown, office.zhou, "照片里有孩子")
    assert standing(office, signed_event) == (["河灯.jpg"], 2)
    assert office.read(office.zhou).history(signed_event)[0].reason == "照片里有孩子"
    office.store.undo(office.zhou)
    assert standing(office, signed_event) == (["灯谜.jpg", "河灯.jpg"], 1)
    assert check_store(office.store.path).findings == []


@pytest.mark.rule("R-009")
def test_a_correction_elsewhere_makes_no_new_edition_of_a_photo_that_came_later(
    office: Office, signed_event: int
):
    later = office.values(signed_event)["attachments"][-1]["id"]
    office.store.remove_attachment(signed_event, later, office.zhou, "更正别处")
    assert standing(office, signed_event)[1] == 1


def test_a_printed_sheet_nobody_signed_holds_no_photo(office: Office):
    made = event(office, "held")
    office.store.attach(made, b"one", "灯谜.jpg", "photo", office.su)
    print_sheet(office, made, "P-12")
    office.store.remove_attachment(made, first(office, made), office.su)
    assert standing(office, made) == ([], 1)
