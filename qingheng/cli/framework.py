"""启动框架: Django is started by few commands, late, and on a folder that is looked at before."""

import os
import re

from qingheng.foundation.kernel.problems import Problem, ProblemsError
from qingheng.foundation.kernel.text import Text


def start() -> None:
    """Start Django with the settings of the environment. Raises ProblemsError where a setting is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qingheng.web.settings")
    import django  # noqa: PLC0415 -- bad calls and the other commands answer without it
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 -- likewise

    try:
        django.setup()
    except ImproperlyConfigured as error:
        raise ProblemsError([_settings_wrong(str(error))]) from None


#: A variable of the environment, as the sentence about it names it.
_VARIABLE = re.compile(r"\b[A-Z]+(?:_[A-Z]+)+\b")


def _settings_wrong(said: str) -> Problem:
    """The settings speak English, for they are read before any language is known; Chinese names the variables."""
    names = "、".join(dict.fromkeys(_VARIABLE.findall(said)))
    return Problem(
        "settings_wrong",
        Text(f"环境变量 {names} 的值不对。" if names else "有一项设置不对。", f"A setting is wrong: {said}"),
        Text("按提示改正环境变量。", "Correct the environment variable that it names."),
    )
