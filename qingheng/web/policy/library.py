"""政策包的展示: one chain for the whole site, and its parts turned into what the pages show.

The chain is read once a process: packs change with an installation, never under a running server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.citations import article_text
from qingheng.foundation.policy.loading import load_chain
from qingheng.foundation.policy.model import Basis, Dated, Entry, Item

#: The rooms and their gates, in the order of the mission.
ROOMS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (
        Text("机制一 干部选任：七关", "Mechanism 1, selection: the seven gates"),
        ("entry", "recommendation", "nomination", "inspection", "approval", "publicity", "probation"),
    ),
    (Text("机制二 考核激励", "Mechanism 2, assessment"), ("assessment",)),
    (Text("机制三 教育培训", "Mechanism 3, training"), ("training",)),
    (Text("机制四 监督管理", "Mechanism 4, supervision"), ("supervision",)),
)

GATES: Mapping[str, Text] = {
    "entry": Text("入口关", "entry gate"),
    "recommendation": Text("推荐关", "recommendation gate"),
    "nomination": Text("提名关", "nomination gate"),
    "inspection": Text("考察关", "inspection gate"),
    "approval": Text("任免审批关", "approval gate"),
    "publicity": Text("任前公示关", "publicity gate"),
    "probation": Text("试用关", "probation gate"),
    "assessment": Text("考核激励", "assessment"),
    "training": Text("教育培训", "training"),
    "supervision": Text("监督管理", "supervision"),
}

UNITS: Mapping[str, Text] = {
    "year": Text("年", "years"),
    "month": Text("个月", "months"),
    "day": Text("天", "days"),
    "workday": Text("个工作日", "working days"),
    "hour": Text("学时", "hours"),
    "person": Text("人", "people"),
    "percent": Text("%", "%"),
    "point": Text("分", "points"),
    "rank": Text("名", "places"),
    "count": Text("个", ""),
    "yuan": Text("元", "yuan"),
}


@lru_cache(maxsize=1)
def chain() -> Chain:
    """The chain of the county that runs this installation (`QINGHENG_PACK`, default qingshui)."""
    return load_chain(settings.PACK)


def asked_date(request: HttpRequest) -> date:
    """The day that the page is asked for, `?on=YYYY-MM-DD`; today where it is absent or no date."""
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return clock().today()


def bad_day(request: HttpRequest) -> str:
    """What stands for a day in the address and is none; empty where there is nothing wrong."""
    written = request.GET.get("on", "").strip()
    try:
        date.fromisoformat(written)
    except ValueError:
        return written[:40]
    return ""


@dataclass(frozen=True, slots=True)
class Cited:
    """依据的展示: a citation with the short title of its document."""

    citation: Citation
    title: Text
    gist: Text | None

    @property
    def article(self) -> Text:
        """第八条第（三）项, or §1.4 where the document is numbered by sections."""
        no, source = self.citation.article, chain().sources().get(self.citation.source)
        place = article_text(no, source.numbering if source else "article") if no else Text("", "")
        if self.gist is not None and place.zh == no:  # a named passage has no number: its gist says which it is
            return Text(f"（{self.gist.zh}）", f"({self.gist.en})")
        return place


def cited(basis: Basis | tuple[str, ...]) -> list[Cited]:
    """Every citation of an entry, ready to show."""
    sources = chain().sources()
    shown = []
    for citation in chain().cite(basis):
        source = sources.get(citation.source)
        title = source.short if source else Text(citation.source, citation.source)
        article = source.articles.get(citation.article) if source else None
        shown.append(Cited(citation, title, article.gist if article else None))
    return shown


def figure(value: Any, unit: str | None = None) -> Text:
    """A single value in words: 是/否, an exact figure with its unit, a date, a word."""
    suffix = UNITS.get(unit or "", Text("", ""))
    if isinstance(value, bool):
        return Text("是", "yes") if value else Text("否", "no")
    if isinstance(value, int | Fraction):
        if unit == "percent" and "/" in format_figure(Fraction(value)):  # two thirds, and not 200/3 per cent
            return figure(Fraction(value) / 100)
        text = format_figure(Fraction(value))
        return Text(f"{text} {suffix.zh}".strip(), f"{text} {suffix.en}".strip())
    if isinstance(value, date):
        return Text(value.isoformat(), value.isoformat())
    return Text(str(value), str(value))


def member_name(field: str | None, id_: str) -> Text:
    """The name of an enumeration's member, or the id where the field does not know it."""
    known = chain().fields.get(field or "")
    for member in known.members if known else ():
        if member.id == id_:
            return member.label
    return Text(id_, id_)


@dataclass(frozen=True, slots=True)
class ShownValue:
    """定期值的展示: one dated value; exactly one of `single`, `pairs`, `items`, `rows` is filled."""

    dated: Dated
    cites: list[Cited]
    single: Text | None = None
    pairs: tuple[tuple[Text, Text], ...] = ()
    items: tuple[Item, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Text, ...], ...] = ()

    @property
    def assumed(self) -> bool:
        """Whether the county still has to confirm it."""
        return self.dated.basis.status == "assumed"


def shown(entry: Entry, dated: Dated) -> ShownValue:
    """One dated value of an entry, in the shape of its kind."""
    cites = cited(dated.basis)
    if entry.kind == "list":
        return ShownValue(dated, cites, items=tuple(dated.value))
    if entry.kind == "table":
        columns = tuple(entry.columns)
        rows = tuple(
            tuple(figure(row[name]) if row.get(name) is not None else Text("—", "—") for name in columns)
            for row in dated.value
        )
        return ShownValue(dated, cites, columns=columns, rows=rows)
    if isinstance(dated.value, Mapping):
        pairs = tuple(
            (member_name(entry.map_key, str(key)), figure(one, entry.unit)) for key, one in dated.value.items()
        )
        return ShownValue(dated, cites, pairs=pairs)
    if isinstance(dated.value, tuple | list):
        names = [member_name(entry.map_key, str(one)) for one in dated.value]
        return ShownValue(dated, cites, single=Text("、".join(n.zh for n in names), ", ".join(n.en for n in names)))
    return ShownValue(dated, cites, single=figure(dated.value, entry.unit))


def history(entry: Entry) -> list[ShownValue]:
    """Every dated value of an entry, the newest first."""
    return [shown(entry, dated) for dated in sorted(entry.values, key=lambda one: one.start, reverse=True)]


def chart_of(entry: Entry) -> dict[str, Any] | None:
    """A step line of a number through time, broken where it does not hold; None where it is no number or never changed."""
    values = sorted(entry.values, key=lambda one: one.start)
    if len(values) < 2 or not all(
        isinstance(one.value, int | Fraction) and not isinstance(one.value, bool) for one in values
    ):
        return None
    points: list[list[str | None]] = []
    for one in values:
        figure = format_figure(Fraction(one.value))
        points.append([one.start.isoformat(), figure])
        if one.end is not None:
            points += [[one.end.isoformat(), figure], [one.end.isoformat(), None]]
    points.append([max(values[-1].start, clock().today()).isoformat(), points[-1][1]])
    return {
        "xAxis": {"type": "time"},
        "yAxis": {"type": "value"},
        "series": [{"type": "line", "step": "end", "data": points}],
    }


def file_in_packs(file: str | None) -> str:
    """A file of a pack as an officer names it, `national/rules/procedure.toml`; where the machine keeps it is nobody's business."""
    path = Path(file or "")
    roots = [Path(one.place.file or "").parent for one in chain().packs]
    return next((f"{root.name}/{path.relative_to(root)}" for root in roots if path.is_relative_to(root)), path.name)
