"""What the record says of constructive dialogues: their ledger streams, folded, and the accounts that have applied."""

from dataclasses import dataclass

from cli.streams import state_of
from models.dialogue.state import DialogueState
from models.errors import NotFound
from models.ids import dialogue_id
from models.stakeholders import Applicant
from models.status import Status
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from store import read_model, stakeholders
from store.pool import Pool
from store.stakeholders import StakeholderFacts

ERASED = "(erased)"
UNKNOWN = "(unknown)"


@dataclass(frozen=True)
class Dialogue:
    """A dialogue, with what may be shown of the accounts that applied."""

    state: DialogueState
    accounts: dict[str, StakeholderFacts]

    def name_of(self, stakeholder: str) -> str:
        """The name of an organisation, or that it was erased."""
        known = self.accounts.get(stakeholder)
        if known is None:
            return UNKNOWN
        return ERASED if known.is_erased else known.name


async def dialogues_of(pool: Pool, cycle: str) -> list[Status]:
    """Where every dialogue of a cycle stands, by the day on which it is held; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    found = await read_model.statuses(pool, cycle, kind=CONSTRUCTIVE_DIALOGUE.kind)
    return sorted(found, key=lambda each: (str(each.launch_date), each.workflow_id))


async def dialogue_of(pool: Pool, cycle: str, session: str) -> Dialogue:
    """Read a dialogue; raises `NotFound` (`unknown_cycle`, `unknown_dialogue`)."""
    workflow_id = dialogue_id(cycle, session)
    known = [each.workflow_id for each in await dialogues_of(pool, cycle)]
    if workflow_id not in known:
        others = ", ".join(each.rpartition("/")[2] for each in known)
        raise NotFound(
            "unknown_dialogue",
            f"cycle {cycle} has no dialogue {session}"
            + (f"; it has {others}." if others else f"; 'starter.py dialogue plan {cycle} {session}' schedules one."),
        )
    state: DialogueState = await state_of(pool, workflow_id)
    applied = [each.applicant.stakeholder for each in state.applications.values()]
    return Dialogue(state=state, accounts=await stakeholders.facts_of(pool, applied))


async def applicant_of(pool: Pool, stakeholder: str) -> Applicant:
    """What the rules know of an account; raises `NotFound` (`unknown_stakeholder`)."""
    return (await stakeholders.stakeholder(pool, stakeholder)).applicant
