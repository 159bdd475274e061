"""Every text a record type declares, with the place where it stands: what the contract test walks over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from custdesk.fields import Choice, Kind
from custdesk.language import Text
from custdesk.record import AnyRecord, columns_of, described, lines_of, shown_of
from custdesk.sheet import Chart, Heading, Row, Signatures, Table


def labels(record: AnyRecord) -> Iterator[tuple[str, Text | None]]:
    """Every text a record declares, with the place where it stands."""
    form = record.form
    yield from (("title", form.title), ("tab", form.tab))
    for name, thing in described(record).items():
        yield name, thing.label
        if isinstance(thing, Kind):
            yield from _texts_of(name, thing)
    for name, lines in lines_of(record).items():
        for part, kind in lines.line.kinds().items():
            yield f"{name}.{part}", kind.label
            yield from _texts_of(f"{name}.{part}", kind)
    yield from ((f"state {name}", label) for name, label in form.flow.states.items())
    yield from ((f"step {step.name}", step.label) for step in form.flow.steps)
    yield from ((f"filter {one.name}", one.label) for one in form.filters)
    yield from ((f"create {one.form}", one.label) for one in form.creates)
    yield from ((f"group {names}", title) for title, names in form.desk_only)
    yield from ((f"column {one.name}", one.label) for one in form.columns if one.label is not None)
    yield from (
        (f"need {one.field}", one.text) for one in form.checks if getattr(one, "text", None) is not None
    )
    for sheet in form.sheets:
        yield from ((f"{sheet.number} {place}", text) for place, text in _texts_on(sheet))
    for one in form.lists:
        yield f"{one.number} title", one.title
        yield from (
            (f"{one.number} {column.name}", column.label)
            for column in one.columns
            if column.label is not None
        )
        yield from ((f"{one.number} signature", label) for label in one.signatures.labels)
        yield from ((f"{one.number} column to sign in", label) for label in one.by_hand)
        yield from ((f"{one.number} apart", title) for title, _name, _values in one.apart)


def _texts_of(name: str, kind: Kind) -> Iterator[tuple[str, Text]]:
    if kind.hint is not None:
        yield f"{name} hint", kind.hint
    if isinstance(kind, Choice):
        yield from ((f"{name} = {code}", label) for code, label in kind.options.items())


def _texts_on(sheet: Any) -> Iterator[tuple[str, Text]]:
    own = {"back": sheet.back_title, "title": sheet.title, "caption": sheet.caption}
    yield from ((place, text) for place, text in own.items() if text is not None)
    yield from (("copy", text) for text in sheet.copies)
    for part in (*sheet.front, *sheet.back):
        if isinstance(part, Heading):
            yield "heading", part.text
        elif isinstance(part, Signatures):
            yield from (("signature", label) for label in part.labels)
        elif isinstance(part, Row):
            yield from ((box.name, box.label) for box in part.boxes if box.label is not None)
            yield from (("signature in a box", label) for box in part.boxes for label in box.signs)
        elif isinstance(part, Table):
            yield from (("column to sign in", label) for label in part.by_hand)
        elif isinstance(part, Chart) and part.title is not None:
            yield "chart", part.title


def kinds(record: AnyRecord) -> Iterator[tuple[str, Kind]]:
    """Every kind of a record: own fields, shown values, and those of its lines."""
    yield from columns_of(record).items()
    yield from ((name, shown.kind) for name, shown in shown_of(record).items())
    for name, lines in lines_of(record).items():
        yield from ((f"{name}.{part}", kind) for part, kind in lines.line.kinds().items())
