"""说明的读法: an explanation as lines of text that can be read aloud; codes stand in brackets at the end of the working."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qingheng.foundation.kernel.text import Lang, Text
from qingheng.foundation.scoring.declare import Choice
from qingheng.foundation.scoring.result import Input, Node, shown

if TYPE_CHECKING:
    from qingheng.foundation.scoring.words import Words

ASSUMED = Text("（推定，待县里确认）", " (assumed, to be confirmed)")


def lines(node: Node, lang: Lang, depth: int = 0, words: "Words | None" = None) -> Iterator[str]:
    """The node and everything below it."""
    words = node.words or words
    pad = "  " * depth
    inner = pad + "  · "
    yield pad + _head(node, lang)
    if node.sentence[lang] != node.name[lang]:
        yield inner + node.sentence[lang]
    working = _working(node, lang, words)
    if working:
        yield inner + working
    yield from (inner + step[lang] for step in node.steps)
    if node.rounded is not None and node.rounded != node.exact:
        yield inner + (f"取舍前 {shown(node.exact)}" if lang == "zh" else f"before rounding {shown(node.exact)}")
    for item in node.inputs:
        name = item.name if words is None else words.input(item.name)[lang]
        missing = "缺" if lang == "zh" else "missing"
        yield f"{inner}{name} = {item.value or missing}  [{_cell(item, lang)}]"
    yield from (inner + line for line in _choices(node, lang, words))
    yield from (inner + problem.line(lang) for problem in node.problems)
    for child in node.children:
        yield from lines(child, lang, depth + 1, words)


def _cell(item: Input, lang: Lang) -> str:
    """Where a figure stands, as one says it to whoever has the file open."""
    source = item.source
    parts = [source.file, source.sheet]
    if source.row is not None:
        parts.append(f"第 {source.row} 行" if lang == "zh" else f"row {source.row}")
    if item.column is not None and source.file is not None:
        parts.append(f"{item.column} 列" if lang == "zh" else f"column {item.column}")
    return (" " if lang == "zh" else ", ").join(part for part in parts if part)


def _head(node: Node, lang: Lang) -> str:
    figure = shown(node.value) or ("无" if lang == "zh" else "none")
    period = f" [{node.period}]" if node.period else ""
    given = node.contribution if node.contribution != node.value else None
    if node.function in ("veto", "grade", "contest"):
        return node.name[lang]
    if node.function == "rank":
        return f"{node.name[lang]}{'：' if lang == 'zh' else ': '}{figure}"
    if lang == "zh":
        of = f"，满分 {shown(node.full)} 分" if node.full is not None else ""
        counts = f"，计入 {shown(given)} 分" if given is not None else ""
        return f"{node.name.zh}{period}：{figure}{' 分' if node.value is not None else ''}{of}{counts}"
    of = f" of {shown(node.full)}" if node.full is not None else ""
    counts = f", counted as {shown(given)}" if given is not None else ""
    return f"{node.name.en}{period}: {figure}{of}{counts}"


def _working(node: Node, lang: Lang, words: "Words | None") -> str:
    """The function and its settings in words; what is only assumed says so."""
    if words is None or not node.settings:
        return ""
    stop, comma = ("：", "；") if lang == "zh" else (": ", "; ")
    said = [
        f"{one['label'][lang]}{stop}{one['words'][lang]}{ASSUMED[lang] if one['assumed'] else ''}"
        for one in words.settings(node.id, node.function, node.settings)
    ]
    head = "算法：" if lang == "zh" else "working: "
    codes = f"〔{node.id} {node.function}〕" if lang == "zh" else f" [{node.id} {node.function}]"
    return f"{head}{words.function(node.function)[lang]}{comma}{comma.join(said)}{codes}"


def _choices(node: Node, lang: Lang, words: "Words | None") -> Iterator[str]:
    """The choices that the working has not said already, and every note."""
    own = f"node.{node.id}.rule."
    for choice in node.choice:
        if words is None:
            yield _code(choice, lang)
        elif choice.note is not None or (choice.assumed and not (choice.path.startswith(own) or _said(choice, node))):
            found = words.choice(choice)
            why = "" if choice.note is None else f"{'。' if lang == 'zh' else '. '}{choice.note[lang]}"
            stop = "：" if lang == "zh" else ": "
            yield f"{found['label'][lang]}{stop}{found['words'][lang]}{ASSUMED[lang] if choice.assumed else ''}{why}"


def _said(choice: Choice, node: Node) -> bool:
    own = {f"{node.function}.{key}" for key in node.settings} | {f"{key}.{node.function}" for key in node.settings}
    return choice.path in own


def _code(choice: Choice, lang: Lang) -> str:
    return f"{choice.path} = {choice.value}{ASSUMED[lang] if choice.assumed else ''}"
