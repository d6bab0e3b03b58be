"""The bulletin is a document that can be archived, read aloud, and made again to the byte."""

import copy
import io
from typing import Any

import pypdf
import pytest

from qingheng.foundation.kernel.problems import ProblemsError
from qingheng.foundation.papers.bulletin import Bulletin, bulletin_pdf, printed

#: Characters that turn up in names and that few fonts have.
RARE = "䶮喆堃珺"
GROUPS = {"township": "乡镇", "party": "县直党群部门", "government": "县直政府部门", "vertical": "省市垂直管理单位"}


def words(zh: str, en: str = "") -> dict[str, str]:
    return {"zh": zh, "en": en or zh}


def row(number: int, **given: Any) -> dict[str, Any]:
    plain = {
        "unit": f"T{number:02}",
        "name": words(f"第{number}乡", f"Township {number}"),
        "rank": number,
        "parts": {"common": "382.50", "professional": "555.25"},
        "base": "937.75",
        "bonus": "6.5",
        "penalty": "-3",
        "total": "941.25",
        "rank_without_bonus": number,
        "grade": words("优秀", "excellent"),
    }
    return {**plain, **given}


def paper(**given: Any) -> Bulletin:
    vetoed = {
        "name": words(f"{RARE}办公室（虚构）", "Office (fictitious)"),
        "vetoes": [
            {"domain": words("安全生产", "production safety"), "date": "2007-09-21", "basis": "演示文件（虚构）"}
        ],
    }
    silent = {"rank": None, "total": None, "grade": None, "why": words("缺少民主测评票数", "no votes"), "parts": {}}
    rows = [
        row(1),
        row(2, tied=True),
        row(2, tied=True),
        row(4, rank_without_bonus=5),
        row(5, **vetoed),
        row(6, **silent),
    ]
    plain: dict[str, Any] = {
        "year": 2007,
        "on": "2008-01-20",
        "number": "清考发〔2008〕1 号",
        "edition": words("2007年办法", "edition of 2007"),
        "historical": True,
        "demonstration": True,
        "issuer": words("县考核工作办公室", "Assessment Office"),
        "addressees": words("各乡镇党委、政府", "To all townships"),
        "copies": words("县委、县政府领导", "Leaders of the county"),
        "status": "issued",
        "scheme_id": "qingshui-2007",
        "scheme_title": words("2007年考核办法", "scheme of 2007"),
        "scheme_hash": "ab" * 32,
        "scheme_total": "1000",
        "parts": [
            {"id": "common", "name": words("公共部分", "Common"), "full": "400"},
            {"id": "professional", "name": words("业务部分", "Professional"), "full": "600"},
        ],
        "groups": [{"id": id, "name": words(name), "rows": copy.deepcopy(rows)} for id, name in GROUPS.items()],
        "proposals": [
            {
                "kind": words("重点管理", "key management"),
                "on": "unit",
                "units": [words("第5乡")],
                "cite": words("seed#2.5"),
            }
        ],
        "remedies": [words("可在十五日内书面申请复核。", "A review may be asked for within 15 days.")],
        "choices": [{"path": "rank.ties", "value": "shared", "assumed": True}],
        "sources": [{"file": "2007-P01-县考核办.xlsx", "sha256": "cd" * 32}],
        "inputs_hash": "ef" * 32,
        "record": "123",
    }
    return {**plain, **given}


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]


def flat(content: bytes) -> str:
    return "".join("".join(pages(content)).split())


def test_the_same_data_gives_the_same_bytes() -> None:
    assert bulletin_pdf(paper(), "zh") == bulletin_pdf(paper(), "zh")


def test_every_page_of_a_demonstration_says_so() -> None:
    assert all("虚构·演示" in page for page in pages(bulletin_pdf(paper(), "zh")))
    assert all("Fictitious" in page for page in pages(bulletin_pdf(paper(), "en")))


def test_a_real_bulletin_carries_no_mark_of_a_demonstration() -> None:
    assert "虚构·演示" not in flat(bulletin_pdf(paper(demonstration=False, historical=False), "zh"))


