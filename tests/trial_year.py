"""A small year: ten townships and one department under a scheme in three parts, through the real acts."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

import pytest

from qingheng.assessment.actions import adopt_run, import_inputs, issue_bulletin, open_cycle, score, upload_inputs
from qingheng.assessment.models import Batch, Cycle, ScoreRun
from qingheng.foundation.record.models import Account
from qingheng.foundation.register.actions import NewUnit, register_units
from tests.cast import DAY

SCHEME = Path(__file__).with_name("trial_scheme.toml").read_text(encoding="utf-8")
YEAR = 2007
#: Township n has n times ten per cent of both targets; T10 is the best, T01 the last.
TOWNSHIPS = [f"T{number:02}" for number in range(1, 11)]


def workbook(*tables: Iterable[Mapping[str, str]]) -> bytes:
    """The first table as CSV, as a department would send it."""
    rows = [dict(row) for table in tables for row in table]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def values(item: str, source: str, figures: Mapping[str, object]) -> list[dict[str, str]]:
    """Rows of the values table."""
    return [
        {"unit": unit, "item": item, "period": "", "value": str(figure), "source": source}
        for unit, figure in figures.items()
    ]


def units(by: Account, count: int = 10) -> None:
    """The townships and one government department enter the register."""
    new = [
        NewUnit(code, "township", f"第{code[1:]}镇（虚构）", f"Town {code[1:]} (fictitious)")
        for code in TOWNSHIPS[:count]
    ]
    new.append(NewUnit("G01", "government", "农业局（虚构）", "Agriculture Bureau (fictitious)", ("农业局",)))
    register_units(new, start=date(2000, 1, 1), source="试验", by=by, on=DAY)


def opened(by: Account, count: int = 10) -> Cycle:
    """The year is open: scheme and coverage frozen."""
    units(by, count)
    return open_cycle(YEAR, scheme_text=SCHEME, scheme_file="trial.toml", edition="2007", by=by, on=DAY)


def handed_in(cycle: Cycle, file: str, content: bytes, by: Account) -> Batch:
    """A file is uploaded and imported."""
    batch = upload_inputs(cycle, file=file, content=content, by=by, on=DAY)
    import_inputs(batch, by=by, on=DAY)
    batch.refresh_from_db()
    return batch


def filled(cycle: Cycle, by: Account) -> None:
    """Every covered unit has its figures, in three files."""
    codes = list(cycle.participants.values_list("unit__code", flat=True))
    shares = {code: (int(code[1:]) * 10 if code[0] == "T" else 95) for code in codes}
    handed_in(cycle, "study.csv", workbook(values("learning", "P01", shares)), by)
    handed_in(cycle, "grain.csv", workbook(values("grain", "P02", shares)), by)
    veto = {
        "unit": "T02" if "T02" in codes else "T01",
        "domain": "safety",
        "date": "2007-08-01",
        "basis": "安监〔2007〕8号",
    }
    handed_in(cycle, "vetoes.csv", workbook([veto]), by)


def scored(by: Account, count: int = 10) -> ScoreRun:
    """The year is open, filled and scored."""
    cycle = opened(by, count)
    filled(cycle, by)
    return score(cycle, by=by, on=DAY)


def issued(by: Account, leader: Account) -> Cycle:
    """The year's bulletin is out."""
    run = scored(by)
    adopt_run(run, by=leader, on=DAY)
    cycle = Cycle.objects.get(pk=run.cycle_id)
    issue_bulletin(cycle, number="试考发〔2008〕1号", by=by, on=DAY)
    cycle.refresh_from_db()
    return cycle


@pytest.fixture
def run(assessor: Account) -> ScoreRun:
    """A scored year of ten townships and one department."""
    return scored(assessor)
