"""The one write path: every change to the office's records is one act in one transaction.

An act compares revisions, takes numbers, writes what changed, appends its trail lines and keeps the search index.
Guards and effects of the flows run inside it, so that "in one step" is one step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from msgspec import field

from custdesk.draft import check, plain_values, ready
from custdesk.fields import Kind
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import (
    VOIDED,
    AnyRecord,
    Lines,
    Shown,
    computed_of,
    described,
    filled,
    header_kinds,
    through_of,
)
from custdesk.store import editions, linking, numbering, readings, reserving, rows, search, trail
from custdesk.store.answers import Changes, Refused
from custdesk.store.deriving import derived, linked_names, references, search_text, tidied
from custdesk.store.facts import StoreFacts
from custdesk.store.freezing import corrects_paper, keep_append_only, refuse_frozen
from custdesk.store.signed_paper import corrects_signed, locking, refuse_signed
from custdesk.store.trail import Touched
from custdesk.workflow import Apply, Effect, Values


class Writing(StoreFacts):
    """One act under way; also the Facts that guards and effects ask."""

    draft_id: str = ""
    cause: int = 0
    touched: dict[int, str] = field(default_factory=dict)
    warnings: list[Problem] = field(default_factory=list)

    # -- acts --------------------------------------------------------------------------------------------

    def create(
        self, record: AnyRecord, given: Values, *, old_number: str = "", state: str = "", reserved: str = ""
    ) -> int:
        """Write a new record; take its number, or the `reserved` one of its pre-numbered sheet. Raises Refused."""
        form = record.form
        known = {
            name: value for name, value in given.items() if name in described(record) or name in rows.TYPED
        }
        values = tidied(record, known)
        self._compute(record, values, {}, set(values))
        values["state"] = state or form.flow.start
        self._judge(record, values, {})
        happened = values.get(form.happened) or self.now
        header: dict[str, Any] = {
            "form": form.key, "revision": 1, "edition": 1, "state": values["state"], "salt": trail.new_salt(),
            "created_at": self.now, "created_by": self.user.id, "state_changed_at": self.now,
            "old_number": old_number or None,
            **{name: values.get(name) for name in rows.TYPED},
            **derived(record, values, self.now, self.settings),
        }  # fmt: skip
        if form.frozen(values["state"], values):
            header["frozen_at"] = self.now
        if form.number_by is not None and not reserved:
            header["number"] = form.number_by(values, self) or None
        elif form.prefix or reserved:
            header["series"], header["serial"] = (
                reserving.claim(self, record, reserved)
                if reserved
                else numbering.take(self.database, form.prefix, happened)
            )
            header["number"] = numbering.show(header["series"], header["serial"])
        made = rows.insert(self.database, record, header, values)
        if reserved:
            reserving.take(self, reserved, made["id"])
        plain = plain_values(record, made)
        payload = {"form": form.key, "new": plain, "header": {"new": _header_plain(header)}}
        self._settle(record, made, "create", payload, plain, new=True)
        self.effects(form.then(made, {}, self))
        return int(made["id"])

    def change(
        self,
        record: AnyRecord,
        record_id: int,
        changes: Mapping[str, Any],
        *,
        what: str = "change",
        header: Mapping[str, Any] | None = None,
        allow: Sequence[str] = (),
        reason: str = "",
        correction: bool = False,
        judged: bool = True,
        settled: Sequence[str] = (),
        following: bool = False,
        before: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Change fields and header columns of a record; return its values afterwards. Raises Refused.

        `following`: what another record's act brings with it; a signed sheet of this one does not hold it up.
        `before`: what this act has just read of it.
        """
        if before is None:
            before = self.load(record, record_id)
        frozen = record.form.frozen(before["state"], before)
        real = {name: value for name, value in tidied(record, changes).items() if value != before.get(name)}
        if what != "undo":
            computed = set(computed_of(record)) - set(settled)
            real = {name: value for name, value in real.items() if name not in computed}  # nobody types it
            keep_append_only(record, before, real)
        if before["state"] == VOIDED and what != "undo" and not _even_voided(record, real):
            raise Refused([Problem(N_("This record is voided; take the voiding back first"), "", "R-008")])
        signed = () if frozen or what == "undo" else locking(self.database, record, record_id)
        if frozen and not correction:
            refuse_frozen(record, real, allow)
        elif not correction and not following:
            refuse_signed(record, signed, before, real, allow)
        values = {**before, **real, **(header or {})}
        # what an undo brings back is what was computed then: the facts of now would say otherwise
        self._compute(record, values, before, set(real), tuple(changes) if what == "undo" else settled)
        real = {
            name: values[name] for name in {*real, *described(record)} if values.get(name) != before.get(name)
        }
        if judged:
            self._judge(record, values, before)
        own = {name: value for name, value in real.items() if name in described(record)}
        head: dict[str, Any] = {**(header or {}), **{n: v for n, v in real.items() if n in rows.TYPED}}
        if correction and (corrects_paper(record, before, own) if frozen else corrects_signed(signed, own)):
            head["edition"] = int(before["edition"]) + 1
        if not own and not head:
            return before
        if record.form.frozen(values["state"], values) != frozen:
            head.setdefault("frozen_at", None if frozen else self.now)  # an undo brings back the one of then
        after = self._write_change(record, before, values, own, head, what, reason)
        readings.follow(self, record, before, after)
        if what != "undo":
            self.effects(record.form.then(after, before, self))
        return after

    def step(self, record_id: int, name: str, given: Mapping[str, Any], reason: str = "") -> None:
        """Take a step of a record's flow with its effects. Raises Refused."""
        key = rows.form_of(self.database, record_id)
        if key is None:
            raise Refused([Problem(N_("This record does not exist"))])
        record = self.forms[key]
        step = record.form.flow.step(name)
        before = self.load(record, record_id)
        values = {**before, **given}
        outer, self.record_id = self.record_id, record_id
        found = ready(record, name, values, self, reason)
        grave = [one for one in found if one.grave or one.field == "reason"]
        if grave:
            raise Refused(grave)
        self.warnings += [one for one in found if not one.grave]
        sets = dict(step.sets(values, self)) if step.sets else {}
        header: dict[str, Any] = {"state": step.target, "state_changed_at": self.now}
        if step.target == VOIDED:
            header["void_reason"] = reason
        after = self.change(
            record, record_id, {**given, **sets}, what=f"step:{name}", header=header,
            allow=(*step.asks, *step.needs, *sets), reason=reason, judged=step.target != VOIDED,
            settled=tuple(sets), before=before,
        )  # fmt: skip
        self.effects(step.then(after, self) if step.then else ())
        self.record_id = outer

    def effects(self, effects: Sequence[Effect]) -> None:
        """Carry out what a step brings with it."""
        for effect in effects:
            if isinstance(effect, Apply):
                self.step(effect.record_id, effect.step, effect.values, effect.reason)
            elif effect.record_id is None:
                self.create(self.forms[effect.form], effect.values)
            else:
                self.change(self.forms[effect.form], effect.record_id, effect.values, following=True)

    def note(self, what: str, payload: Mapping[str, Any], record_id: int | None = None) -> int:
        """Append a trail line that changes no record: a reveal, a print, an export, a setting."""
        kept = dict(payload) if record_id is None else {**payload, "record": record_id}
        seq = trail.append(
            self.database, self.now, self.user.id, what, kept, cause=self.cause, draft=self.draft_id
        )
        self.cause = self.cause or seq
        return seq

    def retouch(self, record: AnyRecord, record_id: int, what: str, payload: Mapping[str, Any]) -> None:
        """Raise a record's revision and write its line after something that hangs on it changed (attachments)."""
        before = self.load(record, record_id)
        rows.update_header(self.database, record_id, {"revision": int(before["revision"]) + 1})
        self._settle(record, self.load(record, record_id), what, payload)

    def changes(self) -> Changes:
        """Return what this act touched."""
        return Changes(self.cause, tuple(self.touched.items()), tuple(self.warnings))

    def load(self, record: AnyRecord, record_id: int) -> dict[str, Any]:
        """Return what a record holds now. Raises Refused where there is none."""
        values = rows.load(self.database, record, record_id)
        if values is None:
            raise Refused([Problem(N_("This record does not exist"))])
        return values

    # -- inside ------------------------------------------------------------------------------------------

    def _write_change(
        self,
        record: AnyRecord,
        before: Mapping[str, Any],
        values: dict[str, Any],
        own: dict[str, Any],
        head: dict[str, Any],
        what: str,
        reason: str,
    ) -> dict[str, Any]:
        kept = {name: before.get(name) for name in head}
        repeated = derived(record, values, self.now, self.settings)
        if repeated["due_at"] == record.form.owes(before["state"], before, self.settings):
            del repeated["due_at"]  # a setting changed since moves no date by itself
        header = {**head, **repeated, "revision": int(before["revision"]) + 1}
        after = rows.update(self.database, record, before, header, own)
        payload = {
            "form": record.form.key,
            "old": plain_values(record, {name: before.get(name) for name in own}),
            "new": plain_values(record, own),
            "fields": sorted(own),
            "header": {"old": _header_plain(kept), "new": _header_plain(head)},
        }
        if reason:
            payload["reason"] = reason
        self._settle(record, after, what, payload)
        return after

    def _settle(
        self,
        record: AnyRecord,
        values: Values,
        what: str,
        payload: Mapping[str, Any],
        plain: Values | None = None,
        *,
        new: bool = False,
    ) -> None:
        """After the rows are written, which hold these `values`: links, uniqueness, search, trail."""
        record_id = int(values["id"])
        self._write_references(record, record_id, values, new=new)
        self._keep_unique(record, values)
        if values.get("frozen_at") is not None:
            through = (
                linking.through_values(self.database, self.forms, record, values)
                if through_of(record)
                else None
            )
            names = linked_names(self.database, record, {**values, **(through or {})})
            edition = editions.keep(
                self.database, record, values, names, self.settings, self.now, through
            )  # fmt: skip
            payload = {**payload, "edition_digest": edition}
        search.write(self.database, record_id, search_text(self.database, record, values), new=new)
        digest = trail.digest_of(values["salt"], rows.digested(record, values, plain))
        touched = Touched(record_id, int(values["revision"]), digest)
        seq = trail.append(
            self.database, self.now, self.user.id, what, payload, (touched,), cause=self.cause, draft=self.draft_id
        )  # fmt: skip
        self.draft_id = ""
        self.cause = self.cause or seq
        self.touched[record_id] = record.form.key
        if record.form.register and not new:
            self._reindex_referring(record_id)

    def _compute(
        self,
        record: AnyRecord,
        values: dict[str, Any],
        before: Values,
        changed: set[str],
        settled: Sequence[str] = (),
    ) -> None:
        """Renew stored computed values whose inputs changed; a changed setting alone changes nothing."""
        for name, thing in _computing(record):
            if name in settled:
                continue  # a step set it
            if thing.by is not None:
                if not before or not changed.isdisjoint(thing.inputs):
                    values[name] = thing.by(values, before, self)
            elif isinstance(thing, Kind) and thing.or_else is not None and values.get(name) is None:
                values[name] = thing.or_else(values, before, self)

    def _judge(self, record: AnyRecord, values: Values, before: Values) -> None:
        found = check(record, values, before, self)
        if before and record.form.frozen(before["state"], before):
            # what a record lacked when it was frozen (an old register's complaint) is not asked for again
            found = [one for one in found if not one.field or _ever_filled(one.field, values, before)]
        grave = [problem for problem in found if problem.grave]
        if grave:
            raise Refused(grave)
        self.warnings += found

    def _write_references(self, record: AnyRecord, record_id: int, values: Values, *, new: bool) -> None:
        if not new:
            self.database.execute_sql('DELETE FROM "reference" WHERE "record" = ?', (record_id,))
        for field_name, target in references(record, values):
            self.database.execute_sql(
                'INSERT OR IGNORE INTO "reference" ("record", "field", "target") VALUES (?, ?, ?)',
                (record_id, field_name, target),
            )

    def _keep_unique(self, record: AnyRecord, values: Values) -> None:
        name = record.form.unique
        if not name or values.get(name) is None or values["state"] == VOIDED:
            return
        table = record._meta.table_name
        other = self.database.execute_sql(
            f'SELECT h."line" FROM "{table}" t JOIN "header" h ON h."id" = t."id"'
            f' WHERE t."{name}" = ? AND h."id" <> ? AND h."state" <> ? LIMIT 1',
            (values[name], values["id"], VOIDED),
        ).fetchone()
        if other:
            raise Refused([Problem(N_("{line} exists already").having(line=other[0]), name)])

    def _reindex_referring(self, record_id: int) -> None:
        referring = self.database.execute_sql(
            'SELECT DISTINCT h."id", h."form" FROM "reference" r JOIN "header" h ON h."id" = r."record"'
            ' WHERE r."target" = ?',
            (record_id,),
        ).fetchall()
        for other_id, key in referring:
            record = self.forms.get(key)
            values = rows.load(self.database, record, other_id) if record else None
            if record and values:
                search.write(self.database, other_id, search_text(self.database, record, values))


@cache
def _computing(record: AnyRecord) -> tuple[tuple[str, Kind | Lines], ...]:
    """Return the fields that are computed, or filled in while they are empty, in the form's order."""
    return tuple(
        (name, thing)
        for name, thing in described(record).items()
        if not isinstance(thing, Shown)
        and (thing.by is not None or getattr(thing, "or_else", None) is not None)
    )


def _even_voided(record: AnyRecord, real: Mapping[str, Any]) -> bool:
    """Tell whether only such fields change as follow another record into the void: who may not see it (R-064)."""
    return bool(real) and all(getattr(described(record).get(name), "even_voided", False) for name in real)


def _ever_filled(path: str, *versions: Values) -> bool:
    name = path.partition(".")[0]
    return any(filled(values.get(name)) for values in versions)


def _header_plain(header: Mapping[str, Any]) -> dict[str, Any]:
    kinds = header_kinds()
    return {
        name: None if value is None else kinds[name].plain(value)
        for name, value in header.items()
        if name in kinds
        and name not in ("salt", "visibility", "line", "happened_at", "unit", "responsible", "due_at")
    }
