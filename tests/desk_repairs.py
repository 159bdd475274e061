"""Short ways to orders and callbacks, for tests: `Office` of tests/desks.py with what a repair needs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from custdesk.binders import BY_KEY
from custdesk.workflow import User
from tests.desks import Office

WANG = "王秀兰"


def order(office: Office, upto: str = "requested", user: User | None = None, **values: Any) -> int:
    """Take an order down for Mrs Wang's home and bring it to a state on the usual way."""
    person = user or office.lin
    record_id = office.save("repair_order", person, **{
        "requested_by": office.resident(WANG), "unit": office.unit("3-1202"), "phone": "13812345678",
        "content": "卫生间顶板漏水", "demand_confirmed": True, **values,
    })  # fmt: skip
    return bring(office, record_id, upto, person)


def bring(office: Office, record_id: int, upto: str, user: User | None = None) -> int:
    """Bring an order to a state on the usual way."""
    person = user or office.lin
    for step, needed in _COURSE:
        values = office.values(record_id)
        if values["state"] == upto:
            return record_id
        if values["state"] not in BY_KEY["repair_order"].form.flow.step(step).sources:
            continue
        given = {name: value for name, value in needed(office).items() if values.get(name) in (None, False)}
        office.step(record_id, step, person, **given)
    assert office.values(record_id)["state"] in (
        upto,
        "closed",
    )  # it closes by itself where nothing is missing
    return record_id


_COURSE: tuple[tuple[str, Callable[[Office], dict[str, Any]]], ...] = (
    ("dispatch", lambda office: {"worker": "吴建平", "demand_confirmed": True}), ("start", lambda office: {}),
    ("finish", lambda office: {"work_done": "更换接头", "finished_at": office.clock.now}),
    ("sign_off", lambda office: {"signed_by_customer_name": WANG, "signed_at": office.clock.now.date()}),
)  # fmt: skip


def answers(office: Office, user: User | None = None, **values: Any) -> dict[str, Any]:
    """Return what a callback made says."""
    return {
        "method": "phone", "done_at": office.clock.now, "done_by": (user or office.su).id, "person_reached": WANG,
        "quality_rating": "very_satisfied", "attitude_rating": "very_satisfied",
        "overall_rating": "very_satisfied", "defect_found": False, "complaint_made": False, **values,
    }  # fmt: skip


def callback(
    office: Office, subject: int, kind: str = "monthly", user: User | None = None, **values: Any
) -> int:
    """Set up a callback about a record."""
    return office.save("service_callback", user or office.su, subject=subject, kind=kind, **values)


def called(office: Office, record_id: int, user: User | None = None, **values: Any) -> int:
    """Make a callback."""
    office.step(record_id, "done", user or office.su, **answers(office, user, **values))
    return record_id


def of_order(office: Office, order_id: int, *states: str) -> list[dict[str, Any]]:
    """Return the callbacks of an order, those in the states asked for, oldest first."""
    found = office.sql('SELECT "id" FROM "service_callback" WHERE "subject" = ? ORDER BY "id"', order_id)
    values = [office.values(one) for (one,) in found]
    return [one for one in values if not states or one["state"] in states]


def rework_of(office: Office, order_id: int) -> dict[str, Any]:
    """Return the newest rework of an order."""
    found = office.sql('SELECT max("id") FROM "repair_order" WHERE "rework_of" = ?', order_id)
    assert found[0][0] is not None
    return office.values(found[0][0])


def report(office: Office, order_id: int, user: User | None = None, **values: Any) -> dict[str, Any]:
    """Report by call that the defect persists; return the rework."""
    given = {
        "defect_reported_at": office.clock.now,
        "defect_reported_by": WANG,
        "defect": "顶板又有水渍",
        **values,
    }
    office.step(order_id, "report_defect", user or office.lin, **given)
    return rework_of(office, order_id)
