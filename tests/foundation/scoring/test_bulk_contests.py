"""Contests, rank votes and spared persons in the bulk engine: the walker's bytes on small random cases full of ties."""

import json
import os
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from qingheng.foundation.scoring.engines import bulk
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import parse_scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.scoring import run

sys.path.insert(0, str(Path(__file__).parent))
from bulk_schemes import contests, data, schemes
from test_cases import whole

ON = date(2007, 12, 31)
EXAMPLES = int(os.environ.get("QINGHENG_FUZZ", "12"))
FEW = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
#: The same examples on every run, for what random cases must reach.
SAME = settings(FEW, max_examples=100, phases=[Phase.generate], derandomize=True)

ITEMS = "".join(
    f"""
[node.{id}]
name = {{ zh = "指标", en = "Item" }}
in = "all"
points = {points}
rule = {{ do = "imported", scale = "none", source = "office", beyond = "refuse" }}
"""
    for id, points in (("a", 60), ("b", 40))
)
TREE = """
[[tree]]
id = "candidates"
root = "all"
when = "class == 'candidate'"
"""
TIES = st.sampled_from(
    [
        '["shared"]',
        '["refuse"]',
        '[{ by = "exact" }, "refuse"]',
        '[{ by = "b" }, "shared"]',
        '[{ by = "p.age", order = "low" }, { by = "p.room", listed = ["r2", "r1"] }, "refuse"]',
    ]
)


@st.composite
def posts(draw: st.DrawFn) -> str:
    """A scheme of two items and a contest over them."""
    scores = ["score(a)", "score(a) + score(b)", "a / (b + 1)", "a"]
    rank = f'[rank]\nstyle = "competition"\non = "rounded"\nties = {draw(TIES)}'
    stages = draw(contests(scores, "peers_mean(p.room, a)"))
    return whole("\n".join([rank, ITEMS, TREE if draw(st.booleans()) else "", *stages]))


@st.composite
def candidates(draw: st.DrawFn) -> Inputs:
    """Up to ten candidates for two posts, few different figures among them, some missing; an office beside them."""
    hole = draw(st.booleans())
    figure = st.sampled_from(["3", "3", "2", "1", "2.5"] + ["", "NA"] * hole)
    units, values = [{"unit": "Z", "class": "office", "p_room": "r1"}], []
    seats = draw(
        st.sampled_from([["1"], ["1"], ["2"], ["2"], ["3"], ["0"]] + [["-1"], ["1.5"], ["1", ""], ["1", "2"]] * hole)
    )
    for number in range(draw(st.integers(1, 10))):
        unit = {"unit": f"C{number}", "class": "candidate", "group": draw(st.sampled_from(["g", "g", "h"]))}
        about = {"p_seats": draw(st.sampled_from(seats)), "p_room": draw(st.sampled_from(["r1", "r2"] + [""] * hole))}
        units.append({**unit, **about, "p_age": draw(st.sampled_from(["40", "41"])), "p_kind": "big", "p_size": "1"})
        values += [{"unit": unit["unit"], "item": item, "value": draw(figure)} for item in ("a", "b")]
        values.append({"unit": unit["unit"], "item": "withdrawn", "value": draw(st.sampled_from(["0", "1"]))})
    values.append({"unit": "Z", "item": "a", "value": draw(figure)})
    return Inputs.from_rows("units", units).merged(Inputs.from_rows("values", values))


def shown(result: Result) -> str:
    """The bytes of a result."""
    return json.dumps(result.as_json(), ensure_ascii=False)


@pytest.mark.fuzz
@FEW
@given(posts(), candidates())
def test_random_contests_run_in_bulk_and_give_the_same_bytes(text: str, inputs: Inputs) -> None:
    scheme = parse_scheme(text).scheme
    assert scheme is not None
    found = bulk(scheme, inputs, ON)
    assert found.engine == "bulk", found.note
    assert shown(found.result) == shown(run(scheme, inputs, ON)), text


def test_random_contests_reach_every_outcome_and_compare_with_peers() -> None:
    seen = set[str]()

    @SAME
    @given(posts(), candidates())
    def look(text: str, inputs: Inputs) -> None:
        scheme = parse_scheme(text).scheme
        assert scheme is not None
        found = bulk(scheme, inputs, ON)
        seen.update(["peers"] if found.engine == "bulk" and "peers_mean" in text else [])
        for unit in found.result.units:
            assert unit.contest is not None
            seen.update([unit.contest["outcome"], *(stage["outcome"] for stage in unit.contest["stages"])])

    look()
    assert seen == {
        *("peers", "unknown", "below_floor", "below_line", "cancelled", "in"),
        *("selected", "replacement", "withdrawn", "tied", "reserve", "put_to_vote", "out"),
    }


def test_random_schemes_with_each_feature_run_in_bulk() -> None:
    wanted = {"[contest]", "unless_person", "rank_votes"}

    @settings(SAME, max_examples=40)
    @given(schemes(), data())
    def look(text: str, inputs: Inputs) -> None:
        used = {feature for feature in wanted if feature in text}
        scheme = parse_scheme(text).scheme if used else None
        if scheme is not None and bulk(scheme, inputs, ON).engine == "bulk":
            wanted.difference_update(used)

    look()
    assert wanted == set()
