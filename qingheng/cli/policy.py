"""`qingheng policy check|value|explain|diff`: packs from the command line, exactly as docs/packs describes them."""

import argparse
import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from qingheng.cli.main import day
from qingheng.cli.output import DONE, Console, exit_code
from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.kernel.findings import Citation, Outcome
from qingheng.foundation.kernel.problems import Problem, ProblemsError, Severity, Where, nearest
from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.policy.bulk import read_people
from qingheng.foundation.policy.chain import NO_EDITION, VALUE, Chain
from qingheng.foundation.policy.check import check
from qingheng.foundation.policy.citations import citation_text
from qingheng.foundation.policy.diff import Difference, Side, compare
from qingheng.foundation.policy.explain import (
    OUTCOMES,
    OVERALL,
    Explanation,
    RuleResult,
    UsedValue,
    change_words,
    explain,
    plain,
)
from qingheng.foundation.policy.expression.sentence import show_value
from qingheng.foundation.policy.loading import load_chain, open_chain
from qingheng.foundation.policy.model import Answer
from qingheng.foundation.policy.reading import read_text, reason
from qingheng.foundation.policy.schema import GATES


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the four commands."""
    commands = parser.add_subparsers(dest="what", required=True, metavar="check|value|explain|diff")
    checking = commands.add_parser("check", allow_abbrev=False)
    checking.add_argument("pack")
    value = commands.add_parser("value", allow_abbrev=False)
    value.add_argument("pack")
    value.add_argument("key")
    value.add_argument("--on", type=day)
    one = commands.add_parser("explain", allow_abbrev=False)
    one.add_argument("pack")
    one.add_argument("--facts", required=True, type=Path)
    one.add_argument("--on", type=day)
    one.add_argument("--gate", choices=GATES)
    one.add_argument("--rule", action="extend", nargs="+")
    diff = commands.add_parser("diff", allow_abbrev=False)
    diff.add_argument("a", metavar="A[@DAY]")
    diff.add_argument("b", metavar="B[@DAY]")
    diff.add_argument("--people", required=True, type=Path)
    diff.add_argument("--on", type=day)
    diff.add_argument("--limit", type=int, default=1000)


def run(args: argparse.Namespace, console: Console) -> int:
    """Run the command; the exit code."""
    match args.what:
        case "check":
            return _check(args, console)
        case "value":
            return _value(args, console)
        case "explain":
            return _explain(args, console)
    return _diff(args, console)


def _bad_call(zh: str, en: str, suggestion: str | None = None) -> ProblemsError:
    mend = Text("运行 qingheng policy --help 查看用法。", "Run qingheng policy --help for its arguments.")
    return ProblemsError([Problem("bad_call", Text(zh, en), mend, suggestion=suggestion)])


# --- check -----------------------------------------------------------------------------------------------------


def _check(args: argparse.Namespace, console: Console) -> int:
    chain = open_chain(args.pack)
    found = check(chain)
    result = {
        "pack": chain.as_json(),
        "ok": exit_code(found) == DONE,
        "counts": {
            "parameters": len(chain.parameters()),
            "rules": len(chain.rules()),
            "meetings": len(chain.meetings()),
            "cases": len(chain.cases()),
            "sources": len(chain.sources()),
            "terms": len(chain.glossary()),
        },
        "problems": [one.as_json() for one in found],
    }
    console.result(result, lambda: _check_text(chain, found, console.lang))
    return exit_code(found)


def _check_text(chain: Chain, found: list[Problem], lang: Lang) -> str:
    blocking = sum(one.severity is not Severity.WARNING for one in found)
    words = {
        "zh": f"政策包 {chain.id}：{blocking} 处须改正或选择，{len(found) - blocking} 处提示",
        "en": f"pack {chain.id}: {blocking} to mend or choose, {len(found) - blocking} warnings",
    }
    return "\n".join([*(one.line(lang) for one in found), words[lang]])


# --- value -----------------------------------------------------------------------------------------------------


def _value(args: argparse.Namespace, console: Console) -> int:
    chain = load_chain(args.pack)
    on = args.on or clock().today()
    try:
        answer = chain.value(args.key, on)
    except KeyError:
        keys = [name for one in chain.parameters() for name in (one.key, f"{one.kind}.{one.key}")]
        raise _bad_call(
            f"政策包 {chain.id} 没有参数 {args.key}",
            f"pack {chain.id} has no parameter {args.key}",
            nearest(args.key, keys),
        ) from None
    console.result(_answer_json(chain, answer), lambda: _answer_text(chain, answer, console.lang))
    return DONE


def _answer_json(chain: Chain, answer: Answer) -> dict[str, Any]:
    return {
        "pack": chain.as_json(),
        "key": answer.key,
        "on": answer.on.isoformat(),
        "status": answer.status,
        "value": _shown(answer.value),
        "unit": answer.unit,
        "label": answer.label.as_json() if answer.label else None,
        "from": answer.start.isoformat() if answer.start else None,
        "to": answer.end.isoformat() if answer.end else None,
        "edition": answer.edition,
        "defined_in": answer.pack,
        "cite": [one.as_json() for one in answer.cite],
        "reason": answer.reason.as_json() if answer.reason else None,
        "problems": [],
    }


def _shown(value: Any) -> Any:
    """A value for JSON; the items of a list as `{id, zh, en, min}`."""
    if isinstance(value, tuple) and value and hasattr(value[0], "label"):
        return [{"id": one.id, **one.label.as_json(), "min": one.least} for one in value]
    return plain(value)


def _answer_text(chain: Chain, answer: Answer, lang: Lang) -> str:
    label = answer.label[lang] if answer.label else ""
    if answer.status != VALUE:
        word = {"zh": "没有适用的版本" if answer.status == NO_EDITION else "没有值",
                "en": "no edition" if answer.status == NO_EDITION else "no value"}[lang]  # fmt: skip
        why = answer.reason[lang] if answer.reason else ""
        return f"{answer.key} {label} {answer.on}: {answer.status} · {word} · {why}"
    body = _value_words(chain, answer, lang)
    since = {"zh": f"自 {answer.start} 起", "en": f"since {answer.start}"}[lang]
    return f"{answer.key} {label} = {body}\n  {since} · {cited(chain, answer.cite, lang)}"


def _value_words(chain: Chain, answer: Answer, lang: Lang) -> str:
    """A value with its unit; what is no single value as JSON."""
    known = chain.vocabulary.parameters.get(answer.key.removeprefix("p."))
    if known is not None and not isinstance(answer.value, Mapping | tuple):
        return show_value(answer.value, known.type, lang)
    return json.dumps(_shown(answer.value), ensure_ascii=False)


def cited(chain: Chain, cites: tuple[Citation, ...], lang: Lang) -> str:
    """Citations as one reads them."""
    return ("；" if lang == "zh" else "; ").join(citation_text(chain, one)[lang] for one in cites)


# --- explain ---------------------------------------------------------------------------------------------------


def _explain(args: argparse.Namespace, console: Console) -> int:
    chain = load_chain(args.pack)
    facts = read_json(args.facts)
    try:
        found = explain(chain, facts, args.on or clock().today(), args.gate, args.rule)
    except KeyError as unknown:
        name = str(unknown.args[0])
        close = nearest(name, [rule.id for rule in chain.rules()])
        raise _bad_call(f"政策包 {chain.id} 没有规则 {name}", f"pack {chain.id} has no rule {name}", close) from None
    placed = [_in_file(one, args.facts) for one in found.problems]
    result = {**found.as_json(), "problems": [one.as_json() for one in placed]}
    console.result(result, lambda: _explanation_text(chain, found, placed, console.lang))
    return exit_code(placed)


def _in_file(one: Problem, file: Path) -> Problem:
    where = Where(file=str(file), path=one.where.path)
    return Problem(one.code, one.text, one.mend, where, one.severity, one.suggestion)


class _JsonError(ValueError):
    """Why a text is no object that can be used, in words."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.said = Text(zh, en)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a JSON file; of a key that stands twice nobody could say which value is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise _JsonError(f"“{twice}”写了两次", f"the key {twice} stands twice")
    return found


