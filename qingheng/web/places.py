"""主导航: the places of the house, each shown only to whom its page would open."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from qingheng.foundation.record.rights import may


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: the name of its URL, its title, the right that opens it; none means everybody."""

    name: str
    title: str | Promise
    right: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """A place as the page shows it."""

    url: str
    title: str | Promise
    current: bool


PLACES = (
    Place("home", _("首页")),
    Place("assessment:years", _("目标考核"), "assessment.see_cycle"),
    Place("units", _("单位"), "register.see_units"),
    Place("record:index", _("全程纪实"), "record.see"),
    Place("policy:index", _("政策包"), "policy.read"),
    Place("help", _("帮助")),
)


def places(request: HttpRequest) -> list[Link]:
    """The navigation for this request."""
    open_places = [place for place in PLACES if not place.right or may(request.user, place.right)]
    urls = [(reverse(place.name), place.title) for place in open_places]
    return [
        Link(url, title, request.path == url or (url != "/" and request.path.startswith(url))) for url, title in urls
    ]
