"""版本比较: who is judged differently under another pack or on another day, and why.

SQL judges everybody under both; the walker explains only the changed, and only as many as are shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.problems import Problem, Where
from qingheng.foundation.policy.bulk import Judge, Judged, People
from qingheng.foundation.policy.chain import Chain
from qingheng.foundation.policy.codes import problem
from qingheng.foundation.policy.explain import Explanation, RuleResult, explain, plain


@dataclass(frozen=True, slots=True)
class Side:
    """一方: a pack on a day."""

    chain: Chain
    on: date

    def as_json(self) -> dict[str, Any]:
        """`{id, hash, on, edition}`."""
        edition = self.chain.edition(self.on)
        return {**self.chain.as_json(), "on": self.on.isoformat(), "edition": edition.id if edition else None}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """一条规则的变化: the two outcomes, the two sentences, and the values that differ."""

    id: str
    before: RuleResult | None
    after: RuleResult | None

    def as_json(self) -> dict[str, Any]:
        """The change with its reasons."""
        shown = self.after or self.before
        return {
            "id": self.id,
            "a": _word(self.before),
            "b": _word(self.after),
            "say_a": self.before.say.as_json() if self.before else None,
            "say_b": self.after.say.as_json() if self.after else None,
            "cite": [one.as_json() for one in shown.cite] if shown else [],
            "because": self.because(),
        }

    def because(self) -> list[dict[str, Any]]:
        """Values of parameters that differ between the two, with the basis of the second."""
        ours = {one.key: one for one in self.before.values} if self.before else {}
        theirs = {one.key: one for one in self.after.values} if self.after else {}
        return [
            {
                "key": key,
                "a": plain(ours[key].value) if key in ours else None,
                "b": plain(theirs[key].value) if key in theirs else None,
                "cite": [one.as_json() for one in (theirs.get(key) or ours[key]).cite],
            }
            for key in sorted(ours.keys() | theirs.keys())
            if (ours[key].value if key in ours else None) != (theirs[key].value if key in theirs else None)
        ]


@dataclass(frozen=True, slots=True)
class PersonChange:
    """一个人的变化."""

    id: str
    row: int
    before: str
    after: str
    rules: tuple[RuleChange, ...]

    def as_json(self) -> dict[str, Any]:
        """Who, from what to what, by which rules."""
        return {
            "id": self.id,
            "row": self.row,
            "overall": {"a": self.before, "b": self.after},
            "rules": [one.as_json() for one in self.rules],
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """比较结果: counts over everybody; `changes` holds the first people, in the order of the file."""

    a: Side
    b: Side
    people: int
    changed: int
    overall: tuple[tuple[str, str, int], ...]
    by_rule: tuple[tuple[str, str, str, int], ...]
    changes: tuple[PersonChange, ...]
    problems: tuple[Problem, ...]

    def as_json(self) -> dict[str, Any]:
        """The JSON of `policy diff`."""
        return {
            "a": self.a.as_json(),
            "b": self.b.as_json(),
            "people": self.people,
            "changed": self.changed,
            "overall": [{"a": a, "b": b, "count": count} for a, b, count in self.overall],
            "by_rule": [{"id": rule, "a": a, "b": b, "count": count} for rule, a, b, count in self.by_rule],
            "changes": [one.as_json() for one in self.changes],
            "problems": [one.as_json() for one in self.problems],
        }


def _word(result: RuleResult | None) -> str:
    return result.outcome.value if result else Outcome.NOT_APPLICABLE.value


def compare(people: People, a: Side, b: Side, limit: int = 1000) -> Difference:
    """Who of the people is judged differently under `b` than under `a`; a rule that only one has counts as not applicable."""
    judges = Judge(people, a.chain, a.on, "a"), Judge(people, b.chain, b.on, "b")
    for column in judges[0].unknown.keys() & judges[1].unknown.keys():
        where = Where(file=people.file, row=1, column=column)
        people.problems.append(problem("unknown_key", where, key=column, suggestion=judges[1].unknown[column]))
    judged = judges[0].judge(), judges[1].judge()
    run = people.connection.execute
    for side, one in zip((a, b), judged, strict=True):
        run(f"CREATE TABLE overall_{one.table} AS SELECT _row, {_overall(side, one)} AS word FROM {one.table}")  # noqa: S608 -- built from checked ids
    pairs = _pairs(*judged)
    differs = " OR ".join([f"{x} <> {y}" for _, x, y in pairs] + ["oa.word <> ob.word"])
    joined = (
        f"{judged[0].table} a JOIN {judged[1].table} b USING (_row) JOIN overall_{judged[0].table} oa USING (_row) "
        f"JOIN overall_{judged[1].table} ob USING (_row)"
    )
    run(f"CREATE TABLE changed AS SELECT _row, oa.word wa, ob.word wb FROM {joined} WHERE {differs} ORDER BY _row")  # noqa: S608 -- likewise
    overall = run(
        f"SELECT oa.word, ob.word, count(*) FROM {joined} GROUP BY ALL ORDER BY 1, 2"  # noqa: S608 -- likewise
    ).fetchall()
    by_rule = []
    for rule, x, y in pairs:
        counted = run(f"SELECT {x}, {y}, count(*) FROM {joined} WHERE {x} <> {y} GROUP BY ALL ORDER BY 1, 2").fetchall()  # noqa: S608 -- likewise
        by_rule += [(rule, before, after, count) for before, after, count in counted]
    total = run("SELECT count(*) FROM changed").fetchone()
    shown = run("SELECT _row, wa, wb FROM changed ORDER BY _row LIMIT ?", [limit]).fetchall()
    return Difference(
        a,
        b,
        people.count,
        int(total[0]) if total else 0,
        tuple(overall),
        tuple(by_rule),
        _explain_changes(people, (a, b), judges, shown),
        tuple(people.problems),
    )


def _pairs(a: Judged, b: Judged) -> list[tuple[str, str, str]]:
    """Each rule of either side with its two columns."""
    ours = {one.rule.id for one in a.rules}
    theirs = {one.rule.id for one in b.rules}
    absent = f"'{Outcome.NOT_APPLICABLE.value}'"
    ids = dict.fromkeys([one.rule.id for one in (*a.rules, *b.rules)])
    return [(id_, f'a."{id_}"' if id_ in ours else absent, f'b."{id_}"' if id_ in theirs else absent) for id_ in ids]


def _overall(side: Side, judged: Judged) -> str:
    """`explain.overall` as SQL."""
    if side.chain.edition(side.on) is None:
        return "'no_edition'"
    if not judged.rules:
        return "'to_verify'"
    deciding = [one.rule for one in judged.rules if one.rule.severity != "warn"]

    def some(words: tuple[str, ...], severities: tuple[str, ...]) -> str:
        tests = [f"\"{rule.id}\" = '{word}'" for rule in deciding if rule.severity in severities for word in words]
        return "(" + (" OR ".join(tests) or "false") + ")"

    return (
        f"CASE WHEN {some(('not_met',), ('bar',))} THEN 'barred' "
        f"WHEN {some(('unknown',), ('bar', 'review'))} THEN 'to_verify' "
        f"WHEN {some(('needs_approval',), ('bar', 'review'))} OR {some(('not_met',), ('review',))} THEN 'needs_approval' "
        f"ELSE 'no_obstacle' END"
    )


def _explain_changes(
    people: People, sides: tuple[Side, Side], judges: tuple[Judge, Judge], shown: list[tuple[int, str, str]]
) -> tuple[PersonChange, ...]:
    rows = people.rows([row for row, _, _ in shown])
    changes = []
    for row, before, after in shown:
        found = [
            explain(side.chain, judge.facts(rows[row]), side.on, outlook=False, replay=True)
            for side, judge in zip(sides, judges, strict=True)
        ]
        name = rows[row].get(judges[0].places.get(("id", None), ""), None) or str(row)
        changes.append(PersonChange(name, row, before, after, _rule_changes(found[0], found[1])))
    return tuple(changes)


def _rule_changes(before: Explanation, after: Explanation) -> tuple[RuleChange, ...]:
    ours: Mapping[str, RuleResult] = {one.rule.id: one for one in before.rules}
    theirs: Mapping[str, RuleResult] = {one.rule.id: one for one in after.rules}
    return tuple(
        RuleChange(id_, ours.get(id_), theirs.get(id_))
        for id_ in dict.fromkeys([*ours, *theirs])
        if _word(ours.get(id_)) != _word(theirs.get(id_))
    )
