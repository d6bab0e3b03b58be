"""全程纪实: the Django app of the record, its accounts and rights."""

from importlib import import_module

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """全程纪实."""

    name = "qingheng.foundation.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "全程纪实"

    def ready(self) -> None:
        """Put the record's rights into the table."""
        import_module("qingheng.foundation.record.rights")
