"""Whose move it is in a phase review, by when and why (domain.md 3.2, 3.7).

While a review is withheld nobody owes anything but the Secretariat its release.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from models.instruments import Instrument
from models.obligations import DueDate, Obligation, Owner
from models.people import Role
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Track
from models.policy import SaqClock
from rules.calendar.due import calendar_date, due_date
from rules.phase.desk_review import owes_feedback, still_to_conclude
from rules.phase.observations import still_to_clear, still_to_propose
from rules.phase.summary import missing_languages, still_to_agree

SECRETARIAT = Owner(role=Role.SECRETARIAT)


def obligations(state: PhaseReviewState) -> tuple[Obligation, ...]:
    """Return everything that somebody has to do now, in the order of the procedure."""
    if state.stage is Stage.CLOSED:
        return ()
    if state.is_suspended:
        since = state.suspensions[-1].since
        return (_owed(SECRETARIAT, "resume_review", since=since, due=None),)
    if state.stage is Stage.SCHEDULED:
        due = calendar_date(state.procedure, state.launch_date, event="launch of the group in the cycle's calendar")
        return (_owed(SECRETARIAT, "launch_group", since=state.launch_date, due=due),)
    return (*_people(state), *_consultation(state), *_tracks(state), *_closing(state))


def _people(state: PhaseReviewState) -> Iterator[Obligation]:
    for iso3 in state.sides:
        point = state.focal_point(iso3)
        if point is None:
            since = state.vacant_since.get(iso3) or _launched(state)
            due = _due(state, "name_focal_point", since, _vacancy(state, since))
            owner = Owner(role=Role.MISSION, state=iso3)
            yield _owed(owner, "receive_nomination", duty="name_focal_point", since=since, due=due)
        if state.stage in {Stage.NOMINATING, Stage.CONSULTING} and not state.open_seats(iso3, Role.EXPERT):
            due = _due(state, "name_experts", _launched(state), "launch")
            owner = Owner(role=Role.MISSION, state=iso3)
            yield _owed(owner, "name_experts", since=_launched(state), due=due)
    for seat in state.seats:
        if seat.is_open and seat.approved_on is None:
            yield _owed(SECRETARIAT, "approve_participant", since=seat.named_on, due=None, subject=seat.person)


def _consultation(state: PhaseReviewState) -> Iterator[Obligation]:
    if state.stage is not Stage.CONSULTING:
        return
    due = _due(state, "hold_preliminary_consultation", _launched(state), "launch")
    duty, since = "hold_preliminary_consultation", _launched(state)
    if state.consultation is None:
        for iso3 in state.sides:
            yield _owed(_point(iso3), "propose_consultation", duty=duty, since=since, due=due)
        return
    waiting = [iso3 for iso3 in state.sides if iso3 not in state.consultation.accepted_by]
    for iso3 in waiting:
        yield _owed(_point(iso3), "accept_consultation", duty=duty, since=state.consultation.proposed_on, due=due)
    if not waiting:
        yield _owed(SECRETARIAT, "hold_preliminary_consultation", since=state.consultation.proposed_on, due=due)


def _tracks(state: PhaseReviewState) -> Iterator[Obligation]:
    """Group the tracks by owner, action and due date, so that a person sees one line for one task."""
    lines: dict[tuple[str, str, str, date], Obligation] = {}
    for track in state.tracks:
        for each in _track(state, track):
            key = (str(each.owner), each.action, each.subject, each.due.date if each.due else each.since)
            known = lines.get(key)
            lines[key] = (
                each
                if known is None
                else known.model_copy(
                    update={
                        "instruments": (*known.instruments, *each.instruments),
                        "key": f"{known.key}+{track.instrument}",
                        "since": min(known.since, each.since),
                    }
                )
            )
    yield from lines.values()


def _track(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    only = (track.instrument,)
    match track.stage:
        case Stage.SELF_ASSESSMENT:
            since, event = _questionnaire_clock(state, track)
            due = _due(state, "submit_questionnaire", since, event, expected=state.expected_on)
            yield _owed(_point(state.state), "submit_questionnaire", since=since, due=due, instruments=only)
        case Stage.DESK_REVIEW:
            yield from _feedback(state, track)
        case Stage.DIALOGUE:
            since = track.feedback_complete_on or track.opened_on
            due = _due(state, "propose_observations", since, "receipt of the feedback")
            if not track.open_clarifications:
                for iso3 in still_to_conclude(state, track):
                    yield _owed(_point(iso3), "conclude_dialogue", since=since, due=due, instruments=only)
        case Stage.DRAFTING_OBSERVATIONS:
            since = track.feedback_complete_on or track.opened_on
            due = _due(state, "propose_observations", since, "receipt of the feedback")
            for iso3 in still_to_propose(state, track):
                yield _owed(_point(iso3), "propose_observations", since=since, due=due, instruments=only)
        case Stage.AGREEING:
            since = track.proposed_on or track.opened_on
            started = track.feedback_complete_on or track.opened_on
            due = _due(state, "agree_observations", started, "receipt of the feedback")
            for iso3 in still_to_clear(state, track):
                yield _owed(
                    _point(iso3),
                    "clear_observations",
                    duty="agree_observations",
                    since=since,
                    due=due,
                    instruments=only,
                )
        case _:
            pass
    for question in track.open_clarifications:
        due = _due(state, "answer_clarification", question.asked_on, f"request for clarification {question.id}")
        yield _owed(
            _point(state.state),
            "answer_clarification",
            since=question.asked_on,
            due=due,
            instruments=only,
            subject=question.id,
        )


def _feedback(state: PhaseReviewState, track: Track) -> Iterator[Obligation]:
    received = track.questionnaire.on if track.questionnaire else track.opened_on
    for iso3 in owes_feedback(state, track):
        reviewer = state.reviewer(iso3)
        assigned = reviewer.assigned_on if reviewer else received
        since, event = received, "receipt of the questionnaire"
        if assigned > received:
            since, event = assigned, f"{iso3} took up the review"
        due = _due(state, "submit_feedback", since, event)
        yield _owed(_point(iso3), "submit_feedback", since=since, due=due, instruments=(track.instrument,))


def _closing(state: PhaseReviewState) -> Iterator[Obligation]:
    if state.stage.order < Stage.SUMMARISING.order:
        return
    agreed = [track.agreed_on for track in state.tracks if track.agreed_on]
    since = max(agreed, default=_launched(state))
    started = max((track.feedback_complete_on or track.opened_on for track in state.tracks), default=since)
    summary_due = _due(state, "agree_summary", started, "receipt of the feedback")
    phase_due = _due(state, "close_phase", _launched(state), "launch")
    if state.stage is Stage.SUMMARISING and state.summary is None:
        for reviewer in state.active_reviewers:
            yield _owed(_point(reviewer.state), "draft_summary", duty="agree_summary", since=since, due=summary_due)
    if state.stage is Stage.SUMMARISING and state.summary is not None:
        for iso3 in still_to_agree(state):
            yield _owed(_point(iso3), "agree_summary", since=state.summary.drafted_on, due=summary_due)
    if not state.publication:
        yield _owed(_point(state.state), "make_publication_choice", since=since, due=phase_due)
    if state.stage is Stage.TRANSLATING:
        yield from _translation(state, phase_due)
    if state.stage is Stage.SHARING:
        action = "close_phase" if state.shared_on else "share_with_working_groups"
        yield _owed(SECRETARIAT, action, duty="close_phase", since=state.shared_on or since, due=phase_due)


def _translation(state: PhaseReviewState, due: DueDate) -> Iterator[Obligation]:
    since = state.summary.agreed_on if state.summary and state.summary.agreed_on else _launched(state)
    if missing_languages(state):
        yield _owed(SECRETARIAT, "order_translation", duty="close_phase", since=since, due=due)
    ordered = [each.ordered_on for each in state.translations if each.delivered is None]
    if ordered:
        yield _owed(SECRETARIAT, "deliver_translation", duty="close_phase", since=min(ordered), due=due)


def _questionnaire_clock(state: PhaseReviewState, track: Track) -> tuple[date, str]:
    if state.effective_start is not None and track.opened_on > state.effective_start:
        return track.opened_on, f"{state.state} joined {track.instrument}"
    if state.procedure.policy.saq_clock is SaqClock.LAUNCH_DATE:
        return _launched(state), "launch"
    return state.effective_start or track.opened_on, "effective start (preliminary consultation held)"


def _due(state: PhaseReviewState, duty: str, since: date, event: str, *, expected: date | None = None) -> DueDate:
    pauses = [(each.since, each.until) for each in state.suspensions if each.until is not None]
    return due_date(state.procedure, duty, since=since, event=event, pauses=pauses, expected=expected)


def _owed(
    owner: Owner,
    action: str,
    *,
    since: date,
    due: DueDate | None,
    duty: str | None = None,
    instruments: Sequence[Instrument] = (),
    subject: str = "",
) -> Obligation:
    parts = [action, owner.state or owner.role.value, subject, "+".join(instruments)]
    return Obligation(
        key=":".join(part for part in parts if part),
        duty=duty or action,
        action=action,
        owner=owner,
        instruments=tuple(instruments),
        subject=subject,
        since=since,
        due=due,
    )


def _point(iso3: str) -> Owner:
    return Owner(role=Role.FOCAL_POINT, state=iso3)


def _launched(state: PhaseReviewState) -> date:
    return state.launched_on or state.launch_date


def _vacancy(state: PhaseReviewState, since: date) -> str:
    return "launch" if since == state.launched_on else "the focal point's seat fell vacant"
