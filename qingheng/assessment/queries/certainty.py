"""查名次可信度: what the order of the shown run can and cannot tell, for the screen, the spreadsheet and the API alike."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from qingheng.assessment.models import Certainty, Cycle, ScoreRun
from qingheng.assessment.queries.inputs import inputs_of
from qingheng.assessment.queries.ranking import RankRow, Shown, grouped, rank_row, reasons_of, scores, shown_figure
from qingheng.assessment.queries.years import scheme_of, shown_run
from qingheng.foundation.kernel.points import format_figure, parse_figure, round_to
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.rights import visible
from qingheng.foundation.scoring import Inputs, Scheme
from qingheng.foundation.scoring.uncertainty.assess import METHOD
from qingheng.foundation.scoring.uncertainty.report import Settings

#: 末几名可信度, as the badges say it.
LAST = {
    "certain": Text("确定", "certain"),
    "possible": Text("可能", "possible"),
    "not": Text("不在", "not"),
}
LAST_KINDS = {"certain": "bad", "possible": "warn", "not": "good"}


@dataclass(frozen=True, slots=True)
class Swap:
    """权重互换点: by how much of its weight a part must change until two neighbours are equal, and which neighbour."""

    part: Text
    percent: str
    unit: Text


@dataclass(frozen=True, slots=True)
class CertainRow:
    """可信度表的一行: the official row as it is, and beside it what was found; `found` is None for a unit not compared."""

    place: RankRow
    found: Mapping[str, Any] | None
    above: bool | None
    below: bool | None
    swap: Swap | None

    @property
    def total(self) -> Shown:
        """The official total as the ranking shows it."""
        return shown_figure(self.place.total)

    @property
    def error(self) -> str:
        """标准误 with one decimal, empty where nothing was rated twice."""
        return one_decimal(self.found["error"]) if self.found else ""

    @property
    def sentence(self) -> Text | None:
        """The plain sentence about the unit."""
        return Text(self.found["zh"], self.found["en"]) if self.found else None

    @property
    def last(self) -> Text | None:
        """Whether among the last places: certain, possible, not."""
        return LAST[self.found["last"]] if self.found and self.found["last"] else None

    @property
    def kind(self) -> str:
        """The colour of that badge."""
        return LAST_KINDS[self.found["last"]] if self.found and self.found["last"] else ""

    @property
    def intervals(self) -> dict[str, str]:
        """Rank intervals and ranges as they are read: `marginal`, `simultaneous`, `tenth`, `quarter`."""
        found = self.found or {}
        weights = found.get("weights", {})
        ranges = {"tenth": weights.get("10%"), "quarter": weights.get("25%")}
        every = {"marginal": found.get("marginal"), "simultaneous": found.get("simultaneous"), **ranges}
        return {name: from_to(ends) for name, ends in every.items()}


@dataclass(frozen=True, slots=True)
class CertainGroup:
    """一个排名组: rows in the official order, who is certainly and possibly among the last, what each part moves."""

    slug: str
    name: Text
    rows: tuple[CertainRow, ...]
    removal: tuple[tuple[Text, str], ...]

    def among_last(self, state: str) -> list[Text]:
        """The names of those who are among the last places in that way."""
        return [row.place.name for row in self.rows if row.found and row.found["last"] == state]

    @property
    def certain(self) -> list[Text]:
        """Who is in every plausible bottom."""
        return self.among_last("certain")

    @property
    def possible(self) -> list[Text]:
        """Who is in some."""
        return self.among_last("possible")

    @property
    def compared(self) -> bool:
        """Whether anything in this group was rated more than once."""
        return any(row.found and row.found["marginal"] for row in self.rows)

    @property
    def small(self) -> bool:
        """Whether the group was compared and is yet no larger than its last places, which then tell nothing."""
        return self.compared and not any(row.last for row in self.rows)


@dataclass(frozen=True, slots=True)
class Agreement:
    """一致性的一行: how far the raters of an item agree. Counts only; raters are not named here."""

    item: Text
    group: Text
    raters: int
    units: int
    icc: str
    single: str
    alpha: str
    w: str
    severe: int | None
    note: Text


@dataclass(frozen=True, slots=True)
class Certain:
    """名次可信度 of the run that is shown. `kept` is None where nobody has ordered it; `groups` is empty until it is done.

    `visible` is whether this account sees the ranking at all; where it does not, nothing of the report is here.
    """

    run: ScoreRun | None
    kept: Certainty | None
    visible: bool
    groups: tuple[CertainGroup, ...]
    agreement: tuple[Agreement, ...]
    replicated: tuple[Text, ...]
    unreplicated: tuple[Text, ...]
    problems: tuple[Mapping[str, Any], ...]

    @property
    def level(self) -> str:
        """置信水平 as it is read, `90%`."""
        return f"{format_figure(parse_figure(self.kept.settings['coverage']) * 100)}%" if self.kept else ""

    @property
    def state(self) -> str:
        """`no_run`, `hidden`, `none` (nobody has ordered it), `working` or `done`."""
        if self.run is None:
            return "no_run"
        if not self.visible:
            return "hidden"
        if self.kept is None:
            return "none"
        return "working" if self.kept.report is None else "done"


def settings_of(run: ScoreRun) -> Settings:
    """The settings of a run's assessment. The seed follows from scheme and inputs, so nobody chooses it."""
    return Settings(seed=f"certainty/{run.cycle.scheme_hash}/{run.inputs_hash}")


