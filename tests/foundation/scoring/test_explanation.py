"""Explanations: every figure opens down to its cell; the figure shown is the figure of the result."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qingheng.foundation.scoring import Inputs, Scheme, Scoring, explain, parse_scheme, read_inputs

ON = date(2007, 12, 31)
SCHEME = Path(__file__).parent / "cases" / "scaffold.toml"
ITEMS = """
[node.grain]
name = { zh = "粮食总产", en = "Grain output" }
text = { zh = "完成年度粮食总产目标", en = "Meet the grain target" }
in = "all"
points = 60
cite = "seed#2.3"
rule = { do = "completion", actual = "grain", target = "grain.target", cap = { value = 1, assumed = true }, floor = 0, minimum = "none" }

[node.order]
name = { zh = "秩序", en = "Order" }
in = "all"
points = 40
rule = { do = "imported", scale = 100, source = "office", beyond = "refuse" }
"""


def scheme() -> Scheme:
    found = parse_scheme(SCHEME.read_text(encoding="utf-8") + ITEMS, "book.toml").scheme
    assert found is not None
    return found


@pytest.fixture
def data(tmp_path: Path) -> Inputs:
    (tmp_path / "units.csv").write_text("unit,name,class,group\nA,甲镇,x,g\nB,乙镇,x,g\n", encoding="utf-8")
    rows = [
        "unit,item,period,value",
        "A,grain,2007,81",
        "A,grain.target,2007,90",
        "A,order,2007,95",
        "B,grain,2007,70",
        "B,order,2007,90",
    ]
    (tmp_path / "values.csv").write_text("\n".join(rows), encoding="utf-8")
    return read_inputs([tmp_path])


def test_the_tree_leads_from_the_rank_to_the_cell(data: Inputs) -> None:
    tree = explain(scheme(), data, "A", on=ON).as_json()
    assert (tree["id"], tree["exact"]) == ("rank", "1")
    total = tree["children"][0]
    assert (total["id"], total["exact"], total["rounded"]) == ("total", "92", "92")
    grain = total["children"][0]["children"][0]
    assert {key: grain[key] for key in ("id", "zh", "en", "function", "exact", "full", "cite")} == {
        "id": "grain",
        "zh": "粮食总产",
        "en": "Grain output",
        "function": "completion",
        "exact": "54",
        "full": "60",
        "cite": "seed#2.3",
    }
    assert grain["text"]["zh"] == "完成年度粮食总产目标"
    assert grain["settings"]["target"] == "grain.target"
    assert [
        (item["name"], item["value"], item["source"]["row"], item["source"]["column"]) for item in grain["inputs"]
    ] == [
        ("grain", "81", 2, "value"),
        ("grain.target", "90", 3, "value"),
    ]
    assert {"path": "node.grain.rule.cap", "value": "1", "assumed": True} in grain["choice"]


def test_one_item_can_be_asked_for(data: Inputs) -> None:
    node = explain(scheme(), data, "A", "order", on=ON)
    assert (node.value, node.id) == (Fraction(38), "order")


def test_an_unknown_unit_or_item_is_a_key_error(data: Inputs) -> None:
    with pytest.raises(KeyError):
        explain(scheme(), data, "Z", on=ON)
    with pytest.raises(KeyError):
        explain(scheme(), data, "A", "corn", on=ON)


def test_a_total_that_does_not_exist_says_which_figure_is_missing(data: Inputs) -> None:
    tree = explain(scheme(), data, "B", on=ON)
    assert tree.exact is None
    assert [problem.code for problem in tree.problems] == ["missing_value"]
    assert "grain.target" in tree.problems[0].text.en
    assert "粮食总产目标 = 缺" in tree.as_text("zh")


def test_the_text_stands_in_both_languages(data: Inputs) -> None:
    tree = explain(scheme(), data, "A", on=ON)
    assert "粮食总产：54 分，满分 60 分" in tree.as_text("zh")
    assert "Grain output: 54 of 60" in tree.as_text("en")
    assert "（推定，待县里确认）" in tree.as_text("zh")
    assert "(assumed, to be confirmed)" in tree.as_text("en")


def test_explaining_many_units_computes_each_score_once(data: Inputs) -> None:
    scoring = Scoring(scheme(), data, ON)
    result = scoring.result()
    first = scoring.explain("A", "grain")
    assert scoring.explain("A", "grain") is first
    assert scoring.result() is result
    assert result.unit("A").parts == {"grain": "54", "order": "38"}


def test_the_result_has_the_promised_keys(data: Inputs) -> None:
    result = Scoring(scheme(), data, ON).result().as_json()
    assert set(result) == {"scheme", "on", "units", "choices", "problems"}
    promised = {"unit", "group", "parts", "base", "bonus", "penalty", "total", "exact", "rank", "of", "tied"}
    promised |= {"rank_without_bonus", "grade", "vetoes", "consequences"}
    assert promised <= set(result["units"][0])
    assert result["units"][1]["total"] is None
    assert result["units"][1]["rank"] is None
