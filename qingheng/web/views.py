"""外壳的页面: home, the own account, help."""

from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from qingheng.foundation.record.rights import table
from qingheng.web.desk import year_cards

HELP = {
    "reading": _("怎样看懂一个分数"),
    "rights": _("谁能看什么、办什么"),
    "keyboard": _("键盘、打印和手机"),
    "about": _("关于本软件"),
}


def home(request: HttpRequest) -> HttpResponse:
    """首页: for a signed-in person what waits and the years side by side, for a stranger what this is."""
    if not request.user.is_authenticated:
        return render(request, "welcome.html")
    cards = year_cards(request.user)
    waiting = [item for card in cards for item in card.waiting]
    return render(request, "home.html", {"cards": cards, "waiting": waiting})


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """我的账号: who I am here, my password, my second factor."""
    return render(request, "account/mine.html", {"second_factor": is_mfa_enabled(request.user)})


def help_index(request: HttpRequest) -> HttpResponse:
    """帮助目录."""
    return render(request, "help/index.html", {"pages": HELP.items()})


def help_page(request: HttpRequest, slug: str) -> HttpResponse:
    """One page of the help."""
    if slug not in HELP:
        raise Http404
    context = {"title": HELP[slug], "trail": [(_("帮助"), reverse("help")), (HELP[slug], "")], "rights": table()}
    return render(request, f"help/{slug}.html", context)
