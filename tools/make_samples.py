"""Makes resources/samples: a roster and an old complaint register as offices really keep them. The same bytes every time.

Called as `python tools/make_samples.py [FOLDER]`.
"""

from __future__ import annotations

import datetime
import io
import random
import sys
import zipfile
from pathlib import Path
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font

FOLDER: Final = Path(__file__).resolve().parent.parent / "resources" / "samples"
MADE_ON: Final = datetime.datetime(2027, 3, 1, 9, 0)
SURNAMES: Final = "王李张刘陈杨黄赵吴周徐孙马朱胡林郭何高罗"
GIVEN: Final = "建国 秀兰 志强 丽华 春梅 国庆 晓明 淑芬 桂英 海燕 文彬 雪梅 立新 玉珍 永康".split()  # noqa: SIM905
FULL_WIDTH: Final = str.maketrans("0123456789-", "０１２３４５６７８９－")


def roster() -> Workbook:
    """A roster with the usual troubles: titles, two heading rows, merged buildings, dates for rooms, bent phones."""
    book, chance = Workbook(), random.Random(43)  # noqa: S311 - an example, no secret
    sheet = book.active
    assert sheet is not None
    sheet.title = "业主资料"
    sheet.append(["翠湖花园业主花名册（2027年3月）"])
    sheet.append(["楼栋", "房号", "业主信息", None, None, "租户信息", None, "入住日期", "备注"])
    sheet.append([None, None, "姓名", "联系电话", "备用电话", "姓名", "电话", None, None])
    for area in ("A1:I1", "A2:A3", "B2:B3", "C2:E2", "F2:G2", "H2:H3", "I2:I3"):
        sheet.merge_cells(area)
    sheet["A1"].font = Font(bold=True, size=14)
    sheet["A1"].alignment = Alignment(horizontal="center")
    first = 4
    for building, rooms in (("6", 12), ("7", 13), ("8", 11)):
        for place in range(rooms):
            floor, door = place // 2 + 1, place % 2 + 1
            name = chance.choice(SURNAMES) + chance.choice(GIVEN)
            phone = f"1{chance.choice('3578')}{chance.randrange(10**9):09d}"
            day = datetime.datetime(2009, 6, 1) + datetime.timedelta(days=chance.randrange(5000))
            sheet.append([f"{building}栋", f"{floor}0{door}", name, phone, None, None, None, day, None])
            sheet.cell(sheet.max_row, 8).number_format = "yyyy/m/d"
    _trouble(sheet, first)
    sheet.append(["合计", "36户"])
    sheet.append(["注：电话如有变动请到前台更新。"])
    _widths(sheet, (8, 12, 16, 22, 16, 12, 16, 14, 24))
    return book


def _trouble(sheet: Any, first: int) -> None:
    def put(line: int, column: int, value: Any, shape: str = "") -> None:
        cell = sheet.cell(first + line, column)
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
        if shape:
            cell.number_format = shape

    for top, bottom in ((0, 3), (12, 14)):  # the building stands once for several rooms
        sheet.merge_cells(start_row=first + top, start_column=1, end_row=first + bottom, end_column=1)
    put(5, 1, "6栋".translate(FULL_WIDTH))
    put(5, 2, "302".translate(FULL_WIDTH))
    put(7, 2, 402.0)
    put(8, 1, None)
    put(8, 2, datetime.datetime(2027, 6, 501 % 28), "yyyy-mm-dd")  # typed 6-25, Excel made it a day
    put(9, 4, 13812345678.0)
    put(10, 4, "1.38E+10")
    put(11, 4, "138 0013 8000".translate(FULL_WIDTH))
    put(15, 3, "欧 阳 春 晓")
    put(16, 4, "13900139000/0755-26881234")
    put(17, 4, "+86 139-0013-9001")
    put(18, 3, None)
    put(18, 4, None)
    put(18, 8, None)
    put(19, 3, "陈㛃")
    put(19, 6, "深圳市前海人力资源服务有限公司翠湖花园员工宿舍管理处")
    put(19, 7, "13700137000")
    put(20, 8, "2019年5月")
    put(21, 8, 43586)
    put(22, 9, "=老人独居，电梯停运须先通知")
    put(23, 2, "7-0601")
    put(24, 6, "李租客")
    put(24, 7, "13600136000（太太）")
    put(26, 4, "无")
    put(28, 2, "#REF!")
    put(30, 3, "王秀兰、马建国")
    repeated = [sheet.cell(first + 31, column).value for column in range(1, 10)]
    for column, value in enumerate(repeated, start=1):
        put(33, column, value)
    put(33, 2, f"{repeated[1]}室")
    put(34, 4, 75526881234)


