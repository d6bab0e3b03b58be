"""谁能看政策包: everybody who works here; rules that decide about people are never secret from them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.offices import Office
from qingheng.foundation.record.rights import define, offices, require

READ = define("policy.read", Text("查阅政策包", "read the policy packs"), offices(*Office))
TRY_PERSON = define(
    "policy.try_person",
    Text("用名册中干部的事实试算规则", "try a rule with the facts of a registered person"),
    offices(Office.ORGANISATION_DEPARTMENT),
)


def policy_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the policy packs: for whoever is signed in and may read them."""

    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request.user, READ.name)
        return view(request, *args, **kwargs)

    return guarded
