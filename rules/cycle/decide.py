"""Decisions of a review cycle, and the table of them."""
# ruff: noqa: E501 - a row is read across, whatever its length

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.command import Command
from models.cycle import commands as c
from models.cycle import events as e
from models.cycle.state import CycleStage, ReviewCycleState
from models.instruments import Instrument
from models.people import Role
from models.policy import MutualReviewBar
from models.policy_change import ApplyPolicy, PolicyApplied, PolicyWithdrawn, WithdrawPolicy
from rules.admission import refuse
from rules.calendar.ladder import due_reminders
from rules.calendar.vienna import vienna_day
from rules.cycle import attached, drawings, sessions
from rules.cycle.evolve import evolve
from rules.cycle.obligations import obligations, opening_day
from rules.lots.assignment import draw_groups, draw_reviewers, reviewers_for
from rules.policy_change import review_cycle

Decision = Callable[[ReviewCycleState, Any, date], tuple[e.Event, ...]]


@dataclass(frozen=True, slots=True)
class Transition:
    """One row of the table."""

    command: type[Command]
    by: frozenset[Role]
    stages: frozenset[CycleStage]
    decide: Decision
    event: type[e.Event]
    leads_to: str


def decide(state: ReviewCycleState, command: Command, now: datetime) -> tuple[e.Event, ...]:
    """Return what happens when `command` is done at the calendar instant `now`, with what follows from it.

    Raises:
        RuleViolation: the act is refused; nothing happens.
    """
    row = ROWS[type(command)]
    if command.actor.role not in row.by:
        refuse("not_your_act", f"{command.name} is for the {' or '.join(sorted(row.by))}.")
    if state.stage not in row.stages:
        allowed = " or ".join(sorted(row.stages))
        refuse("wrong_stage", f"{command.name} can be done in {allowed}; the cycle stands at {state.stage}.")
    return with_follow_ups(state, row.decide(state, command, vienna_day(now)), now)


def with_follow_ups(state: ReviewCycleState, events: tuple[e.Event, ...], now: datetime) -> tuple[e.Event, ...]:
    """Return the events, and completion if the last country review was completed by them and nothing else is open."""
    for event in events:
        state = evolve(state, event, now)
    if state.stage in _AFTER_DRAW and set(state.completed) >= set(state.under_review) and not state.attached:
        return (*events, e.CycleCompleted())
    return events


def by_calendar(state: ReviewCycleState, now: datetime) -> tuple[e.Event, ...]:
    """Return the reminders that are due at `now`."""
    return due_reminders(obligations(state), state.procedure.ladders, state.reminded, vienna_day(now))


def _draw(state: ReviewCycleState, command: c.DrawLots, today: date) -> tuple[e.Event, ...]:
    drawings.check_drawn_by_seed(state)
    assignments = draw_reviewers(state.parties, state.procedure.policy, command.seed, today)
    return (e.LotsDrawn(seed=command.seed, groups=draw_groups(state.parties, command.seed), assignments=assignments),)


def _launch(state: ReviewCycleState, command: c.LaunchGroup, today: date) -> tuple[e.Event, ...]:
    known = {(slot.group, slot.phase) for slot in state.plan.slots}
    if (command.group, command.phase) not in known:
        refuse("unknown_slot", f"the calendar has no phase {command.phase} for group {command.group}.")
    if state.is_launched(command.group, command.phase):
        refuse("already_launched", f"phase {command.phase} of group {command.group} has been launched.")
    slot = state.plan.slot(group=command.group, phase=command.phase)
    opens = opening_day(state, slot)
    if today < opens:
        refuse("too_early", f"phase {slot.phase} of group {slot.group} opens on {opens}; launch it from that day on.")
    return (e.CycleGroupLaunched(group=command.group, phase=command.phase),)


def _replace(state: ReviewCycleState, command: c.ReplaceReviewer, today: date) -> tuple[e.Event, ...]:
    del today
    drawings.check_not_amended_elsewhere(state, "replace_reviewer")
    reviewers = state.assignments.get(command.under_review)
    if reviewers is None:
        refuse("unknown_state", f"{command.under_review} is not under review in this cycle.")
    outgoing = next((each for each in reviewers if each.state == command.outgoing), None)
    if outgoing is None:
        names = ", ".join(each.state for each in reviewers)
        refuse("not_a_reviewer", f"{command.outgoing} does not review {command.under_review}; {names} do.")
    incoming = state.party(command.incoming)
    if incoming is None:
        refuse("unknown_state", f"{command.incoming} is not in the register of parties.")
    if command.incoming == command.under_review:
        refuse("reviews_itself", f"{command.incoming} cannot review itself (D8).")
    missing = [instrument for instrument in outgoing.instruments if not incoming.is_party_to(instrument)]
    if missing:
        refuse("not_a_party", f"{command.incoming} is not party to {', '.join(missing)} and cannot review it (D4).")
    if any(each.state == command.incoming for each in reviewers):
        refuse("already_reviews", f"{command.incoming} reviews {command.under_review} already (D8).")
    _check_not_mutual(state, command)
    return (
        e.PairingChanged(
            under_review=command.under_review,
            outgoing=command.outgoing,
            incoming=command.incoming,
            instruments=outgoing.instruments,
            reason=command.reason,
        ),
    )


