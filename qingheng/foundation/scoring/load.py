"""读入方案: `load_scheme`, `parse_scheme`: raw tables to the model, then the lint."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path as FilePath
from typing import Any

from qingheng.foundation.kernel.points import Rounding
from qingheng.foundation.kernel.problems import Problem, Severity, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Choice, Settings
from qingheng.foundation.scoring.formula import FormulaError, Number, parse
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.lines import Lines, Path
from qingheng.foundation.scoring.lint import lint
from qingheng.foundation.scoring.model import (
    Check,
    Combine,
    Consequence,
    Contest,
    GradeBlock,
    GradeRule,
    Grading,
    GroupRule,
    Kind,
    Loaded,
    Node,
    NotApplicable,
    Organs,
    Periods,
    Place,
    Ranking,
    Repeat,
    RoundingRule,
    Rule,
    Scheme,
    Stage,
    TieKey,
    Tree,
    Veto,
)
from qingheng.foundation.scoring.parse import (
    Sink,
    digest,
    dotted,
    read_file,
    read_settings,
    read_text,
    told_apart,
    unknown_key,
    wrong_type,
)
from qingheng.foundation.scoring.tables import TABLES

_EMPTY = Text("", "")
_ALWAYS = Number(Fraction(1))


def load_scheme(path: str | FilePath) -> Loaded:
    """The scheme of a file, with all problems at once; `scheme` is None unless only warnings remain."""
    found: list[Problem] = []
    text = read_file(FilePath(path), found)
    return Loaded(None, tuple(found)) if text is None else parse_scheme(text, str(path))


def parse_scheme(text: str, file: str = "scheme.toml") -> Loaded:
    """The scheme of a TOML text; `file` is the name that problems print."""
    found: list[Problem] = []
    raw, sink = read_text(text, file, found)
    return Loaded(None, tuple(found)) if found else build_raw(raw, sink.lines, file)


def build_raw(raw: Mapping[str, Any], lines: Lines, file: str) -> Loaded:
    """The scheme of raw tables, as `tomllib` reads them with floats kept as `FloatLiteral`."""
    found: list[Problem] = []
    sink = Sink(file, lines, found)
    tables = _Tables(raw, sink)
    scheme = _build(tables, sink, file, digest(raw)) if tables.usable else None
    if scheme is not None:
        lint(scheme, sink)
    ordered = tuple(sorted(found, key=lambda problem: (problem.where.line or 0, problem.code)))
    blocked = any(problem.severity is not Severity.WARNING for problem in found)
    return Loaded(None if blocked else scheme, ordered)


class _Tables:
    """The declared tables of the file, read by their declarations."""

    def __init__(self, raw: Mapping[str, Any], sink: Sink) -> None:
        self.raw, self.sink = raw, sink
        self.usable = True
        known = {name.rstrip("[]*").rstrip(".") for name in TABLES}
        for key in raw:
            if key not in known:
                unknown_key(sink, (key,), key, tuple(sorted(known)))
        self.scheme = self.one("scheme")
        self.rounding = self.one("rounding")
        self.missing = self.one("missing")
        self.total = self.one("total")
        self.rank = self.one("rank")
        self.grade = self.one("grade") if "grade" in raw else None
        self.contest = self.one("contest") if "contest" in raw else None
        self.nodes = self.named("node")

    def one(self, name: str) -> Settings:
        """A single table; an absent one is read as empty, so that its choices are asked for."""
        return read_settings(self.raw.get(name, {}), TABLES[name][1], (name,), self.sink)

    def many(self, name: str) -> Sequence[tuple[Path, Settings]]:
        """A list of tables."""
        raw = self.raw.get(name, [])
        if not isinstance(raw, list):
            wrong_type(self.sink, (name,), Text(f"[[{name}]] 的列表", f"a list of [[{name}]]"))
            return ()
        rows = [read_settings(row, TABLES[f"{name}[]"][1], (name, at), self.sink) for at, row in enumerate(raw)]
        told_apart(rows, (name,), self.sink)
        return [((name, at), row) for at, row in enumerate(rows)]

    def named(self, name: str) -> dict[str, tuple[Settings, Rule | None]]:
        """Tables by id: the nodes, with their rules."""
        raw = self.raw.get(name, {})
        if not isinstance(raw, dict) or not raw:
            self.usable = False
            wrong_type(self.sink, (name,), Text("一个以上 [node.编号] 表", "one [node.ID] table or more"))
            return {}
        return {
            id: (read_settings(row, TABLES["node.*"][1], (name, id), self.sink, ("rule",)), self.rule(id, row))
            for id, row in raw.items()
        }

    def rule(self, id: str, row: object) -> Rule | None:
        """The rule of a node: `rule = { do = …, settings }`."""
        raw = row.get("rule") if isinstance(row, dict) else None
        if raw is None:
            return None
        path = ("node", id, "rule")
        if not isinstance(raw, dict) or not isinstance(raw.get("do"), str):
            wrong_type(self.sink, path, Text("{ do = 函数名, 各设定 }", "{ do = a function, its settings }"))
            return None
        function = FUNCTIONS.get(raw["do"])
        if function is None:
            self.sink.add(
                "unknown_function",
                (*path, "do"),
                Text(f"没有计分函数“{raw['do']}”。", f"There is no item function {raw['do']!r}."),
                Text("见 docs/schemes/format.md 中的函数表。", "See the list of functions in docs/schemes/format.md."),
                suggestion=nearest(raw["do"], FUNCTIONS),
            )
            return None
        return Rule(function.name, read_settings(raw, function.settings, path, self.sink, ("do",)))


def _build(tables: _Tables, sink: Sink, file: str, hash: str) -> Scheme:
    nodes = _nodes(tables, sink)
    head = tables.scheme
    default = _not_applicable(tables.missing.row("not_applicable"))
    groups = tuple(
        GroupRule(
            row.text("id"), row.texts("name") or Text(row.text("id"), row.text("id")), row.formula("when") or _ALWAYS
        )
        for _, row in tables.many("group")
    )
    scheme = Scheme(
        id=head.text("id"),
        title=head.texts("title") or _EMPTY,
        period=head.text("period"),
        base=head.figure("base"),
        valid_from=head.day("from"),
        cite=head.text("cite"),
        file=file,
        hash=hash,
        nodes={id: replace(node, not_applicable=node.not_applicable or default) for id, node in nodes.items()},
        trees=_trees(tables, nodes, sink),
        rounding_item=_rounding(tables.rounding.row("item"), ("rounding", "item"), sink),
        rounding_part=_rounding(tables.rounding.row("part"), ("rounding", "part"), sink),
        rounding_total=_rounding(tables.rounding.row("total"), ("rounding", "total"), sink),
        peers_missing=tables.missing.text("peers", "refuse"),
        order=tables.total.strings("order"),
        ranking=_ranking(tables.rank, groups, sink),
        vetoes=tuple(_veto(row) for _, row in tables.many("veto")),
        grading=_grading(tables.grade),
        consequences=tuple(_consequence(path, row) for path, row in tables.many("consequence")),
        checks=tuple(_check(row) for _, row in tables.many("check")),
        contest=_contest(tables.contest),
        choices=(),
    )
    return replace(scheme, choices=tuple(_choices(tables, sink)))


def _choices(tables: _Tables, sink: Sink) -> Iterator[Choice]:
    quiet = Sink(sink.file, sink.lines, [])
    for table in (
        tables.scheme,
        tables.rounding,
        tables.missing,
        tables.total,
        tables.rank,
        tables.grade,
        tables.contest,
    ):
        yield from table.choices() if table is not None else ()
    for settings, rule in tables.nodes.values():
        yield from settings.choices()
        yield from rule.settings.choices() if rule is not None else ()
    again = _Tables.__new__(_Tables)
    again.raw, again.sink = tables.raw, quiet
    for name in ("tree", "group", "veto", "consequence", "check"):
        for _, row in again.many(name):
            yield from row.choices()


def _nodes(tables: _Tables, sink: Sink) -> dict[str, Node]:
    below: dict[str, list[str]] = {}
    for id, (settings, _) in tables.nodes.items():
        for parent in settings.scale("in"):
            if parent in tables.nodes:
                below.setdefault(parent, []).append(id)
            else:
                sink.add(
                    "unknown_node",
                    ("node", id, "in"),
                    Text(f"没有上级节点“{parent}”。", f"There is no node {parent!r} to stand in."),
                    Text("改正上级节点的编号。", "Mend the id of the parent."),
                    suggestion=nearest(parent, tables.nodes),
                )
    kinds = _kinds(tables)
    return {id: _node(id, *tables.nodes[id], tuple(below.get(id, ())), kinds[id], sink) for id in tables.nodes}


def _kinds(tables: _Tables) -> dict[str, Kind]:
    """A node without a kind has its parent's."""

    def kind(id: str, seen: tuple[str, ...]) -> Kind:
        settings = tables.nodes[id][0]
        if settings.text("kind"):
            return Kind(settings.text("kind"))
        parents = [parent for parent in settings.scale("in") if parent in tables.nodes and parent not in seen]
        return kind(parents[0], (*seen, id)) if parents else Kind.BASE

    return {id: kind(id, (id,)) for id in tables.nodes}


