"""关口: what every page of the house does before it shows anything: sign-in, refusal in words, language."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from qingheng.foundation.kernel.text import Lang
from qingheng.foundation.record.rights import RefusedError

View = Callable[..., HttpResponse]


def page_lang() -> Lang:
    """The language of this page."""
    return "en" if get_language() == "en" else "zh"


def page(view: View) -> View:
    """A page for signed-in people; a refusal becomes the 403 page, with the sentence that names the office that may."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except RefusedError as refused:
            raise PermissionDenied(refused.answer.say[page_lang()]) from None

    return login_required(guarded)
