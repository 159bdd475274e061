"""What follows from a record's own values: the header's columns, its links and their names, its words for the search."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain, repeat
from typing import Any, Final

from custdesk.binders import BY_KEY
from custdesk.fields import Choice, Kind, Link, Note, Phone, ShortText, Showing, Sight
from custdesk.language import Words
from custdesk.office.finding import masked_phone
from custdesk.record import AnyRecord, Lines, columns_of, described, filled, lines_of, through_of
from custdesk.rules.privacy import mask_phone
from custdesk.settings import Settings
from custdesk.store.rows import few_texts
from custdesk.store.trail import Executes
from custdesk.workflow import Values

SEARCHED: Final = (ShortText, Note, Phone, Link, Choice)  # kinds whose words the search box finds
LINE_LENGTH: Final = 160  # characters of the header's one line
Column = Sequence[Any]  # a field of many records
Saying = Callable[
    [Column, Mapping[int, str]], Iterable[Any]
]  # a field's words, with the names of linked records


def search_text(
    database: Executes | None, record: AnyRecord, values: Values, names: Mapping[int, str] | None = None
) -> str:
    """Return every word of a record that the search box may find; household data are left out (1.6).

    `names` are those of the linked records, where the caller has read them already.
    """
    if names is None:
        assert database is not None
        names = names_of(database, {target for _name, target in references(record, values)})
    (text,) = search_texts(record, {name: (one,) for name, one in values.items() if one}, 1, names)
    return text


def search_texts(
    record: AnyRecord, columns: Mapping[str, Column], many: int, names: Mapping[int, str]
) -> list[str]:
    """Return the words of so many records of a form, whose values stand side by side; what none has needs no column."""
    told = [saying(columns[name], names) for name, saying in _searched(record) if name in columns]
    return [" ".join(filter(None, one)) for one in zip(repeat("", many), *told, strict=True)]


def _texts_of(column: Column, _names: Mapping[int, str]) -> Column:
    return column if set(map(type, column)) <= _TEXTS else [one and str(one) for one in column]


_TEXTS: Final = frozenset({str, type(None)})


def _names_of(column: Column, names: Mapping[int, str]) -> Column:
    return [names.get(one, "") if type(one) is int else one and str(one) for one in column]


def _mask_of(value: object) -> str:
    """Return of a masked number what everybody sees (R-011)."""
    return _masked(str(value))


def _masks_of(column: Column, _names: Mapping[int, str]) -> Column:
    return [one and _mask_of(one) for one in column]


@lru_cache(maxsize=16_384)  # the same few thousand numbers call again and again
def _masked(said: str) -> str:
    return " ".join(masked_phone(said) or (mask_phone(said),))


def _labels_of(kind: Choice) -> Saying:
    label = lru_cache(maxsize=256)(lambda value: kind.show(value, _showing()))
    return lambda column, _names: map(label, column)


def _files_of(column: Column, _names: Mapping[int, str]) -> Column:
    return [
        one and " ".join(filter(None, [file.get(part) for file in one for part in ("name", "note")]))
        for one in column
    ]


def _pinyin_of(column: Column, _names: Mapping[int, str]) -> Column:
    from custdesk.office.pinyin import full_pinyin, initials  # late: its dictionaries take their time

    said = [one and str(one) for one in column]
    return [one and " ".join(filter(None, (*initials(one), *full_pinyin(one)))) for one in said]


def _saying(kind: Kind) -> Saying:
    """Return how a field's values are put into words."""
    if isinstance(kind, Link):
        return _names_of
    if isinstance(kind, Choice):
        return _labels_of(kind)
    return _masks_of if kind.sight is Sight.MASKED else _texts_of


def _saying_lines(thing: Lines) -> Saying | None:
    """Return how lines are put into words; None where nothing of them is searched."""
    within = [(part, _saying(kind)) for part, kind in thing.line.kinds().items() if _is_searched(kind)]

    def said(rows: Any, names: Mapping[int, str]) -> str:
        words = (saying((row[part],), names) for row in rows for part, saying in within if row.get(part))
        return " ".join(filter(None, chain.from_iterable(words)))

    return (lambda column, names: [one and said(one, names) for one in column]) if within else None


@cache
def _searched(record: AnyRecord) -> tuple[tuple[str, Saying], ...]:
    """Return the fields whose words are searched, and how each is put into words."""
    common = ("number", "old_number", "paper_location", "note")
    found: list[tuple[str, Saying]] = [(name, _texts_of) for name in common]
    for name, thing in described(record).items():
        if isinstance(thing, Lines):
            said = _saying_lines(thing)
            if said is not None and thing.veil is None:
                found.append(
                    (name, said)
                )  # what veiled lines say is found by the record they tell of
        elif isinstance(thing, Kind) and _is_searched(thing):
            found.append((name, _saying(thing)))
    found.append(("attachments", _files_of))
    if record.form.register:
        found.append(("name", _pinyin_of))
    return tuple(found)


@cache
def _showing() -> Showing:
    return Showing(Words("zh_Hans"))


