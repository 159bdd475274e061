"""What guards and effects may ask of the store: everything, hidden records too; they never show what they read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from custdesk.record import VOIDED, AnyRecord
from custdesk.settings import Settings
from custdesk.store import asking, chains, narrow, rows
from custdesk.store.settings_then import began_on
from custdesk.store.trail import Executes
from custdesk.workflow import Seen, User, Values

AT_ONCE = 500  # records read by one query


class StoreFacts(Struct, weakref=True):
    """The facts of one moment, for one person and the record acted on."""

    database: Executes
    forms: Mapping[str, AnyRecord]
    settings: Settings
    now: datetime.datetime
    user: User
    record_id: int | None = None

    @property
    def began_on(self) -> datetime.date | None:
        """The day of the store's first line; None while it is empty."""
        return began_on(self.database)

    def linked(self, record_id: int) -> Seen | None:
        """Return the record a link points to."""
        key = rows.form_of(self.database, record_id)
        if key is None or key not in self.forms:
            return None
        values = rows.load(self.database, self.forms[key], record_id)
        return None if values is None else self._seen(key, values)

    def referring(self, record_id: int, form: str, *, voided: bool = False) -> Sequence[Seen]:
        """Return the records of a form that link to this one; voided ones only when asked for."""
        found = self.database.execute_sql(
            'SELECT DISTINCT r."record" FROM "reference" r JOIN "header" h ON h."id" = r."record"'
            ' WHERE r."target" = ? AND h."form" = ? AND (? OR h."state" <> ?) ORDER BY r."record"',
            (record_id, form, voided, VOIDED),
        ).fetchall()
        return self._all(form, found)

    def in_state(self, form: str, state: str) -> Sequence[Seen]:
        """Return the newest records of a form in a state, fifty at most."""
        found = self.database.execute_sql(
            'SELECT "id" FROM "header" WHERE "form" = ? AND "state" = ? ORDER BY "happened_at" DESC LIMIT 50',
            (form, state),
        ).fetchall()
        return self._all(form, found)

    def dated(
        self,
        form: str,
        name: str,
        since: datetime.date | None = None,
        until: datetime.date | None = None,
    ) -> Sequence[Seen]:
        """Return the records of a form whose own day or moment lies in [since, until), voided ones left out."""
        return self._all(form, asking.dated(self.database, self.forms[form], name, since, until))

    def waiting(self, form: str, name: str, states: Sequence[str]) -> Sequence[Seen]:
        """Return the records of a form in one of these states whose field is empty."""
        return self._all(form, asking.waiting(self.database, self.forms[form], name, states))

    def columns(
        self,
        form: str,
        names: Sequence[str],
        *,
        days: Sequence[str] = (),
        since: datetime.date | None = None,
        until: datetime.date | None = None,
        states: Sequence[str] = (),
        linking: Sequence[int] = (),
        ids: Sequence[int] = (),
    ) -> Sequence[Values]:
        """Return a few columns of many records, to be counted: no lines, no files, voided ones left out, each once."""
        found: dict[int, dict[str, Any]] = {}
        for where, params in narrow.choices(self.forms[form], days, since, until, states, linking, ids):
            found |= narrow.rows(self.database, self.forms[form], tuple(names), where, params)
        return [values for _id, values in sorted(found.items())]

    def _all(self, form: str, found: Sequence[Sequence[Any]]) -> list[Seen]:
        ids = [row[0] for row in found]
        values: list[dict[str, Any]] = []
        for start in range(0, len(ids), AT_ONCE):
            values += rows.load_many(self.database, self.forms[form], ids[start : start + AT_ONCE])
        return [self._seen(form, one) for one in values]

    def _seen(self, key: str, values: dict[str, Any]) -> Seen:
        is_open = self.forms[key].form.is_open(values["state"])
        return Seen(values["id"], key, values.get("number") or "", values["state"], values, is_open)

    def above(self, record_id: int) -> Seen | None:
        """Return the record this one hangs on by its form's chain."""
        above = chains.link_above(self.database, self.forms, record_id)
        return None if above is None else self.linked(above)

    def hanging(self, record_id: int) -> Sequence[Seen]:
        """Return the records whose form's chain leads to this one, voided ones too."""
        below = chains.links_below(self.database, self.forms, [record_id])
        return [seen for _above, one in below if (seen := self.linked(one)) is not None]

    def open_matters(self, staff_id: int) -> Sequence[Seen]:
        """Return the matters somebody answers for and that are still open, whatever their form."""
        found = self.database.execute_sql(
            'SELECT "id", "form", "state" FROM "header" WHERE "responsible" = ? ORDER BY "id"',
            (staff_id,),
        ).fetchall()
        forms = {key: record for key, record in self.forms.items() if not record.form.register}
        ids = [row[0] for row in found if row[1] in forms and forms[row[1]].form.is_open(row[2])]
        return [seen for one in ids if (seen := self.linked(one)) is not None]

    def staff_names(self) -> Sequence[str]:
        """Return the names of everybody who has an open account."""
        found = self.database.execute_sql(
            'SELECT "line" FROM "header" WHERE "form" = \'staff\' AND "state" = \'active\''
        )
        return [row[0] for row in found]

    def staff(self, staff_id: int) -> User | None:
        """Return a person of the office."""
        seen = self.linked(staff_id)
        if seen is None or seen.form != "staff":
            return None
        return User(staff_id, str(seen.values["name"]), str(seen.values["role"]))
