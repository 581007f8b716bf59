"""Engagements on Temporal, PostgreSQL and the worker: opened from the cycle, run to their end, reported back."""

import asyncio
import re
from pathlib import Path

from cli.streams import state_of
from store.pool import Pool
from tests.cli.conftest import AsyncCommandLine, Ended

STAKES = ("s-1", "s-2")
STAKE = re.compile("|".join(STAKES))


class Office:
    """Types commands of `starter.py engagement` on one cycle; papers are written where they are needed."""

    def __init__(self, run: AsyncCommandLine, cycle: str, folder: Path) -> None:
        """Take the command line, the key of a cycle, and a folder for papers."""
        self.run = run
        self.cycle = cycle
        self.folder = folder
        self.accounts: dict[str, str] = {}

    async def open(self) -> None:
        """Open the cycle, and register two accounts."""
        calendar = ("--on", "2020-11-01", "--day-seconds", "3600")
        opened = await self.run("cycle", "open", self.cycle, "--states", "FRA", *calendar)
        assert opened.code == 0, opened
        for name in STAKES:
            added = await self.run(
                *("stakeholders", "add", "--name", f"Organisation {name}", "--kind", "ngo", "--country", "FRA"),
                *("--email", f"{name}@b.example", "--simulated", "--json"),
            )
            self.accounts[name] = added.json["id"]

    def paper(self, text: str) -> str:
        """A file with this text."""
        file = self.folder / f"paper-{len(list(self.folder.iterdir()))}.txt"
        file.write_text(text)
        return str(file)

    async def type(self, *words: str) -> Ended:
        """Type a command; `s-1` and `s-2` stand for the accounts, `CYCLE` for the cycle."""
        words = tuple(self.cycle if word == "CYCLE" else word for word in words)
        # One pass: an account's own id may begin with `s-2`, and must not be filled in again.
        words = tuple(STAKE.sub(lambda found: self.accounts[found[0]], word) for word in words)
        return await self.run("engagement", *words)

    async def done(self, *words: str) -> Ended:
        """Type a command that is to be carried out."""
        ended = await self.type(*words)
        assert ended.code == 0, ended
        return ended


async def test_engagements_are_opened_run_and_reported(
    with_everything: AsyncCommandLine, pool: Pool, tmp_path: Path
) -> None:
    office = Office(with_everything, "engaged", tmp_path)
    await office.open()

    opened = await office.done("open", "CYCLE", "pilot", "ports", "--state", "FRA", "--title", "Ports")
    assert "next: starter.py engagement pilot consent engaged ports --note FILE" in opened.out
    assert (
        await office.type("pilot", "invite", "CYCLE", "ports", "s-1", "--as", "mission:FRA")
    ).refusal == "no_consent"
    await office.done("pilot", "consent", "CYCLE", "ports", "--note", office.paper("The mission of France ..."))
    await office.done("pilot", "invite", "CYCLE", "ports", "s-1", "--as", "mission:FRA")
    await office.done("pilot", "join", "CYCLE", "ports", "--as", "stakeholder::s-1")
    await office.done("pilot", "report", "CYCLE", "ports", office.paper("What France and Germany have learned"))
    await office.done("pilot", "agree", "CYCLE", "ports", "--as", "mission:FRA")
    assert (await office.type("pilot", "publish", "CYCLE", "ports")).refusal == "publication_not_agreed"
    await office.done("pilot", "agree", "CYCLE", "ports", "--as", "stakeholder::s-1")
    named = await office.type("pilot", "publish", "CYCLE", "ports")
    assert named.refusal == "names_a_state"
    assert "No State but FRA may be named here" in named.err
    assert "override" not in named.err
    await office.done("pilot", "report", "CYCLE", "ports", office.paper("What France has learned"))
    for who in ("mission:FRA", "stakeholder::s-1"):
        await office.done("pilot", "agree", "CYCLE", "ports", "--as", who)
    await office.done("pilot", "publish", "CYCLE", "ports")
    await office.done("close", "CYCLE", "pilot-ports")

    await office.done("open", "CYCLE", "consultation", "fra-1", "--state", "FRA", "--phase", "1")
    await office.done("consultation", "invite", "CYCLE", "fra-1", "--account", "s-1")
    uninvited = office.paper("Nobody asked.")
    offered = ("consultation", "offer", "CYCLE", "fra-1")
    assert (await office.type(*offered, uninvited, "--as", "stakeholder::s-2")).refusal == "not_invited"
    given = await office.done(*offered, office.paper("On article 5"), "--as", "stakeholder::s-1", "--json")
    assert given.json["receipt"].startswith("R-")
    await office.done("consultation", "decline", "CYCLE", "fra-1", "i-1", "--reason", "repeated")
    assert "declined: repeated" in (await with_everything("receipt", given.json["receipt"])).out
    await office.done("close", "CYCLE", "consultation-fra-1", "--as", "focal_point:FRA:p-1")

    listed = (await office.done("list", "CYCLE", "--json")).json
    ids = {each["workflow_id"] for each in listed}
    while not ids <= set((cycle := await state_of(pool, "cycle/engaged")).ended):  # told by signal
        await asyncio.sleep(0.05)
    assert [(each["workflow_id"], each["stage"]) for each in listed] == [
        ("engagement/engaged/consultation-fra-1", "closed"),
        ("engagement/engaged/pilot-ports", "closed"),
    ]
    assert cycle.attached == ()


async def test_an_alliance_is_run_by_its_convener(with_everything: AsyncCommandLine, tmp_path: Path) -> None:
    office = Office(with_everything, "allied", tmp_path)
    await office.open()
    convener = ("--as", "stakeholder::s-1")

    await office.done("open", "CYCLE", "alliance", "europe", "--title", "Network")
    for name in STAKES:
        await office.done("alliance", "apply", "CYCLE", "europe", "--stakeholder", name, "--as", f"stakeholder::{name}")
    for member in ("m-1", "m-2"):
        await office.done("alliance", "accept", "CYCLE", "europe", member, "--as", "civil_society_unit")
    await office.done("alliance", "found", "CYCLE", "europe", office.paper("Charter"), "--convener", "m-1")
    draft = ("alliance", "statement", "draft", "CYCLE", "europe")
    assert (await office.type(*draft, office.paper("France does too little"), *convener)).refusal == "names_a_state"
    await office.done(*draft, office.paper("States should consult more often"), *convener)
    for name in STAKES:
        await office.done("alliance", "statement", "join", "CYCLE", "europe", "st-1", "--as", f"stakeholder::{name}")
    issued = await office.done("alliance", "statement", "issue", "CYCLE", "europe", "st-1", *convener)
    await office.done("alliance", "link", "request", "CYCLE", "europe", "FRA", *convener)
    await office.done("alliance", "link", "decline", "CYCLE", "europe", "FRA", "--as", "focal_point:FRA:p-1")
    again = await office.type("alliance", "link", "request", "CYCLE", "europe", "FRA", *convener)

    assert "of 2 members 2 joined, 0 stayed away, 0 said nothing" in issued.out
    assert again.refusal == "link_refused"
