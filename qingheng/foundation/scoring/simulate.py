"""假设试算: what would change if a weight, a setting or an input were different. Nothing is stored.

A path is that of the scheme file (`node.grain.points`, `node.grain.rule.cap`, `rank.style`) or of an input:
`values.UNIT.ITEM`, with `.PERIOD` behind it where there are figures of several periods and none of the cycle itself.
"""

import copy
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from qingheng.foundation.kernel.points import parse_figure
from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.scoring.inputs import NOT_APPLICABLE, Inputs, Source, Value
from qingheng.foundation.scoring.lines import Lines
from qingheng.foundation.scoring.lint import CYCLE
from qingheng.foundation.scoring.load import build_raw
from qingheng.foundation.scoring.model import Scheme
from qingheng.foundation.scoring.parse import Sink, read_file, read_text
from qingheng.foundation.scoring.result import Result, UnitResult
from qingheng.foundation.scoring.scoring import run, used_ids

Change = tuple[str, str]
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Simulation:
    """试算结果: before and after of every unit whose total or rank changes; `problems` where a change makes no sense."""

    changes: tuple[Change, ...]
    before: Result | None
    after: Result | None
    problems: tuple[Problem, ...]

    def changed(self) -> list[tuple[UnitResult, UnitResult]]:
        """The units whose total, rank or grade differ."""
        if self.before is None or self.after is None:
            return []
        later = {unit.unit: unit for unit in self.after.units}
        pairs = [(unit, later[unit.unit]) for unit in self.before.units if unit.unit in later]
        return [(a, b) for a, b in pairs if (a.total, a.rank, a.grade) != (b.total, b.rank, b.grade)]

    def as_json(self) -> dict[str, Any]:
        """`{set, changed: [{unit, group, total: {before, after}, rank, grade}], unchanged, problems}`."""
        changed = self.changed()
        return {
            "set": [{"path": path, "value": value} for path, value in self.changes],
            "changed": [
                {
                    "unit": a.unit,
                    "group": b.group,
                    **{
                        name: {"before": getattr(a, name), "after": getattr(b, name)}
                        for name in ("total", "rank", "grade")
                    },
                }
                for a, b in changed
            ],
            "unchanged": len(self.before.units) - len(changed) if self.before is not None else 0,
            "new_problems": [problem.as_json() for problem in self._new_problems()],
            "problems": [problem.as_json() for problem in self.problems],
        }

    def _new_problems(self) -> list[Problem]:
        if self.before is None or self.after is None:
            return []
        return [problem for problem in self.after.problems if problem not in self.before.problems]

    def as_text(self, lang: Lang = "zh") -> str:
        """One line per changed unit, then what the change leaves without a figure and why."""
        head = {"zh": "单位\t总分\t名次", "en": "unit\ttotal\trank"}[lang]
        rows = [
            f"{a.unit} {a.name}\t{a.total or '-'} → {b.total or '-'}\t{a.rank or '-'} → {b.rank or '-'}"
            for a, b in self.changed()
        ]
        none = {"zh": "没有变化。", "en": "Nothing changes."}[lang]
        why = [problem.line(lang) for problem in self._new_problems()]
        return "\n".join([*([head, *rows] if rows else [none]), *why])


def simulate(scheme: str | Path, inputs: Inputs, changes: Sequence[Change], *, on: date) -> Simulation:
    """What changes if each path had its value. `scheme` is the path of a scheme file."""
    found: list[Problem] = []
    text = read_file(Path(scheme), found)
    raw, sink = read_text(text, str(scheme), found) if text is not None else ({}, Sink(str(scheme), Lines(""), found))
    if found:
        return Simulation(tuple(changes), None, None, tuple(found))
    before = _built(raw, sink, str(scheme), found)
    changed_raw, changed_inputs = copy.deepcopy(raw), inputs
    for path, value in changes:
        if path.startswith("values."):
            changed_inputs = _changed_value(changed_inputs, path, value, before, found)
        else:
            _changed_setting(changed_raw, path, value, found)
    after = _built(changed_raw, sink, str(scheme), found) if changed_raw != raw else before
    if before is None or after is None or found:
        return Simulation(tuple(changes), None, None, tuple(found))
    return Simulation(tuple(changes), run(before, inputs, on), run(after, changed_inputs, on), ())


