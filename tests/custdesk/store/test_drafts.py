"""Drafts: a form takes anything, keeps what cannot be read, survives a crash, and is never saved twice."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING

import pytest

from custdesk.binders import BY_KEY
from custdesk.draft import Draft
from custdesk.fields import Masked
from custdesk.store import drafts
from custdesk.store.store import Store
from tests.desks import WORDS, Clock, Office, people_of

if TYPE_CHECKING:
    from pathlib import Path

COMPLAINT = BY_KEY["complaint"]


def reopened(office: Office) -> Office:
    """Close the office as a crash would, without tidying up, and open it again."""
    office.store.drafts.close()
    office.store.database.close()
    office.store.lock.release()
    office.store = Store.open(office.store.path, office.clock)
    return office


def kept_again(office: Office, user) -> Draft:
    (kept,) = office.store.drafts.kept(user.id)
    return office.store.drafts.open(kept, BY_KEY[kept.form], WORDS, user.id)


def test_a_draft_takes_anything_and_keeps_unread_text(office: Office):
    draft = office.new("complaint", office.lin)
    now = office.clock.now
    draft.type("phone", "问他太太", now, WORDS)
    draft.type("content", "  漏水\r\n三天 ", now, WORDS)
    draft.type("extensions.1.told_at", "下午", now, WORDS)
    draft.type("extensions.1.reason", "等配件", now, WORDS)
    assert draft.values["content"] == "漏水\n三天"
    assert (draft.text("phone"), draft.text("extensions.1.told_at")) == ("问他太太", "下午")
    assert draft.values["extensions"][1] == {"reason": "等配件"}
    assert {problem.field for problem in draft.problems(office.store.facts(office.lin))} >= {
        "phone", "extensions.1.told_at",
    }  # fmt: skip
    draft.type("phone", "13812345678", now, WORDS)
    assert draft.text("phone") is None
    assert draft.values["phone"] == "13812345678"


def test_no_key_waits_for_the_disk_and_yet_it_is_brought_there(office: Office, monkeypatch):
    """A power cut takes nothing that the disk had time for; a disk that is busy holds up nobody who types."""
    brought: list[bytes] = []
    free = threading.Event()

    def sync(opened: int) -> None:
        assert free.wait(30)
        brought.append(os.read(opened, 1_000_000))

    monkeypatch.setattr(drafts.os, "fsync", sync)
    shelf = office.store.drafts
    assert shelf._database.execute_sql("PRAGMA synchronous").fetchone() == (
        1,
    )  # SQLite itself waits for no key
    draft = office.new("complaint", office.lin)
    draft.type("content", "漏水三天", office.clock.now, WORDS)
    shelf.keep(draft)
    assert brought == []  # and the key is done
    free.set()
    reopened(office)
    assert len(brought) == 1
    assert "漏水三天".encode() in brought[0]
    assert kept_again(office, office.lin).values["content"] == "漏水三天"


def test_a_disk_that_does_not_take_it_takes_no_word(office: Office, monkeypatch):
    def refuse(_opened: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(drafts.os, "fsync", refuse)
    draft = office.new("complaint", office.lin)
    draft.type("content", "漏水三天", office.clock.now, WORDS)
    office.store.drafts.keep(draft)
    reopened(office)
    assert kept_again(office, office.lin).values["content"] == "漏水三天"


def test_a_removed_line_takes_its_unread_text_along(office: Office):
    draft = office.new("complaint", office.lin)
    for place in range(3):
        draft.type(f"extensions.{place}.told_at", f"不明{place}", office.clock.now, WORDS)
    draft.drop_line("extensions", 1)
    assert draft.texts == {"extensions.0.told_at": "不明0", "extensions.1.told_at": "不明2"}


def test_a_draft_survives_with_every_word(office: Office):
    record = office.complaint(phone="13812345678", papers=({"kind": "repair_order", "reference": "WX-1"},))
    draft = office.edit(record, office.lin)
    draft.correction = "写错"
    draft.put("content", "另写\n一行")
    draft.put("papers.1.kind", "information_note")
    draft.put("nature", None)
    draft.type("handled_at", "上午", office.clock.now, WORDS)
    office.store.drafts.keep(draft)
    again = kept_again(reopened(office), office.lin)
    assert (again.id, again.record_id, again.revision, again.correction) == (draft.id, record, 1, "写错")
    assert again.changes() == {
        "content": "另写\n一行", "nature": None,
        "papers": ({"kind": "repair_order", "reference": "WX-1"}, {"kind": "information_note"}),
    }  # fmt: skip
    assert again.texts == {"handled_at": "上午"}
    assert isinstance(again.values["phone"], Masked)
    again.put("handled_at", None)
    again.correction = ""
    office.store.save(again, office.lin)
    assert (office.values(record)["nature"], office.values(record)["phone"]) == (None, "13812345678")


def test_a_form_made_from_a_record_still_links_back_after_a_crash(office: Office):
    entry = office.entry(kind="complaint")
    create = BY_KEY["duty_log"].form.creates[0]
    draft = office.new("complaint", office.lin, **create.values(office.see(entry, office.lin).values, entry))
    draft.link_back = (entry, create.link, create.step)
    office.store.drafts.keep(draft)
    again = kept_again(reopened(office), office.lin)
    complaint = office.store.save(again, office.lin).record_id
    assert office.values(entry)["linked_record"] == complaint


def test_a_saved_draft_is_gone(office: Office):
    draft = office.new("duty_log", office.lin, caller_name="甲", content="乙")
    office.store.drafts.keep(draft)
    office.store.save(draft, office.lin)
    assert office.store.drafts.kept(office.lin.id) == []


def test_killed_between_commit_and_clean_up_nothing_comes_twice(office: Office):
    draft = office.new("duty_log", office.lin, caller_name="甲", content="乙")
    office.store.save(draft, office.lin)
    office.store.drafts.keep(draft)
    assert reopened(office).store.drafts.kept(office.lin.id) == []


def test_everybody_has_his_own(office: Office):
    office.store.drafts.keep(office.new("duty_log", office.lin, content="林"))
    office.store.drafts.keep(office.new("duty_log", office.su, content="苏"))
    assert [kept.body["values"]["content"] for kept in office.store.drafts.kept(office.su.id)] == ["苏"]


def test_the_newest_comes_first(office: Office):
    drafts = [office.new("duty_log", office.lin, content=word) for word in "一二三"]
    for draft in drafts:
        office.clock.pass_minutes(1)
        office.store.drafts.keep(draft)
    office.clock.pass_minutes(1)
    office.store.drafts.keep(drafts[0])
    assert [kept.body["values"]["content"] for kept in office.store.drafts.kept(office.lin.id)] == [
        "一",
        "三",
        "二",
    ]


def test_the_recycle_bin_keeps_a_month(office: Office):
    draft = office.new("duty_log", office.lin, content="丢了的话")
    shelf = office.store.drafts
    shelf.keep(draft)
    shelf.discard(draft.id)
    assert shelf.kept(office.lin.id) == []
    (kept,) = shelf.kept(office.lin.id, discarded=True)
    assert kept.discarded
    shelf.bring_back(draft.id)
    assert [one.id for one in shelf.kept(office.lin.id)] == [draft.id]
    shelf.discard(draft.id)
    office.clock.set("05-16 18:49")
    assert [one.id for one in reopened(office).store.drafts.kept(office.lin.id, discarded=True)] == [draft.id]
    office.clock.set("05-16 18:51")
    assert reopened(office).store.drafts.kept(office.lin.id, discarded=True) == []


def test_drafts_lie_in_a_file_of_their_own(office: Office, tmp_path: Path):
    office.store.drafts.keep(office.new("duty_log", office.lin, content="未完"))
    assert (tmp_path / "office-drafts.sqlite").exists()
    assert office.one("SELECT count(*) FROM sqlite_master WHERE name = 'draft'") == 0


@pytest.mark.parametrize("reading", ["rebase", "dirty"])
def test_a_fresh_form_of_a_record_is_clean(office: Office, reading: str):
    draft = office.edit(office.complaint(), office.lin)
    if reading == "rebase":
        draft.rebase(dict(draft.values), draft.revision)
    assert draft.changes() == {}
    assert not draft.dirty


def test_fields_a_later_version_wrote_are_ignored(store: Store, clock: Clock):
    assert people_of(store) == {}
    draft = Draft(COMPLAINT, {}, {})
    draft.take_plain(
        {"values": {"content": "话", "brand_new": 1}, "base": {}, "texts": {}, "link_back": None},
        clock.now,
        WORDS,
    )
    assert draft.values == {"content": "话"}
