"""S-13 of domain.md: a warranty defect with the two engineering forms, from the notice to the filed sheet."""

from __future__ import annotations

import pytest

from custdesk.binders import BY_KEY
from custdesk.language import Words
from custdesk.paper.render import page_text
from custdesk.press import Press
from tests.desk_field import newest, notice, plan, told, visited
from tests.desks import Office, at, on

HANS = Words("zh_Hans")
HANDOVER = on("08-31", 2026)


def printed(office: Office, record: int, sheet: str) -> str:
    """The text of a sheet as the press prints it, without white space."""
    pages = page_text(Press(office.store, office.lin).sheet_job([record], sheet).draw())
    return "".join("".join(pages).split())


def in_order(text: str, *labels: str) -> bool:
    """Tell whether the labels stand on the sheet in this order."""
    place = -1
    for label in labels:
        place = text.find(label, place + 1)
        if place < 0:
            return False
    return True


@pytest.mark.scenario("S-13")
def test_a_window_leaks_under_warranty(office: Office):
    lin = office.lin

    # Handover 2026-08-31, contract HT-2024-017: eleven visits, to 2031-08-31.
    office.clock.set("2026-08-31 15:00")
    schedule = plan(office, HANDOVER)
    assert [row["due_on"] for row in office.values(schedule)["lines"]] == [
        on("11-30", 2026), on("02-28"), on("08-31"), on("02-29", 2028), on("08-31", 2028), on("02-28", 2029),
        on("08-31", 2029), on("02-28", 2030), on("08-31", 2030), on("02-28", 2031), on("08-31", 2031),
    ]  # fmt: skip

    # Five records of the year before this one.
    office.clock.set("2027-03-30 09:10")
    for number in range(5):
        notice(office, notified_at=at("01-05 09:00"), repair_content=f"今年第{number + 1}件")

    # Tuesday 2027-03-30 the owner of 8-0901 reports water at a window: confirm by Thursday 2027-04-01 24:00.
    record = notice(
        office, project_place="8-0901", warranty_part="waterproofing", handover_on=HANDOVER,
        repair_content="8-0901 客厅窗边渗水",
    )  # fmt: skip
    values = office.values(record)
    assert values["number"] == "GW-2027-0006"
    assert values["due_at"] == at("04-02 00:00")
    assert (values["covered_until"], values["in_warranty"]) == (on("08-31", 2031), True)

    # Confirmed on 04-01 at 15:00 on site with the owner: in time; on 04-02 it would be late.
    office.clock.set("04-01 15:00")
    office.step(record, "confirm", lin, **told(office, "confirm"))
    assert office.see(record).values["confirmed_late"] is False
    office.clock.set("04-02 10:00")
    office.change(record, lin, confirmed_at=at("04-02 00:00"))
    assert office.see(record).values["confirmed_late"] is True
    office.change(record, lin, confirmed_at=at("04-01 15:00"))

    # Cause, measures, section head 04-02, unit leader 04-06, issued to the repair unit 04-06, copy kept.
    office.step(record, "review", lin, **told(office, "review"))
    office.clock.set("04-06 16:00")
    office.step(record, "approve", lin, **told(office, "approve"))
    office.step(record, "issue", lin, **told(office, "issue"))

    # Repaired 04-09, the inspection failed the same day; the owner's acceptance before a passed one is refused.
    office.clock.set("04-09 17:00")
    office.step(record, "repair", lin, **told(office, "repair"))
    blocked = {"owner_evaluation", "owner_signed_by", "owner_signed_on"}
    assert office.refused(record, "accept", lin, **told(office, "accept")) == blocked
    office.step(record, "fail", lin, **told(office, "fail"))
    assert office.values(record)["state"] == "issued"

    # Repaired 04-12, passed 04-12; the owner writes "satisfied" and signs 04-13; returned 04-15, filed.
    office.clock.set("04-12 16:00")
    office.step(record, "repair", lin, **told(office, "repair", repair_record="清除旧胶，重新打胶两遍"))
    office.step(record, "pass", lin, **told(office, "pass"))
    office.clock.set("04-13 10:00")
    early = told(office, "accept", owner_signed_on=on("04-11"))
    assert office.refused(record, "accept", lin, **early) == {"owner_signed_on"}
    office.step(record, "accept", lin, **told(office, "accept"))
    office.clock.set("04-15 09:00")
    office.step(record, "return", lin, **told(office, "return"))
    office.step(record, "file", lin)
    values = office.values(record)
    assert values["state"] == "filed"
    assert [(row["why"], row["inspected_on"]) for row in values["rounds"]] == [("failed", on("04-09"))]

    # P-08: the eight rows in order, the number in box 编号, agreed content, cause and measures in box 维修内容.
    text = printed(office, record, "P-08")
    assert in_order(
        text, "指派维修单位", "编号", "GW-2027-0006", "工程名称", "合同编号", "业主/用户", "联系电话", "工程地点", "联系人",
        "维修内容", "签发人", "年月日", "维修记录", "维修负责人", "年月日", "质量部门检验意见", "检验人", "年月日",
        "业主/用户评价", "签字", "年月日", "表3.3.2工程维修记录表",
    )  # fmt: skip
    assert in_order(
        text,
        "维修内容",
        "8-0901客厅窗边渗水",
        "窗框四周清除旧胶后重新打胶",
        "密封胶老化",
        "重新打胶并做淋水试验",
        "签发人",
    )
    assert "13700080901" in text
    assert "钱工" not in text, "signature boxes stay blank (R-007)"

    # The visit of August names the record in its number box.
    office.clock.set("2027-08-31 16:00")
    office.store.keep_time()
    assert [row["state"] for row in office.values(schedule)["lines"]][:3] == ["missed", "missed", "due"]
    create = BY_KEY["visit_plan"].form.creates[0]
    visit = office.save("engineering_visit", lin, **create.values(office.values(schedule), schedule))
    assert office.values(visit)["due_on"] == on("08-31")
    visited(
        office, visit, on("08-31"), found="construction_defect", findings="8-0901窗边原渗水处已修复，无新渗水",
        repair_records=({"repair": record},),
    )  # fmt: skip
    line = next(row for row in office.values(schedule)["lines"] if row["due_on"] == on("08-31"))
    assert (line["state"], line["visit"]) == ("done", visit)
    cause = {
        "cause_and_responsibility": "密封胶老化，施工单位负责",
        "quality_section": "孙工",
        "quality_on": on("08-31"),
    }
    office.step(visit, "analyse", lin, **cause)
    office.step(
        visit, "decide", lin, decision="已维修，继续观察", engineering_head="郑工", decided_on=on("08-31")
    )
    text = printed(office, visit, "P-09")
    assert in_order(
        text, "工程名称", "业主/用户", "合同编号", "建筑面积", "结构形式", "交付时间", "质量等级", "回访形式",
        "回访情况及问题", "回访人", "年月日", "业主/用户意见", "签章（或记录）", "年月日", "问题的原因及责任", "质量部门", "年月日",
        "处理意见", "维修记录表编号", "GW-2027-0006", "工程部门负责人", "年月日", "表3.3.1工程回访记录表",
    )  # fmt: skip
    assert newest(office, "engineering_visit")["number"] == "GH-2027-0001"
