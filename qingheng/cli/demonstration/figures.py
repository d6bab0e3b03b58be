"""一项指标的数据: plausible rows for any item of any scheme, drawn from how well a unit does.

The generator reads the parsed scheme and asks each item function only for what it needs: values (with targets and the
years before), events, votes, panel marks. `level` and `perf` are parts per thousand; whole numbers only, so that the
bytes are the same everywhere.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from qingheng.cli.demonstration.units import Unit
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.formula import Call, Compare, Formula, Name, Number, String, value_ids, walk
from qingheng.foundation.scoring.model import Node, Rule

Row = dict[str, str]
WHOLE = 1000
#: A unit that does badly stands under this level.
WEAK = 500
RATERS = 7
_RATES = ("rate", "share", "ratio", "percent", "satisfaction", "degree", "coverage")


@dataclass(slots=True)
class Draft:
    """Rows of one unit by table, and what the drawing needs: the year, the unit's level, whom the item belongs to."""

    chance: Chance
    year: int
    unit: Unit
    level: int
    rows: dict[str, list[tuple[str, Row]]] = field(default_factory=dict)
    #: (value id, period) that stand already: an id may serve several items.
    known: set[tuple[str, str]] = field(default_factory=set)

    def add(self, table: str, organ: str, row: Row) -> None:
        """Keep a row under the department that hands it in."""
        self.rows.setdefault(table, []).append((organ, row))

    def perf(self, item: str) -> int:
        """How well the unit does in one item: its level, give or take."""
        return max(0, min(WHOLE, self.level + self.chance.child(f"{item}/perf").between(-55, 55)))

    def value(self, organ: str, item: str, figure: str, period: str = "") -> None:
        """One row of the values, once."""
        if (item, period) not in self.known:
            self.known.add((item, period))
            self.add(
                "values",
                organ,
                {"unit": self.unit.code, "item": item, "period": period, "value": figure, "source": organ},
            )


def draw(draft: Draft, node: Node, organ: str, periods: tuple[str, ...]) -> None:
    """Everything that one item needs of one unit; `periods` are its subperiods, `("",)` where it has none."""
    rule = node.rule
    if rule is None:
        return
    special = _DRAWN.get(rule.function)
    if special is not None:
        special(draft, node, rule, organ)
        return
    for period in periods:
        _values(draft, node, rule, organ, period)


def _values(draft: Draft, node: Node, rule: Rule, organ: str, period: str) -> None:
    """The value ids of any function that reads figures: the achievement, its target and other references."""
    actual = rule.settings.formula("actual")
    achieved = value_ids(actual) if actual is not None else {node.id}
    perf = draft.perf(f"{node.id}/{period}")
    shaped = _SHAPED.get(rule.function)
    if shaped is not None and len(achieved) == 1:
        figure = shaped(node, rule.settings, perf)
        if figure is not None:
            draft.value(organ, next(iter(achieved)), figure, period)
    formulas = list(_formulas(rule.settings))
    for id in sorted({id for formula in formulas for id in value_ids(formula)} - achieved):
        draft.value(organ, id, str(_size(draft, id)), period)
    lower = rule.settings.text("direction") == "lower"
    ratio = 550 + perf * 95 // 190
    for id in sorted(achieved):
        reached = _size(draft, _target_of(rule, id)) * (2 * WHOLE - ratio if lower else ratio) // WHOLE
        draft.value(organ, id, str(min(reached, 100) if _is_rate(id) else reached), period)
    _years_before(draft, formulas, organ)


def _target_of(rule: Rule, id: str) -> str:
    target = rule.settings.formula("target")
    ids = sorted(value_ids(target)) if target is not None else []
    return ids[0] if ids else id


