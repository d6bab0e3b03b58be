"""I-32: a base of one thousand, and raised points for key work."""

from fractions import Fraction

import pytest

from qingheng.assessment.articles.thousand_points import PointsFacts, thousand_points
from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.text import Text

MET, NOT = Outcome.MET, Outcome.NOT_MET


@pytest.mark.parametrize(
    ("base", "raised", "outcomes"),
    [
        (1000, {"粮食": 100}, [MET, MET]),
        (1000, {}, [MET, NOT]),
        (1000, {"粮食": 100, "招商": 0}, [MET, NOT]),
        (Fraction(2999, 3), {"粮食": 1}, [NOT, MET]),
        (1001, {}, [NOT, NOT]),
    ],
)
def test_base_and_raised_points_are_found(base: Fraction, raised: dict[str, Fraction], outcomes: list[Outcome]) -> None:
    found = thousand_points(
        PointsFacts(Fraction(base), tuple((Text(name, name), Fraction(points)) for name, points in raised.items()))
    )
    assert [finding.outcome for finding in found] == outcomes
