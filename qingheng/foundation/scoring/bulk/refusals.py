"""不计算的内容: what the bulk engine leaves to the walker, said in both languages."""

from collections.abc import Mapping

from qingheng.foundation.kernel.text import Text

#: What an UnsupportedError says -> the same in Chinese.
REASONS: Mapping[str, str] = {
    "a limit that may be missing": "可能缺数的上下限",
    "an indicator without points": "没有分值的指标",
    "a text where a figure is needed": "该用数的地方用了文字",
    "a text or truth where a figure is needed": "该用数的地方用了文字或条件",
    "a root outside the base": "不属基础分的根节点",
    "a condition on trees or groups that compares the units of a group": "比较本组各单位的分类或分组条件",
    "a list of anything but constants": "含有算式的清单",
    "units with the same ratio": "比值相同的单位",
    "rounding to a computed number of decimals": "算出来的小数位数",
    "a computed number of years": "算出来的年数",
    "comparing a text with a computed figure": "文字与算出的数相比",
    "a rate that may be missing": "可能缺数的每档分值",
    "the exponential curve, which is not rational": "指数曲线",
    "scores that refer to one another in a circle": "互相引用的得分",
    "subperiods of a cycle that is a part of a year": "不足一年的周期再分期",
    "periods of a ballot, of events or of a whole part": "测评、事件或整个部分的分期",
    "a limit of a node that is computed": "算出来的节点上下限",
    "a vote share of something that is no ballot": "不是测评的得票率",
    "a role that is a condition": "以条件表示的职务",
    "scores of units that refer to one another in a circle": "单位之间互相引用的得分",
    "scores of units that refer to one another over too many levels": "单位之间层次过多的引用",
    "a contest, for whose stages the table of scores has no place": "竞争性选拔（得分表没有各环节的位置）",
    "points of an event that may be missing": "可能缺数的事件分值",
    "points of an award that the data decides": "由数据决定的奖励分值",
    "sheets judged as a whole, or raters known by name": "整张判断的评分表，或按姓名区分的评价人",
    "a rater who marked a unit twice": "对一单位打了两次分的评价人",
    "a mark that is no figure": "不是数的打分",
    "a mark that could not be read": "读不出的打分",
    "own ratings that count on one panel and not on another": "有的评分表计自评、有的不计",
    "relations between units": "单位之间的关系",
    "a relation or veto that could not be read": "读不出的关系或一票否决",
    "a list of categories for a figure": "给数列的类别",
}
#: The same for what names a part of the scheme at its end.
NAMED: Mapping[str, str] = {"the name ": "名称", "the function ": "函数", "the item function ": "计分函数"}


def reason(why: Exception) -> Text:
    """What the scheme or the data ask for that the bulk engine does not compute."""
    said = str(why)
    named = next((begin for begin in NAMED if said.startswith(begin)), "")
    if named:
        return Text(f"{NAMED[named]} {said.removeprefix(named).removesuffix(' here')}", said)
    return Text(REASONS.get(said, "超出 128 位整数的数"), said or "figures wider than 128 bits")
