"""名册与档案: the Django app of the register."""

from importlib import import_module

from django.apps import AppConfig


class RegisterConfig(AppConfig):
    """名册与档案."""

    name = "qingheng.foundation.register"
    label = "register"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "名册与档案"

    def ready(self) -> None:
        """Put the register's rights into the table."""
        import_module("qingheng.foundation.register.queries")
