"""建立演示县: the installation's steps, each through the real actions of the rooms.

Nothing here writes a table by itself: units, people, accounts, inputs, scores and bulletins go in as they would in an
office, so the record holds every act.
"""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction

import qingheng
from qingheng.assessment import actions
from qingheng.assessment.models import Cycle, ScoreRun, UnitScore
from qingheng.assessment.queries.bulletin import bulletin
from qingheng.assessment.queries.years import scheme_of
from qingheng.cli.demonstration import units as county
from qingheng.cli.demonstration.accounts import DemoAccount, open_accounts
from qingheng.cli.demonstration.home import DATABASE, MARKER, Home
from qingheng.cli.demonstration.people import SOURCE, Standing, people
from qingheng.cli.demonstration.steps import Bar, Steps
from qingheng.cli.demonstration.workbooks import workbooks
from qingheng.cli.demonstration.year import year_inputs
from qingheng.foundation.kernel.chance import Chance
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.papers.bulletin import bulletin_pdf
from qingheng.foundation.record.actions import Subject, enter, mark_demonstration
from qingheng.foundation.record.models import Account
from qingheng.foundation.record.offices import Office
from qingheng.foundation.register.actions import NewFact, NewUnit, register_people, register_units, rename_unit
from qingheng.foundation.register.models import Unit as RegisteredUnit
from qingheng.foundation.scoring import parse_scheme

#: The schemes of the county's pack.
SCHEMES = Path(qingheng.__file__).parent / "packs" / "qingshui" / "schemes"
BASE_URL = "http://127.0.0.1:8000"
STEPS = 8
#: So many people are entered as one act.
PORTION = 200


@dataclass(frozen=True, slots=True)
class Year:
    """演示的一个考核年度: under which edition, and when its acts took place."""

    year: int
    edition: str
    number: str

    def day(self, month: int, day: int) -> date:
        """A day after the year's end, when its result is made."""
        return date(self.year + 1, month, day)


YEARS = (
    Year(2007, "2007", "清考发〔2008〕1 号"),
    Year(2025, "current", "清考发〔2026〕1 号"),
)
#: The year that is running: open for inputs under the present scheme, so that a newcomer can upload, score and adopt.
RUNNING = Year(2026, "current", "")
#: The day on which the office was set up, in the county's own time.
SET_UP = date(2007, 1, 5)


def build(home: Home, seed: str, count: int, steps: Steps) -> None:
    """Make the county in `home.building`; the caller settles it. Raises ProblemsError where the packs do not allow it."""
    chance = Chance(seed)
    units = county.all_units(chance)
    with steps.step("database", Text("建立数据库", "making the database")):
        home.clear()
        connection.settings_dict["NAME"] = str(home.building / DATABASE)
        call_command("migrate", verbosity=0, interactive=False)
    with steps.step("register", Text("登记演示标记、账号和单位", "entering mark, accounts and units")):
        mark_demonstration(by=None, on=SET_UP)
        accounts = list(open_accounts(chance.child("accounts"), SET_UP))
        _register(units)
    with steps.step("inbox", Text("编制各部门的工作簿", "writing the departments' workbooks")) as bar:
        files = {year: _inbox(home, chance, units, year, bar) for year in YEARS}
    for year in YEARS:
        with steps.step(
            f"year_{year.year}",
            Text(f"{year.year} 年度：导入、计分、核定、通报", f"{year.year}: import, score, adopt, issue"),
        ) as bar:
            if year.year >= county.RENAMED.year:
                _rename(units)
            _assess(year, files[year], bar)
    with steps.step("people", Text(f"登记 {count} 名生成的人员", f"entering {count} generated people")) as bar:
        _people(chance, count, units, bar)
    with steps.step("papers", Text("排印通报、写出得分", "printing the bulletins, writing the scores")):
        _papers(home)
    with steps.step("settle", Text("启动本年度考核、落盘", "opening the running year, settling")):
        _open(RUNNING, scheme_text(YEARS[-1]), f"{YEARS[-1].year}.toml")
        _finish(home, seed, count, accounts)


def _account(office: Office) -> Account:
    return Account.objects.get(username=office.value)


def _register(units: list[county.Unit]) -> None:
    new = [NewUnit(unit.code, unit.group, unit.first.zh, unit.first.en) for unit in units]
    register_units(new, start=county.START, source=county.SOURCE, by=_account(Office.ASSESSMENT_OFFICE), on=SET_UP)


def _rename(units: list[county.Unit]) -> None:
    by = _account(Office.ASSESSMENT_OFFICE)
    registered = RegisteredUnit.objects.in_bulk(field_name="code")
    with transaction.atomic():
        for unit in units:
            if unit.first != unit.today:
                rename_unit(
                    registered[unit.code],
                    unit.today.zh,
                    unit.today.en,
                    start=county.RENAMED,
                    source=county.RENAMED_SOURCE,
                    by=by,
                    on=county.RENAMED,
                )


def scheme_text(year: Year) -> str:
    """The scheme of a year, from the county's pack."""
    return (SCHEMES / f"{year.year}.toml").read_text("utf-8")


