"""查数据: a workbook as rows to be counted, everything that stands against it, and the rows as the engine takes them."""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from qingheng.assessment.articles.three_parts import HandedIn, scored_by_its_department
from qingheng.assessment.articles.veto import VetoFacts, veto_stands
from qingheng.assessment.models import Batch, Cycle, InputRow, Participant
from qingheng.foundation.kernel.findings import Outcome
from qingheng.foundation.kernel.problems import Problem, Severity, Where, nearest
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.record.canonical import canonical_json
from qingheng.foundation.register.models import UnitName
from qingheng.foundation.scoring import Inputs, Scheme, read_inputs
from qingheng.foundation.scoring.formula import Formula, value_ids
from qingheng.foundation.scoring.inputs import Event, Mark, Relation, Source, Unit, Value, VetoFact, Vote
from qingheng.foundation.scoring.model import Node
from qingheng.foundation.scoring.named import named_ids

LONGEST_UNIT = 20
LONGEST_KEY = 400
UNREADABLE = Text(
    "文件打不开：不是 Excel 工作簿或者 CSV 文件，或者已经损坏，或者是空的。",
    "The file cannot be opened: it is neither an Excel workbook nor a CSV file, or damaged, or empty.",
)
SAVE_AGAIN = Text(
    "用 Excel 或 WPS 打开原文件，另存为 .xlsx（CSV 另存为 UTF-8 编码），再上传。",
    "Open the original in a spreadsheet program, save it as .xlsx (a CSV file as UTF-8) and upload that.",
)
MEND_CELL = Text("改正后重新上传。", "Mend it and upload the file again.")


@dataclass(frozen=True, slots=True)
class Row:
    """一行数据: what it says, what it is about, and where it stands in the file."""

    table: str
    key: str
    unit: str
    data: Mapping[str, str]
    sheet: str
    row: int

    def where(self, file: str, column: str | None = None) -> Where:
        """The place of a problem with this row."""
        return Where(file=file, sheet=self.sheet or None, row=self.row, column=column)


@dataclass(slots=True)
class Preview:
    """预览: what importing a file would do, and all that stands against it."""

    file: str
    rows: list[Row]
    problems: list[Problem] = field(default_factory=list)
    replaces: Batch | None = None
    added: int = 0
    changed: list[tuple[Row, Mapping[str, str]]] = field(default_factory=list)
    gone: int = 0

    @property
    def refused(self) -> bool:
        """Whether an error keeps the file out; warnings do not."""
        return any(problem.severity is not Severity.WARNING for problem in self.problems)

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        return dict(sorted(Counter(row.table for row in self.rows).items()))


def preview(cycle: Cycle, scheme: Scheme, file: str, content: bytes) -> Preview:
    """Read a file and hold it against the year: reading, coverage, departments, vetoes, what is there already."""
    inputs = read_file(file, content)
    rows = [row for record in inputs.records() for row in _row(record)]
    found = Preview(file, rows, list(inputs.problems))
    found.replaces = Batch.objects.filter(cycle=cycle, file=file, state=Batch.State.IMPORTED).defer("content").first()
    found.problems += [
        *_empty(file, rows, inputs),
        *_unstorable(file, rows),
        *_twice(file, rows),
        *_uncovered(cycle, file, rows),
        *_unnamed(scheme, file, rows),
        *_other_departments(scheme, file, rows),
        *_vetoes(scheme, file, rows),
        *_taken(cycle, file, rows),
    ]
    _compare(found)
    return found


