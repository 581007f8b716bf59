"""How each act is done: from an intention to the command that a real person would send, one small function each."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from demo.coding import items_of
from demo.desk_acts import ACTS_OF_THE_SECRETARIAT
from demo.scene import Scene, signed
from models.command import Command
from models.instruments import Cluster, Instrument
from models.people import Nominee, Role
from models.phase import commands as c
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.stage import Stage
from models.register import Language
from rules.calendar.vienna import vienna_day

OBSERVER_TOO = 0.25
QUESTIONNAIRE_IN_PARTS = 0.15
NOTHING_TO_CLARIFY = 0.3
CHANGES = 0.25
"""Chance that a side asks for changes once before it clears observations."""

MEETING_IN_DAYS = (14.0, 35.0)


def command_for(scene: Scene) -> Command | None:
    """Return the command that does what the scene's intention means, or None if there is nothing left to do."""
    return ACTS[scene.intention.action](scene)


def _receive_nomination(scene: Scene) -> Command:
    seated = {seat.person for seat in scene.status.seats}
    point = next((each for each in scene.member.focal_points if each not in seated), scene.member.focal_points[0])
    people = [Nominee(person=point, role=Role.FOCAL_POINT)]
    if scene.happens(OBSERVER_TOO, "observer") and scene.member.observer not in seated:
        people.append(Nominee(person=scene.member.observer, role=Role.OBSERVER))
    return c.ReceiveNomination(**signed(scene), note=scene.paper("note_verbale"), people=tuple(people))


def _name_experts(scene: Scene) -> Command | None:
    seated = {seat.person for seat in scene.status.seats}
    people = tuple(each for each in scene.member.experts if each not in seated)
    return c.NameExperts(**signed(scene), note=scene.paper("note_verbale"), people=people) if people else None


def _replace_participant(scene: Scene) -> Command | None:
    seats = [seat for seat in scene.status.seats if seat.state == scene.side and seat.role is Role.FOCAL_POINT]
    person = seats[-1].person if seats else ""
    successor = scene.member.successor_of(person)
    if successor is None:
        return None
    return c.ReplaceParticipant(**signed(scene), note=scene.paper("note_verbale"), person=person, successor=successor)


def _remove_participant(scene: Scene) -> Command | None:
    """The second expert leaves."""
    experts = [seat.person for seat in scene.status.seats if seat.state == scene.side and seat.role is Role.EXPERT]
    if len(experts) < len(("the one who stays", "the one who leaves")):
        return None
    return c.RemoveParticipant(**signed(scene), note=scene.paper("note_verbale"), person=experts[-1])


def _propose_consultation(scene: Scene) -> Command:
    days = scene.dice.between(*MEETING_IN_DAYS, scene.intention.party, "meeting")
    scene.memory.meeting_at = scene.now + max(timedelta(days=days), scene.shortest_notice)
    return c.ProposeConsultation(**signed(scene), meeting_at=scene.memory.meeting_at)


def _accept_consultation(scene: Scene) -> Command:
    return c.AcceptConsultation(**signed(scene))


def _set_working_language(scene: Scene) -> Command:
    own = scene.plan.state(scene.side).language
    languages = dict.fromkeys((own, Language.ENGLISH) if scene.happens(0.4, "second language") else (own,))
    return c.SetWorkingLanguage(**signed(scene), languages=tuple(languages))


def _set_instrument_split(scene: Scene) -> Command | None:
    """Each instrument goes to the reviewers in turn, among those that may review it."""
    split: dict[str, list[Instrument]] = {}
    for turn, instrument in enumerate(scene.status.instruments):
        able = [each.state for each in scene.status.reviewers if instrument in each.instruments]
        if able:
            split.setdefault(able[turn % len(able)], []).append(instrument)
    if len(split) < len(("one reviewer", "another")):
        return None
    return c.SetInstrumentSplit(**signed(scene), split={state: tuple(each) for state, each in split.items()})


def _draft_questionnaire_section(scene: Scene) -> Command | None:
    """The label of the wish ends in the instrument."""
    instrument = Instrument(scene.intention.label.rsplit(":", 1)[-1])
    if instrument not in scene.at_stage(Stage.SELF_ASSESSMENT):
        return None
    document = scene.paper("questionnaire_section")
    return c.DraftQuestionnaireSection(**signed(scene), instrument=instrument, document=document)


def _receive_stakeholder_input(scene: Scene) -> Command:
    return c.ReceiveStakeholderInput(**signed(scene), document=scene.paper("stakeholder_input"))


def _set_questionnaire_expected_date(scene: Scene) -> Command | None:
    expected = scene.memory.expected_on
    if expected is None:
        return None
    tomorrow = vienna_day(scene.now + scene.shortest_notice)
    return c.SetQuestionnaireExpectedDate(**signed(scene), expected_on=max(expected, tomorrow))


