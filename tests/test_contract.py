"""What every record type promises, by being named in `binders.ALL` (design section 3, end). One test for each promise."""

from __future__ import annotations

import importlib
import json
import pkgutil
import random
from collections import defaultdict
from typing import Any

import pytest
from playhouse.schema_diff import diff_models

import custdesk.office
import custdesk.records
from custdesk.binders import ALL, BY_KEY
from custdesk.fields import Kind, Link, Showing
from custdesk.language import Text, Words
from custdesk.paper.said import is_public
from custdesk.record import (
    COMMON,
    VOIDED,
    AnyRecord,
    Header,
    Line,
    Record,
    columns_of,
    described,
    header_kinds,
    kind_named,
    lines_of,
)
from custdesk.sheet import Chart, Letter, Photos, Row, Table
from tests.declared import kinds, labels
from tests.desks import at, clock, store, templates

__all__ = ["clock", "store", "templates"]

EACH = pytest.mark.parametrize("record", ALL, ids=lambda record: record.form.key)
FORMS = pytest.mark.parametrize(
    "record", [one for one in ALL if not one.form.register], ids=lambda record: record.form.key
)
HANS = Words("zh_Hans")
NOW = at("04-16 18:50")


# -- labels ----------------------------------------------------------------------------------------------


@EACH
def test_every_label_is_a_text(record: AnyRecord):
    assert {
        place: label for place, label in labels(record) if not isinstance(label, Text) or not label.msgid
    } == {}


@EACH
@pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])
def test_every_label_is_translated(record: AnyRecord, language: str):
    words = Words(language)
    assert sorted({label.msgid for _place, label in labels(record) if words(label) == label.msgid}) == []


#: one English label for fields of different names: looked at beside the tables of the domain, one Chinese label fits
REVIEWED = {("Unit", None), ("Shift", None), ("Person on duty", None)}


def test_one_label_for_fields_of_different_names_was_looked_at():
    names: dict[tuple[str, str | None], set[str]] = defaultdict(set)
    for record in ALL:
        for name, thing in described(record).items():
            names[thing.label.msgid, thing.label.context].add(name)
        for lines in lines_of(record).values():
            for part, kind in lines.line.kinds().items():
                names[kind.label.msgid, kind.label.context].add(part)
    shared = {label: sorted(found) for label, found in names.items() if len(found) > 1}
    assert {label: found for label, found in shared.items() if label not in REVIEWED} == {}
    assert REVIEWED - set(shared) == set(), "no longer shared"


# -- kinds -----------------------------------------------------------------------------------------------


@EACH
def test_every_kind_reads_shows_and_brings_back_its_sample(record: AnyRecord):
    rng, pool = (
        random.Random(2027),
        {"unit": [7], "staff": [3], "customer": [9], "complaint": [11], "duty_log": [12]},
    )
    for name, kind in kinds(record):
        value = kind.sample(rng, pool)
        if value is None:
            assert isinstance(kind, Link), name
            continue
        assert kind.value(json.loads(json.dumps(kind.plain(value)))) == value, name
        for language in ("zh_Hans", "en"):
            showing = Showing(Words(language), {7: "3-1202"})
            assert isinstance(kind.show(value, showing), str), name
            if kind.by is None and not isinstance(kind, Link):
                assert kind.read(kind.edit(value, showing), NOW, Words(language)) == value, name


@EACH
def test_a_link_names_forms_that_exist(record: AnyRecord):
    for name, kind in kinds(record):
        if isinstance(kind, Link):
            assert kind.targets, name
            assert set(kind.targets) <= set(BY_KEY), name


@EACH
def test_computed_values_name_real_inputs(record: AnyRecord):
    for name, kind in columns_of(record).items():
        assert set(kind.inputs) <= set(described(record)), name
        assert not (kind.inputs and kind.by is None), name
        assert not (kind.by is not None and (kind.required or kind.preset is not None)), name


# -- names -----------------------------------------------------------------------------------------------


