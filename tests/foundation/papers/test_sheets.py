"""Tables out: exact, safe, repeatable."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.sheets import Column, Kind, Table, sheet_name, write_table, write_workbook

MADE = date(2008, 1, 5)
COLUMNS = (
    Column("name", Text("单位", "Unit")),
    Column("total", Text("总分", "Total"), Kind.FIGURE),
    Column("on", Text("日期", "Date"), Kind.DATE),
)


def read(content: bytes, sheet: int = 0) -> list[list[object]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(sheet).to_python()


def table(rows: list[dict[str, object]], **more: object) -> Table:
    return Table("得分", COLUMNS, rows, **more)


def test_the_same_rows_give_the_same_bytes() -> None:
    rows = [{"name": "黄门乡", "total": "871.70", "on": "2007-12-31"}]
    assert write_table(table(rows), made=MADE) == write_table(table(rows), made=MADE)


def test_title_mark_headings_and_rows_stand_in_order() -> None:
    content = write_table(table([{"name": "黄门乡", "total": "871.70"}], title="得分表"), made=MADE, demonstration=True)
    assert [line[0] for line in read(content)] == ["得分表", "虚构·演示", "单位", "黄门乡"]


def test_headings_follow_the_language() -> None:
    assert read(write_table(table([]), made=MADE, lang="en"))[0] == ["Unit", "Total", "Date"]


def test_a_plain_table_begins_with_its_keys() -> None:
    assert read(write_table(table([], plain=True), made=MADE, demonstration=True))[0] == ["name", "total", "on"]


@pytest.mark.parametrize("evil", ["=1+1", "+1", "-1+2", "@SUM(A1)", '=HYPERLINK("http://x")', "http://example.org"])
def test_text_that_looks_like_a_formula_or_link_stays_text(evil: str) -> None:
    content = write_table(table([{"name": evil}]), made=MADE)
    assert read(content)[1][0] == evil
    assert b"<f>" not in content


@pytest.mark.parametrize(
    ("figure", "cell"), [("871.70", 871.7), ("2615/3", "2615/3"), ("1234567890123.456", "1234567890123.456")]
)
def test_a_figure_is_a_number_only_where_no_digit_is_lost(figure: str, cell: object) -> None:
    assert read(write_table(table([{"total": figure}]), made=MADE))[1][1] == cell


def test_what_is_no_figure_is_refused() -> None:
    with pytest.raises(ValueError, match="figure"):
        write_table(table([{"total": "many"}]), made=MADE)


def test_an_entry_may_be_a_figure_or_words() -> None:
    columns = (Column("value", Text("值", "Value"), Kind.ENTRY),)
    content = write_table(Table("v", columns, [{"value": "12.5"}, {"value": "NA"}]), made=MADE)
    assert read(content)[1:] == [[12.5], ["NA"]]


def test_missing_cells_stay_empty_and_dates_are_dates() -> None:
    rows = read(write_table(table([{"on": "2007-12-31"}, {"on": date(2008, 1, 1), "total": None}]), made=MADE))
    assert rows[1] == ["", "", date(2007, 12, 31)]
    assert rows[2][2] == date(2008, 1, 1)


def test_several_tables_make_one_workbook() -> None:
    content = write_workbook([table([]), Table("二", COLUMNS, [])], made=MADE)
    assert CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names == ["得分", "二"]


@given(st.text(max_size=60))
def test_any_name_becomes_a_name_that_a_sheet_may_have(name: str) -> None:
    made = sheet_name(name)
    assert 0 < len(made) <= 31
    assert not set(made) & set("[]:*?/\\'")


@given(st.decimals(min_value=-9999, max_value=9999, places=2))
def test_official_figures_come_back_equal(figure: object) -> None:
    back = read(write_table(table([{"total": str(figure)}]), made=MADE))[1][1]
    assert f"{back:.2f}".replace("-0.00", "0.00") == str(figure).replace("-0.00", "0.00")
