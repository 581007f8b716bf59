"""A training from its call to its survey and a hub with a member suspended, by commands, on Temporal and PostgreSQL."""

import asyncio
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import AsyncCommandLine

NUMBERS = count(1)
SECONDS = 0.5
"""Of a calendar day: the call is open for three seconds, the whole training takes ten."""


A_YEAR = timedelta(days=365)


class Unit:
    """Whoever types the commands of the unit and of organisations."""

    def __init__(self, run: AsyncCommandLine, cycle: str, folder: Path) -> None:
        """Take the cycle that was opened."""
        self.run = run
        self.cycle = cycle
        self.folder = folder

    async def today(self) -> date:
        """The day that the calendar shows."""
        listed = (await self.run("cycle", "list", "--json")).json
        return date.fromisoformat(next(each["today"] for each in listed if each["cycle"] == self.cycle))

    async def until(self, day: date) -> None:
        """Wait until the calendar shows a day."""
        while await self.today() < day:
            await asyncio.sleep(0.1)

    async def done(self, group: str, *command: str) -> Any:
        """Do one that succeeds; its answer."""
        ended = await self.run(*self._on(group, command), "--json")
        assert ended.code == 0, ended
        return ended.json

    async def refused(self, group: str, *command: str) -> str:
        """Do one that does not; its code."""
        return (await self.run(*self._on(group, command))).refusal

    async def account(self, name: str, kind: str = "ngo", country: str = "KEN") -> str:
        """Register an organisation."""
        add = ("stakeholders", "add", "--name", name, "--kind", kind, "--country", country, "--simulated", "--json")
        return (await self.run(*add, "--email", f"{name.lower()}@{self.cycle}.example")).json["id"]

    def paper(self, text: str) -> str:
        """A file."""
        file = self.folder / f"{text}.txt"
        file.write_text(text)
        return str(file)

    async def begun(self, group: str) -> None:
        """Wait until the store knows an engagement that was just opened."""
        async with asyncio.timeout(10):
            while (await self.run("engagement", "show", self.cycle, f"{group}-trial")).code:
                await asyncio.sleep(0.05)

    def _on(self, group: str, command: tuple[str, ...]) -> tuple[str, ...]:
        names = 2 if command[0] == "abuse" else 1
        return (group, *command[:names], self.cycle, "trial", *command[names:])


@pytest.fixture
async def unit(with_everything: AsyncCommandLine, tmp_path: Path) -> Unit:
    """At a cycle whose calendar shows January 2022."""
    unit = Unit(with_everything, f"en-{next(NUMBERS)}", tmp_path)
    clock = ("--on", "2022-01-10", "--day-seconds", str(SECONDS))
    opened = await with_everything("cycle", "open", unit.cycle, "--states", "FRA", *clock)
    assert opened.code == 0, opened
    return unit


async def open_(unit: Unit, kind: str, *terms: str) -> None:
    """Open an engagement, and wait for it."""
    opened = await unit.run("engagement", "open", unit.cycle, kind, "trial", "--title", "A trial", *terms)
    assert opened.code == 0, opened
    await unit.begun(kind)


@pytest.mark.slow
async def test_a_training_is_held_from_the_call_to_the_survey(unit: Unit) -> None:
    first, second, third = [await unit.account(name) for name in ("Harbours", "Rivers", "Lakes")]
    today = await unit.today()
    starts, ends = today + timedelta(days=24), today + timedelta(days=25)
    days = ("--starts", starts.isoformat(), "--ends", ends.isoformat())
    await open_(unit, "training", *days, "--places", "2", "--states", "KEN,FRA")

    receipts = await applied(unit, first, second, third)
    await chosen(unit, second)
    await attended(unit, starts, ends)

    survey = await unit.done("training", "survey", unit.paper("questions"), "--due", (ends + A_YEAR).isoformat())
    assert survey["survey"] == 1
    answered = await unit.done("training", "answer", "a-1", unit.paper("answers"), "--as", f"stakeholder::{first}")
    assert answered["receipt"].startswith("R-")
    assert await close(unit) == "survey_running"
    told = [(await unit.run("receipt", receipt, "--json")).json["status"] for receipt in receipts]
    assert told == ["certified", "declined", "attended", "late"]
    assert (await unit.run("board", unit.cycle, "--check")).code == 0
    assert (await unit.run("ledger", "verify", "--cycle", unit.cycle, "--documents")).code == 0


async def close(unit: Unit) -> str:
    """Try to close the training."""
    return (await unit.run("engagement", "close", unit.cycle, "training-trial")).refusal


