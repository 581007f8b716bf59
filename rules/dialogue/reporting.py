"""The chair's written summary: drafted, approved, published, and tabled at the next session (domain.md 6.1).

A draft after the approval puts the summary back to its drafting: what the chair has approved is never another text than
the one that is published (DESIGN).
"""

from collections import Counter

from models.dialogue import commands as c
from models.dialogue import events as e
from models.dialogue.commands import AnsweredContribution
from models.dialogue.state import ContributionOutcome, DialogueStage, DialogueState, Summary
from models.documents import DocumentRef
from rules.admission import refuse
from rules.dialogue.turn import Turn


def draft(state: DialogueState, command: c.DraftSummary, turn: Turn) -> tuple[e.Event, ...]:
    """Put the text forward, with what became of every contribution."""
    del turn
    twice = [key for key, count in Counter(each.contribution for each in command.outcomes).items() if count > 1]
    if twice:
        refuse("contribution_twice", f"answered more than once: {', '.join(twice)}; give each one outcome.")
    given = {each.contribution: each.outcome for each in command.outcomes}
    for key, outcome in given.items():
        _check_outcome(state, key, outcome)
    outcomes = tuple(
        AnsweredContribution(contribution=key, outcome=given.get(key, _left_out(is_flagged=each.has_country_reference)))
        for key, each in state.contributions.items()
    )
    names = command.override.states if command.override else ()
    drafted = e.SummaryDrafted(document=command.document, outcomes=outcomes, names=names)
    if command.override is None:
        return (drafted,)
    return (e.CountryReferenceAllowed(document=command.document, override=command.override), drafted)


def approve(state: DialogueState, command: c.ApproveSummary, turn: Turn) -> tuple[e.Event, ...]:
    """Approve the last draft; what was marked since it was written calls for another."""
    del command, turn
    since = [
        each.id
        for each in state.contributions.values()
        if each.has_country_reference and each.outcome is not ContributionOutcome.COUNTRY_REFERENCE
    ]
    document = _document(state)
    if since:
        refuse("flagged_since", f"{', '.join(since)} was marked after the draft was written: put forward a new draft.")
    return (e.SummaryApproved(document=document),)


def publish(state: DialogueState, command: c.PublishSummary, turn: Turn) -> tuple[e.Event, ...]:
    """Put it on the web."""
    del command, turn
    return (e.SummaryPublished(document=_document(state)),)


def table(state: DialogueState, command: c.TableSummary, turn: Turn) -> tuple[e.Event, ...]:
    """Put it before the next session, when that has begun."""
    del command
    following = state.next_session
    if following is None:
        refuse("no_next_session", "the next session has no dates yet: fix them in the cycle, then table the summary.")
    if turn.today < following.starts:
        refuse("too_early", f"the next session begins on {following.starts}: table the summary when it has begun.")
    return (e.SummaryTabled(document=_document(state), session=following.key),)


def fold_drafted(state: DialogueState, event: e.SummaryDrafted, turn: Turn) -> DialogueState:
    """Keep the draft in the place of the last one, and what became of each contribution."""
    contributions = dict(state.contributions)
    for each in event.outcomes:
        contributions[each.contribution] = contributions[each.contribution].model_copy(update={"outcome": each.outcome})
    summary = Summary(document=event.document, drafted_on=turn.today, names=event.names)
    update = {"stage": DialogueStage.REPORTING, "contributions": contributions, "summary": summary}
    return state.model_copy(update=update)


def fold_summary(state: DialogueState, stage: DialogueStage, field: str, turn: Turn) -> DialogueState:
    """Keep the day on which the summary came to another stage."""
    summary = state.summary.model_copy(update={field: turn.today}) if state.summary else None
    return state.model_copy(update={"stage": stage, "summary": summary})


def _document(state: DialogueState) -> DocumentRef:
    if state.summary is None:
        refuse("no_draft", "no summary is drafted yet: put one forward first.")
    return state.summary.document


def _check_outcome(state: DialogueState, key: str, outcome: ContributionOutcome) -> None:
    found = state.contributions.get(key)
    if found is None:
        refuse("unknown_contribution", f"{key!r} is no contribution to this dialogue.")
    kept_out = outcome is ContributionOutcome.COUNTRY_REFERENCE
    if found.has_country_reference and not kept_out:
        refuse("reference_kept_out", f"{key} spoke of a country situation: it is kept out of the summary.")
    if kept_out and not found.has_country_reference:
        refuse("not_flagged", f"{key} is not marked: mark its country reference first, so that its speaker is told.")


def _left_out(*, is_flagged: bool) -> ContributionOutcome:
    return ContributionOutcome.COUNTRY_REFERENCE if is_flagged else ContributionOutcome.REFLECTED
