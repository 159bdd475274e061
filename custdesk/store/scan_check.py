"""Scanned paper checks itself: originals there and sound, pages as they were filed, signatures of prints that are there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from custdesk.language import N_
from custdesk.rules.homecoming import FILED, Verdict
from custdesk.stamp import Sealer, Stamp, read_stamp
from custdesk.store.attachments import AttachmentFolder

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase

Find = Callable[..., None]


def check_scans(
    database: SqlCipherDatabase, files: AttachmentFolder, sound: dict[str, bool], find: Find
) -> None:
    """Find what does not fit in the tables of scanned paper; names no customer.

    `sound` tells of the files that were looked at already, by their digests.
    """
    _check_originals(database, files, sound, find)
    _check_pages(database, find)
    _check_signatures(database, find)


def _check_originals(
    database: SqlCipherDatabase, files: AttachmentFolder, sound: dict[str, bool], find: Find
) -> None:
    told: dict[int, tuple[int, Any, Any]] = {
        scan: (seq, digest, size)
        for seq, scan, digest, size in database.execute_sql(
            'SELECT t."seq", json_extract(p."body", \'$.scan\'), json_extract(p."body", \'$.digest\'),'
            ' json_extract(p."body", \'$.size\') FROM "trail" t'
            ' JOIN "trail_payload" p ON p."seq" = t."seq" WHERE t."what" = \'scan\''
        )
    }
    removed = bool(
        database.execute_sql('SELECT 1 FROM "trail" WHERE "what" = \'remove_payload\' LIMIT 1').fetchone()
    )
    for scan, digest, size in database.execute_sql('SELECT "id", "digest", "size" FROM "scan" ORDER BY "id"'):
        seq, *said = told.pop(scan, (0, None, None))
        if said != [digest, size] and not (seq == 0 and removed):
            find(N_("Scanned file #{id} is not what the trail says").having(id=scan), seq=seq)
        file = files.path(digest)
        if not file.exists():
            find(
                N_("Scanned file #{id}: its original {digest} is missing").having(id=scan, digest=digest[:12])
            )
        elif file.stat().st_size != size or not (sound.get(digest) or files.sound(digest)):
            find(
                N_("Scanned file #{id}: its original {digest} is damaged").having(id=scan, digest=digest[:12])
            )
    for scan, (seq, _digest, _size) in told.items():
        find(N_("Scanned file #{id} of trail line {seq} is not there").having(id=scan, seq=seq), seq=seq)


_PAGES = (
    'SELECT p."id", p."page", p."turn", p."stamp", p."verdict", p."state", p."record", p."number", upper(p."sheet"),'
    ' p."edition", p."copy", p."leaf", p."sheet_page", p."sheet_pages", p."attachment", s."pages", a."record", a."kind",'
    ' p."print", r."record", r."number", upper(r."sheet"), r."edition", r."digest", b."record", b."sheet"'
    ' FROM "scan_page" p JOIN "scan" s ON s."id" = p."scan" LEFT JOIN "attachment" a ON a."id" = p."attachment"'
    ' LEFT JOIN "print" r ON r."id" = p."print" LEFT JOIN "reserved" b ON b."number" = p."number" ORDER BY p."id"'
)
_NAMES = (
    "id", "page", "turn", "stamp", "verdict", "state", "record", "number", "sheet", "edition", "copy", "leaf",
    "sheet_page", "sheet_pages", "attachment", "pages", "hangs_on", "kind", "print", "print_record", "print_number",
    "print_sheet", "print_edition", "digest", "blank_record", "blank_sheet",
)  # fmt: skip


def _check_pages(database: SqlCipherDatabase, find: Find) -> None:
    (key,) = database.execute_sql('SELECT "key" FROM "stamp_key"').fetchone()
    sealer = Sealer.of(key)
    for row in database.execute_sql(_PAGES):
        page = dict(zip(_NAMES, row, strict=True))
        where = {"record_id": int(page["record"] or 0), "number": str(page["number"] or "")}
        for text in (_place(page), _hanging(page), _print(page, sealer)):
            if text is not None:
                find(text.having(id=page["id"]), **where)


def _place(page: Mapping[str, Any]) -> Any:
    known = {verdict.value for verdict in Verdict}
    if page["verdict"] not in known or not 0 <= page["page"] < page["pages"] or page["turn"] % 90:
        return N_("Scanned page #{id} does not fit its file")
    return None


def _hanging(page: Mapping[str, Any]) -> Any:
    """A page at home hangs on its record, or is a list's; a page in the tray hangs nowhere."""
    filed = page["state"] == "filed"
    if page["attachment"] is not None:
        fits = filed and (page["hangs_on"], page["kind"]) == (page["record"], "scan")
    else:
        fits = not filed or page["record"] is None
    return None if fits else N_("Scanned page #{id} does not hang where it was filed")


def _print(page: Mapping[str, Any], sealer: Sealer) -> Any:
    """What was filed by its code bears the stamp of the print, or of the pre-numbered sheet, it is filed as."""
    stamp = read_stamp(page["stamp"])
    if page["print"] is not None and page["print_record"] != page["record"]:
        return N_("Scanned page #{id} is of another record than its print")
    if page["verdict"] not in {verdict.value for verdict in FILED}:
        return None
    if stamp is None or not sealer.genuine(stamp) or not _says(page, stamp):
        return N_("Scanned page #{id} is not what its code says")
    if stamp.blank:
        fits = page["print"] is None and page["blank_record"] == page["record"] and page["edition"] == 1
        fits = fits and str(page["blank_sheet"]).upper() == stamp.sheet
    else:
        printed = (page["print_number"], page["print_sheet"], page["print_edition"])
        fits = printed == (stamp.number, stamp.sheet, stamp.edition) == (
            page["number"], page["sheet"], page["edition"],
        ) and sealer.values(str(page["digest"])) == stamp.values  # fmt: skip
    return None if fits else N_("Scanned page #{id} is not of the print it was filed as")


def _says(page: Mapping[str, Any], stamp: Stamp) -> bool:
    said = (
        page["number"],
        page["sheet"],
        page["copy"],
        page["leaf"],
        page["sheet_page"],
        page["sheet_pages"],
    )
    return said == (stamp.number, stamp.sheet, stamp.copy, stamp.leaf, stamp.page, stamp.pages)


def _check_signatures(database: SqlCipherDatabase, find: Find) -> None:
    for row, print_id, record, printed, name, box in database.execute_sql(
        'SELECT g."id", g."print", g."record", r."record", r."id", g."box" FROM "signature" g'
        ' LEFT JOIN "print" r ON r."id" = g."print" ORDER BY g."id"'
    ):
        if name is None or record != printed or not box:
            text = N_("Signature #{id} is of no print of its record").having(id=row, print=print_id)
            find(text, record_id=record or 0)
