"""机制二 考核激励: the Django app of the assessment room."""

from importlib import import_module

from django.apps import AppConfig


class AssessmentConfig(AppConfig):
    """考核激励."""

    name = "qingheng.assessment"
    label = "assessment"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "考核激励"

    def ready(self) -> None:
        """Put the room's rights into the table."""
        import_module("qingheng.assessment.queries.rights")
