"""Whose move it is in a phase review, by when and why (domain.md 3.2, 3.7).

While a review is withheld nobody owes anything but the Secretariat its release.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from models.obligations import DueDate, Obligation
from models.people import Role
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from rules.calendar.due import calendar_date
from rules.phase.owed import SECRETARIAT, due, focal_point, launched, mission, owed, taken_up
from rules.phase.summary import missing_languages, still_to_agree
from rules.phase.track_duties import track_duties


def obligations(state: PhaseReviewState) -> tuple[Obligation, ...]:
    """Return everything that somebody has to do now, in the order of the procedure."""
    if state.stage is Stage.CLOSED:
        return ()
    if state.is_suspended:
        return (owed(SECRETARIAT, "resume_review", since=state.suspensions[-1].since, due=None),)
    if state.stage is Stage.SCHEDULED:
        # The cycle has the date and the reminders for a whole group; they are not repeated for each of its reviews.
        day = calendar_date(state.procedure, state.launch_date, event="launch of the group in the cycle's calendar")
        due = None if state.launched_with_group else day
        return (owed(SECRETARIAT, "launch_group", since=state.launch_date, due=due),)
    return (*_people(state), *_unreviewed(state), *_consultation(state), *track_duties(state), *_closing(state))


def last_heard(state: PhaseReviewState, owed_now: Sequence[Obligation]) -> Mapping[str, date]:
    """Return the day since which each obligation counts as brought to mind.

    That is the day of its last reminder, or of the release of a withheld review if it is later: release is news in
    itself, and a rung that was passed before and moved with its date is not climbed again.
    """
    released = [each.until for each in state.suspensions if each.until is not None]
    days = {each.key: [*released, *_last_reminder(state, each)] for each in owed_now}
    return {key: max(heard) for key, heard in days.items() if heard}


def _last_reminder(state: PhaseReviewState, obligation: Obligation) -> tuple[date, ...]:
    day = state.reminded.get(obligation.key)
    return () if day is None else (day,)


def _people(state: PhaseReviewState) -> Iterator[Obligation]:
    for iso3 in state.sides:
        if state.focal_point(iso3) is None:
            since = state.vacant_since.get(iso3) or launched(state)
            event = "launch" if since == state.launched_on else "the focal point's seat fell vacant"
            by_when = due(state, "name_focal_point", since, event)
            yield owed(mission(iso3), "receive_nomination", duty="name_focal_point", since=since, due=by_when)
        if state.stage in {Stage.NOMINATING, Stage.CONSULTING} and not state.open_seats(iso3, Role.EXPERT):
            yield _name_experts(state, iso3)
    waiting = {seat.person: seat for seat in reversed(state.seats) if seat.is_open and seat.approved_on is None}
    for person, first in reversed(waiting.items()):
        yield owed(SECRETARIAT, "approve_participant", since=first.named_on, due=None, subject=person)


def _unreviewed(state: PhaseReviewState) -> Iterator[Obligation]:
    """An instrument whose last reviewer was released waits for the Secretariat to have another one drawn (D1, D5)."""
    agreed = {track.instrument for track in state.tracks if track.stage is Stage.SUMMARISING}
    unreviewed = tuple(each for each in state.instruments if each not in agreed and not state.reviewers_of(each))
    if state.stage is Stage.SUMMARISING and not state.active_reviewers:
        unreviewed = state.instruments
    if unreviewed:
        since = max(state.released.values(), default=launched(state))
        duty = owed(SECRETARIAT, "draw_supplementary_reviewer", since=since, due=None)
        yield duty.model_copy(update={"instruments": unreviewed})


def _name_experts(state: PhaseReviewState, iso3: str) -> Obligation:
    counted_from = taken_up(state, iso3, launched(state))
    event = "launch" if counted_from == launched(state) else f"{iso3} took up the review"
    left = [seat.ended_on for seat in state.seats if seat.state == iso3 and seat.role == Role.EXPERT and seat.ended_on]
    by_when = due(state, "name_experts", counted_from, event)
    return owed(mission(iso3), "name_experts", since=max((counted_from, *left)), due=by_when)


def _consultation(state: PhaseReviewState) -> Iterator[Obligation]:
    if state.stage is not Stage.CONSULTING:
        return
    duty = "hold_preliminary_consultation"
    by_when = due(state, duty, launched(state), "launch")
    proposal = state.consultation
    if proposal is None:
        for iso3 in state.sides:
            since = taken_up(state, iso3, state.consulting_since or launched(state))
            yield owed(focal_point(iso3), "propose_consultation", duty=duty, since=since, due=by_when)
        return
    waiting = [iso3 for iso3 in state.sides if iso3 not in proposal.accepted_by]
    for iso3 in waiting:
        since = taken_up(state, iso3, proposal.proposed_on)
        yield owed(focal_point(iso3), "accept_consultation", duty=duty, since=since, due=by_when)
    if not waiting:
        yield owed(SECRETARIAT, duty, since=proposal.accepted_on or proposal.proposed_on, due=by_when)


def _closing(state: PhaseReviewState) -> Iterator[Obligation]:
    if state.stage.order < Stage.SUMMARISING.order:
        return
    agreed = max((track.agreed_on for track in state.tracks if track.agreed_on), default=launched(state))
    phase_due = due(state, "close_phase", launched(state), "launch")
    if state.stage is Stage.SUMMARISING:
        yield from _summary(state, agreed)
    if not state.publication:
        yield owed(focal_point(state.state), "make_publication_choice", since=agreed, due=phase_due)
    if state.stage is Stage.TRANSLATING:
        yield from _translation(state, phase_due)
    if state.stage is Stage.SHARING:
        delivered = max((each.delivered.on for each in state.translations if each.delivered), default=agreed)
        action = "close_phase" if state.shared_on else "share_with_working_groups"
        yield owed(SECRETARIAT, action, duty="close_phase", since=state.shared_on or delivered, due=phase_due)


def _summary(state: PhaseReviewState, agreed: date) -> Iterator[Obligation]:
    started = max((track.feedback_complete_on or track.opened_on for track in state.tracks), default=agreed)
    by_when = due(state, "agree_summary", started, "receipt of the feedback")
    if state.summary is None:
        for reviewer in state.active_reviewers:
            since = max(agreed, reviewer.assigned_on)
            yield owed(focal_point(reviewer.state), "draft_summary", duty="agree_summary", since=since, due=by_when)
        return
    for iso3 in still_to_agree(state):
        since = taken_up(state, iso3, state.summary.drafted_on)
        yield owed(focal_point(iso3), "agree_summary", since=since, due=by_when)


def _translation(state: PhaseReviewState, by_when: DueDate) -> Iterator[Obligation]:
    since = state.summary.agreed_on if state.summary and state.summary.agreed_on else launched(state)
    if missing_languages(state):
        yield owed(SECRETARIAT, "order_translation", duty="close_phase", since=since, due=by_when)
    ordered = [each.ordered_on for each in state.translations if each.delivered is None]
    if ordered:
        yield owed(SECRETARIAT, "deliver_translation", duty="close_phase", since=min(ordered), due=by_when)
