"""启动框架: Django is started by few commands, late, and on a folder that is looked at before."""

import os

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


def _settings_wrong(said: str) -> Problem:
    return Problem(
        "settings_wrong",
        Text(f"设置有误：{said}", f"a setting is wrong: {said}"),
        Text("按提示改正环境变量。", "Correct the environment variable that it names."),
    )
