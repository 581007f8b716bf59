"""`starter.py notices`: what became of the mails, put together from files of a few commands each."""

from cli import notices_reach
from cli.command_line import command_group

app = command_group("Mails that did not arrive, and who cannot be reached.")

for part in (notices_reach,):
    app.add_typer(part.app)
