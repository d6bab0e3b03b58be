"""Two official names of a unit, or two facts of one key about a person, cannot hold at the same time."""

from django.db import migrations

from qingheng.foundation.register.triggers import install, remove


def forwards(apps, editor):
    install(editor, "register_fact", ("person_id", "key"))
    install(editor, "register_unitname", ("unit_id",), "kind = 'official'")


def backwards(apps, editor):
    remove(editor, "register_fact")
    remove(editor, "register_unitname")


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
