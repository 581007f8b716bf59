"""`starter.py notices`: what is told to whom, and what became of it."""

from cli import notices_preview, notices_sent
from cli.command_line import command_group

app = command_group("Look at notices in any language, at what became of them, and send them once more.")

for part in (notices_preview, notices_sent):
    app.add_typer(part.app)
