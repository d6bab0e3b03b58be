"""The lint: every code has a broken specimen; a clean scheme has none; all problems come at once, with their line."""

from pathlib import Path

import pytest

from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.scoring import load_scheme, parse_scheme
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.lint import CODES
from qingheng.foundation.scoring.reference import reference

CLEAN = """
[scheme]
id = "clean"
title = { zh = "无误", en = "Clean" }
period = "2007"
base = 100
from = 2007-01-01

[rounding]
item = "none"
part = "none"
total = { digits = 2, mode = "half_up" }

[missing]
not_applicable = "exclude"
peers = "refuse"

[total]
order = ["base", "bonus", "penalty", "round", "veto", "rank", "grade"]

[rank]
style = "competition"
on = "rounded"
ties = ["shared"]

[node.all]
name = { zh = "总分", en = "Total" }
points = 100

[node.a]
name = { zh = "甲", en = "A" }
in = "all"
points = 60
rule = { do = "completion", target = "a.target", cap = 1, floor = 0, minimum = "none" }

[node.b]
name = { zh = "乙", en = "B" }
in = "all"
points = 40
RULE_B

[grade]
by = "bands"
grades = [{ grade = "优秀", ge = 90 }, { grade = "一般" }]

[[veto]]
domain = "safety"
name = { zh = "安全", en = "Safety" }
effects = ["none"]
cite = "seed#2.5"
"""

RULES_B = {
    "imported": 'do = "imported", scale = "none", source = "office", beyond = "refuse"',
    "steps": 'do = "steps", target = 1, gap = "absolute", over_points = 1, over_step = 1, over_mode = "floor", over_cap = 5, '
    'cap_scope = "bonus", under = "ratio", floor = 0',
    "brackets": 'do = "brackets", target = 1, gap = "absolute", share = 1, above = [{ rate = 1 }], symmetric = true, cap = "none", floor = 0',
    "relative": 'do = "relative", to = "best", direction = "higher", cap = "none", floor = 0',
    "minmax": 'do = "minmax", from = 0, to = 1, low = 0, high = 40, curve = "linear", equal = "high", outside = "clamp"',
    "cases": 'do = "cases", order = "first", otherwise = 0, cases = [{ when = "b > 1", points = 1 }]',
    "events": 'do = "events", start = "full", rates = [{ kind = "x", points = -1 }], unlisted = "refuse", cap = "none", '
    'cap_scope = "item", floor = 0',
    "awards": 'do = "awards", rates = [{ kind = "x", points = 1 }], unlisted = "refuse", cap = 5, dedupe = "highest", evidence = "required"',
    "shared": 'do = "shared", amount = "b", shares = { lead = 1 }, several = "divide", start = "full", floor = 0',
    "votes": 'do = "votes", scale = { good = 1 }, denominator = "valid", empty_group = "error", groups = [{ id = "g", weight = 1 }]',
    "panel": 'do = "panel", order = "sheet_totals", empty_group = "error", self_rating = "exclude", groups = [{ id = "g", weight = 1 }], '
    'trim_high = 1, trim_above = 4, trim_scope = "group", validity = { complete = true, effect = "sheet" }',
}

