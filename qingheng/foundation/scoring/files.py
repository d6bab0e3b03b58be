"""读数据文件: CSV, every sheet of an Excel workbook, parquet; a folder stands for the files in it."""

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.errorcells import error_cells
from qingheng.foundation.scoring.inputs import TABLES, Doubt, Inputs, Source

_SUFFIXES = (".csv", ".xlsx", ".xlsm", ".xls", ".parquet")


def read_inputs(paths: Iterable[str | Path]) -> Inputs:
    """Everything the files hold. Nothing raises: an unreadable file is one of the `problems`."""
    inputs = Inputs()
    for path in _files(paths, inputs):
        try:
            for sheet, rows, hidden in _sheets(path):
                _table(inputs, path, sheet, rows)
                if hidden and any(map(_filled, (cell for row in rows for cell in row))):
                    inputs.problems.append(_unseen(path, sheet))
        except Exception as error:  # noqa: BLE001 -- a broken file of any kind is a problem to show, not a crash
            _unreadable(inputs, path, _why(path, error))
    return inputs


def _files(paths: Iterable[str | Path], inputs: Inputs) -> Iterator[Path]:
    for given in map(Path, paths):
        if given.is_dir():
            found = [
                path
                for path in sorted(given.iterdir())
                if path.suffix.lower() in _SUFFIXES and not path.name.startswith(("~", "."))
            ]
            if not found:
                _unreadable(inputs, given, Text("没有 CSV、Excel 或 parquet 文件", "no CSV, Excel or parquet file"))
            yield from found
        else:
            yield given


def _unseen(path: Path, sheet: str | None) -> Problem:
    return Problem(
        "hidden_sheet",
        Text("这张工作表是隐藏的，也读入了。", "This sheet is hidden; it was read all the same."),
        Text("不该采用的，从文件中删去。", "Delete it from the file where it should not count."),
        Where(file=str(path), sheet=sheet),
        Severity.WARNING,
    )


#: What a library could not read, by the kind of file; its own words are English and name no cell.
_BROKEN = {
    ".csv": Text("不是可以读出的 CSV 文件", "it is no CSV file that can be read"),
    ".parquet": Text("文件已损坏，或不是 parquet 文件", "the file is damaged or no parquet file"),
}
_BROKEN_BOOK = Text("文件已损坏、加了密码，或不是 Excel 工作簿", "the file is damaged, protected or no Excel workbook")


def _why(path: Path, error: Exception) -> Text:
    """The reason, in both languages."""
    if not path.exists():
        return Text("没有这个文件", "no such file")
    match error:
        case PermissionError():
            return Text("没有读取权限", "no permission to read it")
        case UnicodeDecodeError():
            return Text("不是 UTF-8、GBK 或 UTF-16 编码的文字", "not text in UTF-8, GBK or UTF-16")
    return _BROKEN.get(path.suffix.lower(), _BROKEN_BOOK)


def _unreadable(inputs: Inputs, path: Path, why: Text) -> None:
    inputs.problems.append(
        Problem(
            "unreadable",
            Text(f"读不出数据文件：{why.zh}。", f"The input cannot be read: {why.en}."),
            Text("检查路径和格式（CSV、xlsx、parquet）。", "Check the path and the format (CSV, xlsx, parquet)."),
            Where(file=str(path)),
        )
    )


def _sheets(path: Path) -> Iterator[tuple[str | None, Sequence[Sequence[object]], bool]]:
    """Each sheet's name, its rows, and whether it is hidden."""
    suffix = path.suffix.lower()
    if suffix == ".csv":
        text = _decoded(path.read_bytes())
        yield None, list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))), False
    elif suffix == ".parquet":
        yield None, _parquet(path), False
    else:
        from python_calamine import CalamineWorkbook, SheetVisibleEnum  # noqa: PLC0415 -- only where a workbook is read

        book, errors = CalamineWorkbook.from_path(str(path)), error_cells(path)
        for meta in book.sheets_metadata:
            name = meta.name
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            for row, column, shown in errors.get(name, []):
                if row < len(rows) and column < len(rows[row]):
                    rows[row][column] = shown
            yield name, rows, meta.visible != SheetVisibleEnum.Visible