def test_pages_are_numbered_as_in_official_documents() -> None:
    for number, page in enumerate(pages(bulletin_pdf(paper(), "zh")), start=1):
        assert f"—{number}—" in "".join(page.split())


def test_the_2007_edition_is_bannered_as_history() -> None:
    assert "历史版本" in flat(bulletin_pdf(paper(), "zh"))
    assert "历史版本" not in flat(bulletin_pdf(paper(historical=False), "zh"))


def test_figures_notes_and_reasons_stand_in_the_tables() -> None:
    text = flat(bulletin_pdf(paper(), "zh"))
    for said in ("941.25", "382.50", "并列", "否决", "缺少民主测评票数", "不计加分名次", *GROUPS.values()):
        assert said in text


def test_consequences_are_proposals_with_their_remedies() -> None:
    text = flat(bulletin_pdf(paper(), "zh"))
    assert "结果运用建议" in text
    assert "不得以本通报作为处理依据" in text
    assert "可在十五日内书面申请复核" in text


def test_scheme_and_inputs_are_fingerprinted_and_assumptions_listed() -> None:
    text = flat(bulletin_pdf(paper(), "zh"))
    assert "ab" * 32 in text
    assert "ef" * 32 in text
    assert "待县里确认" in text


def test_rare_characters_of_names_are_printed() -> None:
    assert RARE in flat(bulletin_pdf(paper(), "zh"))


def test_a_character_without_a_glyph_is_a_problem_that_names_it() -> None:
    with pytest.raises(ProblemsError) as caught:
        bulletin_pdf(paper(number="\U00030000"), "zh")
    (problem,) = caught.value.problems
    assert problem.code == "glyph_missing"
    assert "\U00030000" in problem.text.zh


def test_the_document_is_tagged_and_names_its_language() -> None:
    for lang, code in (("zh", "zh"), ("en", "en")):
        catalogue = pypdf.PdfReader(io.BytesIO(bulletin_pdf(paper(), lang))).trailer["/Root"]
        assert catalogue["/MarkInfo"]["/Marked"]
        assert catalogue["/Lang"].startswith(code)


def test_all_fonts_are_embedded_and_vendored() -> None:
    reader = pypdf.PdfReader(io.BytesIO(bulletin_pdf(paper(), "zh")))
    fonts = {font for page in reader.pages for font in page["/Resources"]["/Font"].get_object().values()}
    names = {str(font.get_object()["/BaseFont"]).split("+", 1)[-1] for font in fonts}
    assert names
    assert all(name.startswith(("NotoSerifCJKsc", "NotoSansCJKsc", "FandolFang", "QinghengKai")) for name in names)


def test_names_are_never_taken_for_markup() -> None:
    evil = words('#panic("x") $x$ *b* <y> \\ [z]')
    assert '#panic("x")' in flat(bulletin_pdf(paper(addressees=evil), "zh"))


def test_without_vetoes_proposals_and_choices_the_numbering_closes_up() -> None:
    bare = paper(proposals=[], choices=[], sources=[], groups=[{"id": "t", "name": words("乡镇"), "rows": [row(1)]}])
    text = flat(bulletin_pdf(bare, "zh"))
    assert "二、异议与救济" in text
    assert "没有需要选择的事项" in text


@pytest.mark.parametrize(("status", "said"), [("draft", "征求意见稿"), ("corrected", "更正通报")])
def test_what_is_not_a_plain_issue_says_so(status: str, said: str) -> None:
    assert said in flat(bulletin_pdf(paper(status=status), "zh"))


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        ("594.3", "594.30"),
        ("18", "18.00"),
        ("0", "0.00"),
        ("1780/3", "593.33…"),
        ("-2/3", "-0.66…"),
        ("1.125", "1.125"),
        (None, None),
    ],
)
def test_a_figure_is_padded_or_cut_but_never_rounded(figure: str | None, shown: str | None) -> None:
    assert printed(figure) == shown
