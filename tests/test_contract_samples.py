"""The contract, second half: one full record of every type is saved, found, shown, opened and printed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.draft import Draft, check
from custdesk.fields import Choices, Masked, Showing
from custdesk.language import Text, Words
from custdesk.paper.render import page_text
from custdesk.paper.sheet_paper import draw_sheets
from custdesk.paper.style import PaperStyle
from custdesk.record import AnyRecord, Lines, columns_of, label_of, lines_of, thing_named
from custdesk.sheet import Letter, Row, Table
from custdesk.store.reader import ListQuery
from custdesk.workflow import User
from tests.desk_field import PREPARED
from tests.desk_repairs import order
from tests.desks import Office, at, clock, office, on, templates

__all__ = ["clock", "office", "templates"]

EACH = pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
HANS = Words("zh_Hans")


#: values a random sample would never find, because one box must fit another
GIVEN: dict[str, dict[str, Any]] = {
    "event_plan": {
        "lines": (
            {
                "quarter": "q1",
                "planned_on": on("02-06"),
                "theme": "迎春游园",
                "responsible": "苏婷",
                "expected": 90,
            },
            {
                "quarter": "q3",
                "planned_on": on("09-11"),
                "theme": "中秋灯会",
                "responsible": "苏婷",
                "budget": 300000,
            },
        )
    },
}


#: forms that stand only beside a complaint
OF_A_COMPLAINT = {
    "corrective_report",
    "preventive_report",
    "reply_letter",
    "compensation",
    "company_information",
}


#: forms that are about an order
NEEDS_ORDER = {"service_callback"}


def writer(office: Office, record: AnyRecord) -> User:
    """Who writes and reads the samples: the supervisor, but accounts and waivers are the manager's."""
    return office.chen if record.form.key in ("staff", "waiver") else office.zhou


def sample(office: Office, record: AnyRecord, seed: int = 2027) -> dict[str, Any]:
    """A record with every box filled, taken back box by box where the form's rules mind."""
    rng = random.Random(seed)
    if record.form.key in OF_A_COMPLAINT:
        office.complaint()
    if record.form.key in NEEDS_ORDER:
        order(office, "finished")
    prepared = PREPARED.get(record.form.key, lambda _office: {})(office)
    pool = {
        key: [row[0] for row in office.sql("SELECT id FROM header WHERE form = ? ORDER BY id", key)]
        for key in BY_KEY
    }
    pool |= {"duty_shift": [office.shift], "staff": [office.lin.id, office.su.id, office.xu.id]}
    values: dict[str, Any] = {
        name: kind.sample(rng, pool) for name, kind in columns_of(record).items() if kind.by is None
    }
    for name, lines in lines_of(record).items():
        if lines.by is not None:
            continue
        values[name] = tuple(
            {part: kind.sample(rng, pool) for part, kind in lines.line.kinds().items()} for _row in range(2)
        )
    values |= {"paper_location": "A柜3层", "note": "另附照片", **GIVEN.get(record.form.key, {}), **prepared}
    tried: dict[str, int] = {}
    for _try in range(300):
        problems = [
            one for one in check(record, values, {}, office.store.facts(writer(office, record))) if one.grave
        ]
        if not problems:
            return values
        name = rng.choice(problems).field.partition(".")[0]
        thing, tried[name] = thing_named(record, name), tried.get(name, 0) + 1
        if isinstance(thing, Lines):
            values[name] = ()
        elif values.get(name) in (None, False) or tried[name] % 6:
            values[name] = thing.sample(rng, pool)
        else:
            values[name] = None
    raise AssertionError(
        f"no sample of {record.form.key}: {[(one.field, one.text.msgid) for one in problems]}"
    )


def on_paper(office: Office, record: AnyRecord, record_id: int) -> str:
    """The text of all its sheets, without white space."""
    seen = office.see(record_id, office.zhou)
    pages = [
        text for sheet in record.form.sheets for text in page_text(draw_sheets([seen], sheet, PaperStyle(words=HANS)))
    ]  # fmt: skip
    return "".join("".join(pages).split())


@pytest.fixture
def saved(office: Office, record: AnyRecord) -> tuple[dict[str, Any], int, int]:
    """Values of a sample, the record they were saved as, and how many trail lines that took."""
    if record.form.key == "duty_shift":
        office.store.apply(office.shift, "take_over", office.xu, values={"relief": office.xu.id})
        office.sql("UPDATE header SET state = 'handed_over' WHERE id = ?", office.shift)
    values = sample(office, record) if record.form.key != "duty_shift" else {
        "person": office.lin.id, "starts_at": at("04-16 18:00"), "relief": office.su.id,
    }  # fmt: skip
    lines = office.one("SELECT count(*) FROM trail")
    record_id = office.store.save(Draft(record, dict(values), {}), writer(office, record)).record_id
    return values, record_id, office.one("SELECT count(*) FROM trail") - lines


