"""What stands beside the records and is sealed by the trail: kept editions, passwords, prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from custdesk.binders import BY_KEY
from custdesk.fields import Day, Kind, Moment
from custdesk.language import N_
from custdesk.record import columns_of, header_kinds, lines_of
from custdesk.store.trail import digest_of

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
MOMENT = f"{DAY}T[0-9][0-9]:[0-9][0-9]"
#: what the trail sealed of each record's edition, the last line last
SEALED = (
    'SELECT r."record", json_extract(p."body", \'$.edition_digest\') AS "sealed" FROM "trail_record" r'
    ' JOIN "trail_payload" p ON p."seq" = r."seq" WHERE r."record" > ? AND r."record" <= ?'
    ' AND "sealed" IS NOT NULL ORDER BY r."record", r."seq"'
)
PAGE = 500


def check_seals(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    """Find kept editions and passwords that are not what the trail sealed; removed payloads seal nothing."""
    _check_editions(database, find)
    _check_passwords(database, find)
    _check_print_lines(database, find)


def check_spelling(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    """Find moments and days not spelt as they are written: Python reads 2027-04-20U00:00 as well."""
    tables: list[tuple[str, str, Mapping[str, Kind]]] = [("header", "id", header_kinds())]
    for record in BY_KEY.values():
        tables.append((str(record._meta.table_name), "id", columns_of(record)))
        tables += [
            (str(lines.line._meta.table_name), "record", lines.line.kinds())
            for lines in lines_of(record).values()
        ]
    for table, key, kinds in tables:
        for name, kind in kinds.items():
            spelt = MOMENT if isinstance(kind, Moment) else DAY if isinstance(kind, Day) else ""
            if not spelt:
                continue
            wrong = database.execute_sql(
                f'SELECT "{key}", "{name}" FROM "{table}" WHERE "{name}" IS NOT NULL AND "{name}" NOT GLOB ?',
                (spelt,),
            )
            for record_id, value in wrong.fetchall():
                text = N_("Record #{id}: “{label}” is spelt {value}").having(
                    id=record_id, label=kind.label, value=str(value)
                )
                find(text, record_id=record_id)


def _check_editions(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    after = -(2**63)
    while page := database.execute_sql(
        'SELECT f."record", f."edition", f."snapshot", h."salt", h."number" FROM "frozen" f'
        ' JOIN "header" h ON h."id" = f."record" WHERE f."record" > ? AND f."edition" = h."edition"'
        ' ORDER BY f."record" LIMIT ?',
        (after, PAGE),
    ).fetchall():
        sealed = dict(database.execute_sql(SEALED, (after, page[-1][0])).fetchall())
        after = page[-1][0]
        for record_id, edition, body, salt, number in page:
            if record_id in sealed and digest_of(salt, json.loads(body)) != sealed[record_id]:
                text = N_("{number}: the kept edition {edition} is not what the trail says")
                shown = number or f"#{record_id}"
                find(text.having(number=shown, edition=edition), record_id=record_id, number=number or "")


def _check_passwords(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    for staff, hashed in database.execute_sql('SELECT "staff", "hash" FROM "credential"').fetchall():
        line = database.execute_sql(
            'SELECT t."seq", json_extract(p."body", \'$.digest\') FROM "trail" t'
            ' JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'password\''
            ' AND json_extract(p."body", \'$.record\') = ? ORDER BY t."seq" DESC LIMIT 1',
            (staff,),
        ).fetchone()
        if line is None or line[1] != digest_of("", {"hash": hashed}):
            text = N_("The password of account #{id} was not set through the desk").having(id=staff)
            find(text, seq=line[0] if line else 0, record_id=staff)


def _check_print_lines(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    kept = {row[0] for row in database.execute_sql('SELECT "digest" FROM "print"').fetchall()}
    lines = database.execute_sql(
        'SELECT t."seq", json_extract(p."body", \'$.digest\') FROM "trail" t'
        ' JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" IN (\'print\', \'print_list\')'
    )
    for seq, digest in lines.fetchall():
        if digest not in kept:
            find(N_("The print of trail line {seq} is missing from the print log").having(seq=seq), seq=seq)
