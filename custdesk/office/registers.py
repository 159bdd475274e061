"""The office's standing registers: rooms, the people who live in them (REC-43, least fields), and staff."""

from __future__ import annotations

import re
from typing import Any

from custdesk.errors import Unreadable
from custdesk.fields import Choice, Day, Link, Note, Options, Phone, ShortText, Sight, YesNo
from custdesk.language import N_
from custdesk.problem import Problem
from custdesk.record import Check, Filter, Form, Record
from custdesk.rules import people
from custdesk.rules.privacy import hidden_from
from custdesk.rules.rooms import RoomKey, plain_part, show_room
from custdesk.rules.routing import hidden_name
from custdesk.sheet import Column
from custdesk.workflow import Facts, Flow, Step, Values, void_step


def may_keep_registers(values: Values, facts: Facts) -> list[Problem]:  # noqa: ARG001
    """Let supervisor and manager void an entry of a register (domain 1.5)."""
    return people.may_not(facts.user.role, "void_record")


def _room(values: Values, before: Values, facts: Facts) -> str:  # noqa: ARG001
    parts = [plain_part(str(values.get(name) or ""), role) for name, role in _PARTS]
    return show_room(RoomKey(*parts))


def _order(values: Values, before: Values, facts: Facts) -> str:  # noqa: ARG001
    """Make the estate's order sortable as text: figures padded, so that 2-101 stands before 10-101."""
    parts = (plain_part(str(values.get(name) or ""), role) for name, role in _PARTS)
    return "-".join(re.sub(r"[0-9]+", lambda found: found[0].zfill(6), part) for part in parts)


_PARTS = (("building", "B"), ("entrance", "E"), ("room", "R"))


class Unit(Record):
    """One home, shop or office suite; its key is building, entrance if any, and room (domain 9.4 no. 2)."""

    building = ShortText(N_("Building"), hint=N_("3, or A; empty where the unit stands for itself"))
    entrance = ShortText(N_("Entrance"))
    room = ShortText(N_("Room", "number"), required=True)
    key = ShortText(N_("Unit"), by=_room, inputs=("building", "entrance", "room"), index=True)
    place_in_estate = ShortText(
        N_("Place in the estate"), by=_order, inputs=("building", "entrance", "room"), index=True
    )
    area_zone = ShortText(N_("Area"))
    remark = Note(N_("Note on the unit"), lines=2)

    class Meta:
        """The unit table."""

        table_name = "unit"

    form = Form(
        number="", key="unit", title=N_("Unit", "register"), tab=N_("Rooms"), shelf="residents",
        happened="", summary=("key",), register=True, unique="key", order="place_in_estate",
        columns=(Column("key", 2), Column("building"), Column("entrance"), Column("room"), Column("area_zone", 2)),
        filters=(Filter("active", N_("In use"), ("active",)),),
        flow=Flow(
            "active", {"active": N_("In use"), "voided": N_("Voided")},
            (void_step("active", who=may_keep_registers),), ends=frozenset({"voided"}),
        ),
    )  # fmt: skip


CUSTOMER_KINDS = Options(
    owner=N_("Owner"), tenant=N_("Tenant"), user=N_("User", "of a unit"),
)  # fmt: skip


class CustomerProfile(Record):
    """REC-43, least fields: who lives where and how to reach them; the household's data are for stewards (1.6)."""

    name = ShortText(N_("Name"), required=True, index=True)
    unit = Link(N_("Unit"), "unit", required=True)
    kind = Choice(N_("Status", "resident"), CUSTOMER_KINDS, required=True, default="owner")
    phone = Phone(N_("Phone"), sight=Sight.MASKED)
    moved_in_on = Day(N_("Moved in on"))
    left_on = Day(N_("Left on"))
    special_care = YesNo(N_("Needs special care"), sight=Sight.STEWARDS)
    remark = Note(N_("Note on the resident"), lines=2, sight=Sight.STEWARDS)

    class Meta:
        """The customer table."""

        table_name = "customer"

    form = Form(
        number="REC-43", key="customer", title=N_("Customer profile"), tab=N_("Residents"), shelf="residents",
        happened="", unit="unit", summary=("name",), register=True, order="name",
        columns=(
            Column("unit", 2), Column("name", 2), Column("kind"), Column("phone", 2), Column("moved_in_on"),
            Column("state"),
        ),
        filters=(Filter("active", N_("Living here"), ("active",)),),
        flow=Flow(
            "active",
            {"active": N_("Living here"), "moved_out": N_("Moved out"), "voided": N_("Voided")},
            (
                Step("move_out", N_("Move out"), ("active",), "moved_out", needs=("left_on",)),
                void_step("active", "moved_out", who=may_keep_registers),
            ),
            ends=frozenset({"moved_out", "voided"}),
        ),
    )  # fmt: skip


