"""What the record says of engagements: their ledger streams, folded, and what may be shown of the accounts in them."""

from dataclasses import dataclass

from cli.streams import state_of
from models.engagement.state import EngagementState
from models.errors import NotFound
from models.status import Status
from rules.engagement.aggregate import ENGAGEMENT
from store import read_model, stakeholders
from store.pool import Pool
from store.stakeholders import StakeholderFacts

ERASED = "(erased)"
UNKNOWN = "(unknown)"


@dataclass(frozen=True)
class Shown:
    """An engagement, with what may be shown of its accounts."""

    state: EngagementState
    accounts: dict[str, StakeholderFacts]

    def name_of(self, account: str) -> str:
        """The name of an organisation, or that it was erased."""
        known = self.accounts.get(account)
        if known is None:
            return UNKNOWN
        return ERASED if known.is_erased else known.name


async def engagements_of(pool: Pool, cycle: str) -> list[Status]:
    """Where every engagement of a cycle stands; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    return sorted(await read_model.statuses(pool, cycle, kind=ENGAGEMENT.kind), key=lambda each: each.workflow_id)


async def engagement_of(pool: Pool, workflow_id: str) -> EngagementState:
    """Read an engagement; raises `NotFound` (`unknown_cycle`, `unknown_engagement`)."""
    _, cycle, name = workflow_id.split("/")
    known = [each.workflow_id for each in await engagements_of(pool, cycle)]
    if workflow_id not in known:
        others = ", ".join(each.rpartition("/")[2] for each in known)
        raise NotFound(
            "unknown_engagement",
            f"cycle {cycle} has no engagement {name}"
            + (f"; it has {others}." if others else f"; 'starter.py engagement open {cycle} ...' opens one."),
        )
    return await state_of(pool, workflow_id)


async def shown(pool: Pool, workflow_id: str) -> Shown:
    """Read an engagement with the names in it; raises as `engagement_of`."""
    state = await engagement_of(pool, workflow_id)
    return Shown(state=state, accounts=await stakeholders.facts_of(pool, accounts_in(state)))


def accounts_in(state: EngagementState) -> list[str]:
    """The accounts of the invited, of participants, of applicants and of members."""
    found: list[str] = []
    if state.consultation:
        found += [each.account for each in state.consultation.invitees.values() if each.account]
    if state.pilot:
        found += state.pilot.participants
    if state.alliance:
        found += [each.applicant.stakeholder for each in state.alliance.members.values()]
    if state.training:
        found += [each.applicant.stakeholder for each in state.training.applications.values()]
    if state.hub:
        found += state.hub.members
    return found
