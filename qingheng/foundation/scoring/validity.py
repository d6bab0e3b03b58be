"""评分表的有效性: judged over a rater's whole sheet, that is all units and indicators of the panel."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from qingheng.foundation.kernel.problems import Problem
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Settings
from qingheng.foundation.scoring.evaluate import fail, problem
from qingheng.foundation.scoring.inputs import NOT_APPLICABLE, Mark, Vote


def void_cells(
    marks: Sequence[Mark], rules: Settings, items: Sequence[str], expected: Callable[[str], int], settings: Settings
) -> dict[Mark, Text]:
    """The void marks, each with the reason: whole sheets, or only the faulty cells where the effect says so."""
    sheets: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for mark in marks:
        sheets[(mark.rater_group, mark.rater)].append(mark)
    void: dict[Mark, Text] = {}
    for (_, rater), sheet in sheets.items():
        faults = list(_cell_faults(sheet, rules))
        whole = next(_sheet_faults(sheet, rules, len(items) * expected(rater), _full(items, settings)), None)
        if whole is None and faults and rules.text("effect") == "sheet":
            whole = faults[0][1]
        if whole is not None:
            void.update(dict.fromkeys(sheet, whole))
        else:
            void.update(faults)
    return void


def _full(items: Sequence[str], settings: Settings) -> dict[str, Fraction]:
    points = settings.scale("indicators")
    return points or {item: settings.figure("scale", 100) for item in items}


def _cell_faults(sheet: Sequence[Mark], rules: Settings) -> Iterator[tuple[Mark, Text]]:
    low, high = rules.get("low", Fraction), rules.get("high", Fraction)
    decimals = rules.get("decimals", int)
    for mark in sheet:
        if mark.figure is None:
            continue
        if decimals is not None and (mark.figure * 10**decimals).denominator != 1:
            yield mark, Text(f"{mark.text} 的小数多于 {decimals} 位", f"{mark.text} has more than {decimals} decimals")
        elif (low is not None and mark.figure < low) or (high is not None and mark.figure > high):
            yield mark, Text(f"{mark.text} 超出允许范围", f"{mark.text} is out of range")


def _sheet_faults(sheet: Sequence[Mark], rules: Settings, cells: int, full: dict[str, Fraction]) -> Iterator[Text]:
    figures = [mark.figure for mark in sheet if mark.figure is not None]
    if rules.flag("complete") and len(figures) < cells:
        yield Text(f"应填 {cells} 格，只填 {len(figures)} 格", f"{len(figures)} of {cells} cells filled")
    if rules.flag("not_all_equal") and len(figures) > 1 and len(set(figures)) == 1:
        yield Text("全部打分相同", "all marks are equal")
    if rules.flag("not_all_full") and figures and all(mark.figure == full.get(mark.item) for mark in sheet):
        yield Text("全部打满分", "all marks are full")
    for name in ("at_most", "at_least"):
        for row in rules.rows(name):
            count, limit = sum(_in_range(figure, row) for figure in figures), row.count("count")
            if count > limit if name == "at_most" else count < limit:
                yield Text(
                    f"某分数段 {count} 个，不合强制分布", f"{count} marks in a range breach the forced distribution"
                )


def _in_range(figure: Fraction, row: Settings) -> bool:
    low, high = row.get("ge", Fraction), row.get("lt", Fraction)
    return (low is None or figure >= low) and (high is None or figure < high)


def refuse_repeated(rows: Iterable[Vote]) -> None:
    """A ballot has one count for each grade of a group: the same row twice is a table read twice, not more votes."""
    seen: set[tuple[str, str]] = set()
    for vote in rows:
        if (vote.rater_group, vote.grade) in seen:
            fail(
                "duplicate_votes",
                vote.source.where("grade"),
                f"{vote.unit} 的“{vote.item}”中，{vote.rater_group} 的“{vote.grade}”票数填了两次。",
                f"{vote.unit}, {vote.item}: {vote.rater_group} has two counts of {vote.grade!r}.",
            )
        seen.add((vote.rater_group, vote.grade))


def words(marks: Iterable[Mark]) -> Iterator[tuple[Mark, Problem]]:
    """Cells that hold something other than a figure: not empty, so they must be mended, not left out."""
    for mark in marks:
        if mark.figure is None and mark.text not in ("", NOT_APPLICABLE):
            yield (
                mark,
                problem(
                    "bad_figure",
                    replace(mark.source.where("value"), path=f"{mark.unit}/{mark.item}"),
                    f"评价人 {mark.rater} 的打分“{mark.text}”不是数。",
                    f"Rater {mark.rater}: the mark {mark.text!r} is no figure.",
                ),
            )


def refuse_twice(marks: Sequence[Mark]) -> None:
    """A rater gives a unit one mark on an item in a group; the same row read twice is no second mark. Raises UnknownError."""
    seen: dict[tuple[str, str, str, str], Mark] = {}
    for mark in marks:
        key = (mark.unit, mark.item, mark.rater_group, mark.rater)
        if key in seen and seen[key] != mark:
            fail(
                "duplicate_mark",
                mark.source.where("rater"),
                f"评价人 {mark.rater} 对 {mark.unit} 打了两次分。",
                f"Rater {mark.rater} marked {mark.unit} twice.",
            )
        seen[key] = mark


def refuse_two_sheets(group: str, marks: Sequence[Mark]) -> None:
    """Two sheets of one rater that count in one group, under different names: which of them counts is not to be guessed."""
    seen: set[tuple[str, str]] = set()
    for mark in marks:
        if (mark.item, mark.rater) in seen:
            fail(
                "duplicate_mark",
                mark.source.where("rater"),
                f"评价人 {mark.rater} 对 {mark.unit} 有两份评分同计入主体“{group}”。",
                f"Rater {mark.rater} has two sheets on {mark.unit} that both count in the group {group!r}.",
            )
        seen.add((mark.item, mark.rater))
