"""Years of amendments in memory: drawing, cycle, country reviews and phases agree on who reviews whom."""

import hashlib
from datetime import date, timedelta
from typing import Any, cast

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.command import Command
from models.country.state import CountryReviewState, CountryStage
from models.cycle import commands as cycle
from models.cycle.state import CycleStage, ReviewCycleState
from models.drawing import commands as lots
from models.drawing.state import DrawingStage, DrawingState, Supplied
from models.errors import RuleViolation
from models.instruments import Instrument
from models.obligations import Obligation
from models.people import SYSTEM
from models.phase import commands as phases
from models.phase.stage import LIVE, Stage
from models.phase.state import PhaseReviewState, Reviewer
from models.register import Region
from rules.drawing.seal import entropy, inputs_of
from rules.lots.transcript import transcript_of
from tests.build import CYCLE, document
from tests.rules.cycle.build import STATES
from tests.rules.cycle.drawings import ANNOUNCED, CONFIRMED, by_drawing
from tests.rules.drawing.build import HAND, MEETING, NUMBERS
from tests.simulation.house import House
from tests.story import Story

ROOT, LOTS = f"cycle/{CYCLE}", f"lots/{CYCLE}/1"
EVERYTHING = tuple(Instrument)
NEWCOMERS = ("XXA", "XXB")


def nobody(stream: str, duty: Obligation) -> int | None:
    """People do nothing by themselves here."""
    del stream, duty
    return None


class Office:
    """The Secretariat at work on a cycle that is drawn by a drawing."""

    def __init__(self, scope: tuple[str, ...] = ()) -> None:
        """Let the cycle begin, and hold its drawing to the confirmed list."""
        self.house = House(nobody, ANNOUNCED)
        self.house.open(ROOT, by_drawing(scope=scope).state.model_copy(update={"version": 0}))
        self.house.act(ROOT, cycle.OpenDrawing, meeting_on=MEETING)
        self.draw(date(2020, 8, 1), lots.FreezeRegister, cut_off=date(2020, 7, 31))
        self.draw(date(2020, 8, 31), lots.SealDraw, sources=(HAND,))
        self.draw(MEETING, lots.EnterNumbers, numbers=NUMBERS)
        self.draw(MEETING, lots.DrawGroups)
        self.draw(MEETING, lots.DrawReviewers)
        record = transcript_of(inputs_of(self.drawing), entropy(self.drawing))
        self.house.act(
            LOTS,
            lots.RecordOutcome,
            SYSTEM,
            transcript=document("transcript"),
            sha256=record["sha256"],
            assignments=record["assignments"],
            method=tuple(record["method"].values()),
        )
        self.draw(CONFIRMED, lots.ConfirmPairing)

    @property
    def cycle(self) -> ReviewCycleState:
        return cast("ReviewCycleState", self.house.streams[ROOT].state)

    @property
    def drawing(self) -> DrawingState:
        return cast("DrawingState", self.house.streams[LOTS].state)

    def countries(self) -> dict[str, CountryReviewState]:
        return {story.state.state: story.state for _, story in self.house.of_kind("country")}

    def phases(self, iso3: str) -> list[PhaseReviewState]:
        found = [self.house.streams.get(f"phase/{CYCLE}/{iso3}/{phase}") for phase in (1, 2, 3, 4)]
        return [cast("Story[PhaseReviewState]", story).state for story in found if story is not None]

    def draw(self, on: date, command: type[Command], **fields: Any) -> None:
        """An act of the drawing on a day to come."""
        self.house.run(on)
        self.house.act(LOTS, command, **fields)

    def change(self, command: type[Command], **fields: Any) -> None:
        """Something that changes the pairing, and its lot if it needs one; what the rules refuse is not done."""
        try:
            self.house.act(LOTS, command, **fields)
            for waiting in self.drawing.changes:
                numbers = tuple(1 + each % 100 for each in hashlib.sha256(waiting.id.encode()).digest()[:13])
                self.house.act(LOTS, lots.DrawAgain, change=waiting.id, supplied=Supplied(numbers=numbers))
        except RuleViolation:
            return

    def launch(self, group: int, phase: int) -> None:
        self.house.run(self.cycle.plan.slot(group=group, phase=phase).starts)
        self.house.act(ROOT, cycle.LaunchGroup, group=group, phase=phase)


def parts(reviewers: tuple[Reviewer, ...], within: tuple[Instrument, ...]) -> dict[str, set[Instrument]]:
    """Who reviews what, of some instruments."""
    found = {each.state: {one for one in each.instruments if one in within} for each in reviewers}
    return {iso3: on for iso3, on in found.items() if on}


