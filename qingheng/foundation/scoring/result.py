"""考核结果与说明: what a run gives, and the tree that explains one figure."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import format_figure
from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.scoring.declare import Choice, flat
from qingheng.foundation.scoring.inputs import Source


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
    inputs: tuple[Input, ...] = ()
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

    @property
    def value(self) -> Fraction | None:
        """The figure that counts: the rounded one where a rounding was declared."""
        return self.exact if self.rounded is None else self.rounded

    def as_json(self) -> dict[str, Any]:
        """The node as promised, with further keys."""
        return {
            "id": self.id,
            "zh": self.name.zh,
            "en": self.name.en,
            "function": self.function,
            "settings": self.settings,
            "inputs": [item.as_json() for item in self.inputs],
            "exact": shown(self.exact),
            "rounded": shown(self.rounded),
            "choice": [choice.as_json() for choice in self.choice],
            "children": [child.as_json() for child in self.children],
            "text": self.sentence.as_json(),
            "full": shown(self.full),
            "contribution": shown(self.contribution),
            "steps": [step.as_json() for step in self.steps],
            "unit": self.unit,
            "period": self.period,
            "organs": self.organs,
            "cite": self.cite,
            "problems": [problem.as_json() for problem in self.problems],
        }

    def as_text(self, lang: Lang = "zh", depth: int = 0) -> str:
        """The tree as indented lines."""
        return "\n".join(self._lines(lang, depth))

    def _lines(self, lang: Lang, depth: int) -> Iterator[str]:
        pad = "  " * depth
        figure = shown(self.value) or ("无" if lang == "zh" else "none")
        of = f" / {shown(self.full)}" if self.full is not None else ""
        given = (
            f" → {shown(self.contribution)}"
            if self.contribution is not None and self.contribution != self.value
            else ""
        )
        period = f" [{self.period}]" if self.period else ""
        yield (
            f"{pad}{self.name[lang]}（{self.id}）{period}: {figure}{of}{given}"
            if lang == "zh"
            else f"{pad}{self.name[lang]} ({self.id}){period}: {figure}{of}{given}"
        )
        inner = pad + "  · "
        if self.sentence[lang] != self.name[lang]:
            yield inner + self.sentence[lang]
        if self.settings:
            yield (
                inner + f"{self.function}: " + ", ".join(f"{key}={flat(value)}" for key, value in self.settings.items())
            )
        yield from (inner + step[lang] for step in self.steps)
        if self.rounded is not None and self.rounded != self.exact:
            yield inner + (f"取舍前 {shown(self.exact)}" if lang == "zh" else f"before rounding {shown(self.exact)}")
        for item in self.inputs:
            yield (
                inner
                + f"{item.name} = {item.value or ('缺' if lang == 'zh' else 'missing')}  [{item.source.where(item.column)}]"
            )
        for choice in self.choice:
            mark = {"zh": "（推定）", "en": " (assumed)"}[lang] if choice.assumed else ""
            why = "" if choice.note is None else f"{'：' if lang == 'zh' else ': '}{choice.note[lang]}"
            yield inner + f"{'选择' if lang == 'zh' else 'choice'} {choice.path} = {choice.value}{mark}{why}"
        yield from (inner + problem.line(lang) for problem in self.problems)
        for child in self.children:
            yield from child._lines(lang, depth + 1)


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
