"""`starter.py receipt`: what became of a contribution or an application: what its holder was told, and no more."""

from datetime import date
from typing import Annotated

import typer

from cli.command_line import examples, single_command
from cli.dialogue_words import OUTCOMES, next_step, next_step_of_contribution, standing
from cli.doors import Doors, through_doors
from cli.output import AsJson, print_json, print_lines
from cli.streams import entries_of
from cli.told import Told, tale_of
from models.dialogue.application import ApplicationStatus, Mode, OutcomeReason
from models.dialogue.state import ContributionOutcome, DialogueState
from models.value import Value
from rules.aggregates import aggregate_of
from rules.calendar.vienna import vienna_day
from store.receipts import checked_receipt, handed_out

app = single_command()

FLAGGED = "country_reference_flagged"


class Standing(Value):
    """What the holder of a receipt may know."""

    receipt: str
    workflow_id: str
    handed_out_on: date
    told_on: date | None = None
    status: str | None = None
    reason: str | None = None
    mode: str | None = None
    travel_support: str | None = None
    topic: str | None = None
    outcome: str | None = None
    said: str
    next_step: str = ""


@app.command(epilog=examples("starter.py receipt R-3KX2-7QPA-MZ5D-W6TH"))
def receipt(
    ctx: typer.Context,
    receipt_: Annotated[str, typer.Argument(metavar="RECEIPT", help="As it was given out.", callback=checked_receipt)],
    *,
    as_json: AsJson = False,
) -> None:
    """Look up what became of a contribution or an application by its receipt: what its holder was told, no more."""
    found = through_doors(ctx, lambda doors: _standing(doors, receipt_))
    if as_json:
        print_json(found)
        return
    print_lines(
        f"{found.receipt}: {found.workflow_id}, received on {found.handed_out_on}",
        f"  {found.said}" + (f" (told on {found.told_on})" if found.told_on else ""),
        *([f"  topic: {found.topic}"] if found.topic else []),
        *([f"  travel support: {in_words(found.travel_support)}"] if found.travel_support else []),
        *([f"  next: {found.next_step}"] if found.next_step else []),
    )


def in_words(code: str) -> str:
    """A code that has no words of its own, as words."""
    return code.replace("_", " ")


def standing_of(state: object, receipt: str, told: Told) -> dict[str, str | None]:
    """What is said of one receipt, from what its holder was told last."""
    codes = told.codes
    facts: dict[str, str | None] = {
        name: codes.get(name) for name in ("status", "reason", "mode", "travel_support", "topic", "outcome")
    }
    if not isinstance(state, DialogueState):
        parts = [in_words(codes[name]) for name in ("status", "outcome", "reason") if name in codes]
        return {**facts, "said": ": ".join(parts) or "received"}
    if "status" in codes:
        status = ApplicationStatus(codes["status"])
        reason = OutcomeReason(codes["reason"]) if "reason" in codes else None
        mode = Mode(codes["mode"]) if "mode" in codes else None
        return {**facts, "said": standing(status, reason, mode), "next_step": next_step(state, status)}
    return {**facts, **_of_contribution(state, receipt, told)}


def _of_contribution(state: DialogueState, receipt: str, told: Told | None) -> dict[str, str | None]:
    """Of a contribution: its outcome is told with the summary, that it was marked at once."""
    found = next(each for each in state.contributions.values() if each.receipt == receipt)
    is_out = state.summary is not None and state.summary.published_on is not None
    outcome = found.outcome if is_out else None
    if outcome is None and told is not None and told.event == FLAGGED:
        outcome = ContributionOutcome.COUNTRY_REFERENCE
    said = OUTCOMES[outcome] if outcome else "received"
    return {
        "topic": found.topic,
        "outcome": outcome,
        "said": said,
        "next_step": next_step_of_contribution(state),
    }


async def _standing(doors: Doors, receipt_: str) -> Standing:
    async with doors.store() as pool:
        found = await handed_out(pool, receipt_)
        tale = tale_of(aggregate_of(found.stream), await entries_of(pool, found.stream))
    told = tale.told.get(receipt_)
    facts: dict[str, str | None]
    if told is not None:
        facts = standing_of(tale.state, receipt_, told)
    elif isinstance(tale.state, DialogueState):
        facts = _of_contribution(tale.state, receipt_, None)
    else:
        facts = {"said": "received"}
    return Standing.model_validate(
        {
            "receipt": receipt_,
            "workflow_id": found.stream,
            "handed_out_on": vienna_day(found.at),
            "told_on": told.on if told else None,
            **facts,
        }
    )
