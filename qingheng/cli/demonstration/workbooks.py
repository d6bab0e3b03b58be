"""工作簿: a year's inputs as the departments hand them in, one xlsx each, the same bytes for the same rows."""

from collections.abc import Sequence
from datetime import date

from qingheng.cli.demonstration.units import Unit
from qingheng.cli.demonstration.year import OFFICE, YearInputs
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.sheets import Column, Kind, Table, write_workbook

#: Table -> columns, and which of them are figures.
COLUMNS = {
    "units": ("unit", "name", "class", "group", "parent"),
    "values": ("unit", "item", "period", "value", "source"),
    "votes": ("unit", "item", "rater_group", "grade", "count"),
    "sheets": ("unit", "item", "rater_group", "rater", "value"),
    "events": ("unit", "item", "kind", "level", "date", "count", "key", "evidence"),
    "relations": ("from", "relation", "to", "start", "end"),
    "vetoes": ("unit", "domain", "date", "basis"),
}
_FIGURES = frozenset({"count", "value"})
_WIDE = frozenset({"name", "evidence", "basis", "rater", "item"})


def workbooks(made: YearInputs, units: Sequence[Unit]) -> dict[str, bytes]:
    """File name -> workbook, by department; the assessment office's own brings units, relations and vetoes too."""
    names = {unit.code: unit.name(made.year).zh for unit in units}
    written = date(made.year + 1, 1, 5)
    found: dict[str, bytes] = {}
    for code, tables in sorted(made.by_department.items()):
        title = "县考核办" if code == OFFICE else names.get(code, code)
        sheets = [_sheet(table, tables[table]) for table in COLUMNS if table in tables]
        found[f"{made.year}-{code}-{title}.xlsx"] = write_workbook(sheets, made=written, demonstration=True)
    return found


def _sheet(table: str, rows: Sequence[dict[str, str]]) -> Table:
    extra = sorted({key for row in rows for key in row} - set(COLUMNS[table]))
    columns = [
        Column(name, Text(name, name), Kind.ENTRY if name in _FIGURES else Kind.TEXT, 28 if name in _WIDE else 14)
        for name in (*COLUMNS[table], *extra)
    ]
    return Table(table, columns, rows, plain=True)
