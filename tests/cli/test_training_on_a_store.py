"""What is on record of trainings and hubs, read from a real PostgreSQL; and acts tried before papers go in."""

from typing import Any

import pytest

from models.engagement.hub import commands as h
from models.engagement.hub.member import HubReason
from models.engagement.training.application import TrainingStatus
from models.ledger import Recording
from rules.engagement.aggregate import ENGAGEMENT
from rules.engagement.training.selection import proposal_of
from store.ledger import record
from store.pool import Pool, connect
from tests.cli.conftest import AsyncCommandLine
from tests.cli.test_dialogue_on_a_store import REGISTER, documents
from tests.rules.engagement.build import UNIT, Engagement, account
from tests.rules.engagement.hub import build as hub
from tests.rules.engagement.training import build as training

ON = ("untoc-1", "trial")


async def keep(pool: Pool, url: str, story: Engagement) -> None:
    """Put what a story has recorded into the ledger, and its accounts among the stakeholders."""
    parts = (story.state.training, story.state.hub)
    described = {
        applicant.stakeholder: applicant
        for entry in story.entries
        for applicant in ENGAGEMENT.applicants(ENGAGEMENT.codec.read(entry.type, entry.data))
    }
    assert any(parts)
    connection = await connect(url)
    try:
        for one in described.values():
            known = await connection.fetchval("SELECT id FROM stakeholder WHERE id = $1", one.stakeholder)
            if known is None:
                await connection.execute(
                    REGISTER,
                    *(one.stakeholder, f"Organisation {one.stakeholder}", one.kind.value, one.region.value),
                    *(one.is_observer, f"{one.stakeholder}@b.example"),
                )
    finally:
        await connection.close()
    await record(
        pool,
        Recording(
            stream=story.state.workflow_id,
            entries=tuple(story.entries),
            status=ENGAGEMENT.status(story.state),
            clock=story.state.clock,
        ),
    )


async def test_what_is_not_there_is_refused(with_store: AsyncCommandLine, pool: Pool, postgres_url: str) -> None:
    assert (await with_store("training", "propose", "nowhere", "trial")).refusal == "unknown_cycle"
    await keep(pool, postgres_url, training.screened())

    assert (await with_store("training", "applications", "untoc-1", "other")).refusal == "unknown_engagement"
    assert (await with_store("hub", "members", *ON)).refusal == "unknown_engagement"
    assert (await with_store("training", "apply", *ON, "--stakeholder", "s-99", "--country", "KEN")).refusal == (
        "unknown_stakeholder"
    )


async def test_the_proposal_is_shown_with_names_and_reasons_and_its_hash(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = training.screened(youth_share=30)
    await keep(pool, postgres_url, story)

    shown = (await with_store("training", "propose", *ON)).out
    as_json = (await with_store("training", "propose", *ON, "--json")).json

    expected = proposal_of(training.training(story))
    assert f"proposal: {expected.sha256}" in shown
    assert f"next: starter.py training select untoc-1 trial --proposal {expected.sha256}" in shown
    assert "4 of 4 places, 2 of them for young nominees" in shown
    assert "Organisation s-1" in shown
    assert "among the first of its region" in shown
    assert "the places of its region are taken by earlier applications" in shown
    assert as_json["proposal"] == expected.sha256
    assert [each["application"] for each in as_json["waiting"]] == ["a-5", "a-6"]


async def test_nothing_is_proposed_before_anybody_is_eligible(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, training.closed())

    assert "Nobody is eligible" in (await with_store("training", "propose", *ON)).out
    assert (await with_store("training", "propose", *ON, "--json")).json["selected"] == []


async def test_applications_are_listed_with_names_and_where_they_stand(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, training.offered())

    listed = (await with_store("training", "applications", *ON)).out
    waiting = (await with_store("training", "applications", *ON, "--status", "waiting", "--json")).json

    assert "offered a place: among the first of its region" in listed
    assert [(each["id"], each["name"], each["status"]) for each in waiting] == [
        ("a-5", "Organisation s-5", TrainingStatus.WAITING),
        ("a-6", "Organisation s-6", TrainingStatus.WAITING),
    ]
    nobody = await with_store("training", "applications", *ON, "--status", "absent")
    assert nobody.out == "No application matches.\n"


async def test_a_training_and_a_hub_are_shown_as_every_engagement(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, training.offered())
    await keep(pool, postgres_url, hub.reported())

    shown = (await with_store("engagement", "show", "untoc-1", "training-trial")).out
    assert "offering" in shown
    assert "stakeholder         accept_offer" in shown
    kept = (await with_store("engagement", "show", "untoc-1", "hub-trial")).out
    assert "public: doc-code-1/1" in kept
    assert "decide_report" in kept


async def test_members_and_reports_are_listed_for_the_unit(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = hub.reported()
    story.act(h.SuspendMember, UNIT, member=account(2), reason=HubReason.INQUIRY, until=hub.YEAR_ENDS)
    await keep(pool, postgres_url, story)

    members = (await with_store("hub", "members", *ON)).out
    watched = (await with_store("hub", "members", *ON, "--watched", "--json")).json
    reports = (await with_store("hub", "reports", *ON)).out

    assert "suspended: a report is being looked into, until 2028-03-10" in members
    assert "member: it was verified" in members
    assert [(each["id"], each["name"]) for each in watched] == [("s-2", "Organisation s-2")]
    assert "Organisation s-2  Organisation s-3  doc-report/1  waits" in reports
    assert (await with_store("hub", "members", *ON, "--status", "lapsed")).out == "Nobody stands so.\n"


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("training", "screen", *ON, "--others-eligible"), "nobody_to_screen"),
        (("training", "attend", *ON, "--day", "2027-06-14", "--all-but", "a-1"), "not_a_participant"),
        (("hub", "lapse", *ON, "--all-missed"), "nobody_missed"),
    ],
)
async def test_an_act_on_the_whole_list_that_finds_nobody_is_refused(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str, command: Any, code: str
) -> None:
    await keep(pool, postgres_url, training.screened())
    await keep(pool, postgres_url, hub.joined())

    assert (await with_store(*command)).refusal == code


async def test_what_the_rules_refuse_leaves_no_paper_behind(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, hub.joined())

    appeal = await with_store("hub", "appeal", *ON, "s-2", "-", "--as", "stakeholder::s-2", given="we did nothing")
    assert appeal.refusal == "wrong_standing"
    assert await documents(postgres_url) == 0
