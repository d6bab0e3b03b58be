"""全程纪实页面: the entries of the record, for those who may read them."""

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from qingheng.foundation.record.gate import page, page_lang
from qingheng.foundation.record.offices import Office, office_title
from qingheng.foundation.record.queries import entries, entries_matching
from qingheng.foundation.record.rights import require
from qingheng.web.act_names import act_name, subject_name

PER_PAGE = 50


class RecordFilter(forms.Form):
    """筛选纪实条目."""

    office = forms.ChoiceField(label=gettext_lazy("岗位"), required=False)
    q = forms.CharField(
        label=gettext_lazy("事项或对象编号"), required=False, max_length=60, widget=forms.TextInput({"type": "search"})
    )

    def __init__(self, data: object) -> None:
        super().__init__(data, auto_id="filter_%s")
        lang = page_lang()
        self.fields["office"].choices = [("", _("全部岗位")), *((o.value, o.title[lang]) for o in Office)]


@require_safe
@page
def record(request: HttpRequest) -> HttpResponse:
    """全程纪实: every entry, the latest first; nobody changes one, here or anywhere."""
    require(request.user, "record.see")
    form = RecordFilter(request.GET)
    form.is_valid()
    chosen = getattr(form, "cleaned_data", {})
    found = entries_matching(entries(), words=chosen.get("q", "").strip(), office=chosen.get("office", ""))
    shown = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    rows = [
        (entry, act_name(entry.act), office_title(entry.office), subject_name(entry.subject_kind, entry.subject_id))
        for entry in shown
    ]
    context = {"page": shown, "rows": rows, "form": form, "trail": [(_("全程纪实"), "")]}
    return render(request, "record/index.html", context)
