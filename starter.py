"""The secretariat's command line: start cycles, draw lots, act, look, verify. `python starter.py --help` shows it all.

The commands stand in `cli`; here they are given the connections that the settings of this machine name.
"""

from cli.command_line import command_line
from cli.doors import Doors


def doors() -> Doors:
    """Make the real doors, when the first command asks for them."""
    from cli.connections import open_connections  # noqa: PLC0415 - help and bad input need no connection

    return open_connections()


if __name__ == "__main__":
    command_line()(obj=doors)
