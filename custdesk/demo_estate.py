"""The people and rooms of a made-up estate of any size: staff, units, residents. All invented."""

from __future__ import annotations

import datetime
import random
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from custdesk.binders import BY_KEY
from custdesk.demo_texts import Teller
from custdesk.store.bulk import NewRow, Ref

ROLES: Final = (
    *("receptionist",) * 4, *("customer_service_assistant",) * 3, "customer_service_supervisor", "office_manager",
    *("duty_person",) * 2, *("area_steward",) * 2, *("repair_team",) * 4,
)  # fmt: skip
FLATS: Final = 4  # on a floor
FLOORS: Final = 18
ENTRANCES: Final = 2
TENANTS: Final = 8  # every so many homes has a second resident


class Person(Struct, frozen=True):
    """Somebody of the office."""

    id: int
    name: str
    role: str


class Home(Struct, frozen=True):
    """A unit with the person one calls there."""

    unit: int
    customer: int
    name: str
    phone: str


def staff_rows(teller: Teller) -> list[NewRow]:
    """Return the people of the office, their roles in the order of `ROLES`."""
    names: dict[str, None] = {}
    while len(names) < len(ROLES):
        names[teller.name()] = None
    return [
        NewRow(BY_KEY["staff"], {"name": name, "role": role}) for name, role in zip(names, ROLES, strict=True)
    ]


def rooms(count: int) -> list[tuple[str, str, str]]:
    """Return so many rooms: building by building, each with two entrances of eighteen floors."""
    found = []
    for place in range(count):
        whole, flat = divmod(place, FLATS)
        whole, floor = divmod(whole, FLOORS)
        building, entrance = divmod(whole, ENTRANCES)
        found.append((str(building + 1), str(entrance + 1), f"{floor + 1}{flat + 1:02d}"))
    return found


def estate_rows(
    teller: Teller, chance: random.Random, count: int, before: datetime.date
) -> tuple[list[NewRow], list[tuple[str, str]]]:
    """Return units and residents of so many homes, and name and phone of each home's first resident."""
    units, owners, more, people = [], [], [], []
    zones = teller.words["zones"]
    for place, (building, entrance, room) in enumerate(rooms(count)):
        values = {"building": building, "entrance": entrance, "room": room}
        zone = zones[int(building) % len(zones)]
        units.append(NewRow(BY_KEY["unit"], {**values, "area_zone": zone}, key=f"u{place}"))
        name, phone = teller.name(), teller.phone()
        people.append((name, phone))
        owners.append(_resident(place, name, phone, "owner", chance, before))
        if place % TENANTS == 0:
            kind = "tenant" if chance.random() < 0.7 else "user"
            more.append(_resident(place, teller.name(), teller.phone(), kind, chance, before))
    return [*units, *owners, *more], people


def _resident(
    place: int, name: str, phone: str, kind: str, chance: random.Random, before: datetime.date
) -> NewRow:
    moved = before - datetime.timedelta(days=int(chance.random() * 2500))
    values = {"name": name, "unit": Ref(f"u{place}"), "phone": phone, "kind": kind, "moved_in_on": moved}
    return NewRow(BY_KEY["customer"], values)


def homes_of(ids: Sequence[int], people: Sequence[tuple[str, str]]) -> list[Home]:
    """Return the homes of the rows `estate_rows` gave, once they have their ids."""
    count = len(people)
    return [Home(ids[place], ids[count + place], name, phone) for place, (name, phone) in enumerate(people)]
