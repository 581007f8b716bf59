"""`starter.py training`: what needs the whole list: screening, the proposal, the selection, who was there on a day."""

from collections.abc import Callable
from typing import Annotated, Any

import typer

from cli.act import PATIENCE
from cli.command_line import commands_of_a_group, examples
from cli.dialogue_acting import listed, pairs
from cli.doors import Doors, through_doors
from cli.enclosing import AsWho, CommandId, Patience, Sending
from cli.engagement_acting import Asked, SlugArgument, do
from cli.engagement_reading import Shown, engagement_of, shown
from cli.given import CycleArgument, day
from cli.output import AsJson, print_json, print_lines, print_table
from cli.training_words import REASONS
from models.engagement.terms import EngagementKind
from models.engagement.training.application import SCREENED_OUT, TrainingReason, TrainingStatus
from models.engagement.training.events import Placed
from models.engagement.training.state import TrainingState
from models.errors import InputInvalid, RuleViolation
from models.ids import engagement_id
from rules.engagement.training.selection import Proposal, proposal_of, quotas_of
from rules.engagement.training.standing import training_of
from store.pool import Pool

app = commands_of_a_group()


@app.command(
    epilog=examples(
        "starter.py training screen untoc-1 asia-2027 --eligible a-1,a-2 --ineligible a-3=incomplete",
        "starter.py training screen untoc-1 asia-2027 --ineligible a-3=not_the_audience --others-eligible",
    )
)
def screen(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    eligible: Annotated[str, typer.Option(metavar="LIST", help="Such as a-1,a-2.")] = "",
    ineligible: Annotated[
        list[str] | None, typer.Option(metavar="APPLICATION=REASON", help="Such as a-3=incomplete.")
    ] = None,
    others_eligible: Annotated[
        bool, typer.Option("--others-eligible", help="All others that were not screened yet are eligible.")
    ] = False,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Say which applications are eligible, and why the others are not; again, before the selection, to correct it."""
    found, out = listed(eligible), pairs(ineligible or [], form="a-3=incomplete")
    _check_screening(found, out, others_eligible=others_eligible)

    def screened(training: TrainingState) -> dict[str, Any]:
        waiting = [each.id for each in training.applications.values() if each.status is TrainingStatus.SUBMITTED]
        others = [each for each in waiting if each not in (*found, *out)] if others_eligible else []
        screenings = [{"application": each, "is_eligible": True} for each in (*found, *others)]
        screenings += [{"application": each, "is_eligible": False, "reason": why} for each, why in out.items()]
        if not screenings:
            raise RuleViolation("nobody_to_screen", "every application has been screened already.")
        return {"screenings": screenings}

    sending = Sending(engagement_id(cycle, EngagementKind.TRAINING, slug), as_, patience, command_id, as_json)
    do(ctx, Asked("screen_training_applications", known=_known(cycle, slug, screened)), sending)


@app.command(epilog=examples("starter.py training propose untoc-1 asia-2027"))
def propose(ctx: typer.Context, cycle: CycleArgument, slug: SlugArgument, *, as_json: AsJson = False) -> None:
    """Show who is proposed for a place and who would wait, each with the reason. Nothing is recorded."""

    async def read(doors: Doors) -> Shown:
        async with doors.store() as pool:
            return await shown(pool, engagement_id(cycle, EngagementKind.TRAINING, slug))

    found = through_doors(ctx, read)
    training = training_of(found.state)
    proposal, quotas = proposal_of(training), quotas_of(training)
    if as_json:
        print_json({"proposal": proposal.sha256, "places": quotas.places, "young": quotas.young, **_lists(proposal)})
        return
    if not proposal.selected:
        print_lines("Nobody is eligible: screen applications first ('starter.py training screen').")
        return
    print_lines(
        f"{len(proposal.selected)} of {quotas.places} places, {quotas.young} of them for young nominees if there are "
        f"as many; at most {quotas.per_organisation} for one organisation",
        "",
    )
    _print_places("place", proposal.selected, found)
    if proposal.waiting:
        print_lines("")
        _print_places("waits", proposal.waiting, found)
    print_lines(
        "",
        f"proposal: {proposal.sha256}",
        f"next: starter.py training select {cycle} {slug} --proposal {proposal.sha256}",
    )


@app.command(
    epilog=examples(
        "starter.py training select untoc-1 asia-2027 --proposal 71f0...as it was shown",
        "starter.py training select untoc-1 asia-2027 --proposal 71f0... --give 'a-9=agreed with the partners' "
        "--refuse 'a-1=agreed with the partners'",
    )
)
def select(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    proposal: Annotated[str, typer.Option(metavar="HASH", help="Of the proposal that was shown.")],
    give: Annotated[
        list[str] | None, typer.Option(metavar="APPLICATION=WHY", help="A place against the proposal.")
    ] = None,
    refuse: Annotated[
        list[str] | None, typer.Option(metavar="APPLICATION=WHY", help="No place, against the proposal.")
    ] = None,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Take the proposal that was shown, but for exceptions, each with its reason. Another list is not taken."""
    exceptions = [
        {"application": application, "has_place": has_place, "reason": why}
        for has_place, given in ((True, give), (False, refuse))
        for application, why in _exceptions(given or []).items()
    ]
    sending = Sending(engagement_id(cycle, EngagementKind.TRAINING, slug), as_, patience, command_id, as_json)
    do(ctx, Asked("make_selection", {"proposal": proposal, "exceptions": exceptions}), sending)


@app.command(
    epilog=examples(
        "starter.py training attend untoc-1 asia-2027 --day 2027-06-14 --present a-1,a-2",
        "starter.py training attend untoc-1 asia-2027 --day 2027-06-14 --all-but a-7",
        "starter.py training attend untoc-1 asia-2027 --day 2027-06-14 --all",
    )
)
def attend(  # noqa: PLR0913 - each is an option of its own
    ctx: typer.Context,
    cycle: CycleArgument,
    slug: SlugArgument,
    *,
    day_: Annotated[str, typer.Option("--day", metavar="DATE", help="Which day of the training.")],
    present: Annotated[str, typer.Option(metavar="LIST", help="Who was there.")] = "",
    all_but: Annotated[str, typer.Option("--all-but", metavar="LIST", help="All participants but these.")] = "",
    all_: Annotated[bool, typer.Option("--all", help="All participants.")] = False,
    as_: AsWho = "",
    command_id: CommandId = None,
    patience: Patience = PATIENCE,
    as_json: AsJson = False,
) -> None:
    """Record who was there on one day; again, to correct it."""
    on, there, away = day(day_).isoformat(), listed(present), listed(all_but)
    if bool(there) + bool(away) + all_ != 1:
        raise InputInvalid("bad_usage", "say who was there by --present, by --all-but, or by --all.")

    def attended(training: TrainingState) -> dict[str, Any]:
        participants = [each.id for each in training.applications.values() if each.status is TrainingStatus.ACCEPTED]
        unknown = [each for each in away if each not in participants]
        if unknown:
            raise RuleViolation("not_a_participant", f"{', '.join(unknown)} has accepted no place.")
        return {"present": there or [each for each in participants if each not in away]}

    sending = Sending(engagement_id(cycle, EngagementKind.TRAINING, slug), as_, patience, command_id, as_json)
    do(ctx, Asked("record_training_day", {"day": on}, known=_known(cycle, slug, attended)), sending)


def _known(cycle: str, slug: str, fields: Callable[[TrainingState], dict[str, Any]]) -> Any:
    """Fields of an act that follow from the list as it is recorded."""

    async def read(pool: Pool) -> dict[str, Any]:
        return fields(training_of(await engagement_of(pool, engagement_id(cycle, EngagementKind.TRAINING, slug))))

    return read


def _check_screening(found: list[str], out: dict[str, str], *, others_eligible: bool) -> None:
    if not (found or out or others_eligible):
        raise InputInvalid("bad_usage", "say what screening found by --eligible, --ineligible or --others-eligible.")
    for application, why in out.items():
        if application in found:
            raise InputInvalid("bad_usage", f"{application!r} is named twice.")
        if why not in set(SCREENED_OUT):
            reasons = ", ".join(sorted(SCREENED_OUT))
            raise InputInvalid(
                "unknown_reason", f"{application}: screening knows no {why!r}; its reasons are {reasons}."
            )


def _exceptions(given: list[str]) -> dict[str, str]:
    """Read `a-9=agreed with the partners`; a reason may have commas."""
    found: dict[str, str] = {}
    for each in given:
        application, equals, why = (part.strip() for part in each.partition("="))
        if not (application and equals and why):
            raise InputInvalid("bad_usage", f"{each!r}: write it like 'a-9=agreed with the partners'.")
        if application in found:
            raise InputInvalid("bad_usage", f"{application!r} is named twice.")
        found[application] = why
    return found


def _lists(proposal: Proposal) -> dict[str, Any]:
    return {"selected": proposal.selected, "waiting": proposal.waiting}


def _print_places(heading: str, places: tuple[Placed, ...], found: Shown) -> None:
    applications = training_of(found.state).applications
    print_table(
        (heading, "organisation", "region", "country", "nominee", "young", "because"),
        (
            (
                each.application,
                found.name_of(applications[each.application].applicant.stakeholder),
                applications[each.application].applicant.region,
                applications[each.application].country,
                applications[each.application].nominee,
                "yes" if applications[each.application].is_young else "",
                REASONS[TrainingReason(each.reason)],
            )
            for each in places
        ),
    )