@EACH
def test_a_sample_is_saved_loaded_equal_and_leaves_one_line(office: Office, record: AnyRecord, saved):
    values, record_id, lines = saved
    loaded = office.values(record_id)
    kept = {name: value for name, value in values.items() if value not in (None, ())}
    tidied = {
        name: tuple({part: one for part, one in row.items() if one is not None} for row in value) if name in lines_of(record)
        else value
        for name, value in kept.items()
    }  # fmt: skip
    assert {name: loaded[name] for name in kept} == tidied
    assert len(kept) > len(columns_of(record)) // 3
    assert lines == 1
    assert [line.what for line in office.read(office.zhou).history(record_id)] == ["create"]


@EACH
def test_a_sample_is_found_listed_and_shown(office: Office, record: AnyRecord, saved):
    _values, record_id, _lines = saved
    reader = office.read(office.zhou)
    words = office.one("SELECT body FROM search_text WHERE id = ?", record_id).split()
    assert words
    for word in words[:12]:
        assert record_id in [hit.id for hit in reader.find(word)], word
    assert record_id in reader.ids(ListQuery(record.form.key))
    for column in record.form.columns:
        assert record_id in reader.ids(ListQuery(record.form.key, sort=column.name)), column.name
    for one in record.form.filters:
        assert isinstance(reader.count(ListQuery(record.form.key, filter=one)), int)
    seen = office.see(record_id, office.zhou)
    for column in record.form.columns:
        assert isinstance(seen.show(column.name, HANS), str)
    assert office.one("SELECT line FROM header WHERE id = ?", record_id)


@EACH
def test_a_sample_opens_in_a_form_that_is_clean(office: Office, record: AnyRecord, saved):
    _values, record_id, _lines = saved
    draft = office.edit(record_id, office.zhou)
    assert draft.changes() == {}
    assert [one for one in draft.problems(office.store.facts(office.zhou, record_id)) if one.grave] == []


@pytest.mark.parametrize(
    "record", [one for one in ALL if one.form.sheets], ids=lambda record: record.form.key
)
def test_a_sample_prints_every_value_its_sheet_names(office: Office, record: AnyRecord, saved):
    _values, record_id, _lines = saved
    seen, text = office.see(record_id, office.zhou), on_paper(office, record, record_id)
    wanted = [said for sheet in record.form.sheets for said in shown_on(seen, sheet)]
    named = {name for sheet in record.form.sheets for name in sheet.names()}
    assert len(wanted) > min(10, len(named) // 2 - 1)
    assert [(name, shown) for name, shown in wanted if "".join(shown.split()) not in text] == []
    assert "".join(HANS(record.form.title).split()) in text
    assert seen.number in text


def shown_on(seen: Any, sheet: Any) -> Iterator[tuple[str, str]]:
    """Each value a sheet names, as the paper has to say it; tick boxes are marks, not words."""
    record = seen.record
    showing = Showing(HANS, seen.names)
    for part in (*sheet.front, *sheet.back):
        if isinstance(part, Table):
            parts = lines_of(record)[part.name].line.kinds()
            for row in seen.values[part.name]:
                for name in part.columns or parts:
                    if name in row:
                        yield from _said(f"{part.name}.{name}", parts[name], row[name], showing)
        elif isinstance(part, Row):
            for name in (name for box in part.boxes for name in box.names()):
                yield from _said(name, thing_named(record, name), seen.values.get(name), showing)
        elif isinstance(part, Letter):
            for name in (part.to, part.body):  # of its moment the day only
                yield from _said(name, thing_named(record, name), seen.values.get(name), showing)


def _said(name: str, thing: Any, value: Any, showing: Showing) -> Iterator[tuple[str, str]]:
    kind = getattr(thing, "kind", thing)
    if value is None or isinstance(value, bool):
        return
    said = str(value) if isinstance(value, Masked) else kind.show(value, showing)
    marked = (
        said.replace("、", "\n") if isinstance(kind, Choices) else said
    )  # each answer has its own tick box
    yield from ((name, line) for line in marked.splitlines() if line.strip())


@EACH
def test_an_empty_form_says_what_is_missing_and_writes_nothing(office: Office, record: AnyRecord):
    problems = Draft(record, {}, {}).problems(office.store.facts(office.zhou))
    required = {name for name, kind in columns_of(record).items() if kind.required and kind.by is None}
    assert required <= {problem.field for problem in problems if problem.grave}
    assert all(isinstance(label_of(record, name), Text) for name in required)
