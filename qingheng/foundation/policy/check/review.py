"""人工复核: contested indicators that need a named decision, words that the glossary rejects, quotas without a ground."""

from collections.abc import Iterator

from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.build import Pack
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.check.passages import Passage
from qingheng.foundation.policy.check.schemes import scheme_passages
from qingheng.foundation.policy.citations import citation_text
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.expression import fact_keys
from qingheng.foundation.policy.judge import parse_rules
from qingheng.foundation.policy.model import Contested, Item, Span, Term


def check_review(chain: Chain) -> list[Problem]:
    """What a person must look at, and quotas that round up or name nothing."""
    found: list[Problem] = []
    for pack in chain.packs:
        found += _quotas(chain, pack)
        for passage in scheme_passages(pack):
            found += [one for contested in chain.contested().values() for one in _contested(chain, contested, passage)]
        for passage in _passages(pack):
            found += [one for contested in chain.contested().values() for one in _contested(chain, contested, passage)]
            found += [one for term in chain.glossary().values() for one in _rejected(term, passage)]
    return found + list(_bare_facts(chain))


def _passages(pack: Pack) -> Iterator[Passage]:
    for (kind, key), entry in pack.entries.items():
        for value in entry.values:
            words = entry.label
            yield Passage(f"{kind}.{key}", value.place, value, words, entry.indicator, value.decision)
            if kind == "list":
                yield from (_item(f"{kind}.{key}", value.place, value, item) for item in value.value)
            elif kind == "table":
                texts = " ".join(str(cell) for row in value.value for cell in row.values())
                yield Passage(f"{kind}.{key}", value.place, value, Text(texts, texts), None, value.decision)
            elif isinstance(value.value, str | list):
                text = str(value.value)
                yield Passage(f"{kind}.{key}", value.place, value, Text(text, text), None, value.decision)
    for rule in pack.rules.values():
        words = Text(rule.title.zh + rule.say.zh, f"{rule.title.en} {rule.say.en}")
        yield Passage(f"rule.{rule.id}", rule.place, rule.span, words, None, rule.decision)


def _item(key: str, where: Where, span: Span, item: Item) -> Passage:
    return Passage(f"{key}.{item.id}", where, span, item.label, item.indicator, item.decision)


def _contested(chain: Chain, contested: Contested, passage: Passage) -> Iterator[Problem]:
    restricted = Span(start=contested.start)
    named = passage.indicator == contested.id or any(
        word in passage.words.zh or word in passage.words.en for word in contested.words
    )
    if named and passage.decision is None and passage.span.meets(restricted):
        yield _warn(chain, contested, passage.key, passage.where)


def _warn(chain: Chain, contested: Contested, key: str, where: Where) -> Problem:
    cite = citation_text(chain, chain.cite(contested.cite)[0])
    return problem(
        "contested_indicator",
        where,
        key=key,
        indicator=contested.label.zh,
        indicator_en=contested.label.en,
        why=contested.why.zh,
        why_en=contested.why.en,
        cite=cite.zh,
    )


def _bare_facts(chain: Chain) -> Iterator[Problem]:
    """Rules that bar a person on nothing but restricted facts, such as the rank of the unit."""
    parsed, _ = parse_rules(chain)
    for contested in chain.contested().values():
        for one in parsed.values():
            rule = one.rule
            facts = set(fact_keys(one.need))
            restricted = Span(start=contested.start)
            bare = bool(facts) and facts <= set(contested.facts)
            if bare and rule.severity == "bar" and rule.decision is None and rule.span.meets(restricted):
                yield _warn(chain, contested, f"rule.{rule.id}", rule.place)


def _rejected(term: Term, passage: Passage) -> Iterator[Problem]:
    zh = passage.words.zh.replace(term.zh, "")
    en = passage.words.en.lower().replace(term.en.lower(), "")
    for word in term.rejected_zh:
        if word in zh:
            yield problem("rejected_term", passage.where, key=passage.key, word=word, term=term.zh, suggestion=term.zh)
    for word in term.rejected_en:
        if word.lower() in en:
            yield problem("rejected_term", passage.where, key=passage.key, word=word, term=term.en, suggestion=term.en)


def _quotas(chain: Chain, pack: Pack) -> Iterator[Problem]:
    for quota in pack.quotas.values():
        if quota.rounding == "half_up" and not quota.rounding_cite:
            yield problem("rounding_uncited", quota.place, quota=quota.id)
        for share in (quota.share, *(link.share for link in quota.links)):
            if isinstance(share, str) and chain.entry(share) is None and not chain.blames_broken(share):
                close = nearest(share, [f"p.{key}" for kind, key in chain.entries if kind == "p"])
                yield problem(
                    "unknown_parameter", quota.place, key=f"quota.{quota.id}", parameter=share, suggestion=close
                )
