"""考核单位: the 102 units of the demonstration county, with the names of 2007 and of 2025.

The 18 townships are the real ones (division code 620521 of the official list; 6 towns and 12 townships at the end of
2008, so nine of today's towns still carry 乡 in 2007; the day on which each became a town is not known here and stands
as assumed). The names of the other 84 units are usual for a county of the time, not the county's own list; a code keeps
its place in the list when an office is succeeded by another (人口和计划生育局 by 退役军人事务局).

Whom a bad result may meet is drawn by lot from the seed: these units carry （虚构） in their name, and only they are
given low values or a veto (`scope` 12).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from importlib import resources

from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.text import Text

#: Group by the first letter of a code (seed#2.1).
GROUPS = {"T": "township", "P": "party", "G": "government", "V": "vertical"}
#: How many units of each group carry the mark: the bottom three, the vetoed one, those next above, and a few that stand well.
MARKED = {"township": 6, "party": 6, "government": 12, "vertical": 8}
MARK = Text("（虚构）", " (fictitious)")

START = date(2007, 1, 1)
#: From here on the units carry their names of today. The real days differ and are not claimed.
RENAMED = date(2019, 4, 1)
SOURCE = "演示：乡镇取自行政区划代码 620521，部门为当时通行名称"
RENAMED_SOURCE = "演示：机构改革后名称，启用日期为假定"


@dataclass(frozen=True, slots=True)
class Unit:
    """考核单位: code, group, and the name of each period; `marked` units carry （虚构） in it."""

    code: str
    group: str
    first: Text
    today: Text
    marked: bool

    def name(self, year: int) -> Text:
        """The name in a year."""
        return self.first if year < RENAMED.year else self.today


def all_units(chance: Chance) -> list[Unit]:
    """The 102 units in the order of their codes; the lot decides which carry the mark."""
    rows = _rows()
    marked = _lot(chance, rows)
    return [
        Unit(
            code=row["unit"],
            group=GROUPS[row["unit"][0]],
            first=_name(row, "2007", row["unit"] in marked),
            today=_name(row, "2025", row["unit"] in marked),
            marked=row["unit"] in marked,
        )
        for row in rows
    ]


def in_group(units: Sequence[Unit], group: str) -> list[Unit]:
    """The units of one ranking group."""
    return [unit for unit in units if unit.group == group]


def _rows() -> list[dict[str, str]]:
    text = resources.files("qingheng.cli.demonstration").joinpath("units.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _lot(chance: Chance, rows: Sequence[dict[str, str]]) -> set[str]:
    drawn: set[str] = set()
    for letter, group in GROUPS.items():
        codes = [row["unit"] for row in rows if row["unit"].startswith(letter)]
        drawn.update(chance.child(f"marked/{group}").shuffled(codes)[: MARKED[group]])
    return drawn


def _name(row: dict[str, str], year: str, marked: bool) -> Text:
    mark = MARK if marked else Text("", "")
    return Text(row[f"zh_{year}"] + mark.zh, row[f"en_{year}"] + mark.en)
