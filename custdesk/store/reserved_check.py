"""The numbers set aside for empty sheets: each stands where the trail says, and on the record that took it over (R-008)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, MutableSequence, Sequence
from typing import TYPE_CHECKING, Any, Final

from custdesk.binders import BY_KEY
from custdesk.language import N_, Text
from custdesk.store import numbering
from custdesk.store.reserving import prefix_of

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

ACTS: Final = (
    "reserve", "print_blank", "give_back", "void_reserved", "revive_reserved", "settle_reserved", "reopen_reserved",
)  # fmt: skip
#: what the trail tells of a number, as the table keeps it
TOLD: Final = (
    "form", "sheet", "reserved_at", "reserved_by", "printed_at", "voided_at", "voided_by", "void_reason",
    "settled_at", "settled_by",
)  # fmt: skip


def check_reserved(
    database: SqlCipherDatabase,
    given: dict[str, MutableSequence[int]],
    find: Callable[..., None],
    remark: Callable[[Text], None],
) -> None:
    """Find numbers set aside that do not fit, and count in `given` those no record carries; the rest is remarked."""
    columns = ", ".join(f'r."{name}"' for name in TOLD)
    found = database.execute_sql(
        f'SELECT r."number", r."series", r."serial", r."record", h."number", h."form", {columns} FROM "reserved" r'
        ' LEFT JOIN "header" h ON h."id" = r."record" ORDER BY r."series", r."serial"'
    ).fetchall()
    waiting: dict[str, int] = {}
    for number, series, serial, record_id, on_record, record_form, *rest in found:
        kept = dict(zip(TOLD, rest, strict=True))
        ended = kept["voided_at"] or kept["settled_at"]
        taken = record_id is not None and (on_record, record_form, ended) != (number, kept["form"], None)
        if taken or number != numbering.show(series, serial) or not _fits(series, kept):
            text = N_("The number {number} set aside for an empty sheet does not fit")
            find(text.having(number=number), record_id=record_id or 0, number=number)
        if record_id is None:
            given.setdefault(series, []).append(serial)
            waiting[series] = waiting.get(series, 0) + (not ended)
    for series, count in waiting.items():
        if count:
            text = N_("{count} numbers of {series} stand on empty sheets nobody typed in yet")
            remark(text.having(count=count, series=series))
    _compare(database, {row[0]: dict(zip(TOLD, row[6:], strict=True)) for row in found}, find)


def _fits(series: str, kept: Mapping[str, Any]) -> bool:
    record = BY_KEY.get(str(kept["form"]))
    return record is not None and series.rpartition("-")[0] == prefix_of(record, str(kept["sheet"]))


def _compare(
    database: SqlCipherDatabase, kept: Mapping[str, Mapping[str, Any]], find: Callable[..., None]
) -> None:
    """Compare the table with the lines of the trail; where a line's content was removed, nothing can be said."""
    marks = ",".join("?" * len(ACTS))
    lines = database.execute_sql(
        'SELECT t."seq", t."what", t."at", t."user", p."body" FROM "trail" t'
        f' LEFT JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" IN ({marks}) ORDER BY t."seq"',
        ACTS,
    ).fetchall()
    if any(body is None for *_line, body in lines):
        return
    told, seqs = _told(lines)
    for number in sorted({*told, *kept}):
        if told.get(number) != kept.get(number):
            text = N_("The number {number} set aside for an empty sheet is not as the trail says")
            find(text.having(number=number), seq=seqs.get(number, 0), number=number)


def _told(lines: Sequence[Sequence[Any]]) -> tuple[dict[str, dict[str, Any]], dict[str, int]]:
    """Return what the trail says became of each number, and the last line that says it."""
    told: dict[str, dict[str, Any]] = {}
    seqs: dict[str, int] = {}
    nothing = dict.fromkeys(TOLD)
    for seq, what, at, user, body in lines:
        said, minute = json.loads(body), str(at)[:16]
        for number in said["numbers"]:
            seqs[number] = seq
            if what == "give_back":
                told.pop(number, None)
                continue
            one = told.setdefault(number, dict(nothing))
            if what == "reserve":
                one |= {
                    "form": said["form"],
                    "sheet": said["sheet"],
                    "reserved_at": minute,
                    "reserved_by": user,
                }
            elif what == "print_blank":
                if one["printed_at"] is None:
                    one |= {"printed_at": minute, "sheet": said.get("sheet") or one["sheet"]}
            elif what == "void_reserved":
                one |= {"voided_at": minute, "voided_by": user, "void_reason": said["reason"]}
            elif what == "revive_reserved":
                one |= {"voided_at": None, "voided_by": None, "void_reason": None}
            elif what == "reopen_reserved":
                one |= {"settled_at": None, "settled_by": None}
            else:
                one |= {"settled_at": minute, "settled_by": user}
    return told, seqs