def basis_of(run: ScoreRun) -> tuple[Scheme, Inputs] | None:
    """Scheme and inputs of a run; None where the inputs are no longer those that it scored."""
    inputs, digest = inputs_of(run.cycle)
    return (scheme_of(run.cycle), inputs) if digest == run.inputs_hash else None


def result_of(run: ScoreRun) -> dict[str, Any]:
    """The stored result of a run, as the engine gave it."""
    rows = run.scores.defer("explanation").order_by("participant__unit__code")
    return {"units": [row.result for row in rows]}


def kept_of(run: ScoreRun) -> Certainty | None:
    """What is kept about a run by the present method."""
    found = Certainty.objects.filter(run=run, method=METHOD).select_related("entry", "concluded")
    return found.defer("redraws").first()


def certainty(account: Account, cycle: Cycle) -> Certain:
    """What this account may see: whoever sees a unit in the ranking sees it here."""
    run = shown_run(cycle)
    if run is None:
        return Certain(None, None, False, (), (), (), (), ())
    reasons = reasons_of(run)
    places = [rank_row(score, {}, reasons) for score in visible(account, "assessment.see_ranking", scores(run))]
    kept = kept_of(run)
    report = kept.report if kept and places else None
    if report is None:
        return Certain(run, kept, bool(places), (), (), (), (), ())
    scheme = scheme_of(cycle)
    names = {id: node.name for id, node in scheme.nodes.items()}
    return Certain(
        run,
        kept,
        True,
        tuple(
            CertainGroup(
                found.slug, found.name, rows_of(found.rows, report, names), removal_of(found.slug, report, names)
            )
            for found in grouped(places, ())
        ),
        tuple(agreement_of(row, scheme, names) for row in report["reliability"]),
        tuple(_named(item, names) for item in report["replicated"]),
        tuple(_named(item, names) for item in report["unreplicated"]),
        tuple(report["problems"]),
    )


def unit_certainty(run: ScoreRun, code: str) -> Text | None:
    """The sentence about one unit, where it was computed. Whoever asks has seen to the right."""
    kept = kept_of(run)
    rows = kept.report["units"] if kept and kept.report else []
    return next((Text(row["zh"], row["en"]) for row in rows if row["unit"] == code), None)


def _named(id: str, names: Mapping[str, Text]) -> Text:
    return names.get(id, Text(id, id))


