"""读取: what a figure may read of the inputs, and when a row that could not be read leaves it unknown."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction

from qingheng.foundation.kernel.problems import Problem, Severity
from qingheng.foundation.scoring.evaluate import Context, UnknownError, fail, problem, unread
from qingheng.foundation.scoring.inputs import Inputs, Unit, Value
from qingheng.foundation.scoring.lookups import Lookups
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.validity import refuse_repeated


class Reads:
    """读取: one scheme, one set of inputs, one day; `warnings` collects what somebody should look at."""

    def __init__(self, scheme: Scheme, inputs: Inputs, on: date, like: "Reads | None" = None) -> None:
        """With `like`, the units and lookups of another reader of the same inputs are shared."""
        self.scheme, self.inputs, self.on = scheme, inputs, on
        self.units: list[Unit] = [inputs.units[id] for id in sorted(inputs.units)] if like is None else like.units
        self.lookups: Lookups = Lookups(inputs, self.units) if like is None else like.lookups
        self.warnings: list[Problem] = []
        #: Values that stand in the place of those of the inputs.
        self.instead: Mapping[tuple[str, str, str], Value] = {}

    def find(self, unit: str, item: str, period: str) -> Value | None:
        """The value of a period; one without period belongs to the cycle."""
        found = self._given((unit, item, period))
        if found is None and period == self.scheme.period:
            found = self._given((unit, item, ""))
        return found

    def _given(self, key: tuple[str, str, str]) -> Value | None:
        return self.instead.get(key) or self.inputs.values.get(key)

    def readable(self, c: Context, table: str, item: str) -> None:
        """Raises UnknownError where a row about the unit and item was refused: what it would have said is not known."""
        refused = self.lookups.refused(table, c.unit.id, item)
        if refused:
            raise UnknownError(*(unread(one, c) for one in refused))

    def related(self, c: Context, relation: str, origin: str | None, target: str | None) -> None:
        """The same for relations; None stands for any origin or target. Raises UnknownError."""
        refused = [
            one
            for one in self.lookups.refused_relations(relation)
            if (origin is None or one.unit in ("", origin)) and (target is None or one.other in ("", target))
        ]
        if refused:
            raise UnknownError(*(unread(one, c) for one in refused))

    def happened(self, c: Context, item: str, back: int) -> bool:
        """Whether a history value was 1 so many years ago. Raises UnknownError where the year has no record."""
        return c.value(item, period=str(int(self.scheme.period[:4]) - back) + self.scheme.period[4:]) == 1

    def event_count(self, c: Context, words: Sequence[str]) -> Fraction:
        """How many events of an item, by kind and level."""
        item, kind, level = (*words, "")[:3]
        self.readable(c, "events", item)
        events = [
            event
            for event in self.inputs.events.get((c.unit.id, item), [])
            if event.kind == kind and level in ("", event.level)
        ]
        for event in events:
            c.note(f"{item}/{event.kind}", str(event.count), event.source, "count")
        return Fraction(sum(event.count for event in events))

    def vote_share(self, c: Context, item: str, grades: Sequence[str]) -> Fraction:
        """The share of the valid votes of an item's ballot with one of these grades."""
        rule = self.scheme.nodes[item].rule
        scale = rule.settings.scale("scale") if rule is not None else {}
        self.readable(c, "votes", item)
        rows = self.inputs.votes.get((c.unit.id, item), [])
        refuse_repeated(rows)
        votes = [vote for vote in rows if vote.grade in scale]
        valid = sum(vote.count for vote in votes)
        for vote in votes:
            c.note(f"{item}/{vote.rater_group}/{vote.grade}", str(vote.count), vote.source, "count")
        if valid == 0:
            fail(
                "no_votes",
                c.where(),
                f"{c.unit.id} 的“{item}”没有有效票。",
                f"{c.unit.id} has no valid vote on {item!r}.",
            )
        return Fraction(sum(vote.count for vote in votes if vote.grade in grades), valid)

    def check_organ(self, c: Context, value: Value) -> None:
        """Recusal: a figure that names its organ must come from one that may give it."""
        node = self.scheme.nodes.get(c.path)
        if node is None or not value.organ or value.organ not in self.inputs.units:
            return
        organs = node.organs
        allowed = {organs.data, organs.scoring, organs.delegate, organs.lead} - {""}
        if value.organ == c.unit.id and organs.scoring and organs.self_scoring == "delegate":
            fail(
                "recusal",
                value.source.where("source"),
                f"{c.unit.id} 的“{node.name.zh}”由本单位自报，应由受委托的机关评定。",
                f"{c.unit.id} gave its own figure for {node.name.en}; the delegate must.",
            )
        if allowed and value.organ not in allowed and value.organ != c.unit.id:
            self.warnings.append(
                problem(
                    "wrong_organ",
                    value.source.where("source"),
                    f"“{node.name.zh}”的数来自 {value.organ}，不是规定的机关。",
                    f"The figure for {node.name.en} came from {value.organ}, not from a named organ.",
                    Severity.WARNING,
                )
            )
