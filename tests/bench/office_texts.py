"""Believable words of ten years at the front desk, the same for the same chance: names, rooms, sentences."""

from __future__ import annotations

import random


def _each(words: str) -> list[str]:
    return words.split()


SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂晓春燕建国志永胜栋婷雪梅红玉华文德福海峰宇轩子涵浩然梓萱欣怡一诺雨泽思远嘉㛃"
PLACES = _each(
    "卫生间 厨房 阳台 客厅 主卧 楼道 电梯厅 地下车库 单元门口 顶楼天面 外墙 消防通道 垃圾房 游乐场 大堂 水泵房 岗亭 快递柜 绿化带"
)
PARTS = _each(
    "顶板 墙面 地面 窗户 水管 下水道 马桶 洗手盆 热水器 空调外机 门锁 门禁 对讲机 照明灯 配电箱 电表 水表 玻璃 瓷砖 护栏 摄像头 道闸"
)
SYMPTOMS = _each(
    "漏水 渗水 堵塞 返臭 异响 不亮 松动 开裂 脱落 损坏 打不开 关不上 跳闸 生锈 发霉 噪音很大 有异味 积水 卡住 失灵 被撞坏"
)
SINCE = _each(
    "昨晚开始 今天早上发现 已经三天了 上周就报过 半夜特别明显 下雨时更严重 入住以来一直这样 装修之后才有 反复出现多次"
)
WISHES = _each(
    "请尽快派人查看 要求书面答复 希望今天解决 要求赔偿损失 请安排师傅上门 要求经理出面 请回电话说明 家里有老人孩子不方便"
)
MATTERS = _each(
    "停车费 物业费 装修押金 门禁卡 车位 宠物 广场舞 高空抛物 乱停车 电动车充电 垃圾分类 快递丢失 邻里纠纷 油烟 群租 保安态度 保洁不到位 停水 停电"
)
DONE = _each(
    "已通知工程部派工 已约谈当班保安 已现场拍照留存 已更换配件并试用正常 已与楼上业主协调 已联系维保单位 已张贴温馨提示 已向业主致歉 已疏通并冲洗干净 已做闭水试验无渗漏"
)


class Teller:
    """Tells what people say."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def name(self) -> str:
        given = self.chance.choice(GIVEN)
        return (
            self.chance.choice(SURNAMES)
            + given
            + (self.chance.choice(GIVEN) if self.chance.random() < 0.75 else "")
        )

    def phone(self) -> str:
        return self.chance.choice(("138", "139", "150", "186")) + f"{self.chance.randrange(10**8):08d}"

    def matter(self) -> str:
        pick = self.chance.choice
        wish = f"，{pick(WISHES)}" if self.chance.random() < 0.7 else ""
        if self.chance.random() < 0.6:
            return f"{pick(PLACES)}{pick(PARTS)}{pick(SYMPTOMS)}，{pick(SINCE)}{wish}。"
        return f"反映{pick(MATTERS)}问题，{pick(SINCE)}{wish}。"

    def several(self, most: int) -> str:
        return "".join(self.matter() for _ in range(self.chance.randint(1, most)))

    def done(self) -> str:
        return "，".join(self.chance.sample(DONE, 2)) + "。"
