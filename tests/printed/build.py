"""Draws to print: a small one that is counted, the real register, and one with amendments."""

import copy
import re
import zlib
from collections.abc import Sequence
from functools import cache
from typing import Any

from models.amendment import Amendment
from models.drawing import commands as c
from models.drawing.events import PairingAmended
from models.instruments import Instrument
from models.lots import LotsInputs, LotsPolicy, LotsState
from models.people import SECRETARIAT
from models.register import Region
from printed.record import Occasion, Record
from printed.scribe import record_of
from printed.transcript import hash_of, read_transcript
from rules.drawing.aggregate import DRAWING_OF_LOTS
from rules.drawing.seal import entropy, inputs_of
from rules.lots.standing import record_of as amendment_record
from rules.lots.transcript import transcript_of
from tests.build import mission, untoc
from tests.rules.drawing.build import Drawing, note, pair, provisional, supplied

SEED = "ab" * 32
GIVEN: tuple[dict[str, str | int], ...] = ({"source": "given", "value": SEED},)
ALL = tuple(Instrument)
NO_OCCASION = Occasion()


def names() -> dict[str, str]:
    """The names of the shipped mechanism's States."""
    return {state.iso3: state.name for state in untoc().register.states}


@cache
def _small() -> dict[str, Any]:
    regions = (Region.AFRICAN, Region.WEOG)
    joined = {"FRA": ALL, "KEN": ALL, "DEU": ALL[:2], "AUT": ALL, "GHA": ALL, "MLI": ALL[:3], "BEL": ALL}
    states = tuple(
        LotsState(iso3=iso3, region=regions[iso3 in ("FRA", "DEU", "AUT", "BEL")], instruments=instruments)
        for iso3, instruments in joined.items()
    )
    inputs = LotsInputs(
        states=states,
        policy=LotsPolicy(reviewer_max=3),
        deferrals=("GHA",),
        volunteers=("BEL",),
        earlier_load={"MLI": 1},
    )
    return transcript_of(inputs, GIVEN)


def small() -> dict[str, Any]:
    """Seven States of two regions, with gaps, a deferral, a volunteer, earlier load; a rehearsal."""
    return copy.deepcopy(_small())


@cache
def real() -> dict[str, Any]:
    """Every State party of the shipped mechanism."""
    states = tuple(
        LotsState(iso3=each.iso3, region=each.region, instruments=each.instruments)
        for each in untoc().register.states
        if each.instruments
    )
    return transcript_of(LotsInputs(states=states), GIVEN)


def hashed(record: dict[str, Any]) -> dict[str, Any]:
    """The record with hashes that fit it, as a forger would make them."""
    record["inputs_sha256"] = hash_of(record["inputs"])
    record["sha256"] = hash_of({name: value for name, value in record.items() if name != "sha256"})
    return record


@cache
def _amended() -> Drawing:
    story = provisional()
    for iso3 in ("PAA", "QBB"):
        story.act(c.RequestRedraw, mission(iso3), state=iso3, reviewer=pair(story, iso3)[1], note=note())
        story.act(c.DrawAgain, SECRETARIAT, change=story.state.changes[0].id, supplied=supplied())
    story.act(
        c.ReplaceReviewer,
        SECRETARIAT,
        under_review="RCC",
        outgoing=pair(story, "RCC")[0],
        reason="Its authority was dissolved.",
    )
    story.act(c.DrawAgain, SECRETARIAT, change=story.state.changes[0].id, supplied=supplied())
    return story


def amended() -> tuple[dict[str, Any], list[dict[str, Any]], Drawing]:
    """A transcript, three amendments as their file has them, and the drawing that they are of."""
    story = _amended().copy()
    transcript = transcript_of(inputs_of(story.state), entropy(story.state))
    return transcript, [amendment_record(each) | {"sha256": each.sha256} for each in amendments_of(story)], story


def amendments_of(story: Drawing) -> tuple[Amendment, ...]:
    """Every amendment of a drawing."""
    events = (DRAWING_OF_LOTS.codec.read(each.type, each.data) for each in story.entries)
    return tuple(each.amendment for each in events if isinstance(each, PairingAmended))


def record(
    transcript: dict[str, Any], amendments: Sequence[Amendment] = (), occasion: Occasion = NO_OCCASION
) -> Record:
    """The record of a transcript, with the names of the shipped mechanism."""
    return record_of(read_transcript(transcript), amendments, names(), occasion)


def written_in(pdf: bytes) -> str:
    """Every piece of text in a PDF whose fonts are those of every reader, in the order of its pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    pieces: list[str] = []
    for stream in streams:
        try:
            content = zlib.decompress(stream)
        except zlib.error:
            continue
        found = re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", content, re.DOTALL)
        pieces += [re.sub(rb"\\(.)", rb"\1", piece, flags=re.DOTALL).decode("cp1252") for piece in found]
    return "\n".join(pieces)
