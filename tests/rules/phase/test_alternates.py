"""An alternate stands beside the focal point: with the rights of an expert, and clears nothing."""

from models.people import SECRETARIAT, Actor, Nominee, Role
from models.phase import commands as c
from models.phase.stage import Stage
from rules.phase.obligations import obligations
from tests.build import OTHER, SUR, Play, document, focal_point, mission, person, phase_at

NOTE = document("nv")
ALTERNATE = Actor(role=Role.ALTERNATE, state=SUR, person="fra-alt-1")
POINT = person(focal_point(SUR))


def named(play: Play, *people: tuple[str, Role]) -> str:
    nominees = tuple(Nominee(person=name, role=role) for name, role in people)
    return play.refusal(c.ReceiveNomination, mission(SUR), note=NOTE, people=nominees)


def with_alternate(stage: Stage = Stage.SELF_ASSESSMENT) -> Play:
    play = phase_at(stage)
    play.seat(ALTERNATE)
    return play


def roles_of(play: Play, name: str) -> list[Role]:
    return [seat.role for seat in play.state.seats if seat.person == name and seat.is_open]


def test_an_alternate_is_named_by_note_verbale_and_approved_like_everybody() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)
    play.act(
        c.ReceiveNomination,
        mission(SUR),
        note=NOTE,
        people=(Nominee(person="fra-alt-1", role=Role.ALTERNATE), Nominee(person="fra-alt-2", role=Role.ALTERNATE)),
    )
    assert play.refusal(c.DraftQuestionnaireSection, ALTERNATE, instrument="UNTOC", document=document()) == (
        "not_yet_approved"
    )

    play.act(c.ApproveParticipant, SECRETARIAT, person="fra-alt-1")

    assert roles_of(play, "fra-alt-1") == [Role.ALTERNATE]
    assert play.owed("approve_participant").subject == "fra-alt-2"


def test_an_alternate_drafts_as_an_expert_does_and_clears_nothing() -> None:
    play = with_alternate()

    play.act(c.DraftQuestionnaireSection, ALTERNATE, instrument="UNTOC", document=document())

    assert play.refusal(c.SubmitQuestionnaire, ALTERNATE, document=document()) == "not_your_act"


def test_an_alternate_is_no_expert_where_experts_are_owed() -> None:
    play = phase_at(Stage.NOMINATING)
    play.act(c.ReceiveNomination, mission(SUR), note=NOTE, people=(Nominee(person="fra-alt-1", role=Role.ALTERNATE),))

    assert f"{SUR} name_experts" in {f"{each.owner.state} {each.action}" for each in obligations(play.state)}
    assert f"{SUR} receive_nomination" in {f"{each.owner.state} {each.action}" for each in obligations(play.state)}


def test_nobody_is_their_own_alternate() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)

    assert named(play, (POINT, Role.ALTERNATE)) == "alternate_of_oneself"
    assert named(play, ("fra-2", Role.FOCAL_POINT), ("fra-2", Role.ALTERNATE)) == "alternate_of_oneself"
    assert named(play, ("fra-2", Role.FOCAL_POINT), (POINT, Role.ALTERNATE)) == "not refused", "who hands over stays"


def test_an_alternate_who_succeeds_the_focal_point_keeps_acting_until_approved_and_stands_beside_nobody_then() -> None:
    play = with_alternate()

    play.act(c.ReplaceParticipant, mission(SUR), note=NOTE, person=POINT, successor="fra-alt-1")
    play.act(c.DraftQuestionnaireSection, ALTERNATE, instrument="UNTOC", document=document())
    assert roles_of(play, "fra-alt-1") == [Role.ALTERNATE, Role.FOCAL_POINT]
    play.act(c.ApproveParticipant, SECRETARIAT, person="fra-alt-1")

    assert roles_of(play, "fra-alt-1") == [Role.FOCAL_POINT]
    assert play.refusal(c.SubmitQuestionnaire, focal_point(SUR), document=document()) == "not_a_participant"
    successor = Actor(role=Role.FOCAL_POINT, state=SUR, person="fra-alt-1")
    assert play.refusal(c.SubmitQuestionnaire, successor, document=document()) == "not refused"


def test_approving_another_state_s_person_touches_no_alternate() -> None:
    play = with_alternate()
    play.act(
        c.ReplaceParticipant,
        mission(OTHER),
        note=NOTE,
        person=person(focal_point(OTHER)),
        successor="jpn-fp-9",
    )

    play.act(c.ApproveParticipant, SECRETARIAT, person="jpn-fp-9")

    assert roles_of(play, "fra-alt-1") == [Role.ALTERNATE]
