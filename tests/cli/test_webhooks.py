"""Subscriptions on the command line: keys are shown once, grants are kept, refusals say what to do."""

import json

import pytest
from cryptography.fernet import Fernet

from models.webhooks import WebhookState
from store import webhooks
from store.pool import Pool
from store.sealing import Seal
from tests.cli.conftest import AsyncCommandLine, CommandLine
from tests.webhooks.build import DIALOGUE, SEALING_KEY, put_calls

URL = "https://receiver.example.org/hook"
ADD = ("webhooks", "add", URL, "--name", "Portal")
GRANT = ("--stream", "phase/untoc-1/FRA/*", "--event", "phase.saq_submitted", "--by", "Head of the desk")
BECAUSE = ("--reason", "NV 12/2027")


@pytest.fixture(autouse=True)
def sealing_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names what signing keys are sealed with."""
    monkeypatch.setenv("WEBHOOK_KEY", SEALING_KEY)


async def added(run: AsyncCommandLine, *more: str) -> str:
    """Add a subscription and return its id."""
    return (await run(*ADD, *more, "--json")).json["id"]


async def test_a_key_is_shown_once_and_kept_sealed(with_store: AsyncCommandLine, pool: Pool) -> None:
    ended = await with_store(*ADD)

    webhook_id, key = ended.out.split()
    assert "shown once" in ended.err
    (sealed,) = (await webhooks.all_sealed(pool)).values()
    assert key not in sealed
    assert Seal([SEALING_KEY]).opened(sealed) == key
    for look in (("list",), ("show", webhook_id), ("attempts", webhook_id)):
        for form in ((), ("--json",)):
            assert key not in (await with_store("webhooks", *look, *form)).out


async def test_without_a_sealing_key_nothing_is_added_and_one_is_offered(
    with_store: AsyncCommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("WEBHOOK_KEY")

    ended = await with_store(*ADD)

    assert ended.refusal == "no_webhook_key"
    Fernet(ended.err.partition("for instance to ")[2].partition(",")[0])


async def test_a_subscription_begins_where_it_is_told_to(with_store: AsyncCommandLine, pool: Pool) -> None:
    await put_calls(pool, 3)
    begins = {
        given: (await webhooks.webhook(pool, await added(with_store, "--from", given))).position
        for given in ("now", "start", "2", "4", f"{DIALOGUE}@3")
    }

    assert begins == {"now": 3, "start": 0, "2": 1, "4": 3, f"{DIALOGUE}@3": 2}
    for given, code in (("0", "bad_place"), ("5", "bad_place"), ("soon", "bad_place"), ("a@b", "bad_place")):
        assert (await with_store(*ADD, "--from", given)).refusal == code
    assert (await with_store(*ADD, "--from", f"{DIALOGUE}@9")).refusal == "unknown_entry"


async def test_a_replay_goes_back_and_a_pause_stays_where_it_is(with_store: AsyncCommandLine, pool: Pool) -> None:
    await put_calls(pool, 3)
    webhook_id = await added(with_store)

    replayed = await with_store("webhooks", "replay", webhook_id, "--from", "2")
    paused = await with_store("webhooks", "pause", webhook_id, "--because", "moves", "--json")
    shown = await with_store("webhooks", "show", webhook_id)
    resumed = await with_store("webhooks", "resume", webhook_id, "--json")
    removed = await with_store("webhooks", "remove", webhook_id, "--json")

    assert replayed.out == f"{webhook_id}: active, goes on with place 2\n"
    assert (paused.json["state"], paused.json["position"], paused.json["replay"]) == ("paused", 1, 1)
    assert "state     paused: moves" in shown.out
    assert resumed.json["state"] == "active"
    assert removed.json["state"] == "removed"
    assert (await with_store("webhooks", "resume", webhook_id)).refusal == "webhook_removed"
    assert (await with_store("webhooks", "rotate", webhook_id)).refusal == "webhook_removed"
    assert (await with_store("webhooks", "list", "--json")).json == []
    assert len((await with_store("webhooks", "list", "--removed", "--json")).json) == 1


async def test_a_receiver_can_move(with_store: AsyncCommandLine, pool: Pool) -> None:
    webhook_id = await added(with_store)

    ended = await with_store("webhooks", "move", webhook_id, "https://new.example.org/hook")
    refused = await with_store("webhooks", "move", webhook_id, "https://10.0.0.1/hook")

    assert ended.out == f"{webhook_id}: messages go to https://new.example.org/hook\n"
    assert refused.refusal == "address_refused"
    assert (await webhooks.webhook(pool, webhook_id)).url == "https://new.example.org/hook"


async def test_grants_are_kept_with_who_and_why_and_so_is_their_end(with_store: AsyncCommandLine) -> None:
    webhook_id = await added(with_store)

    given = await with_store("webhooks", "grant", webhook_id, *GRANT, *BECAUSE, "--field", "instruments")
    taken = await with_store("webhooks", "revoke", webhook_id, *GRANT, "--reason", "consent withdrawn")
    again = await with_store("webhooks", "revoke", webhook_id, *GRANT, "--reason", "consent withdrawn")
    shown = await with_store("webhooks", "show", webhook_id)

    assert given.out == "granted: phase.saq_submitted in phase/untoc-1/FRA/*, with instruments\n"
    assert taken.out == "granted no more: phase.saq_submitted in phase/untoc-1/FRA/*\n"
    assert again.refusal == "no_such_grant"
    assert "granted with instruments, by Head of the desk: NV 12/2027" in shown.out
    assert "taken back, by Head of the desk: consent withdrawn" in shown.out


async def test_a_new_key_signs_beside_the_old_one(with_store: AsyncCommandLine, pool: Pool) -> None:
    webhook_id = await added(with_store)

    key = (await with_store("webhooks", "rotate", webhook_id, "--json")).json["key"]

    now = (await webhooks.webhook(pool, webhook_id)).added_at
    newest, _ = [Seal([SEALING_KEY]).opened(each) for each in await webhooks.sealed_keys(pool, webhook_id, at=now)]
    assert newest == key


async def test_keys_are_sealed_anew_under_the_first_sealing_key(
    with_store: AsyncCommandLine, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = (await with_store(*ADD, "--json")).json["key"]
    newer = Fernet.generate_key().decode()
    monkeypatch.setenv("WEBHOOK_KEY", newer)
    assert (await with_store("webhooks", "reseal")).refusal == "wrong_webhook_key"
    monkeypatch.setenv("WEBHOOK_KEY", f"{newer},{SEALING_KEY}")

    ended = await with_store("webhooks", "reseal")

    assert ended.out == "1 keys sealed anew\n"
    (sealed,) = (await webhooks.all_sealed(pool)).values()
    assert Seal([newer]).opened(sealed) == key


async def test_the_list_ends_with_1_while_the_program_has_stopped_one(with_store: AsyncCommandLine, pool: Pool) -> None:
    webhook_id = await added(with_store)
    assert (await with_store("webhooks", "list")).code == 0

    await webhooks.set_state(pool, webhook_id, WebhookState.STOPPED, because="no answer")

    assert (await with_store("webhooks", "list")).code == 1


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "http://receiver.example.org/", "--name", "A"), "address_refused"),
        (("add", "https://10.0.0.1/", "--name", "A"), "address_refused"),
        (("add", "receiver.example.org", "--name", "A"), "bad_webhook_url"),
        (("add", URL, "--name", " "), "bad_webhook_name"),
        (("add", URL, "--name", "A", "--event", "everything"), "bad_event_pattern"),
        (("add", URL, "--name", "A", "--stream", "phase/*"), "bad_stream_pattern"),
        (("grant", "wh-1", *GRANT, "--reason", "x"), "bad_reason"),
        (("grant", "wh-1", *GRANT, *BECAUSE, "--field", "a b"), "bad_field"),
        (("rotate", "wh-1", "--overlap", "-1"), "bad_usage"),
    ],
)
def test_what_cannot_be_meant_is_refused_before_any_door_is_opened(
    starter: CommandLine, arguments: tuple[str, ...], code: str
) -> None:
    assert starter("webhooks", *arguments).refusal == code


@pytest.mark.parametrize(
    "arguments",
    [
        ("show",),
        ("attempts",),
        ("pause",),
        ("resume",),
        ("remove",),
        ("rotate",),
        ("move", URL),
        ("replay", "--from", "start"),
        ("grant", *GRANT, *BECAUSE),
        ("revoke", *GRANT, *BECAUSE),
    ],
    ids=lambda each: each[0],
)
async def test_a_subscription_that_nobody_added_is_refused(
    with_store: AsyncCommandLine, arguments: tuple[str, ...]
) -> None:
    command, *rest = arguments

    assert (await with_store("webhooks", command, "wh-nobody", *rest)).refusal == "unknown_webhook"


def test_a_sealing_key_that_is_none_is_refused_without_showing_it(
    starter: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WEBHOOK_KEY", "hunter2")

    ended = starter(*ADD)

    assert ended.refusal == "setting_invalid"
    assert "hunter2" not in ended.err


def test_the_public_events_are_listed(starter: CommandLine) -> None:
    table = starter("webhooks", "events")
    found = json.loads(starter("webhooks", "events", "--json").out)

    assert "lots.pairing_confirmed" in table.out
    assert {each["kind"] for each in found} == {"cycle", "lots", "dialogue", "conference", "engagement"}