async def applied(unit: Unit, *accounts: str) -> list[str]:
    """Three apply in time, one of them late once more; their receipts."""
    mine = ("--stakeholder", accounts[0], "--country", "KEN")
    assert await unit.refused("training", "apply", *mine) == "call_not_open"
    closes = await unit.today() + timedelta(days=8)
    await unit.done("training", "call", "--until", closes.isoformat(), "--as", "civil_society_unit")
    receipts: list[str] = []
    for each in accounts:
        made = await unit.done(
            "training", "apply", "--stakeholder", each, "--country", "KEN", "--as", f"stakeholder::{each}"
        )
        receipts.append(made["receipt"])
    assert await unit.refused("training", "apply", *mine) == "already_applied"
    assert await unit.refused("training", "apply", *mine[:3], "DEU", "--nominee", "2") == "country_not_listed"
    await unit.until(closes + timedelta(days=1))
    late = await unit.done("training", "apply", *mine, "--nominee", "2")
    assert late["reason"] == "applied_late"
    return [*receipts, late["receipt"]]


async def chosen(unit: Unit, second: str) -> None:
    """Two have a place; one of them declines, and the third moves up."""
    await unit.done("training", "screen", "--others-eligible")
    proposal = await unit.done("training", "propose")
    assert [each["application"] for each in proposal["selected"]] == ["a-1", "a-2"]
    assert await unit.refused("training", "select", "--proposal", "0" * 64) == "selection_changed"
    await unit.done("training", "select", "--proposal", proposal["proposal"])
    reply_by = (await unit.today() + timedelta(days=8)).isoformat()
    assert (await unit.done("training", "offer", "--reply-by", reply_by))["offered"] == ["a-1", "a-2"]
    await unit.done("training", "accept", "a-1")
    assert await unit.refused("training", "decline", "a-1", "--as", f"stakeholder::{second}") == "not_your_application"
    await unit.done("training", "decline", "a-2", "--as", f"stakeholder::{second}")
    assert (await unit.done("training", "release"))["moved_up"] == ["a-3"]
    await unit.done("training", "offer", "--reply-by", reply_by)
    await unit.done("training", "accept", "a-3")


async def attended(unit: Unit, starts: date, ends: date) -> None:
    """One comes on both days, the other on one."""
    assert await unit.refused("training", "begin") == "before_the_first_day"
    await unit.until(starts)
    await unit.done("training", "begin")
    await unit.done("training", "attend", "--day", starts.isoformat(), "--all")
    await unit.until(ends)
    await unit.done("training", "attend", "--day", ends.isoformat(), "--all-but", "a-3")
    issued = await unit.done("training", "certify")
    assert [bool(number) for number in issued["certificates"].values()] == [True, False]


@pytest.mark.slow
async def test_a_hub_takes_members_and_an_appeal_goes_to_another_officer(unit: Unit) -> None:
    one, other = await unit.account("Harbours"), await unit.account("Rivers", "academia")
    await open_(unit, "hub")
    assert await unit.refused("hub", "apply", "--stakeholder", one, "--accept", "1") == "no_code_of_conduct"
    assert (await unit.done("hub", "code", unit.paper("be fair")))["code_of_conduct"] == 1

    assert await unit.refused("hub", "apply", "--stakeholder", one) == "code_not_accepted"
    for each in (one, other):
        papers = ("--document", unit.paper(f"register of {each}"), "--as", f"stakeholder::{each}")
        await unit.done("hub", "apply", "--stakeholder", each, "--accept", "1", *papers)
        await unit.done("hub", "verify", each)
        assert (await unit.done("hub", "approve", each))["renew_by"].startswith("2023-")
    report = await unit.done("hub", "abuse", "report", other, unit.paper("rude"), "--as", f"stakeholder::{one}")
    by_officer = ("--as", "civil_society_unit::p-1")
    await unit.done("hub", "suspend", other, "--reason", "inquiry", "--report", report["report"], *by_officer)
    await unit.done("hub", "abuse", "decide", report["report"], "--outcome", "not_upheld")
    appeal = await unit.done("hub", "appeal", other, unit.paper("we were not"), "--as", f"stakeholder::{other}")
    assert await unit.refused("hub", "decide-appeal", other, "--grant", *by_officer) == "same_officer"
    await unit.done("hub", "decide-appeal", other, "--grant", "--as", "civil_society_unit::p-2")

    assert (await unit.run("receipt", appeal["receipt"], "--json")).json["outcome"] == "granted"
    assert (await unit.run("receipt", report["receipt"], "--json")).json["outcome"] == "not_upheld"
    listed = await unit.done("hub", "members")
    assert [(each["id"], each["status"]) for each in listed] == [(one, "member"), (other, "member")]
    assert (await unit.run("board", unit.cycle, "--check")).code == 0
    assert (await unit.run("ledger", "verify", "--cycle", unit.cycle, "--documents")).code == 0
