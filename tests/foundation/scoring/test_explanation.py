"""Explanations: every figure opens down to its cell; the figure shown is the figure of the result."""

import csv
import io
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from qingheng.foundation.scoring import Inputs, Scheme, Scoring, explain, parse_scheme, read_inputs
from qingheng.foundation.scoring.files import recognised
from tests.foundation.scoring.test_cases import whole

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


def told(scheme: str, unit: str, *tables: str, item: str | None = None) -> str:
    """The explanation read aloud, of a scheme over the scaffold of the cases."""
    loaded = parse_scheme(whole(scheme))
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    parts = []
    for text in tables:
        rows = list(csv.DictReader(io.StringIO(text)))
        parts.append(Inputs.from_rows(recognised(tuple(rows[0])) or "", rows))
    return explain(loaded.scheme, parts[0].merged(*parts[1:]), unit, item, on=ON).as_text("zh")


GIVEN = 'rule = { do = "imported", scale = "none", source = "office", beyond = "allow" }\n'
X = '[node.x]\nname = { zh = "指标", en = "Item" }\nin = "all"\npoints = 100\n'
GROUP = "unit,class,group\nA,x,g\nB,x,g\nC,x,g\n"
FIGURES = "unit,item,value\nA,x,95\nB,x,90\nC,x,80\n"


def test_a_grade_is_told_with_its_limit_and_with_what_keeps_it_down() -> None:
    scheme = f"""{X}{GIVEN}
[grade]
by = "both"
quota_tie = "none"
grades = [{{ grade = "优秀", ge = 90, share = "50%", rounding = "floor" }}, {{ grade = "良好", ge = 80 }}, {{ grade = "一般" }}]
blocks = [{{ when = "x >= 93", ceiling = "良好", cite = "第八条" }}]

[[veto]]
domain = "safety"
name = {{ zh = "安全", en = "Safety" }}
effects = ["grade_ceiling", "deduct"]
ceiling = "一般"
deduct = 5
cite = "seed#2.5"
"""
    vetoes = "unit,domain,basis\nC,safety,县安委会认定\n"
    first = told(scheme, "A", GROUP, FIGURES, vetoes)
    assert "等次\n    · 良好" in first
    assert "因指标不小于93，等次最高为“良好”（第八条）。" in first
    assert "“优秀”：总分不低于 90，本组 3 个单位中不超过 1 个" in told(scheme, "B", GROUP, FIGURES, vetoes)
    last = told(scheme, "C", GROUP, FIGURES, vetoes)
    assert "“安全”一票否决，扣 5 分。" in last
    assert "因“安全”被一票否决，等次最高为“一般”。" in last
    assert "无" not in last.splitlines()[-1]


def test_what_is_proposed_is_no_part_of_an_explanation() -> None:
    scheme = f"""{X}{GIVEN}
[[consequence]]
kind = "freeze"
name = {{ zh = "不提拔", en = "Freeze" }}
on = "unit"
when = "from_bottom == 1"
cite = "第九条"
"""
    assert "不提拔" not in told(scheme, "C", GROUP, FIGURES)


def test_a_contest_is_told_stage_by_stage() -> None:
    scheme = f"""{X}{GIVEN}
[contest]
seats = 1
replacement = "next"
decision = "score"
stages = [{{ id = "w", name = {{ zh = "笔试", en = "Written" }}, score = "x", ratio = 1, too_few = "flag", ties = "all", floor = 85 }}]
"""
    assert "竞争结果\n    · 入选\n    · 笔试：95 分，2 人中第 1 名，进入下一环节" in told(scheme, "A", GROUP, FIGURES)
    assert "笔试：80 分，低于最低分数线（最低 85）" in told(scheme, "C", GROUP, FIGURES)


def test_the_roll_up_of_periods_can_be_done_by_hand() -> None:
    scheme = f"""{X}{GIVEN}
[node.x.periods]
each = "quarter"
rollup = "weighted"
weights = ["10%", "20%", "30%", "40%"]
missing = "skip"
"""
    values = "unit,item,period,value\nA,x,2007Q1,80\nA,x,2007Q2,NA\nA,x,2007Q4,70\n"
    found = told(scheme, "A", GROUP, values, item="x")
    assert "2007Q2 不适用，不计。" in found
    assert "2007Q3 缺数，按其余各期计。" in found
    assert "2 期得分加权平均：(80 × 10% + 70 × 40%) ÷ 50% = 72。" in found


def test_a_converted_part_can_be_done_by_hand() -> None:
    scheme = X + "full = 50\n" + GIVEN
    found = told(scheme, "A", "unit,class,group\nA,x,g\n", "unit,item,value\nA,x,40\n")
    assert "指标：40 ÷ 50 × 100 = 80" in found


