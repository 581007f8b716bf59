"""A session of the Conference from its plan to its end, by commands, on Temporal and PostgreSQL."""

import asyncio
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from store import read_model
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine, Ended
from tests.general_review.cases import item
from tests.general_review.ledger import Ledger
from tests.general_review.stored import keep

CYCLE = "cop-1"
SECONDS = 0.3
"""Of a calendar day: from the plan to the end it takes half a minute."""

LANGUAGES = ("ar", "zh", "fr", "ru", "es")


class Officer:
    """Whoever types the commands of one Conference."""

    def __init__(self, run: AsyncCommandLine, folder: Path) -> None:
        """Take the command line, and a folder for papers."""
        self.run = run
        self.folder = folder

    async def today(self) -> date:
        """The day that the calendar shows."""
        listed = (await self.run("cycle", "list", "--json")).json
        return date.fromisoformat(next(each["today"] for each in listed if each["cycle"] == CYCLE))

    async def until(self, day: date) -> None:
        """Wait until the calendar shows a day."""
        while await self.today() < day:
            await asyncio.sleep(0.1)

    async def tried(self, *command: str) -> Ended:
        """Do a command on the Conference."""
        names = 2 if command[0] in {"observers", "translate"} else 1
        return await self.run("conference", *command[:names], CYCLE, "13", *command[names:])

    async def done(self, *command: str) -> Any:
        """Do one that succeeds; its answer."""
        ended = await self.tried(*command, "--json")
        assert ended.code == 0, ended
        return ended.json

    async def refused(self, *command: str) -> str:
        """Do one that does not; its code."""
        return (await self.tried(*command)).refusal

    async def account(self, name: str, *more: str) -> str:
        """Register an organisation."""
        add = ("stakeholders", "add", "--name", name, "--kind", "ngo", "--country", "KEN", "--simulated", "--json")
        return (await self.run(*add, "--email", f"{name.lower()}@{CYCLE}.example", *more)).json["id"]

    def paper(self, name: str, text: str) -> str:
        """A file."""
        file = self.folder / name
        file.write_text(text, encoding="utf-8")
        return str(file)


@pytest.fixture
async def officer(with_everything: AsyncCommandLine, pool: Pool, tmp_path: Path) -> Officer:
    """At a cycle with twelve reviews whose lists were agreed in 2025, and the thirteenth session planned."""
    officer = Officer(with_everything, tmp_path)
    clock = ("--on", "2026-03-02", "--day-seconds", str(SECONDS))
    opened = await with_everything("cycle", "open", CYCLE, "--states", "FRA", *clock)
    assert opened.code == 0, opened
    reviews = Ledger()
    for place, state in enumerate(("AUT", "BRA", "CHL", "DEU", "EGY", "GHA", "IDN", "JPN", "KEN", "PER", "SRB", "ZAF")):
        items = [item(1), *([item(2, 6)] if place % 3 else []), *([item(3, 8)] if place == 4 else [])]
        reviews.propose(state, items, on=date(2025, 2, 3))
        reviews.agree(state, on=date(2025, 5, 5 + place))
    await keep(pool, reviews, clock=await read_model.clock_of(pool, CYCLE), cycle=CYCLE)
    starts = await officer.today() + timedelta(days=75)
    days = ("--starts", starts.isoformat(), "--ends", (starts + timedelta(days=4)).isoformat())
    planned = await officer.done("plan", *days)
    assert planned["conference"] == f"conference/{CYCLE}/13"
    async with asyncio.timeout(10):
        while (await officer.tried("show")).code:
            await asyncio.sleep(0.05)
    return officer


@pytest.mark.slow
async def test_a_conference_is_prepared_and_held_from_its_plan_to_its_end(officer: Officer) -> None:
    receipt = await apply_and_list(officer)
    await report(officer)
    await recommend(officer)
    await hold(officer)

    shown = await officer.done("show")
    assert (shown["status"]["stage"], shown["status"]["obligations"]) == ("closed", [])
    told = (await officer.run("receipt", receipt, "--json")).json
    assert (told["status"], told["reason"]) == ("admitted", "voted_in")
    assert (await officer.run("ledger", "verify", "--cycle", CYCLE)).code == 0
    attached = (await officer.run("ledger", "show", f"cycle/{CYCLE}", "--json")).json
    assert attached[-1]["type"] == "attached_ended"


