"""What follows from a record's own values: the header's columns, its links and their names, its words for the search."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
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
Saying = Callable[[Any, Mapping[int, str]], str]  # a value's words, with the names of linked records


def search_text(
    database: Executes | None, record: AnyRecord, values: Values, names: Mapping[int, str] | None = None
) -> str:
    """Return every word of a record that the search box may find; household data are left out (1.6).

    `names` are those of the linked records, where the caller has read them already.
    """
    if names is None:
        assert database is not None
        names = names_of(database, {target for _name, target in references(record, values)})
    get = values.get
    parts = [str(get(name) or "") for name in ("number", "old_number", "paper_location", "note")]
    for name, said in _searched(record):
        if value := get(name):
            parts.append(str(value) if said is None else said(value, names))
    for one in get("attachments") or ():
        parts += [one.get("name"), one.get("note")]
    if record.form.register and get("name"):
        from custdesk.office.pinyin import full_pinyin, initials  # late: its dictionaries take their time

        parts += (*initials(str(values["name"])), *full_pinyin(str(values["name"])))
    return " ".join([part for part in parts if part])


def _name_of(value: Any, names: Mapping[int, str]) -> str:
    return names.get(value, "") if isinstance(value, int) else str(value)


def _mask_of(value: Any, _names: Mapping[int, str]) -> str:
    """Return of a masked number what everybody sees (R-011)."""
    return _masked(str(value))


@lru_cache(maxsize=16_384)  # the same few thousand numbers call again and again
def _masked(said: str) -> str:
    return " ".join(masked_phone(said) or (mask_phone(said),))


def _label_of(kind: Choice) -> Saying:
    label = lru_cache(maxsize=256)(lambda value: kind.show(value, _showing()))
    return lambda value, _names: label(value)


def _saying(kind: Kind) -> Saying | None:
    """Return how a value is put into words; None: it says itself."""
    if isinstance(kind, Link):
        return _name_of
    if isinstance(kind, Choice):
        return _label_of(kind)
    return _mask_of if kind.sight is Sight.MASKED else None


def _saying_lines(thing: Lines) -> Saying | None:
    """Return how lines are put into words; None where nothing of them is searched."""
    within = [(part, _saying(kind)) for part, kind in thing.line.kinds().items() if _is_searched(kind)]

    def said(rows: Any, names: Mapping[int, str]) -> str:
        cells = [(row[part], way) for row in rows for part, way in within if row.get(part)]
        words = [str(cell) if way is None else way(cell, names) for cell, way in cells]
        return " ".join(filter(None, words))

    return said if within else None


@cache
def _searched(record: AnyRecord) -> tuple[tuple[str, Saying | None], ...]:
    """Return the fields whose words are searched, and how each is put into words."""
    found: list[tuple[str, Saying | None]] = []
    for name, thing in described(record).items():
        if isinstance(thing, Lines):
            said = _saying_lines(thing)
            if said is not None and thing.veil is None:
                found.append(
                    (name, said)
                )  # what veiled lines say is found by the record they tell of
        elif isinstance(thing, Kind) and _is_searched(thing):
            found.append((name, _saying(thing)))
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
    found = dict(given)
    for name in lines_of(record):
        if name in found:
            cells = ({part: one for part, one in row.items() if filled(one)} for row in found[name] or ())
            found[name] = tuple(row for row in cells if row)
    if not all(found.values()):
        lines = lines_of(record)
        found |= {name: None for name, one in found.items() if not (one or filled(one) or name in lines)}
    return found


def references(record: AnyRecord, values: Values) -> list[tuple[str, int]]:
    """Return every link of a record to another: (field, id)."""
    get = values.get
    found = [(name, one) for name in link_fields(record) if isinstance(one := get(name), int)]
    return found + references_within(record, values)


def references_within(record: AnyRecord, values: Values) -> list[tuple[str, int]]:
    """Return the links of a record's lines, each once."""
    found: dict[tuple[str, int], None] = {}
    for name, links in _linking_lines(record):
        for row in values.get(name) or ():
            found |= {(name, one): None for part in links if isinstance(one := row.get(part), int)}
    return list(found)


@cache
def _linking_lines(record: AnyRecord) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the fields that hold lines with links, and which of their parts these are."""
    found = {
        name: tuple(part for part, kind in thing.line.kinds().items() if isinstance(kind, Link))
        for name, thing in lines_of(record).items()
    }
    return tuple((name, links) for name, links in found.items() if links)


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
    form, get = record.form, values.get
    shown = [str(show(get(name), _showing())) for name, show in _summed(record)]
    words = " ".join([" ".join(one.split()) for one in shown])
    answering = [one for name in form.responsible if filled(one := get(name))]
    return {
        "happened_at": _moment(get(form.happened)) or now,
        "unit": get(form.unit) if form.unit else None,
        "responsible": answering[0] if answering else None,
        "due_at": form.owes(values["state"], values, settings),
        "line": words.strip()[:LINE_LENGTH] or None,
        "visibility": form.hidden_from(values),
    }
