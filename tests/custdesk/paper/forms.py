"""A record whose sheets use what the plain ones do not: boxes that are signed, copies, charts, photos, a letter."""

from __future__ import annotations

import datetime
import io
from typing import Any

from PIL import Image

from custdesk.fields import Choice, Day, Link, Moment, Note, Number, Options, Phone, ShortText, Sight
from custdesk.language import N_
from custdesk.record import Form, Line, Lines, Record
from custdesk.sheet import Box, Chart, Letter, Photos, Row, Sheet, Signatures, Table
from custdesk.snapshot import Snapshot
from custdesk.workflow import Flow

SATISFIED = Options(yes=N_("满意"), fair=N_("基本满意"), no=N_("不满意"))


class Tally(Line):
    kind = ShortText(N_("类别"))
    on_time = Number(N_("按时"))
    late = Number(N_("逾期"))
    pending = Number(N_("未完"))
    handler = Link(N_("承办人"), "staff", free=True)


class Repair(Record):
    received_at = Moment(N_("接到时间"))
    owner = ShortText(N_("业主"))
    unit = Link(N_("房号"), "unit", free=True)
    phone = Phone(N_("联系电话"), sight=Sight.MASKED)
    contract = ShortText(N_("合同编号"))
    content = Note(N_("维修内容"), lines=5)
    cause = Note(N_("主要原因"), lines=2)
    measures = Note(N_("措施"), lines=2)
    numbers = ShortText(N_("记录表编号"))
    result = Note(N_("维修记录"), lines=4)
    satisfied = Choice(N_("是否满意"), SATISFIED)
    closed_on = Day(N_("交付时间"))
    tallies = Lines(Tally, N_("及时情况"))

    form = Form(
        "REC-0R", "repair", N_("工程维修记录表"), N_("维修"), "received_at", (), ("content",),
        Flow("open", {"open": N_("登记"), "voided": N_("作废")}), prefix="GW", code="QR-1",
    )  # fmt: skip


BOXES = Sheet(
    "P-0B",
    Row(
        Box("owner", label=N_("指派维修单位"), inside=True),
        Box("number", label=N_("编号"), inside=True),
    ),
    Row("contract", "phone"),
    Row(Box("satisfied", inside=True), Box("closed_on", inside=True)),
    Row(
        Box("content", height=5, inside=True, more=("cause", "measures"), signs=(N_("签发人"),)),
    ),
    Row(
        Box("result", height=4, inside=True, foot=("numbers",), signs=(N_("维修负责人"), N_("检验人"))),
    ),
    caption=N_("表3.3.2 工程维修记录表"),
)
COPIES = (N_("存档联"), N_("维修联"), N_("顾客联"))
SLIP = Sheet(
    "P-0S",
    Row("received_at", "owner", "unit"),
    Row("contract", "phone"),
    Row(Box("content", height=3)),
    Signatures(N_("维修人员"), N_("顾客签字")),
    copies=COPIES,
)
CHARTS = Sheet(
    "P-0C",
    Chart("tallies", "kind", ("on_time",), N_("按时数")),
    Chart("tallies", "kind", ("on_time", "late", "pending")),
    Table("tallies", columns=("kind", "on_time"), by_hand=(N_("签字"),)),
)
LETTER = Sheet("P-0L", Letter(to="owner", body="content", on="closed_on"), title=N_("复函"))
PHOTOS = Sheet("P-0P", Row("received_at", "owner"), Signatures(N_("组织人")), Photos())
PUBLIC = Sheet(
    "P-0O",
    Row("closed_on", "satisfied"),
    Row("unit", "phone"),
    Table("tallies", columns=("kind", "handler", "on_time")),
    public=True,
)

VALUES: dict[str, Any] = {
    "number": "GW-2027-0006",
    "edition": 1,
    "state": "open",
    "received_at": datetime.datetime(2027, 3, 11, 10, 5),
    "owner": "王秀兰",
    "unit": 12,
    "phone": "13812345678",
    "contract": "HT-2024-017",
    "content": "8栋窗边渗水，雨后明显。",
    "cause": "密封胶老化开裂。",
    "measures": "铲除旧胶，重新打胶。",
    "numbers": "GW-2027-0007",
    "result": "已完成，淋水试验无渗漏。",
    "satisfied": "fair",
    "closed_on": datetime.date(2026, 8, 31),
    "tallies": (
        {"kind": "公共区域环境卫生及绿化养护", "on_time": 12, "late": 3, "pending": 1, "handler": 5},
        {"kind": "维修", "on_time": 30, "late": 0, "pending": 4},
        {"kind": "治安", "on_time": 2, "late": 5, "pending": None},
    ),
}


def repair(record_id: int = 7, **values: object) -> Snapshot:
    """A snapshot of the record."""
    return Snapshot(Repair, record_id, {**VALUES, **values}, {12: "3栋1202", 5: "许志明"})


def photo(digest: str, note: str = "", kind: str = "photo") -> dict[str, Any]:
    """An attachment as a record's values name it."""
    return {"id": 1, "digest": digest, "kind": kind, "name": f"{digest}.jpg", "note": note, "edition": 1}


def picture(width: int, height: int, orientation: int = 1, colour: str = "red", kind: str = "JPEG") -> bytes:
    """A picture with a black stripe along its first row of pixels."""
    found = Image.new("RGB", (width, height), colour)
    found.paste("black", (0, 0, width, max(height // 10, 1)))
    exif = Image.Exif()
    exif[0x0112] = orientation
    saved = io.BytesIO()
    found.save(saved, kind, exif=exif)
    return saved.getvalue()
