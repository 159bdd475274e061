"""The desk and scanned paper: who hears of it, what may be looked at, what is typed in."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs
from PIL import Image

from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.paper.render import page_count
from custdesk.print_job import Period
from custdesk.rules.homecoming import Verdict
from custdesk.scan import TrayPage
from custdesk.store.answers import Changes, Refused
from custdesk.store.checking import check_store
from tests import scans
from tests.desk_repairs import order
from tests.desk_scans import Codes, blanks, bound, by_hand, listed, printed, scanned, secret
from tests.desks import Office


class Room:
    """A room of scans that opens nothing: it says what it was asked for."""

    def __init__(self) -> None:
        self.closed = False

    def pages_pdf(self, pages: Any) -> bytes:
        return bound(pages)

    def picture(self, content: bytes, page: int, turn: int, height: int) -> bytes | None:
        return b"picture of page %d turned %d, %d high, of %s" % (page, turn, height, content[:12])

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def desk(office: Office) -> Iterator[Desk]:
    desk = Desk(office.store, office.lin)
    desk._scan_room = Room()  # type: ignore[assignment]
    return desk


def take_in(
    desk: Desk, *pages: Codes, name: str = "a.pdf", location: str = "", turn: int = 0
) -> list[TrayPage]:
    """File a batch of one file; return what waits in the tray."""
    desk.file_scans(desk.judge_scans([scanned(name, *pages, turn=turn)]), location)
    return desk.tray()


def test_everybody_hears_of_a_batch_and_of_its_undo(office: Office, desk: Desk):
    heard: list[Changes] = []
    desk.heard.append(heard.append)
    record = office.complaint("accepted")
    take_in(desk, *printed(office, record).stamps, location="卷3")
    assert [one.records for one in heard] == [((record, "complaint"),)]
    assert desk.last_location() == "卷3"
    desk.undo()
    assert (record, "complaint") in heard[1].records
    assert len(desk.tray()) == 2


def test_the_last_location_is_that_of_a_record_this_person_sees(office: Office, desk: Desk):
    assert desk.last_location() == ""
    open_one, hidden = office.complaint("accepted"), secret(office)
    take_in(desk, *printed(office, open_one).stamps, location="卷1")
    take_in(desk, *printed(office, hidden, user="guo").stamps, name="b.pdf", location="保密柜")
    assert desk.last_location() == "保密柜"
    desk.sit_down(office.chen)
    assert desk.last_location() == "卷1"


def test_a_page_is_looked_at_upright(office: Office, desk: Desk):
    (page,) = take_in(desk, "https://example.org", turn=270)
    assert page.turn == 270
    assert desk.page_picture(page.id, 900) == b"picture of page 0 turned 270, 900 high, of %PDF scan of"
    name, content = desk.page_original(page.id)
    assert (name, content[:4]) == ("a.pdf", b"%PDF")


def test_what_is_not_for_this_person_is_not_looked_at(office: Office, desk: Desk):
    record = office.complaint("accepted")
    hidden = printed(office, secret(office), user="guo").stamps
    take_in(desk, *hidden, *printed(office, record).stamps, name="一叠.pdf")
    desk.undo()
    pages = {one.number: one.id for one in desk.tray()}
    assert desk.page_picture(pages["TS-2027-0002"], 900) is not None
    desk.sit_down(office.chen)
    assert [one.number for one in desk.tray()] == ["TS-2027-0001"] * 2
    assert desk.tray_for_others() == 2
    assert desk.page_picture(pages["TS-2027-0002"], 900) is None
    assert desk.page_picture(pages["TS-2027-0001"], 900) is not None
    for page in pages.values():  # the file also holds the other sheet
        with pytest.raises(KnownError):
            desk.page_original(page)
    with pytest.raises(KnownError):
        desk.type_in(pages["TS-2027-0002"])


def test_a_file_that_is_gone_is_said(office: Office, desk: Desk):
    (page,) = take_in(desk, ())
    office.store.files.path(office.one('SELECT "digest" FROM "scan"')).unlink()
    assert desk.page_picture(page.id, 900) is None
    with pytest.raises(KnownError):
        desk.page_original(page.id)
    with pytest.raises(KnownError):
        desk.file_page(page.id, office.complaint("accepted"))
    assert desk.tray() == [page]


def test_a_page_that_is_not_there_is_said(desk: Desk):
    assert desk.page_picture(99, 900) is None
    with pytest.raises(KnownError):
        desk.page_original(99)
    with pytest.raises(KnownError):
        desk.type_in(99)
    with pytest.raises(Refused):
        desk.set_aside([99])


def test_a_page_is_filed_by_hand(office: Office, desk: Desk):
    record = office.complaint("accepted")
    (page,) = take_in(desk, ())
    assert desk.file_page(page.id, record, sheet="P-03", location="卷5").records == ((record, "complaint"),)
    assert desk.tray() == []
    assert office.values(record)["paper_location"] == "卷5"


def test_pages_are_put_aside_and_come_back(desk: Desk):
    (page,) = take_in(desk, "https://example.org")
    desk.set_aside([page.id], "广告")
    assert (desk.tray(), [one.note for one in desk.tray(aside=True)]) == ([], ["广告"])
    desk.take_back_page([page.id])
    assert [one.id for one in desk.tray()] == [page.id]


def test_a_sheet_filled_in_by_hand_is_typed_in_and_goes_home(office: Office, desk: Desk):
    one, two = blanks(office, "complaint", "P-03", 2)
    tray = take_in(desk, *one.stamps, *two.stamps)
    assert {page.verdict for page in tray} == {Verdict.BLANK}
    draft = desk.type_in(tray[0].id)
    assert (draft.number, draft.record.form.key) == ("TS-2027-0001", "complaint")
    draft.put("content", "手写的")
    office.store.drafts.keep(draft)
    again = desk.type_in(tray[0].id)  # the form begun before
    assert (again.id, again.values["content"]) == (draft.id, "手写的")
    for name, value in by_hand(office, "").values.items():
        again.put(name, value)
    record = desk.save(again).record_id
    assert office.values(record)["number"] == "TS-2027-0001"
    assert [one["kind"] for one in office.values(record)["attachments"]] == ["scan"]
    assert {page.number for page in desk.tray()} == {"TS-2027-0002"}
    with pytest.raises(KnownError):  # its number is taken
        desk.type_in(tray[0].id)
    assert check_store(office.store.path).findings == []


def test_only_what_was_printed_empty_is_typed_in(office: Office, desk: Desk):
    (sheet,) = blanks(office, "complaint", "P-03", 1)
    forged = structs.replace(sheet.stamps[0], number="TS-2027-0009")
    tray = take_in(desk, (), forged, "https://example.org")
    for page in tray:
        with pytest.raises(KnownError):
            desk.type_in(page.id)


def test_the_lines_of_a_book_s_page_are_forms_of_their_own(office: Office, desk: Desk):
    (sheet,) = blanks(office, "communication", "P-02", 1)
    page = take_in(desk, sheet.stamps[0])[0]
    assert (page.verdict, page.number) == (Verdict.BLANK, "BK-2027-0001")
    draft = desk.type_in(page.id)
    assert (draft.number, draft.record.form.key) == ("", "communication")
    desk.settle_pages(["BK-2027-0001"])
    assert desk.tray() == []
    (kept,) = desk.scanned_lists()
    assert desk.page_picture(kept.pages[0], 700) is not None


def test_the_room_is_let_go_with_the_desk(office: Office, desk: Desk):
    room = desk._scan_room
    desk.close()
    assert isinstance(room, Room)
    assert room.closed


# --- the whole way, through real pictures ----------------------------------------------------------------------


@pytest.fixture
def real(office: Office) -> Iterator[Desk]:
    """A desk with a room of scans that opens what it is given."""
    desk = Desk(office.store, office.lin)
    yield desk
    desk.scan_room.close()


def pictures(pdf: bytes, turn: int = 0) -> list[tuple[Image.Image, scans.Defects]]:
    """Scan every page of a print."""
    defects = scans.Defects(dpi=200, turn=turn, noise=6, quality=70)
    rng = random.Random(7)
    return [
        (scans.scanned(scans.printed(pdf, page, 200), defects, rng), defects)
        for page in range(page_count(pdf))
    ]


@pytest.mark.slow
def test_paper_comes_home_through_real_pictures(office: Office, real: Desk):
    complaint, repair = office.complaint("accepted"), order(office, "dispatched")
    form, slips = printed(office, complaint), printed(office, repair, "P-06")
    month = listed(office, "complaint", "P-04", Period.of_month(datetime.date(2027, 4, 1)))
    (empty,) = blanks(office, "complaint", "P-03", 1)
    white = (Image.new("L", (1654, 2339), 250), scans.Defects(dpi=200))
    stack = scans.as_pdf([*pictures(form.pdf, 180), white])
    (slip, how) = pictures(slips.pdf)[0]
    jpeg = scans.as_jpeg(slip, how)
    tiff = scans.as_tiff([page for page, _how in pictures(empty.pdf)], how)
    png = scans.as_png(*pictures(month.pdf)[0])
    files = [
        real.scan_room.read(name, content)
        for name, content in (
            ("一叠.pdf", stack),
            ("派工单.jpg", jpeg),
            ("手写.tif", tiff),
            ("登记表.png", png),
        )
    ]
    report = real.file_scans(real.judge_scans(files), "2027卷4")
    assert [(one.record, one.sheet, one.pages, one.missing) for one in report.filed] == [
        (complaint, "P-03", (1, 2), ()), (repair, "P-06", (1,), ()), (None, "P-04", (1,), ()),
    ]  # fmt: skip
    tray = [(one.name, one.page, one.verdict) for one in report.tray]
    assert tray == [("手写.tif", 0, Verdict.BLANK), ("手写.tif", 1, Verdict.BLANK)]
    assert [(one.name, one.page, one.verdict) for one in report.empty] == [("一叠.pdf", 2, Verdict.EMPTY)]
    # the originals byte for byte; the complaint's two pages taken out whole and upright, the slips as they came
    assert all(office.store.files.read(one.digest) == one.content for one in files)
    hung = {one: office.values(one)["attachments"] for one in (complaint, repair)}
    assert [len(one) for one in hung.values()] == [1, 1]
    assert office.store.files.read(hung[repair][0]["digest"]) == jpeg
    bound_pages = real.scan_room.read("x.pdf", office.store.files.read(hung[complaint][0]["digest"])).pages
    assert [(page.turn, [code.text for code in page.codes]) for page in bound_pages] == [
        (0, [stamp.text]) for stamp in form.stamps
    ]
    assert office.sql(
        'SELECT count(*), count(DISTINCT "leaf") FROM "scan_page" WHERE "record" = ?', repair
    ) == [(3, 3)]
    # a page is looked at, a sheet filled in by hand typed in: its two pages go home with it
    assert real.page_picture(report.empty[0].id, 600) is not None
    picture = real.page_picture(report.tray[0].id, 600)
    assert picture is not None
    assert Image.open(io.BytesIO(picture)).height == 600
    draft = real.type_in(report.tray[0].id)
    for name, value in by_hand(office, "").values.items():
        draft.put(name, value)
    record = real.save(draft).record_id
    assert [one["name"] for one in office.values(record)["attachments"]] == ["手写.tif"]
    assert real.tray() == []
    assert check_store(office.store.path).findings == []
    real.undo()
    assert [page.verdict for page in real.tray()] == [Verdict.TAKEN_BACK, Verdict.TAKEN_BACK]
    assert check_store(office.store.path).findings == []
