"""A small file that unpacks into a large one is found before it is read."""

import io
import zipfile

import pytest

from qingheng.foundation.papers.unpacked import unpacked_beyond


def zipped(*members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, member in enumerate(members):
            archive.writestr(zipfile.ZipInfo(str(place)), member, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def test_the_members_count_together() -> None:
    file = zipped(b"0" * 600_000, b"0" * 600_000)
    assert len(file) < 10_000
    assert unpacked_beyond(file, 1_000_000)
    assert not unpacked_beyond(file, 1_200_000)


@pytest.mark.parametrize(
    "content",
    [b"", b"unit,name\n", b"PK\x03\x04junk", zipped(b"x" * 100)[:-8]],
    ids=["empty", "a table", "a first header alone", "cut short"],
)
def test_what_is_no_zip_is_left_to_its_reader(content: bytes) -> None:
    assert not unpacked_beyond(content, 10)
