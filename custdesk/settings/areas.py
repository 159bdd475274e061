"""How the settings are grouped on the screen: by the sections of the rules that read them, with their units."""

from __future__ import annotations

import re
from typing import Final

from custdesk.language import N_, Text
from custdesk.settings.kinds import Choice, Holidays, Kind, Line, Number, Numbers, YearDay, YesNo
from custdesk.settings.table import DECLARED, Setting

OFFICE, FORMS = "office", "forms"
#: the areas in the order of domain 4, each with the last rule of its section
AREAS: Final[dict[str, Text]] = {
    OFFICE: N_("The office and this computer"),
    "dates": N_("Dates, holidays, retention"),
    "desk": N_("Desk, duty, communication"),
    "complaints": N_("Complaints", "area"),
    "repairs": N_("Repair, service, callback"),
    "events": N_("Community events"),
    "committee": N_("Committee, meetings, reports, visits"),
    "surveys": N_("Surveys"),
    "shifts": N_("Duty shifts"),
    "services": N_("Special services, rates, stewards"),
    FORMS: N_("Codes and titles of the forms"),
}
_LAST_RULE: Final = {
    "dates": 12, "desk": 24, "complaints": 64, "repairs": 84, "events": 90, "committee": 100, "surveys": 115,
    "shifts": 127, "services": 999,
}  # fmt: skip
_ELSEWHERE: Final = {  # named in a rule of one section, looked for in another
    "project_type": OFFICE, "single_large_owner": OFFICE, "has_committee": OFFICE, "company_complaint_hotline": OFFICE,
    "office_complaint_hotline": OFFICE, "service_hotline": OFFICE, "duty_hotline": OFFICE,
}  # fmt: skip
_UNITS: Final[tuple[tuple[str, Text], ...]] = (
    (r"utc_offset_hours", N_("hours", "unit")),
    (r"_minutes$", N_("minutes", "unit")),
    (r"_hours(\.|$)", N_("hours", "unit")),
    (r"_days$", N_("days", "unit")),
    (r"_months(\.|$)|^visit_months", N_("months", "unit")),
    (r"heating_cooling$", N_("seasons", "unit")),
    (r"_years(\.|$)", N_("years", "unit")),
    (r"_day$", N_("of the month", "unit")),
    (r"percent$|_rate(\.|$)|^key_share$|^target\.|satisfaction_target", N_("%", "unit")),
    (r"_attempts$|_limit$", N_("times", "unit")),
    (r"_per_(quarter|half_year)$", N_("events or meetings", "unit")),
    (r"_count$", N_("sheets", "unit")),
)


def area_of(setting: Setting) -> str:
    """Return the area a setting stands in: the section of domain 4 of the rule it names."""
    if setting.name.startswith(("form_code.", "form_title.")):
        return FORMS
    if setting.name in _ELSEWHERE:
        return _ELSEWHERE[setting.name]
    if setting.name.startswith("required_return_rate"):
        return "surveys"
    found = re.match(r"R-(\d+)", setting.rule)
    if found is None:
        return OFFICE
    return next(area for area, last in _LAST_RULE.items() if int(found[1]) <= last)


def unit_of(setting: Setting) -> Text | None:
    """Return what a number counts; None where it is no number."""
    if not isinstance(setting.kind, Number | Numbers):
        return None
    return next((unit for pattern, unit in _UNITS if re.search(pattern, setting.name)), None)


def allowed(kind: Kind) -> Text | None:
    """Say what a setting may hold; None where the choices can be seen anyway."""
    if isinstance(kind, Number):
        return N_("{least} to {most}").having(least=kind.least, most=kind.most)
    if isinstance(kind, Numbers):
        return N_("rising numbers, commas between")
    if isinstance(kind, YearDay):
        return N_("month-day, like 01-31")
    return None


def shown(kind: Kind, value: object) -> Text | str:
    """Show a JSON-plain value as it would be typed or chosen."""
    if isinstance(kind, YesNo):
        return N_("Yes") if value else N_("No")
    if isinstance(kind, Choice):
        return kind.options.get(str(value), str(value))
    if isinstance(kind, Numbers) and isinstance(value, list):
        return ", ".join(str(part) for part in value)
    if isinstance(kind, Holidays):
        return N_("no rows") if not value else N_("{count} rows").having(count=len(value))  # type: ignore[arg-type]
    return str(value)


def in_area(area: str) -> list[Setting]:
    """Return an area's settings, in the order they are declared."""
    return [setting for setting in DECLARED.values() if area_of(setting) == area]


__all__ = ["AREAS", "FORMS", "OFFICE", "Line", "allowed", "area_of", "in_area", "shown", "unit_of"]
