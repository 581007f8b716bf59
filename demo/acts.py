"""How each act is done: from an intention to the command that a real person would send, one small function each."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypedDict

from demo.papers import SECRETARIAT_SIDE, TRANSLATION
from demo.scene import Scene
from models.command import Command
from models.cycle import commands as cycle
from models.instruments import Cluster, Instrument
from models.people import Actor, Nominee, Role
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

FIRST_LANGUAGES = (Language.ENGLISH, Language.FRENCH, Language.SPANISH, Language.RUSSIAN)
"""Delivered in one go; the others follow."""

MEETING_IN_DAYS = (14.0, 35.0)


class Signed(TypedDict):
    """What every command carries."""

    actor: Actor
    command_id: str


def command_for(scene: Scene) -> Command | None:
    """Return the command that does what the scene's intention means, or None if there is nothing left to do."""
    return ACTS[scene.intention.action](scene)


def _signed(scene: Scene) -> Signed:
    return Signed(actor=scene.actor, command_id=scene.intention.command_id)


def _receive_nomination(scene: Scene) -> Command:
    seated = {seat.person for seat in scene.status.seats}
    point = next((each for each in scene.member.focal_points if each not in seated), scene.member.focal_points[0])
    people = [Nominee(person=point, role=Role.FOCAL_POINT)]
    if scene.happens(OBSERVER_TOO, "observer") and scene.member.observer not in seated:
        people.append(Nominee(person=scene.member.observer, role=Role.OBSERVER))
    return c.ReceiveNomination(**_signed(scene), note=scene.paper("note_verbale"), people=tuple(people))


def _name_experts(scene: Scene) -> Command | None:
    seated = {seat.person for seat in scene.status.seats}
    people = tuple(each for each in scene.member.experts if each not in seated)
    return c.NameExperts(**_signed(scene), note=scene.paper("note_verbale"), people=people) if people else None


def _approve_participant(scene: Scene) -> Command:
    return c.ApproveParticipant(**_signed(scene), person=scene.subject)


def _replace_participant(scene: Scene) -> Command | None:
    seats = [seat for seat in scene.status.seats if seat.state == scene.side and seat.role is Role.FOCAL_POINT]
    person = seats[-1].person if seats else ""
    successor = scene.member.successor_of(person)
    if successor is None:
        return None
    return c.ReplaceParticipant(**_signed(scene), note=scene.paper("note_verbale"), person=person, successor=successor)


def _remove_participant(scene: Scene) -> Command | None:
    """The second expert leaves."""
    experts = [seat.person for seat in scene.status.seats if seat.state == scene.side and seat.role is Role.EXPERT]
    if len(experts) < len(("the one who stays", "the one who leaves")):
        return None
    return c.RemoveParticipant(**_signed(scene), note=scene.paper("note_verbale"), person=experts[-1])


def _propose_consultation(scene: Scene) -> Command:
    days = scene.dice.between(*MEETING_IN_DAYS, scene.intention.party, "meeting")
    scene.memory.meeting_at = scene.now + max(timedelta(days=days), scene.shortest_notice)
    return c.ProposeConsultation(**_signed(scene), meeting_at=scene.memory.meeting_at)


def _accept_consultation(scene: Scene) -> Command:
    return c.AcceptConsultation(**_signed(scene))


def _hold_preliminary_consultation(scene: Scene) -> Command:
    return c.HoldPreliminaryConsultation(**_signed(scene), minutes=scene.paper("minutes", SECRETARIAT_SIDE))


def _set_working_language(scene: Scene) -> Command:
    own = scene.plan.state(scene.side).language
    languages = dict.fromkeys((own, Language.ENGLISH) if scene.happens(0.4, "second language") else (own,))
    return c.SetWorkingLanguage(**_signed(scene), languages=tuple(languages))


def _set_instrument_split(scene: Scene) -> Command | None:
    """Each instrument goes to the reviewers in turn, among those that may review it."""
    split: dict[str, list[Instrument]] = {}
    for turn, instrument in enumerate(scene.status.instruments):
        able = [each.state for each in scene.status.reviewers if instrument in each.instruments]
        if able:
            split.setdefault(able[turn % len(able)], []).append(instrument)
    if len(split) < len(("one reviewer", "another")):
        return None
    return c.SetInstrumentSplit(**_signed(scene), split={state: tuple(each) for state, each in split.items()})


