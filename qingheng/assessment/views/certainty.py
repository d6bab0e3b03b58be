"""名次可信度: beside the official order, which it never changes; ordered here, computed in the background."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qingheng.assessment import actions, tasks
from qingheng.assessment.models import ScoreRun
from qingheng.assessment.queries.certainty import CertainGroup
from qingheng.assessment.queries.certainty import certainty as query
from qingheng.assessment.queries.sheets import certainty_table
from qingheng.assessment.terms import Stage
from qingheng.assessment.views.ranking import XLSX
from qingheng.assessment.views.shared import cycle_of, frame, run_number, today, told
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.papers.sheets import write_table
from qingheng.foundation.record.gate import page, page_lang
from qingheng.foundation.record.queries import is_demonstration
from qingheng.foundation.record.rights import may


@require_safe
@page
def certainty(request: HttpRequest, year: int) -> HttpResponse:
    """名次可信度: intervals, the last three, weights, agreement of raters, and what has no error."""
    cycle = cycle_of(request, year, "assessment.see_ranking")
    found = query(request.user, cycle)
    lang = page_lang()
    context = {
        **frame(request, cycle, "certainty"),
        "found": found,
        "charts": [(group, _chart(group, lang)) for group in found.groups],
        "tabs": [(f"group-{group.slug}", group.name) for group in found.groups],
        "may_compute": may(request.user, "assessment.compute_certainty") and cycle.stage != Stage.INPUTS_OPEN,
        "exports": [(Text("导出 Excel", "Excel"), "export.xlsx")],
    }
    return render(request, "assessment/certainty.html", context)


def _chart(group: CertainGroup, lang: Lang) -> dict[str, Any] | None:
    """区间图: for every unit both intervals as bars over the ranks, and its official rank as a point."""
    rows = [row for row in group.rows if row.found and row.found["marginal"]]
    if not rows:
        return None
    ends = {name: [row.found[name] for row in rows if row.found] for name in ("simultaneous", "marginal")}
    wide, narrow = _("名次区间（全组）"), _("名次区间（单独）")
    step = 2 if len(group.rows) <= 20 else 5
    return {
        "xAxis": {
            "type": "value",
            "name": _("名次"),
            "nameLocation": "middle",
            "nameGap": 28,
            "interval": step,
            "max": (len(group.rows) // step + 1) * step,
        },
        "yAxis": {"type": "category", "inverse": True, "data": [row.place.name[lang] for row in rows]},
        "grid": {"bottom": 36},
        "legend": {"data": [wide, narrow, _("正式名次")]},
        "tooltip": {"show": False},
        "series": [
            *_bars(wide, ends["simultaneous"], "#b5cbc6"),
            *_bars(narrow, ends["marginal"], "#17594f"),
            {
                "type": "scatter",
                "name": _("正式名次"),
                "symbol": "diamond",
                "symbolSize": 11,
                "z": 5,
                "itemStyle": {"color": "#c07f1c", "borderColor": "#fff", "borderWidth": 1},
                "data": [[row.place.rank, place] for place, row in enumerate(rows)],
            },
        ],
    }


def _bars(name: str, ends: list[list[int]], colour: str) -> list[dict[str, Any]]:
    """A bar from the best rank to the worst, half a place to either side; a clear one carries it there.

    The second pair lies on the first: an interval by itself is never longer than the one of the whole group.
    """
    plain = {"symbol": "none"}
    bar = {"type": "bar", "stack": name, "barWidth": 12, "barGap": "-100%"}
    carried = {"name": f"{name} ", "itemStyle": {"color": "transparent", "decal": plain}, "silent": True}
    return [
        {**bar, **carried, "data": [low - 0.5 for low, _high in ends]},
        {
            **bar,
            "name": name,
            "itemStyle": {"color": colour, "decal": plain},
            "data": [high - low + 1 for low, high in ends],
        },
    ]


@require_safe
@page
def export(request: HttpRequest, year: int) -> HttpResponse:
    """导出名次可信度: what the page shows, under the same right."""
    cycle = cycle_of(request, year, "assessment.see_ranking")
    found = query(request.user, cycle)
    lang = page_lang()
    made = found.kept.entry.on if found.kept else today()
    content = write_table(certainty_table(cycle, found, lang), made=made, lang=lang, demonstration=is_demonstration())
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="certainty-{year}.xlsx"'
    return response


@require_POST
@page
def compute_certainty(request: HttpRequest, year: int) -> HttpResponse:
    """核算名次可信度: order it for the run that was on the screen; the worker does it."""
    run = get_object_or_404(ScoreRun, cycle__year=year, number=run_number(request))
    try:
        kept = actions.compute_certainty(run, by=request.user, on=today())
        tasks.compute_certainty.enqueue(kept.pk)
        messages.success(request, _("已交后台核算，并记入全程纪实。"))
    except actions.StaleError as error:
        told(request, error)
    return redirect("assessment:certainty", year)
