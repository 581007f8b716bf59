"""What is on record of a dialogue, read from a real PostgreSQL; and acts that are tried before papers go in."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from models.dialogue import commands as c
from models.ledger import Recording
from models.stakeholders import receipt_of
from rules.dialogue.aggregate import CONSTRUCTIVE_DIALOGUE
from store.ledger import record
from store.pool import Pool, connect
from store.stakeholders import erase_stakeholder
from tests.cli.conftest import AsyncCommandLine
from tests.rules.dialogue import build
from tests.rules.dialogue.build import Dialogue
from tests.story import noon

ON = ("untoc-1", "firearms-2027")

REGISTER = """
INSERT INTO stakeholder (id, name, kind, country, region, is_observer, contact, email, language, simulated)
VALUES ($1, $2, $3, 'FRA', $4, $5, '', $6, 'en', true)
"""


async def keep(pool: Pool, url: str, story: Dialogue, *, above: int = 0) -> None:
    """Put what a story has recorded into the ledger, and its applicants among the accounts."""
    connection = await connect(url)
    try:
        for each in story.state.applications.values():
            one = each.applicant
            known = await connection.fetchval("SELECT id FROM stakeholder WHERE id = $1", one.stakeholder)
            if known is None:
                await connection.execute(
                    REGISTER,
                    *(one.stakeholder, f"=Organisation {one.stakeholder}", one.kind.value, one.region.value),
                    *(one.is_observer, f"{one.stakeholder}@b.example"),
                )
    finally:
        await connection.close()
    await record(
        pool,
        Recording(
            stream=story.state.workflow_id,
            entries=tuple(story.entries[above:]),
            status=CONSTRUCTIVE_DIALOGUE.status(story.state),
            clock=story.state.clock,
        ),
    )


async def documents(url: str) -> int:
    """How many documents the store has."""
    connection = await connect(url)
    try:
        return await connection.fetchval("SELECT count(*) FROM document_version") or 0
    finally:
        await connection.close()


def disputed() -> Dialogue:
    """With the list out, and an objection to the second applicant."""
    story = build.circulated()
    build.object_to(story, "a-2", "FRA")
    return story


async def test_a_dialogue_that_is_not_there_is_refused(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    assert (await with_store("dialogue", "list", "nowhere")).refusal == "unknown_cycle"
    assert (await with_store("dialogue", "show", "nowhere", "firearms-2027")).refusal == "unknown_cycle"
    assert (await with_store("sessions", "list", "nowhere")).refusal == "unknown_cycle"
    assert (await with_store("dialogue", "history", "list", "nowhere")).refusal == "unknown_cycle"
    assert (await with_store("receipt", "R-AAAA-BBBB-CCCC-DDDD")).refusal == "unknown_receipt"
    assert (await with_store("dialogue", "mine", "--stakeholder", "s-1")).refusal == "unknown_stakeholder"
    await keep(pool, postgres_url, build.scheduled())
    ended = await with_store("dialogue", "show", "untoc-1", "trafficking-2027")
    assert ended.refusal == "unknown_dialogue"
    assert "it has firearms-2027" in ended.err


async def test_a_dialogue_is_shown_with_its_dates_its_counts_and_whose_move_it_is(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, disputed())

    shown = await with_store("dialogue", "show", *ON)
    as_json = (await with_store("dialogue", "show", *ON, "--json")).json

    assert "constructive dialogue on 2027-05-06, after firearms-2027, 2027-05-04 to 2027-05-05" in shown.out
    assert "rule for objections: bureau_decides" in shown.out
    assert "extended_bureau  decide_dispute" in shown.out
    assert "approve_applications (extended_bureau), because:" in shown.out
    assert "disputed " in shown.out
    assert as_json["status"]["counts"]["applications_disputed"] == 1
    assert as_json["objection_rule"] == "bureau_decides"
    listed = await with_store("dialogue", "list", "untoc-1")
    assert "firearms-2027  objection_window  2027-05-06  4 " in listed.out


async def test_the_balance_counts_who_applied_was_let_in_and_sits_on_panels(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.invited()
    await keep(pool, postgres_url, story)

    shown = (await with_store("dialogue", "show", *ON)).out

    kinds = [each.applicant.kind.value for each in story.state.applications.values()]
    assert kinds == ["academia", "private_sector", "ngo", "academia"]
    rows = {line.rsplit(maxsplit=3)[0]: line.split()[-3:] for line in shown.splitlines() if line.count("  ")}
    assert rows["academic institutions"] == ["2", "1", "1"]
    assert rows["companies"] == ["1", "1", "1"]
    assert rows["non-governmental organisations"] == ["1", "1", "0"]
    assert "on 1 panel: 2 applicants and 1 other" in shown


async def test_the_secretariat_sees_names_and_who_objects(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, disputed())

    everybody = (await with_store("dialogue", "applications", *ON)).out
    as_json = (await with_store("dialogue", "applications", *ON, "--status", "disputed", "--json")).json

    assert "Organisation s-1" in everybody
    assert "FRA" in next(line for line in everybody.splitlines() if line.startswith("a-2"))
    assert [(each["id"], each["name"]) for each in as_json] == [("a-2", "=Organisation s-2")]
    nobody = await with_store("dialogue", "applications", *ON, "--status", "registered")
    assert nobody.out == "No application matches.\n"


async def test_the_table_of_applications_goes_out_is_filled_in_and_comes_back(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str, tmp_path: Path
) -> None:
    await keep(pool, postgres_url, build.screening())
    file = tmp_path / "applications.csv"

    written = await with_store("dialogue", "applications", *ON, "--csv", str(file))

    assert (written.code, written.out) == (0, "")
    assert "4 applications written" in written.err
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["application"] for row in rows] == ["a-1", "a-2", "a-3", "a-4"]
    assert rows[0]["name"] == "'=Organisation s-1", "a name is no formula"
    assert [row["travel"] for row in rows] == ["asks", "", "", ""]
    for row in rows:
        row["eligible"] = "yes"
    rows[2] |= {"eligible": "no", "reason": "no_expertise"}
    rows[3] |= {"eligible": ""}
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert "this test has no Temporal" in (await with_store("dialogue", "screen", *ON, "--file", str(file))).err
    file.write_text(file.read_text().replace("a-1,", "a-2,", 1))
    assert "this test has no Temporal" in (await with_store("dialogue", "screen", *ON, "--file", str(file))).err


async def test_nobody_is_screened_twice_by_saying_all(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, build.screened())

    assert (await with_store("dialogue", "screen", *ON, "--eligible", "all")).refusal == "nobody_to_screen"


async def test_what_the_rules_refuse_leaves_no_paper_behind(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str, tmp_path: Path
) -> None:
    await keep(pool, postgres_url, build.screening())
    paper = tmp_path / "paper.txt"
    paper.write_text("We object.")
    given = str(paper)

    for command, code in (
        (("object", *ON, "a-1", "--state", "FRA", "--note", given), "window_not_open"),
        (("paper", *ON, "a-1", "--topic", "tracing", "--document", given), "wrong_stage"),
        (("summary", "draft", *ON, given), "wrong_stage"),
        (("call", *ON, "--until", "2027-02-12", "--announcement", given), "wrong_stage"),
        (("decide", *ON, "a-1", "--approve", "--note", given, "--as", "mission:FRA"), "not_your_act"),
    ):
        assert (await with_store("dialogue", *command)).refusal == code
    assert await documents(postgres_url) == 0


async def test_a_receipt_says_what_its_holder_was_told_and_nothing_else(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.screened()
    await keep(pool, postgres_url, story)
    receipts = [each.receipt for each in story.state.applications.values()]

    async def shown(number: int) -> dict[str, Any]:
        return (await with_store("receipt", receipts[number], "--json")).json

    assert (await shown(3))["status"] == "submitted", "until the list is out, what screening found can be put right"
    assert "It is being examined" in (await with_store("receipt", receipts[0].lower())).out
    above = len(story.entries)
    story.on(build.CIRCULATED).act(c.CirculateList, build.SECRETARIAT, window_ends=build.WINDOW_ENDS)
    build.object_to(story, "a-2", "FRA")
    await keep(pool, postgres_url, story, above=above)
    assert ((await shown(3))["status"], (await shown(3))["reason"]) == ("ineligible", "incomplete")
    assert (await shown(1))["status"] == (await shown(0))["status"], "an objection shows only when it is decided"
    above = len(story.entries)
    story.on(build.DECIDED).act(c.ApproveApplications, build.BUREAU)
    story.act(c.DecideDispute, build.BUREAU, application="a-2", is_approved=False)
    await keep(pool, postgres_url, story, above=above)
    declined = await with_store("receipt", receipts[1])
    assert "declined: an objection was upheld" in declined.out
    assert "FRA" not in declined.out
    assert '"s-2"' not in json.dumps(await shown(1))
    assert (await shown(0))["said"] == "approved: nobody objected"


async def test_what_became_of_a_contribution_is_said_when_the_summary_is_out(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.held()
    spoken, written = (each.receipt for each in story.state.contributions.values())
    story.act(c.FlagCountryReference, build.CHAIR, contribution="c-1")
    story.act(c.CloseDialogue, build.CHAIR, attended=("a-1",))
    story.act(c.DraftSummary, build.CHAIR, document=build.document("summary"))
    await keep(pool, postgres_url, story)

    marked = (await with_store("receipt", spoken, "--json")).json
    waiting = (await with_store("receipt", written, "--json")).json
    above = len(story.entries)
    story.act(c.ApproveSummary, build.CHAIR)
    story.act(c.PublishSummary, build.SECRETARIAT)
    await keep(pool, postgres_url, story, above=above)
    after = await with_store("receipt", written)

    assert (marked["outcome"], marked["topic"]) == ("country_reference", "tracing")
    assert (waiting["outcome"], waiting["said"]) == (None, "received")
    assert "reflected in the chair's summary" in after.out
    assert "was put on the web" in after.out


async def test_a_contribution_of_nobody_on_the_list_has_a_receipt_too(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.held()
    made = story.made(c.LogIntervention, build.SECRETARIAT, topic="tracing", speaker="state")
    story.record(story.aggregate.decide(story.state, made, noon(story.today)))
    await keep(pool, postgres_url, story)

    shown = (await with_store("receipt", receipt_of(story.state.workflow_id, made.command_id), "--json")).json

    assert (shown["said"], shown["topic"], shown["told_on"]) == ("received", "tracing", None)


async def test_a_stakeholder_sees_its_own_and_nothing_of_others(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.reporting()
    await keep(pool, postgres_url, story)

    own = (await with_store("dialogue", "mine", "--stakeholder", "s-2", "--json")).json
    told = await with_store("dialogue", "mine", "--stakeholder", "s-2")

    assert [each["id"] for each in own] == ["a-2", "c-2"]
    assert own[0]["receipt"] == story.state.applications["a-2"].receipt
    assert own[0]["status"] == "absent"
    assert "a-1" not in told.out
    assert '"s-1"' not in json.dumps(own)


async def test_an_account_is_forgotten_only_when_all_of_it_has_an_outcome(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    story = build.circulated()
    await keep(pool, postgres_url, story)

    early = await with_store("stakeholders", "erase", "s-1", "--yes")
    declined = await with_store("stakeholders", "erase", "s-4", "--yes")

    assert early.refusal == "stakeholder_in_use"
    assert "the record keeps the id" in declined.out
    assert (await with_store("stakeholders", "show", "s-4")).refusal == "unknown_stakeholder"
    assert "(erased)" in (await with_store("dialogue", "applications", *ON)).out


async def test_who_has_said_something_is_not_forgotten_before_the_summary_is_out(
    with_store: AsyncCommandLine, pool: Pool, postgres_url: str
) -> None:
    await keep(pool, postgres_url, build.drafted())

    assert (await with_store("stakeholders", "erase", "s-1", "--yes")).refusal == "stakeholder_in_use"
    assert (await with_store("stakeholders", "erase", "s-3", "--yes", "--json")).json == {"erased": "s-3"}


async def test_accounts_are_registered_corrected_listed_and_shown(with_store: AsyncCommandLine) -> None:
    add = ("stakeholders", "add", "--name", "Safe Harbours", "--kind", "ngo", "--country", "fra", "--email")
    account = (await with_store(*add, "desk@harbours.example", "--json")).json["id"]
    show = ("stakeholders", "show", account, "--json")

    first = (await with_store(*show)).json
    corrected = await with_store("stakeholders", "correct", account, "--observer", "--email", "new@harbours.example")
    second = (await with_store(*show)).json

    assert account.startswith("s-")
    assert (first["region"], first["country"], first["is_observer"]) == ("weog", "FRA", False)
    assert (second["is_observer"], second["email"], second["name"]) == (True, "new@harbours.example", "Safe Harbours")
    assert "observer: yes" in corrected.out
    assert account in (await with_store("stakeholders", "list", "--name", "harbour")).out
    assert "Nobody matches" in (await with_store("stakeholders", "list", "--kind", "academia")).out
    assert (await with_store("people", "add", "--email", "NEW@harbours.example", "--name", "A")).refusal == (
        "account_mixes"
    )


async def test_many_accounts_are_registered_at_once_or_none(
    with_store: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(
        "name;kind;country;email;region;observer;contact;language\n"
        "Safe Harbours;ngo;FRA;desk@harbours.example;;yes;;\n"
        "\n"
        "Institute of Law;ACADEMIA;ken;law@institute.example;;no;Head of Studies;fr\n"
        "Island Watch;ngo;ABW;watch@island.example;grulac;;;\n"
    )
    import_ = ("stakeholders", "import", str(file))

    checked = await with_store(*import_, "--check")
    imported = (await with_store(*import_, "--json")).json
    again = await with_store(*import_)

    assert checked.out == "3 organisations can be registered\n"
    assert [(each["line"], each["name"]) for each in imported] == [
        (2, "Safe Harbours"),
        (4, "Institute of Law"),
        (5, "Island Watch"),
    ]
    assert again.refusal == "stakeholder_known"
    assert "line 2: Safe Harbours is s-" in again.err
    listed = (await with_store("stakeholders", "list", "--json")).json
    assert {each["region"] for each in listed} == {"weog", "african", "grulac"}
    await erase_stakeholder(pool, imported[0]["id"])
    assert len((await with_store("stakeholders", "list", "--json")).json) == 2


@pytest.mark.parametrize("email", ["mission@france.example", "Mission@France.example"])
async def test_an_address_of_a_review_is_refused_for_a_whole_table(with_store: AsyncCommandLine, email: str) -> None:
    assert (await with_store("missions", "add", "--state", "FRA", "--email", "mission@france.example")).code == 0
    rows = f"name,kind,country,email\nA,ngo,FRA,a@b.example\nB,ngo,FRA,{email}\n"

    assert (await with_store("stakeholders", "import", "-", given=rows)).refusal == "account_mixes"
    assert (await with_store("stakeholders", "list", "--json")).json == []
