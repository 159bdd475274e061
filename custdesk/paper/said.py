"""What a print says of a record, as text: what the print log keeps; and what is left of it on a public one (R-011)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from custdesk.fields import Kind, Link, Masked, Showing, Sight
from custdesk.language import Words
from custdesk.paper.list_paper import listed
from custdesk.paper.photo_pages import photos_of
from custdesk.record import VOIDED, Lines, kind_named, lines_of, thing_named
from custdesk.rules import privacy
from custdesk.sheet import Chart, ListSheet, Photos, Sheet, Table
from custdesk.snapshot import Snapshot


def said_of(snapshot: Snapshot, sheet: Sheet | ListSheet, words: Words, *, public: bool) -> dict[str, str]:
    """Return the text in each box, empty ones too; photos as what file stands under which caption.

    The digest in the print log is over exactly this: printed values, never time or print count.
    """
    public = public or (isinstance(sheet, Sheet) and sheet.public)
    texts = {"number": snapshot.number}
    for name in _names(sheet, public=public):
        texts[name] = _text(snapshot, sheet, name, words, public=public)
    if isinstance(sheet, Sheet):
        for part in sheet.parts:
            if isinstance(part, Table):
                texts[part.name] = _table(snapshot, part, words)
            elif isinstance(part, Photos):
                told = (f"{one['digest']} {one.get('note') or ''}".rstrip() for one in photos_of(snapshot))
                texts["photos"] = "\n".join(told)
    if snapshot.state == VOIDED:
        texts["void_reason"] = snapshot.show("void_reason", words)
    return texts


def _names(sheet: Sheet | ListSheet, *, public: bool) -> Iterable[str]:
    if isinstance(sheet, Sheet):
        return sheet.names()
    shown = sheet.public_columns if public else ()
    return (one.name for one in sheet.columns if not shown or one.name in shown)


def _text(snapshot: Snapshot, sheet: Sheet | ListSheet, name: str, words: Words, *, public: bool) -> str:
    if isinstance(thing_named(snapshot.record, name), Lines):
        return snapshot.show(name, words)
    if public and kind_named(snapshot.record, name).sight is not Sight.SHOWN:
        return ""
    if isinstance(sheet, ListSheet):
        return listed(sheet, snapshot, name, words)
    return snapshot.show(name, words)


def _table(snapshot: Snapshot, table: Table, words: Words) -> str:
    kinds = lines_of(snapshot.record)[table.name].line.kinds()
    chosen = table.columns or tuple(kinds)
    showing = Showing(words, snapshot.names)
    rows: Sequence[Any] = snapshot.values.get(table.name) or ()
    return "\n".join(
        " | ".join(_cell(kinds[name], row.get(name), showing) for name in chosen) for row in rows
    )


def _cell(kind: Kind, value: Any, showing: Showing) -> str:
    return str(value) if isinstance(value, Masked) else kind.show(value, showing)


# -- public prints ---------------------------------------------------------------------------------------


def made_public(snapshot: Snapshot, sheet: Sheet | ListSheet) -> Snapshot:
    """Return a record with nothing left but what its public print shows: no link, no name, no phone (R-011)."""
    record = snapshot.record
    if isinstance(sheet, ListSheet):
        shown = {name for name in sheet.public_columns if not isinstance(kind_named(record, name), Link)}
        shown |= {name for _title, name, _values in sheet.apart} & privacy.PUBLIC_FIELDS
        kept = {name: snapshot.values[name] for name in shown if name in snapshot.values}
    else:
        kept = dict(_public_values(snapshot, sheet))
    head = {name: snapshot.values[name] for name in HEAD if name in snapshot.values}
    return Snapshot(record, snapshot.id, {**head, **kept}, title=snapshot.title, code=snapshot.code)


#: of the header, what every print needs
HEAD = ("id", "number", "state", "edition")


def _public_values(snapshot: Snapshot, sheet: Sheet) -> Iterable[tuple[str, Any]]:
    """Yield what a public form may show: its own fields and columns that are nobody's name, number or home."""
    record, tables = snapshot.record, lines_of(snapshot.record)
    columns: dict[str, set[str]] = {}
    for part in sheet.parts:
        if isinstance(part, Table):
            columns.setdefault(part.name, set()).update(part.columns)
        elif isinstance(part, Chart):
            columns.setdefault(part.name, set()).update((part.label, *part.figures))
    for name in dict.fromkeys(sheet.names()):
        value = snapshot.values.get(name)
        if name in tables:
            kinds = tables[name].line.kinds()
            shown = {one for one in columns.get(name, ()) if is_public(kinds[one])}
            yield name, tuple(_of(row, shown) for row in value or ())
        elif is_public(kind_named(record, name)):
            yield name, value


def is_public(kind: Kind) -> bool:
    """Tell whether values of a kind may stand on a public print: no link, nothing that is masked for some."""
    return not isinstance(kind, Link) and kind.sight is Sight.SHOWN


def _of(row: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in names}
