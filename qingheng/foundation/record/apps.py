"""全程纪实: the Django app of the record, its accounts and rights."""

from django.apps import AppConfig


class RecordConfig(AppConfig):
    """全程纪实."""

    name = "qingheng.foundation.record"
    label = "record"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "全程纪实"
