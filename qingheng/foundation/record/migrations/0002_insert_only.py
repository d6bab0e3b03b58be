"""Entries and the mark of a demonstration are insert-only from the first moment."""

from django.db import migrations

from qingheng.foundation.record.triggers import install, remove

TABLES = (("record_entry", "sequence"), ("record_demonstration", "id"))


def forwards(apps, editor):
    for table, key in TABLES:
        install(editor, table, key)


def backwards(apps, editor):
    for table, key in TABLES:
        remove(editor, table, key)


class Migration(migrations.Migration):
    dependencies = [("record", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
