"""A complaint as the rules see it, with all that closing asks for, and what a rule found missing in it."""

from __future__ import annotations

from datetime import date
from datetime import datetime as at


def handled(**values: object) -> dict[str, object]:
    """A complaint of which everything needed for closing is known."""
    return {
        "received_at": at(2027, 3, 11, 10, 5),
        "received_by": 1,
        "channel": "phone",
        "complainant": "王秀兰",
        "content": "卫生间顶漏水",
        "validity": "valid",
        "nature": "general",
        "category": "attitude_or_quality",
        "handler_kind": "office_itself",
        "handler": 1,
        "kept_in_office_reason": "维修班返工即可",
        "handling": "重新打胶",
        "handled_at": at(2027, 3, 11, 17, 20),
        "customer_contacted_at": at(2027, 3, 12, 9, 30),
        "contacted_by": 1,
        "customer_opinion": "不漏了",
        "thanked": True,
        "customer_satisfied": "satisfied",
        "signed_by_customer_name": "王秀兰",
        "signed_at": date(2027, 3, 12),
        "cause_analysis": "接缝未封",
        "preventive_action": "湿区检查表",
        "rectification": "返工",
        **values,
    }


def found(problems):
    return [(problem.field, problem.rule) for problem in problems]
