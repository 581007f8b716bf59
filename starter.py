"""The secretariat's command line: start cycles, draw lots, act, look, verify. `python starter.py --help` shows it all.

The commands stand in `cli`; here they are given the connections that the settings of this machine name.
"""

import os
import sys

from cli.command_line import command_line
from cli.doors import Doors


def doors() -> Doors:
    """Make the real doors, when the first command asks for them."""
    from cli.connections import open_connections  # noqa: PLC0415 - help and bad input need no connection

    return open_connections()


def main() -> None:
    """Run one command and leave with its exit code."""
    code = command_line()(obj=doors, standalone_mode=False)
    sys.stdout.flush()
    sys.stderr.flush()
    # Not sys.exit: a thread of the Temporal SDK's Rust core that still hands back an answer while the interpreter
    # shuts down would abort the process (PyGILState_Release), now and then, after everything was done.
    os._exit(code)


if __name__ == "__main__":
    main()
