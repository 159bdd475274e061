"""The practice estate's repairs: orders from the call to the callback, a rework with its 24 hours, some still owed."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct, field

from custdesk.desk import Desk
from custdesk.workflow import User

if TYPE_CHECKING:
    from custdesk.sample_estate import Home, Then

HOUR: Final = datetime.timedelta(hours=1)
DAY: Final = datetime.timedelta(days=1)
#: how far the newest orders have come, from the last one backwards; older ones are closed
NEWEST: Final = (
    "requested", "dispatched", "working", "dispatched", "finished", "signed", "signed", "finished", "signed", "rework",
    "unsigned", "signed", "closed", "cancelled",
)  # fmt: skip
#: plans that show what is owed after a home repair
CALLED: Final = ("finished", "signed", "rework")
Act = Callable[[], None]


class RepairWriter(Struct):
    """Plans what is done when, and then does it in the order of time, as the desk does."""

    desk: Desk
    then: Then
    chance: random.Random
    words: Mapping[str, Any]
    people: Mapping[str, User]
    today: datetime.datetime
    _acts: list[tuple[datetime.datetime, int, Act]] = field(default_factory=list)

    def write(self, homes: Sequence[Home], count: int, weeks: int) -> None:
        """Write so many orders, spread over the weeks before today."""
        span = datetime.timedelta(weeks=weeks) - DAY
        for place in range(count):
            moment = self._waking(self.today - span * (1 - (place + 0.5) / count) ** 1.2)
            back = count - 1 - place
            plan = NEWEST[back] if back < len(NEWEST) else "closed"
            if back < len(NEWEST):
                jitter = self.chance.uniform(0, 5) * HOUR
                moment = min(self._waking(self.today - self._age(plan) - jitter), self.today - HOUR)
            self._order(moment, plan, self.chance.choice(homes))
        self.run()

    def plan(self, moment: datetime.datetime, act: Act) -> None:
        """Have something done at a moment; what would lie in the future is left undone."""
        if moment <= self.today:
            self._acts.append((moment.replace(second=0, microsecond=0), len(self._acts), act))

    def run(self) -> None:
        """Do what was planned, the earliest first; acts may plan further ones."""
        while self._acts:
            self._acts.sort()
            moment, _place, act = self._acts.pop(0)
            self.then.now = max(self.then.now, moment)
            self.desk.sit_down(self.people["苏婷"])
            act()

    def take(self, record_id: int, step: str, **values: Any) -> None:
        """Fill in an open form and take its step."""
        seen = self.desk.read().record(record_id)
        assert seen is not None
        draft = self.desk.edit(seen)
        for name, value in values.items():
            draft.put(name, value)
        self.desk.apply(record_id, step, draft=draft)

    # -- one order ---------------------------------------------------------------------------------------

    def _order(self, moment: datetime.datetime, plan: str, home: Home) -> None:
        wanted = [one for one in self.words["repairs"] if plan not in CALLED or one[0] == "home_repair"]
        kind, content, done, materials, fen = self.chance.choice(wanted)
        charged = fen > 0
        known: dict[str, int] = {}

        def ask() -> None:
            draft = self.desk.new(
                "repair_order", requested_at=self.then.now, requested_by=home.customer or home.name, unit=home.unit,
                phone=home.phone or "88120000", service_kind=kind, content=content, chargeable=charged,
                price_quoted=fen or None, major_defect="卫生间顶板" in content,
            )  # fmt: skip
            known["id"] = self.desk.save(draft).record_id

        def dispatch() -> None:
            more: dict[str, Any] = {}
            if charged:
                more = {
                    "price_told_at": self.then.now, "customer_consent": "recorded", "consent_by": home.name,
                    "consent_at": self.then.now,
                }  # fmt: skip
            self.take(
                known["id"],
                "dispatch",
                demand_confirmed=True,
                team="维修班",
                worker=self.people["吴建平"].id,
                **more,
            )

        def finish() -> None:
            self.take(
                known["id"],
                "finish",
                finished_at=self.then.now,
                work_done=done,
                materials=materials or None,
                fee=fen or None,
            )
            if kind in ("home_repair", "housekeeping") and plan not in ("finished", "signed"):
                called = self._waking(self.then.now + self.chance.uniform(0.6, 2.6) * DAY)
                if plan == "rework":
                    called = max(self.today - 5 * HOUR, self.then.now + HOUR)
                self.plan(called, lambda: self._call(known["id"], plan == "rework"))

        self.plan(moment, ask)
        if plan == "cancelled":
            asked = {"cancel_reason": "not_needed", "cancel_asked_by": home.name}
            self.plan(moment + HOUR, lambda: self.take(known["id"], "cancel", **asked))
        if plan in ("requested", "cancelled"):
            return
        self.plan(moment + 0.4 * HOUR, dispatch)
        if plan == "dispatched":
            return
        late = 30 if self.chance.random() < 0.08 else self.chance.uniform(1.5, 9)
        self.plan(moment + HOUR, lambda: self.take(known["id"], "start", arrived_at=self.then.now))
        if plan == "working":
            return
        self.plan(moment + late * HOUR, finish)
        if plan not in ("unsigned", "finished"):
            sign = {"signed_by_customer_name": home.name}
            self.plan(
                moment + (late + 0.2) * HOUR,
                lambda: self.take(known["id"], "sign_off", signed_at=self.then.now.date(), **sign),
            )

    def _call(self, order: int, again: bool) -> None:
        """Call back about an order, where that is still open; `again`: the customer says the defect is back."""
        reader = self.desk.read()
        due = [
            hit for hit in reader.referring(order) if hit.form == "service_callback" and hit.state == "due"
        ]
        seen = reader.record(order)
        if not due or seen is None:
            return
        good = self.chance.choice(
            ("very_satisfied", "fairly_satisfied", "fairly_satisfied", "basically_satisfied")
        )
        rates = {
            "quality_rating": "not_quite_satisfied" if again else good,
            "attitude_rating": self.chance.choice(("very_satisfied", "fairly_satisfied")),
            "overall_rating": "not_quite_satisfied" if again else good,
        }
        self.take(
            due[0].id, "done", method="phone", done_at=self.then.now, done_by=self.desk.user.id,
            person_reached=seen.show("requested_by", self.desk.words), defect_found=again, complaint_made=False,
            opinion="修过的地方又渗水了" if again else self.chance.choice(self.words["opinions"]), **rates,
        )  # fmt: skip

    # -- moments -----------------------------------------------------------------------------------------

    @staticmethod
    def _age(plan: str) -> datetime.timedelta:
        """How long ago an order was asked for that has come so far."""
        ages = {
            "requested": 0.5,
            "dispatched": 2,
            "working": 3,
            "rework": 34,
            "unsigned": 60,
            "finished": 14,
            "signed": 28,
        }
        return ages.get(plan, 70) * HOUR

    def _waking(self, moment: datetime.datetime) -> datetime.datetime:
        """Move a moment into the hours when people answer the phone."""
        if 8 <= moment.hour < 20:
            return moment.replace(second=0, microsecond=0)
        later = moment + DAY if moment.hour >= 20 else moment
        return later.replace(hour=9, minute=self.chance.randrange(60), second=0, microsecond=0)
