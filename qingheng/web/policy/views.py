"""政策包的页面: packs, rules, values, meetings, sources, terms and fields; everything that decides can be read here."""

from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.citations import article_text
from qingheng.foundation.policy.judge import parse_rules
from qingheng.foundation.policy.model import Entry, Rule
from qingheng.web.policy.conduct import conduct
from qingheng.web.policy.gate import policy_page
from qingheng.web.policy.library import (
    GATES,
    ROOMS,
    asked_date,
    bad_day,
    chain,
    chart_of,
    cited,
    file_in_packs,
    history,
    shown,
)
from qingheng.web.policy.search import contains, entry_texts, rule_texts, search
from qingheng.web.policy.words import answer, conditions, parameters_of, quota_words

#: Kinds of entries, in the order of the page.
KINDS = {"p": Text("数值", "Values"), "list": Text("清单", "Lists"), "table": Text("表", "Tables")}
BY = {"room": Text("按机制", "By room"), "source": Text("按依据", "By source"), "date": Text("按日期", "By date")}


def _context(request: HttpRequest, *trail: tuple[str, str], **more: Any) -> dict[str, Any]:
    on = asked_date(request)
    held = chain()
    return {
        "on": on,
        "bad_day": bad_day(request),
        "chain": held,
        "edition": held.edition(on),
        "no_edition": held.no_edition(on),
        "trail": [(_("政策包"), "/policy/" if trail else ""), *trail],
        **more,
    }


@policy_page
def index(request: HttpRequest) -> HttpResponse:
    """首页: the packs with their editions, and the ways in."""
    held = chain()
    on = asked_date(request)
    counts = {
        "rules": len(held.rules(on)),
        "values": len(held.parameters()),
        "meetings": len({one.id for one in held.meetings()}),
        "sources": len(held.sources()),
        "terms": len(held.glossary()),
        "fields": len(held.fields),
        "cases": len(held.cases()),
    }
    assumed = sum(one.basis.status == "assumed" for entry in held.parameters() for one in entry.values)
    words = request.GET.get("q", "").strip()
    found = search(held, words, on) if words else []
    context = _context(request, counts=counts, assumed=assumed, schemes=held.schemes(), q=words, found=found)
    return render(request, "policy/index.html", context)


@policy_page
def rules(request: HttpRequest) -> HttpResponse:
    """规则: those in force on the day, grouped by room, by source or by date, filtered by words."""
    by = request.GET.get("by", "room")
    on, words = asked_date(request), request.GET.get("q", "").strip()
    found = [rule for rule in chain().rules(on) if contains(rule_texts(chain(), rule), words)]
    grouping = {"source": _by_source, "date": _by_date}.get(by, _by_room)
    tabs = [(title, f"?by={key}&on={on}", key == by) for key, title in BY.items()]
    context = _context(request, (_("规则"), ""), groups=grouping(found), count=len(found), q=words, by=by, tabs=tabs)
    return render(request, "policy/rules.html", context)


def _by_room(found: list[Rule]) -> list[tuple[Text, Text | None, list[Rule]]]:
    groups = [
        (room, GATES[gate], [rule for rule in found if rule.gate == gate]) for room, gates in ROOMS for gate in gates
    ]
    return [group for group in groups if group[2]]


def _by_source(found: list[Rule]) -> list[tuple[Text, Text | None, list[Rule]]]:
    groups: dict[str, list[Rule]] = {}
    for rule in found:
        for source in dict.fromkeys(cite.partition("#")[0] for cite in rule.basis.cite):
            groups.setdefault(source, []).append(rule)
    sources = chain().sources()
    return [(sources[id_].short, sources[id_].title, groups[id_]) for id_ in sorted(groups)]


def _by_date(found: list[Rule]) -> list[tuple[Text, Text | None, list[Rule]]]:
    days = sorted({rule.span.start for rule in found}, reverse=True)
    return [
        (Text(f"自 {day} 起", f"from {day}"), None, [rule for rule in found if rule.span.start == day]) for day in days
    ]


@policy_page
def rule(request: HttpRequest, id_: str) -> HttpResponse:
    """一条规则: its sentence, conditions in words, values through time, cases and citations, and a place to try it."""
    held = chain()
    found = next((one for one in held.rules() if one.id == id_), None)
    if found is None:
        raise Http404
    on = asked_date(request)
    parsed = parse_rules(held)[0].get(found.id)
    context = _context(
        request,
        (_("规则"), "/policy/rules/"),
        (str(found.title.en if request.LANGUAGE_CODE == "en" else found.title.zh), ""),
        rule=found,
        gate=GATES.get(found.gate, Text(found.gate, found.gate)),
        cites=cited(found.basis),
        conditions=conditions(held, parsed, on) if parsed else [],
        answer=answer(held, parsed) if parsed else found.say,
        values=[(entry, history(entry)) for entry in parameters_of(held, parsed)] if parsed else [],
        written_in=file_in_packs(found.place.file),
        cases=[case for case in held.cases().values() if case.kind == "person" and found.id in case.expect],
        holds=found.span.covers(on) and held.edition(on) is not None,
    )
    return render(request, "policy/rule.html", context)


