"""`starter.py conference`: the track of a session of the Conference, put together from files of a few commands each."""

from cli import (
    conference_drafting,
    conference_looking,
    conference_observers,
    conference_recommending,
    conference_recounting,
    conference_track,
    conference_translating,
)
from cli.command_line import command_group

app = command_group("Prepare a session of the Conference: general report, recommendations, observers.")

for part in (
    conference_looking,
    conference_track,
    conference_drafting,
    conference_recommending,
    conference_recounting,
):
    app.add_typer(part.app)

app.add_typer(conference_translating.app, name="translate")
app.add_typer(conference_observers.app, name="observers")