def _inbox(home: Home, chance: Chance, units: list[county.Unit], year: Year, bar: Bar) -> dict[str, bytes]:
    loaded = parse_scheme(scheme_text(year), f"{year.year}.toml")
    if loaded.scheme is None:
        raise ProblemsError(loaded.problems)
    files = workbooks(year_inputs(chance.child("inputs"), loaded.scheme, units, year.year), units)
    bar.expect(bar.of + len(files))
    # One folder holds one year's inputs, so that `score run SCHEME --in FOLDER` reads no figure twice.
    folder = "inbox" if year == YEARS[0] else f"inbox/{year.year}"
    for name, content in files.items():
        home.keep(f"{folder}/{name}", content)
        bar.advance()
    return files


def _assess(year: Year, files: dict[str, bytes], bar: Bar) -> None:
    office, leader = _account(Office.ASSESSMENT_OFFICE), _account(Office.COUNTY_LEADER)
    bar.expect(len(files) + 5)
    cycle = _open(year, scheme_text(year), f"{year.year}.toml")
    bar.advance()
    for name, content in files.items():
        batch = actions.upload_inputs(cycle, file=name, content=content, by=office, on=year.day(1, 8))
        actions.import_inputs(batch, by=office, on=year.day(1, 8))
        bar.advance()
    run = actions.score(cycle, by=office, on=year.day(1, 14))
    bar.advance()
    certainty = actions.compute_certainty(run, by=office, on=year.day(1, 14))
    # Nobody watches here: all panels at once take half the time.
    actions.work_on_certainty(certainty, on=year.day(1, 14), size=certainty.settings["redraws"])
    bar.advance()
    actions.adopt_run(run, by=leader, on=year.day(1, 18))
    bar.advance()
    actions.issue_bulletin(Cycle.objects.get(pk=cycle.pk), number=year.number, by=office, on=year.day(1, 20))
    bar.advance()


def _open(year: Year, text: str, file: str) -> Cycle:
    return actions.open_cycle(
        year.year,
        scheme_text=text,
        scheme_file=file,
        edition=year.edition,
        by=_account(Office.ASSESSMENT_OFFICE),
        on=date(year.year, 1, 12) if year is not RUNNING else YEARS[-1].day(2, 2),
    )


def _people(chance: Chance, count: int, units: list[county.Unit], bar: Bar) -> None:
    made = people(chance.child("people"), count, units, _standings())
    by = _account(Office.ORGANISATION_DEPARTMENT)
    codes = sorted(made)
    bar.expect(len(codes))
    for start in range(0, len(codes), PORTION):
        facts = {
            code: [NewFact(fact.key, fact.value, fact.start, fact.source, fact.end) for fact in made[code]]
            for code in codes[start : start + PORTION]
        }
        register_people(facts, source=SOURCE, by=by, on=YEARS[-1].day(2, 2))
        bar.advance(len(facts))


def _standings() -> dict[str, list[Standing]]:
    """Every unit's places in the years that were scored, for the facts that follow from them."""
    found: dict[str, list[Standing]] = {}
    scores = UnitScore.objects.filter(run__official=True).select_related("run__cycle", "participant__unit")
    for score in scores.defer("explanation").order_by("run__cycle__year"):
        cycle = score.run.cycle
        found.setdefault(score.participant.unit.code, []).append(
            Standing(
                known=cycle.issued_on,
                rank=score.rank,
                count=score.result["of"],
                vetoes=(cycle.year,) if score.vetoed else (),
            )
        )
    return found


def _papers(home: Home) -> None:
    office = _account(Office.ASSESSMENT_OFFICE)
    for place, cycle in enumerate(Cycle.objects.order_by("year")):
        made = bulletin(office, cycle, cycle.issued_on)
        assert made is not None, "a year that was issued has a run"  # noqa: S101 -- the flow says so
        name = "bulletin" if place == 0 else f"bulletin-{cycle.year}"
        home.keep(f"out/{name}.pdf", bulletin_pdf(made[0], "zh"))
        home.keep(f"out/{name}.en.pdf", bulletin_pdf(made[0], "en"))
    scores = {str(cycle.year): _scores(cycle) for cycle in Cycle.objects.order_by("year")}
    home.keep("out/scores.json", _json(scores))


def _scores(cycle: Cycle) -> dict[str, Any]:
    """The official result of a year, as the scoring command would print it."""
    run = ScoreRun.objects.get(cycle=cycle, official=True)
    rows = UnitScore.objects.filter(run=run).defer("explanation").order_by("participant__unit__code")
    return {
        "scheme": {"id": scheme_of(cycle).id, "hash": cycle.scheme_hash},
        "on": run.on.isoformat(),
        "units": [row.result for row in rows],
        "choices": run.choices,
        "problems": run.problems,
    }


def _finish(home: Home, seed: str, count: int, accounts: list[DemoAccount]) -> None:
    demo = {
        "accounts": [account.as_json() for account in accounts],
        "years": [year.year for year in (*YEARS, RUNNING)],
        "base_url": BASE_URL,
    }
    home.keep(home.accounts.name, _json(demo), private=True)
    with transaction.atomic():
        scored = Cycle.objects.filter(year__in=[year.year for year in YEARS])
        schemes = dict(scored.order_by("year").values_list("year", "scheme_hash"))
        data = {
            "version": qingheng.__version__,
            "seed": seed,
            "people": count,
            "schemes": {str(year): hash for year, hash in schemes.items()},
        }
        enter(act=MARKER, by=None, on=YEARS[-1].day(2, 2), subject=Subject("installation", "1"), data=data)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    home.settle()
    connection.settings_dict["NAME"] = str(home.database)


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
