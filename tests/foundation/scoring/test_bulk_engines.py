"""Both engines give the same bytes: on random schemes and data, with missing values and ties, and on every case file."""

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from qingheng.foundation.scoring.engines import bulk
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.scoring import run

sys.path.insert(0, str(Path(__file__).parent))
from bulk_schemes import data, schemes
from test_cases import cases, inputs_of, read, whole

ON = date(2007, 12, 31)
EXAMPLES = int(os.environ.get("QINGHENG_FUZZ", "12"))


@pytest.mark.fuzz
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(schemes(), data())
def test_random_schemes_give_the_same_bytes_in_both_engines(text: str, inputs: Inputs) -> None:
    loaded = parse_scheme(text)
    assume(loaded.scheme is not None)
    assert loaded.scheme is not None
    found = bulk(loaded.scheme, inputs, ON)
    event(found.engine)
    expected = run(loaded.scheme, inputs, ON)
    assert shown(found.result) == shown(expected), text


def shown(result: Result) -> str:
    """The bytes of a result."""
    return json.dumps(result.as_json(), ensure_ascii=False)


@pytest.mark.parametrize(("path", "at"), cases())
def test_every_case_file_gives_the_same_bytes_in_both_engines(path: Path, at: int) -> None:
    file = read(path)
    loaded = parse_scheme(whole(file["scheme"]), path.name)
    assert loaded.scheme is not None
    inputs = inputs_of(file["case"][at], file["inputs"])
    found = bulk(loaded.scheme, inputs, ON)
    assert shown(found.result) == shown(run(loaded.scheme, inputs, ON))
    assert (found.engine == "walk") == (found.note is not None)
