"""Undo: a new, opposite line by the same person, until someone else changed the record or it was printed or frozen."""

from __future__ import annotations

import json
from typing import Any

from custdesk.draft import values_of_plain
from custdesk.language import N_, Text, Words
from custdesk.problem import Problem
from custdesk.record import VOIDED, AnyRecord, header_kinds, thing_named
from custdesk.rules.privacy import hidden_from
from custdesk.rules.routing import hidden_name
from custdesk.store import attaching, books, readings, rows, scanning, trail
from custdesk.store.answers import Refused
from custdesk.store.trail import Touched
from custdesk.store.writing import Writing

#: acts that change no record and are skipped when the last act is looked for
NOTES = (
    "print_list",
    "print",
    "reveal",
    "export",
    "month_folder",
    "setting",
    "password",
    "login",
    "takeover",
    "backup",
    "restore",
    "reserve",
    "print_blank",
    "give_back",
    "void_reserved",
    "revive_reserved",
    "scan",
    "empty_pages",
    "anchor",
)
CHUNK = 500
TAKEN_BACK = N_("Taken back", "void reason")
NO_WAY_BACK = N_("There is nothing to take back")


def undo_last(writing: Writing) -> None:
    """Take back the person's last act as a whole. Raises Refused with the reason."""
    marks = ",".join("?" * len(NOTES))
    last = writing.database.execute_sql(
        f'SELECT "cause" FROM "trail" WHERE "user" IS ? AND "what" NOT IN ({marks}) ORDER BY "seq" DESC LIMIT 1',
        (writing.user.id, *NOTES),
    ).fetchone()
    if last is None:
        raise Refused([Problem(NO_WAY_BACK)])
    undo_act(writing, last[0])


def undo_act(writing: Writing, cause: int) -> None:
    """Take back one act: its lines in reverse order. Raises Refused."""
    lines = writing.database.execute_sql(
        'SELECT t."seq", t."what", t."at", p."body" FROM "trail" t LEFT JOIN "trail_payload" p ON p."seq" = t."seq"'
        ' WHERE t."seq" >= ? AND t."cause" = ? ORDER BY t."seq" DESC',  # `cause` is its first line: no index is needed
        (cause, cause),
    ).fetchall()
    if any(what.startswith("undo") for _seq, what, _at, _body in lines):
        raise Refused([Problem(N_("The last act was an undo; type again what is needed"))])
    if any(body is None for _seq, _what, _at, body in lines):
        raise Refused([Problem(N_("This cannot be taken back"))])
    expected: dict[int, int] = {}
    shown: set[int] = set()  # whose papers changed, though nothing of themselves
    for seq, what, _at, body in lines:
        payload = json.loads(body)
        if what in readings.ACTS:
            shown |= {one for one in (readings.take_back(writing, what, payload, seq),) if one is not None}
            continue
        touched = writing.database.execute_sql(
            'SELECT "record", "revision" FROM "trail_record" WHERE "seq" = ? ORDER BY rowid DESC', (seq,)
        ).fetchall()
        if "batch" in payload:
            _undo_batch(writing, touched, seq)
            continue
        if what in scanning.ACTS:
            scanning.undo(writing, what, payload, seq)
        if what in books.ACTS:
            books.undo(writing, what, payload, seq)
        for record_id, revision in touched:
            _still_untouched(writing, record_id, expected.get(record_id, revision), seq)
            if what in attaching.ACTS:
                attaching.take_back(writing, record_id, what, payload, seq)
            else:
                _undo_line(writing, record_id, what, payload, seq)
            expected[record_id] = revision - 1 if what != "create" else 0
    for record_id in sorted(shown):
        writing.touched.setdefault(record_id, str(rows.form_of(writing.database, record_id)))


def _still_untouched(writing: Writing, record_id: int, revision: int, seq: int) -> None:
    (number, line, now_at) = writing.database.execute_sql(
        'SELECT "number", "line", "revision" FROM "header" WHERE "id" = ?', (record_id,)
    ).fetchone()
    name = number or line or f"#{record_id}"
    undone = writing.touched.get(record_id)
    if undone is None and now_at != revision:
        raise Refused([Problem(N_("{name} was changed since; it cannot be taken back").having(name=name))])
    printed = writing.database.execute_sql(
        'SELECT 1 FROM "trail" t JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."seq" > ? AND t."what" = \'print\''
        " AND json_extract(p.\"body\", '$.record') = ? LIMIT 1",
        (seq, record_id),
    ).fetchone()
    if printed:
        raise Refused([Problem(N_("{name} was printed since; correct it instead").having(name=name))])


def _undo_line(writing: Writing, record_id: int, what: str, payload: dict[str, Any], seq: int) -> None:
    record = writing.forms[payload["form"]]
    values = rows.load(writing.database, record, record_id) or {}
    if (
        what != "create"
        and not _by_itself(record, what)
        and not _stays_open(record, payload)
        and record.form.frozen(values["state"], values)
        and values.get("frozen_at") is not None
    ):
        raise Refused([Problem(N_("The record is frozen; correct it with a reason instead"), "", "R-009")])
    kinds = header_kinds()
    if what == "create":
        header: dict[str, Any] = {
            "state": VOIDED,
            "state_changed_at": writing.now,
            "void_reason": _said(writing, TAKEN_BACK),
        }
        _refuse_used(writing, record_id)
        writing.change(record, record_id, {}, what="undo", header=header, reason=f"#{seq}", judged=False)
        return
    old = values_of_plain(record, payload["old"])
    back = {name: old.get(name) for name in payload["fields"]}
    header = {
        name: None if plain is None else kinds[name].value(plain)
        for name, plain in payload["header"]["old"].items()
    }
    writing.change(
        record, record_id, back, what="undo", header=header, reason=f"#{seq}", judged=False, correction=False,
        allow=tuple(back),
    )  # fmt: skip


