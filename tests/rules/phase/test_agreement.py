"""Observations and summary stand when every focal point has consented; anyone may send them back."""

from datetime import date

import pytest

from models.command import Command
from models.people import SECRETARIAT
from models.phase import commands as c
from models.phase.choices import PublicationLevel, PublishedDocument
from models.phase.stage import Stage
from models.register import Language
from tests.build import ALL, OTHER, SAME, SUR, Play, document, focal_point, phase_at

UNTOC, TIP, SOM, FA = ALL
SIDES = (SUR, SAME, OTHER)


@pytest.mark.parametrize("last", SIDES)
def test_observations_are_agreed_when_the_last_focal_point_clears_whoever_it_is(last: str) -> None:
    play = phase_at(Stage.AGREEING)
    for iso3 in (*(each for each in SIDES if each != last), last):
        assert play.state.stage is Stage.AGREEING
        play.act(c.ClearObservations, focal_point(iso3))

    assert play.state.stage is Stage.SUMMARISING
    assert {track.agreed_on for track in play.state.tracks} == {play.today}


@pytest.mark.parametrize("side", SIDES)
def test_any_focal_point_sends_observations_back_and_every_clearance_lapses(side: str) -> None:
    play = phase_at(Stage.AGREEING)
    play.act(c.ClearObservations, focal_point(SUR))
    play.act(c.ClearObservations, focal_point(SAME))
    assert play.refusal(c.ClearObservations, focal_point(SUR)) == "already_cleared"

    play.act(c.RequestChanges, focal_point(side), document=document("changes"))
    assert {(track.cleared_by, track.proposals) for track in play.state.tracks} == {((), ())}
    assert play.waiting == {f"{SAME} propose_observations", f"{OTHER} propose_observations"}
    play.act(c.ProposeObservations, focal_point(OTHER), document=document("second round"))

    assert play.waiting == {f"{iso3} clear_observations" for iso3 in SIDES}
    assert {track.changes_requested for track in play.state.tracks} == {1}
    assert {proposal.by for track in play.state.tracks for proposal in track.proposals} == {OTHER}


def test_a_second_round_is_reminded_of_from_the_day_it_began() -> None:
    play = phase_at(Stage.AGREEING)
    play.live_until(date(2022, 5, 10))
    play.act(c.RequestChanges, focal_point(SUR), document=document("changes"))

    duty = play.owed("propose_observations", SAME)

    assert duty.due is not None
    assert (duty.since, duty.due.date) == (date(2022, 5, 10), date(2022, 2, 16))
    assert play.live_until(date(2022, 5, 31)) == []
    assert [each.rung for each in play.live_until(date(2022, 6, 1))] == ["+3m", "+3m"]


def test_a_new_draft_starts_agreement_anew() -> None:
    play = phase_at(Stage.SUMMARISING)
    assert play.refusal(c.AgreeSummary, focal_point(SUR)) == "nothing_drafted"
    play.act(c.DraftSummary, focal_point(SAME), document=document("first"))
    for iso3 in SIDES[:2]:
        play.act(c.AgreeSummary, focal_point(iso3))
    assert play.refusal(c.AgreeSummary, focal_point(SUR)) == "already_agreed"

    play.act(c.DraftSummary, SECRETARIAT, document=document("second"))

    assert play.state.stage is Stage.SUMMARISING
    assert play.waiting >= {f"{iso3} agree_summary" for iso3 in SIDES}


def test_sharing_waits_for_all_six_languages() -> None:
    play = phase_at(Stage.TRANSLATING)
    play.act(c.OrderTranslation, SECRETARIAT, languages=tuple(Language)[:5])
    assert play.refusal(c.OrderTranslation, SECRETARIAT, languages=(Language.ARABIC,)) == "already_ordered"

    def delivery(language: Language) -> c.Delivery:
        return c.Delivery(language=language, document=document(language))

    play.act(c.DeliverTranslation, SECRETARIAT, deliveries=tuple(map(delivery, tuple(Language)[:5])))
    assert play.state.stage is Stage.TRANSLATING
    assert play.waiting == {"secretariat order_translation", "FRA make_publication_choice"}
    late = (delivery(Language.SPANISH),)
    assert play.refusal(c.DeliverTranslation, SECRETARIAT, deliveries=late) == "not_ordered"
    assert play.refusal(c.ShareWithWorkingGroups, SECRETARIAT) == "wrong_stage"
    play.act(c.OrderTranslation, SECRETARIAT, languages=tuple(Language))
    assert play.entries[-1].data["languages"] == ["es"]
    play.act(c.DeliverTranslation, SECRETARIAT, deliveries=late)

    assert play.state.stage is Stage.SHARING
    assert {each.language for each in play.state.translations if each.delivered} == set(Language)


