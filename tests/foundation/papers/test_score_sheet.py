"""The score sheet opens every figure down to its cell."""

import io
from typing import Any

import pypdf

from qingheng.foundation.papers.score_sheet import score_sheet_pdf


def words(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def node(id: str, *children: dict[str, Any], **given: Any) -> dict[str, Any]:
    plain = {"id": id, "zh": f"项目{id}", "en": f"item {id}", "function": "", "settings": {}, "inputs": []}
    return {**plain, "exact": "10", "rounded": None, "choice": [], "children": list(children), "steps": [], **given}


LEAF = node(
    "grain",
    function="completion",
    settings={"cap": "1", "floor": 0},
    inputs=[
        {
            "name": "grain",
            "value": "1250",
            "source": {"file": "2007-G15.xlsx", "sheet": "values", "row": 12, "column": "value"},
        },
        {"name": "grain.target", "value": "", "source": {"file": None, "sheet": None, "row": None, "column": None}},
    ],
    exact="2615/3",
    rounded="871.67",
    choice=[{"path": "rounding.item", "value": "half_up", "assumed": True}],
    steps=[words("实绩除以目标。", "achievement over target")],
)


def sheet(**given: Any) -> Any:
    plain = {
        "unit": "T09",
        "name": words("郭川乡（虚构）", "Guochuan (fictitious)"),
        "group": words("乡镇", "townships"),
        "year": 2007,
        "on": "2008-01-20",
        "edition": words("2007年办法", "edition of 2007"),
        "historical": True,
        "demonstration": True,
        "total": "871.67",
        "rank": 3,
        "of": 18,
        "tied": True,
        "grade": words("良好", "good"),
        "base": "871.67",
        "bonus": None,
        "penalty": "-3",
        "tree": node("book", node("professional", LEAF)),
        "scheme_title": words("2007年考核办法", "scheme of 2007"),
        "scheme_hash": "ab" * 32,
        "choices": [{"path": "rank.ties", "value": "shared", "assumed": True}],
        "remedies": [words("可书面申请复核。", "A review may be asked for.")],
    }
    return {**plain, **given}


def flat(content: bytes) -> str:
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).split())


def test_a_figure_shows_function_inputs_and_the_cell_they_came_from() -> None:
    text = flat(score_sheet_pdf(sheet(), "zh"))
    for said in (
        "completion",
        "cap=1",
        "grain=1250",
        "2007-G15.xlsx",
        "第12行",
        "实绩除以目标",
        "2615/3",
        "871.67",
        "暂定：rounding.item",
    ):
        assert said in text


def test_a_total_that_does_not_exist_says_why() -> None:
    text = flat(score_sheet_pdf(sheet(total=None, rank=None, of=None, grade=None, why=words("缺少票数")), "zh"))
    assert "没有总分：缺少票数" in text


def test_both_languages_are_complete_and_repeatable() -> None:
    assert score_sheet_pdf(sheet(), "en") == score_sheet_pdf(sheet(), "en")
    text = flat(score_sheet_pdf(sheet(), "en"))
    assert "achievementovertarget" in text
    assert "row12" in text


def test_rare_characters_are_printed_in_bold_too() -> None:
    tree = node("book", node("professional", LEAF, zh="䶮喆堃珺"))
    assert "䶮喆堃珺" in flat(score_sheet_pdf(sheet(tree=tree), "zh"))


def test_words_are_printed_instead_of_codes_and_figures_with_two_decimals() -> None:
    said = {"key": "cap", "label": words("完成率上限"), "value": "1", "words": words("100%"), "assumed": True}
    told = {
        **LEAF,
        "function_label": words("完成率", "completion ratio"),
        "settings_words": [said],
        "chosen": [],
        "inputs": [{**LEAF["inputs"][0], "label": words("粮食总产实绩")}],
    }
    choice = {
        "path": "rank.ties",
        "value": "shared",
        "assumed": True,
        "label": words("同分单位"),
        "words": words("先比重点工作得分，再相同则并列"),
    }
    text = flat(score_sheet_pdf(sheet(tree=node("book", told), choices=[choice]), "zh"))
    for printed in (
        "完成率：完成率上限：100%（推定，待县里确认）",
        "粮食总产实绩=1250",
        "同分单位：先比重点工作得分",
        "−3.00",
    ):
        assert printed in text
    for code in ("completion", "rank.ties", "cap="):
        assert code not in text


def test_an_item_is_printed_with_the_sentence_of_the_scheme() -> None:
    said = node("grain", text=words("完成年度粮食总产目标", "Meet the grain target"))
    plain = node("oil", text=words("项目oil", "item oil"))
    text = flat(score_sheet_pdf(sheet(tree=node("book", said, plain)), "zh"))
    assert "完成年度粮食总产目标" in text
    assert text.count("项目oil") == 1
