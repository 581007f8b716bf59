"""A dialogue from the session's dates to the published summary, by commands, on Temporal and PostgreSQL."""

import asyncio
import json
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import AsyncCommandLine, Ended

NUMBERS = count(1)
SECONDS = 0.5
"""Of a calendar day: the call is open for six seconds, the whole dialogue takes half a minute."""


class Officer:
    """Whoever types the commands of one dialogue."""

    def __init__(self, run: AsyncCommandLine, cycle: str, folder: Path) -> None:
        """Take the cycle that was opened."""
        self.run = run
        self.cycle = cycle
        self.folder = folder
        self.session = ""

    async def today(self) -> date:
        """The day that the calendar shows."""
        listed = (await self.run("cycle", "list", "--json")).json
        return date.fromisoformat(next(each["today"] for each in listed if each["cycle"] == self.cycle))

    async def until(self, day: date) -> None:
        """Wait until the calendar shows a day."""
        while await self.today() < day:
            await asyncio.sleep(0.1)

    async def tried(self, *command: str) -> Ended:
        """Do a command on the dialogue."""
        names = 2 if command[0] in {"summary", "history"} else 1
        return await self.run("dialogue", *command[:names], self.cycle, self.session, *command[names:])

    async def done(self, *command: str) -> Any:
        """Do one that succeeds; its answer."""
        ended = await self.tried(*command, "--json")
        assert ended.code == 0, ended
        return ended.json

    async def refused(self, *command: str) -> str:
        """Do one that does not; its code."""
        return (await self.tried(*command)).refusal

    async def account(self, name: str, kind: str) -> str:
        """Register an organisation."""
        add = ("stakeholders", "add", "--name", name, "--kind", kind, "--country", "KEN", "--simulated", "--json")
        return (await self.run(*add, "--email", f"{name.lower()}@{self.cycle}.example")).json["id"]

    def paper(self, name: str, text: str) -> str:
        """A file."""
        file = self.folder / name
        file.write_text(text)
        return str(file)


@pytest.fixture
async def officer(with_everything: AsyncCommandLine, tmp_path: Path) -> Officer:
    """At a cycle whose calendar shows January 2022, with two sessions fixed and the first dialogue planned."""
    officer = Officer(with_everything, f"cd-{next(NUMBERS)}", tmp_path)
    clock = ("--on", "2022-01-10", "--day-seconds", str(SECONDS))
    opened = await with_everything("cycle", "open", officer.cycle, "--states", "FRA", *clock)
    assert opened.code == 0, opened
    start = await officer.today()
    officer.session = f"firearms-{start.year}"
    for year, first in ((start.year, start + timedelta(days=45)), (start.year + 1, start + timedelta(days=400))):
        days = ("--starts", first.isoformat(), "--ends", (first + timedelta(days=1)).isoformat())
        fixed = await with_everything("sessions", "fix", officer.cycle, "firearms", str(first.year), *days)
        assert (fixed.code, f"session: firearms-{year}" in fixed.out) == (0, True), fixed
    planned = await officer.done("plan", "--topic", "tracing", "--topic", "marking")
    assert planned["dialogue"] == f"dialogue/{officer.cycle}/{officer.session}"
    async with asyncio.timeout(10):
        while (await officer.tried("show")).code:
            await asyncio.sleep(0.05)
    return officer


@pytest.mark.slow
async def test_a_dialogue_is_held_from_the_call_to_the_published_summary(officer: Officer) -> None:
    ngo, academy = await officer.account("Harbours", "ngo"), await officer.account("Institute", "academia")

    await call_for_applications(officer, ngo, academy)
    await decide_who_may_come(officer)
    paper = await prepare(officer, ngo)
    spoken = await hold(officer)
    await summarise(officer, paper, spoken)

    mine = await officer.run("dialogue", "mine", "--stakeholder", ngo, "--json")
    assert [each["outcome"] or each["status"] for each in mine.json] == ["attended", "repeated", "country_reference"]
    assert academy not in json.dumps(mine.json)
    assert (await officer.run("receipt", spoken["receipt"], "--json")).json["outcome"] == "country_reference"
    assert (await officer.run("board", officer.cycle, "--check")).code == 0
    assert (await officer.run("ledger", "verify", "--cycle", officer.cycle, "--documents")).code == 0
    assert (await officer.run("ledger", "rebuild-read-model", officer.cycle)).code == 0


