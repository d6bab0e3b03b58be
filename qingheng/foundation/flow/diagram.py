"""流程图: the picture of a procedure, derived from its rows and never drawn twice."""

from dataclasses import dataclass

from qingheng.foundation.flow.steps import Flow, Step
from qingheng.foundation.kernel.text import Lang, Text


@dataclass(frozen=True, slots=True)
class Node:
    """图中环节: `column` counts from 0; `status` is done, current or ahead."""

    slug: str
    name: Text
    column: int
    status: str


@dataclass(frozen=True, slots=True)
class Edge:
    """图中步骤: from column to column; one that goes back, or stays, is no progress."""

    act: str
    name: Text
    start: int
    end: int

    @property
    def forward(self) -> bool:
        """Whether the step leads on."""
        return self.end > self.start


@dataclass(frozen=True, slots=True)
class Diagram:
    """流程图数据."""

    title: Text
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def diagram(flow: Flow, current: str | None = None) -> Diagram:
    """Nodes and edges of the flow in the order of its stages, with where a case in `current` stands."""
    column = {stage.slug: number for number, stage in enumerate(flow.stages)}
    here = column[current] if current is not None else -1
    nodes = tuple(
        Node(stage.slug, stage.name, number, "current" if number == here else "done" if number < here else "ahead")
        for stage, number in zip(flow.stages, column.values(), strict=True)
    )
    edges = tuple(Edge(step.act, step.name, _start(step, column), column[step.after]) for step in flow.steps)
    return Diagram(flow.title, nodes, edges)


def mermaid(flow: Flow, lang: Lang) -> str:
    """The flow as a Mermaid state diagram, for documentation."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {stage.slug}: {stage.name[lang]}" for stage in flow.stages]
    lines += [f"    {step.before or '[*]'} --> {step.after}: {step.name[lang]}" for step in flow.steps]
    return "\n".join(lines)


def _start(step: Step, column: dict[str, int]) -> int:
    return -1 if step.before is None else column[step.before]
