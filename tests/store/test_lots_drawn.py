"""The program that draws lots: it draws what was sealed and nothing else, and asks the whole ledger whether it has."""

from typing import Any

import asyncpg
import pytest
from temporalio.testing import ActivityEnvironment

from activities.drawing import DrawingActivity, SealBroken
from models.directive import Relay
from models.drawing.events import DrawVoided, VolunteerOffered
from models.ledger import Recording
from rules.lots.transcript import transcript_of, written
from store import ledger
from tests.rules.drawing.build import Drawing, drawing
from tests.store.build import CLOCK, entry, status


class Listener:
    """A client that only listens to what is reported."""

    def __init__(self) -> None:
        self.heard: list[Relay] = []

    def get_workflow_handle(self, workflow_id: str) -> "Listener":
        del workflow_id
        return self

    async def signal(self, name: str, relay: Relay) -> None:
        del name
        self.heard.append(relay)


def payload_of(story: Drawing) -> dict[str, Any]:
    (work,) = story.asked[-1].works
    return work.payload


async def drawn(pool: asyncpg.Pool, payload: dict[str, Any]) -> list[Relay]:
    listener = Listener()
    activity: Any = DrawingActivity(pool, listener, transcript_of, written)  # pyright: ignore[reportArgumentType]
    await ActivityEnvironment().run(activity.draw_lots, payload)
    return listener.heard


async def test_what_was_sealed_is_drawn_and_reported(pool: asyncpg.Pool) -> None:
    (relay,) = await drawn(pool, payload_of(drawing()))

    assert relay.command == "record_outcome"


@pytest.mark.parametrize("what", ["inputs", "inputs_sha256", "groups"])
async def test_another_program_than_the_one_that_sealed_draws_nothing(pool: asyncpg.Pool, what: str) -> None:
    payload = payload_of(drawing())
    first, *_ = payload["groups"]
    changed: dict[str, Any] = {
        "inputs": payload["inputs"] | {"algorithm": "reviewtrack-lots/0"},
        "inputs_sha256": "0" * 64,
        "groups": payload["groups"] | {first: payload["groups"][first] % 3 + 1},
    }

    with pytest.raises(SealBroken) as refused:
        await drawn(pool, payload | {what: changed[what]})

    assert refused.value.code == "seal_broken"


async def test_what_was_answered_after_hundreds_of_notes_is_not_drawn_again(pool: asyncpg.Pool) -> None:
    payload = payload_of(drawing())
    stream = payload["workflow_id"]
    offered = [entry(number, type=VolunteerOffered.type, data={}) for number in range(1, 601)]
    for after in range(0, 601, 100):
        portion = tuple(offered[after : after + 100]) or (entry(601, type=DrawVoided.type, data={}),)
        last = status(portion[-1].version, workflow_id=stream)
        await ledger.record(pool, Recording(stream=stream, entries=portion, status=last, clock=CLOCK))

    assert await drawn(pool, payload) == []
