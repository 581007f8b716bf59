"""Which workflows are over for one account, by the rules: nothing that it applied for or said waits for an outcome."""

from cli.streams import state_of
from models.conference.state import ConferenceState
from models.dialogue.state import DialogueState
from models.engagement.state import EngagementState
from rules.engagement import status as engagement
from store import stakeholders
from store.pool import Pool


async def settled(pool: Pool, account: str) -> dict[str, int]:
    """Workflow id -> version that was looked at, of those in which nothing more will become of an account."""
    found: dict[str, int] = {}
    for each in await stakeholders.involvements(pool, account):
        if each.is_over or not each.workflow_id.startswith(("dialogue/", "conference/", "engagement/")):
            continue
        state = await state_of(pool, each.workflow_id)
        is_theirs = isinstance(state, EngagementState) and engagement.is_settled(state, account)
        is_theirs |= isinstance(state, ConferenceState) and has_outcomes(state, account)
        if is_theirs or (isinstance(state, DialogueState) and is_settled(state, account)):
            found[each.workflow_id] = state.version
    return found


def has_outcomes(state: ConferenceState, account: str) -> bool:
    """Whether every application of an account for observer status has its outcome."""
    return all(each.has_outcome for each in state.observers.values() if each.applicant.stakeholder == account)


def is_settled(state: DialogueState, account: str) -> bool:
    """Whether every application of an account has an outcome, and every contribution under one has its own."""
    theirs = {each.id: each for each in state.applications.values() if each.applicant.stakeholder == account}
    is_out = state.summary is not None and state.summary.published_on is not None
    said = any(each.application in theirs for each in state.contributions.values())
    return all(each.has_outcome for each in theirs.values()) and (is_out or not said)
