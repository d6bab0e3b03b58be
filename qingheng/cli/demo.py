"""`qingheng demo [--seed 2007] [--people 2000] [--home DIR] [--no-serve]`: the demonstration county, made and served.

A county is made once. A second start finds it, changes nothing and serves; another seed wants another folder.
"""

import argparse
import json
import os
import socket
import threading
from pathlib import Path
from typing import Any

from qingheng.cli import framework
from qingheng.cli.demonstration.home import Home
from qingheng.cli.demonstration.steps import Steps
from qingheng.cli.output import DONE, Console, exit_code
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Text

HOST, PORT = "127.0.0.1", 8000
SEED, PEOPLE = "2007", 2000
#: A county has people for its leading posts at least, and this program makes no census.
PEOPLE_LIMITS = (102, 1_000_000)
THREADS = 8


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("--seed", default=SEED)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--home", type=Path, default=None)
    parser.add_argument("--no-serve", action="store_true", default=os.environ.get("NO_SERVE") == "1")


def run(args: argparse.Namespace, console: Console) -> int:
    """Make the county where there is none, say where to look, and serve unless told not to."""
    problems = _call_problems(args)
    if problems:
        raise ProblemsError(problems)
    home = Home((args.home or Path(os.environ.get("QINGHENG_HOME") or "var")).resolve())
    with home.locked():
        steps = Steps(console, 0)
        standing = home.county()
        _same_county(standing, args, home)
        _django(home)
        if standing is None:
            _make(home, args, steps)
        else:
            _bring_up_to_date()
    listener = None if args.no_serve else _listener()
    problems = [] if listener or args.no_serve else [_port_taken()]
    _report(home, args, console, steps, made=standing is None, problems=problems)
    if listener is None:
        return exit_code(problems)
    return _serve(listener, console)


def _call_problems(args: argparse.Namespace) -> list[Problem]:
    found = []
    low, high = PEOPLE_LIMITS
    if not low <= args.people <= high:
        found.append(
            Problem(
                "people_out_of_range",
                Text(f"--people 应在 {low} 至 {high} 之间。", f"--people must lie between {low} and {high}."),
                Text("换一个数。", "Give another number."),
            )
        )
    if not args.seed.strip() or len(args.seed) > 80:
        found.append(
            Problem(
                "bad_seed",
                Text(
                    "--seed 不能为空，也不能超过 80 个字符。",
                    "--seed may be neither empty nor longer than 80 characters.",
                ),
                Text("例如 --seed 2007。", "For example --seed 2007."),
            )
        )
    if os.environ.get("DATABASE_URL", "").strip():
        found.append(
            Problem(
                "database_is_set",
                Text(
                    "演示县使用自己的 SQLite 数据库，而 DATABASE_URL 已设置。",
                    "The demonstration has a SQLite database of its own, but DATABASE_URL is set.",
                ),
                Text("取消 DATABASE_URL 后重试。", "Unset DATABASE_URL and try again."),
            )
        )
    return found


def _same_county(standing: dict[str, Any] | None, args: argparse.Namespace, home: Home) -> None:
    if standing is None or (standing["seed"], standing["people"]) == (args.seed, args.people):
        return
    seed, people = standing["seed"], standing["people"]
    raise ProblemsError(
        [
            Problem(
                "another_county",
                Text(
                    f"该目录中已有另一个演示县（种子 {seed}，{people} 人）。",
                    f"Another county stands there already (seed {seed}, {people} people).",
                ),
                Text(
                    "换一个目录：--home 目录，或者用同样的参数。",
                    "Choose another folder: --home DIR, or the same arguments.",
                ),
                Where(file=str(home.database)),
            )
        ]
    )


def _django(home: Home) -> None:
    """Start the framework on this folder; only now, so that bad calls answer at once."""
    os.environ["QINGHENG_HOME"] = str(home.path)
    os.environ.setdefault("QINGHENG_LOG_LEVEL", "WARNING")
    framework.start()


