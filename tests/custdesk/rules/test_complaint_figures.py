"""F-01 to F-07 and F-27 (domain 6.2), 9.4 no. 9, 10 and 12; the cut-off figures of S-02, S-03, S-05 and S-06."""

from __future__ import annotations

import datetime
import itertools
from datetime import datetime as at

import pytest

from custdesk.rules import complaint_figures as figures
from custdesk.rules.deadlines import complaint_due
from custdesk.rules.periods import month_of
from custdesk.settings import Settings

DEFAULT = Settings()
FEBRUARY = month_of(datetime.date(2028, 2, 1))
CUT_OFF = at(2028, 3, 3, 9, 30)
IDS = itertools.count(1)


def complaint(received: datetime.datetime = at(2028, 2, 10, 9), **values: object) -> dict[str, object]:
    """A valid general complaint with its due date of three days."""
    known = {
        "id": next(IDS),
        "received_at": received,
        "validity": "valid",
        "nature": "general",
        "state": "handling",
        **values,
    }
    return {"due_at": complaint_due(known, DEFAULT).at, **known}


def handled(when: datetime.datetime, **values: object) -> dict[str, object]:
    return complaint(handled_at=when, **{"state": "handled", **values})


def closed(on: datetime.date, **values: object) -> dict[str, object]:
    when = at(on.year, on.month, on.day, 10)
    return complaint(**{"handled_at": when, "closed_at": on, "state": "closed", **values})


def counts(share) -> tuple[int, int, int]:
    return share.part, share.whole, len(share.apart)


# -- F-01, F-02, F-27 ------------------------------------------------------------------------------------


@pytest.mark.rule("R-005")
@pytest.mark.rule("R-031")
@pytest.mark.rule("F-01")
def test_f01_counts_by_receipt_valid_and_not_valid_apart():
    rows = [
        complaint(at(2028, 2, 1, 0, 0)),
        complaint(at(2028, 2, 29, 23, 50)),  # typed on 1 March, heard in February
        complaint(at(2028, 3, 1, 0, 0)),
        complaint(at(2028, 1, 31, 23, 59)),
        complaint(validity="not_valid", state="explained"),
        complaint(validity=None, state="registered"),
        complaint(state="voided"),
    ]
    came = figures.received(rows, FEBRUARY)
    assert len(came) == 4
    assert (len(figures.valid(came)), len(figures.not_valid(came))) == (2, 1)
    assert figures.ids(came) == tuple(rows[place]["id"] for place in (0, 1, 4, 5))


@pytest.mark.rule("F-01")
def test_f01_counts_by_category_nature_and_channel():
    rows = [
        complaint(category="charges", channel="phone"),
        complaint(category="charges", channel="letter"),
        complaint(category=None, channel="phone"),
    ]
    assert {code: len(some) for code, some in figures.counted(rows, "category").items()} == {
        "charges": 2,
        "": 1,
    }
    assert {code: len(some) for code, some in figures.counted(rows, "channel").items()} == {
        "phone": 2,
        "letter": 1,
    }


@pytest.mark.rule("F-02")
def test_f02_counts_the_closed_and_beyond_of_the_valid_received():
    rows = [
        complaint(state=state)
        for state in ("closed", "handed_over", "verified", "old_register", "handled", "accepted")
    ]
    rows += [complaint(validity="not_valid", state="explained"), complaint(at(2028, 1, 3, 9), state="closed")]
    assert counts(figures.resolved(rows, FEBRUARY)) == (4, 6, 0)
    assert figures.resolved([], FEBRUARY).percent == "–"


@pytest.mark.rule("F-27")
def test_f27_is_valid_of_all_received():
    rows = [complaint() for _ in range(12)] + [complaint(validity="not_valid") for _ in range(2)]
    assert figures.valid_share(rows, FEBRUARY).shown == "85.7 % (12/14)"
    assert figures.valid_share([], FEBRUARY).percent == "–"


# -- F-03 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-03")
@pytest.mark.rule("R-055")
def test_f03_hand_over_within_three_days_of_what_was_closed_in_the_month():
    on = datetime.date
    rows = [
        closed(on(2028, 2, 10), handed_over_at=on(2028, 2, 13)),  # the third day
        closed(on(2028, 2, 10), handed_over_at=on(2028, 2, 14)),  # one late
        closed(on(2028, 2, 10)),  # due, not done
        closed(on(2028, 2, 29)),  # due 2028-03-03 24:00: not yet
        closed(on(2028, 1, 31), handed_over_at=on(2028, 2, 1)),  # closed in January
        closed(on(2028, 2, 20), handed_over_at=on(2028, 2, 2)),  # reopened since: the old hand-over is none
    ]
    assert counts(figures.handed_over_in_time(rows, FEBRUARY, CUT_OFF, DEFAULT)) == (1, 4, 1)
    late = CUT_OFF.replace(day=4, hour=0, minute=0)
    assert counts(figures.handed_over_in_time(rows, FEBRUARY, late, DEFAULT)) == (1, 5, 0)


