"""Random schemes and random data for the two engines: every function that the bulk engine computes, in random trees."""

# ruff: noqa: PERF401 -- rows are drawn one by one

from datetime import date
from typing import Any

from hypothesis import strategies as st

from qingheng.foundation.scoring.inputs import Inputs

FIGURES = st.sampled_from(
    ["0", "1", "2", "3", "5", "7.5", "10", "12.25", "60", "80", "99.99", "100", "120", "-3", "33.3"]
)
POSITIVE = st.sampled_from(["1", "2", "2.5", "5", "10"])
MODES = st.sampled_from(["linear", "floor", "ceil", "half_up"])
LIMIT = st.sampled_from(["none", "full", "0", "12", "full * 1.5"])
GAPS = st.sampled_from(["absolute", "percent"])
GROUPS = [{"id": "leaders", "weight": "40%"}, {"id": "peers", "weight": "25%"}, {"id": "masses", "weight": "35%"}]
EMPTY = st.sampled_from(["error", "reweight", "impute", "zero"])


def quoted(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | date):
        return str(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(quoted, value)) + "]"
    if isinstance(value, dict):
        return (
            "{ "
            + ", ".join(
                f"{key} = {quoted(one)}"
                if key.replace("_", "").isalnum() and key.isascii()
                else f'"{key}" = {quoted(one)}'
                for key, one in value.items()
            )
            + " }"
        )
    return f'"{value}"'


#: Rules that read other units or look at whole sheets, by name.
DRAWN = ("aggregate", "inherited", "shared", "relation", "validity", "recuse", "sheets")
RANGES = st.sampled_from([[{"count": 1, "ge": 34}], [{"count": 0, "lt": 20}], [{"count": 2, "ge": 20, "lt": 40}]])


def _drawn(item: str) -> dict[str, st.SearchStrategy[dict[str, Any]]]:
    """Rules that read other units, and panels of which every sheet counts."""
    of = st.sampled_from(["total", "total", "first", item])
    scale = st.sampled_from(["none", "none", "100", "100", "p.size", "0"])
    trims = {"trim_high": st.integers(0, 1), "trim_low": st.integers(0, 2), "trim_above": st.integers(0, 3)}
    panel = {
        "do": st.just("panel"),
        "order": st.sampled_from(["sheet_totals", "per_indicator"]),
        "empty_group": EMPTY,
        "min_raters": st.integers(0, 2),
        "self_rating": st.sampled_from(["allow", "exclude"]),
        "several_groups": st.sampled_from(["first", "each"]),
        "trim_scope": st.sampled_from(["group", "all"]),
        **trims,
    }
    sheets = {**panel, "indicators": st.just({f"{item}.one": 40, f"{item}.two": 60}), "groups": st.just(GROUPS)}
    related = [
        {"id": "leaders", "weight": "50%", "relation": "leads"},
        {"id": "peers", "weight": "30%", "when": "class == 'x' and not p.kind == 'none'"},
        {"id": "masses", "weight": "20%"},
    ]
    both = [
        {"id": "leaders", "weight": "1/3", "relation": "leads", "when": "p.size > 1"},
        {"id": "peers", "weight": "1/3", "when": "parent == 'U0'"},
        {"id": "masses", "weight": "1/3", "min": 2},
    ]
    validity = st.fixed_dictionaries(
        {"effect": st.sampled_from(["sheet", "cell"])},
        optional={
            "complete": st.just(True),
            "not_all_equal": st.just(True),
            "not_all_full": st.just(True),
            "decimals": st.just(0),
            "low": st.just(1),
            "high": st.sampled_from([39, 40]),
            "at_most": RANGES,
            "at_least": RANGES,
        },
    )
    return {
        "aggregate": st.fixed_dictionaries(
            {
                "do": st.just("aggregate"),
                "over": st.sampled_from(["children", "in_charge_of"]),
                "of": of,
                "scale": scale,
                "weight": st.sampled_from(["1", "p.size", f"{item}.target", "1/3", "score(first)"]),
            },
            optional={"when": st.sampled_from(["class == 'x'", "p.size > 1", "score(first) > 0"])},
        ),
        "inherited": st.fixed_dictionaries(
            {"do": st.just("inherited"), "of": of, "scale": scale},
            optional={
                "role": st.sampled_from(["p.kind", "p.size", "class"]),
                "roles": st.just(
                    {"big": "60%", "small": "1/3", "1": "50%", "4.5": 1, "9/2": "10%", "x": "20%", "y": "3/7", "z": 1}
                ),
            },
        ),
        "shared": st.fixed_dictionaries(
            {
                "do": st.just("shared"),
                "amount": st.sampled_from([item, f"{item}.target / 3", "p.size", "score(first)"]),
                "shares": st.just({"leads": "2/3", "in_charge_of": "1/3"}),
                "several": st.sampled_from(["divide", "each"]),
                "start": st.sampled_from(["full", "p.size"]),
                "floor": LIMIT,
            }
        ),
        "relation": st.fixed_dictionaries(
            {**panel, "scale": st.just(40), "groups": st.sampled_from([related, both])}, optional={"validity": validity}
        ),
        "validity": st.fixed_dictionaries({**sheets, "validity": validity}),
        "recuse": st.fixed_dictionaries(
            {**sheets, "recuse": st.just(["leads", "in_charge_of"])}, optional={"validity": validity}
        ),
        "sheets": st.fixed_dictionaries(sheets),
    }


