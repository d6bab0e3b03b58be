"""政策包链: national > province > county as one: which edition, value, rule or meeting holds on a day, and why.

`loading.load_chain(id_or_path)` makes one.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.build import Pack
from qingheng.foundation.policy.expression import Params, Vocabulary
from qingheng.foundation.policy.expression.types import RESERVED
from qingheng.foundation.policy.lines import Path as KeyPath
from qingheng.foundation.policy.meetings import Meeting
from qingheng.foundation.policy.model import (
    Answer,
    Basis,
    CalendarYear,
    Case,
    Contested,
    Edition,
    Entry,
    Field,
    Gap,
    Item,
    Quota,
    Rule,
    Source,
    Term,
)
from qingheng.foundation.policy.shapes import Reader
from qingheng.foundation.policy.typed import known_field, known_parameter

_WORD = re.compile(r"\w+")
#: The fixed words of an answer's status.
VALUE, NO_EDITION, NO_VALUE = "value", "no_edition", "no_value"


@dataclass(frozen=True, eq=False)
class Chain:
    """政策包链. `packs` from the highest to the lowest; `hash` covers everything that decides (cases do not)."""

    packs: tuple[Pack, ...]
    hash: str
    problems: tuple[Problem, ...] = ()
    #: p, list and table entries by kind and key, from the lowest pack to the highest.
    entries: Mapping[tuple[str, str], tuple[Entry, ...]] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)
    #: Lines of the keys of every file, for problems that show after reading.
    lines: Mapping[str, Mapping[KeyPath, int]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The id of the lowest pack."""
        return self.packs[-1].id

    @property
    def title(self) -> Text:
        """The title of the lowest pack."""
        return self.packs[-1].title

    def as_json(self) -> dict[str, str]:
        """`{id, hash}`: what a decision stores."""
        return {"id": self.id, "hash": self.hash}

    def up_to(self, pack: str) -> "Chain":
        """The chain as one of its packs sees it: without the packs below. Its cases are run so."""
        names = [one.id for one in self.packs]
        packs = self.packs[: names.index(pack) + 1]
        if len(packs) == len(self.packs):
            return self
        kept = {
            key: tuple(one for one in found if one.pack in names[: len(packs)]) for key, found in self.entries.items()
        }
        return replace(self, packs=packs, entries={key: found for key, found in kept.items() if found})

    def where(self, file: str | None, path: KeyPath) -> Where:
        """The place of a key in one of the chain's files."""
        return Reader(file or "", self.lines.get(file or "", {})).where(path)

    def blames_broken(self, text: str) -> bool:
        """Whether an expression names an entry that stands in a file but could not be read, and was reported there."""
        broken = self._broken
        return bool(broken) and any(word in broken for word in _WORD.findall(text))

    @cached_property
    def _broken(self) -> frozenset[str]:
        read = {f"{kind}.{key}" for kind, key in self.entries} | {f"field.{key}" for key in self.fields}
        written = {name for pack in self.packs for name in pack.named if name.split(".")[0] in ("p", "list", "field")}
        return frozenset(name.split(".", 1)[1] for name in written - read)

    def _join(self, part: str) -> dict[str, Any]:
        joined: dict[str, Any] = {}
        for pack in self.packs:
            for key, one in getattr(pack, part).items():
                joined.setdefault(key, one)
        return joined

    @cached_property
    def _sources(self) -> dict[str, Source]:
        return self._join("sources")

    @cached_property
    def _rules(self) -> dict[str, Rule]:
        return self._join("rules")

    def sources(self) -> Mapping[str, Source]:
        """Every document of the chain, by id."""
        return self._sources

    def glossary(self) -> Mapping[str, Term]:
        """Every term of the chain, by identifier."""
        return self._join("terms")

    def contested(self) -> Mapping[str, Contested]:
        """Indicators that later guidance restricts, by id."""
        return self._join("contested")

    def calendar(self) -> Mapping[int, CalendarYear]:
        """The working-day calendar, by year."""
        return {year: one for pack in self.packs for year, one in pack.years.items()}

    def cases(self) -> Mapping[str, Case]:
        """Every case of the chain, by id."""
        return self._join("cases")

    def schemes(self) -> tuple[str, ...]:
        """The scoring schemes as `pack/schemes/file`, which scoring reads."""
        return tuple(f"{pack.id}/{name}" for pack in self.packs for name in pack.schemes)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The fields and parameters that an expression may name."""
        fields = [known_field(one) for key, one in self.fields.items() if key not in RESERVED]
        lowest = [
            found[0] for (kind, key), found in self.entries.items() if kind in ("p", "list") and key not in RESERVED
        ]
        return Vocabulary.of(fields, [known_parameter(one, self.fields) for one in lowest])

    # --- what holds on a day -----------------------------------------------------------------------------------

    def edition(self, on: date) -> Edition | None:
        """The edition of the lowest pack on the day; None where any pack of the chain has none."""
        found = [pack.edition(on) for pack in self.packs]
        return found[-1] if all(found) else None

    def no_edition(self, on: date) -> Text | None:
        """Why there is no edition on the day; None where there is one."""
        for pack in self.packs:
            if pack.edition(on) is None:
                return _reason(pack, on)
        return None

    def parameters(self) -> tuple[Entry, ...]:
        """Every parameter, list and table, each as the lowest pack that sets it says."""
        return tuple(found[0] for found in self.entries.values())

    def every_entry(self) -> Iterator[Entry]:
        """Every parameter, list and table of every pack, tightened or not."""
        for found in self.entries.values():
            yield from found

    def entry(self, key: str) -> Entry | None:
        """The entry of `p.key`, `list.key`, `table.key` or plain `key`, as the lowest pack that sets it says."""
        found = self._found(key)
        return found[0] if found else None

    def _found(self, key: str) -> tuple[Entry, ...]:
        kind, _, rest = key.rpartition(".")
        kinds = [kind] if kind else ["p", "list", "table"]
        return next((self.entries[one, rest] for one in kinds if (one, rest) in self.entries), ())

    def value(self, key: str, on: date) -> Answer:
        """The value of a parameter, list or table on a day, or why there is none. Raises KeyError for an unknown key.

        The lowest pack that has a value on the day decides; in a gap between editions the answer is `no_edition`,
        never the nearest value.
        """
        found = self._found(key)
        if not found:
            raise KeyError(key)
        entry = found[0]
        name = f"{entry.kind}.{entry.key}"
        shared: dict[str, Any] = {"key": name, "on": on, "unit": entry.unit, "label": entry.label}
        edition = self.edition(on)
        if edition is None:
            return Answer(status=NO_EDITION, reason=self.no_edition(on), **shared)
        for one in found:
            dated = one.at(on)
            if dated is not None:
                return Answer(
                    status=VALUE,
                    value=dated.value,
                    start=dated.start,
                    end=dated.end,
                    pack=one.pack,
                    edition=edition.id,
                    cite=self.cite(dated.basis),
                    **shared,
                )
        return Answer(status=NO_VALUE, edition=edition.id, reason=_no_value(found, on), **shared)

    def params(self, on: date) -> Params:
        """The values in force on the day for the expression language: by key without `p.`, lists as ids; no edition: none."""
        if self.edition(on) is None:
            return {}
        values: dict[str, Any] = {}
        for (kind, key), found in self.entries.items():
            dated = next((dated for one in found if (dated := one.at(on)) is not None), None)
            if dated is None or kind == "table":
                continue
            values[key] = tuple(item.id for item in dated.value) if kind == "list" else dated.value
        return values

    def list(self, key: str, on: date) -> tuple[Item, ...] | None:
        """The items of a list on a day, None where none holds. Raises KeyError for an unknown key."""
        found: tuple[Item, ...] | None = self.value(f"list.{key}", on).value
        return found

    def table(self, key: str, on: date) -> tuple[Mapping[str, Any], ...] | None:
        """The rows of a table on a day, None where none holds. Raises KeyError for an unknown key."""
        found: tuple[Mapping[str, Any], ...] | None = self.value(f"table.{key}", on).value
        return found

    def rules(self, on: date | None = None) -> tuple[Rule, ...]:
        """The rules in force on the day, or all; none where there is no edition."""
        if on is None:
            return tuple(self._rules.values())
        if self.edition(on) is None:
            return ()
        return tuple(rule for rule in self._rules.values() if rule.span.covers(on))

    def meetings(self) -> tuple[Meeting, ...]:
        """Every meeting, from the lowest pack to the highest."""
        return tuple(meeting for pack in reversed(self.packs) for meeting in pack.meetings)

    def meeting(self, id_: str, on: date) -> Meeting | None:
        """The meeting's rules on a day: the lowest pack that has them decides."""
        if self.edition(on) is None:
            return None
        return next((one for one in self.meetings() if one.id == id_ and one.span.covers(on)), None)

    def quotas(self) -> tuple[Quota, ...]:
        """Every quota, from the lowest pack to the highest."""
        return tuple(quota for pack in reversed(self.packs) for quota in pack.quotas.values())

    def quota(self, id_: str, on: date) -> Quota | None:
        """The quota on a day: the lowest pack that has it decides."""
        if self.edition(on) is None:
            return None
        return next((one for one in self.quotas() if one.id == id_ and one.span.covers(on)), None)

    def share(self, share: str | Fraction, on: date) -> Fraction | None:
        """The share of a quota: an exact figure, or `p.key` on the day."""
        if isinstance(share, Fraction):
            return share
        found = self.value(share, on).value
        return found if isinstance(found, Fraction | None) else Fraction(found)

    # --- citations ---------------------------------------------------------------------------------------------

    def cite(self, basis: Basis | tuple[str, ...]) -> tuple[Citation, ...]:
        """The citations of an entry: `verified` is the entry's, else the article's, else the document's."""
        plain = basis if isinstance(basis, Basis) else Basis(cite=basis)
        return tuple(self._citation(one, plain) for one in plain.cite)

    def _citation(self, cite: str, basis: Basis) -> Citation:
        source_id, _, article_no = cite.partition("#")
        source = self._sources.get(source_id)
        article = source.articles.get(article_no) if source else None
        verified = basis.verified
        if verified is None and article is not None:
            verified = article.verified
        if verified is None:
            verified = source.verified if source else False
        status = basis.status
        if status == "in_force" and source is not None and source.status != "in_force":
            status = source.status
        return Citation(source=source_id, article=article_no, verified=verified, status=status)


def _reason(pack: Pack, on: date) -> Text:
    gap = next((gap for gap in pack.gaps if gap.covers(on)), None)
    if gap is not None:
        return Text(
            f"{pack.title.zh}自{gap.start}至{gap.end}无版本：{gap.reason.zh}",
            f"{pack.title.en} has no edition from {gap.start} to {gap.end}: {gap.reason.en}",
        )
    first = min(edition.start for edition in pack.editions) if pack.editions else None
    if first is not None and on < first:
        return Text(f"{pack.title.zh}最早的版本自{first}起", f"the first edition of {pack.title.en} begins on {first}")
    return Text(f"{pack.title.zh}在{on}没有版本", f"{pack.title.en} has no edition on {on}")


def _no_value(found: tuple[Entry, ...], on: date) -> Text:
    gaps: list[Gap] = [gap for entry in found for gap in entry.gaps if gap.covers(on)]
    if gaps:
        return gaps[0].reason
    return Text(f"该版本中此项在{on}没有规定", f"this edition sets no value on {on}")
