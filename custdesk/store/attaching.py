"""Files that hang on a record: hung on, described, taken off and put back, each by one line of the trail (3.0.1).

The file itself stays in its folder: what was taken off can be hung on again, and other records may name it too.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Final

from custdesk.draft import check
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord
from custdesk.rules.signed_paper import locked_text
from custdesk.sheet import Photos
from custdesk.store import rows, scanning
from custdesk.store.answers import Refused
from custdesk.store.freezing import may_correct
from custdesk.store.signed_paper import Lock, holding, locking
from custdesk.store.writing import Writing

#: what the trail calls it when a file is hung on, described anew, taken off
ACTS: Final = ("attach", "describe", "detach")
PHOTO: Final = N_("Photo", "of a record")
COLUMNS: Final = (
    "id", "record", "digest", "kind", "name", "size", "taken_at", "taken_by", "note", "added_at", "added_by",
    "edition",
)  # fmt: skip


def hang(
    writing: Writing, record_id: int, digest: str, name: str, kind: str, size: int, note: str = "",
    taken: datetime.datetime | None = None, edition: int | None = None,
) -> int:  # fmt: skip
    """Hang a file on a record; it lies in the folder already; return its row.

    `taken`: when the camera says a photo was taken. `edition`: of the sheet that was scanned; else the one in force.
    """
    record, before = _load(writing, record_id)
    given = {
        "record": record_id, "digest": digest, "kind": kind, "name": name, "size": size,
        "note": note or None, "taken_at": taken.isoformat(timespec="minutes") if taken else None,
        "added_at": writing.now.isoformat(timespec="minutes"), "added_by": writing.user.id,
        "edition": edition or before["edition"],
    }  # fmt: skip
    made = given["id"] = _insert(writing, given)
    _settle(writing, record, before, "attach", given)
    return made


def describe(writing: Writing, record_id: int, attachment_id: int, note: str, reason: str = "") -> None:
    """Change a file's caption. Raises Refused where it was issued or signed and no reason is given (R-009)."""
    record, before = _load(writing, record_id)
    found = _found(writing, record_id, attachment_id)
    if (found["note"] or "") == note:
        return
    stays = _refuse_issued(writing, record, before, found, reason)
    _describe(writing, attachment_id, note)
    _settle(writing, record, before, "describe", found, note=note, reason=reason, corrects=stays)


def take_off(writing: Writing, record_id: int, attachment_id: int, reason: str = "") -> None:
    """Take a file off. Raises Refused where it was issued or signed, or where the record needs it (R-009, R-049)."""
    record, before = _load(writing, record_id)
    found = _found(writing, record_id, attachment_id)
    stays = _refuse_issued(writing, record, before, found, reason)
    pages = _delete(writing, record, before, attachment_id)
    _settle(writing, record, before, "detach", found, reason=reason, pages=pages, corrects=stays)


def take_back(writing: Writing, record_id: int, what: str, payload: Mapping[str, Any], seq: int) -> None:
    """Undo one of these acts by its opposite. Raises Refused."""
    record, before = _load(writing, record_id)
    one = payload["attachment"]
    if "id" not in one:  # of a version that kept too little
        raise Refused([Problem(N_("This cannot be taken back"))])
    _refuse_issued(writing, record, before, one, "", undone=True)
    if what == "attach":
        _delete(writing, record, before, one["id"])
    elif what == "describe":
        _describe(writing, one["id"], one["note"] or "")
    else:
        one = {**one, "id": _insert(writing, one)}
        scanning.bring_back(writing, payload.get("pages", ()), record_id, one["id"])
    if "edition" in payload:  # nothing was printed since, else it could not be taken back
        rows.update_header(writing.database, record_id, {"edition": int(payload["edition"]) - 1})
    _settle(writing, record, before, "undo", one, reason=f"#{seq}")


# -- inside ----------------------------------------------------------------------------------------------


def _load(writing: Writing, record_id: int) -> tuple[AnyRecord, dict[str, Any]]:
    record = writing.forms.get(str(rows.form_of(writing.database, record_id)))
    values = rows.load(writing.database, record, record_id) if record else None
    if record is None or values is None:
        raise Refused([Problem(N_("This record does not exist"))])
    return record, values


def _found(writing: Writing, record_id: int, attachment_id: int) -> dict[str, Any]:
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    row = writing.database.execute_sql(
        f'SELECT {names} FROM "attachment" WHERE "record" = ? AND "id" = ?', (record_id, attachment_id)
    ).fetchone()
    if row is None:
        raise Refused([Problem(N_("This file does not hang here any more"))])
    return dict(zip(COLUMNS, row, strict=True))


