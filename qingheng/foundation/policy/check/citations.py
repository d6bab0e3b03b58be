"""依据: every citation names a document and an article that the chain knows, and one that was in force."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from qingheng.foundation.kernel.problems import Problem, Where, nearest
from qingheng.foundation.policy.build import Pack
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.model import Source


@dataclass(frozen=True, slots=True)
class Cited:
    """引用处: who cites, where, and since when it holds (None: undated)."""

    key: str
    where: Where
    cites: tuple[str, ...]
    start: date | None = None


def check_citations(chain: Chain) -> list[Problem]:
    """Unknown documents, unknown articles, documents that were not in force when the entry begins."""
    found: list[Problem] = []
    known: dict[str, Source] = {}
    for pack in chain.packs:
        known |= pack.sources
        broken = {name.split(".", 1)[1] for name in pack.named if name.startswith("source.")} - pack.sources.keys()
        for cited in _citations(pack):
            found += _check(cited, known, broken)
    return found


def _citations(pack: Pack) -> Iterator[Cited]:
    for (kind, key), entry in pack.entries.items():
        for value in entry.values:
            yield Cited(f"{kind}.{key}", value.place, value.basis.cite, value.start)
            items: Iterable[object] = value.value if kind == "list" else ()
            for item in items:
                yield Cited(f"{kind}.{key}", value.place, getattr(item, "cite", ()), value.start)
    for rule in pack.rules.values():
        yield Cited(f"rule.{rule.id}", rule.place, rule.basis.cite, rule.span.start)
        for exception in rule.exceptions:
            yield Cited(f"rule.{rule.id}.{exception.id}", rule.place, exception.cite, rule.span.start)
    for quota in pack.quotas.values():
        yield Cited(f"quota.{quota.id}", quota.place, (*quota.basis.cite, *quota.rounding_cite), quota.span.start)
    for meeting in pack.meetings:
        yield Cited(f"meeting.{meeting.id}", meeting.place, meeting.basis.cite, meeting.span.start)
    for field in pack.fields.values():
        yield Cited(f"field.{field.key}", field.place, field.legal_basis)
    for term in pack.terms.values():
        yield Cited(f"term.{term.id}", term.place, term.cite)
    for year in pack.years.values():
        yield Cited(f"year.{year.year}", year.place, year.basis.cite)
    for one in pack.contested.values():
        yield Cited(f"contested.{one.id}", one.place, one.cite)


def _check(cited: Cited, known: dict[str, Source], broken: set[str]) -> Iterator[Problem]:
    for cite in cited.cites:
        source_id, _, article = cite.partition("#")
        source = known.get(source_id)
        if source is None:
            if source_id not in broken:
                close = nearest(source_id, known)
                yield problem("unknown_source", cited.where, cite=cite, source=source_id, suggestion=close)
            continue
        if article and article not in source.articles:
            close = nearest(article, source.articles)
            yield problem(
                "unknown_article", cited.where, cite=cite, source=source_id, article=article, suggestion=close
            )
        if cited.start is not None and not source.span.covers(cited.start):
            yield problem("source_not_in_force", cited.where, key=cited.key, day=cited.start, source=source_id)
