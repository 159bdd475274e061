"""Short ways to large defects, weekly samples, engineering records and visits, for tests."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any

from custdesk.workflow import User
from tests.desk_repairs import answers, order
from tests.desks import Office, on


def finished(office: Office, moment: str, **values: Any) -> int:
    """Take an order down and finish it at "03-09 11:30"; the clock shows what it showed before."""
    was = office.clock.now
    office.clock.set(moment)
    found = order(office, "finished", requested_at=office.clock.now - datetime.timedelta(hours=1), **values)
    office.clock.now = was
    return found


def of_form(office: Office, form: str) -> list[int]:
    """Return the records of a form, voided ones left out, oldest first."""
    found = office.sql("SELECT id FROM header WHERE form = ? AND state <> 'voided' ORDER BY id", form)
    return [one for (one,) in found]


def newest(office: Office, form: str) -> dict[str, Any]:
    """Return the newest record of a form."""
    return office.values(of_form(office, form)[-1])


def checked(
    office: Office, record_id: int, place: int, condition: str, user: User | None = None, **more: Any
) -> None:
    """Enter a check on site made today."""
    rows = list(office.values(record_id)["checks"])
    rows[place] = {
        **rows[place], "on": office.clock.now.date(), "checker": "吴建平", "condition": condition, **more
    }  # fmt: skip
    office.change(record_id, user or office.lin, checks=tuple(rows), defect_place="bathroom")


def call(office: Office, callback: int, **values: Any) -> None:
    """Make one of the calls of a sample."""
    office.step(callback, "done", office.su, **answers(office, **values))


def not_reached(office: Office, callback: int) -> None:
    """Try three times in vain and give up."""
    tries = tuple(
        {"at": office.clock.now, "by": office.su.id, "reason": f"第{number}次无人接听"}
        for number in (1, 2, 3)
    )
    office.step(callback, "attempt", office.su, attempts=tries)
    office.step(callback, "give_up", office.su)


def notice(office: Office, user: User | None = None, **values: Any) -> int:
    """Take down the notice of a construction defect."""
    known = {
        "owner_or_user": "何女士", "contact_phone": "13700080901", "project_place": "8-0901",
        "repair_content": "窗边渗水", "project_name": "翠湖花园8栋", "contract_no": "HT-2024-017", **values,
    }  # fmt: skip
    return office.save("engineering_repair", user or office.lin, **known)


#: what each step of REC-09 is told, on the way of S-13
ENGINEERING: dict[str, dict[str, Any]] = {
    "confirm": {"confirm_way": "site", "agreed_content": "窗框四周清除旧胶后重新打胶"},
    "review": {
        "problem_analysis": "窗框与墙体之间渗水",
        "main_cause": "密封胶老化",
        "measures": "重新打胶并做淋水试验",
    },
    "approve": {},
    "issue": {"assigned_repair_unit": "华安维修队", "issuer": "钱工", "issued_copy_kept": True},
    "repair": {"repair_record": "已重新打胶", "repair_lead": "吴建平"},
    "pass": {"quality_opinion": "淋水试验合格", "inspector": "孙工"},
    "fail": {"quality_opinion": "淋水试验仍渗水", "inspector": "孙工"},
    "accept": {"owner_evaluation": "满意", "owner_signed_by": "何女士"},
    "refuse": {"owner_evaluation": "仍有水迹"},
    "return": {"returned_as": "original"},
    "file": {},
}
_DATE = {
    "review": "section_head_reviewed_at", "approve": "unit_leader_approved_at", "issue": "issued_on",
    "repair": "repaired_on", "pass": "inspected_on", "fail": "inspected_on", "accept": "owner_signed_on",
    "return": "returned_on",
}  # fmt: skip


def told(office: Office, step: str, **values: Any) -> dict[str, Any]:
    """Return what a step of REC-09 is told today."""
    found = {**ENGINEERING[step], **values}
    if step == "confirm":
        found.setdefault("confirmed_at", office.clock.now)
    elif step in _DATE:
        found.setdefault(_DATE[step], office.clock.now.date())
    return found


def engineered(office: Office, record_id: int, *steps: str, user: User | None = None) -> int:
    """Take steps of REC-09, all today."""
    for step in steps:
        office.step(record_id, step, user or office.lin, **told(office, step))
    return record_id


def plan(office: Office, handover: datetime.date, user: User | None = None, **values: Any) -> int:
    """Make the visit plan of a project."""
    known = {"project": "翠湖花园8栋", "contract_no": "HT-2024-017", "handover_on": handover, **values}
    return office.save("visit_plan", user or office.lin, **known)


def visited(office: Office, visit: int, day: datetime.date, user: User | None = None, **values: Any) -> None:
    """Record a visit made."""
    known = {
        "visit_form": "on_site", "visitor": "钱工", "visited_on": day, "findings": "门窗完好，窗边无水迹", "found": "nothing",
        "owner_opinion": "满意", "owner_seal_or_record": "口述，由回访人记录", "owner_on": day, **values,
    }  # fmt: skip
    office.step(visit, "visit", user or office.lin, **known)


# -- the contract's samples ------------------------------------------------------------------------------


def _defect(office: Office) -> dict[str, Any]:
    planned = ({"planned_on": on("05-16")}, {"planned_on": on("06-15"), "customer_remark": "请先电话联系"})
    return {"repair_order": finished(office, "04-16 11:30"), "checks": planned}


def _sample(office: Office) -> dict[str, Any]:
    for moment in ("04-06 10:00", "04-07 11:00", "04-08 12:00"):
        finished(office, moment)
    return {"week": on("04-05"), "draw_no": 1}


def _visit(office: Office) -> dict[str, Any]:
    return {"repair_records": ({"repair": notice(office)},)}


#: forms that stand only beside other records: what must be there, and what the sample then says
PREPARED: Mapping[str, Callable[[Office], dict[str, Any]]] = {
    "major_defect": _defect, "callback_sample": _sample, "engineering_visit": _visit
}  # fmt: skip
