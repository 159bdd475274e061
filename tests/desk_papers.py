"""Short ways to the papers of a complaint: a major case, a report brought to a state, a note sent, an agreement."""

from __future__ import annotations

import datetime
from typing import Any

from custdesk.binders import BY_KEY
from custdesk.problem import Problem
from custdesk.workflow import User
from tests.desks import Office, at, on


def notices(office: Office, record: int) -> list[Problem]:
    """What the complaint's form reminds Lin of."""
    form = BY_KEY["complaint"].form
    return form.notices(office.values(record), office.store.facts(office.lin, record))


REPORT = {
    "corrective_report": {"problem": "外墙渗水", "measures": "重做防水层"},
    "preventive_report": {"preventive_measures": "雨季前检查外墙"},
}
LADDER = (
    {"level": "supervising_leader", "name": "郑宏", "on": on("04-16")},
    {"level": "general_manager", "name": "黄志远", "on": on("04-16")},
)


def major(office: Office, upto: str = "handling", **values: Any) -> int:
    """A major complaint with the date the manager set."""
    given = {
        "nature": "major",
        "due_set_to": at("04-30 00:00"),
        "due_set_by": "陈国栋",
        "due_set_on": on("04-16"),
    }
    return office.complaint(upto, **{**given, **values})


def against_the_manager(office: Office, upto: str = "handling", **values: Any) -> int:
    """A complaint against the manager: the leader handles it."""
    return office.complaint(upto, **{
        "against_director": True, "category": "compensation_or_director", "handler_kind": "supervising_leader",
        "handler": "郑宏", "due_set_to": at("04-30 00:00"), "due_set_by": "郑宏", "due_set_on": on("04-16"), **values,
    })  # fmt: skip


def report(office: Office, form: str, complaint: int, upto: str = "draft", by: User | None = None) -> int:
    """A report on a complaint, brought to a state by desk and manager."""
    record = office.save(
        form, by or office.lin, origin=complaint, cause="接缝老化", responsible_unit="工程部", due_on=on("05-15"),
        **REPORT[form],
    )  # fmt: skip
    for step, person, values in (
        ("submit", office.lin, {}), ("approve", office.chen, {}), ("execute", office.lin, {}),
        ("verify", office.zhou, {"verified_by": "周敏", "verified_on": office.clock.now.date(), "effective": True}),
        ("close", office.chen, {}),
    ):  # fmt: skip
        if office.values(record)["state"] == upto:
            return record
        office.step(record, step, person, **values)
    assert office.values(record)["state"] == upto
    return record


def note(office: Office, complaint: int, *, sent: datetime.datetime | None = None, **values: Any) -> int:
    """A contact note about a complaint, sent where a time is given."""
    record = office.save(
        "contact_note", office.lin, about=complaint, **{"to": "质管部", "subject": "投诉", "content": "请核实", **values}
    )  # fmt: skip
    if sent is not None:
        office.step(record, "send", office.lin, sent_at=sent)
    return record


def agreement(office: Office, complaint: int, upto: str = "plan", by: User | None = None) -> int:
    """A compensation agreement of 3,000 yuan, brought to a state."""
    person, today = by or office.lin, office.clock.now.date()
    record = office.save("compensation", person, complaint=complaint, plan="赔偿地板维修费", amount=300_000)
    for step, values in (
        ("counsel", {"counsel_confirmed_at": on("04-16")}), ("approve", {"approvals": LADDER}),
        ("sign", {"customer_signed_on": today}), ("pay", {"paid_on": today}),
        ("file", {"original_to_archivist_on": today, "copy_in_office": True}),
    ):  # fmt: skip
        if office.values(record)["state"] == upto:
            return record
        office.step(record, step, person, **values)
    assert office.values(record)["state"] == upto
    return record
