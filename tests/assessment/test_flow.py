"""The year's table is well formed, and every act of it exists under its own name."""

import pytest

from qingheng.assessment import actions
from qingheng.assessment.flow import YEAR, YearFacts
from qingheng.assessment.terms import Act, Stage
from qingheng.assessment.urls import urlpatterns
from qingheng.foundation.flow import flaws, openings
from qingheng.foundation.record.offices import Office


def test_the_table_has_no_flaws() -> None:
    assert flaws(YEAR) == ()


def test_every_stage_stands_in_the_table() -> None:
    assert {stage.slug for stage in YEAR.stages} == set(Stage)


@pytest.mark.parametrize("act", Act)
def test_every_act_is_an_action_of_that_name_and_has_an_address(act: Act) -> None:
    assert callable(getattr(actions, act))
    names = {pattern.name for pattern in urlpatterns}
    assert act in names or act is Act.OPEN_CYCLE


def test_every_row_names_offices_that_exist() -> None:
    assert {slug for step in YEAR.steps for slug in step.by} <= {office.value for office in Office}


@pytest.mark.parametrize("stage", [None, *Stage])
def test_nobody_but_the_named_offices_finds_an_open_act(stage: Stage | None) -> None:
    ready = YearFacts(units=1, rows=1)
    for office in Office:
        open_to = [opening.step for opening in openings(YEAR, stage, office, ready) if opening.open]
        assert all(office in step.by for step in open_to)
        if office not in (Office.ASSESSMENT_OFFICE, Office.COUNTY_LEADER):
            assert open_to == []
