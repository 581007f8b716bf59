"""What stands on the paper whatever the news: who sends it, where the review is read, and what things are called."""

from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from models.beacon import BeaconChain
from models.ids import lots_id
from models.mechanism import LoadedMechanism
from models.names import Names
from models.register import Language
from models.value import Value
from notices.texts import Texts

BY_ID = frozenset({"country", "phase", "dialogue", "conference", "engagement"})
"""How the ids of workflows begin whose page is called after the whole id (`models.ids`)."""

DRAWINGS = lots_id("", 1).partition("/")[0]
"""How the ids of drawings of lots begin, whose page stands below that of their cycle."""

OUTREACH = "outreach"
"""The page below that of the cycle with numbers and dates of dialogues, Conferences and engagements, and no more."""

MOVES = "#moves"
"""Where on that page it says whose move it is."""


class Letterhead(Value):
    """The sender, the web address, and the names behind the codes that a notice carries.

    A code without a name is shown as it is: a mail with `XYZ` in it is better than none.
    """

    mechanism: str
    sender: str
    """E-mail address that mail is sent from, and that refusals come back to."""
    sender_name: str = "Secretariat"
    reply_to: str | None = None
    web_url: str
    """Address of the pages, without a slash at its end."""
    states: Mapping[str, str] = {}
    """ISO3 code -> name as the register writes it."""
    instruments: Mapping[str, str] = {}
    """Key of an instrument -> its name."""
    phases: Mapping[int, str] = {}
    """Number of a phase -> name of the cluster that it reviews (domain.md 1.2)."""
    working_groups: Mapping[str, str] = {}
    """Key of a working group -> its name."""
    elsewhere: Mapping[Language, Names] = {}
    """What the same things are called in other languages than English."""
    beacons: Mapping[str, BeaconChain] = {}
    """Chain hash -> the randomness beacon as the mechanism's table has it."""

    def in_language(self, language: Language) -> "Letterhead":
        """The same paper with the names of one language; a name that it does not have stays English."""
        names = self.elsewhere.get(language)
        if names is None:
            return self
        return self.model_copy(
            update={
                "mechanism": names.mechanism or self.mechanism,
                "states": {**self.states, **names.states},
                "instruments": {**self.instruments, **names.instruments},
                "phases": {**self.phases, **names.phases},
                "working_groups": {**self.working_groups, **names.working_groups},
            }
        )

    def page_of(self, stream: str) -> str:
        """The page on which the workflow with this id is read: its own, or else that of its cycle."""
        kind, cycle, *rest = stream.split("/")
        if kind in BY_ID:
            path = f"reviews/{quote(stream)}"
        else:
            path = "/".join(("cycles", quote(cycle), *((DRAWINGS, *rest) if kind == DRAWINGS else ())))
        return f"{self.web_url.rstrip('/')}/{path}"

    def page_of_outreach(self, cycle: str) -> str:
        """The page of a cycle with its dialogues, Conferences and engagements side by side, without their acts."""
        return f"{self.web_url.rstrip('/')}/cycles/{quote(cycle)}/{OUTREACH}"

    def session(self, key: str, texts: Texts) -> str:
        """A session by its key, `firearms-2027`: the working group that it is called after, and the year."""
        group, _, year = key.rpartition("-")
        name = self.working_groups.get(group)
        return texts.text("session.name", group=name, year=year) if name else key

    def state(self, iso3: str) -> str:
        """The name of a State."""
        return self.states.get(iso3, iso3)

    def round_comes(self, chain: str, number: int) -> datetime | None:
        """The UTC instant from which a round of a beacon exists; none if the table does not have the chain."""
        known = self.beacons.get(chain)
        return datetime.fromtimestamp(known.genesis + (number - 1) * known.period, UTC) if known else None

    def instrument(self, key: str) -> str:
        """The name of an instrument."""
        return self.instruments.get(key, key)


def letterhead_of(loaded: LoadedMechanism, *, sender: str, web_url: str, reply_to: str | None = None) -> Letterhead:
    """Return the letterhead of a mechanism: its names come from its folder and its register."""
    mechanism = loaded.mechanism
    return Letterhead(
        mechanism=mechanism.name,
        sender=sender,
        reply_to=reply_to,
        web_url=web_url,
        states={state.iso3: state.name for state in loaded.register.states},
        instruments={facts.instrument.value: facts.name for facts in mechanism.instruments},
        working_groups={group.key: group.name for group in mechanism.working_groups},
        beacons={each.chain: each for each in mechanism.beacons},
        phases={each.cluster.value: each.name for each in mechanism.clusters},
        elsewhere=loaded.names,
    )
