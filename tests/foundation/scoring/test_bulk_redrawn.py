"""Many drawn panels in one query give what the walker gives for one after the other, on random schemes and case files."""

import os
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, event, given, settings

from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.rational import TooWideError
from qingheng.foundation.scoring.bulk.redrawn import redrawn as redrawn_in_bulk
from qingheng.foundation.scoring.engines import redrawn, redrawn_by_walker
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.uncertainty.bootstrap import Panel, Sampler
from qingheng.foundation.scoring.uncertainty.redraw import marks_of, votes_of

sys.path.insert(0, str(Path(__file__).parent))
from bulk_schemes import data, schemes
from test_cases import cases, inputs_of, read, whole

ON = date(2007, 12, 31)
EXAMPLES = int(os.environ.get("QINGHENG_FUZZ", "12"))


def panels(inputs: Inputs) -> list[Panel]:
    """A panel of one rater fewer, and a whole one."""
    sampler, draws = Sampler(marks_of(inputs), votes_of(inputs)), np.random.default_rng(5)
    return sampler.panels(1, draws) + sampler.panels(1, draws, whole=True)


def computed(scheme: Scheme, inputs: Inputs) -> bool:
    """Whether one query did it."""
    try:
        redrawn_in_bulk(scheme, inputs, panels(inputs), ON)
    except (UnsupportedError, TooWideError):
        return False
    return True


@pytest.mark.fuzz
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(schemes(), data())
def test_random_schemes_have_the_same_totals_on_drawn_panels(text: str, inputs: Inputs) -> None:
    scheme = parse_scheme(text).scheme
    assume(scheme is not None)
    assert scheme is not None
    event("bulk" if computed(scheme, inputs) else "walk")
    drawn = panels(inputs)
    assert redrawn(scheme, inputs, drawn, ON) == redrawn_by_walker(scheme, inputs, drawn, ON), text


def test_case_files_have_the_same_totals_on_drawn_panels() -> None:
    in_one_query = 0
    for path, at in (case.values for case in cases()):
        file = read(path)
        scheme = parse_scheme(whole(file["scheme"]), path.name).scheme
        assert scheme is not None
        inputs = inputs_of(file["case"][at], file["inputs"])
        drawn = panels(inputs)
        assert redrawn(scheme, inputs, drawn, ON) == redrawn_by_walker(scheme, inputs, drawn, ON), path.name
        in_one_query += bool(marks_of(inputs) or votes_of(inputs)) and computed(scheme, inputs)
    assert in_one_query > 10
