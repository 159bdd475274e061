"""The four registers of REC-02: R-019 to R-023, R-026; every edge the domain names."""

from __future__ import annotations

import pytest

from custdesk.rules import communication as rules
from custdesk.rules.periods import month_of
from custdesk.settings import Settings
from tests.desks import at, on, said

SETTINGS = Settings()
NOW = at("04-16 18:50")
GUARD = {
    "book": "guard",
    "noted_at": at("04-16 18:30"),
    "entered_at": NOW,
    "state": "noted",
    "customer": "马先生",
}
DONE = {**GUARD, "handling": "已约谈", "reply": "已致歉", "in_scope": "yes", "verified_fact": "confirmed",
        "informed_at": NOW}  # fmt: skip


# -- R-019 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-019")
def test_an_entry_typed_in_later_was_copied_from_paper():
    assert rules.copied_from_paper(GUARD)
    assert not rules.copied_from_paper({**GUARD, "entered_at": GUARD["noted_at"]})
    assert not rules.copied_from_paper({"noted_at": NOW})


@pytest.mark.rule("R-019")
def test_the_last_entry_of_each_book_is_by_the_time_on_paper():
    typed_first = {"book": "guard", "noted_at": at("04-15 08:00"), "entered_at": at("04-16 19:00")}
    office = {"book": "office", "noted_at": at("04-10 09:00")}
    assert rules.last_entries([GUARD, typed_first, office, {"book": "private", "noted_at": NOW}]) == {
        "office": at("04-10 09:00"), "finance": None, "repair": None, "guard": at("04-16 18:30"),
    }  # fmt: skip


@pytest.mark.rule("R-019")
@pytest.mark.parametrize(("now", "silent"), [("04-23 23:59", False), ("04-24 00:00", True)])
def test_a_book_is_silent_after_seven_full_days(now: str, silent: bool):
    assert ("guard" in rules.silent_books([GUARD], at(now), SETTINGS)) is silent
    assert "finance" in rules.silent_books([GUARD], at(now), SETTINGS), "without any entry it is silent"
    assert "guard" in rules.silent_books([GUARD], at("04-18 00:00"), SETTINGS.having("book_silent_days", 1))


@pytest.mark.rule("R-019")
def test_the_desk_reads_each_books_last_entry_and_is_reminded_to_collect():
    told = rules.book_notices([GUARD], NOW, SETTINGS)
    assert {one.rule for one in told} == {"R-019"}
    assert not any(one.grave for one in told)
    values = [dict(one.text.values) for one in told]
    assert [one.get("book") for one in values[:4]] == list(rules.BOOKS.values())
    assert values[3]["last"] == at("04-16 18:30")
    assert values[4] == {"count": 2}, "the guard's book was typed in today; finance and repair were not"
    everywhere = [{**GUARD, "book": book} for book in rules.BOOKS]
    assert len(rules.book_notices(everywhere, NOW, SETTINGS)) == 4
    silent = rules.book_notices([GUARD], at("04-24 09:00"), SETTINGS)[3].text.msgid
    assert silent != told[3].text.msgid


# -- R-020 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-020")
@pytest.mark.parametrize("named", [{"customer": 7}, {"unit": "5-603"}, {"customer_unknown": True}])
def test_a_name_a_unit_or_unknown_will_do(named: dict[str, object]):
    assert rules.customer_problems({"way": "desk", **named}) == []


@pytest.mark.rule("R-020")
def test_nobody_at_all_is_asked_for_and_unknown_beside_a_name_is_refused():
    assert said(rules.customer_problems({"way": "desk"})) == {"customer"}
    assert said(rules.customer_problems({"way": "desk", "nickname": "网友"})) == {"customer"}
    assert said(rules.customer_problems({"customer": 7, "customer_unknown": True})) == {"customer_unknown"}


@pytest.mark.rule("R-020")
def test_it_is_handled_with_handling_and_replied_with_handling_and_reply():
    assert said(rules.missing_to_handle(GUARD)) == {"handling"}
    assert rules.missing_to_handle({**GUARD, "handling": "已约谈"}) == []
    assert said(rules.missing_to_reply(GUARD)) == {"handling", "reply"}
    assert said(rules.missing_to_reply({**GUARD, "handling": "已约谈", "reply": " "})) == {"reply"}
    assert rules.missing_to_reply(DONE) == []


@pytest.mark.rule("R-020")
def test_to_an_unknown_customer_the_reply_is_not_possible():
    unknown = {**GUARD, "customer": None, "customer_unknown": True, "handling": "已整改"}
    assert rules.missing_to_reply(unknown) == []
    found = rules.reply_by_itself(unknown)
    assert found is not None
    assert found.msgid == "Not possible: customer unknown"
    assert rules.reply_by_itself({**unknown, "reply": "已张贴公告"}) is None
    assert rules.reply_by_itself(GUARD) is None


