"""One State with all four instruments, from the launch to the close, by commands."""

from datetime import date

import pytest

from models.instruments import Instrument
from models.people import SECRETARIAT, Actor, Nominee, Role
from models.phase import commands as c
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState
from models.register import Language
from rules.phase.aggregate import PHASE_REVIEW
from tests.build import (
    ALL,
    LAUNCH,
    OTHER,
    SAME,
    SUR,
    Play,
    document,
    expert,
    focal_point,
    mission,
    noon,
    phase_at,
    scheduled_phase,
)

SIDES = (SUR, SAME, OTHER)


def test_a_phase_runs_from_launch_to_close_with_everybody_s_consent() -> None:  # noqa: PLR0915 - one story, told whole
    play = Play(PHASE_REVIEW, scheduled_phase(), date(2020, 10, 2)).open()
    assert play.waiting == {"secretariat launch_group"}

    assert play.on(date(2020, 11, 2)).act(c.LaunchGroup, SECRETARIAT) == ("group_launched",)
    assert play.waiting == {f"{iso3} {act}" for iso3 in SIDES for act in ("receive_nomination", "name_experts")}

    play.on(date(2020, 11, 9))
    for iso3 in SIDES:
        people = (
            Nominee(person=f"{iso3.lower()}-fp-1", role=Role.FOCAL_POINT),
            Nominee(person=f"{iso3.lower()}-obs-1", role=Role.OBSERVER),
        )
        play.act(c.ReceiveNomination, mission(iso3), note=document(f"nv-{iso3}"), people=people)
        play.act(c.NameExperts, mission(iso3), note=document(f"nv2-{iso3}"), people=(f"{iso3.lower()}-ge-1",))
    assert play.waiting == {"secretariat approve_participant"}
    assert play.state.stage is Stage.NOMINATING

    happened: tuple[str, ...] = ()
    for seat in play.state.seats:
        happened = play.act(c.ApproveParticipant, SECRETARIAT, person=seat.person)
    assert "all_focal_points_named" not in happened
    assert play.state.stage is Stage.CONSULTING

    play.act(c.ProposeConsultation, focal_point(SAME), meeting_at=noon(date(2020, 11, 30)))
    assert play.waiting == {f"{SUR} accept_consultation", f"{OTHER} accept_consultation"}
    play.act(c.AcceptConsultation, focal_point(SUR))
    play.act(c.AcceptConsultation, focal_point(OTHER))
    assert play.waiting == {"secretariat hold_preliminary_consultation"}
    play.on(date(2020, 11, 30)).act(c.HoldPreliminaryConsultation, focal_point(SUR), minutes=document("minutes"))
    play.act(c.SetWorkingLanguage, focal_point(OTHER), languages=(Language.FRENCH, Language.ENGLISH, Language.FRENCH))
    play.act(c.SetInstrumentSplit, focal_point(SAME), split={SAME: ALL[:2], OTHER: ALL[2:]})
    assert play.state.working_languages == (Language.FRENCH, Language.ENGLISH)
    assert play.stages() == dict.fromkeys(ALL, Stage.SELF_ASSESSMENT)
    assert (play.state.launch_date, play.state.effective_start) == (LAUNCH, date(2020, 11, 30))

    for instrument in ALL:
        play.act(c.DraftQuestionnaireSection, expert(SUR), instrument=instrument, document=document("draft"))
    play.act(c.ReceiveStakeholderInput, focal_point(SUR), document=document("input"))
    play.on(date(2021, 5, 3)).act(c.SubmitQuestionnaire, focal_point(SUR), document=document("saq"))
    assert play.waiting == {f"{SAME} submit_feedback", f"{OTHER} submit_feedback"}

    play.on(date(2021, 9, 6))
    play.act(c.SubmitFeedback, focal_point(SAME), document=document("feedback-1"))
    assert play.waiting == {f"{OTHER} submit_feedback"}
    play.act(c.SubmitFeedback, focal_point(OTHER), document=document("feedback-2"))
    assert play.state.stage is Stage.DIALOGUE

    play.act(c.HoldDialogueMeeting, focal_point(SUR), note=document("meeting"))
    for iso3 in SIDES:
        play.act(c.ConcludeDialogue, focal_point(iso3))
    play.on(date(2021, 11, 8)).act(c.ProposeObservations, focal_point(SAME), document=document("observations"))
    for iso3 in SIDES[:2]:
        assert play.act(c.ClearObservations, focal_point(iso3)) == ("observations_cleared_by",)
    assert play.waiting == {f"{OTHER} clear_observations"}
    assert play.act(c.ClearObservations, focal_point(OTHER)) == ("observations_cleared_by", "observations_agreed")

    play.act(c.DraftSummary, focal_point(SAME), document=document("summary"))
    for iso3 in SIDES:
        happened = play.act(c.AgreeSummary, focal_point(iso3))
    assert happened == ("summary_agreed_by", "summary_agreed")
    play.act(c.MakePublicationChoice, focal_point(SUR), what=PublishedDocument.SUMMARY, level=PublicationLevel.PUBLIC)

    play.act(c.OrderTranslation, SECRETARIAT, languages=tuple(Language))
    for language in Language:
        assert play.state.stage is Stage.TRANSLATING
        delivery = c.Delivery(language=language, document=document(language))
        play.act(c.DeliverTranslation, SECRETARIAT, deliveries=(delivery,))
    assert play.waiting == {"secretariat share_with_working_groups"}

    play.act(c.ShareWithWorkingGroups, SECRETARIAT)
    assert play.waiting == {"secretariat close_phase"}
    play.on(date(2022, 6, 1)).act(c.ClosePhase, SECRETARIAT)

    assert play.state.stage is Stage.CLOSED
    assert play.state.closed_on == date(2022, 6, 1)
    assert play.waiting == set()
    counts = PHASE_REVIEW.status(play.state).counts
    assert (counts["drafted_sections"], counts["stakeholder_inputs"], counts["dialogue_meetings"]) == (4, 1, 1)


