"""说明用语: every function, setting and option has words in both languages, and an explanation can be read aloud."""

import re
from collections.abc import Iterator
from datetime import date

import pytest

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring import Inputs, Scheme, Scoring, load_scheme, parse_scheme
from qingheng.foundation.scoring.declare import Setting
from qingheng.foundation.scoring.formula import FACTS as FORMULA_FACTS
from qingheng.foundation.scoring.formula import FUNCTIONS as FORMULA_FUNCTIONS
from qingheng.foundation.scoring.formula import parse
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.tables import TABLES
from qingheng.foundation.scoring.words import Words, formula_words
from qingheng.foundation.scoring.words.labels import CALLS, FACTS, LABELS, OPTIONS
from qingheng.foundation.scoring.words.said import option

COUNTY = "qingheng/packs/qingshui/schemes"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def declared(spec: tuple[Setting, ...], scopes: tuple[str, ...]) -> Iterator[tuple[Setting, tuple[str, ...]]]:
    for setting in spec:
        yield setting, scopes
        yield from declared(setting.rows, (setting.name, *scopes))


def every() -> Iterator[tuple[Setting, tuple[str, ...]]]:
    for function in FUNCTIONS.values():
        yield from declared(function.settings, (function.name,))
    for name, (_, spec) in TABLES.items():
        yield from declared(spec, (name.rstrip("[]*").rstrip("."),))


def test_every_setting_has_a_label_in_both_languages() -> None:
    known = set(LABELS)
    silent = [
        setting.name
        for setting, scopes in every()
        if setting.name not in known and not known & {f"{scope}.{setting.name}" for scope in scopes}
    ]
    assert not [name for name in silent if name not in ("title", "period", "root")]


def test_every_option_has_words_in_both_languages() -> None:
    silent = {
        f"{setting.name}.{one}"
        for setting, scopes in every()
        for one in setting.options
        if not CHINESE.search(option(setting.name, one, scopes).zh)
    }
    assert not silent


def test_every_name_and_call_of_a_formula_has_words() -> None:
    assert set(FORMULA_FACTS) == set(FACTS)
    assert set(FORMULA_FUNCTIONS) == set(CALLS)
    for text in (*LABELS.values(), *OPTIONS.values(), *FACTS.values(), *CALLS.values()):
        assert CHINESE.search(text.zh)
        assert text.en
        assert not CHINESE.search(text.en)


@pytest.mark.parametrize(
    ("formula", "zh", "en"),
    [
        ("score(key_work)", "重点工作得分", "score of Key work"),
        ("full * 80%", "满分×80%", "full marks × 80%"),
        ("key_work.actual", "重点工作实绩", "Key work, achievement"),
        (
            "from_bottom <= 3 and not vetoed",
            "倒数名次不大于3，且不属被一票否决",
            "place from the end is at most 3 and not vetoed",
        ),
        ("rank in (2, 3)", "名次是2、3之一", "rank is one of 2, 3"),
        ("(full - 1) / 2", "（满分−1）÷2", "(full marks − 1) ÷ 2"),
        ("group_mean(other)", "本组平均（“other”）", "group mean of (“other”)"),
        ("-p.size", "−单位属性“size”", "−the unit's “size”"),
    ],
)
def test_a_formula_is_read_as_one_says_it(formula: str, zh: str, en: str) -> None:
    assert formula_words(parse(formula), {"key_work": Text("重点工作", "Key work")}) == Text(zh, en)


def county(year: str) -> Scheme:
    found = load_scheme(f"{COUNTY}/{year}.toml").scheme
    assert found is not None
    return found


@pytest.mark.parametrize("year", ["2007", "2025"])
def test_the_choices_of_a_county_are_told_without_a_code(year: str) -> None:
    scheme = county(year)
    words = Words(scheme)
    said = {choice.path: words.choice(choice) for choice in scheme.choices}
    assert said["rank.ties"]["label"] == {"zh": "同分单位", "en": "units of equal score"}
    assert said["rank.ties"]["words"]["zh"] == "先比重点工作得分，再相同则并列"
    assert said["rounding.part"]["words"]["zh"] == "保留 2 位小数，四舍五入"
    assert said["node.evaluation.rule.denominator"]["label"]["zh"] == "民主测评：分母"
    for one in said.values():
        assert not re.search(r"[a-z]", one["label"]["zh"] + one["words"]["zh"]), one
        assert not CHINESE.search(one["label"]["en"]), one