def check(office: Office) -> None:
    """What holds after every amendment."""
    standing = office.drawing.standing
    assert standing is not None
    assert (office.cycle.lots_head, office.cycle.amendments) == (standing.head, len(office.drawing.amendments))
    for iso3, review in office.countries().items():
        drawn = {row.reviewer: set(row.instruments) for row in standing.reviewers(iso3)}
        if iso3 in office.cycle.departed:
            assert review.is_discontinued
            assert review.stage is CountryStage.COMPLETED
            assert all(each.stage is Stage.CLOSED for each in office.phases(iso3))
            continue
        party = office.cycle.party(iso3)
        assert party is not None
        assert parts(office.cycle.assignments.get(iso3, ()), EVERYTHING) == drawn
        assert (set(review.instruments), parts(review.reviewers, EVERYTHING)) == (set(party.instruments), drawn)
        for each in office.phases(iso3):
            assert set(each.instruments) == set(review.instruments)
            assert parts(each.reviewers, EVERYTHING) == drawn
            assert not [r for r in each.active_reviewers if not r.instruments]
    assert [code for *_, code in office.house.refused if code != "unknown_phase"] == []


REPLACED = st.tuples(st.just("replace"), st.sampled_from(STATES), st.integers(0, 7), st.sampled_from(["", *STATES]))
JOINED = st.tuples(
    st.just("join"),
    st.sampled_from([*STATES[-3:], *NEWCOMERS]),
    st.sampled_from([(Instrument.FA,), (Instrument.UNTOC, Instrument.TIP), EVERYTHING]),
    st.sampled_from([Region.WEOG, Region.AFRICAN]),
)
LEFT = st.tuples(
    st.just("depart"),
    st.sampled_from([*STATES, *NEWCOMERS]),
    st.sampled_from([(Instrument.FA,), (Instrument.SOM, Instrument.TIP), EVERYTHING]),
    st.just(None),
)


def amend(office: Office, kind: str, iso3: str, first: object, second: object) -> None:
    today = office.house.today
    if kind == "replace":
        reviewers = [each.state for each in office.cycle.assignments.get(iso3, ())]
        if reviewers:
            outgoing = reviewers[cast("int", first) % len(reviewers)]
            fields = {"under_review": iso3, "outgoing": outgoing, "incoming": second, "reason": "cannot serve"}
            office.change(lots.ReplaceReviewer, **fields)
    elif kind == "join":
        region = None if office.drawing.party(iso3) else second
        office.change(lots.AdmitLateEntrant, state=iso3, instruments=first, region=region, joined_on=today)
    else:
        office.change(lots.RecordDeparture, state=iso3, instruments=first, left_on=today, reason="has denounced it")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(st.one_of(REPLACED, REPLACED, JOINED, LEFT), min_size=1, max_size=8))
def test_drawing_cycle_reviews_and_phases_agree_after_every_amendment(
    acts: list[tuple[str, str, object, object]],
) -> None:
    office = Office()
    office.launch(1, 1)
    check(office)
    for number, (kind, iso3, first, second) in enumerate(acts):
        office.house.run(office.house.today + timedelta(days=20 + number))
        amend(office, kind, iso3, first, second)
        check(office)


def test_a_cycle_with_amendments_is_lived_to_its_end() -> None:
    """A late entrant, a departure and a replacement; every phase is withheld from nobody and closed at last."""
    office = Office(scope=("PAA", "QBB", "XXA"))
    office.launch(1, 1)
    office.house.run(date(2021, 3, 1))
    amend(office, "replace", "QBB", 0, "")
    amend(office, "depart", "PAA", EVERYTHING, None)
    office.house.run(date(2027, 3, 1))
    amend(office, "join", "XXA", EVERYTHING, Region.WEOG)
    check(office)
    office.house.run(date(2031, 1, 1))
    assert [each.phase for each in office.phases("XXA")] == [3, 4]
    for iso3 in ("QBB", "XXA"):
        for each in office.phases(iso3):
            office.house.act(
                each.workflow_id,
                phases.LeaveInstrument,
                SYSTEM,
                instruments=EVERYTHING,
                left_on=office.house.today,
                reason="the quickest way to the end",
            )

    assert office.cycle.stage is CycleStage.COMPLETED
    assert office.drawing.stage is DrawingStage.CLOSED
    assert not [each for iso3 in ("PAA", "QBB", "XXA") for each in office.phases(iso3) if each.stage in LIVE]
