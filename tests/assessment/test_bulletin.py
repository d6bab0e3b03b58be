"""What the bulletin says stands in the order in which it is read."""

from qingheng.assessment.models import Consequence, ScoreRun, UnitScore
from qingheng.assessment.queries.bulletin import bulletin
from qingheng.foundation.record.models import Account
from tests.cast import DAY


def test_units_of_a_proposal_stand_in_the_order_of_the_categories_and_then_of_the_ranks(
    assessor: Account, run: ScoreRun
) -> None:
    department = UnitScore.objects.get(run=run, participant__unit__code="G01")
    Consequence.objects.create(score=department, kind="reward", on="unit", cite="seed#2.5", texts={}, adverse=False)
    made = bulletin(assessor, run.cycle, DAY)
    assert made is not None
    reward = next(one for one in made[0]["proposals"] if one["kind"]["zh"] == "奖励")
    assert [name["zh"] for name in reward["units"]] == [
        "第10镇（虚构）",
        "第09镇（虚构）",
        "第08镇（虚构）",
        "农业局（虚构）",
    ]