@pytest.mark.rule("F-03")
def test_f03_leaves_out_what_is_not_handed_over_and_old_registers():
    routed = Settings({"handover_scope": "company_routed"})
    rows = [
        closed(datetime.date(2028, 2, 10), handler_kind="office_itself"),
        closed(datetime.date(2028, 2, 10), state="old_register"),
    ]
    assert counts(figures.handed_over_in_time(rows[:1], FEBRUARY, CUT_OFF, routed)) == (0, 0, 0)
    assert counts(figures.handed_over_in_time(rows[:1], FEBRUARY, CUT_OFF, DEFAULT)) == (0, 1, 0)
    assert counts(figures.handed_over_in_time(rows[1:], FEBRUARY, CUT_OFF, DEFAULT)) == (0, 0, 0)


# -- F-04, F-06 ------------------------------------------------------------------------------------------


@pytest.mark.rule("F-04")
def test_f04_counts_three_steps_and_leaves_out_the_unreached():
    on = datetime.date(2028, 2, 10)
    steps = (
        "very_satisfied",
        "fairly_satisfied",
        "basically_satisfied",
        "not_quite_satisfied",
        "dissatisfied",
    )
    rows = [closed(on, customer_satisfied=step) for step in (*steps, "not_reached")]
    rows += [
        closed(on),
        closed(datetime.date(2028, 3, 1), customer_satisfied="very_satisfied"),
        handled(at(2028, 2, 11, 9)),
    ]
    assert counts(figures.satisfied(rows, FEBRUARY)) == (3, 5, 1)
    assert figures.satisfied(rows[5:6], FEBRUARY).percent == "–"  # S-02: not reached


@pytest.mark.rule("F-06")
@pytest.mark.rule("R-051")
def test_f06_counts_the_signed_of_the_closed():
    on = datetime.date(2028, 2, 10)
    rows = [
        closed(on, signed_by_customer_name="马先生", signed_at=on),
        closed(on, no_signature_reason="unreachable"),  # S-02: unsigned
        handled(at(2028, 2, 11, 9), signed_by_customer_name="王秀兰"),
    ]
    assert counts(figures.signed(rows, FEBRUARY)) == (1, 2, 0)
    assert figures.signed(rows[2:], FEBRUARY).percent == "–"


# -- F-05 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-05")
@pytest.mark.rule("R-042")
def test_f05_of_the_leap_february():
    """S-06: ten in time, one late, one open and not due."""
    rows = [handled(at(2028, 2, 12, 9)) for _ in range(10)]
    rows += [handled(at(2028, 2, 14, 0, 0)), complaint(at(2028, 2, 29, 23, 50))]
    found = figures.timely(rows, FEBRUARY, CUT_OFF)
    assert (found.shown, found.apart) == ("90.9 % (10/11)", (rows[-1]["id"],))
    assert figures.timely(rows, FEBRUARY, at(2028, 3, 4)).shown == "83.3 % (10/12)"  # due now, not handled
    assert figures.timely([], FEBRUARY, CUT_OFF).percent == "–"


@pytest.mark.rule("F-05")
@pytest.mark.rule("R-045")
def test_f05_a_late_extension_counts_late_and_one_in_time_does_not():
    """S-05: told before the date it moves the date, told after it does not."""

    def extended(told: datetime.datetime, agreed: bool = True) -> dict[str, object]:
        line = {
            "new_due": at(2028, 2, 21),
            "told_at": told,
            "customer_agreed": agreed,
            "reason": "等配件",
            "told_by": 1,
        }
        return complaint(extensions=(line,), handled_at=at(2028, 2, 19, 17), state="handled")

    in_time, told_late, refused = (
        extended(at(2028, 2, 13, 23, 59)),
        extended(at(2028, 2, 14, 0, 0)),
        extended(at(2028, 2, 12, 9), agreed=False),
    )
    assert in_time["due_at"] == at(2028, 2, 21)
    found = figures.timely([in_time, told_late, refused], FEBRUARY, CUT_OFF)
    assert found.members == (in_time["id"],)
    assert found.whole == 3


@pytest.mark.rule("F-05")
def test_f05_takes_the_values_in_force_at_the_cut_off():
    """9.4 no. 10: a reopened one is judged anew, a major one without date is pending, a recorded lateness stays."""
    reopened = complaint(reopened_at=at(2028, 3, 2, 9), reopen_count=1)  # due 2028-03-05 24:00
    no_date = complaint(nature="major", due_at=None)
    was_late = complaint(nature="major", due_at=None, was_late=True)
    late_though_handled = handled(at(2028, 2, 11, 9), was_late=True)
    rows = [reopened, no_date, was_late, late_though_handled]
    found = figures.timely(rows, FEBRUARY, CUT_OFF)
    assert found.apart == (reopened["id"], no_date["id"])
    assert (found.part, found.whole) == (0, 2)


@pytest.mark.rule("F-05")
def test_f05_does_not_judge_what_an_old_register_left_without_date_and_what_is_not_valid():
    rows = [complaint(state="old_register"), complaint(validity="not_valid", state="explained")]
    assert counts(figures.timely(rows, FEBRUARY, CUT_OFF)) == (0, 0, 0)


