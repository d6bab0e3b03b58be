"""`python -m qingheng` is the command `qingheng`."""

from qingheng.cli.main import run

run()