def test_the_ledger_alone_rebuilds_the_review() -> None:
    play = phase_at(Stage.CLOSED)

    assert play.rebuilt(scheduled_phase()) == play.state
    assert [entry.version for entry in play.entries] == list(range(1, len(play.entries) + 1))


def test_a_state_survives_the_journey_through_json() -> None:
    for stage in Stage:
        state = phase_at(stage).state

        assert PhaseReviewState.model_validate_json(state.model_dump_json()) == state


def test_the_close_is_reported_to_the_country_review_once() -> None:
    play = phase_at(Stage.CLOSED)

    relays = [relay for directives in play.asked for relay in directives.relays]

    assert [(relay.workflow_id, relay.command) for relay in relays] == [("country/untoc-1/FRA", "report_phase")]
    assert relays[0].payload["closed_on"] == "2022-06-02"
    assert not any(directives.starts for directives in play.asked)


@pytest.mark.parametrize("stage", list(Stage))
def test_the_status_says_where_the_review_stands(stage: Stage) -> None:
    play = phase_at(stage)

    status = PHASE_REVIEW.status(play.state)

    assert (status.workflow_id, status.kind, status.stage) == ("phase/untoc-1/FRA/1", "phase", stage.value)
    assert status.version == len(play.entries)
    assert [each.stage for each in status.tracks] == [each.stage.value for each in play.state.tracks]
    assert status.closed_on == (date(2022, 6, 2) if stage is Stage.CLOSED else None)
    assert {day.name for day in status.dates} >= {"launch_date"}
    assert status.model_validate_json(status.model_dump_json()) == status


def test_a_side_that_only_looks_on_is_told_so() -> None:
    play = phase_at(Stage.CONSULTING)
    observer = Actor(role=Role.OBSERVER, state=SUR, person="fra-obs-1")
    play.seat(observer)

    assert play.refusal(c.AcceptConsultation, observer) == "not_your_act"


def test_one_instrument_is_enough_for_a_whole_review() -> None:
    play = phase_at(Stage.CLOSED, scheduled_phase(instruments=(Instrument.UNTOC,)))

    assert play.stages() == {Instrument.UNTOC: Stage.SUMMARISING}