def _delimiter(text: str) -> str:
    """A comma; a tab or semicolon where the first line has no comma, as Excel writes it in some settings."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return next((mark for mark in ("\t", ";") if mark in first and "," not in first), ",")


def _decoded(data: bytes) -> str:
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")


def _parquet(path: Path) -> Sequence[Sequence[object]]:
    import duckdb  # noqa: PLC0415 -- only where parquet is read

    with duckdb.connect() as connection:
        found = connection.execute("select * from read_parquet(?)", [str(path)])
        header = [column[0] for column in found.description or []]
        return [header, *found.fetchall()]


def _table(inputs: Inputs, path: Path, sheet: str | None, rows: Sequence[Sequence[object]]) -> None:
    start = next((at for at, row in enumerate(rows) if any(map(_filled, row))), None)
    if start is None:
        if sheet is None:
            _unreadable(inputs, path, Text("空文件", "an empty file"))
        return
    header = [str(cell if cell is not None else "").strip() for cell in rows[start]]
    table = recognised(header)
    if table is None:
        _unknown_table(inputs, path, sheet, start + 1, header)
        return
    records = (
        (_record(header, row), Source(str(path), sheet, at)) for at, row in enumerate(rows[start + 1 :], start + 2)
    )
    before = len(inputs.problems)
    doubts = _misplaced(inputs, path, sheet, header, start, rows)
    inputs.add_table(table, tuple(name for name in header if name), records, doubts)
    inputs.problems[before:] = [_placed(problem, path, sheet) for problem in inputs.problems[before:]]


def _misplaced(
    inputs: Inputs, path: Path, sheet: str | None, header: Sequence[str], start: int, rows: Sequence[Sequence[object]]
) -> dict[int, Doubt]:
    """A column named twice, and cells beyond the header, where `1,234` without quotes would end up; the rows in doubt."""
    doubts: dict[int, Doubt] = {}
    for name in sorted({name for name in header if name and header.count(name) > 1}):
        found = _repeated(name, Where(str(path), None, sheet, start + 1, name))
        inputs.problems.append(found)
        for at, row in enumerate(rows[start + 1 :], start + 2):
            cells = dict.fromkeys(str(cell).strip() for cell, here in zip(row, header, strict=False) if here == name)
            if len(cells) > 1:
                doubts[at] = (replace(found, where=replace(found.where, row=at)), tuple(cells)[:-1])
    for at, row in enumerate(rows[start + 1 :], start + 2):
        odd = [str(cell) for cell, name in zip_longest(row, header, fillvalue="") if not name and _filled(cell)]
        if odd:
            inputs.problems.append(_beyond(odd, Where(str(path), None, sheet, at)))
            doubts[at] = (inputs.problems[-1], tuple(odd[:3]))
    return doubts


def _repeated(name: str, where: Where) -> Problem:
    return Problem(
        "repeated_column",
        Text(
            f"表头有两列“{name}”，只读入了后一列；两列不同的行未读入。",
            f"The header has two columns {name!r}; the last was read, and no row in which they differ.",
        ),
        Text("删去或改名其中一列。", "Remove or rename one of them."),
        where,
    )


def _beyond(odd: Sequence[str], where: Where) -> Problem:
    return Problem(
        "extra_cells",
        Text(
            f"有的单元格没有表头：{'、'.join(odd[:3])}；本行其余各格可能错位，未读入。",
            f"Cells without a header: {', '.join(odd[:3])}; the rest of the row may be shifted, so it was not read.",
        ),
        Text(
            "含逗号的内容加引号，数不写千分位；或给该列写上表头。",
            "Quote what holds a comma, write figures without thousands separators, or name the column.",
        ),
        where,
    )


def _filled(cell: object) -> bool:
    return cell is not None and str(cell).strip() != ""


def _record(header: Sequence[str], row: Sequence[object]) -> Mapping[str, object]:
    return {name: value for name, value in zip(header, row, strict=False) if name}


def _placed(problem: Problem, path: Path, sheet: str | None) -> Problem:
    if problem.where.file is not None:
        return problem
    where = Where(str(path), problem.where.line, sheet, problem.where.row, problem.where.column, problem.where.path)
    return Problem(problem.code, problem.text, problem.mend, where, problem.severity, problem.suggestion)


def recognised(header: Sequence[str]) -> str | None:
    """The table that a header announces, or None."""
    names = set(header)
    return next((table for table, (required, _) in TABLES.items() if names.issuperset(required)), None)


def _unknown_table(inputs: Inputs, path: Path, sheet: str | None, row: int, header: Sequence[str]) -> None:
    columns: dict[str, Any] = {name: table for table, (required, _) in TABLES.items() for name in required}
    odd = next((name for name in header if name not in columns and nearest(name, columns)), None)
    inputs.problems.append(
        Problem(
            "unknown_table",
            Text(
                f"表头“{'、'.join(header)}”不是任何一种数据表，未读入。",
                f"The header {', '.join(header)} is none of the input tables; not read.",
            ),
            Text("表头见 docs/schemes/format.md 的数据表一节。", "See the input tables in docs/schemes/format.md."),
            Where(file=str(path), sheet=sheet, row=row, column=odd),
            Severity.ERROR,
            nearest(odd, columns) if odd else None,
        )
    )
