"""主导航: the places of the house, each shown only where its page exists and this person may open it."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: the name of its URL, its title, whether it needs a signed-in person."""

    name: str
    title: str | Promise
    open_to_all: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the page shows it."""

    url: str
    title: str | Promise
    current: bool


PLACES = (
    Place("home", _("首页"), open_to_all=True),
    Place("assessment:years", _("目标考核")),
    Place("units", _("单位")),
    Place("record:index", _("全程纪实")),
    Place("policy:index", _("政策包")),
    Place("help", _("帮助"), open_to_all=True),
)


def places(request: HttpRequest) -> list[Link]:
    """The navigation for this request; a place whose URL does not exist is left out."""
    account = getattr(request, "user", None)
    signed_in = bool(account and account.is_authenticated)
    found = []
    for place in PLACES:
        if not (signed_in or place.open_to_all):
            continue
        try:
            url = reverse(place.name)
        except NoReverseMatch:
            continue
        here = request.path == url or (url != "/" and request.path.startswith(url))
        found.append(Link(url, place.title, here))
    return found
