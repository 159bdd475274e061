"""The rows of one act of the bulk door: what a single save makes one by one, made once a form and once an act.

What comes of a row is the same as by a save; only the canonical JSON of its values is written once and repeated.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING, Any

from custdesk.draft import plain_values
from custdesk.errors import Problem
from custdesk.fields import Kind, Said
from custdesk.record import COMMON, AnyRecord, columns_of, header_kinds, lines_of
from custdesk.store import numbering, rows, trail
from custdesk.store.deriving import derived, references

if TYPE_CHECKING:
    from custdesk.store.bulk import NewRow
    from custdesk.store.writing import Writing

HEADER = tuple(header_kinds())


@dataclass(frozen=True)
class Ref:
    """A link to another row of the same batch."""

    key: str


@dataclass(frozen=True, slots=True)
class Made:
    """One row ready to be written: its own values with its numbers and files, and their plain forms."""

    id: int
    record: AnyRecord
    values: Mapping[str, Any]
    header: tuple[Any, ...]  # in the order of the table
    own: tuple[Any, ...]
    links: list[tuple[str, int]]
    digest: str
    said: str  # the canonical JSON of its own values
    kept: Mapping[str, Any]  # the header's plain values
    files: tuple[dict[str, Any], ...]

    @property
    def frozen(self) -> bool:
        """Tell whether its edition is kept."""
        return self.kept.get("frozen_at") is not None

    def names_shown(self) -> set[int]:
        """Return the records whose names this one shows."""
        found = {target for _name, target in self.links}
        for name in ("unit", "responsible"):
            one = self.values.get(name) if name in columns_of(self.record) else self.kept.get(name)
            if isinstance(one, int):
                found.add(one)
        by = self.kept.get("created_by")
        return {*found, by} if by is not None else found


class Maker:
    """Makes the rows of one act, of one moment and by one person."""

    def __init__(self, writing: Writing, ids: Mapping[str, int]) -> None:
        self._writing, self._ids = writing, ids
        self._now = writing.now.isoformat(timespec="minutes")
        self._constant: dict[tuple[str, str, bool], tuple[str, str]] = {}
        self._titles: dict[AnyRecord, tuple[str, str]] = {}
        (self._file,) = writing.database.execute_sql(
            'SELECT coalesce(max("id"), 0) FROM "attachment"'
        ).fetchone()

    def make(self, staged: Mapping[str, Any], record_id: int, number: tuple[str, int] | None) -> Made:
        """Return a staged row as it will be written."""
        row: NewRow = staged["row"]
        record, values = row.record, staged["values"]
        if staged["linked"]:
            values = {name: self._ids[v.key] if type(v) is Ref else v for name, v in values.items()}
        header = self._header(row, values)
        if number is not None:
            header |= {"series": number[0], "serial": number[1], "number": numbering.show(*number)}
        if record.form.frozen(values["state"], values):
            header["frozen_at"] = self._now
        plain, files = plain_of(record, values), self._hang(row)
        said = canonical(plain)
        return Made(
            record_id, record, {**values, "number": header.get("number"), "old_number": header["old_number"], "attachments": files}, (record_id, *map(header.get, HEADER)),
            (record_id, *map(plain.get, columns_of(record))), references(record, values),
            trail.digest_of_text(header["salt"], self._digested(header, record_id, files, said)), said, header, files,
        )  # fmt: skip

    def _header(self, row: NewRow, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the header's plain values."""
        header: dict[str, Any] = {
            "form": row.record.form.key, "revision": 1, "edition": 1, "state": values["state"],
            "salt": trail.new_salt(), "created_at": self._now, "created_by": self._writing.user.id,
            "state_changed_at": self._now, "old_number": row.old_number or None,
        }  # fmt: skip
        kinds = header_kinds()
        for name in rows.TYPED:
            if values.get(name):
                header[name] = kinds[name].plain(values[name])
        for name, value in derived(row.record, values, self._writing.now, self._writing.settings).items():
            if value is not None and value != "":
                header[name] = kinds[name].plain(value)
        return header

    def _hang(self, row: NewRow) -> tuple[dict[str, Any], ...]:
        found = []
        for one in row.files:
            self._file += 1
            found.append({
                "id": self._file, "digest": one.digest, "kind": one.kind, "name": one.name, "size": one.size,
                "taken_at": None, "taken_by": None, "note": one.note or None, "added_at": self._now, "edition": 1,
            })  # fmt: skip
        return tuple(found)

    def _digested(
        self, header: Mapping[str, Any], record_id: int, files: tuple[dict[str, Any], ...], said: str
    ) -> str:
        """Return the canonical JSON of what a record's digest covers, as `rows.digested` tells it."""
        first, last = self._same(header)
        hung = ""
        if files:
            kept = [{name: one[name] for name in rows.ATTACHMENT if one[name] is not None} for one in files]
            hung = f'"attachments":{trail.canonical(kept).decode()},'
        return f'{{{hung}"header":{{{first}{_numbers(header)}{last}}},"id":{record_id},"values":{said}}}'

    def _same(self, header: Mapping[str, Any]) -> tuple[str, str]:
        """Return what the JSON of every such header of this act begins and ends with."""
        key = (header["form"], header["state"], "frozen_at" in header)
        found = self._constant.get(key)
        if found is None:
            begin = ("created_at", "created_by", "edition", "form", "frozen_at")
            first, last = (
                canonical({name: header[name] for name in names if header.get(name) is not None})[1:-1]
                for names in (begin, ("state", "state_changed_at"))
            )
            found = self._constant[key] = first, f',"revision":1,{last}'
        return found

    def edition(self, made: Made, names: Mapping[int, str]) -> str:
        """Return the JSON of a row's first edition, with the names it shows, as `editions.body_of` tells it."""
        header, record = made.kept, made.record
        if record not in self._titles:
            form, settings = record.form, self._writing.settings
            title = settings.get(f"form_title.{form.number}") or [form.title.msgid, form.title.context]
            code = settings.get(f"form_code.{form.number}") or form.code
            self._titles[record] = trail.canonical(title).decode(), trail.canonical(code).decode()
        title, code = self._titles[record]
        first, last = self._same(header)
        series = ""
        if header.get("series"):
            series = f',"serial":{header["serial"]},"series":"{header["series"]}"'
        last = last.replace(',"revision":1', f',"revision":1{series}', 1)
        shown = canonical({str(one): names[one] for one in made.names_shown() if one in names})
        return (
            f'{{"code":{code},"header":{{{first},"happened_at":"{header["happened_at"]}"{_numbers(header)}{last}}},'
            f'"names":{shown},"title":{title},"values":{made.said}}}'
        )


