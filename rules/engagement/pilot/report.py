"""The report of a pilot: for its participants, and public only if the State and every stakeholder in it agree."""

from models.engagement.commands import CloseEngagement
from models.engagement.pilot import commands as c
from models.engagement.pilot import events as e
from models.engagement.pilot.state import PilotStage, Report
from models.engagement.state import EngagementState
from models.event import Event
from models.people import Role
from rules.admission import refuse
from rules.engagement.pilot.part import check_side, check_takes_part, part_of, state_of, with_part
from rules.engagement.pilot.people import lapsing
from rules.engagement.turn import Turn

ENDED_WITH_CYCLE = "the pilot was ended with the cycle"


def file(state: EngagementState, command: c.FilePilotReport, turn: Turn) -> tuple[Event, ...]:
    """File the report, or another one in its place."""
    del turn
    check_side(state, command)
    return (e.PilotReportFiled(document=command.document),)


def agree(state: EngagementState, command: c.AgreePublication, turn: Turn) -> tuple[Event, ...]:
    """Agree for one's side; nobody agrees for another."""
    del turn
    who = _side(state, command)
    if who in _agreed(state):
        refuse("already_agreed", "this side has agreed to publish.")
    return (e.PublicationAgreed(stakeholder=who),)


def withdraw(state: EngagementState, command: c.WithdrawAgreement, turn: Turn) -> tuple[Event, ...]:
    """Take one's agreement back."""
    del turn
    who = _side(state, command)
    if who not in _agreed(state):
        refuse("not_agreed", "this side has not agreed to publish; there is nothing to take back.")
    return (e.AgreementWithdrawn(stakeholder=who),)


def publish(state: EngagementState, command: c.PublishReport, turn: Turn) -> tuple[Event, ...]:
    """Publish what both sides agree to publish."""
    del turn
    check_side(state, command)
    part = part_of(state)
    missing: list[str] = []
    if "" not in _agreed(state):
        missing.append(state_of(state))
    missing += part.not_agreed
    if not part.participating:
        missing.append("a stakeholder that takes part")
    if missing:
        refuse("publication_not_agreed", f"both sides have to agree; these have not: {', '.join(missing)}.")
    return (e.PilotReportPublished(document=_report(state).document, stakeholders=part.participating),)


def closing(state: EngagementState, command: CloseEngagement, turn: Turn) -> tuple[Event, ...]:
    """Close when workshops and actions have come to their end; the system ends them itself."""
    del turn
    part = part_of(state)
    if command.actor.role is Role.SYSTEM:
        cancelled = tuple(
            e.WorkshopCancelled(workshop=each.id, reason=ENDED_WITH_CYCLE) for each in part.planned_workshops
        )
        dropped = tuple(e.ActionDropped(action=each.number, reason=ENDED_WITH_CYCLE) for each in part.open_actions)
        return (*cancelled, *dropped, *lapsing(state))
    left = [*(each.id for each in part.planned_workshops), *(f"action {each.number}" for each in part.open_actions)]
    if left:
        refuse("outcomes_missing", f"record what was held or done, cancel or drop the rest: {', '.join(left)}.")
    return lapsing(state)


def fold_filed(state: EngagementState, event: e.PilotReportFiled, turn: Turn) -> EngagementState:
    """Keep the report; who agreed to another one has not agreed to this."""
    report = Report(document=event.document, filed_on=turn.today)
    return with_part(state, stage=PilotStage.REPORTED, report=report)


def fold_agreement(
    state: EngagementState, event: e.PublicationAgreed | e.AgreementWithdrawn, turn: Turn
) -> EngagementState:
    """Keep who agrees now."""
    report, agrees = _report(state), isinstance(event, e.PublicationAgreed)
    if not event.stakeholder:
        changed = report.model_copy(update={"state_agreed_on": turn.today if agrees else None})
    else:
        others = {account: day for account, day in report.agreed.items() if account != event.stakeholder}
        agreed = {**others, event.stakeholder: turn.today} if agrees else others
        changed = report.model_copy(update={"agreed": agreed})
    return with_part(state, report=changed)


def fold_published(state: EngagementState, turn: Turn) -> EngagementState:
    """The report is public."""
    report = _report(state).model_copy(update={"published_on": turn.today})
    return with_part(state, stage=PilotStage.PUBLISHED, report=report)


def _side(state: EngagementState, command: c.AgreePublication | c.WithdrawAgreement) -> str:
    """The account that acts; empty for the State."""
    check_side(state, command)
    if command.actor.role is Role.STAKEHOLDER:
        return check_takes_part(state, command.actor.person)
    return ""


def _agreed(state: EngagementState) -> frozenset[str]:
    """Accounts that have agreed, and the empty name for the State."""
    report = _report(state)
    of_the_state = ("",) if report.state_agreed_on is not None else ()
    return frozenset((*report.agreed, *of_the_state))


def _report(state: EngagementState) -> Report:
    report = part_of(state).report
    assert report is not None  # noqa: S101 - the table admits its acts from `reported` on
    return report
