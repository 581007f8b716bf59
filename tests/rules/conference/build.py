"""The track of a Conference in tests: the thirteenth session, in October 2026, reporting on two and a half years."""

from datetime import date
from typing import Any

from models.conference import commands as c
from models.conference.observers import ObserverApplication, ObserverStatus
from models.conference.state import ConferenceState, ReviewFigures
from models.dialogue.application import Votes
from models.people import SECRETARIAT, SYSTEM, Actor, Role
from models.phase.commands import Delivery
from models.register import Language, Region
from models.stakeholders import Applicant, OrganisationKind
from rules.conference.aggregate import CONFERENCE
from tests.build import CLOCK, CYCLE, document, procedure
from tests.story import Story

Track = Story[ConferenceState]

STARTS, ENDS = date(2026, 10, 12), date(2026, 10, 16)
PERIOD_STARTS, CUT_OFF = date(2024, 4, 15), date(2026, 4, 12)
PLANNED = date(2026, 1, 5)
LAST_LIST = date(2026, 9, 12)
"""Thirty days before; a Saturday, and no later for that."""
PARTIES = ("FRA", "KEN", "PER")

BUREAU = Actor(role=Role.EXTENDED_BUREAU, person="bureau-1")
UNIT = Actor(role=Role.CIVIL_SOCIETY_UNIT)
FIGURES = ReviewFigures(clusters=1, reviews=10, published=40)
OTHERS = tuple(language for language in Language if language is not Language.ENGLISH)


def first_state(**changes: Any) -> ConferenceState:
    """The state that the cycle begins the track with."""
    return ConferenceState(
        cycle=CYCLE,
        clock=CLOCK,
        procedure=changes.pop("procedure", procedure()),
        number=13,
        starts=STARTS,
        ends=ENDS,
        parties=PARTIES,
        period_starts=PERIOD_STARTS,
    ).model_copy(update=changes)


def planned(**changes: Any) -> Track:
    """The track has begun."""
    return Story(CONFERENCE, first_state(**changes), PLANNED).open()


def compiled() -> Track:
    """The draft is there."""
    track = planned().on(date(2026, 4, 13))
    track.act(c.CompileReport, SECRETARIAT)
    answer(track)
    return track


def answer(track: Track, number: int | None = None) -> tuple[str, ...]:
    """The program reports data and draft."""
    return track.act(
        c.RecordCompilation,
        SYSTEM,
        number=number or track.state.asked,
        data=document("data"),
        draft=document("draft"),
        figures=FIGURES,
    )


def finalised() -> Track:
    """The English text is final."""
    track = compiled().on(date(2026, 5, 11))
    track.act(c.FinaliseReport, SECRETARIAT)
    return track


def translated() -> Track:
    """Six languages are there."""
    track = finalised()
    track.act(c.OrderTranslation, SECRETARIAT)
    track.on(date(2026, 7, 1)).act(c.DeliverTranslation, SECRETARIAT, deliveries=deliveries())
    return track


def issued() -> Track:
    """The report is a document of the Conference."""
    track = translated()
    track.act(c.IssueReport, SECRETARIAT, symbol="CTOC/COP/2026/2")
    return track


def considered() -> Track:
    """The Conference has had it."""
    track = issued().on(STARTS)
    track.act(c.ConsiderReport, SECRETARIAT, on=STARTS)
    return track


def closed() -> Track:
    """The track is over."""
    track = considered().on(ENDS)
    track.act(c.CloseConference, SECRETARIAT)
    return track


def deliveries(*languages: Language) -> tuple[Delivery, ...]:
    """Finished versions, in all other languages if none is named."""
    return tuple(Delivery(language=each, document=document(f"report-{each}")) for each in languages or OTHERS)


def organisation(number: int, *, is_observer: bool = False, **changes: Any) -> Applicant:
    """An account of a non-governmental organisation."""
    return Applicant(
        stakeholder=f"s-{number}", kind=OrganisationKind.NGO, region=Region.AFRICAN, is_observer=is_observer
    ).model_copy(update=changes)


def stakeholder(number: int) -> Actor:
    """The account itself."""
    return Actor(role=Role.STAKEHOLDER, person=f"s-{number}")


def member(iso3: str) -> Actor:
    """A member of the Bureau, for its State."""
    return Actor(role=Role.EXTENDED_BUREAU, state=iso3, person=f"bureau-{iso3}")


def applied(track: Track, *numbers: int, is_observer: bool = False) -> Track:
    """Organisations apply by themselves."""
    for number in numbers:
        applicant = organisation(number, is_observer=is_observer)
        track.act(c.ApplyForObserverStatus, stakeholder(number), applicant=applicant)
    return track


def listed(*numbers: int, window_ends: date = date(2026, 9, 25)) -> Track:
    """A list with these organisations has been circulated."""
    track = applied(planned().on(date(2026, 8, 3)), *numbers).on(date(2026, 9, 1))
    track.act(c.CirculateObservers, SECRETARIAT, window_ends=window_ends)
    return track


def disputed() -> Track:
    """A State objects to one organisation."""
    track = listed(1)
    track.act(c.ObjectToObserver, member("FRA"), application="o-1", state="FRA")
    return track


def votes(in_favour: int, against: int) -> Votes:
    """A vote of the Conference."""
    return Votes(in_favour=in_favour, against=against)


def of(track: Track, application: str) -> ObserverApplication:
    """An application as it stands."""
    return track.state.observers[application]


def standing(track: Track) -> dict[str, ObserverStatus]:
    """Every application with its status."""
    return {key: each.status for key, each in track.state.observers.items()}
