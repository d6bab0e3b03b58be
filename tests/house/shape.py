"""`make shape`: the sizes of modules and functions, longest first. A picture for reviewers, not a limit."""

import ast
import statistics
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def sources() -> list[Path]:
    """Every Python file of the product, migrations left out."""
    return [path for path in sorted((ROOT / "qingheng").rglob("*.py")) if "migrations" not in path.parts]


def functions(path: Path) -> list[tuple[int, str]]:
    """(lines, name) of every function in a file, its docstring not counted."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            start = node.body[1].lineno if ast.get_docstring(node) and len(node.body) > 1 else node.lineno
            found.append(
                ((node.end_lineno or start) - start + 1, f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
            )
    return found


def spread(sizes: list[int]) -> str:
    """Median and ninetieth percentile."""
    ordered = sorted(sizes)
    return f"median {statistics.median(ordered):.0f}, p90 {ordered[int(len(ordered) * 0.9)]}, longest {ordered[-1]}"


def main() -> None:
    """Print the table."""
    modules = [(len(path.read_text(encoding="utf-8").splitlines()), str(path.relative_to(ROOT))) for path in sources()]
    every = [function for path in sources() for function in functions(path)]
    print(f"{len(modules)} modules: {spread([size for size, _ in modules])}")  # noqa: T201 -- a report
    print(f"{len(every)} functions: {spread([size for size, _ in every])}")  # noqa: T201 -- a report
    for size, name in sorted(modules, reverse=True)[:8] + sorted(every, reverse=True)[:8]:
        print(f"{size:6}  {name}")  # noqa: T201 -- a report


if __name__ == "__main__":
    main()
