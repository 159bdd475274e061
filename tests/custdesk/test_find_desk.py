"""The desk finds: the line of words and filters, exactly what is meant first, and where a word stands."""

from __future__ import annotations

import pytest

from custdesk.desk import Desk
from custdesk.office.finding import words_of
from custdesk.record import Lines, described
from tests.desks import Office


@pytest.fixture
def desk(office: Office) -> Desk:
    return Desk(office.store, office.lin)


def found(desk: Desk, line: str, *plain: str) -> dict[str, list[int]]:
    look = desk.look(desk.asked(line, frozenset(plain)))
    return {form: [hit.id for hit in hits] for form, hits in look.finding.finish().hits.items()}


def test_words_and_filters_together(desk: Desk, office: Office, clock):
    clock.set("2026-06-01 10:00")
    past = office.complaint(content="厨房漏水", unit=office.unit("3-1202"))
    elsewhere = office.complaint(content="厨房漏水", unit=office.unit("5-603"))
    dry = office.complaint(content="噪音", unit=office.unit("3-1202"))
    clock.set("2027-04-16 18:50")
    now = office.complaint(content="又漏水", unit=office.unit("3-1202"))
    entry = office.entry(content="漏水", unit=office.unit("3-1202"))
    done = office.complaint("handed_over", content="漏水", unit=office.unit("3-1202"))
    assert found(desk, "投诉 漏水 未结 3栋 去年") == {"complaint": [past]}
    assert found(desk, "投诉 漏水 未结 3栋")["complaint"] == [now, past]
    assert found(desk, "漏水 去年") == {"complaint": [elsewhere, past]}
    assert found(desk, "漏水 3栋 今天 未结") == {"complaint": [now], "duty_log": [entry]}
    assert found(desk, "投诉 已移交") == {"complaint": [done]}
    assert dry in found(desk, "3栋 去年 投诉")["complaint"]
    assert found(desk, "5栋 漏水") == {"complaint": [elsewhere]}


def test_what_is_late_and_what_is_due_today(desk: Desk, office: Office, clock):
    clock.set("2027-04-01 10:00")
    late = office.complaint("accepted", content="漏水")
    clock.set("2027-04-16 18:50")
    due, tomorrow = office.complaint("accepted"), office.complaint("accepted")
    for record, at in (
        (due, "2027-04-17T00:00"),
        (tomorrow, "2027-04-18T00:00"),
    ):  # 24:00 of the 16th, of the 17th
        office.sql("UPDATE header SET due_at = ? WHERE id = ?", at, record)
    assert found(desk, "漏水 逾期") == found(desk, "超期") == {"complaint": [late]}
    assert found(desk, "今天到期") == {"complaint": [due]}
    assert found(desk, "今天到期 逾期") == {"complaint": [due, late]}
    clock.set("2027-04-17 00:00")
    assert found(desk, "逾期") == {"complaint": [due, late]}


def test_a_word_that_could_be_a_filter_is_found_as_a_word(desk: Desk, office: Office):
    entry = office.entry(content="客人说要投诉")
    complaint = office.complaint(content="门岗态度")
    assert "duty_log" not in found(desk, "投诉")
    assert complaint in found(desk, "投诉")["complaint"]
    assert found(desk, "投诉", "投诉")["duty_log"] == [entry]


@pytest.mark.parametrize("said", ["3-1202", "3栋1202", "3#1202", "三栋1202", "３－１２０２", "3幢1202室"])
def test_a_room_in_any_spelling(desk: Desk, office: Office, said: str):
    unit = office.unit("3-1202")
    linked = office.complaint(unit=unit)
    mentioned = office.entry(content="楼上3栋1202装修")
    other = office.entry(content="13-1202漏水")
    look = desk.look(desk.asked(said))
    assert [hit.id for hit in look.exact] == [unit]
    hits = {hit.id for hits in look.finding.finish().hits.values() for hit in hits}
    assert {unit, linked, mentioned, office.resident("王秀兰")} <= hits
    assert other not in hits


@pytest.mark.parametrize("said", ["TS-2027-0002", "ts2", "TS—2027—0002", "0002", "２", "ts 2"])
def test_a_number_in_any_spelling(desk: Desk, office: Office, said: str):
    office.complaint()
    second = office.complaint()
    assert second in [hit.id for hit in desk.look(desk.asked(said)).exact]


