"""What flows ask about the person at the desk: table 1.5, the accused, offices without a supervisor."""

from __future__ import annotations

import pytest

from custdesk.office import rights
from custdesk.rules import routing
from custdesk.store.store import SYSTEM
from tests.desks import Office

AGAINST_THE_MANAGER = {"against_director": True, "nature": "general", "leader_decision": "当面道歉"}


@pytest.mark.rule("R-064")
def test_a_rule_is_asked_about_the_person_at_the_desk(office: Office):
    who = rights.by_person(routing.may_close)
    assert who(AGAINST_THE_MANAGER, office.store.facts(office.chen))
    assert list(who(AGAINST_THE_MANAGER, office.store.facts(office.zhou))) == []
    assert who(AGAINST_THE_MANAGER, office.store.facts(office.su)), "there is a supervisor to type it in"
    accused = {"nature": "general", "accused_staff": office.su.id}
    assert who(accused, office.store.facts(office.su))
    assert list(who(accused, office.store.facts(office.lin))) == []


@pytest.mark.rule("1.5")
def test_where_there_is_no_supervisor_the_desk_types_the_leaders_decision_in(office: Office):
    assert rights.has_supervisor(office.store.facts(office.su))
    office.store.set_setting("org_preset", "single_assistant", SYSTEM)
    facts = office.store.facts(office.su)
    assert not rights.has_supervisor(facts)
    assert list(rights.by_person(routing.may_close)(AGAINST_THE_MANAGER, facts)) == []


@pytest.mark.rule("1.5")
def test_a_row_of_the_table_is_asked_about_the_role(office: Office):
    assert rights.may("void_record")({}, office.store.facts(office.su))
    assert list(rights.may("void_record")({}, office.store.facts(office.chen))) == []
