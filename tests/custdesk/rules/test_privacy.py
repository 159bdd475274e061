"""R-011: public sheets and masked telephone numbers."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custdesk.rules import privacy

PERSONAL = {"complainant": "马先生", "phone": "13812345678", "unit": "5-0603"}


@pytest.mark.rule("R-011")
@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138 **** 5678"),
        ("88120000", "****0000"),
        ("0755-88120000", "075*-****0000"),
        ("110", "***"),
        ("", ""),
    ],
)
def test_the_middle_of_a_number_is_hidden(phone, masked):
    assert privacy.mask_phone(phone) == masked


@pytest.mark.rule("R-011")
@given(st.text("0123456789- ", max_size=20))
def test_any_number_keeps_its_length_and_hides_something(phone):
    masked = privacy.mask_phone(phone)
    assert len(masked) == len(phone)
    digits = sum(sign.isdigit() for sign in phone)
    assert masked.count("*") >= min(digits, 1)
    assert all(shown in ("*", sign) for shown, sign in zip(masked, phone, strict=True))


@pytest.mark.rule("R-011")
def test_the_public_version_shows_no_person():
    values = {
        **PERSONAL,
        "number": "TS-2027-0044",
        "building": "5",
        "category": "charges",
        "content": "马先生说",
    }
    assert privacy.public(values) == {"number": "TS-2027-0044", "building": "5", "category": "charges"}
    assert privacy.public_place({"building": "5", "floor": 6, "room": "0603", "entrance": "2"}) == "5"
    assert privacy.public_label().msgid == "Public version"


@pytest.mark.rule("R-011")
def test_what_leaks_is_found():
    values = {**PERSONAL, "received_at": date(2027, 4, 16)}
    assert privacy.leaks("5栋 服务态度 已处理", values) == []
    assert [problem.field for problem in privacy.leaks("5 - 0603 马 先生", values)] == ["complainant", "unit"]
    assert len(privacy.leaks("经办苏婷", {}, ["苏婷", "林晓燕"])) == 1


@pytest.mark.rule("R-064")
def test_a_veiled_line_keeps_what_it_may_and_says_the_rest_instead():
    veil = privacy.LineVeil("complaint", ("number",), {"remark": "company"})
    row = {"complaint": 7, "number": "TS-2027-0001", "content": "陈主任", "complainant": "马先生"}
    assert veil.over(row) == {"complaint": 7, "number": "TS-2027-0001", "remark": "company"}
    assert veil.over({"content": "陈主任"}) == {"remark": "company"}