async def call_for_applications(officer: Officer, ngo: str, academy: str) -> None:
    """Two apply in time, one after midnight in Vienna, and some not at all."""
    company = await officer.account("Marking", "private_sector")
    authority = await officer.account("Ministry", "governmental")
    expertise = officer.paper("expertise.txt", "Ten years of tracing.")

    assert await officer.refused("apply", "--stakeholder", ngo) == "call_not_open"
    closes = await officer.today() + timedelta(days=12)
    await officer.done("call", "--until", closes.isoformat(), "--as", "civil_society_unit")
    wishes = ("--statement", expertise, "--in-person", "--travel-support")
    first = await officer.done("apply", "--stakeholder", ngo, *wishes)
    assert (first["application"], first["receipt"][:2], first["reason"]) == ("a-1", "R-", None)
    assert await officer.refused("apply", "--stakeholder", ngo) == "already_applied"
    assert await officer.refused("apply", "--stakeholder", authority) == "kind_not_eligible"
    await officer.done("apply", "--stakeholder", academy, "--as", f"stakeholder::{academy}")
    assert await officer.refused("withdraw", "a-1", "--as", f"stakeholder::{academy}") == "not_your_application"
    await officer.done("amend", "a-2", "--in-person", "--as", f"stakeholder::{academy}")

    await officer.until(closes + timedelta(days=1))
    late = await officer.done("apply", "--stakeholder", company)
    assert (late["happened"][-1], late["reason"]) == ("application_received_late", "applied_late")
    told = await officer.run("receipt", late["receipt"])
    assert "received after the call had closed, not examined" in told.out
    assert await officer.refused("amend", "a-1", "--on-line") == "call_closed"


async def decide_who_may_come(officer: Officer) -> None:
    """The first is let in; a State objects to the second, and the Bureau upholds it."""
    note = officer.paper("note.txt", "We have the honour to object.")

    assert await officer.refused("object", "a-2", "--state", "FRA", "--note", note) == "window_not_open"
    await officer.done("screen", "--eligible", "all")
    ends = await officer.today() + timedelta(days=7)
    circulated = await officer.done("circulate", "--until", ends.isoformat())
    assert circulated["applications"] == ["a-1", "a-2"]
    objection = ("object", "a-2", "--state", "FRA", "--note", note, "--as")
    assert await officer.refused(*objection, "mission:KEN") == "not_your_act"
    await officer.done(*objection, "mission:FRA")
    assert await officer.refused("approve") == "window_open"
    await officer.until(ends + timedelta(days=1))
    assert await officer.refused("object", "a-1", "--state", "FRA") == "window_closed"
    assert (await officer.done("approve", "--as", "extended_bureau"))["approved"] == ["a-1"]
    assert await officer.refused("decide", "a-2", "--approve", "--votes", "57:7") == "no_vote_here"
    await officer.done("decide", "a-2", "--decline")
    second = (await officer.tried("applications", "--json")).json[1]
    assert (second["name"], second["status"], second["reason"]) == ("Institute", "declined", "objection_upheld")


async def prepare(officer: Officer, ngo: str) -> Any:
    """The first is invited, registers, sits on a panel and hands in a paper; the report of the session is adopted."""
    shown = (await officer.tried("show", "--json")).json
    await officer.done("invite", "--reply-by", (await officer.today() + timedelta(days=2)).isoformat())
    await officer.done("register", "a-1", "--in-person", "--as", f"stakeholder::{ngo}")
    await officer.done("travel", "a-1=yes")
    programme = officer.paper("programme.txt", "Opening, briefing, panel, open floor.")
    panel = ("--topic", "tracing", "--topic", "marking", "--panel", "tracing: a-1, +2")
    await officer.done("programme", "--document", programme, *panel)
    text = officer.paper("paper.txt", "Marks last longer than records.")
    paper = await officer.done("paper", "a-1", "--topic", "marking", "--document", text)
    await officer.until(date.fromisoformat(shown["day"]))
    assert await officer.refused("open", "--as", "chair") == "report_not_adopted"
    await officer.done("report-adopted", "--on", (await officer.today()).isoformat())
    return paper


async def hold(officer: Officer) -> Any:
    """On the day: somebody speaks of a country, and is marked."""
    await officer.done("open", "--as", "chair")
    spoken = await officer.done("log", "--topic", "tracing", "--speaker", "stakeholder", "--application", "a-1")
    await officer.done("flag", spoken["contribution"])
    await officer.done("close", "--attended", "all-registered", "--states", "37")
    return spoken