def _node(id: str, settings: Settings, rule: Rule | None, children: tuple[str, ...], kind: Kind, sink: Sink) -> Node:
    path = ("node", id)
    raised = settings.figure("raised")
    shares = settings.scale("in")
    points = settings.get("points", Fraction)
    weight = settings.get("weight", Fraction)
    own = weight if weight is not None else points
    places = tuple(Place(parent, _share(share, own, raised, weight is None)) for parent, share in shares.items())
    listed = any(share is not None for share in shares.values())
    full = settings.get("full", Fraction)
    if full is None and points is not None:
        full = points + raised
    if full is None and listed and len({place.share for place in places}) == 1:
        full = places[0].share
    name = settings.texts("name") or Text(id, id)
    return Node(
        id=id,
        name=name,
        sentence=settings.texts("text") or name,
        kind=kind,
        places=places,
        children=children,
        full=full,
        raised=raised,
        combine=Combine(settings.text("combine", "points")),
        weights_total=settings.figure("weights_total", 100),
        rule=rule,
        cap=settings.formula("cap"),
        floor=settings.formula("floor"),
        rounding=_rounding(settings.row("rounding"), (*path, "rounding"), sink),
        not_applicable=_not_applicable(settings.row("not_applicable")),
        missing=settings.text("missing", "refuse"),
        applies=settings.formula("applies"),
        exempt=settings.formula("exempt"),
        periods=_periods(settings.row("periods")),
        organs=_organs(settings.row("organs")),
        key=settings.flag("key"),
        cite=settings.text("cite"),
        settings=settings,
        line=sink.lines[path],
    )


