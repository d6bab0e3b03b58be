"""The command `qingheng`: one module a command, every problem as one list, never a traceback."""
