"""`starter.py notices`: what is told to whom, and what became of it."""

from cli import notices_letters
from cli.command_line import command_group

app = command_group("Look at the formal letters that go to missions.")

for part in (notices_letters,):
    app.add_typer(part.app)
