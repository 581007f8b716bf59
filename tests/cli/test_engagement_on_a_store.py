"""What is on record of engagements, read from a real PostgreSQL; and acts that are tried before papers go in."""

from pathlib import Path

import pytest

from models.engagement.pilot import commands as pilot
from models.engagement.terms import ConsultationTerms
from models.ledger import Recording
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.engagement.aggregate import ENGAGEMENT
from store.ledger import record
from store.pool import Pool, connect
from store.stakeholders import erase_stakeholder
from tests.build import document, mission
from tests.cli.conftest import AsyncCommandLine
from tests.rules.cycle.build import drawn
from tests.rules.engagement import alliances, consultations, pilots
from tests.rules.engagement.build import Engagement, begun

REGISTER = """
INSERT INTO stakeholder (id, name, kind, country, region, is_observer, contact, email, language, simulated)
VALUES ($1, $2, 'ngo', 'FRA', 'african', false, '', $3, 'en', true) ON CONFLICT DO NOTHING
"""


async def keep(pool: Pool, story: Engagement) -> None:
    """Put what a story has recorded into the ledger."""
    await record(
        pool,
        Recording(
            stream=story.state.workflow_id,
            entries=tuple(story.entries),
            status=ENGAGEMENT.status(story.state),
            clock=story.state.clock,
        ),
    )


@pytest.fixture
async def accounts(postgres_url: str) -> None:
    """Four accounts, s-1 to s-4."""
    connection = await connect(postgres_url)
    try:
        for number in range(1, 5):
            await connection.execute(REGISTER, f"s-{number}", f"Organisation {number}", f"s-{number}@b.example")
    finally:
        await connection.close()


async def documents(url: str) -> int:
    """How many documents the store has."""
    connection = await connect(url)
    try:
        return await connection.fetchval("SELECT count(*) FROM document_version") or 0
    finally:
        await connection.close()


async def test_an_engagement_that_is_not_there_is_refused(with_store: AsyncCommandLine, pool: Pool) -> None:
    assert (await with_store("engagement", "list", "nowhere")).refusal == "unknown_cycle"
    await keep(pool, pilots.awaiting())

    ended = await with_store("engagement", "show", "untoc-1", "alliance-trial")

    assert ended.refusal == "unknown_engagement"
    assert "it has pilot-trial" in ended.err


async def test_engagements_are_listed_by_their_kind(with_store: AsyncCommandLine, pool: Pool) -> None:
    for story in (pilots.awaiting(), alliances.active(), consultations.gathering()):
        await keep(pool, story)

    everything = (await with_store("engagement", "list", "untoc-1")).out
    some = (await with_store("engagement", "list", "untoc-1", "--kind", "pilot", "--json")).json
    none = (await with_store("engagement", "list", "untoc-1", "--kind", "hub")).out

    assert [line.split()[0] for line in everything.splitlines()[1:]] == [
        "alliance-trial",
        "consultation-trial",
        "pilot-trial",
    ]
    row = next(line for line in everything.splitlines() if line.startswith("consultation-trial"))
    assert row.split()[1:] == ["FRA", "1", "gathering", "2027-03-01", "2027-03-31", "FRA", "focal_point"]
    assert [each["workflow_id"] for each in some] == ["engagement/untoc-1/pilot-trial"]
    assert none.startswith("No engagement matches")


