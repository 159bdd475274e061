"""Search finds exactly the plain substrings of the folded text (9.4 no. 21), whatever is typed."""

from __future__ import annotations

import string

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from custdesk.office.finding import Asked, words_of
from custdesk.office.folding import fold, plain
from custdesk.store import search
from custdesk.store.reader import ListQuery
from custdesk.store.store import SYSTEM, Store
from custdesk.workflow import User
from tests.desks import Office

# Few letters, so that parts of words really meet; with all that parts, joins or hides tokens.
LETTERS = "漏水电梯響响歐欧㛃𬭎𰻝㋿A aＡ1１23-#，。、\"*'%_()[ \u3000\u200b\x00\ue000é"
TEXTS = st.text(st.sampled_from(LETTERS), max_size=12)
QUERIES = st.text(st.sampled_from(LETTERS), min_size=1, max_size=7)
ANYTHING = st.text(st.characters(), max_size=8)  # lone surrogates, unassigned signs, other planes
CHINESE = st.text(
    st.one_of(
        st.characters(min_codepoint=0x4E00, max_codepoint=0x4E40),
        st.characters(min_codepoint=0x20000, max_codepoint=0x20020),
        st.sampled_from("0123456789，。 -"),
    ),
    max_size=60,
)
QUICK = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def oracle(texts: list[str], query: str) -> list[int]:
    """The newest first: every term a plain substring of the folded text."""
    terms = plain(query).split()
    if not terms:
        return []
    kept = {number: plain(text) for number, text in enumerate(texts, 1)}
    return [
        number for number, text in sorted(kept.items(), reverse=True) if all(term in text for term in terms)
    ]


def index(store: Store, texts: list[str]) -> None:
    for number, text in enumerate(texts, 1):
        store.database.execute_sql(
            "INSERT OR IGNORE INTO header (id, form, state, happened_at, created_at)"
            " VALUES (?, 'complaint', 'closed', '2027-01-01T09:00', '2027-01-01T09:00')",
            (number,),
        )
        search.write(store.database, number, text)


def by_list(store: Store, query: str, form: str = "") -> list[int]:
    """What a list shows that is narrowed by words."""
    where, params = search.condition(query, form)
    if not where:
        return []
    rows = store.database.execute_sql(f"SELECT h.id FROM header h WHERE {where} ORDER BY h.id DESC", params)
    return [record for (record,) in rows]


def by_box(store: Store, query: str, most: int = 50) -> list[int]:
    """What the search box shows."""
    found = store.read(SYSTEM).finding(Asked(words_of(query)), per_form=most).finish()
    return [hit.id for hit in found.hits.get("complaint", ())]


def agrees(store: Store, texts: list[str], query: str) -> None:
    with store.database.atomic() as act:
        index(store, texts)
        right = oracle(texts, query)
        assert by_list(store, query) == right
        assert by_list(store, query, "complaint") == right
        assert by_list(store, query, "unit") == []
        assert by_box(store, query) == right
        act.rollback()


@given(st.lists(TEXTS.map(plain), min_size=1, max_size=5))
def test_texts_cut_together_have_the_pairs_of_each(texts: list[str]):
    each = [[run[at : at + 2] for run in text.split() for at in range(len(run))] for text in texts]
    assert [cut.split() for cut in search._pairs_of_many(texts)] == each


@QUICK
@given(texts=st.lists(TEXTS, min_size=1, max_size=6), query=QUERIES)
def test_it_finds_what_a_plain_comparison_finds(store: Store, texts: list[str], query: str):
    agrees(store, texts, query)


@QUICK
@given(data=st.data(), texts=st.lists(ANYTHING, min_size=1, max_size=4))
def test_any_part_of_any_text_is_found(store: Store, data: st.DataObject, texts: list[str]):
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, max(0, len(text) - 1)))
    agrees(store, texts, text[start : start + data.draw(st.integers(1, 4))])


@QUICK
@given(data=st.data(), texts=st.lists(CHINESE, min_size=1, max_size=5))
def test_two_words_of_a_long_chinese_text_are_found(store: Store, data: st.DataObject, texts: list[str]):
    text = plain(data.draw(st.sampled_from(texts))) or "空"
    words = []
    for _ in range(2):
        start = data.draw(st.integers(0, len(text) - 1))
        words.append(text[start : start + data.draw(st.sampled_from((1, 2, 2, 2, 3, 5)))])
    agrees(store, texts, " ".join(words))


