"""A stamp is judged from plain facts; what is in doubt is filed nowhere."""

from __future__ import annotations

import itertools

import pytest
from msgspec import structs

from custdesk.rules.homecoming import (
    DOUBTFUL,
    FILED,
    USED,
    VOID,
    WAITING,
    Part,
    Trace,
    Verdict,
    judge,
    may_share,
    missing_pages,
    together,
)
from custdesk.scan import SENTENCES

GOOD = Trace(printed=True, same_values=True, edition=1, in_force=1)
HAND = Trace(blank=True, same_values=True, reserved=WAITING)
CHEN, ZHOU = ",role:office_manager,", ",staff:12,role:office_manager,"


def of(trace: Trace, **other: object) -> Verdict:
    return judge(structs.replace(trace, **other))  # type: ignore[arg-type]


def test_each_verdict_has_its_sentence():
    assert set(SENTENCES) == set(Verdict)


def test_what_was_printed_here_as_it_says_is_ours():
    assert judge(GOOD) is Verdict.OURS


def test_a_list_has_no_edition_in_force():
    assert of(GOOD, in_force=0) is Verdict.OURS


@pytest.mark.parametrize(
    ("other", "verdict"),
    [
        ({"own": False}, Verdict.FOREIGN),
        ({"genuine": False}, Verdict.FORGED),
        ({"visible": False}, Verdict.HIDDEN),
        ({"printed": False, "same_values": False}, Verdict.UNKNOWN),
        ({"same_values": False}, Verdict.OTHER_VALUES),
        ({"home": True}, Verdict.TWICE),
        ({"said_now": False}, Verdict.CHANGED),
    ],
)
def test_what_is_wrong_is_named(other: dict[str, object], verdict: Verdict):
    assert of(GOOD, **other) is verdict


@pytest.mark.rule("R-008")
def test_a_sheet_of_a_voided_record_waits():
    assert of(GOOD, voided=True) is Verdict.VOIDED
    assert of(HAND, reserved=USED, voided=True) is Verdict.VOIDED
    assert of(HAND, reserved=VOID) is Verdict.VOIDED


@pytest.mark.rule("R-009")
def test_an_older_edition_is_outdated_and_a_newer_one_unknown():
    """A store restored from a backup may be older than the paper."""
    assert of(GOOD, in_force=2) is Verdict.OUTDATED
    assert of(GOOD, edition=2) is Verdict.UNKNOWN
    assert of(GOOD, edition=2, in_force=2) is Verdict.OURS
    assert of(GOOD, in_force=2, said_now=False) is Verdict.OUTDATED


def test_the_seal_comes_before_everything_and_the_eyes_before_the_rest():
    """Whoever may not see a record learns neither that it is voided nor that it was corrected."""
    worst = structs.replace(GOOD, same_values=False, home=True, voided=True, in_force=2, said_now=False)
    assert of(worst, own=False, genuine=False, visible=False) is Verdict.FOREIGN
    assert of(worst, genuine=False, visible=False) is Verdict.FORGED
    assert of(worst, visible=False) is Verdict.HIDDEN
    assert of(worst, visible=False, printed=False) is Verdict.HIDDEN


def test_a_page_at_home_is_told_as_such_whatever_became_of_its_record():
    assert of(GOOD, home=True, voided=True, in_force=2) is Verdict.TWICE


@pytest.mark.rule("R-008")
def test_a_pre_numbered_sheet_goes_by_its_number():
    assert judge(HAND) is Verdict.BLANK
    assert of(HAND, reserved=USED) is Verdict.OURS
    assert of(HAND, reserved="") is Verdict.UNKNOWN
    assert of(HAND, same_values=False) is Verdict.OTHER_VALUES
    assert of(HAND, reserved=USED, home=True) is Verdict.TWICE


@pytest.mark.rule("R-009")
def test_a_sheet_filled_in_by_hand_is_never_outdated():
    assert of(HAND, reserved=USED, in_force=3, edition=0) is Verdict.OURS


def test_only_the_one_right_set_of_facts_is_filed():
    """Of all facts a stamp may meet, a sheet goes home only where seal, eyes, print and values agree."""
    names = ("own", "genuine", "visible", "printed", "same_values", "voided", "home", "said_now", "blank")
    for given in itertools.product((False, True), repeat=len(names)):
        facts = dict(zip(names, given, strict=True))
        for edition, in_force, reserved in itertools.product((1, 2), (0, 1, 2), ("", WAITING, USED, VOID)):
            verdict = judge(Trace(**facts, edition=edition, in_force=in_force, reserved=reserved))  # type: ignore[arg-type]
            good = (
                all(facts[one] for one in ("own", "genuine", "visible", "same_values")) and not facts["home"]
            )
            if facts["blank"]:
                good = good and reserved == USED and not facts["voided"]
            else:
                good = good and facts["printed"] and not facts["voided"] and in_force in (0, edition)
            assert (verdict in FILED) == good, (facts, edition, in_force, reserved, verdict)


# --- several codes on one page --------------------------------------------------------------------------------


def test_codes_of_one_record_go_home_together():
    slips = [Part(Verdict.OURS, 1, confidential=True)] * 3
    assert together(slips) == (Verdict.OURS,) * 3


@pytest.mark.rule("R-007")
def test_two_records_share_a_page_unless_one_is_confidential():
    """A page is never cropped: each record gets all of it."""
    one, two = Part(Verdict.OURS, 1), Part(Verdict.CHANGED, 2)
    assert together([one, two]) == (Verdict.OURS, Verdict.CHANGED)
    secret = Part(Verdict.OURS, 3, confidential=True)
    assert together([one, secret]) == (Verdict.MIXED, Verdict.MIXED)
    assert together([one, Part(Verdict.TWICE, 3, confidential=True)]) == (Verdict.MIXED, Verdict.TWICE)
    assert together([one, Part(Verdict.HIDDEN, None)]) == (Verdict.MIXED, Verdict.HIDDEN)


@pytest.mark.parametrize("doubt", sorted(DOUBTFUL, key=lambda one: one.value))
def test_beside_a_code_in_doubt_nothing_is_filed(doubt: Verdict):
    assert together([Part(Verdict.OURS, 1), Part(doubt)]) == (Verdict.BESIDE, doubt)


@pytest.mark.parametrize("known", [Verdict.TWICE, Verdict.OUTDATED, Verdict.VOIDED])
def test_beside_a_known_sheet_the_other_goes_home(known: Verdict):
    assert together([Part(known, 2), Part(Verdict.OURS, 1)]) == (known, Verdict.OURS)


def test_nothing_is_made_of_nothing():
    assert together([]) == ()


@pytest.mark.rule("R-007")
def test_whoever_sees_the_record_may_see_all_of_its_page():
    assert may_share("", [])
    assert may_share("", ["", ""])
    assert not may_share("", [CHEN])
    assert may_share(CHEN, [""])
    assert may_share(CHEN, [CHEN])
    assert may_share(ZHOU, [CHEN])
    assert not may_share(CHEN, [CHEN, ZHOU])


def test_missing_pages_are_counted_from_one():
    assert missing_pages(3, [2]) == (1, 3)
    assert missing_pages(1, [1]) == ()
    assert missing_pages(2, []) == (1, 2)
    assert missing_pages(2, [1, 1, 2, 9]) == ()