@pytest.mark.usefixtures("accounts")
async def test_a_domestic_dialogue_is_shown_without_what_was_handed_over(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    story = consultations.answered()
    await keep(pool, story)

    shown = (await with_store("engagement", "show", "untoc-1", "consultation-trial")).out

    assert "g-1      Organisation 1" in shown
    assert "see doc-letter/1" in shown
    assert "i-2    g-2  2027-03-01  declined  repeated" in shown
    assert all(each.document.id not in shown for each in consultations.part(story).inputs.values())
    assert all(each.receipt not in shown for each in consultations.part(story).inputs.values())
    assert "public: " not in shown


@pytest.mark.usefixtures("accounts")
async def test_a_pilot_is_shown_with_who_has_agreed(with_store: AsyncCommandLine, pool: Pool) -> None:
    await keep(pool, pilots.published())

    shown = (await with_store("engagement", "show", "untoc-1", "pilot-trial")).out
    as_json = (await with_store("engagement", "show", "untoc-1", "pilot-trial", "--json")).json

    assert "pilot: Victims of trafficking in the ports" in shown
    assert "s-1      Organisation 1  ngo   participating  2027-04-07" in shown
    assert "report of 2027-04-07; the State agrees to publish since 2027-04-07" in shown
    assert "public: doc-report/1" in shown
    assert as_json["public"] == [document("report").model_dump()]
    assert as_json["terms"]["state"] == "FRA"


@pytest.mark.usefixtures("accounts")
async def test_an_alliance_is_shown_with_its_members_and_numbers(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = alliances.linked()
    await keep(pool, story)
    await erase_stakeholder(pool, "s-4", settled={story.state.workflow_id: story.state.version})

    shown = (await with_store("engagement", "show", "untoc-1", "alliance-trial")).out

    rows = {line.split()[0]: line.split() for line in shown.splitlines() if line}
    assert rows["m-1"] == ["m-1", "Organisation", "1", "ngo", "member", "yes"]
    assert "(erased)" in shown
    assert "st-1       2027-03-21  2       0" in shown
    assert "FRA    linked  2027-03-21  2027-03-21" in shown


@pytest.mark.usefixtures("accounts")
async def test_an_account_is_erased_where_the_rules_say_that_nothing_waits(
    with_store: AsyncCommandLine, pool: Pool
) -> None:
    await keep(pool, alliances.quiet())

    assert (await with_store("stakeholders", "erase", "s-1", "--yes")).refusal == "stakeholder_in_use"
    assert (await with_store("stakeholders", "erase", "s-4", "--yes")).code == 0


async def test_what_the_rules_refuse_leaves_no_paper_behind(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str, tmp_path: Path
) -> None:
    await keep(pool, pilots.awaiting())
    await keep(pool, consultations.stated())
    await keep(pool, alliances.forming())
    paper = tmp_path / "paper.txt"
    paper.write_text("A paper.")
    given = str(paper)

    for arguments, code in (
        (("pilot", "priorities", "untoc-1", "trial", given), "no_consent"),
        (("pilot", "consent", "untoc-1", "trial", "--note", given, "--as", "mission:DEU"), "not_your_act"),
        (("consultation", "offer", "untoc-1", "trial", given, "--as", "stakeholder::s-1"), "wrong_stage"),
        (("alliance", "found", "untoc-1", "trial", given, "--convener", "m-3"), "not_a_member"),
        (("alliance", "statement", "draft", "untoc-1", "trial", given), "wrong_stage"),
    ):
        assert (await with_store("engagement", *arguments)).refusal == code
    assert await documents(postgres_url) == 0


@pytest.mark.usefixtures("accounts")
async def test_a_receipt_tells_an_author_what_became_of_the_input(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = consultations.answered()
    await keep(pool, story)

    told = [(await with_store("receipt", each.receipt)).out for each in consultations.part(story).inputs.values()]

    assert "filed (told on 2027-03-11)" in told[0]
    assert "declined: repeated" in told[1]
    assert "received" in told[2], "a body without an account hears it from the focal point"


async def test_a_blank_questionnaire_is_made_for_the_phase_and_the_instruments_of_the_state(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    cycle = drawn()
    await record(
        pool,
        Recording(
            stream="cycle/untoc-1",
            entries=tuple(cycle.entries),
            status=REVIEW_CYCLE.status(cycle.state),
            clock=cycle.state.clock,
        ),
    )
    await keep(pool, begun(ConsultationTerms(state="PFF", phase=1)))
    out = tmp_path / "blank.md"

    printed = await with_store("engagement", "consultation", "questionnaire", "untoc-1", "trial")
    written = await with_store("engagement", "consultation", "questionnaire", "untoc-1", "trial", "--out", str(out))
    as_json = (await with_store("engagement", "consultation", "questionnaire", "untoc-1", "trial", "--json")).json

    assert printed.out.startswith("# PFF, phase 1")
    assert (written.code, written.out) == (0, "")
    assert out.read_text(encoding="utf-8") == printed.out
    assert [each["instrument"] for each in as_json["parts"]] == ["UNTOC", "TIP", "SOM"], "PFF has not joined FA"


async def test_a_closed_engagement_is_nobodys_move(with_store: AsyncCommandLine, pool: Pool) -> None:
    story = pilots.consented()
    story.act(pilot.WithdrawConsent, mission("FRA"), note=document("no more"))
    await keep(pool, story)

    shown = (await with_store("engagement", "show", "untoc-1", "pilot-trial")).out

    assert "consent_withdrawn" in shown
    assert "Nobody has to do anything." in shown