def read_json(file: Path) -> dict[str, Any]:
    """A JSON object of a file, numbers kept exact. Raises ProblemsError where it is unreadable or no object."""
    try:
        found = json.loads(read_text(file), parse_float=str, parse_constant=str, object_pairs_hook=_once)
        if not isinstance(found, dict):
            raise _JsonError("不是一个对象（最外层应为花括号）", "it is not an object in braces")
    except _JsonError as error:
        raise _unreadable(file, error.said) from None
    except json.JSONDecodeError as error:
        place = Text(f"第{error.lineno}行第{error.colno}列", f"line {error.lineno}, column {error.colno}")
        raise _unreadable(
            file, Text(f"{place.zh}写错，检查引号、逗号和括号", f"{place.en}: check quotation marks, commas and braces")
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(file, reason(error)) from None
    return found


def _unreadable(file: Path, why: Text) -> ProblemsError:
    return ProblemsError(
        [
            Problem(
                "unreadable_json",
                Text(f"无法读取 JSON 文件：{why.zh}", f"the JSON file cannot be read: {why.en}"),
                Text("给出一个 UTF-8 编码的 JSON 对象。", "Give one JSON object in UTF-8."),
                Where(file=str(file)),
            )
        ]
    )


def _explanation_text(chain: Chain, found: Explanation, problems: list[Problem], lang: Lang) -> str:
    lines = [f"{chain.title[lang]} · {found.on} · {OVERALL[found.overall][lang]} ({found.overall})"]
    if found.reason is not None:
        lines.append(f"  {found.reason[lang]}")
    for one in found.rules:
        lines += _rule_lines(chain, one, lang)
    lines += [problem.line(lang) for problem in problems]
    return "\n".join(lines)


def _used(chain: Chain, used: UsedValue, lang: Lang) -> str:
    """A used value in words: members by their name, of a table only the part that was used."""
    known = chain.vocabulary.parameters.get(used.key.removeprefix("p.").partition("[")[0])
    if known is None or isinstance(used.value, Mapping):
        return str(plain(used.value))
    kind = known.type.item if "[" in used.key and known.type.item is not None else known.type
    return show_value(used.value, kind, lang)


def _rule_lines(chain: Chain, one: RuleResult, lang: Lang) -> list[str]:
    lines = [f"{OUTCOMES[one.outcome][lang]} | {one.rule.id} | {one.say[lang]}"]
    lines.append(f"    {cited(chain, one.cite, lang)}")
    lines += [
        f"    {value.key} = {_used(chain, value, lang)} ({value.start}, {cited(chain, value.cite, lang)})"
        for value in one.values
    ]
    if one.earliest:
        lines.append(
            {"zh": f"    最早 {one.earliest} 符合", "en": f"    met from {one.earliest} at the earliest"}[lang]
        )
    lines += [f"    {change_words(chain, change)[lang]}" for change in one.would_change]
    if one.next_step[lang]:
        lines.append(f"    → {one.next_step[lang]}")
    return lines


# --- diff ------------------------------------------------------------------------------------------------------


def _diff(args: argparse.Namespace, console: Console) -> int:
    on = args.on or clock().today()
    sides = _side(args.a, on), _side(args.b, on)
    people = read_people(args.people)
    console.say(f"比较 {people.count} 人……", f"comparing {people.count} people …")
    found = compare(people, *sides, limit=max(0, args.limit))
    console.result(found.as_json(), lambda: _difference_text(found, console.lang))
    return exit_code(found.problems)


def _side(text: str, on: date) -> Side:
    """`PACK` or `PACK@YYYY-MM-DD`."""
    name, at, written = text.rpartition("@")
    if not at:
        return Side(load_chain(text), on)
    try:
        return Side(load_chain(name), date.fromisoformat(written))
    except ValueError:
        raise _bad_call(f"{written} 不是日期", f"{written} is no date YYYY-MM-DD") from None


def _difference_text(found: Difference, lang: Lang) -> str:
    head = {
        "zh": f"{found.people} 人中有 {found.changed} 人的结论发生变化",
        "en": f"{found.changed} of {found.people} people are judged differently",
    }
    lines = [head[lang]]
    lines += [f"  {OVERALL[a][lang]} -> {OVERALL[b][lang]}: {count}" for a, b, count in found.overall if a != b]
    lines += [
        f"  {rule}: {OUTCOMES[Outcome(a)][lang]} -> {OUTCOMES[Outcome(b)][lang]}: {count}"
        for rule, a, b, count in found.by_rule
    ]
    for one in found.changes:
        lines.append(f"{one.id}: {OVERALL[one.before][lang]} -> {OVERALL[one.after][lang]}")
        for change in one.rules:
            shown = change.after or change.before
            lines.append(f"    {change.id}: {shown.say[lang] if shown else ''}")
            lines += [f"      {part['key']}: {part['a']} -> {part['b']}" for part in change.because()]
    return "\n".join([*lines, *(one.line(lang) for one in found.problems)])
