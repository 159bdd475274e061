"""What stands on a form's screen: every field once, further sheets after the first, one place for photos."""

from __future__ import annotations

import pytest

from custdesk.binders import ALL, BY_KEY
from custdesk.language import N_, Text
from custdesk.record import AnyRecord
from custdesk.sheet import Box, Chart, Heading, Letter, Photos, Row, Sheet, Signatures, Table
from ui.binder.sheet_rows import sections_of


def names(record: AnyRecord) -> list[str]:
    return [
        box.name
        for section in sections_of(record)
        for item in section.items
        if isinstance(item, tuple)
        for box in item
    ]


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_no_field_stands_twice_and_none_that_paper_shows_is_missing(record):
    found = names(record)
    assert len(found) == len(set(found))
    on_paper = {name for sheet in record.form.sheets for name in sheet.names()} - {"number"}
    assert on_paper <= set(found)


@pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
def test_the_photos_have_one_place(record):
    found = [item for section in sections_of(record) for item in section.items if isinstance(item, Photos)]
    assert len(found) == 1


def test_a_further_sheet_shows_what_is_new_under_its_title():
    event = BY_KEY["community_event"]
    sections = sections_of(event)
    titles = [section.title for section in sections]
    second = event.form.sheets[1].title
    assert second in titles
    place = titles.index(second)
    new = [box.name for item in sections[place].items if isinstance(item, tuple) for box in item]
    first = set(event.form.sheets[0].names())
    assert new
    assert not set(new) & first


def test_a_sheet_with_nothing_new_adds_nothing(monkeypatch):
    complaint = BY_KEY["complaint"]
    first = complaint.form.sheets[0]
    _with(
        monkeypatch,
        complaint,
        sheets=(first, Sheet("P-99", Heading(N_("Plan")), Row("content"), title=N_("Menu"))),
    )
    assert N_("Menu") not in [section.title for section in sections_of(complaint)]


def _with(monkeypatch, record, **changes):
    from msgspec.structs import replace

    monkeypatch.setattr(record, "form", replace(record.form, **changes))


def test_boxes_inside_a_box_stand_beside_it_and_signatures_nowhere(monkeypatch):
    complaint = BY_KEY["complaint"]
    sheet = Sheet(
        "P-99",
        Row(Box("content", more=("unit",), foot=("received_at",), signs=(N_("Handler"),)), "complainant"),
        Signatures(N_("Handler")),
    )
    _with(monkeypatch, complaint, sheets=(sheet,), desk_only=())
    rows = [
        [box.name for box in item]
        for section in sections_of(complaint)
        for item in section.items
        if isinstance(item, tuple)
    ]
    assert rows == [["content", "complainant"], ["unit", "received_at"]]


def test_headings_of_what_stands_only_on_paper_are_left_out(monkeypatch):
    complaint = BY_KEY["complaint"]
    plan, menu = N_("Plan"), N_("Menu")
    sheet = Sheet(
        "P-99",
        Row("content"),
        Heading(plan),
        Signatures(N_("Handler")),
        Heading(menu),
        Row("unit"),
        Heading(plan),
    )
    _with(monkeypatch, complaint, sheets=(sheet,), desk_only=())
    assert [
        item for section in sections_of(complaint) for item in section.items if isinstance(item, Text)
    ] == [menu]


def test_a_chart_brings_its_lines_and_a_letter_its_boxes(monkeypatch):
    complaint = BY_KEY["complaint"]
    lines = next(iter(_lines(complaint)))
    part = next(iter(complaint.__dict__[lines].line.kinds()))
    chart = Chart(lines, part, (part,))
    _with(
        monkeypatch,
        complaint,
        sheets=(Sheet("P-99", chart, Table(lines), Letter("complainant", "content")),),
        desk_only=(),
    )
    items = [item for section in sections_of(complaint) for item in section.items]
    assert chart in items
    assert [box.name for item in items if isinstance(item, tuple) for box in item] == [
        lines,
        "complainant",
        "content",
    ]


def _lines(record):
    from custdesk.record import lines_of

    return lines_of(record)
