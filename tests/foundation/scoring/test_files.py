"""Reading inputs: CSV in two encodings, workbooks, parquet; recognised by header; every fault with its cell."""

from pathlib import Path

import duckdb
import pytest
import xlsxwriter

from qingheng.foundation.scoring import Inputs, read_inputs

VALUES = "unit,item,period,value,source\nT01,grain,2007,81.5,G05\nT02,grain,2007,NA,\nT03,grain,2007,,\n"
UNITS = (
    "unit,name,class,group,p_people\nT01,永清镇,township,g,300\nT02,红堡镇,township,g,200\nT03,白驼镇,township,g,100\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_csv_is_read_in_the_encodings_of_the_offices(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "单位.csv").write_text(UNITS, encoding=encoding)
    inputs = read_inputs([tmp_path])
    assert inputs.problems == []
    assert inputs.units["T01"].name == "永清镇"
    assert inputs.units["T01"].properties == {"people": "300"}


def test_a_value_knows_its_cell(tmp_path: Path) -> None:
    path = tmp_path / "values.csv"
    path.write_text(VALUES, encoding="utf-8")
    value = read_inputs([path]).values["T01", "grain", "2007"]
    assert str(value.figure) == "163/2"
    assert value.source.as_json("value") == {"file": str(path), "sheet": None, "row": 2, "column": "value"}
    assert value.organ == "G05"


def test_missing_and_not_applicable_stay_apart(tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text(VALUES, encoding="utf-8")
    values = read_inputs([tmp_path]).values
    assert (values["T02", "grain", "2007"].applicable, values["T02", "grain", "2007"].figure) == (False, None)
    assert (values["T03", "grain", "2007"].applicable, values["T03", "grain", "2007"].figure) == (True, None)


def test_every_sheet_of_a_workbook_is_read_and_its_decimals_are_exact(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(1, 0, ["unit", "item", "period", "value"])
        sheet.write_row(2, 0, ["T01", "grain", 2007, 0.1 + 0.2])
        sheet = book.add_worksheet("单位")
        sheet.write_row(0, 0, ["unit", "name", "class", "group"])
        sheet.write_row(1, 0, ["T01", "永清镇", "township", "g"])
        book.add_worksheet("空表")
    inputs = read_inputs([path])
    assert inputs.problems == []
    value = inputs.values["T01", "grain", "2007"]
    assert str(value.figure) == "3/10"
    assert (value.source.sheet, value.source.row) == ("数据", 3)
    assert "T01" in inputs.units


def test_parquet_is_read(tmp_path: Path) -> None:
    path = tmp_path / "values.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select 'T01' as unit, 'grain' as item, '2007' as period, 81.25::decimal(9, 2) as value) to '{path}'"
        )
    assert str(read_inputs([path]).values["T01", "grain", "2007"].figure) == "325/4"


def test_all_faults_come_at_once_with_file_row_and_column(tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text(
        "unit,item,period,value\nT01,grain,2007,八十\n,grain,2007,3\nT01,corn,2007,1\nT01,corn,2007,2\n",
        encoding="utf-8",
    )
    (tmp_path / "events.csv").write_text(
        "unit,item,kind,date,count\nT01,x,case,2007-13-01,1\nT01,x,case,2007-12-01,-1\n", encoding="utf-8"
    )
    (tmp_path / "odd.csv").write_text("unit,itme,value\n1,2,3\n", encoding="utf-8")
    found = {problem.code: problem for problem in read_inputs([tmp_path]).problems}
    assert set(found) == {"bad_figure", "empty_key", "duplicate", "bad_date", "unknown_table"}
    assert (found["duplicate"].where.row, found["duplicate"].where.column) == (5, "value")
    assert found["unknown_table"].suggestion == "item"


def test_a_value_given_twice_counts_for_neither(tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text("unit,item,period,value\nT01,corn,2007,1\nT01,corn,2007,2\n", encoding="utf-8")
    assert read_inputs([tmp_path]).values["T01", "corn", "2007"].figure is None


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        (
            "broken.xlsx",
            "文件已损坏、加了密码，或不是 Excel 工作簿",
            "the file is damaged, protected or no Excel workbook",
        ),
        ("broken.parquet", "文件已损坏，或不是 parquet 文件", "the file is damaged or no parquet file"),
        ("absent.csv", "没有这个文件", "no such file"),
        ("absent.xlsx", "没有这个文件", "no such file"),
        ("absent.parquet", "没有这个文件", "no such file"),
    ],
)
def test_an_unreadable_file_is_a_problem_in_each_language_and_no_crash(
    tmp_path: Path, name: str, zh: str, en: str
) -> None:
    if not name.startswith("absent"):
        (tmp_path / name).write_bytes(b"not a table")
    (found,) = read_inputs([tmp_path / name]).problems
    assert found.code == "unreadable"
    assert (found.text.zh, found.text.en) == (f"读不出数据文件：{zh}。", f"The input cannot be read: {en}.")


def test_an_empty_folder_says_so(tmp_path: Path) -> None:
    assert [problem.code for problem in read_inputs([tmp_path]).problems] == ["unreadable"]


def test_rows_held_in_a_database_become_inputs() -> None:
    units = Inputs.from_rows("units", [{"unit": "T01", "class": "township", "group": "g", "p_people": 300}], "register")
    values = Inputs.from_rows(
        "values", [{"unit": "T01", "item": "grain", "period": "2007", "value": "2615/3"}], "assessment"
    )
    merged = units.merged(values)
    assert str(merged.values["T01", "grain", "2007"].figure) == "2615/3"
    assert merged.values["T01", "grain", "2007"].source.file == "assessment"
    assert merged.problems == []


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_columns_parted_by_tabs_or_semicolons_are_columns(tmp_path: Path, mark: str) -> None:
    (tmp_path / "单位.csv").write_text(UNITS.replace(",", mark), encoding="utf-16")
    inputs = read_inputs([tmp_path])
    assert inputs.problems == []
    assert inputs.units["T02"].properties == {"people": "200"}


@pytest.mark.parametrize("period", ["2007年", "2007-13", "200701", "2007Q5", "2007-01-01", "第一季度"])
def test_a_period_that_is_none_is_refused_and_not_taken_for_another(tmp_path: Path, period: str) -> None:
    path = tmp_path / "values.csv"
    path.write_text(f"unit,item,period,value\nT01,grain,{period},5\n", encoding="utf-8")
    inputs = read_inputs([path])
    assert [(problem.code, problem.where.row, problem.where.column) for problem in inputs.problems] == [
        ("bad_period", 2, "period")
    ]
    assert inputs.values == {}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("\uff15\uff0e\uff15", "5.5"),
        ('"1,234"', "1234"),
        ("\u22125", "-5"),
        ("\uff15%", "5%"),
        ("n/a", "NA"),
        ("十", None),
    ],
)
def test_a_figure_written_otherwise_is_refused_with_what_it_should_be(
    tmp_path: Path, written: str, meant: str | None
) -> None:
    path = tmp_path / "values.csv"
    path.write_text(f"unit,item,value\nT01,grain,{written}\n", encoding="utf-8")
    (found,) = read_inputs([path]).problems
    assert found.code == "bad_figure"
    assert ("应写作" in found.text.zh, found.text.en.endswith(f"write {meant}.")) == (meant is not None,) * 2


