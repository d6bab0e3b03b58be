"""读方案: TOML text to the frozen model, with every problem at once, each with file and line."""

import hashlib
import json
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import count
from pathlib import Path as FilePath
from typing import Any

from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Given, Kind, Setting, Settings, shown
from qingheng.foundation.scoring.formula import FormulaError, Number, parse, parse_number
from qingheng.foundation.scoring.lines import Lines, Path


class FloatLiteral(str):
    """A float of the file, kept as it was written so that the problem can show it."""


@dataclass(slots=True)
class Sink:
    """Collects problems of one file."""

    file: str
    lines: Lines
    found: list[Problem]

    def where(self, path: Path) -> Where:
        """The place of a path."""
        return Where(file=self.file, line=self.lines[path], path=dotted(path))

    def add(
        self,
        code: str,
        path: Path,
        text: Text,
        mend: Text,
        severity: Severity = Severity.ERROR,
        suggestion: str | None = None,
    ) -> None:
        """One more problem."""
        self.found.append(Problem(code, text, mend, self.where(path), severity, suggestion))


def dotted(path: Path) -> str:
    """`node.grain.rule.bands[0].points`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text


def read_text(text: str, file: str, found: list[Problem]) -> tuple[dict[str, Any], Sink]:
    """The raw tables of the text (empty where it is no TOML) and the sink for further problems."""
    sink = Sink(file, Lines(text), found)
    try:
        return tomllib.loads(text, parse_float=FloatLiteral), sink
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        sink.add(
            "not_toml",
            (),
            Text(f"不是有效的 TOML：{error}", f"This is not TOML: {error}"),
            Text("按提示的行列改正。", "Mend it at the line and column named."),
        )
        return {}, sink


def digest(raw: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical content: order of keys, spaces and comments do not count."""
    canonical = json.dumps(raw, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(canonical.encode()).hexdigest()


def read_file(path: FilePath, found: list[Problem]) -> str | None:
    """The text of a file; None, with a problem, where it cannot be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        why = (
            Text("没有这个文件", "there is no such file")
            if isinstance(error, FileNotFoundError)
            else Text(f"{error}", f"{error}")
        )
        found.append(
            Problem(
                "unreadable",
                Text(f"读不出方案文件：{why.zh}", f"The scheme file cannot be read: {why.en}"),
                Text("检查路径、权限和编码（须为 UTF-8）。", "Check path, permission and encoding (UTF-8)."),
                Where(file=str(path)),
            )
        )
        return None


def read_settings(
    raw: object, spec: tuple[Setting, ...], path: Path, sink: Sink, ignore: tuple[str, ...] = ()
) -> Settings:
    """A table by its declared settings; unknown, wrong and absent keys are problems."""
    if not isinstance(raw, dict):
        wrong_type(sink, path, Text("一张表", "a table"))
        return Settings(spec)
    declared = {setting.name: setting for setting in spec}
    given: dict[str, Given] = {}
    for key, value in raw.items():
        if key in declared:
            given[key] = _given(value, declared[key], (*path, key), sink)
        elif key not in ignore:
            unknown_key(sink, (*path, key), key, (*declared, *ignore))
    for setting in spec:
        if setting.name not in given:
            _absent(setting, given, path, sink)
    return Settings(spec, given)


def _given(value: object, setting: Setting, path: Path, sink: Sink) -> Given:
    assumed, note = False, None
    if isinstance(value, dict) and "value" in value and set(value) <= {"value", "assumed", "cite", "note"}:
        assumed, note = value.get("assumed") is True, _note(value, path, sink)
        value = value["value"]
    return Given(_value(value, setting, path, sink), dotted(path), assumed, note)


def _note(value: Mapping[str, Any], path: Path, sink: Sink) -> Text | None:
    """What the scheme's writer says about a choice: a line, or `{ zh, en }`."""
    note = value.get("note")
    if isinstance(note, str):
        return Text(note, note)
    return None if note is None else _texts(note, (*path, "note"), sink)


def _absent(setting: Setting, given: Mapping[str, Given], path: Path, sink: Sink) -> None:
    wanted = (
        any(name in given for name in setting.beside)
        if setting.beside
        else bool(setting.required or (setting.code and setting.asked))
    )
    if not wanted:
        return
    example = f"{setting.name} = {setting.example}"
    if setting.code:
        options = "、".join(setting.options)
        sink.add(
            setting.code,
            (*path, setting.name),
            Text(
                f"方案没有写明“{setting.name}”：{setting.doc.zh}。",
                f"The scheme leaves {setting.name!r} open: {setting.doc.en}.",
            ),
            Text(
                f"写明选择{f'（{options}）' if options else ''}，例：{example}；推定的写 {{ value = …, assumed = true }}。",
                f"Choose explicitly{f' ({options})' if options else ''}, e.g. {example}; mark an assumption {{ value = …, assumed = true }}.",
            ),
            Severity.CHOICE,
        )
    else:
        sink.add(
            "missing_key",
            (*path, setting.name),
            Text(f"缺少“{setting.name}”：{setting.doc.zh}。", f"{setting.name!r} is missing: {setting.doc.en}."),
            Text(f"补上，例：{example}", f"Add it, e.g. {example}"),
        )


def _value(value: object, setting: Setting, path: Path, sink: Sink) -> object:
    if isinstance(value, FloatLiteral):
        float_literal(sink, path, value)
        return None
    readers = {
        Kind.FIGURE: _figure, Kind.FORMULA: _formula, Kind.PREDICATE: _formula, Kind.LIMIT: _limit,
        Kind.COUNT: _count, Kind.TEXTS: _texts, Kind.FLAG: _flag, Kind.DATE: _date, Kind.FIGURES: _figures,
    }  # fmt: skip
    if setting.kind in readers:
        return readers[setting.kind](value, path, sink)
    match setting.kind:
        case Kind.OPTION:
            return _option(value, setting, path, sink)
        case Kind.STRINGS:
            return _strings(value, setting, path, sink)
        case Kind.SCALE:
            return _scale(value, setting, path, sink)
        case Kind.ROW:
            return read_settings(
                {setting.short: value} if setting.short and isinstance(value, str) else value,
                setting.rows,
                path,
                sink,
                ("value",),
            )
        case Kind.ROWS:
            return _rows(value, setting, path, sink)
    if not isinstance(value, str):
        wrong_type(sink, path, Text("一行文字", "a text"))
        return None
    return value


def _figure(value: object, path: Path, sink: Sink) -> Fraction | None:
    if isinstance(value, int | str) and not isinstance(value, bool):
        try:
            return parse_number(value)
        except ValueError:
            pass
    wrong_type(
        sink,
        path,
        Text('整数或写成文字的数，如 "0.5"、"2/3"、"60%"', 'an integer or a figure as text: "0.5", "2/3", "60%"'),
    )
    return None


def _formula(value: object, path: Path, sink: Sink) -> object:
    if isinstance(value, int) and not isinstance(value, bool):
        return Number(Fraction(value))
    if not isinstance(value, str):
        wrong_type(sink, path, Text("数或算式", "a figure or a formula"))
        return None
    try:
        return Number(parse_number(value))
    except ValueError:
        pass
    try:
        return parse(value)
    except FormulaError as error:
        sink.add(
            "bad_formula",
            path,
            error.text,
            Text(f"改正算式：{value}", f"Mend the formula: {value}"),
            suggestion=error.suggestion,
        )
        return None


def _limit(value: object, path: Path, sink: Sink) -> object:
    return None if value == "none" else _formula(value, path, sink)


def _count(value: object, path: Path, sink: Sink) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    wrong_type(sink, path, Text("不小于零的整数", "a whole number, not negative"))
    return None


def _texts(value: object, path: Path, sink: Sink) -> Text | None:
    if isinstance(value, dict) and set(value) == {"zh", "en"} and all(isinstance(part, str) for part in value.values()):
        return Text(value["zh"], value["en"])
    wrong_type(sink, path, Text("{ zh = …, en = … }", "{ zh = …, en = … }"))
    return None


def _flag(value: object, path: Path, sink: Sink) -> bool | None:
    if isinstance(value, bool):
        return value
    wrong_type(sink, path, Text("true 或 false", "true or false"))
    return None


def _date(value: object, path: Path, sink: Sink) -> date | None:
    if isinstance(value, date):
        return value
    wrong_type(sink, path, Text("日期，如 2007-01-01", "a date such as 2007-01-01"))
    return None


def _figures(value: object, path: Path, sink: Sink) -> tuple[Fraction | None, ...]:
    if not isinstance(value, list):
        wrong_type(sink, path, Text("一列数", "a list of figures"))
        return ()
    return tuple(_element(item, (*path, at), sink) for at, item in enumerate(value))


def _element(item: object, path: Path, sink: Sink) -> Fraction | None:
    if isinstance(item, FloatLiteral):
        float_literal(sink, path, item)
        return None
    return _figure(item, path, sink)


def _option(value: object, setting: Setting, path: Path, sink: Sink) -> str | None:
    if isinstance(value, str) and value in setting.options:
        return value
    options = "、".join(setting.options)
    sink.add(
        "bad_option",
        path,
        Text(f"“{value}”不是可选的值（{options}）。", f"{value!r} is none of: {', '.join(setting.options)}."),
        Text(setting.doc.zh + "。", setting.doc.en + "."),
        suggestion=nearest(str(value), setting.options),
    )
    return None


def _strings(value: object, setting: Setting, path: Path, sink: Sink) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        wrong_type(sink, path, Text("一列文字", "a list of texts"))
        return ()
    for at, item in enumerate(value):
        if item in value[:at]:
            _twice(f"“{item}”", repr(item), (*path, value.index(item)), (*path, at), None, sink)
    if setting.options:
        return tuple(known for at, item in enumerate(value) if (known := _option(item, setting, (*path, at), sink)))
    return tuple(value)


def _scale(value: object, setting: Setting, path: Path, sink: Sink) -> object:
    if setting.short and isinstance(value, str):
        return {value: None}
    if not isinstance(value, dict):
        wrong_type(sink, path, Text("“标签 = 数”的表", "a table of label = figure"))
        return {}
    return {str(key): _element(item, (*path, key), sink) for key, item in value.items()}


def _rows(value: object, setting: Setting, path: Path, sink: Sink) -> tuple[Settings, ...]:
    if not isinstance(value, list):
        wrong_type(sink, path, Text("一列表", "a list of tables"))
        return ()
    rows = tuple(
        read_settings(
            {setting.short: row} if setting.short and isinstance(row, str) else row, setting.rows, (*path, at), sink
        )
        for at, row in enumerate(value)
    )
    told_apart(rows, path, sink)
    return rows


def told_apart(rows: Sequence[Settings], path: Path, sink: Sink) -> None:
    """The rows of a list differ in what they are told apart by; the second of two that do not is a problem."""
    seen: dict[tuple[tuple[str, str], ...], int] = {}
    for at, row in enumerate(rows):
        said = tuple(
            (each.name, shown(row.given[each.name].value))
            for each in row.spec
            if each.key and each.name in row and row.given[each.name].value is not None
        )
        first = seen.setdefault(said, at) if said else at
        if first != at:
            written = "，".join(value for _, value in said), ", ".join(f"{name} = {value}" for name, value in said)
            free = _free(said[0][1], seen) if said[0][0] == "id" else None
            _twice(f"“{written[0]}”", repr(written[1]), (*path, first), (*path, at, said[0][0]), free, sink)


def _free(id: str, seen: Collection[tuple[tuple[str, str], ...]]) -> str:
    """An id like this one that no row has."""
    return next(free for at in count(2) if (("id", free := f"{id}{at}"),) not in seen)


def _twice(zh: str, en: str, first: Path, path: Path, free: str | None, sink: Sink) -> None:
    sink.add(
        "listed_twice",
        path,
        Text(f"{zh}列了两次，另见 {dotted(first)}。", f"{en} is listed twice, see {dotted(first)}."),
        Text("两处只留一处，或改成所指的另一个。", "Keep one of the two, or write what the other was meant to be."),
        suggestion=free,
    )


def wrong_type(sink: Sink, path: Path, wanted: Text) -> None:
    """The value has the wrong type."""
    sink.add(
        "wrong_type",
        path,
        Text(f"“{dotted(path)}”应为{wanted.zh}。", f"{dotted(path)!r} must be {wanted.en}."),
        Text("改成这种值。", "Write it so."),
    )


def float_literal(sink: Sink, path: Path, written: str) -> None:
    """A float stands where an exact figure belongs."""
    sink.add(
        "float_literal",
        path,
        Text(f"小数 {written} 不能精确保存。", f"The float {written} is not exact."),
        Text(f'写成文字 "{written}" 或分数。', f'Write it as text "{written}" or as a fraction.'),
        suggestion=f'"{written}"',
    )


def unknown_key(sink: Sink, path: Path, key: str, known: tuple[str, ...]) -> None:
    """The key is not declared."""
    sink.add(
        "unknown_key",
        path,
        Text(f"没有“{key}”这个键。", f"There is no key {key!r}."),
        Text("改正或删去。", "Mend or remove it."),
        suggestion=nearest(key, known),
    )