def _built(raw: Mapping[str, Any], sink: Sink, file: str, found: list[Problem]) -> Scheme | None:
    loaded = build_raw(raw, sink.lines, file)
    found += [
        problem for problem in loaded.problems if problem.severity is not Severity.WARNING and problem not in found
    ]
    return loaded.scheme


def _parts(path: str) -> list[str]:
    parts, quoted = [""], False
    for mark in path:
        if mark == '"':
            quoted = not quoted
        elif mark in ".[" and not quoted:
            parts.append("")
        elif mark != "]" or quoted:
            parts[-1] += mark
    return parts


def _bad(found: list[Problem], path: str, zh: str, en: str, suggestion: str | None = None) -> None:
    found.append(
        Problem(
            "bad_path",
            Text(zh, en),
            Text("改正 --set 的路径或值。", "Mend the path or value of --set."),
            Where(path=path),
            suggestion=suggestion,
        )
    )


def _changed_setting(raw: dict[str, Any], path: str, value: str, found: list[Problem]) -> None:
    *above, last = _parts(path)
    here: Any = raw
    for part in above:
        here = _unwrapped(_step(here, part))
        if here is None:
            _bad(found, path, f"方案中没有“{path}”。", f"The scheme has no {path!r}.", None)
            return
    if isinstance(here, list) and last.isdigit() and int(last) < len(here):
        here[int(last)] = _typed(value)
    elif isinstance(here, dict):
        if last not in here:
            near = nearest(last, here)
            if near is not None:
                _bad(found, path, f"方案中没有“{path}”。", f"The scheme has no {path!r}.", near)
                return
        here[last] = _typed(value)
    else:
        _bad(found, path, f"方案中没有“{path}”。", f"The scheme has no {path!r}.")


def _step(here: Any, part: str) -> Any:
    if isinstance(here, list):
        return here[int(part)] if part.isdigit() and int(part) < len(here) else None
    return here.get(part) if isinstance(here, dict) else None


def _unwrapped(here: Any) -> Any:
    return here["value"] if isinstance(here, dict) and "value" in here and "assumed" in here else here


def _typed(value: str) -> Any:
    """A value of the command line as TOML has it: true, false and whole numbers by type, all else text."""
    if value in ("true", "false"):
        return value == "true"
    return int(value) if value.lstrip("-").isdigit() else value


def _changed_value(inputs: Inputs, path: str, value: str, scheme: Scheme | None, found: list[Problem]) -> Inputs:
    keys = _value_keys(inputs, _parts(path)[1:], scheme)
    if len(keys) > 1:
        zh = f"“{path}”有 {len(keys)} 期的数，须写明哪一期。"
        _bad(found, path, zh, f"{path!r} has figures of {len(keys)} periods: say which.", f"{path}.{keys[0][2]}")
        return inputs
    if not keys:
        ids = sorted({f"values.{unit}.{item}.{period}".rstrip(".") for unit, item, period in inputs.values})
        _bad(found, path, f"数据中没有“{path}”。", f"The inputs have no {path!r}.", nearest(path, ids))
        return inputs
    try:
        figure = None if value in ("", NOT_APPLICABLE) else parse_figure(value)
    except ValueError:
        _bad(found, path, f"“{value}”不是数。", f"{value!r} is no figure.")
        return inputs
    made = Value(*keys[0], figure, value, Source(file="--set"))
    return replace(inputs, values={**inputs.values, keys[0]: made})


def _value_keys(inputs: Inputs, parts: list[str], scheme: Scheme | None) -> list[Key]:
    """The values that the parts may name: unit, item (which may hold dots), and a period or none.

    Several where the item has figures of several periods and none is named. A value that is not there yet may be
    supposed where the scheme reads its id.
    """
    if len(parts) < 2:
        return []
    unit, *rest = parts
    item = ".".join(rest)
    names = [(item, "")]
    if len(rest) > 1 and CYCLE.fullmatch(rest[-1]):
        dated = ".".join(rest[:-1])
        names = [(dated, rest[-1]), (item, ""), (dated, "")]
    there = next(((unit, *name) for name in names if (unit, *name) in inputs.values), None)
    if there is not None:
        return [there]
    same = sorted(key for key in inputs.values if key[:2] == (unit, item))
    own = [key for key in same if scheme is not None and key[2] == scheme.period]
    if same or (unit not in inputs.units and unit != "*"):
        return own or same
    known = used_ids(scheme) if scheme is not None else set()
    return [(unit, *name) for name in names[:2] if name[0] in known][:1]
