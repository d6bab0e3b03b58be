"""The web shell as a Django app: its templates, static files and English catalogue are found by this."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """外壳."""

    name = "qingheng.web"
    label = "web"
    verbose_name = "清衡"

    def ready(self) -> None:
        """Signals need the models of the record."""
        from qingheng.web.accounts import keep_record  # noqa: PLC0415 -- models exist only from here on

        keep_record()
