"""The month's figures over many complaints against the bare SQL that fetches the same columns of the same rows."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.figures import live
from custdesk.records import summary_course
from custdesk.rules import complaint_figures as figures
from custdesk.rules.periods import month_of
from custdesk.store.bulk import Batch, NewRow
from custdesk.store.store import SYSTEM, Store
from tests.bench.stopwatch import Ratio, compare

NOW = datetime.datetime(2027, 4, 3, 9, 0)  # the summary of March is being approved
MONTH = month_of(datetime.date(2027, 3, 1))
DAY = datetime.timedelta(days=1)
STATES = ("handed_over",) * 97 + ("closed", "handled", "handling")
CATEGORIES = ("attitude_or_quality", "civil_decoration_equipment", "charges", "other")
ANSWERS = ("very_satisfied", "basically_satisfied", "dissatisfied", "not_reached", None)


def fill(path: Path, count: int) -> None:
    """Write complaints of ten years through the bulk door: most of them closed, as a register is."""
    store = Store.open(path, lambda: NOW, create=True)
    rows = [_row(place, NOW - datetime.timedelta(minutes=50 * (count - place))) for place in range(count)]
    for start in range(0, count, 20_000):
        store.bulk(Batch("import", rows[start : start + 20_000]), SYSTEM)
    store.close()


def _row(place: int, received: datetime.datetime) -> NewRow:
    state = STATES[place % 100] if received < NOW - 12 * DAY else "handling"
    done = received + DAY * (1 + place % 5)
    values: dict[str, Any] = {
        "received_at": received, "received_by": "林晓燕", "channel": "phone", "complainant": "王秀兰",
        "content": f"卫生间顶板漏水第{place}次", "validity": "not_valid" if place % 14 == 0 else "valid", "nature": "general",
        "category": CATEGORIES[place % 4], "handler": "苏婷", "handler_kind": "office_itself",
        "explanation": "不属管理处职责" if place % 14 == 0 else None,
    }  # fmt: skip
    if state != "handling":
        values |= {"handled_at": done, "handling": "已处理", "customer_satisfied": ANSWERS[place % 5]}
    if state in ("closed", "handed_over"):
        values |= {"closed_at": (done + DAY).date(), "rectification": "复查同户型"}
        values |= {"signed_by_customer_name": "王秀兰", "signed_at": (done + DAY).date()} if place % 3 else {}
    if state == "handed_over":
        values["handed_over_at"] = (done + DAY * (2 + place % 4)).date()
    return NewRow(BY_KEY["complaint"], values, state=state)


HEADER = {"state", "visibility", "number", "created_at"}
NAMES = ("received_at", "handled_at", "handled_before", "closed_at")


def bare(database: Any) -> list[Any]:
    """The floor: the same columns of the month's rows, nothing made of them."""
    where = " OR ".join(f"(t.{name} >= ? AND t.{name} < ?)" for name in NAMES)
    bounds = (f"{MONTH.first}T00:00", f"{MONTH.last + DAY}T00:00")
    return fetch(database, figures.COLUMNS, where, (*bounds * 3, str(MONTH.first), str(MONTH.last + DAY)))


def bare_cases(database: Any) -> list[Any]:
    """The floor of the whole summary: the columns of all it may list; what is still open, too."""
    where = " OR ".join(f"t.{name} >= ?" for name in NAMES)
    found = fetch(database, summary_course.COLUMNS, where, (*(f"{MONTH.first}T00:00",) * 3, str(MONTH.first)))
    marks = ",".join("?" * len(summary_course.LIVE))
    where = f"h.form = 'complaint' AND h.state IN ({marks})"
    return found + fetch(database, summary_course.COLUMNS, where, summary_course.LIVE)


def fetch(database: Any, names: tuple[str, ...], where: str, params: tuple[str, ...]) -> list[Any]:
    """Fetch columns of complaints as they lie in the file."""
    columns = ", ".join(f"{'h' if name in HEADER else 't'}.{name}" for name in names)
    sql = f"SELECT h.id, {columns} FROM complaint t JOIN header h ON h.id = t.id WHERE {where}"
    found: list[Any] = database.execute(sql, params).fetchall()
    return found


def measure(folder: Path, count: int = 100_000) -> list[Ratio]:
    """Measure the figures of one month, and what an approval counts: cases, measures and figures."""
    path = folder / "summary.sqlite"
    fill(path, count)
    desk = Desk(Store.open(path, lambda: NOW), SYSTEM)
    plain = dbapi2.connect(str(path))
    assert {one["id"] for one in live.complaint_rows(desk, MONTH)} == {row[0] for row in bare(plain)}
    found = [
        compare(
            f"monthly figures over {count:,} complaints / the bare SQL behind it",
            lambda: live.complaint_figures(desk, MONTH), lambda: bare(plain), runs=25,
        ),
        compare(
            f"whole summary (cases too) over {count:,} / the bare SQL behind it",
            lambda: summary_course.count(MONTH, desk.facts()), lambda: bare_cases(plain), runs=9,
        ),
    ]  # fmt: skip
    plain.close()
    desk.close()
    return found
