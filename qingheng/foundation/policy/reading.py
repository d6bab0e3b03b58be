"""读文件: text that people hand in, and words for why a file cannot be read. No exception's name reaches an officer."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path

from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.codes import problem

#: No file of a pack comes near this; what is longer is something else.
MOST_BYTES = 16_000_000
_REASONS: dict[type[Exception], Text] = {
    FileNotFoundError: Text("文件不存在", "there is no such file"),
    IsADirectoryError: Text("这是一个文件夹", "it is a folder"),
    PermissionError: Text("没有读取权限", "reading it is not permitted"),
    UnicodeDecodeError: Text("不是 UTF-8 文本", "it is no UTF-8 text"),
    RecursionError: Text("嵌套过深", "it is nested too deeply"),
    ValueError: Text("数字过长", "a number is too long"),
}
_UNREADABLE = Text("打不开", "it does not open")


class NoFileError(ValueError):
    """不是普通文件: a device, a pipe, or far too long; `said` are its words."""

    def __init__(self, said: Text) -> None:
        super().__init__(said.en)
        self.said = said


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with or without the mark that Windows puts first. Raises OSError, UnicodeDecodeError, NoFileError."""
    if path.exists() and not path.is_file() and not path.is_dir():
        raise NoFileError(Text("不是普通文件", "it is no ordinary file"))
    if path.is_file() and path.stat().st_size > MOST_BYTES:
        raise NoFileError(Text("文件过大", "it is too large"))
    return path.read_text(encoding="utf-8-sig")


def reason(error: Exception) -> Text:
    """Why a file cannot be read, in words."""
    if isinstance(error, NoFileError):
        return error.said
    return next((text for kind, text in _REASONS.items() if isinstance(error, kind)), _UNREADABLE)


def unreadable(where: Where, error: Exception) -> Problem:
    """The problem `unreadable_file` for what went wrong."""
    said = reason(error)
    return problem("unreadable_file", where, reason=said.zh, reason_en=said.en)


# What `tomllib` says, by the beginning of its sentence.
_SYNTAX: Mapping[str, str] = {
    "Cannot declare": "同一个表头写了两次",
    "Cannot mutate immutable": "花括号里写过的内容不能在别处再补",
    "Cannot overwrite": "同一个键写了两次",
    "Cannot redefine": "同一个键写了两次",
    "Duplicate inline table key": "花括号里同一个键写了两次",
    "Escaped character": "反斜杠后的字符不存在",
    "Expected '='": "键名之后应为等号",
    "Expected ']]'": "表头末尾缺少 ]]",
    "Expected ']'": "表头末尾缺少 ]",
    "Expected newline": "一条写完之后应当换行",
    "Expected": "缺少配对的引号",
    "Found invalid character": "含有不允许的字符",
    "Illegal character": "引号没有在同一行闭合，或者含有不允许的字符",
    "Invalid date": "日期不存在，或者写法不是 2026-01-31",
    "Invalid hex": "字符编码写错",
    "Invalid initial character": "键名只能用英文字母、数字和下划线",
    "Invalid statement": "此行不是“键 = 值”，也不是表头",
    "Invalid value": "等号后面的值读不懂：文字要加引号，日期写作 2026-01-31",
    "Unclosed array": "方括号没有闭合",
    "Unclosed inline table": "花括号没有闭合",
    "Unescaped": "引号里的反斜杠须写两个",
    "Unterminated string": "引号没有闭合",
}


def syntax_problem(file: str, text: str, error: Exception) -> Problem:
    """Why a text is no TOML, and where: `tomllib` writes the place into its sentence, "… (at line 3, column 7)"."""
    if not isinstance(error, tomllib.TOMLDecodeError):
        said = reason(error)
        return problem("toml_syntax", Where(file=file, line=1), reason=said.zh, reason_en=said.en)
    told, _, place = str(error).partition(" (at ")
    numbers = [int(word) for word in re.findall(r"\d+", place)]
    line = numbers[0] if numbers else text.count("\n") + 1
    column = str(numbers[1]) if len(numbers) > 1 else None
    zh = next((words for begin, words in _SYNTAX.items() if told.startswith(begin)), told)
    return problem("toml_syntax", Where(file=file, line=line, column=column), reason=zh, reason_en=told)
