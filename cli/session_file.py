"""The file of lists of observations for one session: which are ready, and the table that its working groups get."""

import csv
from datetime import date
from io import StringIO

from cli.opening import loaded_mechanism
from cli.streams import state_of
from models.cycle.state import ReviewCycleState
from models.documents import DocumentRef
from models.instruments import Cluster, Instrument
from models.mechanism import Mechanism
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.sessions import Session
from models.value import Value
from store import read_model
from store.pool import Pool

SHARED = (Stage.SHARING, Stage.CLOSED)
"""Stages at which the lists of a phase can have been shared with the working groups."""


class Ready(Value):
    """A list of observations that is on the file of a session: agreed, and shared with its working groups."""

    state: str
    phase: int
    instruments: tuple[Instrument, ...]
    document: DocumentRef
    agreed_on: date
    shared_on: date
    was_issued: bool


async def ready_for(pool: Pool, cycle: ReviewCycleState, session: Session) -> list[Ready]:
    """The lists that are ready for a session, by the day on which they were shared."""
    mechanism = loaded_mechanism(cycle.procedure.mechanism).mechanism
    issued = _issued_until(cycle, session)
    found: list[Ready] = []
    for stage in SHARED:
        for status in await read_model.statuses(pool, cycle.cycle, kind="phase", stage=stage.value):
            phase: PhaseReviewState = await state_of(pool, status.workflow_id)
            found += lists_of(phase, instruments_of(mechanism, cycle, phase, session), issued=issued)
    return sorted(found, key=lambda each: (each.shared_on, each.state, each.phase, each.document.id))


def instruments_of(
    mechanism: Mechanism, cycle: ReviewCycleState, phase: PhaseReviewState, session: Session
) -> frozenset[Instrument]:
    """The instruments whose lists of this phase go to a working group of the session."""
    cluster: Cluster | None = None
    if any((slot.group, slot.phase) == (phase.group, phase.phase) for slot in cycle.plan.slots):
        cluster = cycle.plan.slot(group=phase.group, phase=phase.phase).cluster
    return frozenset(
        each
        for each in phase.instruments
        if any(group.key in session.working_groups for group in mechanism.working_groups_for(each, cluster))
    )


def lists_of(phase: PhaseReviewState, routed: frozenset[Instrument], *, issued: date | None) -> list[Ready]:
    """The lists of one phase on these instruments, each document once; `issued`: day of the file before this one."""
    if phase.shared_on is None:
        return []
    found: dict[DocumentRef, Ready] = {}
    for track in phase.tracks:
        if track.instrument not in routed or track.agreed_on is None:
            continue
        for proposal in track.proposals:
            before = found.get(proposal.document)
            found[proposal.document] = Ready(
                state=phase.state,
                phase=phase.phase,
                instruments=(*(before.instruments if before else ()), track.instrument),
                document=proposal.document,
                agreed_on=max(track.agreed_on, before.agreed_on) if before else track.agreed_on,
                shared_on=phase.shared_on,
                was_issued=issued is not None and phase.shared_on <= issued,
            )
    return list(found.values())


def written(cycle: ReviewCycleState, session: str, ready: list[Ready], *, on: date) -> bytes:
    """The file as a table (CSV, UTF-8): its first row says what it is."""
    names = {each.iso3: each.name for each in loaded_mechanism(cycle.procedure.mechanism).register.states}
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([f"Lists of observations before {session}, {cycle.cycle}, {on}"])
    writer.writerow(("State", "Name", "Phase", "Instruments", "Agreed on", "Shared on", "New", "Document", "SHA-256"))
    for each in ready:
        writer.writerow(
            (
                each.state,
                names.get(each.state, ""),
                each.phase,
                " ".join(each.instruments),
                each.agreed_on,
                each.shared_on,
                "" if each.was_issued else "new",
                each.document.id,
                each.document.sha256,
            )
        )
    return text.getvalue().encode()


def _issued_until(cycle: ReviewCycleState, session: Session) -> date | None:
    """The day of the last file that went to a working group of this session, before this session's own."""
    groups = set(session.working_groups)
    days = [
        issued.issued_on
        for issued in cycle.session_files
        if issued.session != session.key
        and (other := cycle.session(issued.session)) is not None
        and groups & set(other.working_groups)
    ]
    return max(days, default=None)
