"""The vendored fonts: few enough to carry, licensed, and no other font is ever used."""

from pathlib import Path

import pytest
import typst

from qingheng.foundation.papers.typesetting import FONTS, font_folders

LIMIT = 25 * 1000 * 1000


def test_they_are_small_enough_to_carry() -> None:
    assert sum(file.stat().st_size for file in FONTS.iterdir()) <= LIMIT


def test_every_font_stands_in_the_readme_with_its_licence_beside() -> None:
    told = (FONTS / "README.md").read_text(encoding="utf-8")
    for file in FONTS.iterdir():
        if file.suffix in (".otf", ".ttf"):
            assert file.name in told
    assert "SIL OPEN FONT LICENSE" in (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "font exception" in (FONTS / "GPL-3.txt").read_text(encoding="utf-8") + told


def test_the_families_are_the_ones_that_the_templates_name() -> None:
    families = set(typst.Fonts(font_paths=font_folders({}), include_system_fonts=False).families())
    assert families >= {"Noto Serif CJK SC", "Noto Sans CJK SC", "Qingheng Kai", "FandolFang R"}


def test_an_operator_may_add_a_folder_of_fonts(tmp_path: Path) -> None:
    assert font_folders({"QINGHENG_FONTS": str(tmp_path)}) == [str(FONTS), str(tmp_path)]


# 通用规范汉字表 has 8,105 characters; these few stand for its three levels and for what names bring besides.
@pytest.mark.parametrize(
    "characters", ["一乙二十丁厂七卜", "乂乜兀弋孑孓幺亓", "亍尢彳卬殳𠙶毌邘", "䶮喆堃珺㛃𬭚昇淼國龍"]
)
def test_characters_of_the_common_table_and_of_names_have_a_glyph(characters: str, tmp_path: Path) -> None:
    template = tmp_path / "all.typ"
    template.write_text(
        '#set document(title: "t", date: datetime(year: 2008, month: 1, day: 1))\n'
        '#set text(font: ("FandolFang R", "Noto Serif CJK SC"), lang: "zh")\n' + characters,
        encoding="utf-8",
    )
    made = typst.compile(
        str(template), font_paths=font_folders({}), ignore_system_fonts=True, format="pdf", pdf_standards=["ua-1"]
    )
    assert made.startswith(b"%PDF")
