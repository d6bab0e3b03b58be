"""姓名: generated names. Every one carries （虚构）; none is taken from a real list.

Surnames stand with their rounded share per thousand as usually published, given names are drawn from characters usual
in each generation; a few rare ones are among them on purpose (䶮 喆 堃 珺), because fonts and encodings must cope.
"""

from qingheng.foundation.kernel.chance import Chance

MARK = "（虚构）"

# fmt: off
_SURNAMES = {
    "王": 72, "李": 71, "张": 68, "刘": 54, "陈": 45, "杨": 31, "赵": 23, "黄": 22, "周": 21, "吴": 20, "徐": 15, "孙": 15,
    "马": 14, "朱": 13, "胡": 13, "郭": 12, "何": 12, "林": 11, "罗": 9, "高": 9, "梁": 8, "郑": 8, "宋": 7, "谢": 7, "唐": 7,
    "韩": 7, "许": 6, "邓": 6, "冯": 6, "曹": 6, "彭": 5, "曾": 5, "肖": 5, "田": 5, "董": 5, "潘": 4, "袁": 4, "蔡": 4, "蒋": 4,
    "余": 4, "于": 4, "杜": 4, "叶": 4, "程": 4, "魏": 4, "苏": 4, "吕": 4, "丁": 4, "任": 4, "卢": 4, "姚": 4, "沈": 3, "钟": 3,
    "姜": 3, "崔": 3, "谭": 3, "陆": 3, "范": 3, "汪": 3, "廖": 3, "石": 3, "金": 3, "贾": 3, "夏": 3, "付": 3, "方": 3, "邹": 3,
    "熊": 3, "白": 3, "孟": 3, "秦": 3, "邱": 3, "侯": 3, "江": 3, "尹": 3, "薛": 3, "闫": 3, "段": 2, "雷": 2, "单": 1, "仇": 1,
    "欧阳": 1, "上官": 1,
}
_ELDER = {"male": "国建志文永明德福军平林海峰生贵忠义安民全", "female": "秀兰英玉梅芳桂珍淑琴凤霞莲香翠萍云巧爱月"}
_MIDDLE = {"male": "伟强勇斌辉鹏涛刚宏伟旭东晓亮磊超凯毅博", "female": "丽娟艳静敏燕红霞慧娜婷洁玲琳蓉雪莉颖倩"}
_YOUNGER = {"male": "浩宇轩杰晨阳子睿航泽昊翔嘉铭俊逸天佑思远", "female": "欣怡雨涵佳琪梦瑶诗语思晗嘉怡紫萱若彤雅"}
# fmt: on
_RARE = "䶮喆堃珺"
#: One in so many given names has a rare character.
_RARE_EVERY = 40
_MIDDLE_FROM, _YOUNGER_FROM = 1970, 1988


def full_name(chance: Chance, sex: str, born: int) -> str:
    """A name fitting sex and year of birth, with the mark."""
    return _surname(chance) + _given(chance, sex, born) + MARK


def _surname(chance: Chance) -> str:
    place = chance.below(sum(_SURNAMES.values()))
    for surname, share in _SURNAMES.items():
        if place < share:
            return surname
        place -= share
    raise AssertionError("the shares cover every place")


def _given(chance: Chance, sex: str, born: int) -> str:
    table = _ELDER if born < _MIDDLE_FROM else _MIDDLE if born < _YOUNGER_FROM else _YOUNGER
    first = chance.choose(_RARE) if chance.below(_RARE_EVERY) == 0 else chance.choose(table[sex])
    return first if chance.below(3) == 0 else first + chance.choose(table[sex])