def _check_not_mutual(state: ReviewCycleState, command: c.ReplaceReviewer) -> None:
    if state.procedure.policy.mutual_review_bar is MutualReviewBar.OFF:
        return
    if any(each.state == command.under_review for each in state.assignments.get(command.incoming, ())):
        refuse(
            "mutual_review",
            f"{command.under_review} reviews {command.incoming}; two States do not review each other (D9).",
        )


def _join(state: ReviewCycleState, command: c.JoinInstrument, today: date) -> tuple[e.Event, ...]:
    drawings.check_not_amended_elsewhere(state, "admit_late_entrant")
    party = state.party(command.state)
    if party is None:
        refuse("unknown_state", f"{command.state} is not in the register of parties.")
    if party.is_party_to(command.instrument):
        refuse("already_party", f"{command.state} is in the register as party to {command.instrument}.")
    if not party.is_party_to(Instrument.UNTOC):
        refuse("not_a_party", f"{command.state} has to be party to the Convention before it joins a Protocol.")
    if command.joined_on > today:
        refuse("date_in_future", f"{command.joined_on} is still to come; today is {today}.")
    reviewers = ()
    if state.assignments:
        reviewers = reviewers_for(
            party,
            command.instrument,
            state.parties,
            state.assignments,
            policy=state.procedure.policy,
            seed=state.seed or "",
            on=today,
        )
    return (
        e.RegisterChanged(
            state=command.state, instrument=command.instrument, joined_on=command.joined_on, reviewers=reviewers
        ),
    )


def _report(state: ReviewCycleState, command: c.ReportCountry, today: date) -> tuple[e.Event, ...]:
    del today
    if command.state in state.completed:
        refuse("already_reported", f"the review of {command.state} has been reported complete.")
    return (e.CountryCompleted(state=command.state),)


_SECRETARIAT = frozenset({Role.SECRETARIAT})
_OUTREACH = frozenset({Role.SECRETARIAT, Role.CIVIL_SOCIETY_UNIT})
_SYSTEM = frozenset({Role.SYSTEM})
_PREPARATORY = frozenset({CycleStage.PREPARATORY})
_AFTER_DRAW = frozenset({CycleStage.DRAWN, CycleStage.UNDER_WAY})
_NOT_OVER = frozenset(CycleStage) - {CycleStage.COMPLETED}

# fmt: off
TABLE: tuple[Transition, ...] = (
    Transition(c.DrawLots, _SECRETARIAT, _PREPARATORY, _draw, e.LotsDrawn, "drawn; the country reviews start"),
    Transition(c.OpenDrawing, _SECRETARIAT, _PREPARATORY, drawings.open_drawing, e.DrawingOpened, "the drawing of lots starts"),
    Transition(c.AdoptLots, _SYSTEM, _PREPARATORY, drawings.adopt, e.LotsDrawn, "drawn, as the drawing confirmed it; the country reviews start"),
    Transition(c.AmendPairing, _SYSTEM, _AFTER_DRAW, drawings.amend, e.PairingAmended, "told to the country reviews concerned; a late entrant's starts"),
    Transition(c.ReleaseDrawing, _SYSTEM, _PREPARATORY, drawings.release, e.DrawingReleased, "the drawing is void; another one can be opened"),
    Transition(c.LaunchGroup, _SECRETARIAT, _AFTER_DRAW, _launch, e.CycleGroupLaunched, "under_way; told to every country of the group"),
    Transition(c.ReplaceReviewer, _SECRETARIAT, _AFTER_DRAW, _replace, e.PairingChanged, "told to the country review and its phases"),
    Transition(c.JoinInstrument, _SECRETARIAT, _NOT_OVER, _join, e.RegisterChanged, "told to the country review and its phases"),
    Transition(c.ReportCountry, _SYSTEM, _AFTER_DRAW, _report, e.CountryCompleted, "with all complete: completed"),
    Transition(c.FixSession, _SECRETARIAT, _NOT_OVER, sessions.fix_session, e.SessionFixed, "told to the dialogue after it, and to the one before"),
    Transition(c.IssueSessionFile, _SECRETARIAT, _NOT_OVER, sessions.issue_file, e.SessionFileIssued, "with the working groups; the next file begins after it"),
    Transition(c.PlanDialogue, _SECRETARIAT, _NOT_OVER, attached.plan_dialogue, e.DialoguePlanned, "the dialogue starts; the cycle waits for its end"),
    Transition(c.PlanConference, _SECRETARIAT, _NOT_OVER, attached.plan_conference, e.ConferencePlanned, "the track of the Conference starts; the cycle waits for its end"),
    Transition(c.OpenEngagement, _OUTREACH, _NOT_OVER, attached.open_engagement, e.EngagementOpened, "the engagement starts; the cycle waits for its end, or ends it (hub, alliance)"),
    Transition(c.ReportEnded, _SYSTEM, _NOT_OVER, attached.report_ended, e.AttachedEnded, "with nothing open and all reviews complete: completed"),
    Transition(ApplyPolicy, _SECRETARIAT, _NOT_OVER, review_cycle.apply, PolicyApplied, "what opens later begins under it"),
    Transition(WithdrawPolicy, _SECRETARIAT, _NOT_OVER, review_cycle.withdraw, PolicyWithdrawn, "the rules before it hold again"),
)
# fmt: on
ROWS = {row.command: row for row in TABLE}
COMMANDS = tuple(row.command for row in TABLE)