#: Code -> (rule of item B, what is replaced, by what).
BROKEN = {
    "weights_sum": ("imported", "points = 40", "points = 30"),
    "bands_gap": ("cases", "otherwise = 0, ", ""),
    "rules_unordered": ("cases", 'order = "first", ', ""),
    "tie_missing": ("imported", 'ties = ["shared"]', 'ties = [{ by = "exact" }]'),
    "rounding_missing": ("imported", 'part = "none"\n', ""),
    "cap_scope_missing": ("steps", 'cap_scope = "bonus", ', ""),
    "empty_group_missing": ("votes", 'empty_group = "error", ', ""),
    "step_mode_missing": ("steps", 'over_mode = "floor", ', ""),
    "not_applicable_missing": ("imported", 'not_applicable = "exclude"\n', ""),
    "secret_needs_rows": ("votes", 'do = "votes"', 'do = "votes", order = "sheet_totals"'),
    "float_literal": ("imported", "points = 40", "points = 40.0"),
    "unknown_key": ("imported", "points = 40", "point = 40"),
    "unknown_function": ("imported", 'do = "imported"', 'do = "import"'),
    "unknown_node": ("imported", 'in = "all"\npoints = 40', 'in = "al"\npoints = 40'),
    "unknown_grade": ("imported", 'effects = ["none"]', 'effects = ["grade_ceiling"]\nceiling = "合格"'),
    "grade_limit": ("imported", "ge = 90", "first = 3"),
    "missing_key": ("imported", 'id = "clean"\n', ""),
    "listed_twice": ("imported", 'ties = ["shared"]', 'ties = [{ by = "exact" }, { by = "exact" }, "shared"]'),
    "veto_dates": (
        "imported",
        'cite = "seed#2.5"\n',
        (
            'cite = "seed#2.5"\nto = 2007-06-30\n[[veto]]\ndomain = "safety"\nname = { zh = "安全", en = "Safety" }\n'
            'effects = ["unranked"]\ncite = "seed#2.5"\nfrom = 2007-06-30\n'
        ),
    ),
    "wrong_type": ("imported", "points = 40", "points = true"),
    "bad_option": ("imported", 'style = "competition"', 'style = "competitive"'),
    "bad_formula": ("imported", '"a.target"', '"a.target +"'),
    "not_toml": ("imported", "[scheme]", "[scheme"),
    "roots": ("imported", 'in = "all"\npoints = 40', "points = 40"),
    "cycle": ("imported", '{ zh = "总分", en = "Total" }', '{ zh = "总分", en = "Total" }\nin = "b"'),
    "full_missing": ("imported", "points = 40", "weight = 40"),
    "no_rule": ("imported", 'rule = { do = "imported"', 'text = { zh = "x", en = "x" } #'),
    "base_sum": ("imported", "base = 100", "base = 1000"),
    "period_missing": ("imported", "points = 40", 'points = 40\nperiods = { each = "month", rollup = "mean" }'),
    "period_form": ("imported", 'period = "2007"', 'period = "07"'),
    "gap_missing": ("steps", 'gap = "absolute", ', ""),
    "cap_missing": ("relative", 'cap = "none", ', ""),
    "floor_missing": ("relative", ", floor = 0 }", " }"),
    "minimum_missing": ("imported", ', minimum = "none"', ""),
    "under_mode_missing": ("steps", 'under = "ratio", ', ""),
    "symmetric_missing": ("brackets", "symmetric = true", "symmetric = false"),
    "curve_missing": ("minmax", 'curve = "linear", ', ""),
    "equal_missing": ("minmax", 'equal = "high", ', ""),
    "outside_missing": ("minmax", ', outside = "clamp"', ""),
    "beyond_missing": ("imported", ', beyond = "refuse"', ""),
    "unlisted_missing": ("events", 'unlisted = "refuse", ', ""),
    "scale_missing": ("imported", 'scale = "none", ', ""),
    "several_missing": ("shared", 'several = "divide", ', ""),
    "dedupe_missing": ("awards", ', dedupe = "highest"', ""),
    "evidence_missing": ("awards", ', evidence = "required"', ""),
    "denominator_missing": ("votes", 'denominator = "valid", ', ""),
    "trim_above_missing": ("panel", "trim_above = 4, ", ""),
    "trim_scope_missing": ("panel", 'trim_scope = "group", ', ""),
    "several_groups_missing": ("panel", '{ id = "g", weight = 1 }', '{ id = "g", weight = 1, relation = "leads" }'),
    "quota_tie_missing": (
        "imported",
        'by = "bands"\ngrades = [{ grade = "优秀", ge = 90',
        'by = "quota"\ngrades = [{ grade = "优秀", count = 3',
    ),
    "void_effect_missing": ("panel", ', effect = "sheet"', ""),
    "order_missing": ("panel", 'order = "sheet_totals", ', ""),
    "order_steps": (
        "imported",
        '["base", "bonus", "penalty", "round", "veto", "rank", "grade"]',
        '["base", "rank", "round"]',
    ),
    "self_rating_missing": ("panel", 'self_rating = "exclude", ', ""),
    "peers_missing": ("relative", 'peers = "refuse"\n', ""),
    "rank_style_missing": ("imported", 'style = "competition"\n', ""),
    "rank_basis_missing": ("imported", 'on = "rounded"\n', ""),
    "veto_effect_missing": ("imported", 'effects = ["none"]\n', ""),
    "quota_rounding_missing": (
        "imported",
        'by = "bands"\ngrades = [{ grade = "优秀", ge = 90',
        'by = "quota"\ngrades = [{ grade = "优秀", share = "20%"',
    ),
    "too_few_missing": ("imported", "[grade]", "CONTEST\n[grade]"),
    "replacement_missing": ("imported", "[grade]", "CONTEST\n[grade]"),
    "decision_missing": ("imported", "[grade]", "CONTEST\n[grade]"),
    "self_scoring_missing": ("imported", "points = 40", 'points = 40\norgans = { scoring = "G01" }'),
    "bands_overlap": ("imported", '{ grade = "一般" }', '{ grade = "良好", ge = 95 }, { grade = "一般" }'),
    "kind_place": (
        "imported",
        "points = 40",
        'points = 40\nkind = "bonus"\n[node.c]\nname = { zh = "丙", en = "C" }\nin = "b"\nkind = "penalty"',
    ),
    "contested_indicator": ("imported", "from = 2007-01-01", "from = 2020-01-01"),
}