def read_file(file: str, content: bytes) -> Inputs:
    """What the scoring engine reads from a file, with the file's own name as provenance."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / Path(file).name
        path.write_bytes(content)
        inputs = read_inputs([path])
    inputs.problems = [_as_uploaded(problem, file, str(path)) for problem in inputs.problems]
    return inputs


def _as_uploaded(problem: Problem, file: str, path: str) -> Problem:
    """The problem as whoever uploaded the file may read it: by the name that they gave it, never by our own path.

    What a library says of a file that it cannot open is no sentence for them either.
    """
    where = replace(problem.where, file=file) if problem.where.file == path else problem.where
    if problem.code == "unreadable":
        return Problem(problem.code, UNREADABLE, SAVE_AGAIN, where, problem.severity)
    text = Text(problem.text.zh.replace(path, file), problem.text.en.replace(path, file))
    return replace(problem, where=where, text=text)


def _row(record: object) -> Iterator[Row]:
    table, keys, data = _described(record)
    source: Source = record.source
    given = {name: value for name, value in data.items() if value != ""}
    key = "|".join(keys)
    if table == "events" and not data["key"]:
        key = f"{key}|{source.sheet or ''}!{source.row}"
    yield Row(table, key, data.get("unit", ""), given, source.sheet or "", source.row or 0)


def _described(record: object) -> tuple[str, tuple[str, ...], dict[str, str]]:
    """Table, what the row is about, and its columns as text."""
    match record:
        case Unit(id=unit):
            columns = {"unit": unit, "name": record.name, "class": record.cls, "group": record.group}
            extra = {f"p_{name}": value for name, value in record.properties.items()}
            return "units", (unit,), {**columns, "parent": record.parent, **extra}
        case Value(unit=unit, item=item, period=period):
            columns = {"unit": unit, "item": item, "period": period, "value": record.text, "source": record.organ}
            return "values", (unit, item, period), columns
        case Vote(unit=unit, item=item, rater_group=group, grade=grade):
            columns = {"unit": unit, "item": item, "rater_group": group, "grade": grade, "count": str(record.count)}
            return "votes", (unit, item, group, grade), columns
        case Mark(unit=unit, item=item, rater_group=group, rater=rater):
            columns = {"unit": unit, "item": item, "rater_group": group, "rater": rater, "value": record.text}
            return "sheets", (unit, item, group, rater), columns
        case Event(unit=unit, item=item, kind=kind, level=level, key=key):
            day = record.day.isoformat() if record.day else ""
            columns = {"unit": unit, "item": item, "kind": kind, "level": level, "date": day, "key": key}
            columns |= {"count": str(record.count), "evidence": record.evidence}
            return "events", (unit, item, kind, level, day, key), columns
        case Relation(origin=origin, relation=relation, target=target):
            start = record.start.isoformat() if record.start else ""
            end = record.end.isoformat() if record.end else ""
            columns = {"from": origin, "relation": relation, "to": target, "start": start, "end": end}
            return "relations", (origin, relation, target, start), columns
        case VetoFact(unit=unit, domain=domain, day=on):
            day = on.isoformat() if on else ""
            return "vetoes", (unit, domain, day), {"unit": unit, "domain": domain, "date": day, "basis": record.basis}
    raise TypeError(f"no input row: {type(record).__name__}")


def _empty(file: str, rows: list[Row], inputs: Inputs) -> Iterator[Problem]:
    if not rows and not inputs.problems:
        say = Text("文件中没有任何数据行。", "The file holds no row of data.")
        mend = Text("检查是否选错了文件。", "Check whether this is the right file.")
        yield Problem("no_rows", say, mend, Where(file=file))


def _unstorable(file: str, rows: list[Row]) -> Iterator[Problem]:
    """What no table could keep as it is: overlong codes, and characters that are none."""
    for row in rows:
        if len(row.unit) > LONGEST_UNIT or len(row.key) > LONGEST_KEY:
            say = Text("单位代码或者事项名称过长。", "The unit code or a name in this row is too long.")
            yield Problem("too_long", say, MEND_CELL, row.where(file))
        for column, value in row.data.items():
            if "\x00" in value:
                say = Text("单元格中有无法识别的字符。", "The cell holds a character that is none.")
                yield Problem("bad_character", say, MEND_CELL, row.where(file, column))


def _twice(file: str, rows: list[Row]) -> Iterator[Problem]:
    first: dict[tuple[str, str], Row] = {}
    for row in rows:
        before = first.setdefault((row.table, row.key), row)
        if before is not row:
            yield Problem(
                "duplicate",
                Text(
                    f"与第 {before.row} 行（工作表“{before.sheet}”）是同一事项，重复填报。",
                    f"Says the same thing as row {before.row} of sheet {before.sheet!r}.",
                ),
                MEND_CELL,
                row.where(file),
            )


def _uncovered(cycle: Cycle, file: str, rows: list[Row]) -> Iterator[Problem]:
    """Units that are not covered this year; whoever brings a new one by the units table must belong to one that is."""
    covered = dict(Participant.objects.filter(cycle=cycle, left_on=None).values_list("unit__code", "group"))
    members = set(InputRow.objects.filter(cycle=cycle, table="units", active=True).values_list("unit", flat=True)) | {
        row.unit for row in rows if row.table == "units" and row.data.get("parent") in covered
    }
    names: dict[str, str] = {}
    for row in rows:
        if row.unit and row.unit not in covered and row.unit not in members:
            names = names or dict(UnitName.objects.filter(unit__code__in=covered).values_list("zh", "unit__code"))
            hint = names.get(row.unit) or nearest(row.unit, covered) or names.get(nearest(row.unit, names) or "")
            yield Problem(
                "unknown_unit",
                Text(f"“{row.unit}”不是本年度被考核单位的代码。", f"{row.unit!r} is no unit covered this year."),
                Text("填写单位代码，如 T01。", "Write the unit's code, such as T01."),
                row.where(file, "unit"),
                suggestion=hint,
            )
        elif row.table == "units" and row.unit in covered and row.data.get("group") not in (None, covered[row.unit]):
            yield Problem(
                "other_group",
                Text(
                    f"“{row.unit}”本年度的类别已定为 {covered[row.unit]}，不能改为 {row.data['group']}。",
                    f"{row.unit!r} is frozen in group {covered[row.unit]} this year, not {row.data['group']}.",
                ),
                Text("改回已定的类别。", "Write the frozen group."),
                row.where(file, "group"),
            )


def _unnamed(scheme: Scheme, file: str, rows: list[Row]) -> Iterator[Problem]:
    """Items that the scheme does not name. An event, a vote or a mark of such an item would count nowhere, unseen; a
    value may be a figure that the department keeps for itself, and is only pointed out."""
    names = named_ids(scheme)
    for row in rows:
        item = row.data.get("item", "")
        if item and item not in names:
            yield Problem(
                "unknown_item",
                Text(
                    f"本年度方案中没有指标“{item}”，这一行不会计入任何得分。",
                    f"This year's scheme has no item {item!r}: the row would count nowhere.",
                ),
                Text("填写方案中的指标代码。", "Write the id of an item of the scheme."),
                row.where(file, "item"),
                Severity.WARNING if row.table == "values" else Severity.ERROR,
                nearest(item, names),
            )


def _other_departments(scheme: Scheme, file: str, rows: list[Row]) -> Iterator[Problem]:
    """I-31: figures for an item come from the organs that the scheme names for it, and from nobody else."""
    owners = _owners(scheme)
    for row in rows:
        nodes = owners.get(row.data.get("item", ""), []) if row.table == "values" else []
        organs = frozenset({organ for node in nodes for organ in _organs(node)} - {""})
        if not organs:
            continue
        facts = HandedIn(row.data["item"], nodes[0].name, row.data.get("source", ""), organs)
        for finding in scored_by_its_department(facts):
            yield Problem("other_department", finding.say, finding.next_step, row.where(file, "source"))


def _organs(node: Node) -> tuple[str, ...]:
    return (node.organs.scoring, node.organs.data, node.organs.lead, node.organs.delegate)


def _owners(scheme: Scheme) -> dict[str, list[Node]]:
    """Whose figure an id is: the item's of that id, and every item's whose rule reads it (its target, its achievement)."""
    owners: dict[str, list[Node]] = {node.id: [node] for node in scheme.nodes.values()}
    for node in scheme.nodes.values():
        for given in node.rule.settings.given.values() if node.rule else ():
            for id_ in value_ids(given.value) if isinstance(given.value, Formula) else ():
                if id_ not in scheme.nodes:
                    owners.setdefault(id_, []).append(node)
    return owners


def _vetoes(scheme: Scheme, file: str, rows: list[Row]) -> Iterator[Problem]:
    """I-43: a veto stands on the year's list, with day and basis, or it does not come in."""
    names = {veto.domain: veto.name for veto in scheme.vetoes}
    columns = {"veto.not_listed": "domain", "veto.date": "date", "veto.basis": "basis"}
    for row in (row for row in rows if row.table == "vetoes"):
        domain = row.data["domain"]
        facts = VetoFacts(
            row.unit,
            domain,
            names.get(domain, Text(domain, domain)),
            row.data.get("date") or None,
            row.data.get("basis", ""),
            frozenset(names),
        )
        for finding in veto_stands(facts):
            if finding.outcome is not Outcome.MET:
                hint = nearest(domain, names) if finding.id == "veto.not_listed" else None
                where = row.where(file, columns[finding.id])
                yield Problem(finding.id.replace(".", "_"), finding.say, finding.next_step, where, suggestion=hint)


