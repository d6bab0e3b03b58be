"""一列得分: a figure, a truth or a text of every unit, with its state: there, missing, not applicable, or faulty.

The state is an integer column: 0 there, 1 missing (not handed in, which a scheme may count as zero), 2 not applicable,
3 unknown for any other reason (a zero target, a word for a figure, an empty rater group, a circle), which no zero may
hide. Where a figure cannot be missing the state is None and costs nothing. The figure itself is null unless the state is 0.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from qingheng.foundation.scoring.bulk.rational import Rational


class UnsupportedError(Exception):
    """The scheme asks for what the bulk engine does not compute; it runs in the exact walker instead."""


@dataclass(frozen=True, slots=True)
class Cell:
    """一列: exactly one of `figure`, `truth` and `text` is set; a property has figure and text."""

    figure: Rational | None = None
    truth: str | None = None
    text: str | None = None
    state: str | None = None

    def number(self) -> "Cell":
        """The cell as a figure: a truth counts 1 or 0. Raises UnsupportedError for a plain text."""
        if self.figure is not None:
            return self
        if self.truth is None:
            raise UnsupportedError("a text where a figure is needed")
        return Cell(
            Rational(f"(CASE WHEN {self.truth} THEN 1 WHEN NOT {self.truth} THEN 0 END)::BIGINT", 1), state=self.state
        )

    @property
    def value(self) -> Rational:
        """The figure. Raises UnsupportedError where there is none."""
        if self.figure is None:
            raise UnsupportedError("a text or truth where a figure is needed")
        return self.figure

    def with_state(self, state: str | None) -> "Cell":
        """The same cell with another state."""
        return replace(self, state=state)


def first_bad(states: Iterable[str | None]) -> str | None:
    """The first state in order that is not 0: what the evaluation meets first decides."""
    known = list(dict.fromkeys(state for state in states if state is not None))
    if not known:
        return None
    if len(known) == 1:
        return known[0]
    return "(CASE " + " ".join(f"WHEN {state} <> 0 THEN {state}" for state in known) + " ELSE 0 END)"


def worst(states: Iterable[str | None]) -> str | None:
    """All states together, none of them 2: a fault anywhere is one, else what is missing is missing."""
    known = list(dict.fromkeys(state for state in states if state is not None))
    if len(known) < 2:
        return known[0] if known else None
    faults, any_bad = (" OR ".join(f"{state} {test}" for state in known) for test in ("= 3", "<> 0"))
    return f"(CASE WHEN {faults} THEN 3 WHEN {any_bad} THEN 1 ELSE 0 END)"


def fault(condition: str) -> str:
    """SQL of the state of what is wrong where the condition holds."""
    return f"(CASE WHEN {condition} THEN 3 ELSE 0 END)"


def is_unknown(state: str) -> str:
    """SQL: the figure is missing, or something is wrong with it."""
    return f"({state} IN (1, 3))"


def is_there(state: str | None) -> str:
    """SQL: the figure is there."""
    return "TRUE" if state is None else f"({state} = 0)"


def quoted(text: str) -> str:
    """A text constant in SQL."""
    return "'" + text.replace("'", "''") + "'"