def _share(listed: Fraction | None, own: Fraction | None, raised: Fraction, points: bool) -> Fraction:
    if listed is not None:
        return listed
    return (own or Fraction(0)) + (raised if points else 0)


def _rounding(row: Settings | None, path: Path, sink: Sink) -> RoundingRule | None:
    if row is None or row.text("mode", "none") == "none":
        return None
    if "digits" not in row:
        sink.add(
            "rounding_missing",
            (*path, "digits"),
            Text("没有写明保留几位小数。", "How many decimals are kept is left open."),
            Text("写明 digits。", "Give digits."),
            Severity.CHOICE,
        )
    return RoundingRule(row.count("digits"), Rounding(row.text("mode")))


def _not_applicable(row: Settings | None) -> NotApplicable | None:
    return (
        NotApplicable(row.text("give", "refuse"), row.figure("share", 1), row.text("class"))
        if row is not None
        else None
    )


def _periods(row: Settings | None) -> Periods | None:
    if row is None:
        return None
    return Periods(
        row.text("each", "year"),
        row.text("rollup", "mean"),
        row.count("count", 1),
        row.figures("weights"),
        row.text("missing", "refuse"),
    )


def _organs(row: Settings | None) -> Organs:
    if row is None:
        return Organs()
    return Organs(*(row.text(name) for name in ("lead", "data", "scoring", "delegate", "self_scoring")))


def _trees(tables: _Tables, nodes: Mapping[str, Node], sink: Sink) -> tuple[Tree, ...]:
    trees = []
    for path, row in tables.many("tree"):
        root = row.text("root")
        if root in nodes:
            trees.append(Tree(row.text("id"), root, row.formula("when")))
        else:
            sink.add(
                "unknown_node",
                (*path, "root"),
                Text(f"没有根节点“{root}”。", f"There is no root node {root!r}."),
                Text("改正节点编号。", "Mend the id."),
                suggestion=nearest(root, nodes),
            )
    if trees or "tree" in tables.raw:
        return tuple(trees)
    roots = [node for node in nodes.values() if not node.places]
    if len(roots) != 1:
        sink.add(
            "roots",
            ("node",),
            Text(
                f"应有且只有一个没有上级的节点，现有 {len(roots)} 个。",
                f"There must be one node without a parent; there are {len(roots)}.",
            ),
            Text(
                "补上 in，或用 [[tree]] 分别写明各类单位的根节点。", "Add `in`, or name each class's root in [[tree]]."
            ),
        )
    return tuple(Tree(node.id, node.id, None) for node in roots[:1])


