"""`qingheng score uncertainty SCHEME --in PATH… [--draws N] [--seed TEXT]`: what the order can and cannot tell.

Beside the official order, never instead of it: standard errors, rank intervals, who is certainly or possibly among the
last places, what hangs on the weights, how far raters agree.
"""

import argparse
from collections.abc import Callable
from datetime import date
from typing import Any

from qingheng.cli.main import day
from qingheng.cli.output import Console, exit_code
from qingheng.foundation.kernel.problems import ProblemsError, Severity
from qingheng.foundation.scoring.engines import redrawn
from qingheng.foundation.scoring.files import read_inputs
from qingheng.foundation.scoring.inputs import Inputs
from qingheng.foundation.scoring.load import load_scheme
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.result import Result
from qingheng.foundation.scoring.uncertainty.assess import assess
from qingheng.foundation.scoring.uncertainty.report import Report, Settings

Run = Callable[[Scheme, Inputs, date], Result]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments, the scheme and inputs included."""
    whole: Any = {"type": int, "metavar": "N"}
    parser.add_argument("scheme", metavar="SCHEME", help="方案文件 the scheme file")
    parser.add_argument("--in", dest="inputs", nargs="+", required=True, metavar="PATH", help="数据 inputs")
    parser.add_argument("--on", type=day, default=None, metavar="YYYY-MM-DD", help="计分之日 the day")
    parser.add_argument("--draws", default=2000, help="名次区间的抽取次数 draws for the rank intervals", **whole)
    parser.add_argument("--redraws", default=200, help="重新计分的抽样次数 drawn panels that are scored again", **whole)
    parser.add_argument("--seed", default="uncertainty", metavar="TEXT", help="同一种子同一结果 same seed, same result")
    parser.add_argument(
        "--coverage", type=float, default=0.90, metavar="P", help="区间的把握程度 coverage of the intervals"
    )
    parser.add_argument("--places", default=3, help="看最后几名 how many last places are looked at", **whole)


def run(args: argparse.Namespace, console: Console, score: Run, on: date) -> int:
    """Assess and print; `score` is the engine, `on` the day."""
    _check(args)
    loaded = load_scheme(args.scheme)
    if loaded.scheme is None:
        unreadable = [problem for problem in loaded.problems if problem.code in ("unreadable", "not_toml")]
        if unreadable:
            raise ProblemsError(unreadable)
        return console.problems(loaded.problems)
    inputs = read_inputs(args.inputs)
    if not inputs.units:
        raise ProblemsError(inputs.problems)
    settings = Settings(args.coverage, args.places, args.redraws, args.draws, args.seed)
    console.say("按抽取的评分表重新计分：", "Scoring drawn panels again:")
    found = assess(
        loaded.scheme,
        inputs,
        on,
        score(loaded.scheme, inputs, on).as_json(),
        redrawn,
        settings,
        progress=lambda done, total: console.say(f"{done}/{total}", f"{done}/{total}"),
    )
    # Problems of the official run belong to `score run`; here stand those of the inputs and of the assessment.
    found.problems = [*inputs.problems, *found.problems]
    console.result(
        {"scheme": {"id": loaded.scheme.id, "hash": loaded.scheme.hash}, **found.as_json()},
        lambda: text_of(found, console),
    )
    return exit_code(found.problems)


def text_of(found: Report, console: Console) -> str:
    """The report as lines."""
    lines: list[str] = []
    group = None
    for unit in found.units:
        if unit.group != group:
            group = unit.group
            lines += [f"[{group}]"]
        lines.append(f"{unit.unit}  {unit.text[console.lang]}")
    for row in found.reliability:
        lines.append(f"{row['item']}/{row['group']}: {row['note'][console.lang]}")
    if found.unreplicated:
        names = ", ".join(found.unreplicated)
        lines.append(f"没有重复评分的项目：{names}" if console.lang == "zh" else f"Items without replicates: {names}")
    lines += [problem.line(console.lang) for problem in found.problems if problem.severity is not Severity.CHOICE]
    return "\n".join(lines)


def _check(args: Any) -> None:
    from qingheng.cli.main import BadCallError  # noqa: PLC0415 -- main imports command modules, so this one waits

    if not 0.5 <= args.coverage < 1 or args.draws < 100 or args.redraws < 10 or args.places < 1:
        raise BadCallError("--coverage 0.5..0.999, --draws at least 100, --redraws at least 10, --places at least 1")
