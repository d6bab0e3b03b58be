"""外壳的页面: home, the own account."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """首页."""
    return render(request, "home.html")


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """我的账号: who I am here, my password, my second factor."""
    return render(request, "account/mine.html", {"second_factor": is_mfa_enabled(request.user)})
