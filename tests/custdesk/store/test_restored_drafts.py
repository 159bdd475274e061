"""Half-written forms after a restore: no word lost, and none written into another record that got the same id."""

from __future__ import annotations

import datetime

import pytest

from custdesk.binders import BY_KEY
from custdesk.desk import Desk
from custdesk.draft import Draft
from custdesk.store.backup import Backup, back_up
from custdesk.store.restore import restore
from custdesk.store.store import SYSTEM, Conflict
from tests.custdesk.store.vaults import NOW, Vault, checked

LATER = NOW + datetime.timedelta(hours=3)
CREATE = BY_KEY["duty_log"].form.creates[0]


@pytest.fixture
def backup(vault: Vault) -> Backup:
    return back_up(vault.path, [], vault.now)


def restored(vault: Vault, backup: Backup) -> Desk:
    vault.close()
    restore(backup.path, vault.path, LATER, SYSTEM)
    vault.open()
    return Desk(vault.store, vault.lin)


def kept(desk: Desk) -> Draft:
    (found,) = desk.kept_drafts()
    return desk.open_draft(found)


def test_a_draft_of_a_lost_record_becomes_a_new_form(vault: Vault, backup: Backup):
    lost = vault.entry("只在被替换的库里").record_id
    draft = vault.edit(lost)
    draft.put("answer_given", "写了一半")
    vault.store.drafts.keep(draft)
    desk = restored(vault, backup)
    other = vault.entry("别人的事").record_id
    assert other == lost  # the same id, another matter
    again = kept(desk)
    assert again.record_id is None
    assert (again.values["content"], again.values["answer_given"]) == ("只在被替换的库里", "写了一半")
    saved = desk.save(again).record_id
    assert saved != other
    assert vault.value('SELECT "answer_given" FROM "duty_log" WHERE "id" = ?', other) is None
    assert checked(vault.path).findings == []


def test_a_form_made_of_a_lost_record_links_to_nothing(vault: Vault, backup: Backup):
    desk = Desk(vault.store, vault.lin)
    seen = desk.read().record(vault.entry("只在被替换的库里").record_id)
    assert seen is not None
    vault.store.drafts.keep(desk.make(CREATE, seen))
    desk = restored(vault, backup)
    other = vault.entry("别人的事").record_id
    again = kept(desk)
    assert again.link_back is None
    assert again.values.get("source") != other


def test_a_record_that_came_back_older_is_a_conflict_not_an_overwriting(vault: Vault, backup: Backup):
    record = vault.value("SELECT id FROM header WHERE form = 'duty_log'")
    first = vault.edit(record)
    first.put("answer_given", "被替换的库里的答复")
    vault.store.save(first, vault.lin)
    draft = vault.edit(record)
    draft.put("answer_given", "又改了一半")
    vault.store.drafts.keep(draft)
    desk = restored(vault, backup)
    meanwhile = vault.edit(record)
    meanwhile.put("answer_given", "恢复以后重新写的")
    vault.store.save(meanwhile, vault.lin)  # the same revision number as the draft saw
    with pytest.raises(Conflict):
        desk.save(kept(desk))


def test_drafts_of_what_is_still_there_go_on_as_they_were(vault: Vault, backup: Backup):
    record = vault.value("SELECT id FROM header WHERE form = 'duty_log'")
    draft = vault.edit(record)
    draft.put("answer_given", "写了一半")
    vault.store.drafts.keep(draft)
    desk = restored(vault, backup)
    desk.save(kept(desk))
    assert vault.value('SELECT "answer_given" FROM "duty_log" WHERE "id" = ?', record) == "写了一半"


def test_a_damaged_drafts_file_stops_no_restore(vault: Vault, backup: Backup):
    vault.close()
    vault.path.with_name("office-drafts.sqlite").write_bytes(b"no database" * 1000)
    assert restore(backup.path, vault.path, LATER, SYSTEM).readable
