"""Every row of the table, walked over whole: for whom, at which stage, while withheld, and what it brings about."""

import inspect

import pytest

from models.command import Command
from models.event import DeadlineApproaching, DeadlinePassed
from models.people import SECRETARIAT, Who
from models.phase import commands, events
from models.phase import commands as c
from models.phase.stage import TRACK, Stage
from models.phase.state import Suspension
from models.policy_change import ApplyPolicy, WithdrawPolicy
from rules.phase.aggregate import PHASE_REVIEW
from rules.phase.table import COMMANDS, TABLE, Transition
from tests.build import ALL, SUR, focal_point, noon, phase_at
from tests.rules.phase.samples import ACTORS, FIELDS, SCENES, scene

TRACK_STAGES: dict[type[Command], frozenset[Stage]] = {
    c.DraftQuestionnaireSection: frozenset({Stage.SELF_ASSESSMENT}),
    c.ReceiveStakeholderInput: frozenset({Stage.SELF_ASSESSMENT}),
    c.SetQuestionnaireExpectedDate: frozenset({Stage.SELF_ASSESSMENT}),
    c.SubmitQuestionnaire: frozenset({Stage.SELF_ASSESSMENT}),
    c.WithdrawQuestionnaire: frozenset({Stage.DESK_REVIEW}),
    c.FileQuestionnaireAddendum: TRACK - {Stage.SELF_ASSESSMENT},
    c.RequestClarification: frozenset({Stage.DESK_REVIEW, Stage.DIALOGUE}),
    c.SubmitFeedback: frozenset({Stage.DESK_REVIEW}),
    c.HoldDialogueMeeting: TRACK - {Stage.SELF_ASSESSMENT},
    c.ConcludeDialogue: frozenset({Stage.DIALOGUE}),
    c.ProposeObservations: frozenset({Stage.DRAFTING_OBSERVATIONS}),
    c.RequestChanges: frozenset({Stage.AGREEING}),
    c.ClearObservations: frozenset({Stage.AGREEING}),
}
"""The stages of a track at which an act on it is allowed (domain.md 3.8); an answer only needs an open question."""

PEOPLE_REVIEWERS_AND_RULES = frozenset(
    {
        c.ReceiveNomination,
        c.NameExperts,
        c.ApproveParticipant,
        c.ReplaceParticipant,
        c.RemoveParticipant,
        c.JoinInstrument,
        c.ReplaceReviewer,
        c.DrawSupplementaryReviewer,
        c.ReleaseReviewer,
        c.LeaveInstrument,
        ApplyPolicy,
        WithdrawPolicy,
    }
)
"""What goes on while a review is withheld, apart from withholding and releasing it; the rules may change as well."""


def rows() -> list[object]:
    return [pytest.param(row, id=row.command.name) for row in TABLE]


def code_of(row: Transition, who: Who) -> str:
    play = scene(row.command)
    actor = ACTORS[who]
    return play.refusal(row.command, actor, **FIELDS[row.command](play.state, actor))


@pytest.mark.parametrize("who", [who for who in Who if who is not Who.TIMER])
@pytest.mark.parametrize("row", rows())
def test_an_act_is_for_those_in_its_row_and_for_nobody_else(row: Transition, who: Who) -> None:
    code = code_of(row, who)

    assert code == ("not refused" if who in row.by else "not_your_act")


@pytest.mark.parametrize("row", rows())
def test_no_act_is_a_timers(row: Transition) -> None:
    assert Who.TIMER not in row.by


@pytest.mark.parametrize("row", rows())
def test_an_act_brings_about_the_event_of_its_row_first(row: Transition) -> None:
    play = scene(row.command)
    actor = next(ACTORS[who] for who in Who if who in row.by)

    made = play.made(row.command, actor, **FIELDS[row.command](play.state, actor))
    first, *_ = PHASE_REVIEW.decide(play.state, made, noon(play.today))

    assert type(first) is row.event


