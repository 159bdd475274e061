"""What follows from a record's own values: the header's columns, its links and their names, its words for the search."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
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


def search_text(
    database: Executes, record: AnyRecord, values: Values, names: Mapping[int, str] | None = None
) -> str:
    """Return every word of a record that the search box may find; household data are left out (1.6).

    `names` are those of the linked records, where the caller has read them already.
    """
    parts = [str(values.get(name) or "") for name in ("number", "old_number", "paper_location", "note")]
    if names is None:
        names = names_of(database, {target for _name, target in references(record, values)})
    showing = Showing(Words("zh_Hans"), names)
    for name, (kind, within) in _searched(record).items():
        value = values.get(name)
        if not value:
            continue
        if within:
            cells = [
                (part, row[part_name]) for row in value for part_name, part in within if row.get(part_name)
            ]
            parts += [_said(part, cell, showing) for part, cell in cells]
        elif kind is not None:
            parts.append(_said(kind, value, showing))
    parts += [
        one[said] for one in values.get("attachments") or () for said in ("name", "note") if one.get(said)
    ]
    if record.form.register and values.get("name"):
        from custdesk.office.pinyin import full_pinyin, initials  # late: its dictionaries take their time

        parts += (*initials(str(values["name"])), *full_pinyin(str(values["name"])))
    return " ".join(part for part in parts if part)


def _said(kind: Kind, value: Any, showing: Showing) -> str:
    """Return a value's words: a link's name, a choice's label, of a masked number what everybody sees (R-011)."""
    if isinstance(kind, Link):
        return showing.names.get(value, "") if isinstance(value, int) else str(value)
    if isinstance(kind, Choice):
        return kind.show(value, showing)
    if kind.sight is Sight.MASKED:
        return _masked(str(value))
    return str(value)


@lru_cache(maxsize=4096)  # the same few thousand numbers call again and again
def _masked(said: str) -> str:
    return " ".join(masked_phone(said) or (mask_phone(said),))


@cache
def _searched(record: AnyRecord) -> Mapping[str, tuple[Kind | None, tuple[tuple[str, Kind], ...]]]:
    """Return the fields whose words are searched, for lines with the parts that are."""
    found: dict[str, tuple[Kind | None, tuple[tuple[str, Kind], ...]]] = {}
    for name, thing in described(record).items():
        if isinstance(thing, Lines):
            if thing.veil is not None:
                continue  # what it says of another record is found by that record
            parts = tuple((part, kind) for part, kind in thing.line.kinds().items() if _is_searched(kind))
            if parts:
                found[name] = None, parts
        elif isinstance(thing, Kind) and _is_searched(thing):
            found[name] = thing, ()
    return found


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
def _link_fields(record: AnyRecord) -> tuple[str, ...]:
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
    lines = lines_of(record)
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name in lines:
            cells = ({part: one for part, one in row.items() if filled(one)} for row in value or ())
            found[name] = tuple(row for row in cells if row)
        else:
            found[name] = value if filled(value) else None
    return found


def references(record: AnyRecord, values: Values) -> list[tuple[str, int]]:
    """Return every link of a record to another: (field, id)."""
    found = [(name, values[name]) for name in _link_fields(record) if isinstance(values.get(name), int)]
    for name, thing in lines_of(record).items():
        if not values.get(name):
            continue
        links = [part for part, kind in thing.line.kinds().items() if isinstance(kind, Link)]
        found += [
            (name, row[part]) for row in values[name] for part in links if isinstance(row.get(part), int)
        ]
    return list(dict.fromkeys(found))


def _moment(when: datetime.date | None) -> datetime.datetime | None:
    """Return a moment; of a day, its first: what happens on a day or for a period stands at its beginning."""
    if when is None or isinstance(when, datetime.datetime):
        return when
    return datetime.datetime.combine(when, datetime.time())


def derived(record: AnyRecord, values: Values, now: datetime.datetime, settings: Settings) -> dict[str, Any]:
    """Return the header columns that repeat a record's own fields."""
    form = record.form
    showing = Showing(Words("zh_Hans"))
    words = " ".join(
        " ".join(str(kind.show(values.get(name), showing)).split())
        for name in form.summary
        if (kind := columns_of(record).get(name)) is not None
    )
    return {
        "happened_at": _moment(values.get(form.happened)) or now,
        "unit": values.get(form.unit) if form.unit else None,
        "responsible": next((values[name] for name in form.responsible if filled(values.get(name))), None),
        "due_at": form.owes(values["state"], values, settings),
        "line": words.strip()[:LINE_LENGTH] or None,
        "visibility": form.hidden_from(values),
    }
