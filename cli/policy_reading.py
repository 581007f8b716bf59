"""What is on record of versions of the policy: what a file says, what was entered, and every workflow's state."""

import json
from collections.abc import AsyncGenerator, Collection
from dataclasses import dataclass
from re import compile as pattern
from typing import Annotated, Any, TypeAlias

import typer

from cli.commands import made_command
from cli.enclosing import UNKNOWN_YET
from cli.given import json_object
from cli.streams import state_of
from models.conference.policy_versions import EnterPolicyVersion, PolicyVersion
from models.conference.state import ConferenceState
from models.errors import InputInvalid, NotFound
from models.ids import conference_id
from models.people import SECRETARIAT
from models.policy_change import PolicyChange
from rules.aggregate import Aggregate
from rules.aggregates import aggregate_of
from store import documents, ledger, read_model
from store.pool import Pool

VERSION = pattern(r"[1-9][0-9]{0,2}\.[1-9][0-9]{0,2}")


def checked_version(given: str) -> str:
    """Return the key of a version; raises `InputInvalid` (`bad_version`) if it cannot be one."""
    if given and not VERSION.fullmatch(given):
        raise InputInvalid(
            "bad_version", f"{given!r} is no version: write the Conference and its version with a dot, such as 13.1."
        )
    return given


VersionArgument: TypeAlias = Annotated[
    str, typer.Argument(metavar="VERSION", help="Conference and its version, such as 13.1.", callback=checked_version)
]


@dataclass(frozen=True)
class Entered:
    """A version as it was entered, and the track that keeps it."""

    track: str
    version: PolicyVersion


def change_in(file: str, cycle: str) -> PolicyChange:
    """Return the change that a file describes, without the decision, which is put into the store when it is entered.

    Raises:
        InputInvalid: `file_unreadable`, `bad_json` or `bad_command_data`.
    """
    made = made_command(
        conference_id(cycle, 1),
        EnterPolicyVersion.name,
        {"decision": UNKNOWN_YET.model_dump(), **json_object(f"@{file}" if file != "-" else file)},
        actor=SECRETARIAT,
        command_id=None,
    )
    assert isinstance(made, EnterPolicyVersion)  # noqa: S101 - named above
    return made.change


def conference_of(cycle: str, version: str) -> str:
    """The workflow id of the track on which a version was entered."""
    return conference_id(cycle, int(version.partition(".")[0]))


async def versions_of(pool: Pool, cycle: str) -> list[Entered]:
    """Every version that was entered in a cycle, in order; raises `NotFound` (`unknown_cycle`)."""
    await read_model.clock_of(pool, cycle)
    tracks = await read_model.statuses(pool, cycle, kind="conference")
    entered: list[Entered] = []
    for track in sorted(tracks, key=lambda each: each.counts.get("number", 0)):
        state = await state_of(pool, track.workflow_id)
        assert isinstance(state, ConferenceState)  # noqa: S101 - by its kind
        entered += [Entered(track.workflow_id, each) for each in state.policy_versions]
    return entered


async def version_of(pool: Pool, cycle: str, version: str) -> Entered:
    """One version; raises `NotFound` (`unknown_cycle`, `unknown_policy_version`)."""
    known = await versions_of(pool, cycle)
    for each in known:
        if each.version.version == version:
            return each
    names = ", ".join(each.version.version for each in known) or "none"
    raise NotFound("unknown_policy_version", f"cycle {cycle} has no version {version}; entered are: {names}.")


async def answers_to(pool: Pool, entered: Entered) -> list[dict[str, Any]]:
    """What every workflow answered in the last round; raises `NotFound` (`no_round_yet`)."""
    outcome = entered.version.outcome
    if outcome is None:
        raise NotFound("no_round_yet", f"version {entered.version.version} was not brought to any review yet.")
    return json.loads((await documents.get(pool, outcome.id)).content)["answers"]


async def folded_states(pool: Pool, cycle: str, kinds: Collection[str]) -> AsyncGenerator[tuple[Aggregate[Any], Any]]:
    """The state of every workflow of these kinds, one after the other, folded from the ledger of one moment."""
    aggregate: Aggregate[Any] | None = None
    stream, state = "", None
    async for entry in ledger.export(pool, cycle=cycle):
        if entry.stream != stream:
            if aggregate is not None:
                yield aggregate, state
            stream, state = entry.stream, None
            kind = stream.partition("/")[0]
            aggregate = aggregate_of(stream) if kind in kinds else None
        if aggregate is not None:
            event = aggregate.codec.read(entry.type, entry.data)
            # The first event of every stream carries the whole first state.
            state = aggregate.evolve(state or getattr(event, "state", None), event, entry.at)
    if aggregate is not None:
        yield aggregate, state