def test_a_phase_is_shared_once_and_then_closed() -> None:
    play = phase_at(Stage.SHARING)
    assert play.refusal(c.ClosePhase, SECRETARIAT) == "not_shared"
    play.act(c.ShareWithWorkingGroups, SECRETARIAT)

    assert play.refusal(c.ShareWithWorkingGroups, SECRETARIAT) == "already_shared"
    assert play.entries[-1].data["instruments"] == [each.value for each in ALL]


def test_the_state_under_review_chooses_and_may_choose_again() -> None:
    play = phase_at(Stage.AGREEING)

    def choose(what: PublishedDocument, level: PublicationLevel) -> None:
        play.act(c.MakePublicationChoice, focal_point(SUR), what=what, level=level)

    choose(PublishedDocument.LIST, PublicationLevel.PARTIES)
    choose(PublishedDocument.SUMMARY, PublicationLevel.PUBLIC)
    choose(PublishedDocument.LIST, PublicationLevel.PARTLY_PUBLIC)

    assert play.state.publication == {"list_of_observations": "partly_public", "summary": "public"}


def test_nothing_is_published_by_silence() -> None:
    assert phase_at(Stage.CLOSED).state.publication == {}


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("command", [c.ClearObservations, c.AgreeSummary, c.ConcludeDialogue])
def test_consent_is_never_the_secretariat_s(command: type[Command], stage: Stage) -> None:
    code = phase_at(stage).refusal(command, SECRETARIAT)

    assert code == ("review_closed" if stage is Stage.CLOSED else "not_your_act")


def consultation(play: Play, *, accepted_by: tuple[str, ...]) -> Play:
    play.act(c.ProposeConsultation, SECRETARIAT, meeting_at="2020-12-10T10:00:00+01:00")
    for iso3 in accepted_by:
        play.act(c.AcceptConsultation, focal_point(iso3))
    return play


def test_a_focal_point_records_the_consultation_only_if_every_side_accepted_it() -> None:
    minutes = document("minutes")
    bare = phase_at(Stage.CONSULTING)
    half = consultation(phase_at(Stage.CONSULTING), accepted_by=SIDES[:2])
    whole = consultation(phase_at(Stage.CONSULTING), accepted_by=SIDES)

    assert bare.refusal(c.HoldPreliminaryConsultation, focal_point(SUR), minutes=minutes) == "not_accepted_by_all"
    assert half.refusal(c.HoldPreliminaryConsultation, focal_point(SUR), minutes=minutes) == "not_accepted_by_all"
    assert half.refusal(c.HoldPreliminaryConsultation, SECRETARIAT, minutes=minutes) == "not refused"
    assert whole.refusal(c.HoldPreliminaryConsultation, focal_point(OTHER), minutes=minutes) == "not refused"


def test_a_side_accepts_a_moment_once_and_a_new_proposal_starts_anew() -> None:
    play = phase_at(Stage.CONSULTING)
    assert play.refusal(c.AcceptConsultation, focal_point(SUR)) == "nothing_proposed"
    consultation(play, accepted_by=SIDES)
    assert play.refusal(c.AcceptConsultation, focal_point(SUR)) == "already_accepted"

    play.act(c.ProposeConsultation, focal_point(SAME), meeting_at="2021-01-14T10:00:00+01:00")

    assert play.waiting == {f"{SUR} accept_consultation", f"{OTHER} accept_consultation"}


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("2020-11-10T12:59:59+01:00", "date_in_past"),
        ("2020-11-10T13:00:00+01:00", "date_in_past"),
        ("2020-11-10T13:00:01+01:00", "not refused"),
        ("2021-01-14T10:00:00", "time_zone_missing"),
        ("2201-01-14T10:00:00+01:00", "date_too_far"),
        ("9999-12-31T23:59:59-12:00", "date_too_far"),
        ("0001-01-01T00:00:00+14:00", "date_in_past"),
    ],
)
def test_a_consultation_is_proposed_for_a_moment_to_come(moment: str, code: str) -> None:
    play = phase_at(Stage.CONSULTING).on(date(2020, 11, 10))

    assert play.refusal(c.ProposeConsultation, focal_point(SUR), meeting_at=moment) == code


@pytest.mark.parametrize(
    ("split", "code"),
    [
        ({SAME: ALL[:2], OTHER: ALL[2:]}, "not refused"),
        ({"KEN": ALL}, "not_a_reviewer"),
        ({SUR: ALL}, "not_a_reviewer"),
    ],
)
def test_work_is_divided_among_the_reviewers(split: dict[str, tuple[str, ...]], code: str) -> None:
    assert phase_at(Stage.CONSULTING).refusal(c.SetInstrumentSplit, focal_point(SAME), split=split) == code