def _submit_questionnaire(scene: Scene) -> Command:
    instruments = scene.instruments
    is_first = len(instruments) == len(scene.status.instruments)
    if is_first and len(instruments) > 1 and scene.happens(QUESTIONNAIRE_IN_PARTS, "in parts"):
        instruments = instruments[: len(instruments) // 2]
    return c.SubmitQuestionnaire(**signed(scene), document=scene.paper("questionnaire"), instruments=instruments)


def _withdraw_questionnaire(scene: Scene) -> Command:
    return c.WithdrawQuestionnaire(**signed(scene), reason="Simulated: a chapter was forgotten.")


def _file_questionnaire_addendum(scene: Scene) -> Command:
    return c.FileQuestionnaireAddendum(**signed(scene), document=scene.paper("addendum"))


def _register_need(scene: Scene) -> Command:
    instrument = scene.dice.one_of(scene.status.instruments, scene.intention.party, "need")
    articles: tuple[int, ...] = ()
    if scene.status.phase:
        articles = scene.plan.loaded.mechanism.cluster(Cluster(scene.status.phase)).articles_of(instrument)
    article = scene.dice.one_of(articles or (1,), scene.intention.party, "article")
    return c.RegisterTechnicalAssistanceNeed(
        **signed(scene), instrument=instrument, article=str(article), document=scene.paper("need")
    )


def _request_clarification(scene: Scene) -> Command | None:
    """About one instrument that is being reviewed or discussed."""
    open_to = scene.at_stage(Stage.DESK_REVIEW) or scene.at_stage(Stage.DIALOGUE)
    if not open_to:
        return None
    instrument = scene.dice.one_of(open_to, scene.intention.party, scene.intention.label)
    return c.RequestClarification(**signed(scene), instrument=instrument, document=scene.paper("clarification"))


def _answer_clarification(scene: Scene) -> Command:
    return c.AnswerClarification(**signed(scene), clarification=scene.subject, document=scene.paper("answer"))


def _submit_feedback(scene: Scene) -> Command:
    return c.SubmitFeedback(
        **signed(scene),
        document=scene.paper("feedback"),
        instruments=scene.instruments,
        nothing_to_clarify=scene.happens(NOTHING_TO_CLARIFY, "nothing to clarify"),
    )


def _hold_dialogue_meeting(scene: Scene) -> Command:
    return c.HoldDialogueMeeting(**signed(scene), note=scene.paper("meeting_note"))


def _conclude_dialogue(scene: Scene) -> Command:
    return c.ConcludeDialogue(**signed(scene), instruments=scene.instruments)


def _propose_observations(scene: Scene) -> Command:
    return c.ProposeObservations(
        **signed(scene), document=scene.paper("observations"), instruments=scene.instruments, items=items_of(scene)
    )


def _clear_observations(scene: Scene) -> Command:
    """Clear them, or ask for changes the first time."""
    untouched = scene.status.counts.get("changes_requested", 0) == 0
    if untouched and scene.intention.attempt == 0 and scene.happens(CHANGES, "changes"):
        return c.RequestChanges(**signed(scene), document=scene.paper("change_request"), instruments=scene.instruments)
    return c.ClearObservations(**signed(scene), instruments=scene.instruments)


def _draft_summary(scene: Scene) -> Command:
    return c.DraftSummary(**signed(scene), document=scene.paper("summary"))


def _agree_summary(scene: Scene) -> Command:
    return c.AgreeSummary(**signed(scene))


def _make_publication_choice(scene: Scene) -> Command:
    """For the list first, and for the summary where somebody wishes so."""
    what = PublishedDocument.LIST if scene.intention.is_owed else PublishedDocument.SUMMARY
    levels = {PublicationLevel.PARTIES: 6, PublicationLevel.PARTLY_PUBLIC: 2, PublicationLevel.PUBLIC: 2}
    if what is PublishedDocument.SUMMARY:
        levels = {PublicationLevel.PUBLIC: 1}
    level = scene.dice.one_of([each for each, weight in levels.items() for _ in range(weight)], scene.intention.party)
    return c.MakePublicationChoice(**signed(scene), what=what, level=level)


ACTS: Mapping[str, Callable[[Scene], Command | None]] = {
    **ACTS_OF_THE_SECRETARIAT,
    c.ReceiveNomination.name: _receive_nomination,
    c.NameExperts.name: _name_experts,
    c.ReplaceParticipant.name: _replace_participant,
    c.RemoveParticipant.name: _remove_participant,
    c.ProposeConsultation.name: _propose_consultation,
    c.AcceptConsultation.name: _accept_consultation,
    c.SetWorkingLanguage.name: _set_working_language,
    c.SetInstrumentSplit.name: _set_instrument_split,
    c.DraftQuestionnaireSection.name: _draft_questionnaire_section,
    c.ReceiveStakeholderInput.name: _receive_stakeholder_input,
    c.SetQuestionnaireExpectedDate.name: _set_questionnaire_expected_date,
    c.SubmitQuestionnaire.name: _submit_questionnaire,
    c.WithdrawQuestionnaire.name: _withdraw_questionnaire,
    c.FileQuestionnaireAddendum.name: _file_questionnaire_addendum,
    c.RegisterTechnicalAssistanceNeed.name: _register_need,
    c.RequestClarification.name: _request_clarification,
    c.AnswerClarification.name: _answer_clarification,
    c.SubmitFeedback.name: _submit_feedback,
    c.HoldDialogueMeeting.name: _hold_dialogue_meeting,
    c.ConcludeDialogue.name: _conclude_dialogue,
    c.ProposeObservations.name: _propose_observations,
    c.ClearObservations.name: _clear_observations,
    c.DraftSummary.name: _draft_summary,
    c.AgreeSummary.name: _agree_summary,
    c.MakePublicationChoice.name: _make_publication_choice,
}
"""How each action is done, by the name of its command."""
