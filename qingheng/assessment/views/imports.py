"""数据导入: upload, preview with every problem by cell, confirm or discard."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from qingheng.assessment import actions
from qingheng.assessment.forms import UploadForm
from qingheng.assessment.models import Batch
from qingheng.assessment.queries import years as query
from qingheng.assessment.queries.inputs import counted, preview
from qingheng.assessment.terms import Act
from qingheng.assessment.views.shared import cycle_of, frame, today, told
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.gate import page
from qingheng.foundation.record.rights import visible

_KIND = (actions.StaleError, actions.NotYetError, ProblemsError)
#: How many changed rows a preview lists; all of them are counted.
LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
@page
def imports(request: HttpRequest, year: int) -> HttpResponse:
    """批次清单, and uploading a workbook."""
    cycle = cycle_of(request, year, "assessment.see_imports")
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = actions.upload_inputs(cycle, file=file.name, content=file.read(), by=request.user, on=today())
            return redirect("assessment:batch", year, batch.pk)
        except _KIND as error:
            told(request, error)
    run = query.shown_run(cycle)
    opening = query.opening_of(Act.IMPORT_INPUTS, request.user, cycle, run)
    context = {
        **frame(request, cycle, "imports"),
        "form": form,
        "may_import": bool(opening and opening.open),
        "batches": visible(request.user, "assessment.see_imports", query.batches(cycle)),
    }
    return render(request, "assessment/imports.html", context)


@require_safe
@page
def batch(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """预览: what a file holds, what it would change, and all that stands against it."""
    cycle = cycle_of(request, year, "assessment.see_imports")
    batches = visible(request.user, "assessment.see_imports", Batch.objects.select_related("entry__account"))
    found = get_object_or_404(batches, cycle=cycle, pk=number)
    waiting = found.state == Batch.State.UPLOADED
    read = preview(cycle, query.scheme_of(cycle), found.file, bytes(found.content)) if waiting else None
    opening = query.opening_of(Act.IMPORT_INPUTS, request.user, cycle, query.shown_run(cycle))
    context = {
        **frame(request, cycle, "imports", (Text(found.file, found.file), "")),
        "batch": found,
        "preview": read,
        "counted": {} if waiting else counted(found),
        "changed": read.changed[:LISTED] if read else [],
        "may_import": bool(waiting and opening and opening.open),
    }
    return render(request, "assessment/batch.html", context)


@require_safe
@page
def original(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """原始文件: the workbook exactly as it came, to hold a figure against."""
    cycle = cycle_of(request, year, "assessment.see_imports")
    found = get_object_or_404(visible(request.user, "assessment.see_imports", Batch.objects), cycle=cycle, pk=number)
    return FileResponse(BytesIO(found.content), as_attachment=True, filename=found.file)


@require_POST
@page
def import_inputs(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """确认导入."""
    found = get_object_or_404(Batch.objects.select_related("cycle"), cycle__year=year, pk=number)
    try:
        read = actions.import_inputs(found, by=request.user, on=today())
        messages.success(request, _("已导入 %(rows)d 行，并记入全程纪实。") % {"rows": len(read.rows)})
    except _KIND as error:
        told(request, error)
        return redirect("assessment:batch", year, number)
    return redirect("assessment:imports", year)


@require_POST
@page
def discard_upload(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """放弃上传."""
    found = get_object_or_404(Batch.objects.select_related("cycle"), cycle__year=year, pk=number)
    try:
        actions.discard_upload(found, by=request.user, on=today())
        messages.success(request, _("已放弃该文件，没有任何数据计入。"))
    except _KIND as error:
        told(request, error)
    return redirect("assessment:imports", year)
