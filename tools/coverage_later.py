"""What the specification asks for and a later record will bring: number -> the record it comes with."""

from __future__ import annotations

from typing import Final


def _with(record: str, *numbers: int) -> dict[str, str]:
    return {f"R-{number:03d}": record for number in numbers}


#: rules whose record is yet to come; a rule that is built must not stand here (the check says so)
RULES: Final[dict[str, str]] = {
    **_with("REC-18", 24), **_with("REC-44", 28), **_with("REC-17", 62),
    **_with("REC-27", 91, 92, 94), **_with("REC-28", 93), **_with("REC-29", 95, 96), **_with("REC-25", 97),
    **_with("REC-26", 98), **_with("REC-34", 99), **_with("REC-33", 100),
    **_with("REC-30", 101, 102, 103, 104, 105, 106, 107, 108, 109), **_with("REC-31", 110),
    **_with("REC-32", 111, 112, 113, 114, 115), **_with("REC-39", 116, 117, 118),
    **_with("REC-40", 119, 120, 121, 122, 123, 124, 125), **_with("REC-41", 126),
    **_with("REC-37", 127), **_with("REC-38", 128), **_with("REC-20", 129), **_with("REC-21", 130),
    **_with("REC-35", 131), **_with("REC-43", 132), **_with("REC-53", 133), **_with("REC-54", 134),
    **_with("REC-56", 135), **_with("REC-55", 136), **_with("REC-60", 137), **_with("REC-61", 138),
    **_with("REC-62", 139), **_with("REC-64", 140), **_with("REC-66", 141, 142), **_with("REC-59", 143),
    **_with("REC-67", 144), **_with("REC-72", 145), **_with("REC-69", 146), **_with("REC-73", 147),
    **_with("REC-74", 148), **_with("REC-50", 149), **_with("REC-37", 150),
}  # fmt: skip
#: the part of a built rule that a later record brings
PARTS: Final[dict[str, str]] = {
    "R-022": "the month's review with its nil form: REC-19", "R-084": "the monthly summary: REC-51",
}  # fmt: skip
#: rules no software can judge: what stands in their place
REMINDED: Final[dict[str, str]] = {"R-014": "reminded only: a tick on the duty log, never required"}
#: figures whose report is yet to come
FIGURES: Final[dict[str, str]] = {
    "F-11": "REC-32", "F-12": "REC-32", "F-13": "REC-32", "F-14": "REC-32", "F-15": "REC-66", "F-16": "REC-35",
    "F-19": "REC-30", "F-20": "REC-30", "F-21": "REC-40", "F-24": "REC-38", "F-28": "REC-32", "F-29": "REC-66",
}  # fmt: skip
#: sheets whose record is yet to come; of the plain prints of P-36 each with the number of its record
PRINTS: Final[dict[str, str]] = {
    "P-14": "REC-25", "P-15": "REC-26", "P-16": "REC-28", "P-17": "REC-29", "P-18": "REC-31", "P-19": "REC-32",
    "P-22": "REC-39", "P-23": "REC-40", "P-24": "REC-37", "P-25": "REC-34", "P-26": "REC-53", "P-27": "REC-57",
    "P-28": "REC-60", "P-29": "REC-62", "P-30": "REC-20", "P-31": "REC-42", "P-32": "REC-50", "P-33": "REC-46",
    "P-34": "REC-17", "P-35": "REC-27",
    **{f"P-36-{number}": f"REC-{number}" for number in (18, 19, 44, 56, 66, 67, 69, 71, 74, 75)},
    "P-36-41": "REC-41, with its leave requests", "P-36-43": "REC-43, with its file",
}  # fmt: skip
#: scenarios that wait for a record
SCENARIOS: Final[dict[str, str]] = {
    "S-07": "REC-30", "S-09": "REC-27", "S-10": "REC-29", "S-11": "REC-40", "S-12": "REC-39", "S-14": "REC-37",
    "S-15": "REC-53",
}  # fmt: skip