def rows_of(places: Sequence[RankRow], report: Mapping[str, Any], names: Mapping[str, Text]) -> tuple[CertainRow, ...]:
    """The official rows in the official order, each with what was found; neighbours are those it was compared with."""
    found = {row["unit"]: row for row in report["units"]}
    called = {place.code: place.name for place in places}
    rows = []
    for place in places:
        own = found.get(place.code)
        peers = [code for code in called if own and code in found and found[code]["group"] == own["group"]]
        at = peers.index(place.code) if own else 0
        above, below = (peers[at - 1] if at else None), (peers[at + 1] if at + 1 < len(peers) else None)
        swaps = [own["swap_below"] if own else None, _turned(found[above], above) if above else None]
        rows.append(CertainRow(place, own, _told(own, above), _told(own, below), _least(swaps, called, names)))
    return tuple(rows)


def _told(own: Mapping[str, Any] | None, neighbour: str | None) -> bool | None:
    """Whether a unit can be told from a neighbour; None without one, or where nothing was replicated."""
    if own is None or neighbour is None or own["marginal"] is None:
        return None
    return neighbour not in own["indistinguishable"]


def _turned(above: Mapping[str, Any], code: str) -> Mapping[str, Any] | None:
    """The swap of the unit above, seen from below."""
    return {**above["swap_below"], "unit": code} if above["swap_below"] else None


def _least(
    swaps: Sequence[Mapping[str, Any] | None], called: Mapping[str, Text], names: Mapping[str, Text]
) -> Swap | None:
    there = [swap for swap in swaps if swap is not None]
    if not there:
        return None
    least = min(there, key=lambda swap: abs(Fraction(swap["change"])))
    return Swap(_named(least["part"], names), signed_percent(least["change"]), _named(least["unit"], called))


def removal_of(group: str, report: Mapping[str, Any], names: Mapping[str, Text]) -> tuple[tuple[Text, str], ...]:
    """Each part of a group with the mean number of places that units move without it."""
    found = report["removal"].get(group, {})
    return tuple((_named(part, names), decimals(shift, 2)) for part, shift in found.items())


def agreement_of(row: Mapping[str, Any], scheme: Scheme, names: Mapping[str, Text]) -> Agreement:
    """One row of the report on agreement, with names for codes and without the names of raters."""
    severity = row["severity"] or {}
    node = scheme.nodes.get(row["item"])
    groups = node.rule.settings.rows("groups") if node and node.rule else []
    named = next((one.texts("name") for one in groups if one.text("id") == row["group"]), None)
    return Agreement(
        _named(row["item"], names),
        named or Text(row["group"], row["group"]),
        row["raters"],
        row["units"],
        _icc(row, "2,k"),
        _icc(row, "2,1"),
        decimals(row["alpha"], 2) if row["alpha"] else "",
        decimals(row["w"]["value"], 2) if row["w"] else "",
        len(severity["severe"]) if "severe" in severity else None,
        Text(row["note"]["zh"], row["note"]["en"]),
    )


def _icc(row: Mapping[str, Any], kind: str) -> str:
    found = row["icc"].get(kind)
    return f"{decimals(found['value'], 2)} ({decimals(found['low'], 2)}–{decimals(found['high'], 2)})" if found else ""


def from_to(ends: Sequence[int] | None) -> str:
    """`3–5`, or one rank alone."""
    if not ends:
        return ""
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def decimals(figure: str, digits: int) -> str:
    """A figure of the report rounded for reading."""
    try:
        return format_figure(round_to(parse_figure(figure), digits), digits)
    except ValueError:
        return figure


def one_decimal(figure: str | None) -> str:
    """A standard error as it is read."""
    return "" if figure is None else decimals(figure, 1)


def signed_percent(change: str) -> str:
    """A share of a weight as a percentage with its sign, `+3.2%`."""
    share = parse_figure(change) * 100
    return f"{'+' if share > 0 else '−' if share < 0 else ''}{format_figure(round_to(abs(share), 1), 1)}%"
