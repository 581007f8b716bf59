"""`starter.py lots`: everything about drawings of lots, put together from files of a few commands each."""

from cli import lots_beacon, lots_offline
from cli.command_line import command_group

app = command_group("Hold a drawing of lots, rehearse one, and ask the draw doctor.")

for part in (lots_offline,):
    app.add_typer(part.app)

app.add_typer(lots_beacon.app, name="beacon")
