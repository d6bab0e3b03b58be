"""装配: cleaned documents of one pack become its frozen content; what only shows here (ids, editions) is a problem too."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.files import Document
from qingheng.foundation.policy.lines import Path
from qingheng.foundation.policy.meetings import Meeting, build_meeting, contradictions
from qingheng.foundation.policy.model import (
    Article,
    Basis,
    CalendarYear,
    Case,
    Contested,
    Dated,
    Edition,
    Entry,
    Field,
    Gap,
    Item,
    Link,
    Member,
    Quota,
    Rule,
    RuleException,
    Source,
    Span,
    Term,
)

ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Pack:
    """政策包: everything one pack says, before it is joined with the packs above it."""

    id: str
    title: Text
    parent: str | None = None
    editions: tuple[Edition, ...] = ()
    gaps: tuple[Gap, ...] = ()
    sources: dict[str, Source] = field(default_factory=dict)
    fields: dict[str, Field] = field(default_factory=dict)
    same_as: dict[str, str] = field(default_factory=dict)
    terms: dict[str, Term] = field(default_factory=dict)
    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    quotas: dict[str, Quota] = field(default_factory=dict)
    meetings: list[Meeting] = field(default_factory=list)
    rules: dict[str, Rule] = field(default_factory=dict)
    years: dict[int, CalendarYear] = field(default_factory=dict)
    contested: dict[str, Contested] = field(default_factory=dict)
    cases: dict[str, Case] = field(default_factory=dict)
    schemes: tuple[str, ...] = ()
    place: Where = field(default_factory=Where)
    #: Names that stand in the files, good or bad: so that one bad entry is not reported again as an unknown name.
    named: set[str] = field(default_factory=set)

    def edition(self, on: date) -> Edition | None:
        """The edition of the day, if any."""
        return next((edition for edition in self.editions if edition.covers(on)), None)

    def end_of_edition(self, start: date) -> date | None:
        """The last day of the edition in which `start` lies; None for an open one. Raises LookupError outside all."""
        found = self.edition(start)
        if found is None:
            raise LookupError(start)
        return found.end


def build_pack(documents: Iterable[Document], schemes: tuple[str, ...], problems: list[Problem]) -> Pack | None:
    """The pack of these documents, or None where `pack.toml` itself cannot be read; every problem goes to `problems`."""
    by_name = {document.name: document for document in documents}
    head = by_name.get("pack.toml")
    if head is None or not head.content:
        return None
    pack = Pack(
        head.content["id"], head.content["title"], head.content["parent"], schemes=schemes, place=head.where(())
    )
    pack.editions = tuple(_edition(raw, head, problems) for raw in head.content["edition"])
    pack.gaps = tuple(_gap(raw) for raw in head.content["gap"])
    builder = _Builder(pack, problems)
    for name, document in sorted(by_name.items()):
        builder.read(name, document)
    return pack


def _edition(raw: Mapping[str, Any], head: Document, problems: list[Problem]) -> Edition:
    order(raw, head.where(raw["path"]), problems)
    return Edition(
        start=raw["from"], end=raw["to"], id=raw["id"], title=raw["title"], historical=bool(raw["historical"])
    )


def _gap(raw: Mapping[str, Any]) -> Gap:
    return Gap(start=raw["from"], end=raw["to"], reason=raw["reason"])


def order(raw: Mapping[str, Any], where: Where, problems: list[Problem]) -> None:
    """Note a last day before the first."""
    if raw["to"] is not None and raw["to"] < raw["from"]:
        problems.append(problem("date_order", where, start=raw["from"], to=raw["to"]))


def basis(raw: Mapping[str, Any]) -> Basis:
    """Citation, status and verification of a cleaned entry."""
    return Basis(cite=raw["cite"], status=raw["status"], verified=raw["citation_verified"])


class _Builder:
    """Fills a pack from its documents."""

    def __init__(self, pack: Pack, problems: list[Problem]) -> None:
        self.pack = pack
        self.problems = problems
        self.document: Document
        self.seen: dict[str, Where] = {}

    def read(self, name: str, document: Document) -> None:
        self.document = document
        for section, entries in document.raw.items():
            if isinstance(entries, dict):
                self.pack.named |= {f"{section}.{key}" for key in entries}
            elif isinstance(entries, list):
                ids = [one.get("id") for one in entries if isinstance(one, dict)]
                self.pack.named |= {f"{section}.{key}" for key in ids if isinstance(key, str)}
        if not document.content or name == "pack.toml":
            return
        for section, entries in document.content.items():
            add = getattr(self, f"_add_{section}", None)
            if add is None or not entries:
                continue
            pairs = entries.items() if isinstance(entries, dict) else ((one.get("id"), one) for one in entries)
            for key, raw in pairs:
                add(key, raw)

    def where(self, path: Path) -> Where:
        return self.document.where(path)

    def new(self, kind: str, key: str, path: Path) -> bool:
        """Whether the id is new in this pack; else a problem."""
        where = self.where(path)
        name = f"{kind}.{key}"
        if name in self.seen:
            self.problems.append(problem("duplicate_id", where, id=key, other=self.seen[name]))
            return False
        self.seen[name] = where
        return True

    def _add_source(self, key: str, raw: Mapping[str, Any]) -> None:
        where = self.where(raw["path"])
        order(raw, where, self.problems)
        if not self.new("source", key, raw["path"]):
            return
        articles: dict[str, Article] = {}
        for one in raw["articles"]:
            if one["no"] in articles:
                self.problems.append(
                    problem("item_twice", self.where(one["path"]), key=f"source.{key}.articles", id=one["no"])
                )
            articles[one["no"]] = Article(no=one["no"], gist=Text(one["zh"], one["en"]), verified=one["verified"])
        same = (
            "title",
            "short",
            "issuer",
            "number",
            "date",
            "level",
            "status",
            "verified",
            "read_at",
            "numbering",
            "note",
        )
        self.pack.sources[key] = Source(
            id=key,
            span=Span(start=raw["from"], end=raw["to"]),
            articles=articles,
            place=where,
            **{name: raw[name] for name in same},
        )

    def _add_field(self, key: str, raw: Mapping[str, Any]) -> None:
        if not self.new("field", key, raw["path"]):
            return
        if raw["same_as"]:
            self.pack.same_as[key] = raw["same_as"]
        members = tuple(Member(id=one["id"], label=Text(one["zh"], one["en"])) for one in raw["members"])
        self._twice(f"field.{key}.members", [one.id for one in members], raw["path"])
        same = (
            "label", "type", "unit", "ordered", "nullable", "future", "of", "purpose", "legal_basis", "sensitivity", "retention",
            "readers", "note",
        )  # fmt: skip
        self.pack.fields[key] = Field(
            key=key,
            members=members,
            map_key=raw["key"],
            least=raw["min"],
            most=raw["max"],
            place=self.where(raw["path"]),
            **{name: raw[name] for name in same},
        )

    def _twice(self, key: str, ids: list[str], path: Path) -> None:
        for one in sorted({one for one in ids if ids.count(one) > 1}):
            self.problems.append(problem("item_twice", self.where(path), key=key, id=one))

    def _add_term(self, key: str, raw: Mapping[str, Any]) -> None:
        if self.new("term", key, raw["path"]):
            rejected = raw["rejected"] or {"zh": (), "en": ()}
            same = ("zh", "en", "definition", "cite", "institution", "not_to_confuse")
            self.pack.terms[key] = Term(
                id=key,
                rejected_zh=rejected["zh"],
                rejected_en=rejected["en"],
                place=self.where(raw["path"]),
                **{name: raw[name] for name in same},
            )

    def _add_p(self, key: str, raw: Mapping[str, Any]) -> None:
        self._entry("p", key, raw, lambda one: one["value"], type=raw["type"], of=raw["of"], map_key=raw["key"],
                    unit=raw["unit"], direction=raw["direction"])  # fmt: skip

    def _add_list(self, key: str, raw: Mapping[str, Any]) -> None:
        self._entry("list", key, raw, self._items, type="list", promised=raw["promised"], origin=raw["basis"])

    def _add_table(self, key: str, raw: Mapping[str, Any]) -> None:
        self._entry("table", key, raw, lambda one: one["rows"], type="table", columns=raw["columns"])

    def _items(self, raw: Mapping[str, Any]) -> tuple[Item, ...]:
        self._twice("items", [one["id"] for one in raw["items"]], raw["path"])
        same = ("id", "note", "evidence", "lead", "optional", "indicator", "decision", "cite", "status")
        return tuple(
            Item(label=Text(one["zh"], one["en"]), least=one["min"], **{name: one[name] for name in same})
            for one in raw["items"]
        )

    def _entry(self, kind: str, key: str, raw: Mapping[str, Any], value: Any, **more: Any) -> None:
        if not self.new(kind, key, raw["path"]):
            return
        values = tuple(
            Dated(
                start=one["from"],
                end=one["to"],
                declared_end=one["to"],
                value=value(one),
                basis=basis(one),
                decision=one["decision"],
                note=one["note"],
                place=self.where(one["path"]),
            )
            for one in raw["values"]
        )
        for one in raw["values"]:
            order(one, self.where(one["path"]), self.problems)
        self.pack.entries[kind, key] = Entry(
            kind=kind,
            key=key,
            pack=self.pack.id,
            label=raw["label"],
            values=self._close(f"{kind}.{key}", values),
            gaps=tuple(_gap(one) for one in raw["gaps"]),
            indicator=raw["indicator"],
            note=raw["note"],
            place=self.where(raw["path"]),
            **more,
        )

    def _close(self, key: str, values: tuple[Dated, ...]) -> tuple[Dated, ...]:
        """Give every value its last day: as declared, or before the next value, never beyond its edition."""
        ordered = sorted(values, key=lambda one: one.start)
        closed = []
        for index, one in enumerate(ordered):
            following = ordered[index + 1].start if index + 1 < len(ordered) else None
            closed.append(self._close_one(key, one, following))
        return tuple(closed)

    def _close_one(self, key: str, one: Dated, following: date | None) -> Dated:
        if following == one.start:
            self.problems.append(problem("same_date_twice", one.place, key=key, day=one.start))
            return one
        if one.end is not None and following is not None and following <= one.end:
            self.problems.append(problem("value_overlap", one.place, key=key, start=following, other=one.start))
        try:
            edition_end = self.pack.end_of_edition(one.start)
        except LookupError:
            self.problems.append(problem("outside_edition", one.place, key=key, day=one.start))
            return one
        before_next = following - ONE_DAY if following is not None else None
        ends = [end for end in (one.end, before_next, edition_end) if end is not None]
        return replace(one, end=min(ends) if ends else None)

    def _span(self, key: str, raw: Mapping[str, Any]) -> Span:
        """The period of a rule, meeting or quota: never beyond the edition in which it begins."""
        where = self.where(raw["path"])
        order(raw, where, self.problems)
        try:
            edition_end = self.pack.end_of_edition(raw["from"])
        except LookupError:
            self.problems.append(problem("outside_edition", where, key=key, day=raw["from"]))
            edition_end = None
        ends = [end for end in (raw["to"], edition_end) if end is not None]
        return Span(start=raw["from"], end=min(ends) if ends else None)

    def _add_quota(self, key: str, raw: Mapping[str, Any]) -> None:
        if not self.new("quota", key, raw["path"]):
            return
        same = ("label", "share", "rounding", "rounding_cite", "allocation", "tie", "link_by", "note")
        self.pack.quotas[key] = Quota(
            id=key,
            pack=self.pack.id,
            span=self._span(f"quota.{key}", raw),
            basis=basis(raw),
            links=tuple(
                Link(when=one["when"], share=one["share"], chief_below=one["chief_below"]) for one in raw["links"]
            ),
            place=self.where(raw["path"]),
            **{name: raw[name] for name in same},
        )

    def _add_meeting(self, key: str, raw: Mapping[str, Any]) -> None:
        where = self.where(raw["path"])
        against = contradictions(raw)
        for reason in against:
            self.problems.append(
                problem("meeting_contradiction", where, meeting=key, reason=reason.zh, reason_en=reason.en)
            )
        if any(raw[name]["ge"] is None and raw[name]["gt"] is None for name in ("quorum", "pass")):
            return
        span = self._span(f"meeting.{key}", raw)
        for other in self.pack.meetings:
            if other.id == key and other.span.meets(span):
                self.problems.append(
                    problem("value_overlap", where, key=f"meeting.{key}", start=span.start, other=other.span.start)
                )
        meeting = build_meeting(self.pack.id, raw, basis(raw), where)
        self.pack.meetings.append(replace(meeting, span=span))

    def _add_rule(self, key: str, raw: Mapping[str, Any]) -> None:
        if not self.new("rule", key, raw["path"]):
            return
        exceptions = tuple(
            RuleException(id=one["id"], when=one["when"], effect=one["effect"], cite=one["cite"])
            for one in raw["exceptions"]
        )
        if raw["unless"] is not None:
            exceptions = (RuleException(id="unless", when=raw["unless"], effect=raw["on_unless"]), *exceptions)
        same = (
            "title", "gate", "applies_to", "scope", "when", "need", "severity", "reference", "say", "mend", "extends",
            "decision", "note",
        )  # fmt: skip
        self.pack.rules[key] = Rule(
            id=key,
            pack=self.pack.id,
            span=self._span(f"rule.{key}", raw),
            basis=basis(raw),
            exceptions=exceptions,
            place=self.where(raw["path"]),
            **{name: raw[name] for name in same},
        )

    def _add_year(self, key: str, raw: Mapping[str, Any]) -> None:
        year = int(key)
        where = self.where(raw["path"])
        for one in self._odd_days(year, raw):
            self.problems.append(
                problem("calendar_conflict", where, year=year, day=one[0], reason=one[1].zh, reason_en=one[1].en)
            )
        self.pack.years[year] = CalendarYear(
            year=year,
            holidays=frozenset(raw["holidays"]),
            workdays=frozenset(raw["workdays"]),
            basis=basis(raw),
            place=where,
        )

    @staticmethod
    def _odd_days(year: int, raw: Mapping[str, Any]) -> list[tuple[date, Text]]:
        holidays, workdays = raw["holidays"], raw["workdays"]
        days = (*holidays, *workdays)
        other = [(one, Text("不在该年", "lies in another year")) for one in days if one.year != year]
        both = [(one, Text("既放假又上班", "is both free and worked")) for one in sorted(set(holidays) & set(workdays))]
        plain = [
            (one, Text("本来就是工作日，不必列为调休上班", "is a working day anyway"))
            for one in workdays
            if one.weekday() < 5
        ]
        twice = sorted({one for one in days if holidays.count(one) > 1 or workdays.count(one) > 1})
        return other + both + plain + [(one, Text("重复列出", "is listed twice")) for one in twice]

    def _add_contested(self, key: str, raw: Mapping[str, Any]) -> None:
        if self.new("contested", key, raw["path"]):
            same = ("label", "words", "facts", "why", "cite")
            self.pack.contested[key] = Contested(
                id=key, start=raw["from"], place=self.where(raw["path"]), **{name: raw[name] for name in same}
            )

    def _add_case(self, key: str, raw: Mapping[str, Any]) -> None:
        if not self.new("case", key, raw["path"]):
            return
        given = {
            "person": raw["facts"],
            "meeting": raw["counts"] or {},
            "quota": {"groups": raw["groups"], "properties": raw["properties"]},
        }[raw["kind"]]
        self.pack.cases[key] = Case(
            id=key,
            title=raw["title"],
            kind=raw["kind"],
            on=raw["on"],
            subject=raw["meeting"] if raw["kind"] == "meeting" else raw["quota"],
            given=given,
            expect=raw["expect"],
            overall=raw["overall"],
            earliest=raw["earliest"],
            rules=raw["rules"],
            place=self.where(raw["path"]),
        )
