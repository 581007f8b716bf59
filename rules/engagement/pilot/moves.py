"""Whose move a pilot is, with its dates and numbers. What is voluntary has no date; what people fixed has theirs."""

from collections.abc import Iterator

from models.engagement.pilot.state import PilotStage
from models.engagement.state import EngagementState
from models.obligations import Obligation, Owner
from models.people import Role
from models.status import KeyDate
from rules.engagement.due import SECRETARIAT, UNIT, due_on, owed
from rules.engagement.pilot.part import part_of, state_of


def obligations(state: EngagementState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    part, iso3 = part_of(state), state_of(state)
    if part.stage is PilotStage.AWAITING_CONSENT:
        return (owed(state, "give_consent", Owner(role=Role.MISSION, state=iso3)),)
    focal_point = Owner(role=Role.FOCAL_POINT, state=iso3)
    standing = tuple(_all(state, focal_point))
    return standing or (owed(state, "close_engagement", SECRETARIAT),)


def _all(state: EngagementState, focal_point: Owner) -> Iterator[Obligation]:
    part = part_of(state)
    if part.priorities is None and part.stage is PilotStage.UNDER_WAY:
        yield owed(state, "set_priorities", focal_point)
    if part.stage is not PilotStage.PUBLISHED:
        for account in part.invited:
            invited = part.participants[account]
            yield owed(state, "join_pilot", Owner(role=Role.STAKEHOLDER), subject=account, since=invited.invited_on)
    for workshop in part.planned_workshops:
        due = due_on(state, workshop.ends, event=f"the last day of {workshop.id}")
        yield owed(state, "hold_workshop", UNIT, subject=workshop.id, due=due)
    for action in part.open_actions:
        due = due_on(state, action.due, event=f"action {action.number} of the list")
        yield owed(state, "complete_action", focal_point, subject=str(action.number), due=due)
    if part.report is None:
        yield owed(state, "file_pilot_report", focal_point)
    elif part.stage is PilotStage.REPORTED:
        yield from _publication(state, focal_point)


def _publication(state: EngagementState, focal_point: Owner) -> Iterator[Obligation]:
    """Who has not agreed to publish; it is for both sides to agree or not, so there is no date and no reminder."""
    part = part_of(state)
    assert part.report is not None  # noqa: S101 - the stage says that there is one
    since = part.report.filed_on
    if part.is_agreed:
        yield owed(state, "publish_report", focal_point, since=since)
        return
    if part.report.state_agreed_on is None:
        yield owed(state, "agree_publication", focal_point, since=since)
    for account in part.not_agreed:
        yield owed(state, "agree_publication", Owner(role=Role.STAKEHOLDER), subject=account, since=since)


def dates(state: EngagementState) -> tuple[KeyDate, ...]:
    """Return the dates worth showing."""
    part = part_of(state)
    days = [("consent_given", part.consented_on), ("consent_withdrawn", part.withdrawn_on)]
    days += [(f"workshop {each.id}", each.starts) for each in part.workshops.values()]
    if part.report is not None:
        days += [("report_filed", part.report.filed_on), ("report_published", part.report.published_on)]
    return tuple(KeyDate(name=name, date=day) for name, day in days if day is not None)


def counts(state: EngagementState) -> dict[str, int]:
    """Return the numbers of a pilot: of people none by name."""
    part = part_of(state)
    return {
        "authorities": part.authorities,
        "invited": len(part.invited),
        "participating": len(part.participating),
        "workshops": len(part.workshops),
        "workshops_planned": len(part.planned_workshops),
        "actions": len(part.actions),
        "actions_open": len(part.open_actions),
        "agreed": (len(part.report.agreed) + (part.report.state_agreed_on is not None)) if part.report else 0,
    }
