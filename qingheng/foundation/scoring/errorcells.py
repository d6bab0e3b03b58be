"""工作簿中的错误值: cells such as `#DIV/0!`, which the reader of workbooks gives as empty: an error is not a missing figure."""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_CELL = re.compile(r'<(?:\w+:)?c\s(?=[^>]*\bt="e")[^>]*\br="([A-Z]{1,3})(\d{1,7})"[^>]*>(.*?)</(?:\w+:)?c>', re.DOTALL)
_VALUE = re.compile(r"<(?:\w+:)?v>([^<]*)<")


def error_cells(path: Path) -> dict[str, list[tuple[int, int, str]]]:
    """Sheet -> (row, column, what stands there), both counted from 0; empty for what is no xlsx workbook."""
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as book:
        return {
            sheet: [
                (int(row) - 1, _column(letters), value[0] if (value := _VALUE.findall(inner)) else "#ERROR!")
                for letters, row, inner in _CELL.findall(_text(book, part))
            ]
            for sheet, part in _sheets(book)
        }


def _sheets(book: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name and the part of the archive that holds it."""
    targets = {
        _attribute(tag, "Id"): _attribute(tag, "Target")
        for tag in _RELATION.findall(_text(book, "xl/_rels/workbook.xml.rels"))
    }
    for tag in _SHEET.findall(_text(book, "xl/workbook.xml")):
        target = targets.get(_attribute(tag, r"\w+:id"), "")
        yield _attribute(tag, "name"), target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _text(book: zipfile.ZipFile, part: str) -> str:
    return book.read(part).decode("utf-8") if part in book.namelist() else ""


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\s{name}="([^"]*)"', tag)
    return html.unescape(found.group(1)) if found else ""


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
