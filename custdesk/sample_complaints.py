"""The practice estate's complaints: every state, filled so that each step behind it could have been taken."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from custdesk.binders import BY_KEY
from custdesk.store.bulk import NewRow, Ref
from custdesk.workflow import User

if TYPE_CHECKING:
    from custdesk.sample_estate import Home

DAY: Final = datetime.timedelta(days=1)
HOUR: Final = datetime.timedelta(hours=1)
#: the newest complaints from the last one backwards: what a desk has before it on a working day
NEWEST: Final = (
    "registered", "accepted", "handling", "registered", "handled", "handling", "accepted", "handled", "late",
    "waiting", "director", "unsigned", "late", "closed", "unreached", "closed", "handed_over", "handed_over",
    "explained", "handed_over",
)  # fmt: skip
OLDER: Final = (
    "verified",
    "verified",
    "handed_over",
    "verified",
    "verified",
    "major",
    "verified",
    "explained",
    "unreached",
)
STATES: Final = {
    "late": "handling", "waiting": "awaiting_directive", "director": "handling", "unsigned": "handled",
    "unreached": "handed_over", "major": "verified",
}  # fmt: skip
LEADS: Final = {
    "attitude_or_quality": "QC",
    "civil_decoration_equipment": "engineering",
    "charges": "finance",
}
REACHED: Final = ("registered", "accepted", "handling", "handled", "closed", "handed_over", "verified")


class ComplaintWriter:
    """Writes the rows of complaints; the same chance gives the same ones."""

    def __init__(
        self,
        chance: random.Random,
        words: Mapping[str, Any],
        people: Mapping[str, User],
        today: datetime.datetime,
    ) -> None:
        self.chance, self.words, self.people, self.today = chance, words, people, today

    def row(
        self, place: int, count: int, received_at: datetime.datetime, receiver: User, home: Home, source: str
    ) -> NewRow:
        """Return the complaint of that place in time, in the state its age suggests."""
        back = count - 1 - place
        plan = NEWEST[back] if back < len(NEWEST) else OLDER[back % len(OLDER)]
        state = STATES.get(plan, plan)
        received_at = self._aged(plan, received_at)
        values: dict[str, Any] = {
            "received_at": received_at, "received_by": receiver.id,
            "channel": self.chance.choice(("phone", "phone", "visit", "oral", "online")),
            "complainant": home.customer, "unit": home.unit, "phone": home.phone,
        }  # fmt: skip
        if source:
            values["source"] = Ref(source)
        if plan == "explained":
            content, explanation = self.words["not_valid"]
            values |= {"content": content, "validity": "not_valid", "explanation": explanation}
            return NewRow(BY_KEY["complaint"], values, key=f"c{place}", state=state)
        matter = self.words["complaints"][(place * 5 + 3) % len(self.words["complaints"])]
        values |= {"content": matter[1], "validity": "valid", "nature": "general", "category": matter[0]}
        self._route(values, plan)
        self._course(
            values, plan, REACHED.index("handling" if state == "awaiting_directive" else state), matter, home
        )
        return NewRow(BY_KEY["complaint"], values, key=f"c{place}", state=state)

    def _aged(self, plan: str, received_at: datetime.datetime) -> datetime.datetime:
        """What is late came long enough ago, what is fresh came lately."""
        oldest = {"registered": 0.3, "accepted": 1.2, "handling": 1.8, "handled": 2.6}.get(plan)
        if oldest is not None:
            return max(received_at, self.today - oldest * DAY).replace(second=0, microsecond=0)
        youngest = {"late": 5, "waiting": 6, "unsigned": 7, "closed": 5}.get(plan, 4)
        return min(received_at, self.today - youngest * DAY)

    def _route(self, values: dict[str, Any], plan: str) -> None:
        desk = self.people[self.chance.choice(("林晓燕", "苏婷", "周敏"))]
        values |= {
            "handler": desk.id, "handler_kind": "office_itself", "hotline_told": True, "told_by": desk.id,
            "told_at": min(values["received_at"] + self.chance.randrange(15, 200) * HOUR / 60, self.today),
        }  # fmt: skip
        if plan == "director":
            values |= {
                "content": "两次要求经理回电都没有回，楼上漏水一直没人管", "category": "compensation_or_director",
                "against_director": True, "handler_kind": "supervising_leader", "lead_department": "supervising_leader",
                "due_set_to": self._midnight(values["received_at"] + 15 * DAY), "due_set_by": "郑宏",
                "due_set_on": values["received_at"].date(),
            }  # fmt: skip
        elif values["category"] in LEADS:
            if plan != "major" and self.chance.random() < 0.6:
                values["kept_in_office_reason"] = "情况清楚，管理处当天可以办好"
            else:
                lead = LEADS[values["category"]]
                day = values["received_at"].date()
                values |= {
                    "handler_kind": lead, "lead_department": lead,
                    "papers": ({"kind": "information_note", "reference": f"LX-{day:%m%d}", "kept_at": "前台档案柜"},),
                }  # fmt: skip
        if plan == "major":
            values |= {
                "nature": "major", "due_set_to": self._midnight(values["received_at"] + 10 * DAY),
                "due_set_by": "陈国栋", "due_set_on": values["received_at"].date(),
            }  # fmt: skip

    def _course(self, values: dict[str, Any], plan: str, reached: int, matter: list[str], home: Home) -> None:
        _category, _content, found, done, cause, prevention, measure = matter
        received = values["received_at"]
        if reached >= 2:
            values["investigation"] = found
            news = min(received + 1.1 * DAY, self.today).replace(second=0, microsecond=0)
            values["progress"] = (
                {"at": news, "by": values["handler"], "way": "phone", "text": "已到现场看过，正在安排"},
            )
        if plan == "waiting":
            values["escalations"] = (
                {"reported_to": "郑宏", "reported_at": self._office_hour(received + DAY)},
            )
        if reached < 3:
            return
        late = 4.4 if self.chance.random() < 0.08 and reached > 3 else self.chance.uniform(0.4, 2.4)
        handled = self._office_hour(received + late * DAY)
        values |= {"handling": done, "handled_at": handled, "rectification": measure}
        if plan in ("handled", "unsigned"):
            return
        values |= {"cause_analysis": cause, "preventive_action": prevention}
        closed = self._contacted(values, plan, handled, home)
        values["closed_at"] = closed
        if reached >= 5:
            handed = min(closed + self.chance.choice((1, 2, 2, 3)) * DAY, self.today.date())
            values |= {
                "handed_over_at": handed,
                "handed_to": "孙丽",
                "paper_location": f"投诉夹 {received:%Y-%m}",
            }
        if reached >= 6:
            values["qc_result"] = "pass"

    def _contacted(
        self, values: dict[str, Any], plan: str, handled: datetime.datetime, home: Home
    ) -> datetime.date:
        """Fill in contact and signature, or why there is none; return the day of closing."""
        by = values["handler"]
        if plan == "unreached":
            tries = [self._office_hour(handled + part * DAY) for part in (0.1, 0.6, 1.0)]
            values |= {
                "contact_attempts": tuple({"at": at, "by": by, "reason": "电话无人接听"} for at in tries),
                "customer_satisfied": "not_reached", "no_signature_reason": "unreachable",
            }  # fmt: skip
            return tries[-1].date()
        contacted = self._office_hour(handled + self.chance.uniform(0.05, 0.9) * DAY)
        values |= {
            "customer_contacted_at": contacted, "contacted_by": by, "thanked": True,
            "customer_opinion": self.chance.choice(self.words["opinions"]),
            "customer_satisfied": self.chance.choice(("very_satisfied", "fairly_satisfied", "fairly_satisfied", "basically_satisfied")),
            "signed_by_customer_name": home.name, "signed_at": contacted.date(),
        }  # fmt: skip
        if self.chance.random() < 0.3:
            values["expectations"] = self.words["expectations"]
        if plan == "major":
            on = contacted.date()
            reports = tuple(
                {
                    "kind": kind,
                    "reference": f"{mark}-{on:%m%d}",
                    "approved_by": "陈国栋",
                    "approved_on": on,
                    "kept_at": "前台档案柜",
                }
                for kind, mark in (("corrective_report", "JZ"), ("preventive_report", "YF"))
            )
            values["papers"] = (*values.get("papers", ()), *reports)
            values["company_announced_at"] = on
        return contacted.date()

    def _office_hour(self, moment: datetime.datetime) -> datetime.datetime:
        """Move a moment into office hours, never past now nor before what it follows."""
        if moment.hour < 8 or moment.hour >= 19:
            later = moment + DAY if moment.hour >= 19 else moment
            moment = later.replace(hour=9, minute=self.chance.randrange(10, 50))
        return min(moment, self.today).replace(second=0, microsecond=0)

    @staticmethod
    def _midnight(moment: datetime.datetime) -> datetime.datetime:
        """Return the 24:00 of a day, as due days are stored."""
        return datetime.datetime.combine(moment.date() + DAY, datetime.time())