@EACH
def test_sheets_lists_filters_and_flow_name_real_fields(record: AnyRecord):
    form, real = record.form, {*described(record), *header_kinds()}
    named = {
        "columns": {column.name for column in form.columns},
        "summary": set(form.summary),
        "header": {form.happened, form.unit, form.what_kind, form.unique, *form.responsible} - {""},
        "desk only": {name for _title, names in form.desk_only for name in names},
        "sheets": {name for sheet in form.sheets for name in sheet.names()},
        "checks": {one.field for one in form.checks if hasattr(one, "field")},
        "steps": {name for step in form.flow.steps for name in (*step.needs, *step.asks)},
        "filters": {name for one in form.filters for name in (*one.empty, *one.filled)},
        "creates": {one.link for one in form.creates} - {""},
        "lists": {column.name for one in form.lists for column in one.columns},
        "public": {name for one in form.lists for name in one.public_columns},
        "apart": {name for one in form.lists for _title, name, _values in one.apart},
    }
    assert {where: names - real for where, names in named.items() if names - real} == {}
    assert set(form.summary) <= set(columns_of(record))
    for one in form.filters:
        assert set(one.states) <= set(form.flow.states), one.name
        assert {*one.empty, *one.filled} <= set(columns_of(record)), one.name
    for one in form.creates:
        assert one.form in BY_KEY
        assert set(one.states) <= set(form.flow.states), one.label.msgid
        assert not one.step or form.flow.step(one.step)
    for one in form.lists:
        assert set(one.public_columns) <= {column.name for column in one.columns}, one.number
        assert one.keeps in {"", *(wanted.name for wanted in form.filters)}, one.number
        assert one.by in {"happened_at", "due_at"}, one.number
    for sheet in form.sheets:
        for part in (*sheet.front, *sheet.back):
            if isinstance(part, Table):
                assert set(part.columns) <= set(lines_of(record)[part.name].line.kinds()), part.name
            elif isinstance(part, Chart):
                assert {part.label, *part.figures} <= set(lines_of(record)[part.name].line.kinds()), part.name


@pytest.mark.rule("R-011")
@EACH
def test_a_public_sheet_names_nobody(record: AnyRecord):
    """No link, no phone, no photo; a table says which of its columns the public may see."""
    for sheet in (one for one in record.form.sheets if one.public):
        tables = {part.name: part for part in sheet.parts if isinstance(part, Table | Chart)}
        assert not any(isinstance(part, Photos | Letter) for part in sheet.parts)
        for name in sheet.names():
            if name not in tables:
                assert is_public(kind_named(record, name)), name
        for part in sheet.parts:
            if isinstance(part, Table):
                kinds = lines_of(record)[part.name].line.kinds()
                assert part.columns, part.name
                assert [one for one in part.columns if not is_public(kinds[one])] == [], part.name


@FORMS
def test_every_field_is_on_a_sheet_or_on_the_desk_only(record: AnyRecord):
    form = record.form
    placed = {name for sheet in form.sheets for name in sheet.names()}
    placed |= {name for _title, names in form.desk_only for name in names}
    assert {*described(record), *COMMON} - placed == set()


#: domain 3.0.2: their key is their period or parent
NO_NUMBER = {
    "reply_letter", "compensation", "improvement_measure", "contact_note", "company_information",
    "major_defect", "callback_sample", "visit_plan",  # REC-08 takes its order's number, "-Z" behind it
}  # fmt: skip
#: domain 3.2: no print of their own
NO_PAPER = {"improvement_measure", "company_information"}
#: two forms on one series (3.0.2: JC)
ONE_SERIES = {"preventive_report"}


@FORMS
def test_a_form_has_number_prefix_sheet_and_rows_that_fit(record: AnyRecord):
    form = record.form
    assert form.number
    assert bool(form.prefix) is (form.key not in NO_NUMBER)
    assert bool(form.sheets) is (form.key not in NO_PAPER)
    for sheet in form.sheets:
        for part in (*sheet.front, *sheet.back):
            if isinstance(part, Row):
                assert sum(box.width for box in part.boxes) <= 12, part.boxes


def test_keys_prefixes_and_sheet_numbers_are_given_once():
    for given in (
        [record.form.key for record in ALL],
        [record.form.prefix for record in ALL if record.form.prefix and record.form.key not in ONE_SERIES],
        [one.number for record in ALL for one in (*record.form.sheets, *record.form.lists)],
        [record._meta.table_name for record in ALL],
    ):
        assert len(given) == len(set(given)), given
    assert all(record._meta.table_name == record.form.key for record in ALL)


@EACH
def test_no_field_hides_what_a_record_is(record: AnyRecord):
    """Trap 25: a class attribute named like a field is silently replaced by the field."""
    ours = {"form", "id", "Meta"} | set(dir(Record)) - set(header_kinds())
    assert set(described(record)) & ours == set()
    shared = set(described(record)) & set(header_kinds())
    assert shared <= {"unit", "responsible", "due_at"}, "only what the header repeats may be named as there"


# -- flow ------------------------------------------------------------------------------------------------


