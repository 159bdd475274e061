"""The board of printed sheets that have not come home: one query over the print log, by number, sheet and edition (M-6)."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from custdesk.language import Text
from custdesk.office.signing import SIGNED, boxes_of, own_box
from custdesk.record import VOIDED, AnyRecord, columns_of
from custdesk.rules.signed_paper import BoxLabel
from custdesk.sheet import ListSheet, Sheet

NAME, _RELATION, _DAY, REASON = SIGNED
_KEY: Final = '{0}."number" = a."number" AND {0}."sheet" = a."sheet" AND {0}."edition" = a."edition"'
_PRINTS: Final = f'"print" q WHERE {_KEY.format("q")}'
_GIVEN_UP: Final = f'SELECT 1 FROM "not_coming" o WHERE {_KEY.format("o")}'
#: of one print, and of one of its labelled copies, no page is missing
_WHOLE: Final = (
    f'SELECT 1 FROM "scan_page" s WHERE {_KEY.format("s")} AND s."state" = \'filed\''
    ' GROUP BY s."copy", s."leaf" HAVING count(DISTINCT s."sheet_page") >= max(s."sheet_pages")'
)
_BEGUN: Final = f'SELECT 1 FROM "scan_page" s WHERE {_KEY.format("s")} AND s."state" = \'filed\''
_READ: Final = f'SELECT 1 FROM "print" q JOIN "signature" g ON g."print" = q."id" WHERE {_KEY.format("q")} AND g."name" <> \'\''
SINCE: Final = f'(SELECT min(q."at") FROM {_PRINTS})'
ROW: Final = (
    f'a."number", a."sheet", a."edition", n."record", h."line", h."unit", {SINCE},'
    f' (SELECT count(*) FROM {_PRINTS}), n."pages", n."id",'
    ' iif(n."record" IS NULL, json_extract(n."snapshot", \'$.period\'), NULL), h."form",'
    ' h."paper_location" IS NOT NULL'
)

#: prints of which pages are home and fewer boxes were read than the sheet has; its value: the boxes of each sheet
UNREAD: Final = (
    'WITH e ("sheet", "boxes") AS MATERIALIZED (SELECT key, value FROM json_each(?))'
    ' SELECT u."print" FROM (SELECT max(s."print") AS "print", s."sheet" FROM "scan_page" s WHERE s."state" = \'filed\''
    ' AND s."print" IS NOT NULL AND s."number" IS NOT NULL GROUP BY s."number", s."sheet", s."edition", s."copy") u'
    ' JOIN "print" n ON n."id" = u."print" LEFT JOIN "header" h ON h."id" = n."record"'
    ' WHERE (SELECT count(*) FROM "signature" g WHERE g."print" = u."print")'
    ' < coalesce((SELECT e."boxes" FROM e WHERE e."sheet" = u."sheet"), 0)'
)


class Awaited(Struct, frozen=True):
    """A printed sheet with signature boxes that has not come home; `edition` 0: an empty one, with a number set aside.

    `printed_at`: when it was printed first. `home`, `missing`: page numbers of the copy that is home most. `signed`:
    somebody recorded a signature on it. `print`: the newest print of it. `located`: where its paper lies is noted.
    """

    number: str
    sheet: str
    edition: int
    title: Text | str
    record: int | None
    line: str
    unit: str
    printed_at: datetime.datetime
    copies: int
    pages: int
    home: tuple[int, ...]
    missing: tuple[int, ...]
    signed: bool = False
    print: int | None = None
    located: bool = False

    def days(self, now: datetime.datetime) -> int:
        """Return for how many days of the calendar it has been away."""
        return max((now.date() - self.printed_at.date()).days, 0)


class Unread(Struct, frozen=True):
    """A sheet whose scan is home and of which nobody has read these boxes; `pages` are the rows of its scan."""

    print: int
    record: int | None
    number: str
    sheet: str
    edition: int
    copy: int
    title: Text | str
    line: str
    boxes: tuple[BoxLabel, ...]
    pages: tuple[int, ...]


def signed_sheets(forms: Mapping[str, AnyRecord]) -> Iterator[tuple[AnyRecord, Sheet | ListSheet]]:
    """Yield every sheet and list that has signature boxes: they are expected back."""
    for record in forms.values():
        sheets: list[Sheet | ListSheet] = [*record.form.sheets, *record.form.lists]
        yield from ((record, sheet) for sheet in sheets if boxes_of(record, sheet))


class Board:
    """The query of one reader; `visible` is the condition of his door on the header `h`, `params` its values."""

    def __init__(self, forms: Mapping[str, AnyRecord], visible: str, params: Sequence[str]) -> None:
        self._forms = forms
        self._pairs = list(signed_sheets(forms))
        self._visible, self._params = visible, tuple(params)

    def sql(self, what: str) -> tuple[str, tuple[Any, ...]]:
        """Return the query of `what`, of the newest edition of each sheet that is not home, and its values."""
        sheets = tuple(sheet.number for _record, sheet in self._pairs)
        marks = ",".join("?" * len(sheets))
        text = (
            f'SELECT {what} FROM (SELECT k."number", k."sheet", max(k."edition") AS "edition", max(k."id") AS "newest"'
            f' FROM "print" k WHERE k."number" IS NOT NULL AND k."sheet" IN ({marks})'
            ' GROUP BY k."number", k."sheet") a JOIN "print" n ON n."id" = a."newest"'
            ' LEFT JOIN "header" h ON h."id" = n."record"'
            f" WHERE NOT EXISTS ({_WHOLE}) AND NOT EXISTS ({_GIVEN_UP})"
            f' AND iif(n."record" IS NULL, {self._internal()} AND {self._list_seen()},'
            f" h.\"state\" <> '{VOIDED}' AND NOT {self._located()}) {self._visible}"
        )
        return text, (*sheets, *self._params, *self._params)

    def signed(self) -> str:
        """Return the condition that somebody recorded a signature on a sheet."""
        own = self._own(f'a."edition" = 1 AND t."{NAME}" IS NOT NULL')
        return f"({own} OR EXISTS ({_READ}))"

    def _internal(self) -> str:
        """Tell that a list was printed for the office: of a public version nothing is expected. It says less a line."""
        public = {
            sheet.number: next(one.name for one in sheet.columns if one.name not in sheet.public_columns)
            for _record, sheet in self._pairs
            if isinstance(sheet, ListSheet) and sheet.public_columns
        }
        cases = " ".join(
            f"WHEN '{number}' THEN EXISTS (SELECT 1 FROM {_PRINTS} AND (json_type(q.\"snapshot\", '$.rows[0]') IS NULL"
            f" OR json_type(q.\"snapshot\", '$.rows[0].{column}') IS NOT NULL))"
            for number, column in sorted(public.items())
        )
        return f'CASE a."sheet" {cases} ELSE 1 END' if cases else "1"

    def _list_seen(self) -> str:
        """A list may be seen by whoever may see all its records."""
        return (
            'NOT EXISTS (SELECT 1 FROM json_each(n."snapshot", \'$.records\') j JOIN "header" h ON h."id" = j."value"'
            f" WHERE NOT (1 {self._visible}))"
        )

    def _located(self) -> str:
        """Tell that it is home without a scan: its place is noted, and the customer's signature, or why there is none.

        The place is the record's: it says nothing of a later edition, of a second sheet, of the rest of a scan.
        """
        forms = [record.form.key for record, sheet in self._pairs if isinstance(sheet, Sheet)]
        signed = sorted({
            sheet.number
            for record, sheet in self._pairs
            if isinstance(sheet, Sheet) and (own_box(record, sheet) or forms.count(record.form.key) > 1)
        })  # fmt: skip
        numbers = ", ".join(f"'{number}'" for number in signed)
        first = f'(a."edition" = 1 AND a."sheet" NOT IN ({numbers}))'
        own_fields = self._own(f't."{REASON}" IS NOT NULL OR (a."edition" = 1 AND t."{NAME}" IS NOT NULL)')
        home = f"({first} OR {own_fields} OR EXISTS ({_READ})) AND NOT EXISTS ({_BEGUN})"
        return f'(h."paper_location" IS NOT NULL AND {home})'

    def _own(self, condition: str) -> str:
        """Ask the record's own fields of the customer's signature; `t` is its table."""
        tables = {
            record.form.key: record._meta.table_name
            for record, _sheet in self._pairs
            if NAME in columns_of(record)
        }
        cases = " ".join(
            f'WHEN \'{key}\' THEN (SELECT {condition} FROM "{table}" t WHERE t."id" = h."id")'
            for key, table in sorted(tables.items())
        )
        return f'CASE h."form" {cases} ELSE 0 END' if cases else "0"
