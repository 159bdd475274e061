"""The reading door to what is looked for: by a line of words and filters, or by plain words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence

from custdesk.office.finding import Asked, words_of
from custdesk.record import AnyRecord
from custdesk.store.finding import PER_FORM, Finding
from custdesk.store.finding_filters import Where
from custdesk.store.hits import Hit
from custdesk.store.trail import Executes
from custdesk.workflow import User


class FindingReader:
    """The part of the reading door that finds."""

    _database: Executes
    _forms: Mapping[str, AnyRecord]
    _clock: Callable[[], datetime.datetime]
    user: User

    def _visible(self) -> tuple[str, tuple[str, ...]]:
        raise NotImplementedError

    def finding(
        self, asked: Asked, units: Sequence[int] = (), forms: Collection[str] = (), per_form: int = PER_FORM
    ) -> Finding:
        """Begin a search; `units` are those of the buildings asked for, `forms` narrow it further."""
        dated = {
            key: not record.form.register for key, record in self._forms.items() if not forms or key in forms
        }
        where = Where(self._visible(), self._clock().replace(second=0, microsecond=0), units)
        return Finding(self._database, asked, where, dated, per_form)

    def find(self, text: str, limit: int = 50) -> list[Hit]:
        """Return the newest records that hold every word, plainly as substrings (9.4 no. 21)."""
        found = self.finding(Asked(words_of(text)), per_form=limit).finish().hits.values()
        return sorted((hit for hits in found for hit in hits), key=_entered, reverse=True)[:limit]

    def named(self, form: str, states: Sequence[str], text: str, limit: int = 20) -> list[Hit]:
        """Return a form's records by number, name or pinyin initials, the last entered first."""
        asked = Asked(words_of(text), frozenset({form}), frozenset((form, state) for state in states))
        return sorted(
            self.finding(asked, per_form=limit).finish().hits.get(form, ()), key=_entered, reverse=True
        )


def _entered(hit: Hit) -> int:
    return hit.id
