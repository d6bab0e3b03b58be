"""`qingheng doctor`: looks at the installation and says what is wrong and how to mend it. Exit 0 healthy, 1 not.

✓ is in order, ! works and wants a look, ✗ must be mended.
"""

import argparse
import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from qingheng.cli import framework
from qingheng.cli.output import Console, exit_code
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity, Where
from qingheng.foundation.kernel.text import Text

#: Below this much free space a backup or a bulk run would fail halfway.
LEAST_FREE_BYTES = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """体检项: its name and the problems that it found, none when all is well."""

    name: Text
    problems: tuple[Problem, ...]


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--home", type=Path, help="QINGHENG_HOME, the folder of the data (default ./var)")


def run(args: argparse.Namespace, console: Console) -> int:
    """Run every check, print one line each, and exit 1 where one found an error."""
    if args.home:
        os.environ["QINGHENG_HOME"] = str(args.home)
    checks = [Check(name, tuple(look())) for name, look in CHECKS]
    problems = [problem for check in checks for problem in check.problems]
    console.result(
        {
            "checks": [
                {**check.name.as_json(), "ok": not exit_code(check.problems), "problems": len(check.problems)}
                for check in checks
            ],
            "problems": [problem.as_json() for problem in problems],
        },
        lambda: "\n".join(_lines(checks, console)),
    )
    return exit_code(problems)


def _lines(checks: list[Check], console: Console) -> Iterator[str]:
    for check in checks:
        sign = "✗" if exit_code(check.problems) else "!" if check.problems else "✓"
        yield f"{sign} {check.name[console.lang]}"
        yield from (f"    {problem.line(console.lang)}" for problem in check.problems)


def _python() -> Iterator[Problem]:
    if tuple(sys.version_info) < (3, 11):
        yield Problem(
            "python_old",
            Text(f"Python {sys.version.split()[0]} 过旧", f"Python {sys.version.split()[0]} is too old"),
            Text("请安装 Python 3.11 以上。", "Install Python 3.11 or newer."),
        )


def _packages() -> Iterator[Problem]:
    for name in ("django", "allauth", "axes", "rules", "duckdb", "sqlglot", "python_calamine", "xlsxwriter", "typst"):
        if importlib.util.find_spec(name) is None:
            yield Problem(
                "package_missing",
                Text(f"缺少组件 {name}", f"the package {name} is missing"),
                Text("运行 make demo 重新安装。", "Run make demo to install it."),
            )


def _folder() -> Path:
    return Path(os.environ.get("QINGHENG_HOME", "").strip() or "var")


def _home() -> Iterator[Problem]:
    home = _folder()
    if home.exists() and not home.is_dir():
        yield Problem(
            "home_no_folder",
            Text("数据目录的位置上是一个文件，不是目录", "the data folder is a file and no folder"),
            Text("以 QINGHENG_HOME 指定一个目录。", "Name a folder in QINGHENG_HOME."),
            Where(file=str(home)),
        )
        return
    if not home.is_dir():
        yield Problem(
            "home_missing",
            Text("数据目录还没有建立", "the data folder does not exist yet"),
            Text("运行 make demo，或以 QINGHENG_HOME 指定目录。", "Run make demo, or name it in QINGHENG_HOME."),
            Where(file=str(home)),
            Severity.WARNING,
        )
        return
    if not os.access(home, os.W_OK):
        yield Problem(
            "home_read_only",
            Text("数据目录不可写", "the data folder cannot be written"),
            Text("更改目录的所有者或权限。", "Change its owner or its rights."),
            Where(file=str(home)),
        )
    if shutil.disk_usage(home).free < LEAST_FREE_BYTES:
        yield Problem(
            "disk_full",
            Text("磁盘剩余空间不足 500 MB", "less than 500 MB of disk are free"),
            Text("清理磁盘，或把 QINGHENG_HOME 移到别处。", "Free some space, or move QINGHENG_HOME."),
            Where(file=str(home)),
        )


def _database() -> Iterator[Problem]:
    if not _folder().is_dir():
        return  # said already; starting the framework would make the folder, and a check changes nothing
    try:
        framework.start()
    except ProblemsError as wrong:
        yield from wrong.problems
        return
    yield from _unmigrated()


def _unmigrated() -> Iterator[Problem]:
    from django.db import Error, connection  # noqa: PLC0415 -- after setup
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- after setup

    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        yield Problem(
            "database_missing",
            Text("还没有数据库", "there is no database yet"),
            Text("运行 make demo 建立演示县。", "Run make demo to make the demonstration county."),
            Where(file=name),
            Severity.WARNING,
        )
        return
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except Error as error:
        yield Problem(
            "database_unreachable",
            Text(f"数据库连接不上（{type(error).__name__}）", f"the database does not answer ({type(error).__name__})"),
            Text("检查 DATABASE_URL 与数据库服务。", "Check DATABASE_URL and the database server."),
        )
        return
    if pending:
        yield Problem(
            "migrations_pending",
            Text(f"有 {len(pending)} 项数据库升级未执行", f"{len(pending)} database migrations are pending"),
            Text(
                "运行 make demo，或者 DJANGO_SETTINGS_MODULE=qingheng.web.settings python -m django migrate。",
                "Run make demo, or DJANGO_SETTINGS_MODULE=qingheng.web.settings python -m django migrate.",
            ),
        )


def _packs() -> Iterator[Problem]:
    from qingheng.foundation.policy.check import check  # noqa: PLC0415 -- likewise
    from qingheng.foundation.policy.loading import load_chain  # noqa: PLC0415 -- only when asked

    for pack in ("national", "gansu", "qingshui"):
        yield from (problem for problem in check(load_chain(pack)) if problem.severity is Severity.ERROR)


def _fonts() -> Iterator[Problem]:
    fonts = Path(__file__).resolve().parents[1] / "foundation" / "papers" / "fonts"
    if not list(fonts.glob("*.?tf")):
        yield Problem(
            "fonts_missing",
            Text("缺少公文字体，无法生成 PDF", "the fonts of the documents are missing: no PDF can be made"),
            Text("重新安装本软件。", "Install the software again."),
        )


CHECKS: tuple[tuple[Text, Callable[[], Iterator[Problem]]], ...] = (
    (Text("Python 版本", "Python version"), _python),
    (Text("组件", "packages"), _packages),
    (Text("数据目录", "data folder"), _home),
    (Text("数据库", "database"), _database),
    (Text("政策包", "policy packs"), _packs),
    (Text("公文字体", "document fonts"), _fonts),
)
