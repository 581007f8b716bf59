"""`starter.py notices`: what is told to whom, and what became of it, put together from files of a few commands each."""

from cli import notices_letters, notices_preview, notices_sent
from cli.command_line import command_group

app = command_group("Look at notices in any language, at what became of them, and send them once more.")

for part in (notices_preview, notices_sent, notices_letters):
    app.add_typer(part.app)
