"""分值树的体检: circles, sums, places, references."""

from fractions import Fraction

from qingheng.foundation.kernel.problems import Severity, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.formula import Call, id_of, walk
from qingheng.foundation.scoring.lines import Path
from qingheng.foundation.scoring.lint.common import WEIGHT_MEND, formulas
from qingheng.foundation.scoring.lint.rules import check_rule
from qingheng.foundation.scoring.model import Combine, Kind, Node, Scheme
from qingheng.foundation.scoring.parse import Sink


def check_cycles(scheme: Scheme, sink: Sink) -> bool:
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


def check_root(scheme: Scheme, root: str, sink: Sink) -> None:
    node = scheme.nodes[root]
    if node.full is not None and node.full != scheme.base and node.kind is Kind.BASE:
        sink.add(
            "base_sum",
            ("node", root, "full"),
            Text(
                f"“{node.name.zh}”满分 {node.full}，方案声明的基础分总分为 {scheme.base}。",
                f"{node.name.en}: full marks {node.full}, while the scheme declares a base of {scheme.base}.",
            ),
            WEIGHT_MEND,
        )


def check_node(scheme: Scheme, node: Node, sink: Sink) -> None:
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
    if node.full is None and node.kind is Kind.BASE and not _share_failed(node, sink):
        sink.add(
            "full_missing",
            path,
            Text(f"“{node.name.zh}”没有满分。", f"{node.name.en} has no full marks."),
            Text("写明 points 或 full。", "Give points or full."),
        )
    if node.children and node.kind is Kind.BASE:
        _sums(scheme, node, sink)
    if node.rule is not None:
        check_rule(node, node.rule, sink)
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


def _share_failed(node: Node, sink: Sink) -> bool:
    """Whether the node's share is there but unreadable: that problem is told already, its sum would be another's."""
    shares = {f"node.{node.id}.{name}" for name in ("points", "weight", "full", "raised", "in")}
    return any(
        problem.code in ("float_literal", "wrong_type") and (problem.where.path or "") in shares
        for problem in sink.found
    )


def _sums(scheme: Scheme, node: Node, sink: Sink) -> None:
    children = [scheme.nodes[id] for id in node.children]
    counted = [child for child in children if child.kind is Kind.BASE]
    total = sum((child.share_in(node.id) for child in counted), Fraction(0))
    wanted = node.weights_total if node.combine is Combine.WEIGHTS else node.full
    if wanted is not None and total != wanted and not any(_share_failed(child, sink) for child in counted):
        what = Text("权重", "weights") if node.combine is Combine.WEIGHTS else Text("分值", "points")
        sink.add(
            "weights_sum",
            ("node", node.id),
            Text(
                f"“{node.name.zh}”下级{what.zh}合计 {total}，应为 {wanted}。",
                f"The {what.en} under {node.name.en} add to {total}, not {wanted}.",
            ),
            WEIGHT_MEND,
        )


def check_kinds(scheme: Scheme, sink: Sink) -> None:
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


def check_references(scheme: Scheme, sink: Sink) -> None:
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
