"""The community events of a made-up office, year by year: a plan, events with photos, the last ones still to come."""

from __future__ import annotations

import datetime
import io
import random
from collections.abc import Iterator
from typing import Any, Final

from custdesk.binders import BY_KEY
from custdesk.demo_matters import DAY, HOUR, Matter, Office
from custdesk.store.bulk import NewRow, Ref

KINDS: Final = ("entertainment", "festival", "sports", "child_education", "open_day", "other")
SIZE: Final = (240, 160)


def event_matters(
    office: Office, first: datetime.date, a_year: int
) -> Iterator[tuple[datetime.datetime, Matter]]:
    """Return plans and events with their moments, the earliest first; `a_year` events are held each year."""
    for year in range(first.year, office.today.year + 1):
        begun = max(datetime.datetime(year, 1, 2, 9), datetime.datetime.combine(first, datetime.time(9)))
        plan = _plan(office, year)
        if begun <= office.today:
            yield begun, Matter([plan])
        for place in range(a_year):
            day = datetime.date(year, 1, 15) + DAY * (place * 340 // a_year + int(office.chance.random() * 5))
            start = datetime.datetime.combine(day, datetime.time(9, 30))
            if begun < start <= office.today + 5 * DAY:
                yield (
                    min(start, office.today),
                    Matter([_event(office, start, Ref(plan.key), place * 4 // a_year)]),
                )


def _plan(office: Office, year: int) -> NewRow:
    who = office.some("customer_service_assistant")
    lines = tuple(
        {
            "quarter": f"q{quarter}", "theme": office.teller.theme(datetime.date(year, quarter * 3, 1)),
            "kind": KINDS[quarter % len(KINDS)], "place": office.teller.one("spots"), "responsible": who.id,
            "budget": 300_000, "expected": 80,
        }
        for quarter in range(1, 5)
    )  # fmt: skip
    values = {
        "year": datetime.date(year, 1, 1), "company_plan": office.teller.words["company_plan"],
        "lines": lines, "approved_by": office.some("office_manager").id,
    }  # fmt: skip
    state = "closed" if year < office.today.year else "in_force"
    return NewRow(BY_KEY["event_plan"], values, key=f"plan{year}", state=state, as_kept=True)


def _event(office: Office, start: datetime.datetime, plan: Ref, quarter: int) -> NewRow:
    theme, words = office.teller.theme(start.date()), office.teller.words
    values: dict[str, Any] = {
        "plan": plan, "plan_item": quarter + 1, "theme": theme, "kind": KINDS[int(office.chance.random() * len(KINDS))],
        "start_at": start, "end_at": start + 2 * HOUR, "place": office.teller.one("spots"),
        "organiser": office.some("customer_service_assistant").id, "programme": words["programme"].format(theme=theme),
        "notice_text": words["notice"].format(theme=theme), "notice_places": words["notice_places"], "preparation": ("place", "equipment"),
    }  # fmt: skip
    if start > office.today - DAY:
        return NewRow(BY_KEY["community_event"], values, state="planned", as_kept=True)
    values |= {
        "notice_posted_on": (start - 3 * DAY).date(), "participants": 20 + int(office.chance.random() * 180),
        "cost": 50_000 + 100 * int(office.chance.random() * 3000), "course": office.teller.done(),
        "recorded_at": start + 6 * HOUR,
    }  # fmt: skip
    if start > office.today - 5 * DAY:
        return NewRow(BY_KEY["community_event"], values, state="recorded", as_kept=True)
    said = {"text": words["feedback"], "from_whom": office.teller.name()}
    values |= {
        "feedback": (said,), "effect_evaluation": "good", "effect_summary": words["effect"],
        "evaluated_at": start + 2 * DAY, "closed_on": (start + 3 * DAY).date(),
    }  # fmt: skip
    return NewRow(BY_KEY["community_event"], values, state="closed", as_kept=True)


def photograph(chance: random.Random) -> bytes:
    """Return a small picture that stands for a photo of the site: a wall, a stain, tiles."""
    from PIL import Image, ImageDraw

    def tone(least: int, most: int) -> tuple[int, int, int]:
        return tuple(chance.randrange(least, most) for _ in range(3))  # type: ignore[return-value]

    image = Image.new("RGB", SIZE, tone(170, 230))
    draw = ImageDraw.Draw(image)
    for _ in range(5):
        x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
        draw.rectangle((x, y, x + chance.randrange(20, 90), y + chance.randrange(10, 60)), fill=tone(90, 220))
    x, y = chance.randrange(SIZE[0]), chance.randrange(SIZE[1])
    draw.ellipse((x, y, x + 50, y + 40), fill=tone(40, 110))
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=70)
    return kept.getvalue()
