"""查册: reading the record."""

from django.db.models import Q, QuerySet

from qingheng.foundation.record.models import Demonstration, Entry


def is_demonstration() -> bool:
    """Whether this database is marked 虚构·演示."""
    return Demonstration.objects.exists()


def entries() -> QuerySet[Entry]:
    """All entries, the latest first, with who acted."""
    return Entry.objects.select_related("account").order_by("-sequence")


def entries_matching(found: QuerySet[Entry], *, words: str = "", office: str = "") -> QuerySet[Entry]:
    """Narrow entries to an office, and to those whose act or subject contains the words."""
    if office:
        found = found.filter(office=office)
    if words:
        found = found.filter(
            Q(act__icontains=words) | Q(subject_kind__icontains=words) | Q(subject_id__icontains=words)
        )
    return found
