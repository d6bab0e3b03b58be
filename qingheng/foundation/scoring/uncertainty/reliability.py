"""信度: how far raters agree. Intraclass correlations, Cronbach's alpha, Kendall's W.

Tables are units x raters, complete: what has a hole is left to the caller, who says what was dropped. Estimates are
exact fractions; tail probabilities and intervals come from the F and chi-square distributions (scipy).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from scipy import special

Table = Sequence[Sequence[Fraction | int]]


@dataclass(frozen=True, slots=True)
class Variance:
    """方差分析: degrees of freedom and mean squares of a two-way table, one score a cell."""

    units: int
    raters: int
    between_units: Fraction
    within_units: Fraction
    between_raters: Fraction
    residual: Fraction


@dataclass(frozen=True, slots=True)
class Icc:
    """组内相关系数: kind `1,1` … `3,k`, estimate, F with its degrees of freedom and p, and the interval."""

    kind: str
    value: Fraction
    f: float
    df1: int
    df2: int
    p: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Concordance:
    """肯德尔和谐系数: W in 0..1 with its chi-square test and F form."""

    w: Fraction
    chi2: float
    df: int
    p: float
    f: float


def analysis(table: Table) -> Variance:
    """Mean squares of a complete table of at least 2 units x 2 raters. Raises ValueError for any other table."""
    units, raters = len(table), len(table[0]) if table else 0
    if units < 2 or raters < 2 or any(len(row) != raters for row in table):
        raise ValueError("a complete table of at least two units and two raters is needed")
    scores = [[Fraction(score) for score in row] for row in table]
    nothing = Fraction(0)
    grand = sum((sum(row, nothing) for row in scores), nothing) / (units * raters)
    rows = raters * sum(((sum(row, nothing) / raters - grand) ** 2 for row in scores), nothing)
    judges = zip(*scores, strict=True)
    columns = units * sum(((sum(judge, nothing) / units - grand) ** 2 for judge in judges), nothing)
    total = sum(((score - grand) ** 2 for row in scores for score in row), nothing)
    residual = total - rows - columns
    return Variance(
        units,
        raters,
        rows / (units - 1),
        (total - rows) / (units * (raters - 1)),
        columns / (raters - 1),
        residual / ((units - 1) * (raters - 1)),
    )


def icc(table: Table, confidence: float = 0.95) -> list[Icc]:
    """The six forms of Shrout and Fleiss (1979), `1,1 1,k 2,1 2,k 3,1 3,k`.

    Empty where the units do not differ on average (there is nothing to agree about); a form that the table leaves
    undefined is left out.

    Raises ValueError where the table is not complete.
    """
    found = analysis(table)
    if found.between_units == 0:
        return []
    return [*_one_way(found, confidence), *_random(found, confidence), *_fixed(found, confidence)]


def cronbach_alpha(table: Table) -> Fraction | None:
    """克龙巴赫系数 of rows (people or units) x items; None where the row totals do not vary."""
    found = analysis(table)
    items = found.raters
    totals = _variance([sum((Fraction(score) for score in row), Fraction(0)) for row in table])
    if totals == 0:
        return None
    parts = sum((_variance([Fraction(score) for score in column]) for column in zip(*table, strict=True)), Fraction(0))
    return Fraction(items, items - 1) * (1 - parts / totals)


def kendall_w(table: Table) -> Concordance | None:
    """肯德尔和谐系数 of units x raters, ties sharing their mean rank; None where every rater ties everything."""
    units, raters = analysis(table).units, len(table[0])
    ranks = [_mean_ranks([Fraction(score) for score in column]) for column in zip(*table, strict=True)]
    sums = [sum(unit, Fraction(0)) for unit in zip(*ranks, strict=True)]
    centre = sum(sums, Fraction(0)) / units
    spread = sum(((one - centre) ** 2 for one in sums), Fraction(0))
    ties = sum(_ties(column) for column in zip(*table, strict=True))
    room = raters**2 * (units**3 - units) - raters * ties
    if room == 0:
        return None
    w = 12 * spread / room
    chi2 = float(raters * (units - 1) * w)
    f = float("inf") if w == 1 else float((raters - 1) * w / (1 - w))
    return Concordance(w, chi2, units - 1, float(special.chdtrc(units - 1, chi2)), f)


def _variance(values: Sequence[Fraction]) -> Fraction:
    mean = sum(values, Fraction(0)) / len(values)
    return sum(((value - mean) ** 2 for value in values), Fraction(0)) / (len(values) - 1)


def _mean_ranks(column: Sequence[Fraction]) -> list[Fraction]:
    ranks: dict[Fraction, Fraction] = {}
    below = 0
    for value, count in sorted(Counter(column).items()):
        ranks[value] = Fraction(2 * below + 1 + count, 2)
        below += count
    return [ranks[value] for value in column]


def _ties(column: Sequence[Fraction | int]) -> int:
    return sum(count**3 - count for count in Counter(column).values())


def _ratio(top: Fraction, bottom: Fraction) -> float:
    return float("inf") if bottom == 0 else float(top / bottom)


def _limits(f: float, df1: float, df2: float, confidence: float) -> tuple[float, float]:
    upper = 1 - (1 - confidence) / 2
    return f / float(special.fdtri(df1, df2, upper)), f * float(special.fdtri(df2, df1, upper))


def _single(f: float, raters: int) -> float:
    return 1.0 if f == float("inf") else (f - 1) / (f + raters - 1)


def _mean(f: float) -> float:
    return 1.0 if f == float("inf") else 1 - 1 / f if f else float("-inf")


def _pair(
    kinds: tuple[str, str], mean_squares: tuple[Fraction, Fraction], df: tuple[int, int], raters: int, confidence: float
) -> list[Icc]:
    """The forms whose F is a plain ratio of two mean squares: one rater, and the mean of k."""
    between, error = mean_squares
    f = _ratio(between, error)
    low, high = _limits(f, *df, confidence)
    p = float(special.fdtrc(*df, f))
    single = (between - error) / (between + (raters - 1) * error)
    one = Icc(kinds[0], single, f, *df, p, _single(low, raters), _single(high, raters))
    return [one, Icc(kinds[1], (between - error) / between, f, *df, p, _mean(low), _mean(high))]


def _one_way(found: Variance, confidence: float) -> list[Icc]:
    df = (found.units - 1, found.units * (found.raters - 1))
    return _pair(("1,1", "1,k"), (found.between_units, found.within_units), df, found.raters, confidence)


def _fixed(found: Variance, confidence: float) -> list[Icc]:
    df = (found.units - 1, (found.units - 1) * (found.raters - 1))
    return _pair(("3,1", "3,k"), (found.between_units, found.residual), df, found.raters, confidence)


def _random(found: Variance, confidence: float) -> list[Icc]:
    """ICC(2,·): raters are a sample too; the interval follows McGraw and Wong's approximate degrees of freedom."""
    n, k = found.units, found.raters
    between, judges, error = found.between_units, found.between_raters, found.residual
    single = (between - error) / (between + (k - 1) * error + Fraction(k, n) * (judges - error))
    room = between + (judges - error) / n
    df = (n - 1, (n - 1) * (k - 1))
    f = _ratio(between, error)
    low, high = _random_limits(found, float(single), confidence)
    p = float(special.fdtrc(*df, f))
    one = Icc("2,1", single, f, *df, p, low, high)
    if room <= 0:
        return [one]
    return [one, Icc("2,k", (between - error) / room, f, *df, p, _stepped_up(low, k), _stepped_up(high, k))]


def _random_limits(found: Variance, single: float, confidence: float) -> tuple[float, float]:
    n, k = found.units, found.raters
    between, judges, error = (float(one) for one in (found.between_units, found.between_raters, found.residual))
    if error == 0:
        return single, single
    ratio = judges / error
    inner = n * (1 + (k - 1) * single) - k * single
    freedom = (k - 1) * (n - 1) * (k * single * ratio + inner) ** 2
    scale = (n - 1) * k**2 * single**2 * ratio**2 + inner**2
    if freedom == 0 or scale == 0:
        return float("-inf"), 1.0
    freedom /= scale
    upper = 1 - (1 - confidence) / 2
    above, below = float(special.fdtri(n - 1, freedom, upper)), float(special.fdtri(freedom, n - 1, upper))
    rest = k * judges + (k * n - k - n) * error
    return (
        n * (between - above * error) / (above * rest + n * between),
        n * (below * between - error) / (rest + n * below * between),
    )


def _stepped_up(single: float, raters: int) -> float:
    """Spearman and Brown: from one rater to the mean of k."""
    room = 1 + single * (raters - 1)
    return single * raters / room if room > 0 else float("-inf")
