"""安全响应头、界面语言与无权: what every answer carries, in which language it is written, and how a refusal is told."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from qingheng.foundation.record.rights import RefusedError
from qingheng.web import errors
from qingheng.web.templatetags.qingheng import say

Answer = Callable[[HttpRequest], HttpResponse]

#: Everything from this server and nothing from elsewhere: no inline script or style, no eval, no frame, no plug-in.
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def headers(get_response: Answer) -> Answer:
    """Add the security headers that Django's own middleware does not write, and keep pages out of shared caches."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("X-Frame-Options", "DENY")
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # A page shows what this person may see: no proxy and no back button after sign-out may show it again.
        response.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def language(get_response: Answer) -> Answer:
    """中文为源语言: write the page in Chinese unless this person has chosen English.

    The cookie of the switch comes first, then the language of the account. The browser's Accept-Language is not asked:
    office machines are installed in every language, and the official text is the Chinese one.
    """
    known = dict(settings.LANGUAGES)

    def chosen(request: HttpRequest) -> str:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if cookie in known:
            return cookie
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            kept: str = getattr(request.user, "language", "")
            return kept if kept in known else settings.LANGUAGE_CODE
        return settings.LANGUAGE_CODE

    def middleware(request: HttpRequest) -> HttpResponse:
        code = chosen(request)
        request.LANGUAGE_CODE = code
        with translation.override(code):
            response = get_response(request)
        response.setdefault("Content-Language", code)
        return response

    return middleware


class Refusals:
    """无权: turns a refused right into the page that names the office that may; a stranger is asked to sign in.

    An address that does not take the method is told in words as well.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        told = errors.method_not_allowed(request)  # an empty answer tells a person nothing
        told.headers["Allow"] = response.headers.get("Allow", "")
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Only refusals are answered here; everything else goes on its way."""
        if not isinstance(exception, RefusedError):
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return errors.permission_denied(request, PermissionDenied(say(exception.answer.say)))
