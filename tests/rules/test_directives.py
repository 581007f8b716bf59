"""What one workflow asks of others is handed on in portions that Temporal takes, in the same order, none lost."""

from models.cycle.commands import DrawLots
from models.directive import Directives
from models.people import SECRETARIAT
from rules.cycle.aggregate import REVIEW_CYCLE
from tests.workflows.build import clock, cycle
from workflows.options import LARGEST_PORTION, STARTS_AT_ONCE

WARNING_SIZE = 512 * 1024
"""Bytes of one payload from which on a Temporal server warns; at four times as many it ends the workflow."""


def asked_by_the_draw() -> Directives:
    state = cycle("portions", clock())
    now = state.clock.anchor_calendar
    state = REVIEW_CYCLE.evolve(state, REVIEW_CYCLE.opened(state), now)
    (drawn,) = REVIEW_CYCLE.decide(state, DrawLots(actor=SECRETARIAT, command_id="draw", seed="ab" * 32), now)
    return REVIEW_CYCLE.reactions(REVIEW_CYCLE.evolve(state, drawn, now), drawn)


def test_the_reviews_of_all_states_are_started_in_portions_that_temporal_takes_without_a_warning() -> None:
    asked = asked_by_the_draw().model_copy(update={"stops": ("postmaster/portions",)})

    portions = tuple(asked.portions(STARTS_AT_ONCE, largest=LARGEST_PORTION))

    assert max(len(portion.model_dump_json()) for portion in portions) < WARNING_SIZE
    assert tuple(start for portion in portions for start in portion.starts) == asked.starts
    assert [portion.stops for portion in portions] == [(), (), (), (), asked.stops]


def test_shorter_first_states_go_in_portions_of_sixty_as_they_always_did() -> None:
    asked = asked_by_the_draw()
    short = asked.model_copy(
        update={"starts": tuple(start.model_copy(update={"state": {}, "details": ""}) for start in asked.starts)}
    )

    bounded, unbounded = (tuple(short.portions(STARTS_AT_ONCE, largest=most)) for most in (LARGEST_PORTION, None))

    assert [len(portion.starts) for portion in bounded] == [60, 60, 60, 14]
    assert bounded == unbounded


def test_one_start_that_is_too_long_by_itself_is_a_portion_of_its_own() -> None:
    asked = asked_by_the_draw()

    portions = tuple(asked.portions(STARTS_AT_ONCE, largest=1))

    assert [len(portion.starts) for portion in portions] == [1] * len(asked.starts)


def test_what_starts_nothing_is_one_portion() -> None:
    asked = Directives(cycle="portions", stops=("postmaster/portions",))

    assert tuple(asked.portions(STARTS_AT_ONCE)) == (asked,)
