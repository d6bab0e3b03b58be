"""方案体检: what a published scheme gets wrong or leaves open, beyond what the declarations already ask for."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from qingheng.foundation.kernel.problems import Severity, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.formula import Call, Formula, Name, id_of, walk
from qingheng.foundation.scoring.lines import Path
from qingheng.foundation.scoring.model import Combine, Kind, Node, Rule, Scheme
from qingheng.foundation.scoring.parse import Sink

#: Every code that checking a scheme may give, with one sentence; the documentation's list is this one.
CODES: dict[str, Text] = {
    "weights_sum": Text("分值或权重合计不符", "points or weights do not add up to what is declared"),
    "bands_overlap": Text("区间重叠而未写明先后", "intervals overlap and no order is given"),
    "bands_gap": Text("有的数不落入任何区间", "some figure falls into no interval"),
    "rules_unordered": Text("多个条件未写明先后", "several conditions without an order"),
    "tie_missing": Text("未写明同分如何处理", "no rule for ties"),
    "rounding_missing": Text("未写明在何处取舍、几位、何种方式", "no rule where and how to round"),
    "cap_scope_missing": Text("“最多20分”限加分还是限总分未写明", "whether a cap limits the bonus or the total"),
    "empty_group_missing": Text("主体无有效票时如何处理未写明", "what an empty rater group does"),
    "step_mode_missing": Text("不足一步如何计未写明", "how a part of a step counts"),
    "not_applicable_missing": Text("不适用时如何处理未写明", "what happens where an item does not apply"),
    "secret_needs_rows": Text(
        "无记名票只有票数，做不到所要求的处理", "a secret ballot cannot give what is asked of it"
    ),
    "float_literal": Text("小数须写成文字", "a float instead of an exact figure"),
    "unknown_key": Text("没有这个键", "a key that is not declared"),
    "unknown_function": Text("没有这个计分函数", "an item function that does not exist"),
    "unknown_node": Text("没有这个节点", "a node that does not exist"),
    "unknown_grade": Text("没有这个等次", "a grade that does not exist"),
    "missing_key": Text("缺少必填的键", "a required key is absent"),
    "wrong_type": Text("值的类型不对", "a value of the wrong type"),
    "bad_option": Text("不是可选的值", "none of the options"),
    "bad_formula": Text("算式不成立", "a formula that does not parse"),
    "not_toml": Text("不是有效的 TOML", "the file is no TOML"),
    "unreadable": Text("文件读不出", "the file cannot be read"),
    "roots": Text("根节点不唯一", "not exactly one root"),
    "cycle": Text("节点互相包含或互相引用", "nodes contain or refer to one another in a circle"),
    "full_missing": Text("没有满分", "a node without full marks"),
    "no_rule": Text("既无下级也无计分规则，或两者都有", "neither children nor a rule, or both"),
    "base_sum": Text("树的满分与方案的基础分总分不符", "a tree's full marks are not the declared base"),
    "period_missing": Text("缺某期时如何处理未写明", "what a missing period does"),
    "period_form": Text("考核周期应写成年份", "the cycle is not a year"),
    "gap_missing": Text("差距按绝对数还是百分点未写明", "whether a gap is absolute or in percentage points"),
    "cap_missing": Text("上限未写明", "no cap given, nor none"),
    "floor_missing": Text("下限未写明", "no floor given, nor none"),
    "minimum_missing": Text("最低完成率未写明", "no minimum completion given, nor none"),
    "under_mode_missing": Text("欠额如何计未写明", "how a shortfall counts"),
    "symmetric_missing": Text("低于参照值是否按同样各档扣分未写明", "whether the brackets deduct below the reference"),
    "curve_missing": Text("曲线未写明", "no curve given"),
    "equal_missing": Text("最大与最小相等时如何处理未写明", "what equal extremes give"),
    "outside_missing": Text("超出范围如何处理未写明", "what a value outside the range gives"),
    "beyond_missing": Text("超出范围或阶梯如何处理未写明", "what lies beyond the range or the ladder"),
    "unlisted_missing": Text("未列种类的事件如何处理未写明", "what an unlisted event does"),
    "scale_missing": Text("原满分未写明", "the other scale's full marks"),
    "several_missing": Text("同一关系几个单位如何分担未写明", "how several units with one relation share"),
    "dedupe_missing": Text("同一事项多次获奖如何计未写明", "how several awards of one matter count"),
    "evidence_missing": Text("无证明文件是否计未写明", "whether evidence is required"),
    "denominator_missing": Text("得票率的分母未写明", "the denominator of the votes"),
    "trim_above_missing": Text("多于几份才去高去低未写明", "from how many sheets on to trim"),
    "trim_scope_missing": Text("各主体内去还是一起去未写明", "whether to trim within groups or over all"),
    "several_groups_missing": Text("评价人同属几个主体时计在哪里未写明", "where a rater of several groups counts"),
    "quota_tie_missing": Text("名额线上并列如何处理未写明", "what a tie at the quota's edge does"),
    "void_effect_missing": Text("无效时作废整张还是一格未写明", "whether a breach voids the sheet or the cell"),
    "order_missing": Text("计算次序未写明", "the order of operations"),
    "order_steps": Text("计算次序缺步骤、重复或颠倒", "the order of operations lacks, repeats or inverts steps"),
    "self_rating_missing": Text("自评是否计入未写明", "whether self-rating counts"),
    "peers_missing": Text("本组有单位缺数时如何比较未写明", "what a peer's missing figure does"),
    "rank_style_missing": Text("并列后的名次未写明", "the style of places after a tie"),
    "rank_basis_missing": Text("按取舍前还是取舍后排名未写明", "whether ranks use the rounded or the exact total"),
    "veto_effect_missing": Text("一票否决的后果未写明", "what a veto does"),
    "quota_rounding_missing": Text("名额如何取舍未写明", "how a quota is rounded"),
    "too_few_missing": Text("人数不足时如何处理未写明", "what too few entrants do"),
    "replacement_missing": Text("放弃后是否递补未写明", "whether a seat is refilled"),
    "decision_missing": Text("按分数决定还是供票决未写明", "whether the score or a vote decides"),
    "self_scoring_missing": Text("评分机关评到自己时如何处理未写明", "what the scorer's own case does"),
    "kind_place": Text("加分、扣分须直接在根之下", "bonus and penalty stand directly under the root"),
    "contested_indicator": Text("受限制的指标，须有专门决定和依据", "an indicator that later guidance restricts"),
}

#: A year, or a part of it: `2007`, `2007H1`, `2007Q3`, `2007-06`.
_CYCLE = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2]))?")
_WEIGHT_MEND = Text("改正分值或权重，使合计相符。", "Mend the points or weights so that they add up.")


def lint(scheme: Scheme, sink: Sink) -> None:
    """All problems of a scheme that its declarations alone cannot show."""
    if _cycles(scheme, sink):
        return
    for node in scheme.nodes.values():
        _node(scheme, node, sink)
    for tree in scheme.trees:
        _root(scheme, tree.root, sink)
    _peers(scheme, sink)
    _ties(scheme, sink)
    _order(scheme, sink)
    _references(scheme, sink)
    _grades(scheme, sink)
    _kinds(scheme, sink)
    _tables(scheme, sink)
    _rank_alone(scheme, sink)
    if scheme.period and not _CYCLE.fullmatch(scheme.period):
        sink.add(
            "period_form",
            ("scheme", "period"),
            Text(
                f"考核周期“{scheme.period}”应写成四位年份。",
                f"The cycle {scheme.period!r} must be a year of four digits.",
            ),
            Text(
                '例：period = "2007"；季度、月份写在节点的 periods 中。',
                'E.g. period = "2007"; quarters and months go into a node\'s periods.',
            ),
        )


def _cycles(scheme: Scheme, sink: Sink) -> bool:
    done: set[str] = set()

    def visit(id: str, above: tuple[str, ...]) -> bool:
        if id in above:
            circle = " → ".join((*above[above.index(id) :], id))
            sink.add(
                "cycle",
                ("node", id, "in"),
                Text(f"节点互相包含：{circle}。", f"Nodes contain one another: {circle}."),
                Text("断开循环。", "Break the circle."),
            )
            return True
        if id in done:
            return False
        found = sum(visit(child, (*above, id)) for child in scheme.nodes[id].children) > 0
        done.add(id)
        return found

    return sum(visit(id, ()) for id in scheme.nodes) > 0


def _root(scheme: Scheme, root: str, sink: Sink) -> None:
    node = scheme.nodes[root]
    if node.full is not None and node.full != scheme.base and node.kind is Kind.BASE:
        sink.add(
            "base_sum",
            ("node", root, "full"),
            Text(
                f"“{node.name.zh}”满分 {node.full}，方案声明的基础分总分为 {scheme.base}。",
                f"{node.name.en}: full marks {node.full}, while the scheme declares a base of {scheme.base}.",
            ),
            _WEIGHT_MEND,
        )


def _node(scheme: Scheme, node: Node, sink: Sink) -> None:
    path: Path = ("node", node.id)
    if bool(node.children) == (node.rule is not None) and not _rule_failed(node, sink):
        sink.add(
            "no_rule",
            path,
            Text(
                f"“{node.name.zh}”应有下级节点或计分规则，二者取一。",
                f"{node.name.en} must have either children or a rule.",
            ),
            Text("补上 rule，或让别的节点以 in 指向它。", "Add a rule, or let other nodes stand in it."),
        )
    if node.full is None and node.kind is Kind.BASE:
        sink.add(
            "full_missing",
            path,
            Text(f"“{node.name.zh}”没有满分。", f"{node.name.en} has no full marks."),
            Text("写明 points 或 full。", "Give points or full."),
        )
    if node.children and node.kind is Kind.BASE:
        _sums(scheme, node, sink)
    if node.rule is not None:
        _rule(node, node.rule, sink)
        if node.kind is not Kind.NOTE and node.not_applicable is None:
            sink.add(
                "not_applicable_missing",
                (*path, "not_applicable"),
                Text(
                    f"“{node.name.zh}”不适用于某单位时如何处理没有写明。",
                    f"What {node.name.en} does where it does not apply is left open.",
                ),
                Text(
                    "写明 not_applicable，或在 [missing] 中统一写明。", "Give not_applicable here or once in [missing]."
                ),
                Severity.CHOICE,
            )


def _rule_failed(node: Node, sink: Sink) -> bool:
    prefix = f"node.{node.id}.rule"
    return any((problem.where.path or "").startswith(prefix) for problem in sink.found)


def _sums(scheme: Scheme, node: Node, sink: Sink) -> None:
    children = [scheme.nodes[id] for id in node.children]
    counted = [child for child in children if child.kind is Kind.BASE]
    total = sum((child.share_in(node.id) for child in counted), Fraction(0))
    wanted = node.weights_total if node.combine is Combine.WEIGHTS else node.full
    if wanted is not None and total != wanted:
        what = Text("权重", "weights") if node.combine is Combine.WEIGHTS else Text("分值", "points")
        sink.add(
            "weights_sum",
            ("node", node.id),
            Text(
                f"“{node.name.zh}”下级{what.zh}合计 {total}，应为 {wanted}。",
                f"The {what.en} under {node.name.en} add to {total}, not {wanted}.",
            ),
            _WEIGHT_MEND,
        )


def _rule(node: Node, rule: Rule, sink: Sink) -> None:
    path: Path = ("node", node.id, "rule")
    for (function, setting, option), wanted in _NEEDS.items():
        if function == rule.function and rule.settings.text(setting) == option:
            _needed(rule.settings, wanted, path, f'{setting} = "{option}"', sink)
    _members(rule, path, sink)
    check = _RULES.get(rule.function)
    if check is not None:
        check(node, rule.settings, path, sink)
    if "groups" in rule.settings:
        _unit_sum(rule.settings.rows("groups"), (*path, "groups"), sink)
    if node.periods is not None and node.periods.rollup == "weighted" and sum(node.periods.weights) != 1:
        _weights(sum(node.periods.weights, Fraction(0)), ("node", node.id, "periods", "weights"), sink)


#: (function, setting, option): the settings that the option needs.
_NEEDS = {
    ("steps", "under", "steps"): ("under_points", "under_step"),
    ("votes", "denominator", "present"): ("present",),
    ("awards", "dedupe", "decreasing"): ("factors",),
}


def _needed(settings: Settings, wanted: Sequence[str], path: Path, why: str, sink: Sink) -> None:
    for name in wanted:
        if name not in settings:
            sink.add(
                "missing_key",
                (*path, name),
                Text(f"{why} 时须写明“{name}”。", f"{why} needs {name!r}."),
                Text(f"补上 {name}。", f"Add {name}."),
            )


def _members(rule: Rule, path: Path, sink: Sink) -> None:
    """Groups by relation or attribute may overlap: where does a rater of several count?"""
    overlapping = any("relation" in row or "when" in row for row in rule.settings.rows("groups"))
    if rule.function == "panel" and overlapping and "several_groups" not in rule.settings:
        sink.add(
            "several_groups_missing",
            (*path, "several_groups"),
            Text(
                "评价人可能同属几个主体，计在哪里没有写明。",
                "A rater may belong to several groups; where it counts is left open.",
            ),
            Text(
                '写明 several_groups = "first"（取先列的）或 "each"（各计一次）。',
                'Give several_groups = "first" or "each".',
            ),
            Severity.CHOICE,
        )


def _tables(scheme: Scheme, sink: Sink) -> None:
    """Options outside the items that need further keys."""
    for node in scheme.nodes.values():
        row = node.settings.row("not_applicable")
        if row is not None:
            wanted = {"share": ("share",), "class_mean": ("class",)}.get(row.text("give"), ())
            _needed(row, wanted, ("node", node.id, "not_applicable"), f'give = "{row.text("give")}"', sink)
        if node.periods is not None and node.periods.each == "year" and node.periods.count < 1:
            _needed(node.settings, ("count",), ("node", node.id, "periods"), 'each = "year"', sink)
    for at, veto in enumerate(scheme.vetoes):
        if "grade_ceiling" in veto.effects and not veto.ceiling:
            _needed(Settings(()), ("ceiling",), ("veto", at), "grade_ceiling", sink)
        if "deduct" in veto.effects and veto.deduct == 0:
            _needed(Settings(()), ("deduct",), ("veto", at), "deduct", sink)
    grading = scheme.grading
    rules = grading.rules if grading is not None else ()
    quotas = any(rule.share is not None or rule.count is not None for rule in rules)
    if quotas and not any(choice.path == "grade.quota_tie" for choice in scheme.choices):
        sink.add(
            "quota_tie_missing",
            ("grade", "quota_tie"),
            Text("名额线上并列时给不给没有写明。", "What a tie at the quota's edge does is left open."),
            Text('写明 quota_tie = "none"（都不给）或 "all"（都给）。', 'Give quota_tie = "none" or "all".'),
            Severity.CHOICE,
        )


def _ladder_rows(rows: Sequence[Settings], path: Path, sink: Sink) -> None:
    for at, row in enumerate(rows):
        if "places" not in row and not ("first" in row and ("step" in row or "percent" in row)):
            _needed(row, ("places",), (*path, at), "first/step/percent", sink)


def _rank_votes(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    row = settings.row("ladder")
    if row is not None:
        _ladder_rows((row,), (*path, "ladder"), sink)


def _unit_sum(rows: Sequence[Settings], path: Path, sink: Sink) -> None:
    total = sum((row.figure("weight") for row in rows), Fraction(0))
    if total != 1:
        _weights(total, path, sink)


def _weights(total: Fraction, path: Path, sink: Sink) -> None:
    sink.add(
        "weights_sum", path, Text(f"权重合计 {total}，应为 1。", f"The weights add to {total}, not 1."), _WEIGHT_MEND
    )


Interval = tuple[Fraction | None, bool, Fraction | None, bool]


def interval(row: Settings) -> Interval:
    """The interval of a band: low end, included, high end, included."""
    low, low_in = (row.get("ge", Fraction), True) if "ge" in row else (row.get("gt", Fraction), False)
    high, high_in = (row.get("le", Fraction), True) if "le" in row else (row.get("lt", Fraction), False)
    return low, low_in, high, high_in


def _samples(intervals: Sequence[Interval]) -> Iterator[Fraction]:
    """Every end, and one point inside every piece between ends: enough to find each overlap and gap."""
    ends = sorted({end for low, _, high, _ in intervals for end in (low, high) if end is not None})
    yield from ends
    yield from ((a + b) / 2 for a, b in pairwise(ends))
    if ends:
        yield ends[0] - 1
        yield ends[-1] + 1


def inside(value: Fraction, interval: Interval) -> bool:
    """Whether the interval holds the value, ends by their declared inclusion."""
    low, low_in, high, high_in = interval
    above = low is None or value > low or (low_in and value == low)
    below = high is None or value < high or (high_in and value == high)
    return above and below


def _bands(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    intervals = [interval(row) for row in settings.rows("bands")]
    counts = {value: sum(inside(value, interval) for interval in intervals) for value in _samples(intervals)}
    overlap = sorted(value for value, count in counts.items() if count > 1)
    gap = sorted(value for value, count in counts.items() if count == 0)
    if overlap and "order" not in settings:
        sink.add(
            "bands_overlap",
            (*path, "bands"),
            Text(
                f"区间重叠：{overlap[0]} 同时落入不止一个区间。",
                f"Intervals overlap: {overlap[0]} falls into more than one.",
            ),
            Text('改正端点，或写明 order = "first"。', 'Mend the ends, or say order = "first".'),
        )
    if gap:
        sink.add(
            "bands_gap",
            (*path, "bands"),
            Text(f"区间有空缺：{gap[0]} 不落入任何区间。", f"The intervals leave a gap: {gap[0]} falls into none."),
            Text("补上区间或改正端点。", "Add an interval or mend the ends."),
        )


def _minmax(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    if settings.text("curve") == "exponential" and node.rounding is None:
        sink.add(
            "rounding_missing",
            (*path, "curve"),
            Text(
                "指数曲线的得分一般不是有理数，本项须写明自己的取舍。",
                "Points on an exponential curve are not rational: this item must declare its own rounding.",
            ),
            Text(
                '在该节点写 rounding = { digits = 2, mode = "half_up" }。',
                'Give the node rounding = { digits = 2, mode = "half_up" }.',
            ),
            Severity.CHOICE,
        )


def _shared(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    total = sum(settings.scale("shares").values(), Fraction(0))
    if total != 1:
        _weights(total, (*path, "shares"), sink)


def _votes(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    asked = [
        name
        for name, rows in (
            ("order", settings.text("order") == "sheet_totals"),
            ("validity", "validity" in settings),
            ("self_rating", "self_rating" in settings),
        )
        if rows
    ]
    related = [row for row in settings.rows("groups") if "relation" in row or "when" in row]
    if related:
        asked.append("groups")
    for name in asked:
        sink.add(
            "secret_needs_rows",
            (*path, name),
            Text(
                f"无记名票每一主体只有各等次票数，做不到“{name}”。",
                f"A secret ballot yields counts of grades per group and nothing else; it cannot give {name!r}.",
            ),
            Text("删去，或改用实名评分表 panel。", "Remove it, or use named sheets (panel)."),
        )


def _ladder(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    _ladder_rows(settings.rows("ladders"), (*path, "ladders"), sink)
    sizes = [row.get("up_to", int) for row in settings.rows("ladders")]
    if any(size is None for size in sizes[:-1]) or [s for s in sizes if s] != sorted(s for s in sizes if s):
        sink.add(
            "rules_unordered",
            (*path, "ladders"),
            Text(
                "几个阶梯须按 up_to 从小到大列，只有最后一个可以不写。",
                "Several ladders must be listed by up_to, small first; only the last may leave it out.",
            ),
            Text("重新排列。", "Reorder them."),
        )


def _brackets(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    for name in ("above", "below"):
        open_ones = [at for at, row in enumerate(settings.rows(name)) if "width" not in row]
        if open_ones and open_ones[0] != len(settings.rows(name)) - 1:
            sink.add(
                "bands_overlap",
                (*path, name),
                Text(
                    "不写宽度的一档之后还有档次，永远用不到。",
                    "A bracket without width is followed by others that can never apply.",
                ),
                Text("写明宽度，或移到最后。", "Give its width, or move it to the end."),
            )
    if not settings.flag("symmetric") and "below" not in settings:
        sink.add(
            "symmetric_missing",
            (*path, "below"),
            Text(
                "不对称时须写明低于参照值的各档。",
                "Where not symmetric, the brackets below the reference must be given.",
            ),
            Text("补上 below，或 symmetric = true。", "Add below, or symmetric = true."),
            Severity.CHOICE,
        )


_RULES: dict[str, Callable[[Node, Settings, Path, Sink], None]] = {
    "bands": _bands,
    "minmax": _minmax,
    "shared": _shared,
    "votes": _votes,
    "ladder": _ladder,
    "rank_votes": _rank_votes,
    "brackets": _brackets,
}


def _ties(scheme: Scheme, sink: Sink) -> None:
    keys = [tie.by for tie in scheme.ranking.ties]
    if keys and keys[-1] not in ("shared", "refuse"):
        sink.add(
            "tie_missing",
            ("rank", "ties"),
            Text("各步之后仍同分时如何处理没有写明。", "What happens when all keys are equal is left open."),
            Text(
                "最后一步写 shared（并列）或 refuse（不定，由会议决定）。",
                "End the list with shared (they tie) or refuse (undecided, people decide).",
            ),
            Severity.CHOICE,
        )
    if scheme.ranking.tie_scope == "cut" and scheme.ranking.cut == 0:
        sink.add(
            "tie_missing",
            ("rank", "cut"),
            Text(
                "只在入围线处理同分，却没有写明入围线的名次。", "Ties are broken only at the cut, but no cut is given."
            ),
            Text("写明 cut = 名次。", "Give cut = the place."),
            Severity.CHOICE,
        )


def _order(scheme: Scheme, sink: Sink) -> None:
    order = scheme.order
    if not order:
        return
    needed = {"base", "round", "rank"}
    if any(node.kind is Kind.BONUS for node in scheme.nodes.values()):
        needed.add("bonus")
    if any(node.kind is Kind.PENALTY for node in scheme.nodes.values()):
        needed.add("penalty")
    if scheme.vetoes:
        needed.add("veto")
    if scheme.grading is not None:
        needed.add("grade")
    late = [step for step in order if step in ("rank", "grade")]
    wrong = (
        needed - set(order)
        or len(set(order)) != len(order)
        or list(order[len(order) - len(late) :]) != late
        or order[0] != "base"
    )
    if wrong:
        sink.add(
            "order_steps",
            ("total", "order"),
            Text(
                f"计算次序须从 base 起，以 rank、grade 收尾，各步一次，缺：{'、'.join(sorted(needed - set(order))) or '无'}。",
                f"The order must begin with base, end with rank and grade, name each step once; absent: {', '.join(sorted(needed - set(order))) or 'none'}.",
            ),
            Text(
                '例：order = ["base", "bonus", "penalty", "round", "veto", "rank", "grade"]',
                'E.g. order = ["base", "bonus", "penalty", "round", "veto", "rank", "grade"]',
            ),
        )


def _kinds(scheme: Scheme, sink: Sink) -> None:
    roots = {tree.root for tree in scheme.trees}
    for node in scheme.nodes.values():
        if node.kind in (Kind.BONUS, Kind.PENALTY):
            odd = [
                place.parent
                for place in node.places
                if place.parent not in roots and scheme.nodes[place.parent].kind is not node.kind
            ]
            if odd:
                sink.add(
                    "kind_place",
                    ("node", node.id, "kind"),
                    Text(
                        f"“{node.name.zh}”是{node.kind.value}，不能放在“{odd[0]}”之下。",
                        f"{node.name.en} is a {node.kind.value} and cannot stand under {odd[0]!r}.",
                    ),
                    Text(
                        "把它直接放在根之下，或放在同种的部分之下。",
                        "Put it directly under the root, or under a part of its kind.",
                    ),
                )


#: Since the 2019 regulations on assessing leading cadres, rankings alone do not fix results or their use.
RANK_ALONE_SINCE = date(2019, 4, 7)
_ADVERSE = ("demotion", "freeze", "removal", "adjustment", "elimination", "stand_down", "key_management")


def _rank_alone(scheme: Scheme, sink: Sink) -> None:
    if scheme.valid_from is None or scheme.valid_from < RANK_ALONE_SINCE:
        return
    for at, rule in enumerate(scheme.consequences):
        named = {part.path for part in walk(rule.when) if isinstance(part, Name)}
        if rule.kind in _ADVERSE and named & {"rank", "from_bottom"} and not rule.needs and not rule.decision:
            sink.add(
                "contested_indicator",
                ("consequence", at, "when"),
                Text(
                    f"“{rule.name.zh}”只凭名次提出；2019 年以后不得简单以排名确定结果及其使用。",
                    f"{rule.name.en} follows from a rank alone; since 2019 rankings do not simply fix results or their use.",
                ),
                Text(
                    "写明 needs（如专门认定），或 decision（据以采用的决定）。",
                    "Give needs (such as a finding), or decision (what allows it).",
                ),
                Severity.WARNING,
            )


_PEER_CALLS = {"group_mean", "group_max", "group_min", "group_sum", "class_mean", "peers_mean", "peers_min"}


def _peers(scheme: Scheme, sink: Sink) -> None:
    compared = any(
        node.rule is not None and node.rule.function in ("ladder", "relative") for node in scheme.nodes.values()
    )
    called = any(
        isinstance(part, Call) and part.name in _PEER_CALLS for _, formula in formulas(scheme) for part in walk(formula)
    )
    chosen = any(choice.path == "missing.peers" for choice in scheme.choices)
    if (compared or called) and not chosen:
        sink.add(
            "peers_missing",
            ("missing", "peers"),
            Text(
                "有的指标与本组比较，本组有单位缺数时如何处理没有写明。",
                "Items compare within the group; what a peer's missing figure does is left open.",
            ),
            Text(
                '写明 [missing] peers = "refuse"（不出分）或 "skip"（略过）。',
                'Give [missing] peers = "refuse" (no score) or "skip".',
            ),
            Severity.CHOICE,
        )


def formulas(scheme: Scheme) -> Iterator[tuple[Path, Formula]]:
    """Every formula of the scheme, with its path."""
    for node in scheme.nodes.values():
        yield from _in_settings(node.settings, ("node", node.id))
        if node.rule is not None:
            yield from _in_settings(node.rule.settings, ("node", node.id, "rule"))
    for at, tie in enumerate(scheme.ranking.ties):
        if tie.formula is not None:
            yield ("rank", "ties", at), tie.formula
    for at, consequence in enumerate(scheme.consequences):
        for formula in (consequence.when, consequence.unless, consequence.amount):
            if formula is not None:
                yield ("consequence", at), formula
    for at, block in enumerate(scheme.grading.blocks if scheme.grading is not None else ()):
        yield ("grade", "blocks", at), block.when
    if scheme.contest is not None:
        yield ("contest", "seats"), scheme.contest.seats
        for at, stage in enumerate(scheme.contest.stages):
            for formula in (stage.score, stage.floor, stage.floor_when):
                if formula is not None:
                    yield ("contest", "stages", at), formula


def _in_settings(settings: Settings, path: Path) -> Iterator[tuple[Path, Formula]]:
    for name, given in settings.given.items():
        if isinstance(given.value, Formula):
            yield (*path, name), given.value
        for at, row in enumerate(settings.rows(name)):
            yield from _in_settings(row, (*path, name, at))


def _references(scheme: Scheme, sink: Sink) -> None:
    for path, formula in formulas(scheme):
        for part in walk(formula):
            if isinstance(part, Call) and part.name in ("score", "vote_share", "events"):
                id = id_of(part.args[0])
                if id not in scheme.nodes:
                    _unknown_node(scheme, id, path, sink)
    for node in scheme.nodes.values():
        if node.rule is not None and node.rule.function in ("aggregate", "inherited"):
            of = node.rule.settings.text("of")
            if of != "total" and of not in scheme.nodes:
                _unknown_node(scheme, of, ("node", node.id, "rule", "of"), sink)


def _unknown_node(scheme: Scheme, id: str, path: Path, sink: Sink) -> None:
    sink.add(
        "unknown_node",
        path,
        Text(f"没有节点“{id}”。", f"There is no node {id!r}."),
        Text("改正节点编号。", "Mend the id."),
        suggestion=nearest(id, scheme.nodes),
    )


def _grades(scheme: Scheme, sink: Sink) -> None:
    if scheme.grading is None:
        return
    known = [rule.grade for rule in scheme.grading.rules]
    if scheme.grading.otherwise:
        known.append(scheme.grading.otherwise)
    asked: list[tuple[Path, str]] = [
        (("grade", "blocks", at), block.ceiling) for at, block in enumerate(scheme.grading.blocks)
    ]
    asked += [(("veto", at, "ceiling"), veto.ceiling) for at, veto in enumerate(scheme.vetoes) if veto.ceiling]
    for path, grade in asked:
        if grade not in known:
            sink.add(
                "unknown_grade",
                path,
                Text(f"没有等次“{grade}”。", f"There is no grade {grade!r}."),
                Text(f"用下列之一：{'、'.join(known)}。", f"Use one of: {', '.join(known)}."),
                suggestion=nearest(grade, known),
            )
    if scheme.grading.by in ("bands", "both"):
        _grade_bands(scheme, sink)


def _grade_bands(scheme: Scheme, sink: Sink) -> None:
    grading = scheme.grading
    if grading is None:
        return
    ends = [rule.ge if rule.ge is not None else rule.gt for rule in grading.rules]
    known = [end for end in ends if end is not None]
    if known != sorted(known, reverse=True) or len(set(known)) != len(known):
        sink.add(
            "bands_overlap",
            ("grade", "grades"),
            Text(
                "等次分数线须从高到低，互不相同。",
                "Grade limits must fall from the best grade to the worst, all different.",
            ),
            Text("改正各等次的分数线。", "Mend the limits."),
        )
    if all(end is not None for end in ends) and not grading.otherwise:
        sink.add(
            "bands_gap",
            ("grade", "grades"),
            Text("低于最后一条分数线的没有等次。", "A total below the last limit has no grade."),
            Text(
                "最后一个等次不写分数线，或写 otherwise。", "Leave the limit of the last grade out, or give otherwise."
            ),
        )
