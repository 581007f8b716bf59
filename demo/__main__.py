"""`python -m demo`: plays the demonstration against the stack in `REVIEWTRACK_HOME`."""

import sys

import typer

from demo.run import main
from models.errors import ReviewtrackError

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
app.command()(main)

try:
    app()
except ReviewtrackError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(2)
