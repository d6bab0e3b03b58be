"""`qingheng score audit SCHEME --in PATH… --published FILE.csv`: does a published table follow from its scheme?

What does not agree is a finding, so the exit code is 0; it is 1 where the scheme or the data have problems.
"""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from qingheng.cli.main import day
from qingheng.cli.output import Console, exit_code
from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.scoring.audit import Audit, audit, read_published
from qingheng.foundation.scoring.files import read_inputs
from qingheng.foundation.scoring.load import load_scheme


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("scheme", type=Path, metavar="SCHEME", help="方案文件 the scheme file")
    parser.add_argument(
        "--in", dest="inputs", nargs="+", action="extend", required=True, type=Path, metavar="PATH", help="数据 inputs"
    )
    parser.add_argument("--published", required=True, type=Path, metavar="FILE.csv", help="公布表 the published table")
    parser.add_argument("--on", type=day, default=None, metavar="YYYY-MM-DD", help="计分之日 the day")


def run(args: argparse.Namespace, console: Console, on: date) -> int:
    """Compare and print. Raises ProblemsError where a file cannot be read."""
    loaded = load_scheme(args.scheme)
    if loaded.scheme is None:
        unreadable = [problem for problem in loaded.problems if problem.code in ("unreadable", "not_toml")]
        if unreadable:
            raise ProblemsError(unreadable)
        return console.problems(loaded.problems)
    inputs = read_inputs(args.inputs)
    rows, refused = read_published(args.published)
    unreadable = [*(problem for problem in inputs.problems if problem.code == "unreadable"), *refused]
    if unreadable:
        raise ProblemsError(unreadable)
    found = audit(loaded.scheme, inputs, on, rows)
    value: dict[str, Any] = {"scheme": {"id": loaded.scheme.id, "hash": loaded.scheme.hash}, "on": on.isoformat()}
    console.result({**value, **found.as_json()}, lambda: _text(found, console))
    return exit_code(found.problems)


def _text(found: Audit, console: Console) -> str:
    if console.lang == "zh":
        head = f"比对 {found.compared} 处，{len(found.findings)} 处不符。"
    else:
        head = f"{found.compared} figures compared, {len(found.findings)} disagree."
    lines = [f"{finding.where}: [{finding.kind}] {finding.text[console.lang]}" for finding in found.findings]
    return "\n".join([head, *lines, *(problem.line(console.lang) for problem in found.problems)])