def _refuse_issued(
    writing: Writing, record: AnyRecord, values: Mapping[str, Any], one: Mapping[str, Any], reason: str,
    *, undone: bool = False,
) -> bool:  # fmt: skip
    """Tell whether a file stays but for a correction: it hung there when the record froze, or is on a signed sheet.

    What came later is no part of either. Raises Refused. `undone`: like a value's, a change of what is signed is taken back.
    """
    if values["state"] == VOIDED:
        raise Refused([Problem(N_("This record is voided; take the voiding back first"), "", "R-008")])
    lock = None if undone else signed(writing, record, values, one)
    if lock is None and not issued(record, values, one):
        return False
    if not reason:
        text = N_("The file was issued with the record; correct it with a reason instead")
        if lock is not None:
            text = locked_text(PHOTO, lock.name, lock.day)
        raise Refused([Problem(text, "", "R-009")])
    may_correct(writing.user)
    return True


def signed(
    writing: Writing, record: AnyRecord, values: Mapping[str, Any], one: Mapping[str, Any]
) -> Lock | None:
    """Return the signed sheet that shows a photo; of a frozen record the freezing says what stays."""
    if one["kind"] != "photo" or record.form.frozen(values["state"], values):
        return None
    return holding(locking(writing.database, record, values["id"]), one)


def issued(record: AnyRecord, values: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    """Tell whether a file belongs to what a record said when it froze."""
    since = values.get("frozen_at")
    if since is None or not record.form.frozen(values["state"], values):
        return False
    return bool(one["added_at"] <= since.isoformat(timespec="minutes"))


def _insert(writing: Writing, given: Mapping[str, Any]) -> int:
    """Write a row; one that is put back gets its old id unless another file has it now."""
    known = given.get("id")
    if (
        known is not None
        and writing.database.execute_sql('SELECT 1 FROM "attachment" WHERE "id" = ?', (known,)).fetchone()
    ):
        known = None
    names = ", ".join(f'"{name}"' for name in COLUMNS)
    cursor = writing.database.execute_sql(
        f'INSERT INTO "attachment" ({names}) VALUES ({",".join("?" * len(COLUMNS))})',
        (known, *(given.get(name) for name in COLUMNS[1:])),
    )
    return int(cursor.lastrowid)


def _describe(writing: Writing, attachment_id: int, note: str) -> None:
    writing.database.execute_sql(
        'UPDATE "attachment" SET "note" = ? WHERE "id" = ?', (note or None, attachment_id)
    )


def _delete(
    writing: Writing, record: AnyRecord, before: dict[str, Any], attachment_id: int
) -> list[tuple[int, str]]:
    """Take a row away, unless the record's rules, or the step that led to where it stands, ask for the file.

    Return the scanned pages it held, which lie in the tray again.
    """
    left = tuple(one for one in before.get("attachments") or () if one["id"] != attachment_id)
    known = {(one.field, one.text.msgid) for one in _asked_for(writing, record, before, before)}
    found = _asked_for(writing, record, {**before, "attachments": left}, before)
    if missing := [one for one in found if (one.field, one.text.msgid) not in known]:
        raise Refused(missing)
    writing.database.execute_sql('DELETE FROM "attachment" WHERE "id" = ?', (attachment_id,))
    return scanning.let_go(writing, attachment_id)


def _asked_for(
    writing: Writing, record: AnyRecord, values: dict[str, Any], before: dict[str, Any]
) -> list[Problem]:
    outer, writing.record_id = writing.record_id, before["id"]
    found = check(record, values, before, writing)
    for step in record.form.flow.steps:
        if step.target == before["state"] and step.guard is not None:
            found += step.guard(values, writing)
    writing.record_id = outer
    return [one for one in found if one.grave]


def _settle(
    writing: Writing, record: AnyRecord, before: Mapping[str, Any], what: str, one: Mapping[str, Any],
    *, note: str | None = None, reason: str = "", pages: Sequence[Any] = (), corrects: bool = False,
) -> None:  # fmt: skip
    """Raise the revision, and the edition where what the paper shows was corrected; write the line."""
    payload: dict[str, Any] = {"form": record.form.key, "attachment": dict(one)}
    if note is not None:
        payload["note"] = note
    if reason:
        payload["reason"] = reason
    if pages:
        payload["pages"] = list(pages)
    if corrects and one["kind"] == "photo" and prints_photos(record):
        payload["edition"] = int(before["edition"]) + 1
        rows.update_header(writing.database, before["id"], {"edition": payload["edition"]})
    writing.retouch(record, before["id"], what, payload)


def prints_photos(record: AnyRecord) -> bool:
    """Tell whether a form's paper shows the record's photos."""
    return any(isinstance(part, Photos) for sheet in record.form.sheets for part in sheet.parts)
