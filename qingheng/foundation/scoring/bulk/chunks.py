"""分块与续算: county by county in ranges, each range's result written once and whole, so that a killed run goes on.

A folder `parts` beside the result holds one file a range and a manifest that says for which scheme, inputs and ranges
they were made; a part appears by renaming, so it is either whole or not there.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

Progress = Callable[[int, int], None]


class StalePartsError(Exception):
    """The parts of an earlier run were made from another scheme, other inputs or other ranges."""


@dataclass(frozen=True, slots=True)
class Chunks:
    """The ranges of one run: counties in order, so many at a time, and what they are computed from."""

    folder: Path
    counties: tuple[str, ...]
    size: int
    made_from: str

    @property
    def ranges(self) -> list[tuple[str, str]]:
        """First and last county of each range."""
        starts = range(0, len(self.counties), self.size)
        return [
            (self.counties[start], self.counties[min(start + self.size, len(self.counties)) - 1]) for start in starts
        ]

    @property
    def manifest(self) -> str:
        """What the parts are made from, as text."""
        counties = hashlib.sha256("\n".join(self.counties).encode()).hexdigest()
        return json.dumps({"from": self.made_from, "counties": counties, "size": self.size}, sort_keys=True) + "\n"

    def part(self, number: int) -> Path:
        """The file of a range."""
        return self.folder / f"part-{number:06d}.csv"

    def prepare(self, *, resume: bool) -> None:
        """Make the folder; keep finished parts on `resume`, else start afresh.

        Raises StalePartsError where parts to be kept were made from something else.
        """
        manifest = self.folder / "manifest.json"
        if resume and manifest.exists():
            if manifest.read_text(encoding="utf-8") != self.manifest:
                raise StalePartsError
        else:
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)
        write_whole(manifest, [self.manifest.encode()])

    def run(self, score: Callable[[str, str], Iterator[bytes]], progress: Progress) -> int:
        """Score every range that is not there yet; the number of ranges computed now."""
        ranges, computed = self.ranges, 0
        for number, (first, last) in enumerate(ranges):
            if not self.part(number).exists():
                write_whole(self.part(number), score(first, last))
                computed += 1
            progress(number + 1, len(ranges))
        return computed

    def join(self, header: bytes, result: Path) -> None:
        """Put the parts behind one header into `result`, at once, and remove them."""
        write_whole(result, self._pieces(header))
        shutil.rmtree(self.folder, ignore_errors=True)

    def _pieces(self, header: bytes) -> Iterator[bytes]:
        yield header
        for number in range(len(self.ranges)):
            with self.part(number).open("rb") as part:
                while block := part.read(1 << 20):
                    yield block


def write_whole(path: Path, pieces: Sequence[bytes] | Iterator[bytes]) -> None:
    """Write a file so that it is either whole or not there, even after a power cut."""
    temporary = path.with_name(path.name + ".writing")
    with temporary.open("wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def fingerprint(scheme_hash: str, files: Sequence[Path]) -> str:
    """What a run is computed from: the scheme's content, and name, size and time of each file."""
    seen = [scheme_hash, *(f"{path.resolve()} {path.stat().st_size} {path.stat().st_mtime_ns}" for path in files)]
    return hashlib.sha256("\n".join(seen).encode()).hexdigest()
