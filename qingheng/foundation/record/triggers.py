"""只增不改: the triggers that keep a table insert-only, on SQLite and PostgreSQL.

Why INSERT is watched on SQLite: `INSERT OR REPLACE` deletes the old row, and SQLite fires no delete trigger for that
unless `recursive_triggers` is on. PostgreSQL has no such statement; there TRUNCATE is watched as well. Whoever may
change the schema can drop a trigger: that is what the sealed log and its co-signed checkpoints are for.
"""

from collections.abc import Callable

from django.db import NotSupportedError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

Maker = Callable[[str, str], list[str]]

#: Table -> its primary key column: every insert-only table of the house. A new one brings its own migration.
INSERT_ONLY = {"record_entry": "sequence", "record_demonstration": "id"}

_MESSAGE = "this table is insert-only"


def install(editor: BaseDatabaseSchemaEditor, table: str, key: str) -> None:
    """Make `table` refuse change and deletion. Raises NotSupportedError on any other kind of database."""
    _run(editor, {"sqlite": _sqlite, "postgresql": _postgresql}, table, key)


def remove(editor: BaseDatabaseSchemaEditor, table: str, key: str) -> None:
    """Take the triggers of `table` away: for migrating backwards, and for tests that empty the database."""
    _run(editor, {"sqlite": _sqlite_off, "postgresql": _postgresql_off}, table, key)


def _run(editor: BaseDatabaseSchemaEditor, makers: dict[str, Maker], table: str, key: str) -> None:
    vendor = editor.connection.vendor
    if vendor not in makers:
        raise NotSupportedError(f"the record needs SQLite or PostgreSQL, not {vendor}")
    for statement in makers[vendor](table, key):
        editor.execute(statement)


def _sqlite(table: str, key: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}'); END"
    taken = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {key} = NEW.{key})"  # noqa: S608 -- names from this file
    return [
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {taken} {refuse}",
    ]


def _sqlite_off(table: str, key: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in ("update", "delete", "replace")]


def _postgresql(table: str, key: str) -> list[str]:
    call = f"EXECUTE FUNCTION {table}_refuse()"
    body = f"BEGIN RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END"
    return [
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW {call}",
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {call}",
    ]


def _postgresql_off(table: str, key: str) -> list[str]:
    return [
        f"DROP TRIGGER IF EXISTS {table}_no_change ON {table}",
        f"DROP TRIGGER IF EXISTS {table}_no_truncate ON {table}",
        f"DROP FUNCTION IF EXISTS {table}_refuse()",
    ]
