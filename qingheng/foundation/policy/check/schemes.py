"""计分方案里的文字: what a person reads in the schemes of a pack, so that contested indicators are found there as well.

Whether a scheme is sound is for `score check`; here only its words, dates and decisions are looked at.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path as FilePath
from typing import Any

from qingheng.foundation.kernel.problems import Where
from qingheng.foundation.kernel.text import Text
from qingheng.foundation.policy.build import Pack
from qingheng.foundation.policy.check.passages import Passage
from qingheng.foundation.policy.files import Document, read_scheme
from qingheng.foundation.policy.lines import Path
from qingheng.foundation.policy.model import Span

#: Keys of a scheme that hold words for people.
_WORDS = ("title", "name", "text", "label")


def scheme_passages(pack: Pack) -> Iterator[Passage]:
    """Every named part of every scheme of the pack, with the period and the decision that hold for it."""
    root = FilePath(pack.place.file or "").parent
    for name in pack.schemes:
        document = read_scheme(root, name) if name.endswith(".toml") else None
        if document is not None:
            head = document.raw.get("scheme")
            span, decision = _inherited(head if isinstance(head, dict) else {}, Span(start=date.min), None)
            yield from _walk(document, document.raw, (), span, decision)


def _walk(document: Document, raw: Any, path: Path, span: Span, decision: str | None) -> Iterator[Passage]:
    if isinstance(raw, dict):
        span, decision = _inherited(raw, span, decision)
        words = _words(raw)
        if words is not None:
            named = raw.get("domain") or raw.get("indicator")
            indicator = named if isinstance(named, str) else None
            yield Passage(_key(document, path), _where(document, path), span, words, indicator, decision)
        for key, one in raw.items():
            yield from _walk(document, one, (*path, key), span, decision)
    elif isinstance(raw, list):
        for number, one in enumerate(raw):
            yield from _walk(document, one, (*path, number), span, decision)


def _inherited(raw: Mapping[str, Any], span: Span, decision: str | None) -> tuple[Span, str | None]:
    """The period and the decision of a table: its own, else those around it."""
    start, end = raw.get("from"), raw.get("to")
    own = Span(
        start=start if type(start) is date else span.start,
        end=min(one for one in (end, span.end) if type(one) is date) if type(end) is date else span.end,
    )
    written = raw.get("decision")
    return own, written if isinstance(written, str) and written.strip() else decision


def _words(raw: Mapping[str, Any]) -> Text | None:
    found = [one for key in _WORDS if isinstance(one := raw.get(key), dict)]
    zh, en = (" ".join(str(one.get(lang, "")) for one in found) for lang in ("zh", "en"))
    return Text(zh, en) if found else None


def _key(document: Document, path: Path) -> str:
    return ".".join([document.name.removesuffix(".toml").replace("/", "."), *map(str, path)])


def _where(document: Document, path: Path) -> Where:
    return document.where(path)
