"""A call reaches everybody with an account, and the unit its own desk, as they are registered when it is recorded."""

import time

import pytest
from temporalio.testing import ActivityEnvironment

from activities import recording as recording_activity
from activities.recording import RecordingActivity
from models.directory import Desk, Queued
from models.ledger import Recording
from models.notices import Addressed, Recipient, RecipientKind
from models.people import SYSTEM
from models.register import Region
from models.stakeholders import OrganisationKind, Stakeholder
from notices.addressees import NO_CIRCLE, UNIT
from stack.mailbox import MailBox
from store import outbox
from store.people import register_desk
from store.pool import Pool
from store.stakeholders import erase_stakeholder, register_stakeholders
from tests.notices.build import CYCLE, entry
from tests.notices.dialogues import in_dialogue
from tests.notices.test_delivery import deliver
from tests.rules.dialogue.build import UNIT as CIVIL_SOCIETY_UNIT
from tests.rules.dialogue.build import stakeholder

ENOUGH_SECONDS = 10.0
"""A recording is given thirty (`workflows.options`)."""


def account(number: int) -> Stakeholder:
    """An account with an address of its own."""
    return Stakeholder(
        name=f"Organisation {number}",
        kind=OrganisationKind.NGO,
        country="KEN",
        region=Region.AFRICAN,
        contact=f"Contact {number}",
        email=f"contact.{number}@organisation.example",
    )


def call_opened() -> Recording:
    """The first act of a stream, which opens a call."""
    made = in_dialogue(entry("call_opened", CIVIL_SOCIETY_UNIT, version=1, closes_on="2027-02-26"))
    return made.model_copy(update={"status": made.status.model_copy(update={"version": 1})})


async def record(pool: Pool, made: Recording) -> list[Queued]:
    """Record an act as a worker does; what waits then to be sent."""
    await ActivityEnvironment().run(RecordingActivity(pool, NO_CIRCLE).record, made)
    return await outbox.claim(pool, limit=10_000, cycle=CYCLE)


async def test_a_call_goes_to_every_account_that_is_registered_and_not_erased(pool: Pool) -> None:
    first, second, gone = await register_stakeholders(pool, [account(number) for number in (1, 2, 3)])
    await erase_stakeholder(pool, gone)

    queued = await record(pool, call_opened())

    assert {each.notice.recipient.id for each in queued} == {first, second}
    assert {each.address.email if each.address else "" for each in queued} == {
        "contact.1@organisation.example",
        "contact.2@organisation.example",
    }


async def test_an_account_that_was_registered_a_moment_ago_hears_of_the_call(pool: Pool) -> None:
    activity = RecordingActivity(pool, NO_CIRCLE)
    await ActivityEnvironment().run(activity.record, _closed(version=1))
    (late,) = await register_stakeholders(pool, [account(1)])

    made = in_dialogue(entry("call_extended", CIVIL_SOCIETY_UNIT, version=2, closes_on="2027-02-27"))
    await ActivityEnvironment().run(
        activity.record, made.model_copy(update={"status": made.status.model_copy(update={"version": 2})})
    )

    queued = await outbox.claim(pool, limit=10, cycle=CYCLE)
    assert late in {each.notice.recipient.id for each in queued}


@pytest.mark.parametrize(("desk", "recipient"), [(UNIT.id, "civil-society-unit"), ("desk", "desk")])
async def test_mail_of_the_unit_goes_to_its_desk_once_it_has_one(
    pool: Pool, desk: str, recipient: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording_activity, "REFRESH_SECONDS", 0.0)
    await register_desk(pool, Desk(key=desk, email="desk@secretariat.example"))

    (queued,) = await record(pool, _closed(version=1))

    assert queued.notice.recipient.id == recipient
    assert queued.address is not None
    assert queued.address.email == "desk@secretariat.example"


async def test_the_receipt_of_an_application_arrives_in_the_mail_box_of_its_account(
    pool: Pool, mailbox: MailBox
) -> None:
    (applicant,) = await register_stakeholders(pool, [account(1)])
    row = Addressed(
        recipient=Recipient(kind=RecipientKind.STAKEHOLDER, id=applicant),
        told={"receipt": "R-3KX2-7QPA-MZ5D-W6TH", "mode": "on_line"},
    )
    made = in_dialogue(entry("application_submitted", stakeholder(1), version=1, application={"id": "a-1"}))
    status = made.status.model_copy(update={"version": 1})
    act = made.model_copy(update={"status": status, "addressed": {1: (row,)}})

    await ActivityEnvironment().run(RecordingActivity(pool, NO_CIRCLE).record, act)
    await deliver(pool, mailbox.url)

    (received,) = [each for each in mailbox.messages() if "contact.1@organisation.example" in str(each["To"])]
    body = received.get_body(("plain",))
    assert body is not None
    assert "Receipt: R-3KX2-7QPA-MZ5D-W6TH" in body.get_content()


async def test_a_call_to_a_thousand_accounts_is_one_act_well_within_the_time_of_a_recording(pool: Pool) -> None:
    await register_stakeholders(pool, [account(number) for number in range(1000)])
    started = time.monotonic()

    await ActivityEnvironment().run(RecordingActivity(pool, NO_CIRCLE).record, call_opened())

    assert time.monotonic() - started < ENOUGH_SECONDS
    assert (await outbox.outbox_counts(pool, CYCLE)).queued == 1000


def _closed(version: int) -> Recording:
    made = in_dialogue(entry("call_closed", SYSTEM, version=version, applications=4))
    return made.model_copy(update={"status": made.status.model_copy(update={"version": version})})
