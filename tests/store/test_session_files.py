"""The lists that were shared are read from the ledger as the rules fold them from the same entries."""

from datetime import date
from typing import Any

import asyncpg
import pytest

from models.ledger import Recording
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.policy import ObservationsForm
from models.sessions import SharedList
from rules.calendar.vienna import vienna_day
from rules.phase.aggregate import PHASE_REVIEW
from store.ledger import record
from store.session_files import shared_lists
from tests.build import CYCLE, OTHER, SAME, SUR, Play, document, focal_point, phase_at, procedure, scheduled_phase


async def keep(pool: asyncpg.Pool, play: Play) -> None:
    """Record a phase review."""
    status = PHASE_REVIEW.status(play.state)
    entries = tuple(play.entries)
    await record(pool, Recording(stream=status.workflow_id, entries=entries, status=status, clock=play.state.clock))


def on(form: ObservationsForm, stage: Stage) -> Play:
    """A phase with observations in a form."""
    return phase_at(stage, scheduled_phase(rules=procedure(loo_form=form)))


def sent_back() -> Play:
    """A phase whose first list was sent back, and another one agreed."""
    play = phase_at(Stage.AGREEING)
    play.act(c.RequestChanges, focal_point(SUR), document=document("changes"))
    play.on(date(2021, 12, 20)).act(c.ProposeObservations, focal_point(OTHER), document=document("second"))
    for iso3 in (SUR, SAME, OTHER):
        play.act(c.ClearObservations, focal_point(iso3))
    return summarised(play)


def summarised(play: Play) -> Play:
    """Go on from agreed observations to sharing, in English alone."""
    play.on(date(2022, 1, 17)).act(c.DraftSummary, SECRETARIAT, document=document("summary"))
    for iso3 in (SUR, SAME, OTHER):
        play.act(c.AgreeSummary, focal_point(iso3))
    ordinary = phase_at(Stage.CLOSED)
    place = [entry.type for entry in ordinary.entries].index("translation_ordered")
    for entry in ordinary.entries[place:]:
        event = PHASE_REVIEW.codec.read(entry.type, entry.data)
        play.record((event,), entry.actor)
    return play


def folded(state: PhaseReviewState) -> dict[str, set[str]]:
    """Document -> instruments of the lists, by the rules."""
    found: dict[str, set[str]] = {}
    for track in state.tracks:
        for proposal in track.proposals:
            found.setdefault(proposal.document.id, set()).add(track.instrument)
    return found


PLAYS: list[Any] = [
    pytest.param(lambda: on(ObservationsForm.JOINT, Stage.CLOSED), id="joint"),
    pytest.param(lambda: on(ObservationsForm.PER_INSTRUMENT, Stage.CLOSED), id="per instrument"),
    pytest.param(lambda: on(ObservationsForm.PER_REVIEWER, Stage.CLOSED), id="per reviewer"),
    pytest.param(sent_back, id="sent back"),
]


@pytest.mark.parametrize("play_of", PLAYS)
async def test_lists_are_those_that_the_states_agreed_to(pool: asyncpg.Pool, play_of: Any) -> None:
    play: Play = play_of()
    await keep(pool, play)

    lists = await shared_lists(pool, CYCLE)

    assert {each.document.id: set(each.instruments) for each in lists} == folded(play.state)
    agreed = {track.agreed_on for track in play.state.tracks}
    for each in lists:
        assert (each.state, each.group, each.phase) == (SUR, 1, 1)
        assert vienna_day(each.shared_at) == play.state.shared_on
        assert vienna_day(each.agreed_at) in agreed


async def test_what_is_agreed_and_not_shared_is_no_list_yet_nor_is_that_of_another_cycle(pool: asyncpg.Pool) -> None:
    await keep(pool, phase_at(Stage.SHARING))

    assert await shared_lists(pool, CYCLE) == ()
    await record(
        pool,
        Recording(
            stream=(closed := phase_at(Stage.CLOSED)).state.workflow_id,
            entries=tuple(closed.entries[len(phase_at(Stage.SHARING).entries) :]),
            status=PHASE_REVIEW.status(closed.state),
            clock=closed.state.clock,
        ),
    )
    lists: tuple[SharedList, ...] = await shared_lists(pool, CYCLE)
    assert len(lists) == 1
    assert await shared_lists(pool, "another") == ()
