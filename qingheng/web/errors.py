"""出错页: one page per kind, each with a number that also stands in the log. Never a traceback."""

import logging
import secrets

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import Resolver404

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.queries import is_demonstration
from qingheng.web.context import frame

log = logging.getLogger(__name__)

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def error_number() -> str:
    """错误编号: eight unmistakable characters, to be read out on the telephone."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(8))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request cannot be understood."""
    return _page(request, 400, exception)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: not yours to see or do. The sentence of the refusal, where one was given, names the office that may."""
    said = str(exception) if isinstance(exception, PermissionDenied) else ""
    return _page(request, 403, exception, said=said)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or none that this person may know of."""
    return _page(request, 404, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault. The number leads to the log line; the page needs neither session nor database."""
    number = error_number()
    if for_programs(request):
        log.error("api 500 number=%s method=%s path=%s", number, request.method, request.path)
        return _answer(500, number)
    log.error("error page 500 number=%s method=%s path=%s", number, request.method, request.path)
    page = render_to_string("errors/500.html", {**frame(), "number": number, "status": 500, "demonstration": _marked()})
    return HttpResponse(page, status=500)


def _marked() -> bool:
    """The mark of a demonstration, where the database can still say."""
    try:
        return is_demonstration()
    except DatabaseError:
        return False


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 because the form's token is missing or old: reload and send again."""
    return _page(request, 403, None, template="errors/csrf.html")


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    """405: an act was asked for by its address, or a page was sent something."""
    return _page(request, 405, None, template="errors/400.html")


#: What a program is told where no operation of the interface was reached.
_SAID = {
    400: Text("请求无法识别。", "The request cannot be understood."),
    403: Text("无权办理。", "Not yours to see or do."),
    404: Text("接口中没有这个地址。", "The interface has no such address."),
    405: Text("这个地址不接受这种请求方法。", "This address does not take this method."),
    500: Text("系统出错，本次没有完成。", "The system failed; nothing was completed."),
}
_COMPARE = Text("对照 /api/v1/openapi.json 改正。", "Compare /api/v1/openapi.json.")
_REPORT = Text("把编号报给系统管理员。", "Tell the system administrator the number.")


def for_programs(request: HttpRequest) -> bool:
    """Whether the answer is read by a program: below /api/ whatever goes wrong is a list of problems."""
    return request.path.startswith("/api/")


def _answer(status: int, number: str) -> HttpResponse:
    mend = _REPORT if status >= 500 else _COMPARE
    problem = Problem(f"http_{status}", _SAID.get(status, _SAID[400]), mend, Where(path=number))
    answer = {"problems": [problem.as_json()]}
    return JsonResponse(answer, status=status, json_dumps_params={"ensure_ascii": False})


def _page(
    request: HttpRequest, status: int, exception: Exception | None, *, template: str = "", said: str = ""
) -> HttpResponse:
    number = error_number()
    level = logging.ERROR if status >= 500 else logging.INFO
    cause = "no such address" if isinstance(exception, Resolver404) else exception
    log.log(
        level,
        "error page %s number=%s method=%s path=%s cause=%r",
        status,
        number,
        request.method,
        request.path,
        cause,
    )
    if for_programs(request):
        return _answer(status, number)
    context = {"number": number, "status": status, "said": said, "error_page": True}
    return render(request, template or f"errors/{status}.html", context, status=status)
