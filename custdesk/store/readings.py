"""Signatures as people read them from paper: kept by print and box, and the record's own fields with them (R-007).

Nothing here is guessed or filled in beforehand; each act is one, and can be taken back.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from custdesk.language import N_
from custdesk.office.signing import SIGNED, own_box
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord, columns_of, filled, through_of
from custdesk.rules.signed_paper import ITS_OWN, BoxLabel, SignatureRead, reading_problems
from custdesk.store import rows
from custdesk.store.answers import Refused
from custdesk.store.signed_paper import KEPT, Printed, boxes_on, kept, prints_of, sheet_of
from custdesk.workflow import Values

if TYPE_CHECKING:
    from custdesk.store.writing import Writing

READ: Final = "signatures"  # what the trail calls it when signatures were read from a sheet
NOT_COMING, COMING = "not_coming", "coming_after_all"
ACTS: Final = (READ, NOT_COMING, COMING)
NAME, RELATION, DAY, REASON = SIGNED
PARTS: Final = {NAME: "name", RELATION: "relation", DAY: "signed_on", REASON: "name"}
Own = tuple[str, str, datetime.date | None]  # name, relation, day


# -- the record's own fields and the boxes follow each other -----------------------------------------------


def follow(writing: Writing, record: AnyRecord, before: Values, after: Values) -> None:
    """Keep the customer's box of the newest print like the record's own fields: recorded on the form, taken away there."""
    if NAME not in columns_of(record) or _own(before) == _own(after):
        return
    was, now = _own(before), _own(after)
    signed: list[tuple[Printed, str, Own | None]] = []
    for one in prints_of(writing.database, after["id"]):
        sheet = sheet_of(record, one.sheet)
        box = own_box(record, sheet) if sheet else None
        if box is not None:
            read = kept(writing.database, one.id).get(box.box)
            signed.append((one, box.box, _said(read) if read else None))
    if now[0] and any(said == now for _one, _box, said in signed):
        return
    for one, box_code, said in signed:
        if was[0] and said == was:
            _delete(writing, one.id, box_code)
    for (
        one,
        box_code,
        _said_before,
    ) in signed:  # the newest first; what was printed later cannot bear that signature
        if now[0] and now[2] is not None and one.at.date() <= now[2]:
            _put(writing, one, SignatureRead(box_code, *now))
            return


def _own(values: Values) -> Own:
    return str(values.get(NAME) or ""), str(values.get(RELATION) or ""), values.get(DAY)


def _said(row: Mapping[str, Any]) -> Own:
    day = datetime.date.fromisoformat(row["signed_on"]) if row["signed_on"] else None
    return str(row["name"]), str(row["relation"] or ""), day


# -- reading the boxes -------------------------------------------------------------------------------------


def read_in(writing: Writing, one: Printed, reads: Sequence[SignatureRead]) -> None:
    """Keep what a person read from a printed sheet, and fill the fields that repeat it. Raises Refused (R-007)."""
    boxes = {box.box: box for box in boxes_on(writing.database, writing.forms, one)}
    today = writing.now.date()
    wrong = reading_problems(reads, boxes.values(), one.at.date(), today, writing.staff_names())
    if wrong:
        raise Refused(wrong)
    values = _not_voided(writing, one)
    old = kept(writing.database, one.id)
    for read in reads:
        _put(writing, one, read)
    for read in reads:
        if boxes[read.box].fills:
            _fill(writing, values, boxes[read.box], read, old.get(read.box))
    new = kept(writing.database, one.id)
    read_now = [read.box for read in reads]
    writing.note(READ, {
        "print": one.id, "sheet": one.sheet, "number": one.number, "edition": one.edition, "copy": one.copy,
        "old": [old[box] for box in read_now if box in old], "new": [new[box] for box in read_now],
        **({"record": one.record} if one.record is not None else {}),
    })  # fmt: skip
    if one.record is not None:
        writing.touched.setdefault(one.record, str(values["form"]))


def _not_voided(writing: Writing, one: Printed) -> dict[str, Any]:
    if one.record is None:
        return {}
    record = writing.forms[str(rows.form_of(writing.database, one.record))]
    values = rows.load(writing.database, record, one.record) or {}
    if values.get("state") == VOIDED:
        raise Refused([Problem(N_("This record is voided; take the voiding back first"), "", "R-008")])
    return values


def _fill(
    writing: Writing, values: Values, box: BoxLabel, read: SignatureRead, old: Mapping[str, Any] | None
) -> None:
    """Fill the fields a box repeats, in the same act and with all their rules; of another record only empty ones."""
    if box.fills == ITS_OWN:
        target, is_own = values, True
    else:
        found, is_own = _signed_elsewhere(writing, values, box), False
        if found is None or filled(found.get(NAME)) or not read.name.strip():
            return
        target = found
    record = writing.forms[str(target["form"])]
    changes = _changes(target, read, old)
    try:
        if changes:
            writing.change(record, int(target["id"]), changes)
    except Refused as refused:
        raise Refused([_at_box(one, box, is_own=is_own) for one in refused.problems]) from refused


def _at_box(problem: Problem, box: BoxLabel, *, is_own: bool) -> Problem:
    """Say at the box of the paper what a field of the record has against it."""
    part = PARTS.get(problem.field)
    if part is None and is_own:
        return problem
    return Problem(problem.text, f"{box.box}.{part or 'name'}", problem.rule, problem.grave)


def _signed_elsewhere(writing: Writing, values: Values, box: BoxLabel) -> dict[str, Any] | None:
    """Return the record whose work the customer signed for on the sheet of another: the order of a callback (P-07)."""
    record, link = writing.forms[str(values["form"])], values.get(box.fills)
    through = [one for one in through_of(record).values() if one.via == box.fills and one.kind.name == NAME]
    key = rows.form_of(writing.database, link) if isinstance(link, int) else None
    if key is None or not any(one.sources.get(key) == NAME for one in through):
        return None
    found = rows.load(writing.database, writing.forms[key], int(str(link)))
    return None if found is None or found["state"] == VOIDED else {**found, "form": key}


def _changes(target: Values, read: SignatureRead, old: Mapping[str, Any] | None) -> dict[str, Any]:
    name, relation, _day = _own(target)
    if not read.name.strip():
        taken_for_it = bool(old) and bool(name) and old["name"] == name  # type: ignore[index]
        return {NAME: None, RELATION: None, DAY: None} if taken_for_it else {}
    said = read.relation.strip() or (relation if read.name.strip() == name else "")
    found = {NAME: read.name.strip(), RELATION: said or None, DAY: read.signed_on}
    if filled(target.get(REASON)):
        found[REASON] = None  # it was signed after all
    return {part: value for part, value in found.items() if value != target.get(part)}


def _put(writing: Writing, one: Printed, read: SignatureRead) -> None:
    given = {
        "box": read.box, "name": read.name.strip(), "relation": read.relation.strip() or None,
        "signed_on": read.signed_on.isoformat() if read.signed_on else None,
        "entered_at": writing.now.isoformat(timespec="minutes"), "entered_by": writing.user.id,
    }  # fmt: skip
    _write(writing, one.id, one.record, given)


def _write(writing: Writing, print_id: int, record_id: int | None, given: Mapping[str, Any]) -> None:
    _delete(writing, print_id, given["box"])
    names = ", ".join(f'"{name}"' for name in KEPT)
    writing.database.execute_sql(
        f'INSERT INTO "signature" ("print", "record", {names}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        (print_id, record_id, *(given[name] for name in KEPT)),
    )


def _delete(writing: Writing, print_id: int, box: str) -> None:
    writing.database.execute_sql('DELETE FROM "signature" WHERE "print" = ? AND "box" = ?', (print_id, box))


# -- not coming home ---------------------------------------------------------------------------------------


def give_up(writing: Writing, number: str, sheet: str, edition: int, reason: str) -> None:
    """Remember that a printed sheet will not come home, and why. Raises Refused."""
    if not reason.strip():
        raise Refused([Problem(N_("Give the reason"), "reason")])
    key = {"number": number, "sheet": sheet, "edition": edition}
    given = {
        "at": writing.now.isoformat(timespec="minutes"),
        "user": writing.user.id,
        "reason": reason.strip(),
    }
    _set_not_coming(writing, key, given)
    writing.note(NOT_COMING, {**key, **given})


def expect_again(writing: Writing, number: str, sheet: str, edition: int) -> None:
    """Expect a sheet after all that was given up. Raises Refused."""
    key = {"number": number, "sheet": sheet, "edition": edition}
    row = writing.database.execute_sql(
        'SELECT "at", "user", "reason" FROM "not_coming" WHERE "number" = ? AND "sheet" = ? AND "edition" = ?',
        tuple(key.values()),
    ).fetchone()
    if row is None:
        raise Refused([Problem(N_("This sheet is expected already"))])
    _set_not_coming(writing, key, None)
    writing.note(COMING, {**key, **dict(zip(("at", "user", "reason"), row, strict=True))})


def _set_not_coming(writing: Writing, key: Mapping[str, Any], given: Mapping[str, Any] | None) -> None:
    writing.database.execute_sql(
        'DELETE FROM "not_coming" WHERE "number" = ? AND "sheet" = ? AND "edition" = ?', tuple(key.values())
    )
    if given is not None:
        writing.database.execute_sql(
            'INSERT INTO "not_coming" ("number", "sheet", "edition", "at", "user", "reason") VALUES (?, ?, ?, ?, ?, ?)',
            (*key.values(), given["at"], given["user"], given["reason"]),
        )


# -- undo --------------------------------------------------------------------------------------------------


def take_back(writing: Writing, what: str, payload: Mapping[str, Any], seq: int) -> int | None:
    """Undo one of these acts; return the record it was about. Raises Refused where somebody read the sheet again."""
    if what == READ:
        now = kept(writing.database, payload["print"])
        if any(now.get(one["box"]) != one for one in payload["new"]):
            text = N_("{name} was changed since; it cannot be taken back").having(name=payload["number"])
            raise Refused([Problem(text)])
        for one in payload["new"]:
            _delete(writing, payload["print"], one["box"])
        for one in payload["old"]:
            _write(writing, payload["print"], payload.get("record"), one)
    else:
        key = {name: payload[name] for name in ("number", "sheet", "edition")}
        _set_not_coming(writing, key, payload if what == COMING else None)
    said = {"of": what, "number": payload["number"], "sheet": payload["sheet"], "reason": f"#{seq}"}
    writing.note("undo", said, payload.get("record"))
    return payload.get("record")
