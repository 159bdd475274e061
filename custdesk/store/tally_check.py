"""The tally of the lists: how many records each form has in each state, as the triggers kept it and as it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from custdesk.binders import BY_KEY
from custdesk.language import N_

if TYPE_CHECKING:
    from playhouse.sqlcipher_ext import SqlCipherDatabase


def check_tally(database: SqlCipherDatabase, find: Callable[..., None]) -> None:
    """Find states whose records were counted wrongly: lists would say a wrong number."""
    counted = database.execute_sql(
        'SELECT "form", "state", count(*) FROM "header" GROUP BY 1, 2'  # as their index has them: nothing is sorted
    ).fetchall()
    kept = {
        (form, state): held
        for form, state, held in database.execute_sql('SELECT "form", "state", "records" FROM "tally"')
    }
    there: dict[tuple[str, str], int] = {}
    for form, state, held in counted:  # one that was emptied counts as no word, as the triggers count it
        there[form or "", state or ""] = there.get((form or "", state or ""), 0) + held
    for key in sorted(kept.keys() | there.keys()):
        if kept.get(key, 0) != there.get(key, 0):
            form = BY_KEY[key[0]].form.tab if key[0] in BY_KEY else key[0]
            said = N_("{form}: the lists count {kept} records in one state, there are {there}")
            find(said.having(form=form, kept=kept.get(key, 0), there=there.get(key, 0)))
