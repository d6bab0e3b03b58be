"""docs/packs/expressions.md says what is true: every example is run, every function, operator and code is there."""

import json
import re
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.expression import CODES, evaluate, parse
from qingheng.foundation.policy.expression import nodes as n
from qingheng.foundation.policy.expression.facts import CODES as FACT_CODES
from qingheng.foundation.policy.expression.facts import read_facts
from qingheng.foundation.policy.expression.functions import FUNCTIONS
from qingheng.foundation.policy.loading import load_chain

PAGE = (Path(__file__).parents[4] / "docs/packs/expressions.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"```expression\non (\S+)\nfacts (.*)\n(.*)\n→ (\S+) ?(.*)\n```")
EXAMPLES = EXAMPLE.findall(PAGE)
WORDS = {True: "是", False: "否", None: "待核"}


@cache
def _chain() -> Chain:
    return load_chain("qingshui")


@pytest.mark.parametrize(("day", "raw", "text", "answer", "missing"), EXAMPLES, ids=[one[2] for one in EXAMPLES])
def test_every_example_gives_the_answer_on_the_page(day: str, raw: str, text: str, answer: str, missing: str) -> None:
    chain = _chain()
    facts, problems = read_facts(json.loads(raw), chain.vocabulary)
    assert not problems, problems[0].text.en
    parsed = parse(text, chain.vocabulary)
    assert parsed.expr is not None, [problem.text.en for problem in parsed.problems]
    on = date.fromisoformat(day)
    trace = evaluate(parsed.expr, facts, chain.params(on), on)
    assert (WORDS[trace.value], " ".join(sorted(trace.missing))) == (answer, missing)


def test_no_block_of_the_page_escapes_the_run() -> None:
    assert PAGE.count("```expression") == len(EXAMPLES)


def test_every_kind_of_node_and_every_function_has_an_example() -> None:
    chain = _chain()
    seen: set[str] = {"date"}  # becomes a written day while it is read
    for _day, _raw, text, _answer, _missing in EXAMPLES:
        for node in n.walk(parse(text, chain.vocabulary).expr):
            seen.add(node.function if isinstance(node, n.Call) else type(node).__name__)
    assert seen >= {kind.__name__ for kind in n.NODE_TYPES if kind is not n.Call} | set(FUNCTIONS)
    for one in FUNCTIONS.values():
        assert f"{one.name} · {one.zh}" in PAGE


def test_the_page_lists_exactly_the_codes() -> None:
    listed = re.findall(r"^\| `(expr_\w+)` \|", PAGE, re.MULTILINE)
    assert listed == [*CODES, "expr_not_for_bulk"]
    assert set(re.findall(r"`(fact_\w+)`", PAGE)) == set(FACT_CODES)
