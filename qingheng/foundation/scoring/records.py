"""数据记录: what one row of an input table says, with its provenance; and the row that could not be read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Where

#: A value that does not apply.
NOT_APPLICABLE = "NA"

#: Digits after a leading zero: a code, not a number.
_CODE = re.compile(r"[+-]?0\d")


@dataclass(frozen=True, slots=True)
class Source:
    """出处: file, sheet and row of a record."""

    file: str | None = None
    sheet: str | None = None
    row: int | None = None

    def where(self, column: str | None = None) -> Where:
        """As the place of a problem."""
        return Where(file=self.file, sheet=self.sheet, row=self.row, column=column)

    def as_json(self, column: str | None = None) -> dict[str, Any]:
        """`{file, sheet, row, column}`."""
        return {"file": self.file, "sheet": self.sheet, "row": self.row, "column": column}


@dataclass(frozen=True, slots=True)
class Unit:
    """被考核者: a unit, or a person whose class says so; `parent` is the unit it belongs to."""

    id: str
    name: str
    cls: str
    group: str
    parent: str
    properties: Mapping[str, str]
    source: Source


@dataclass(frozen=True, slots=True)
class Value:
    """一个数: `figure` is None where missing or not applicable; `text` is what was written."""

    unit: str
    item: str
    period: str
    figure: Fraction | None
    text: str
    source: Source
    organ: str = ""

    @property
    def applicable(self) -> bool:
        """False for NA."""
        return self.text != NOT_APPLICABLE


@dataclass(frozen=True, slots=True)
class Vote:
    """票数: how many gave this grade."""

    unit: str
    item: str
    rater_group: str
    grade: str
    count: int
    source: Source


@dataclass(frozen=True, slots=True)
class Mark:
    """评分表的一格: `figure` is None for an empty cell, NA, or an answer in words."""

    unit: str
    item: str
    rater_group: str
    rater: str
    figure: Fraction | None
    text: str
    source: Source


@dataclass(frozen=True, slots=True)
class Event:
    """事件: of an item, by kind and level, `count` times, with the matter's key and its evidence."""

    unit: str
    item: str
    kind: str
    level: str
    day: date | None
    count: int
    key: str
    evidence: str
    source: Source


@dataclass(frozen=True, slots=True)
class Relation:
    """关系: from one unit to another, between two days."""

    origin: str
    relation: str
    target: str
    start: date | None
    end: date | None
    source: Source

    def holds(self, on: date) -> bool:
        """Whether it holds on the day; open ends always do."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True)
class VetoFact:
    """否决事实: decided for a unit in a domain, on a day, with its basis."""

    unit: str
    domain: str
    day: date | None
    basis: str
    source: Source


@dataclass(frozen=True, slots=True)
class Refusal:
    """拒收的一行: a row that cannot be read. What it would have said of its unit and item is not known, and not nothing.

    `item` is the domain of a veto or the name of a relation, which goes from `unit` to `other`; "" where it is not said.
    """

    table: str
    unit: str
    item: str
    problem: Problem
    other: str = ""


def property_figure(text: str) -> Fraction | None:
    """A property as a figure; None for words and for codes such as `01`, which are not the number one."""
    if _CODE.match(text):
        return None
    try:
        return parse_figure(text)
    except ValueError:
        return None


Record = Unit | Value | Vote | Mark | Event | Relation | VetoFact
