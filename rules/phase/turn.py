"""One act at one moment: what every decision of a phase review is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from models.instruments import Instrument
from models.people import Actor, Role
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Track
from rules.admission import refuse
from rules.calendar.due import add_months

SECRETARIAT_SIDE = "SECRETARIAT"

FARTHEST_YEARS = 30
"""How far ahead a person may date something, three times the length of a cycle. Reminders follow an expected date, so a
slip of the pen (2201 for 2021) would silence them for good (DESIGN)."""


@dataclass(frozen=True, slots=True)
class Turn:
    """The moment of an act: `now` is a calendar instant, `today` its day in Vienna."""

    actor: Actor
    now: datetime
    today: date

    @property
    def by(self) -> str:
        """The side that acts: a State's ISO3 code, or `SECRETARIAT`.

        The Secretariat names a State when it enters that State's note verbale; it never consents on its behalf.
        """
        if self.actor.role in {Role.SECRETARIAT, Role.SYSTEM}:
            return SECRETARIAT_SIDE
        return self.actor.state or SECRETARIAT_SIDE


def check_not_too_far(turn: Turn, day: date) -> None:
    """Refuse a day that can only be a slip of the pen."""
    farthest = add_months(turn.today, 12 * FARTHEST_YEARS)
    if day > farthest:
        refuse("date_too_far", f"{day} is more than {FARTHEST_YEARS} years ahead; look at the year.")


def chosen_tracks(
    state: PhaseReviewState, turn: Turn, instruments: tuple[Instrument, ...], stages: frozenset[Stage]
) -> tuple[Track, ...]:
    """Return the tracks that an act is about.

    Named instruments are checked one by one; none named means all that the side may act upon at these stages.
    """
    for instrument in instruments:
        checked_track(state, turn, instrument, stages)
    wanted = [track for track in state.tracks if not instruments or track.instrument in instruments]
    chosen = tuple(track for track in wanted if track.stage in stages and covers(state, turn, track.instrument))
    if not chosen:
        own = [track for track in state.tracks if covers(state, turn, track.instrument)]
        stands = ", ".join(f"{track.instrument} at {track.stage}" for track in own)
        refuse("wrong_stage", f"this can be done in {_names(stages)}; of {turn.by}'s instruments stand {stands}.")
    return chosen


def checked_track(state: PhaseReviewState, turn: Turn, instrument: Instrument, stages: frozenset[Stage]) -> Track:
    """Return the track of `instrument` if the side may act upon it at its stage."""
    track = state.track(instrument)
    if track is None:
        refuse(
            "instrument_not_under_review",
            f"{state.state} is not reviewed on {instrument} in this phase; its instruments are "
            f"{', '.join(state.instruments)}.",
        )
    if not covers(state, turn, instrument):
        refuse(
            "instrument_outside_assignment",
            f"{turn.by} does not review {instrument} here; name only instruments of your own assignment.",
        )
    if track.stage not in stages:
        refuse("wrong_stage", f"{instrument}: {_stage_sentence(track.stage, stages)}")
    return track


def covers(state: PhaseReviewState, turn: Turn, instrument: Instrument) -> bool:
    """Whether the acting side has anything to do with `instrument`: a supplementary reviewer only with its own."""
    if turn.actor.role in {Role.SECRETARIAT, Role.SYSTEM} or turn.actor.state == state.state:
        return True
    return turn.actor.state in state.reviewers_of(instrument)


def sides_of(state: PhaseReviewState, instrument: Instrument) -> tuple[str, ...]:
    """The States whose focal points must agree on one instrument."""
    return (state.state, *state.reviewers_of(instrument))


def line_of(state: PhaseReviewState, iso3: str) -> frozenset[str]:
    """A reviewing State with those whose place it took: what they submitted counts as its own."""
    reviewer = state.reviewer(iso3)
    return frozenset({iso3, *(reviewer.succeeds if reviewer else ())})


def with_tracks(
    state: PhaseReviewState, instruments: tuple[Instrument, ...], change: Mapping[str, Any]
) -> PhaseReviewState:
    """Return the state with the same change made to each of these tracks."""
    return state.model_copy(
        update={
            "tracks": tuple(
                track.model_copy(update=dict(change)) if track.instrument in instruments else track
                for track in state.tracks
            )
        }
    )


def _stage_sentence(stage: Stage, stages: frozenset[Stage]) -> str:
    return f"this can be done in {_names(stages)}; the review stands at {stage}."


def _names(stages: frozenset[Stage]) -> str:
    return " or ".join(sorted((each.value for each in stages), key=lambda value: Stage(value).order))
