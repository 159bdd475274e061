"""The practice estate's year of community culture: the plan, events with photos, one being prepared."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from msgspec import Struct

from custdesk.rules.periods import quarter_of
from custdesk.store.store import SYSTEM

if TYPE_CHECKING:
    from custdesk.sample_repairs import RepairWriter

#: weeks before today on which the events were held, the newest last; the last one is still to come
HELD: Final = (6.6, 4.2, 1.6)
AHEAD: Final = datetime.timedelta(days=16)


class EventWriter(Struct):
    """Writes the plan and the events by the acts of `RepairWriter`, which keeps them in the order of time."""

    acts: RepairWriter
    words: Mapping[str, Any]

    def write(self) -> None:
        """Plan the year, hold the events, prepare the next; done when the acts run."""
        today, known = self.acts.today, {}
        first = self.acts.then.now

        def plan() -> None:
            known["plan"] = self._plan(today.year)

        self.acts.plan(first, plan)
        *held, ahead = self.words["events"]
        for event, weeks in zip(held, HELD, strict=True):
            start = (today - datetime.timedelta(weeks=weeks)).replace(hour=9, minute=30)
            if start > first + datetime.timedelta(days=4):
                self._event(start, event)
        self._prepare((today + AHEAD).replace(hour=19, minute=0), ahead, known)

    def _plan(self, year: int) -> int:
        desk, people = self.acts.desk, self.acts.people
        lines = tuple(
            {
                "quarter": f"q{quarter}", "theme": theme, "kind": kind, "place": place,
                "responsible": people["苏婷"].id, "budget": 300000, "expected": 80,
            }
            for quarter, (kind, theme, place, *_rest) in enumerate(self.words["events"], 1)
        )  # fmt: skip
        draft = desk.new(
            "event_plan",
            year=datetime.date(year, 1, 1),
            company_plan="公司本年度社区文化活动计划：每季度不少于一次",
            lines=lines,
        )
        record_id = desk.save(draft).record_id
        desk.sit_down(people["陈国栋"])
        desk.apply(record_id, "approve")
        desk.sit_down(people["苏婷"])
        return record_id

    def _event(self, start: datetime.datetime, event: list[Any]) -> None:
        kind, theme, place, programme, course, people, cost = event
        day = datetime.timedelta(days=1)
        made: dict[str, int] = {}

        def announce() -> None:
            made["id"] = self._announced(start, kind, theme, place, programme)

        def hold() -> None:
            self.acts.take(made["id"], "hold", participants=people, cost=cost)

        def record() -> None:
            for place_, caption in enumerate(("现场全景", "居民参与", "活动合影")):
                photo = photograph(self.acts.chance, place_)
                self.acts.desk.store.attach(
                    made["id"], photo, f"活动{place_ + 1}.jpg", "photo", SYSTEM, caption
                )
            self.acts.take(made["id"], "record", course=course)

        def evaluate() -> None:
            effect = next(iter(_effects()))
            said = ({"text": "希望多办几次", "from_whom": "参加的居民"},)
            self.acts.take(
                made["id"], "evaluate", feedback=said, effect_evaluation=effect,
                effect_summary="参加的人比去年多，意见都是希望常办；下次把音响提前试好",
            )  # fmt: skip

        self.acts.plan(start - 3 * day, announce)
        self.acts.plan(start + day / 6, hold)
        self.acts.plan(start + day, record)
        self.acts.plan(start + 3 * day, evaluate)

    def _prepare(self, start: datetime.datetime, event: list[Any], known: dict[str, int]) -> None:
        kind, theme, place, programme, *_rest = event

        def announce() -> None:
            self._announced(start, kind, theme, place, programme, plan=known.get("plan"))

        self.acts.plan(self.acts.today - datetime.timedelta(hours=5), announce)

    def _announced(
        self,
        start: datetime.datetime,
        kind: str,
        theme: str,
        place: str,
        programme: str,
        plan: int | None = None,
    ) -> int:
        desk = self.acts.desk
        line = quarter_of(start.date()).first.month // 3 + 1 if plan else None
        draft = desk.new(
            "community_event", theme=theme, kind=kind, start_at=start, end_at=start + datetime.timedelta(hours=2),
            place=place, programme=programme, notice_text=f"{theme}，欢迎参加", plan=plan, plan_item=line,
        )  # fmt: skip
        record_id = desk.save(draft).record_id
        self.acts.take(
            record_id, "prepare", notice_posted_on=self.acts.then.now.date(), notice_places="各单元门厅、宣传栏",
            preparation=("place", "equipment"),
        )  # fmt: skip
        return record_id


def _effects() -> Mapping[str, Any]:
    from custdesk.records.community_event import EFFECTS

    return EFFECTS


def photograph(chance: random.Random, place: int) -> bytes:
    """Return a picture that stands for a photo: sky, hills and lanterns, in a few colours."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (960, 640), (178 - 30 * place, 208 - 20 * place, 235))
    draw = ImageDraw.Draw(image)
    draw.ellipse((90, 60, 190, 160), fill=(255, 236, 170))
    for hill in range(3):
        top = 330 + 70 * hill
        shape = [(x, top + chance.randrange(-40, 40)) for x in range(0, 1080, 120)]
        draw.polygon([(0, 640), *shape, (960, 640)], fill=(90 - 20 * hill, 140 - 20 * hill, 90 - 15 * hill))
    for lantern in range(4 + 2 * place):
        x, y = 120 + 110 * lantern, 210 + chance.randrange(90)
        draw.line((x, 0, x, y), fill=(90, 60, 50), width=3)
        draw.ellipse((x - 32, y, x + 32, y + 56), fill=(205, 52, 48))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=82)
    return kept.getvalue()