@EACH
def test_every_state_is_reached_and_has_a_way_out_or_is_an_end(record: AnyRecord):
    flow = record.form.flow
    assert flow.start in flow.states
    assert VOIDED in flow.states, "an undone creation is voided"
    assert VOIDED in flow.ends
    reached = {flow.start}
    while more := {s.target for s in flow.steps if reached & set(s.sources)} - reached:
        reached |= more
    assert set(flow.states) - reached <= {VOIDED}
    stuck = {state for state in flow.states if not any(state in step.sources for step in flow.steps)}
    assert stuck <= flow.ends
    assert flow.ends <= set(flow.states)


@EACH
def test_steps_name_real_states_and_have_names_of_their_own(record: AnyRecord):
    flow = record.form.flow
    assert len({step.name for step in flow.steps}) == len(flow.steps)
    for step in flow.steps:
        assert {*step.sources, step.target} <= set(flow.states), step.name
        assert step.sources, step.name
        assert step.target != VOIDED or step.reason, "voiding asks for a reason (R-008)"


# -- lines -----------------------------------------------------------------------------------------------

LINE_TYPES = sorted(
    {lines.line for record in ALL for lines in lines_of(record).values()}, key=lambda one: one.__name__
)


@pytest.mark.parametrize("line", LINE_TYPES, ids=lambda line: line.__name__)
def test_a_line_has_its_own_table_labels_and_no_computed_values(line: type[Line]):
    assert line._meta.table_name.startswith(tuple(record.form.key for record in ALL))
    assert line.kinds()
    assert not {"record", "position"} & set(line.kinds()), "the columns every line has"
    for name, kind in line.kinds().items():
        assert isinstance(kind.label, Text), name
        assert kind.by is None, name
        assert kind.or_else is None, name
    assert not line.append_only or any(kind.required for kind in line.kinds().values())


def test_every_line_belongs_to_one_field():
    owners = [lines.line for record in ALL for lines in lines_of(record).values()]
    assert len(owners) == len(set(owners))
    declared = {one for one in _below(Line) if one.__module__.startswith("custdesk.")}
    bases = {base for one in owners for base in one.__mro__}
    assert declared - set(owners) - bases == set(), "of no field, and nobody's base"
    assert set(owners) <= declared


def _below(line: type[Line]) -> set[type[Line]]:
    return {one for each in line.__subclasses__() for one in (each, *_below(each))}


# -- the house -------------------------------------------------------------------------------------------


def test_every_file_on_the_shelf_is_named_in_the_binders():
    for package in (custdesk.records, custdesk.office):
        for found in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{found.name}")
            own = {
                thing for thing in vars(module).values()
                if isinstance(thing, type) and issubclass(thing, Record) and thing.__module__ == module.__name__
                and "form" in vars(thing)
            }  # fmt: skip
            assert own <= set(ALL), f"{found.name} is missing from custdesk.binders.ALL"


#: the header's own: partial or descending, which no peewee field can say
HAND_MADE = {
    "header_number", "header_form_happened", "header_form_state", "header_unit", "header_due",
    "header_hidden", "header_form_number", "header_form_due",
}  # fmt: skip


def test_the_migrations_made_what_the_models_declare(store):
    models = [Header, *ALL, *LINE_TYPES]
    for model in models:
        model._meta.set_database(store.database)
    try:
        drift = diff_models(store.database, models)
    finally:
        for model in models:
            model._meta.set_database(None)
    assert {index.name for index in drift.drop_indexes} == HAND_MADE
    assert not any(drift._replace(drop_indexes=[])), str(drift)


def column_types(model: Any) -> dict[str, tuple[str, int]]:
    """Name, type and primary key of each column as the model declares them; nothing is NOT NULL by declaration."""
    return {
        field.column_name: (
            "INTEGER" if not isinstance(field, Kind) else field.field_type,
            int(field.primary_key),
        )
        for field in model._meta.sorted_fields
    }


@pytest.mark.parametrize("model", [Header, *ALL, *LINE_TYPES], ids=lambda model: model.__name__)
def test_types_and_keys_are_those_of_the_models(store, model: Any):
    """`diff_models` misses type and null drift (trap 5)."""
    info = store.database.execute_sql(f'PRAGMA table_info("{model._meta.table_name}")').fetchall()
    found = {name: (kind, key) for _cid, name, kind, _null, _default, key in info}
    assert found == column_types(model)
    assert list(found) == [field.column_name for field in model._meta.sorted_fields], (
        "the order of new_migration"
    )
    assert {name for _cid, name, _kind, null, _default, _key in info if null} <= {"id", "record", "position"}
