"""会议规则的说法: every parameter of a meeting, in words."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.meetings import BASES, Meeting, Reserved, Threshold
from qingheng.web.policy.library import chain, member_name

# fmt: off
#: Parameter -> its name, in the order in which a meeting goes.
NAMES: Mapping[str, Text] = {
    "motion": Text("表决事项", "Motion"),
    "quorum": Text("到会法定人数", "Quorum"),
    "passing": Text("通过所需票数", "Majority"),
    "options": Text("表决意见", "Options"),
    "method": Text("表决方式", "Method"),
    "vote_of_record": Text("以何为准", "Vote of record"),
    "write_in": Text("另选他人", "Write-in"),
    "void_by": Text("废票范围", "What is void"),
    "blank": Text("空白的一栏", "A blank column"),
    "illegible": Text("无法辨认的一栏", "An illegible column"),
    "over_vote": Text("多选", "Over-vote"),
    "under_vote": Text("少选", "Under-vote"),
    "returned_exceeds_issued": Text("收回票多于发出票", "More ballots returned than issued"),
    "proxy": Text("委托投票", "Proxy"),
    "late_vote": Text("会后补投", "Late vote"),
    "absent_written": Text("缺席者书面意见", "Written opinion of the absent"),
    "recusal": Text("回避", "Recusal"),
    "recusal_reduces_base": Text("回避者是否从基数中减去", "Recused leave the base"),
    "each_states_opinion": Text("逐一表态", "Each states an opinion"),
    "chief_speaks_last": Text("主要负责人末位表态", "The chief speaks last"),
    "voting_order": Text("投票次序", "Order of voting"),
    "candidate_order": Text("候选人排列", "Order of candidates"),
    "scrutineers": Text("监票人", "Scrutineers"),
    "assistance": Text("代写", "Assistance"),
    "count_at": Text("计票", "Count"),
    "announce_at": Text("宣布", "Announcement"),
    "tie": Text("得票相等", "Tie"),
    "surplus": Text("过半人数超过应选名额", "Surplus"),
    "shortfall": Text("过半人数不足应选名额", "Shortfall"),
    "max_rounds": Text("最多投票轮数", "Most rounds"),
    "after_failure": Text("未通过之后", "After failure"),
    "failures_before_bar": Text("几次未通过不再提名", "Failures before a bar"),
    "defer_before_vote": Text("表决前可以暂缓的情形", "Grounds to defer"),
    "reconsider": Text("复议所需票数", "Majority to reconsider"),
    "reserved": Text("保留名额", "Reserved seats"),
    "least_candidates_over_seats": Text("差额比例不少于", "Least surplus of candidates"),
    "close_within": Text("票数接近的界限", "A close vote is within"),
    "preliminary": Text("预选", "Preliminary vote"),
    "prior_consent": Text("事先同意", "Prior consent"),
    "override": Text("主要负责人另作决定", "Override"),
}

WORDS: Mapping[str, Text] = {
    "approve": Text("逐人表决", "vote on each person"),
    "elect": Text("选举", "election"),
    "yes": Text("同意", "yes"),
    "no": Text("不同意", "no"),
    "abstain": Text("弃权", "abstain"),
    "defer": Text("缓议", "defer"),
    "secret": Text("无记名投票", "secret ballot"),
    "named": Text("记名投票", "named ballot"),
    "show_of_hands": Text("举手", "show of hands"),
    "oral": Text("口头", "oral"),
    "forbidden": Text("不允许", "not allowed"),
    "allowed": Text("允许", "allowed"),
    "with_no_only": Text("只有投反对票的可以另选", "only together with a no"),
    "column": Text("按栏：一栏无效不影响其他栏", "by column: one bad column spoils only itself"),
    "sheet": Text("按张：一处无效整张无效", "by sheet: one bad column spoils the ballot"),
    "void": Text("作废", "void"),
    "void_all": Text("表决无效，重新进行", "the whole vote is void"),
    "recount": Text("重新清点", "recount"),
    "not_counted": Text("不计入票数", "not counted"),
    "counted": Text("计入票数", "counted"),
    "closeness_only": Text("只用于判断意见是否接近", "only to judge how close the vote is"),
    "deliberation_only": Text("讨论时回避，表决时返回投票", "leaves the deliberation, then votes"),
    "deliberation_and_vote": Text("讨论和表决均回避", "leaves deliberation and vote"),
    "revote_among_tied": Text("在得票相等者中再次投票", "vote again among the tied"),
    "chair": Text("由主持人决定", "the chair decides"),
    "lots": Text("抽签", "lots"),
    "failed": Text("视为未通过", "counts as failed"),
    "most_votes": Text("得票多者当选", "most votes win"),
    "leave_vacant": Text("空缺", "leave the seat vacant"),
    "separate_election": Text("另行选举", "a separate election"),
    "next_candidates": Text("以其余候选人另选", "another election with the next candidates"),
    "reduce_seats": Text("减少名额", "fewer seats"),
    "not_renominated": Text("不再提名", "not nominated again"),
    "another_meeting": Text("另次会议再议", "another meeting"),
    "same_meeting": Text("本次会议再投", "the same meeting"),
    "large_disagreement": Text("意见分歧较大", "large disagreement"),
    "unclear_question": Text("重大问题不清楚", "an unclear major question"),
    "evenly_split": Text("双方人数接近相等", "opinions evenly split"),
    "close_vote": Text("票数接近", "a close vote"),
    "scrutineers_first": Text("监票人先投，其余依次", "scrutineers first, then in turn"),
    "any": Text("不限", "any order"),
    "given": Text("按提名次序", "as nominated"),
    "strokes": Text("按姓氏笔画", "by surname strokes"),
    "alphabet": Text("按字母", "alphabetical"),
    "random": Text("抽签排列", "drawn"),
    "none": Text("无", "none"),
    "trusted_person": Text("可以委托信任的人代写", "a trusted person may write"),
    "on_the_spot": Text("当场", "on the spot"),
    "later": Text("会后", "later"),
    "paper": Text("纸质票", "paper"),
    "electronic": Text("电子票", "electronic"),
    "members_not_candidates": Text("非候选人的成员", "members who are no candidates"),
    "staff": Text("工作人员", "staff"),
    "anyone": Text("不限", "anyone"),
    "head_with_reasons": Text("可以，须在记录中写明理由", "allowed, with reasons in the minutes"),
}
# fmt: on


def conduct(meeting: Meeting) -> Iterator[tuple[Text, Text]]:
    """Every parameter that the meeting has: its name and what it says."""
    for key, name in NAMES.items():
        found = getattr(meeting, key) if hasattr(meeting, key) else meeting.conduct.get(key)
        if found is not None and found != "not_applicable" and found != ():
            yield name, _say(found)


def _say(found: Any) -> Text:
    match found:
        case Text():
            return found
        case bool():
            return Text("是", "yes") if found else Text("否", "no")
        case int() | Fraction():
            figure = format_figure(Fraction(found))
            return Text(figure, figure)
        case Threshold():
            return _threshold(found)
        case Reserved():
            return _reserved(found)
        case Mapping():
            parts = [_say(one) for one in found.values() if one is not None]
            return Text("，".join(part.zh for part in parts), ", ".join(part.en for part in parts))
        case tuple() | list():
            parts = [_say(one) for one in found]
            return Text("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))
    return WORDS.get(found, Text(str(found), str(found)))


def _threshold(limit: Threshold) -> Text:
    base, share = BASES[limit.of], str(limit.share)
    have = BASES[limit.have] if limit.have else Text("", "")
    zh, en = ("超过", "more than") if limit.strict else ("不少于", "at least")
    return Text(f"{have.zh}{zh}{base.zh}的 {share}", f"{have.en} {en} {share} of {base.en}".strip())


def _reserved(rule: Reserved) -> Text:
    field = chain().fields.get(rule.property)
    value = member_name(rule.property, rule.value)
    name = field.label if field else Text(rule.property, rule.property)
    return Text(f"{name.zh}为{value.zh}的至少 {rule.seats} 名", f"{name.en} {value.en}: at least {rule.seats}")
