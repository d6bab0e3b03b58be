"""考核结果与说明: what a run gives, and the tree that explains one figure."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.scoring.declare import Choice
from qingheng.foundation.scoring.inputs import Source

if TYPE_CHECKING:
    from qingheng.foundation.scoring.words import Words


@dataclass(frozen=True, slots=True)
class Input:
    """用到的一个数: its name, what it was, and where it stands."""

    name: str
    value: str
    source: Source
    column: str | None = None

    def as_json(self) -> dict[str, Any]:
        """`{name, value, source: {file, sheet, row, column}}`."""
        return {"name": self.name, "value": self.value, "source": self.source.as_json(self.column)}


class Readings:
    """取数清单: the inputs that a figure was made of, each once, in the order of their first reading.

    What a whole group is compared by is one list that many figures hold, so that a group of n does not cost n².
    """

    __slots__ = ("_parts",)

    def __init__(self) -> None:
        self._parts: dict[Input | Readings, None] = {}

    def note(self, read: Input) -> None:
        """One more input."""
        self._parts[read] = None

    def include(self, others: "Readings") -> None:
        """All of another list, which no longer changes."""
        self._parts[others] = None

    def __iter__(self) -> Iterator[Input]:
        return iter(dict.fromkeys(self._all()))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, read: object) -> bool:
        return any(read == each for each in self._all())

    def _all(self) -> Iterator[Input]:
        for part in self._parts:
            if isinstance(part, Readings):
                yield from part
            else:
                yield part


@dataclass(frozen=True)
class Node:
    """说明的一个节点: one figure with its function, settings, inputs, choices and the figures it was made of.

    `exact` is None where the figure does not exist; `problems` then says why. `rounded` is None where nothing was
    rounded. `contribution` is what the node gives its parent, `full` its full marks.
    """

    id: str
    name: Text
    sentence: Text
    function: str
    settings: dict[str, Any] = field(default_factory=dict)
    inputs: Collection[Input] = ()
    exact: Fraction | None = None
    rounded: Fraction | None = None
    choice: tuple[Choice, ...] = ()
    children: tuple["Node", ...] = ()
    full: Fraction | None = None
    steps: tuple[Text, ...] = ()
    problems: tuple[Problem, ...] = ()
    unit: str = ""
    period: str = ""
    contribution: Fraction | None = None
    organs: dict[str, str] = field(default_factory=dict)
    cite: str = ""
    #: What the codes are called; given to the node that is explained, for itself and all below it.
    words: "Words | None" = field(default=None, compare=False, repr=False)

    @property
    def value(self) -> Fraction | None:
        """The figure that counts: the rounded one where a rounding was declared."""
        return self.exact if self.rounded is None else self.rounded

    def as_json(self) -> dict[str, Any]:
        """The node as promised, with further keys; those that end in `label` or `words` are for reading."""
        return self._as_json(self.words)

    def _as_json(self, words: "Words | None") -> dict[str, Any]:
        inputs = [item.as_json() for item in self.inputs]
        more: dict[str, Any] = {}
        if words is not None:
            for item in inputs:
                item["label"] = words.input(item["name"]).as_json()
            more = {
                "function_label": words.function(self.function).as_json(),
                "settings_words": words.settings(self.id, self.function, self.settings),
                "choice_words": [words.choice(choice) for choice in self.choice],
            }
        return {
            "id": self.id,
            "zh": self.name.zh,
            "en": self.name.en,
            "function": self.function,
            "settings": self.settings,
            "inputs": inputs,
            "exact": shown(self.exact),
            "rounded": shown(self.rounded),
            "choice": [choice.as_json() for choice in self.choice],
            "children": [child._as_json(words) for child in self.children],
            "text": self.sentence.as_json(),
            "full": shown(self.full),
            "contribution": shown(self.contribution),
            "steps": [step.as_json() for step in self.steps],
            "unit": self.unit,
            "period": self.period,
            "organs": self.organs,
            "cite": self.cite,
            "problems": [problem.as_json() for problem in self.problems],
            **more,
        }

    def as_text(self, lang: Lang = "zh", depth: int = 0) -> str:
        """The tree as indented lines that can be read aloud."""
        from qingheng.foundation.scoring.told import lines  # noqa: PLC0415 -- it tells nodes

        return "\n".join(lines(self, lang, depth))


def shown(value: Fraction | None) -> str | None:
    """The exact figure as the border writes it."""
    return None if value is None else format_figure(value)


@dataclass(frozen=True)
class UnitResult:
    """一个单位的结果. Figures are strings; null where they do not exist."""

    unit: str
    name: str
    group: str
    parts: dict[str, str | None]
    base: str | None
    bonus: str | None
    penalty: str | None
    total: str | None
    exact: str | None
    rank: int | None
    of: int
    tied: bool
    rank_without_bonus: int | None
    grade: str | None
    vetoes: tuple[str, ...]
    consequences: tuple[dict[str, Any], ...]
    contest: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """As fixed."""
        found: dict[str, Any] = {
            "unit": self.unit,
            "name": self.name,
            "group": self.group,
            "parts": self.parts,
            "base": self.base,
            "bonus": self.bonus,
            "penalty": self.penalty,
            "total": self.total,
            "exact": self.exact,
            "rank": self.rank,
            "of": self.of,
            "tied": self.tied,
            "rank_without_bonus": self.rank_without_bonus,
            "grade": self.grade,
            "vetoes": list(self.vetoes),
            "consequences": list(self.consequences),
        }
        if self.contest is not None:
            found["contest"] = self.contest
        return found


@dataclass(frozen=True)
class Result:
    """考核结果: every unit, sorted by id; choices; problems."""

    scheme_id: str
    scheme_hash: str
    on: str
    units: tuple[UnitResult, ...]
    choices: tuple[Choice, ...]
    problems: tuple[Problem, ...]

    def unit(self, id: str) -> UnitResult:
        """One unit's result. Raises KeyError."""
        for found in self.units:
            if found.unit == id:
                return found
        raise KeyError(id)

    def as_json(self) -> dict[str, Any]:
        """As fixed."""
        return {
            "scheme": {"id": self.scheme_id, "hash": self.scheme_hash},
            "on": self.on,
            "units": [unit.as_json() for unit in self.units],
            "choices": [choice.as_json() for choice in self.choices],
            "problems": [problem.as_json() for problem in self.problems],
        }