def test_a_ticked_cell_is_no_figure_but_a_property(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["unit", "item", "value"])
        sheet.write_row(1, 0, ["T01", "grain", True])
        sheet = book.add_worksheet("单位")
        sheet.write_row(0, 0, ["unit", "class", "p_new"])
        sheet.write_row(1, 0, ["T01", "township", True])
    inputs = read_inputs([path])
    assert [problem.code for problem in inputs.problems] == ["bad_figure"]
    assert inputs.values["T01", "grain", ""].figure is None
    assert inputs.units["T01"].properties == {"new": "1"}


def test_a_hidden_sheet_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("单位")
        sheet.write_row(0, 0, ["unit", "class"])
        draft = book.add_worksheet("草稿")
        draft.write_row(0, 0, ["unit", "item", "value"])
        draft.write_row(1, 0, ["T01", "grain", 9])
        draft.hide()
        book.add_worksheet("空").hide()
    inputs = read_inputs([path])
    assert [(problem.code, problem.where.sheet) for problem in inputs.problems] == [("hidden_sheet", "草稿")]
    assert inputs.values["T01", "grain", ""].figure == 9


def test_a_relation_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "relations.csv"
    path.write_text("from,relation,to,start,end\nA,lead,M,2007-09-01,2007-01-01\n", encoding="utf-8")
    inputs = read_inputs([path])
    assert [(problem.code, problem.where.column) for problem in inputs.problems] == [("bad_interval", "end")]
    assert inputs.relations == []


def test_a_broken_parquet_file_is_named_without_the_query(tmp_path: Path) -> None:
    path = tmp_path / "p.parquet"
    path.write_bytes(b"PAR1junk")
    (found,) = read_inputs([path]).problems
    assert "\n" not in found.text.zh
    assert "select" not in found.text.zh.lower()
