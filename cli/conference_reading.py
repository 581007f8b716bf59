"""What the record says of the tracks of Conferences: their ledger streams, folded, and who has applied."""

from dataclasses import dataclass

from cli.streams import state_of
from models.conference.state import ConferenceState, Report
from models.documents import DocumentRef
from models.errors import NotFound
from models.ids import conference_id
from models.register import Language
from models.status import Status
from rules.conference.aggregate import CONFERENCE
from store import documents, read_model, stakeholders
from store.documents import StoredDocument
from store.pool import Pool
from store.stakeholders import StakeholderFacts


@dataclass(frozen=True)
class Track:
    """A track, with what may be shown of the accounts that applied."""

    state: ConferenceState
    accounts: dict[str, StakeholderFacts]

    def name_of(self, stakeholder: str) -> str:
        """The name of an organisation, or that it was erased."""
        known = self.accounts.get(stakeholder)
        if known is None:
            return "(unknown)"
        return "(erased)" if known.is_erased else known.name


async def tracks_of(pool: Pool, cycle: str) -> list[Status]:
    """Where every track of a cycle stands, by its session; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    found = await read_model.statuses(pool, cycle, kind=CONFERENCE.kind)
    return sorted(found, key=lambda each: int(each.workflow_id.rpartition("/")[2]))


async def track_of(pool: Pool, cycle: str, number: int) -> Track:
    """Read a track; raises `NotFound` (`unknown_cycle`, `unknown_conference`)."""
    workflow_id = conference_id(cycle, number)
    known = [each.workflow_id for each in await tracks_of(pool, cycle)]
    if workflow_id not in known:
        others = ", ".join(each.rpartition("/")[2] for each in known)
        raise NotFound(
            "unknown_conference",
            f"cycle {cycle} has no track of session {number} of the Conference"
            + (f"; it has {others}." if others else f"; 'starter.py conference plan {cycle} {number}' begins one."),
        )
    state: ConferenceState = await state_of(pool, workflow_id)
    applied = [each.applicant.stakeholder for each in state.observers.values()]
    return Track(state=state, accounts=await stakeholders.facts_of(pool, applied))


def report_of(state: ConferenceState) -> Report:
    """The report of a track; raises `NotFound` (`no_report`) before it was compiled."""
    if state.report is None:
        why = f" The last compilation failed: {state.failure}" if state.failure else ""
        raise NotFound("no_report", f"{state.workflow_id} has no report yet: it stands at {state.stage}.{why}")
    return state.report


def version_of(state: ConferenceState, language: Language) -> DocumentRef:
    """The report in a language; raises `NotFound` (`no_report`, `no_such_version`)."""
    version = report_of(state).version(language)
    if version is None or version.document is None:
        raise NotFound("no_such_version", f"the report is not there in {language}; 'conference show' says how it is.")
    return version.document


async def stored(pool: Pool, reference: DocumentRef) -> StoredDocument:
    """A document with its bytes."""
    return await documents.get(pool, reference.id)
