"""评分表信度: how far the raters of each item and rater group agree, from named panel sheets."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Protocol

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.uncertainty.reliability import cronbach_alpha, icc, kendall_w
from qingheng.foundation.scoring.uncertainty.severity import NotConnectedError, severity


class Marked(Protocol):
    """评分表的一格, as far as agreement needs it."""

    @property
    def unit(self) -> str: ...
    @property
    def item(self) -> str: ...
    @property
    def rater_group(self) -> str: ...
    @property
    def rater(self) -> str: ...
    @property
    def figure(self) -> Fraction | None: ...


#: Koo and Li (2016): from which ICC on agreement is called excellent, good, moderate; below is poor.
BANDS = (
    (Fraction(9, 10), Text("优", "excellent")),
    (Fraction(3, 4), Text("良", "good")),
    (Fraction(1, 2), Text("中", "moderate")),
)
_POOR = Text("差", "poor")


def panel_reliability(marks: Sequence[Marked]) -> list[dict[str, Any]]:
    """One row for each item and rater group with sheets, in order; what cannot be estimated is null, and `note` says why."""
    tables: dict[tuple[str, str], dict[tuple[str, str], Fraction]] = {}
    for mark in marks:
        if mark.figure is not None:
            tables.setdefault((mark.item, mark.rater_group), {})[mark.unit, mark.rater] = mark.figure
    return [_row(item, group, tables[item, group]) for item, group in sorted(tables)]


def grade(value: Fraction) -> Text:
    """一致性等级 of an ICC."""
    return next((name for least, name in BANDS if value >= least), _POOR)


def _row(item: str, group: str, scores: dict[tuple[str, str], Fraction]) -> dict[str, Any]:
    units = sorted({unit for unit, _ in scores})
    raters = sorted({rater for _, rater in scores})
    everybody = [rater for rater in raters if all((unit, rater) in scores for unit in units)]
    row: dict[str, Any] = {
        "item": item,
        "group": group,
        "units": len(units),
        "raters": len(raters),
        "raters_of_all": len(everybody),
        "icc": {},
        "w": None,
        "alpha": None,
        "severity": _severity(scores),
    }
    if len(units) < 2 or len(everybody) < 2:
        note = Text(
            "没有两名以上评委评过全部单位，不能估计一致性",
            "no two raters rated every unit: agreement cannot be estimated",
        )
        return row | {"note": note.as_json()}
    table = [[scores[unit, rater] for rater in everybody] for unit in units]
    found = {one.kind: one for one in icc(table)}
    row["icc"] = {
        kind: {
            "value": f"{float(one.value):.4f}",
            "low": f"{one.low:.4f}",
            "high": f"{one.high:.4f}",
            "p": f"{one.p:.6f}",
        }
        for kind, one in found.items()
    }
    alpha = cronbach_alpha(table)
    if alpha is not None:
        row["alpha"] = f"{float(alpha):.4f}"
    concordance = kendall_w(table)
    if concordance is not None:
        row["w"] = {
            "value": f"{float(concordance.w):.4f}",
            "chi2": f"{concordance.chi2:.4f}",
            "p": f"{concordance.p:.6f}",
        }
    if "2,k" not in found:
        note = Text("各单位得分没有差别，无从比较", "the units do not differ: there is nothing to agree about")
        return row | {"note": note.as_json()}
    name, value = grade(found["2,k"].value), f"{float(found['2,k'].value):.2f}"
    return row | {
        "note": Text(
            f"评委一致性 ICC(2,k)={value}（{name.zh}）", f"agreement of raters ICC(2,k)={value} ({name.en})"
        ).as_json()
    }


def _severity(scores: dict[tuple[str, str], Fraction]) -> dict[str, Any] | None:
    """Raw and adjusted means, each rater's leniency, who is severe; the components where no common scale exists."""
    if len({rater for _, rater in scores}) < 2:
        return None
    try:
        found = severity({cell: float(score) for cell, score in scores.items()})
    except NotConnectedError as apart:
        return {"components": [sorted(units) for units in apart.components]}
    return {
        "leniency": {rater: f"{effect:.4f}" for rater, effect in found.leniency.items()},
        "adjusted": {unit: f"{mean:.4f}" for unit, mean in found.adjusted.items()},
        "raw": {unit: f"{mean:.4f}" for unit, mean in found.raw.items()},
        "severe": found.severe(),
    }
