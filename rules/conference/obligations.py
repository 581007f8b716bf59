"""Whose move the track of a Conference is, by when, and why that date (domain.md 5, 6.2, 9)."""

from collections.abc import Iterator
from datetime import date

from models.conference.observers import ObserverApplication, ObserverStatus
from models.conference.state import ConferenceStage as Stage
from models.conference.state import ConferenceState
from models.obligations import DerivationStep, DueDate, Obligation, Origin, Owner
from models.people import Role
from rules.calendar.due import calendar_date, due_date, lead_end
from rules.calendar.vienna import vienna_day
from rules.conference import policy_versions
from rules.conference.turn import DAY, cut_off_of, last_list_day

SECRETARIAT = Owner(role=Role.SECRETARIAT)
BUREAU = Owner(role=Role.EXTENDED_BUREAU)


def obligations(state: ConferenceState) -> tuple[Obligation, ...]:
    """Return what has to be done now."""
    if state.stage is Stage.CLOSED:
        return ()
    return (
        *_of_report(state),
        *_of_recommendations(state),
        *_of_observers(state),
        *policy_versions.duties(state),
    )


def issue_due(state: ConferenceState) -> DueDate | None:
    """By when the report has to be issued; None where the procedure does not say."""
    if "general_report" not in state.procedure.lead_times:
        return None
    return due_date(state.procedure, "general_report", since=state.starts, event="first day of the Conference")


def list_due(state: ConferenceState) -> DueDate | None:
    """By when a list has to be circulated: at least so many days before, so a weekend does not move it later."""
    lead = state.procedure.lead_times.get("rule17_list")
    if lead is None:
        return None
    day = lead_end(lead, state.starts)
    steps = (
        DerivationStep(origin=Origin.EVENT, date=state.starts, text="first day of the Conference"),
        DerivationStep(
            origin=Origin.RULE,
            date=day,
            text=f"at least {(state.starts - day).days} days before it",
            source=lead.evidence.source,
            mark=lead.evidence.mark,
        ),
    )
    return DueDate(date=day, original=day, derivation=steps)


def _of_report(state: ConferenceState) -> Iterator[Obligation]:
    match state.stage:
        case Stage.COLLECTING:
            cut_off = cut_off_of(state)
            if cut_off is None:
                yield _owed(state, "set_cut_off")
            else:
                yield _owed(state, "compile_report", due=_on(state, cut_off + DAY, "the period is over"))
        case Stage.DRAFTING:
            yield _owed(state, "finalise_report", due=issue_due(state))
        case Stage.TRANSLATING:
            yield from _of_translation(state)
        case Stage.ISSUED:
            yield _owed(state, "consider_report", due=_on(state, state.ends, "last day of the Conference"))
        case Stage.CONSIDERED if not policy_versions.waiting(state):
            due = _on(state, state.ends + DAY, "the Conference is over")
            yield _owed(state, "close_conference", due=due)
        case Stage.COMPILING | Stage.CONSIDERED | Stage.CLOSED:
            return


def _of_translation(state: ConferenceState) -> Iterator[Obligation]:
    report = state.report
    if report is None:
        return
    due = issue_due(state)
    if any(report.version(language) is None for language in report.missing):
        yield _owed(state, "order_translation", due=due)
    for language in report.missing:
        version = report.version(language)
        if version is not None:
            yield _owed(state, "deliver_translation", subject=language.value, since=version.ordered_on, due=due)
    if not report.missing:
        since = max(each.delivered_on for each in report.versions if each.delivered_on)
        yield _owed(state, "issue_report", since=since, due=due)


def _of_recommendations(state: ConferenceState) -> Iterator[Obligation]:
    """One that comes when documents of the Conference are out already has no date by which it should have been in."""
    waiting = [each.added_on for key, each in state.recommendations.items() if key not in state.compiled]
    if waiting:
        due = issue_due(state)
        since = min(waiting)
        in_time = due if due and since <= due.original else None
        yield _owed(state, "compile_recommendations", since=since, due=in_time)


def _of_observers(state: ConferenceState) -> Iterator[Obligation]:
    waiting = [each for each in state.observers.values() if not each.has_outcome]
    to_list = [each for each in waiting if _is_to_be_listed(each)]
    if to_list:
        circulate = _owed(state, "circulate_observers", since=_submitted(to_list), due=list_due(state))
        # Afterwards the Conference itself decides on them.
        yield circulate.model_copy(update={"until": last_list_day(state)})
    with_bureau = [each for each in waiting if each.status is ObserverStatus.SUBMITTED and each.applicant.is_observer]
    if with_bureau:
        due = _on(state, state.starts, "first day of the Conference")
        yield _owed(state, "admit_observers", owner=BUREAU, subject="bureau", since=_submitted(with_bureau), due=due)
    listed = [each for each in waiting if each.status is ObserverStatus.LISTED]
    for window in sorted({each.window_ends for each in listed if each.window_ends}):
        since = min(each.listed_on for each in listed if each.window_ends == window and each.listed_on)
        due = _on(state, window + DAY, "the window for objections is closed")
        yield _owed(state, "admit_observers", subject=window.isoformat(), since=since, due=due)
    for each in waiting:
        if each.status is ObserverStatus.DISPUTED:
            since = max(objection.on for objection in each.standing_objections)
            due = _on(state, state.ends, "last day of the Conference, which decides")
            yield _owed(state, "decide_observer", subject=each.id, since=since, due=due)


def _is_to_be_listed(application: ObserverApplication) -> bool:
    return application.status is ObserverStatus.SUBMITTED and not application.applicant.is_observer


def _submitted(applications: list[ObserverApplication]) -> date:
    return vienna_day(min(each.submitted_at for each in applications))


def _on(state: ConferenceState, day: date, event: str) -> DueDate:
    return calendar_date(state.procedure, day, event=event)


def _owed(
    state: ConferenceState,
    action: str,
    *,
    owner: Owner = SECRETARIAT,
    subject: str = "",
    since: date | None = None,
    due: DueDate | None = None,
) -> Obligation:
    return Obligation(
        key=f"{action}:{subject}" if subject else action,
        duty=action,
        action=action,
        owner=owner,
        subject=subject,
        since=since or state.since or state.starts,
        due=due,
    )
