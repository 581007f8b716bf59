"""`starter.py lots`: everything about drawings of lots, put together from files of a few commands each."""

from cli import lots_after, lots_beacon, lots_before, lots_doctor, lots_draw, lots_looking, lots_record, lots_sealing
from cli.command_line import command_group

app = command_group("Hold a drawing of lots, rehearse one, and ask the draw doctor.")

for part in (lots_doctor, lots_before, lots_sealing, lots_draw, lots_looking, lots_record, lots_after):
    app.add_typer(part.app)

app.add_typer(lots_beacon.app, name="beacon")
