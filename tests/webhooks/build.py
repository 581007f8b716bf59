"""Values for the tests of webhooks: acts that are public and acts that are not, and the parts of a courier."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet

from activities.webhook_addresses import Guard
from activities.webhooks import Alarm, Courier, Means, logged_alarm
from mechanisms.load import load_mechanism, mechanism_folder
from models.public_network import networks
from models.webhooks import PlacedEntry, Webhook
from notices.disclosure import Disclosure
from store import ledger, webhooks
from store.pool import Pool
from store.sealing import Seal
from tests.store.build import AT, CYCLE, entry, recording, status

SITE = "https://review.example.org"
SEALING_KEY = Fernet.generate_key().decode()
SEAL = Seal([SEALING_KEY])
SECRET = "whsec_" + "c2VjcmV0LW9mLXRoZS10ZXN0cy1vZi13ZWJob29rcw=="
LOOPBACK = networks(["127.0.0.0/8"])
PUBLIC = load_mechanism(mechanism_folder("untoc")).public_events
DISCLOSURE = Disclosure(PUBLIC)
DIALOGUE = f"dialogue/{CYCLE}/firearms-2027"
SEALED = f"lots/{CYCLE}/1"
REVIEW = f"phase/{CYCLE}/FRA/1"


async def put(pool: Pool, stream: str, version: int, type_: str, data: dict[str, Any] | None = None) -> None:
    """Record one entry of a stream, as an act does."""
    changes = {"state": None, "phase": None, "obligations": ()}
    act = recording(version, stream=stream, status=status(version, workflow_id=stream, **changes))
    one = entry(version, type=type_, data=data or {}, command_id=f"{stream}-{version}")
    await ledger.record(pool, act.model_copy(update={"entries": (one,)}))


async def put_calls(pool: Pool, number: int, *, stream: str = DIALOGUE, after: int = 0) -> None:
    """Record that the call of a dialogue was extended, so many times: public each time."""
    for version in range(after + 1, after + number + 1):
        await put(pool, stream, version, "call_extended", {"closes_on": f"2027-05-{version % 28 + 1:02}"})


async def subscribe(pool: Pool, url: str, **changes: Any) -> str:
    """Add a subscription that begins with the first entry."""
    plain: dict[str, Any] = {"name": "test", "events": (), "streams": (), "position": 0}
    return await webhooks.add(pool, url=url, sealed_key=SEAL.sealed(SECRET), **(plain | changes))


class Clock:
    """Real time as a test says it is."""

    def __init__(self) -> None:
        """Begin now: signatures carry the time, and receivers compare it."""
        self.at = datetime.now(UTC)

    def __call__(self) -> datetime:
        """What the courier asks."""
        return self.at

    def step(self, by: timedelta) -> None:
        """Let time go by."""
        self.at += by


def courier(
    pool: Pool,
    *,
    now: Callable[[], datetime] | None = None,
    alarm: Alarm = logged_alarm,
    guard: Guard | None = None,
    seal: Seal = SEAL,
    **means: Any,
) -> Courier:
    """A courier, as the worker builds it, that may go to this machine."""
    return Courier(
        pool,
        Means.model_validate({"site": SITE, "patience_seconds": 2.0, **means}),
        disclosure=DISCLOSURE,
        seal=seal,
        guard=guard or Guard(LOOPBACK),
        alarm=alarm,
        now=now or (lambda: datetime.now(UTC)),
        chance=lambda: 0.5,
    )


def placed(stream: str = SEALED, type_: str = "pairing_confirmed", **changes: Any) -> PlacedEntry:
    """An entry with its place."""
    plain: dict[str, Any] = {"position": 7, "stream": stream, "version": 3, "type": type_, "at": AT, "recorded_at": AT}
    return PlacedEntry(**(plain | changes))


def webhook(**changes: Any) -> Webhook:
    """A subscription to everything."""
    plain: dict[str, Any] = {
        "id": "wh-1",
        "name": "test",
        "url": "https://receiver.example.org/hook",
        "next_attempt_at": AT,
        "added_at": AT,
    }
    return Webhook(**(plain | changes))
