"""The tools of engagement: every prompt is for an event that exists, and a cycle is told which fit now."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.toolkit import prompted_by
from mechanisms.load import load_mechanism, mechanism_folder
from models.clock import CalendarClock
from models.toolkit import Offered, Toolkit
from rules.aggregates import AGGREGATES
from store.ledger import record
from store.pool import Pool
from store.prompted import Happened
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.store.build import AT, CYCLE, STREAM, entry, recording

NOON = datetime(2027, 4, 1, 10, tzinfo=UTC)


@pytest.fixture(name="toolkit")
def shipped() -> Toolkit:
    return load_mechanism(mechanism_folder("untoc")).toolkit


def test_there_are_ten_tools_and_each_is_prompted_somewhere(toolkit: Toolkit) -> None:
    assert [tool.number for tool in toolkit.tools] == list(range(1, 11))
    assert {prompt.tool for prompt in toolkit.prompts} == set(range(1, 11))


def test_tools_that_the_source_does_not_name_say_so(toolkit: Toolkit) -> None:
    assert [tool.number for tool in toolkit.tools if tool.evidence.mark == "UNCERTAIN"] == [1, 2, 3, 4]


def test_every_prompt_is_for_an_event_that_a_stream_can_hold(toolkit: Toolkit) -> None:
    known = {event for aggregate in AGGREGATES.values() for event in aggregate.codec.types}

    assert {prompt.event for prompt in toolkit.prompts} <= known


def test_what_happened_prompts_its_tools_in_order(toolkit: Toolkit) -> None:
    happened = (
        Happened(stream="dialogue/untoc-1/firearms-2027", type="call_opened", at=NOON),
        Happened(stream="phase/untoc-1/FRA/1", type="saq_addendum_filed", at=NOON),
        Happened(stream="phase/untoc-1/FRA/1", type="phase_closed", at=NOON),
    )

    prompted = prompted_by(toolkit, happened)

    assert [(each.because, each.tool) for each in prompted] == [
        ("call_opened", 3),
        ("phase_closed", 2),
        ("phase_closed", 10),
    ]
    assert {each.whom for each in prompted} <= {each.value.replace("_", " ") for each in Offered}


def test_the_list_names_tools_and_the_events_that_prompt_them(starter: CommandLine) -> None:
    told = starter("toolkit", "list").out

    assert "Advocacy" in told
    assert "call_opened" in told


async def test_a_cycle_is_prompted_by_what_was_recorded_lately(with_store: AsyncCommandLine, pool: Pool) -> None:
    clock = CalendarClock(anchor_real=datetime.now(tz=UTC), anchor_calendar=AT + timedelta(days=40))
    old, new = entry(1, type="saq_submitted"), entry(2, type="phase_closed", at=AT + timedelta(days=20))
    await record(pool, recording(1, 2, entries=(old, new), clock=clock))

    lately = await with_store("toolkit", "prompts", CYCLE, "--json")
    longer = await with_store("toolkit", "prompts", CYCLE, "--json", "--days", "60")

    assert [(each["stream"], each["tool"]) for each in lately.json["prompts"]] == [(STREAM, 2), (STREAM, 10)]
    assert [each["tool"] for each in longer.json["prompts"]] == [2, 10, 6]


async def test_prompts_of_a_cycle_that_is_not_there_are_refused(with_store: AsyncCommandLine) -> None:
    ended = await with_store("toolkit", "prompts", "nowhere")

    assert ended.refusal == "unknown_cycle"
