"""Recommendations on the review: collected over two years, put together for the Conference."""

from datetime import date

from models.conference import commands as c
from models.dialogue.commands import CountryOverride
from models.people import SECRETARIAT
from tests.build import document
from tests.rules.conference.build import Track, closed, planned

OVERRIDE = CountryOverride(states=("KEN",), reason="a place of meeting")


def added(track: Track, name: str, source: str = "firearms") -> tuple[str, ...]:
    return track.act(c.AddRecommendation, SECRETARIAT, source=source, topic="tracing", document=document(name))


def test_recommendations_are_numbered_and_compiled_together() -> None:
    track = planned()
    added(track, "one")
    added(track, "two", source="firearms-2025")

    track.act(c.CompileRecommendations, SECRETARIAT, document=document("all"))

    assert list(track.state.recommendations) == ["r-1", "r-2"]
    assert track.state.compiled == ("r-1", "r-2")
    assert track.state.compilation == document("all")


def test_the_same_document_is_not_added_twice() -> None:
    track = planned()
    added(track, "one")
    said = {"source": "firearms", "topic": "tracing", "document": document("one")}

    assert track.refusal(c.AddRecommendation, SECRETARIAT, **said) == "recommendation_twice"
    assert track.refusal(c.AddRecommendation, SECRETARIAT, **{**said, "topic": "marking"}) == "not refused"


def test_nothing_is_compiled_of_nothing() -> None:
    assert planned().refusal(c.CompileRecommendations, SECRETARIAT, document=document()) == "nothing_to_compile"


def test_what_comes_later_waits_for_another_compilation() -> None:
    track = planned()
    added(track, "one")
    track.act(c.CompileRecommendations, SECRETARIAT, document=document("all"))
    assert not {duty.action for duty in track.aggregate.status(track.state).obligations} & {"compile_recommendations"}

    added(track.on(date(2026, 3, 1)), "two")

    (duty,) = (each for each in track.aggregate.status(track.state).obligations if each.action.endswith("ations"))
    assert duty.since == date(2026, 3, 1)


def test_a_recommendation_that_names_a_state_says_which_and_why() -> None:
    track = planned()
    said = {"source": "firearms", "topic": "tracing", "document": document("one"), "override": OVERRIDE}

    assert track.act(c.AddRecommendation, SECRETARIAT, **said) == ("country_reference_allowed", "recommendation_added")
    happened = track.act(c.CompileRecommendations, SECRETARIAT, document=document("all"), override=OVERRIDE)
    assert happened == ("country_reference_allowed", "recommendations_compiled")


def test_nothing_is_added_to_a_track_that_is_over() -> None:
    said = {"source": "firearms", "topic": "tracing", "document": document("one")}

    assert closed().refusal(c.AddRecommendation, SECRETARIAT, **said) == "wrong_stage"