def _ranking(row: Settings, groups: tuple[GroupRule, ...], sink: Sink) -> Ranking:
    ties = []
    for at, tie in enumerate(row.rows("ties")):
        by = tie.text("by")
        formula = None
        if by not in ("exact", "shared", "refuse"):
            try:
                formula = parse(by)
            except FormulaError as error:
                sink.add(
                    "bad_formula",
                    ("rank", "ties", at),
                    error.text,
                    Text("改正算式。", "Mend the formula."),
                    suggestion=error.suggestion,
                )
        ties.append(TieKey(by, formula, tie.text("order", "high"), tie.strings("listed")))
    return Ranking(
        row.text("style", "competition"),
        row.text("on", "rounded"),
        tuple(ties),
        row.text("tie_scope", "all"),
        row.count("cut"),
        groups,
    )


def _veto(row: Settings) -> Veto:
    return Veto(
        domain=row.text("domain"),
        name=row.texts("name") or _EMPTY,
        effects=row.strings("effects"),
        ceiling=row.text("ceiling"),
        deduct=row.figure("deduct"),
        valid_from=row.day("from"),
        valid_to=row.day("to"),
        decision=row.text("decision"),
        cite=row.text("cite"),
    )


def _grading(row: Settings | None) -> Grading | None:
    if row is None:
        return None
    rules = tuple(
        GradeRule(
            grade=grade.text("grade"),
            ge=grade.get("ge", Fraction),
            gt=grade.get("gt", Fraction),
            share=grade.get("share", Fraction),
            count=grade.get("count", int),
            first=grade.get("first", int),
            last=grade.get("last", int),
            rounding=Rounding(grade.text("rounding")) if grade.text("rounding") else None,
        )
        for grade in row.rows("grades")
    )
    blocks = tuple(
        GradeBlock(block.formula("when") or _ALWAYS, block.text("ceiling"), block.text("cite"))
        for block in row.rows("blocks")
    )
    return Grading(row.text("by"), rules, blocks, row.text("quota_tie", "none"), row.text("otherwise"))


def _consequence(path: Path, row: Settings) -> Consequence:
    repeat = row.row("repeat")
    return Consequence(
        kind=row.text("kind"),
        name=row.texts("name") or _EMPTY,
        on=row.text("on", "unit"),
        roles=row.strings("roles"),
        held_on=row.text("held_on", "assessment"),
        when=row.formula("when") or Number(Fraction(0)),
        unless=row.formula("unless"),
        unless_person=row.formula("unless_person"),
        months=row.count("months"),
        repeat=None
        if repeat is None
        else Repeat(repeat.text("of"), repeat.count("times", 1), repeat.text("mode"), repeat.count("years", 1)),
        amount=row.formula("amount"),
        amount_unit=row.text("amount_unit"),
        needs=row.text("needs"),
        decision=row.text("decision"),
        cite=row.text("cite"),
        path=dotted(path),
    )


def _check(row: Settings) -> Check:
    return Check(
        row.text("published"),
        row.count("digits"),
        tuple((id, int(digits)) for id, digits in row.scale("inputs").items()),
    )


def _contest(row: Settings | None) -> Contest | None:
    if row is None:
        return None
    stages = tuple(
        Stage(
            id=stage.text("id"),
            name=stage.texts("name") or _EMPTY,
            score=stage.formula("score") or Number(Fraction(0)),
            ratio=stage.get("ratio", Fraction),
            fallback=stage.get("fallback", Fraction),
            too_few=stage.text("too_few", "go_on"),
            ties=stage.text("ties", "all"),
            floor=stage.formula("floor"),
            floor_when=stage.formula("floor_when"),
            strict=stage.flag("strict"),
        )
        for stage in row.rows("stages")
    )
    return Contest(
        seats=row.formula("seats") or Number(Fraction(1)),
        stages=stages,
        replacement=row.text("replacement", "vacancy"),
        max_rounds=row.count("max_rounds", 1),
        withdrawn=row.text("withdrawn", "withdrawn"),
        decision=row.text("decision", "score"),
    )