def _is_searched(kind: Kind) -> bool:
    return isinstance(kind, SEARCHED) and kind.sight is not Sight.STEWARDS and _named_for_all(kind)


def _named_for_all(kind: Kind) -> bool:
    """Tell whether anybody may find a record by what this field shows: not by the number of a linked matter.

    A complaint may be hidden from whoever searches (R-064); the entry it was made of is not (domain 1.6).
    """
    return not isinstance(kind, Link) or all(
        key in BY_KEY and BY_KEY[key].form.register for key in kind.targets
    )


@cache
def link_fields(record: AnyRecord) -> tuple[str, ...]:
    """Return the fields that are links."""
    return tuple(name for name, kind in columns_of(record).items() if isinstance(kind, Link))


def names_of(database: Executes, ids: set[int]) -> dict[int, str]:
    """Return what links to these records show: the number, or a register's one line."""
    if not ids:
        return {}
    marks, asked = few_texts(ids)
    found = database.execute_sql(
        f'SELECT "id", coalesce("number", "line") FROM "header" WHERE "id" IN ({marks})', asked
    )
    return {record_id: name or f"#{record_id}" for record_id, name in found}


def linked_names(database: Executes, record: AnyRecord, values: Values) -> dict[int, str]:
    """Return what every link of a record shows, those of its header and of linked records' values too."""
    through = (name for name, one in through_of(record).items() if isinstance(one.kind, Link))
    more = ("unit", "responsible", "created_by", *through)
    others = {values[name] for name in more if isinstance(values.get(name), int)}
    return names_of(database, {target for _name, target in references(record, values)} | others)


def tidied(record: AnyRecord, given: Values) -> dict[str, Any]:
    """Make empty boxes None, and drop empty cells and rows of lines: what is empty is no change."""
    found, lines = dict(given), lines_of(record)
    for name in lines:
        if name in found:
            cells = ({part: one for part, one in row.items() if filled(one)} for row in found[name] or ())
            found[name] = tuple(row for row in cells if row)
    if not all(found.values()):
        for name, one in found.items():
            if not one and one is not None and not filled(one) and name not in lines:
                found[name] = None
    return found


def references(record: AnyRecord, values: Values) -> list[tuple[str, int]]:
    """Return every link of a record to another: (field, id)."""
    get = values.get
    found = [(name, one) for name in link_fields(record) if isinstance(one := get(name), int)]
    return found + references_within(record, values)


def references_within(record: AnyRecord, values: Values) -> list[tuple[str, int]]:
    """Return the links of a record's lines, each once."""
    found: dict[tuple[str, int], None] = {}
    for name, links in linking_lines(record).items():
        for row in values.get(name) or ():
            found |= {(name, one): None for part in links if isinstance(one := row.get(part), int)}
    return list(found)


@cache
def linking_lines(record: AnyRecord) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that hold lines with links, and which of their parts these are."""
    found = {
        name: tuple(part for part, kind in thing.line.kinds().items() if isinstance(kind, Link))
        for name, thing in lines_of(record).items()
    }
    return {name: links for name, links in found.items() if links}


@cache
def _summed(record: AnyRecord) -> tuple[tuple[str, Callable[[Any, Showing], str]], ...]:
    """Return the fields of a form's one line of text, and how each is shown."""
    kinds = columns_of(record)
    return tuple((name, kinds[name].show) for name in record.form.summary if name in kinds)


def _moment(when: datetime.date | None) -> datetime.datetime | None:
    """Return a moment; of a day, its first: what happens on a day or for a period stands at its beginning."""
    if when is None or isinstance(when, datetime.datetime):
        return when
    return datetime.datetime.combine(when, datetime.time())


def derived(record: AnyRecord, values: Values, now: datetime.datetime, settings: Settings) -> dict[str, Any]:
    """Return the header columns that repeat a record's own fields."""
    columns = derived_columns(record, (values,), now, settings)
    return {name: column[0] for name, column in columns.items()}


def derived_columns(
    record: AnyRecord, many: Sequence[Values], now: datetime.datetime, settings: Settings
) -> dict[str, Column]:
    """Return of many records of a form, side by side, the header columns that repeat their own fields."""
    form, showing = record.form, _showing()
    nothing = [None] * len(many)
    shown = [
        [" ".join(str(show(one.get(name), showing)).split()) for one in many]
        for name, show in _summed(record)
    ]
    lines = [" ".join(words).strip()[:LINE_LENGTH] or None for words in zip(*shown, strict=True)]
    answering: Column = nothing
    for name in reversed(form.responsible):  # the first that is filled counts
        named = [one.get(name) for one in many]
        answering = [
            one if one or (one is not None and filled(one)) else other
            for one, other in zip(named, answering, strict=True)
        ]
    return {
        "happened_at": [_moment(one.get(form.happened)) or now for one in many],
        "unit": [one.get(form.unit) for one in many] if form.unit else nothing,
        "responsible": answering,
        "due_at": [form.owes(one["state"], one, settings) for one in many],
        "line": lines or nothing,
        "visibility": [form.hidden_from(one) for one in many],
    }
