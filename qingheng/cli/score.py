"""`qingheng score`: check a scheme, run it, explain one figure, simulate a change, score in bulk."""

import argparse
import importlib
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

from qingheng.cli.main import ChineseParser, Parser, day
from qingheng.cli.output import DONE, UNREADABLE, Console, exit_code
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring import Inputs, Result, Scheme, Scoring, load_scheme, read_inputs
from qingheng.foundation.scoring import run as run_walk
from qingheng.foundation.scoring.declare import Choice
from qingheng.foundation.scoring.simulate import Change, simulate
from qingheng.foundation.scoring.words.labels import OUTCOMES

#: Subcommands with a module of their own, `qingheng.cli.score_<name>`, which is imported only when they are called.
_ELSEWHERE = {
    "bulk": "大批量计分 score ratings in bulk",
    "uncertainty": "名次的不确定性 how certain the order is",
    "audit": "复算公布表 recompute a published table",
}


class _Subcommand(Parser):
    """The arguments of a subcommand; one with a module of its own declares them when it is called."""

    elsewhere = ""

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """As in argparse."""
        if self.elsewhere:
            _module(self.elsewhere).configure(self)
        return super().parse_known_args(args, namespace)


class _ChineseSubcommand(_Subcommand, ChineseParser):
    """The same, with its help in Chinese."""


def configure(parser: argparse.ArgumentParser) -> None:
    """The subcommands and their arguments."""
    of = _ChineseSubcommand if isinstance(parser, ChineseParser) else _Subcommand
    commands = parser.add_subparsers(dest="command", required=True, parser_class=of)
    check = commands.add_parser("check", help="检查方案 check a scheme", allow_abbrev=False)
    _scheme_file(check)
    score = commands.add_parser("run", help="计分 score", allow_abbrev=False)
    _common(score)
    score.add_argument(
        "--engine",
        choices=["walk", "bulk"],
        default="walk",
        help="计分引擎，结果相同 the engine; the result is the same",
    )
    score.add_argument("--out", type=Path, metavar="FILE", help="结果另存为 JSON also write the result as JSON")
    opened = commands.add_parser("explain", help="说明一个得分 explain a figure", allow_abbrev=False)
    _scheme_file(opened)
    opened.add_argument("unit", metavar="UNIT", help="单位编号 the unit")
    opened.add_argument("--item", metavar="ID", help="只说明这一项 only this item, by its id in the scheme")
    _inputs(opened)
    what_if = commands.add_parser("simulate", help="假设试算 what if", allow_abbrev=False)
    _common(what_if)
    what_if.add_argument(
        "--set",
        dest="changes",
        nargs="+",
        action="extend",
        required=True,
        type=_change,
        metavar="PATH=VALUE",
        help="node.ID.points=60 或 or values.UNIT.ITEM[.PERIOD]=90",
    )
    for name, text in _ELSEWHERE.items():
        commands.add_parser(name, help=text, allow_abbrev=False).elsewhere = name


def _common(parser: argparse.ArgumentParser) -> None:
    _scheme_file(parser)
    _inputs(parser)


def _scheme_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("scheme", type=Path, metavar="SCHEME", help="方案文件 the scheme file")


def _inputs(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--in",
        dest="inputs",
        nargs="+",
        action="extend",
        required=True,
        type=Path,
        metavar="PATH",
        help="数据文件或文件夹 tables of data, or their folder",
    )
    parser.add_argument(
        "--on", type=day, default=None, metavar="YYYY-MM-DD", help="计分之日，缺省为今天 the day; today if left out"
    )


def _change(text: str) -> Change:
    """PATH=VALUE; argparse turns the ValueError into a problem."""
    path, sign, value = text.partition("=")
    if not sign:
        raise ValueError(text)
    return path, value


def run(args: argparse.Namespace, console: Console) -> int:
    """Run one subcommand."""
    match args.command:
        case "check":
            return _check(args, console)
        case "run":
            return _run(args, console)
        case "explain":
            return _explain(args, console)
        case "simulate":
            return _simulate(args, console)
    module = _module(args.command)
    more: tuple[object, ...] = (run_walk, _on(args)) if args.command == "uncertainty" else ()
    if args.command == "audit":
        more = (_on(args),)
    code: int = module.run(args, console, *more)
    return code


def _check(args: argparse.Namespace, console: Console) -> int:
    loaded = load_scheme(args.scheme)
    _readable(loaded.problems)
    value = {
        "scheme": None if loaded.scheme is None else {"id": loaded.scheme.id, "hash": loaded.scheme.hash},
        "choices": [] if loaded.scheme is None else [choice.as_json() for choice in loaded.scheme.choices],
        "problems": [problem.as_json() for problem in loaded.problems],
    }
    console.result(
        value, lambda: "\n".join(filter(None, [_lines(loaded.problems, console), _usable(loaded.scheme, console)]))
    )
    return exit_code(loaded.problems)


def _usable(scheme: Scheme | None, console: Console) -> str:
    """That the scheme can be used, and what in it is only assumed."""
    if scheme is None:
        return ""
    assumed = [choice for choice in scheme.choices if choice.assumed]
    head = {
        "zh": f"方案可用：作出选择 {len(scheme.choices)} 项，其中推定 {len(assumed)} 项，须由县里确认。",
        "en": f"The scheme can be used: {len(scheme.choices)} choices, {len(assumed)} of them assumed, to be confirmed.",
    }[console.lang]
    return "\n".join([head, *(_assumption(choice, console) for choice in assumed)])


