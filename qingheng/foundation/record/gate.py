"""关口: a page is for signed-in people; a refused right (`RefusedError`) becomes the 403 page in the shell's middleware."""

from django.contrib.auth.decorators import login_required
from django.utils.translation import get_language

from qingheng.foundation.kernel.text import Lang

#: A page for signed-in people.
page = login_required


def page_lang() -> Lang:
    """The language of this page."""
    return "en" if get_language() == "en" else "zh"
