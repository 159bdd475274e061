"""Short ways to the monthly summary: complaints of a month, the figures of a summary, the calendar of a person."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.desk import Desk
from custdesk.figures.calendar import DueThing
from custdesk.workflow import User
from tests.desks import Office


def take(office: Office, received: str, upto: str = "registered", finished: str = "", **values: Any) -> int:
    """Take a complaint in when it was received ("2028-02-10 09:00") and bring it to a state, handled at `finished`."""
    office.clock.set(received)
    state = "handling" if finished else upto
    record_id = office.complaint(state, office.su, received_at=office.clock.now, **values)
    if finished:
        office.clock.set(finished)
        office.step(record_id, "finish", office.su, handling="已约谈当班保安", handled_at=office.clock.now)
        if upto == "closed":
            close(office, record_id)
    return record_id


def close(office: Office, record_id: int, **values: Any) -> None:
    """Close a handled complaint with everything closing asks for."""
    now = office.clock.now
    office.step(record_id, "close", office.su, **{
        "cause_analysis": "新员工不熟悉规范", "preventive_action": "每月培训一次", "rectification": "当班保安重新培训",
        "customer_contacted_at": now, "contacted_by": office.su.id, "customer_opinion": "可以接受", "thanked": True,
        "customer_satisfied": "very_satisfied", "signed_by_customer_name": "马先生", "signed_at": now.date(), **values,
    })  # fmt: skip


def figure(office: Office, summary: int, code: str) -> tuple[Any, ...]:
    """Return part, whole, percent and what stands apart of a figure of a summary."""
    for line in office.values(summary)["figures"]:
        if line["figure"] == code:
            return tuple(line.get(name) for name in ("part", "whole", "percent", "apart"))
    raise KeyError(code)


def things(office: Office, user: User, first: str, last: str = "") -> list[DueThing]:
    """Return what is due for a person from a day ("2028-03-01") to another."""
    days = [datetime.date.fromisoformat(day) for day in (first, last or first)]
    return Desk(office.store, user).due_things(*days)


def duty(office: Office, user: User, day: str, key: str = "complaint_summary") -> DueThing:
    """Return a duty that is due on a day."""
    (found,) = [one for one in things(office, user, day) if one.duty == key and one.state != "reminder"]
    return found