def old_complaints() -> Workbook:
    """The complaint register of the years before: her own numbers, times with and without the hour, gaps."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "投诉登记"
    sheet.append(["翠湖花园投诉登记表"])
    heads = [
        "编号",
        "投诉时间",
        "房号",
        "投诉人",
        "联系电话",
        "投诉内容",
        "处理结果",
        "处理人",
        "结案日期",
        "备注",
    ]
    sheet.append(heads)
    sheet.merge_cells("A1:J1")
    sheet["A1"].font = Font(bold=True, size=14)
    for row in OLD:
        sheet.append(list(row))
        line = sheet.max_row
        sheet.cell(line, 6).data_type = "s"  # a text may begin with =
        sheet.cell(line, 2).number_format = (
            "yyyy-mm-dd hh:mm" if isinstance(row[1], datetime.datetime) else "@"
        )
        sheet.cell(line, 9).number_format = "yyyy-mm-dd"
    sheet.append(["合计", "14宗"])
    _widths(sheet, (12, 18, 14, 12, 16, 40, 40, 10, 14, 20))
    return book


def _at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


OLD: Final[tuple[tuple[Any, ...], ...]] = (
    ("2025-031", _at("2025-11-03 09:20"), "3-1202", "王秀兰", "13812345678", "卫生间顶板漏水，多次报修未处理", "楼上防水重做，已回访", "许志明", _at("2025-11-12"), None),
    ("2025-032", _at("2025-11-09 20:15"), "5栋603", "马先生", "13800050603", "地下车库照明损坏三处", "已全部更换", "许志明", _at("2025-11-10"), None),
    ("2025-033", "2025年11月18日", "1-1-704", "唐女士", "13900010704", "楼上装修噪音，午休时间施工", "已发整改通知，装修公司道歉", "林晓燕", _at("2025-11-20"), None),
    ("2025-034", "2025/11/25 下午3:20", "２－２－１０１", "㛃陈", "88120000", "小区门岗态度生硬", "班长致歉，班组培训", "周敏", _at("2025-11-28"), None),
    ("2025-035", _at("2025-12-02 10:05"), "3栋大堂门口", "刘先生", "13900139000/13700137000", "大堂地砖湿滑，老人险些跌倒", "加铺防滑垫，雨天设警示牌", "许志明", _at("2025-12-03"), "现场照片在电脑D盘"),
    ("2025-036", _at("2025-12-11 08:40"), _at("2025-03-05"), "何女士", "137 0013 7001", "电梯异响三天", "维保单位更换导靴", "许志明", _at("2025-12-15"), None),
    ("2025-037", _at("2025-12-20 16:30"), "4-501", "刘先生", "1.39E+10", "停车费重复扣款", "财务核对后退回", "林晓燕", _at("2025-12-24"), None),
    ("2026-001", _at("2026-01-05 09:10"), "3-1203", "黄先生", None, "垃圾房异味", "增加清运一次，已消杀", "周敏", _at("2026-01-06"), None),
    ("2026-002", _at("2026-01-17 21:50"), "5-602", "赵女士", "13600136001", "楼上小孩跑跳，夜间影响休息", "上门沟通，铺设地垫", "许志明", _at("2026-01-19"), None),
    ("2026-002", _at("2026-01-22 11:00"), "4-401", "孙先生", "13600136002", "快递柜故障取不出件", "联系柜方修复", "林晓燕", _at("2026-01-22"), None),
    ("2026-003", _at("2026-02-08 14:00"), "2-1-302", "周先生", "13600136003", "=外墙渗水", "列入维修计划，已补漏", "许志明", _at("2026-02-26"), None),
    ("2026-004", _at("2026-02-19 19:30"), "1-2-403", "吴女士", "13600136004", "宠物在绿化带便溺", "张贴提示，增设拾便箱", "周敏", None, None),
    ("2026-005", _at("2026-03-03 10:45"), "5-101", "郑先生", "13600136005", "会所健身器材损坏", None, "许志明", _at("2026-03-09"), None),
    ("2026-006", _at("2026-03-15 17:25"), "3-802", "冯女士", "13600136006", "装修垃圾堆放在消防通道\n影响通行", "当天清运，扣装修押金警示", "林晓燕", _at("2026-03-15"), None),
)  # fmt: skip


def _widths(sheet: Any, widths: tuple[int, ...]) -> None:
    for at, width in enumerate(widths):
        sheet.column_dimensions[chr(ord("A") + at)].width = width


def saved(book: Workbook) -> bytes:
    """Return a workbook's bytes without the moment it was saved."""
    book.properties.creator = "custdesk"
    book.properties.created = book.properties.modified = MADE_ON
    into, same = io.BytesIO(), io.BytesIO()
    book.save(into)
    with zipfile.ZipFile(into) as made, zipfile.ZipFile(same, "w", zipfile.ZIP_DEFLATED) as fixed:
        for part in made.infolist():
            content = made.read(part)
            if part.filename == "docProps/core.xml":  # openpyxl writes the time of saving there
                start, end = content.index(b"<dcterms:modified"), content.index(b"</dcterms:modified>")
                stamp = (
                    b'<dcterms:modified xsi:type="dcterms:W3CDTF">' + f"{MADE_ON:%Y-%m-%dT%H:%M:%SZ}".encode()
                )
                content = content[:start] + stamp + content[end:]
            fixed.writestr(
                zipfile.ZipInfo(part.filename, (2027, 3, 1, 9, 0, 0)), content, zipfile.ZIP_DEFLATED
            )
    return same.getvalue()


def main() -> None:
    """Write both samples."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    for name, book in (("roster.xlsx", roster()), ("old_complaints.xlsx", old_complaints())):
        (folder / name).write_bytes(saved(book))
        print(folder / name)


if __name__ == "__main__":
    main()
