"""What people mean to do follows from what they owe, and is looked at again before it is sent."""

from datetime import timedelta

import pytest

from demo.conduct import MOST_ATTEMPTS, Conduct
from demo.intentions import Intention
from demo.papers import papers_of
from demo.plan import DemoPlan
from demo.population import Population, people_of
from models.command import Outcome
from models.documents import DocumentRef
from models.people import Role, Seat
from models.phase.commands import ReceiveNomination
from models.phase.stage import Stage
from models.phase.state import PhaseReviewState, Reviewer
from models.procedure import Procedure
from models.status import Status
from rules.calendar.vienna import start_of_day
from rules.phase.aggregate import PHASE_REVIEW


class Scene:
    """One phase review that nobody has acted on yet, and those who might."""

    def __init__(self, plan: DemoPlan, state: str) -> None:
        self.plan = plan
        launch = plan.launch(state, 1)
        self.now = start_of_day(launch)
        clock = plan.clock(self.now)
        review = PhaseReviewState(
            cycle=plan.cycle,
            clock=clock,
            procedure=Procedure.of(plan.loaded.mechanism, plan.loaded.sha256),
            state=state,
            phase=1,
            group=plan.groups[state],
            instruments=next(party.instruments for party in plan.parties if party.iso3 == state),
            reviewers=tuple(
                Reviewer(
                    state=each.reviewer,
                    instruments=each.instruments,
                    principal=each.principal,
                    region_role=each.role,
                    assigned_on=plan.drawn_on,
                )
                for each in plan.assignments[state]
            ),
            launch_date=launch,
            planned_end=launch + timedelta(days=730),
            version=1,
        )
        self.scheduled = PHASE_REVIEW.status(review)
        launched = review.model_copy(update={"stage": Stage.NOMINATING, "launched_on": launch, "version": 2})
        self.launched: Status = PHASE_REVIEW.status(launched)
        population = Population(plan)
        for side in plan.participants:
            people = people_of(plan.state(side), plan.dice)
            population.seat(side, [f"{side}-{number}" for number in range(len(people))])
        papers = {paper: DocumentRef(id="doc/1", sha256="0" * 64) for paper in papers_of(self.launched)}
        self.conduct = Conduct(plan, population.members, papers)


@pytest.fixture
def scene(plan: DemoPlan) -> Scene:
    """The review of a State all of whose sides answer."""
    calm = [state for state in plan.under_review if not plan.stays_open(state, plan.reviewers(state))]
    joining = {each.state for each in plan.accessions}
    busy = {each.under_review for each in (plan.replacement, plan.excusal) if each}
    return Scene(plan, next(state for state in calm if state not in busy | joining))


def nominations(intentions: list[Intention]) -> list[Intention]:
    return [each for each in intentions if each.action == "receive_nomination"]


def test_nobody_launches_a_phase_behind_the_cycle_s_back(scene: Scene) -> None:
    assert scene.conduct.heard(scene.scheduled, scene.now) == []


def test_every_mission_means_to_name_a_focal_point(scene: Scene) -> None:
    intentions = nominations(scene.conduct.heard(scene.launched, scene.now))

    assert {each.side for each in intentions} == {
        str(scene.launched.state),
        *(r.state for r in scene.launched.reviewers),
    }
    assert all(each.at > scene.now for each in intentions)


def test_what_is_meant_is_not_meant_twice(scene: Scene) -> None:
    scene.conduct.heard(scene.launched, scene.now)

    assert scene.conduct.heard(scene.launched, scene.now) == []


def test_an_older_status_is_not_listened_to(scene: Scene) -> None:
    scene.conduct.heard(scene.launched, scene.now)

    assert scene.conduct.heard(scene.scheduled, scene.now) == []
    assert scene.conduct.status(scene.launched.workflow_id) == scene.launched


def test_a_silent_state_means_nothing(plan: DemoPlan) -> None:
    silent = next(state for state in plan.under_review if not plan.temperament(state).answers)
    scene = Scene(plan, silent)

    assert silent not in {each.side for each in scene.conduct.heard(scene.launched, scene.now)}


def test_an_act_is_sent_by_the_mission_with_a_stored_note(scene: Scene) -> None:
    intention = nominations(scene.conduct.heard(scene.launched, scene.now))[0]

    command = scene.conduct.command(intention, intention.at)

    assert isinstance(command, ReceiveNomination)
    assert command.actor.role is Role.MISSION
    assert command.actor.state == intention.side
    assert command.people[0].role is Role.FOCAL_POINT


def test_an_act_that_is_no_longer_owed_is_not_sent(scene: Scene) -> None:
    intention = nominations(scene.conduct.heard(scene.launched, scene.now))[0]
    without = tuple(each for each in scene.launched.obligations if each.owner.state != intention.side)
    scene.conduct.heard(scene.launched.model_copy(update={"version": 3, "obligations": without}), scene.now)

    assert scene.conduct.command(intention, intention.at) is None


def test_two_acts_for_one_duty_are_never_under_way_at_once(scene: Scene) -> None:
    intention = nominations(scene.conduct.heard(scene.launched, scene.now))[0]
    scene.conduct.command(intention, intention.at)

    assert scene.conduct.command(intention, intention.at) is None


def test_a_refusal_is_looked_at_again_later_under_another_command_id(scene: Scene) -> None:
    intention = nominations(scene.conduct.heard(scene.launched, scene.now))[0]
    scene.conduct.command(intention, intention.at)

    (again,) = scene.conduct.refused(intention, intention.at)

    assert again.at > intention.at
    assert again.command_id != intention.command_id
    assert scene.conduct.command(again, again.at) is not None


def test_nobody_runs_against_a_wall_for_ever(scene: Scene) -> None:
    (intention, *_) = nominations(scene.conduct.heard(scene.launched, scene.now))
    attempts = 0
    waiting = [intention]
    while waiting:
        attempts += 1
        scene.conduct.command(waiting[0], waiting[0].at)
        waiting = scene.conduct.refused(waiting[0], waiting[0].at)

    assert attempts == MOST_ATTEMPTS


def test_a_duty_that_was_met_is_meant_again_only_when_a_newer_status_says_that_it_stands(scene: Scene) -> None:
    intention = nominations(scene.conduct.heard(scene.launched, scene.now))[0]
    command = scene.conduct.command(intention, intention.at)
    assert command is not None
    outcome = Outcome(workflow_id=intention.review, version=3, happened=(), stage="nominating", waiting_on=())

    assert scene.conduct.done(intention, command, outcome, intention.at) == []
    assert scene.conduct.heard(scene.launched, intention.at) == []

    still_standing = scene.launched.model_copy(update={"version": 3})
    (again,) = scene.conduct.heard(still_standing, intention.at)
    assert (again.label, again.attempt) == (intention.label, 1)


def test_the_secretariat_approves_whoever_was_named(scene: Scene) -> None:
    state = str(scene.launched.state)
    seat = Seat(person=f"{state}-0", state=state, role=Role.FOCAL_POINT, named_on=scene.plan.launch(state, 1))
    owed = scene.launched.obligations[0].model_copy(
        update={
            "action": "approve_participant",
            "owner": scene.scheduled.obligations[0].owner,
            "subject": seat.person,
        }
    )
    status = scene.launched.model_copy(update={"version": 3, "seats": (seat,), "obligations": (owed,)})

    (intention,) = scene.conduct.heard(status, scene.now)
    command = scene.conduct.command(intention, intention.at)

    assert command is not None
    assert command.actor.role is Role.SECRETARIAT
    assert command.model_dump()["person"] == seat.person
