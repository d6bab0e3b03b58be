"""`qingheng [--json] [--lang zh|en] COMMAND …`: finds the command's module and calls it.

A command module has `configure(parser)`, which declares its arguments, and `run(args, console) -> int`, the exit code.
Modules are imported only when called, so that `qingheng --help` starts at once. Exit 0: done; 1: problems in the
output; 2: wrong call or unreadable input.
"""

import argparse
import functools
import importlib
import os
import re
import sys
import traceback
from collections.abc import Sequence
from datetime import date
from typing import NoReturn

from qingheng.cli.output import UNREADABLE, Console
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where, nearest
from qingheng.foundation.kernel.text import Lang, Text

#: Command -> what it is for. The module is `qingheng.cli.<command>`.
COMMANDS = {
    "demo": Text("建立演示县并启动服务", "make the demonstration county and serve it"),
    "score": Text(
        "考核计分：check run explain simulate uncertainty audit bulk",
        "score an assessment: check run explain simulate uncertainty audit bulk",
    ),
    "policy": Text("政策包：check value explain diff", "policy packs: check value explain diff"),
    "vote": Text("按会议规则判定表决：decide", "decide a vote by the meeting's rule: decide"),
    "institutions": Text("七十六项制度及其走查测试", "the 76 institutions with the journey that proves each"),
    "doctor": Text("体检：环境、数据库、字体、政策包", "check environment, database, fonts and packs"),
}


LANGUAGES: dict[str, Lang] = {"zh": "zh", "en": "en"}


class BadCallError(Exception):
    """The command line cannot be understood."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose complaint becomes a problem instead of a usage dump."""

    def error(self, message: str) -> NoReturn:
        """Raise the complaint; `main` prints it as a problem and exits 2."""
        raise BadCallError(message)


class ChineseParser(Parser):
    """The same, with its help in Chinese."""

    def format_help(self) -> str:
        """The help text."""
        return functools.reduce(lambda text, pair: text.replace(*pair), _HELP_IN_CHINESE.items(), super().format_help())


_PARSERS: dict[Lang, type[Parser]] = {"zh": ChineseParser, "en": Parser}
_HELP_IN_CHINESE = {
    "usage: ": "用法：",
    "positional arguments:": "位置参数：",
    "options:": "选项：",
    "show this help message and exit": "显示本说明",
}


def day(text: str) -> date:
    """A date argument, YYYY-MM-DD and nothing else; argparse turns the ValueError into a problem."""
    found = date.fromisoformat(text)
    if found.isoformat() != text:
        raise ValueError(text)
    return found


def run() -> NoReturn:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def main(argv: Sequence[str]) -> int:
    """Run one command line and return its exit code; whatever goes wrong is printed as problems."""
    rest, console, complaint = _globals(argv)
    try:
        if complaint:
            raise BadCallError(complaint)
        return _dispatch(rest, console)
    except BadCallError as bad:
        return _tell(console, _bad_call(str(bad), rest))
    except ProblemsError as unreadable:
        return _tell(console, *unreadable.problems)
    except BrokenPipeError:
        return _nobody_reads()
    except RecursionError:
        return _tell(console, _too_deep())
    except OSError as refused:
        return _tell(console, _file_access(refused))
    except KeyboardInterrupt:
        console.say("已中断。", "Interrupted.")
        return 130
    except Exception as error:  # noqa: BLE001 -- a person never sees a traceback; QINGHENG_DEBUG=1 shows it
        if os.environ.get("QINGHENG_DEBUG") == "1":
            traceback.print_exc()
        return _tell(console, _internal(error))


def _tell(console: Console, *problems: Problem) -> int:
    """Show why nothing was done; where standard output itself takes nothing, on standard error."""
    try:
        console.problems(problems, UNREADABLE)
        sys.stdout.flush()
    except BrokenPipeError:
        return _nobody_reads()
    except OSError:
        _nobody_reads()
        for problem in problems:
            console.say(problem.line("zh"), problem.line("en"))
    return UNREADABLE


