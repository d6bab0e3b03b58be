"""一个方案的用语: the words of its functions, settings, choices and inputs, each made once."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from qingheng.foundation.kernel.text import Text
from qingheng.foundation.scoring.declare import Choice, Kind, Setting, Settings, shown_json
from qingheng.foundation.scoring.formula import Formula, FormulaError, Number, parse
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.model import RoundingRule, Scheme, TieKey
from qingheng.foundation.scoring.words.formulas import Names, figure_words, formula_words, id_words, percent_words
from qingheng.foundation.scoring.words.labels import GRADES, LABELS, OPTIONS, STEPS

#: Settings whose figures are shares.
PERCENT = frozenset(
    {"groups.weight", "votes.scale", "share", "shares", "inherited.roles", "completion.minimum", "completion.cap"}
)
#: What names a row of a list; the rest follows with its label.
HEADS = ("name", "id", "kind", "level", "grade")
ASSUMED = Text("（推定，待县里确认）", " (assumed, to be confirmed)")
_ROW = re.compile(r"(?P<table>\w+)(\[(?P<at>\d+)\]|\.(?P<number>\d+))")
_SCORE = re.compile(r"score\((?P<id>[\w.]+)\)")


class Words:
    """用语: of one scheme."""

    def __init__(self, scheme: Scheme) -> None:
        self.scheme = scheme
        self.names: Names = {id: node.name for id, node in scheme.nodes.items()}
        self._settings: dict[str, list[dict[str, Any]]] = {}
        self._assumed = {choice.path for choice in scheme.choices if choice.assumed}

    # --- what explanation nodes say ---------------------------------------------------------------------------

    def function(self, name: str) -> Text:
        """The title of an item function or of an inner step."""
        return FUNCTIONS[name].title if name in FUNCTIONS else STEPS.get(name, Text(name, name))

    def settings(self, id: str, function: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        """A node's settings: `{key, label, value, words, assumed}`, in the order of their declaration."""
        node = self.scheme.nodes.get(id)
        if node is None or node.rule is None or node.rule.function != function:
            return [self._plain(key, value, function) for key, value in given.items()]
        if id not in self._settings:
            self._settings[id] = self._declared(node.rule.settings, function)
        return self._settings[id]

    def _declared(self, settings: Settings, function: str) -> list[dict[str, Any]]:
        found = []
        for setting in settings.spec:
            if setting.name in settings:
                given = settings.given[setting.name]
                found.append(
                    {
                        "key": setting.name,
                        "label": label(setting.name, (function,)).as_json(),
                        "value": shown_json(given.value),
                        "words": self.value(setting, given.value, (function,)).as_json(),
                        "assumed": given.assumed,
                    }
                )
        return found

    def _plain(self, key: str, value: Any, function: str) -> dict[str, Any]:
        """A setting of the ranking, of the total or of a veto."""
        if key == "rounding":
            words = rounding_words(self.scheme.rounding_total)
        elif isinstance(value, list | tuple):
            words = joined([option(key, str(one), (function,)) for one in value])
        else:
            words = option(key, str(value), (function,))
        path = f"{function}.{key}"
        return {
            "key": key,
            "label": label(key, (function,)).as_json(),
            "value": value,
            "words": words.as_json(),
            "assumed": ("rounding.total" if key == "rounding" else path) in self._assumed,
        }

    def input(self, name: str) -> Text:
        """The name of an input: an item's figure, a rater group's votes for a grade, a rater's mark, an event."""
        found = _SCORE.fullmatch(name)
        if found:
            item = id_words(found["id"], self.names)
            return Text(f"{item.zh}得分", f"score of {item.en}")
        if name.startswith("veto "):
            return Text("一票否决认定", "finding of a veto")
        if " " in name:
            return self._event(name.split(" "))
        first, *rest = [part for part in name.split("/") if part]
        head = self.rater_group(first) if rest and first in self._groups else self._named(first)
        parts = [head, *map(self._named, rest)]
        return Text("·".join(part.zh for part in parts), " · ".join(part.en for part in parts))

    def _event(self, words: list[str]) -> Text:
        """An event by kind, level and key; where the scheme names the kind (and level), by that name."""
        for length in (2, 1):
            known = self._rows.get("/".join(words[:length]))
            if known is not None:
                rest = " ".join(words[length:])
                return Text(f"{known.zh}（{rest}）", f"{known.en} ({rest})") if rest else known
        plain = " ".join(words)
        return Text(plain, plain)

    def _named(self, part: str) -> Text:
        if part in self._rows:
            return self._rows[part]
        known = part in self.names or part.rpartition(".")[0] in self.names
        return id_words(part, self.names) if known else GRADES.get(part, Text(part, part))

    @cached_property
    def _rows(self) -> dict[str, Text]:
        """The names that rater groups and kinds of events have in the scheme."""
        found: dict[str, Text] = {}
        for node in self.scheme.nodes.values():
            for given in (node.rule.settings.given if node.rule else {}).values():
                for row in given.value if isinstance(given.value, tuple) else ():
                    name = row.texts("name") if isinstance(row, Settings) else None
                    if name is not None:
                        key = row.text("id") or "/".join(filter(None, (row.text("kind"), row.text("level"))))
                        found.setdefault(key, name)
        return found

    @cached_property
    def _groups(self) -> set[str]:
        """The rater groups that the scheme names; one may be called like an item."""
        rules = [node.rule for node in self.scheme.nodes.values() if node.rule is not None]
        return {row.text("id") for rule in rules for row in rule.settings.rows("groups")}

    def rater_group(self, id: str) -> Text:
        """The name of a rater group; its id where the scheme gives none."""
        return self._rows.get(id, Text(id, id))

    # --- choices ----------------------------------------------------------------------------------------------

    def choice(self, choice: Choice) -> dict[str, Any]:
        """A choice in words: `{path, label, words, assumed}`, and `note` where the scheme gives one."""
        where, scopes = self._where(choice.path)
        words = (
            Text(choice.value, choice.value)
            if choice.setting is None
            else self.value(choice.setting, choice.given, scopes)
        )
        name = label(choice.path.rpartition(".")[2], scopes)
        found: dict[str, Any] = {
            "path": choice.path,
            "label": Text(f"{where.zh}：{name.zh}", f"{where.en}: {name.en}").as_json() if where.zh else name.as_json(),
            "words": words.as_json(),
            "assumed": choice.assumed,
        }
        return found if choice.note is None else {**found, "note": choice.note.as_json()}

    def _where(self, path: str) -> tuple[Text, tuple[str, ...]]:
        """Whose setting a path names, and the places in which its label is looked up."""
        parts = path.split(".")
        if parts[0] == "node" and parts[1] in self.scheme.nodes:
            node = self.scheme.nodes[parts[1]]
            if parts[2:3] == ["rule"] and node.rule is not None:
                inner = tuple(re.sub(r"\[\d+\]", "", part) for part in parts[3:-1])
                return node.name, (*inner[::-1], node.rule.function)
            return node.name, (*parts[2:-1][::-1], "node")
        found = _ROW.match(path)
        if found is None:
            return Text("", ""), (parts[0],)
        table, at = found["table"], int(found["at"] or found["number"])
        rows = {
            "veto": [veto.name for veto in self.scheme.vetoes],
            "consequence": [consequence.name for consequence in self.scheme.consequences],
        }.get(table, [])
        return (rows[at] if at < len(rows) else Text("", "")), (table,)

    # --- values -----------------------------------------------------------------------------------------------

    def value(self, setting: Setting, value: object, scopes: tuple[str, ...]) -> Text:
        """A parsed value of a declared setting in words."""
        if setting.name == "ties" and setting.kind is Kind.ROWS:
            return self.ties(self.scheme.ranking.ties)
        match value:
            case None:
                return OPTIONS["none"]
            case Settings():
                return self._row(value, (setting.name, *scopes))
            case tuple():
                return self._several(setting, value, scopes)
            case dict():
                pairs = [
                    (id_words(key, self.names) if key in self.names else GRADES.get(key, Text(key, key)), one)
                    for key, one in value.items()
                ]
                said = [(key, _figure(setting.name, one, scopes)) for key, one in pairs]
                return joined([Text(f"{key.zh} {one.zh}", f"{key.en} {one.en}") for key, one in said])
            case bool():
                return Text("是", "yes") if value else Text("否", "no")
            case int():
                return Text(str(value), str(value))
            case Fraction():
                return _figure(setting.name, value, scopes)
            case Number(number):
                return _figure(setting.name, number, scopes)
            case date():
                return Text(f"{value.year}年{value.month}月{value.day}日", value.isoformat())
            case Text():
                return value
            case str():
                plain = GRADES.get(value, Text(value, value))
                return option(setting.name, value, scopes) if setting.options else plain
        return formula_words(value, self.names) if isinstance(value, Formula) else Text(str(value), str(value))

    def _several(self, setting: Setting, values: Iterable[object], scopes: tuple[str, ...]) -> Text:
        said = [self.value(setting, one, scopes) for one in values]
        rows = setting.kind is Kind.ROWS
        return joined(said, "；", "; ") if rows else joined(said)

    def _row(self, row: Settings, scopes: tuple[str, ...]) -> Text:
        """One table on one line: what names it, then the rest with labels; a rounding as one says it."""
        names = [setting.name for setting in row.spec]
        if names[:2] == ["digits", "mode"]:
            mode = option("mode", row.text("mode"), scopes)
            digits = row.count("digits")
            if row.text("mode") == "none":
                return mode
            return Text(f"保留 {digits} 位小数，{mode.zh}", f"{digits} decimals, {mode.en}")
        if len(row.given) == 1 and row.spec and row.spec[0].name in row:
            return self.value(row.spec[0], row.given[row.spec[0].name].value, scopes)
        heads = ("name",) if "name" in row else HEADS
        head = [row.texts("name") or Text("", "")] if "name" in row else []
        head += [Text(row.text(key), row.text(key)) for key in HEADS[1:] if key in row and "name" not in row]
        said = [Text("·".join(one.zh for one in head), " · ".join(one.en for one in head))] if head else []
        for setting in row.spec:
            if setting.name in row and setting.name not in (*heads, *HEADS):
                name = label(setting.name, scopes)
                words = self.value(setting, row.given[setting.name].value, scopes)
                said.append(Text(f"{name.zh} {words.zh}", f"{name.en} {words.en}"))
        return joined(said, "，", ", ")

    def ties(self, keys: Iterable[TieKey]) -> Text:
        """先比重点工作得分，再相同则并列."""
        zh, en = [], []
        for key in keys:
            words = self.tie(key)
            zh.append(words.zh if key.by in ("shared", "refuse") else f"比{words.zh}")
            en.append(words.en if key.by in ("shared", "refuse") else f"by {words.en}")
        if not zh:
            return OPTIONS["none"]
        lead = "" if len(zh) == 1 else "先"
        return Text(lead + "，再相同则".join(zh), ", then ".join(en))

    def tie(self, key: TieKey) -> Text:
        """What one link of the chain compares."""
        return tie_words(key.by, key.order, self.names)