def _years_before(draft: Draft, formulas: list[Formula], organ: str) -> None:
    for formula in formulas:
        for call in walk(formula):
            if isinstance(call, Call) and call.name in ("last", "before"):
                back = 1
                if len(call.args) > 1 and isinstance(call.args[1], Number):
                    back = int(call.args[1].value)
                for id in sorted(value_ids(call.args[0])):
                    draft.value(organ, id, str(_size(draft, id) * 90 // 100), str(draft.year - back))


def _size(draft: Draft, id: str) -> int:
    """The usual size of a figure: one scale for all units, and a unit's share of it."""
    if _is_rate(id):
        return 95
    root = id.removesuffix(".target")
    scale = Chance(f"size/{root}").choose((40, 60, 120, 450, 800, 1200, 3600))
    return scale * draft.chance.child(f"{root}/size").between(70, 140) // 100


def _is_rate(id: str) -> bool:
    return any(word in id for word in _RATES)


def _formulas(settings: Settings) -> Iterator[Formula]:
    """Every formula that an item function was given, rows included."""
    for given in settings.given.values():
        if isinstance(given.value, Formula):
            yield given.value
        elif isinstance(given.value, Settings):
            yield from _formulas(given.value)
        elif isinstance(given.value, tuple):
            for row in given.value:
                if isinstance(row, Settings):
                    yield from _formulas(row)


def _imported(node: Node, settings: Settings, perf: int) -> str | None:
    """A score given elsewhere: part of its full marks, with one decimal."""
    scale = settings.formula("scale")
    full = scale.value if isinstance(scale, Number) else node.full or Fraction(100)
    return _one_decimal(full * (550 + perf * 44 // 100) / WHOLE)


def _banded(node: Node, settings: Settings, perf: int) -> str | None:
    """Somewhere in the range of the bands, on the better side for who does well."""
    bands = settings.rows("bands")
    ends = sorted({band.figure(end) for band in bands for end in ("ge", "gt", "le", "lt") if end in band})
    if not ends:
        return None
    low, high = ends[0], ends[-1]
    span = (high - low) or (abs(high) or Fraction(2)) / 2
    best = max(bands, key=lambda band: _constant(band.formula("points")))
    upward = "ge" in best or "gt" in best
    share = Fraction(perf if upward else WHOLE - perf, WHOLE)
    figure = low - span / 8 + share * span * 5 / 4
    whole = all(end.denominator == 1 for end in ends) and span > len(bands)
    return str(max(0, int(figure))) if whole else _one_decimal(max(figure, Fraction(0)))


def _constant(formula: Formula | None) -> Fraction:
    return formula.value if isinstance(formula, Number) else Fraction(0)


def _one_decimal(figure: Fraction) -> str:
    tenths = int(figure * 10)
    return f"{tenths // 10}.{tenths % 10}"


def _scaled(node: Node, settings: Settings, perf: int) -> str | None:
    """Between the two ends of a min-max rule, where both are figures."""
    low, high = settings.formula("from"), settings.formula("to")
    if not (isinstance(low, Number) and isinstance(high, Number)):
        return None
    return _one_decimal(low.value + (high.value - low.value) * perf / WHOLE)


def _cases(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Figures on the good or the bad side of the thresholds that the conditions name."""
    perf = draft.perf(node.id)
    for case in rule.settings.rows("cases"):
        condition = case.formula("when")
        for part in walk(condition) if condition is not None else ():
            if isinstance(part, Compare) and isinstance(part.left, Name) and isinstance(part.right, Number):
                for id in value_ids(part.left):
                    draft.value(organ, id, _beside(part.op, part.right.value, perf))
    for formula in _formulas(rule.settings):
        for id in sorted(value_ids(formula)):
            draft.value(organ, id, str(_size(draft, id)))


def _beside(op: str, threshold: Fraction, perf: int) -> str:
    good = perf >= WEAK
    if op == "==":
        return str(int(threshold)) if good else str(int(threshold) + 1)
    share = perf if op in (">=", ">") else WHOLE - perf
    return _one_decimal(threshold * (700 + share // 2) / WHOLE) if threshold > 1 else str(int(share > WEAK))


def _events(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Good units earn; weak ones that carry the mark lose: now and then, by the kinds and levels that the item lists."""
    adds = rule.function == "awards"
    for place, rate in enumerate(rule.settings.rows("rates")):
        chance = draft.chance.child(f"{node.id}/event/{place}")
        points = _constant(rate.formula("points"))
        happy = adds or points > 0
        if not (happy or draft.unit.marked):
            continue
        odds = (draft.level if happy else WHOLE - draft.level) // (6 if happy else 5)
        if chance.below(WHOLE) >= odds:
            continue
        day = date(draft.year, 1, 15) + timedelta(days=chance.below(330))
        number = chance.between(1, 60)
        row = {
            "unit": draft.unit.code,
            "item": node.id,
            "kind": rate.text("kind"),
            "level": rate.text("level"),
            "date": day.isoformat(),
            "count": "1" if adds or happy else str(chance.between(1, 2)),
            "key": f"{draft.unit.code}-{node.id}-{place + 1}",
            "evidence": f"演示文件〔{draft.year}〕{number} 号（虚构）",
        }
        draft.add("events", organ, row)


def _votes(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Counts by grade in every rater group; returned but void ones, and those present, where the item asks for them."""
    settings = rule.settings
    item = settings.text("item", node.id)
    grades = list(settings.scale("scale"))
    for group in settings.rows("groups"):
        chance = draft.chance.child(f"{item}/votes/{group.text('id')}")
        voters = max(chance.between(12, 30), group.count("min"), settings.count("min_raters"))
        counts = dict.fromkeys(grades, 0)
        for _ in range(voters):
            counts[_grade_given(chance, grades, draft.level)] += 1
        counts |= {void: chance.below(2) for void in settings.strings("void")}
        present = settings.text("present")
        if present:
            counts[present] = sum(counts.values()) + chance.below(3)
        for grade, count in counts.items():
            row = {"unit": draft.unit.code, "item": item, "rater_group": group.text("id"), "grade": grade}
            draft.add("votes", organ, {**row, "count": str(count)})


def _grade_given(chance: Chance, grades: list[str], level: int) -> str:
    """The best grade mostly for a good unit, further down mostly for a weak one."""
    place = 0
    while place < len(grades) - 1 and chance.below(WHOLE) >= level - 80 * place:
        place += 1
    return grades[place]


def _panel(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Marks of named panel members, one sheet each."""
    settings = rule.settings
    indicators: Mapping[str, Fraction] = settings.scale("indicators") or {node.id: settings.figure("scale", 100)}
    for group in settings.rows("groups"):
        name = group.text("id")
        size = max(RATERS, group.count("min"), settings.count("min_raters"))
        for number in range(1, size + 1):
            rater = f"{name}-{number:02}"
            for item, full in indicators.items():
                chance = draft.chance.child(f"{node.id}/{item}/{rater}")
                share = 560 + draft.level * 40 // 100 + chance.between(-40, 40)
                row = {"unit": draft.unit.code, "item": item, "rater_group": name, "rater": rater}
                draft.add("sheets", organ, {**row, "value": str(int(full * min(share, WHOLE) / WHOLE))})


def _rank_votes(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Places given by raters: the better the unit, the nearer to the first."""
    for group in rule.settings.rows("groups"):
        name = group.text("id")
        for number in range(1, RATERS + 1):
            chance = draft.chance.child(f"{node.id}/{name}/{number}")
            place = max(1, (WHOLE - draft.level) * 18 // WHOLE + chance.between(-1, 2))
            row = {"unit": draft.unit.code, "item": node.id, "rater_group": name, "rater": f"{name}-{number:02}"}
            draft.add("sheets", organ, {**row, "value": str(place)})


def _opinions(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """An answer in words that is counted and never scored."""
    answer = draft.chance.child(node.id).choose(("建议留任", "建议留任", "建议交流"))
    row = {
        "unit": draft.unit.code,
        "item": rule.settings.text("item", node.id),
        "rater_group": "panel",
        "rater": "panel-01",
    }
    draft.add("sheets", organ, {**row, "value": answer})


def _nothing(draft: Draft, node: Node, rule: Rule, organ: str) -> None:
    """Scores of other units: no rows of its own."""


def constants_compared(formula: Formula, path: str) -> list[str]:
    """The texts with which a property is compared: what it may be."""
    found = []
    for part in walk(formula):
        if isinstance(part, Compare) and Name(path) in (part.left, part.right):
            found += [side.value for side in (part.left, part.right) if isinstance(side, String)]
    return found


_SHAPED: dict[str, Callable[[Node, Settings, int], str | None]] = {
    "imported": _imported,
    "bands": _banded,
    "minmax": _scaled,
}
_DRAWN: dict[str, Callable[[Draft, Node, Rule, str], None]] = {
    "cases": _cases,
    "events": _events,
    "awards": _events,
    "votes": _votes,
    "panel": _panel,
    "rank_votes": _rank_votes,
    "opinions": _opinions,
    "aggregate": _nothing,
    "inherited": _nothing,
    "shared": _nothing,
}
