"""年度页面: the years, one year's overview, and the acts of its flow."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from qingheng.assessment import actions
from qingheng.assessment.flow import YEAR
from qingheng.assessment.forms import CoverageForm, IssueForm, UnitFilter, WithdrawForm
from qingheng.assessment.models import Cycle, ScoreRun
from qingheng.assessment.queries import years as query
from qingheng.assessment.queries.bulletin import edition_name
from qingheng.assessment.queries.cards import participants
from qingheng.assessment.queries.ranking import ranking
from qingheng.assessment.queries.words import choices_in_words
from qingheng.assessment.terms import Act
from qingheng.assessment.views.shared import YEARS, cycle_of, frame, run_number, today, told
from qingheng.foundation.kernel.points import format_figure, parse_figure, round_to
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.record.gate import page, page_lang
from qingheng.foundation.record.offices import office_title
from qingheng.foundation.record.rights import require


@require_safe
@page
def years(request: HttpRequest) -> HttpResponse:
    """各年度: every year with where it stands."""
    require(request.user, "assessment.see_cycle")
    rows = [(cycle, YEAR.stage(cycle.stage).name, edition_name(cycle)) for cycle in query.cycles()]
    return render(request, "assessment/years.html", {"rows": rows, "trail": [(YEARS, "")]})


@require_safe
@page
def year(request: HttpRequest, year: int) -> HttpResponse:
    """年度总览: counts by group, where the year stands, what is open to me, choices, problems, charts."""
    cycle = cycle_of(request, year, "assessment.see_cycle")
    run = query.shown_run(cycle)
    scheme = query.scheme_of(cycle)
    context = {
        **frame(request, cycle, "year"),
        "run": run,
        "edition": edition_name(cycle),
        "steps": query.steps(cycle),
        "counts": query.group_counts(cycle),
        "openings": [
            (opening, [office_title(slug) for slug in opening.step.by])
            for opening in query.open_acts(request.user, cycle, run)
        ],
        "findings": (*query.coverage_findings(cycle), *query.scheme_findings(scheme)),
        "charts": _charts(request, cycle),
        "choices": sorted(choices_in_words(run, scheme), key=lambda choice: not choice["assumed"]) if run else [],
        "assumed": sum(choice["assumed"] for choice in run.choices) if run else 0,
        "forms": {"issue_bulletin": IssueForm(), "withdraw_run": WithdrawForm()},
    }
    return render(request, "assessment/year.html", context)


def _charts(request: HttpRequest, cycle: Cycle) -> list[dict[str, Any]]:
    """For every group its totals in order, as bars; only what this person may see."""
    lang = page_lang()
    charts = []
    for group in ranking(request.user, cycle).groups:
        rows = [(row, parse_figure(row.total)) for row in group.rows if row.total is not None]
        config = {
            "xAxis": {"type": "value", "min": 0},
            "yAxis": {"type": "category", "inverse": True, "data": [row.name[lang] for row, _total in rows]},
            "series": [
                {"type": "bar", "name": _("总分"), "data": [format_figure(round_to(total, 2)) for _row, total in rows]}
            ],
        }
        charts.append({"id": f"totals-{group.slug}", "name": group.name, "config": config, "rows": group.rows})
    return charts


@require_safe
@page
def units(request: HttpRequest, year: int) -> HttpResponse:
    """考核范围: everybody who is covered this year, with category and name as frozen."""
    cycle = cycle_of(request, year, "assessment.see_cycle")
    form = UnitFilter(request.GET, page_lang())
    context = {
        **frame(request, cycle, "units"),
        "form": form,
        "rows": list(participants(cycle, **form.chosen())),
        "counts": query.group_counts(cycle),
        "findings": query.coverage_findings(cycle),
        "changes": query.coverage_changes(cycle),
        "change_form": CoverageForm() if _may_change(request, cycle) else None,
    }
    return render(request, "assessment/units.html", context)


def _may_change(request: HttpRequest, cycle: Cycle) -> bool:
    opening = query.opening_of(Act.CHANGE_COVERAGE, request.user, cycle, query.shown_run(cycle))
    return bool(opening and opening.open)


@require_POST
@page
def change_coverage(request: HttpRequest, year: int) -> HttpResponse:
    """变更考核范围."""
    cycle = get_object_or_404(Cycle, year=year)
    form = CoverageForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("变更考核范围须写明单位代码、变更和理由。"))
        return redirect("assessment:units", year)
    code, join, reason = form.cleaned_data["code"], form.cleaned_data["change"] == "join", form.cleaned_data["reason"]
    try:
        actions.change_coverage(cycle, code, join=join, reason=reason, by=request.user, on=today())
        messages.success(request, _("考核范围已变更，并记入全程纪实。"))
    except _KIND as error:
        told(request, error)
    return redirect("assessment:units", year)


@require_POST
@page
def score(request: HttpRequest, year: int) -> HttpResponse:
    """计分."""
    cycle = get_object_or_404(Cycle, year=year)
    try:
        run = actions.score(cycle, by=request.user, on=today())
        messages.success(request, _("第 %(number)d 次计分已完成，并记入全程纪实。") % {"number": run.number})
    except _KIND as error:
        told(request, error)
    return redirect("assessment:year", year)


@require_POST
@page
def adopt_run(request: HttpRequest, year: int) -> HttpResponse:
    """核定结果: the run that was on the screen, by its number."""
    run = get_object_or_404(ScoreRun, cycle__year=year, number=run_number(request))
    try:
        actions.adopt_run(run, by=request.user, on=today())
        messages.success(request, _("已核定为本年度的正式结果，并记入全程纪实。"))
    except _KIND as error:
        told(request, error)
    return redirect("assessment:year", year)


@require_POST
@page
def withdraw_run(request: HttpRequest, year: int) -> HttpResponse:
    """撤回核定."""
    run = get_object_or_404(ScoreRun, cycle__year=year, number=run_number(request))
    form = WithdrawForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        actions.withdraw_run(run, reason=reason, by=request.user, on=today())
        messages.success(request, _("核定已撤回，并记入全程纪实。"))
    except _KIND as error:
        told(request, error)
    return redirect("assessment:year", year)


@require_POST
@page
def issue_bulletin(request: HttpRequest, year: int) -> HttpResponse:
    """印发通报."""
    cycle = get_object_or_404(Cycle, year=year)
    form = IssueForm(request.POST)
    number = form.cleaned_data["number"] if form.is_valid() else ""
    try:
        actions.issue_bulletin(cycle, number=number, by=request.user, on=today())
        messages.success(request, _("通报已印发，并记入全程纪实。"))
    except _KIND as error:
        told(request, error)
    return redirect(reverse("assessment:bulletin", args=[year]))


_KIND = (actions.StaleError, actions.NotYetError, ProblemsError)
