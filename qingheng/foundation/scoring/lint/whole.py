"""总分、排名、等次和结果运用的体检."""

from datetime import date
from itertools import combinations

from qingheng.foundation.kernel.problems import Severity, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.formula import Call, Name, walk
from qingheng.foundation.scoring.lines import Path
from qingheng.foundation.scoring.lint.common import formulas, needed
from qingheng.foundation.scoring.model import Grading, Kind, Scheme, Veto
from qingheng.foundation.scoring.parse import Sink


def check_ties(scheme: Scheme, sink: Sink) -> None:
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


def check_order(scheme: Scheme, sink: Sink) -> None:
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
    wrong = needed - set(order) or list(order[len(order) - len(late) :]) != late or order[0] != "base"
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


def check_peers(scheme: Scheme, sink: Sink) -> None:
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


_PEER_CALLS = {"group_mean", "group_max", "group_min", "group_sum", "class_mean", "peers_mean", "peers_min"}


def check_options(scheme: Scheme, sink: Sink) -> None:
    """Options outside the items that need further keys."""
    for node in scheme.nodes.values():
        row = node.settings.row("not_applicable")
        if row is not None:
            wanted = {"share": ("share",), "class_mean": ("class",)}.get(row.text("give"), ())
            needed(row, wanted, ("node", node.id, "not_applicable"), f'give = "{row.text("give")}"', sink)
        if node.periods is not None and node.periods.each == "year" and node.periods.count < 1:
            needed(node.settings, ("count",), ("node", node.id, "periods"), 'each = "year"', sink)
    for at, veto in enumerate(scheme.vetoes):
        if "grade_ceiling" in veto.effects and not veto.ceiling:
            needed(Settings(()), ("ceiling",), ("veto", at), "grade_ceiling", sink)
        if "deduct" in veto.effects and veto.deduct == 0:
            needed(Settings(()), ("deduct",), ("veto", at), "deduct", sink)
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


def check_grades(scheme: Scheme, sink: Sink) -> None:
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
    _grade_limits(scheme.grading, {grade for _, grade in asked}, sink)


def check_vetoes(scheme: Scheme, sink: Sink) -> None:
    """Of two vetoes of one domain that hold on one day the first would win without a word."""
    for (first, one), (at, other) in combinations(enumerate(scheme.vetoes), 2):
        same = (one.valid_from, one.valid_to) == (other.valid_from, other.valid_to)
        if (
            one.domain != other.domain
            or same
            or not (_begins_by_the_end(one, other) and _begins_by_the_end(other, one))
        ):
            continue
        sink.add(
            "veto_dates",
            ("veto", at, "domain"),
            Text(
                f"领域“{one.domain}”的两条一票否决日期重叠，另见 veto[{first}]：同一天适用哪一条没有写明。",
                f"Two vetoes of {one.domain!r} hold on the same day, see veto[{first}]: which of them counts is left open.",
            ),
            Text("写明 from、to，使两段日期前后相接。", "Give from and to so that one ends before the other begins."),
        )


def _begins_by_the_end(one: Veto, other: Veto) -> bool:
    return one.valid_from is None or other.valid_to is None or one.valid_from <= other.valid_to


#: What each way of grading reads of a grade, beside the limits on the total.
_READ = {"bands": (), "quota": ("share", "count"), "both": ("share", "count"), "rank": ("first", "last")}


def _grade_limits(grading: Grading, ceilings: set[str], sink: Sink) -> None:
    """A limit that the way of grading does not read would let everybody in; a grade behind an open one gets nobody, unless as a ceiling."""
    for at, rule in enumerate(grading.rules):
        for name in ("share", "count", "first", "last"):
            if getattr(rule, name) is not None and name not in _READ.get(grading.by, ()):
                fits = next(by for by, read in _READ.items() if name in read)
                sink.add(
                    "grade_limit",
                    ("grade", "grades", at, name),
                    Text(
                        f'“{rule.grade}”写了 {name}，而 by = "{grading.by}" 不看这一条件。',
                        f'{rule.grade!r} has {name}, which by = "{grading.by}" does not read.',
                    ),
                    Text(
                        f'改为 by = "{fits}"（分数段与名额并用为 both），或删去 {name}。',
                        f'Write by = "{fits}" (both, where bands and quota go together), or remove {name}.',
                    ),
                )
    open_at = [at for at, rule in enumerate(grading.rules) if not rule.limited]
    late = open_at[1:]
    if open_at and grading.by in ("quota", "both"):
        late = list(range(open_at[0] + 1, len(grading.rules)))
    for at in (at for at in late if grading.rules[at].grade not in ceilings):
        sink.add(
            "grade_limit",
            ("grade", "grades", at),
            Text(
                f"“{grading.rules[open_at[0]].grade}”没有任何条件，轮不到“{grading.rules[at].grade}”。",
                f"{grading.rules[open_at[0]].grade!r} has no limit at all: {grading.rules[at].grade!r} is never reached.",
            ),
            Text("给前者写上条件，或把它放在最后。", "Give the former a limit, or put it last."),
        )


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


#: Since the 2019 regulations on assessing leading cadres, rankings alone do not fix results or their use.
RANK_ALONE_SINCE = date(2019, 4, 7)


_ADVERSE = ("demotion", "freeze", "removal", "adjustment", "elimination", "stand_down", "key_management")


def check_rank_alone(scheme: Scheme, sink: Sink) -> None:
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