def _assumption(choice: Choice, console: Console) -> str:
    """One assumed choice, with what the scheme notes about it."""
    mark = {"zh": "：", "en": ": "}[console.lang]
    why = "" if choice.note is None else mark + choice.note[console.lang]
    return f"  {choice.path} = {choice.value}{why}"


def _scheme(path: Path) -> Scheme:
    """The scheme, or all its problems."""
    loaded = load_scheme(path)
    if loaded.scheme is None:
        _readable(loaded.problems)
        raise BrokenSchemeError(loaded.problems)
    return loaded.scheme


class BrokenSchemeError(Exception):
    """The scheme has problems: a result, exit 1, not a wrong call."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("broken scheme")


def _readable(problems: tuple[Problem, ...]) -> None:
    """Raises ProblemsError where the file itself cannot be read."""
    if any(problem.code in ("unreadable", "not_toml") for problem in problems):
        raise ProblemsError(problems)


def _data(args: argparse.Namespace) -> Inputs:
    """The inputs; ProblemsError where a file cannot be read at all."""
    inputs = read_inputs(args.inputs)
    if any(problem.code == "unreadable" for problem in inputs.problems):
        raise ProblemsError(inputs.problems)
    return inputs


def _on(args: argparse.Namespace) -> date:
    return args.on if args.on is not None else clock().today()


def _run(args: argparse.Namespace, console: Console) -> int:
    try:
        scheme = _scheme(args.scheme)
    except BrokenSchemeError as broken:
        return console.problems(broken.problems)
    inputs = _data(args)
    bulk = args.engine == "bulk"
    result = _bulk_run(scheme, inputs, _on(args), console) if bulk else run_walk(scheme, inputs, _on(args))
    if args.out is not None:
        _write(args.out, result)
    console.result(result.as_json(), lambda: _table(result, console))
    return exit_code(result.problems)


def _bulk_run(scheme: Scheme, inputs: Inputs, on: date, console: Console) -> Result:
    """The bulk engine, imported only where asked for; says where the walker had to take over."""
    ran = importlib.import_module("qingheng.foundation.scoring.engines").bulk(scheme, inputs, on)
    if ran.note is not None:
        console.say(ran.note.zh, ran.note.en)
    result: Result = ran.result
    return result


def _write(path: Path, result: Result) -> None:
    """The result as JSON, UTF-8, LF."""
    text = json.dumps(result.as_json(), ensure_ascii=False, indent=2) + "\n"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise ProblemsError([_unwritable(path, error)]) from error


def _unwritable(path: Path, error: OSError) -> Problem:
    return Problem(
        "unwritable",
        Text(f"结果写不进文件：{error}", f"The result cannot be written: {error}"),
        Text("检查路径和权限。", "Check the path and the permission."),
        Where(file=str(path)),
    )


def _explain(args: argparse.Namespace, console: Console) -> int:
    try:
        scoring = Scoring(_scheme(args.scheme), _data(args), _on(args))
    except BrokenSchemeError as broken:
        return console.problems(broken.problems)
    if args.unit not in scoring.totals:
        return console.problems([_no_such("unit", args.unit, tuple(scoring.totals))], UNREADABLE)
    try:
        node = scoring.explain(args.unit, args.item)
    except KeyError:
        return console.problems([_no_such("item", args.item, tuple(scoring.scheme.nodes))], UNREADABLE)
    console.result(node.as_json(), lambda: node.as_text(console.lang))
    return exit_code(node.problems)


def _no_such(what: str, id: str, known: tuple[str, ...]) -> Problem:
    label = {"unit": Text("被考核单位", "assessed unit"), "item": Text("考核项目", "item")}[what]
    return Problem(
        f"unknown_{what}",
        Text(f"没有这个{label.zh}：{id}。", f"There is no {label.en} {id!r}."),
        Text("改正编号。", "Mend the id."),
        suggestion=nearest(id, known),
    )


def _simulate(args: argparse.Namespace, console: Console) -> int:
    outcome = simulate(args.scheme, _data(args), args.changes, on=_on(args))
    if outcome.problems:
        _readable(outcome.problems)
        return console.problems(outcome.problems)
    console.result(outcome.as_json(), lambda: outcome.as_text(console.lang))
    return DONE


def _table(result: Result, console: Console) -> str:
    contested = any(unit.contest is not None for unit in result.units)
    head = {"zh": "组\t单位\t名称\t总分\t名次\t等次", "en": "group\tunit\tname\ttotal\trank\tgrade"}[console.lang]
    rows = [head + ({"zh": "\t竞争结果", "en": "\tcontest"}[console.lang] if contested else "")]
    ordered = sorted(result.units, key=lambda unit: (unit.group, unit.rank is None, unit.rank or 0, unit.unit))
    for unit in ordered:
        place = f"{unit.rank if unit.rank is not None else '-'}/{unit.of}"
        cells = [unit.group, unit.unit, unit.name, unit.total or "-", place, unit.grade or ""]
        cells += [OUTCOMES[unit.contest["outcome"]][console.lang] if unit.contest else ""] if contested else []
        rows.append("\t".join(cells))
    problems = _lines(result.problems, console)
    return "\n".join(rows) + (f"\n\n{problems}" if problems else "")


def _lines(problems: tuple[Problem, ...], console: Console) -> str:
    return "\n".join(problem.line(console.lang) for problem in problems)


def _module(name: str) -> ModuleType:
    """The module of a subcommand that has one of its own."""
    return importlib.import_module(f"qingheng.cli.score_{name}")
