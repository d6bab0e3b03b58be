"""排版: typst turns a template and plain data into a tagged PDF.

Only the vendored fonts are used (and those in the folder `QINGHENG_FONTS`, for a county's own rare characters), so a
document looks the same on every machine. PDF/A-2a for the archive and PDF/UA-1 for screen readers are both asked for;
they also make a character without a glyph an error, which becomes a problem here instead of an empty box on paper.
No date of making enters the file: the same data gives the same bytes.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Text

HOME = Path(__file__).parent
#: The vendored fonts; see fonts/README.md for source and licence.
FONTS = HOME / "fonts"
TEMPLATES = HOME / "templates"
#: Archive and accessibility standards that every document meets.
STANDARDS: list[Literal["a-2a", "ua-1"]] = ["a-2a", "ua-1"]

_NO_GLYPH = re.compile(r"the text `?\"(?P<text>.+?)\"`? could not be displayed")


def font_folders(environ: Mapping[str, str] = os.environ) -> list[str | Path | bytes]:
    """The folders that typst may take fonts from: the vendored one, and the operator's own."""
    own = environ.get("QINGHENG_FONTS", "")
    return [str(FONTS), *([own] if own else [])]


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Typeset `templates/<template>.typ` with `data` (JSON values; never markup, so a name cannot become a command).

    Raises ProblemsError `glyph_missing` where a character stands in none of the fonts, `not_typeset` for any other
    complaint of the typesetter.
    """
    try:
        made: bytes = typst.compile(
            str(TEMPLATES / f"{template}.typ"),
            root=str(TEMPLATES),
            font_paths=font_folders(),
            ignore_system_fonts=True,
            format="pdf",
            pdf_standards=STANDARDS,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        )
    except typst.TypstError as error:
        raise ProblemsError([_complaint(template, str(getattr(error, "message", error)))]) from error
    return made


def _complaint(template: str, message: str) -> Problem:
    found = _NO_GLYPH.search(message)
    where = Where(file=f"{template}.typ")
    if found:
        text = found["text"]
        return Problem(
            code="glyph_missing",
            text=Text(
                f"随附字体中没有“{text}”的字形，文件未生成。",
                f"No vendored font has a glyph for {text!r}; nothing was made.",
            ),
            mend=Text(
                "请将含有该字的字体文件放入 QINGHENG_FONTS 所指的文件夹后重试。",
                "Put a font that has the character into the folder named by QINGHENG_FONTS and try again.",
            ),
            where=where,
        )
    return Problem(
        code="not_typeset",
        text=Text(f"排版未完成：{message}", f"The document could not be typeset: {message}"),
        mend=Text("请把这条信息交给维护人员。", "Hand this message to the maintainers."),
        where=where,
    )