CONTEST = """[contest]
seats = 1
stages = [{ id = "s", name = { zh = "面试", en = "Interview" }, score = "score(a)", ratio = 1, ties = "all" }]
"""
RANK_ALONE = """
[[consequence]]
kind = "demotion"
name = { zh = "降职", en = "Demotion" }
on = "person"
roles = ["principal"]
when = "from_bottom <= 3"
cite = "seed#2.5"
"""


def scheme(rule: str = "imported") -> str:
    return CLEAN.replace("RULE_B", f"rule = {{ {RULES_B[rule]} }}")


@pytest.mark.parametrize("rule", RULES_B)
def test_a_clean_scheme_has_no_problem(rule: str) -> None:
    loaded = parse_scheme(scheme(rule))
    assert [problem.line("en") for problem in loaded.problems] == []
    assert loaded.scheme is not None


@pytest.mark.parametrize("code", BROKEN)
def test_the_broken_specimen_of_every_code_is_found(code: str) -> None:
    rule, old, new = BROKEN[code]
    text = scheme(rule)
    assert old in text
    text = text.replace(old, new.replace("CONTEST", CONTEST), 1) + (RANK_ALONE if code == "contested_indicator" else "")
    loaded = parse_scheme(text, "broken.toml")
    found = [problem for problem in loaded.problems if problem.code == code]
    assert found, [problem.line("en") for problem in loaded.problems]
    assert all(problem.where.file == "broken.toml" for problem in found)
    assert all(problem.text.zh and problem.text.en and problem.mend.zh and problem.mend.en for problem in found)
    if found[0].severity is not Severity.WARNING:
        assert loaded.scheme is None


@pytest.mark.parametrize(
    ("rule", "old", "new"),
    [
        ("steps", 'under = "ratio"', 'under = "steps"'),
        ("votes", 'denominator = "valid"', 'denominator = "present"'),
        ("awards", 'dedupe = "highest"', 'dedupe = "decreasing"'),
        ("imported", "points = 40", 'points = 40\nnot_applicable = { give = "share" }'),
        ("imported", 'effects = ["none"]', 'effects = ["deduct"]'),
    ],
)
def test_an_option_that_needs_a_further_key_asks_for_it(rule: str, old: str, new: str) -> None:
    found = parse_scheme(scheme(rule).replace(old, new, 1)).problems
    assert [problem.code for problem in found] == ["missing_key"] * len(found)
    assert found


