"""A list of observations is on the file of the session whose working groups deal with it, and is marked when it was."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from models.cycle import commands as c
from models.instruments import Cluster, Instrument
from models.mechanism import Route
from models.people import SECRETARIAT
from models.sessions import SharedList
from rules.working_groups import ready_for
from tests.build import ALL, document, untoc
from tests.rules.cycle.beside import TODAY, Cycle, cycle, fixing

ROUTES = untoc().mechanism.routes
SHARED_AT = datetime(2026, 11, 1, 23, 30, tzinfo=UTC)
"""Half past midnight of 2 November in Vienna."""


def shared(**changes: Any) -> SharedList:
    """A list of the first phase of the second group on all instruments."""
    plain = {
        "state": "PAA",
        "group": 2,
        "phase": 1,
        "instruments": ALL,
        "document": document("observations"),
        "agreed_at": datetime(2026, 9, 1, 12, tzinfo=UTC),
        "shared_at": SHARED_AT,
    }
    return SharedList.model_validate(plain | changes)


def meeting(*groups: str) -> Cycle:
    """A cycle with a joint session of these groups in 2027, and one in 2028."""
    story = cycle()
    for year in (2027, 2028):
        story.act(c.FixSession, SECRETARIAT, **fixing(groups[0], year, *groups[1:]))
    return story


@pytest.mark.parametrize(
    ("groups", "instruments"),
    [
        (("firearms",), (Instrument.FA,)),
        (("cooperation",), (Instrument.UNTOC,)),
        (("smuggling", "trafficking"), (Instrument.TIP, Instrument.SOM)),
    ],
)
def test_a_list_goes_to_the_session_of_the_groups_that_take_its_instruments(
    groups: tuple[str, ...], instruments: tuple[Instrument, ...]
) -> None:
    story = meeting(*groups)

    (ready,) = ready_for(story.state, story.state.sessions[0], shared=[shared()], routes=ROUTES)

    assert ready.instruments == instruments
    assert (ready.state, ready.phase, ready.cluster) == ("PAA", 1, Cluster.ONE)
    assert (ready.agreed_on, ready.shared_on) == (date(2026, 9, 1), TODAY)


def test_a_list_that_no_group_of_the_session_takes_is_not_on_its_file() -> None:
    story = meeting("firearms")
    lists = [shared(instruments=(Instrument.TIP,)), shared(instruments=(Instrument.FA,))]

    ready = ready_for(story.state, story.state.sessions[0], shared=lists, routes=ROUTES)

    assert [each.instruments for each in ready] == [(Instrument.FA,)]


@pytest.mark.parametrize(("phase", "is_ready"), [(1, True), (2, False), (3, True), (9, True)])
def test_a_route_for_some_clusters_takes_only_their_phases(phase: int, *, is_ready: bool) -> None:
    story = meeting("firearms")
    evidence = ROUTES[0].evidence
    clusters = (Cluster.ONE, Cluster.THREE)
    routes = [Route(instrument=Instrument.FA, working_group="firearms", clusters=clusters, evidence=evidence)]

    ready = ready_for(story.state, story.state.sessions[0], shared=[shared(phase=phase)], routes=routes)

    assert bool(ready) is is_ready


@pytest.mark.parametrize(
    ("issued_on", "was_issued"), [(date(2026, 11, 1), False), (TODAY, True), (date(2026, 11, 3), True)]
)
def test_what_the_file_before_had_is_marked(issued_on: date, *, was_issued: bool) -> None:
    story = meeting("firearms")
    story.on(issued_on).act(
        c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=1
    )

    first, following = story.state.sessions

    (ready,) = ready_for(story.state, following, shared=[shared()], routes=ROUTES)
    assert ready.was_issued is was_issued
    (again,) = ready_for(story.state, first, shared=[shared()], routes=ROUTES)
    assert not again.was_issued


def test_a_file_of_other_groups_is_none_before() -> None:
    story = meeting("firearms")
    story.act(c.FixSession, SECRETARIAT, **fixing("smuggling", 2028))
    story.act(c.IssueSessionFile, SECRETARIAT, session="firearms-2027", document=document("file"), lists=1)
    session = story.state.session("smuggling-2028")
    assert session is not None

    (ready,) = ready_for(story.state, session, shared=[shared()], routes=ROUTES)

    assert not ready.was_issued