def _nobody_reads() -> int:
    """Nobody reads standard output any more: what is still to be printed goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return UNREADABLE


def _globals(argv: Sequence[str]) -> tuple[list[str], Console, str]:
    """Take --json and --lang out of the line wherever they stand; the third part is a complaint, or empty."""
    rest: list[str] = []
    console, complaint = Console(), ""
    words = iter(argv)
    for word in words:
        if word == "--":
            rest += [word, *words]
        elif word == "--json":
            console.json = True
        elif word == "--lang" or word.startswith("--lang="):
            value = word.partition("=")[2] if "=" in word else next(words, "")
            if value in LANGUAGES:
                console.lang = LANGUAGES[value]
            else:
                console.json |= value == "--json"  # the value was forgotten; what follows still means what it says
                complaint = f"--lang takes zh or en, not {value!r}"
        else:
            rest.append(word)
    return rest, console, complaint


def _dispatch(words: list[str], console: Console) -> int:
    if not words or words[0] in ("-h", "--help", "help"):
        console.result({"commands": {name: text.as_json() for name, text in COMMANDS.items()}}, lambda: _help(console))
        return 0
    name, *arguments = words
    if name not in COMMANDS:
        raise BadCallError(f"unknown command {name!r}")
    module = importlib.import_module(f"qingheng.cli.{name}")
    parser = _PARSERS[console.lang](
        prog=f"qingheng {name}", description=COMMANDS[name][console.lang], allow_abbrev=False
    )
    module.configure(parser)
    code: int = module.run(parser.parse_args(arguments), console)
    return code


def _help(console: Console) -> str:
    title = (
        "用法：qingheng [--json] [--lang zh|en] 命令 …"
        if console.lang == "zh"
        else "qingheng [--json] [--lang zh|en] COMMAND …"
    )
    return "\n".join([title, "", *(f"  {name:<13} {text[console.lang]}" for name, text in COMMANDS.items())])


def _bad_call(message: str, words: list[str]) -> Problem:
    known = nearest(words[0], COMMANDS) if words and words[0] not in COMMANDS else None
    return Problem(
        code="bad_call",
        text=Text(f"命令写得不对：{_in_chinese(message)}", f"Wrong call: {message}"),
        mend=Text("运行 qingheng 命令 --help 查看用法。", "Run qingheng COMMAND --help for its arguments."),
        suggestion=known,
    )


#: What the argument parser complains of, in its own words and in Chinese.
_COMPLAINTS = (
    (r"the following arguments are required: (.+)", r"缺少参数 \1"),
    (r"unrecognized arguments: (.+)", r"不认识参数 \1"),
    (r"argument (.+?): expected (?:one|at least one) argument", r"参数 \1 后面缺少取值"),
    (r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)", r"参数 \1 不能取 \2，可选：\3"),
    (r"argument (.+?): invalid \w+ value: (.+)", r"参数 \1 的取值 \2 不合要求"),
    (r"argument (.+?): ignored explicit argument (.+)", r"参数 \1 不带取值，却写了 \2"),
    (r"argument (.+?): not allowed with argument (.+)", r"参数 \1 不能与 \2 同时使用"),
    (r"unknown command (.+)", r"没有命令 \1"),
    (r"--lang takes zh or en, not (.+)", r"--lang 只能取 zh 或 en，不能取 \1"),
)


def _in_chinese(message: str) -> str:
    """A complaint of the argument parser in Chinese; one that is not known here stays as it is."""
    for pattern, chinese in _COMPLAINTS:
        found = re.fullmatch(pattern, message, re.DOTALL)
        if found:
            return found.expand(chinese)
    return message


def _too_deep() -> Problem:
    return Problem(
        code="too_deep",
        text=Text("输入嵌套过深，无法读取。", "The input is nested too deeply to be read."),
        mend=Text("核对文件：括号是否成对。", "Check the file: do its brackets close?"),
    )


def _file_access(refused: OSError) -> Problem:
    said = refused.strerror or type(refused).__name__
    return Problem(
        code="file_access",
        text=Text(f"文件或目录读写失败：{said}。", f"A file or folder cannot be read or written: {said}."),
        mend=Text(
            "检查路径、权限和磁盘剩余空间，或者换一个目录。",
            "Check the path, its rights and the free space, or choose another folder.",
        ),
        where=Where(file=str(refused.filename)) if refused.filename else Where(),
    )


def _internal(error: Exception) -> Problem:
    return Problem(
        code="internal_error",
        text=Text(
            f"程序内部出错（{type(error).__name__}），本次没有写入任何结果。",
            f"Internal error ({type(error).__name__}); nothing was written.",
        ),
        mend=Text(
            "请以 QINGHENG_DEBUG=1 重新运行，并把输出交给维护人员。",
            "Run again with QINGHENG_DEBUG=1 and hand the output to the maintainers.",
        ),
    )
