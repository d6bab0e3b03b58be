"""流程: a procedure as one table, one row per sentence, and everything that follows from the rows. Pure.

Buttons, help, the printed procedure, the diagram, the progress bar and the tests are all derived from the same rows; a
row that names no office opens nothing to anybody.
"""

from qingheng.foundation.flow.diagram import Diagram, Edge, Node, diagram, mermaid
from qingheng.foundation.flow.steps import Flow, Opening, Stage, Step, flaws, openings

__all__ = [
    "Diagram",
    "Edge",
    "Flow",
    "Node",
    "Opening",
    "Stage",
    "Step",
    "diagram",
    "flaws",
    "mermaid",
    "openings",
]
