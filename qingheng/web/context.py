"""外壳的模板变量: what every page's frame needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from qingheng.foundation.record.queries import is_demonstration
from qingheng.web.places import places
from qingheng.web.templatetags.qingheng import current_lang


def shell(request: HttpRequest) -> dict[str, Any]:
    """The navigation, the language and the marks (demonstration, zone) of the frame."""
    return {**frame(), "places": places(request), "demonstration": is_demonstration()}


def frame() -> dict[str, Any]:
    """The part that needs neither a request nor the database: enough for the page that says that something broke."""
    lang = current_lang()
    return {"lang": lang, "html_lang": "en" if lang == "en" else "zh-Hans", "zone": settings.ZONE}