@pytest.mark.parametrize("stage", list(Stage))
@pytest.mark.parametrize("row", rows())
def test_an_act_is_refused_at_every_stage_outside_its_row(row: Transition, stage: Stage) -> None:
    play = scene(row.command)
    play.state = play.state.model_copy(update={"stage": stage})
    actor = next(ACTORS[who] for who in Who if who in row.by)

    code = play.refusal(row.command, actor, **FIELDS[row.command](play.state, actor))

    if stage is Stage.CLOSED:
        assert code == "review_closed"
    elif stage not in row.stages:
        assert code == "wrong_stage"
    elif command_needs_no_track(row.command):
        assert code in {"not refused", "too_late_for_this_phase"}


def command_needs_no_track(command: type[Command]) -> bool:
    return command not in TRACK_STAGES


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage in TRACK])
@pytest.mark.parametrize("command", list(TRACK_STAGES), ids=lambda command: command.name)
def test_an_act_on_a_track_is_refused_at_every_other_stage_of_the_track(command: type[Command], stage: Stage) -> None:
    row = next(row for row in TABLE if row.command is command)
    play = phase_at(stage)
    actor = next(ACTORS[who] for who in Who if who in row.by)

    code = play.refusal(command, actor, **FIELDS[command](play.state, actor))

    assert code == ("not refused" if stage in TRACK_STAGES[command] else "wrong_stage")


@pytest.mark.parametrize("row", rows())
def test_only_people_reviewers_and_rules_change_while_a_review_is_withheld(row: Transition) -> None:
    play = scene(row.command)
    if row.command not in {c.ResumeReview, c.LaunchGroup}:
        play.act(c.SuspendReview, SECRETARIAT, reason="war")
    if row.command is c.LaunchGroup:
        play.state = play.state.model_copy(update={"suspensions": (Suspension(since=play.today, reason="war"),)})
    actor = next(ACTORS[who] for who in Who if who in row.by)

    code = play.refusal(row.command, actor, **FIELDS[row.command](play.state, actor))

    assert row.while_suspended == (row.command in PEOPLE_REVIEWERS_AND_RULES | {c.SuspendReview, c.ResumeReview})
    if row.command in PEOPLE_REVIEWERS_AND_RULES | {c.ResumeReview}:
        assert code == "not refused"
    else:
        assert code == "review_suspended"


@pytest.mark.parametrize("row", rows())
def test_a_row_says_where_the_track_of_an_act_has_to_stand(row: Transition) -> None:
    assert row.track == TRACK_STAGES.get(row.command, frozenset())
    assert row.track <= row.stages


def test_every_command_has_one_row() -> None:
    known = [
        each
        for _, each in inspect.getmembers(commands, inspect.isclass)
        if issubclass(each, Command) and each is not Command
    ]
    known += [ApplyPolicy, WithdrawPolicy]

    assert set(COMMANDS) == set(known) == set(FIELDS) == set(SCENES)
    assert len(COMMANDS) == len(known)
    assert len({command.name for command in COMMANDS}) == len(known)


def test_every_event_is_a_rows_or_the_systems() -> None:
    by_people = {row.event.type for row in TABLE}
    by_the_system = {
        each.type
        for each in (
            events.PhaseOpened,
            events.AllFocalPointsNamed,
            events.ObservationsAgreed,
            events.SummaryAgreed,
            events.PhaseDiscontinued,
            DeadlineApproaching,
            DeadlinePassed,
        )
    }

    assert by_people | by_the_system == set(events.CODEC.types)
    assert not by_people & by_the_system
    assert len(by_people) == len(TABLE)


def test_an_act_without_named_instruments_means_all_that_may_be_acted_upon() -> None:
    play = phase_at(Stage.SELF_ASSESSMENT)

    play.act(c.SubmitQuestionnaire, focal_point(SUR), **FIELDS[c.SubmitQuestionnaire](play.state, focal_point(SUR)))

    assert play.stages() == dict.fromkeys(ALL, Stage.DESK_REVIEW)
