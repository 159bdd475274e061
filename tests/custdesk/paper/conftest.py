"""A small record with one field of each kind that prints differently, and its sheet."""

from __future__ import annotations

import datetime
import re
from types import SimpleNamespace

import pytest

from custdesk.fields import (
    Choice,
    Choices,
    Day,
    Due,
    Link,
    Moment,
    Note,
    Options,
    Phone,
    ShortText,
    Sight,
    YesNo,
)
from custdesk.language import N_, Words
from custdesk.paper.render import page_text
from custdesk.paper.style import PaperStyle
from custdesk.record import Form, Line, Lines, Record
from custdesk.sheet import Box, Column, Heading, ListSheet, Row, Sheet, Signatures, Table
from custdesk.snapshot import Snapshot
from custdesk.workflow import Flow

SATISFIED = Options(yes=N_("满意"), fair=N_("基本满意"), no=N_("不满意"))


class CaseStep(Line):
    at = Moment(N_("时间"))
    text = ShortText(N_("经过"))
    agreed = YesNo(N_("顾客同意"))


class Case(Record):
    received_at = Moment(N_("接到时间"))
    name = ShortText(N_("投诉人"))
    unit = Link(N_("房号"), "unit", free=True)
    phone = Phone(N_("电话"), sight=Sight.MASKED)
    content = Note(N_("投诉内容"), lines=5)
    satisfied = Choice(N_("顾客是否满意"), SATISFIED)
    ways = Choices(N_("反馈方式"), SATISFIED)
    joint = YesNo(N_("联合处理"))
    due_by = Due(N_("处理期限"))
    closed_on = Day(N_("结案日期"))
    steps = Lines(CaseStep, N_("处理经过"))
    wishes = Note(N_("期望与建议"), lines=8)

    form = Form(
        "REC-00", "case", N_("顾客投诉处理单"), N_("投诉"), "received_at", (), ("content",),
        Flow("open", {"open": N_("登记"), "voided": N_("作废")}), prefix="TS", code="QR-7.2.3-04",
    )  # fmt: skip


SHEET = Sheet(
    "P-00",
    Heading(N_("顾客填写")),
    Row("received_at", "name", "unit"),
    Row("phone", "due_by"),
    Row(Box("content", height=5)),
    Row("satisfied", "joint", "closed_on"),
    Table("steps", rows=3),
    Signatures(N_("顾客签字"), N_("承办人签字")),
    back=(Row(Box("wishes", height=10)),),
)
LIST = ListSheet(
    "P-0L",
    N_("投诉登记表"),
    (
        Column("number", 2),
        Column("received_at", 2),
        Column("name", 2),
        Column("content", 5),
        Column("satisfied"),
    ),
    "month",
    Signatures(N_("编制人")),
    apart=((N_("无效投诉"), "joint", (False,)),),
    public_columns=("number", "received_at", "satisfied"),
)
VALUES = {
    "number": "TS-2027-0031",
    "edition": 1,
    "state": "open",
    "received_at": datetime.datetime(2027, 3, 11, 10, 5),
    "name": "王秀兰",
    "unit": 12,
    "phone": "13812345678",
    "content": "卫生间顶板漏水已三天，请尽快查看。",
    "satisfied": "fair",
    "joint": True,
    "due_by": datetime.datetime(2027, 3, 15),
    "closed_on": datetime.date(2027, 3, 18),
    "steps": ({"at": datetime.datetime(2027, 3, 12, 9, 0), "text": "上门查看，确认漏点", "agreed": True},),
    "wishes": "希望定期检查防水。",
}


@pytest.fixture
def case():
    """The record, its sheet, its list, and a maker of snapshots."""

    def snapshot(record_id: int = 7, **values: object) -> Snapshot:
        return Snapshot(Case, record_id, {**VALUES, **values}, {12: "3栋1202"})

    return SimpleNamespace(record=Case, sheet=SHEET, list=LIST, snapshot=snapshot)


@pytest.fixture
def style() -> PaperStyle:
    return PaperStyle(
        words=Words("en"),
        office_name="翠湖花园管理处",
        hotlines=((N_("公司投诉电话"), "400-820-8888"),),
        printed_at=datetime.datetime(2027, 3, 11, 10, 8),
    )


@pytest.fixture
def text_of():
    """The text of a PDF without white space, all pages or each."""

    def text_of(pdf: bytes, page: int | None = None) -> str:
        pages = page_text(pdf)
        return re.sub(r"\s", "", "".join(pages if page is None else [pages[page]]))

    return text_of