def _by_itself(record: AnyRecord, what: str) -> bool:
    """Tell whether a record took this step by itself: what followed from another's step is undone with it."""
    step = what.removeprefix("step:")
    return step != what and any(one.name == step and one.auto for one in record.form.flow.steps)


def _stays_open(record: AnyRecord, payload: dict[str, Any]) -> bool:
    """Tell whether a line changed only what is still open on a frozen record: its place, who may not see it."""
    changed = {*payload["fields"], *payload["header"]["old"]}
    return all(getattr(thing_named(record, name), "stays_open", False) for name in changed)


def _refuse_used(writing: Writing, record_id: int) -> None:
    users = in_use(writing, record_id)
    if users:
        raise Refused(
            [Problem(N_("In use by {numbers}; it cannot be taken back").having(numbers="、".join(users)))]
        )


def in_use(writing: Writing, record_id: int) -> list[str]:
    """Return the numbers of records that count and link to this one."""
    found = writing.database.execute_sql(
        'SELECT DISTINCT coalesce(h."number", h."line"), h."visibility" FROM "reference" r'
        ' JOIN "header" h ON h."id" = r."record" WHERE r."target" = ? AND h."state" <> ? LIMIT 5',
        (record_id, VOIDED),
    )
    return [_named(writing, *row) for row in found]


def _named(writing: Writing, name: str | None, visibility: str | None) -> str:
    """Return what this person may be told of a record that stands in the way."""
    if hidden_from(visibility, writing.user.id, writing.user.role):
        return _said(writing, hidden_name())
    return str(name)


def _undo_batch(writing: Writing, touched: list[tuple[int, int]], seq: int) -> None:
    """Take a whole import back; refused, row by row, where its records are in use or were changed."""
    batch = {record_id for record_id, _revision in touched}
    printed = {row[0] for row in writing.database.execute_sql('SELECT DISTINCT "record" FROM "print"')}
    wrong: list[Problem] = []
    for record_id, revision in sorted(touched):
        number, line, now_at = writing.database.execute_sql(
            'SELECT "number", "line", "revision" FROM "header" WHERE "id" = ?', (record_id,)
        ).fetchone()
        name = number or line or f"#{record_id}"
        others = writing.database.execute_sql(
            'SELECT DISTINCT h."id", coalesce(h."number", h."line"), h."visibility" FROM "reference" r'
            ' JOIN "header" h ON h."id" = r."record" WHERE r."target" = ? AND h."state" <> ?',
            (record_id, VOIDED),
        ).fetchall()
        outside = [_named(writing, *named) for other_id, *named in others if other_id not in batch]
        if record_id in printed:
            wrong.append(Problem(N_("{name} was printed since; correct it instead").having(name=name)))
        elif outside:
            text = N_("{name} is in use by {numbers}").having(name=name, numbers="、".join(outside[:5]))
            wrong.append(Problem(text))
        elif now_at != revision:
            wrong.append(Problem(N_("{name} was changed since; it cannot be taken back").having(name=name)))
    if wrong:
        raise Refused(wrong)
    _void_together(writing, sorted(batch), seq)


def _void_together(writing: Writing, ids: list[int], seq: int) -> None:
    """Void the records of an import by one line: an import of thousands is taken back as quickly as it came."""
    reason = _said(writing, N_("Import taken back"))
    header = {"state": VOIDED, "state_changed_at": writing.now, "void_reason": reason}
    touched: list[Touched] = []
    for start in range(0, len(ids), CHUNK):
        some = ids[start : start + CHUNK]
        for key, members in _by_form(writing, some).items():
            record = writing.forms[key]
            for values in rows.load_many(writing.database, record, members):
                after = {**values, **header, "revision": int(values["revision"]) + 1}
                owed = record.form.owes(VOIDED, after, writing.settings)
                rows.update_header(
                    writing.database, values["id"], {**header, "revision": after["revision"], "due_at": owed}
                )
                digest = trail.digest_of(values["salt"], rows.digested(record, after))
                touched.append(Touched(values["id"], after["revision"], digest))
                writing.touched[values["id"]] = key
    payload = {"batch": "undo", "of": seq, "count": len(touched), "reason": f"#{seq}"}
    line = trail.append(
        writing.database, writing.now, writing.user.id, "undo", payload, touched, cause=writing.cause
    )
    writing.cause = writing.cause or line


def _said(writing: Writing, text: Text) -> str:
    return Words(writing.settings.text("screen_language"))(text)


def _by_form(writing: Writing, ids: list[int]) -> dict[str, list[int]]:
    marks = ",".join("?" * len(ids))
    found: dict[str, list[int]] = {}
    for record_id, key in writing.database.execute_sql(
        f'SELECT "id", "form" FROM "header" WHERE "id" IN ({marks}) ORDER BY "id"', tuple(ids)
    ):
        found.setdefault(key, []).append(record_id)
    return found
