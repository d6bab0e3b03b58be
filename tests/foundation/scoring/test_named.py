"""Which ids a row may carry: whatever a worked case hands in, and no name of a part."""

from pathlib import Path

import pytest

import qingheng
from qingheng.foundation.scoring.named import named_ids
from tests.cases.worked_cases import HERE, SCHEMES, cases_of, inputs_of, scheme_of

COUNTY = Path(qingheng.__file__).parent / "packs" / "qingshui" / "schemes" / "2007.toml"
WORKED = [path for path in SCHEMES if (HERE / "worked" / path.name).exists()]


@pytest.mark.parametrize("path", WORKED, ids=lambda path: path.stem)
def test_every_item_that_a_worked_case_hands_in_is_named(path: Path) -> None:
    names = named_ids(scheme_of(path))
    for case in cases_of(path):
        inputs = inputs_of(case)
        handed_in = {item for table in (inputs.votes, inputs.marks, inputs.events) for _, item in table}
        assert handed_in - names == set()


def test_a_part_takes_no_rows_and_an_empty_id_is_no_item() -> None:
    names = named_ids(scheme_of(COUNTY))
    assert {"income", "income.target", "commendation"} <= names
    assert not names & {"", "common", "professional", "additional"}
