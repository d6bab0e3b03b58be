"""模板标签: choosing the language of a `Text`, and showing what is unknown as unknown. Built in: no `load` needed."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.http import HttpRequest
from django.utils.translation import get_language

from qingheng.assessment.queries.citations import cited as cited_anchor
from qingheng.assessment.queries.citations import cited_article
from qingheng.foundation.kernel.findings import Citation
from qingheng.foundation.kernel.text import Lang, Text

register = template.Library()


def current_lang() -> Lang:
    """The language of the page: zh or en."""
    return "en" if get_language() == "en" else "zh"


@register.filter
def say(value: Any) -> Any:
    """A `Text` or a `{"zh": …, "en": …}` in the page's language; anything else as it is, None as nothing."""
    lang = current_lang()
    if value is None:
        return ""
    if isinstance(value, Text):
        return value[lang]
    if isinstance(value, Mapping) and "zh" in value and "en" in value:
        return value[lang]
    return getattr(value, lang, value)


#: Facts that a finding of the rooms may miss, by key; a key without a name shows as it is.
FACTS = {
    "inputs": Text("考核数据", "assessment inputs"),
    "rank": Text("名次", "rank"),
}


@register.filter
def fact_name(key: str) -> str:
    """The name of a missing fact in the page's language."""
    return FACTS.get(key, Text(key, key))[current_lang()]


#: 数据表: the input tables of the scoring, as an officer calls them.
TABLES = {
    "events": Text("事件", "events"),
    "relations": Text("分管关系", "relations"),
    "sheets": Text("实名评分表", "named panel sheets"),
    "units": Text("单位", "units"),
    "values": Text("数值", "values"),
    "vetoes": Text("一票否决", "vetoes"),
    "votes": Text("测评票数", "votes"),
}


@register.filter
def table_name(key: str) -> str:
    """数值（values）: the table in words, with the name that the documentation uses."""
    name = TABLES.get(key)
    return key if name is None else {"zh": f"{name.zh}（{key}）", "en": name.en}[current_lang()]


@register.filter
def cited(cite: Citation | str) -> str:
    """依据, as one reads it: 《清水县四项机制（2007）》§2.3 for a finding's citation, or for the anchor `seed#2.3`."""
    return (cited_anchor(cite) if isinstance(cite, str) else cited_article(cite))[current_lang()]


@register.filter
def known(value: Any) -> bool:
    """Whether a figure is there at all: zero is known, None and the empty string are not."""
    return value is not None and value != ""


@register.simple_tag(takes_context=True)
def sort_state(context: template.Context, key: str) -> str:
    """How the list is sorted by this column: "ascending", "descending" or "none" (for aria-sort)."""
    request: HttpRequest | None = context.get("request")
    asked = request.GET.get("sort", "") if request else ""
    return {key: "ascending", f"-{key}": "descending"}.get(asked, "none")


@register.simple_tag
def page_range(page: Any) -> list[int | None]:
    """The page numbers to offer, None for a gap: the ends, the current one and its neighbours."""
    wanted = sorted(
        {1, 2, page.number - 1, page.number, page.number + 1, page.paginator.num_pages - 1, page.paginator.num_pages}
    )
    found: list[int | None] = []
    before = 0
    for number in wanted:
        if not 1 <= number <= page.paginator.num_pages:
            continue
        if number - before > 1:
            found.append(None)
        found.append(number)
        before = number
    return found
