"""The web shell as a Django app: its templates, static files and English catalogue are found by this."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """外壳."""

    name = "qingheng.web"
    label = "web"
    verbose_name = "清衡"