@pytest.mark.parametrize(
    "sign", [*string.punctuation, "，", "㋿", "𰻝", "\ue000", "\U000e0100", "ǅ", "ﬁ", "½"]
)
def test_no_sign_parts_a_word(store: Store, sign: str):
    texts = [f"漏{sign}水", f"漏{sign}电", f"{sign}水", "漏水", f"x{sign}"]
    for query in (f"漏{sign}水", f"漏{sign}", f"{sign}水", sign):
        agrees(store, texts, query)


def test_a_very_long_word_is_told_apart_by_its_text(store: Store):
    long = "".join(chr(0x4E00 + place) for place in range(300))
    agrees(store, [long, long[:-1], long[1:], long[::-1]], long)
    agrees(store, [long, long[:150]], long[:160] + " " + long[200:290] + " 一丁")


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("卫生间顶板漏水", "板漏", True), ("卫生间顶板漏水", "漏水顶板", False), ("卫生间顶板漏水", "水 卫", True),
        ("電梯異響", "电梯", True), ("电梯异响", "電梯", True), ("ＴＳ－2027", "ts-2027", True), ("张三", "张", True),
        ("李张", "张", True), ("漏 水", "漏水", False), ("漏\u200b水", "漏水", True), ("100%", "0%", True),
        ('说"不"', '"不"', True), ("3-2-501", "2-5", True), ("", "空", False), ("空", "   ", False),
        ("卫生间顶板漏水", "板", True), ("漏水漏电", "水漏电", True), ("漏水电漏电", "漏水漏", False),
    ],
)  # fmt: skip
def test_examples(store: Store, text: str, query: str, found: bool):
    index(store, [text])
    assert by_box(store, query) == by_list(store, query) == ([1] if found else [])


def test_the_newest_come_first_and_not_more_than_asked(store: Store):
    index(store, [f"漏水第{number}次" for number in range(1, 31)])
    assert by_box(store, "漏水", 3) == [30, 29, 28]
    assert [hit.id for hit in store.read(SYSTEM).find("漏水", limit=3)] == [30, 29, 28]


def test_a_changed_text_is_found_by_its_new_words_only(store: Store):
    index(store, ["漏水"])
    index(store, ["停电"])
    assert (by_box(store, "漏水"), by_box(store, "停电")) == ([], [1])


def test_the_same_words_again_write_nothing(store: Store):
    index(store, ["漏水"])
    before = store.database.connection().total_changes
    search.write(store.database, 1, "漏水 ")
    assert store.database.connection().total_changes == before


def test_an_old_register_imported_late_lies_below_what_is_of_today(store: Store):
    index(store, ["漏水", "漏水", "漏水", "漏水"])
    for record, happened in ((2, "2019-05-01T00:00"), (4, "2021-05-01T00:00"), (3, "2026-12-31T23:00")):
        store.database.execute_sql("UPDATE header SET happened_at = ? WHERE id = ?", (happened, record))
        search.write(store.database, record, "漏水")
    rows = [
        row for (row,) in store.database.execute_sql("SELECT id FROM search_pairs_docsize ORDER BY id DESC")
    ]
    assert [row & search.RECORD for row in rows] == [3, 1, 4, 2]
    assert search.mismatched(store.database) == []
    assert by_box(store, "漏水", 2) == [1, 3]


# -- what is indexed -----------------------------------------------------------------------------------------


def found(office: Office, query: str, user: User | None = None) -> list[int]:
    return [hit.id for hit in office.read(user or office.lin).find(query)]


def test_a_record_is_found_by_number_old_number_words_links_names_and_files(office: Office):
    record = office.complaint(
        complainant=office.resident("王秀兰"), unit=office.unit("3-1202"), phone="13812345678", nature="major",
        papers=({"kind": "information_note", "reference": "联2027-5"},), note="已电话", paper_location="B柜",
        handler=office.zhao.id, cooperating_departments=("engineering", "finance"),
    )  # fmt: skip
    office.store.attach(record, b"x", "天花板.jpg", "photo", office.lin, "吊頂滴水處")
    for query in (
        "TS-2027-0001", "ts2027-0001"[4:], "王秀兰", "3-1202", "5678", "联2027-5", "已电话", "b柜", "天花板", "态度 王秀",
        "ＴＳ－２０２７", "王秀蘭", "吊顶滴水处", "滴水處", "赵志强", "重大", "工程", "財務",
    ):  # fmt: skip
        assert record in found(office, query), query