@policy_page
def values(request: HttpRequest) -> HttpResponse:
    """数值、清单、表: what holds on the day."""
    words = request.GET.get("q", "").strip().lower()
    on = asked_date(request)
    groups = []
    for kind, title in KINDS.items():
        entries = [
            one for one in chain().parameters() if one.kind == kind and contains(entry_texts(chain(), one), words)
        ]
        groups.append((kind, title, [(entry, _now(entry, on)) for entry in entries]))
    quotas = [
        (one, quota_words(chain(), one, on), cited(one.basis))
        for one in chain().quotas()
        if one.span.covers(on) and chain().edition(on) and contains((one.id, one.label.zh, one.label.en), words)
    ]
    years = (
        []
        if words
        else [
            (year, sorted(one.holidays), sorted(one.workdays), cited(one.basis))
            for year, one in sorted(chain().calendar().items(), reverse=True)
        ]
    )
    context = _context(request, (_("数值与清单"), ""), groups=groups, quotas=quotas, years=years, q=words)
    return render(request, "policy/values.html", context)


def _now(entry: Entry, on: date) -> Any:
    dated = entry.at(on) if chain().edition(on) else None
    return shown(entry, dated) if dated else None


@policy_page
def value(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """一项数值: every dated value with its citation, and a line through time where it is a number."""
    entry = chain().entry(f"{kind}.{key}") if kind in KINDS else None
    if entry is None:
        raise Http404
    on = asked_date(request)
    using = [one.rule for one in parse_rules(chain())[0].values() if entry in parameters_of(chain(), one)]
    title = entry.label.en if request.LANGUAGE_CODE == "en" else entry.label.zh
    context = _context(
        request,
        (_("数值与清单"), "/policy/values/"),
        (title, ""),
        entry=entry,
        answer=chain().value(f"{kind}.{key}", on),
        now=_now(entry, on),
        history=history(entry),
        chart=chart_of(entry),
        using=using,
    )
    return render(request, "policy/value.html", context)


@policy_page
def meetings(request: HttpRequest) -> HttpResponse:
    """会议: quorum, majority and conduct of every meeting in force on the day."""
    on = asked_date(request)
    ids = dict.fromkeys(one.id for one in chain().meetings())
    held = [one for one in (chain().meeting(id_, on) for id_ in ids) if one is not None]
    rows = [(one, cited(one.basis), list(conduct(one))) for one in held]
    return render(request, "policy/meetings.html", _context(request, (_("会议"), ""), meetings=rows))


@policy_page
def sources(request: HttpRequest) -> HttpResponse:
    """依据: every document, with what of it was read."""
    found = sorted(chain().sources().values(), key=lambda one: (one.level, one.date))
    return render(request, "policy/sources.html", _context(request, (_("依据"), ""), sources=found))


@policy_page
def source(request: HttpRequest, id_: str) -> HttpResponse:
    """一份文件: its articles, and what rests on each."""
    found = chain().sources().get(id_)
    if found is None:
        raise Http404
    resting: dict[str, list[Any]] = {}
    for one in chain().rules():
        for cite in one.basis.cite:
            if cite.partition("#")[0] == id_:
                resting.setdefault(cite.partition("#")[2], []).append((one.title, f"/policy/rules/{one.id}/"))
    for entry in chain().parameters():
        cites = {cite for dated in entry.values for cite in dated.basis.cite}
        for cite in sorted(cites):
            if cite.partition("#")[0] == id_:
                place = f"/policy/values/{entry.kind}/{entry.key}/"
                resting.setdefault(cite.partition("#")[2], []).append((entry.label, place))
    for one in (*chain().meetings(), *chain().quotas()):
        place = (
            f"/policy/meetings/?on={one.span.start}#{one.id}"
            if one in chain().meetings()
            else f"/policy/values/?on={one.span.start}#quota-{one.id}"
        )
        for cite in one.basis.cite:
            if cite.partition("#")[0] == id_:
                resting.setdefault(cite.partition("#")[2], []).append((one.label, place))
    articles = [(one, _numbered(one.no, found.numbering), resting.pop(one.no, [])) for one in found.articles.values()]
    whole = [link for links in resting.values() for link in links]
    title = found.short.en if request.LANGUAGE_CODE == "en" else found.short.zh
    trail = ((_("依据"), "/policy/sources/"), (title, ""))
    return render(
        request, "policy/source.html", _context(request, *trail, source=found, articles=articles, whole=whole)
    )


def _numbered(no: str, numbering: str) -> Text | None:
    """第八条第（三）项; None where a passage has no number of its own and its gist says which it is."""
    place = article_text(no, numbering)
    return None if place.zh == no else place


@policy_page
def terms(request: HttpRequest) -> HttpResponse:
    """术语: the one source of words."""
    words = request.GET.get("q", "").strip().lower()
    found = [
        one
        for one in chain().glossary().values()
        if all(w in f"{one.id} {one.zh} {one.en}".lower() for w in words.split())
    ]
    return render(request, "policy/terms.html", _context(request, (_("术语"), ""), terms=found, q=words))


@policy_page
def fields(request: HttpRequest) -> HttpResponse:
    """事实字段: what is kept about a person, for what purpose, on what basis, how long and for whom."""
    found = [(one, cited(one.legal_basis)) for one in chain().fields.values()]
    return render(request, "policy/fields.html", _context(request, (_("事实字段"), ""), fields=found))


@policy_page
def problems(request: HttpRequest) -> HttpResponse:
    """检查: what `qingheng policy check` says, as a page."""
    found = [replace(one, where=replace(one.where, file=file_in_packs(one.where.file))) for one in check(chain())]
    return render(request, "policy/check.html", _context(request, (_("检查"), ""), problems=found))
