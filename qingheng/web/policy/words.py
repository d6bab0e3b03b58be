"""条件的说法: the conditions of a rule in words, and the values that they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import Node, param_keys
from qingheng.foundation.policy.expression.nodes import Literal
from qingheng.foundation.policy.expression.sentence import both_sentences, sentence
from qingheng.foundation.policy.judge import Parsed
from qingheng.foundation.policy.model import Entry, Quota
from qingheng.web.policy.library import member_name

SCOPE = Text("适用范围", "Applies to")
WHEN = Text("何时适用", "Asked when")
NEED = Text("必须具备", "Must hold")
WAIVED = Text("不适用的例外", "Does not apply where")
REVIEW = Text("须报批的例外", "Needs approval where")


@dataclass(frozen=True, slots=True)
class Condition:
    """一项条件: what it is for, the sentence made from it, and the text that decides."""

    title: Text
    say: Text
    text: str


def conditions(chain: Chain, parsed: Parsed, on: date) -> list[Condition]:
    """The conditions of a rule in the order in which they are asked."""
    return [Condition(title, _say(chain, node, on), text) for title, node, text in _parts(parsed)]


def _parts(parsed: Parsed) -> Iterator[tuple[Text, Node, str]]:
    rule = parsed.rule
    yield SCOPE, parsed.scope, rule.applies_to
    if parsed.when is not None:
        yield WHEN, parsed.when, rule.when or ""
    yield NEED, parsed.need, rule.need
    for one in parsed.exceptions:
        yield WAIVED if one.rule.effect == "not_applicable" else REVIEW, one.when, one.rule.when


def _say(chain: Chain, node: Node, on: date) -> Text:
    if isinstance(node, Literal) and node.value is True:
        return Text("不限", "everybody")
    return both_sentences(node, chain.vocabulary, chain.params(on))


def parameters_of(chain: Chain, parsed: Parsed) -> list[Entry]:
    """The values and lists that a rule names, each once."""
    keys = dict.fromkeys(key for node in (*parsed.nodes(), *parsed.placeholders()) for key in sorted(param_keys(node)))
    found = (chain.entry(f"p.{key}") or chain.entry(f"list.{key}") for key in keys)
    return [entry for entry in found if entry is not None]


def answer(chain: Chain, parsed: Parsed) -> Text:
    """The sentence of a rule's answer, with what will be filled in named in brackets."""

    def fill(lang: Lang) -> str:
        pieces = (
            one if isinstance(one, str) else f"〔{sentence(one, chain.vocabulary, lang)}〕" for one in parsed.say[lang]
        )
        return "".join(pieces)

    return Text(fill("zh"), fill("en"))


_ROUNDING = {"floor": Text("不足一名的舍去", "rounded down"), "half_up": Text("四舍五入", "rounded half up")}
_ALLOCATION = {
    "largest_remainder": Text("各组按最大余数分配", "divided by the largest remainders"),
    "per_group": Text("各组分别计算", "worked out group by group"),
    "hare": Text("按黑尔数额分配", "divided by the Hare quota"),
    "droop": Text("按特罗普数额分配", "divided by the Droop quota"),
    "none": Text("不分组", "not divided"),
}


def quota_words(chain: Chain, quota: Quota, on: date) -> list[Text]:
    """A quota in sentences: its share, how it is rounded and divided, and what changes it."""
    whole, divided = _ROUNDING[quota.rounding], _ALLOCATION[quota.allocation]
    share = _share(chain, quota.share, on)
    said = [Text(f"不超过 {share}，{whole.zh}，{divided.zh}", f"not more than {share}, {whole.en}, {divided.en}")]
    rows = chain.table("team_grades", on) if chain.entry("table.team_grades") else None
    grades = {row["grade"]: str(row["zh"]) for row in rows or ()}
    for link in quota.links:
        share = _share(chain, link.share, on)
        team = grades.get(link.when, link.when)
        zh, en = f"班子为{team}的，不超过 {share}", f"where the team is {link.when}: not more than {share}"
        if link.chief_below is not None:
            below = member_name("grades", link.chief_below)
            zh, en = f"{zh}，其正职须低于{below.zh}等次", f"{en}, and its chief below {below.en}"
        said.append(Text(zh, en))
    return said


def _share(chain: Chain, share: str | Fraction, on: date) -> str:
    found = chain.share(share, on)
    return "—" if found is None else format_figure(found)
