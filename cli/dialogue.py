"""`starter.py dialogue`: constructive dialogues with stakeholders, put together from files of a few commands each."""

from cli import (
    dialogue_applying,
    dialogue_call,
    dialogue_deciding,
    dialogue_history,
    dialogue_holding,
    dialogue_looking,
    dialogue_preparing,
    dialogue_summary,
)
from cli.command_line import command_group

app = command_group("Hold a constructive dialogue: the call, applications, objections, the day, the summary.")

for part in (
    dialogue_looking,
    dialogue_call,
    dialogue_applying,
    dialogue_deciding,
    dialogue_preparing,
    dialogue_holding,
):
    app.add_typer(part.app)

app.add_typer(dialogue_summary.app, name="summary")
app.add_typer(dialogue_history.app, name="history")