@pytest.mark.parametrize(
    ("by", "grades"),
    [
        ("bands", '{ grade = "优秀", count = 1 }, { grade = "一般" }'),
        ("quota", '{ grade = "优秀", first = 1 }, { grade = "一般" }'),
        ("both", '{ grade = "优秀", ge = 90, last = 1 }, { grade = "一般" }'),
        ("rank", '{ grade = "优秀", count = 1 }, { grade = "一般" }'),
        ("quota", '{ grade = "优秀", count = 1 }, { grade = "一般" }, { grade = "较差", count = 1 }'),
        ("rank", '{ grade = "优秀", first = 1 }, { grade = "一般" }, { grade = "较差" }'),
    ],
)
def test_a_grade_whose_limit_is_not_read_or_that_is_never_reached_is_refused(by: str, grades: str) -> None:
    text = scheme().replace('by = "bands"', f'by = "{by}"\nquota_tie = "none"')
    text = text.replace('{ grade = "优秀", ge = 90 }, { grade = "一般" }', grades)
    assert [problem.code for problem in parse_scheme(text).problems] == ["grade_limit"]


def test_a_grade_that_only_a_condition_gives_may_stand_behind_an_open_one() -> None:
    grades = '{ grade = "优秀", ge = 90 }, { grade = "一般" }'
    more = '{ grade = "优秀", ge = 90 }, { grade = "一般" }, { grade = "较差" }]\nblocks = [{ when = "total < 60", ceiling = "较差" }'
    assert parse_scheme(scheme().replace(grades, more)).problems == ()


def test_trimmed_votes_are_divided_by_the_valid_ones() -> None:
    text = scheme("votes").replace(
        'denominator = "valid"', 'denominator = "returned", trim_high = 1, trim_above = 4, trim_scope = "group"'
    )
    assert "bad_option" in {
        problem.code for problem in parse_scheme(text.replace(', trim_scope = "group"', "")).problems
    }


@pytest.mark.parametrize("cycle", ["2007H1", "2023Q2", "2007-06"])
def test_a_cycle_may_be_a_part_of_a_year(cycle: str) -> None:
    assert parse_scheme(scheme().replace('period = "2007"', f'period = "{cycle}"')).scheme is not None


def test_every_code_has_a_specimen() -> None:
    assert set(BROKEN) | {"unreadable"} == set(CODES)


def test_an_absent_file_is_unreadable(tmp_path: Path) -> None:
    loaded = load_scheme(tmp_path / "none.toml")
    assert [problem.code for problem in loaded.problems] == ["unreadable"]


def test_all_problems_come_at_once_each_with_its_line() -> None:
    text = (
        scheme()
        .replace("points = 40", "point = 40")
        .replace('style = "competition"', 'style = "dens"')
        .replace('"a.target"', '"a.target +"')
    )
    found = {problem.code: problem for problem in parse_scheme(text).problems}
    lines = text.splitlines()
    assert lines[(found["unknown_key"].where.line or 0) - 1] == "point = 40"
    assert found["unknown_key"].suggestion == "points"
    assert lines[(found["bad_option"].where.line or 0) - 1] == 'style = "dens"'
    assert found["bad_option"].suggestion == "dense"
    assert "bad_formula" in found


def test_an_open_choice_is_a_choice_and_no_error() -> None:
    loaded = parse_scheme(scheme().replace('style = "competition"\n', ""))
    assert [(problem.code, problem.severity) for problem in loaded.problems] == [
        ("rank_style_missing", Severity.CHOICE)
    ]


