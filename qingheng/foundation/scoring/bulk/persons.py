"""个人除外的编译: whom a consequence spares, asked of every row of the units table, whether a tree scores it or not."""

from dataclasses import dataclass, field

from qingheng.foundation.scoring.bulk.nodes import Nodes

#: Stands beside the states of a cell: the condition holds.
SPARED = 9


@dataclass(slots=True)
class Persons:
    """Columns over all units, one for each consequence that spares persons: the state of its condition, or SPARED."""

    nodes: Nodes
    #: By place of the consequence in the scheme.
    columns: dict[int, str] = field(default_factory=dict)

    def compile(self) -> None:
        """Fill `columns`."""
        for at, rule in enumerate(self.nodes.scheme.consequences):
            if rule.unless_person is None:
                continue
            self.nodes.sources.everybody = True
            f = self.nodes.formulas()
            held = f.hold(f.truth(rule.unless_person))
            bad = "" if held.state is None else f"WHEN {held.state} <> 0 THEN {held.state} "
            self.columns[at] = self.nodes.stages.let(f"(CASE {bad}WHEN {held.truth} THEN {SPARED} ELSE 0 END)")

    def query(self, base: list[str]) -> str | None:
        """SELECT of each unit with its columns, from the table of all units; None where no consequence spares anybody."""
        columns = ", ".join(["unit", *self.columns.values()])
        return self.nodes.stages.query(columns, base) if self.columns else None