def test_who_is_compared_and_who_is_trimmed_is_named() -> None:
    ladder = f"""{X}
[node.x.rule]
do = "ladder"
direction = "higher"
ladders = [{{ first = 100, step = 10 }}]
ties = "best"
beyond = "last"
floor = 0
"""
    assert "B·指标 = 90" in told(ladder, "A", GROUP, FIGURES, item="x")
    panel = f"""{X}
[node.x.rule]
do = "panel"
scale = 100
order = "sheet_totals"
empty_group = "impute"
self_rating = "exclude"
trim_high = 1
trim_low = 1
trim_above = 3
trim_scope = "all"
groups = [{{ id = "all", weight = "50%" }}, {{ id = "x", weight = "50%" }}]
"""
    marks = "unit,item,rater_group,rater,value\n" + "".join(
        f"A,x,all,r{n},{v}\n" for n, v in enumerate((90, 70, 60, 10))
    )
    found = told(panel, "A", GROUP, marks, item="x")
    assert "去掉最高 1 个（评价主体“all” r0 90）、最低 1 个（评价主体“all” r3 10），余 2 个。" in found
    assert "all·r0·指标 = 90" in found
    assert "评价主体“x”无有效票或人数不足：按其余主体平均计。" in found


def test_a_sheet_that_is_not_complete_is_named() -> None:
    panel = f"""{X}
[node.x.rule]
do = "panel"
indicators = {{ a = 40, b = 60 }}
order = "sheet_totals"
empty_group = "error"
self_rating = "exclude"
groups = [{{ id = "l", weight = 1 }}]
"""
    marks = "unit,item,rater_group,rater,value\nA,a,l,r1,30\nA,b,l,r1,50\nA,a,l,r2,40\n"
    assert "评价人 r2 未填满，没有合计，不计。" in told(panel, "A", GROUP, marks, item="x")


@pytest.mark.parametrize(
    ("dedupe", "said"),
    [
        ('dedupe = "decreasing"\nfactors = [1, "1/2"]', "事项 K1：6 × 1 + 2 × 0.5 + 2 × 0 = 7"),
        ('dedupe = "highest"', "事项 K1：6、2、2 中只计最高 6"),
        ('dedupe = "none"', "“award city”：2 + 2 = 4"),
    ],
)
def test_what_counts_of_the_awards_of_one_matter_can_be_done_by_hand(dedupe: str, said: str) -> None:
    scheme = f"""
[node.x]
name = {{ zh = "加分", en = "Bonus" }}
in = "all"
kind = "bonus"

[node.x.rule]
do = "awards"
rates = [{{ kind = "award", level = "province", points = 6 }}, {{ kind = "award", level = "city", points = 2 }}]
{dedupe}
evidence = "optional"
unlisted = "refuse"
cap = "none"

[node.y]
name = {{ zh = "基础", en = "Base" }}
in = "all"
points = 100
rule = {{ do = "imported", scale = "none", source = "office", beyond = "refuse" }}
"""
    events = "unit,item,kind,level,count,key\nA,x,award,city,2,K1\nA,x,award,province,1,K1\n"
    assert said in told(scheme, "A", GROUP, events, item="x")


def test_a_group_with_too_few_sheets_says_how_many_it_has_and_needs() -> None:
    panel = f"""{X}
[node.x.rule]
do = "panel"
scale = 100
order = "sheet_totals"
empty_group = "error"
self_rating = "exclude"
groups = [{{ id = "l", weight = 1, min = 3 }}]
"""
    marks = "unit,item,rater_group,rater,value\nA,x,l,r1,30\nA,x,l,r2,50\n"
    assert "评价主体 l 有效 2 份，至少须 3 份。" in told(panel, "A", GROUP, marks, item="x")


def test_an_award_without_a_document_and_an_event_that_is_not_listed_are_told() -> None:
    scheme = """
[node.x]
name = { zh = "加分", en = "Bonus" }
in = "all"
kind = "bonus"

[node.x.rule]
do = "awards"
rates = [{ kind = "award", points = 3 }]
dedupe = "highest"
evidence = "required"
unlisted = "ignore"
cap = 10

[node.y]
name = { zh = "基础", en = "Base" }
in = "all"
points = 100
rule = { do = "imported", scale = "none", source = "office", beyond = "allow" }
"""
    events = "unit,item,kind,key,evidence\nA,x,award,K1,\nA,x,praise,K2,文件\n"
    found = told(scheme, "A", GROUP, "unit,item,value\nA,y,90\n", events, item="x")
    assert "“award”K1没有证明文件，不计。" in found
    assert "“praise”未列入，不计。" in found


def test_a_tie_key_is_told_as_it_was_given() -> None:
    rank = '\n[rank]\nstyle = "competition"\non = "exact"\nties = [{ by = "p.age", order = "low" }, { by = "p.kind", listed = ["烈士子女"] }, "shared"]\n'
    units = "unit,class,group,p_age,p_kind\nA,x,g,30,烈士子女\nB,x,g,30,无\n"
    found = told(X + GIVEN + rank, "A", units, "unit,item,value\nA,x,90\nB,x,90\n")
    assert "（小者在前）：本单位 30。" in found
    assert "本单位 烈士子女。" in found


def test_a_ballot_can_be_done_by_hand() -> None:
    votes = f"""{X}
[node.x.rule]
do = "votes"
scale = {{ "优秀" = 1, "称职" = "80%" }}
denominator = "valid"
empty_group = "error"
groups = [{{ id = "all", weight = 1 }}]
"""
    counts = "unit,item,rater_group,grade,count\nA,x,all,优秀,3\nA,x,all,称职,2\n"
    assert "评价主体“all”：(3 × 100% + 2 × 80%) ÷ 5" in told(votes, "A", GROUP, counts, item="x")