def _numbers(header: Mapping[str, Any]) -> str:
    found = f',"number":"{header["number"]}"' if "number" in header else ""
    return found if header["old_number"] is None else f'{found},"old_number":{quoted(header["old_number"])}'


def canonical(plain: Mapping[str, Any]) -> str:
    """Return the canonical JSON of plain values, as `trail.canonical` does, for words and numbers at once."""
    parts = []
    for name in sorted(plain):
        value = plain[name]
        kind = type(value)
        if kind is str:
            parts.append(f'"{name}":{quoted(value)}')
        elif kind is int:
            parts.append(f'"{name}":{value}')
        elif kind is bool:
            parts.append(f'"{name}":true' if value else f'"{name}":false')
        else:
            parts.append(f'"{name}":{trail.canonical(value).decode()}')
    return "{" + ",".join(parts) + "}"


def plain_of(record: AnyRecord, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the plain form of a new record's own values, as `plain_values` does."""
    ways, plain, lines = _ways(record), {}, False
    for name, value in values.items():
        if value is None or value in ("", ()):
            continue
        if name in ways:
            way = ways[name]
            plain[name] = value if way is None else way(value)
        else:
            lines = lines or name in lines_of(record)
    if lines:
        plain |= plain_values(record, {name: values[name] for name in lines_of(record) if values.get(name)})
    return plain


@cache
def _ways(record: AnyRecord) -> Mapping[str, Callable[[Any], Any] | None]:
    """Return how each field's value is made plain; None: it is plain."""
    same = {
        name: None
        if type(kind).plain is Kind.plain
        else _once(kind)
        if isinstance(kind, Said)
        else kind.plain
        for name, kind in columns_of(record).items()
    }
    return {**same, **dict.fromkeys(COMMON)}


def _once(kind: Said) -> Callable[[Any], str]:
    """Return a kind's way to plain form that remembers: a sentence the rules say is said of most records."""
    return lru_cache(maxsize=256)(kind.plain)


@cache
def judged(record: AnyRecord) -> Mapping[str, Callable[..., list[Problem]]]:
    """Return the checks that a field's value by itself may fail: most kinds take anything."""
    return {
        name: kind.check
        for name, kind in columns_of(record).items()
        if type(kind).check is not Kind.check or not kind.future
    }
