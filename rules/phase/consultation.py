"""Launch and preliminary consultation, languages and division of work (domain.md 3.3 steps 0 and 2, 3.4)."""

from datetime import date

from models.people import Role
from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import Consultation, PhaseReviewState, Track
from rules.admission import refuse
from rules.phase.turn import SECRETARIAT_SIDE, Turn, check_not_too_far


def launch_group(state: PhaseReviewState, command: c.LaunchGroup, turn: Turn) -> tuple[e.Event, ...]:
    """The Secretariat starts the clocks."""
    del command, turn
    return (e.GroupLaunched(launch_date=state.launch_date),)


def propose_consultation(state: PhaseReviewState, command: c.ProposeConsultation, turn: Turn) -> tuple[e.Event, ...]:
    """Any focal point or the Secretariat may propose a moment that is still to come."""
    del state
    if command.meeting_at.utcoffset() is None:
        refuse("time_zone_missing", "write the moment with its time zone, such as 2021-01-14T10:00:00+01:00.")
    if command.meeting_at <= turn.now:
        refuse("date_in_past", f"{command.meeting_at:%Y-%m-%d %H:%M} has passed; today is {turn.today}.")
    check_not_too_far(turn, command.meeting_at.date())
    return (e.ConsultationProposed(by=turn.by, meeting_at=command.meeting_at),)


def accept_consultation(state: PhaseReviewState, command: c.AcceptConsultation, turn: Turn) -> tuple[e.Event, ...]:
    """Each side accepts once; the side that proposed has accepted by proposing."""
    del command
    if state.consultation is None:
        refuse("nothing_proposed", "no moment has been proposed yet; propose one.")
    if turn.by in state.consultation.accepted_by:
        refuse("already_accepted", f"{turn.by} has accepted this moment.")
    return (e.ConsultationAccepted(by=turn.by),)


def hold_preliminary_consultation(
    state: PhaseReviewState, command: c.HoldPreliminaryConsultation, turn: Turn
) -> tuple[e.Event, ...]:
    """The Secretariat records the consultation; with every side's acceptance a focal point may record it too."""
    if turn.actor.role == Role.FOCAL_POINT and (
        state.consultation is None or set(state.sides) - set(state.consultation.accepted_by)
    ):
        refuse("not_accepted_by_all", "every side has to accept the moment before a focal point records the meeting.")
    return (e.PreliminaryConsultationHeld(minutes=command.minutes),)


def set_working_language(state: PhaseReviewState, command: c.SetWorkingLanguage, turn: Turn) -> tuple[e.Event, ...]:
    """Fix the working languages."""
    del state
    return (e.WorkingLanguageSet(by=turn.by, languages=tuple(dict.fromkeys(command.languages))),)


def set_instrument_split(state: PhaseReviewState, command: c.SetInstrumentSplit, turn: Turn) -> tuple[e.Event, ...]:
    """Record the division of work; nobody is given an instrument outside its assignment."""
    for iso3, instruments in command.split.items():
        reviewer = state.reviewer(iso3)
        if reviewer is None:
            refuse("not_a_reviewer", f"{iso3} does not review {state.state} in this phase.")
        outside = [instrument for instrument in instruments if instrument not in reviewer.instruments]
        if outside:
            refuse("instrument_outside_assignment", f"{iso3} does not review {', '.join(outside)} here.")
    return (e.InstrumentSplitSet(by=turn.by, split=command.split),)


def fold_launch(state: PhaseReviewState, event: e.GroupLaunched, on: date) -> PhaseReviewState:
    """Clocks start; every focal point's seat is empty from today."""
    del event
    vacant = {iso3: on for iso3 in state.sides if state.focal_point(iso3) is None}
    return state.model_copy(update={"stage": Stage.NOMINATING, "launched_on": on, "vacant_since": vacant})


def fold_all_named(state: PhaseReviewState, event: e.AllFocalPointsNamed, on: date) -> PhaseReviewState:
    """The consultation can be arranged."""
    del event
    return state.model_copy(update={"stage": Stage.CONSULTING, "consulting_since": on})


def fold_proposed(state: PhaseReviewState, event: e.ConsultationProposed, on: date) -> PhaseReviewState:
    """The latest proposal stands."""
    accepted = () if event.by == SECRETARIAT_SIDE else (event.by,)
    proposal = Consultation(proposed_for=event.meeting_at, proposed_by=event.by, proposed_on=on, accepted_by=accepted)
    return state.model_copy(update={"consultation": proposal})


def fold_accepted(state: PhaseReviewState, event: e.ConsultationAccepted, on: date) -> PhaseReviewState:
    """Count the acceptance."""
    proposal = state.consultation
    if proposal is None:
        return state
    accepted = proposal.model_copy(update={"accepted_by": (*proposal.accepted_by, event.by), "accepted_on": on})
    return state.model_copy(update={"consultation": accepted})


def fold_held(state: PhaseReviewState, event: e.PreliminaryConsultationHeld, on: date) -> PhaseReviewState:
    """The second clock starts, and a track opens for each instrument."""
    del event
    tracks = tuple(Track(instrument=instrument, opened_on=on) for instrument in state.instruments)
    return state.model_copy(update={"effective_start": on, "tracks": tracks, "stage": Stage.SELF_ASSESSMENT})


def fold_languages(state: PhaseReviewState, event: e.WorkingLanguageSet, on: date) -> PhaseReviewState:
    """Keep the working languages."""
    del on
    return state.model_copy(update={"working_languages": event.languages})


def fold_split(state: PhaseReviewState, event: e.InstrumentSplitSet, on: date) -> PhaseReviewState:
    """Keep the division of work."""
    del on
    return state.model_copy(update={"instrument_split": event.split})