def _rules(item: str) -> st.SearchStrategy[dict[str, Any]]:
    target = st.sampled_from(
        [f"{item}.target", "10", f"group_mean({item})", "common(all.y)", f"last({item})", f"peers_mean(p.kind, {item})"]
    )
    actual = st.sampled_from(
        [
            item,
            item,
            f"({item} + 1) / 2",
            f"if({item} > 5, {item}, p.size)",
            f"min({item}, 50)",
            f"round({item} / 3, 1)",
        ]
    )
    base = {"actual": actual, "target": target}
    return st.one_of(
        st.fixed_dictionaries(
            {
                "do": st.just("completion"),
                **base,
                "cap": st.sampled_from(["1", "none", "1.2"]),
                "floor": st.sampled_from(["0", "none"]),
                "minimum": st.sampled_from(["none", "60%"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("steps"),
                **base,
                "gap": GAPS,
                "direction": st.sampled_from(["higher", "lower"]),
                "over_points": POSITIVE,
                "over_step": POSITIVE,
                "over_mode": MODES,
                "over_cap": LIMIT,
                "cap_scope": st.sampled_from(["bonus", "item"]),
                "under": st.sampled_from(["steps", "ratio"]),
                "under_points": POSITIVE,
                "under_step": POSITIVE,
                "under_mode": MODES,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("baseline"),
                **base,
                "gap": GAPS,
                "share": st.just("80%"),
                "points": POSITIVE,
                "step": POSITIVE,
                "mode": MODES,
                "cap": LIMIT,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("brackets"),
                **base,
                "gap": GAPS,
                "share": st.just("90%"),
                "above": st.just([{"width": 5, "rate": "1"}, {"width": 10, "rate": "0.5"}, {"rate": "0.1"}]),
                "symmetric": st.booleans(),
                "below": st.just([{"rate": "2"}]),
                "cap": LIMIT,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("relative"),
                "actual": actual,
                "to": st.sampled_from(["best", "worst"]),
                "direction": st.sampled_from(["higher", "lower"]),
                "cap": LIMIT,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("minmax"),
                "actual": actual,
                "from": st.sampled_from([f"group_min({item})", "0"]),
                "to": st.sampled_from([f"group_max({item})", "100"]),
                "low": st.just("60"),
                "high": st.just("full"),
                "curve": st.just("linear"),
                "equal": st.sampled_from(["low", "middle", "high", "refuse"]),
                "outside": st.sampled_from(["clamp", "extend", "refuse"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("bands"),
                "actual": actual,
                "bands": st.just(
                    [
                        {"ge": 90, "points": "full"},
                        {"ge": 60, "lt": 90, "points": "full * 0.8"},
                        {"ge": 0, "lt": 60, "points": "p.size"},
                        {"lt": 0, "points": 0},
                    ]
                ),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("cases"),
                "cases": st.just(
                    [
                        {"when": f"{item} >= 60 and p.kind == 'big'", "points": "full"},
                        {"when": f"has({item}.target) or {item} < 3", "points": "p.size / 2"},
                        {"when": "class in ('x', 'y') and not group == 'g1'", "points": "3"},
                    ]
                ),
                "order": st.sampled_from(["first", "exclusive"]),
                "otherwise": st.sampled_from(["0", "none"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("ladder"),
                "actual": actual,
                "direction": st.sampled_from(["higher", "lower"]),
                "ladders": st.sampled_from(
                    [[{"first": 10, "step": 1}], [{"up_to": 3, "places": [10, 8]}, {"first": 10, "percent": "15%"}]]
                ),
                "ties": st.sampled_from(["best", "mean", "worst"]),
                "beyond": st.sampled_from(["last", "zero", "refuse"]),
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("events"),
                "start": st.sampled_from(["full", "0"]),
                "rates": st.just(
                    [
                        {"kind": "petition", "level": "county", "points": -2, "least": -5},
                        {"kind": "petition", "points": "-3.5"},
                        {"kind": "accident", "points": -4, "zero_after": 2},
                        {"kind": "praise", "points": 3},
                    ]
                ),
                "unlisted": st.sampled_from(["refuse", "ignore"]),
                "cap": LIMIT,
                "cap_scope": st.sampled_from(["bonus", "item"]),
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("awards"),
                "rates": st.just(
                    [
                        {"kind": "petition", "level": "county", "points": 6, "most": 9},
                        {"kind": "petition", "points": "7 / 3"},
                        {"kind": "accident", "points": -2, "least": -3},
                        {"kind": "praise", "level": "city", "points": 6, "least": 4},
                    ]
                ),
                "dedupe": st.sampled_from(["none", "highest", "decreasing"]),
                "factors": st.just([1, "1/2", "0", "1/3"]),
                "evidence": st.sampled_from(["required", "optional"]),
                "unlisted": st.sampled_from(["refuse", "ignore"]),
                "cap": st.sampled_from(["none", "12"]),
            },
            optional={"window_from": st.just(date(2007, 1, 1)), "window_to": st.just(date(2007, 12, 31))},
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("gap"),
                **base,
                "bad": st.sampled_from(["over", "under", "both"]),
                "points": POSITIVE,
                "step": POSITIVE,
                "mode": MODES,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("two_sided"),
                **base,
                "gap": GAPS,
                "base": st.sampled_from(["full", "p.size"]),
                "up_points": POSITIVE,
                "up_step": POSITIVE,
                "up_cap": LIMIT,
                "down_points": POSITIVE,
                "down_step": POSITIVE,
                "down_cap": LIMIT,
                "mode": MODES,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("imported"),
                "actual": actual,
                "scale": st.sampled_from(["none", "100", "30"]),
                "source": st.just("province"),
                "beyond": st.sampled_from(["refuse", "clamp", "allow"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("formula"),
                "points": st.sampled_from(
                    [
                        f"{item} * 2 - abs({item} - 5)",
                        f"full * {item} / (p.size + 1)",
                        f"floor({item}) + ceil({item} / 7)",
                        f"vote_share(first, 'good') * {item}",
                        f"max({item}, value('{item}.target'))",
                        f"class_mean('z', {item})",
                        f"peers_mean(p.kind, {item}) + peers_min(p.size, {item}) / 2",
                    ]
                ),
                "cap": LIMIT,
                "floor": LIMIT,
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("votes"),
                "scale": st.just({"good": 1, "fair": "75%", "poor": "1/3"}),
                "void": st.just(["blank"]),
                "present": st.just("present"),
                "denominator": st.sampled_from(["valid", "returned", "present"]),
                "empty_group": EMPTY,
                "groups": st.just(GROUPS),
                "min_raters": st.integers(0, 3),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("votes"),
                "scale": st.just({"good": 1, "fair": "75%", "poor": "1/3"}),
                "void": st.just(["blank"]),
                "present": st.just("present"),
                "denominator": st.just("valid"),
                "empty_group": EMPTY,
                "groups": st.just(GROUPS),
                "trim_high": st.integers(0, 2),
                "trim_low": st.integers(0, 2),
                "trim_above": st.integers(0, 4),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("panel"),
                "scale": st.just(100),
                "order": st.sampled_from(["sheet_totals", "per_indicator"]),
                "empty_group": EMPTY,
                "groups": st.just(GROUPS),
                "min_raters": st.integers(0, 2),
                "trim_high": st.integers(0, 2),
                "trim_low": st.integers(0, 1),
                "trim_above": st.integers(0, 4),
                "trim_scope": st.just("group"),
                "self_rating": st.sampled_from(["allow", "exclude"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "do": st.just("panel"),
                "indicators": st.just({f"{item}.one": 40, f"{item}.two": 60}),
                "order": st.sampled_from(["sheet_totals", "per_indicator"]),
                "empty_group": EMPTY,
                "groups": st.just(GROUPS),
                "self_rating": st.just("allow"),
            }
        ),
        rank_votes(),
    )


def rank_votes() -> st.SearchStrategy[dict[str, Any]]:
    """A rule by places that raters give; the sheets hold places for items that are named after it."""
    return st.fixed_dictionaries(
        {
            "do": st.just("rank_votes"),
            "ladder": st.sampled_from(
                [{"first": 100, "step": "7.5"}, {"first": 10, "percent": "1/3"}, {"places": [10, "8.5", 8]}]
            ),
            "scale": st.sampled_from([100, 10, 7]),
            "beyond": st.sampled_from(["last", "zero", "refuse"]),
            "empty_group": EMPTY,
            "groups": st.just(GROUPS),
            "min_raters": st.integers(0, 2),
            "trim_high": st.integers(0, 2),
            "trim_low": st.integers(0, 1),
            "trim_above": st.integers(0, 4),
            "trim_scope": st.sampled_from(["group", "all"]),
            "self_rating": st.sampled_from(["allow", "exclude"]),
        }
    )


ROUND = st.sampled_from(["none", "half_up", "half_even", "truncate", "floor", "ceil"])
CLASS_MEANS = ['{ give = "class_mean", class = "y" }', '{ give = "class_mean", class = "z" }']
NOT_APPLICABLE = st.sampled_from(
    ['"exclude"', '"exclude"', '"zero"', '"full"', '"group_mean"', *CLASS_MEANS, '"refuse"']
)
#: Which units are scored: all; those of two classes, each by its own tree; one class alone.
TREES = """[[tree]]
id = "main"
root = "all"
when = "class == 'x'"
[[tree]]
id = "other"
root = "alone"
when = "class == 'y' and not p.kind == 'none'"
"""


TIES = st.sampled_from(
    [
        '["shared"]',
        '[{ by = "exact" }, "shared"]',
        '[{ by = "p.size", order = "low" }, "refuse"]',
        '[{ by = "p.kind", listed = ["big", "small"] }, { by = "score(part0)" }, "shared"]',
    ]
)


@st.composite
def schemes(draw: st.DrawFn, of: str = "") -> str:
    """The text of a scheme of one or two parts with one to four items each, a bonus and a penalty.

    `of` names a rule of `DRAWN` that the second part consists of; `class_mean` is the mean of a class not scored.
    """
    lines = ["[scheme]", 'id = "random"', 'title = { zh = "随机方案", en = "Random" }', 'period = "2007"']
    parts = 2 if of else draw(st.integers(1, 2))
    counts = [1 if of else draw(st.integers(1, 3)) for _ in range(parts)]
    trees = of in ("class_mean", "inherited") or draw(st.booleans())
    lines += [
        f"base = {sum(counts) * 20}",
        "[node.all]",
        'name = { zh = "合计", en = "All" }',
        f"full = {sum(counts) * 20}",
    ]
    if trees:
        plain = st.just({"do": "formula", "points": "alone + 1", "cap": "none", "floor": "0"})
        rule = quoted(draw(plain if of else st.one_of(_rules("alone"), *_drawn("alone").values())))
        lines += [
            "[node.alone]",
            'name = { zh = "另一类", en = "Alone" }',
            f"full = {sum(counts) * 20}",
            f"rule = {rule}",
        ]
        lines += ["applies = \"p.kind != 'small'\""] if draw(st.integers(0, 3)) == 0 else []
    weights = draw(st.booleans())
    number = 0
    for part, count in enumerate(counts):
        lines += [f"[node.part{part}]", 'name = { zh = "部分", en = "Part" }', 'in = "all"', f"points = {count * 20}"]
        if weights:
            lines += ['combine = "weights"', f"weights_total = {count * 20}"]
        for _ in range(count):
            item = "first" if number == 0 else f"i{number}"
            rule = draw(st.one_of(_rules(item), _rules(item), *_drawn(item).values(), rank_votes()))
            rule = draw(_drawn(item)[of]) if number == 1 and of in DRAWN else rule
            if number == 0:
                rule = draw(_rules(item).filter(lambda one: one["do"] == "votes"))
            item = f"place{number}" if rule["do"] == "rank_votes" else item
            lines += [
                f"[node.{item}]",
                'name = { zh = "指标", en = "Item" }',
                f'in = "part{part}"',
                f"{'weight' if weights else 'points'} = 20",
            ]
            lines += [f"full = {draw(st.sampled_from([20, 30, 100]))}"] if weights or draw(st.booleans()) else []
            lines += [
                f"not_applicable = {CLASS_MEANS[1] if of == 'class_mean' else draw(NOT_APPLICABLE)}",
                f'missing = "{draw(st.sampled_from(["refuse", "refuse", "zero"]))}"',
            ]
            lines += ["applies = \"p.kind != 'none'\""] if of == "class_mean" or draw(st.integers(0, 5)) == 0 else []
            if draw(st.integers(0, 5)) == 0:
                give = draw(st.sampled_from(["delegate", "delegate", "not_applicable", "refuse"]))
                organs = {"lead": "U1", "data": "U1", "scoring": "U0", "delegate": "U1", "self_scoring": give}
                lines += [f"organs = {quoted(organs)}"]
            lines += [f'exempt = "{item}.target > 50"'] if draw(st.integers(0, 7)) == 0 else []
            if rule["do"] not in ("votes", "panel", "rank_votes", "events", "awards") and draw(st.integers(0, 5)) == 0:
                rollup = draw(st.sampled_from(["mean", "sum", "last", "best", "worst"]))
                lines += [
                    f'periods = {{ each = "half", rollup = "{rollup}", missing = "{draw(st.sampled_from(["refuse", "skip"]))}" }}'
                ]
            lines += [f"rule = {quoted(rule)}"]
            number += 1
    for kind in ("bonus", "penalty"):
        if draw(st.booleans()):
            points = {"bonus": f"{kind}.x", "penalty": f"-{kind}.x"}[kind]
            rule = {"do": "formula", "points": points, "cap": "20", "floor": "none"}
            lines += [
                f"[node.{kind}]",
                f'name = {{ zh = "{kind}", en = "{kind}" }}',
                'in = "all"',
                f'kind = "{kind}"',
                'missing = "zero"',
                f"rule = {quoted(rule)}",
            ]
    lines += [TREES] if trees else []
    lines += ["[rounding]"]
    for name, digits in (("item", 2), ("part", 3), ("total", 1)):
        mode = draw(ROUND)
        lines += [f'{name} = {{ digits = {digits}, mode = "{mode}" }}']
    lines += ["[missing]", 'not_applicable = "exclude"', f'peers = "{draw(st.sampled_from(["refuse", "skip"]))}"']
    order = draw(
        st.sampled_from(
            [
                '"base", "bonus", "penalty", "round", "veto", "rank", "grade"',
                '"base", "round", "bonus", "penalty", "veto", "rank", "grade"',
            ]
        )
    )
    lines += [
        "[total]",
        f"order = [{order}]",
        "[rank]",
        f'style = "{draw(st.sampled_from(["competition", "dense", "shared_next"]))}"',
        f'on = "{draw(st.sampled_from(["rounded", "exact"]))}"',
    ]
    lines += [f"ties = {draw(TIES)}"]
    if draw(st.booleans()):
        lines += ['tie_scope = "cut"', "cut = 2"]
    if draw(st.booleans()):
        effects = draw(
            st.sampled_from(
                [["zero"], ["rank_last"], ["unranked"], ["deduct", "exclude_excellence"], ["grade_ceiling"]]
            )
        )
        lines += [
            "[[veto]]",
            'domain = "safety"',
            'name = { zh = "安全", en = "Safety" }',
            f"effects = {quoted(effects)}",
            "deduct = 7",
            'ceiling = "C"',
            'cite = "x"',
        ]
    if draw(st.booleans()):
        by = draw(st.sampled_from(["bands", "rank", "quota", "both"]))
        lines += ["[grade]", f'by = "{by}"', f'quota_tie = "{draw(st.sampled_from(["none", "all"]))}"']
        best, good = '{ grade = "A", ge = 30, first = 2 }', '{ grade = "B", gt = 10 }'
        if by in ("quota", "both"):
            rounding = draw(st.sampled_from(["floor", "ceil", "half_up"]))
            best = (
                f'{{ grade = "A", ge = 5, share = "{draw(st.sampled_from(["30%", "50%"]))}", rounding = "{rounding}" }}'
            )
            good = f'{{ grade = "B", count = {draw(st.integers(0, 2))} }}'
        lines += [
            f'grades = [{best}, {good}, {{ grade = "C" }}]',
            'otherwise = "C"',
            'blocks = [{ when = "p.kind == \'none\'", ceiling = "B" }]',
        ]
    if draw(st.booleans()):
        lines += [
            "[[consequence]]",
            'kind = "freeze"',
            'name = { zh = "冻结", en = "Freeze" }',
            'on = "unit"',
            'when = "from_bottom <= 2 and of >= 3"',
            "unless = \"p.kind == 'big' or vetoed\"",
            "months = 12",
            'cite = "x"',
        ]
        lines += [
            "[[consequence]]",
            'kind = "award"',
            'name = { zh = "奖励", en = "Award" }',
            'on = "unit"',
            'when = "rank == 1 and total > 20"',
            'amount = "total * 10"',
            'amount_unit = "yuan"',
            'cite = "x"',
        ]
    if draw(st.booleans()):
        lines += _personal(draw)
    if not trees and draw(st.booleans()):
        lines += ["[[tree]]", 'id = "units"', 'root = "all"', "when = \"class != 'person'\""]
    if draw(st.integers(0, 2)) == 0:
        lines += draw(contests(["score(part0)", "score(first)", "score(all) / p.size"], "peers_mean(p.kind, i1)"))
    return "\n".join(lines) + "\n"


def _personal(draw: st.DrawFn) -> list[str]:
    """A consequence for persons that spares some of them."""
    spared = draw(st.sampled_from(["p.kind == 'big'", "p.size > 2", "cleared == 1 or p.kind == 'none'"]))
    return [
        "[[consequence]]",
        'kind = "personal"',
        'name = { zh = "个人", en = "Personal" }',
        'on = "person"',
        'roles = ["head", "deputy"]',
        f'held_on = "{draw(st.sampled_from(["assessment", "veto"]))}"',
        'when = "rank <= 2 or vetoed"',
        f'unless_person = "{spared}"',
        'amount = "1000 / rank"',
        'amount_unit = "yuan"',
        'cite = "x"',
    ]


@st.composite
def contests(draw: st.DrawFn, scores: list[str], mean: str) -> list[str]:
    """A contest of one to three stages by these scores, with the mean of peers as one floor."""
    lines = [
        "[contest]",
        f'seats = "{draw(st.sampled_from(["p.seats", "p.seats", "1", "2", "floor(group_count() / 2)"]))}"',
        f'replacement = "{draw(st.sampled_from(["next", "next", "vacancy"]))}"',
        f"max_rounds = {draw(st.integers(0, 3))}",
        'withdrawn = "withdrawn"',
        f'decision = "{draw(st.sampled_from(["score", "vote"]))}"',
    ]
    for number in range(draw(st.integers(1, 3))):
        lines += [
            "[[contest.stages]]",
            f'id = "s{number}"',
            'name = { zh = "环节", en = "Stage" }',
            f'score = "{draw(st.sampled_from(scores))}"',
            f'too_few = "{draw(st.sampled_from(["go_on", "cancel", "flag"]))}"',
            f'ties = "{draw(st.sampled_from(["all", "none", "break", "break"]))}"',
        ]
        ratio = draw(st.sampled_from(["", "1", '"1.5"', "2", "3"]))
        lines += [f"ratio = {ratio}"] if ratio else []
        lines += [f"fallback = {draw(st.sampled_from(['1', '2']))}"] if draw(st.booleans()) else []
        floor = draw(st.sampled_from(["", "", "2", mean, "entrants - seats"]))
        lines += [f'floor = "{floor}"', f"strict = {quoted(draw(st.booleans()))}"] if floor else []
        when = draw(st.sampled_from(["", "not competitive", "p.kind == 'big' or entrants > 2"]))
        lines += [f'floor_when = "{when}"'] if floor and when else []
    return lines


VALUE = st.one_of(FIGURES, FIGURES, FIGURES, st.sampled_from(["", "NA"]))


@st.composite
def data(draw: st.DrawFn, *, linked: bool = False) -> Inputs:
    """One to six units with all tables; holes, ties and rows given twice. `linked`: most units belong to the first."""
    names = [f"U{number}" for number in range(draw(st.integers(3 if linked else 1, 6)))]
    seats = draw(st.sampled_from([["1"], ["1"], ["2"], ["0"], ["1", "1.5", "2", ""]]))
    units = [
        {
            "unit": unit,
            "class": "y" if linked and unit == "U0" else draw(st.sampled_from(["x", "x", "y", "z"])),
            "group": draw(st.sampled_from(["g1", "g1", "g2"])),
            "parent": draw(st.sampled_from(["U0"] * 6 + ["U1", "", "U9"] if unit != "U0" else ["", "", "U1"])),
            "p_size": draw(st.sampled_from(["1", "2", "4.5", "4.5", ""])),
            "p_kind": draw(st.sampled_from(["big", "small", "none"])),
            "p_seats": draw(st.sampled_from(seats)),
        }
        for unit in names
    ]
    if draw(st.booleans()):
        units += [
            {"unit": person, "class": "person", "p_size": size, "p_kind": draw(st.sampled_from(["big", "small"]))}
            for person, size in (("P0", "1"), ("P1", "3"), ("P2", ""))
        ]
    heads = [
        {"from": person, "relation": draw(st.sampled_from(["head", "deputy"])), "to": draw(st.sampled_from(names))}
        for person in ("P0", "P1", "P2", "P3", names[0])
        if draw(st.booleans())
    ]
    items = ["first", *(f"i{number}" for number in range(1, 6))]
    items.append("alone")
    values, votes, sheets, events = [], [], [], []
    slips = draw(st.integers(0, 3)) == 0
    slip = lambda: slips and draw(st.integers(0, 30)) == 0  # noqa: E731 -- a rare slip of this draw
    hole = draw(st.sampled_from([0, 3, 12]))
    named = draw(st.booleans())
    keep = lambda: hole == 0 or draw(st.integers(0, hole)) > 0  # noqa: E731 -- a coin of this draw
    for unit in names:
        for item in items:
            for id, period in (
                (item, ""),
                (f"{item}.target", ""),
                (item, "2006"),
                (item, "2007H1"),
                (item, "2007H2"),
                (f"{item}.target", "2007H1"),
                (f"{item}.target", "2007H2"),
            ):
                if keep():
                    values.append(
                        {
                            "unit": unit,
                            "item": id,
                            "period": period,
                            "value": draw(VALUE if hole else FIGURES),
                            "source": unit if named and draw(st.integers(0, 5)) == 0 else "",
                        }
                    )
            for group in ("leaders", "peers", "masses"):
                for grade in ("good", "fair", "poor", "blank"):
                    if keep():
                        votes.append(
                            {
                                "unit": unit,
                                "item": item,
                                "rater_group": group,
                                "grade": grade,
                                "count": draw(st.integers(0, 4)),
                            }
                        )
                        votes += votes[-1:] if slip() else []
                votes.append({"unit": unit, "item": item, "rater_group": group, "grade": "present", "count": 16})
            for rater, group in (
                ("r1", "leaders"),
                ("r2", "leaders"),
                ("r3", "peers"),
                ("r4", "peers"),
                ("r5", "masses"),
                ("U0", "masses"),
                ("U1", "peers"),
            ):
                for id in (item, f"{item}.one", f"{item}.two"):
                    if keep():
                        sheets.append(
                            {
                                "unit": unit,
                                "item": id,
                                "rater_group": group,
                                "rater": rater,
                                "value": "good" if slip() else draw(st.sampled_from(["0", "20", "33.5", "40", ""])),
                            }
                        )
                        sheets += sheets[-1:] if slip() else []
                if item.startswith("i") and keep():
                    place = draw(st.sampled_from(["1", "1", "2", "3", "5", "12", "", "1.5" if hole else "1"]))
                    row = {"unit": unit, "item": f"place{item[1:]}", "rater_group": group, "rater": rater}
                    sheets.append({**row, "value": place})
            for _ in range(draw(st.integers(0, 3))):
                events.append(
                    {
                        "unit": unit,
                        "item": item,
                        "kind": draw(st.sampled_from(["petition", "accident", "praise"])),
                        "level": draw(st.sampled_from(["county", "city"])),
                        "count": draw(st.integers(0, 2)),
                        "date": draw(
                            st.sampled_from(
                                ["2007-03-01", "2007-12-31", "2008-01-01", "2006-12-31"] + [""] * (hole > 0)
                            )
                        ),
                        "key": draw(st.sampled_from(["", "road", "road", "#school"])),
                        "evidence": draw(st.sampled_from(["letter", "letter", ""])),
                    }
                )
        for kind in ("bonus", "penalty"):
            values.append({"unit": unit, "item": f"{kind}.x", "value": draw(FIGURES)})
        values.append({"unit": unit, "item": "withdrawn", "value": draw(st.sampled_from(["0", "1", ""]))})
    values.append({"unit": "P1", "item": "cleared", "value": draw(st.sampled_from(["0", "1", "NA"]))})
    values.append({"unit": "*", "item": "all.y", "value": "8"})
    pairs = [
        ("U1", "U0"),
        ("U0", "U2"),
        ("r1", "U1"),
        ("r1", "U2"),
        ("U1", "U2"),
        ("U0", "U1"),
        ("r3", "U0"),
        ("U2", "U3"),
    ]
    pairs += [("U0", "U9")]
    relations = [
        {"from": one, "relation": draw(st.sampled_from(["leads", "in_charge_of"])), "to": other, "end": end}
        for one, other in draw(st.lists(st.sampled_from(pairs), min_size=2 if linked else 0, max_size=8))
        for end in (draw(st.sampled_from(["", "", "2007-12-31", "2007-12-30"])),)
    ]
    vetoes = [{"unit": names[0], "domain": "safety"}] if draw(st.booleans()) else []
    tables = {"units": units, "values": values, "votes": votes, "sheets": sheets, "events": events}
    tables |= {"relations": [*relations, *heads], "vetoes": vetoes}
    made = [Inputs.from_rows(table, rows, table) for table, rows in tables.items() if rows]
    return made[0].merged(*made[1:])