async def summarise(officer: Officer, paper: Any, spoken: Any) -> None:
    """A draft that names a State is refused, the next one approved by the chair and published."""
    naming = officer.paper("naming.txt", "Much remains to be done in France.")
    summary = officer.paper("summary.txt", "Tracing needs records.")

    assert await officer.refused("summary", "draft", naming) == "summary_names_state"
    drafted = await officer.done("summary", "draft", summary, "--outcome", f"{paper['contribution']}=repeated")
    assert drafted["outcomes"] == {paper["contribution"]: "repeated", spoken["contribution"]: "country_reference"}
    assert await officer.refused("summary", "approve", "--as", "secretariat") == "not_your_act"
    await officer.done("summary", "approve")
    await officer.done("summary", "publish")
    assert await officer.refused("summary", "table") == "too_early"


async def test_a_repetition_under_the_same_id_gets_the_first_receipt(officer: Officer) -> None:
    ngo = await officer.account("Repeated", "ngo")
    expertise = officer.paper("expertise.txt", "Ten years of tracing.")
    await officer.done("call", "--until", (await officer.today() + timedelta(days=30)).isoformat())
    applying = ("apply", "--stakeholder", ngo, "--statement", expertise, "--command-id", "apply-1")

    first = await officer.done(*applying)
    again = await officer.done(*applying)

    assert again == first
    assert len((await officer.tried("applications", "--json")).json) == 1


async def test_a_cancelled_dialogue_takes_no_applications_any_more(officer: Officer) -> None:
    ngo = await officer.account("Hopeful", "ngo")
    await officer.done("call", "--until", (await officer.today() + timedelta(days=30)).isoformat())
    receipt = (await officer.done("apply", "--stakeholder", ngo))["receipt"]

    await officer.done("cancel", "--because", "the session is put off")

    assert await officer.refused("apply", "--stakeholder", ngo) in {"review_closed", "dialogue_closed"}
    assert "the dialogue does not take place" in (await officer.run("receipt", receipt)).out
    erased = await officer.run("stakeholders", "erase", ngo, "--yes")
    assert erased.code == 0, erased


async def test_a_session_that_moves_takes_its_dialogue_along(officer: Officer) -> None:
    before = (await officer.tried("show", "--json")).json
    starts = date.fromisoformat(before["session"]["starts"]) + timedelta(days=5)
    days = ("--starts", starts.isoformat(), "--ends", (starts + timedelta(days=1)).isoformat())

    moved = await officer.run("sessions", "fix", officer.cycle, "firearms", str(starts.year), *days)

    assert moved.code == 0, moved
    async with asyncio.timeout(10):
        while (await officer.tried("show", "--json")).json["day"] == before["day"]:
            await asyncio.sleep(0.05)
    assert await officer.refused("plan") == "already_planned"


async def test_dialogues_of_the_past_are_loaded_once_and_go_on_as_workflows(
    with_everything: AsyncCommandLine,
) -> None:
    cycle = f"cd-{next(NUMBERS)}"
    assert (await with_everything("cycle", "open", cycle, "--states", "FRA", "--on", "2023-05-06")).code == 0

    first = (await with_everything("dialogue", "history", "load", cycle, "--json")).json
    again = (await with_everything("dialogue", "history", "load", cycle, "--json")).json

    loaded = [each["session"] for each in first if each["stands"] == "loaded"]
    assert loaded == ["firearms-2022", "cooperation-2022", "trafficking-2022", "smuggling-2022", "firearms-2023"]
    assert [each["session"] for each in again if each["stands"] == "loaded before"] == loaded
    async with asyncio.timeout(20):
        while (await with_everything("board", cycle, "--check")).code:
            await asyncio.sleep(0.1)
    asked = (await with_everything("status", f"dialogue/{cycle}/firearms-2023", "--json")).json
    assert (asked["stage"], asked["closed_on"], asked["obligations"]) == ("reporting", None, [])
    shown = await with_everything("dialogue", "show", cycle, "firearms-2022")
    assert "came: 43 organisations" in shown.out
    assert "known from domain.md 6.5 [S30a] (CONFIRMED)" in shown.out
    assert (await with_everything("ledger", "verify", "--cycle", cycle)).code == 0
    assert (await with_everything("ledger", "rebuild-read-model", cycle)).code == 0
