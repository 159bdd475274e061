"""Signatures as read, pages at home, paper against record: the edges of the pure functions."""

from __future__ import annotations

import datetime

import pytest

from custdesk.language import N_, Words
from custdesk.rules.signed_paper import (
    BY_HAND,
    DIFFERS,
    ITS_OWN,
    SAME,
    BoxLabel,
    SignatureRead,
    compared,
    completes,
    filled_on,
    home_of,
    locked_text,
    reading_problems,
    signed_text,
)

PRINTED, TODAY = datetime.date(2027, 3, 8), datetime.date(2027, 3, 12)
CUSTOMER = BoxLabel("signatures.1", N_("Customer's signature"), customer=True, fills=ITS_OWN)
HANDLER = BoxLabel("signatures.2", N_("Handler's signature"))
LINE = BoxLabel("lines.1", N_("Handler's signature", "opinion"), dated=False)
STAFF = ("林晓燕", "周 敏")


def fields(*reads: SignatureRead) -> set[str]:
    found = reading_problems(reads, (CUSTOMER, HANDLER, LINE), PRINTED, TODAY, STAFF)
    assert all(one.rule == "R-007" and one.grave for one in found)
    return {one.field for one in found}


@pytest.mark.rule("R-007")
@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        (SignatureRead("signatures.1", "王秀兰", "", PRINTED), set()),
        (SignatureRead("signatures.1", "王秀兰", "", TODAY), set()),
        (SignatureRead("signatures.1"), set()),
        (SignatureRead("signatures.1", "  "), set()),
        (SignatureRead("signatures.1", "王秀兰"), {"signatures.1.signed_on"}),
        (SignatureRead("signatures.1", "", "", TODAY), {"signatures.1.name"}),
        (SignatureRead("signatures.1", "", "女儿"), {"signatures.1.name"}),
        (SignatureRead("signatures.1", "周敏", "", TODAY), {"signatures.1.name"}),
        (SignatureRead("signatures.1", " 林 晓燕 ", "", TODAY), {"signatures.1.name"}),
        (SignatureRead("signatures.2", "周敏", "", TODAY), set()),
        (SignatureRead("lines.1", "周敏"), set()),
        (
            SignatureRead("signatures.1", "王秀兰", "", TODAY + datetime.timedelta(1)),
            {"signatures.1.signed_on"},
        ),
        (
            SignatureRead("signatures.2", "周敏", "", PRINTED - datetime.timedelta(1)),
            {"signatures.2.signed_on"},
        ),
        (SignatureRead("signatures.9", "王秀兰", "", TODAY), {"signatures.9"}),
    ],
)
def test_a_box_needs_name_and_date_as_read_and_a_customer_is_no_staff(read, wrong):
    assert fields(read) == wrong


@pytest.mark.rule("R-007")
def test_one_box_is_read_once():
    assert fields(SignatureRead("lines.1", "周敏"), SignatureRead("lines.1", "林晓燕")) == {"lines.1"}


@pytest.mark.rule("R-007")
def test_a_date_before_the_print_says_when_the_sheet_was_printed():
    early = SignatureRead("signatures.1", "王秀兰", "", datetime.date(2026, 3, 8))
    (problem,) = reading_problems([early], (CUSTOMER,), PRINTED, TODAY)
    assert "2027年3月8日" in Words("zh_Hans")(problem.text)


@pytest.mark.parametrize(
    ("filed", "pages", "home", "missing"),
    [
        ((), 3, (), (1, 2, 3)),
        ((), 0, (), (1,)),
        (((1, 0, 1, 2), (1, 0, 2, 2)), 2, (1, 2), ()),
        (((1, 0, 2, 2),), 2, (2,), (1,)),
        (((1, 0, 1, 2), (2, 0, 2, 2)), 2, (2,), (1,)),  # pages of two prints are no sheet
        (((1, 1, 1, 2), (1, 2, 2, 2)), 2, (1,), (2,)),  # nor of two labelled copies
        (((1, 0, 1, 3), (1, 0, 2, 3), (2, 0, 1, 1)), 3, (1,), ()),  # a reprint on one page is whole
        (((1, 0, 1, 2), (1, 0, 1, 2), (1, 0, 2, 2)), 2, (1, 2), ()),
    ],
)
def test_a_sheet_is_home_when_all_pages_of_one_copy_are(filed, pages, home, missing):
    found = home_of(filed, pages)
    assert (found.home, found.missing, found.whole) == (home, missing, not missing)


@pytest.mark.parametrize(
    ("paper", "now", "lines", "answer"),
    [
        ("漏水", "漏水", False, SAME),
        ("", "", False, SAME),
        ("漏水", " 漏水 ", False, SAME),
        ("", "已修好", False, BY_HAND),
        ("漏水", "", False, DIFFERS),
        ("漏水", "漏水了", False, DIFFERS),
        ("漏水", "漏水\n又漏", False, DIFFERS),
        ("一 | 二", "一 | 二\n三 | 四", True, BY_HAND),
        ("一 | 二", "三 | 四\n一 | 二", True, DIFFERS),
        ("一 | 二\n三 | 四", "一 | 二", True, DIFFERS),
        ("一", "一二\n三", True, DIFFERS),
        ("一 | ", "一 | 二", True, BY_HAND),
        ("一 |  | 三", "一 | 二 | 三\n四 |  | ", True, BY_HAND),
        ("一 | ", "三 | 二", True, DIFFERS),
        ("一 | ", "一 | 二", False, DIFFERS),
    ],
)
def test_paper_and_record_have_three_answers(paper, now, lines, answer):
    assert compared(paper, now, lines=lines) == answer


@pytest.mark.parametrize(
    ("before", "after", "only"),
    [
        (({"on": 1},), ({"on": 1, "by": "吴"},), True),
        (({"on": 1},), ({"on": 1}, {"on": 2}), True),
        (({"on": 1, "by": ""},), ({"on": 1, "by": "吴"}, {"on": 2}), True),
        (({"on": 1},), ({"on": 2},), False),
        (({"on": 1}, {"on": 2}), ({"on": 1},), False),
        (({"on": 1, "by": "吴"},), ({"on": 1},), False),
        ("漏水", "漏水了", False),
        (None, ({"on": 1},), False),
    ],
)
def test_in_a_table_empty_cells_and_rows_are_completed(before, after, only):
    assert completes(before, after) is only


def test_what_was_printed_empty_is_not_held():
    assert filled_on({"content": "漏水", "handling": "", "reply": " ", "records": [1], "anonymous": "否"}) == {
        "content", "anonymous",
    }  # fmt: skip


@pytest.mark.rule("R-009")
def test_the_reason_of_a_lock_names_signer_and_day():
    said = Words("zh_Hans")(locked_text(N_("Handling"), "王秀兰", PRINTED))
    assert "王秀兰" in said
    assert "2027年3月8日" in said
    assert "{" not in Words("zh_Hans")(locked_text(N_("Handling"), "王秀兰", None))
    head = Words("zh_Hans")(signed_text("王秀兰", PRINTED))
    assert head.startswith("王秀兰2027年3月8日")
    assert "2027" not in Words("zh_Hans")(signed_text("王秀兰", None))
