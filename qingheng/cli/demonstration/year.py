"""一年的考核数据: every table of the scoring inputs for one scheme, by the department that hands it in.

How well each unit does is drawn first. Of the units that carry the mark, three in every ranking group do badly and one
of the whole county is vetoed; everybody else does between fairly and very well, and the lowest of these carry the mark
too, for the lowest grade is a bad result as well. One pair of units is alike in all, so that a tie occurs; of another
pair that would be alike, one has an award, so that a bonus decides between neighbours: both are units without the mark,
or one would take over what counts against the other. Some figures do not apply and one mark is missing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from qingheng.cli.demonstration.figures import Draft, Row, constants_compared, draw
from qingheng.cli.demonstration.units import GROUPS, Unit, in_group
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.scoring.formula import Compare, Formula, In, Logic, Name, String, walk
from qingheng.foundation.scoring.model import Node, Scheme, Tree
from qingheng.foundation.scoring.periods import subperiods

#: The assessment office hands in what no department answers for.
OFFICE = "P01"
#: Who would hand in an item where the scheme names nobody.
USUAL = {
    "integrity": "P04",
    "public_order": "P08",
    "evaluation": "P05",
    "appraisal": "P05",
    "interviews": "P05",
    "key_projects": "G02",
    "income": "G27",
    "duty": "G01",
    "deadline": "G01",
    "commendation": "G04",
    "criticism": "P04",
}
#: How many units of each group do badly, and between which levels.
WEAK_UNITS = 3
WEAK_LEVELS = (260, 330, 400)
LEVELS = (560, 950)
#: One in so many of the others stands so low that the lowest grade may meet it.
LOW_SHARE = 5
NOT_APPLICABLE = "NA"
#: How many figures of a year do not apply.
EXCUSED = 4


@dataclass(slots=True)
class YearInputs:
    """一年的数据: department code -> table -> rows, and what was planned."""

    year: int
    by_department: dict[str, dict[str, list[Row]]] = field(default_factory=dict)
    weak: set[str] = field(default_factory=set)
    vetoed: str = ""
    tied: tuple[str, str] = ("", "")
    decided_by_bonus: tuple[str, str] = ("", "")

    def add(self, department: str, table: str, row: Row) -> None:
        """Keep a row in its department's workbook."""
        self.by_department.setdefault(department, {}).setdefault(table, []).append(row)


def year_inputs(chance: Chance, scheme: Scheme, units: Sequence[Unit], year: int) -> YearInputs:
    """All rows for one year under one scheme; the same chance, the same rows."""
    made = YearInputs(year)
    levels = _levels(chance, units, made)
    drafts = {unit.code: _drawn(chance, scheme, unit, year, levels[unit.code]) for unit in units}
    _alike(chance, units, made, drafts, scheme)
    for draft in drafts.values():
        for table, rows in draft.rows.items():
            for organ, row in rows:
                made.add(organ, table, row)
    _excuse(chance, scheme, made)
    for row in _unit_rows(chance, scheme, units, year):
        made.add(OFFICE, "units", row)
    _veto(chance, scheme, made)
    _relations(made, units)
    return made


def organ_of(node: Node, unit: str = "") -> str:
    """The department that hands in an item's figures; nobody scores itself where the scheme names a delegate."""
    organs = node.organs
    if organs.delegate and unit == organs.scoring:
        return organs.delegate
    return node.organs.scoring or node.organs.data or node.organs.lead or USUAL.get(node.id, OFFICE)


def _levels(chance: Chance, units: Sequence[Unit], made: YearInputs) -> dict[str, int]:
    levels: dict[str, int] = {}
    for group in GROUPS.values():
        members = in_group(units, group)
        lot = chance.child(f"{made.year}/levels/{group}").shuffled(members)
        weak = [unit for unit in lot if unit.marked][:WEAK_UNITS]
        made.weak.update(unit.code for unit in weak)
        levels |= {unit.code: level for unit, level in zip(weak, WEAK_LEVELS, strict=True)}
        others = _low_ones_last([unit for unit in lot if unit not in weak])
        low, high = LEVELS
        for place, unit in enumerate(others):
            levels[unit.code] = high - (high - low) * place // max(1, len(others) - 1)
    return levels