def _role_change(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Only the manager gives a role; the very first account has nobody to ask."""
    if values.get("role") == before.get("role") or facts.user.id is None:
        return []
    return people.may_not(facts.user.role, "change_settings")


def _still_responsible(values: Values, facts: Facts) -> list[Problem]:
    """R-010: whoever leaves hands open matters over before the account is closed."""
    found: list[Any] = []
    for seen in facts.open_matters(values["id"]):
        secret = hidden_from(seen.values.get("visibility"), facts.user.id, facts.user.role)
        found.append(hidden_name() if secret else seen.number)
    text = N_("Give {numbers} to somebody else first")
    return [Problem(text.having(numbers=one), rule="R-010") for one in dict.fromkeys(found[:5])]


def _may_close(values: Values, facts: Facts) -> list[Problem]:
    """The manager closes accounts, another's: whoever is at the desk keeps the door open for himself."""
    found = may_keep_registers(values, facts)
    if values.get("id") == facts.user.id:
        found.append(Problem(N_("Another manager closes your own account"), rule="1.5"))
    return found


def _a_manager_stays(values: Values, before: Values, facts: Facts) -> list[Problem]:
    """Keep one manager: without, nobody could open accounts, set passwords or change settings any more."""
    if before.get("role") != people.MANAGER or values.get("role") == people.MANAGER:
        return []
    others = [seen for seen in facts.in_state("staff", "active") if seen.id != values.get("id")]
    if any(seen.values.get("role") == people.MANAGER for seen in others):
        return []
    return [Problem(N_("The office needs a manager; give somebody else this role first"), "role", "1.1")]


class Staff(Record):
    """A person of the office: name, role (domain 1.1) and whether the account is open; the password is elsewhere."""

    name = ShortText(N_("Name"), required=True, index=True)
    role = Choice(N_("Role"), people.ROLES, required=True, default="receptionist")
    phone = Phone(N_("Phone"), sight=Sight.MASKED)

    class Meta:
        """The staff table."""

        table_name = "staff"

    form = Form(
        number="", key="staff", title=N_("Staff account"), tab=N_("Staff"), shelf="more",
        happened="", summary=("name",), register=True, unique="name", order="name",
        columns=(Column("name", 2), Column("role", 2), Column("phone"), Column("state")),
        checks=(Check(_role_change, "1.5"), Check(_a_manager_stays, "1.1")),
        flow=Flow(
            "active",
            {"active": N_("Account open"), "left": N_("Account closed"), "voided": N_("Voided")},
            (
                Step("leave", N_("Close the account"), ("active",), "left", who=_may_close,
                     guard=_still_responsible),
                Step("return", N_("Open the account again"), ("left",), "active", who=may_keep_registers),
                void_step("active", "left", who=_may_close),
            ),
            ends=frozenset({"voided"}),
        ),
    )  # fmt: skip


def read_unit_key(building: str, entrance: str, room: str) -> str:
    """Return the key a unit of these parts has. Raises Unreadable for an empty room."""
    if not room.strip():
        raise Unreadable(N_("A unit needs a room number"))
    values = {"building": building, "entrance": entrance, "room": room}
    return show_room(RoomKey(*(plain_part(values[name], role) for name, role in _PARTS)))