def test_an_assumed_choice_is_printed_as_assumed() -> None:
    loaded = parse_scheme(
        scheme().replace('style = "competition"', 'style = { value = "competition", assumed = true }')
    )
    assert loaded.scheme is not None
    assert [choice.as_json() for choice in loaded.scheme.choices if choice.assumed] == [
        {"path": "rank.style", "value": "competition", "assumed": True}
    ]


def test_a_note_says_what_is_not_known_in_one_language_or_in_two() -> None:
    for note, wanted in (
        ('"not stated"', {"zh": "not stated", "en": "not stated"}),
        ('{ zh = "没有写明", en = "not stated" }', {"zh": "没有写明", "en": "not stated"}),
    ):
        style = f'style = {{ value = "competition", assumed = true, note = {note} }}'
        loaded = parse_scheme(scheme().replace('style = "competition"', style))
        assert loaded.scheme is not None
        assert [choice.as_json()["note"] for choice in loaded.scheme.choices if choice.assumed] == [wanted]


def test_a_note_in_one_language_of_two_is_refused() -> None:
    style = 'style = { value = "competition", assumed = true, note = { zh = "没有写明" } }'
    found = parse_scheme(scheme().replace('style = "competition"', style)).problems
    assert [(problem.code, problem.where.path) for problem in found] == [("wrong_type", "rank.style.note")]


def test_the_hash_ignores_comments_and_order_but_not_content() -> None:
    plain, noted = (
        parse_scheme(scheme()).scheme,
        parse_scheme("# note\n" + scheme().replace("points = 40\n", "\npoints = 40\n")).scheme,
    )
    other = parse_scheme(scheme().replace("seed#2.5", "seed#2.4")).scheme
    assert plain is not None
    assert noted is not None
    assert other is not None
    assert plain.hash == noted.hash != other.hash


VETO = """
[[veto]]
domain = "safety"
name = { zh = "安全", en = "Safety" }
effects = ["none"]
cite = "x"
"""
CONSEQUENCE = """
[[consequence]]
kind = "talk"
name = { zh = "约谈", en = "Talk" }
on = "unit"
when = "from_bottom <= 1"
cite = "x"
"""
PANEL = 'rule = { do = "panel", order = "sheet_totals", empty_group = "error", self_rating = "allow", groups = '
EVENTS = (
    'rule = { do = "events", start = "full", unlisted = "refuse", cap = "none", cap_scope = "item", floor = 0, rates = '
)
LADDER = 'rule = { do = "ladder", direction = "higher", ties = "mean", beyond = "zero", floor = 0, ladders = '
TWICE = {
    "rater groups": (
        "RULE_B",
        PANEL + '[{ id = "g", weight = "1/2" }, { id = "g2", weight = 0 }, { id = "g", weight = "1/2" }] }',
        "node.b.rule.groups[2].id",
    ),
    "rates": (
        "RULE_B",
        EVENTS + '[{ kind = "k", level = "l", points = 1 }, { kind = "k", points = 1 }, { kind = "k", points = 2 }] }',
        "node.b.rule.rates[2].kind",
    ),
    "bands": (
        "RULE_B",
        'rule = { do = "bands", bands = [{ ge = 9, points = 1 }, { lt = 9, points = 2 }, { ge = 9, points = 3 }] }',
        "node.b.rule.bands[2].ge",
    ),
    "cases": (
        "RULE_B",
        'rule = { do = "cases", order = "first", otherwise = 0, cases = [{ when = "x > 1", points = 1 }, { when = "x>1", points = 2 }] }',
        "node.b.rule.cases[1].when",
    ),
    "ladders": (
        "RULE_B",
        LADDER + "[{ up_to = 5, places = [1] }, { up_to = 5, places = [2] }] }",
        "node.b.rule.ladders[1].up_to",
    ),
    "recused relations": (
        "RULE_B",
        PANEL + '[{ id = "g", weight = 1 }], recuse = ["kin", "lead", "kin"] }',
        "node.b.rule.recuse[2]",
    ),
    "grades": ('{ grade = "一般" }', '{ grade = "优秀", ge = 80 }, { grade = "一般" }', "grade.grades[1].grade"),
    "blocks": (
        'by = "bands"',
        'by = "bands"\nblocks = [{ when = "vetoed", ceiling = "一般" }, { when = "vetoed", ceiling = "优秀" }]',
        "grade.blocks[1].when",
    ),
    "steps": ('"veto", "rank"', '"veto", "bonus", "rank"', "total.order[5]"),
    "vetoes": ("", VETO, "veto[1].domain"),
    "consequences": ("", CONSEQUENCE + CONSEQUENCE, "consequence[1].kind"),
    "trees": ("", 2 * '[[tree]]\nid = "t"\nroot = "all"\nwhen = "p.x == 1"\n', "tree[1].id"),
    "ranking groups": ("", 2 * '[[group]]\nid = "t"\nwhen = "p.x == 1"\n', "group[1].id"),
    "checks": (
        "",
        2 * '[[check]]\npublished = "p"\ndigits = 1\ninputs = { x = 1 }\n',
        "check[1].published",
    ),
}


