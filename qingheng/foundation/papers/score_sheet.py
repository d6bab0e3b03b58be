"""得分单: one unit's score, opened down to its inputs, as an official document typeset with typst.

The tree is the explanation of the scoring engine as it stands (`design/interfaces`, Scoring): every node prints its
figure, the sentence of what was computed, and each input with file, sheet, row and column.
"""

from typing import Any, NotRequired, TypedDict

from qingheng.foundation.kernel.text import Lang
from qingheng.foundation.papers.bulletin import Choice, Veto, Words, printed


class Sheet(TypedDict):
    """得分单的全部内容; figures are official strings, what does not exist is None.

    - `unit` code, `name`, `group` in words, `year`, `on` (ISO date of the sheet), `edition`, `historical`,
      `demonstration` as in the bulletin.
    - `total`, `rank`, `of`, `tied`, `grade`, `base`, `bonus`, `penalty` of the result; `why` where there is no total.
    - `tree`: the explanation node of the unit, `{id, zh, en, function, settings, inputs, exact, rounded, choice,
      children, steps}`, inputs `{name, value, source: {file, sheet, row, column}}`, choice a list of
      `{path, value, assumed}`, steps a list of sentences `{zh, en}`. Where it has them, words are printed instead of
      codes: `function_label`, `settings_words` and `chosen` (`{label, words, assumed}`), and `label` of an input.
    - `scheme_title`, `scheme_hash`, `choices`, `remedies` as in the bulletin; `record` the entry's number.
    """

    unit: str
    name: Words
    group: Words
    year: int
    on: str
    edition: Words
    historical: bool
    demonstration: bool
    total: str | None
    rank: int | None
    of: int | None
    tied: NotRequired[bool]
    grade: Words | None
    base: str | None
    bonus: str | None
    penalty: str | None
    why: NotRequired[Words]
    vetoes: NotRequired[list[Veto]]
    tree: dict[str, Any]
    scheme_title: Words
    scheme_hash: str
    choices: list[Choice]
    remedies: list[Words]
    record: NotRequired[str]


def score_sheet_pdf(data: Sheet, lang: Lang) -> bytes:
    """The sheet as a tagged PDF, same data same bytes. Raises ProblemsError where a character has no glyph."""
    from qingheng.foundation.papers import typesetting  # noqa: PLC0415 -- typst is loaded only when a document is made

    figures = {name: printed(data[name]) for name in ("base", "bonus", "penalty", "total")}
    return typesetting.pdf("score_sheet", {"paper": {**data, **figures, "tree": _tree(data["tree"])}, "lang": lang})


def _tree(node: dict[str, Any]) -> dict[str, Any]:
    """The node with the figure that its row prints: a place as it is, points with their decimals."""
    counts = node.get("exact") if node.get("rounded") is None else node["rounded"]
    shown = counts if node.get("function") == "rank" else printed(counts)
    return {**node, "printed": shown, "children": [_tree(child) for child in node.get("children", ())]}
