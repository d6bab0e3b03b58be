"""单位页面: the register of units, and one unit with its names through time and its years in the assessment."""

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qingheng.assessment.models import Participant
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.gate import page
from qingheng.foundation.record.rights import may, require
from qingheng.foundation.register.models import Unit
from qingheng.foundation.register.queries import date_asked, units_matching, units_on


class UnitsFilter(forms.Form):
    """筛选单位: by kind, by words of code, name or alias, as of a day."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), required=False, choices=[("", gettext_lazy("全部类别")), *Unit.Kind.choices]
    )
    q = forms.CharField(
        label=gettext_lazy("名称、别名或代码"),
        required=False,
        max_length=60,
        widget=forms.TextInput({"type": "search"}),
    )
    on = forms.DateField(
        label=gettext_lazy("在哪一天"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


@require_safe
@page
def units(request: HttpRequest) -> HttpResponse:
    """单位名册: the units that existed on the day, under their names of that day."""
    require(request.user, "register.see_units")
    form = UnitsFilter(request.GET, auto_id="filter_%s")
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    on = chosen.get("on") or clock().today()
    found = units_matching(units_on(on), words=chosen.get("q", "").strip(), kind=chosen.get("kind", ""))
    rows = [(unit, Text(unit.name_zh or unit.code, unit.name_en or unit.name_zh or unit.code)) for unit in found]
    return render(request, "register/units.html", {"rows": rows, "form": form, "on": on, "trail": [(_("单位"), "")]})


@require_safe
@page
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """一个单位: its names through time and the years in which it was assessed."""
    require(request.user, "register.see_units")
    found = get_object_or_404(Unit, code=code)
    try:
        on = date_asked(request.GET.get("on", ""), clock().today())
    except ValueError:
        raise Http404 from None
    names = list(found.names.order_by("kind", "start"))
    current = next((name for name in names if name.kind == "official" and name.holds(on)), None)
    years = Participant.objects.filter(unit=found).select_related("cycle").order_by("-cycle__year")
    title = Text(current.zh, current.en or current.zh) if current else Text(found.code, found.code)
    context = {
        "unit": found,
        "title": title,
        "names": names,
        "on": on,
        "years": years if may(request.user, "assessment.see_cycle") else [],
        "trail": [(_("单位"), reverse("units")), (title, "")],
    }
    return render(request, "register/unit.html", context)
