"""Who works in the office and who may do what: domain 1.1 and the rows of 1.5 that touch REC-01 and REC-03."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Final

from custdesk.language import N_, Text
from custdesk.problem import Problem

CSA, RECEPTIONIST, CLERK = "customer_service_assistant", "receptionist", "information_clerk"
SUPERVISOR, MANAGER, DEPUTY = "customer_service_supervisor", "office_manager", "deputy_manager"
STEWARD, DUTY_PERSON = "area_steward", "duty_person"

ROLES: Final[Mapping[str, Text]] = {
    CSA: N_("Customer service assistant"),
    RECEPTIONIST: N_("Receptionist"),
    CLERK: N_("Customer service information clerk"),
    SUPERVISOR: N_("Customer service supervisor"),
    "butler": N_("Customer service butler"),
    STEWARD: N_("Area steward"),
    "centre_assistant": N_("Assistant (superior of the stewards)"),
    MANAGER: N_("Office manager"),
    DEPUTY: N_("Deputy manager"),
    "assistant_manager": N_("Assistant manager"),
    DUTY_PERSON: N_("Duty person"),
    "duty_manager": N_("Duty manager"),
    "office_staff": N_("Office staff"),
    "cashier": N_("Cashier"),
    "repair_team": N_("Repair team"),
    "guard_team": N_("Guard team"),
    "finance_room": N_("Finance room"),
}
DESK: Final = frozenset({RECEPTIONIST, CSA, SUPERVISOR, MANAGER})
DUTY_WRITERS: Final = DESK | {CLERK, DUTY_PERSON, STEWARD}
# Seed 000 lets one assistant do nearly all desk work, seed 004 #7 splits it over a team (domain 1.1).
PRESETS: Final[Mapping[str, tuple[str, ...]]] = {
    "single_assistant": (CSA, MANAGER),
    "split_team": (RECEPTIONIST, CLERK, SUPERVISOR, "butler", "assistant_manager", MANAGER),
}


class Right(enum.Enum):
    """What table 1.5 allows: does it, approves it, proposes it, types in what the leader decided, or not."""

    DOES = "does"
    APPROVES = "approves"
    PROPOSES = "proposes"
    RECORDS = "records"
    NOT = "not"


_D, _A, _P, _R = Right.DOES, Right.APPROVES, Right.PROPOSES, Right.RECORDS


def _row(desk: Right, steward: Right, supervisor: Right, manager: Right) -> dict[str, Right]:
    row = {RECEPTIONIST: desk, CSA: desk, STEWARD: steward, SUPERVISOR: supervisor, MANAGER: manager}
    return {role: right for role, right in row.items() if right is not Right.NOT}


ACTIONS: Final[Mapping[str, Mapping[str, Right]]] = {
    "write_duty_log": {**_row(_D, _D, _D, _D), CLERK: _D, DUTY_PERSON: _D},
    "take_complaint": _row(_D, _D, _D, _D),
    "judge_validity": _row(_D, Right.NOT, _D, _D),
    # REC-02 → REC-03: the desk, at night whoever is on duty [000 篇3 4.5.2], as S-12 has it
    "register_complaint": {**_row(_D, Right.NOT, _D, _D), DUTY_PERSON: _D},
    "route_complaint": _row(_D, Right.NOT, _D, _D),
    "route_to_leader": _row(_D, Right.NOT, _D, _D),  # the manager not if concerned: routing.may_handle
    "answer_letter": _row(_D, Right.NOT, _D, _D),  # all after consent: R-037
    "mark_major": _row(_P, Right.NOT, _D, _D),
    "record_extension": _row(_D, Right.NOT, _D, _D),
    "accept_after_all": _row(Right.NOT, Right.NOT, _D, _D),  # explained -> accepted, REC-03
    "close_general": _row(_D, Right.NOT, _D, _D),
    "close_major": _row(Right.NOT, Right.NOT, _P, _A),
    "close_against_director": _row(_R, Right.NOT, _R, Right.NOT),  # the desk only if there is no supervisor
    "reopen_complaint": _row(Right.NOT, Right.NOT, _D, _D),
    "hand_over_complaint": _row(_D, Right.NOT, _D, _D),
    "record_qc_result": _row(_R, Right.NOT, _R, _R),
    "write_paper": _row(_D, Right.NOT, _D, _D),  # "desk" of 3.2: REC-13 to REC-16, REC-47, REC-48
    "record_outside": _row(_R, Right.NOT, _R, _R),  # decided outside, typed in by the desk: M-1, 3.2 "out"
    "approve_report": {
        MANAGER: _A
    },  # REC-13, REC-14; against the director the leader: close_against_director
    "do_measure": dict.fromkeys(ROLES, _D),  # REC-36: whoever is responsible for it, of any post
    "confirm_measure": _row(Right.NOT, Right.NOT, _D, _D),  # REC-36 "sup"
    "review_opinions": _row(_D, Right.NOT, _D, _D),  # REC-02: monthly review, desk or supervisor
    "write_event_plan": _row(_D, Right.NOT, _D, _D),  # REC-11: filled by CSA or supervisor
    "approve_event_plan": _row(Right.NOT, Right.NOT, Right.NOT, _A),  # 1.5
    "run_event": _row(_D, Right.NOT, _D, _D),  # REC-12: all by the desk but closing and cancelling
    "close_event": _row(Right.NOT, Right.NOT, Right.NOT, _A),
    "cancel_event": _row(Right.NOT, Right.NOT, Right.NOT, _D),
    "compile_summary": _row(
        _D, Right.NOT, _D, Right.NOT
    ),  # REC-05: the desk compiles, the manager approves (1.5)
    "approve_summary": {MANAGER: _A},
    "publish_summary": _row(_D, Right.NOT, _D, _D),  # after approval: the flow
    # REC-06 and REC-07: the desk, at night whoever is on duty [000 篇3 4.5.2], callbacks the clerk too [004 #7 4.2]
    "handle_order": {**_row(_D, Right.NOT, _D, _D), DUTY_PERSON: _D},
    "report_defect": {**_row(_D, Right.NOT, _D, _D), DUTY_PERSON: _D, CLERK: _D},
    "make_callback": {**_row(_D, Right.NOT, _D, _D), DUTY_PERSON: _D, CLERK: _D},
    # REC-08 and REC-23: the desk and the clerk who calls; the end is the supervisor's, a second draw the manager's
    "keep_follow_up": {**_row(_D, Right.NOT, _D, _D), CLERK: _D},
    "end_follow_up": _row(Right.NOT, Right.NOT, _D, _D),
    "redraw_sample": {MANAGER: _D},
    "void_record": {MANAGER: _D},
    "unlock_record": {MANAGER: _D},
    "change_settings": {MANAGER: _D},
    "waive_obligation": {MANAGER: _D},
    "take_month_away": {MANAGER: _D},  # a month as a folder with personal data: R-011
    "publish_month": _row(_D, Right.NOT, _D, _D),  # the same without
}


def right(role: str, action: str, *, has_supervisor: bool = True) -> Right:
    """Return what a role may do of an action of table 1.5; raises KeyError for an unknown action.

    Where the office has no supervisor the desk types in the leader's decision (1.5); with one, not.
    """
    if action == "close_against_director" and has_supervisor and role in (RECEPTIONIST, CSA):
        return Right.NOT
    return ACTIONS[action].get(role, Right.NOT)


def may(role: str, action: str, *, has_supervisor: bool = True) -> bool:
    """Tell whether a role may carry an action out: doing, approving or recording, not merely proposing (1.5)."""
    return right(role, action, has_supervisor=has_supervisor) in (_D, _A, _R)


def may_not(role: str, action: str, *, has_supervisor: bool = True) -> list[Problem]:
    """Say why a role may not carry an action out; empty when it may (1.5)."""
    if may(role, action, has_supervisor=has_supervisor):
        return []
    asked = (SUPERVISOR, MANAGER, CSA) if has_supervisor else (MANAGER, CSA)
    who = next(ROLES[other] for other in asked if may(other, action, has_supervisor=has_supervisor))
    return [Problem(N_("Ask the {role}: your role may not do this").having(role=who), rule="1.5")]


def unreasoned(reason: str) -> list[Problem]:
    """Say that what the manager does outside the ordinary, as changing a setting, needs its reason (1.5)."""
    return [] if reason.strip() else [Problem(N_("Give the reason"), "reason", "1.5")]


def stand_in(role: str, preset: str) -> str:
    """Return who acts for a role in a preset: without a supervisor it is the manager (domain 3.2)."""
    if role == SUPERVISOR and SUPERVISOR not in PRESETS[preset]:
        return MANAGER
    return role
