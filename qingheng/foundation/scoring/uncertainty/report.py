"""不确定性报告: beside the official order, what that order can and cannot tell. It never changes the order.

In goes a scored result in the form of its JSON, the same scheme scored on drawn panels, the full marks of its parts and
the named sheets; out comes, for each unit, standard error, rank intervals, whether it stands among the last places, who
cannot be told from it, and how far its rank hangs on the weights, with a sentence in two languages.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import numpy as np

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.uncertainty.intervals import (
    Floats,
    Intervals,
    Membership,
    beaten_pairs,
    intervals_of,
    last_places,
    last_places_share,
    normal_errors,
    pair_errors,
    told_apart,
)
from qingheng.foundation.scoring.uncertainty.weights import SHARES, Parts, rank_range, removal_shifts, swap

#: unit -> its total in each draw; a draw in which the unit has no total is None.
Replicates = Mapping[str, Sequence[float | None]]


@dataclass(frozen=True, slots=True)
class Settings:
    """报告设定: coverage of the intervals, how many last places are looked at, panels that are drawn and scored again,
    draws from the errors found on them, the recorded seed.
    """

    coverage: float = 0.90
    places: int = 3
    redraws: int = 200
    draws: int = 2000
    seed: str = "uncertainty"

    def as_json(self) -> dict[str, Any]:
        """`{coverage, places, redraws, draws, seed}`."""
        return {
            "coverage": f"{self.coverage:.2f}",
            "places": self.places,
            "redraws": self.redraws,
            "draws": self.draws,
            "seed": self.seed,
        }


@dataclass(slots=True)
class UnitReport:
    """一个单位的不确定性; what has no replicate is None and `unreplicated` says why; `last` also in a group too small.

    `marginal` is about the unit by itself. `simultaneous` holds for the whole group at once; on it rest `last` and
    `indistinguishable`, which therefore works both ways.
    """

    unit: str
    group: str
    total: str
    rank: int
    of: int
    error: float | None = None
    marginal: tuple[int, int] | None = None
    simultaneous: tuple[int, int] | None = None
    last: Membership | None = None
    last_share: float | None = None
    indistinguishable: list[str] = field(default_factory=list)
    indistinguishable_ranks: list[int] = field(default_factory=list)
    weights: dict[str, tuple[int, int]] = field(default_factory=dict)
    swap_below: dict[str, Any] | None = None
    text: Text = field(default_factory=lambda: Text("", ""))

    def as_json(self) -> dict[str, Any]:
        """Figures as strings, intervals as `[best, worst]`, null where nothing was replicated."""
        return {
            "unit": self.unit,
            "group": self.group,
            "total": self.total,
            "rank": self.rank,
            "of": self.of,
            "error": None if self.error is None else f"{self.error:.4f}",
            "marginal": None if self.marginal is None else list(self.marginal),
            "simultaneous": None if self.simultaneous is None else list(self.simultaneous),
            "last": None if self.last is None else self.last.value,
            "last_share": None if self.last_share is None else f"{self.last_share:.4f}",
            "indistinguishable": self.indistinguishable,
            "weights": {share: list(found) for share, found in self.weights.items()},
            "swap_below": self.swap_below,
            **self.text.as_json(),
        }


@dataclass(slots=True)
class Report:
    """不确定性报告: units in the official order of each group, what hangs on each part, and what has no replicate."""

    settings: Settings
    units: list[UnitReport] = field(default_factory=list)
    removal: dict[str, dict[str, str]] = field(default_factory=dict)
    reliability: list[dict[str, Any]] = field(default_factory=list)
    replicated: list[str] = field(default_factory=list)
    unreplicated: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """`{settings, units, removal, reliability, replicated, unreplicated, problems}`."""
        return {
            "settings": self.settings.as_json(),
            "units": [unit.as_json() for unit in self.units],
            "removal": self.removal,
            "reliability": self.reliability,
            "replicated": self.replicated,
            "unreplicated": self.unreplicated,
            "problems": [problem.as_json() for problem in self.problems],
        }


def report(
    result: Mapping[str, Any],
    full: Mapping[str, Mapping[str, Fraction]],
    replicates: Replicates,
    settings: Settings,
    generator: np.random.Generator,
) -> Report:
    """The report of a scored result (its JSON form). `full` gives, by ranking group, the parts that make up the base.

    Units without a total are left out; a group in which nothing was replicated gets no interval, and a problem says so.
    """
    found = Report(settings)
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for unit in result["units"]:
        if unit["total"] is not None and unit["rank"] is not None:
            groups.setdefault(unit["group"] or "", []).append(unit)
    for group, units in groups.items():
        ordered = sorted(units, key=lambda unit: (unit["rank"], unit["unit"]))
        rows = [UnitReport(one["unit"], group, one["total"], one["rank"], one["of"]) for one in ordered]
        _weights(found, group, ordered, rows, full.get(group, {}))
        _intervals(found, group, ordered, rows, replicates, generator)
        for row in rows:
            row.text = sentence(row, settings)
        found.units += rows
    return found


def _exact(unit: Mapping[str, Any]) -> Fraction:
    return parse_figure(unit["exact"] or unit["total"])


def _intervals(
    found: Report,
    group: str,
    units: Sequence[Mapping[str, Any]],
    rows: Sequence[UnitReport],
    replicates: Replicates,
    generator: np.random.Generator,
) -> None:
    """Fill in errors and intervals of one ranking group from the draws."""
    settings = found.settings
    drawn = [replicates.get(unit["unit"], ()) for unit in units]
    whole = [draw for draw in zip(*drawn, strict=True) if None not in draw] if all(drawn) else []
    table = np.array(whole, dtype=np.float64)
    if len(table) < 2 or not (table != table[0]).any():
        found.problems.append(_nothing_replicated(group))
        return
    scores: Floats = np.array([float(_exact(unit)) for unit in units])
    covariance: Floats = np.atleast_2d(np.cov(table, rowvar=False))
    spread = pair_errors(covariance)
    noise = normal_errors(covariance, settings.draws, generator)
    apart = told_apart(scores, spread, noise, settings.coverage)
    beats = beaten_pairs(scores, spread, noise, settings.coverage)
    marginal, simultaneous = intervals_of(apart), intervals_of(list(zip(beats, beats.T, strict=True)))
    _fill(rows, np.sqrt(np.diag(covariance)), marginal, simultaneous, settings)
    share = last_places_share(scores, noise, settings.places)
    told = beats | beats.T
    for place, row in enumerate(rows):
        row.last_share = None if row.last is None else share[place]
        near = [other for other in range(len(rows)) if other != place and not told[place, other]]
        row.indistinguishable = [rows[other].unit for other in near]
        row.indistinguishable_ranks = [rows[other].rank for other in near]


def _fill(
    rows: Sequence[UnitReport], errors: Floats, marginal: Intervals, simultaneous: Intervals, settings: Settings
) -> None:
    last = last_places(simultaneous, settings.places)
    for place, row in enumerate(rows):
        row.error = float(errors[place])
        row.marginal = marginal.pairs()[place]
        row.simultaneous = simultaneous.pairs()[place]
        # In a group no larger than the places looked at, whoever stands first would be among the last.
        row.last = last[place] if len(rows) > settings.places else None


def _weights(
    found: Report,
    group: str,
    units: Sequence[Mapping[str, Any]],
    rows: Sequence[UnitReport],
    full: Mapping[str, Fraction],
) -> None:
    """Fill in what hangs on the weights, where the parts add up to the base."""
    names = list(full)
    scores = [[parse_figure(unit["parts"][name] or "0") for name in names] for unit in units]
    bases = [parse_figure(unit["base"]) if unit["base"] is not None else None for unit in units]
    adds = all(
        base is not None and abs(sum(row, Fraction(0)) - base) <= len(row)
        for row, base in zip(scores, bases, strict=True)
    )
    if len(names) < 2 or not adds:
        found.problems.append(_not_additive(group))
        return
    totals = [_exact(unit) for unit in units]
    outside = tuple(total - sum(row, Fraction(0)) for total, row in zip(totals, scores, strict=True))
    parts = Parts(tuple(full.values()), tuple(map(tuple, scores)), outside)
    for share in SHARES:
        for row, reached in zip(rows, rank_range(parts, share), strict=True):
            row.weights[f"{share * 100}%"] = reached
    for place, row in enumerate(rows[:-1]):
        least = swap(parts, place, place + 1)
        if least is not None:
            row.swap_below = {"unit": rows[place + 1].unit, "part": names[least.part], "change": str(least.change)}
    found.removal[group] = {name: str(shift) for name, shift in removal_shifts(parts, names).items()}


def sentence(row: UnitReport, settings: Settings) -> Text:
    """One line about one unit, in both languages.

    Everything in it holds for the whole group at once, so that what is said of one unit never contradicts what is said
    of another.
    """
    percent = f"{settings.coverage * 100:g}%"
    zh = [f"第{row.rank}名/{row.of}，得分{row.total}" + (f" ± {row.error:.1f}" if row.error is not None else "")]
    en = [f"Rank {row.rank} of {row.of}, score {row.total}" + (f" ± {row.error:.1f}" if row.error is not None else "")]
    if row.simultaneous is None:
        zh.append("没有重复评分，无法给出名次区间")
        en.append("nothing was rated twice, so there is no rank interval")
    else:
        low, high = row.simultaneous
        zh.append(f"{percent}区间：" + (f"第{low}名" if low == high else f"第{low}—{high}名"))
        en.append(f"{percent} interval: " + (f"rank {low}" if low == high else f"ranks {low} to {high}"))
        near = sorted(set(row.indistinguishable_ranks))
        told = Text("与其他各单位均可区分", "can be told from every other unit")
        if near:
            rest = len(row.indistinguishable) < row.of - 1
            told = Text(
                f"与第{_listed(near)}名不可区分" + ("，与其余单位可区分" if rest else ""),
                f"cannot be told from rank {_listed(near, ', ')}" + (", from all others it can" if rest else ""),
            )
        zh.append(told.zh)
        en.append(told.en)
        last = _FEW if row.last is None else _LAST[row.last]
        zh.append(last.zh.format(places=settings.places))
        en.append(last.en.format(places=settings.places))
    if "10%" in row.weights:
        low, high = row.weights["10%"]
        zh.append(f"权重±10%时名次{low}—{high}" if low != high else f"权重±10%时名次不变（{low}）")
        en.append(f"ranks {low} to {high} with weights ±10%" if low != high else f"rank {low} with weights ±10%")
    return Text("；".join(zh) + "。", "; ".join(en) + ".")


_LAST = {
    Membership.CERTAIN: Text("确定在后{places}名", "certainly among the last {places}"),
    Membership.POSSIBLE: Text("可能在后{places}名", "possibly among the last {places}"),
    Membership.NOT: Text("不在后{places}名", "not among the last {places}"),
}
#: Said where a group has no more units than last places.
_FEW = Text(
    "本组单位不多于{places}个，不作后{places}名的判断",
    "the group has no more than {places} units, so its last {places} tell nothing",
)


def _listed(numbers: Sequence[int], comma: str = "、") -> str:
    """Numbers with runs of three and more shortened: 3, 5–8."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    words = [f"{run[0]}–{run[-1]}" if len(run) > 2 else comma.join(map(str, run)) for run in runs]
    return comma.join(words)


def _nothing_replicated(group: str) -> Problem:
    return Problem(
        "no_replicate",
        Text(
            f"组“{group}”中没有重复评分，不能给出名次区间。",
            f"Nothing in group {group!r} was rated more than once: no rank interval.",
        ),
        Text(
            "提供逐人评分表或票数；单一来源的指标本来没有抽样误差。",
            "Give panel sheets or vote counts; a hard count has no sampling error.",
        ),
        Where(path=group or None),
        Severity.WARNING,
    )


def _not_additive(group: str) -> Problem:
    return Problem(
        "parts_not_additive",
        Text(
            f"组“{group}”的基础分不是各部分之和，未作权重分析。",
            f"The base in group {group!r} is not the sum of its parts: weights were not moved.",
        ),
        Text(
            "权重分析只适用于由两个以上部分相加的方案。",
            "Weights can be moved where two parts or more add up to the base.",
        ),
        Where(path=group or None),
        Severity.WARNING,
    )
