"""电子表格: tables out, as xlsx. The same rows give the same bytes.

Text is always written as text, so a name that begins with `=` stays a name (no formula, no link). Official figures that
a spreadsheet can hold exactly become numbers with their decimals; others (`"2615/3"`, more than fifteen digits) stay
text rather than lose a digit.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.text import Lang, Text

DEMONSTRATION = Text("虚构·演示", "Fictitious · demonstration")
#: What a spreadsheet keeps of a number.
EXACT_DIGITS = 15
#: The longest name of a worksheet, and what it may not contain.
SHEET_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'"))
_FONT = "宋体"


class Kind(StrEnum):
    """列的类型."""

    TEXT = "text"
    #: An official figure as a string, an int, or None.
    FIGURE = "figure"
    #: What people typed: a figure where it is one, else text (`NA`, a grade).
    ENTRY = "entry"
    #: A civil date, or an ISO string of one.
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Column:
    """一列: the key into a row, its heading, its type, and its width in characters."""

    key: str
    title: Text
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Table:
    """一张工作表: name, columns, rows by column key; a missing key or None is an empty cell.

    `plain` writes the headings of the keys alone, in the first row and without a title: a sheet that a program reads.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Mapping[str, Any]]
    title: str = ""
    notes: Sequence[str] = ()
    plain: bool = False


def write_table(
    table: Table, *, made: date, lang: Lang = "zh", demonstration: bool = False, author: str = "Qingheng"
) -> bytes:
    """One table as a workbook; see `write_workbook`."""
    return write_workbook([table], made=made, lang=lang, demonstration=demonstration, author=author)


def write_workbook(
    tables: Sequence[Table], *, made: date, lang: Lang = "zh", demonstration: bool = False, author: str = "Qingheng"
) -> bytes:
    """Several tables as one workbook: frozen and filtered heading, print setup, the demonstration's mark on every page.

    `made` is the date that the file carries; no clock is asked. Raises ValueError for a figure that is none.
    """
    buffer = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = Workbook(buffer, options)
    # The bytes repeat only with a fixed instant.
    book.set_properties({"author": author, "created": datetime(made.year, made.month, made.day)})  # noqa: DTZ001 -- the format knows no zone
    formats = _formats(book)
    for table in tables:
        _write(book.add_worksheet(sheet_name(table.name)), table, formats, lang, demonstration)
    book.close()
    return buffer.getvalue()


def sheet_name(name: str) -> str:
    """A name that a worksheet may have."""
    return name.translate(_NOT_IN_NAMES)[:SHEET_NAME] or "Sheet"


def _formats(book: Workbook) -> dict[str, Format]:
    base = {"font_name": _FONT, "font_size": 11, "valign": "vcenter"}
    made: dict[str, Format] = {
        "text": book.add_format({**base, "num_format": "@"}),
        "date": book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "center"}),
        "heading": book.add_format(
            {**base, "bold": True, "align": "center", "text_wrap": True, "bottom": 1, "bg_color": "#F2F2F2"}
        ),
        "title": book.add_format({**base, "bold": True, "font_size": 16}),
        "note": book.add_format({**base, "font_color": "#595959"}),
    }
    for digits in range(EXACT_DIGITS):
        shown = "0" + ("." + "0" * digits if digits else "")
        made[f"figure{digits}"] = book.add_format({**base, "num_format": shown, "align": "right"})
    return made


def _write(sheet: Worksheet, table: Table, formats: dict[str, Format], lang: Lang, demonstration: bool) -> None:
    lines = (
        [] if table.plain else [line for line in (table.title, DEMONSTRATION[lang] if demonstration else "") if line]
    )
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line, formats["title" if row == 0 and table.title else "note"])
    head = len(lines)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(head, place, column.key if table.plain else column.title[lang], formats["heading"])
    row = head
    for row, values in enumerate(table.rows, start=head + 1):
        for place, column in enumerate(table.columns):
            _cell(sheet, row, place, column.kind, values.get(column.key), formats)
    for number, note in enumerate(table.notes, start=row + 2):
        sheet.write_string(number, 0, note, formats["note"])
    sheet.freeze_panes(head + 1, 0)
    if row > head:
        sheet.autofilter(head, 0, row, len(table.columns) - 1)
    _print_setup(sheet, head, lang, demonstration)


def _cell(sheet: Worksheet, row: int, place: int, kind: Kind, value: Any, formats: dict[str, Format]) -> None:
    if value is None or value == "":
        return
    if kind is Kind.DATE:
        day = value if isinstance(value, date) else date.fromisoformat(value)
        sheet.write_datetime(row, place, datetime(day.year, day.month, day.day), formats["date"])  # noqa: DTZ001 -- a civil date
    elif kind in (Kind.FIGURE, Kind.ENTRY) and (digits := _exact_decimals(str(value), kind)) is not None:
        sheet.write_number(row, place, float(str(value)), formats[f"figure{digits}"])
    else:
        sheet.write_string(row, place, str(value), formats["text"])


def _exact_decimals(figure: str, kind: Kind) -> int | None:
    """How many decimals to show, or None where a number of a spreadsheet would not be this figure."""
    if kind is Kind.FIGURE:
        parse_figure(figure)
    whole, _, decimals = figure.strip().lstrip("+-").partition(".")
    plain = whole.isdigit() and (not decimals or decimals.isdigit())
    return len(decimals) if plain and len(whole + decimals) < EXACT_DIGITS else None


def _print_setup(sheet: Worksheet, head: int, lang: Lang, demonstration: bool) -> None:
    sheet.set_paper(9)  # A4
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    if demonstration:
        sheet.set_header(f"&L&KC4161C{DEMONSTRATION[lang]}&R&A")
    sheet.set_footer("&C— &P —")