def _taken(cycle: Cycle, file: str, rows: list[Row]) -> Iterator[Problem]:
    """Figures that another file has brought already: two files cannot both be right."""
    here = {(row.table, row.key): row for row in rows}
    active = InputRow.objects.filter(cycle=cycle, active=True).exclude(batch__file=file)
    there = active.values_list("table", "key", "batch__file", "sheet", "row")
    for table, key, other, sheet, number in there.iterator():
        row = here.get((table, key))
        if row is not None:
            yield Problem(
                "already_there",
                Text(
                    f"该数据已由“{other}”（{sheet} 第 {number} 行）导入。",
                    f"This figure has already come in with {other!r} ({sheet} row {number}).",
                ),
                Text(
                    "两个文件只留一处；要更正，请以原文件名重新上传。",
                    "Keep it in one file; to correct it, upload that file again.",
                ),
                row.where(file),
            )


def _compare(found: Preview) -> None:
    before = _rows_of(found.replaces) if found.replaces else {}
    keys = {(row.table, row.key) for row in found.rows}
    for row in found.rows:
        old = before.get((row.table, row.key))
        if old is None:
            found.added += 1
        elif old != row.data:
            found.changed.append((row, old))
    found.gone = sum(key not in keys for key in before)


def _rows_of(batch: Batch) -> dict[tuple[str, str], Mapping[str, str]]:
    rows = InputRow.objects.filter(batch=batch, active=True).values_list("table", "key", "data")
    return {(table, key): data for table, key, data in rows}


