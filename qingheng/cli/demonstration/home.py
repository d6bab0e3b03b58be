"""演示目录: what stands in QINGHENG_HOME, and how a county appears there whole or not at all.

Everything is made in the folder `building/` and moved into place file by file, the database last: the database is the
county, so a run that was killed leaves either the county of before or none, and the next run starts clean.
"""

import fcntl
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qingheng.foundation.kernel.problems import Problem, ProblemsError, Where
from qingheng.foundation.kernel.text import Text

#: The entry of the record that says which county this is.
MARKER = "make_demonstration"
DATABASE = "db.sqlite3"
OWNER_ONLY = 0o600
#: Names of the workbooks that a county makes; a run that was interrupted may have left another seed's.
_WORKBOOKS = "[0-9][0-9][0-9][0-9]-[TPGV][0-9][0-9]-*.xlsx"


@dataclass(frozen=True, slots=True)
class Home:
    """数据目录."""

    path: Path

    @property
    def database(self) -> Path:
        """The county's database."""
        return self.path / DATABASE

    @property
    def building(self) -> Path:
        """Where a county is made."""
        return self.path / "building"

    @property
    def accounts(self) -> Path:
        """demo.json: who may sign in, for the owner of the machine only."""
        return self.path / "demo.json"

    def county(self) -> dict[str, Any] | None:
        """The seed and size of the county that stands here; None where there is no database.

        Raises ProblemsError where there is a database that is no demonstration, or cannot be read.
        """
        if not self.database.exists():
            return None
        try:
            with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
                found = connection.execute("SELECT data FROM record_entry WHERE act = ?", (MARKER,)).fetchone()
        except sqlite3.Error:
            found = None
        if found is None:
            raise ProblemsError([_no_demonstration(self.database)])
        marked: dict[str, Any] = json.loads(found[0])
        return marked

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time makes a county here; the lock goes when the process does, however it ends."""
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)  # the data of people: for its owner only
            opened = (self.path / ".demo.lock").open("w")
        except OSError as refused:
            raise ProblemsError([_unusable(self.path, refused)]) from None
        with opened as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ProblemsError([_busy(self.path)]) from None
            yield

    def clear(self) -> None:
        """Throw away what an interrupted run left, and make room."""
        shutil.rmtree(self.building, ignore_errors=True)
        for folder in (self.building / "inbox", self.building / "out"):
            folder.mkdir(parents=True)

    def keep(self, name: str, content: bytes, *, private: bool = False) -> None:
        """Write one file of the county that is being made, safely on the disk."""
        path = self.building / name
        path.parent.mkdir(parents=True, exist_ok=True)
        mode = OWNER_ONLY if private else 0o644
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def settle(self) -> None:
        """Move the county into place, the database last."""
        with (self.building / DATABASE).open("rb") as database:
            os.fsync(database.fileno())
        for stale in (self.path / "inbox").rglob(_WORKBOOKS):
            stale.unlink()
        for folder in ("inbox", "out"):
            for file in sorted(found for found in (self.building / folder).rglob("*") if found.is_file()):
                place = self.path / file.relative_to(self.building)
                place.parent.mkdir(parents=True, exist_ok=True)
                file.replace(place)
        (self.building / self.accounts.name).replace(self.accounts)
        (self.building / DATABASE).chmod(OWNER_ONLY)
        (self.building / DATABASE).replace(self.database)
        shutil.rmtree(self.building, ignore_errors=True)


def _no_demonstration(path: Path) -> Problem:
    return Problem(
        "not_a_demonstration",
        Text("该目录中已有的数据库不是演示县。", "The database that stands there is no demonstration county."),
        Text("换一个目录：--home 目录。", "Choose another folder: --home DIR."),
        Where(file=str(path)),
    )


def _unusable(path: Path, refused: OSError) -> Problem:
    return Problem(
        "home_unusable",
        Text(f"数据目录不能使用：{refused.strerror}。", f"The data folder cannot be used: {refused.strerror}."),
        Text("换一个可以写入的目录：--home 目录。", "Choose a folder that can be written: --home DIR."),
        Where(file=str(path)),
    )


def _busy(path: Path) -> Problem:
    return Problem(
        "already_building",
        Text("另一个进程正在该目录中建立演示县。", "Another process is making a county in this folder."),
        Text("等它结束，或者换一个目录：--home 目录。", "Wait for it to end, or choose another folder: --home DIR."),
        Where(file=str(path)),
    )
