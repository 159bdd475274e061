"""What a frozen record said: one snapshot per edition, with the names, the title and the form code of then.

A reprint is drawn from it. Names are taken when the record freezes and at each correction that raises the edition;
what is still recorded on a frozen record (a signature, a hand-over) joins the same edition with its names kept.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from typing import Any

from custdesk.draft import plain_values, values_of_plain
from custdesk.language import Text
from custdesk.record import AnyRecord, filled, header_kinds, through_of
from custdesk.settings import Settings
from custdesk.snapshot import Snapshot
from custdesk.store.trail import Executes, canonical, digest_of
from custdesk.workflow import Values

#: header columns that belong to what was issued; `paper_location` and `note` stand among the values
ISSUED = (
    "form", "number", "series", "serial", "old_number", "state", "revision", "edition", "happened_at", "created_at",
    "created_by", "state_changed_at", "frozen_at", "void_reason",
)  # fmt: skip


def body_of(
    record: AnyRecord,
    values: Values,
    names: Mapping[int, str],
    settings: Settings,
    plain: Values | None = None,
    through: Values | None = None,
) -> str:
    """Return the JSON of one edition; `plain` is the plain form of the values, where the caller has it already.

    `through` holds the values of linked records that the form shows as its own.
    """
    kinds = header_kinds()
    title, code = title_of(record, settings)
    more = (
        {
            name: one.kind.plain(through[name])
            for name, one in through_of(record).items()
            if filled(through.get(name))
        }
        if through
        else {}
    )
    return canonical({
        **({"through": more} if more else {}),
        "values": plain_values(record, values) if plain is None else plain,
        "header": {name: kinds[name].plain(values[name]) for name in ISSUED if values.get(name) is not None},
        "names": {str(record_id): name for record_id, name in names.items()},
        "title": title,
        "code": code,
    }).decode()  # fmt: skip


def title_of(record: AnyRecord, settings: Settings) -> tuple[object, object]:
    """Return a form's title and code as an edition keeps them: the office's own, or those it comes with."""
    form = record.form
    title = settings.get(f"form_title.{form.number}") or [form.title.msgid, form.title.context]
    return title, settings.get(f"form_code.{form.number}") or form.code


def keep(
    database: Executes,
    record: AnyRecord,
    values: Values,
    names: Mapping[int, str],
    settings: Settings,
    now: datetime.datetime,
    through: Values | None = None,
) -> str:
    """Keep the edition of a record that is frozen, and return its digest for the trail.

    Names kept since it froze win over those of today.
    """
    at, frozen_at = now.isoformat(timespec="minutes"), values["frozen_at"].isoformat(timespec="minutes")
    row = database.execute_sql(
        'SELECT "at", "snapshot" FROM "frozen" WHERE "record" = ? AND "edition" = ?',
        (values["id"], values["edition"]),
    ).fetchone()
    if row and row[0] >= frozen_at:
        at = row[0]
        names = {**names, **{int(key): name for key, name in json.loads(row[1])["names"].items()}}
    body = body_of(record, values, names, settings, through=through)
    database.execute_sql(
        'INSERT OR REPLACE INTO "frozen" ("record", "edition", "at", "snapshot") VALUES (?, ?, ?, ?)',
        (values["id"], values["edition"], at, body),
    )
    return digest_of(values["salt"], json.loads(body))


def read(database: Executes, record: AnyRecord, record_id: int, edition: int) -> Snapshot | None:
    """Return an edition as it was kept, in full: only the reader shows it to anybody."""
    row = database.execute_sql(
        'SELECT "snapshot" FROM "frozen" WHERE "record" = ? AND "edition" = ?', (record_id, edition)
    ).fetchone()
    if row is None:
        return None
    body: dict[str, Any] = json.loads(row[0])
    kinds = header_kinds()
    values = values_of_plain(record, body["values"])
    values |= {name: kinds[name].value(plain) for name, plain in body["header"].items() if name in kinds}
    through = through_of(record)
    values |= {
        name: through[name].kind.value(plain)
        for name, plain in body.get("through", {}).items()
        if name in through
    }
    title = body["title"] if isinstance(body["title"], str) else Text(*body["title"])
    names = {int(key): name for key, name in body["names"].items()}
    return Snapshot(
        record, record_id, {**values, "id": record_id, "attachments": ()}, names, title, body["code"]
    )
