"""Summary, translation, publication, sharing and closing (domain.md 3.3 steps 8 to 11, 3.4, 3.5)."""

from datetime import date

from models.phase import commands as c
from models.phase import events as e
from models.phase.stage import Stage
from models.phase.state import Filed, PhaseReviewState, Summary, Translation
from models.register import Language
from rules.admission import refuse
from rules.phase.turn import Turn


def draft_summary(state: PhaseReviewState, command: c.DraftSummary, turn: Turn) -> tuple[e.Event, ...]:
    """A reviewing State or the Secretariat puts a draft forward; a new draft starts agreement anew."""
    del state
    return (e.SummaryDrafted(by=turn.by, document=command.document),)


def agree_summary(state: PhaseReviewState, command: c.AgreeSummary, turn: Turn) -> tuple[e.Event, ...]:
    """A focal point agrees on behalf of its State."""
    del command
    if state.summary is None:
        refuse("nothing_drafted", "no summary has been put forward yet; draft one.")
    if turn.by in state.summary.agreed_by:
        refuse("already_agreed", f"{turn.by} has agreed to this summary; the others have not yet.")
    return (e.SummaryAgreedBy(by=turn.by),)


def order_translation(state: PhaseReviewState, command: c.OrderTranslation, turn: Turn) -> tuple[e.Event, ...]:
    """Order language versions that have not been ordered yet."""
    del turn
    ordered = {translation.language for translation in state.translations}
    wanted = tuple(language for language in dict.fromkeys(command.languages) if language not in ordered)
    if not wanted:
        refuse("already_ordered", f"{', '.join(command.languages)} has been ordered.")
    return (e.TranslationOrdered(languages=wanted),)


def deliver_translation(state: PhaseReviewState, command: c.DeliverTranslation, turn: Turn) -> tuple[e.Event, ...]:
    """Record finished versions of what was ordered."""
    del turn
    waiting = {translation.language for translation in state.translations if translation.delivered is None}
    for delivery in command.deliveries:
        if delivery.language not in waiting:
            refuse("not_ordered", f"no {delivery.language} version is on order; order it first.")
    delivered = {each.language for each in state.translations if each.delivered is not None}
    delivered |= {delivery.language for delivery in command.deliveries}
    return (e.TranslationDelivered(deliveries=command.deliveries, complete=delivered == set(Language)),)


def make_choice(state: PhaseReviewState, command: c.MakePublicationChoice, turn: Turn) -> tuple[e.Event, ...]:
    """The State under review chooses, and may choose again until the phase is closed."""
    del state, turn
    return (e.PublicationChoiceMade(what=command.what, level=command.level),)


def share(state: PhaseReviewState, command: c.ShareWithWorkingGroups, turn: Turn) -> tuple[e.Event, ...]:
    """Put the observations on the working groups' file, once."""
    del command, turn
    if state.shared_on is not None:
        refuse("already_shared", f"the observations were shared on {state.shared_on}.")
    return (e.SharedWithWorkingGroups(instruments=state.instruments),)


def close(state: PhaseReviewState, command: c.ClosePhase, turn: Turn) -> tuple[e.Event, ...]:
    """Close after sharing."""
    del command, turn
    if state.shared_on is None:
        refuse("not_shared", "share the observations with the working groups before closing the phase.")
    return (e.PhaseClosed(),)


def fold_drafted(state: PhaseReviewState, event: e.SummaryDrafted, on: date) -> PhaseReviewState:
    """The latest draft stands; agreements to an earlier one lapse."""
    return state.model_copy(update={"summary": Summary(document=event.document, drafted_by=event.by, drafted_on=on)})


def fold_agreed_by(state: PhaseReviewState, event: e.SummaryAgreedBy, on: date) -> PhaseReviewState:
    """Count the agreement."""
    del on
    if state.summary is None:
        return state
    agreed = state.summary.model_copy(update={"agreed_by": (*state.summary.agreed_by, event.by)})
    return state.model_copy(update={"summary": agreed})


def fold_agreed(state: PhaseReviewState, event: e.SummaryAgreed, on: date) -> PhaseReviewState:
    """The summary goes to translation."""
    del event
    if state.summary is None:
        return state
    agreed = state.summary.model_copy(update={"agreed_on": on})
    return state.model_copy(update={"summary": agreed, "stage": Stage.TRANSLATING})


def fold_ordered(state: PhaseReviewState, event: e.TranslationOrdered, on: date) -> PhaseReviewState:
    """Keep the orders."""
    orders = tuple(Translation(language=language, ordered_on=on) for language in event.languages)
    return state.model_copy(update={"translations": (*state.translations, *orders)})


def fold_delivered(state: PhaseReviewState, event: e.TranslationDelivered, on: date) -> PhaseReviewState:
    """Keep what came in; with all six languages the phase goes on to sharing."""
    documents = {delivery.language: delivery.document for delivery in event.deliveries}
    translations = tuple(
        each.model_copy(update={"delivered": Filed(document=documents[each.language], on=on)})
        if each.language in documents
        else each
        for each in state.translations
    )
    stage = Stage.SHARING if event.complete else state.stage
    return state.model_copy(update={"translations": translations, "stage": stage})


def fold_choice(state: PhaseReviewState, event: e.PublicationChoiceMade, on: date) -> PhaseReviewState:
    """Keep the choice."""
    del on
    return state.model_copy(update={"publication": {**state.publication, event.what.value: event.level.value}})


def fold_shared(state: PhaseReviewState, event: e.SharedWithWorkingGroups, on: date) -> PhaseReviewState:
    """Keep the day."""
    del event
    return state.model_copy(update={"shared_on": on})


def fold_closed(state: PhaseReviewState, event: e.PhaseClosed, on: date) -> PhaseReviewState:
    """The phase is over."""
    del event
    return state.model_copy(update={"stage": Stage.CLOSED, "closed_on": on})


def still_to_agree(state: PhaseReviewState) -> tuple[str, ...]:
    """The sides whose focal point has not agreed to the summary."""
    agreed = state.summary.agreed_by if state.summary else ()
    return tuple(iso3 for iso3 in state.sides if iso3 not in agreed)


def missing_languages(state: PhaseReviewState) -> tuple[Language, ...]:
    """The languages that have not been ordered."""
    ordered = {translation.language for translation in state.translations}
    return tuple(language for language in Language if language not in ordered)