def tie_words(by: str, order: str, names: Names) -> Text:
    """What breaks a tie: `exact`, `shared`, `refuse` or a formula."""
    known = {
        "exact": Text("取舍前的得分", "the exact score"),
        "shared": Text("并列", "they tie"),
        "refuse": Text("由会议决定先后", "people decide"),
    }
    if by in known:
        return known[by]
    try:
        words = formula_words(parse(by), names)
    except FormulaError:
        words = Text(by, by)
    return Text(f"{words.zh}（小者在前）", f"{words.en} (low first)") if order == "low" else words


def label(name: str, scopes: tuple[str, ...]) -> Text:
    """What a setting is called in its place."""
    bare = re.sub(r"\[\d+\]", "", name)
    for scope in scopes:
        if f"{scope}.{bare}" in LABELS:
            return LABELS[f"{scope}.{bare}"]
    return LABELS.get(bare, Text(bare, bare))


def option(name: str, value: str, scopes: tuple[str, ...]) -> Text:
    """What an option is called in its place; a value that is none stands as it is."""
    for key in (*(f"{scope}.{name}.{value}" for scope in scopes), f"{name}.{value}"):
        if key in OPTIONS:
            return OPTIONS[key]
    return OPTIONS["none"] if value == "none" else GRADES.get(value, Text(value, value))


def rounding_words(rule: RoundingRule | None) -> Text:
    """保留 2 位小数，四舍五入."""
    if rule is None:
        return OPTIONS["mode.none"]
    mode = option("mode", rule.mode.value, ("rounding",))
    return Text(f"保留 {rule.digits} 位小数，{mode.zh}", f"{rule.digits} decimals, {mode.en}")


def joined(words: Iterable[Text], zh: str = "、", en: str = ", ") -> Text:
    """Several words in a row."""
    listed = list(words)
    return Text(zh.join(word.zh for word in listed), en.join(word.en for word in listed))


def _figure(name: str, value: Fraction, scopes: tuple[str, ...]) -> Text:
    share = name in PERCENT or any(f"{scope}.{name}" in PERCENT for scope in scopes)
    return percent_words(value) if share else figure_words(value)
