"""The seal of a drawing on its page: the hash that was published, and what each sealed source of the seed gave."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import Field

from models.beacon import BeaconChain
from models.drawing import events as e
from models.drawing.state import DrawingStage, SourceKind
from models.value import Value
from printed.seal import seal_text
from store.drawings import StoredDrawing
from web import words
from web.atlas import Atlas

LAST_SECOND = 250_000_000_000
"""Seconds since 1970 that a calendar can say."""


class SourceLine(Value):
    """One sealed source: what it is, what was sealed of it, and the value, empty while it is awaited."""

    key: str
    kind: str
    name: str
    sealed: str
    value: str
    remark: str = Field(description="why there is no value yet, or what stands for it")


class SealView(Value):
    """What was published before the draw, and what came of it; hashes are empty until they exist."""

    algorithm: str
    inputs_sha256: str
    sealed_at: datetime
    seed: str
    sha256: str
    head: str
    text: str = Field(description="what the QR code says")
    is_rehearsal: bool
    sources: tuple[SourceLine, ...]


def seal_of(atlas: Atlas, seen: StoredDrawing, head: str) -> SealView | None:
    """The seal, or None before there is one; `head` is the hash of the last amendment, if there are any."""
    sealed = seen.events(e.DrawSealed)
    if not sealed:
        return None
    seal = sealed[-1]
    groups, drawn = seen.events(e.GroupsDrawn), seen.events(e.ReviewersDrawn)
    sha256 = drawn[-1].sha256 if drawn else ""
    chains = {each.chain: each for each in seen.events(e.DrawingPlanned)[0].state.beacons}
    return SealView(
        algorithm=seal.algorithm,
        inputs_sha256=seal.inputs_sha256,
        sealed_at=seal.sealed_at,
        seed=groups[-1].seed if groups else "",
        sha256=sha256,
        head=head,
        text=seal_text(seal.inputs_sha256, drawing=seen.name, sha256=sha256, head=head),
        is_rehearsal=any(each.kind is SourceKind.GIVEN for each in seal.sources)
        or any(chains[each.chain].is_rehearsal for each in seal.sources if each.chain in chains),
        sources=tuple(
            _if_void(_source(atlas, seen, source, number, chains, is_closed=bool(groups)), seen)
            for number, source in enumerate(seal.entropy_sources, 1)
        ),
    )


def _if_void(line: SourceLine, seen: StoredDrawing) -> SourceLine:
    """Nothing is awaited any more when the drawing is void."""
    if line.value or seen.status.stage != DrawingStage.VOIDED:
        return line
    return line.model_copy(update={"remark": "no value; the drawing was declared void"})


def _source(
    atlas: Atlas,
    seen: StoredDrawing,
    source: Mapping[str, Any],
    number: int,
    chains: Mapping[str, BeaconChain],
    *,
    is_closed: bool,
) -> SourceLine:
    supplied = {each.source: each.supplied for each in seen.events(e.EntropySupplied)}
    key, kind = f"source-{number}", str(source.get("source", ""))
    match source:
        case {"source": "beacon", "chain": str(chain), "round": int(round_number)}:
            known = chains.get(chain)
            name = f"Public randomness beacon{f' {known.name}' if known else ''}, round {round_number}"
            given = supplied.get(SourceKind.BEACON)
            value = given.randomness if given else ""
            remark = "" if value or not known else f"expected at {_moment_of(known, round_number)}"
            return SourceLine(key=key, kind=kind, name=name, sealed=f"chain {chain}", value=value, remark=remark)
        case {"source": "hand", "count": count, "highest": highest}:
            given = supplied.get(SourceKind.HAND)
            value = " ".join(str(each) for each in given.numbers) if given else ""
            sealed = f"{count} numbers of 1 to {highest}, each put back"
            return SourceLine(
                key=key, kind=kind, name="Numbers drawn by hand in the room", sealed=sealed, value=value, remark=""
            )
        case {"source": "delegation", "iso3": str(code), "commitment": str(commitment)}:
            reveals: Sequence[str] = [each.reveal for each in seen.events(e.ContributionRevealed) if each.by == code]
            held_back = is_closed and not reveals
            return SourceLine(
                key=key,
                kind=kind,
                name=f"Contribution of {atlas.state(code).name}",
                sealed=f"SHA-256 {commitment}",
                value=reveals[-1] if reveals else "",
                remark="not revealed; counts as nothing" if held_back else "",
            )
        case {"source": "given"}:
            given = supplied.get(SourceKind.GIVEN)
            return SourceLine(
                key=key, kind=kind, name="Given: a rehearsal", sealed="", value=given.value if given else "", remark=""
            )
        case _:
            return SourceLine(key=key, kind=kind, name=words.spoken(kind), sealed="", value="", remark="")


def _moment_of(chain: BeaconChain, number: int) -> str:
    """When a round of a beacon is due, by the chain's own parameters."""
    second = min(LAST_SECOND, chain.genesis + (number - 1) * chain.period)
    return words.moment(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=second))
