"""The two specimen packs `upper` and `lower`, as a copy that a test may break."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

SPECIMENS = Path(__file__).parent / "packs"
#: (file below the folder of packs, old text, new text); an empty old text writes the whole file.
Edit = tuple[str, str, str]


@pytest.fixture
def broken(tmp_path: Path) -> Callable[..., str]:
    """Copies the specimens, edits them, and gives the path of the lower (or the named) pack."""

    def make(*edits: Edit, pack: str = "lower") -> str:
        root = tmp_path / "packs"
        shutil.copytree(SPECIMENS, root, dirs_exist_ok=True)
        for name, old, new in edits:
            file = root / name
            file.parent.mkdir(parents=True, exist_ok=True)
            if old:
                text = file.read_text("utf-8")
                assert old in text, f"{name} does not contain {old!r}"
                file.write_text(text.replace(old, new, 1), "utf-8")
            elif new.startswith("\x00"):
                file.write_bytes(b"\xff\xfe\xfa")
            else:
                file.write_text((file.read_text("utf-8") if file.exists() else "") + new, "utf-8")
        return str(root / pack)

    return make
