"""What a search found as lines of a list: exactly what was meant, then the newest of each form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from custdesk.binders import ALL, BY_KEY
from custdesk.desk import Desk
from custdesk.find_desk import Look
from custdesk.language import N_
from custdesk.office.finding import Word
from custdesk.office.folding import plain
from custdesk.record import VOIDED
from custdesk.store.reader import Hit, overdue
from ui.matter_list import Head, Matter, Row
from ui.theme import SIGNS

OF_A_FORM: Final = 6  # lines of each form, while several are shown
SHORT: Final = 14  # characters of a record's one line, where another field is shown behind it
BEFORE: Final = 4  # of them before the first word that was looked for


class Rows:
    """The lines of one search; `unseen` are the words that a record's own line does not show."""

    def __init__(self, desk: Desk, look: Look) -> None:
        self._desk, self._look = desk, look
        self._words = desk.words
        self.unseen: dict[int, Sequence[Word]] = {}
        reader = desk.read()
        found = look.finding
        self._alone = len(found.rows) == 1 and look.asked.forms is not None
        most = None if self._alone else OF_A_FORM + len(look.exact)
        self._hits = {form: found.newest(form, most) for form in found.rows}
        hits = [*look.exact, *(hit for hits in self._hits.values() for hit in hits)]
        self._rooms = reader.names({hit.unit for hit in hits if isinstance(hit.unit, int)})
        people = [hit.id for hit in hits if hit.form in ("customer", "staff")]
        self._phones = {one.id: one.show("phone", self._words) for one in reader.records(people, lines=False)}

    def all(self) -> list[Row]:
        """Return heads and lines, the forms in the order of the tabs."""
        look, words = self._look, self._words
        rows: list[Row] = []
        if look.exact:
            rows.append(Head(words(N_("Exactly this"))))
            rows += [self._line(hit) for hit in look.exact]
        known = {hit.id for hit in look.exact}
        for record in ALL:
            key = record.form.key
            group = [hit for hit in self._hits.get(key, ()) if hit.id not in known]
            if not group:
                continue
            shown = group if self._alone else group[:OF_A_FORM]
            total = sum(row[0] not in known for row in look.finding.rows[key])
            more = key in look.finding.more
            rows.append(Head(words(record.form.tab), f"{total}+" if more else total, "accent"))
            rows += [self._line(hit) for hit in shown]
            rows += self._beyond(key, more=more or len(shown) < total)
        return rows

    def _beyond(self, key: str, *, more: bool) -> list[Row]:
        """Return the lines that lead to what is not shown: more of this form, and its list."""
        words, rows = self._words, list[Row]()
        tab = BY_KEY[key].form.tab
        if more:
            text = N_("More of these …") if self._alone else N_("All under “{tab}” …").having(tab=tab)
            rows.append(Matter(("more", key), text=words(text)))
        if self._alone and self._desk.list_query(self._look.asked, key) is not None:
            rows.append(Matter(("list", key), text=words(N_("Open as a list: {tab}").having(tab=tab))))
        return rows

    def _line(self, hit: Hit) -> Matter:
        words, desk, asked = self._words, self._desk, self._look.asked.words
        form = BY_KEY[hit.form].form
        room = self._rooms.get(hit.unit, "") if isinstance(hit.unit, int) else str(hit.unit or "")
        line = " ".join(part for part in (hit.line, self._phones.get(hit.id, "")) if part)
        marks = _sorted(desk.marks(line, asked))
        seen = "" if marks and len(asked) == 1 else plain(f"{line} {hit.number} {room}")
        if seen and (unseen := [word for word in asked if not word.within(seen)]):
            self.unseen[hit.id] = unseen
        label = form.flow.states.get(hit.state)
        right = words(label) if label else hit.state
        now = desk.now()
        if hit.happened_at and not form.register:
            day = hit.happened_at
            right = f"{right} · {day:%m-%d}" if day.year == now.year else f"{right} · {day:%Y-%m-%d}"
        if hit.state == VOIDED:
            right = f"{SIGNS['void']} {right}"
        elif overdue(hit.due_at, now):
            right = f"{SIGNS['overdue']} {words(N_('Overdue'))} · {right}"
        return Matter(
            hit.id, "", hit.number, room, line, right,
            marks=marks, number_marks=_sorted(desk.marks(hit.number, asked)),
        )  # fmt: skip

    def with_spot(self, row: Matter, label: str, text: str) -> Matter:
        """Return a line that also says in which field the word stands."""
        line, start = row.text, max(row.marks[0][0] - BEFORE, 0) if row.marks else 0
        if len(line) > SHORT:
            start = min(start, len(line) - SHORT)
            more = "…" if start + SHORT < len(line) else ""
            line = ("…" if start else "") + line[start : start + SHORT] + more
        whole = f"{line}   {label}: {text}"
        return Matter(
            row.key, row.left, row.number, row.room, whole, row.right, row.tint,
            _sorted(self._desk.marks(whole, self._look.asked.words)), row.number_marks,
        )  # fmt: skip


def _sorted(marks: Sequence[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted(set(marks)))
