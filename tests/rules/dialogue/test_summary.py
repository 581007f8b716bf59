"""The chair's summary: every contribution has its outcome, no State is named but by an override, and it is tabled."""

from datetime import timedelta
from typing import Any

import pytest

from models.cycle.commands import ReportEnded
from models.dialogue import commands as c
from models.dialogue.commands import AnsweredContribution, CountryOverride
from models.dialogue.state import ContributionOutcome, DialogueStage
from models.people import SECRETARIAT, SYSTEM
from tests.build import document
from tests.rules.dialogue.build import (
    CHAIR,
    NEXT,
    Dialogue,
    approved,
    cancelled,
    drafted,
    owed,
    published,
    reporting,
    tabled,
)

REFLECTED, KEPT_OUT = ContributionOutcome.REFLECTED, ContributionOutcome.COUNTRY_REFERENCE
OVERRIDE = CountryOverride(states=("FRA",), reason="the host of the next session is thanked")


def answered(key: str, outcome: ContributionOutcome) -> AnsweredContribution:
    return AnsweredContribution(contribution=key, outcome=outcome)


def outcomes(story: Dialogue) -> dict[str, ContributionOutcome | None]:
    return {key: each.outcome for key, each in story.state.contributions.items()}


def with_a_flag() -> Dialogue:
    story = reporting()
    story.act(c.FlagCountryReference, CHAIR, contribution="c-1")
    return story


def test_what_is_left_out_counts_as_reflected_and_what_is_marked_is_kept_out() -> None:
    story = with_a_flag()
    assert owed(story) == ["chair draft_summary"]

    story.act(c.DraftSummary, CHAIR, document=document("summary"))

    assert outcomes(story) == {"c-1": KEPT_OUT, "c-2": REFLECTED}
    assert owed(story) == ["chair approve_summary"]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ((answered("c-2", ContributionOutcome.OFF_TOPIC),), "not refused"),
        ((answered("c-1", KEPT_OUT),), "not refused"),
        *[
            ((answered("c-1", outcome),), "reference_kept_out")
            for outcome in ContributionOutcome
            if outcome is not KEPT_OUT
        ],
        ((answered("c-2", KEPT_OUT),), "not_flagged"),
        ((answered("c-9", REFLECTED),), "unknown_contribution"),
        ((answered("c-2", REFLECTED), answered("c-2", REFLECTED)), "contribution_twice"),
    ],
)
def test_a_contribution_has_one_outcome_and_a_marked_one_only_that(given: tuple[Any, ...], code: str) -> None:
    assert with_a_flag().refusal(c.DraftSummary, CHAIR, document=document("summary"), outcomes=given) == code


def test_an_override_stands_in_the_ledger_before_the_text_that_it_lets_through() -> None:
    story = reporting()

    happened = story.act(c.DraftSummary, CHAIR, document=document("summary"), override=OVERRIDE)

    assert happened == ("country_reference_allowed", "summary_drafted")
    assert story.entries[-2].data["override"]["reason"] == OVERRIDE.reason
    assert story.state.summary is not None
    assert story.state.summary.names == ("FRA",)


def test_a_new_draft_takes_the_place_of_the_last_one_with_its_outcomes() -> None:
    story = drafted()

    story.act(
        c.DraftSummary,
        SECRETARIAT,
        document=document("second"),
        outcomes=(answered("c-1", ContributionOutcome.REPEATED),),
    )

    assert story.state.summary is not None
    assert story.state.summary.document == document("second")
    assert outcomes(story) == {"c-1": ContributionOutcome.REPEATED, "c-2": REFLECTED}


def test_a_draft_after_the_approval_has_to_be_approved_again() -> None:
    story = approved()

    story.act(c.DraftSummary, CHAIR, document=document("second"))

    assert story.state.stage is DialogueStage.REPORTING
    assert story.state.summary is not None
    assert story.state.summary.approved_on is None
    assert story.refusal(c.PublishSummary, SECRETARIAT) == "wrong_stage"
    assert published().refusal(c.DraftSummary, CHAIR, document=document("third")) == "wrong_stage"


def test_nothing_is_approved_before_it_is_drafted_or_when_it_holds_what_was_marked_since() -> None:
    assert reporting().refusal(c.ApproveSummary, CHAIR) == "no_draft"
    story = drafted()
    story.act(c.FlagCountryReference, CHAIR, contribution="c-2")
    assert story.refusal(c.ApproveSummary, CHAIR) == "flagged_since"

    story.act(c.DraftSummary, CHAIR, document=document("second"))

    assert story.act(c.ApproveSummary, CHAIR) == ("summary_approved",)
    assert story.entries[-1].data["document"] == document("second").model_dump()


def test_the_chair_alone_approves() -> None:
    assert drafted().refusal(c.ApproveSummary, SECRETARIAT) == "not_your_act"


def test_the_summary_is_tabled_when_the_next_session_has_begun() -> None:
    story = published()
    assert owed(story) == ["secretariat table_summary"]

    assert story.on(NEXT.starts - timedelta(days=1)).refusal(c.TableSummary, SECRETARIAT) == "too_early"
    assert published(next_session=None).on(NEXT.starts).refusal(c.TableSummary, SECRETARIAT) == "no_next_session"
    story.on(NEXT.starts).act(c.TableSummary, SECRETARIAT)

    assert story.entries[-1].data["session"] == NEXT.key
    status = story.aggregate.status(story.state)
    assert (status.closed_on, status.obligations) == (NEXT.starts, ())
    assert all(each.outcome is not None for each in story.state.contributions.values())


@pytest.mark.parametrize("story", [tabled, cancelled])
def test_the_cycle_is_told_once_when_it_is_over(story: Any) -> None:
    told: Dialogue = story()

    (asked,) = told.asked
    (relay,) = asked.relays
    assert (relay.workflow_id, relay.command) == ("cycle/untoc-1", "report_ended")
    assert ReportEnded.model_validate(relay.payload) == ReportEnded(
        actor=SYSTEM, command_id="dialogue/untoc-1/firearms-2027/ended", workflow_id="dialogue/untoc-1/firearms-2027"
    )