async def apply_and_list(officer: Officer) -> str:
    """Three apply; one is in consultative status, to one a State objects."""
    harbours, coasts = await officer.account("Harbours"), await officer.account("Coasts")
    lawyers = await officer.account("Lawyers", "--observer")

    first = await officer.done("observers", "apply", "--stakeholder", harbours, "--as", f"stakeholder::{harbours}")
    assert (first["application"], first["receipt"][:2], first["reason"]) == ("o-1", "R-", None)
    await officer.done("observers", "apply", "--stakeholder", coasts)
    await officer.done("observers", "apply", "--stakeholder", lawyers)
    assert await officer.refused("observers", "apply", "--stakeholder", coasts) == "already_applied"

    ends = await officer.today() + timedelta(days=25)
    listed = await officer.done("observers", "circulate", "--until", ends.isoformat())
    assert listed["applications"] == ["o-1", "o-2"]
    note = officer.paper("note.txt", "We have the honour to object.")
    await officer.done("observers", "object", "o-1", "--state", "FRA", "--note", note)
    assert await officer.refused("observers", "admit", "o-2") == "window_open"
    admitted = await officer.done("observers", "admit", "--as", "extended_bureau")
    assert admitted["admitted"] == ["o-3"]
    told = (await officer.run("receipt", first["receipt"], "--json")).json
    assert told["status"] == "submitted"
    return first["receipt"]


async def report(officer: Officer) -> None:
    """Counted, edited without the name of a State, in six languages, issued."""
    cut_off = (await officer.today() - timedelta(days=2)).isoformat()
    await officer.done("cut-off", cut_off, "--since", "2025-01-01")
    compiled = await officer.done("compile")
    assert compiled["answered"], compiled
    assert (compiled["failure"], compiled["report"]["figures"]["reviews"]) == ("", 10)

    data = json.loads((await officer.tried("report", "--part", "data")).out)
    gaps = data["clusters"][0]["kinds"][0]
    assert gaps["kind"] == "gap"
    by_article = {each["article"]: each["states"] for each in gaps["articles"]}
    assert (by_article[5], by_article.get(8)) == (12, None)
    assert (await officer.tried("recount")).code == 0

    draft = (await officer.tried("report")).out
    named = officer.paper("named.md", f"{draft}\nThe gap is largest in Germany.\n")
    assert await officer.refused("edit", named) == "report_names_state"
    await officer.done("edit", named, "--allow-state", "DEU", "--because", "a title that cannot be left out")
    await officer.done("edit", officer.paper("edited.md", draft.replace("Draft of the", "Report of the")))
    assert await officer.refused("issue", "--symbol", "CTOC/COP/2026/2") == "wrong_stage"
    await officer.done("finalise")
    await officer.done("translate", "order")
    assert await officer.refused("issue", "--symbol", "CTOC/COP/2026/2") == "translations_missing"
    versions = [f"{each}={officer.paper(f'{each}.md', f'# {each}')}" for each in LANGUAGES]
    await officer.done("translate", "deliver", *versions)
    await officer.done("issue", "--symbol", "CTOC/COP/2026/2")
    assert (await officer.tried("report", "--language", "fr")).out == "# fr"


async def recommend(officer: Officer) -> None:
    """A working group's recommendation, and all of them together."""
    paper = officer.paper("recommendation.md", "States may wish to keep records of tracing requests.")
    assert await officer.refused("recommend", paper, "--from", "trade", "--topic", "t") == "unknown_working_group"
    named = officer.paper("bad.md", "Peru should keep records.")
    refused = await officer.refused("recommend", named, "--from", "firearms", "--topic", "tracing")
    assert refused == "recommendation_names_state"
    await officer.done("recommend", paper, "--from", "firearms-2025", "--topic", "tracing")
    await officer.done("compile-recommendations", paper)


async def hold(officer: Officer) -> None:
    """The Conference votes, considers the report, and is over."""
    shown = await officer.done("show")
    starts, ends = date.fromisoformat(shown["starts"]), date.fromisoformat(shown["ends"])
    await officer.until(starts)
    await officer.done("observers", "admit")
    decided = await officer.done("observers", "vote", "o-1", "--for", "57", "--against", "7")
    assert decided["status"] == "admitted"
    await officer.done("consider", "--on", starts.isoformat())
    await officer.until(ends)
    await officer.done("close")
    standing = await officer.done("observers", "list")
    assert {each["id"]: each["reason"] for each in standing} == {
        "o-1": "voted_in",
        "o-2": "no_objection",
        "o-3": "consultative_status",
    }
    async with asyncio.timeout(10):
        while (await officer.run("ledger", "show", f"cycle/{CYCLE}", "--json")).json[-1]["type"] != "attached_ended":
            await asyncio.sleep(0.1)