@pytest.mark.rule("R-020")
def test_nothing_lies_before_the_opinion_itself():
    early = at("04-16 18:29")
    assert said(rules.time_problems({**GUARD, "handled_at": early, "replied_at": early, "informed_at": early})) == {
        "handled_at", "replied_at", "informed_at",
    }  # fmt: skip
    assert rules.time_problems({**GUARD, "handled_at": GUARD["noted_at"]}) == []


@pytest.mark.rule("R-020")
def test_the_unanswered_are_listed():
    became = {**GUARD, "state": "became_complaint"}
    handled = {**GUARD, "state": "handled"}
    assert rules.unanswered([GUARD, became, {**DONE, "state": "replied"}, handled]) == [GUARD, handled]


# -- R-021 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-021")
def test_what_the_company_forwards_is_judged_and_handled_or_becomes_a_complaint():
    forwarded = {**GUARD, "origin": "company_forward", "handling": "已解释"}
    assert said(rules.missing_to_handle(forwarded)) == {"validity"}
    assert said(rules.missing_to_handle({**forwarded, "validity": "valid"})) == {"complaint"}
    assert rules.missing_to_handle({**forwarded, "validity": "not_valid"}) == []
    assert said(rules.missing_to_handle({**forwarded, "validity": "not_valid", "handling": ""})) == {
        "handling"
    }
    assert rules.forward_problems({**GUARD, "origin": "told_by_customer"}) == []


@pytest.mark.rule("R-021")
@pytest.mark.parametrize(
    ("state", "missing"), [("", True), ("voided", True), ("registered", False), ("closed", False)]
)
def test_it_becomes_a_complaint_with_a_new_form_or_that_of_the_same_matter(state: str, missing: bool):
    assert bool(rules.missing_to_become_complaint(state)) is missing


@pytest.mark.rule("R-022")
@pytest.mark.rule("R-021")
def test_of_a_complaint_handling_and_reply_are_read_there():
    before = {**GUARD, "state": "became_complaint", "complaint": 9, "handling": "已记下"}
    assert rules.became_problems("became_complaint", before, before) == []
    typed = {**before, "reply": "已答复", "in_scope": "yes"}
    assert said(rules.became_problems("became_complaint", before, typed)) == {"reply", "in_scope"}
    assert said(rules.became_problems("became_complaint", before, {**before, "complaint": None})) == {
        "complaint"
    }
    assert rules.became_problems("noted", before, typed) == []


# -- R-022 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-022")
def test_the_last_minute_of_the_31st_belongs_to_that_month():
    late = {**GUARD, "noted_at": at("03-31 23:59"), "entered_at": at("04-01 08:00")}
    assert rules.month_of_opinion(late) == month_of(on("03-01"))
    assert rules.not_yet_judged([late, GUARD], month_of(on("03-01"))) == [late]
    assert rules.not_yet_judged([late], month_of(on("04-01"))) == []
    assert rules.month_of_opinion({}) is None


@pytest.mark.rule("R-021")
@pytest.mark.rule("R-022")
def test_a_complaint_is_not_judged_again_and_both_answers_are_needed():
    march = month_of(on("04-01"))
    half = {**GUARD, "in_scope": "no"}
    judged = {**half, "verified_fact": "not_confirmed"}
    became = {**GUARD, "state": "became_complaint"}
    assert rules.not_yet_judged([half, judged, became, {**GUARD, "state": "voided"}], march) == [half]
    assert [rules.is_judged(one) for one in (half, judged, became)] == [False, True, True]


@pytest.mark.rule("R-022")
def test_the_month_before_is_the_one_under_review():
    assert rules.month_before(at("01-01 00:00")) == month_of(on("12-31", 2026))


@pytest.mark.rule("R-022")
def test_reviewed_needs_the_judgement_and_in_scope_the_giver_told():
    assert rules.missing_to_review(DONE) == []
    for name in ("in_scope", "verified_fact", "informed_at", "handling", "reply"):
        assert said(rules.missing_to_review({**DONE, name: None})) == {name}
    assert rules.missing_to_review({**DONE, "in_scope": "no", "informed_at": None}) == []
    assert rules.missing_to_review({**DONE, "in_scope": "needs_company", "informed_at": None}) == []
    unknown = {**DONE, "customer": None, "customer_unknown": True, "informed_at": None}
    assert rules.missing_to_review(unknown) == [], "nobody can be told"


@pytest.mark.rule("R-022")
def test_it_is_owed_until_the_review_day_of_the_next_month():
    assert rules.review_due(GUARD, SETTINGS) == at("05-06 00:00")
    assert rules.review_due({**GUARD, "noted_at": at("12-31 23:59")}, SETTINGS) == at("01-06 00:00", 2028)
    assert rules.review_due(GUARD, SETTINGS.having("opinion_review_day", 10)) == at("05-11 00:00")
    for state in ("became_complaint", "reviewed", "qc_verified", "voided"):
        assert rules.review_due({**GUARD, "state": state}, SETTINGS) is None