@pytest.mark.rule("F-05")
def test_f05_a_case_pending_at_its_cut_off_enters_no_later_month():
    """9.4 no. 12, S-03: received on 2027-12-29, handled on 01-04, the December summary approved on 01-05."""
    december, january = (month_of(datetime.date(*day, 1)) for day in ((2027, 12), (2028, 1)))
    letter = complaint(
        at(2027, 12, 29, 9),
        extensions=(
            {
                "new_due": at(2028, 1, 6), "told_at": at(2027, 12, 31, 10), "customer_agreed": True, "reason": "查表",
                "told_by": 1,
            },
        ),
    )  # fmt: skip
    assert counts(figures.timely([letter], december, at(2028, 1, 3))) == (0, 0, 1)
    done = {**letter, "handled_at": at(2028, 1, 4, 16), "state": "handled"}
    assert counts(figures.timely([done], december, at(2028, 1, 5, 9))) == (1, 1, 0)
    assert counts(figures.timely([done], january, at(2028, 2, 3))) == (0, 0, 0)


def test_pending_and_in_time_judge_one_case():
    open_one = complaint()
    assert figures.is_pending(open_one, at(2028, 2, 13, 23, 59)) is True
    assert figures.is_pending(open_one, at(2028, 2, 14)) is False
    assert figures.is_pending(handled(at(2028, 2, 11, 9)), at(2028, 2, 12)) is False
    assert figures.is_pending(complaint(validity="not_valid"), at(2028, 2, 12)) is False
    assert figures.in_time(handled(at(2028, 2, 13, 23, 59))) is True
    assert figures.in_time(handled(at(2028, 2, 14))) is False
    assert figures.in_time(open_one) is None


# -- F-07 ------------------------------------------------------------------------------------------------


@pytest.mark.rule("F-07")
def test_f07_content_or_signed_and_not_reopened_of_the_handled():
    when = at(2028, 2, 20, 9)
    content = handled(when, customer_satisfied="basically_satisfied")
    signed = handled(when, signed_by_customer_name="马先生")
    neither = handled(when, customer_satisfied="dissatisfied")
    earlier = handled(at(2028, 1, 20, 9), customer_satisfied="very_satisfied")
    found = figures.effective([content, signed, neither, earlier], FEBRUARY)
    assert found.members == (content["id"], signed["id"])
    assert found.whole == 3
    assert figures.effective([earlier], FEBRUARY).percent == "–"


@pytest.mark.rule("F-07")
@pytest.mark.rule("R-063")
def test_f07_a_reopened_case_is_not_effective_handled_again_or_not():
    when = at(2028, 2, 20, 9)
    again = complaint(handled_before=when, reopened_at=at(2028, 3, 1, 9), signed_by_customer_name="马先生")
    same_month = handled(at(2028, 2, 26, 9), handled_before=when, signed_by_customer_name="马先生")
    next_month = handled(at(2028, 3, 2, 9), handled_before=when, signed_by_customer_name="马先生")
    found = figures.effective([again, same_month, next_month], FEBRUARY)
    assert (found.part, found.whole) == (0, 3)
    march = figures.effective([again, same_month, next_month], month_of(datetime.date(2028, 3, 1)))
    assert march.members == (next_month["id"],)


# -- open and unclosed at the month's end ----------------------------------------------------------------


@pytest.mark.rule("R-057")
def test_open_at_the_end_of_the_month_means_not_handled_by_its_24_00():
    """9.4 no. 9."""
    end = FEBRUARY.end
    assert figures.is_open_at(complaint(), end) is True
    assert figures.is_open_at(handled(at(2028, 2, 29, 23, 59)), end) is False
    assert figures.is_open_at(handled(at(2028, 3, 1, 0, 0)), end) is True
    assert figures.is_open_at(closed(datetime.date(2028, 3, 2)), end) is True
    assert figures.is_open_at(complaint(validity="not_valid", state="explained"), end) is False
    assert figures.is_open_at(complaint(state="voided"), end) is False
    assert figures.is_open_at(complaint(state="old_register"), end) is False


@pytest.mark.rule("R-057")
def test_handled_but_not_closed_at_the_end_of_the_month():
    end = FEBRUARY.end
    assert figures.is_unclosed_at(handled(at(2028, 2, 28, 9)), end) is True
    assert (
        figures.is_unclosed_at(
            complaint(handled_at=at(2028, 2, 28, 9), closed_at=datetime.date(2028, 2, 29)), end
        )
        is False
    )
    assert (
        figures.is_unclosed_at(
            complaint(handled_at=at(2028, 2, 28, 9), closed_at=datetime.date(2028, 3, 1)), end
        )
        is True
    )
    assert figures.is_unclosed_at(handled(at(2028, 3, 1, 9)), end) is False
    assert figures.is_unclosed_at(complaint(), end) is False
    assert figures.is_unclosed_at(handled(at(2028, 2, 28, 9), state="old_register"), end) is False
