"""查册: reading the record."""

from django.db.models import QuerySet

from qingheng.foundation.record.models import Demonstration, Entry


def is_demonstration() -> bool:
    """Whether this database is marked 虚构·演示."""
    return Demonstration.objects.exists()


def entries() -> QuerySet[Entry]:
    """All entries, the latest first, with who acted."""
    return Entry.objects.select_related("account").order_by("-sequence")
