"""P-08 and P-09 have exactly the boxes of tables 3.3.2 and 3.3.1, in their order, in both scripts (REC-09, REC-10)."""

from __future__ import annotations

import pytest
from msgspec import structs

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper.render import page_count, page_text
from custdesk.paper.sheet_paper import blank_sheet, draw_sheets
from custdesk.snapshot import Snapshot
from tests.custdesk.paper.geometry import lines_of_text, rows, texts

DATE = "年月日"
REPAIR = {
    "zh_Hans": (
        ["指派维修单位：", "编号："],
        ["工程名称", "合同编号"],
        ["业主/用户", "联系电话"],
        ["工程地点", "联系人"],
        [f"维修内容：签发人：{DATE}"],
        [f"维修记录：维修负责人：{DATE}"],
        [f"质量部门检验意见：检验人：{DATE}"],
        [f"业主/用户评价：签字：{DATE}"],
        "表3.3.2工程维修记录表",
    ),
    "zh_Hant": (
        ["指派維修單位：", "編號："],
        ["工程名稱", "合同編號"],
        ["業主/用戶", "聯繫電話"],
        ["工程地點", "聯繫人"],
        [f"維修內容：簽發人：{DATE}"],
        [f"維修記錄：維修負責人：{DATE}"],
        [f"質量部門檢驗意見：檢驗人：{DATE}"],
        [f"業主/用戶評價：簽字：{DATE}"],
        "表3.3.2工程維修記錄表",
    ),
}
VISIT = {
    "zh_Hans": (
        ["工程名称", "业主/用户"],
        ["合同编号", "建筑面积", "结构形式"],
        ["交付时间", "质量等级", "回访形式"],
        [f"回访情况及问题：回访人：{DATE}"],
        [f"业主/用户意见：签章（或记录）：{DATE}"],
        [f"问题的原因及责任：质量部门：{DATE}"],
        [f"处理意见：维修记录表编号：工程部门负责人：{DATE}"],
        "表3.3.1工程回访记录表",
    ),
    "zh_Hant": (
        ["工程名稱", "業主/用戶"],
        ["合同編號", "建築面積", "結構形式"],
        ["交付時間", "質量等級", "回訪形式"],
        [f"回訪情況及問題：回訪人：{DATE}"],
        [f"業主/用戶意見：簽章（或記錄）：{DATE}"],
        [f"問題的原因及責任：質量部門：{DATE}"],
        [f"處理意見：維修記錄表編號：工程部門負責人：{DATE}"],
        "表3.3.1工程回訪記錄表",
    ),
}
FORMS = pytest.mark.parametrize(
    ("key", "table"), [("engineering_repair", REPAIR), ("engineering_visit", VISIT)], ids=["P-08", "P-09"]
)
EACH = pytest.mark.parametrize("language", ["zh_Hans", "zh_Hant"])


def boxes(row: list[str]) -> list[str]:
    """The boxes of a row by their labels: a label's own cell and its value's cell are one box, answers are no label."""
    said = row
    if len(row) > 1:
        said = [text.partition("上门")[0].partition("上門")[0].removesuffix(DATE) for text in row]
    return [text for text in said if text]


@FORMS
@EACH
def test_the_boxes_are_those_of_the_table_and_nothing_else(style, key, table, language):
    record = BY_KEY[key]
    sheet = record.form.sheets[0]
    pdf = blank_sheet(record, sheet, structs.replace(style, words=Words(language)))
    *wanted, caption = table[language]
    assert page_count(pdf) == 1
    assert [boxes(row) for row in texts(pdf)] == wanted
    assert any("".join(text.split()) == caption for text, _left, _low in lines_of_text(pdf))


@FORMS
@EACH
def test_every_row_is_as_wide_as_the_table_and_the_boxes_of_a_row_are_alike(style, key, table, language):
    record = BY_KEY[key]
    pdf = blank_sheet(record, record.form.sheets[0], structs.replace(style, words=Words(language)))
    found = rows(pdf)
    assert {(round(row[0].left), round(row[-1].right)) for row in found} == {(48, 547)}
    for row, wanted in zip(found, table[language], strict=False):
        edges = {round(edge) for box in row for edge in (box.left, box.right)}
        share = (547 - 48) / len(wanted)
        assert {round(48 + share * place) for place in range(len(wanted) + 1)} <= {
            edge + step for edge in edges for step in (-1, 0, 1)
        }


@FORMS
@pytest.mark.rule("R-007")
def test_what_was_recorded_of_the_signatures_is_never_drawn_into_them(style, key, table):
    """Issuer, repair lead, inspector, visitor and their days are facts of the record, the lines stay blank."""
    record = BY_KEY[key]
    sheet, zh = record.form.sheets[0], structs.replace(style, words=Words("zh_Hans"))
    signers = {"issuer", "repair_lead", "inspector", "visitor", "quality_section", "engineering_head", "issued_on",
               "repaired_on", "inspected_on", "owner_signed_on", "visited_on", "owner_on", "quality_on", "decided_on"}  # fmt: skip
    assert signers.isdisjoint(sheet.names())
    values = {"number": "GW-2027-0006", "edition": 1, **dict.fromkeys(signers, "许志明")}
    text = "".join("".join(page_text(draw_sheets([Snapshot(record, 7, values)], sheet, zh))).split())
    assert "许志明" not in text
    lines = [line for row in table["zh_Hans"][:-1] for line in row if DATE in line]
    assert [line for line in lines if line.rsplit("：", 2)[-2] + f"：{DATE}" not in text] == []
