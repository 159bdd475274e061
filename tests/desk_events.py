"""Short ways for a year's plan and its events."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.rules.events import QUARTERS
from tests.desks import Office, at

#: a picture for the rules, which count photos and never look at them
PHOTO = b"\x89PNG\r\n\x1a\n" + bytes(64)


def lines(*quarters: str) -> tuple[dict[str, Any], ...]:
    """Return one line for each quarter named."""
    return tuple({"quarter": one, "theme": f"{one}社区活动", "responsible": "苏婷"} for one in quarters)


def plan(office: Office, upto: str = "approved", year: int = 2027, **values: Any) -> int:
    """Draft the plan of a year; the manager approves it."""
    given = {
        "year": datetime.date(year, 1, 1),
        "company_plan": "公司年度计划：每季度一项",
        "lines": lines(*QUARTERS),
    }
    record_id = office.save("event_plan", office.su, **{**given, **values})
    if upto != "draft":
        office.step(record_id, "approve", office.chen)
    return record_id


def event(office: Office, upto: str = "planned", **values: Any) -> int:
    """Plan an event and bring it to a state on the usual way; the clock goes along."""
    given: dict[str, Any] = {
        "theme": "中秋灯会", "kind": "festival", "start_at": at("09-11 19:00"), "end_at": at("09-11 21:00"),
        "place": "中心广场", **values,
    }  # fmt: skip
    record_id = office.save("community_event", office.su, **given)
    if upto == "planned":
        return record_id
    start: datetime.datetime = given["start_at"]
    office.clock.now = min(office.clock.now, start - datetime.timedelta(days=3))
    office.step(
        record_id, "prepare", office.su, programme="猜灯谜、放河灯", notice_text="请各位住户参加",
        notice_posted_on=office.clock.now.date(), notice_places="各单元门口",
    )  # fmt: skip
    if upto == "prepared":
        return record_id
    office.clock.now = given["end_at"]
    office.step(record_id, "hold", office.su)
    if upto == "held":
        return record_id
    office.step(record_id, "record", office.su, course="86人参加", text_record="灯谜二百条", participants=86)
    return record_id
