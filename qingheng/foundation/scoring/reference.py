"""方案手册: the reference of tables, functions, formulas and lint codes, written from the declarations.

`python -m qingheng.foundation.scoring.reference` prints it; the documentation holds the same text, which a test checks.
"""

import sys
from collections.abc import Iterable, Iterator

from qingheng.foundation.scoring.declare import Kind, Setting
from qingheng.foundation.scoring.formula import FUNCTIONS as FORMULA_FUNCTIONS
from qingheng.foundation.scoring.functions import FUNCTIONS
from qingheng.foundation.scoring.inputs import TABLES as INPUT_TABLES
from qingheng.foundation.scoring.lint import CODES
from qingheng.foundation.scoring.tables import TABLES


def reference() -> str:
    """The whole reference as Markdown."""
    return "\n".join([*_tables(), *_functions(), *_formulas(), *_inputs(), *_codes()]) + "\n"


def _tables() -> Iterator[str]:
    yield "## Tables 各张表\n"
    for name, (title, spec) in TABLES.items():
        shown = f"[[{name[:-2]}]]" if name.endswith("[]") else f"[{name.replace('*', 'ID')}]"
        yield f"### `{shown}` {title.zh} · {title.en}\n"
        yield from settings(spec)


def _functions() -> Iterator[str]:
    yield "## Item functions 计分函数\n"
    for function in FUNCTIONS.values():
        rows = " Needs named sheets. 须有实名评分表。" if function.needs_rows else ""
        yield f"### `{function.name}` {function.title.zh} · {function.title.en}\n"
        yield f"{function.doc.zh} {function.doc.en}{rows} ({', '.join(function.features)})\n"
        yield from settings(function.settings)


def settings(spec: Iterable[Setting], depth: int = 0) -> Iterator[str]:
    """One line per setting, rows of a list beneath."""
    for setting in spec:
        options = f" One of {' '.join(f'`{option}`' for option in setting.options)}." if setting.options else ""
        yield f"{'  ' * depth}- `{setting.name}` ({setting.kind.value}{_need(setting)}): {setting.doc.zh}；{setting.doc.en}.{options} `{setting.name} = {setting.example}`"
        if setting.kind in (Kind.ROW, Kind.ROWS):
            yield from settings(setting.rows, depth + 1)
    if depth == 0:
        yield ""


def _need(setting: Setting) -> str:
    beside = f" beside {' '.join(setting.beside)}" if setting.beside else ""
    if setting.code:
        return f", choice `{setting.code}`{beside}"
    return f", required{beside}" if setting.required else ""


def _formulas() -> Iterator[str]:
    yield "## Formulas 算式\n"
    for name, function in FORMULA_FUNCTIONS.items():
        yield f"- `{name}`: {function.doc.zh}；{function.doc.en}. `{function.example}`"
    yield ""


def _inputs() -> Iterator[str]:
    yield "## Input tables 数据表\n"
    for name, (required, optional) in INPUT_TABLES.items():
        more = f"; optional {', '.join(optional)}" if optional else ""
        yield f"- {name}: {', '.join(required)}{more}"
    yield ""


def _codes() -> Iterator[str]:
    yield "## Lint codes 体检代码\n"
    for code, text in CODES.items():
        yield f"- `{code}`: {text.zh}；{text.en}."


if __name__ == "__main__":
    sys.stdout.write(reference())