def _make(home: Home, args: argparse.Namespace, steps: Steps) -> None:
    from qingheng.cli.demonstration import build  # noqa: PLC0415 -- needs the framework

    steps.total = build.STEPS
    build.build(home, args.seed, args.people, steps)


def _bring_up_to_date() -> None:
    """Apply what a newer version has added to the tables; most starts find nothing to do."""
    from django.core.management import call_command  # noqa: PLC0415 -- needs the framework
    from django.db import connection  # noqa: PLC0415 -- likewise
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415 -- likewise

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def _report(
    home: Home, args: argparse.Namespace, console: Console, steps: Steps, *, made: bool, problems: list[Problem]
) -> None:
    demo = json.loads(home.accounts.read_text(encoding="utf-8"))
    result = {
        "made": made,
        "home": str(home.path),
        "seed": args.seed,
        "people": args.people,
        "years": demo["years"],
        "base_url": demo["base_url"],
        "accounts_file": str(home.accounts),
        "bulletin": str(home.path / "out" / "bulletin.pdf"),
        "scores": str(home.path / "out" / "scores.json"),
        "seconds": steps.seconds,
        "problems": [problem.as_json() for problem in problems],
    }
    console.result(
        result,
        lambda: "\n".join([_as_text(result, demo, console), *(problem.line(console.lang) for problem in problems)]),
    )


def _as_text(result: dict[str, Any], demo: dict[str, Any], console: Console) -> str:
    zh = console.lang == "zh"
    lines = [
        "演示县已建成（虚构·演示）。" if result["made"] else "演示县已在（虚构·演示），未作改动。",
        f"  网址      {result['base_url']}",
        f"  通报      {result['bulletin']}",
        f"  得分      {result['scores']}",
        f"  账号      {result['accounts_file']}（仅本机所有者可读；三员登录另需其中的动态口令密钥）",
    ]
    if not zh:
        lines = [
            "The demonstration county is made (fictitious)."
            if result["made"]
            else "The demonstration county is there (fictitious); nothing was changed.",
            f"  address   {result['base_url']}",
            f"  bulletin  {result['bulletin']}",
            f"  scores    {result['scores']}",
            f"  accounts  {result['accounts_file']} (for this machine's owner; the three officers also need its one-time code secret)",
        ]
    lines += [f"    {account['username']:<26} {account['password']}" for account in demo["accounts"]]
    return "\n".join(lines)


def _listener() -> socket.socket | None:
    """The socket to serve on; None where the port is taken."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, PORT))
    except OSError:
        listener.close()
        return None
    return listener


def _serve(listener: socket.socket, console: Console) -> int:
    """Serve on the loopback address until stopped."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 -- only when serving
    from waitress import serve  # noqa: PLC0415 -- likewise

    threading.Thread(target=_work, name="worker", daemon=True).start()
    console.say(
        f"正在 http://{HOST}:{PORT} 提供服务，按 Ctrl+C 停止。", f"Serving on http://{HOST}:{PORT}; Ctrl+C stops."
    )
    serve(get_wsgi_application(), sockets=[listener], threads=THREADS, ident=None, _quiet=True)
    return DONE


def _work() -> None:
    """The background worker beside the pages: an office runs `db_worker` as a process of its own."""
    from django_tasks_db.management.commands.db_worker import Worker  # noqa: PLC0415 -- needs the framework

    Worker(
        queue_names=["default"],
        interval=1,
        batch=False,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="demonstration",
        excluded_queue_names=[],
    ).run()


def _port_taken() -> Problem:
    return Problem(
        "port_taken",
        Text(
            f"端口 {PORT} 已被其他程序占用，服务未启动；演示县已建好。",
            f"Port {PORT} is taken by another program; the county stands, but is not served.",
        ),
        Text(
            "停止占用端口的程序后重试；只建县不启动服务用 --no-serve。",
            "Stop the program that holds the port and try again; --no-serve only makes the county.",
        ),
    )
