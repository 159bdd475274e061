"""The settings of an earlier day, from the trail (R-012)."""

from __future__ import annotations

import datetime

from custdesk.store.settings_then import SettingsThen, began_on
from custdesk.store.store import Store
from tests.desks import Clock, Office, on


def test_the_store_began_on_the_day_of_its_first_line(office: Office, store: Store):
    assert began_on(office.store.database) == on("01-04")
    assert began_on(store.database) is None  # an empty store has no first day


def test_settings_stand_as_they_stood_at_midnight(office: Office, clock: Clock):
    clock.set("2027-06-15 09:00")
    office.store.set_setting("project_type", "office_building", office.chen, "公司的要求")
    clock.set("2027-06-15 10:00")
    office.store.set_setting("single_large_owner", True, office.chen, "公司的要求")
    clock.set("2027-07-01 00:00")
    office.store.set_setting("project_type", "other_non_residential", office.chen, "公司的要求")
    then = SettingsThen(office.store.database, office.store.settings)
    assert then.on(on("06-15")).text("project_type") == "residential"
    assert then.on(on("06-16")).text("project_type") == "office_building"
    assert then.on(on("06-16"))["single_large_owner"] is True
    assert then.on(on("07-01")).text("project_type") == "office_building"  # set at that very midnight
    assert then.on(on("07-02")).text("project_type") == "other_non_residential"
    assert then.on(on("07-02")).text("org_preset") == "split_team"


def test_what_was_set_up_on_the_first_day_counts_from_the_beginning(office: Office):
    """The office was founded on 2027-01-04 with a team; January began before that."""
    then = SettingsThen(office.store.database, office.store.settings)
    assert then.on(on("01-01")).text("org_preset") == "split_team"
    assert then.on(datetime.date(2026, 12, 1)).text("office_name") == "翠湖花园管理处"
