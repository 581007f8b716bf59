"""A procedure with a change made to it: checked by the model of the policy, hashed by its content, and restored."""

import json
from datetime import date
from typing import Any

import pytest

from models.errors import RuleViolation
from models.evidence import Mark
from models.policy import FeedbackForm, Policy, Relaxation
from models.policy_change import AppliedPolicy, Length, PolicyChange
from models.procedure import Procedure
from rules.policy_change.changing import changed, check_change, hash_of, replaced, restored, with_change
from tests.build import procedure
from tests.rules.policy_change.build import CHANGES, VERSION, change

TODAY = date(2026, 11, 2)


@pytest.mark.parametrize(
    ("made", "code", "said"),
    [
        (change(feedback_from="joint"), "unknown_switch", "feedback_form"),
        (change(feedback_form="by_post"), "bad_switch", "feedback_form"),
        (change(feedback_form=None), "bad_switch", "feedback_form"),
        (change(move_to_working_day="yes"), "bad_switch", "move_to_working_day"),
        (change(move_to_working_day=1), "bad_switch", "move_to_working_day"),
        (change(reviewer_max="4"), "bad_switch", "reviewer_max"),
        (change(reviewer_max=-1), "bad_switch", "reviewer_max"),
        (change(reviewer_max=1001), "bad_switch", "reviewer_max"),
        (change(volunteer_extra=-1), "bad_switch", "volunteer_extra"),
        (change(region_exhausted_order=("any_region", "any_region")), "bad_switch", "any_region"),
        (change(region_exhausted_order=("anybody",)), "bad_switch", "region_exhausted_order"),
        (change(lead_times={"submit_feedbak": Length(days=3)}), "unknown_lead_time", "submit_feedback"),
        (change(lead_times={}), "nothing_changed", "no switch and no lead time"),
    ],
)
def test_a_change_that_cannot_be_is_refused_with_what_can(made: PolicyChange, code: str, said: str) -> None:
    for refuses in (lambda: check_change(procedure(), made), lambda: changed(procedure(), VERSION, made)):
        with pytest.raises(RuleViolation) as refusal:
            refuses()

        assert refusal.value.code == code
        assert said in refusal.value.message


def test_switches_that_contradict_one_another_are_refused_where_they_meet() -> None:
    check_change(procedure(), change(reviewer_max=0))

    with pytest.raises(RuleViolation) as refusal:
        changed(procedure(), VERSION, change(reviewer_max=0))

    assert refusal.value.code == "bad_switch"
    assert changed(procedure(), VERSION, change(reviewer_max=0, reviewer_min=0)).policy.reviewer_max == 0


@pytest.mark.parametrize(
    "made",
    [
        change(feedback_form="per_reviewer"),
        change(reviewer_max=3, move_to_working_day=True),
        change(lead_times={"submit_feedback": Length(months=6)}),
    ],
)
def test_what_changes_nothing_is_refused(made: PolicyChange) -> None:
    check_change(procedure(), made)

    with pytest.raises(RuleViolation) as refusal:
        changed(procedure(), VERSION, made)

    assert refusal.value.code == "nothing_changed"


def test_a_changed_procedure_has_the_values_the_source_and_a_hash_of_its_own() -> None:
    made = change(
        feedback_form="joint_per_review",
        reviewer_max=None,
        region_exhausted_order=("any_region",),
        lead_times={"submit_feedback": Length(days=100)},
    )

    after = changed(procedure(), VERSION, made)

    assert after.policy.feedback_form is FeedbackForm.JOINT_PER_REVIEW
    assert (after.policy.reviewer_max, after.policy.region_exhausted_order) == (None, (Relaxation.ANY_REGION,))
    lead = after.lead_times["submit_feedback"]
    assert (lead.days, lead.months, lead.clock) == (100, None, procedure().lead_times["submit_feedback"].clock)
    assert (lead.evidence.mark, lead.evidence.source) == (Mark.CONFIRMED, "resolution 13/4")
    assert after.sha256 == hash_of(after) != procedure().sha256
    assert {key for key in after.lead_times if after.lead_times[key] != procedure().lead_times[key]} == {
        "submit_feedback"
    }


def test_the_hash_is_of_the_content_whatever_the_hash_before() -> None:
    other = procedure().model_copy(update={"sha256": "f" * 64})

    assert changed(procedure(), VERSION, change()).sha256 == changed(other, VERSION, change()).sha256
    assert changed(procedure(), VERSION, change()).sha256 != changed(procedure(), "13.2", change()).sha256
    later = change(lead_times={"submit_feedback": Length(months=4)})
    assert changed(procedure(), VERSION, later).sha256 != changed(procedure(), VERSION, change()).sha256


EVERY_SWITCH: dict[str, Any] = {
    "reviewer_max": None,
    "reviewer_min": 2,
    "supplement_counts": "both",
    "redraw_limit": 1,
    "mutual_review_bar": "off",
    "deferral": "off",
    "assignment_span": "one_phase",
    "late_entrants": "last_year",
    "region_exhausted_order": ("any_region", "drop_deferrals"),
    "saq_clock": "launch_date",
    "phase_overlap": "sequential",
    "feedback_form": "joint_per_review",
    "feedback_quorum": "any_reviewer",
    "loo_form": "per_instrument",
    "loo_visibility": "public",
    "summary_visibility": "parties",
    "saq_visible_to_other_parties": True,
    "cd_objection_rule": "single_objection_blocks",
    "move_to_working_day": False,
    "supplement_role": "any",
    "legal_tradition_weight": 7,
    "volunteer_extra": 0,
}


@pytest.mark.parametrize("made", [*CHANGES, change(**EVERY_SWITCH)])
def test_what_was_replaced_restores_the_same_procedure_to_the_letter(made: PolicyChange) -> None:
    before = procedure(feedback_form="joint_per_review", loo_form="per_reviewer", reviewer_max=5)
    after = with_change(before, VERSION, made, sha256="e" * 64)
    kept = AppliedPolicy.model_validate_json(replaced(before, VERSION, made, TODAY).model_dump_json())

    again = restored(Procedure.model_validate_json(after.model_dump_json()), kept)

    assert again == before
    assert again.model_dump_json() == before.model_dump_json()
    assert set(EVERY_SWITCH) == set(Policy.model_fields)


def test_a_fold_leaves_out_what_a_program_of_before_does_not_know() -> None:
    newer = change(moon_phase="full", feedback_quorum="any_reviewer", lead_times={"land_on_moon": Length(days=3)})

    after = with_change(procedure(), VERSION, newer, sha256="e" * 64)
    kept = replaced(procedure(), VERSION, newer, TODAY)

    assert after.policy == procedure(feedback_quorum="any_reviewer").policy
    assert after.lead_times == procedure().lead_times
    assert restored(after, kept) == procedure()


@pytest.mark.parametrize("given", [{}, {"days": 1, "months": 1}, {"days": -1}, {"months": 241}])
def test_a_length_is_days_or_months(given: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"days|months"):
        Length.model_validate_json(json.dumps(given))
