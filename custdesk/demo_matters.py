"""What comes to a made-up desk, one matter at a time: entries, complaints, orders with their callbacks, visits, events.

A matter is settled or under way as its age suggests: what would lie after today has not happened. Dates that rules
compute are computed by the rules.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from msgspec import Struct, field

from custdesk.binders import BY_KEY
from custdesk.demo_estate import Home, Person
from custdesk.demo_texts import Teller
from custdesk.rules import callbacks, deadlines, orders
from custdesk.rules.periods import end_of_day
from custdesk.settings import Settings
from custdesk.store.bulk import NewRow, Ref

HOUR: Final = datetime.timedelta(hours=1)
DAY: Final = datetime.timedelta(days=1)
LONGEST: Final = 12 * DAY  # no matter takes longer
SIGNED_BY: Final = 40 * DAY  # by then a callback's sheet has come home
CATEGORIES: Final = ("attitude_or_quality", "civil_decoration_equipment", "charges", "other", "other")
RATES: Final = (
    "very_satisfied",
    "fairly_satisfied",
    "fairly_satisfied",
    "basically_satisfied",
    "not_quite_satisfied",
)
PLAIN: Final = (
    *("inquiry",) * 11, *("suggestion",) * 2, *("opinion",) * 2, "difficulty", "special_service", "incident", "other", "other",
)  # fmt: skip
FOLLOWED: Final = ("difficulty", "special_service", "incident")
#: of a thousand matters: an entry alone, a complaint, an order, a register's entry, a warranty visit
SHARES: Final = (("entry", 560), ("complaint", 150), ("order", 240), ("opinion", 38), ("visit", 12))
_KINDS: Final = tuple(kind for kind, _share in SHARES)
_SO_FAR: Final = tuple(accumulate(share for _kind, share in SHARES))


class Matter(Struct):
    """Rows that link to each other and are written together, and what follows later: when, and its row."""

    rows: list[NewRow]
    later: list[tuple[datetime.datetime, NewRow]] = field(default_factory=list)


class Office(Struct):
    """What every matter is made of."""

    chance: random.Random
    teller: Teller
    settings: Settings
    today: datetime.datetime
    homes: Sequence[Home]
    people: Mapping[str, Sequence[Person]]
    _count: int = 0

    def some(self, role: str) -> Person:
        """Return one of the people of a role."""
        found = self.people[role]
        return found[int(self.chance.random() * len(found))]

    def key(self) -> str:
        """Return a key nobody has."""
        self._count += 1
        return f"m{self._count}"

    def after(self, moment: datetime.datetime, least: float, most: float) -> datetime.datetime:
        """Return a moment so many days later, to the minute."""
        minutes = int((least + (most - least) * self.chance.random()) * 1440)
        return moment + datetime.timedelta(minutes=minutes)

    def make(self, at: datetime.datetime, shift: Ref | int, room: int) -> Matter:
        """Return the next matter, of `room` rows at most."""
        (kind,) = self.chance.choices(_KINDS, cum_weights=_SO_FAR)
        home = self.homes[int(self.chance.random() ** 1.15 * len(self.homes))]
        if kind == "complaint" and room >= 2:
            return self._complaint(at, shift, home)
        if kind == "order" and room >= 3:
            return self._order(at, shift, home)
        if kind == "opinion":
            return Matter([self._opinion(at, home)])
        if kind == "visit":
            return Matter([self._visit(at, home)])
        return Matter([self._entry(at, shift, home)])

    # -- the duty log ------------------------------------------------------------------------------------

    def _noted(
        self, at: datetime.datetime, shift: Ref | int, home: Home, kind: str, content: str
    ) -> dict[str, Any]:
        by = self.some("receptionist")
        return {
            "occurred_at": at, "shift": shift, "recorded_by": by.id,
            "channel": ("phone", "phone", "phone", "visit", "online")[int(self.chance.random() * 5)],
            "unit": home.unit, "customer": home.customer, "caller_name": home.name, "phone": home.phone,
            "kind": kind, "content": content,
            "locked_at": at + 8 * HOUR if at + 8 * HOUR <= self.today else None,
        }  # fmt: skip

    def _entry(self, at: datetime.datetime, shift: Ref | int, home: Home) -> NewRow:
        kind = PLAIN[int(self.chance.random() * len(PLAIN))]
        say = self.teller.fault if kind in ("incident", "difficulty") else self.teller.question
        values = self._noted(at, shift, home, kind, self.teller.several(say, 2))
        values["answer_given"] = self.teller.one("answers")
        if kind in ("opinion", "difficulty"):
            told = self.after(at, 0.02, 0.1)
            if told <= self.today:
                values |= {"reported_to": self.some("customer_service_supervisor").id, "reported_at": told}
        if kind not in FOLLOWED:
            return NewRow(BY_KEY["duty_log"], values, state="answered", as_kept=True)
        values |= {"responsible": values["recorded_by"], "due_at": at + DAY}
        if self.after(at, 0.1, 1.4) > self.today:
            return NewRow(BY_KEY["duty_log"], values, state="followed_up", as_kept=True)
        values["result"] = self.teller.done()
        return NewRow(BY_KEY["duty_log"], values, state="closed", as_kept=True)

    def _from_log(
        self, at: datetime.datetime, shift: Ref | int, home: Home, kind: str, made: NewRow, *, ended: bool
    ) -> NewRow:
        values = self._noted(at, shift, home, kind, made.values["content"])
        values |= {"linked_record": Ref(made.key), "responsible": values["recorded_by"]}
        state = "closed" if ended else "followed_up"
        return NewRow(BY_KEY["duty_log"], values, key=made.values["source"].key, state=state, as_kept=True)

    # -- complaints --------------------------------------------------------------------------------------

    def _complaint(self, at: datetime.datetime, shift: Ref | int, home: Home) -> Matter:
        by = self.some("customer_service_assistant")
        key, from_log = self.key(), self.chance.random() < 0.65
        values: dict[str, Any] = {
            "received_at": at, "received_by": self.some("receptionist").id,
            "channel": ("phone", "phone", "visit", "oral", "online")[int(self.chance.random() * 5)],
            "complainant": home.customer, "unit": home.unit, "phone": home.phone, "anonymous": False,
            "content": self.teller.several(self.teller.grievance, 3), "is_letter": False, "is_joint": False,
            "involves_compensation": False, "against_director": False, "is_building_or_design_dispute": False,
        }  # fmt: skip
        if from_log:
            values["source"] = Ref(self.key())
        if self.chance.random() < 0.08:
            values |= {"validity": "not_valid", "explanation": self.teller.one("answers")}
            state = "explained" if self.after(at, 0.05, 1) <= self.today else "registered"
        else:
            state = self._judged(values, at, by, home)
        row = NewRow(BY_KEY["complaint"], values, key=key, state=state, as_kept=True)
        if not from_log:
            return Matter([row])
        ended = state in ("explained", "closed", "handed_over", "verified")
        return Matter([self._from_log(at, shift, home, "complaint", row, ended=ended), row])

    def _judged(self, values: dict[str, Any], at: datetime.datetime, by: Person, home: Home) -> str:
        """Fill in a valid complaint as far as it has come; return its state."""
        values |= {
            "validity": "valid", "nature": "general", "handler": by.id, "handler_kind": "office_itself",
            "category": CATEGORIES[int(self.chance.random() * len(CATEGORIES))],
        }  # fmt: skip
        if values["category"] != "other":
            values["kept_in_office_reason"] = self.teller.words["kept"]
        date = deadlines.complaint_due(values, self.settings)
        values |= {"due_at": date.at, "due_why": date.why, "told_handling_time": date.at}
        late = self.chance.random() < 0.06
        told = self.after(at, 0.01, 0.15)
        begun = self.after(told, 0.02, 0.4)
        handled = self.after(begun, 3.2 if late else 0.3, 5 if late else 2.2)
        contacted = self.after(handled, 0.05, 1)
        handed, verified = contacted + DAY, self.after(contacted, 1.1, 4)
        if told > self.today:
            return "registered"
        values |= {"hotline_told": True, "told_by": by.id, "told_at": told}
        if begun > self.today:
            return "accepted"
        values |= {"investigation": self.teller.found()}
        if self.chance.random() < 0.25:
            news = {"at": begun, "by": by.id, "way": "phone", "text": self.teller.words["news"]}
            values["progress"] = (news,)
        if handled > self.today:
            return "handling"
        values |= {
            "handling": self.teller.done(),
            "handled_at": handled,
            "rectification": self.teller.one("done"),
        }
        if contacted > self.today:
            return "handled"
        opinion = self.teller.one("opinions")
        values |= {
            "cause_analysis": self.teller.one("causes"), "preventive_action": self.teller.one("prevents"),
            "customer_contacted_at": contacted, "contacted_by": by.id, "thanked": True, "customer_opinion": opinion,
            "customer_satisfied": RATES[int(self.chance.random() * len(RATES))], "closed_at": contacted.date(),
            "signed_by_customer_name": home.name, "signed_at": contacted.date(),
        }  # fmt: skip
        if handed.date() > self.today.date():
            return "closed"
        values |= {
            "handed_over_at": handed.date(),
            "handed_to": self.teller.words["quality"],
            "paper_location": f"{self.teller.words['filed']} {at:%Y-%m}",
        }
        if verified > self.today:
            return "handed_over"
        values["qc_result"] = "pass"
        return "verified"

    # -- orders and their callbacks ----------------------------------------------------------------------

    def _order(self, at: datetime.datetime, shift: Ref | int, home: Home) -> Matter:
        by, key = self.some("customer_service_assistant"), self.key()
        kind = (
            "home_repair",
            "home_repair",
            "home_repair",
            "public_repair",
            "housekeeping",
            "warranty_repair",
        )[int(self.chance.random() * 6)]
        values: dict[str, Any] = {
            "requested_at": at, "requested_by": home.customer, "unit": home.unit, "phone": home.phone,
            "service_kind": kind, "content": self.teller.several(self.teller.fault, 2), "responsible": by.id,
            "major_defect": False, "chargeable": False,
        }  # fmt: skip
        if self.chance.random() < 0.7:
            values["source"] = Ref(self.key())
        date = orders.order_due(values, self.settings)
        values |= {"due_at": date.at, "due_why": date.why}
        later: list[tuple[datetime.datetime, NewRow]] = []
        state = self._worked(values, at, by, home, key, later)
        row = NewRow(BY_KEY["repair_order"], values, key=key, state=state, as_kept=True)
        if "source" not in values:
            return Matter([row], later)
        entry = self._from_log(
            at, shift, home, "repair_request", row, ended=state in ("closed", "cancelled", "signed_off")
        )
        return Matter([entry, row], later)

    def _worked(
        self, values: dict[str, Any], at: datetime.datetime, by: Person, home: Home, key: str,
        later: list[tuple[datetime.datetime, NewRow]],
    ) -> str:  # fmt: skip
        """Fill in an order as far as it has come; return its state."""
        sent = self.after(at, 0.005, 0.15)
        arrived = self.after(sent, 0.01, 0.3)
        finished = self.after(arrived, 0.02, 0.8 if self.chance.random() > 0.07 else 2.5)
        if sent > self.today:
            return "requested"
        if self.chance.random() < 0.03:
            values |= {"cancel_reason": "not_needed", "cancel_asked_by": home.name}
            return "cancelled"
        values |= {
            "demand_confirmed": True, "dispatched_at": sent, "team": self.teller.words["team"], "worker": self.some("repair_team").id,
        }  # fmt: skip
        if arrived > self.today:
            return "dispatched"
        values["arrived_at"] = arrived
        if finished > self.today:
            return "working"
        values |= {
            "finished_at": finished,
            "work_done": self.teller.done(),
            "materials": self.teller.materials(),
        }
        signed = finished + HOUR
        if signed > self.today:
            return "finished"
        values |= {"signed_by_customer_name": home.name, "signed_at": signed.date()}
        if values["service_kind"] not in callbacks.HOME:
            return "closed"
        called = self.after(finished, 0.4, 2.6)
        later.append((finished, self._callback(values, finished, called, by, home, key)))
        return "closed" if called <= self.today else "signed_off"

    def _callback(
        self, order: Mapping[str, Any], opened: datetime.datetime, called: datetime.datetime, by: Person, home: Home,
        key: str,
    ) -> NewRow:  # fmt: skip
        values: dict[str, Any] = {
            "subject": Ref(key), "kind": "routine", "unit": home.unit, "about": order["content"][:30],
            "opened_at": opened, "responsible": by.id, "due_at": callbacks.routine_due(opened, self.settings),
        }  # fmt: skip
        if called > self.today:
            return NewRow(BY_KEY["service_callback"], values, state="due", as_kept=True)
        good = RATES[int(self.chance.random() * len(RATES))]
        values |= {
            "method": "phone", "done_at": called, "done_by": by.id, "person_reached": home.name, "quality_rating": good,
            "attitude_rating": "very_satisfied", "overall_rating": good, "opinion": self.teller.one("opinions"),
            "defect_found": False, "complaint_made": False,
        }  # fmt: skip
        if called + SIGNED_BY > self.today:
            return NewRow(BY_KEY["service_callback"], values, state="done", as_kept=True)
        values |= {"signed_by_customer_name": home.name, "signed_at": called.date()}
        return NewRow(BY_KEY["service_callback"], values, state="signed", as_kept=True)

    # -- the register of opinions, warranty visits ----------------------------------------------------------

    def _opinion(self, at: datetime.datetime, home: Home) -> NewRow:
        by = self.some("receptionist")
        values: dict[str, Any] = {
            "book": ("office", "office", "finance", "repair", "guard")[int(self.chance.random() * 5)],
            "noted_at": at, "noted_by": by.id, "entered_at": at, "origin": "told_by_customer",
            "way": "phone", "customer": home.customer, "unit": home.unit, "phone": home.phone,
            "opinion": self.teller.grievance(),
        }  # fmt: skip
        handled = self.after(at, 0.1, 1.5)
        if handled > self.today:
            return NewRow(BY_KEY["communication"], values, state="noted", as_kept=True)
        values |= {"handling": self.teller.done(), "handled_by": by.id, "handled_at": handled}
        replied = self.after(handled, 0.05, 1)
        if replied > self.today:
            return NewRow(BY_KEY["communication"], values, state="handled", as_kept=True)
        values |= {"reply": self.teller.one("answers"), "replied_at": replied}
        reviewed = end_of_day((at.replace(day=1) + 40 * DAY).date())
        if reviewed > self.today or replied + 2 * LONGEST > self.today:
            return NewRow(BY_KEY["communication"], values, state="replied", as_kept=True)
        values |= {"in_scope": "yes", "verified_fact": "confirmed", "informed_at": replied, "qc_result": "pass",
                   "qc_verified_at": replied.date()}  # fmt: skip
        return NewRow(BY_KEY["communication"], values, state="qc_verified", as_kept=True)

    def _visit(self, at: datetime.datetime, home: Home) -> NewRow:
        due = self.after(at, 0, 3).date()
        values: dict[str, Any] = {
            "project_name": self.teller.words["project"], "owner_or_user": home.customer, "unit": home.unit,
            "visit_form": "on_site", "due_on": due, "due_at": end_of_day(due), "happens_at": end_of_day(due) - DAY,
        }  # fmt: skip
        if end_of_day(due) > self.today:
            return NewRow(BY_KEY["engineering_visit"], values, state="planned", as_kept=True)
        values |= {
            "visited_on": due, "visitor": self.some("area_steward").name, "found": "nothing",
            "findings": self.teller.found(), "owner_opinion": self.teller.one("opinions"),
        }  # fmt: skip
        return NewRow(BY_KEY["engineering_visit"], values, state="filed", as_kept=True)
