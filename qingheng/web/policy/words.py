"""条件的说法: the conditions of a rule in words, and the values that they name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import Node, param_keys
from qingheng.foundation.policy.expression.sentence import both_sentences, sentence
from qingheng.foundation.policy.judge import Parsed
from qingheng.foundation.policy.model import Entry

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
