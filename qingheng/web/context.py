"""外壳的模板变量: what every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from qingheng.web.places import places


def shell(request: HttpRequest) -> dict[str, Any]:
    """The navigation, the language and the marks (demonstration, zone) of the frame."""
    lang = "en" if get_language() == "en" else "zh"
    return {
        "lang": lang,
        "html_lang": "en" if lang == "en" else "zh-Hans",
        "places": places(request),
        "zone": settings.ZONE,
    }