def counted(batch: Batch) -> dict[str, int]:
    """已导入的行数: the rows of an imported file that count, by table; none where another file has replaced it."""
    tables = InputRow.objects.filter(batch=batch, active=True).values_list("table", flat=True)
    return dict(sorted(Counter(tables.iterator()).items()))


def inputs_of(cycle: Cycle) -> tuple[Inputs, str]:
    """All rows that count as the engine takes them, each with file, sheet and row; and the digest of them all."""
    fields = ("table", "unit", "data", "batch__file", "sheet", "row")
    rows = InputRow.objects.filter(cycle=cycle, active=True).order_by("table", "key").values_list(*fields)
    tables: dict[str, list[tuple[dict[str, Any], Source]]] = {}
    for table, _, data, file, sheet, row in rows.iterator():
        tables.setdefault(table, []).append((data, Source(file, sheet or None, row)))
    tables["units"] = _units(cycle, tables.get("units", []))
    left = _left(cycle)
    inputs = Inputs()
    for table in sorted(tables):
        listed = [(data, source) for data, source in tables[table] if data.get("unit") not in left]
        columns = tuple(dict.fromkeys(name for data, _ in listed for name in data))
        inputs.add_table(table, columns, listed)
    return inputs, _digest(tables)


def _left(cycle: Cycle) -> frozenset[str]:
    """Units that left during the year: their rows stay on file and no longer count."""
    gone = Participant.objects.filter(cycle=cycle).exclude(left_on=None)
    return frozenset(gone.values_list("unit__code", flat=True))


def _units(cycle: Cycle, given: list[tuple[dict[str, Any], Source]]) -> list[tuple[dict[str, Any], Source]]:
    """The covered units, their category and name as frozen; imported rows add properties and members."""
    imported = {data["unit"]: (data, source) for data, source in given}
    rows = []
    covered = Participant.objects.filter(cycle=cycle, left_on=None).order_by("unit__code")
    for code, group, name in covered.values_list("unit__code", "group", "name_zh"):
        data, source = imported.pop(code, ({}, Source(None, None, None)))
        rows.append(({"class": group, **data, "unit": code, "group": group, "name": name}, source))
    return rows + [imported[unit] for unit in sorted(imported)]


def _digest(tables: Mapping[str, list[tuple[dict[str, Any], Source]]]) -> str:
    listed = {table: [data for data, _ in rows] for table, rows in tables.items()}
    return hashlib.sha256(canonical_json(listed).encode()).hexdigest()
