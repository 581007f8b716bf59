"""Server-sent events: who is told what, and how often."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from json import loads
from time import monotonic
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from models.clock import CalendarClock
from store.changes import Change
from store.pool import Pool
from tests.build import CYCLE, noon
from tests.web.build import TODAY, keep_cycle, keep_status, phase
from web.changes import MOST_NAMED, SPACING_SECONDS, Changes
from web.events import BEAT_SECONDS, EventFilters, messages
from web.pages import Context

STREAM = f"phase/{CYCLE}/FRA/1"
OTHER = f"phase/{CYCLE}/DEU/1"


def change(stream: str = STREAM, version: int = 2) -> Change:
    """What the store tells after an act."""
    return Change(stream=stream, kind="phase", cycle=stream.split("/")[1], version=version)


@pytest.mark.parametrize(
    ("workflow_id", "told", "hears"),
    [
        (None, change(), (STREAM,)),
        (STREAM, change(), (STREAM,)),
        (STREAM, change(OTHER), None),
        (None, change("phase/untoc-2/FRA/1"), None),
        (STREAM, change(f"cycle/{CYCLE}", version=0), (f"cycle/{CYCLE}",)),
        (STREAM, None, ()),
    ],
)
async def test_a_listener_hears_of_what_it_looks_at(
    workflow_id: str | None, told: Change | None, hears: tuple[str, ...] | None
) -> None:
    changes = Changes()

    with changes.listening(CYCLE, workflow_id) as listener:
        changes.heard(told)

        assert await listener.heard(0) is (hears is not None)
        assert listener.taken() == (hears or ())
        assert await listener.heard(0) is False


async def test_changes_that_come_together_are_told_together() -> None:
    changes = Changes()

    with changes.listening(CYCLE, None) as listener:
        for number in range(1000):
            changes.heard(change(f"phase/{CYCLE}/FRA/{number}"))
            changes.heard(change())

        assert MOST_NAMED < len(listener.taken()) <= MOST_NAMED + 1


def test_who_left_is_told_nothing() -> None:
    changes = Changes()

    with changes.listening(CYCLE, None):
        assert len(changes) == 1

    assert len(changes) == 0


def test_a_rebuild_and_a_new_connection_begin_a_new_epoch() -> None:
    changes = Changes()

    epochs = [changes.epoch(CYCLE)]
    for told in (change(), change(f"cycle/{CYCLE}", version=0), None):
        changes.heard(told)
        epochs.append(changes.epoch(CYCLE))

    assert epochs[0] == epochs[1]
    assert len(set(epochs)) == 3


async def told_by(
    context: Context, clock: CalendarClock, count: int, *, between: Callable[[], None] = lambda: None
) -> list[dict[str, Any]]:
    """The first messages to a page, with the moment of each."""
    heard: list[dict[str, Any]] = []
    async for message in messages(context, EventFilters(cycle=CYCLE), clock):
        heard.append({"kind": message.event, "at": monotonic(), **loads(str(message.data))})
        if len(heard) == count:
            break
        between()
    return heard


@pytest.fixture
def context(app: Starlette) -> Context:
    """The application's, without the connection that tells of changes."""
    return replace(app.state.context, changes=Changes())


async def test_messages_are_told_at_most_four_times_a_second(context: Context) -> None:
    clock = CalendarClock(anchor_real=noon(TODAY), anchor_calendar=noon(TODAY))

    heard = await told_by(context, clock, 4, between=lambda: context.changes.heard(change()))

    assert [each["kind"] for each in heard] == ["changed"] * 4
    assert heard[1]["workflows"] == [STREAM]
    assert heard[3]["at"] - heard[0]["at"] >= 3 * SPACING_SECONDS * 0.95


async def test_the_line_beats_when_nothing_changes(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.events.BEAT_SECONDS", 0.01)
    clock = CalendarClock(anchor_real=noon(TODAY), anchor_calendar=noon(TODAY))

    heard = await told_by(context, clock, 3)

    assert [each["kind"] for each in heard] == ["changed", "beat", "beat"]
    assert {each["today"] for each in heard} == {TODAY.isoformat()}


async def test_days_that_fly_by_are_told_once_a_second(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.events.LEAST_BEAT_SECONDS", 0.02)
    clock = CalendarClock(anchor_real=noon(TODAY), anchor_calendar=noon(TODAY), day_seconds=0.001)

    heard = await told_by(context, clock, 3)

    assert [each["kind"] for each in heard] == ["changed", "beat", "beat"]
    assert heard[2]["at"] - heard[0]["at"] < BEAT_SECONDS


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("", 422, "bad_filter"),
        ("?cycle=untoc-9", 404, "unknown_cycle"),
        (f"?cycle={CYCLE}&wrokflow=x", 422, "bad_filter"),
    ],
)
async def test_listening_to_nothing_is_refused(client: httpx.AsyncClient, query: str, status: int, code: str) -> None:
    answer = await client.get(f"/events{query}")

    assert (answer.status_code, answer.json()["code"]) == (status, code)


async def _lines(answer: httpx.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in answer.aiter_lines():
        if line.startswith("data:"):
            yield loads(line.removeprefix("data:"))


async def test_an_act_is_told_to_those_who_look_over_a_real_line(served: str, pool: Pool) -> None:
    await keep_cycle(pool)
    await keep_status(pool, phase("FRA", "dialogue"))

    async with (
        httpx.AsyncClient(timeout=20) as client,
        client.stream("GET", f"{served}/events?cycle={CYCLE}") as answer,
        asyncio.timeout(20),
    ):
        told = _lines(answer)
        await anext(told)
        await keep_status(pool, phase("FRA", "drafting_observations", version=2))
        while STREAM not in (heard := await anext(told))["workflows"]:
            pass

    assert answer.headers["content-type"].startswith("text/event-stream")
    assert heard["cycle"] == CYCLE