# -- R-023 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-023")
def test_qc_passes_with_result_and_day():
    assert said(rules.missing_to_verify({})) == {"qc_result", "qc_verified_at"}
    assert said(rules.missing_to_verify({"qc_result": "fail", "qc_verified_at": on("04-20")})) == {
        "qc_result"
    }
    assert rules.missing_to_verify({"qc_result": "pass", "qc_verified_at": on("04-20")}) == []


@pytest.mark.rule("R-023")
def test_qc_speaks_after_the_monthly_judgement():
    assert said(rules.early_result_problems("replied", {"qc_result": "pass"})) == {"qc_result"}
    assert said(rules.early_result_problems("noted", {"qc_result": "fail"})) == {"qc_result"}
    failed = {"qc_result": "fail", "times_failed": 1}
    assert rules.early_result_problems("noted", failed) == []
    assert said(rules.early_result_problems("handled", failed)) == {"qc_result"}
    assert rules.early_result_problems("reviewed", {"qc_result": "pass"}) == []


@pytest.mark.rule("R-023")
def test_a_failed_entry_is_handled_answered_and_judged_anew():
    once = rules.reopening({**DONE, "replied_at": NOW, "handled_at": NOW}, NOW)
    assert (once["qc_result"], once["qc_verified_at"], once["times_failed"]) == ("fail", on("04-16"), 1)
    assert all(
        once[name] is None
        for name in ("handled_at", "replied_at", "in_scope", "verified_fact", "informed_at")
    )
    again = rules.reopening({**DONE, "times_failed": 1, "qc_verified_at": on("04-12")}, NOW)
    assert (again["times_failed"], again["qc_verified_at"]) == (2, on("04-12"))


@pytest.mark.rule("R-023")
def test_never_verified_counts_handled_entries_qc_has_not_looked_at():
    states = ("noted", "handled", "replied", "reviewed", "became_complaint", "voided")
    assert rules.never_verified([{"state": state} for state in states]) == 3
    assert rules.never_verified([{"state": "reviewed", "qc_result": "fail"}]) == 0


# -- R-026 -------------------------------------------------------------------------------------------------


@pytest.mark.rule("R-026")
def test_online_an_anonymous_nickname_is_a_name_and_gets_a_reply():
    online = {
        **GUARD,
        "book": "office",
        "way": "online",
        "customer": None,
        "nickname": "翠湖老李",
        "handling": "已转工程部",
    }
    assert rules.customer_problems(online) == []
    assert said(rules.customer_problems({**online, "nickname": None})) == {"nickname"}
    (missing,) = rules.missing_to_reply(online)
    assert (missing.field, missing.rule) == ("reply", "R-026")
    assert rules.missing_to_reply({**online, "reply": "已回帖"}) == []


@pytest.mark.rule("R-026")
def test_site_nickname_and_link_are_of_online_opinions_only():
    found = {"site": "业主论坛", "nickname": "老李", "link": "http://bbs"}
    assert rules.online_only_problems({"way": "online", **found}) == []
    assert said(rules.online_only_problems({"way": "phone", **found})) == set(found)


@pytest.mark.rule("R-026")
def test_the_unanswered_online_opinions_are_listed():
    online = {**GUARD, "way": "online"}
    assert rules.unanswered_online([GUARD, online, {**online, "state": "replied"}]) == [online]


@pytest.mark.rule("R-020")
@pytest.mark.rule("R-022")
@pytest.mark.rule("R-023")
def test_what_the_steps_asked_for_is_asked_up_to_the_state():
    def lacks(state: str, **values: object) -> set[str]:
        return said(rules.asked_so_far({**GUARD, "state": state, **values}))

    handled = {"handling": "已解释", "handled_by": 2, "handled_at": at("04-16 19:00")}
    replied = {**handled, "reply": "已答复", "replied_at": at("04-16 19:10")}
    assert lacks("noted") == lacks("became_complaint") == set()
    assert lacks("handled") == {"handling", "handled_by", "handled_at"}
    assert lacks("replied", **handled) == {"reply", "replied_at"}
    assert lacks("replied", **handled, customer_unknown=True, reply="无法答复") == set()
    assert lacks("reviewed", **replied) == {"in_scope", "verified_fact"}
    judged = {**replied, "in_scope": "no", "verified_fact": "confirmed"}
    assert lacks("qc_verified", **judged) == {"qc_result", "qc_verified_at"}


@pytest.mark.rule("R-021")
def test_another_form_may_be_linked_but_not_a_voided_one():
    before = {**GUARD, "complaint": 12}
    problems = rules.became_problems
    assert problems("became_complaint", before, {**GUARD, "complaint": 13}, "registered") == []
    assert said(problems("became_complaint", before, {**GUARD, "complaint": 13}, "voided")) == {"complaint"}
    assert problems("became_complaint", before, before, "voided") == []
