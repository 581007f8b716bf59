"""`starter.py notices`: what is told to whom, and what became of it."""

from cli import notices_preview
from cli.command_line import command_group

app = command_group("Look at what is told: any notice in any language, and the catalogue of them all.")

for part in (notices_preview,):
    app.add_typer(part.app)
