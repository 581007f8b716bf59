"""`starter.py webhooks`: programs of others that are told what happens, put together from files of a few commands."""

from cli import webhooks_adding, webhooks_granting, webhooks_looking, webhooks_sending
from cli.command_line import command_group

app = command_group("Tell programs of others what happens, by signed messages.")

for part in (webhooks_adding, webhooks_looking, webhooks_granting, webhooks_sending):
    app.add_typer(part.app)