@pytest.mark.rule("R-064")
def test_filters_lead_nobody_to_what_is_hidden_from_him(office: Office):
    hidden = office.complaint(
        user=office.zhou, against_director=True, content="经理不理人", unit=office.unit("3-1202")
    )
    desk = Desk(office.store, office.chen)
    for line in (
        "投诉",
        "未结",
        "3栋",
        "今天",
        "投诉 今年",
        "经理",
        "理",
        "ts1",
        "3-1202",
        "投诉 经理 未结 3栋 今天",
    ):
        look = desk.look(desk.asked(line))
        hits = {hit.id for hits in look.finding.finish().hits.values() for hit in hits} | {
            hit.id for hit in look.exact
        }
        assert hidden not in hits, line
    assert desk.spots({hidden: words_of("经理")}) == {}
    assert hidden in found(Desk(office.store, office.zhou), "投诉 经理 未结 3栋 今天")["complaint"]


def test_it_says_in_which_field_a_word_stands(desk: Desk, office: Office):
    record = office.complaint(
        "handling", content="楼道灯不亮", progress=({"at": office.clock.now, "by": office.zhao.id, "text": "电话告知進展"},), note="柜里有钥匙",
    )  # fmt: skip
    office.store.attach(record, b"x", "天花板.jpg", "photo", office.lin, "滴水处")
    for word, label, text in (
        ("进展", "进度反馈", "电话告知進展"), ("赵志强", "进度反馈", "赵志强"), ("钥匙", "备注", "柜里有钥匙"), ("滴水", "附件", "滴水处"),
    ):  # fmt: skip
        spot = desk.spots({record: words_of(word)})[record]
        assert label in desk.words(spot.label), word
        assert text in spot.text


@pytest.mark.rule("R-011")
def test_what_stands_in_a_masked_field_is_shown_masked(desk: Desk, office: Office):
    record = office.complaint(phone="13812345678")
    for said in ("5678", "13812345678"):
        assert desk.spots({record: words_of(said)})[record].text == "138****5678"


def test_every_field_that_is_searched_is_shown_as_the_spot(desk: Desk, office: Office):
    """Whatever the index holds of a complaint, the screen can say where it stands."""
    record = office.complaint("handed_over", unit=office.unit("3-1202"), phone="13812345678")
    seen = desk.read().record(record)
    for name, thing in described(seen.record).items():
        shown = "" if isinstance(thing, Lines) else seen.show(name, desk.words)
        if shown and record in [hit.id for hit in desk.read().find(shown.split()[0])]:
            assert desk.spots({record: words_of(shown.split()[0])})[record].text, name


@pytest.mark.parametrize(
    ("line", "view"),
    [
        ("投诉 漏水", ""), ("漏水", ""), ("投诉 漏水 未结", "open"), ("投诉 逾期", "overdue"), ("投诉 3栋", None), ("投诉 去年", None),
        ("投诉 今天到期", None), ("投诉 已移交", None), ("投诉 未结 逾期", None), ("投诉 3栋1202", None),
    ],
)  # fmt: skip
def test_what_a_list_has_a_view_for(desk: Desk, line: str, view: str | None):
    query = desk.list_query(desk.asked(line), "complaint")
    assert (None if query is None else query.filter.name if query.filter else "") == view
    assert query is None or query.text == ("漏水" if "漏水" in line else "")


def test_a_list_of_the_same_finds_the_same(desk: Desk, office: Office, clock):
    clock.set("2026-06-01 10:00")
    office.complaint(content="漏水"), office.complaint("handed_over", content="又漏水")
    clock.set("2027-04-16 18:50")
    office.complaint(content="漏水")
    for line in ("投诉 漏水", "投诉 未结", "投诉 漏水 未结", "投诉 逾期", "漏水"):
        query = desk.list_query(desk.asked(line), "complaint")
        assert desk.read().ids(query) == found(desk, line)["complaint"], line


def test_rooms_that_changed_while_they_were_learnt_are_read_again(desk, office, monkeypatch):
    """A worker reads the estate as it stood at one moment; a room added after that moment must not be lost."""
    read = desk._read_rooms

    def read_and_add():
        rooms = read()
        desk._rooms_known += 1  # as a change told meanwhile does
        return rooms

    monkeypatch.setattr(desk, "_read_rooms", read_and_add)
    desk.learn_rooms(lambda done, total: True)
    assert desk._rooms is None
    monkeypatch.setattr(desk, "_read_rooms", read)
    desk.learn_rooms(lambda done, total: True)
    assert desk._rooms is not None
