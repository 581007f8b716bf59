"""Whatever the rules ask of anybody, somebody of the population knows how to do it."""

import ast
from pathlib import Path

import pytest

import rules.cycle
import rules.phase
from demo.acts import ACTS
from demo.temperament import USUAL_DAYS
from models.cycle import commands as cycle
from models.phase import commands as phase
from models.policy_change import ApplyPolicy, WithdrawPolicy
from rules.country.aggregate import COUNTRY_REVIEW
from rules.cycle.aggregate import REVIEW_CYCLE
from rules.phase.aggregate import PHASE_REVIEW

NOT_OF_PEOPLE = {
    phase.RequestChanges.name: "sent by the act of clearing, by those who will not clear yet",
    phase.DrawSupplementaryReviewer.name: "decided on the cycle; the demonstration draws none by hand",
    phase.ReleaseReviewer.name: "handed down when the pairing was amended; here nobody loses a reviewer for nothing",
    phase.LeaveInstrument.name: "nobody leaves an instrument here",
    cycle.ReportCountry.name: "a country review reports by itself",
    cycle.OpenDrawing.name: "done at the desk of the lots",
    **dict.fromkeys(
        (
            cycle.FixSession.name,
            cycle.IssueSessionFile.name,
            cycle.PlanDialogue.name,
            cycle.PlanConference.name,
            cycle.OpenEngagement.name,
        ),
        "told in the stories beside the reviews (demo.outreach)",
    ),
    cycle.ReportEnded.name: "dialogues, conferences and engagements report by themselves",
    phase.CodeObservations.name: "every list is coded when it is proposed",
    ApplyPolicy.name: "brought by the track of a Conference",
    WithdrawPolicy.name: "brought by the track of a Conference",
    **dict.fromkeys(
        (cycle.AdoptLots.name, cycle.AmendPairing.name, cycle.ReleaseDrawing.name), "a drawing reports by itself"
    ),
    **dict.fromkeys(
        (cycle.DrawLots.name, cycle.ReplaceReviewer.name, cycle.JoinInstrument.name),
        "the drawing of lots decides, and is amended instead",
    ),
}
"""Commands without an act of their own, each with its reason."""

COMMANDS = {command.name for aggregate in (PHASE_REVIEW, REVIEW_CYCLE) for command in aggregate.commands}


def actions_owed() -> set[str]:
    """Every action that the rules of phase reviews and cycles name, read from their source."""
    found: set[str] = set()
    for package in (rules.phase, rules.cycle):
        for source in Path(str(package.__file__)).parent.glob("*.py"):
            for node in ast.walk(ast.parse(source.read_text())):
                if isinstance(node, ast.Constant) and node.value in COMMANDS:
                    found.add(str(node.value))
    return found - set(NOT_OF_PEOPLE)


def test_the_rules_name_actions() -> None:
    assert {"submit_questionnaire", "launch_group", "resume_review"} <= actions_owed()


@pytest.mark.parametrize("action", sorted(actions_owed()))
def test_every_action_that_is_owed_has_an_act_and_a_usual_time(action: str) -> None:
    assert action in ACTS
    assert action in USUAL_DAYS


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_an_act_or_a_reason_for_having_none(command: str) -> None:
    assert (command in ACTS) != (command in NOT_OF_PEOPLE)


def test_no_act_is_without_a_command() -> None:
    known = COMMANDS | {command.name for command in COUNTRY_REVIEW.commands}

    assert set(ACTS) <= known
