"""The worker: builds what activities need, registers workflows and activities, runs until it is told to stop.

Two task queues, one process: recording must never wait behind a slow mail relay. SIGTERM and SIGINT stop it in order:
what has begun is finished, the rest goes to another worker.
"""

import asyncio
import compileall
import os
import signal
import sys
from collections.abc import AsyncGenerator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path

import structlog
import uvloop
from temporalio.client import Client
from temporalio.worker import Worker

from activities.bounces import Bounces
from activities.delivery import Delivery
from activities.departing import Departing
from activities.directives import DirectivesActivity
from activities.drawing import DrawingActivity
from activities.enclosing import all_of
from activities.general_review import GeneralReviewActivity
from activities.inviting import Inviting, life_of
from activities.meetings import Invitations
from activities.notes_verbales import NotesVerbales
from activities.policy import PolicyActivity
from activities.recording import RecordingActivity
from activities.relay import RelayAddress
from activities.signing import signing_with
from activities.webhook_addresses import Guard
from activities.webhooks import Courier, Means
from beacon.verify import verify
from logs import configure_logs
from mechanisms.country_names import names_in
from mechanisms.load import known_mechanisms, load_mechanism, mechanism_folder
from models.errors import ReviewtrackError
from models.ids import MAIL_QUEUE, TASK_QUEUE
from models.public_network import networks
from models.return_path import ReturnPath
from notices.addressees import circle_of
from notices.compose import Composer
from notices.disclosure import Disclosure
from notices.hours import MechanismHours
from notices.letterhead import letterhead_of
from rules.calendar.vienna import vienna_day
from rules.general_review.compiling import compile_review
from rules.lots.transcript import transcript_of, written
from runtime import connect, worker_options
from settings import SettingInvalid, Settings, load_settings
from store.migrations import migrate
from store.pool import Pool, open_pool
from store.sealing import Seal
from store.tokens import revoke_feeds_of
from workflows.every import WORKFLOWS

log = structlog.stdlib.get_logger()


def workers(client: Client, pool: Pool, settings: Settings) -> tuple[Worker, Worker]:
    """Build the two workers: workflows with recording, and mail."""
    loaded = load_mechanism(mechanism_folder(known_mechanisms()[0]))
    letterhead = letterhead_of(loaded, sender=settings.mail_from, web_url=settings.web_url)
    recording = RecordingActivity(
        pool, circle_of(loaded), verify, names=names_in, departing=Departing(pool, revoke_feeds_of)
    )
    drawing = DrawingActivity(pool, client, transcript_of, written)
    review = GeneralReviewActivity(pool, client, compile_review, loaded.mechanism.clusters)
    directives = DirectivesActivity(client)
    policy = PolicyActivity(pool, client)
    relay = RelayAddress.from_url(settings.smtp_url)
    bounces = Bounces(pool, loaded.patience, return_path=return_path_of(settings), folder=settings.bounce_folder)
    invitations = Invitations(pool, letterhead)
    letters = NotesVerbales(pool, letterhead, day_of=vienna_day)
    inviting = Inviting(pool, web_url=settings.web_url, life=life_of(loaded.mechanism))
    delivery = Delivery(
        pool,
        relay,
        Composer(letterhead),
        hours=MechanismHours(loaded.telling.hours),
        completing=inviting,
        enclosing=all_of(letters.enclose, invitations.enclosed),
        signing=signing_with(settings.mail_dkim_key, settings.mail_dkim_selector, settings.mail_from),
        per_minute=settings.mail_per_minute,
        bounces=bounces,
        patience_seconds=settings.mail_patience,
    )
    return (
        Worker(
            client,
            task_queue=TASK_QUEUE,
            workflows=WORKFLOWS,
            activities=[
                recording.record,
                directives.carry_out,
                drawing.draw_lots,
                review.compile_review,
                policy.apply_policy,
            ],
            **worker_options(),
        ),
        Worker(client, task_queue=MAIL_QUEUE, activities=[delivery.deliver], **worker_options()),
    )


def return_path_of(settings: Settings) -> ReturnPath | None:
    """The return path if one is set; raises `SettingInvalid` for half of one, `InputInvalid` for one without room."""
    if settings.bounce_address is None and settings.bounce_key is None:
        return None
    if settings.bounce_address is None or settings.bounce_key is None:
        missing = "BOUNCE_ADDRESS" if settings.bounce_address is None else "BOUNCE_KEY"
        raise SettingInvalid(missing, "is missing: set BOUNCE_ADDRESS and BOUNCE_KEY, or neither.")
    return ReturnPath.of(settings.bounce_address, settings.bounce_key)


def courier(pool: Pool, settings: Settings) -> Courier:
    """Build what tells programs of others what happened."""
    loaded = load_mechanism(mechanism_folder(known_mechanisms()[0]))
    return Courier(
        pool,
        Means(site=settings.web_url),
        disclosure=Disclosure(loaded.public_events),
        seal=Seal(settings.webhook_key),
        guard=Guard(networks(settings.webhook_allow)),
    )


@asynccontextmanager
async def beside(work: Coroutine[None, None, None]) -> AsyncGenerator[None]:
    """Let `work` run for the length of a block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def run() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = load_settings()
    configure_logs(settings)
    await migrate(settings.database_url)
    stop = asyncio.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(each, stop.set)
    async with AsyncExitStack() as stack:
        pool = await stack.enter_async_context(await open_pool(settings.database_url))
        client = await connect(settings)
        for worker in workers(client, pool, settings):
            await stack.enter_async_context(worker)
        await stack.enter_async_context(beside(courier(pool, settings).run()))
        log.info("worker_started", pid=os.getpid(), queues=[TASK_QUEUE, MAIL_QUEUE])
        await stop.wait()
        log.info("worker_stopping")


def compile_rules() -> None:
    """Keep the bytecode of what the sandbox imports anew for every workflow, even where Python is told to write none.

    From source an import takes twice as long, some thousand times in a cycle. A read-only directory is no error.
    """
    for package in ("rules", "workflows"):
        compileall.compile_dir(Path(__file__).parent / package, quiet=2)


def main() -> int:
    """Run, or say in one line why not."""
    compile_rules()
    try:
        uvloop.run(run())
    except ReviewtrackError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
