"""`starter.py engagement`: every other way in than a dialogue (domain.md 7), put together from a file for each kind."""

from cli import (
    engagement_alliance,
    engagement_consultation,
    engagement_looking,
    engagement_opening,
    engagement_pilot,
)
from cli.command_line import command_group

app = command_group("Open, show and run domestic dialogues, pilots, trainings, hubs and alliances.")

for part in (engagement_opening, engagement_looking):
    app.add_typer(part.app)

for name, kind in (
    ("consultation", engagement_consultation),
    ("pilot", engagement_pilot),
    ("alliance", engagement_alliance),
):
    app.add_typer(kind.app, name=name)