def test_a_caption_that_changes_is_found_by_its_new_words(office: Office):
    record = office.complaint()
    office.store.attach(record, b"x", "IMG_1.jpg", "photo", office.lin, "门口")
    (photo,) = office.values(record)["attachments"]
    office.store.describe_attachment(record, photo["id"], "车库入口", office.lin)
    assert record in found(office, "车库入口")
    assert record not in found(office, "门口")
    office.store.remove_attachment(record, photo["id"], office.lin)
    assert record not in found(office, "img_1")


def test_a_renamed_resident_is_found_in_his_matters_by_the_new_name(office: Office):
    record = office.complaint(complainant=office.resident("马先生"))
    office.change(office.resident("马先生"), office.zhou, name="马建国")
    assert record in found(office, "马建国")


@pytest.mark.parametrize("said", ["wxl", "WXL", "ｗｘｌ", "wangxiulan", "xiulan"])
def test_a_name_is_found_by_its_pinyin(office: Office, said: str):
    assert office.resident("王秀兰") in found(office, said)


def test_household_data_and_hidden_records_are_not_found(office: Office):
    office.change(office.resident("马先生"), office.zhou, remark="养两只猫")
    assert found(office, "两只猫") == []
    record = office.complaint(against_director=True, content="主任不理人")
    assert found(office, "主任不理人", office.chen) == []
    assert found(office, "主任不理人") == [record]


# -- masked digits (R-011) -----------------------------------------------------------------------------------


@pytest.mark.rule("R-011")
def test_a_telephone_number_is_found_by_its_last_four_digits_and_by_the_whole(office: Office):
    record = office.complaint(phone="13812345678")
    both = {record, office.resident("王秀兰")}
    for said in ("5678", "５６７８", "13812345678", "138 5678", "138****5678"):
        assert both <= set(found(office, said)), said
    assert office.resident("㛃陈") in found(office, "88120000")
    listed = office.read(office.lin).ids(ListQuery("complaint", text="13812345678"))
    assert listed == [record]
    written = office.complaint(content="打13977778888没人接")
    assert found(office, "13977778888") == [written]


@pytest.mark.rule("R-011")
def test_no_masked_digit_can_be_guessed_by_looking_for_it(office: Office):
    """Whoever sees 138****5678 learns nothing more: no beginning, middle or end but the last four finds it."""
    phone = "13812345678"
    record = office.complaint(phone=phone)
    for start in range(len(phone)):
        for end in range(start + 3, len(phone) + 1):  # two digits stand in any number
            part = phone[start:end]
            if record in found(office, part):
                assert part in "138" or part in "5678" or part == phone, part
    # another number with the same mask finds it too: the whole number typed is no proof of the middle
    assert record in found(office, "13800005678")
    assert record not in found(office, "13912345678")
    body = office.one("SELECT body FROM search_text WHERE id = ?", record)
    assert "1234" not in body
    assert "4567" not in body


@pytest.mark.rule("R-011")
def test_a_shorter_number_is_not_found_inside_a_longer_one(office: Office):
    record = office.complaint(phone="1235678")
    assert record in found(office, "1235678")
    assert office.resident("王秀兰") not in found(office, "1235678")


# -- showing -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "query", "spans"),
    [
        ("電梯異響，电梯坏了", "电梯 坏", [(0, 2), (5, 7), (7, 8)]), ("ＴＳ－２０２７", "ts-20", [(0, 5)]),
        ("50㎡漏水㎡", "漏水", [(3, 5)]), ("50㎡漏水", "m2漏", [(2, 4)]), ("STRASSE Straße", "straße", [(0, 7), (8, 14)]),
        ("漏水", "电", []),
    ],
)  # fmt: skip
def test_the_marks_stand_where_the_words_are(text: str, query: str, spans: list[tuple[int, int]]):
    assert search.marked(text, query) == spans
    assert fold("電梯") == "电梯"
