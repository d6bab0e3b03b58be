"""登录: what differs from allauth's defaults. Accounts are opened by the system administrator, never by oneself."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from axes.helpers import get_cool_off
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class Adapter(DefaultAccountAdapter):
    """Sign-up is closed; there is no mail, so nothing is ever sent."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: 账号由系统管理员开通."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing leaves this machine."""


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """锁定页: too many wrong passwords on one account; says how long, and who can unlock it."""
    pause = get_cool_off(request)
    minutes = int(pause.total_seconds() // 60) if pause else None
    return render(request, "account/locked.html", {"minutes": minutes}, status=429)
