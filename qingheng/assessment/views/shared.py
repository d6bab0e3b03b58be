"""各页共用: finding the year of the address, the tabs of a year, the trail."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from qingheng.assessment.actions import NotYetError, StaleError
from qingheng.assessment.models import Cycle
from qingheng.assessment.queries.bulletin import HISTORICAL
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.gate import page_lang
from qingheng.foundation.record.rights import may, require

#: The pages of a year: URL name, title, the right that opens it.
PAGES = (
    ("year", Text("总览", "Overview"), "assessment.see_cycle"),
    ("units", Text("考核范围", "Coverage"), "assessment.see_cycle"),
    ("ranking", Text("排名", "Ranking"), "assessment.see_ranking"),
    ("certainty", Text("名次可信度", "Certainty"), "assessment.see_ranking"),
    ("vetoes", Text("一票否决", "Vetoes"), "assessment.see_vetoes"),
    ("imports", Text("数据导入", "Imports"), "assessment.see_imports"),
    ("bulletin", Text("考核通报", "Bulletin"), "assessment.see_bulletin"),
)
YEARS = Text("目标考核", "Assessment")


def cycle_of(request: HttpRequest, year: int, right: str) -> Cycle:
    """The year of the address, for whoever has the right. Raises RefusedError, and Http404 where it is not open."""
    require(request.user, right)
    return get_object_or_404(Cycle, year=year)


def frame(request: HttpRequest, cycle: Cycle, name: str, *more: tuple[Text, str]) -> dict[str, Any]:
    """What every page of a year shows around its content: tabs, trail, mark of the edition."""
    found = next((title for page, title, _ in PAGES if page == name), None)
    if found is None:
        raise Http404
    year = Text(f"{cycle.year} 年度", str(cycle.year))
    trail = [(YEARS, reverse("assessment:years")), (year, reverse("assessment:year", args=[cycle.year]))]
    trail += [(found, reverse(f"assessment:{name}", args=[cycle.year])), *more]
    trail[-1] = (trail[-1][0], "")
    return {
        "cycle": cycle,
        "trail": trail,
        "page_title": found,
        "historical": cycle.edition in HISTORICAL,
        "year_tabs": [
            (title, reverse(f"assessment:{page}", args=[cycle.year]), page == name)
            for page, title, right in PAGES
            if may(request.user, right)
        ],
    }


def told(request: HttpRequest, error: StaleError | NotYetError | ProblemsError) -> None:
    """Say on the next page, in its language, why an act was not done."""
    lang = page_lang()
    match error:
        case StaleError():
            messages.warning(request, error.say[lang])
        case NotYetError():
            for finding in error.findings:
                messages.warning(request, f"{finding.say[lang]} {finding.next_step[lang]}")
        case ProblemsError():
            for problem in error.problems:
                messages.error(request, problem.text[lang])


def today() -> Any:
    """The civil day of the server."""
    return clock().today()


def run_number(request: HttpRequest) -> int:
    """The number of a run from the form; what is no number finds nothing."""
    text = request.POST.get("run", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
