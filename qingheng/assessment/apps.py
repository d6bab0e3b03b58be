"""机制二 考核激励: the Django app of the assessment room."""

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """考核激励."""

    name = "qingheng.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "考核激励"
