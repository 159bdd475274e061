"""Search finds exactly the plain substrings of the folded text (9.4 no. 21), whatever is typed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custdesk.office.folding import fold
from custdesk.store import search
from custdesk.store.store import Store
from tests.desks import Office

# Few letters, so that parts of words really meet; with all that parts, joins or hides tokens.
LETTERS = "漏水电梯響响歐欧㛃𬭎A aＡ1１-#，。、\"*'%_ \u3000\u200b\x00\ue000é"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=12)
QUERIES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=5)
ANYTHING = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def oracle(texts: list[str], query: str) -> list[int]:
    """The newest first: every term a plain substring of the folded text."""
    terms = search.plain(query).split()
    if not terms:
        return []
    kept = {number: search.plain(text) for number, text in enumerate(texts, 1)}
    return [
        number for number, text in sorted(kept.items(), reverse=True) if all(term in text for term in terms)
    ]


def index(store: Store, texts: list[str]) -> None:
    for number, text in enumerate(texts, 1):
        store.database.execute_sql("INSERT OR IGNORE INTO header (id, form) VALUES (?, 'x')", (number,))
        search.write(store.database, number, text)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), query=QUERIES)
def test_it_finds_what_a_plain_comparison_finds(store: Store, texts: list[str], query: str):
    with store.database.atomic() as act:
        index(store, texts)
        assert search.find(store.database, query) == oracle(texts, query)
        act.rollback()


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), texts=st.lists(ANYTHING, min_size=1, max_size=4))
def test_any_part_of_any_text_is_found(store: Store, data: st.DataObject, texts: list[str]):
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    query = text[start : start + data.draw(st.integers(1, 4))]
    with store.database.atomic() as act:
        index(store, texts)
        assert search.find(store.database, query) == oracle(texts, query)
        act.rollback()


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("卫生间顶板漏水", "板漏", True), ("卫生间顶板漏水", "漏水顶板", False), ("卫生间顶板漏水", "水 卫", True),
        ("電梯異響", "电梯", True), ("电梯异响", "電梯", True), ("ＴＳ－2027", "ts-2027", True), ("张三", "张", True),
        ("李张", "张", True), ("漏 水", "漏水", False), ("漏\u200b水", "漏水", True), ("100%", "0%", True),
        ('说"不"', '"不"', True), ("3-2-501", "2-5", True), ("", "空", False), ("空", "   ", False),
    ],
)  # fmt: skip
def test_examples(store: Store, text: str, query: str, found: bool):
    index(store, [text])
    assert search.find(store.database, query) == ([1] if found else [])


def test_the_newest_come_first_and_not_more_than_asked(store: Store):
    index(store, [f"漏水第{number}次" for number in range(1, 31)])
    assert search.find(store.database, "漏水", limit=3) == [30, 29, 28]


def test_a_changed_text_is_found_by_its_new_words_only(store: Store):
    index(store, ["漏水"])
    index(store, ["停电"])
    assert (search.find(store.database, "漏水"), search.find(store.database, "停电")) == ([], [1])


def test_the_marks_stand_where_the_words_are():
    assert search.marked("电梯異響，电梯坏了", "電梯 坏") == [(0, 2), (5, 7), (7, 8)]
    assert fold("電梯") == "电梯"


def test_a_record_is_found_by_number_old_number_words_links_names_and_files(office: Office):
    record = office.complaint(
        complainant=office.resident("王秀兰"), unit=office.unit("3-1202"), phone="13812345678",
        papers=({"kind": "information_note", "reference": "联2027-5"},), note="已电话", paper_location="B柜",
    )  # fmt: skip
    office.store.attach(record, b"x", "天花板.jpg", "photo", office.lin)
    reader = office.read(office.lin)
    for query in (
        "TS-2027-0001",
        "ts2027-0001"[4:],
        "王秀兰",
        "3-1202",
        "5678",
        "联2027-5",
        "已电话",
        "b柜",
        "天花板",
        "态度 王秀",
    ):
        assert record in [hit.id for hit in reader.find(query)], query


def test_a_renamed_resident_is_found_in_his_matters_by_the_new_name(office: Office):
    record = office.complaint(complainant=office.resident("马先生"))
    office.change(office.resident("马先生"), office.zhou, name="马建国")
    assert record in [hit.id for hit in office.read(office.lin).find("马建国")]


def test_a_name_is_found_by_its_pinyin_initials(office: Office):
    assert office.resident("王秀兰") in [hit.id for hit in office.read(office.lin).find("wxl")]


def test_household_data_and_hidden_records_are_not_found(office: Office):
    office.change(office.resident("马先生"), office.zhou, remark="养两只猫")
    assert office.read(office.lin).find("两只猫") == []
    record = office.complaint(against_director=True, content="主任不理人")
    assert office.read(office.chen).find("主任不理人") == []
    assert [hit.id for hit in office.read(office.lin).find("主任不理人")] == [record]
