"""考核通报: the year's results as an official document (公文), typeset with typst.

`bulletin_pdf(data, lang)` takes one plain dict, `Bulletin`, that the assessment room fills from its queries; it prints
what it is given and decides nothing. Every figure is the official string of the score (`"871.70"`, `"2615/3"`).
The same data gives the same bytes. Consequences are printed as proposals together with their remedies (seed#2.5;
`scope` 12: a demonstration says that it is one).
"""

from typing import NotRequired, TypedDict

from qingheng.foundation.kernel.points import Rounding, format_figure, is_decimal, parse_figure, round_to
from qingheng.foundation.kernel.text import Lang


class Words(TypedDict):
    """双语文本: `Text.as_json()`."""

    zh: str
    en: str


class Part(TypedDict):
    """责任书的一个部分: a column of the tables. `id` is the key into `Row.parts`; `full` its full marks, e.g. "200".

    A part without full marks (bonus, penalty) is not a column of its own: it stands under 加分 or 扣分.
    """

    id: str
    name: Words
    full: str | None


class Veto(TypedDict):
    """一票否决: `domain` in words, the day it was decided, and the document that it rests on."""

    domain: Words
    date: str
    basis: NotRequired[str]


class Row(TypedDict):
    """一个单位的结果. What does not exist is None, and then `why` says so (`total: None` prints 暂无 with the reason)."""

    unit: str
    name: Words
    rank: int | None
    tied: NotRequired[bool]
    parts: dict[str, str | None]
    base: str | None
    bonus: str | None
    penalty: str | None
    total: str | None
    rank_without_bonus: NotRequired[int | None]
    grade: Words | None
    vetoes: NotRequired[list[Veto]]
    why: NotRequired[Words]


class Group(TypedDict):
    """排名序列: one of the four ranking groups, rows in the order of print (by rank; the unranked last)."""

    id: str
    name: Words
    rows: list[Row]


class Proposal(TypedDict):
    """结果运用建议: what follows if people decide so; never a decision. `on` is "unit" or "person".

    `kind` in words (先进单位奖励建议 / proposed reward …), `units` the names it concerns in order, `cite` the sentence or
    article that it rests on, `assumed` True where the scheme's reading of it is an assumption.
    """

    kind: Words
    on: str
    units: list[Words]
    cite: Words
    assumed: NotRequired[bool]


class Choice(TypedDict):
    """方案未写明之处的选择: from `choices` of the score result, with a sentence where the scheme gives one.

    `label` and `words` say in words what `path` and `value` say in the scheme's codes.
    """

    path: str
    value: str
    assumed: bool
    label: NotRequired[Words]
    words: NotRequired[Words]
    say: NotRequired[Words]


class Source(TypedDict):
    """数据来源: one imported workbook by name and SHA-256 (hex)."""

    file: str
    sha256: str


class Bulletin(TypedDict):
    """考核通报的全部内容.

    - `year` 2007; `on` the date of the document, ISO ("2008-01-20"); `number` is the 发文字号 as printed.
    - `edition`: its name in words; `historical` True prints the banner 历史版本 on the first page.
    - `demonstration` True prints 虚构·演示 on every page (the database's flag; it cannot be unset).
    - `issuer` the office that signs, `addressees` whom the document is sent to (主送机关), `copies` 抄送 (may be empty).
    - `status`: "draft" prints 征求意见稿 on the first page, "issued" nothing, "corrected" 更正.
    - `scheme`: id, title, hash (hex SHA-256), `total` the base, e.g. "1000", and the parts in order.
    - `groups` in the order of print; `proposals`, `remedies` (one paragraph each, with deadlines), `choices`, `sources`.
    - `record`: number of the act's entry in the record, and `inputs_hash` the digest of all inputs.
    """

    year: int
    on: str
    number: str
    edition: Words
    historical: bool
    demonstration: bool
    issuer: Words
    addressees: Words
    copies: Words
    status: str
    scheme_id: str
    scheme_title: Words
    scheme_hash: str
    scheme_total: str
    parts: list[Part]
    groups: list[Group]
    proposals: list[Proposal]
    remedies: list[Words]
    choices: list[Choice]
    sources: list[Source]
    inputs_hash: str
    record: NotRequired[str]


def bulletin_pdf(data: Bulletin, lang: Lang) -> bytes:
    """The bulletin as a tagged PDF, same data same bytes. Raises ProblemsError where a character has no glyph."""
    from qingheng.foundation.papers import typesetting  # noqa: PLC0415 -- typst is loaded only when a document is made

    return typesetting.pdf(
        "bulletin", {"paper": {**data, "groups": [_group(group) for group in data["groups"]]}, "lang": lang}
    )


def _group(group: Group) -> dict[str, object]:
    return {**group, "rows": [_row(row) for row in group["rows"]]}


def _row(row: Row) -> dict[str, object]:
    figures = {"base": row["base"], "bonus": row["bonus"], "penalty": row["penalty"], "total": row["total"]}
    parts = {id: printed(figure) for id, figure in row["parts"].items()}
    return {**row, "parts": parts, **{name: printed(figure) for name, figure in figures.items()}}


def printed(figure: str | None, decimals: int = 2) -> str | None:
    """An official figure as a table prints it, so that the columns line up.

    `"594.3"` becomes `"594.30"`, `"0"` becomes `"0.00"`; what has more decimals keeps them. `"1780/3"`, which has no finite decimal, is cut
    and says so, `"593.33…"`: rounding is the scheme's to declare, and this figure is not the one that counts.
    """
    if figure is None:
        return None
    value = parse_figure(figure)
    if not is_decimal(value):
        return format_figure(round_to(value, decimals, Rounding.TRUNCATE), decimals) + "…"
    fits = (value * 10**decimals).denominator == 1
    return format_figure(value, decimals if fits else None)
