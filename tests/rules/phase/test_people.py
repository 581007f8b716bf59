"""People come, are approved, are replaced and leave by note verbale, in every live stage; tasks go to the successor."""

from datetime import date

import pytest

from models.people import SECRETARIAT, Actor, Nominee, Role
from models.phase import commands as c
from models.phase.stage import LIVE, Stage
from rules.phase.obligations import obligations
from tests.build import OTHER, SAME, STRANGER, SUR, Play, days, document, expert, focal_point, mission, person, phase_at

LIVE_STAGES = [stage for stage in Stage if stage in LIVE]
NOTE = document("nv")


def nominate(play: Play, side: Actor, *people: tuple[str, Role]) -> None:
    nominees = tuple(Nominee(person=name, role=role) for name, role in people)
    play.act(c.ReceiveNomination, side, note=NOTE, people=nominees)


@pytest.mark.parametrize("stage", LIVE_STAGES)
def test_a_new_focal_point_takes_the_seat_and_acts_once_approved(stage: Stage) -> None:
    play = phase_at(stage)
    nominate(play, mission(SUR), ("fra-fp-2", Role.FOCAL_POINT))
    if stage is not Stage.NOMINATING:
        assert play.refusal(c.SetWorkingLanguage, focal_point(SUR), languages=("fr",)) == "not_a_participant"
    assert play.refusal(c.SetWorkingLanguage, focal_point(SUR, 2), languages=("fr",)) == "not_yet_approved"
    assert play.owed("approve_participant").subject == "fra-fp-2"

    play.act(c.ApproveParticipant, SECRETARIAT, person="fra-fp-2")

    seat = play.state.focal_point(SUR)
    assert seat is not None
    assert (seat.person, seat.may_act) == ("fra-fp-2", True)
    code = play.refusal(c.SetWorkingLanguage, focal_point(SUR, 2), languages=("fr",))
    assert code == ("wrong_stage" if stage is Stage.NOMINATING else "not refused")


def test_a_focal_point_may_be_replaced_four_times_while_the_duty_stands() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    duty = play.owed("submit_questionnaire")

    for number in range(2, 6):
        play.on(play.today + days(20))
        play.act(
            c.ReplaceParticipant,
            mission(SUR),
            note=NOTE,
            person=f"fra-fp-{number - 1}",
            successor=f"fra-fp-{number}",
        )
        play.act(c.ApproveParticipant, SECRETARIAT, person=f"fra-fp-{number}")
        assert play.owed("submit_questionnaire") == duty

    for number in range(1, 5):
        code = play.refusal(c.SubmitQuestionnaire, focal_point(SUR, number), document=document())
        assert code == "not_a_participant"
    play.act(c.SubmitQuestionnaire, focal_point(SUR, 5), document=document())
    assert [
        seat.ended_on is None for seat in play.state.seats if seat.role == Role.FOCAL_POINT and seat.state == SUR
    ] == [
        False,
        False,
        False,
        False,
        True,
    ]


def test_a_seat_that_falls_vacant_is_asked_for_from_that_day() -> None:
    play = phase_at(Stage.DESK_REVIEW).on(date(2021, 6, 1))

    play.act(c.RemoveParticipant, mission(OTHER), note=NOTE, person=person(focal_point(OTHER)))

    vacancy = play.owed("receive_nomination", OTHER)
    assert vacancy.due is not None
    assert (vacancy.since, vacancy.due.date) == (date(2021, 6, 1), date(2021, 6, 15))
    assert vacancy.due.derivation[0].text == "the focal point's seat fell vacant"
    nominate(play, mission(OTHER), ("jpn-fp-2", Role.FOCAL_POINT))
    assert play.state.vacant_since == {}
    assert play.owed("submit_feedback", OTHER).since == date(2021, 4, 15)


def test_the_consultation_waits_for_the_last_focal_point_to_be_approved() -> None:
    play = phase_at(Stage.NOMINATING)
    for iso3 in (SUR, SAME):
        play.seat(focal_point(iso3))
    nominate(play, mission(OTHER), ("jpn-fp-1", Role.FOCAL_POINT))
    assert play.state.stage is Stage.NOMINATING

    happened = play.act(c.ApproveParticipant, SECRETARIAT, person="jpn-fp-1")

    assert happened == ("participant_approved", "all_focal_points_named")
    assert play.state.consulting_since == play.today


def test_the_secretariat_enters_a_note_for_the_state_it_names() -> None:
    play = phase_at(Stage.NOMINATING)
    nominate(play, Actor(role=Role.SECRETARIAT, state=SAME), ("deu-fp-9", Role.FOCAL_POINT))

    seat = play.state.focal_point(SAME)

    assert seat is not None
    assert seat.person == "deu-fp-9"


def test_the_secretariat_does_not_consent_for_the_state_it_names() -> None:
    play = phase_at(Stage.CONSULTING)

    play.act(
        c.ProposeConsultation,
        Actor(role=Role.SECRETARIAT, state=SUR),
        meeting_at="2021-01-14T10:00:00+01:00",
    )

    assert play.state.consultation is not None
    assert play.state.consultation.accepted_by == ()


