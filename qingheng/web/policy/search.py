"""查找: one box over rules, values, meetings, quotas, documents and terms; an officer need not know which of them it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.citations import article_text
from qingheng.foundation.policy.model import Entry, Rule


@dataclass(frozen=True, slots=True)
class Found:
    """一处: what it is called, a line about it, and its page."""

    title: Text
    about: Text | None
    url: str


def contains(hay: Iterable[str], words: str) -> bool:
    """Whether every search word stands somewhere in the texts."""
    text = " ".join(hay).lower()
    return all(word in text for word in words.lower().split())


def rule_texts(chain: Chain, rule: Rule) -> Iterable[str]:
    """What a rule is found by: its own words, whom it binds, and the names and articles of what it rests on."""
    yield from (rule.id, rule.title.zh, rule.title.en, rule.say.zh, rule.say.en)
    if rule.scope is not None:
        yield from (rule.scope.zh, rule.scope.en)
    yield from _cited(chain, rule.basis.cite)


def entry_texts(chain: Chain, entry: Entry) -> Iterable[str]:
    """What a value, list or table is found by: its name, the items of a list, and what it rests on."""
    yield from (entry.key, entry.label.zh, entry.label.en)
    for dated in entry.values:
        yield from _cited(chain, dated.basis.cite)
        if entry.kind == "list":
            yield from (text for item in dated.value for text in (item.label.zh, item.label.en))


def _cited(chain: Chain, cites: Iterable[str]) -> Iterable[str]:
    sources = chain.sources()
    for cite in cites:
        source, _, article = cite.partition("#")
        yield cite
        if source in sources:
            yield from (sources[source].title.zh, sources[source].short.zh, sources[source].title.en)
            yield article_text(article, sources[source].numbering).zh if article else ""


def search(chain: Chain, words: str, on: date) -> list[tuple[Text, list[Found]]]:
    """Everything that contains the words, by kind; rules and meetings as they hold on the day."""
    day = f"?on={on}"
    rules = [
        Found(one.title, one.scope, f"/policy/rules/{one.id}/{day}")
        for one in chain.rules(on)
        if contains(rule_texts(chain, one), words)
    ]
    values = [
        Found(one.label, one.note, f"/policy/values/{one.kind}/{one.key}/{day}")
        for one in chain.parameters()
        if contains(entry_texts(chain, one), words)
    ]
    quotas = [
        Found(one.label, one.note, f"/policy/values/{day}#quota-{one.id}")
        for one in chain.quotas()
        if one.span.covers(on) and contains((one.id, one.label.zh, one.label.en, *_cited(chain, one.basis.cite)), words)
    ]
    ids = dict.fromkeys(one.id for one in chain.meetings())
    held = [one for one in (chain.meeting(id_, on) for id_ in ids) if one is not None]
    meetings = [
        Found(one.label, one.note, f"/policy/meetings/{day}#{one.id}")
        for one in held
        if contains((one.id, one.label.zh, one.label.en, *_cited(chain, one.basis.cite)), words)
    ]
    sources = [
        Found(one.title, one.issuer, f"/policy/sources/{one.id}/")
        for one in chain.sources().values()
        if contains((one.id, one.title.zh, one.title.en, one.short.zh, one.number), words)
    ]
    terms = [
        Found(Text(one.zh, one.en), one.definition, f"/policy/terms/?q={one.id}")
        for one in chain.glossary().values()
        if contains((one.id, one.zh, one.en, one.definition.zh, one.definition.en), words)
    ]
    groups = [
        (Text("规则", "Rules"), rules),
        (Text("数值与清单", "Values and lists"), [*values, *quotas]),
        (Text("会议", "Meetings"), meetings),
        (Text("依据", "Documents"), sources),
        (Text("术语", "Terms"), terms),
    ]
    return [(title, found) for title, found in groups if found]
