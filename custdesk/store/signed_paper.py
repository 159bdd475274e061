"""Printed sheets and their signatures, and what a signed one holds fast of its record.

What a signed sheet printed stays while the steps of its record go on (R-007, R-009): a change of it is a correction.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.office.signing import boxes_of, own_box
from custdesk.problem import Problem
from custdesk.record import AnyRecord, Shown, thing_named
from custdesk.rules.signed_paper import BoxLabel, completes, filled_on, locked_text
from custdesk.sheet import ListSheet, Sheet
from custdesk.store import rows
from custdesk.store.answers import Refused
from custdesk.store.trail import Executes
from custdesk.workflow import Values

KEPT: Final = ("box", "name", "relation", "signed_on", "entered_at", "entered_by")


class Printed(Struct, frozen=True):
    """One print of a sheet, as the print log keeps it; `record` is empty for a list."""

    id: int
    record: int | None
    sheet: str
    edition: int
    copy: int
    at: datetime.datetime
    language: str
    user: int | None
    number: str
    said: Mapping[str, Any]


class Lock(Struct, frozen=True):
    """What a signed sheet holds fast of its record: the fields it was printed with, and who signed when.

    `photos`: the files printed on it.
    """

    print: int
    sheet: str
    edition: int
    name: str
    day: datetime.date | None
    fields: frozenset[str]
    photos: frozenset[str] = frozenset()


_PRINTED: Final = (
    'SELECT p."id", p."record", p."sheet", p."edition", p."copy", p."at", p."language", p."user", p."number",'
    ' p."snapshot" FROM "print" p'
)


def _of(row: Sequence[Any]) -> Printed:
    at = datetime.datetime.fromisoformat(row[5])
    print_id, record, sheet, edition, copy = row[:5]
    said = json.loads(row[9])
    return Printed(print_id, record, sheet, edition, copy, at, row[6], row[7], row[8] or "", said)


def printed(database: Executes, print_id: int) -> Printed | None:
    """Return one print, or None."""
    row = database.execute_sql(f'{_PRINTED} WHERE p."id" = ?', (print_id,)).fetchone()
    return None if row is None else _of(row)


def prints_of(database: Executes, record_id: int, *, signed: bool = False) -> list[Printed]:
    """Return the prints of a record, the newest first; or only those of which somebody signed a box."""
    where = (
        'p."id" IN (SELECT "print" FROM "signature" WHERE "record" = ? AND "name" <> \'\')'
        if signed
        else 'p."record" = ?'
    )
    found = database.execute_sql(f'{_PRINTED} WHERE {where} ORDER BY p."id" DESC', (record_id,))
    return [_of(row) for row in found]


def sheet_of(record: AnyRecord, number: str) -> Sheet | None:
    """Return the sheet of that number; stamps say it in capitals."""
    return next((one for one in record.form.sheets if one.number.upper() == number.upper()), None)


def list_of(forms: Mapping[str, AnyRecord], number: str) -> tuple[AnyRecord, ListSheet] | None:
    """Return the list of that number, with its form."""
    found = ((record, one) for record in forms.values() for one in record.form.lists)
    return next((pair for pair in found if pair[1].number.upper() == number.upper()), None)


def boxes_on(database: Executes, forms: Mapping[str, AnyRecord], one: Printed) -> tuple[BoxLabel, ...]:
    """Return where a printed sheet is signed."""
    if one.record is None:
        pair = list_of(forms, one.sheet)
        return boxes_of(*pair) if pair else ()
    record = forms.get(str(rows.form_of(database, one.record)))
    sheet = sheet_of(record, one.sheet) if record else None
    return boxes_of(record, sheet) if record and sheet else ()


def kept(database: Executes, print_id: int) -> dict[str, dict[str, Any]]:
    """Return what was read from a print, by box."""
    names = ", ".join(f'"{name}"' for name in KEPT)
    found = database.execute_sql(
        f'SELECT {names} FROM "signature" WHERE "print" = ? ORDER BY "id"', (print_id,)
    )
    return {row[0]: dict(zip(KEPT, row, strict=True)) for row in found}


# -- what a signed sheet holds fast ------------------------------------------------------------------------


def locking(database: Executes, record: AnyRecord, record_id: int) -> tuple[Lock, ...]:
    """Return what the newest signed print of each sheet holds fast; one from before the matter began anew nothing."""
    found: dict[str, Lock] = {}
    for one in prints_of(database, record_id, signed=True):
        sheet = sheet_of(record, one.sheet)
        if sheet is None or sheet.number in found or _begun_anew(database, sheet, one):
            continue
        name, day = _signer(kept(database, one.id), own_box(record, sheet))
        fields = frozenset(n for n in filled_on(one.said) & {*sheet.names()} if _is_typed(record, n))
        photos = frozenset(line.split(" ", 1)[0] for line in str(one.said.get("photos") or "").splitlines())
        found[sheet.number] = Lock(one.id, sheet.number, one.edition, name, day, fields, photos)
    return tuple(found.values())


def holding(locks: Sequence[Lock], one: Mapping[str, Any]) -> Lock | None:
    """Return the signed sheet on which a file that hangs on its record is printed, or None."""
    return next((lock for lock in locks if one["digest"] in lock.photos), None)


def _is_typed(record: AnyRecord, name: str) -> bool:
    """Tell whether people fill in a field; what is computed, or shown of others, follows as on frozen records."""
    thing = thing_named(record, name)
    if isinstance(thing, Shown) or thing.by is not None:
        return False
    return not thing.stays_open


def _signer(read: Mapping[str, Mapping[str, Any]], own: BoxLabel | None) -> tuple[str, datetime.date | None]:
    """Return who signed and when, as a sentence names it: the customer, else the first who did."""
    signed = [one for one in read.values() if one["name"]]
    signed.sort(key=lambda one: own is None or one["box"] != own.box)
    day = signed[0]["signed_on"]
    return str(signed[0]["name"]), datetime.date.fromisoformat(day) if day else None


def _begun_anew(database: Executes, sheet: Sheet, one: Printed) -> bool:
    """Tell whether a step since has emptied boxes of the sheet: reopened, repaired once more (R-063, R-078)."""
    names = {*sheet.names()}
    found = database.execute_sql(
        'SELECT t."seq", t."at", p."body" FROM "trail_record" r JOIN "trail" t ON t."seq" = r."seq"'
        ' JOIN "trail_payload" p ON p."seq" = t."seq"'
        ' WHERE r."record" = ? AND t."at" >= ? AND substr(t."what", 1, 5) = \'step:\'',
        (one.record, one.at.isoformat(timespec="minutes")),
    ).fetchall()
    for seq, at, body in found:
        payload = json.loads(body)
        emptied = names & {*payload.get("old", ())} - {*payload.get("new", ())}
        same_minute = datetime.datetime.fromisoformat(at).replace(second=0) == one.at
        if emptied and not (same_minute and _printed_after(database, seq, one)):
            return True
    return False


def _printed_after(database: Executes, seq: int, one: Printed) -> bool:
    """Tell by the trail whether a print followed a line of the same minute."""
    found = database.execute_sql(
        'SELECT 1 FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."seq" > ? AND t."what" = \'print\''
        " AND json_extract(p.\"body\", '$.record') = ? AND json_extract(p.\"body\", '$.sheet') = ?"
        " AND json_extract(p.\"body\", '$.edition') = ? AND json_extract(p.\"body\", '$.copy') = ? LIMIT 1",
        (seq, one.record, one.sheet, one.edition, one.copy),
    )
    return found.fetchone() is not None


def refuse_signed(
    record: AnyRecord, locks: Sequence[Lock], before: Values, real: Mapping[str, Any], allow: Iterable[str]
) -> None:
    """Refuse to change what a signed sheet says; boxes printed empty are completed by hand (R-009). Raises Refused."""
    free = {*allow, *(name for name in real if completes(before.get(name), real[name]))}
    for lock in locks:
        for name in real:
            if name in lock.fields and name not in free:
                text = locked_text(thing_named(record, name).label, lock.name, lock.day)
                raise Refused([Problem(text, name, "R-009")])


def corrects_signed(locks: Sequence[Lock], own: Iterable[str]) -> bool:
    """Tell whether a correction changes what a signed sheet says: then it is a new edition."""
    changed = {*own}
    return any(changed & lock.fields for lock in locks)
