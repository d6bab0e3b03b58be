"""期间不重叠: triggers that refuse two overlapping periods of the same thing, on SQLite and PostgreSQL.

Why this is safe against two writers at once: SQLite writes one transaction after the other. PostgreSQL's trigger first
takes an advisory lock on the thing itself and only then looks; its look is a statement of its own and therefore sees
what the other writer, who held the lock, has committed. (An exclusion constraint would need the btree_gist extension,
which an office may not be allowed to install.)
"""

from django.db import NotSupportedError
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_MESSAGE = "periods overlap"


def install(editor: BaseDatabaseSchemaEditor, table: str, keys: tuple[str, ...], only: str = "") -> None:
    """Refuse overlapping `[start, end)` in `table` among rows that agree in `keys`.

    `only` limits it to the rows of one kind, as SQL over the column names, e.g. `kind = 'official'`.
    Raises NotSupportedError on any other kind of database.
    """
    vendor = editor.connection.vendor
    if vendor == "sqlite":
        statements = _sqlite(table, keys, only)
    elif vendor == "postgresql":
        statements = _postgresql(table, keys, only)
    else:
        raise NotSupportedError(f"the register needs SQLite or PostgreSQL, not {vendor}")
    for statement in statements:
        editor.execute(statement)


def remove(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    """Take the triggers of `table` away, for migrating backwards."""
    if editor.connection.vendor == "sqlite":
        for verb in ("insert", "update"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_overlap_{verb}")
    else:
        editor.execute(f"DROP TRIGGER IF EXISTS {table}_overlap ON {table}")
        editor.execute(f"DROP FUNCTION IF EXISTS {table}_no_overlap()")


def _overlap(table: str, keys: tuple[str, ...], only: str) -> str:
    same = " AND ".join(f"o.{key} = NEW.{key}" for key in keys)
    kind = f" AND o.{only} AND NEW.{only}" if only else ""
    return (
        f"SELECT 1 FROM {table} o WHERE o.id <> NEW.id AND {same}{kind} "  # noqa: S608 -- names from this house
        'AND (NEW."end" IS NULL OR o.start < NEW."end") AND (o."end" IS NULL OR NEW.start < o."end")'
    )


def _sqlite(table: str, keys: tuple[str, ...], only: str) -> list[str]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{_MESSAGE}') WHERE EXISTS ({_overlap(table, keys, only)}); END"
    return [
        f"CREATE TRIGGER {table}_overlap_insert AFTER INSERT ON {table} {refuse}",
        f"CREATE TRIGGER {table}_overlap_update AFTER UPDATE ON {table} {refuse}",
    ]


def _postgresql(table: str, keys: tuple[str, ...], only: str) -> list[str]:
    thing = " || '/' || ".join([f"'{table}'", *(f"NEW.{key}" for key in keys)])
    body = (
        f"BEGIN PERFORM pg_advisory_xact_lock(hashtextextended({thing}, 0)); "
        f"IF EXISTS ({_overlap(table, keys, only)}) THEN "
        f"RAISE EXCEPTION '{_MESSAGE}' USING ERRCODE = 'exclusion_violation'; END IF; RETURN NULL; END"
    )
    call = f"FOR EACH ROW EXECUTE FUNCTION {table}_no_overlap()"
    return [
        f"CREATE FUNCTION {table}_no_overlap() RETURNS trigger LANGUAGE plpgsql AS $$ {body} $$",
        f"CREATE TRIGGER {table}_overlap AFTER INSERT OR UPDATE ON {table} {call}",
    ]
