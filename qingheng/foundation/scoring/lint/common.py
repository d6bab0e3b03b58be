"""体检的公共部分: complaints that several checks make, and every formula of a scheme."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.formula import Formula
from qingheng.foundation.scoring.lines import Path
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.parse import Sink

WEIGHT_MEND = Text("改正分值或权重，使合计相符。", "Mend the points or weights so that they add up.")


def weights_wrong(total: Fraction, path: Path, sink: Sink) -> None:
    sink.add(
        "weights_sum", path, Text(f"权重合计 {total}，应为 1。", f"The weights add to {total}, not 1."), WEIGHT_MEND
    )


def needed(settings: Settings, wanted: Sequence[str], path: Path, why: str, sink: Sink) -> None:
    for name in wanted:
        if name not in settings:
            sink.add(
                "missing_key",
                (*path, name),
                Text(f"{why} 时须写明“{name}”。", f"{why} needs {name!r}."),
                Text(f"补上 {name}。", f"Add {name}."),
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
    for at, tree in enumerate(scheme.trees):
        if tree.when is not None:
            yield ("tree", at), tree.when
    for at, group in enumerate(scheme.ranking.groups):
        yield ("group", at), group.when
    for at, consequence in enumerate(scheme.consequences):
        for formula in (consequence.when, consequence.unless, consequence.unless_person, consequence.amount):
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