def _draft_questionnaire_section(scene: Scene) -> Command | None:
    """The label of the wish ends in the instrument."""
    instrument = Instrument(scene.intention.label.rsplit(":", 1)[-1])
    if instrument not in scene.at_stage(Stage.SELF_ASSESSMENT):
        return None
    document = scene.paper("questionnaire_section")
    return c.DraftQuestionnaireSection(**_signed(scene), instrument=instrument, document=document)


def _receive_stakeholder_input(scene: Scene) -> Command:
    return c.ReceiveStakeholderInput(**_signed(scene), document=scene.paper("stakeholder_input"))


def _set_questionnaire_expected_date(scene: Scene) -> Command | None:
    expected = scene.memory.expected_on
    if expected is None:
        return None
    tomorrow = vienna_day(scene.now + scene.shortest_notice)
    return c.SetQuestionnaireExpectedDate(**_signed(scene), expected_on=max(expected, tomorrow))


def _submit_questionnaire(scene: Scene) -> Command:
    instruments = scene.instruments
    is_first = len(instruments) == len(scene.status.instruments)
    if is_first and len(instruments) > 1 and scene.happens(QUESTIONNAIRE_IN_PARTS, "in parts"):
        instruments = instruments[: len(instruments) // 2]
    return c.SubmitQuestionnaire(**_signed(scene), document=scene.paper("questionnaire"), instruments=instruments)


def _withdraw_questionnaire(scene: Scene) -> Command:
    return c.WithdrawQuestionnaire(**_signed(scene), reason="Simulated: a chapter was forgotten.")


def _file_questionnaire_addendum(scene: Scene) -> Command:
    return c.FileQuestionnaireAddendum(**_signed(scene), document=scene.paper("addendum"))


def _register_need(scene: Scene) -> Command:
    instrument = scene.dice.one_of(scene.status.instruments, scene.intention.party, "need")
    articles: tuple[int, ...] = ()
    if scene.status.phase:
        articles = scene.plan.loaded.mechanism.cluster(Cluster(scene.status.phase)).articles_of(instrument)
    article = scene.dice.one_of(articles or (1,), scene.intention.party, "article")
    return c.RegisterTechnicalAssistanceNeed(
        **_signed(scene), instrument=instrument, article=str(article), document=scene.paper("need")
    )


def _request_clarification(scene: Scene) -> Command | None:
    """About one instrument that is being reviewed or discussed."""
    open_to = scene.at_stage(Stage.DESK_REVIEW) or scene.at_stage(Stage.DIALOGUE)
    if not open_to:
        return None
    instrument = scene.dice.one_of(open_to, scene.intention.party, scene.intention.label)
    return c.RequestClarification(**_signed(scene), instrument=instrument, document=scene.paper("clarification"))


def _answer_clarification(scene: Scene) -> Command:
    return c.AnswerClarification(**_signed(scene), clarification=scene.subject, document=scene.paper("answer"))


def _submit_feedback(scene: Scene) -> Command:
    return c.SubmitFeedback(
        **_signed(scene),
        document=scene.paper("feedback"),
        instruments=scene.instruments,
        nothing_to_clarify=scene.happens(NOTHING_TO_CLARIFY, "nothing to clarify"),
    )


def _hold_dialogue_meeting(scene: Scene) -> Command:
    return c.HoldDialogueMeeting(**_signed(scene), note=scene.paper("meeting_note"))


def _conclude_dialogue(scene: Scene) -> Command:
    return c.ConcludeDialogue(**_signed(scene), instruments=scene.instruments)


def _propose_observations(scene: Scene) -> Command:
    return c.ProposeObservations(**_signed(scene), document=scene.paper("observations"), instruments=scene.instruments)


def _clear_observations(scene: Scene) -> Command:
    """Clear them, or ask for changes the first time."""
    untouched = scene.status.counts.get("changes_requested", 0) == 0
    if untouched and scene.intention.attempt == 0 and scene.happens(CHANGES, "changes"):
        return c.RequestChanges(**_signed(scene), document=scene.paper("change_request"), instruments=scene.instruments)
    return c.ClearObservations(**_signed(scene), instruments=scene.instruments)


def _draft_summary(scene: Scene) -> Command:
    return c.DraftSummary(**_signed(scene), document=scene.paper("summary"))


def _agree_summary(scene: Scene) -> Command:
    return c.AgreeSummary(**_signed(scene))


def _order_translation(scene: Scene) -> Command:
    return c.OrderTranslation(**_signed(scene), languages=tuple(Language))


def _deliver_translation(scene: Scene) -> Command | None:
    languages = [each for each in FIRST_LANGUAGES if each not in scene.memory.delivered]
    languages = languages or [each for each in Language if each not in scene.memory.delivered]
    deliveries = tuple(
        c.Delivery(language=each, document=scene.paper(TRANSLATION, SECRETARIAT_SIDE, each)) for each in languages
    )
    return c.DeliverTranslation(**_signed(scene), deliveries=deliveries) if deliveries else None


def _make_publication_choice(scene: Scene) -> Command:
    """For the list first, and for the summary where somebody wishes so."""
    what = PublishedDocument.LIST if scene.intention.is_owed else PublishedDocument.SUMMARY
    levels = {PublicationLevel.PARTIES: 6, PublicationLevel.PARTLY_PUBLIC: 2, PublicationLevel.PUBLIC: 2}
    if what is PublishedDocument.SUMMARY:
        levels = {PublicationLevel.PUBLIC: 1}
    level = scene.dice.one_of([each for each, weight in levels.items() for _ in range(weight)], scene.intention.party)
    return c.MakePublicationChoice(**_signed(scene), what=what, level=level)


def _share(scene: Scene) -> Command:
    return c.ShareWithWorkingGroups(**_signed(scene))


def _close_phase(scene: Scene) -> Command:
    return c.ClosePhase(**_signed(scene))


def _suspend_review(scene: Scene) -> Command:
    return c.SuspendReview(**_signed(scene), reason="Simulated: an emergency in the State under review.")


def _resume_review(scene: Scene) -> Command:
    return c.ResumeReview(**_signed(scene))


def _excuse_reviewer(scene: Scene) -> Command | None:
    excusal = scene.plan.excusal
    if excusal is None:
        return None
    return c.ExcuseReviewer(**_signed(scene), outgoing=excusal.outgoing, reason="Simulated: no answer to any reminder.")


def _draw_lots(scene: Scene) -> Command:
    return cycle.DrawLots(**_signed(scene), seed=scene.plan.seed)


def _launch_group(scene: Scene) -> Command:
    """The subject reads `group 2, phase 3`; the key of the obligation ends in the two numbers."""
    group, phase = scene.obligations[0].key.split(":")[1:]
    return cycle.LaunchGroup(**_signed(scene), group=int(group), phase=int(phase))


def _replace_reviewer(scene: Scene) -> Command | None:
    replacement = scene.plan.replacement
    if replacement is None:
        return None
    return cycle.ReplaceReviewer(
        **_signed(scene),
        under_review=replacement.under_review,
        outgoing=replacement.outgoing,
        incoming=replacement.incoming,
        reason="Simulated: no answer to any reminder.",
    )


def _join_instrument(scene: Scene) -> Command | None:
    accession = scene.plan.accession
    if accession is None:
        return None
    return cycle.JoinInstrument(
        **_signed(scene), state=accession.state, instrument=accession.instrument, joined_on=accession.joined_on
    )


ACTS: Mapping[str, Callable[[Scene], Command | None]] = {
    c.ReceiveNomination.name: _receive_nomination,
    c.NameExperts.name: _name_experts,
    c.ApproveParticipant.name: _approve_participant,
    c.ReplaceParticipant.name: _replace_participant,
    c.RemoveParticipant.name: _remove_participant,
    c.ProposeConsultation.name: _propose_consultation,
    c.AcceptConsultation.name: _accept_consultation,
    c.HoldPreliminaryConsultation.name: _hold_preliminary_consultation,
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
    c.OrderTranslation.name: _order_translation,
    c.DeliverTranslation.name: _deliver_translation,
    c.MakePublicationChoice.name: _make_publication_choice,
    c.ShareWithWorkingGroups.name: _share,
    c.ClosePhase.name: _close_phase,
    c.SuspendReview.name: _suspend_review,
    c.ResumeReview.name: _resume_review,
    c.ExcuseReviewer.name: _excuse_reviewer,
    cycle.DrawLots.name: _draw_lots,
    cycle.LaunchGroup.name: _launch_group,
    cycle.ReplaceReviewer.name: _replace_reviewer,
    cycle.JoinInstrument.name: _join_instrument,
}
"""How each action is done, by the name of its command. `launch_group` is the cycle's: a phase is launched by it."""
