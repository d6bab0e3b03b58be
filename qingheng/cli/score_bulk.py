"""`qingheng score bulk SCHEME --ratings FILE.parquet… --units FILE.parquet --out DIR`: ratings of many counties at once.

Progress goes to stderr as `done/total`; a killed run goes on with `--resume`; scores.csv has the same bytes from every
engine.
"""

import argparse
from pathlib import Path

from qingheng.cli.main import day
from qingheng.cli.output import UNREADABLE, Console, exit_code
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.bulk.cells import UnsupportedError
from qingheng.foundation.scoring.bulk.chunks import StalePartsError
from qingheng.foundation.scoring.bulk.ratings import Job, score_ratings
from qingheng.foundation.scoring.bulk.rational import TooWideError
from qingheng.foundation.scoring.bulk.refusals import reason
from qingheng.foundation.scoring.load import load_scheme

#: Below this the engine itself does not fit.
LEAST_MEMORY = 200


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("scheme", metavar="SCHEME")
    parser.add_argument("--ratings", nargs="+", required=True, type=Path, metavar="FILE.parquet")
    parser.add_argument("--units", nargs="+", required=True, type=Path, metavar="FILE.parquet")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR")
    parser.add_argument("--engine", choices=["duckdb", "spark"], default="duckdb")
    parser.add_argument("--memory", type=int, default=2000, metavar="MB")
    parser.add_argument("--on", type=day, default=None, metavar="YYYY-MM-DD")
    parser.add_argument("--resume", action="store_true")


def run(args: argparse.Namespace, console: Console) -> int:
    """Score, and print where the table is and what was not used."""
    loaded = load_scheme(args.scheme)
    if loaded.scheme is None:
        return console.problems(loaded.problems)
    refused = _refused(args)
    if refused:
        return console.problems(refused, UNREADABLE)
    job = Job(loaded.scheme, args.ratings, args.units, args.out, args.on or clock().today(), args.memory, args.resume)
    try:
        computed = score_ratings(job, lambda done, total: console.say(f"{done}/{total}", f"{done}/{total}"))
    except (UnsupportedError, TooWideError) as why:
        return console.problems([_unsupported(reason(why))])
    except StalePartsError:
        return console.problems([_stale(args.out)], UNREADABLE)
    if any(problem.code == "unreadable" for problem in job.problems):
        return console.problems(job.problems, UNREADABLE)
    value = {
        "scheme": {"id": job.scheme.id, "hash": job.scheme.hash},
        "engine": args.engine,
        "scores": str(job.result),
        "computed": computed,
        "problems": [problem.as_json() for problem in job.problems],
    }
    console.result(
        value, lambda: "\n".join([str(job.result), *(problem.line(console.lang) for problem in job.problems)])
    )
    return exit_code(job.problems)


def _refused(args: argparse.Namespace) -> list[Problem]:
    """What is wrong with the call, all at once."""
    found = []
    if args.engine == "spark":
        found.append(
            Problem(
                "engine_missing",
                Text(
                    "本安装没有 Apache Spark 计分引擎，不能用 --engine spark。",
                    "This installation has no Apache Spark engine: --engine spark cannot run.",
                ),
                Text(
                    "用 --engine duckdb：内存有上限，可续算。",
                    "Use --engine duckdb: its memory is bounded and it can be resumed.",
                ),
            )
        )
    if args.memory < LEAST_MEMORY:
        found.append(
            Problem(
                "too_little_memory",
                Text(f"--memory 至少 {LEAST_MEMORY}（MB）。", f"--memory must be at least {LEAST_MEMORY} (MB)."),
                Text("加大内存上限。", "Allow more memory."),
            )
        )
    return found + [_no_file(path) for path in (*args.ratings, *args.units) if not path.is_file()]


def _no_file(path: Path) -> Problem:
    return Problem(
        "unreadable",
        Text("没有这个文件。", "There is no such file."),
        Text("检查路径。", "Check the path."),
        Where(file=str(path)),
    )


def _unsupported(why: Text) -> Problem:
    return Problem(
        "not_for_bulk",
        Text(f"该方案不能大批量计分：{why.zh}。", f"This scheme cannot be scored in bulk: {why.en}."),
        Text("逐县用 score run 计分。", "Score county by county with `score run`."),
    )


def _stale(out: Path) -> Problem:
    return Problem(
        "stale_parts",
        Text(
            "未完成的结果来自另一方案、另一批数据或另一内存设置，不能续算。",
            "The unfinished parts come from another scheme, other data or another memory setting: they cannot be resumed.",
        ),
        Text("去掉 --resume 重新计算，或换一个输出目录。", "Run without --resume, or choose another folder."),
        Where(file=str(out)),
    )
