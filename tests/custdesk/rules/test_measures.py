"""REC-36: whoever is responsible reports it done, not before it was decided."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at

import pytest

from custdesk.rules import measures


@pytest.mark.rule("REC-36")
def test_the_responsible_person_reports_it_done():
    measure = {"responsible": 7}
    assert measures.doer_problems(measure, 7) == []
    assert [one.field for one in measures.doer_problems(measure, 8)] == ["responsible"]
    assert measures.doer_problems({}, None), "nobody in particular is nobody"


@pytest.mark.rule("REC-36")
def test_not_done_before_it_was_decided():
    decided = {"raised_at": at(2027, 5, 10, 9)}
    assert measures.date_problems({**decided, "done_on": date(2027, 5, 10)}) == []
    assert [one.field for one in measures.date_problems({**decided, "done_on": date(2027, 5, 9)})] == [
        "done_on"
    ]
    assert measures.date_problems(decided) == []
