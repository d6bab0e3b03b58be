"""考核通报: the page that shows what will be printed, and the PDF."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from qingheng.assessment.queries.bulletin import bulletin as query
from qingheng.assessment.queries.bulletin import score_sheet
from qingheng.assessment.queries.cards import card
from qingheng.assessment.views.shared import cycle_of, frame, today
from qingheng.foundation.papers.bulletin import bulletin_pdf
from qingheng.foundation.papers.score_sheet import score_sheet_pdf
from qingheng.foundation.record.gate import page, page_lang
from qingheng.foundation.record.rights import require


@require_safe
@page
def bulletin(request: HttpRequest, year: int) -> HttpResponse:
    """通报预览: the same data as the PDF, on a page."""
    cycle = cycle_of(request, year, "assessment.see_bulletin")
    require(request.user, "assessment.see_bulletin", cycle)
    found = query(request.user, cycle, today())
    context = {**frame(request, cycle, "bulletin"), "paper": found[0] if found else None}
    return render(request, "assessment/bulletin.html", context)


@require_safe
@page
def bulletin_paper(request: HttpRequest, year: int) -> HttpResponse:
    """通报 PDF, in the language of the page."""
    cycle = cycle_of(request, year, "assessment.see_bulletin")
    require(request.user, "assessment.see_bulletin", cycle)
    found = query(request.user, cycle, today())
    if found is None:
        raise Http404
    response = HttpResponse(bulletin_pdf(found[0], page_lang()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="bulletin-{year}.pdf"'
    return response


@require_safe
@page
def unit_paper(request: HttpRequest, year: int, code: str) -> HttpResponse:
    """得分单 PDF: a unit's score card to be printed and signed for, under the right of the card."""
    cycle = cycle_of(request, year, "assessment.see_cycle")
    found = card(request.user, cycle, code)
    if found is None:
        raise Http404
    response = HttpResponse(score_sheet_pdf(score_sheet(found, cycle), page_lang()), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="score-{year}-{found.row.code}.pdf"'
    return response
