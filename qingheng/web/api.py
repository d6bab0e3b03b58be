"""接口: /api/v1/. Closed until opened: every operation asks for a signed-in account, then for the same right as the page.

Figures are strings, unknown is null, and whatever goes wrong comes as `{"problems": [...]}` in both languages.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, ValidationError
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder
from ninja.security import django_auth

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.rights import RefusedError, may, table
from qingheng.web.assessment_api import router as assessment


class Utf8(BaseRenderer):
    """Chinese stays readable in the answer."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> str:
        """The answer as JSON."""
        return json.dumps(data, ensure_ascii=False, cls=NinjaJSONEncoder)


api = NinjaAPI(
    title="清衡 Qingheng",
    version="1",
    description="Sentences come as {zh, en}, official figures as strings, unknown as null.",
    auth=django_auth,
    docs_url=None,
    urls_namespace="api",
    renderer=Utf8(),
)
api.add_router("/assessment", assessment)


class Sentence(Schema):
    """双语文本."""

    zh: str
    en: str


class Me(Schema):
    """当前账号."""

    username: str
    name: Sentence
    office: str
    office_title: Sentence
    unit: str


class RightAnswer(Schema):
    """一项权限与答复."""

    name: str
    what: Sentence
    allowed: bool
    say: Sentence


@api.get("/account", response=Me, summary="当前账号 / the account that asks")
def account(request: HttpRequest) -> dict[str, Any]:
    """Who is signed in, and in which office."""
    person = request.user
    return {
        "username": person.username,
        "name": person.display_name.as_json(),
        "office": person.office,
        "office_title": person.office_title.as_json(),
        "unit": person.unit,
    }


@api.get("/rights", response=list[RightAnswer], summary="我的权限 / what this account may")
def rights(request: HttpRequest) -> list[dict[str, Any]]:
    """Every right of the house, whether this account has it (for some object at least), and who has it."""
    answers = [may(request.user, right.name) for right in table()]
    return [
        {
            "name": answer.right.name,
            "what": answer.right.what.as_json(),
            "allowed": answer.allowed,
            "say": answer.say.as_json(),
        }
        for answer in answers
    ]


def _problem(request: HttpRequest, status: int, *problems: Problem) -> HttpResponse:
    return api.create_response(request, {"problems": [problem.as_json() for problem in problems]}, status=status)


SIGN_IN = Problem(
    "sign_in",
    Text("请先登录。", "Sign in first."),
    Text(
        "在 /accounts/login/ 登录后，带上会话 cookie 再请求。",
        "Sign in at /accounts/login/ and send the session cookie.",
    ),
)
NOT_FOUND = Problem(
    "not_found",
    Text("没有这个对象，或者不在您可以知悉的范围。", "No such object, or none that you may know of."),
    Text("核对地址。", "Check the address."),
)


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return _problem(request, 401, SIGN_IN)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return _problem(request, 404, NOT_FOUND)


@api.exception_handler(RefusedError)
def _refused(request: HttpRequest, error: RefusedError) -> HttpResponse:
    answer = error.answer
    mend = Text("需要时请与上述岗位联系。", "Ask that office where you need it.")
    return _problem(request, 403, Problem("refused", answer.say, mend, Where(path=answer.right.name)))


@api.exception_handler(ValidationError)
def _wrong_arguments(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _problem(request, 422, *(_argument(one) for one in error.errors))


def _argument(error: dict[str, Any]) -> Problem:
    place = ".".join(str(part) for part in error.get("loc", ())[1:])
    return Problem(
        "bad_argument",
        Text(f"参数 {place} 不合要求。", f"Argument {place}: {error.get('msg', 'not valid')}."),
        Text("对照 /api/v1/openapi.json 改正。", "Compare /api/v1/openapi.json."),
        Where(path=place),
    )
