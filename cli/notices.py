"""`starter.py notices`: what is told to whom, what became of it, and who cannot be reached."""

from cli import notices_letters, notices_preview, notices_reach, notices_sent
from cli.command_line import command_group

app = command_group("Look at notices in any language, at what became of them, and at who cannot be reached.")

for part in (notices_preview, notices_sent, notices_letters, notices_reach):
    app.add_typer(part.app)
