"""排名与得分明细: the ranking, its spreadsheet, a unit's card, the vetoes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qingheng.assessment.forms import RankingFilter
from qingheng.assessment.models import Cycle
from qingheng.assessment.queries import ranking as query
from qingheng.assessment.queries.cards import Card, card, participants, veto_rows
from qingheng.assessment.queries.sheets import ranking_table
from qingheng.assessment.views.shared import cycle_of, frame, today
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.sheets import write_table
from qingheng.foundation.record.gate import page, page_lang
from qingheng.foundation.record.queries import is_demonstration

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@page
def ranking(request: HttpRequest, year: int) -> HttpResponse:
    """排名: by group, with ties, vetoes, and the rank without bonus."""
    cycle = cycle_of(request, year, "assessment.see_ranking")
    form = RankingFilter(request.GET, page_lang())
    found = query.ranking(request.user, cycle, **form.chosen())
    export = f"export.xlsx?{request.GET.urlencode()}" if request.GET else "export.xlsx"
    context = {
        **frame(request, cycle, "ranking"),
        "form": form,
        "found": found,
        "exports": [(Text("导出 Excel", "Excel"), export)],
    }
    return render(request, "assessment/ranking.html", context)


@require_safe
@page
def export(request: HttpRequest, year: int) -> HttpResponse:
    """导出排名: what the screen shows, under the same right and the same filter."""
    cycle = cycle_of(request, year, "assessment.see_ranking")
    lang = page_lang()
    found = query.ranking(request.user, cycle, **RankingFilter(request.GET, lang).chosen())
    table = ranking_table(cycle, found, lang)
    made = found.run.on if found.run else today()
    content = write_table(table, made=made, lang=lang, demonstration=is_demonstration())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="ranking-{year}.xlsx"'
    return response


@require_safe
@page
def unit(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """得分明细: one unit's figures opened down to their cells."""
    cycle = cycle_of(request, year, "assessment.see_cycle")
    found = card(request.user, cycle, code)
    participant = found.participant if found else participants(cycle).filter(unit__code=code).first()
    if participant is None:
        raise Http404
    context = {
        **frame(request, cycle, "ranking", (participant.name, "")),
        "participant": participant,
        "card": found,
        "parts": _own_parts(cycle, found) if found else [],
    }
    return render(request, "assessment/unit.html", context)


def _own_parts(cycle: Cycle, found: Card) -> list[tuple[query.Part, query.Shown]]:
    """The parts of this unit's own tree with its figures as the screen shows them."""
    figures = found.row.figures
    return [(part, query.shown_figure(figures[part.id])) for part in query.parts_of(cycle) if part.id in figures]


@require_safe
@page
def vetoes(request: HttpRequest, year: int) -> HttpResponse:
    """一票否决: domain, day, basis, the cell it came from, and the remedy."""
    cycle = cycle_of(request, year, "assessment.see_vetoes")
    context = {
        **frame(request, cycle, "vetoes"),
        "rows": veto_rows(request.user, cycle),
        "domains": query.scheme_vetoes(cycle).values(),
    }
    return render(request, "assessment/vetoes.html", context)
