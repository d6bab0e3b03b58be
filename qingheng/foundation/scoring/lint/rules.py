"""计分规则的体检: what an item function's settings get wrong or leave open."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from qingheng.foundation.kernel.problems import Severity
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.lines import Path
from qingheng.foundation.scoring.lint.bands import _samples, inside, interval
from qingheng.foundation.scoring.lint.common import needed, weights_wrong
from qingheng.foundation.scoring.model import Node, Rule
from qingheng.foundation.scoring.parse import Sink


def check_rule(node: Node, rule: Rule, sink: Sink) -> None:
    path: Path = ("node", node.id, "rule")
    for (function, setting, option), wanted in _NEEDS.items():
        if function == rule.function and rule.settings.text(setting) == option:
            needed(rule.settings, wanted, path, f'{setting} = "{option}"', sink)
    _members(rule, path, sink)
    check = _RULES.get(rule.function)
    if check is not None:
        check(node, rule.settings, path, sink)
    if "groups" in rule.settings:
        _unit_sum(rule.settings.rows("groups"), (*path, "groups"), sink)
    if node.periods is not None and node.periods.rollup == "weighted" and sum(node.periods.weights) != 1:
        weights_wrong(sum(node.periods.weights, Fraction(0)), ("node", node.id, "periods", "weights"), sink)


#: (function, setting, option): the settings that the option needs.
_NEEDS = {
    ("steps", "under", "steps"): ("under_points", "under_step"),
    ("votes", "denominator", "present"): ("present",),
    ("awards", "dedupe", "decreasing"): ("factors",),
}


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


def _unit_sum(rows: Sequence[Settings], path: Path, sink: Sink) -> None:
    total = sum((row.figure("weight") for row in rows), Fraction(0))
    if total != 1:
        weights_wrong(total, path, sink)


def _ladder_rows(rows: Sequence[Settings], path: Path, sink: Sink) -> None:
    for at, row in enumerate(rows):
        if "places" not in row and not ("first" in row and ("step" in row or "percent" in row)):
            needed(row, ("places",), (*path, at), "first/step/percent", sink)


def _rank_votes(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    row = settings.row("ladder")
    if row is not None:
        _ladder_rows((row,), (*path, "ladder"), sink)


def _one_end(settings: Settings, path: Path, sink: Sink) -> None:
    """An end is included or not: `ge` beside `gt`, or `le` beside `lt`, says both."""
    for at, row in enumerate(settings.rows("bands")):
        for one, other in (("ge", "gt"), ("le", "lt")):
            if one in row and other in row:
                sink.add(
                    "bad_option",
                    (*path, "bands", at, other),
                    Text(
                        f"同一端点既写 {one} 又写 {other}，含与不含只能取一。",
                        f"One end has both {one} and {other}: it is included or it is not.",
                    ),
                    Text(f"删去 {one} 或 {other}。", f"Remove {one} or {other}."),
                )


def _bands(node: Node, settings: Settings, path: Path, sink: Sink) -> None:
    _one_end(settings, path, sink)
    intervals = set(map(interval, settings.rows("bands")))
    counts = {value: sum(inside(value, each) for each in intervals) for value in _samples(intervals)}
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
    if settings.text("curve") == "exponential" and node.periods is not None:
        sink.add(
            "bad_option",
            (*path, "curve"),
            Text(
                "指数曲线的得分须当即取舍，分期汇总后又取舍一次；取舍只能做一次。",
                "Points on an exponential curve are rounded at once; rolled up over periods they would be rounded twice.",
            ),
            Text(
                "把各期的数先汇总为一个数，或改用直线（linear）。",
                "Roll the periods' figures up to one figure, or use the linear curve.",
            ),
        )
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
        weights_wrong(total, (*path, "shares"), sink)


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
    if settings.count("trim_high") + settings.count("trim_low") and settings.text("denominator", "valid") != "valid":
        sink.add(
            "bad_option",
            (*path, "denominator"),
            Text(
                "去掉最高最低票时，分母只能是有效票。",
                "Where votes are trimmed, only the valid votes can be the denominator.",
            ),
            Text('写 denominator = "valid"，或不去高去低。', 'Give denominator = "valid", or do not trim.'),
        )
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
