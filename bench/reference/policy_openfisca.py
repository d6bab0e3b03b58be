"""Five rules as OpenFisca variables, for `bench/policy_people.py`; runs in an environment that has openfisca-core.

    python policy_openfisca.py PEOPLE.csv

PEOPLE.csv: the facts of people of whom all of them are known. Prints JSON: seconds to load, seconds to compute the
five rules, and how many people meet each.
"""

import csv
import json
import sys
import time

import numpy
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

PERSON = Entity("person", "persons", "A person", "")
DAY = "2025-06-30"
FACTS = ("work_since", "rank_since", "posts_held", "rank", "target_rank", "unit_rank", "unit_count", "investigation")


def _fact(name: str) -> type[Variable]:
    return type(name, (Variable,), {"value_type": int, "entity": PERSON, "definition_period": DateUnit.ETERNITY})


def _rule(name: str, formula: object) -> type[Variable]:
    parts = {"value_type": bool, "entity": PERSON, "definition_period": DateUnit.DAY, "formula": formula}
    return type(name, (Variable,), parts)


def _years(day: numpy.ndarray) -> numpy.ndarray:
    return (20250630 - day) // 10000


RULES = {
    "work_years": lambda person, period: _years(person("work_since", period)) >= 5,
    "posts": lambda person, period: person("posts_held", period) >= 2,
    "level_years": lambda person, period: (
        (person("rank", period) != person("target_rank", period) - 1) | (_years(person("rank_since", period)) >= 2)
    ),
    "not_bottom": lambda person, period: person("unit_rank", period) <= person("unit_count", period) - 3,
    "not_investigated": lambda person, period: person("investigation", period) == 0,
}


def main() -> None:
    """Load, compute, print."""
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))
    columns = numpy.array(rows[1:], dtype=numpy.int32).T
    system = TaxBenefitSystem([PERSON])
    for name in FACTS:
        system.add_variable(_fact(name))
    for name, formula in RULES.items():
        system.add_variable(_rule(name, formula))
    start = time.perf_counter()
    simulation = SimulationBuilder().build_default_simulation(system, count=columns.shape[1])
    for name, column in zip(rows[0], columns, strict=True):
        simulation.set_input(name, "ETERNITY", column)
    loaded = time.perf_counter()
    met = {name: int(simulation.calculate(name, DAY).sum()) for name in RULES}
    computed = time.perf_counter()
    print(json.dumps({"load": loaded - start, "compute": computed - loaded, "met": met}))


if __name__ == "__main__":
    main()
