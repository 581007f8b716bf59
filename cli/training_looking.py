"""`starter.py training applications`: who has applied to a training, and where each application stands."""

from typing import Annotated

import typer

from cli.command_line import commands_of_a_group, examples
from cli.doors import Doors, through_doors
from cli.engagement_acting import SlugArgument
from cli.engagement_reading import Shown, shown
from cli.given import CycleArgument
from cli.output import AsJson, print_json, print_lines, print_table
from cli.training_words import standing
from models.engagement.terms import EngagementKind
from models.engagement.training.application import TrainingApplication, TrainingStatus
from models.errors import InputInvalid
from models.ids import engagement_id
from rules.engagement.training.standing import training_of

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py training applications untoc-1 asia-2027",
        "starter.py training applications untoc-1 asia-2027 --status waiting",
    )
)
def applications(
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    status_: Annotated[str, typer.Option("--status", help="Only those that stand so, such as waiting.")] = "",
    as_json: AsJson = False,
) -> None:
    """List who has applied, with names, for the unit: nobody else may see them all."""
    if status_ and status_ not in set(TrainingStatus):
        raise InputInvalid(
            "unknown_status", f"no application stands at {status_!r}; they stand at {', '.join(TrainingStatus)}."
        )
    found = through_doors(ctx, lambda doors: _read(doors, cycle, slug))
    chosen = [each for each in _in_order(found) if status_ in ("", each.status)]
    if as_json:
        print_json([{**each.model_dump(), "name": found.name_of(each.applicant.stakeholder)} for each in chosen])
    elif chosen:
        print_table(
            ("application", "organisation", "nominee", "kind", "region", "country", "young", "stands"),
            (
                (
                    each.id,
                    found.name_of(each.applicant.stakeholder),
                    each.nominee,
                    each.applicant.kind,
                    each.applicant.region,
                    each.country,
                    "yes" if each.is_young else "",
                    standing(each.status, each.reason),
                )
                for each in chosen
            ),
        )
    else:
        print_lines("No application matches." if status_ else "Nobody has applied yet.")


def _in_order(found: Shown) -> list[TrainingApplication]:
    """In the order of arrival; those on the waiting list in its own order, after the others."""
    training = training_of(found.state)
    others = [each for each in training.applications.values() if each.id not in training.waiting]
    return [*others, *(training.applications[each] for each in training.waiting)]


async def _read(doors: Doors, cycle: str, slug: str) -> Shown:
    async with doors.store() as pool:
        return await shown(pool, engagement_id(cycle, EngagementKind.TRAINING, slug))
