"""What working groups recommend and dialogues observe on the review, put together for the Conference (domain.md 5)."""

from datetime import date

from models.conference import commands as c
from models.conference import events as e
from models.conference.state import ConferenceState, Recommendation
from rules.admission import refuse
from rules.conference.turn import Turn, names_of


def add(state: ConferenceState, command: c.AddRecommendation, turn: Turn) -> tuple[e.Event, ...]:
    """Take one in."""
    for each in state.recommendations.values():
        if (each.source, each.topic, each.document) == (command.source, command.topic, command.document):
            refuse("recommendation_twice", f"{each.id} is this document of {each.source} on {each.topic}.")
    added = Recommendation(
        id=f"r-{len(state.recommendations) + 1}",
        source=command.source,
        topic=command.topic,
        document=command.document,
        added_on=turn.today,
    )
    event = e.RecommendationAdded(recommendation=added, names=names_of(command.override))
    if command.override is None:
        return (event,)
    return (e.CountryReferenceAllowed(document=command.document, override=command.override), event)


def compile_all(state: ConferenceState, command: c.CompileRecommendations, turn: Turn) -> tuple[e.Event, ...]:
    """Put them together, or together anew."""
    del turn
    if not state.recommendations:
        refuse("nothing_to_compile", "no recommendation has come in: add them first.")
    event = e.RecommendationsCompiled(
        document=command.document,
        recommendations=tuple(state.recommendations),
        names=names_of(command.override),
    )
    if command.override is None:
        return (event,)
    return (e.CountryReferenceAllowed(document=command.document, override=command.override), event)


def fold_added(state: ConferenceState, event: e.RecommendationAdded) -> ConferenceState:
    """One more."""
    added = event.recommendation
    return state.model_copy(update={"recommendations": {**state.recommendations, added.id: added}})


def fold_compiled(state: ConferenceState, event: e.RecommendationsCompiled, on: date) -> ConferenceState:
    """The latest document stands."""
    return state.model_copy(
        update={"compilation": event.document, "compiled": event.recommendations, "compiled_on": on}
    )
