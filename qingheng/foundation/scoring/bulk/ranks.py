"""排名票编译: each place a rater gives earns the ladder's points; then means of groups, trimmed, and their weights."""

from dataclasses import dataclass
from math import lcm

from qingheng.foundation.scoring.bulk import rational as q
from qingheng.foundation.scoring.bulk.asks import NOTHING, Ask
from qingheng.foundation.scoring.bulk.cells import Cell, fault, first_bad
from qingheng.foundation.scoring.bulk.groups import weighted
from qingheng.foundation.scoring.bulk.sheets import Sheets
from qingheng.foundation.scoring.bulk.sources import Scale
from qingheng.foundation.scoring.declare import Settings


def rank_votes(ask: Ask) -> Cell:
    """排名票: the groups' weighted mean of the points of the places."""
    scale, ladder = ask.s.figure("scale", 1), ask.s.row("ladder")
    if scale == 0 or ladder is None:
        return NOTHING
    votes = Places(ask, {ask.node.id: scale}, _points(ask, ladder))
    name = votes.join()
    ask.f.sources.attention.append(f"{name}_stray")
    found = ask.scaled(weighted(ask, votes.groups_of(name, 0, scale)), ask.full)
    return ask.hold(Cell(found.figure, state=first_bad([fault(f"{name}_bad"), found.state])))


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a place as SQL over `place`: an integer over `den`, null beyond a ladder that ends."""

    sql: str
    den: int
    top: int


@dataclass(slots=True)
class Places(Sheets):
    """排名票: sheets of one indicator that hold places, each worth its points."""

    points: Points

    def scale(self, part: int) -> Scale:
        """How the points of a place are held."""
        return Scale(self.points.den, self.points.top)

    def _earned(self) -> str:
        """Each vote with its points, null where the place is no positive whole number or lies beyond the ladder."""
        whole = f"v % {self.den} = 0 AND v >= {self.den}"
        placed = f"SELECT *, v // {self.den} AS place FROM (SELECT * EXCLUDE (place), place AS line FROM members)"
        return f"SELECT *, CASE WHEN {whole} THEN {self.points.sql} END AS earned FROM ({placed})"

    def _spoilt(self) -> str:
        """Whose votes cannot count: a place that earns nothing, or a rater twice in one group; and stray raters."""
        return (
            "SELECT county, unit, bool_or(bad) AS bad, bool_or(stray) AS stray FROM ("
            f"SELECT county, unit, earned IS NULL AS bad, FALSE AS stray FROM ({self._earned()}) "
            "UNION ALL SELECT county, unit, FALSE, TRUE FROM placed WHERE len(ats) = 0 "
            "UNION ALL SELECT county, unit, TRUE, FALSE FROM given WHERE word "
            "UNION ALL SELECT county, unit, TRUE, FALSE FROM members GROUP BY county, unit, rater, place HAVING count(*) > 1) "
            "GROUP BY county, unit"
        )

    def _figures(self) -> str:
        return f"SELECT county, unit, line AS place, rater, 0 AS part, earned AS v FROM ({self._earned()})"


def _points(ask: Ask, ladder: Settings) -> Points:
    scale = ask.f.sources.profile.marks.get(ask.node.id, Scale())
    last_place = max(scale.top // scale.den, 1)
    if "places" in ladder:
        listed = ladder.figures("places")
        den = lcm(1, *(value.denominator for value in listed))
        whole = [int(value * den) for value in listed]
        beyond = _beyond(ask, whole[-1] if whole else 0)
        top = max((abs(value) for value in whole), default=0)
        array = f"[{', '.join(map(str, whole))}]::HUGEINT[]"
        return Points(
            f"CASE WHEN place <= {len(whole)} THEN list_extract({array}, place::BIGINT) ELSE {beyond} END", den, top
        )
    first = ladder.figure("first")
    step = ladder.figure("step") if "step" in ladder else first * ladder.figure("percent")
    den = lcm(first.denominator, step.denominator)
    top = abs(int(first * den)) + last_place * abs(int(step * den))
    q.kind_of(top)
    line = f"(({int(first * den)})::HUGEINT - (place - 1) * ({int(step * den)})::HUGEINT)"
    return Points(f"CASE WHEN {line} >= 0 THEN {line} ELSE {_beyond(ask, 0)} END", den, top)


def _beyond(ask: Ask, last: int) -> str:
    return {"last": str(last), "zero": "0"}.get(ask.s.text("beyond"), "NULL")
