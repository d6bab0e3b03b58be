"""A file is held against the year before anything of it counts; what is said of it, its sender can read."""

from tempfile import gettempdir

import pytest

from qingheng.assessment.queries.inputs import Preview, counted, preview
from qingheng.assessment.queries.years import scheme_of
from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.record.models import Account
from tests.trial_year import handed_in, opened, values, workbook

EVENT = {"kind": "award", "level": "", "date": "2007-05-01", "count": "1", "key": "a", "evidence": "文件"}
MARK = {"rater_group": "panel", "rater": "01", "value": "80"}
VOTE = {"rater_group": "staff", "grade": "good", "count": "3"}


def seen(by: Account, file: str, content: bytes) -> Preview:
    cycle = opened(by, 2)
    return preview(cycle, scheme_of(cycle), file, content)


@pytest.mark.parametrize("columns", [EVENT, MARK, VOTE], ids=["event", "mark", "vote"])
def test_a_row_of_an_item_that_the_scheme_does_not_name_is_refused_with_what_was_meant(
    assessor: Account, columns: dict[str, str]
) -> None:
    found = seen(assessor, "rows.csv", workbook([{"unit": "T01", "item": "awrad", **columns}]))
    (problem,) = found.problems
    assert (problem.code, problem.where.row, problem.where.column) == ("unknown_item", 2, "item")
    assert problem.suggestion == "award"
    assert found.refused


def test_a_value_that_the_scheme_does_not_read_is_pointed_out_and_may_stay(assessor: Account) -> None:
    found = seen(
        assessor, "grain.csv", workbook(values("grain", "P02", {"T01": 5}), values("rainfall", "P02", {"T01": 5}))
    )
    assert [(problem.code, problem.severity) for problem in found.problems] == [("unknown_item", Severity.WARNING)]
    assert not found.refused


def test_a_row_of_an_item_that_the_scheme_scores_passes(assessor: Account) -> None:
    assert not seen(assessor, "rows.csv", workbook([{"unit": "T01", "item": "award", **EVENT}])).problems


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("twice.csv", workbook(values("grain", "P02", {"T01": 5}), values("grain", "P02", {"T01": 6}))),
        ("broken.xlsx", b"no workbook"),
        ("broken.parquet", b"PAR1"),
        ("utf16.csv", "unit,item\nT01,grain\n".encode("utf-16")),
    ],
)
def test_what_is_said_of_a_file_names_no_folder_of_this_machine_and_no_library(
    assessor: Account, file: str, content: bytes
) -> None:
    found = seen(assessor, file, content)
    told = [*(problem.text.zh for problem in found.problems), *(problem.text.en for problem in found.problems)]
    assert found.refused
    assert not [text for text in told if gettempdir() in text or "Error" in text or "codec" in text or "Zip" in text]
    assert all(problem.where.file == file for problem in found.problems)


def test_what_counts_of_a_file_is_counted_by_table_and_nothing_once_it_is_replaced(assessor: Account) -> None:
    cycle = opened(assessor, 3)
    first = handed_in(cycle, "grain.csv", workbook(values("grain", "P02", {"T01": 5, "T02": 6})), assessor)
    assert counted(first) == {"values": 2}
    handed_in(cycle, "grain.csv", workbook(values("grain", "P02", {"T01": 7})), assessor)
    assert counted(first) == {}