def test_a_person_may_be_focal_point_and_expert_and_waits_for_one_approval() -> None:
    play = phase_at(Stage.CONSULTING)
    both = ("fra-new", Role.EXPERT), ("fra-new", Role.FOCAL_POINT)
    nominate(play, mission(SUR), *both)
    assert [each.subject for each in obligations(play.state) if each.action == "approve_participant"] == ["fra-new"]

    play.act(c.ApproveParticipant, SECRETARIAT, person="fra-new")
    play.act(c.ReplaceParticipant, mission(SUR), note=NOTE, person="fra-new", successor="fra-next")

    assert [(seat.person, seat.role) for seat in play.state.seats[-2:]] == [
        ("fra-next", Role.EXPERT),
        ("fra-next", Role.FOCAL_POINT),
    ]
    assert not [seat for seat in play.state.seats if seat.person == "fra-new" and seat.is_open]


def test_a_removal_ends_every_seat_of_the_person() -> None:
    play = phase_at(Stage.CONSULTING)
    nominate(play, mission(SUR), ("fra-fp-1", Role.OBSERVER))

    play.act(c.RemoveParticipant, mission(SUR), note=NOTE, person="fra-fp-1")

    assert not [seat for seat in play.state.seats if seat.person == "fra-fp-1" and seat.is_open]


def test_experts_are_asked_for_again_when_the_last_one_left() -> None:
    play = phase_at(Stage.CONSULTING).on(date(2020, 12, 10))
    assert "FRA name_experts" not in play.waiting

    play.act(c.RemoveParticipant, mission(SUR), note=NOTE, person=person(expert(SUR)))

    again = play.owed("name_experts", SUR)
    assert again.due is not None
    assert (again.since, again.due.date) == (date(2020, 12, 10), date(2020, 11, 30))
    assert [each.duty for each in play.live_until(date(2020, 12, 13)) if each.duty == "name_experts"] == []
    assert [each.rung for each in play.live_until(date(2020, 12, 14)) if each.duty == "name_experts"] == ["+14"]


@pytest.mark.parametrize(
    ("side", "people", "code"),
    [
        pytest.param(mission(SAME), (("fra-ge-1", Role.EXPERT),), "sits_for_another_state", id="of another State"),
        pytest.param(mission(SUR), (("fra-ge-1", Role.EXPERT),), "already_named", id="named before"),
        pytest.param(mission(SUR), (("x", Role.EXPERT), ("x", Role.EXPERT)), "already_named", id="twice in one note"),
        pytest.param(
            mission(SUR), (("x", Role.FOCAL_POINT), ("y", Role.FOCAL_POINT)), "one_focal_point", id="two focal points"
        ),
        pytest.param(mission(SUR), (("x", Role.SECRETARIAT),), "bad_role", id="no role of a State"),
        pytest.param(mission(STRANGER), (("x", Role.EXPERT),), "not_a_side", id="a State without a part"),
        pytest.param(SECRETARIAT, (("x", Role.EXPERT),), "state_needed", id="a note of nobody's"),
        pytest.param(
            Actor(role=Role.SECRETARIAT, state=STRANGER), (("x", Role.EXPERT),), "not_a_side", id="a stranger's note"
        ),
    ],
)
def test_a_note_that_cannot_be_carried_out_is_refused(
    side: Actor, people: tuple[tuple[str, Role], ...], code: str
) -> None:
    play = phase_at(Stage.CONSULTING)
    nominees = tuple(Nominee(person=name, role=role) for name, role in people)

    assert play.refusal(c.ReceiveNomination, side, note=NOTE, people=nominees) == code


@pytest.mark.parametrize(
    ("people", "code"),
    [
        (("fra-ge-1",), "already_named"),
        (("x", "x"), "already_named"),
        (("deu-ge-1",), "sits_for_another_state"),
        (("x", "y"), "not refused"),
    ],
)
def test_experts_are_named_once_and_for_one_state(people: tuple[str, ...], code: str) -> None:
    assert phase_at(Stage.CONSULTING).refusal(c.NameExperts, mission(SUR), note=NOTE, people=people) == code


@pytest.mark.parametrize(
    ("gone", "successor", "code"),
    [
        ("nobody", "x", "not_a_participant"),
        ("deu-fp-1", "x", "not_a_participant"),
        ("fra-fp-1", "deu-ge-1", "sits_for_another_state"),
        ("fra-fp-1", "fra-fp-1", "already_named"),
    ],
)
def test_a_state_replaces_its_own_people_by_its_own_people(gone: str, successor: str, code: str) -> None:
    play = phase_at(Stage.CONSULTING)

    assert play.refusal(c.ReplaceParticipant, mission(SUR), note=NOTE, person=gone, successor=successor) == code


def test_there_has_to_be_a_nomination_to_approve() -> None:
    assert phase_at(Stage.CONSULTING).refusal(c.ApproveParticipant, SECRETARIAT, person="x") == "nothing_to_approve"


def test_nobody_acts_in_a_seat_of_another() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    impostor = Actor(role=Role.FOCAL_POINT, state=SUR, person="deu-fp-1")

    assert play.refusal(c.SubmitQuestionnaire, impostor, document=document()) == "not_a_participant"
    assert play.refusal(c.SubmitQuestionnaire, focal_point(STRANGER), document=document()) == "not_a_side"
    nameless = Actor(role=Role.FOCAL_POINT, state=SUR)
    assert play.refusal(c.SubmitQuestionnaire, nameless, document=document()) == "not_a_participant"