def inputs() -> Inputs:
    units = [{"unit": "T01", "name": "甲镇", "class": "x", "group": "乡镇", "parent": ""}]
    values = [
        {"unit": "T01", "item": "grain.actual", "period": "", "value": "81", "source": ""},
        {"unit": "T01", "item": "grain.target", "period": "", "value": "90", "source": ""},
    ]
    votes = [
        {"unit": "T01", "item": "rating", "rater_group": "staff", "grade": grade, "count": count}
        for grade, count in (("优秀", "2"), ("称职", "1"))
    ]
    parts = [
        Inputs.from_rows(name, rows, f"{name}.csv")
        for name, rows in (("units", units), ("values", values), ("votes", votes))
    ]
    return parts[0].merged(*parts[1:])


SCHEME = """
[scheme]
id = "small"
title = { zh = "小方案", en = "Small scheme" }
period = "2007"
base = 100
[rounding]
item = { value = { digits = 2, mode = "half_up" }, assumed = true }
part = "none"
total = { digits = 2, mode = "half_up" }
[total]
order = ["base", "round", "rank"]
[missing]
not_applicable = "exclude"
[rank]
style = "competition"
on = "rounded"
ties = { value = [{ by = "score(grain)" }, "shared"], assumed = true }
[node.all]
name = { zh = "合计", en = "All" }
points = 100
[node.grain]
name = { zh = "粮食总产", en = "Grain output" }
in = "all"
points = 60
rule = { do = "completion", actual = "grain.actual", target = "grain.target", cap = { value = 1, assumed = true }, floor = 0, minimum = "none" }
[node.rating]
name = { zh = "民主测评", en = "Democratic evaluation" }
in = "all"
points = 40
[node.rating.rule]
do = "votes"
scale = { "优秀" = 1, "称职" = "80%" }
denominator = "valid"
empty_group = "error"
groups = [{ id = "staff", weight = 1, name = { zh = "干部职工", en = "Staff" } }]
"""


def scoring() -> Scoring:
    loaded = parse_scheme(SCHEME, "small.toml")
    assert loaded.scheme is not None, [problem.line("en") for problem in loaded.problems]
    return Scoring(loaded.scheme, inputs(), date(2007, 12, 31))


def test_the_text_can_be_read_aloud_in_chinese() -> None:
    told = scoring().explain("T01").as_text("zh")
    for sentence in (
        "甲镇在本组 1 个单位中列第 1 名。",
        "同分单位：先比粮食总产得分，再相同则并列（推定，待县里确认）",
        "粮食总产：54 分，满分 60 分",
        "算法：完成率；实绩：粮食总产实绩；目标：粮食总产目标；完成率上限：100%（推定，待县里确认）",
        "等次折分：优秀 100%、称职 80%",
        "评价主体：干部职工，权重 100%",
        "干部职工·优秀 = 2",
        "计算次序：基础分、取舍、排名",
    ):
        assert sentence in told
    spoken = re.sub(r"〔[^〕]*〕|\[[^\]]*\]", "", told)
    assert not re.search(r"[a-z]", spoken), spoken


def test_the_english_top_line_names_no_unit_in_chinese() -> None:
    told = scoring().explain("T01").as_text("en")
    assert "T01 has place 1 of 1 in its group." in told
    assert "points of the grades: excellent 100%, competent 80%" in told
    assert "Staff · excellent = 2" in told
    assert "units of equal score: by score of Grain output, then they tie (assumed, to be confirmed)" in told


def test_a_node_carries_the_words_beside_its_codes() -> None:
    tree = scoring().explain("T01", "grain").as_json()
    assert tree["function"] == "completion"
    assert tree["function_label"] == {"zh": "完成率", "en": "completion ratio"}
    cap = next(one for one in tree["settings_words"] if one["key"] == "cap")
    assert (cap["label"]["zh"], cap["value"], cap["words"]["zh"], cap["assumed"]) == ("完成率上限", "1", "100%", True)
    assert tree["inputs"][0]["label"]["zh"] == "粮食总产实绩"
    assert {"path": "node.grain.rule.cap", "value": "1", "assumed": True} in tree["choice"]
    assert next(one for one in tree["choice_words"] if one["path"] == "node.grain.rule.cap")["words"]["zh"] == "100%"