@pytest.mark.parametrize("list", TWICE)
def test_what_is_listed_twice_is_named_at_its_second_place(list: str) -> None:
    old, new, path = TWICE[list]
    text = CLEAN.replace(old, new) if old == "RULE_B" else scheme().replace(old, new) if old else scheme() + new
    (found,) = parse_scheme(text).problems
    assert (found.code, found.where.path, found.severity) == ("listed_twice", path, Severity.ERROR)
    assert found.where.line is not None
    assert found.suggestion == {"rater groups": "g3", "trees": "t2", "ranking groups": "t2"}.get(list)


def test_a_veto_may_be_on_the_list_in_two_spans_and_a_bracket_may_be_as_wide_as_the_one_before() -> None:
    spans = VETO.replace("cite", "to = 2007-01-31\ncite") + VETO.replace("cite", "from = 2007-06-01\ncite")
    rule = (
        'rule = { do = "brackets", target = 1, gap = "absolute", share = 1, symmetric = true, cap = "none", floor = 0, '
    )
    rule += "above = [{ width = 5, rate = 1 }, { width = 5, rate = 1 }] }"
    assert parse_scheme(CLEAN.replace("RULE_B", rule + "\n" + spans.replace('"safety"', '"fire"'))).problems == ()


def test_a_bands_specimen_names_the_point_of_overlap_and_of_the_gap() -> None:
    rule = 'rule = { do = "bands", bands = [{ ge = 90, points = 40 }, { ge = 70, le = 90, points = 20 }] }'
    found = {problem.code: problem.text.en for problem in parse_scheme(CLEAN.replace("RULE_B", rule)).problems}
    assert "90 falls into more than one" in found["bands_overlap"]
    assert "falls into none" in found["bands_gap"]


def test_the_documentation_holds_the_reference_of_the_declarations() -> None:
    assert reference() in Path("docs/schemes/format.md").read_text(encoding="utf-8")


def test_the_small_scheme_of_the_documentation_is_clean() -> None:
    text = Path("docs/schemes/format.md").read_text(encoding="utf-8")
    example = text.partition("```toml\n")[2].partition("```")[0]
    assert [problem.line("en") for problem in parse_scheme(example).problems] == []


def test_every_function_and_setting_is_described_in_both_languages() -> None:
    for function in FUNCTIONS.values():
        assert function.title.zh
        assert function.doc.en
        assert all(setting.doc.zh and setting.doc.en and setting.example for setting in function.settings)


@pytest.mark.parametrize("name", ["2007", "2025"])
def test_the_county_schemes_are_clean(name: str) -> None:
    loaded = load_scheme(Path("qingheng/packs/qingshui/schemes") / f"{name}.toml")
    assert [problem.line("en") for problem in loaded.problems] == []
