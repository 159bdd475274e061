"""What stands on the board, printed again: forms of one kind as one job, a list of its period, an empty sheet with its number."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from custdesk.binders import ALL
from custdesk.desk import Desk
from custdesk.errors import KnownError
from custdesk.language import N_
from custdesk.press import Period, Press, PrintJob
from custdesk.record import AnyRecord
from ui.scan_desk.away import Away

ONE_KIND = N_("Forms of several kinds cannot be printed as one job")
BY_KIND = N_("Print one kind at a time")


def job_of(desk: Desk, rows: Sequence[Away]) -> PrintJob:
    """Prepare these sheets anew. Raises KnownError where they are of several kinds, or may not be printed now."""
    press, first = Press(desk.store, desk.user, desk.now()), rows[0]
    if any(
        (one.of.sheet, one.empty, one.record is None) != (first.of.sheet, first.empty, first.record is None)
        for one in rows
    ):
        raise KnownError(ONE_KIND, BY_KIND)
    if first.empty:
        numbers = [one.number for one in rows]
        return press.blank_job(form_of(first.of.sheet), sheet_number=first.of.sheet, reserved=numbers)
    ids = [one.record for one in rows if one.record is not None]
    if ids:
        return press.sheet_job(ids, first.of.sheet, leave_out=len(ids) > 1)
    if len(rows) > 1:
        raise KnownError(ONE_KIND, N_("Print the lists one by one"))
    return press.list_job(form_of(first.of.sheet), first.of.sheet, period_of(desk, first.number))


def form_of(sheet: str) -> str:
    """Return the form a sheet or list of the print catalogue belongs to. Raises KnownError for one of another version."""
    found: AnyRecord | None = next(
        (one for one in ALL if sheet in {each.number for each in (*one.form.sheets, *one.form.lists)}), None
    )
    if found is None:
        raise KnownError(N_("There is no sheet {name} of this form").having(name=sheet))
    return found.form.key


def period_of(desk: Desk, key: str) -> Period:
    """Return the period a list's stamp calls so: "D2027-03-11", "M2027-03", "S35". Raises KnownError."""
    kind, rest = key[:1], key[1:]
    try:
        if kind == "D":
            return Period.of_day(datetime.date.fromisoformat(rest))
        if kind == "M":
            return Period.of_month(datetime.date.fromisoformat(f"{rest}-01"))
        shift = desk.read().record(int(rest)) if kind == "S" else None
    except ValueError:
        shift = None
    if shift is None:
        raise KnownError(
            N_("The period of this list is not known any more"), N_("Print the list from its own tab")
        )
    return Period.of_shift(shift)