def _low_ones_last(lot: list[Unit]) -> list[Unit]:
    """The lot, but the lowest places go to units that carry the mark."""
    low = [unit for unit in lot if unit.marked][: len(lot) // LOW_SHARE]
    return [unit for unit in lot if unit not in low] + low


def _drawn(chance: Chance, scheme: Scheme, unit: Unit, year: int, level: int) -> Draft:
    draft = Draft(chance.child(f"{year}/{unit.code}"), year, unit, level)
    tree = next((tree for tree in scheme.trees if _covers(tree, unit)), None)
    for node in scheme.items(tree.root) if tree else ():
        if holds(node.applies, unit):
            periods = tuple(subperiods(node.periods, scheme.period)) if node.periods else ("",)
            draw(draft, node, organ_of(node, unit.code), periods)
    return draft


def _covers(tree: Tree, unit: Unit) -> bool:
    return holds(tree.when, unit)


def holds(formula: Formula | None, unit: Unit) -> bool:
    """Whether a condition on class, group or code holds for a unit; what asks for anything else is taken to hold."""
    facts = {"class": unit.group, "group": unit.group, "unit": unit.code}
    match formula:
        case Compare("==", Name(path), String(value)) if path in facts:
            return facts[path] == value
        case Compare("!=", Name(path), String(value)) if path in facts:
            return facts[path] != value
        case In(Name(path), items, negated) if path in facts:
            return (String(facts[path]) in items) != negated
        case Logic("and", args):
            return all(holds(arg, unit) for arg in args)
        case Logic("or", args):
            return any(holds(arg, unit) for arg in args)
    return True


def _alike(chance: Chance, units: Sequence[Unit], made: YearInputs, drafts: dict[str, Draft], scheme: Scheme) -> None:
    """Two pairs with the same figures: one ties, in the other an award decides."""
    # A scorer's own figures come from its delegate, so they are nobody else's.
    scorers = {node.organs.scoring for node in scheme.nodes.values()}
    departments = [u.code for u in in_group(units, "government") if not u.marked and u.code not in scorers]
    townships = [unit.code for unit in in_group(units, "township") if not unit.marked]
    first, second, *_ = chance.child(f"{made.year}/tied").shuffled(departments)
    made.tied = (first, second)
    _copy(drafts[first], drafts[second])
    third, fourth, *_ = chance.child(f"{made.year}/bonus").shuffled(townships)
    made.decided_by_bonus = (third, fourth)
    _copy(drafts[third], drafts[fourth])
    for code in (third, fourth):
        drafts[code].rows["events"] = [
            (organ, row)
            for organ, row in drafts[code].rows.get("events", [])
            if row["item"] not in _award_items(scheme)
        ]
    award = next(_awards(scheme), None)
    if award is not None:
        node, row = award
        row |= {"unit": third, "date": date(made.year, 10, 18).isoformat(), "count": "1", "key": f"{third}-award"}
        drafts[third].add("events", organ_of(node), row | {"evidence": f"演示文件〔{made.year}〕88 号（虚构）"})


def _copy(source: Draft, target: Draft) -> None:
    code = target.unit.code
    target.rows = {
        table: [(organ, row | {"unit": code} | _own_key(row, source, target)) for organ, row in rows]
        for table, rows in source.rows.items()
    }


def _own_key(row: Row, source: Draft, target: Draft) -> Row:
    return {"key": row["key"].replace(source.unit.code, target.unit.code)} if "key" in row else {}


def _award_items(scheme: Scheme) -> set[str]:
    return {node.id for node, _ in _awards(scheme)}


def _awards(scheme: Scheme) -> Iterator[tuple[Node, Row]]:
    """Items that add for awards, with the first kind of each."""
    for node in scheme.nodes.values():
        if node.rule is not None and node.rule.function == "awards":
            rate = node.rule.settings.rows("rates")[0]
            yield node, {"item": node.id, "kind": rate.text("kind"), "level": rate.text("level")}


def _excuse(chance: Chance, scheme: Scheme, made: YearInputs) -> None:
    """Some figures do not apply, where the scheme says what then; one mark was never given, the other raters count."""
    values = _rows_of(made, "values")
    pairs = made.tied + made.decided_by_bonus
    open_to = [row for row in values if _may_not_apply(scheme, row) and row["unit"] not in pairs]
    for row in chance.child(f"{made.year}/excused").shuffled(open_to)[:EXCUSED]:
        row["value"] = NOT_APPLICABLE
    marks = [row for row in _rows_of(made, "sheets") if row["unit"] in made.weak]
    if marks:
        chance.child(f"{made.year}/missing").choose(marks)["value"] = ""


def _rows_of(made: YearInputs, table: str) -> list[Row]:
    return [row for tables in made.by_department.values() for row in tables.get(table, [])]


def _may_not_apply(scheme: Scheme, row: Row) -> bool:
    node = scheme.nodes.get(row["item"])
    return node is not None and node.not_applicable is not None and node.not_applicable.give != "refuse"


def _unit_rows(chance: Chance, scheme: Scheme, units: Sequence[Unit], year: int) -> Iterator[Row]:
    properties = sorted(_properties(scheme))
    for unit in units:
        row = {"unit": unit.code, "name": unit.name(year).zh, "class": unit.group, "group": unit.group, "parent": ""}
        for name in properties:
            chosen = chance.child(f"p/{unit.code}/{name}")
            texts = sorted(
                {text for formula in _all_formulas(scheme) for text in constants_compared(formula, f"p.{name}")}
            )
            row[f"p_{name}"] = chosen.choose(texts) if texts else str(chosen.between(8, 60))
        yield row


def _properties(scheme: Scheme) -> set[str]:
    return {
        part.path.removeprefix("p.")
        for formula in _all_formulas(scheme)
        for part in walk(formula)
        if isinstance(part, Name) and part.path.startswith("p.")
    }


def _all_formulas(scheme: Scheme) -> Iterator[Formula]:
    for node in scheme.nodes.values():
        yield from (formula for formula in (node.applies, node.exempt, node.cap, node.floor) if formula is not None)
        for given in node.rule.settings.given.values() if node.rule else ():
            if isinstance(given.value, Formula):
                yield given.value
    for consequence in scheme.consequences:
        yield from (formula for formula in (consequence.when, consequence.unless) if formula is not None)


def _veto(chance: Chance, scheme: Scheme, made: YearInputs) -> None:
    """One veto in the year, on a unit that does badly and carries the mark, in a domain of the year's list."""
    day = date(made.year, 9, 21)
    listed = [veto for veto in scheme.vetoes if _in_force(veto.valid_from, veto.valid_to, day)]
    if not listed:
        return
    made.vetoed = chance.child(f"{made.year}/vetoed").choose(sorted(code for code in made.weak if code[0] == "G"))
    veto = next((veto for veto in listed if "safety" in veto.domain), listed[0])
    basis = f"演示认定文件〔{made.year}〕9 号（虚构）"
    row = {"unit": made.vetoed, "domain": veto.domain, "date": day.isoformat(), "basis": basis}
    made.add(OFFICE, "vetoes", row)


def _in_force(start: date | None, end: date | None, day: date) -> bool:
    return (start is None or start <= day) and (end is None or day <= end)


def _relations(made: YearInputs, units: Sequence[Unit]) -> None:
    """Whom each generated county leader is in charge of, which recusal asks for."""
    for place, unit in enumerate(units):
        row = {"from": f"L{place % 8 + 1:02}", "relation": "in_charge_of", "to": unit.code}
        made.add(OFFICE, "relations", row | {"start": date(made.year, 1, 1).isoformat(), "end": ""})
