"""A drawing of lots among the eighteen States of the cycle's tests, told up to any stage."""

import hashlib
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from models.beacon import BeaconChain, BeaconScheme
from models.clock import CalendarClock
from models.documents import DocumentRef
from models.drawing import commands as c
from models.drawing.state import DeclaredSource, DrawingState, SourceKind, Supplied
from models.evidence import Evidence, Mark
from models.lots import LotsPolicy, LotsState
from models.people import SECRETARIAT, SYSTEM
from models.procedure import Procedure
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import entropy, inputs_of
from rules.lots.beacon import first_round_after
from rules.lots.transcript import transcript_of
from tests.build import CLOCK, CYCLE, document, procedure
from tests.rules.cycle.build import parties
from tests.story import Story, noon

Drawing = Story[DrawingState]

OPENED, MEETING = date(2020, 7, 1), date(2020, 9, 1)
GROUP_STARTS = {1: date(2020, 11, 1), 2: date(2021, 11, 1), 3: date(2022, 11, 1)}
HAND = DeclaredSource(kind=SourceKind.HAND, count=13, highest=100)
NUMBERS = tuple(range(1, 14))
GIVEN = DeclaredSource(kind=SourceKind.GIVEN)
DELEGATIONS = DeclaredSource(kind=SourceKind.DELEGATIONS)
SEED = "5eed" * 16
FAST = CalendarClock(anchor_real=CLOCK.anchor_real, anchor_calendar=CLOCK.anchor_calendar, day_seconds=2)

CHAIN = BeaconChain(
    chain="c4a1" * 16,
    name="a beacon",
    scheme=BeaconScheme.SHORT,
    public_key="00" * 96,
    group_hash="00" * 32,
    genesis=int(datetime(2020, 1, 1, tzinfo=UTC).timestamp()),
    period=30,
    evidence=Evidence(mark=Mark.DESIGN, source="tests"),
)
"""Its signatures are nobody's: rules go by the time of a round, the door to the ledger verifies."""


def register() -> tuple[LotsState, ...]:
    """The States of the cycle's tests, as the draw sees them."""
    return tuple(
        LotsState(iso3=each.iso3, region=each.region, instruments=each.instruments)
        for each in sorted(parties(), key=lambda party: party.iso3)
    )


def planned(*, rules: Procedure | None = None, clock: CalendarClock = CLOCK, **policy: Any) -> Drawing:
    """A drawing that has been announced."""
    in_force = rules or procedure(**policy)
    first = DrawingState(
        cycle=CYCLE,
        clock=clock,
        procedure=in_force,
        number=1,
        parties=register(),
        policy=LotsPolicy.of(in_force.policy),
        meeting_on=MEETING,
        group_starts=GROUP_STARTS,
        beacons=(CHAIN,),
    )
    return Story(DRAWING_OF_LOTS, first, OPENED).open()


def frozen(**options: Any) -> Drawing:
    """With its register closed."""
    story = planned(**options).on(date(2020, 8, 1))
    story.act(c.FreezeRegister, SECRETARIAT, cut_off=date(2020, 7, 31))
    return story


def sealed(*sources: DeclaredSource, **options: Any) -> Drawing:
    """Sealed on the day before the meeting, with numbers by hand if no sources are given."""
    story = frozen(**options).on(date(2020, 8, 31))
    story.act(c.SealDraw, SECRETARIAT, sources=sources or (HAND,))
    return story.on(MEETING)


def grouped(**options: Any) -> Drawing:
    """With its groups drawn."""
    story = sealed(**options)
    story.act(c.EnterNumbers, SECRETARIAT, numbers=NUMBERS)
    story.act(c.DrawGroups, SECRETARIAT)
    return story


def drawing(**options: Any) -> Drawing:
    """With the program at work."""
    story = grouped(**options)
    story.act(c.DrawReviewers, SECRETARIAT)
    return story


def provisional(**options: Any) -> Drawing:
    """With the provisional list out."""
    return _provisional(tuple(sorted(options.items()))).copy() if not options else reported(drawing(**options))


@cache
def _provisional(options: tuple[tuple[str, Any], ...]) -> Drawing:
    return reported(drawing(**dict(options)))


FULL: dict[str, Any] = {"reviewer_max": 2, "supplement_counts": "none", "region_exhausted_order": ()}
"""A policy by which everybody reviews as many as it may: whatever is drawn later finds nobody."""


def reported(story: Drawing) -> Drawing:
    """The program has reported what the sealed inputs and the entropy make."""
    record = transcript_of(inputs_of(story.state), entropy(story.state))
    story.act(
        c.RecordOutcome,
        SYSTEM,
        transcript=document("transcript"),
        sha256=record["sha256"],
        assignments=record["assignments"],
        method=tuple(record["method"].values()),
    )
    return story


def by_beacon(**options: Any) -> Drawing:
    """With the list out, drawn by a round of the beacon that decides changes too."""
    story = frozen(**options).on(MEETING - timedelta(days=1))
    source = beacon_source(story)
    story.act(c.SealDraw, SECRETARIAT, sources=(source,))
    story.on(MEETING).act(c.EnterBeacon, SECRETARIAT, **signed(source.round))
    story.act(c.DrawGroups, SECRETARIAT)
    story.act(c.DrawReviewers, SECRETARIAT)
    return reported(story)


def confirmed(**options: Any) -> Drawing:
    """With the list confirmed when the windows were closed."""
    story = provisional(**options).on(date(2020, 9, 23))
    story.act(c.ConfirmPairing, SECRETARIAT)
    return story


def beacon_source(story: Drawing, after: timedelta = timedelta(hours=6)) -> DeclaredSource:
    """The round that comes so long after noon of the story's day."""
    number = first_round_after(CHAIN, noon(story.today) + after)
    return DeclaredSource(kind=SourceKind.BEACON, chain=CHAIN.chain, round=number)


def signed(number: int) -> dict[str, Any]:
    """What the beacon gave in a round, as a command's fields."""
    signature = hashlib.sha256(str(number).encode()).hexdigest() * 3
    randomness = hashlib.sha256(bytes.fromhex(signature)).hexdigest()
    return {"chain": CHAIN.chain, "round": number, "signature": signature, "randomness": randomness}


def supplied(number: int = 0) -> Supplied:
    """What decides a change: numbers by hand, or a round of the beacon."""
    if not number:
        return Supplied(numbers=NUMBERS)
    values = signed(number)
    return Supplied(signature=values["signature"], randomness=values["randomness"])


def pair(story: Drawing, iso3: str) -> tuple[str, str]:
    """The principal reviewers of a State: same region, other region."""
    assert story.state.standing is not None
    same, other = (each.reviewer for each in story.state.standing.reviewers(iso3) if each.principal)
    return same, other


def note(name: str = "note") -> DocumentRef:
    """A note verbale."""
    return document(name)
